package cite

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// A Tier says how near two claims are.
type Tier string

// The tiers, nearest first.
const (
	SameWords Tier = "same words" // they share a run of words of a quotation
	SameTold  Tier = "same claim" // they assert the same in words of their own
	Related   Tier = "related"    // they speak of the same, and assert something else
	Apart     Tier = ""           // they have little in common
)

// A SameClaim says how near two claims of different articles are, and why.
type SameClaim struct {
	A, B     string   // ids, A the smaller
	Tier     Tier     //
	Score    float64  // share of the shorter claim that stands in the longer, by rarity, 0 to 1
	Reasons  []string // what they share, for a reader: "shares Renner, Stasi, enlisted"
	Vetoes   []string // why they are not the same, though they share much: "other numbers: 3 people, 19 people"
	Conflict string   // the dates that cannot both be, if they are the same claim: "2019, May 2018"; else empty
}

// What is asked of two claims that are the same.
const (
	quotedRun       = 8    // words in a row
	leastScore      = 0.7  // of the shorter claim
	leastCore       = 0.45 // of the shorter claim, where a name, what it does and the date agree
	leastBare       = 0.9  // of the shorter claim, where one word but names agrees, and it tells nothing of them
	leastLonger     = 0.45 // of the longer claim
	leastLongerOnce = 0.25 // where both tell of what is done once, and the dates differ
	nearlyAll       = 0.8  // of the shorter claim, where the dates differ
	leastMass       = 10.0 // of what they share, in the measure of idf
	leastRelated    = 0.35 // of the shorter claim, to be called related
	farApart        = 5.0  // years: dates that differ by more are of two events, unless all else is one
)

// onceOnly are deeds that are done once: where two names agree as well, another date is
// another date of the same event.
var onceOnly = set("published born died founded buried christened demolished")

// Same says whether two claims of different articles assert the same thing, and why.
// A claim is the same if most of the shorter one stands in the longer, a deed of it
// among that, and nothing speaks against it: other numbers, a denial, other people,
// swapped roles, or dates of different events. Dates alone that differ make a conflict,
// not another claim. Whether either is true is no matter.
//
// Idf says how rare a stem, as [match.Words] gives it, is; nil has it guessed. Two claims
// of one article, or two that are one, are never the same claim of different articles.
func Same(a, b *Assertion, idf func(stem string) float64) (SameClaim, bool) {
	if a.Claim > b.Claim {
		a, b = b, a
	}
	s := SameClaim{A: a.Claim, B: b.Claim}
	if a.Article == b.Article && a.Article != "" || a.Claim == b.Claim && a.Claim != "" {
		return s, false
	}
	p := weigh(a, b, idf)
	s.Score = p.score()
	run := longestRun(a.terms, b.terms)
	quotes := run >= quotedRun && (a.Quoted || b.Quoted)
	if quotes {
		s.Reasons = append(s.Reasons, fmt.Sprintf("the same words: a run of %d", run))
	}
	if len(p.shown) > 0 {
		s.Reasons = append(s.Reasons, "shares "+strings.Join(p.shown, ", "))
	}
	x, y, differ := Clash(a.When, b.When)
	if !differ && !x.IsZero() {
		s.Reasons = append(s.Reasons, agreement(x, y))
	}
	if p.denied != "" && !quotes {
		s.Vetoes = append(s.Vetoes, "one denies what the other says: "+p.denied)
	}
	numbers, clash := compareQuantities(a, b)
	if clash != "" && !quotes {
		s.Vetoes = append(s.Vetoes, "other numbers: "+clash)
	} else if len(numbers) > 0 {
		s.Reasons = append(s.Reasons, "the same number: "+strings.Join(numbers, ", "))
	}
	why := p.others()
	if why == "" && len(numbers) == 0 {
		why = p.anotherOpening() // "paid 4 million for it" and "bought it for 4 million" are one deed
	}
	if why != "" && !quotes {
		s.Vetoes = append(s.Vetoes, why)
	}
	once := p.names >= 2 && slices.ContainsFunc(p.shown, func(w string) bool { return onceOnly[strings.ToLower(w)] })
	if differ && !quotes && !once && (s.Score < nearlyAll || p.names == 0 || yearsBetween(x, y) > farApart && p.names < 2) {
		s.Vetoes = append(s.Vetoes, "of different events: "+Told(x)+", "+Told(y))
	}
	least := leastScore
	role := slices.ContainsFunc(p.matched, sameRole)
	switch {
	case role && !differ && !x.IsZero(), once && differ:
		least = leastCore
	case !role && p.deeds < 2 && len(numbers) == 0:
		least = leastBare
	}
	longer := leastLonger
	if once && differ {
		longer = leastLongerOnce
	}
	enough := s.Score >= least && p.shared >= leastMass && p.shared >= longer*max(p.massA, p.massB) && p.deeds > 0
	switch {
	case quotes:
		s.Tier = SameWords
	case enough && len(s.Vetoes) == 0:
		s.Tier = SameTold
	case s.Score >= leastRelated && p.shared >= leastMass/2:
		s.Tier = Related
	}
	if same := s.Tier == SameWords || s.Tier == SameTold; same {
		if differ {
			s.Conflict = Told(x) + ", " + Told(y)
			s.Reasons = append(s.Reasons, "the dates differ: "+s.Conflict)
		}
		return s, true
	}
	return s, false
}

// A pair is two claims that are being compared.
type pair struct {
	a, b         *side
	idf          func(stem string) float64
	massA, massB float64
	shared       float64
	names        int        // that both have
	deeds        int        // words that both have and that are neither names, numbers nor dates
	shown        []string   // what both have, as a has it
	denied       string     // what one denies and the other says
	matched      []likeness // the names that both have
	onlyA, onlyB []*name    // the names that one has
}

// A likeness is a name of a and the name of b that may be the same.
type likeness struct{ a, b *name }

// A side is one of two claims, with the names that the other makes sure of.
type side struct {
	*Assertion
	names []name
	words []*term // that say something, each stem once
}

// facing returns a as it is compared with b: the first word of a is a name if b has it as
// one, and so is the speaker who says "I".
func facing(a, b *Assertion) *side {
	s := &side{Assertion: a, names: slices.Clone(a.names)}
	taken := -1
	if len(a.terms) > 0 && a.terms[0].Capital && a.terms[0].name < 0 {
		for i := range b.names {
			if n := a.role(name{words: []string{a.terms[0].Text}, stems: []string{a.terms[0].Stem}, shown: a.terms[0].raw}); likeName(&n, &b.names[i]) {
				s.names, taken = append(s.names, n), 0
				break
			}
		}
	}
	if a.voice != nil {
		s.names = append(s.names, *a.voice)
	}
	seen := map[string]bool{}
	for i := range a.terms {
		t := &a.terms[i]
		if i != taken && t.content() && !seen[t.Stem] {
			seen[t.Stem] = true
			s.words = append(s.words, t)
		}
	}
	return s
}

func (s *side) has(stem string) bool {
	return slices.ContainsFunc(s.words, func(t *term) bool { return t.Stem == stem })
}

// raw returns a word of a claim as it stands there, given its stem.
func (s *side) raw(stem string) string {
	for _, t := range s.words {
		if t.Stem == stem {
			return t.raw
		}
	}
	return stem
}

// What a part of a claim weighs where no idf tells.
const (
	nameMass   = 6.0
	wordMass   = 4.5
	weakMass   = 2.0
	numberMass = 3.0
	dateMass   = 3.0
	voiceMass  = 2.0 // one speaker of both claims
)

// mass returns what a word weighs.
func (p *pair) mass(stem string, otherwise float64) float64 {
	switch {
	case weakWords[stem]:
		return weakMass
	case p.idf == nil:
		return otherwise
	}
	return math.Max(p.idf(stem), weakMass)
}

// nameMass returns what a name weighs: as much as its rarest word.
func (p *pair) nameMass(n *name) float64 {
	most := 0.0
	for _, stem := range n.stems {
		most = math.Max(most, p.mass(stem, nameMass))
	}
	return most
}

// both counts what both have.
func (p *pair) both(mass float64) {
	p.shared += mass
	p.massA += mass
	p.massB += mass
}

// weigh adds up what two claims have in common.
func weigh(a, b *Assertion, idf func(stem string) float64) *pair {
	p := &pair{a: facing(a, b), b: facing(b, a), idf: idf}
	p.compareNames()
	p.compareWords()
	if numbers, _ := compareQuantities(a, b); len(numbers) > 0 {
		p.both(numberMass * float64(len(numbers)))
	}
	if x, _, differ := Clash(a.When, b.When); !differ && !x.IsZero() {
		p.both(dateMass)
	}
	if likeName(&a.said, &b.said) {
		p.both(voiceMass)
	}
	return p
}

// compareNames matches the names: a surname stands for the full name.
func (p *pair) compareNames() {
	used := make([]bool, len(p.b.names))
	for i := range p.a.names {
		x := &p.a.names[i]
		at := slices.IndexFunc(p.b.names, func(y name) bool { return likeName(x, &y) })
		if at < 0 {
			p.onlyA = append(p.onlyA, x)
			p.massA += p.nameMass(x)
			continue
		}
		if used[at] {
			continue // the same name again
		}
		used[at] = true
		y := &p.b.names[at]
		p.names++
		p.matched = append(p.matched, likeness{x, y})
		p.shown = append(p.shown, x.shown)
		p.both(math.Min(p.nameMass(x), p.nameMass(y)))
		if x.denied != y.denied {
			p.denied = x.shown
		}
	}
	for j := range p.b.names {
		if y := &p.b.names[j]; !used[j] && !slices.ContainsFunc(p.a.names, func(x name) bool { return likeName(&x, y) }) {
			p.onlyB = append(p.onlyB, y)
			p.massB += p.nameMass(y)
		}
	}
}

// compareWords matches the words that say something.
func (p *pair) compareWords() {
	used := make([]bool, len(p.b.words))
	for _, t := range p.a.words {
		mass := p.mass(t.Stem, wordMass)
		at := slices.IndexFunc(p.b.words, func(u *term) bool { return likeWord(t.Stem, u.Stem) })
		if at < 0 || used[at] {
			p.massA += mass
			continue
		}
		used[at] = true
		p.both(mass)
		if weakWords[t.Stem] {
			continue
		}
		p.deeds++
		p.shown = append(p.shown, t.raw)
		if u := p.b.words[at]; (t.denied || t.except) != (u.denied || u.except) {
			p.denied = t.raw
		}
	}
	for j, u := range p.b.words {
		if !used[j] {
			p.massB += p.mass(u.Stem, wordMass)
		}
	}
}

// likeWord reports whether two stems are one, or begin alike: "collaps", "collapsed".
func likeWord(a, b string) bool {
	if a == b {
		return true
	}
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n >= 5 && 10*n >= 8*max(len(a), len(b))
}

// score returns the share of the lighter claim that both have.
func (p *pair) score() float64 {
	if lighter := math.Min(p.massA, p.massB); lighter > 0 {
		return math.Min(1, p.shared/lighter)
	}
	return 0
}

// others says that the claims are about different people, deeds or roles; empty if not.
func (p *pair) others() string {
	if len(p.matched) == 0 && len(p.onlyA) > 0 && len(p.onlyB) > 0 {
		return "about others: " + shownNames(p.onlyA) + " — " + shownNames(p.onlyB)
	}
	for _, x := range p.onlyA {
		for _, y := range p.onlyB {
			if p.a.opens(x) && p.b.opens(y) {
				return "about others: " + x.shown + ", " + y.shown
			}
			if meet(x.does, y.does) || meet(x.done, y.done) {
				return "another name in the same place: " + x.shown + ", " + y.shown
			}
		}
	}
	for _, m := range p.matched {
		for _, n := range p.matched {
			if m != n && swapped(m, n) {
				return "the roles are swapped: " + m.a.shown + ", " + n.a.shown
			}
		}
	}
	return p.anotherDeed()
}

// anotherDeed says that whom or what both claims speak of does one thing here, and
// something else there; empty if not, or if a name does the same in both.
func (p *pair) anotherDeed() string {
	why := ""
	for _, m := range p.matched {
		if sameRole(m) {
			return ""
		}
		if len(m.a.does) > 0 && len(m.b.does) > 0 && !p.b.has(m.a.does[0]) && !p.a.has(m.b.does[0]) {
			why = "another deed of " + m.a.shown + ": " + p.a.raw(m.a.does[0]) + ", " + p.b.raw(m.b.does[0])
		}
	}
	return why
}

// anotherOpening says that both claims open with the same and go on with another deed;
// empty if not.
func (p *pair) anotherOpening() string {
	if x, y := p.a.opening(), p.b.opening(); len(x) == 2 && len(y) == 2 && x[0].Stem == y[0].Stem && !p.b.has(x[1].Stem) && !p.a.has(y[1].Stem) {
		return "another deed: " + x[0].raw + " " + x[1].raw + ", " + y[0].raw + " " + y[1].raw
	}
	return ""
}

// opening returns the first two words that say something, if no name stands among or
// before them and no clause ends between: "museum", "bought".
func (s *side) opening() []*term {
	var list []*term
	for i := range s.terms {
		t := &s.terms[i]
		if t.name >= 0 || len(list) > 0 && t.breaks {
			return list
		}
		if t.content() {
			list = append(list, t)
		}
		if len(list) == 2 {
			return list
		}
	}
	return list
}

// opens reports whether a claim begins with a name: it is who the claim is about.
func (s *side) opens(n *name) bool {
	return !n.self && len(n.words) > 1 && !slices.ContainsFunc(s.terms[:n.first], func(t term) bool { return t.content() })
}

// sameRole reports whether a name does the same in both claims, or the same is done to it.
func sameRole(m likeness) bool { return meet(m.a.does, m.b.does) || meet(m.a.done, m.b.done) }

// swapped reports whether one name does to the other in a what the other does to it in b.
func swapped(m, n likeness) bool {
	return slices.ContainsFunc(m.a.does, func(deed string) bool {
		return slices.Contains(n.a.done, deed) && slices.Contains(m.b.done, deed) && slices.Contains(n.b.does, deed)
	})
}

func meet(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}

func shownNames(list []*name) string {
	var s []string
	for _, n := range list {
		s = append(s, n.shown)
	}
	return strings.Join(s, ", ")
}

// longestRun returns how many words in a row both claims have.
func longestRun(a, b []term) int {
	longest := 0
	ends := make([]int, len(b)+1)
	for i := range a {
		before := 0
		for j := range b {
			before, ends[j+1] = ends[j+1], before+1
			if a[i].Text != b[j].Text {
				ends[j+1] = 0
			}
			longest = max(longest, ends[j+1])
		}
	}
	return longest
}
