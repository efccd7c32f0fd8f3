package archive

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dateline/scraper"
	"dateline/scraper/archive/buckettest"
	"dateline/scraper/db"
	"dateline/scraper/db/dbtest"
	"dateline/scraper/warc"
)

// newBucketShelf returns an archive with its raw pages in a bucket, which gives up soon.
func newBucketShelf(t *testing.T) *shelf {
	t.Helper()
	s := &shelf{t: t, dir: t.TempDir(), server: buckettest.New(t)}
	s.address = s.dir + "/dateline.db"
	s.restart()
	return s
}

func TestCheckAddress(t *testing.T) {
	for address, wrong := range map[string]string{
		"s3://pages": "", "s3://pages?region=eu-central-1&prefix=dateline/": "", "s3://pages?endpoint=https://minio.newsroom.example:9000": "",
		"gs://pages": "no address of a bucket", "s3://": "names no bucket", "s3://key:secret@pages": "AWS_SECRET_ACCESS_KEY",
		"s3://pages/warc": "?prefix=warc/", "s3://pages?endpoint=minio:9000": "endpoint", "pages": "no address of a bucket", "s3://%": "no address",
	} {
		err := CheckAddress(address)
		if wrong == "" && err != nil || wrong != "" && (err == nil || !strings.Contains(err.Error(), wrong)) {
			t.Errorf("CheckAddress(%q) = %v, want %q", address, err, wrong)
		}
	}
	for address, want := range map[string]string{
		"s3://pages?prefix=a": "s3://pages?prefix=a%2F",
		"s3://pages?endpoint=http://h:1&region=x&use_path_style=false": "s3://pages?endpoint=http%3A%2F%2Fh%3A1&region=x" +
			"&request_checksum_calculation=when_required&response_checksum_validation=when_required&use_path_style=false",
	} {
		if u, err := addressOf(address); err != nil || u.String() != want {
			t.Errorf("addressOf(%q) = %v, %v; want %s", address, u, err, want)
		}
	}
}

// What a visit that never ended has left is found, and removed, once no visit can still be
// about to end; what others keep in the bucket is left alone.
func TestStrays(t *testing.T) {
	t.Run("bucket", func(t *testing.T) { dbtest.Run(t, testStrays) })
}

func testStrays(t *testing.T) {
	s := newShelf(t)
	s.visit("https://a.example/1", "Ferries ran.")
	others := map[string][]byte{"notes.txt": nil, "dateline-20250224140600-00000.warc.gz": nil, "dateline-20250224140600-OTHERONE-ABCDEFGH.warc.gz": nil}
	for file := range others {
		s.server.Put(file, []byte("theirs"))
	}
	if _, err := s.Keep(t.Context(), rawPage("https://a.example/2", "never stored")); err != nil {
		t.Fatal(err)
	}
	check := func() (says []string) {
		t.Helper()
		if err := s.Check(t.Context(), false, func(f Fault) {
			if !f.Strays {
				t.Errorf("says %s", f.Says)
			}
			says = append(says, f.Says)
		}, func(int, int) {}); err != nil {
			t.Fatal(err)
		}
		return says
	}
	files := len(s.files())
	if s.d.Shared() { // else there is none, for we are the only ones
		if says := check(); says != nil {
			t.Errorf("of a visit under way it says %q", says)
		}
		if err := s.RemoveStrays(t.Context()); err != nil || len(s.files()) != files {
			t.Errorf("of %d files %d are left, %v", files, len(s.files()), err)
		}
	}
	s.opt.Now = func() time.Time { return time.Now().Add(2 * strayAge) }
	if says := check(); len(says) != 1 || !strings.Contains(says[0], "ended: 1;") {
		t.Errorf("says %q", says)
	}
	if err := s.RemoveStrays(t.Context()); err != nil || len(s.files()) != files-1 {
		t.Errorf("of %d files %d are left, %v", files, len(s.files()), err)
	}
	if says := check(); says != nil {
		t.Errorf("afterwards it says %q", says)
	}
	s.whole("Ferries ran.")
}

// Of many pages, which are read several at a time, each that is damaged is told of.
func TestCheckInABucket(t *testing.T) {
	s := newBucketShelf(t)
	for i := range 60 {
		s.add(fmt.Sprintf("https://a.example/%d", i), fmt.Sprintf("Ferry %d ran.", i))
	}
	names := slices.Sorted(maps.Keys(s.files()))
	for i, name := range names[:30] {
		switch data := s.files()[name]; i % 3 {
		case 0:
			s.server.Remove(name)
		case 1:
			s.server.Put(name, data[:len(data)-9])
		case 2:
			s.server.Put(name, s.files()[names[59]])
		}
	}
	var says []string
	if err := s.Check(t.Context(), false, func(f Fault) { says = append(says, f.Says) }, func(int, int) {}); err != nil {
		t.Fatal(err)
	}
	for i, name := range names {
		told := slices.IndexFunc(says, func(line string) bool { return strings.Contains(line, name) })
		if (told >= 0) != (i < 30) {
			t.Errorf("of file %d it is told: %v", i, told >= 0)
		}
	}
	if len(says) != 30 {
		t.Errorf("%d things are told: %q", len(says), says)
	}
}

// Several crawlers write to one bucket and never to the same file.
func TestCrawlersShareABucket(t *testing.T) {
	s := newBucketShelf(t)
	other, err := Open(t.Context(), s.d, s.server.Address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := other.Close(); err != nil {
			t.Error(err)
		}
	})
	var crawlers sync.WaitGroup
	var want []string
	for i := range 40 {
		text := fmt.Sprintf("Ferry %d ran.", i)
		want = append(want, text)
		crawlers.Go(func() {
			a := []*Archive{s.Archive, other}[i%2]
			url := fmt.Sprintf("https://a.example/%d", i)
			kept, err := a.Keep(t.Context(), rawPage(url, "<p>"+text))
			if err == nil {
				err = s.d.Update(t.Context(), func(tx *sql.Tx) error {
					_, err := a.Add(t.Context(), tx, kept, story(url, text), "The Courier")
					return err
				})
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	crawlers.Wait()
	if n := len(s.files()); n != 40 {
		t.Errorf("%d files", n)
	}
	s.whole(want...)
}

// A bucket that cannot be reached keeps nobody waiting for ever, and says what to do; what
// is tried again later goes on.
func TestBucketFaults(t *testing.T) {
	down := func(w http.ResponseWriter, _ *http.Request) bool {
		c, _, err := w.(http.Hijacker).Hijack() //nolint:forcetypeassert // the server's own is one
		if err == nil {
			err = c.Close()
		}
		return err == nil
	}
	stop := make(chan struct{})
	for _, tt := range []struct {
		name, says string
		fault      func(http.ResponseWriter, *http.Request) bool
		opens      bool
	}{
		{"down", "see that its server runs", down, true},
		{"refused", "AWS_SECRET_ACCESS_KEY", buckettest.Refuse, false},
		{"silent", "did not answer within", func(http.ResponseWriter, *http.Request) bool { <-stop; return true }, true},
		{"broken", "see that its server runs", func(w http.ResponseWriter, _ *http.Request) bool {
			w.WriteHeader(http.StatusInternalServerError)
			return true
		}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv("AWS_MAX_ATTEMPTS", "1")
			s := newBucketShelf(t)
			now := time.Now()
			b := s.warc.(*bucket) //nolint:forcetypeassert // it is one
			b.opt.Now = func() time.Time { return now }
			if tt.name == "silent" {
				b.opt.Patience = 300 * time.Millisecond
				t.Cleanup(sync.OnceFunc(func() { close(stop) }))
			}
			r := s.add("https://a.example/1", "first")
			s.server.Break(tt.fault)
			if err := s.Ready(t.Context()); err != nil {
				t.Errorf("before it is known: %v", err)
			}
			_, err := s.Keep(t.Context(), rawPage("https://a.example/2", "second"))
			if !errors.Is(err, ErrUnavailable) || !strings.Contains(err.Error(), tt.says) || !strings.Contains(err.Error(), "bucket pages") {
				t.Errorf("Keep says %v", err)
			}
			if _, err := s.Page(t.Context(), r); !errors.Is(err, ErrUnavailable) {
				t.Errorf("Page says %v", err)
			}
			if err := s.Ready(t.Context()); !errors.Is(err, ErrUnavailable) {
				t.Errorf("when it is known: %v", err)
			}
			if err := s.Check(t.Context(), false, func(f Fault) { t.Errorf("says %s", f.Says) }, func(int, int) {}); !errors.Is(err, ErrUnavailable) {
				t.Errorf("Check says %v", err)
			}
			soon, cancel := context.WithTimeout(t.Context(), 2*time.Second)
			defer cancel()
			if _, err := OpenWith(soon, s.d, s.server.Address, Options{Patience: 300 * time.Millisecond}); (err == nil) != tt.opens {
				t.Errorf("Open says %v", err)
			}
			s.server.Break(nil)
			if err := s.Ready(t.Context()); err == nil {
				t.Error("it is tried again at once")
			}
			now = now.Add(2 * doubt)
			if err := s.Ready(t.Context()); err != nil {
				t.Errorf("when it is back: %v", err)
			}
			s.add("https://a.example/2", "second")
			s.whole("first", "second")
		})
	}
}

func TestNoBucket(t *testing.T) {
	s := newBucketShelf(t)
	wrong := strings.Replace(s.server.Address, "pages", "pagse", 1)
	d, err := db.Open(t.Context(), t.TempDir()+"/dateline.db")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), d, wrong); !errors.Is(err, errNoBucket) || !strings.Contains(err.Error(), "bucket pagse") {
		t.Errorf("Open says %v", err)
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
	s.add("https://a.example/1", "first")
	if _, err := Open(t.Context(), s.d, s.server.Address+"&prefix=elsewhere"); err == nil || !strings.Contains(err.Error(), "dateline migrate") {
		t.Errorf("Open of another prefix says %v", err)
	}
}

// An answer that is cut short is no page.
func TestCutAnswer(t *testing.T) {
	s := newBucketShelf(t)
	r := s.add("https://a.example/1", "first")
	s.server.Break(func(w http.ResponseWriter, q *http.Request) bool {
		if q.Method != http.MethodGet {
			return false
		}
		w.Header().Set("Content-Length", "300")
		w.WriteHeader(http.StatusPartialContent)
		_, _ = io.WriteString(w, "half")
		return true
	})
	if p, err := s.Page(t.Context(), r); err == nil {
		t.Errorf("Page = %+v", p)
	}
	s.server.Break(nil)
	if p, err := s.Page(t.Context(), r); err != nil || string(p.Body) != "<p>first" {
		t.Errorf("Page = %+v, %v", p, err)
	}
}

// Of pages that were written at one go, in files of some size, one goes.
func TestForgetInLargeFiles(t *testing.T) {
	s := newBucketShelf(t)
	noise := rand.NewChaCha8([32]byte{1})
	var list []warc.Exchange
	var bodies []string
	for i := range 6 {
		body := make([]byte, 7<<20)
		_, _ = noise.Read(body)
		bodies = append(bodies, string(body))
		list = append(list, warc.Exchange{
			Page: rawPage(fmt.Sprintf("https://a.example/%d", i), bodies[i]), Request: http.Header{"User-Agent": {"Dateline"}},
		})
	}
	kept, err := s.KeepAll(t.Context(), list...)
	if err != nil {
		t.Fatal(err)
	}
	s.update(func(ctx context.Context, tx *sql.Tx) error {
		for i := range list {
			if _, err := s.Add(ctx, tx, kept[i], story(list[i].Page.URL, fmt.Sprint("text ", i)), "The Courier"); err != nil {
				return err
			}
		}
		return nil
	})
	if n := len(s.files()); n != 2 {
		t.Errorf("%d files", n)
	}
	if err := s.forgetAll(nil, "https://a.example/2"); err != nil {
		t.Fatal(err)
	}
	s.noneOver()
	for i, want := range bodies {
		page, err := s.Page(t.Context(), &scraper.Revision{ArticleID: scraper.ArticleID(list[i].Page.URL), Number: 1})
		switch {
		case i == 2:
			if !errors.Is(err, ErrNotFound) {
				t.Errorf("what was forgotten: %v", err)
			}
		case err != nil || string(page.Body) != want:
			t.Errorf("page %d: %v", i, err)
		}
	}
	for file, data := range s.files() {
		if err := warc.Members(bytes.NewReader(data), func(m warc.Member) error {
			if m.Target == "https://a.example/2?final" {
				t.Errorf("a %s of it stands in %s", m.Type, file)
			}
			return nil
		}); err != nil {
			t.Error(err)
		}
	}
}

// In a bucket that keeps versions, none is left of what was forgotten.
func TestForgetVersions(t *testing.T) {
	s := &shelf{t: t, dir: t.TempDir(), server: buckettest.New(t)}
	s.server.KeepVersions()
	s.server.Address += "&prefix=dateline"
	s.address = s.dir + "/dateline.db"
	s.restart()
	s.visit("https://a.example/1", "Ferries ran.")
	s.visit("https://a.example/2", "The wherry sank.")
	if err := s.forgetAll(nil, "https://a.example/2"); err != nil {
		t.Fatal(err)
	}
	if files, versions := len(s.files()), s.server.Versions(); files != 2 || versions != 2 {
		t.Errorf("there are %d files, and %d versions of them; want 2", files, versions)
	}
	s.whole("Ferries ran.")
}

// A file that could not be written whole is not there at all.
func TestHalfAFileIsNone(t *testing.T) {
	s := newBucketShelf(t)
	stop := errors.New("the source is damaged")
	err := s.warc.Write(t.Context(), "dateline-1-00001.warc.gz", func(w io.Writer) error {
		for range 20 {
			if _, err := w.Write(make([]byte, 1<<20)); err != nil {
				return err
			}
		}
		return stop
	})
	if !errors.Is(err, stop) || len(s.files()) != 0 {
		t.Errorf("says %v, and holds %d files", err, len(s.files()))
	}
	if _, err := s.warc.Open(t.Context(), "dateline-1-00001.warc.gz"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Open says %v", err)
	}
}

// What another process does to the same pages meanwhile is not overlooked.
func TestForgetBesideOthers(t *testing.T) {
	url := "https://a.example/2"
	for name, meanwhile := range map[string]func(s *shelf){
		"visits it": func(s *shelf) { s.visit(url, "The wherry sank twice.") },
		"forgets another": func(s *shelf) {
			if err := s.forgetAll(nil, "https://a.example/0"); err != nil {
				s.t.Error(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newBucketShelf(t)
			var list []warc.Exchange
			texts := []string{"Ferries ran.", "Trams ran.", "The wherry sank."}
			for i, text := range texts {
				list = append(list, warc.Exchange{Page: rawPage(fmt.Sprintf("https://a.example/%d", i), "<p>"+text)})
			}
			kept, err := s.KeepAll(t.Context(), list...) // in one file
			if err != nil {
				t.Fatal(err)
			}
			s.update(func(ctx context.Context, tx *sql.Tx) error {
				for i, text := range texts {
					if _, err := s.Add(ctx, tx, kept[i], story(list[i].Page.URL, text), "The Courier"); err != nil {
						return err
					}
				}
				return nil
			})
			r, err := s.Removal(t.Context(), url)
			if err != nil {
				t.Fatal(err)
			}
			copies, err := s.copyWithout(t.Context(), s.warc, r)
			if err != nil {
				t.Fatal(err)
			}
			meanwhile(s)
			err = s.d.Update(t.Context(), func(tx *sql.Tx) error { return s.forget(t.Context(), tx, r, "", copies) })
			if err == nil || !strings.Contains(err.Error(), "run the command again") {
				t.Errorf("says %v", err)
			}
			if err := s.forgetAll(nil, url); err != nil {
				t.Fatal(err)
			}
			s.noneOver()
			want := []string{"Ferries ran.", "Trams ran."}
			if name == "forgets another" {
				want = want[1:]
			}
			s.whole(want...)
		})
	}
}

// A copy that another process took for one given up, and removed, is not pointed to.
func TestACopyThatWasRemoved(t *testing.T) {
	s := newBucketShelf(t)
	var list []warc.Exchange
	for _, text := range []string{"Ferries ran.", "The wherry sank."} {
		list = append(list, warc.Exchange{Page: rawPage("https://a.example/"+text[:3], "<p>"+text)})
	}
	kept, err := s.KeepAll(t.Context(), list...)
	if err != nil {
		t.Fatal(err)
	}
	s.update(func(ctx context.Context, tx *sql.Tx) error {
		for i, text := range []string{"Ferries ran.", "The wherry sank."} {
			if _, err := s.Add(ctx, tx, kept[i], story(list[i].Page.URL, text), "The Courier"); err != nil {
				return err
			}
		}
		return nil
	})
	r, err := s.Removal(t.Context(), "https://a.example/The")
	if err != nil {
		t.Fatal(err)
	}
	copies, err := s.copyWithout(t.Context(), s.warc, r)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.discard(t.Context(), s.warc); err != nil { // as another process does when it starts
		t.Fatal(err)
	}
	err = s.d.Update(t.Context(), func(tx *sql.Tx) error { return s.forget(t.Context(), tx, r, "", copies) })
	if err == nil || !strings.Contains(err.Error(), "run the command again") {
		t.Errorf("says %v", err)
	}
	s.whole("Ferries ran.", "The wherry sank.")
}

// While files are removed from a bucket, which takes as long as that takes, others write; whoever is
// stopped meanwhile leaves nothing that is not removed later.
func TestForgetKeepsNobodyWaiting(t *testing.T) {
	t.Run("bucket", func(t *testing.T) { dbtest.Run(t, testForgetKeepsNobodyWaiting) })
}

func testForgetKeepsNobodyWaiting(t *testing.T) {
	s := newShelf(t)
	s.visit("https://a.example/1", "Ferries ran.")
	s.visit("https://a.example/2", "The wherry sank.")
	asked, back := 0, false
	s.server.Break(func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodDelete {
			return false
		}
		asked++
		soon, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		if err := s.d.Update(soon, func(*sql.Tx) error { return nil }); err != nil {
			t.Errorf("another writes while a file is removed: %v", err)
		}
		if asked == 1 || back {
			return false
		}
		return buckettest.Refuse(w, r)
	})
	if err := s.forgetAll(nil, "https://a.example/2"); !errors.Is(err, ErrUnavailable) {
		t.Errorf("a bucket that goes away: %v", err)
	}
	if n := len(s.files()); n != 3 {
		t.Errorf("%d files are left; want 2, and 1 that could not be removed", n)
	}
	back = true
	s.restart()
	if n := len(s.files()); n != 2 {
		t.Errorf("%d files are left; want 2", n)
	}
	s.whole("Ferries ran.")
}
