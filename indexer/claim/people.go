package claim

import (
	"cmp"
	"slices"
	"strings"

	"dateline/indexer/people"
)

// Known are those whom an article names, by their names.
type known struct {
	found *people.Found
	place map[string]int         // of the persons, by full name
	kinds map[string]people.Kind // of every name, as it is written
	asked map[string][]int       // answers of bearersOf
	runs  [][]string             // further runs of capitals that look like a person's full name
}

func newKnown(found *people.Found, paragraphs []*paragraph) *known {
	k := &known{found: found, asked: map[string][]int{}, place: map[string]int{}, kinds: map[string]people.Kind{}}
	for i, p := range found.Persons {
		if _, taken := k.place[p.Name]; !taken {
			k.place[p.Name] = i
		}
	}
	for _, m := range found.Mentions {
		if k.kinds[m.Text] != people.OfPerson {
			k.kinds[m.Text] = m.Kind
		}
	}
	for _, p := range paragraphs {
		for i := 0; i < len(p.Tokens); {
			words, _, next := p.nameAt(i, len(p.Tokens), false)
			if words != nil && len(k.bearersOf(strings.Join(words, " "))) == 0 && k.isPerson(words) {
				k.runs = append(k.runs, words)
			}
			i = max(i+1, next)
		}
	}
	return k
}

// nameAt reads a name that begins at token i, and returns the place behind it:
// capitalised words, initials and joiners, titles left out. A single word counts
// only if single says so.
func (p *paragraph) nameAt(i, end int, single bool) (words []string, from, next int) {
	k := i
	for k < end && p.Tokens[k].Word && titles[p.Tokens[k].Low] && p.Tokens[k].Upper {
		k++
		if k < end && p.Tokens[k].Text == "." && p.Tokens[k].Glued {
			k++
		}
	}
	from = k
	for k < end {
		t := p.Tokens[k]
		switch {
		case t.Word && t.Upper && !(k == from && openers[t.Low]):
			words = append(words, possessive(t.Text))
			k++
			if strings.HasSuffix(t.Low, "'s") || strings.HasSuffix(t.Low, "’s") {
				return check(words, single), from, k
			}
			if len(t.Text) == 1 && k < end && p.Tokens[k].Text == "." && p.Tokens[k].Glued { // an initial
				words[len(words)-1] += "."
				k++
			}
			continue
		case t.Word && joiners[t.Low] && len(words) > 0 && k+1 < end && p.Tokens[k+1].Upper && t.Low != "of":
			words = append(words, t.Text)
			k++
			continue
		case t.Text == "&" && len(words) > 0 && k+1 < end && p.Tokens[k+1].Upper: // a firm: "Example & Daughters"
			words = append(words, t.Text)
			k++
			continue
		}
		break
	}
	return check(words, single), from, k
}

func check(words []string, single bool) []string {
	if len(words) == 0 || len(words) == 1 && !single || len(words) > 5 {
		return nil
	}
	return words
}

func possessive(s string) string {
	return strings.TrimSuffix(strings.TrimSuffix(s, "'s"), "’s")
}

// isPerson reports whether a run of words is a person's name, or looks like one.
func (k *known) isPerson(words []string) bool {
	switch kind, ok := k.kinds[strings.Join(words, " ")]; {
	case kind == people.OfPerson:
		return true
	case ok:
		return false
	}
	if len(words) == 1 && len(k.bearersOf(words[0])) > 0 {
		return true
	}
	for _, w := range words {
		low := strings.ToLower(w)
		if institutions[low] || hours[low] || w == "&" {
			return false
		}
		if len(w) > 2 && w == strings.ToUpper(w) && !strings.HasSuffix(w, ".") {
			return false // KGB
		}
	}
	return true
}

// bearersOf returns the persons whom a name may be of.
func (k *known) bearersOf(name string) []int {
	list, ok := k.asked[name]
	if !ok {
		list = k.found.Bearers(name)
		k.asked[name] = list
	}
	return list
}

// fullest returns a name, or the only full name that looks like one and ends with it.
func (k *known) fullest(name string) string {
	if strings.Contains(name, " ") {
		return name
	}
	return cmp.Or(k.run([]string{name}), name)
}

// full returns the fullest name that the article gives for words. If several
// people share it, the words stay as they are.
func (k *known) full(words []string) string {
	said := strings.Join(words, " ")
	if list := k.bearersOf(said); len(list) == 1 {
		return k.fullest(k.found.Persons[list[0]].Name)
	} else if len(list) > 1 {
		return said
	}
	return cmp.Or(k.run(words), said)
}

// run returns the longest of the further full names that words may be short for,
// none if they are of several people.
func (k *known) run(words []string) string {
	found := ""
	for _, run := range k.runs {
		switch {
		case run[len(run)-1] != words[len(words)-1] || len(words) > 1 && run[0] != words[0]:
		case found != "" && run[0] != strings.Fields(found)[0]:
			return "" // two people of one surname
		case len(strings.Join(run, " ")) > len(found):
			found = strings.Join(run, " ")
		}
	}
	return found
}

// bearers returns everybody of a surname, by the fullest name that the article gives.
func (k *known) bearers(surname string) (names []string) {
	for _, i := range k.bearersOf(surname) {
		names = append(names, k.found.Persons[i].Name)
	}
	return names
}

// known reports whether words are the name or surname of somebody who is named.
func (k *known) known(words []string) bool {
	last := words[len(words)-1]
	return len(k.bearersOf(strings.Join(words, " "))) > 0 || len(words) > 1 && len(k.bearersOf(last)) > 0 ||
		slices.ContainsFunc(k.runs, func(run []string) bool { return run[len(run)-1] == last })
}

// agrees reports whether a pronoun can stand for a person, as far as the text
// or the given name tells.
func (k *known) agrees(pronoun, person string) bool {
	i, ok := k.place[person]
	return !ok || k.found.Agrees(pronoun, i)
}

func (k *known) note(pronoun, person string) {
	if i, ok := k.place[person]; ok {
		k.found.Note(pronoun, i)
	}
}
