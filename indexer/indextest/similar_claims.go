package indextest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"dateline/indexer"
)

// similarClaims: the claims that are like one have words of it, assert something else, are
// of no article with its text, are one of a cluster, and are the same whenever they are asked for.
func (b battery) similarClaims(t *testing.T) {
	rs := withCopies(16, 60)
	same := map[string]string{} // the text of an article
	var all []indexer.ClaimView
	for i, r := range rs {
		r.Revision.Language = "en"
		same[r.Revision.ArticleID] = text(r)
		for k, c := range r.ClaimViews() {
			f := r.Facts[c.ID]
			if f.Cluster = fmt.Sprintf("k%d", (i+7*k)%40); (i+k)%9 == 0 {
				f.Cluster = "" // not compared yet
			}
			r.Facts[c.ID] = f
		}
		all = append(all, r.ClaimViews()...)
	}
	x := b.filled(t, rs...)
	found, uncompared := 0, 0
	for n, c := range all {
		if n%5 > 0 {
			continue
		}
		got, err := x.SimilarClaims(t.Context(), c.ID, 4)
		if err != nil {
			t.Errorf("SimilarClaims(%s): %v", c.ID, err)
			continue
		}
		if again, err := x.SimilarClaims(t.Context(), c.ID, 4); err != nil || asJSON(got) != asJSON(again) {
			t.Errorf("SimilarClaims(%s) is another the second time: %v\n%s\n%s", c.ID, err, asJSON(got), asJSON(again))
		}
		if asJSON(got.Claim) != asJSON(c) || len(got.Claims) > 4 || got.Generation != generation(t, x) {
			t.Errorf("SimilarClaims(%s) = %s", c.ID, asJSON(got))
		}
		for _, w := range got.Words {
			if !strings.Contains(wordsOf(c.Text), wordsOf(w)) {
				t.Errorf("SimilarClaims(%s) asks for %q, which is not of its words: %q", c.ID, w, c.Text)
			}
		}
		told := map[string]bool{c.Cluster: c.Cluster != ""}
		for i, one := range got.Claims {
			found++
			if c.Cluster == "" {
				uncompared++
			}
			if same[one.Claim.Article.ID] == same[c.Article.ID] || told[one.Claim.Cluster] {
				t.Errorf("SimilarClaims(%s) tells of %s, of its own text or of a cluster that was told", c.ID, one.Claim.ID)
			}
			told[one.Claim.Cluster] = one.Claim.Cluster != ""
			if i > 0 && one.Score > got.Claims[i-1].Score {
				t.Errorf("SimilarClaims(%s) is not in order of score", c.ID)
			}
			if held := all[slices.IndexFunc(all, func(v indexer.ClaimView) bool { return v.ID == one.Claim.ID })]; asJSON(one.Claim) != asJSON(held) {
				t.Errorf("SimilarClaims(%s) tells %s, want %s", c.ID, asJSON(one.Claim), asJSON(held))
			}
			if len(one.Words) < 2 || slices.ContainsFunc(one.Words, func(w string) bool { return !slices.Contains(got.Words, w) }) {
				t.Errorf("SimilarClaims(%s): %s has %q of %q", c.ID, one.Claim.ID, one.Words, got.Words)
			}
		}
	}
	if found < len(all)/5 || uncompared == 0 {
		t.Errorf("for %d claims %d are found that are like them, of them for those not compared %d", len(all)/5, found, uncompared)
	}
	for _, id := range []string{"", "nobody", "\x00", strings.Repeat("x", 1<<20), rs[0].Revision.ArticleID} {
		if _, err := x.SimilarClaims(t.Context(), id, 0); !errors.Is(err, indexer.ErrNotFound) {
			t.Errorf("SimilarClaims(%.20q): %v, want ErrNotFound", id, err)
		}
	}
	var wrong *indexer.QueryError
	for _, limit := range []int{-1, indexer.MaxSimilar + 1} {
		if _, err := x.SimilarClaims(t.Context(), all[0].ID, limit); !errors.As(err, &wrong) || wrong.Field != "limit" {
			t.Errorf("SimilarClaims, %d: %v, want a QueryError about limit", limit, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := x.SimilarClaims(ctx, all[0].ID, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("SimilarClaims with a cancelled context: %v", err)
	}
}
