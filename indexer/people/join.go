package people

import (
	"slices"
	"strings"
)

// A bearer is what joining knows of a person.
type bearer struct {
	words []string // of the fullest name, folded
	told  bool     // the gender is told by the text, not by the given name alone
	cited bool     // "in his op-ed" stands beside a mention
}

// Most persons of an article are few. Beyond this many, spellings are not compared.
const manyPersons = 400

// A paragraph is short. So many mentions back is as far as a surname is sought in it.
const farBack = 60

// A nameJoiner finds which mentions are of one person.
type nameJoiner struct {
	p      *page
	f      *Found
	byTail map[string][]int // persons by the last word of their full names
	byHead map[string][]int // by the first
	byMid  map[string][]int // by those between
}

func newJoiner(p *page, f *Found) *nameJoiner {
	return &nameJoiner{p: p, f: f, byTail: map[string][]int{}, byHead: map[string][]int{}, byMid: map[string][]int{}}
}

// join sets who is named by each mention of a person. Full names come first, so
// that a surname in a headline finds the name that follows below.
func (j *nameJoiner) join() {
	var lone []int
	for i := range j.f.Mentions {
		m := &j.f.Mentions[i]
		if m.Kind != OfPerson {
			continue
		}
		if words := nameWords(m.Text); len(words) > 1 {
			j.full(i, words)
		} else {
			lone = append(lone, i)
		}
	}
	var unsure []int
	for _, i := range lone {
		if !j.single(i, fold(strings.ToLower(j.f.Mentions[i].Text))) {
			unsure = append(unsure, i)
		}
	}
	j.order(unsure)
	for i := range j.f.Persons {
		slices.Sort(j.f.Persons[i].Mentions)
	}
}

// full joins a mention of several words to the person whose name it is, or makes one.
func (j *nameJoiner) full(i int, words []string) {
	tail := words[len(words)-1]
	who := -1
	for _, n := range j.byTail[tail] {
		if j.agree(n, i, words) {
			who = n
			break
		}
	}
	if who < 0 { // the name without its end: "Rubén Remigio" of "Rubén Remigio Ferro"
		for _, n := range j.byHead[words[0]] {
			b := j.f.Persons[n].bearer.words
			if hasPrefix(b, words) || hasPrefix(words, b) || letters(b, words) {
				who = n
				break
			}
		}
	}
	if who < 0 && len(j.f.Persons) <= manyPersons {
		who = j.misspelt(i, words)
	}
	if who < 0 {
		who = j.add(words)
	}
	j.name(i, who, words)
}

func hasPrefix(list, prefix []string) bool {
	return len(list) > len(prefix) && slices.Equal(list[:len(prefix)], prefix)
}

// agree reports whether the words of mention i are a name of person n, whose last word is the same.
func (j *nameJoiner) agree(n, i int, words []string) bool {
	p := &j.f.Persons[n]
	if j.against(n, i) {
		return false
	}
	if alike(p.bearer.words, words) != "" {
		return true
	}
	// "Ofori Atta" is the end of "Ken Ofori Atta".
	b := p.bearer.words
	return len(b) > len(words) && slices.Equal(b[len(b)-len(words):], words) || len(words) > len(b) && slices.Equal(words[len(words)-len(b):], b)
}

// against reports whether the title of mention i speaks against person n.
func (j *nameJoiner) against(n, i int) bool {
	g := j.p.lists.titleGender(j.f.Mentions[i].Title)
	return g != Unknown && j.f.Persons[n].Gender != Unknown && j.f.Persons[n].Gender != g
}

// misspelt returns the person whose name mention i writes in another way, -1 if
// there is none or if there are several.
func (j *nameJoiner) misspelt(i int, words []string) int {
	found := -1
	for n := range j.f.Persons {
		b := j.f.Persons[n].bearer.words
		if len(b) != len(words) || j.against(n, i) {
			continue
		}
		off, same := 0, true
		for k := range b {
			switch {
			case b[k] == words[k]:
			case off == 0 && j.p.lists.near(b[k], words[k]):
				off++
			case k == len(b)-1 && off == 0 && distance(b[k], words[k]) == 2 && len(b[k]) >= 5 && b[k][0] == words[k][0] && !endings(b[k], words[k]) && j.sameRole(n, i):
				off++ // the same given name, and the same role
			default:
				same = false
			}
		}
		if !same {
			continue
		}
		if found >= 0 {
			return -1
		}
		found = n
	}
	return found
}

// near reports whether two words are likely one, misspelt. Two names that are both
// usual are two: Johnson and Johnston, Daniel and Daniela.
func (l *lists) near(a, b string) bool {
	if len(a) < 5 || len(b) < 5 || a[0] != b[0] && (a[0] != b[1] || a[1] != b[0]) || distance(a, b) != 1 {
		return false
	}
	return l.words[a]&l.words[b]&surname == 0 && (l.words[a]&given == 0 || l.words[b]&given == 0) && !endings(a, b)
}

// sameRole reports whether mention i is called by a word that person n is called by.
func (j *nameJoiner) sameRole(n, i int) bool {
	for _, r := range j.roles(i) {
		for w := range strings.FieldsSeq(strings.ToLower(r)) {
			if j.p.lists.words[w]&role == 0 {
				continue
			}
			for _, other := range j.f.Persons[n].Roles {
				if slices.Contains(strings.Fields(strings.ToLower(other)), w) {
					return true
				}
			}
		}
	}
	return false
}

// single joins a mention of one word. It reports false if nobody bears it.
func (j *nameJoiner) single(i int, w string) bool {
	m := &j.f.Mentions[i]
	all := j.bearers(w)
	fits := slices.DeleteFunc(slices.Clone(all), func(n int) bool { return j.against(n, i) })
	switch {
	case len(all) == 0:
		n := j.spelt(i, w)
		if n < 0 {
			return false
		}
		j.name(i, n, []string{w})
	case len(fits) == 1:
		j.name(i, fits[0], []string{w})
	case len(fits) == 0:
		return false
	default:
		// Who of them this paragraph named last before, if it named one.
		here := -1
		for k := i - 1; k >= max(0, i-farBack) && j.f.Mentions[k].Paragraph == m.Paragraph; k-- {
			if n := j.f.Mentions[k].Person; n >= 0 && n != here && slices.Contains(fits, n) {
				if here >= 0 {
					here = -1
					break
				}
				here = n
			}
		}
		if here >= 0 {
			j.name(i, here, []string{w})
		} else {
			m.Maybe = fits
		}
	}
	return true
}

// bearers returns the persons of whose name w is the last word; else those of
// whose it is the first; else those of whose it is any.
func (j *nameJoiner) bearers(w string) []int {
	for _, m := range []map[string][]int{j.byTail, j.byHead, j.byMid} {
		if list := m[w]; len(list) > 0 {
			return list
		}
	}
	return nil
}

// spelt returns the person whose surname w misspells: a letter apart, or two where
// the text vouches for it otherwise; -1 if there is none or if there are several.
func (j *nameJoiner) spelt(i int, w string) int {
	if len(w) < 5 || len(j.f.Persons) > manyPersons {
		return -1
	}
	one, two := -1, -1
	for n := range j.f.Persons {
		b := j.f.Persons[n].bearer.words
		tail := b[len(b)-1]
		switch {
		case len(b) < 2 || j.against(n, i):
		case j.p.lists.near(tail, w):
			if one >= 0 {
				return -1
			}
			one = n
		case len(tail) >= 5 && tail[0] == w[0] && !endings(tail, w) && distance(tail, w) == 2 && j.p.lists.words[w]&surname == 0 && j.vouched(n, i):
			if two >= 0 {
				return -1
			}
			two = n
		}
	}
	if one >= 0 {
		return one
	}
	return two
}

// vouched reports whether the words beside mention i say what the article says of
// person n too: the same role, or a work that both are cited from.
func (j *nameJoiner) vouched(n, i int) bool {
	return j.sameRole(n, i) || j.f.Persons[n].bearer.cited && j.cites(i)
}

// works are what persons are cited from.
var works = set("op-ed oped piece column article essay editorial book memoir memoirs interview post blog letter report study paper commentary")

// cites reports whether the mention stands beside a work of its person: "Motyl
// points out in his op-ed", "In an opinion piece for The Hill, Motyl says".
func (j *nameJoiner) cites(i int) bool {
	m := &j.f.Mentions[i]
	ws := j.p.words[m.Paragraph]
	for k := max(0, m.From-10); k < min(len(ws), m.To+8); k++ {
		if k > m.To && (ws[k].tok.Text == "." || ws[k].tok.Quote > 0) {
			return false
		}
		if works[ws[k].low] {
			return true
		}
	}
	return false
}

// order makes persons of the names of one word that nobody bears.
func (j *nameJoiner) order(list []int) {
	alone := map[string]int{}
	for _, i := range list {
		w := fold(strings.ToLower(j.f.Mentions[i].Text))
		g := j.p.lists.titleGender(j.f.Mentions[i].Title)
		key := w
		if g != Unknown && j.byTail[w] != nil { // "Mrs Vale" beside Robert Vale
			key += " " + string(g)
		}
		n, ok := alone[key]
		if !ok {
			n = j.add([]string{w})
			alone[key] = n
		}
		j.name(i, n, []string{w})
	}
}

// add makes a person.
func (j *nameJoiner) add(words []string) int {
	n := len(j.f.Persons)
	j.f.Persons = append(j.f.Persons, Person{bearer: bearer{words: words}})
	if len(words) > 1 {
		j.index(n, words)
	}
	return n
}

func (j *nameJoiner) index(n int, words []string) {
	put := func(m map[string][]int, w string) {
		if list := m[w]; len(w) > 1 && (len(list) == 0 || list[len(list)-1] != n) && !slices.Contains(list, n) && len(list) < 50 {
			m[w] = append(list, n)
		}
	}
	put(j.byTail, words[len(words)-1])
	put(j.byHead, words[0])
	for _, w := range words[1 : len(words)-1] {
		put(j.byMid, w)
	}
}

// name says that mention i is of person n, and keeps what it tells of them.
func (j *nameJoiner) name(i, n int, words []string) {
	m, p := &j.f.Mentions[i], &j.f.Persons[n]
	m.Person = n
	p.Mentions = append(p.Mentions, i)
	if !slices.Contains(p.Names, m.Text) {
		p.Names = append(p.Names, m.Text)
		if p.Name == "" || len(words) > len(p.bearer.words) || len(words) == len(p.bearer.words) && spelt(words, p.bearer.words) {
			p.Name, p.bearer.words = m.Text, words
		}
		if len(words) > 1 {
			j.index(n, words)
		}
	}
	for _, r := range j.roles(i) {
		if len(p.Roles) < 12 && !slices.Contains(p.Roles, r) {
			p.Roles = append(p.Roles, r)
		}
		if g := j.p.lists.titleGender(r); g != Unknown && !p.bearer.told {
			p.Gender, p.bearer.told = g, true
		}
	}
	if !p.bearer.told {
		g := j.p.lists.titleGender(m.Title)
		if g == Unknown {
			g = j.kin(m)
		}
		if g != Unknown {
			p.Gender, p.bearer.told = g, true
		} else if p.Gender == Unknown && len(words) > 1 {
			p.Gender = j.p.lists.nameGender(words[0])
		}
	}
	p.bearer.cited = p.bearer.cited || j.cites(i)
}

// spelt reports whether a is b with a given name written out.
func spelt(a, b []string) bool { return len(b) > 1 && len(b[0]) == 1 && len(a[0]) > 1 }

// Bearers returns the persons whom a name may be of, places in Persons: by full
// name, else by surname, else by given name. It returns none for a name that the
// text does not hold.
func (f *Found) Bearers(name string) []int {
	words := nameWords(name)
	if len(words) == 0 {
		return nil
	}
	if f.called == nil {
		f.name()
	}
	if list := f.called[joined(words)]; len(list) > 0 || len(words) > 1 {
		return list
	}
	return f.given[words[0]]
}

// name notes who is called what.
func (f *Found) name() {
	f.called, f.given = map[string][]int{}, map[string][]int{}
	add := func(to map[string][]int, name string, i int) {
		if list := to[name]; len(list) == 0 || list[len(list)-1] != i {
			to[name] = append(list, i)
		}
	}
	for i := range f.Persons {
		p := &f.Persons[i]
		for _, n := range p.Names {
			add(f.called, joined(nameWords(n)), i)
		}
		add(f.called, p.bearer.words[len(p.bearer.words)-1], i)
		add(f.given, p.bearer.words[0], i)
	}
}
