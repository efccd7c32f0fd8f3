package people

import "strings"

// A weighing is what parts may be, in points for each kind. The points were set by
// hand and checked on texts that had no say in them; none was learned.
type weighing struct {
	ws     []word
	parts  []part
	scores *[3]float32

	count    int // words and initials
	commons  int // ordinary words
	capitals int // words in capitals
	joiners  int
	initials int
	misced   bool // a word makes something else of it: "cup"
	orgAt    int  // the last word that makes an organisation of it, -1 if none does
	placeAt  int  // the last word that makes a place of it, -1 if none does
}

// score weighs what parts may be by their own words and those around them.
func (p *page) score(c *candidate, n int, parts []part) {
	w := weighing{ws: p.words[n], parts: parts, scores: &c.scores, orgAt: -1, placeAt: -1}
	w.tell()
	f := &parts[0]
	switch {
	case f.many > 0 && len(parts) == 1:
		if f.is&place != 0 {
			w.scores[loc] += 6
		} else {
			w.scores[org] += 6
		}
	case len(parts) == 1:
		w.alone()
	default:
		w.several()
	}
	start := f.from
	if c.titled {
		start = c.titleFrom
		w.scores[per] += 3.5
	}
	w.before(start, c.titled)
	w.behind()
	w.opening(!c.titled && p.lowered(f.low))
}

// tell counts the parts.
func (w *weighing) tell() {
	for i := range w.parts {
		q := &w.parts[i]
		switch {
		case q.joins && q.low != "-":
			w.joiners++
		case q.initial:
			w.initials++
			w.count++
		case !q.joins:
			w.count++
			if q.is&(common|opener) != 0 && q.is&(given|surname) == 0 {
				w.commons++
			}
			if q.caps {
				w.capitals++
			}
			if q.is&misc != 0 && (q.is&given == 0 || i > 0) {
				w.misced = true
			}
			if q.is&orgHead != 0 {
				w.orgAt = i
			}
			if q.is&placeHead != 0 {
				w.placeAt = i
			}
		}
	}
}

// alone weighs one word by itself.
func (w *weighing) alone() {
	s, f := w.scores, &w.parts[0]
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
		} else if f.is&place == 0 && len(f.low) <= 8 {
			s[org] += 2
		}
	}
	if f.initial {
		s[per] -= 4
		s[org] -= 4
		s[loc] -= 4
	}
}

// several weighs words by what they are made of.
func (w *weighing) several() {
	s, f, l := w.scores, &w.parts[0], &w.parts[len(w.parts)-1]
	switch {
	case w.orgAt > 0 || w.orgAt == 0 && w.parts[1].low == "of" || w.orgAt == 0 && len(w.parts) > 2 && w.commons+w.joiners > 0:
		s[org] += 4.5
		if personal(w.parts) {
			s[org] -= 2
		}
	case w.placeAt > 0 && w.placeAt == len(w.parts)-1, w.placeAt == 0 && w.parts[1].low == "of":
		s[loc] += 4.5
		if personal(w.parts) || f.is&given != 0 && f.is&common == 0 && l.is&surname != 0 {
			s[loc] -= 2.5
		}
	case f.is&placePre != 0 && w.count > 1 && f.is&given == 0 && w.commons == 0:
		s[loc] += 2.5
	}
	if w.misced && w.orgAt < 0 {
		s[per] -= 4
		s[org] -= 3
		s[loc] -= 3
	}
	if w.count <= 4 {
		s[per] += 1.6
	} else if w.joiners == 0 {
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
	for i := 1; i < len(w.parts); i++ {
		if w.parts[i].is&given != 0 && w.parts[i].is&place == 0 {
			s[per] += 0.8
			break
		}
	}
	if f.is&surname != 0 {
		s[per] += 0.7
	}
	if w.initials > 0 && !f.caps {
		s[per] += 1.5
	}
	if w.joiners > 0 && w.orgAt < 0 {
		s[per]++
	}
	s[per] -= 1.7 * float32(w.commons)
	s[per] -= 1.2 * float32(w.capitals)
	if w.capitals > 0 && w.capitals < w.count {
		s[org] += 1.2
	}
	if w.commons > 0 {
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

// before weighs what stands in front of token start, where the name or its titles begin.
func (w *weighing) before(start int, titled bool) {
	s, f := w.scores, &w.parts[0]
	b1, b2 := at(w.ws, start-1), at(w.ws, start-2)
	prep := b1
	definite := false
	if b1.low == "the" {
		definite = true
		prep = b2
		if w.count > 1 || f.caps && f.is&place == 0 {
			s[org] += 1
		}
		s[per] -= 1.5
		if w.count == 1 && f.is&place == 0 {
			s[loc] -= 0.5
		}
	}
	if !b1.upper {
		switch {
		case b1.is&role != 0 && b1.tok.Word && !titled:
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
			if definite {
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
	if b1.is&demonym != 0 && w.count > 1 {
		s[per] += 0.5
	}
	if (b1.low == "and" || b1.low == ",") && b2.upper && w.count > 1 && b2.is&(given|surname) != 0 && b2.is&place == 0 {
		s[per] += 0.5
	}
	if b1.low == "," && b2.is&place != 0 && b2.upper {
		s[loc] += 0.7
	}
	if w.count == 1 && definite && !f.first && f.is&orgHead != 0 && f.is&(given|surname) == 0 && institutions[f.low] {
		s[org] += 3.5
	}
}

// behind weighs what follows the name.
func (w *weighing) behind() {
	s, l := w.scores, &w.parts[len(w.parts)-1]
	last := &w.ws[l.to-1]
	after, owned := l.to, last.owns
	if a := at(w.ws, after).low; (a == "'" || a == "’") && at(w.ws, after+1).low == "s" { // "Vale 's"
		after, owned = after+2, true
	}
	a1, a2, a3 := at(w.ws, after), at(w.ws, after+1), at(w.ws, after+2)
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
	case a1.is&placeHead != 0 && !a1.upper && a1.is&orgHead == 0 && w.count <= 3:
		s[loc] += 1.8
	case a1.is&orgNoun != 0 && !a1.upper:
		s[org] += 1.7
	case a1.is&persVerb != 0 && !a1.upper:
		s[per] += 0.6
	case a1.low == "," && a2.upper && a2.is&place != 0 && w.count <= 3:
		s[loc] += 2
	}
	if a1.low == "," && (a2.low == "the" || a2.low == "a" || a2.low == "an" || a2.low == "former") && a3.is&role != 0 {
		s[per] += 2
	}
	if last.length < last.tok.End-last.tok.Start && !last.owns { // "Kampala-based"
		s[loc] += 1.5
	}
}

// opening weighs whether one word is a capital only for its place in the sentence.
// Lowered says that the article has it in lower case too.
func (w *weighing) opening(lowered bool) {
	f := &w.parts[0]
	if w.count != 1 {
		return
	}
	if f.is == 0 && camel(w.ws[f.from].text) {
		w.scores[org] += 1.8
	}
	if !f.first {
		return
	}
	if f.is&(common|opener|orgHead|misc) != 0 && !f.caps && f.is&place == 0 {
		w.lessen(1.5)
	}
	if lowered && f.is&(place|orgName) == 0 {
		w.lessen(2.5)
	}
}

// lessen takes points from every kind.
func (w *weighing) lessen(points float32) {
	for i := range w.scores {
		w.scores[i] -= points
	}
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
