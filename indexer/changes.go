package indexer

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"dateline/scraper"
)

// Compare says what became of the claims of an article from one revision to another.
// Both must have the ids that Keep gave: a claim that was corrected keeps its own.
func Compare(before, after *Reading) *Changes {
	c := &Changes{Article: after.ArticleRef(), From: before.Revision.Number, To: after.Revision.Number, Claims: []ClaimChange{}, Note: note(before, after)}
	old := map[string]*ClaimView{}
	was := before.ClaimViews()
	for i := range was {
		old[was[i].ID] = &was[i]
	}
	now := after.ClaimViews()
	held := map[string]bool{}
	for i := range now {
		v := &now[i]
		held[v.ID] = true
		o := old[v.ID]
		if o == nil {
			c.Claims = append(c.Claims, ClaimChange{Kind: "added", After: v, Says: "the newer revision has it, the older has not"})
			continue
		}
		if kind, says := changed(o, v); kind != "" {
			c.Claims = append(c.Claims, ClaimChange{Kind: kind, Before: o, After: v, Says: says})
		}
	}
	for i := range was {
		if !held[was[i].ID] {
			c.Claims = append(c.Claims, ClaimChange{Kind: "removed", Before: &was[i], Says: "the older revision has it, the newer has not"})
		}
	}
	return c
}

// changed says in what way a claim is another now; an empty kind if it is the same.
func changed(a, b *ClaimView) (kind, says string) {
	if a.Speaker.Name != b.Speaker.Name {
		return "speaker", named(a.Speaker.Name) + " became " + named(b.Speaker.Name)
	}
	if x, y := dates(a), dates(b); !slices.Equal(x, y) {
		return "date", listed(x) + " became " + listed(y)
	}
	x, y := words(a.Text), words(b.Text)
	if slices.Equal(x, y) {
		return "", ""
	}
	gone, come := without(x, y), without(y, x)
	if numbers(gone) || numbers(come) {
		return "number", listed(gone) + " became " + listed(come)
	}
	if len(gone)+len(come) == 0 {
		return "reworded", "the words stand in another order"
	}
	return "reworded", listed(gone) + " became " + listed(come)
}

func named(name string) string {
	if name == "" {
		return "somebody unclear"
	}
	return name
}

func dates(v *ClaimView) (list []string) {
	for _, e := range v.Entries {
		list = append(list, e.Label)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// words returns the words of a text, without marks.
func words(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && r != '\'' && r != '’' && r != '-'
	})
}

// without returns what stands in a and not in b, in order; at most ten words.
func without(a, b []string) (list []string) {
	count := map[string]int{}
	for _, w := range b {
		count[w]++
	}
	for _, w := range a {
		if count[w]--; count[w] < 0 && len(list) < 10 {
			list = append(list, w)
		}
	}
	return list
}

func numbers(list []string) bool {
	return slices.ContainsFunc(list, func(w string) bool { return strings.ContainsFunc(w, unicode.IsDigit) })
}

func listed(list []string) string {
	if len(list) == 0 {
		return "nothing"
	}
	return fmt.Sprintf("“%s”", strings.Join(list, " "))
}

// noteWords are what a note of correction begins with or speaks of.
var noteWords = []string{"correction", "corrected", "clarification", "editor’s note", "editor's note", "earlier version", "this article was updated", "this story was updated", "has been updated", "an update"}

// note returns the words of a correction that the newer revision holds and the older
// does not, empty if no note was found.
func note(before, after *Reading) string {
	old := map[string]bool{}
	for _, b := range before.Revision.Blocks {
		old[blockText(before, b)] = true
	}
	for _, b := range after.Revision.Blocks {
		text := blockText(after, b)
		low := strings.ToLower(text)
		if !old[text] && slices.ContainsFunc(noteWords, func(w string) bool { return strings.Contains(low, w) }) {
			return text
		}
	}
	return ""
}

func blockText(r *Reading, b scraper.Block) string {
	runes := []rune(r.Revision.Text)
	if b.Start < 0 || b.End > len(runes) || b.Start > b.End {
		return ""
	}
	return string(runes[b.Start:b.End])
}
