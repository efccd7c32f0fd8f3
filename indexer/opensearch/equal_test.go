package opensearch_test

import (
	"encoding/json"
	"log/slog"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"dateline/indexer"
	"dateline/indexer/bleve"
	"dateline/indexer/indextest"
	"dateline/indexer/timex"
)

// A cluster answers chance questions as the index in a folder does, but for how well what
// was found fits, and by which words. DATELINE_TEST_QUESTIONS says how many are asked.
func TestAnswersAsInAFolder(t *testing.T) {
	x := opened(t, cluster(t))
	folder, err := bleve.Open(t.TempDir(), slog.New(slog.DiscardHandler), bleve.Options{Synonyms: options(t).Synonyms})
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close() //nolint:errcheck // nothing is kept of it
	rs := indextest.WithTies(indextest.Corpus(41, 300))
	for i, r := range rs { // some have the text of others
		if i%7 < 2 {
			r.CopiesOf = rs[i-i%7].Revision.ArticleID
		}
	}
	for _, one := range []indexer.Index{x, folder} {
		if err := one.Put(t.Context(), 300, rs...); err != nil {
			t.Fatal(err)
		}
	}
	questions := 100
	if s := os.Getenv("DATELINE_TEST_QUESTIONS"); s != "" {
		if questions, err = strconv.Atoi(s); err != nil {
			t.Fatal(err)
		}
	}
	g := questioner{rand.New(rand.NewPCG(41, 1))} //nolint:gosec // no secret
	found := 0
	for range questions {
		q := g.query()
		want, got := answers(t, folder, q), answers(t, x, q)
		for i := range want {
			if want[i] != got[i] {
				t.Errorf("%s answers\n%.1500s, in a folder\n%.1500s", q.Values().Encode(), got[i], want[i])
			}
			if !strings.Contains(want[i], `"total":0,`) {
				found++
			}
		}
	}
	if found < questions {
		t.Errorf("%d of %d answers are of something", found, 3*questions)
	}
}

// answers returns what an index answers to a question, without what may differ.
func answers(t *testing.T, x indexer.Index, q indexer.Query) (list []string) {
	t.Helper()
	in := func(v any, err error) {
		if err != nil {
			t.Fatalf("%+v: %v", q, err)
		}
		data, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, string(data))
	}
	tl, err := x.Timeline(t.Context(), q)
	if err == nil {
		tl.Generation, tl.Next = 0, ""
	}
	in(tl, err)
	q.Buckets, q.Marks, q.Lanes = 0, 0, ""
	articles, err := x.Search(t.Context(), q)
	if err == nil {
		articles.Generation, articles.Next, articles.Suggestion = 0, "", ""
	}
	in(articles, err)
	claims, err := x.Claims(t.Context(), q)
	if err == nil {
		claims.Generation, claims.Next = 0, ""
	}
	in(claims, err)
	return list
}

// A questioner asks at random.
type questioner struct{ *rand.Rand }

func (g questioner) one(of ...string) string { return of[g.IntN(len(of))] }

// maybe returns something now and then.
func (g questioner) maybe(of ...string) []string {
	if g.IntN(5) > 0 {
		return nil
	}
	return []string{g.one(of...)}
}

func (g questioner) text() string {
	words := []string{
		"ferry", "council", "orchard", `"missing fund"`, "-viaduct", "opened", "(hospital OR theatre)", "swing bridge", "Wielgórski", "ferr*", "counsil~1",
		`"council fund"~6`, `speaker:"Ida Moss"`, "-kind:opinion", "event:198X", "date:none", "conf:>0.7", "origins:>1", "place:vienna", "-conflict:yes", "grain:day", "lang:en",
	}
	var list []string
	for range g.IntN(4) {
		list = append(list, g.one(words...))
	}
	return strings.Join(list, g.one(" ", " ", " OR "))
}

func (g questioner) query() indexer.Query {
	q := indexer.Query{
		Text: g.text(), Outlets: g.maybe("quay radio", "valecourier.example", "Nobody"), Kinds: g.maybe("news", "opinion", "analysis"),
		Speakers: g.maybe("IDA MOSS", "Agnès Delorme"), Sections: g.maybe("city", "Politics"), Languages: g.maybe("en", "sv", "en-GB"),
		Authors: g.maybe("Yusuf Tarn"), Places: g.maybe("Zurich", "U.S."), Media: g.maybe("interview", "post"), Conflict: g.IntN(9) == 0, Origins: g.IntN(3) * g.IntN(2),
		Order: indexer.Order(g.one("newest", "oldest")), Copies: g.one("", indexer.AllCopies), Limit: 1 + g.IntN(60),
		Buckets: g.IntN(3) * 20, Lanes: g.one(append([]string{"", ""}, indexer.LaneNames...)...), Marks: g.IntN(2) * indexer.MaxMarks,
	}
	if g.IntN(3) == 0 {
		q.Event.Start = time.Date(1970+g.IntN(40), time.Month(1+g.IntN(12)), 1, 0, 0, 0, 0, time.UTC)
		q.Event.End = q.Event.Start.AddDate(g.IntN(15), 1, 0)
		q.Inside = g.IntN(3) == 0
	}
	if g.IntN(5) == 0 {
		q.Grains = []timex.Grain{timex.Grains[g.IntN(len(timex.Grains))], timex.Year}
	}
	if g.IntN(5) == 0 {
		q.Published.Start = time.Date(2000+g.IntN(20), 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return q
}
