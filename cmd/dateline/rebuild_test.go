package main

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/api"
	"dateline/indexer"
	"dateline/scraper/frontier"
)

// folders returns what lies in the folder of the index.
func (d *desk) folders() (names []string) {
	d.t.Helper()
	entries, err := os.ReadDir(filepath.Join(d.data, "index"))
	if err != nil {
		d.t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// While an index is built anew the old one answers whoever asks, and what is fetched comes
// into both. Then the new one answers, and the old one goes when it has answered.
func TestRebuildAnswersMeanwhile(t *testing.T) {
	whole := demoDesk(t)
	whole.must(exitSome, "crawl", "--once")
	want := slices.Sorted(slices.Values(ids(whole.timeline())))
	d := demoDesk(t)
	d.inside(func(w *work) {
		some, stop := context.WithCancel(t.Context())
		articles := 0
		_, err := w.Crawl(some, false, func(v api.Visited) {
			if v.Article != "" {
				articles++
			}
			if articles == 6 {
				stop()
			}
		})
		stop()
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("the crawl was to be stopped: %v", err)
		}
		old := d.folders()
		index := w.folder.index
		ended := make(chan struct{})
		asked := make(chan int)
		go func() {
			var generation uint64
			var total, n int
			for ; ; n++ {
				found, err := index.Timeline(t.Context(), indexer.Query{})
				if err != nil || found.Total < total || found.Generation < generation {
					t.Errorf("answer %d: %v; %+v after one of %d entries of generation %d", n, err, found, total, generation)
					break
				}
				generation, total = found.Generation, found.Total
				select {
				case <-ended:
					asked <- n
					return
				default:
				}
			}
			<-ended
			asked <- n
		}()
		before, err := index.Generation(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		swapped, last := make(chan struct{}), make(chan error, 1)
		fill := w.filling(newProgress(t.Output()))
		reports := 0
		err = index.rebuild(t.Context(), func(ctx context.Context, next builtIndex, report func(done, of uint64), swap func() error) error {
			return fill(ctx, next, func(done, of uint64) {
				report(done, of)
				if reports++; reports > 1 {
					return
				}
				if s, err := w.library.Status(ctx); err != nil || s.Reindex == nil || *s.Reindex != (frontier.Reindex{Done: done, Of: of}) {
					t.Errorf("at %d of %d: %+v, %v", done, of, s.Reindex, err)
				}
				if got := d.folders(); len(got) != len(old)+1 {
					t.Errorf("%q are in the folder, and %q were", got, old)
				}
				if _, err := w.Crawl(ctx, false, func(api.Visited) {}); err != nil {
					t.Errorf("fetched meanwhile: %v", err)
				}
				started := make(chan struct{})
				go func() {
					last <- index.with(func(x *openIndex) error {
						close(started)
						<-swapped
						_, err := x.Search(ctx, indexer.Query{Text: "bridge"})
						return err
					})
				}()
				<-started
			}, func() error {
				err := swap()
				close(swapped)
				return err
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := <-last; err != nil {
			t.Errorf("a question under way: %v", err)
		}
		close(ended)
		if n := <-asked; n == 0 {
			t.Error("nothing was asked meanwhile: this test shows nothing")
		}
		if got := slices.Sorted(slices.Values(ids(&indexer.Timeline{Entries: d.timelineInside(w)}))); len(got) == 0 {
			t.Error("the new index holds nothing")
		}
		after, err := index.Generation(t.Context())
		if err != nil || after <= before {
			t.Errorf("the generation is %d, %v; before it was %d", after, err, before)
		}
		if s, err := w.library.Status(t.Context()); err != nil || s.Reindex != nil || s.Seq != s.Indexed {
			t.Errorf("ended: %+v, %v", s, err)
		}
		if got := d.folders(); len(got) != 2 || slices.Equal(got, old) {
			t.Errorf("%q are in the folder, and before the rebuild %q", got, old)
		}
	})
	if got := slices.Sorted(slices.Values(ids(d.timeline()))); !slices.Equal(got, want) {
		t.Errorf("the timeline has %d entries, and without a rebuild %d:\n%s", len(got), len(want), differing(got, want))
	}
	d.must(exitOK, "check")
}

// A rebuild that fails, or is stopped with the program, leaves the old index in use.
func TestRebuildBrokenOff(t *testing.T) {
	d := demoDesk(t)
	d.must(exitSome, "crawl", "--once")
	old, want := d.folders(), ids(d.timeline())
	full := errors.New("the disk is full")
	d.inside(func(w *work) {
		index := w.folder.index
		fails := func(context.Context, builtIndex, func(done, of uint64), func() error) error { return full }
		if err := index.rebuild(t.Context(), fails); !errors.Is(err, full) {
			t.Errorf("rebuild: %v", err)
		}
		if got := index.stateNow(); got.Error != full.Error() {
			t.Errorf("the state is %+v", got)
		}
		if got := d.folders(); !slices.Equal(got, old) {
			t.Errorf("%q are in the folder, want %q", got, old)
		}
		under := make(chan struct{})
		ended := make(chan error, 1)
		waits := func(ctx context.Context, _ builtIndex, report func(done, of uint64), _ func() error) error {
			report(3, 41)
			close(under)
			<-ctx.Done()
			return ctx.Err()
		}
		index.beginRebuild(t.Context(), waits, func(err error) { ended <- err })
		<-under
		if got := index.beginRebuild(t.Context(), fails, func(error) { t.Error("two are built at once") }); got != (frontier.Reindex{Done: 3, Of: 41}) {
			t.Errorf("the second to ask is told %+v", got)
		}
		if err := index.rebuild(t.Context(), fails); !errors.Is(err, errRebuilding) {
			t.Errorf("a second rebuild: %v", err)
		}
		if err := index.close(); err != nil {
			t.Error(err)
		}
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("closed, it ended with %v", err)
		}
		if got := index.stateNow(); got.Error != "it was stopped" {
			t.Errorf("stopped, the state is %+v", got)
		}
		if _, err := index.Search(t.Context(), indexer.Query{}); !errors.Is(err, errIndexClosed) {
			t.Errorf("closed, it answers %v", err)
		}
	})
	if got := d.folders(); !slices.Equal(got, old) {
		t.Errorf("%q are in the folder, want %q", got, old)
	}
	if got := ids(d.timeline()); !slices.Equal(got, want) {
		t.Error("the timeline is another")
	}
}

// What a crash leaves beside the index in use goes at the next start, before and after
// "current" names the new one.
func TestRebuildLeftovers(t *testing.T) {
	d := demoDesk(t)
	d.must(exitSome, "crawl", "--once")
	want := ids(d.timeline())
	dir := filepath.Join(d.data, "index")
	for _, after := range []bool{false, true} {
		old := d.folders()[0]
		other := "20200101-000000.000000"
		if err := os.CopyFS(filepath.Join(dir, other), os.DirFS(filepath.Join(dir, old))); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, nextName), []byte("2020"), 0o600); err != nil {
			t.Fatal(err)
		}
		stays := old
		if after {
			stays = other
			if err := os.WriteFile(filepath.Join(dir, "current"), []byte(other+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if got := ids(d.timeline()); !slices.Equal(got, want) {
			t.Error("the timeline is another")
		}
		if got := d.folders(); !slices.Equal(got, []string{stays, "current"}) {
			t.Errorf("after the swap %t: %q are in the folder, want %s", after, got, stays)
		}
	}
}

// Killed at any moment of a rebuild, the program goes on with the old index or with the new.
func TestRebuildKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("short: it kills the program several times")
	}
	d := demoDesk(t)
	d.must(exitSome, "crawl", "--once")
	want := ids(d.timeline())
	kills, left := 0, 0
	for wait := 200 * time.Millisecond; ; wait += 350 * time.Millisecond {
		ended, err := runFor(d.program("", "reindex"), wait)
		if err != nil && ended {
			t.Fatalf("reindex: %v", err)
		}
		if got := d.folders(); len(got) > 2 {
			left++
		}
		if got := ids(d.timeline()); !slices.Equal(got, want) {
			t.Errorf("killed after %s: the timeline is another", wait)
		}
		if got := d.folders(); len(got) != 2 || got[1] != "current" {
			t.Errorf("killed after %s: %q are in the folder", wait, got)
		}
		if ended {
			break
		}
		kills++
	}
	if kills == 0 {
		t.Error("it was never killed: this test shows nothing")
	}
	t.Logf("killed %d times, %d times with something left", kills, left)
	if out := d.must(exitOK, "check"); strings.Contains(out, "wrong") {
		t.Errorf("check says %q", out)
	}
}

// Who says the same stays as it was found when the index is built anew, unless another
// version compared the claims.
func TestRebuildComparesOnlyWhatReadsOtherwise(t *testing.T) {
	d := demoDesk(t)
	d.must(exitSome, "crawl", "--once")
	set := func(statement string) {
		t.Helper()
		d.inside(func(w *work) {
			if err := w.db.Update(t.Context(), func(tx *sql.Tx) error {
				_, err := tx.ExecContext(t.Context(), statement)
				return err
			}); err != nil {
				t.Fatal(err)
			}
		})
	}
	marked := func() (n int) {
		t.Helper()
		d.inside(func(w *work) {
			if err := w.db.Read().QueryRowContext(t.Context(), `SELECT count(*) FROM told_match WHERE reason = 'found before'`).Scan(&n); err != nil {
				t.Fatal(err)
			}
		})
		return n
	}
	set(`UPDATE told_match SET reason = 'found before'`)
	all := marked()
	if all == 0 {
		t.Fatal("no claims of the demo are the same")
	}
	d.must(exitOK, "reindex")
	if n := marked(); n != all {
		t.Errorf("%d of %d matches are as they were found, want all", n, all)
	}
	set(`UPDATE told_article SET compared = 'by another version'`)
	d.must(exitOK, "reindex")
	if n := marked(); n != 0 {
		t.Errorf("%d of %d matches of another version are left, want none", n, all)
	}
}

// A countingIndex counts how often it is told of an article.
type countingIndex struct {
	indexer.Index
	told map[string]int
}

func (c countingIndex) Put(ctx context.Context, seq uint64, rs ...*indexer.Reading) error {
	for _, r := range rs {
		c.told[r.Revision.ArticleID]++
	}
	return c.Index.Put(ctx, seq, rs...)
}

// An index that is filled is told of each article once, also of those whose clusters became
// others behind the back of the one before it.
func TestFilledIndexIsToldOnce(t *testing.T) {
	d := demoDesk(t)
	d.must(exitSome, "crawl", "--once")
	d.inside(func(w *work) {
		articles, _, err := w.archive.Size(t.Context())
		if err == nil {
			err = w.db.Update(t.Context(), func(tx *sql.Tx) error {
				_, err := tx.ExecContext(t.Context(), `INSERT INTO told_stale (article) SELECT article FROM told_article`)
				return err
			})
		}
		if err == nil {
			err = w.folder.index.beginAnew(t.Context())
		}
		index := countingIndex{w.folder.index, map[string]int{}}
		if err == nil {
			err = w.follower.catchUp(t.Context(), index, func(uint64, uint64) {})
		}
		if err != nil {
			t.Fatal(err)
		}
		if len(index.told) != articles {
			t.Errorf("it was told of %d articles of %d", len(index.told), articles)
		}
		for id, times := range index.told {
			if times != 1 {
				t.Errorf("it was told of %s %d times", id, times)
			}
		}
	})
}
