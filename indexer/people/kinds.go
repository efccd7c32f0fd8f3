package people

import "strings"

// Kinds are counted in the order of scores.
const (
	per = iota
	org
	loc
)

var kindOf = [...]Kind{OfPerson, OfOrganisation, OfPlace}

// A candidate is a run of words that may name something.
type candidate struct {
	paragraph, from, to int // tokens
	scores              [3]float32
	key                 string // folded words
	head, tail          string // its first and last word, folded
	count               int    // words, joiners left out
	titled              bool
	titleFrom           int // where the titles in front of it begin, from if there are none
	kind                int // -1: nothing
}

// candidates returns what may be names, in order.
func (p *page) candidates() []candidate {
	var list []candidate
	parts := make([]part, 0, maxParts)
	for n, par := range p.text.Paragraphs {
		ws := p.words[n]
		sentence := 0
		for i := 0; i < len(ws); {
			if !ws[i].upper {
				i++
				continue
			}
			end := sentenceEnd(ws, par.Sentences, i, &sentence)
			var next int
			parts, next = p.run(ws, i, end, parts)
			list = p.segment(list, n, p.merge(parts))
			i = next
		}
	}
	return list
}

// segment cuts a run into units: what stands before titles, and the person behind them.
func (p *page) segment(list []candidate, n int, parts []part) []candidate {
	parts = trim(parts)
	if len(parts) == 0 {
		return list
	}
	// A demonym or day inside a run parts it.
	for i := 1; i < len(parts); i++ {
		if parts[i].is&(demonym|day) != 0 && parts[i].is&(given|surname) == 0 && !parts[i-1].joins && !organised(parts[i:]) && !organised(parts[:i]) {
			list = p.segment(list, n, parts[:i])
			return p.segment(list, n, parts[i:])
		}
	}
	// "President of the Republic Ann Vale"
	for i := 1; i+1 < len(parts); i++ {
		if personal(parts[i:]) && parts[i-1].is&(orgHead|placeHead|common) != 0 && parts[i-1].is&(given|surname) == 0 && !parts[i-1].initial {
			list = p.unit(list, n, parts[:i], -1)
			return p.unit(list, n, parts[i:], -1)
		}
	}
	last := -1 // the last title that somebody stands behind
	for i := 0; i+1 < len(parts); i++ {
		if parts[i].is&title != 0 && !parts[i].joins && !parts[i+1].joins && !(i > 0 && parts[i-1].joins) &&
			!(parts[i].is&given != 0 && i == 0 && parts[i+1].is&surname != 0 && parts[i].to == parts[i].from+1 && !p.lowered(parts[i].low)) {
			last = i
		}
	}
	if last >= 0 && organised(parts[last+1:]) && !personal(parts[last+1:]) {
		last = -1
	}
	if last < 0 {
		return p.unit(list, n, parts, -1)
	}
	from := last
	for from > 0 && parts[from-1].is&title != 0 {
		from--
	}
	if from > 0 {
		list = p.unit(list, n, parts[:from], -1)
	}
	return p.unit(list, n, parts[last+1:], parts[from].from)
}

func (p *page) lowered(low string) bool { return p.lower[low] > 0 }

// trim drops what no name begins or ends with.
func trim(parts []part) []part {
	for len(parts) > 0 {
		f := &parts[0]
		drop := f.joins || f.is&day != 0 && (len(parts) == 1 || f.is&given == 0 || parts[1].is&surname == 0 || parts[1].is&(title|orgHead) != 0) ||
			f.is&demonym != 0 && !(len(parts) > 1 && (f.is&(given|surname) != 0 && parts[1].is&(orgHead|title|common) == 0 || organised(parts)))
		drop = drop || f.is&said != 0 && f.first && len(parts) > 1 // "Said Vale: …"
		if f.low == "the" && !f.first && len(parts) > 2 && organised(parts) && f.to == f.from+1 {
			break
		}
		if f.is&opener != 0 && !f.first && f.low != "the" && len(parts) > 1 && organised(parts) && len(f.low) > 3 {
			break
		}
		if f.is&opener != 0 && (f.is&(given|place) == 0 || len(parts) == 1) && !f.caps {
			drop = true
		}
		if !drop {
			break
		}
		parts = parts[1:]
	}
	for len(parts) > 0 && parts[len(parts)-1].joins {
		parts = parts[:len(parts)-1]
	}
	return parts
}

// organised reports whether a word makes an organisation or a place of the parts.
func organised(parts []part) bool {
	for i := range parts {
		if parts[i].is&(orgHead|placeHead) != 0 && (i > 0 || len(parts) > 1 && parts[1].low == "of") {
			return true
		}
	}
	return false
}

// personal reports whether parts look like a full name all the same: "Grace Hall".
func personal(parts []part) bool {
	return len(parts) == 2 && parts[0].is&given != 0 && parts[0].is&(common|place) == 0 && parts[1].is&surname != 0
}

// merge makes one part of the words that the lists know together: "New York".
func (p *page) merge(parts []part) []part {
	for i := 0; i+1 < len(parts); i++ {
		if parts[i].is&firstOfMany == 0 {
			continue
		}
		for n := min(len(parts)-i, p.lists.longest); n > 1; n-- {
			last := &parts[i+n-1]
			if last.joins {
				continue
			}
			k, ok := p.lists.phrases[string(p.spell(parts[i:i+n]))]
			if !ok {
				continue
			}
			m := part{from: parts[i].from, to: last.to, low: string(p.buf), first: parts[i].first, many: n}
			switch k {
			case OfPlace:
				m.is = place
			case OfOrganisation:
				m.is = orgName
			default:
				m.is = demonym
			}
			parts[i] = m
			parts = append(parts[:i+1], parts[i+n:]...)
			break
		}
	}
	return parts
}

// key returns the folded words of parts.
func (p *page) key(parts []part) string {
	if len(parts) == 1 {
		return parts[0].low
	}
	return string(p.spell(parts))
}

// spell returns the folded words of parts in the page's buffer.
func (p *page) spell(parts []part) []byte {
	p.buf = p.buf[:0]
	for i := range parts {
		if i > 0 {
			p.buf = append(p.buf, ' ')
		}
		p.buf = append(p.buf, parts[i].low...)
	}
	return p.buf
}

// unit takes in the name that parts are, if they may be one. Titled is where the
// titles in front of it begin, or -1.
func (p *page) unit(list []candidate, n int, parts []part, titled int) []candidate {
	parts = trim(parts)
	if titled < 0 {
		for len(parts) > 1 && parts[len(parts)-1].is&title != 0 && parts[len(parts)-1].is&(surname|given|orgHead) == 0 {
			parts = trim(parts[:len(parts)-1])
		}
	}
	if len(parts) == 0 {
		return list
	}
	called := false
	for i := range parts {
		called = called || parts[i].is&(title|role) == 0 || parts[i].is&(given|surname|orgHead|place|orgName) != 0
	}
	if !called {
		return list
	}
	c := candidate{paragraph: n, titled: titled >= 0, titleFrom: titled}
	// A sentence's first word is capital for its place.
	if f := &parts[0]; f.first && len(parts) > 1 && f.is&common != 0 && f.is&(given|surname|place|orgName|orgHead) == 0 && titled < 0 &&
		!organised(parts) && (parts[1].is&(given|place|orgName) != 0) {
		parts = parts[1:]
	}
	p.score(&c, n, parts)
	f, l := &parts[0], &parts[len(parts)-1]
	c.from, c.to, c.head, c.tail = f.from, l.to, f.low, l.low
	if n := len(parts); n > 2 && (c.tail == "jr" || c.tail == "sr") {
		c.tail = parts[n-2].low
	}
	if c.titleFrom < 0 {
		c.titleFrom = c.from
	}
	c.key = p.key(parts)
	for i := range parts {
		if !parts[i].joins {
			c.count++
		}
	}
	c.kind = -1
	return append(list, c)
}

// abbreviates reports whether capitals are the first letters of words: "SMUG" of
// "Sexual Minorities Uganda" begins with them.
func abbreviates(caps, words string) bool {
	at := 0
	caps = strings.ToLower(caps)
	for w := range strings.FieldsSeq(words) {
		if at < len(caps) && w[0] == caps[at] {
			at++
		} else if len(w) > 3 {
			return at >= len(caps)
		}
	}
	return at >= len(caps) || len(caps) > 3 && at >= len(caps)-1
}
