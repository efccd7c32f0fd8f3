package bleve

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"testing"

	blevesearch "github.com/blevesearch/bleve/v2"

	"dateline/indexer"
	"dateline/indexer/columns"
	"dateline/indexer/indextest"
)

// What does not agree inside an index is told.
func TestCheck(t *testing.T) {
	for _, tt := range []struct {
		name      string
		damage    func(x *Index) error
		documents string // that is said of them
		columns   string
	}{
		{"nothing", func(*Index) error { return nil }, "", ""},
		{"a claim is lost", func(x *Index) error {
			return x.write(func(b *blevesearch.Batch) error { b.Delete(documentID(claimLetter, 3)); return nil })
		}, "is missing", ""},
		{"an article is lost", func(x *Index) error {
			return x.write(func(b *blevesearch.Batch) error { b.Delete(documentID(articleLetter, 0)); return nil })
		}, "belongs to no article", "no document"},
		{"the columns forget one", func(x *Index) error {
			x.columns[1] = x.columns[1].With(nil, []uint32{2})
			return nil
		}, "", "do not say"},
		{"the columns tell of another date", func(x *Index) error {
			v, err := x.view(context.Background())
			if err != nil {
				return err
			}
			defer v.close()
			last := x.columns[1].Ordinals()[19]
			a, err := v.article(last)
			if err != nil {
				return err
			}
			a.Ref.Published = "1901-01-01"
			x.columns[1] = x.columns[1].With(nil, []uint32{last}).With([]columns.Article{a}, nil)
			return nil
		}, "", "do not say"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			x, err := Open(t.TempDir(), slog.New(slog.DiscardHandler), Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer x.Close() //nolint:errcheck // it was damaged
			rs := indextest.Corpus(8, 20)
			if err := x.Put(t.Context(), 20, rs...); err != nil {
				t.Fatal(err)
			}
			if err := tt.damage(x); err != nil {
				t.Fatal(err)
			}
			held := map[string]indexer.Held{}
			found, err := x.Check(t.Context(), func(h indexer.Held) error { held[h.ID] = h; return nil })
			if err != nil {
				t.Fatal(err)
			}
			for _, side := range []struct {
				says []string
				want string
			}{{found.Documents, tt.documents}, {found.Columns, tt.columns}} {
				told := slices.ContainsFunc(side.says, func(s string) bool { return strings.Contains(s, side.want) })
				if told != (side.want != "") || side.want == "" && side.says != nil {
					t.Errorf("says %q, want %q", side.says, side.want)
				}
			}
			if tt.documents == "" {
				for _, r := range rs {
					if h := held[r.Revision.ArticleID]; h.Revision != r.Revision.Number || len(h.Claims) != len(r.Claims) {
						t.Errorf("of %s it holds %+v", r.Revision.ArticleID, h)
					}
				}
			}
		})
	}
}
