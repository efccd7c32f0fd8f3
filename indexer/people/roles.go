package people

import (
	"strings"
)

// kin returns the gender that a possessive tells: "Ann Vale and her husband".
func (j *nameJoiner) kin(m *Mention) Gender {
	ws := j.p.words[m.Paragraph]
	k := m.To
	if at(ws, k).low == "," {
		k++
	}
	if low := at(ws, k).low; low == "and" || low == "with" {
		k++
	}
	if at(ws, k+1).is&(kinF|kinM) != 0 || works[at(ws, k+1).low] && k > m.To {
		return pronouns[at(ws, k).low]
	}
	return Unknown
}

// roles returns what titles and appositions call a mention.
func (j *nameJoiner) roles(i int) (list []string) {
	m := &j.f.Mentions[i]
	ws := j.p.words[m.Paragraph]
	start := m.From
	if m.Title != "" {
		if called := courtesy(m.Title); called != "" {
			list = append(list, called)
		}
		for start > 0 && ws[start-1].is&title != 0 && ws[start-1].upper || start > 0 && ws[start-1].tok.Text == "." && ws[start-1].tok.Glued && start > 1 && ws[start-2].is&title != 0 {
			start--
		}
	}
	// "former KGB major Yuri Shvets", "the mayor, Ann Smith"
	k := start - 1
	comma := at(ws, k).low == ","
	if comma {
		k--
	}
	if w := at(ws, k); w.is&role != 0 && (!comma || before(ws, k)) {
		from := k
		for from > 0 && k-from < 5 && ws[from-1].tok.Word && !ws[from-1].owns && ws[from-1].is&(said|persVerb|placePrep|weakPrep) == 0 && !verbal(&ws[from-1]) && (ws[from-1].is&opener == 0 || ws[from-1].low == "the" || ws[from-1].low == "of" && ws[from-1].tok.Word) {
			from--
			if ws[from].low == "the" {
				break
			}
		}
		list = append(list, j.p.slice(ws, from, k+1))
	}
	// "Ann Smith, the mayor of Westport,"
	k = m.To
	if at(ws, k).low == "," {
		from := k + 1
		at1 := at(ws, from)
		if at1.low == "the" || at1.low == "a" || at1.low == "an" || at1.is&(role|title) != 0 && !at1.upper {
			for k = from; k < len(ws) && k-from < 9 && ws[k].tok.Word; k++ {
				if ws[k].low == "who" || ws[k].is&said != 0 && k > from+1 {
					break
				}
			}
			ended := k >= len(ws) || ws[k].tok.Text == "," || ws[k].tok.Text == "." || ws[k].low == "who"
			named := false
			for x := from; x < k && x < from+5; x++ {
				named = named || ws[x].is&role != 0
			}
			if ended && named && k > from {
				list = append(list, j.p.slice(ws, from, k))
			}
		}
	}
	return list
}

// slice returns the words of the text from a to b.
func (p *page) slice(ws []word, a, b int) string {
	return p.text.Slice(ws[a].tok.Start, ws[b-1].tok.End)
}

// courtesy returns a title without what says nothing of an office: "Mr".
func courtesy(title string) string {
	var kept []string
	for w := range strings.FieldsSeq(title) {
		if !courtesies[strings.Trim(strings.ToLower(w), ".")] {
			kept = append(kept, w)
		}
	}
	return joined(kept)
}

var courtesies = set("mr mrs ms miss mx dr sir madam madame mme mlle monsieur señor señora herr frau then late former-mr hon")

// verbal reports whether a word is a verb's form that leads to a noun phrase and is no part
// of it: "including", "characterized".
func verbal(w *word) bool {
	return !w.upper && (strings.HasSuffix(w.low, "ing") || strings.HasSuffix(w.low, "ed")) && !participles[w.low]
}

var participles = set("retired disgraced acclaimed renowned exiled jailed convicted elected appointed detained accused leading acting sitting outgoing incoming ruling visiting founding managing commanding")

// before reports whether a noun phrase with its article ends at k: "the mayor".
func before(ws []word, k int) bool {
	for i := k - 1; i >= max(0, k-4); i-- {
		switch ws[i].low {
		case "the", "a", "an", "his", "her", "their":
			return true
		}
		if !ws[i].tok.Word {
			return false
		}
	}
	return false
}
