package archive

import (
	"context"
	"database/sql"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"dateline/scraper"
	"dateline/scraper/archive/buckettest"
	"dateline/scraper/db/dbtest"
)

// opens returns what comes of opening the archive of s with its raw pages at another place.
func (s *shelf) opens(at string, opt Options) (*Archive, error) {
	s.t.Helper()
	a, err := OpenWith(s.t.Context(), s.d, at, opt)
	if err == nil {
		s.t.Cleanup(func() {
			if err := a.Close(); err != nil {
				s.t.Error(err)
			}
		})
	}
	return a, err
}

// keepIn keeps a page in an archive.
func (s *shelf) keepIn(a *Archive, url, text string) error {
	kept, err := a.Keep(s.t.Context(), rawPage(url, "<p>"+text))
	if err != nil {
		return err
	}
	return s.d.Update(s.t.Context(), func(tx *sql.Tx) error {
		_, err := a.Add(s.t.Context(), tx, kept, story(url, text), "The Courier")
		return err
	})
}

// Raw pages of a database that programs share are in one folder: a program with another is told
// so before it keeps one.
func TestOneHome(t *testing.T) { dbtest.OnPostgres(t, testOneHome) }

func testOneHome(t *testing.T) {
	s := newShelf(t)
	other := filepath.Join(t.TempDir(), "warc")
	if _, err := s.opens(other, Options{}); !errors.Is(err, ErrElsewhere) || !strings.Contains(err.Error(), s.store()) || !strings.Contains(err.Error(), "name a bucket") {
		t.Errorf("another folder before a page is kept: %v", err)
	}
	r := s.add("https://a.example/1", "first")
	if _, err := s.opens(other, Options{}); !errors.Is(err, ErrElsewhere) || !strings.Contains(err.Error(), "'dateline migrate'") {
		t.Errorf("another folder: %v", err)
	}
	if _, err := s.opens(buckettest.New(t).Address, Options{}); err == nil || !strings.Contains(err.Error(), s.store()) {
		t.Errorf("a bucket: %v", err)
	}
	if _, err := os.Stat(other); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("something was written there: %v", err)
	}

	reader, err := s.opens(other, Options{Elsewhere: true})
	if err != nil {
		t.Fatal(err)
	}
	for what, err := range map[string]error{
		"Away": reader.Away(t.Context()), "Ready": reader.Ready(t.Context()), "Keep": s.keepIn(reader, "https://a.example/2", "second"),
		"Check": reader.Check(t.Context(), false, func(f Fault) { t.Errorf("says %s", f.Says) }, func(int, int) {}),
		"Page":  func() error { _, err := reader.Page(t.Context(), r); return err }(),
	} {
		if !errors.Is(err, ErrElsewhere) {
			t.Errorf("%s of one who reads elsewhere: %v", what, err)
		}
	}
	if _, err := reader.Revision(t.Context(), r.ArticleID, 0); err != nil {
		t.Errorf("a revision: %v", err)
	}

	// The folder is moved: to a machine that has the same data folder, or with its mark left behind.
	for i, leave := range []bool{false, true} {
		moved := filepath.Join(t.TempDir(), "warc")
		if err := os.Rename(s.store(), moved); err != nil {
			t.Fatal(err)
		}
		if leave {
			if err := os.Remove(filepath.Join(moved, markName)); err != nil {
				t.Fatal(err)
			}
		}
		s.dir = filepath.Dir(moved)
		s.restart()
		s.add("https://a.example/moved", []string{"once", "twice"}[i])
	}
	s.whole("first", "once", "twice")
}

// A database that no page was kept for takes the bucket that somebody names; who was started
// with a folder before keeps none there any more.
func TestHomeBeforeTheFirstPage(t *testing.T) { dbtest.Run(t, testHomeBeforeTheFirstPage) }

func testHomeBeforeTheFirstPage(t *testing.T) {
	s := newShelf(t)
	reader, err := s.opens(filepath.Join(t.TempDir(), "warc"), Options{Elsewhere: true})
	if err != nil && s.d.Shared() {
		t.Fatal(err)
	}
	server := buckettest.New(t)
	inBucket, err := s.opens(server.Address, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.keepIn(s.Archive, "https://a.example/1", "first"); !errors.Is(err, ErrElsewhere) {
		t.Errorf("kept in the folder that was the home before: %v", err)
	}
	if err := s.keepIn(inBucket, "https://a.example/1", "first"); err != nil {
		t.Error(err)
	}
	if s.d.Shared() {
		if err := reader.Ready(t.Context()); !errors.Is(err, ErrElsewhere) {
			t.Errorf("in a folder of its own: %v", err)
		}
	}
	other := server.Address + "&prefix=other"
	if _, err := s.opens(other, Options{}); err == nil || !strings.Contains(err.Error(), "dateline migrate") {
		t.Errorf("in another bucket: %v", err)
	}
}

// Programs that are started at once with one bucket choose one home.
func TestHomeIsChosenOnce(t *testing.T) {
	dbtest.Run(t, func(t *testing.T) {
		s := newShelf(t)
		server := buckettest.New(t)
		var begun atomic.Bool
		server.Break(func(_ http.ResponseWriter, r *http.Request) bool {
			if r.Method == http.MethodPut && !begun.Swap(true) { // the first is about to choose
				second, err := s.opens(server.Address, Options{})
				if err == nil {
					err = s.keepIn(second, "https://a.example/1", "first")
				}
				if err != nil {
					t.Errorf("the second: %v", err)
				}
			}
			return false
		})
		first, err := s.opens(server.Address, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.keepIn(first, "https://a.example/2", "second"); err != nil {
			t.Errorf("the first: %v", err)
		}
		if n := server.Homes(); n != 1 {
			t.Errorf("the bucket has the names of %d homes", n)
		}
	})
}

// The first who keeps a page in a shared database chooses where they are, and nobody who only looks.
func TestHomeIsChosenByWhoKeeps(t *testing.T) {
	dbtest.OnPostgres(t, func(t *testing.T) {
		s := newShelf(t)
		if err := s.d.Update(t.Context(), func(tx *sql.Tx) error {
			_, err := tx.ExecContext(t.Context(), `DELETE FROM store`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		var both []*Archive
		for range 2 {
			a, err := s.opens(filepath.Join(t.TempDir(), "warc"), Options{Elsewhere: true})
			if err != nil {
				t.Fatal(err)
			}
			if err := a.Away(t.Context()); err != nil {
				t.Errorf("Away = %v", err)
			}
			both = append(both, a)
		}
		if err := s.keepIn(both[1], "https://a.example/1", "first"); err != nil {
			t.Error(err)
		}
		if err := s.keepIn(both[0], "https://a.example/2", "second"); !errors.Is(err, ErrElsewhere) {
			t.Errorf("the other keeps a page as well: %v", err)
		}
	})
}

// An archive from before homes had names has one from when it is opened; so has one whose folder
// came back from a backup.
func TestOldHome(t *testing.T) { onStores(t, testOldHome) }

func testOldHome(t *testing.T) {
	s := newShelf(t)
	s.add("https://a.example/1", "first")
	s.update(func(ctx context.Context, tx *sql.Tx) error {
		step := `UPDATE store SET home = '', place = ''`
		if s.server == nil {
			step = `DELETE FROM store`
		}
		_, err := tx.ExecContext(ctx, step)
		return err
	})
	s.restart()
	s.add("https://a.example/2", "second")
	if s.server == nil {
		mark := filepath.Join(s.store(), markName)
		if err := os.Remove(mark); err != nil {
			t.Fatal(err)
		}
		s.restart()
		if text, err := os.ReadFile(mark); err != nil || strings.TrimSpace(string(text)) != s.name {
			t.Errorf("the home is called %q, %v; want %q", text, err, s.name)
		}
	}
	s.whole("first", "second")
}

// A database that knows of nothing in a folder leaves the raw pages there alone.
func TestUnknownPagesAreLeftAlone(t *testing.T) { dbtest.Run(t, testUnknownPagesAreLeftAlone) }

func testUnknownPagesAreLeftAlone(t *testing.T) {
	s := newShelf(t)
	s.add("https://a.example/1", "first")
	other := newShelf(t)
	if _, err := other.opens(s.store(), Options{}); err == nil {
		t.Error("another archive opens its folder")
	}
	other.update(func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM store`)
		return err
	})
	if _, err := other.opens(s.store(), Options{}); err == nil || !strings.Contains(err.Error(), "'dateline import'") {
		t.Errorf("a new one: %v", err)
	}
	s.whole("first")
}

// Pages that another program has kept in a folder of its own, as those of before did, are brought home.
func TestPagesAreBroughtHome(t *testing.T) {
	dbtest.OnPostgres(t, func(t *testing.T) {
		s := newShelf(t)
		first := s.fileOf(s.add("https://a.example/1", "first"))
		away := filepath.Join(t.TempDir(), first)
		s.opt.Now = func() time.Time { return time.Now().Add(time.Hour) }
		if err := s.warc.Replaced(first, first); err != nil { // so that the next page begins a file
			t.Fatal(err)
		}
		s.add("https://a.example/2", "second")
		if err := os.Rename(filepath.Join(s.store(), first), away); err != nil {
			t.Fatal(err)
		}
		var says []string
		check := func() {
			t.Helper()
			says = nil
			if err := s.Check(t.Context(), false, func(f Fault) { says = append(says, f.Says) }, func(int, int) {}); err != nil {
				t.Fatal(err)
			}
		}
		s.restart()
		if check(); len(says) != 1 || !strings.Contains(says[0], first) || !strings.Contains(says[0], "from the data folder of another program") {
			t.Errorf("check says %q", says)
		}
		if err := os.Rename(away, filepath.Join(s.store(), first)); err != nil {
			t.Fatal(err)
		}
		s.restart()
		if check(); says != nil {
			t.Errorf("afterwards, check says %q", says)
		}
		s.whole("first", "second")
	})
}

// fileOf returns the file with the page of a revision.
func (s *shelf) fileOf(r *scraper.Revision) (file string) {
	s.t.Helper()
	err := s.d.Read().QueryRowContext(s.t.Context(), `SELECT warc_file FROM page WHERE url = ?`, r.PageURL).Scan(&file)
	if err != nil {
		s.t.Fatal(err)
	}
	return file
}
