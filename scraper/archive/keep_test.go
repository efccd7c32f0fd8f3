package archive

import (
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/scraper"
	"dateline/scraper/db"
	"dateline/scraper/db/dbtest"
	"dateline/scraper/warc"
)

// addAt is add of a page that was fetched days later.
func (s *shelf) addAt(url, text string, days int) *scraper.Revision {
	s.t.Helper()
	p := rawPage(url, "<p>"+text)
	p.Fetched = fetched.AddDate(0, 0, days)
	kept, err := s.Keep(s.t.Context(), p)
	if err != nil {
		s.t.Fatal(err)
	}
	var r *scraper.Revision
	if err := s.d.Update(s.t.Context(), func(tx *sql.Tx) (err error) {
		r, err = s.Add(s.t.Context(), tx, kept, story(url, text), "The Courier")
		return err
	}); err != nil {
		s.t.Fatal(err)
	}
	return r
}

func TestRevisionsAreNumberedByTime(t *testing.T) { dbtest.Run(t, testRevisionsAreNumberedByTime) }

func testRevisionsAreNumberedByTime(t *testing.T) {
	s, ctx := newShelf(t), t.Context()
	url := "https://a.example/1"
	id := scraper.ArticleID(url)
	s.addAt("https://a.example/2", "other", 0)
	for _, r := range []struct {
		text         string
		days, number int
	}{{"third", 30, 1}, {"first", 10, 1}, {"fourth", 40, 3}, {"second", 20, 2}, {"zeroth", 0, 1}} {
		if got := s.addAt(url, r.text, r.days); got.Number != r.number {
			t.Errorf("%s is revision %d, want %d", r.text, got.Number, r.number)
		}
	}
	for i, text := range []string{"fourth", "zeroth", "first", "second", "third", "fourth"} {
		r, err := s.Revision(ctx, id, i) // 0 is the newest
		if err != nil || r.Text != text || len(r.Citations) != 1 || r.Citations[0].Sentence != text {
			t.Errorf("revision %d = %+v, %v; want %s", i, r, err, text)
			continue
		}
		if page, err := s.Page(ctx, r); err != nil || string(page.Body) != "<p>"+text {
			t.Errorf("page of revision %d: %v, %v", i, page, err)
		}
	}
	seq, err := s.Seq(ctx)
	if err != nil {
		t.Fatal(err)
	}
	list, err := s.After(ctx, 0, 10)
	if err != nil || len(list) != 2 || list[1].Text != "fourth" || list[1].Number != 5 || list[1].Seq != seq {
		t.Errorf("an index hears of %v, %v; want the newest under its new number, last", list, err)
	}
	for days, want := range map[int][2]string{-1: {"", "zeroth"}, 0: {"zeroth", "first"}, 25: {"second", "third"}, 99: {"fourth", ""}} {
		before, after, err := s.Around(ctx, id, fetched.AddDate(0, 0, days))
		if err != nil || textOf(before) != want[0] || textOf(after) != want[1] {
			t.Errorf("around day %d: %q and %q, %v; want %q", days, textOf(before), textOf(after), err, want)
		}
	}
}

func textOf(r *scraper.Revision) string {
	if r == nil {
		return ""
	}
	return r.Text
}

// types returns the types of the records in the WARC files, in order.
func (s *shelf) types() (list []string) {
	s.t.Helper()
	files := s.files()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		z, err := gzip.NewReader(bytes.NewReader(files[name]))
		if err != nil {
			s.t.Fatal(err)
		}
		text, err := io.ReadAll(z)
		if err != nil {
			s.t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			if kind, found := strings.CutPrefix(line, "WARC-Type: "); found {
				list = append(list, strings.TrimSpace(kind))
			}
		}
	}
	return list
}

func TestRequestsAndRevisitsAreKept(t *testing.T) { onStores(t, testRequestsAndRevisitsAreKept) }

func testRequestsAndRevisitsAreKept(t *testing.T) {
	s, ctx := newShelf(t), t.Context()
	url := "https://a.example/1"
	asked := http.Header{"Host": {"a.example"}, "User-Agent": {"Dateline"}}
	exchange := func(day, status int, body string) warc.Exchange {
		p := rawPage(url, body)
		p.Fetched, p.Status = fetched.AddDate(0, 0, day), status
		return warc.Exchange{Page: p, Request: asked, IP: "192.0.2.1"}
	}
	revisit := func(x warc.Exchange) *Stored {
		kept, err := s.KeepRevisit(ctx, x)
		if err != nil {
			t.Fatal(err)
		}
		return kept
	}
	if kept := revisit(exchange(0, 304, "")); kept != nil {
		t.Errorf("a revisit of nothing: %+v", kept)
	}
	kept, err := s.KeepAll(ctx, exchange(0, 200, "<p>one"))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.d.Update(ctx, func(tx *sql.Tx) error {
		_, err := s.Add(ctx, tx, kept[0], story(url, "one"), "The Courier")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for _, again := range []*Stored{revisit(exchange(1, 304, "")), revisit(exchange(2, 200, "<p>one"))} {
		if err := s.d.Update(ctx, func(tx *sql.Tx) error { return s.AddRevisit(ctx, tx, again) }); err != nil {
			t.Fatal(err)
		}
	}
	if kept := revisit(exchange(3, 200, "<p>two")); kept != nil {
		t.Errorf("another body is a revisit: %+v", kept)
	}
	s.restart() // what is stored is not cut off
	want := []string{"warcinfo", "request", "response", "request", "revisit", "request", "revisit"}
	got := s.types()
	if s.server != nil { // a file of its own for each, in the order of chance within a second
		want = append(want, "warcinfo", "warcinfo")
		slices.Sort(want)
		slices.Sort(got)
	}
	if !slices.Equal(got, want) {
		t.Errorf("records %v, want %v", got, want)
	}
	for _, tt := range []struct {
		x             warc.Exchange
		held, hasBody bool
	}{
		{exchange(0, 200, "<p>one"), true, true}, {exchange(2, 200, "<p>one"), true, true}, {exchange(3, 200, "<p>one"), false, true},
		{exchange(0, 200, "<p>two"), false, false},
	} {
		if held, hasBody, err := s.Holds(ctx, tt.x.Page); err != nil || held != tt.held || hasBody != tt.hasBody {
			t.Errorf("Holds(%s of %s) = %v, %v, %v", tt.x.Page.Body, tt.x.Page.Fetched, held, hasBody, err)
		}
	}
	record, err := s.Record(ctx, scraper.ArticleID(url), 1)
	if err != nil {
		t.Fatal(err)
	}
	if r, err := warc.Read(record, 1<<20); err != nil || string(r.Body) != "<p>one" || r.Fields.Get("WARC-IP-Address") != "192.0.2.1" {
		t.Errorf("its record: %+v, %v", r, err)
	}
	if _, err := s.Record(ctx, "nobody", 1); !errors.Is(err, ErrNotFound) {
		t.Errorf("the record of nobody: %v", err)
	}
}

func TestFilesAreRolledBySize(t *testing.T) { dbtest.Run(t, testFilesAreRolledBySize) }

func testFilesAreRolledBySize(t *testing.T) {
	dir := t.TempDir()
	d, err := db.Open(t.Context(), dbtest.Address(t))
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	a, err := OpenWith(t.Context(), d, filepath.Join(dir, "warc"), Options{MaxFile: 3000, Software: "Dateline/test", Now: func() time.Time {
		now = now.Add(-time.Hour) // the clock is set back
		return now
	}})
	if err != nil {
		t.Fatal(err)
	}
	var list []warc.Exchange
	for i := range 40 {
		list = append(list, warc.Exchange{Page: rawPage("https://a.example/"+strings.Repeat("x", i), "<p>text")})
	}
	kept, err := a.KeepAll(t.Context(), list...)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]bool{}
	last := ""
	for i, k := range kept {
		if _, body, err := a.read(t.Context(), k.place); err != nil || string(body) != "<p>text" {
			t.Errorf("page %d: %s, %v", i, body, err)
		}
		if k.file < last {
			t.Errorf("%s comes behind %s", k.file, last)
		}
		last, files[k.file] = k.file, true
	}
	names, err := filepath.Glob(filepath.Join(dir, "warc", "dateline-2025*-0000?.warc.gz"))
	if err != nil || len(names) < 3 || len(names) != len(files) {
		t.Errorf("files %v, %v", names, err)
	}
	for _, name := range names {
		if info, err := os.Stat(name); err != nil || info.Size() > 3000 {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
	if err := errors.Join(a.Close(), d.Close()); err != nil {
		t.Error(err)
	}
}

// Beside an older database files hold more than visits that never ended leave: nothing of that is
// cut off.
func TestOlderDatabase(t *testing.T) {
	for name, known := range map[string]bool{"all of the file": false, "the end of the file": true} {
		t.Run(name, func(t *testing.T) {
			s := newShelf(t)
			mostLoose := Options{}.orDefaults().Loose
			if known {
				s.add("https://a.example/1", "one")
			}
			var list []warc.Exchange
			for i := range mostLoose + 1 {
				list = append(list, warc.Exchange{Page: rawPage(fmt.Sprintf("https://a.example/new/%d", i), "<p>text")})
			}
			if _, err := s.KeepAll(t.Context(), list[:mostLoose/4]...); err != nil {
				t.Fatal(err)
			}
			before := len(s.files()[s.file()])
			s.restart()
			if _, err := s.KeepAll(t.Context(), list[0]); err != nil || len(s.files()[s.file()]) >= before {
				t.Fatalf("%d bytes of %d are left of visits that never ended, %v", len(s.files()[s.file()]), before, err)
			}

			if _, err := s.KeepAll(t.Context(), list...); err != nil {
				t.Fatal(err)
			}
			file := s.file()
			held := s.files()[file]
			a, err := Open(t.Context(), s.d, s.store())
			if err == nil {
				_, err = a.Keep(t.Context(), rawPage("https://a.example/2", "<p>two"))
				err = errors.Join(err, a.Close())
			}
			if err == nil || !strings.Contains(err.Error(), "bring the newer one back") || !strings.Contains(err.Error(), "truncate -s ") {
				t.Errorf("opened: %v", err)
			}
			if now := s.files()[file]; !bytes.Equal(now, held) {
				t.Errorf("%d bytes of %d are left", len(now), len(held))
			}
		})
	}
}

func TestImportsGoOn(t *testing.T) { dbtest.Run(t, testImportsGoOn) }

func testImportsGoOn(t *testing.T) {
	s, ctx := newShelf(t), t.Context()
	f := File{Path: "/a.warc", Size: 7, Digest: "x"}
	for _, want := range []struct {
		at       warc.Position
		finished bool
	}{{}, {at: warc.Position{Offset: 5, Within: 3}}, {warc.Position{Offset: 7}, true}} {
		if err := s.d.Update(ctx, func(tx *sql.Tx) error { return s.Reach(ctx, tx, f, want.at, want.finished) }); err != nil {
			t.Fatal(err)
		}
		if at, finished, err := s.Reached(ctx, f); err != nil || at != want.at || finished != want.finished {
			t.Errorf("Reached = %v, %v, %v; want %v", at, finished, err, want)
		}
	}
	if at, finished, err := s.Reached(ctx, File{Path: "/a.warc", Size: 8, Digest: "x"}); err != nil || at != (warc.Position{}) || finished {
		t.Errorf("another file was reached: %v, %v, %v", at, finished, err)
	}
}

// What a page says of its dates does not end the program.
func TestOddDatesAreStored(t *testing.T) { dbtest.Run(t, testOddDatesAreStored) }

func testOddDatesAreStored(t *testing.T) {
	s, ctx := newShelf(t), t.Context()
	at, err := time.Parse(time.RFC3339, "2025-02-24T09:00:00+24:00")
	if err != nil {
		t.Fatal(err)
	}
	a := story("https://a.example/1", "words")
	a.Published.Against = []scraper.Date{{Time: at, Against: []scraper.Date{{Time: at}}}, {Time: at.AddDate(90000, 0, 0)}}
	a.Blocks[0].At = &scraper.Date{Time: at}
	kept, err := s.Keep(t.Context(), rawPage("https://a.example/1", "x"))
	if err != nil {
		t.Fatal(err)
	}
	var r *scraper.Revision
	if err := s.d.Update(ctx, func(tx *sql.Tx) (err error) {
		r, err = s.Add(ctx, tx, kept, a, "A")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	got, err := s.Revision(ctx, r.ArticleID, 1)
	if err != nil || len(got.Published.Against) != 2 || !got.Published.Against[0].Time.Equal(at) || !got.Blocks[0].At.Time.Equal(at) {
		t.Errorf("got %+v, %v", got, err)
	}
	if err == nil && !SameReading(got, a, "A") {
		t.Error("the same reading is another")
	}
}

func TestQualities(t *testing.T) { dbtest.Run(t, testQualities) }

func testQualities(t *testing.T) {
	s := newShelf(t)
	s.addAt("https://a.example/1", "one", 0)
	s.addAt("https://a.example/2", "two", 5)
	s.addAt("https://a.example/2", "two, changed", 6) // a revision is no new article
	bare := story("https://a.example/3", "three")
	bare.Published, bare.Bylines = scraper.Date{}, nil
	p := rawPage("https://a.example/3", "<p>three")
	p.Fetched = fetched.AddDate(0, 0, 5)
	kept, err := s.Keep(s.t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.d.Update(t.Context(), func(tx *sql.Tx) error {
		_, err := s.Add(t.Context(), tx, kept, bare, "The Courier")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		from, to int
		want     Quality
	}{{-1, 9, Quality{3, 2, 2}}, {5, 9, Quality{2, 1, 1}}, {0, 5, Quality{1, 1, 1}}, {7, 9, Quality{}}} {
		got, err := s.Qualities(t.Context(), fetched.AddDate(0, 0, tt.from), fetched.AddDate(0, 0, tt.to))
		if err != nil || got["The Courier"] != tt.want {
			t.Errorf("from day %d to %d: %+v, %v; want %+v", tt.from, tt.to, got, err, tt.want)
		}
	}
}

// Articles are long, and are not read to count them.
func TestQualitiesReadNoArticles(t *testing.T) {
	s := newShelf(t)
	plan := ""
	if err := db.Each(t.Context(), s.d.Read(), func(row db.Row) error {
		var id, parent, unused int
		var says string
		err := row.Scan(&id, &parent, &unused, &says)
		plan += says + "; "
		return err
	}, `EXPLAIN QUERY PLAN `+qualities, 1, 2); err != nil || !strings.Contains(plan, "USING COVERING INDEX revision_quality") {
		t.Errorf("%s %v", plan, err)
	}
}

// Whatever is long in an article or its address, it is kept, on either database.
func TestLongArticles(t *testing.T) { dbtest.Run(t, testLongArticles) }

func testLongArticles(t *testing.T) {
	s := newShelf(t)
	long := func(n int) string { // that cannot be packed
		var words strings.Builder
		for words.Len() < n {
			words.WriteString(rand.Text())
		}
		return words.String()[:n]
	}
	a := story("https://a.example/"+long(1900), long(100_000))
	a.Headline, a.Section, a.Description, a.Bylines = long(9000), long(9000), long(9000), nil
	for range 500 {
		a.Bylines = append(a.Bylines, long(30))
	}
	a.Citations = []scraper.Citation{{URL: "https://b.example/" + long(1900), Anchor: long(9000), Sentence: long(9000)}}
	kept, err := s.Keep(t.Context(), rawPage(a.URL, "<p>long"))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.d.Update(t.Context(), func(tx *sql.Tx) error {
		_, err := s.Add(t.Context(), tx, kept, a, "The Courier")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Revision(t.Context(), scraper.ArticleID(a.URL), 0); err != nil || !reflect.DeepEqual(got.Bylines, a.Bylines) || got.Text != a.Text {
		t.Errorf("another article came back, or %v", err)
	}
}

// How long a visit waits for its page to be kept. A bucket is on this machine here: elsewhere
// its distance comes on top, once.
func BenchmarkKeep(b *testing.B) {
	body := strings.Repeat("<p>words of a page that is as long as most", 3000)
	for _, name := range []string{"folder", "bucket"} {
		b.Run(name, func(b *testing.B) {
			s := newShelf(b)
			for i := 0; b.Loop(); i++ {
				if _, err := s.Keep(b.Context(), rawPage(fmt.Sprintf("https://a.example/%d", i), body)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
