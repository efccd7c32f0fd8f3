package indextest

import (
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/indexer"
	"dateline/indexer/claim"
	"dateline/indexer/timex"
)

// WithTies returns readings in which of every three claims of an article the second begins
// where the first does, ends behind it, and has the lesser id.
func WithTies(rs []*indexer.Reading) []*indexer.Reading {
	for _, r := range rs {
		call := func(c *indexer.DatedClaim, letter string) {
			facts, id := r.Facts[c.ID], "c"+letter+c.ID[2:]
			if facts.Cluster == c.ID {
				facts.Cluster = id
			}
			r.Facts[id], c.ID = facts, id
		}
		for k := 0; k+1 < len(r.Claims); k += 3 {
			a, b := &r.Claims[k], &r.Claims[k+1]
			first := a.Parts[0]
			b.Parts = []claim.Span{{Start: first.Start, End: first.End + 1}}
			call(a, "z")
			call(b, "2")
		}
	}
	return rs
}

// tied returns an article whose claims begin at one place, in another order than by where
// they end, with ids in a third. They speak of one day.
func tied(id, headline string) *indexer.Reading {
	day := time.Date(1987, time.June, 5, 0, 0, 0, 0, time.UTC)
	r := reading(id, headline, timex.Interval{Start: day, End: day.AddDate(0, 0, 1), Grain: timex.Day})
	said := r.Claims[0]
	r.Revision.Text = "At some time the gondola was late, and empty, and cold, Ida Moss said."
	r.Mentions[0].Start, r.Mentions[0].End = 0, len("At some time")
	said.Sentence.End = len(r.Revision.Text)
	var known []claim.Known
	r.Claims = nil
	for _, words := range []string{"At some time the gondola was late, and empty", "At some time the gondola was late, and empty, and cold", "At some time the gondola was late"} {
		c := said
		c.ID, c.Text, c.Parts = "", words, []claim.Span{{Start: 0, End: len(words)}}
		r.Claims = append(r.Claims, c)
		known = append(known, claim.Known{ID: "c" + id + map[string]string{"late": "z", "empty": "m", "cold": "a"}[words[strings.LastIndexByte(words, ' ')+1:]], Text: words})
	}
	r.Keep(known)
	return r
}

// ties: claims that begin at one place stand by where they end, whatever their ids, on every
// page, also while some of them go and others come; entries of one date stand by their ids.
func (b battery) ties(t *testing.T) {
	one, two := tied("one", "Gondolas"), tied("two", "Gondolas")
	inText := []string{"conez", "conem", "conea", "ctwoz", "ctwom", "ctwoa"}
	x := b.filled(t, one, two)
	claims := func(q indexer.Query) *indexer.Claims {
		found, err := x.Claims(t.Context(), q)
		if err != nil {
			t.Fatalf("Claims(%+v): %v", q, err)
		}
		return found
	}
	ids := func(list []indexer.ClaimView) (ids []string) {
		for _, c := range list {
			ids = append(ids, c.ID)
		}
		return ids
	}
	for _, q := range []indexer.Query{{}, {Order: indexer.Newest}, {Order: indexer.Oldest}, {Text: "gondola", Order: indexer.Oldest}, {Speakers: []string{"Ida Moss"}}, {Event: years(1987, 1987)}} {
		for _, limit := range []int{1, 2, 10} {
			var got []string
			for q.Limit = limit; ; {
				page := claims(q)
				got = append(got, ids(page.Claims)...)
				if q.Cursor = page.Next; q.Cursor == "" {
					break
				}
			}
			if !slices.Equal(got, inText) {
				t.Errorf("Claims(%+v) has %v, want %v", q, got, inText)
			}
		}
	}
	for _, limit := range []int{1, 2, 10} {
		q := indexer.Query{Limit: limit}
		var got []string
		for {
			page := timeline(t, x, q)
			for _, e := range page.Entries {
				got = append(got, e.Claim.ID)
			}
			if q.Cursor = page.Next; q.Cursor == "" {
				break
			}
		}
		if want := slices.Sorted(slices.Values(inText)); !slices.Equal(got, want) {
			t.Errorf("Timeline(%+v) has claims %v, want %v", q, got, want)
		}
	}

	// Between the pages the claim goes on which the last one ended, and another comes before.
	q := indexer.Query{Limit: 1}
	page := claims(q)
	first := page.Claims[0].ID
	less := *one
	less.Claims = one.Claims[1:]
	put(t, x, 3, &less)
	q.Cursor = page.Next
	page = claims(q)
	second := page.Claims[0].ID
	put(t, x, 4, one)
	q.Cursor, q.Limit = page.Next, 10
	if got := append([]string{first, second}, ids(claims(q).Claims)...); !slices.Equal(got, inText) {
		t.Errorf("pages while claims go and come have %v, want %v", got, inText)
	}

	// Copies: which claim of a cluster one is, counts in the same order.
	for _, r := range []*indexer.Reading{one, two} {
		r.CopiesOf, r.Facts = "one", map[string]indexer.ClaimFacts{}
		for _, c := range r.Claims {
			r.Facts[c.ID] = indexer.ClaimFacts{Cluster: "conez", Origins: 1}
		}
	}
	put(t, x, 5, one, two)
	found := claims(indexer.Query{Copies: indexer.FoldedCopies})
	if got := ids(found.Claims); !slices.Equal(got, inText[:3]) || found.Folded != 3 {
		t.Errorf("with copies folded, there are %v and %d more, want %v", got, found.Folded, inText[:3])
	}
	for i, id := range inText[:3] {
		if list := found.Copies[id].List; len(list) != 1 || list[0].ID != inText[3+i] {
			t.Errorf("folded into %s are %+v, want %s", id, list, inText[3+i])
		}
	}

	// Those that are like a claim equally well stand so, too.
	three := reading("three", "Gondolas", years(1990, 1990))
	three.Revision.Text = "The gondola was late, and empty, and cold, and the gondola was late, and empty, and cold, Ida Moss said."
	for i, start := range []int{4, 51} {
		c := &three.Claims[i]
		c.Text, c.Sentence.End = "gondola was late, and empty, and cold", len(three.Revision.Text)
		c.Parts = []claim.Span{{Start: start, End: start + len(c.Text)}}
	}
	three.Claims[0].ID, three.Claims[1].ID = three.Claims[1].ID, three.Claims[0].ID
	put(t, x, 6, three)
	like, err := x.SimilarClaims(t.Context(), "conea", 10)
	if err != nil {
		t.Fatalf("SimilarClaims: %v", err)
	}
	var got []string
	for _, c := range like.Claims {
		got = append(got, c.Claim.ID)
	}
	if want := []string{three.Claims[0].ID, three.Claims[1].ID}; !slices.Equal(got, want) {
		t.Errorf("like a claim are %v, want %v", got, want)
	}
}
