package main

import (
	"context"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"

	"dateline/indexer"
	"dateline/indexer/cite"
	"dateline/indexer/register"
	"dateline/scraper/db"
)

// A shelf is what has arrived of some articles.
type shelf struct {
	texts map[string]*cite.Text
	at    map[string]string // addresses that lead to articles, arrived or not
}

func (s *shelf) Text(_ context.Context, id string) (*cite.Text, error) { return s.texts[id], nil }

func (s *shelf) ArticleAt(_ context.Context, urls []string) (map[string]string, error) {
	found := map[string]string{}
	for _, u := range urls {
		if id := s.at[u]; s.texts[id] != nil {
			found[u] = id
		}
	}
	return found, nil
}

// arrived returns what is known of claims after articles arrived in an order, a line each.
func arrived(t *testing.T, at map[string]string, readings []*indexer.Reading) []string {
	t.Helper()
	ctx := t.Context()
	d, err := db.Open(ctx, filepath.Join(t.TempDir(), "order.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close() //nolint:errcheck // the test is over
	r, err := register.Open(ctx, d, nil)
	if err != nil {
		t.Fatal(err)
	}
	s := &shelf{texts: map[string]*cite.Text{}, at: at}
	for _, reading := range readings {
		text := register.NewText(&reading.Revision)
		s.texts[text.Article] = text
		if err := r.Join(ctx, s.Text, text); err != nil {
			t.Fatal(err)
		}
		if err := r.Relate(ctx, s, reading); err != nil {
			t.Fatal(err)
		}
		names := map[string]string{}
		for url, id := range at {
			if id == text.Article {
				names[url] = id
			}
		}
		if err := r.Named(ctx, s, 1, names); err != nil {
			t.Fatal(err)
		}
	}
	var lines []string
	for _, q := range []string{
		`SELECT 'claim ' || claim || ' of ' || cluster || ', origins ' || origins || ', conflict ' || conflict FROM told`,
		`SELECT 'match ' || a || ' ' || b || ': ' || tier || ' ' || reason || ' ' || conflict FROM told_match`,
		`SELECT 'source ' || claim || ' ' || place || ': ' || state || ' ' || page || ' ' || reason FROM told_source`,
		`SELECT 'copy ' || article || ' ' || first FROM copy`,
	} {
		if err := db.Each(ctx, d.Read(), func(row db.Row) error {
			var line string
			err := row.Scan(&line)
			lines = append(lines, line)
			return err
		}, q); err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(lines)
	return lines
}

// Who says the same, where claims are from and how many origins that makes is the same
// in whatever order the articles arrive.
func TestOrderOfArrivalMakesNoDifference(t *testing.T) {
	for _, web := range []struct {
		name string
		desk func(*testing.T) *desk
	}{{"demo", demoDesk}, {"seed", seedDesk}} {
		t.Run(web.name, func(t *testing.T) {
			d := web.desk(t)
			d.must(exitSome, "crawl", "--once")
			var readings []*indexer.Reading
			at := map[string]string{}
			d.inside(func(w *work) {
				held := map[string]bool{}
				for _, e := range d.timelineInside(w) {
					held[e.Article.ID] = true
				}
				for _, id := range slices.Sorted(maps.Keys(held)) {
					r, err := w.library.Reading(t.Context(), id, 0)
					if err != nil {
						t.Fatal(err)
					}
					readings = append(readings, r)
					var urls []string
					for _, c := range r.Revision.Citations {
						urls = append(urls, c.URL)
					}
					found, err := w.library.ArticleAt(t.Context(), append(urls, r.Revision.URL))
					if err != nil {
						t.Fatal(err)
					}
					maps.Copy(at, found)
				}
			})
			d.inside(func(w *work) { // a pass looks through what it found
				last, err := w.folder.register.NamedTo(t.Context())
				if _, next, err2 := w.folder.archive.Names(t.Context(), last, 1); err != nil || err2 != nil || last == 0 || next != last {
					t.Errorf("addresses are looked through up to %d, and there are more behind it: %v, %v", last, err, err2)
				}
			})
			want := arrived(t, at, readings)
			orders := 6
			if testing.Short() {
				orders = 1
			}
			for n := range orders {
				order := slices.Clone(readings)
				random := rand.New(rand.NewPCG(uint64(n), 7)) //nolint:gosec // an order, no secret
				random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
				got := arrived(t, at, order)
				differ := 0
				for _, lines := range [][2][]string{{want, got}, {got, want}} {
					for _, line := range lines[0] {
						if _, ok := slices.BinarySearch(lines[1], line); !ok {
							if differ++; differ <= 12 {
								t.Errorf("order %d: only once: %.220s", n, line)
							}
						}
					}
				}
				if differ > 0 {
					t.Errorf("order %d: %d lines of %d differ", n, differ, len(want))
				}
			}
			t.Logf("%d articles, %d facts, %d orders", len(readings), len(want), orders)
		})
	}
}

// timelineInside returns all entries.
func (d *desk) timelineInside(w *work) []indexer.Entry {
	tl, err := w.folder.index.Timeline(d.t.Context(), indexer.Query{Limit: indexer.MaxLimit})
	if err != nil {
		d.t.Fatal(err)
	}
	return tl.Entries
}
