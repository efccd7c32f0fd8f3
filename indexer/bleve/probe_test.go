package bleve_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/indexer"
	"dateline/indexer/bleve"
	"dateline/indexer/indextest"
	"dateline/indexer/timex"
)

// Whatever is asked, the prober finds those articles, claims and entries that the index
// finds.
func TestProberAgreesWithTheIndex(t *testing.T) {
	rs := indextest.Corpus(21, 60)
	x := opened(t)
	if err := x.Put(t.Context(), 60, rs...); err != nil {
		t.Fatal(err)
	}
	prober := bleve.NewProber(time.Now, synonyms(t))
	var probes []*bleve.Probe
	for _, r := range rs {
		p, err := prober.Probe(r)
		if err != nil {
			t.Fatal(err)
		}
		probes = append(probes, p)
	}
	g := &asker{rand.New(rand.NewPCG(7, 0))} //nolint:gosec // questions, no secrets
	some, none, refused := 0, 0, 0
	for range 300 {
		q := g.query()
		question, err := prober.Question(q)
		found, indexErr := x.Search(t.Context(), q)
		if (err != nil) != (indexErr != nil) {
			t.Errorf("%+v: the prober says %v, the index %v", q, err, indexErr)
			continue
		}
		if err != nil {
			refused++
			continue
		}
		var want, got []string
		for _, h := range found.Hits {
			want = append(want, h.Article.ID)
		}
		entries, claims := 0, 0
		for _, p := range probes {
			is, err := p.Finds(question)
			if err != nil {
				t.Fatalf("%+v: %v", q, err)
			}
			if is && !shares(question, p) {
				t.Errorf("%+v finds %s, but shares no key with it: %q", q, p.Article().ID, question.Keys(p.Language()))
			}
			if is {
				got = append(got, p.Article().ID)
			}
			list, n, c, err := p.Entries(question, 3)
			if err != nil || len(list) != min(n, 3) {
				t.Errorf("%+v: %d of %d entries, %v", q, len(list), n, err)
			}
			entries, claims = entries+n, claims+c
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%+v: the prober finds %d articles, the index %d", q, len(got), len(want))
		}
		tl, err := x.Timeline(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		cs, err := x.Claims(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		if entries != tl.Total || claims != cs.Total {
			t.Errorf("%+v: the prober finds %d entries and %d claims, the index %d and %d", q, entries, claims, tl.Total, cs.Total)
		}
		if len(want) == 0 {
			none++
		} else if len(want) < len(rs) {
			some++
		}
	}
	if some < 90 || none < 10 || refused < 2 {
		t.Errorf("of the questions %d found some articles, %d none, %d were refused: they tell little", some, none, refused)
	}
}

// shares reports whether an article has one of the keys of a question, or the question none.
func shares(q *bleve.Question, p *bleve.Probe) bool {
	keys := q.Keys(p.Language())
	if keys == nil {
		return true
	}
	for k := range p.Keys() {
		if slices.Contains(keys, k) {
			return true
		}
	}
	return false
}

// An asker makes up queries.
type asker struct{ *rand.Rand }

func (g *asker) one(from ...string) string { return from[g.IntN(len(from))] }

func (g *asker) query() indexer.Query {
	q := indexer.Query{Limit: indexer.MaxLimit}
	if g.IntN(8) > 0 {
		q.Text = g.text(2)
	}
	if g.IntN(6) == 0 {
		q.Outlets = []string{g.one("the harbour post", "www.valecourier.example", "Quay Radio", "nobody"), "Söderby Nytt"}
	}
	if g.IntN(8) == 0 {
		q.Kinds = []string{g.one("opinion", "analysis", "unknown")}
	}
	if g.IntN(8) == 0 {
		q.Speakers = []string{g.one("Ida Moss", "NILS ÅNGSTRÖM FALK", "Yusuf Tarn", "Nobody")}
	}
	if g.IntN(10) == 0 {
		q.Grains = []timex.Grain{timex.Grain(g.one("year", "day", "decade", "hour"))}
	}
	if g.IntN(10) == 0 {
		q.Media = []string{g.one("interview", "post", "book")}
	}
	if g.IntN(10) == 0 {
		q.Origins = 1 + g.IntN(3)
	}
	q.Conflict = g.IntN(10) == 0
	if g.IntN(12) == 0 {
		q.Languages = []string{g.one("en", "sv", "de")}
	}
	if g.IntN(12) == 0 {
		q.Authors = []string{g.one("Ida Moss", "rosalind quill", "nobody"), "Lena Achterberg"}
	}
	if g.IntN(12) == 0 {
		q.Sections = []string{g.one("politics", "Harbour", "world")}
	}
	if g.IntN(8) == 0 {
		q.Event, _ = timex.ParseEDTF(g.one("198X", "1999-05-03", "../1975", "2010/.."))
		q.Inside = g.IntN(2) == 0
	}
	if g.IntN(8) == 0 {
		q.Published, _ = timex.ParseEDTF(g.one("2001/2010", "../2000", "2015/.."))
	}
	if g.IntN(6) == 0 { // what makes no difference to what is found
		q.Order, q.Facets, q.Lanes = indexer.Newest, indexer.NoFacets, "outlet"
	}
	return q
}

// text returns a text of words, phrases, fields and what is made of them.
func (g *asker) text(depth int) string {
	if depth > 0 && g.IntN(2) == 0 {
		parts := make([]string, 2+g.IntN(2))
		for i := range parts {
			parts[i] = g.one("", "", "-") + "(" + g.text(depth-1) + ")"
		}
		return strings.Join(parts, g.one(" ", " OR "))
	}
	switch g.IntN(11) {
	case 0:
		return fmt.Sprintf("%s:%q", g.one("speaker", "speaker", "outlet"), g.one("Ida Moss", "Quay Radio", "lena achterberg", "valecourier.example"))
	case 1:
		return g.one("kind:opinion", "medium:interview", "grain:year", "origins:>1", "conflict:yes", "event:198X", "pub:..2005", "conf:>0.8", "date:none", "kind:news")
	case 2:
		return g.one("ferr", "obser", "lighth", "wiel", "wielgó", "ÅNGS", "zzz") + "*"
	case 3:
		return g.one("frery", "fery", "quary", "hospitol", "mosss", "archievs", "wielgorski") + "~" + g.one("1", "2")
	case 4, 5:
		return g.one(`"swing bridge"`, `"missing fund"`, `"opened by the wrong mayor"`, `"to the ground"`, `"bridge swing"`, "“customs house”", `"Photograph Ida"`, `"Moss The"`, `"by the"`)
	case 6:
		return g.one(`"ferry council"~3`, `"orchard missing"~2`, `"council bridge night"~6`, `"the ferry"~2`, `"moss moss"~1`, `"mayor wrong"~1`)
	case 7:
		return g.one("lang:en", "lang:sv", "section:politics", `author:"ida moss"`, "cites:ledger.example", "cites:archive.example", "changed:2025", "seen:2025-01-01", "seen:1d", `pub:"last year"`)
	case 8:
		return g.one("the", "Mei-Ling", "council's", "möbel", "nosuchword", "FERRY", "café", "façade", "photograph")
	}
	return g.one("ferry", "orchard", "viaduct", "council", "burned", "money", "moss", "harrow", "roof", "mayor", "minutes", "rained", "observatory", "hands")
}

func TestProberRefuses(t *testing.T) {
	prober := bleve.NewProber(time.Now, synonyms(t))
	for _, text := range []string{`"open`, "the", "-the", "the OR of", "speaker:", strings.Repeat("x ", 70)} {
		var wrong *indexer.QueryError
		if _, err := prober.Question(indexer.Query{Text: text}); !errors.As(err, &wrong) || wrong.Field != "q" {
			t.Errorf("Question(%q): %v, want a QueryError about q", text, err)
		}
	}
}
