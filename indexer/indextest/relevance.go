package indextest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"dateline/indexer"
	"dateline/scraper"
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

// scoreError is by how much a score may be off, in parts of it: some engines keep them in 32 bits.
const scoreError = 1e-6

// boosts: among articles that fit the words alike the newest come first, by as much as
// was promised, a headline counts more than a text, and all that can be switched off.
func (b battery) boosts(t *testing.T) {
	rs := Corpus(16, 40)
	newest := 0 // days since 1970
	for _, r := range rs {
		newest = max(newest, dayOf(r))
	}
	// Every article once more, of another day: the tenth of none, the others of before, of
	// the newest, and of days that had not come when the page was fetched.
	for i, r := range slices.Clone(rs) {
		twin := *r
		twin.Revision.ArticleID = "twin-" + r.Revision.ArticleID
		twin.Revision.Published = scraper.Date{Time: r.Revision.Published.Time.AddDate(0, 0, -100*i), Day: true}
		switch {
		case i%10 == 0 || r.Revision.Published.Time.IsZero():
			twin.Revision.Published = scraper.Date{}
		case i%10 == 1:
			twin.Revision.Published.Time = time.Date(2924, time.May, 3, 0, 0, 0, 0, time.UTC)
		}
		twin.Claims = slices.Clone(r.Claims)
		for k := range twin.Claims {
			twin.Claims[k].ID = "c" + twin.Revision.ArticleID + twin.Claims[k].ID[1:]
		}
		twin.Facts = nil
		rs = append(rs, &twin)
	}
	newest = max(newest, dayOf(rs[len(rs)/2+1])) // fetched before the day that it names
	x := b.filled(t, rs...)
	byID := map[string]*indexer.Reading{}
	for _, r := range rs {
		byID[r.Revision.ArticleID] = r
	}
	for _, q := range []string{"ferry", "council", `"missing fund" OR orchard`, "the bridge -viaduct", "Moss opened~1", `"council voted"~4`} {
		on, off := scores(t, x, indexer.Query{Text: q}), scores(t, x, indexer.Query{Text: q, Boosts: indexer.BoostsOff})
		if len(on) == 0 || len(on) != len(off) {
			t.Errorf("%s: %d articles, %d without boosts", q, len(on), len(off))
		}
		for id, score := range on {
			twin, ok := byID["twin-"+id]
			if !ok {
				continue
			}
			want := recency(byID[id], newest) / recency(twin, newest)
			if got := score / on["twin-"+id]; math.Abs(got-want) > scoreError {
				t.Errorf("%s: %s has %v times the score of its twin, want %v", q, id, got, want)
			}
			if math.Abs(off[id]-off["twin-"+id]) > scoreError*off[id] {
				t.Errorf("%s: without boosts %s has another score than its twin", q, id)
			}
		}
	}
	found, err := x.Claims(t.Context(), indexer.Query{Text: "council OR ferry", Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]int{}
	for i, c := range found.Claims {
		at[c.ID] = i
	}
	for _, c := range found.Claims {
		twin, ok := byID["twin-"+c.Article.ID]
		if !ok {
			continue
		}
		newer := recency(byID[c.Article.ID], newest) > recency(twin, newest)
		if older := recency(byID[c.Article.ID], newest) < recency(twin, newest); newer || older {
			if first := at[c.ID] < at["ctwin-"+c.Article.ID+c.ID[1:]]; first != newer {
				t.Errorf("claim %s stands before its twin: %t, is of a newer article: %t", c.ID, first, newer)
			}
		}
	}
	b.headlines(t, x)
}

// headlines: who puts a word there comes first, unless that is switched off.
func (b battery) headlines(t *testing.T, x indexer.Index) {
	t.Helper()
	above, below := reading("above", "A zeppelin is seen"), reading("below", "Nothing is seen at all")
	above.Revision.Text = strings.Repeat("It rained all day long. ", 10)
	below.Revision.Text = "A zeppelin, a zeppelin and a zeppelin. " + above.Revision.Text
	put(t, x, 100, above, below)
	for boosts, want := range map[string]string{"": "above below", indexer.BoostsOff: "below above"} {
		var got []string
		for _, h := range search(t, x, indexer.Query{Text: "zeppelin", Boosts: boosts}).Hits {
			got = append(got, h.Article.ID)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("boosts %q: %q, want %s first", boosts, got, want)
		}
	}
	one := search(t, x, indexer.Query{Text: "zeppelin", Limit: 1})
	if _, err := x.Search(t.Context(), indexer.Query{Text: "zeppelin", Limit: 1, Boosts: indexer.BoostsOff, Cursor: one.Next}); err == nil {
		t.Error("a cursor of one order is taken in another")
	}
}

// scores returns how well articles fit, by id. Their order is the same from page to page.
func scores(t *testing.T, x indexer.Index, q indexer.Query) map[string]float64 {
	t.Helper()
	list := map[string]float64{}
	var ids []string
	last := math.Inf(1)
	for q.Limit = 7; ; {
		res := search(t, x, q)
		for _, h := range res.Hits {
			if h.Score > last || list[h.Article.ID] > 0 {
				t.Errorf("%+v: %s stands behind what fits worse, or twice", q, h.Article.ID)
			}
			last, list[h.Article.ID] = h.Score, h.Score
			ids = append(ids, h.Article.ID)
		}
		if q.Cursor = res.Next; q.Cursor == "" {
			break
		}
	}
	q.Limit = 1000
	for i, h := range search(t, x, q).Hits {
		if i >= len(ids) || ids[i] != h.Article.ID {
			t.Fatalf("%+v: pages show another order", q)
		}
	}
	return list
}

// dayOf returns the day on which an article was published, in days since 1970, by the
// clock of its page, and that of its fetching if it names a later one; 0 for none.
func dayOf(r *indexer.Reading) int {
	at := r.Revision.Published.Time
	if at.IsZero() {
		return 0
	}
	y, m, d := at.Date()
	day := int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
	return min(day, int(r.Revision.Fetched.Unix()/86400))
}

// recency returns what the score of an article is multiplied with.
func recency(r *indexer.Reading, newest int) float64 {
	if r.Revision.Published.Time.IsZero() {
		return 1
	}
	return indexer.Recency(newest - dayOf(r))
}

// synonyms: what was found by another word of its group is marked, and fits no less than
// if it were the only one; what stands in quotation marks is itself alone.
func (b battery) synonyms(t *testing.T) {
	rs := []*indexer.Reading{reading("one", "The infirmary was shut"), reading("two", "A customs house was shut"), reading("other", "A ferry and a house")}
	x := b.filled(t, append(rs, Corpus(17, 10)...)...)
	for _, tt := range []struct{ q, want string }{
		{"hospital shut", "one: infirmary, shut; two: customs house, shut"},
		{"customs house shut", "one: infirmary, shut; two: customs, house, shut"},
		{`"hospital" shut`, ""},
		{`shut "customs house"`, "two: customs house, shut"},
		{"hospital* shut", ""},
		{"shut -hospital", ""},
		{"infirmary OR nosuchword", "one: infirmary; two: customs house"},
	} {
		var got []string
		for _, h := range search(t, x, indexer.Query{Text: tt.q, Order: indexer.Newest}).Hits {
			if slices.IndexFunc(rs, func(r *indexer.Reading) bool { return r.Revision.ArticleID == h.Article.ID }) < 0 {
				continue
			}
			var marks []string
			for _, m := range h.Highlights[0].Marks {
				marks = append(marks, string([]rune(h.Highlights[0].Text)[m[0]:m[1]]))
			}
			got = append(got, h.Article.ID+": "+strings.Join(marks, ", "))
		}
		if all := strings.Join(got, "; "); all != tt.want {
			t.Errorf("Search(%s) = %q, want %q", tt.q, all, tt.want)
		}
	}
	alone := search(t, x, indexer.Query{Text: `"infirmary"`}).Hits
	among := search(t, x, indexer.Query{Text: "infirmary"}).Hits
	if len(alone) != 1 || len(among) < 2 || !slices.ContainsFunc(among, func(h indexer.Hit) bool {
		return h.Article.ID == alone[0].Article.ID && h.Score > alone[0].Score/2
	}) {
		t.Errorf("%d articles by one word, %d by all, or it counts for little beside the others", len(alone), len(among))
	}
}
