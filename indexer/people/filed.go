package people

import (
	"regexp"
	"slices"
	"unicode"

	"dateline/indexer/prose"
	"dateline/scraper"
)

// A Place is where a text names one.
type Place struct {
	Name       string // see PlaceName
	Start, End int    // of the name as it stands, code points in the text, half open
}

// Where datelines are looked for, and how long they are.
const (
	openings   = 3   // the first paragraphs
	openingEnd = 200 // code points of each
	mostHeads  = 3   // "PARIS/LONDON"
	mostWords  = 5   // of a name
	mostInDate = 7   // tokens
	mostAgency = 6
)

// Filed returns from where an article says that it was filed: the places in the dateline
// of one of its first paragraphs, as in "NAIROBI, Kenya, May 3 (Agency) —". Capitals
// before a dash are not enough: a name that the lists do not know needs an agency or a
// day behind it, or a place that they know. None are returned where there is a doubt.
func Filed(a *scraper.Article) []Place {
	opening := opening(a)
	if len(opening.Blocks) == 0 {
		return nil
	}
	p := newPage(prose.Read(opening))
	for n := range p.words {
		d := dateline{page: p, ws: p.words[n], paragraph: n}
		if d.read() && d.sure() {
			return d.places()
		}
	}
	return nil
}

// opening returns how the first paragraphs of an article begin, those that may do so with
// a dateline: most do not, and need not be read.
func opening(a *scraper.Article) *scraper.Article {
	var blocks []scraper.Block
	for _, b := range a.Blocks {
		if b.Kind == scraper.Paragraph && len(blocks) < openings {
			b.End = min(b.End, b.Start+openingEnd)
			blocks = append(blocks, b)
		}
	}
	cut := &scraper.Article{}
	if len(blocks) == 0 {
		return cut
	}
	runes := make([]rune, 0, openings*openingEnd)
	for _, r := range a.Text {
		if len(runes) == blocks[len(blocks)-1].End {
			break
		}
		runes = append(runes, r)
	}
	cut.Text = string(runes)
	for _, b := range blocks {
		if b.Start < b.End && b.End <= len(runes) && unicode.IsUpper(runes[b.Start]) && endsDateline.MatchString(string(runes[b.Start:b.End])) {
			cut.Blocks = append(cut.Blocks, b)
		}
	}
	return cut
}

// endsDateline matches what a dateline ends with.
var endsDateline = regexp.MustCompile(`[—–―_:)]|--| -|- `)

// A dateline is what a paragraph may open with:
//
//	name { ("/" | "&" | "and") name } [ "," region ] [ "," day ] [ "(" agency ")" ] ( dash | ":" )
type dateline struct {
	*page
	ws            []word
	paragraph     int
	heads         [][2]int // tokens
	region        [2]int   // the same; empty if there is none
	dated, agency bool
	end           string // the dash or colon, empty for neither
	goes          bool   // a capital, a quotation or nothing follows
}

// read reads what may be a dateline, and reports whether it is one by its form.
func (d *dateline) read() bool {
	i := 0
	for len(d.heads) < mostHeads {
		end := d.name(i)
		if end == i {
			return false
		}
		d.heads = append(d.heads, [2]int{i, end})
		if i = end; !slices.Contains([]string{"/", "&", "and"}, at(d.ws, i).low) {
			break
		}
		i++
	}
	if at(d.ws, i).low == "," {
		if end := d.name(i + 1); end > i+1 {
			d.region, i = [2]int{i + 1, end}, end
		}
	}
	if at(d.ws, i).low == "," {
		if i, d.dated = d.day(i + 1); !d.dated {
			return false
		}
	}
	if at(d.ws, i).low == "(" {
		if i, d.agency = d.inBrackets(i + 1); !d.agency {
			return false
		}
	}
	switch s := at(d.ws, i).low; s {
	case "—", "–", "―", "-", "_", ":":
		d.end = s
		for i++; at(d.ws, i).low == "-"; i++ { // "--"
			d.end = "—"
		}
	}
	next := at(d.ws, i)
	d.goes = !next.tok.Word || next.upper
	return d.end != "" || d.agency
}

// name returns the token behind the name of a place that begins at i, i if none does.
func (d *dateline) name(i int) int {
	end, words := i, 0
	for words < mostWords {
		w := at(d.ws, end)
		switch {
		case w.upper && w.is&day == 0:
			words++
		case words > 0 && (w.low == "." || w.low == "-") && w.tok.Glued && !(w.low == "-" && !at(d.ws, end+1).upper): // "ST. LOUIS", "Kan."
		case words > 0 && smallInPlaces[w.low] && w.low != "and" && at(d.ws, end+1).upper: // "Rio de Janeiro"
		default:
			return end
		}
		end++
	}
	return end
}

// day returns the token behind the day that begins at i, and whether one does.
func (d *dateline) day(i int) (int, bool) {
	found := false
	for n := 0; n < mostInDate; n++ {
		w := at(d.ws, i)
		if w.tok.Number || w.is&day != 0 {
			found = true
		} else if w.low != "," && w.low != "." {
			break
		}
		i++
	}
	return i, found
}

// inBrackets returns the token behind the bracket that closes one before i, and whether
// an agency may stand between them.
func (d *dateline) inBrackets(i int) (int, bool) {
	named := false
	for end := i; end <= i+mostAgency; end++ {
		w := at(d.ws, end)
		if w.low == ")" {
			return end + 1, named
		}
		named = named || w.upper
	}
	return i, false
}

// sure reports whether what was read is a dateline beyond a doubt.
func (d *dateline) sure() bool {
	known, shouts, plain := true, true, false
	for _, h := range d.heads {
		known = known && d.known(h)
		for i := h[0]; i < h[1]; i++ {
			w := &d.ws[i]
			shouts = shouts && (w.caps || !w.upper || len(w.text) == 1)
			plain = plain || w.upper && w.is&(common|opener|misc|orgHead|title|orgName|demonym) != 0
		}
	}
	region := d.region[1] > 0 && d.known(d.region)
	switch {
	case d.agency:
		return known || region || shouts && !plain
	case d.end == ":":
		return known && shouts && !d.dated
	case d.region[1] > 0 && !region && !known:
		return false
	case d.dated:
		return known || region || shouts && !plain
	case d.end == "-" || d.end == "_":
		return shouts && (known || region && !plain)
	}
	return d.goes && (known || region && !plain)
}

// known reports whether the lists know the name of some tokens as a place.
func (d *dateline) known(of [2]int) bool {
	c := candidate{paragraph: d.paragraph, from: of[0], to: of[1], count: of[1] - of[0], key: foldName(d.page.name(d.paragraph, of[0], of[1]))}
	return d.listed(&c)
}

// places returns the places of the dateline. A region that the lists do not know may be
// anything.
func (d *dateline) places() []Place {
	var list []Place
	add := func(of [2]int) {
		last := &d.ws[of[1]-1]
		list = append(list, Place{PlaceName(d.page.name(d.paragraph, of[0], of[1])), d.ws[of[0]].tok.Start, last.tok.Start + last.length})
	}
	for _, h := range d.heads {
		add(h)
	}
	if d.region[1] > 0 && d.known(d.region) {
		add(d.region)
	}
	return list
}
