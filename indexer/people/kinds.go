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

// score weighs what parts may be by their own words and those around them.
func (p *page) score(c *candidate, n int, parts []part) {
	ws := p.words[n]
	s := &c.scores
	count, commons, capitals, joiners, initials := 0, 0, 0, 0, 0
	misced, orgAt, placeAt := false, -1, -1
	for i := range parts {
		q := &parts[i]
		switch {
		case q.joins && q.low != "-":
			joiners++
		case q.initial:
			initials++
			count++
		case !q.joins:
			count++
			if q.is&(common|opener) != 0 && q.is&(given|surname) == 0 {
				commons++
			}
			if q.caps {
				capitals++
			}
			if q.is&misc != 0 && (q.is&given == 0 || i > 0) {
				misced = true
			}
			if q.is&orgHead != 0 {
				orgAt = i
			}
			if q.is&placeHead != 0 {
				placeAt = i
			}
		}
	}
	f, l := &parts[0], &parts[len(parts)-1]
	before, after := parts[0].from, l.to
	if c.titleFrom >= 0 {
		before = c.titleFrom
	}
	b1, b2 := at(ws, before-1), at(ws, before-2)
	a1, a2, a3 := at(ws, after), at(ws, after+1), at(ws, after+2)
	owned := ws[l.to-1].owns
	if a1.low == "'" || a1.low == "’" {
		if a2.low == "s" {
			owned, a1, a2, a3 = true, at(ws, after+2), at(ws, after+3), at(ws, after+4)
		}
	}
	// What it is made of.
	if len(parts) == 1 && f.many > 0 {
		if f.is&place != 0 {
			s[loc] += 6
		} else {
			s[org] += 6
		}
	} else if len(parts) == 1 {
		if f.is&place != 0 {
			s[loc] += 3.5
		}
		if f.is&orgName != 0 {
			s[org] += 4
			if !f.caps && f.is&(given|surname|common) != 0 {
				s[org] -= 2.5
			}
		}
		if f.is&given != 0 {
			s[per] += 1.5
		}
		if f.is&surname != 0 {
			s[per] += 1.2
		}
		if f.is&(common|opener|title|orgHead|placeHead|misc|orgNoun|placePre) != 0 && !f.caps {
			s[per] -= 1.5
			s[org] -= 1
			s[loc] -= 1.8
		}
		if f.caps {
			s[per] -= 2.5
			if f.is&(common|opener|title|misc|role|placeHead|day|demonym) != 0 && f.is&orgName == 0 {
				s[org] -= 3
			} else if f.is&place == 0 && len(l.low) <= 8 {
				s[org] += 2
			}
		}
		if f.initial {
			s[per] -= 4
			s[org] -= 4
			s[loc] -= 4
		}
	} else {
		switch {
		case orgAt > 0 || orgAt == 0 && parts[1].low == "of" || orgAt == 0 && len(parts) > 2 && commons+joiners > 0:
			s[org] += 4.5
			if personal(parts) {
				s[org] -= 2
			}
		case placeAt > 0 && placeAt == len(parts)-1, placeAt == 0 && parts[1].low == "of":
			s[loc] += 4.5
			if personal(parts) || f.is&given != 0 && f.is&common == 0 && l.is&surname != 0 {
				s[loc] -= 2.5
			}
		case f.is&placePre != 0 && count > 1 && f.is&given == 0 && commons == 0:
			s[loc] += 2.5
		}
		if misced && orgAt < 0 {
			s[per] -= 4
			s[org] -= 3
			s[loc] -= 3
		}
		if count <= 4 {
			s[per] += 1.6
		} else if joiners == 0 {
			s[per] -= 1.5
		}
		if f.is&given != 0 {
			s[per] += 2.2
			if f.is&(place|common) != 0 {
				s[per]--
			}
		}
		if l.is&surname != 0 {
			s[per] += 1.3
		}
		for i := 1; i < len(parts); i++ {
			if parts[i].is&given != 0 && parts[i].is&place == 0 {
				s[per] += 0.8
				break
			}
		}
		if f.is&surname != 0 {
			s[per] += 0.7
		}
		if initials > 0 && !f.caps {
			s[per] += 1.5
		}
		if joiners > 0 && orgAt < 0 {
			s[per]++
		}
		s[per] -= 1.7 * float32(commons)
		s[per] -= 1.2 * float32(capitals)
		if capitals > 0 && capitals < count {
			s[org] += 1.2
		}
		if commons > 0 {
			s[org] += 0.6
		}
		if f.is&place != 0 && f.is&(given|surname) == 0 {
			s[per]--
			s[org] += 0.8
			s[loc]++
		}
		if l.is&place != 0 && l.is&surname == 0 {
			s[loc] += 1.5
			s[per]--
		}
		if f.is&orgName != 0 && f.is&(given|surname|place) == 0 {
			s[org] += 1.5
			s[per]--
		}
	}
	// What stands before it.
	if c.titled {
		s[per] += 3.5
	}
	prep := b1
	theft := false
	if b1.low == "the" {
		theft = true
		prep = b2
		if count > 1 || f.caps && f.is&place == 0 {
			s[org] += 1
		}
		s[per] -= 1.5
		if count == 1 && f.is&place == 0 {
			s[loc] -= 0.5
		}
	}
	if !b1.upper {
		switch {
		case b1.is&role != 0 && b1.tok.Word && !c.titled:
			s[per] += 2.4
			if f.caps || f.is&(place|orgName) != 0 && f.is&given == 0 {
				s[per] -= 1.5
			}
		case b1.low == "," && b2.is&role != 0:
			s[per] += 1.2
		}
		if b1.is&said != 0 {
			s[per] += 1.5
		}
		if b1.is&orgIntro != 0 {
			s[org] += 2
		}
		if b1.low == "of" && b2.is&placeIntro != 0 {
			s[loc] += 2.5
		}
		if prep.is&placePrep != 0 && !prep.upper || prep.is&placePrep != 0 && prep.first {
			s[loc] += 2
			if theft {
				s[loc] -= 1.2
			}
			s[per] -= 0.8
		} else if prep.is&weakPrep != 0 {
			s[loc] += 0.8
			if prep.low == "at" {
				s[org] += 0.8
			}
		}
	} else if b1.first && b1.is&placePrep != 0 {
		s[loc] += 2
		s[per] -= 0.8
	}
	if b1.is&demonym != 0 && count > 1 {
		s[per] += 0.5
	}
	// What stands behind it.
	switch {
	case owned:
		switch {
		case a1.is&(kinF|kinM) != 0 && a1.is&title == 0:
			s[per] += 1.5
		case a1.is&(orgNoun|role) != 0:
			s[org] += 0.6
			s[loc] += 0.3
		}
	case a1.is&said != 0 && !a1.upper:
		s[per] += 1.3
		s[org] += 0.5
	case a1.low == "who" || a1.low == "," && (a2.low == "who" || a2.low == "whose" || a2.low == "aged"):
		s[per] += 2.2
	case (a1.low == "," || a1.low == "(") && a2.tok.Number && len(a2.text) <= 3 && (a3.low == "," || a3.low == ")" || a3.low == "."):
		s[per] += 2.5
	case a1.low == "(" && a2.caps:
		s[org]++
	case a1.is&placeHead != 0 && !a1.upper && a1.is&orgHead == 0 && count <= 3:
		s[loc] += 1.8
	case a1.is&orgNoun != 0 && !a1.upper:
		s[org] += 1.7
	case a1.is&persVerb != 0 && !a1.upper:
		s[per] += 0.6
	case a1.low == "," && a2.upper && a2.is&place != 0 && count <= 3:
		s[loc] += 2
	}
	if a1.low == "," && (a2.low == "the" || a2.low == "a" || a2.low == "an" || a2.low == "former") && a3.is&role != 0 {
		s[per] += 2
	}
	if (b1.low == "and" || b1.low == ",") && b2.upper && count > 1 && b2.is&(given|surname) != 0 && b2.is&place == 0 {
		s[per] += 0.5
	}
	if b1.low == "," && b2.is&place != 0 && b2.upper {
		s[loc] += 0.7
	}
	if w := &ws[l.to-1]; w.length < w.tok.End-w.tok.Start && !w.owns { // "Kampala-based"
		s[loc] += 1.5
	}
	if f.first && count == 1 && f.is&(common|opener|orgHead|misc) != 0 && !f.caps && f.is&place == 0 {
		for i := range s {
			s[i] -= 1.5
		}
	}
	if count == 1 && !f.first && f.is&orgHead != 0 && f.is&(given|surname) == 0 && theft && institutions[f.low] {
		s[org] += 3.5
	}
	if count == 1 && f.is == 0 && camel(ws[f.from].text) {
		s[org] += 1.8
	}
	if f.first && count == 1 && f.is&(place|orgName) == 0 && !c.titled && p.lowered(f.low) {
		for i := range s {
			s[i] -= 2.5
		}
	}
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

// institutions are there once in a country, so that a capital makes a name of them.
var institutions = set("parliament congress senate cabinet assembly house treasury presidency")

// camel reports whether a capital stands inside a word: "AltoMaxx", "KSrelief".
func camel(s string) bool {
	for i := 1; i < len(s); i++ {
		if s[i] >= 'A' && s[i] <= 'Z' {
			return !(i == 2 && s[:2] == "Mc" || i == 3 && s[:3] == "Mac" || s[i-1] == '-' || s[i-1] == '\'') && strings.ToUpper(s) != s
		}
	}
	return false
}
