package change

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/scraper"
)

// An item is a run of words that stands for one thing: an amount, a date, a name.
type item struct {
	kind  Kind
	i, j  int    // the words, by number
	value string // what it stands for: "12%" for "twelve per cent"
}

// maxItem is how many words an item has at most, more or less: longer runs are
// taken apart.
const maxItem = 12

// A view of a block is its items, and what stands in quotation marks.
type view struct {
	*block
	items  []item
	owner  []int  // of each word: the item that it belongs to, or -1
	quoted []bool // of each word
	lows   []string
}

// view reads a block. Names stand where words are capitalised that need not be;
// in a headline in capitals, where they are known from the text.
func (c *comparer) view(b *block) *view {
	v := &view{block: b, owner: make([]int, len(b.words)), quoted: make([]bool, len(b.words))}
	v.lows = make([]string, len(b.words))
	for i := range v.owner {
		v.owner[i], v.lows[i] = -1, strings.ToLower(b.words[i].key)
	}
	v.dates()
	v.numbers()
	v.findNames(c.names)
	v.quotes()
	return v
}

// take makes an item of words i up to j.
func (v *view) take(k Kind, i, j int, value string) {
	for at := i; at < j; at++ {
		v.owner[at] = len(v.items)
	}
	v.items = append(v.items, item{k, i, j, value})
}

// low returns word i in small letters, or "" beyond the ends.
func (v *view) low(i int) string {
	if i < 0 || i >= len(v.lows) {
		return ""
	}
	return v.lows[i]
}

// close reports whether no white space stands before word i.
func (v *view) close(i int) bool {
	return i > 0 && i < len(v.words) && v.words[i].from == v.words[i-1].to
}

// quotes marks what stands in quotation marks, without the marks. What is opened
// and not closed goes on to the end of the paragraph, as in a speech of several.
func (v *view) quotes() {
	if v.kind == scraper.Blockquote {
		for i := range v.quoted {
			v.quoted[i] = true
		}
		return
	}
	open, single := -1, -1
	mark := func(i, j int) {
		for ; i < j; i++ {
			v.quoted[i] = true
		}
	}
	for i := range v.words {
		switch raw := v.words[i].raw; {
		case raw == "“" || raw == "„" || raw == "«" || raw == `"` && open < 0:
			if open < 0 {
				open = i
			} else if raw == "“" { // „German“ closes so
				mark(open+1, i)
				open = -1
			}
		case raw == "”" || raw == "»" || raw == `"`:
			if open >= 0 {
				mark(open+1, i)
			}
			open = -1
		case (raw == "‘" || raw == "'" && !v.close(i)) && single < 0 && v.close(i+1):
			single = i
		case (raw == "’" || raw == "'") && single >= 0:
			mark(single+1, i)
			single = -1
		}
	}
	if open >= 0 {
		mark(open+1, len(v.words))
	}
}

var (
	digits  = regexp.MustCompile(`^\p{Sc}?\d[\d.,]*(?:%|[a-z]{1,4})?$`)
	yearly  = regexp.MustCompile(`^(?:1[5-9]|20)\d\d$`)
	decade  = regexp.MustCompile(`^(?:(?:1[5-9]|20)\d|'?\d)0s$`)
	clock   = regexp.MustCompile(`^\d{1,2}[:.]\d\d(?:am|pm)?$|^\d{1,2}(?:am|pm)$`)
	dayOf   = regexp.MustCompile(`^(?:[1-9]|0[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?$`)
	hourOf  = regexp.MustCompile(`^(?:1?\d|2[0-4])(?:[:.]\d\d)?$`)
	twoNums = regexp.MustCompile(`^\d\d?$`)
)

// dates takes the dates, weekdays and times of day.
func (v *view) dates() {
	n := len(v.words)
	part := make([]byte, n+1) // of each word: what part of a date it is, 0 for none
	for i := 0; i < n; i++ {
		w, low := v.words[i].key, v.low(i)
		capital := isCapital(w)
		switch {
		case capital && months[low] != 0:
			before, after := v.low(i-1), v.low(i+1)
			if months[low] == 2 && !dayOf.MatchString(after) && !yearly.MatchString(after) && !dayOf.MatchString(before) && !datePrepositions[before] {
				continue // "May said", "March on"
			}
			part[i] = 'M'
			day := i - 1
			if before == "of" {
				day = i - 2
			}
			if dayOf.MatchString(v.low(day)) {
				for ; day < i; day++ {
					part[day] = 'D'
				}
			}
			if after == "." {
				after = v.low(i + 2)
			}
			if dayOf.MatchString(after) {
				for at := i + 1; at < n && part[at] == 0; at++ {
					part[at] = 'D'
					if v.low(at) == after {
						break
					}
				}
			}
		case capital && weekdays[low], relative[low]:
			part[i] = 'W'
		case i+4 < n && yearly.MatchString(w) && twoNums.MatchString(v.low(i+2)) && twoNums.MatchString(v.low(i+4)) &&
			v.close(i+1) && v.close(i+2) && v.close(i+3) && v.close(i+4) && v.low(i+1) == v.low(i+3) && (v.low(i+1) == "-" || v.low(i+1) == "/"):
			copy(part[i:], "DDDDY")
			i += 4
		case !numeric(low) && !half[low] && !nearby[low]:
		case part[i] == 0 && (decade.MatchString(low) || yearly.MatchString(w) && v.isYear(i)):
			part[i] = 'Y'
		case clock.MatchString(low) && (strings.Contains(low, ":") || strings.HasSuffix(low, "m") || half[v.low(i+1)]):
			part[i] = 'T'
		case half[low] && i > 0 && hourOf.MatchString(v.low(i-1)):
			part[i-1], part[i] = 'T', 'T'
		case nearby[low] && periods[v.low(i+1)]:
			part[i], part[i+1] = 'R', 'R'
		}
	}
	for i := 0; i < n; i++ {
		if part[i] == 0 {
			continue
		}
		j := i + 1
		for ; j < n && j-i < maxItem; j++ {
			comma := v.low(j) == "," && part[j-1] != 'Y' && part[j+1] != 0 && part[j+1] != part[j-1]
			if part[j] == 0 && !comma || part[j] == 'Y' && part[j-1] == 'Y' {
				break
			}
		}
		v.take(Date, i, j, v.join(i, j))
		i = j - 1
	}
}

// isYear reports whether the four digits of word i are a year: "in 1985", not
// "1985 people".
func (v *view) isYear(i int) bool {
	before, after := v.low(i-1), v.low(i+1)
	if datePrepositions[before] || months[before] != 0 || before == "(" || before == "-" || before == "and" || before == "or" {
		return true
	}
	r, _ := utf8.DecodeRuneInString(after)
	return !unicode.IsLetter(r) && after != "-" || joining[after] || after == "was" || after == "when"
}

// join returns words i up to j as they are compared, without punctuation.
func (v *view) join(i, j int) string {
	var out []string
	for ; i < j; i++ {
		if v.words[i].isWord() {
			out = append(out, v.low(i))
		}
	}
	return strings.Join(out, " ")
}

// numbers takes the amounts.
func (v *view) numbers() {
	for i := 0; i < len(v.words); i++ {
		if v.owner[i] >= 0 || !v.isNumber(i) {
			continue
		}
		j := i + 1
		for n := v.more(j); n > 0 && j-i < maxItem; n = v.more(j) {
			j += n
		}
		start := i
		if i > 0 && v.low(i-1) == "-" && v.close(i) && !v.close(i-1) {
			start = i - 1 // a minus
		}
		v.take(Number, start, j, v.amount(start, j))
		i = j - 1
	}
}

// more returns how many words from word j on belong to the amount before it.
func (v *view) more(j int) int {
	if j >= len(v.words) || v.owner[j] >= 0 {
		return 0
	}
	before, low, after := v.low(j-1), v.low(j), v.low(j+1)
	switch {
	case scales[low] != 0, units[low] != "":
		return 1
	case cardinals[low] != 0 && (cardinals[before] >= 20 || scales[before] != 0):
		return 1
	case low == "-" && v.close(j) && v.close(j+1) && cardinals[before] >= 20 && cardinals[after] != 0:
		return 2
	case low == "and" && scales[before] != 0 && cardinals[after] != 0:
		return 2
	case low == "per" && after == "cent", low == "percentage" && strings.HasPrefix(after, "point"):
		return 2
	}
	return 0
}

// isNumber reports whether an amount may begin with word i.
func (v *view) isNumber(i int) bool {
	low := v.low(i)
	if ordinals[low] != 0 || cardinals[low] != 0 || scales[low] != 0 && scales[low] >= 12 || vague[low] {
		return true
	}
	return numeric(low) && digits.MatchString(low)
}

// numeric reports whether a digit stands at the beginning of a word, after a
// currency sign or an apostrophe at most.
func numeric(low string) bool {
	for _, r := range low {
		if unicode.IsDigit(r) {
			return true
		}
		if r != '\'' && !unicode.Is(unicode.Sc, r) {
			return false
		}
	}
	return false
}

// amount returns what words i up to j come to, in digits, with their unit. What
// cannot be counted up is left in words.
func (v *view) amount(i, j int) string {
	sum, part, unit, sign, known := 0.0, 0.0, "", "", false
	for ; i < j; i++ {
		low := v.low(i)
		switch {
		case low == "-" || low == "and" || low == "per":
			if low == "-" && !known {
				sign = "-"
			}
		case units[low] != "":
			unit = units[low]
		case ordinals[low] != 0:
			part, known = part+ordinals[low], true
		case cardinals[low] != 0:
			part, known = part+max(cardinals[low], 0), true
		case low == "hundred":
			part, known = max(part, 1)*100, true
		case scales[low] != 0:
			sum, part, known = sum+max(part, 1)*scales[low], 0, true
		case digits.MatchString(low):
			n, u, ok := figure(low)
			if !ok {
				return v.join(i, j)
			}
			part, known = part+n, true
			unit += u
		default:
			return v.join(i, j)
		}
	}
	return sign + strconv.FormatFloat(sum+part, 'f', -1, 64) + unit
}

// figure returns what a number in digits comes to, and its unit: "$1.5m" is 1500000 and "$".
func figure(s string) (n float64, unit string, ok bool) {
	if r, size := utf8.DecodeRuneInString(s); unicode.Is(unicode.Sc, r) {
		s, unit = s[size:], string(r)
	}
	end := strings.LastIndexFunc(s, unicode.IsDigit) + 1
	suffix := s[end:]
	n, err := strconv.ParseFloat(strings.ReplaceAll(s[:end], ",", ""), 64)
	switch suffix {
	case "":
	case "%":
		unit += "%"
	case "k":
		n *= 1e3
	case "m", "mn", "mln":
		n *= 1e6
	case "bn", "b":
		n *= 1e9
	case "tn", "trn":
		n *= 1e12
	case "st", "nd", "rd", "th":
	default:
		unit += suffix
	}
	return n, unit, err == nil
}
