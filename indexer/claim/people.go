package claim

import (
	"cmp"
	"strings"
)

// A name is a run of capitalised words that may be a person's.
type name struct {
	words []string // without titles
	start int      // of its first mention, code points
}

func (n name) String() string { return strings.Join(n.words, " ") }

// People are those whom an article names in full.
type people struct {
	names  []name
	female map[string]bool // by full name, where pronouns or titles have told
	male   map[string]bool
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

// isPerson reports whether a run of words looks like a person's name.
func isPerson(words []string) bool {
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

// findPeople collects the names of two words and more.
func findPeople(paragraphs []*paragraph) *people {
	all := &people{female: map[string]bool{}, male: map[string]bool{}}
	seen := map[string]bool{}
	for _, p := range paragraphs {
		for i := 0; i < len(p.Tokens); {
			words, from, next := p.nameAt(i, len(p.Tokens), false)
			if words == nil || !isPerson(words) {
				i = max(i+1, min(next, i+1))
				continue
			}
			n := name{words, p.Tokens[from].Start}
			if !seen[n.String()] {
				seen[n.String()] = true
				all.names = append(all.names, n)
			}
			switch p.Low(i) {
			case "mr", "sir", "lord":
				all.male[n.String()] = true
			case "mrs", "ms", "miss", "lady", "dame":
				all.female[n.String()] = true
			}
			i = next
		}
	}
	return all
}

// full returns the fullest name that the article gives for words: the one whose
// last word is the same. If several people share it, the words stay as they are.
func (all *people) full(words []string) string {
	said := strings.Join(words, " ")
	if len(words) > 1 {
		// "Motyl" and "Alexander Motyl" may be one of "Alexander J. Motyl".
		for _, n := range all.names {
			if len(n.words) > len(words) && n.words[0] == words[0] && n.words[len(n.words)-1] == words[len(words)-1] {
				return n.String()
			}
		}
		return said
	}
	found := ""
	for _, n := range all.names {
		if n.words[len(n.words)-1] != words[0] {
			continue
		}
		if found != "" && n.words[0] != strings.Fields(found)[0] {
			return said // two people of one surname
		}
		if len(n.String()) > len(found) {
			found = n.String()
		}
	}
	return cmp.Or(found, said)
}

// bearers returns everybody of a surname, by the fullest name that the article gives.
func (all *people) bearers(surname string) (names []string) {
	for _, n := range all.names {
		if n.words[len(n.words)-1] == surname {
			names = append(names, all.full(n.words))
		}
	}
	return names
}

// known reports whether words are the name or surname of somebody named in full.
func (all *people) known(words []string) bool {
	for _, n := range all.names {
		if n.words[len(n.words)-1] == words[len(words)-1] {
			return true
		}
	}
	return false
}

// agrees reports whether a pronoun can stand for a person, as far as the text
// or the given name tells.
func (all *people) agrees(pronoun, person string) bool {
	given, _, _ := strings.Cut(strings.ToLower(person), " ")
	switch pronoun {
	case "he":
		return !all.female[person] && (all.male[person] || !women[given])
	case "she":
		return !all.male[person] && (all.female[person] || !men[given])
	}
	return true
}

func (all *people) note(pronoun, person string) {
	switch pronoun {
	case "he":
		all.male[person] = true
	case "she":
		all.female[person] = true
	}
}
