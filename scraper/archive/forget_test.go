package archive

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"errors"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"dateline/scraper"
	"dateline/scraper/db"
	"dateline/scraper/warc"
)

// visit adds a page with its request and what was read from it, and a revisit of it.
func (s *shelf) visit(url, text string) {
	s.t.Helper()
	x := warc.Exchange{Page: rawPage(url, "<p>"+text), Request: http.Header{"User-Agent": {"Dateline"}}}
	list, err := s.KeepAll(s.t.Context(), x)
	if err != nil {
		s.t.Fatal(err)
	}
	s.update(func(ctx context.Context, tx *sql.Tx) error {
		_, err := s.Add(ctx, tx, list[0], story(url, text), "The Courier")
		return err
	})
	again, err := s.KeepRevisit(s.t.Context(), x)
	if err != nil {
		s.t.Fatal(err)
	}
	s.update(func(ctx context.Context, tx *sql.Tx) error { return s.AddRevisit(ctx, tx, again) })
}

func (s *shelf) update(do func(ctx context.Context, tx *sql.Tx) error) {
	s.t.Helper()
	if err := s.d.Update(s.t.Context(), func(tx *sql.Tx) error { return do(s.t.Context(), tx) }); err != nil {
		s.t.Fatal(err)
	}
}

// forget forgets addresses; also fails if that is given.
func (s *shelf) forgetAll(fail error, urls ...string) error {
	s.t.Helper()
	r, err := s.Removal(s.t.Context(), urls...)
	if err != nil {
		s.t.Fatal(err)
	}
	return s.Forget(s.t.Context(), r, "a court said so", func(*sql.Tx) error { return fail })
}

// holds reports in which files of the folder a word stands, packed or not.
func (s *shelf) holds(word string) (files []string) {
	s.t.Helper()
	names, err := filepath.Glob(filepath.Join(s.dir, "*"))
	if err != nil {
		s.t.Fatal(err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err == nil && bytes.Contains(data, []byte(word)) { // else a folder
			files = append(files, filepath.Base(name))
		}
	}
	for name, data := range s.files() {
		z, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			s.t.Fatalf("%s: %v", name, err)
		}
		if data, err = io.ReadAll(z); err != nil {
			s.t.Fatalf("%s: %v", name, err)
		}
		if bytes.Contains(data, []byte(word)) {
			files = append(files, name)
		}
	}
	return files
}

// whole fails unless every page and revisit of the database can be read.
func (s *shelf) whole(texts ...string) {
	s.t.Helper()
	var got []string
	err := s.Each(s.t.Context(), func(r *scraper.Revision) error {
		page, err := s.Page(s.t.Context(), r)
		if err == nil && string(page.Body) != "<p>"+r.Text {
			err = errors.New("another page: " + string(page.Body))
		}
		got = append(got, r.Text)
		return err
	})
	slices.Sort(got)
	if slices.Sort(texts); err != nil || !slices.Equal(got, texts) {
		s.t.Errorf("held are %q, %v; want %q", got, err, texts)
	}
	err = db.Each(s.t.Context(), s.d.Read(), func(row db.Row) error {
		var at place
		if err := row.Scan(&at.file, &at.offset, &at.length); err != nil {
			return err
		}
		_, _, err := s.read(s.t.Context(), at)
		return err
	}, `SELECT warc_file, warc_offset, warc_length FROM revisit`)
	if err != nil {
		s.t.Errorf("revisits: %v", err)
	}
}

func TestForget(t *testing.T) { onStores(t, testForget) }

func testForget(t *testing.T) {
	s := newShelf(t)
	url := "https://a.example/2"
	s.visit("https://a.example/1", "Ferries ran.")
	s.visit(url, "The wherry sank.")
	s.visit("https://b.example/3", "Trams ran.")
	s.visit(url, "The wherry sank twice.")
	// A page of the address that no visit ended with, as after a full disk.
	if _, err := s.Keep(t.Context(), rawPage(url, "<p>The wherry sank thrice.")); err != nil {
		t.Fatal(err)
	}
	s.visit("https://c.example/4", "Buses ran.")

	r, err := s.Removal(t.Context(), url)
	if err != nil || len(r.Articles) != 1 || r.Articles[0].Revisions != 2 || r.Pages != 2 || r.Revisits != 2 {
		t.Errorf("what goes: %+v, %v", r, err)
	}
	s.opt.Now = func() time.Time { return time.Now().Add(2 * strayAge) } // that visit will never end
	if err := s.forgetAll(nil, url); err != nil {
		t.Fatal(err)
	}
	if err := s.d.Compact(t.Context()); err != nil {
		t.Fatal(err)
	}
	if files := s.holds("wherry"); files != nil {
		t.Errorf("its words stand in %v", files)
	}
	s.whole("Ferries ran.", "Trams ran.", "Buses ran.")
	if data := s.requests(); !slices.Equal(data, []string{"https://a.example/1?final", "https://b.example/3?final", "https://c.example/4?final"}) {
		t.Errorf("the requests of %v are left, each twice", data)
	}
	if ids, err := s.Forgetting(t.Context()); err != nil || !slices.Equal(ids, []string{r.Articles[0].ID}) {
		t.Errorf("an index may hold %v, %v", ids, err)
	}
	if err := s.Forgot(t.Context(), r.Articles[0].ID); err != nil {
		t.Error(err)
	}

	// It does not come back, by any of its names.
	for _, same := range []string{url, "http://www.a.example/2/", url + "?final"} {
		kept, err := s.Keep(t.Context(), rawPage(same, "<p>anew"))
		if err != nil {
			t.Fatal(err)
		}
		err = s.d.Update(t.Context(), func(tx *sql.Tx) error {
			_, err := s.Add(t.Context(), tx, kept, story(same, "anew"), "The Courier")
			return err
		})
		if gone, _ := s.Forgotten(t.Context(), same); !errors.Is(err, ErrForgotten) || !gone[same] {
			t.Errorf("%s is taken in again: %v", same, err)
		}
	}
	s.visit("https://a.example/5", "Barges ran.") // into a file of its own
	s.restart()
	s.whole("Ferries ran.", "Trams ran.", "Buses ran.", "Barges ran.")
	s.visit("https://a.example/6", "Rafts ran.")
	tombs, err := s.Tombstones(t.Context())
	if err != nil || len(tombs) != 2 || tombs[0].URL != url || tombs[0].Reason != "a court said so" || tombs[0].Article != r.Articles[0].ID {
		t.Errorf("tombstones: %+v, %v", tombs, err)
	}
	s.update(func(ctx context.Context, tx *sql.Tx) error {
		lifted, err := s.Lift(ctx, tx, url)
		if len(lifted) != 2 {
			t.Errorf("lifted %v", lifted)
		}
		return err
	})
	s.visit(url, "The wherry is back.")
	s.whole("Ferries ran.", "Trams ran.", "Buses ran.", "Barges ran.", "Rafts ran.", "The wherry is back.")
}

// A visit may be about to end when another program forgets what it found as it was.
func TestForgetMeanwhile(t *testing.T) { onStores(t, testForgetMeanwhile) }

func testForgetMeanwhile(t *testing.T) {
	s := newShelf(t)
	url, other := "https://a.example/2", "https://a.example/3"
	id := scraper.ArticleID(url)
	s.visit(url, "The wherry sank.")
	again, err := s.KeepRevisit(t.Context(), warc.Exchange{Page: rawPage(url, "<p>The wherry sank.")})
	if err == nil {
		err = s.forgetAll(nil, url)
	}
	if err != nil || again == nil {
		t.Fatal(again, err)
	}
	s.visit(other, "Rafts ran.") // in a file its page has the number of the one that is gone
	for what, add := range map[string]func(ctx context.Context, tx *sql.Tx) error{
		"the revisit":     func(ctx context.Context, tx *sql.Tx) error { return s.AddRevisit(ctx, tx, again) },
		"its own address": func(ctx context.Context, tx *sql.Tx) error { return s.Name(ctx, tx, url, id) },
		"another address": func(ctx context.Context, tx *sql.Tx) error { return s.Name(ctx, tx, other, id) },
		"another article": func(ctx context.Context, tx *sql.Tx) error { return s.Name(ctx, tx, url, scraper.ArticleID(other)) },
	} {
		if err := s.d.Update(t.Context(), func(tx *sql.Tx) error { return add(t.Context(), tx) }); !errors.Is(err, ErrForgotten) {
			t.Errorf("%s is added: %v", what, err)
		}
	}
	if led, err := s.ArticleAt(t.Context(), []string{url}); err != nil || len(led) > 0 {
		t.Errorf("its address leads to %v, %v", led, err)
	}
	s.whole("Rafts ran.")
}

// requests lists what the requests in the WARC files asked for, each once, and fails
// unless there are two of each.
func (s *shelf) requests() []string {
	s.t.Helper()
	count := map[string]int{}
	for name, data := range s.files() {
		first := true
		err := warc.Members(bytes.NewReader(data), func(m warc.Member) error {
			if (m.Type == "warcinfo") != first {
				s.t.Errorf("%s has %s at %d", name, m.Type, m.Offset)
			}
			first = false
			if m.Type == "request" {
				count[m.Target]++
			}
			return nil
		})
		if err != nil {
			s.t.Fatalf("%s: %v", name, err)
		}
	}
	var list []string
	for target, n := range count {
		list = append(list, target)
		if n != 2 {
			s.t.Errorf("%d requests for %s", n, target)
		}
	}
	slices.Sort(list)
	return list
}

// noneOver fails if there is a file that no row points to.
func (s *shelf) noneOver() {
	s.t.Helper()
	if err := s.strays(s.t.Context(), s.warc, false, func(file string) error {
		s.t.Errorf("%s is left over", file)
		return nil
	}); err != nil {
		s.t.Error(err)
	}
}

// Stopped between any two steps, all is as it was, or all is done.
func TestForgetStopped(t *testing.T) { onStores(t, testForgetStopped) }

func testForgetStopped(t *testing.T) {
	url := "https://a.example/2"
	for _, tt := range []struct {
		name string
		stop func(s *shelf, r *Removal) error
		done bool
	}{
		{"behind the copies", func(s *shelf, r *Removal) error {
			_, err := s.copyWithout(s.t.Context(), s.warc, r)
			return err
		}, false},
		{"in a copy", func(s *shelf, r *Removal) error {
			copies, err := s.copyWithout(s.t.Context(), s.warc, r)
			if to := copies[0].to; to != "" {
				s.put(to, s.files()[to][:7])
			}
			return err
		}, false},
		{"in the transaction", func(s *shelf, r *Removal) error {
			copies, err := s.copyWithout(s.t.Context(), s.warc, r)
			if err != nil {
				return err
			}
			stop := errors.New("stopped")
			err = s.d.Update(s.t.Context(), func(tx *sql.Tx) error {
				return errors.Join(s.forget(s.t.Context(), tx, r, "", copies), stop)
			})
			if errors.Is(err, stop) {
				return nil
			}
			return err
		}, false},
		{"behind the transaction", func(s *shelf, r *Removal) error {
			copies, err := s.copyWithout(s.t.Context(), s.warc, r)
			if err != nil {
				return err
			}
			return s.d.Update(s.t.Context(), func(tx *sql.Tx) error { return s.forget(s.t.Context(), tx, r, "", copies) })
		}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newShelf(t)
			s.visit("https://a.example/1", "Ferries ran.")
			s.visit(url, "The wherry sank.")
			r, err := s.Removal(t.Context(), url)
			if err != nil {
				t.Fatal(err)
			}
			if err := tt.stop(s, r); err != nil {
				t.Fatal(err)
			}
			s.restart()
			want := []string{"Ferries ran.", "The wherry sank."}
			if tt.done {
				want = want[:1]
			}
			s.whole(want...)
			s.noneOver()
			s.visit("https://a.example/3", "Rafts ran.")
			if err := s.forgetAll(nil, url); err != nil {
				t.Fatal(err)
			}
			s.whole("Ferries ran.", "Rafts ran.")
		})
	}
}

// A failure leaves all as it was, and nothing behind.
func TestForgetFails(t *testing.T) { onStores(t, testForgetFails) }

func testForgetFails(t *testing.T) {
	s := newShelf(t)
	s.visit("https://a.example/1", "Ferries ran.")
	s.visit("https://a.example/2", "The wherry sank.")
	stop := errors.New("the register is damaged")
	if err := s.forgetAll(stop, "https://a.example/2"); !errors.Is(err, stop) {
		t.Errorf("says %v", err)
	}
	s.whole("Ferries ran.", "The wherry sank.")
	s.noneOver()
	s.visit("https://a.example/3", "Rafts ran.")

	// The last page of a file takes the file with it; an address that is not held is
	// refused from now on.
	if err := s.forgetAll(nil, "https://a.example/1", "https://a.example/2", "https://a.example/3", "https://d.example/9"); err != nil {
		t.Fatal(err)
	}
	if files := s.files(); len(files) != 0 {
		t.Errorf("files are left over: %v", slices.Collect(maps.Keys(files)))
	}
	if gone, err := s.Forgotten(t.Context(), "https://d.example/9", "https://d.example/8"); err != nil || len(gone) != 1 {
		t.Errorf("refused are %v, %v", gone, err)
	}
	s.visit("https://a.example/4", "Barges ran.")
	s.restart()
	s.whole("Barges ran.")
}
