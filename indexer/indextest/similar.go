package indextest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"dateline/indexer"
)

// similar: the articles that are like one tell of the same, never are it or its copies, hold
// a text once, say by which words they were found, and are the same whenever they are asked for.
func (b battery) similar(t *testing.T) {
	rs := withCopies(15, 96)
	topic := func(headline string) string { return strings.TrimPrefix(strings.Split(headline, ",")[0], "The ") }
	same := map[string]string{} // the text of an article
	topics := map[string]map[string]bool{}
	for _, r := range rs {
		r.Revision.Language = "en" // as all are, whatever they are said to be; others are like others
		same[r.Revision.ArticleID] = text(r)
		of := topic(r.Revision.Headline)
		if topics[of] == nil {
			topics[of] = map[string]bool{}
		}
		topics[of][text(r)] = true
	}
	x := b.filled(t, rs...)
	asked, right := 0, 0
	for _, r := range rs {
		id, of := r.Revision.ArticleID, topic(r.Revision.Headline)
		got, err := x.Similar(t.Context(), id, 7)
		if err != nil {
			t.Errorf("Similar(%s): %v", id, err)
			continue
		}
		again, err := x.Similar(t.Context(), id, 7)
		if err != nil || asJSON(got) != asJSON(again) {
			t.Errorf("Similar(%s) is another the second time: %v\n%s\n%s", id, err, asJSON(got), asJSON(again))
		}
		if got.Article.ID != id || len(got.Words) == 0 || len(got.Articles) == 0 || len(got.Articles) > 7 || got.Generation != generation(t, x) {
			t.Errorf("Similar(%s) = %s", id, asJSON(got))
			continue
		}
		texts := map[string]bool{text(r): true}
		for i, one := range got.Articles {
			if texts[same[one.Article.ID]] {
				t.Errorf("Similar(%s) tells of %s, and of its text already", id, one.Article.ID)
			}
			texts[same[one.Article.ID]] = true
			if i > 0 && one.Score > got.Articles[i-1].Score {
				t.Errorf("Similar(%s) is not in order of score", id)
			}
			for _, w := range one.Words {
				if !slices.Contains(got.Words, w) {
					t.Errorf("Similar(%s): %s is said to have %q, which nobody asked for", id, one.Article.ID, w)
				}
			}
			if len(one.Words) == 0 {
				t.Errorf("Similar(%s) does not say by what it found %s", id, one.Article.ID)
			}
		}
		if len(topics[of]) > 2 {
			asked++
			if topic(got.Articles[0].Article.Headline) == of {
				right++
			}
		}
	}
	if right*10 < asked*9 {
		t.Errorf("of %d articles %d are most like one of their topic, want nine of ten", asked, right)
	}
	for _, id := range []string{"", "nobody", "\x00", strings.Repeat("x", 1<<20)} {
		if _, err := x.Similar(t.Context(), id, 0); !errors.Is(err, indexer.ErrNotFound) {
			t.Errorf("Similar(%.20q): %v, want ErrNotFound", id, err)
		}
	}
	var wrong *indexer.QueryError
	for _, limit := range []int{-1, indexer.MaxSimilar + 1} {
		if _, err := x.Similar(t.Context(), rs[0].Revision.ArticleID, limit); !errors.As(err, &wrong) || wrong.Field != "limit" {
			t.Errorf("Similar, %d: %v, want a QueryError about limit", limit, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := x.Similar(ctx, rs[0].Revision.ArticleID, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("Similar with a cancelled context: %v", err)
	}
}
