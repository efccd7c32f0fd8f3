package indextest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"dateline/indexer"
)

// sameStem are words that a search takes for one another.
var sameStem = []string{"universities", "University", "universal", "universe"}

// forms: of the words of one stem the one that was asked for comes first, whatever else
// is in the texts; which are found, and how many, it does not change.
func (b battery) forms(t *testing.T) {
	rs := Corpus(15, 20)
	g := rand.New(rand.NewPCG(15, 0))
	for i := range 60 {
		r := reading(fmt.Sprint("form", i), []string{"A day in town", "Days in town"}[i%2])
		var words []string
		for range 1 + g.IntN(5) {
			words = append(words, sameStem[g.IntN(len(sameStem))])
		}
		said := strings.Join(words, " and ") + " were named"
		r.Revision.Text = said + ", Ida Moss said. " + strings.Repeat("It rained. ", g.IntN(40))
		r.Claims[0].Text, r.Claims[0].Sentence.End = said, utf8.RuneCountInString(said+", Ida Moss said.")
		if g.IntN(2) == 0 {
			r.Revision.Headline = "The " + sameStem[g.IntN(len(sameStem))] + " and the ferry"
		}
		if g.IntN(3) == 0 { // behind the lead, where only stems count
			r.Revision.Text += strings.Repeat("Nobody answered. ", indexer.LeadRunes/17) + sameStem[g.IntN(len(sameStem))]
		}
		rs = append(rs, r)
	}
	x := b.filled(t, rs...)
	for _, word := range []string{"universities", "UNIVERSE", "université", "universality"} {
		for _, q := range []string{word, `"` + word + `"`, word + " -nosuchword"} {
			b.formsFirst(t, x, rs, q, strings.TrimSpace(wordsOf(word)))
		}
	}
	ids := func(q string, order indexer.Order) (list []string) {
		for _, h := range search(t, x, indexer.Query{Text: q, Order: order, Limit: 1000}).Hits {
			list = append(list, h.Article.ID)
		}
		return slices.Sorted(slices.Values(list))
	}
	if all := ids("universe", indexer.Best); len(all) != 60 || !slices.Equal(all, ids("universities", indexer.Best)) || !slices.Equal(all, ids("universities", indexer.Newest)) {
		t.Errorf("%d articles hold the stem, or others by another form", len(all))
	}
	// Of several words, both as written come before neither.
	fewest := 2
	for i, h := range search(t, x, indexer.Query{Text: "universities days", Limit: 1000}).Hits {
		held := written(rs, h.Article.ID, "universities") + written(rs, h.Article.ID, "days")
		fewest = min(fewest, held)
		if held == 2 && fewest == 0 {
			t.Errorf("article %d holds both words as written, one before it neither", i)
		}
	}
	if fewest > 0 {
		t.Error("no article holds other forms of both words")
	}
}

// written returns 1 if an article's headline or lead holds a word as it is.
func written(rs []*indexer.Reading, id, word string) int {
	i := slices.IndexFunc(rs, func(r *indexer.Reading) bool { return r.Revision.ArticleID == id })
	lead := []rune(rs[i].Revision.Text)
	lead = lead[:min(len(lead), indexer.LeadRunes)]
	if strings.Contains(wordsOf(rs[i].Revision.Headline+" "+string(lead)), " "+word+" ") {
		return 1
	}
	return 0
}

// formsFirst asks for a word, and looks for one that stands before those that hold it.
func (b battery) formsFirst(t *testing.T, x indexer.Index, rs []*indexer.Reading, q, word string) {
	t.Helper()
	last := 1
	for i, h := range search(t, x, indexer.Query{Text: q, Limit: 1000}).Hits {
		if now := written(rs, h.Article.ID, word); now > last {
			t.Errorf("Search(%s): article %d holds %q, the one before does not", q, i, word)
		} else {
			last = now
		}
	}
	found, err := x.Claims(t.Context(), indexer.Query{Text: q, Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	last = 1
	for i, c := range found.Claims {
		now := 0
		if strings.Contains(wordsOf(c.Sentence), " "+word+" ") {
			now = 1
		}
		if now > last {
			t.Errorf("Claims(%s): claim %d holds %q, the one before does not", q, i, word)
		}
		last = now
	}
}
