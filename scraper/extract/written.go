package extract

import (
	"regexp"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"dateline/scraper"
)

// monthWords are the names of the twelve months, and their short forms, as pages
// in some twenty languages write them: one line a month.
const monthWords = `
january jan januar jänner jän janvier janv enero ene gennaio gen janeiro januari stycznia styczeń sty января январь янв січня січень січ ocak oca ledna leden január ianuarie tammikuuta tammikuu jaanuar
february feb februar febr février févr fév fevrier febrero febbraio fevereiro fev februari lutego luty lut февраля февраль фев лютого лютий лют şubat şub února únor február februarie helmikuuta helmikuu veebruar
march mar märz maerz mrz mär mars marzo março marco maart mrt marca marzec марта март мар березня березень бер mart března březen március marts maret martie maaliskuuta maaliskuu märts
april apr avril avr abril abr aprile april kwietnia kwiecień kwi апреля апрель апр квітня квітень кві nisan nis dubna duben április aprilie huhtikuuta huhtikuu aprill
may mai mayo maggio mag maio mei maja maj мая май травня травень тра mayıs května květen május toukokuuta toukokuu
june jun juni juin junio giugno giu junho czerwca czerwiec cze июня июнь июн червня червень чер haziran haz června červen június iunie kesäkuuta kesäkuu juuni
july jul juli juillet juil julio luglio lug julho lipca lipiec lip июля июль июл липня липень лип temmuz tem července červenec július iulie heinäkuuta heinäkuu juuli
august aug août aout agosto ago augustus augusti sierpnia sierpień sie августа август авг серпня серпень сер ağustos ağu srpna srpen augusztus agustus elokuuta elokuu
september sep sept septembre septiembre setiembre settembre set setembro września wrzesień wrz сентября сентябрь сен сент вересня вересень вер eylül eyl září szeptember septembrie syyskuuta syyskuu
october oct oktober okt octobre octubre ottobre ott outubro out października październik paź октября октябрь окт жовтня жовтень жов ekim eki října říjen október octombrie lokakuuta lokakuu oktoober
november nov novembre noviembre novembro listopada listopad lis ноября ноябрь ноя нояб листопада листопад лис kasım kas listopadu noiembrie marraskuuta marraskuu
december dec dezember dez décembre déc diciembre dic dicembre dezembro grudnia grudzień gru декабря декабрь дек грудня грудень гру aralık ara prosince prosinec desember des decembrie joulukuuta joulukuu detsember`

// months gives the month that a word in lower case names.
var months = sync.OnceValue(func() map[string]time.Month {
	out := map[string]time.Month{}
	for i, line := range strings.Split(strings.TrimSpace(monthWords), "\n") {
		for _, w := range strings.Fields(line) {
			out[w] = time.Month(i + 1)
		}
	}
	return out
})

// monthOf returns the month that a word names, 0 for none.
func monthOf(word string) int { return int(months()[strings.ToLower(word)]) }

// An order says how a date of three numbers is read: 3/5/2024 is in March or in May.
type order int

const (
	unsure     order = iota // such a date is none, unless it can be read in one way only
	dayFirst                // as most of the world writes it
	monthFirst              // as the United States do
)

// A dateReader reads dates that are written for people.
type dateReader struct {
	zone    *time.Location // of clock times; nil if unknown
	order   order
	guessed bool // the order is what is usual in the language and the country
}

// The forms in which people write a date. In each the groups are named for what
// they hold.
var (
	writtenForms = []*regexp.Regexp{
		regexp.MustCompile(`(?P<d>\d{1,2})(?:st|nd|rd|th|er|\.?º|ª|°|\.)?[\s-]*(?:(?:de|of|del|di|do)\s+)?(?P<w>\p{L}{3,12})[.,]?[\s-]*(?:(?:de|of|del|do)\s+)?(?P<y>\d{4}|['’-]\d\d)`),
		regexp.MustCompile(`(?P<w>\p{L}{3,12})\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?\s?[,.]?\s*(?P<y>\d{4})`),
		regexp.MustCompile(`(?P<y>\d{4})[.,]?[\s-]+(?P<w>\p{L}{3,12})\.?[\s-]+(?P<d>\d{1,2})`),
		regexp.MustCompile(`(?P<y>\d{4})\s?[-/.年년]\s?(?P<m>\d{1,2})\s?[-/.月월]\s?(?P<d>\d{1,2})`),
		regexp.MustCompile(`(?P<d>\d{1,2})(?P<sep>\s?[/.-])\s?(?P<m>\d{1,2})\s?[/.-]\s?(?P<y>\d{4}|\d\d)`),
	}
	clockAfter = regexp.MustCompile(`(?i)^(?:,?\s*[|•·–—-]|,|\s+\(|\s*T)?(?:\s*(?:at|um|à|às|a las|alle|ore|klo|kl\.|om|в|о|-))?\s*(\d{1,2})(?:[:.h]|\s?Uhr)(\d{2})(?::\d{2})?\s*([ap]\.?m\.?)?(?:\s*\(?(utc|gmt|z|bst|cest|cet|eest|eet|msk|ist|[ecmp][sd]?t)\b\)?)?`)
)

// slashed is a date of three numbers with strokes between them.
var slashed = regexp.MustCompile(`\b(\d{1,2})/(\d{1,2})/(?:\d{4}|\d\d)\b`)

// findDate returns the first date written in s, with where it stands, and
// whether there is one. A date such as 3/4/25 is none: its month is a guess,
// unless an American zone follows.
func findDate(s string, zone *time.Location) (scraper.Date, []int, bool) {
	return dateReader{zone: zone}.find(s)
}

// find returns the first date written in s, with where it stands, and whether
// there is one.
func (r dateReader) find(s string) (scraper.Date, []int, bool) {
	best, span := scraper.Date{}, []int(nil)
	if !mayHoldDate(s) {
		return best, nil, false
	}
	for _, form := range writtenForms {
		for from, tries := 0, 0; from < len(s) && tries < 20; tries++ {
			m := form.FindStringSubmatchIndex(s[from:])
			if m == nil {
				break
			}
			for i := range m {
				if m[i] >= 0 {
					m[i] += from
				}
			}
			if span != nil && m[0] >= span[0] {
				break
			}
			if d, ok := r.date(s, form, m); ok {
				best, span = d, m[:2]
				break
			}
			_, size := utf8.DecodeRuneInString(s[m[0]:])
			from = m[0] + size
		}
	}
	return best, span, span != nil
}

// mayHoldDate reports whether s holds what every date holds: four digits in a row,
// or digits on both sides of a stroke, a stop or a hyphen, or an apostrophe
// before two. It spares most lines the patterns.
func mayHoldDate(s string) bool {
	run := 0
	for i := 0; i < len(s); i++ {
		if !isDigit(s[i]) {
			run = 0
			continue
		}
		run++
		if run == 4 {
			return true
		}
		if run == 1 && i > 2 && isDigit(s[i-2]) && (s[i-1] == '/' || s[i-1] == '.' || s[i-1] == '-') {
			return true
		}
		if run == 2 && i > 2 && (s[i-2] == '\'' || s[i-2] == '-' || s[i-2] == 0x99) { // 0x99 ends a ’
			return true
		}
	}
	return false
}

// date returns the date that a form found in s, if it is one.
func (r dateReader) date(s string, form *regexp.Regexp, m []int) (scraper.Date, bool) {
	none := scraper.Date{}
	if !apart(s, m[0], m[1]) {
		return none, false
	}
	group := func(name string) string {
		if i := form.SubexpIndex(name); i > 0 && m[2*i] >= 0 {
			return s[m[2*i]:m[2*i+1]]
		}
		return ""
	}
	year, day, month := strings.TrimLeft(group("y"), "'’-"), number(group("d")), number(group("m"))
	y := number(year)
	if len(year) == 2 {
		if y += 2000; y > 2060 {
			y -= 100
		}
	}
	if w := group("w"); w != "" {
		if month = monthOf(w); month == 0 {
			return none, false
		}
	}
	clock := clockAfter.FindStringSubmatch(s[m[1]:])
	if sep := strings.TrimSpace(group("sep")); sep != "" {
		var ok bool
		if day, month, ok = r.numbers(day, month, sep, len(year) == 2, clock); !ok {
			return none, false
		}
	}
	t := time.Date(y, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if t.Day() != day || int(t.Month()) != month {
		return none, false // the 31st of February
	}
	found := scraper.Date{From: "text", Raw: collapse(s[m[0]:m[1]])}
	if clock == nil {
		found = made(found, t, true)
	} else {
		found.Raw = collapse(s[m[0] : m[1]+len(clock[0])])
		found = atClock(found, t, clock[1], clock[2], clock[3], clock[4], r.zone)
	}
	return found, !found.Time.IsZero()
}

// numbers returns which of two numbers before a year is the day, which the month,
// and whether that can be told.
func (r dateReader) numbers(first, second int, sep string, short bool, clock []string) (day, month int, ok bool) {
	american := false
	if clock != nil {
		name := strings.ToLower(clock[4])
		american = len(name) > 1 && strings.HasSuffix(name, "t") && strings.Contains("ecmp", name[:1]) && name != "cet"
	}
	switch {
	case second > 12 && first <= 12:
		return second, first, true
	case first > 12, first == second:
		return first, second, true
	case sep == "." && !(short && r.order == monthFirst):
		return first, second, true
	case american, r.order == monthFirst:
		return second, first, true
	case r.order == dayFirst, sep == "-" && !short:
		return first, second, true
	}
	return 0, 0, false
}

// apart reports whether s[from:to] stands apart: it is no part of a longer word
// or number.
func apart(s string, from, to int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:from])
	after, size := utf8.DecodeRuneInString(s[to:])
	if from > 0 && (unicode.IsLetter(before) && before < 0x2e80 || unicode.IsDigit(before)) {
		return false
	}
	if from > 1 && strings.ContainsRune("./-:", before) && isDigit(s[from-2]) && isDigit(s[from]) {
		return false
	}
	if to == len(s) {
		return true
	}
	if unicode.IsDigit(after) || after == '%' {
		return false
	}
	return !strings.ContainsRune("./-", after) || to+size >= len(s) || !isDigit(s[to+size])
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
