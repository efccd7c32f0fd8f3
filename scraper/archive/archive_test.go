package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/scraper"
	"dateline/scraper/archive/buckettest"
	"dateline/scraper/db"
	"dateline/scraper/db/dbtest"
)

var fetched = time.Date(2025, time.February, 24, 14, 6, 0, 0, time.UTC)

// A shelf is an archive with its folder.
type shelf struct {
	*Archive
	t       testing.TB
	dir     string
	address string
	d       *db.DB
	server  *buckettest.Server // of the bucket; nil if raw pages are in the folder
}

// onStores runs a test with raw pages in a folder and in a bucket, on every kind of database.
func onStores(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	dbtest.Run(t, test)
	t.Run("bucket", func(t *testing.T) { dbtest.Run(t, test) })
}

func newShelf(t testing.TB) *shelf {
	s := &shelf{t: t, dir: t.TempDir(), address: dbtest.Address(t)}
	if slices.Contains(strings.Split(t.Name(), "/"), "bucket") {
		s.server = buckettest.New(t)
	}
	s.restart()
	return s
}

// restart opens the archive as a program does that was killed before.
func (s *shelf) restart() {
	s.t.Helper()
	var err error
	if s.d, err = db.Open(s.t.Context(), s.address); err != nil {
		s.t.Fatal(err)
	}
	if s.Archive, err = Open(s.t.Context(), s.d, s.store()); err != nil {
		s.t.Fatal(err)
	}
	d, a := s.d, s.Archive
	s.t.Cleanup(func() {
		if err := errors.Join(a.Close(), d.Close()); err != nil {
			s.t.Error(err)
		}
	})
}

// store returns where raw pages are.
func (s *shelf) store() string {
	if s.server != nil {
		return s.server.Address
	}
	return filepath.Join(s.dir, "warc")
}

// files returns the WARC files that there are, by name.
func (s *shelf) files() map[string][]byte {
	s.t.Helper()
	if s.server != nil {
		return s.server.Files()
	}
	files := map[string][]byte{}
	names, err := filepath.Glob(filepath.Join(s.dir, "warc", "*.warc.gz"))
	if err != nil {
		s.t.Fatal(err)
	}
	for _, name := range names {
		if files[filepath.Base(name)], err = os.ReadFile(name); err != nil {
			s.t.Fatal(err)
		}
	}
	return files
}

// file returns the name of the only WARC file.
func (s *shelf) file() string {
	s.t.Helper()
	files := slices.Collect(maps.Keys(s.files()))
	if len(files) != 1 {
		s.t.Fatalf("files %v; want one", files)
	}
	return files[0]
}

// put puts a WARC file in the place of what is there.
func (s *shelf) put(file string, content []byte) {
	s.t.Helper()
	if s.server != nil {
		s.server.Put(file, content)
		return
	}
	if err := os.WriteFile(filepath.Join(s.dir, "warc", file), content, 0o600); err != nil {
		s.t.Fatal(err)
	}
}

func rawPage(url, body string) *scraper.Page {
	return &scraper.Page{
		URL: url, FinalURL: url + "?final", Fetched: fetched, Status: 200, Body: []byte(body),
		Header:    http.Header{"Content-Type": {"text/html"}, "Etag": {`"1"`}},
		Redirects: []scraper.Redirect{{From: url, To: url + "?final", Status: 301}},
	}
}

func story(url, text string) *scraper.Article {
	return &scraper.Article{
		URL: url, Headline: "Bridge shut", Bylines: []string{"Ann Example", "Bo Muster"}, SiteName: "The Courier",
		Published: scraper.Date{Time: time.Date(2025, 2, 24, 9, 5, 0, 0, time.FixedZone("", -5*3600)), From: "JSON-LD datePublished", Raw: "2025-02-24T09:05:00-05:00"},
		Modified:  scraper.Date{Time: time.Date(2025, 2, 26, 0, 0, 0, 0, time.UTC), Day: true, From: "text", Raw: "26 Feb"},
		Kind:      scraper.Opinion, KindEvidence: []string{"address"}, Section: "Opinion", Language: "en", Description: "…",
		Text: text, Blocks: []scraper.Block{{Kind: scraper.Blockquote, Start: 0, End: len([]rune(text)), Cite: "https://b.example/"}},
		Captions:  []string{"A bridge."},
		Citations: []scraper.Citation{{URL: "https://b.example/x", Anchor: "said", Sentence: text, Start: 0, End: 4}},
	}
}

// add stores a page with an article as a new revision.
func (s *shelf) add(url, text string) *scraper.Revision {
	s.t.Helper()
	ctx := s.t.Context()
	kept, err := s.Keep(ctx, rawPage(url, "<p>"+text))
	if err != nil {
		s.t.Fatal(err)
	}
	var r *scraper.Revision
	err = s.d.Update(ctx, func(tx *sql.Tx) (err error) {
		r, err = s.Add(ctx, tx, kept, story(url, text), "The Courier")
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return r
}

func TestWhatIsAddedComesBack(t *testing.T) { onStores(t, testWhatIsAddedComesBack) }

func testWhatIsAddedComesBack(t *testing.T) {
	s := newShelf(t)
	url := "https://a.example/story"
	added := s.add(url, "Café “1987” said.")
	s.restart()
	got, err := s.Revision(t.Context(), added.ArticleID, 0)
	if err != nil {
		t.Fatal(err)
	}
	if !SameReading(got, story(url, "Café “1987” said."), "The Courier") {
		t.Errorf("what came back is another reading: %+v", got)
	}
	if got.Number != 1 || got.Seq != added.Seq || !got.Fetched.Equal(fetched) || got.PageURL != url || got.Digest != added.Digest {
		t.Errorf("got %+v, added %+v", got, added)
	}
	if got.Published.String() != "2025-02-24T09:05:00-05:00" || got.Modified.String() != "2025-02-26" {
		t.Errorf("dates %s and %s", got.Published, got.Modified)
	}
	page, err := s.Page(t.Context(), got)
	if err != nil {
		t.Fatal(err)
	}
	if string(page.Body) != "<p>Café “1987” said." || page.FinalURL != url+"?final" || page.Header.Get("Etag") != `"1"` || len(page.Redirects) != 1 || page.Status != 200 {
		t.Errorf("the raw page is %+v", page)
	}
}

func TestRevisionsAreNumbered(t *testing.T) { onStores(t, testRevisionsAreNumbered) }

func testRevisionsAreNumbered(t *testing.T) {
	s := newShelf(t)
	one, two := s.add("https://a.example/1", "first"), s.add("https://a.example/1", "second")
	other := s.add("https://a.example/2", "other")
	if one.ArticleID != two.ArticleID || two.Number != 2 || other.Number != 1 || one.Seq >= two.Seq || two.Seq >= other.Seq {
		t.Errorf("revisions %d/%d, %d/%d, %d/%d", one.Number, one.Seq, two.Number, two.Seq, other.Number, other.Seq)
	}
	list, err := s.Revisions(t.Context(), one.ArticleID)
	if err != nil || len(list) != 2 || list[0].Number != 1 || list[1].Length != len("second") || list[1].Headline != "Bridge shut" {
		t.Errorf("Revisions = %+v, %v", list, err)
	}
	for n, want := range map[int]string{0: "second", 1: "first", 2: "second"} {
		if r, err := s.Revision(t.Context(), one.ArticleID, n); err != nil || r.Text != want {
			t.Errorf("revision %d = %v, %v; want %q", n, r, err, want)
		}
	}
	for _, id := range []string{one.ArticleID, "nobody"} {
		if _, err := s.Revision(t.Context(), id, 7); !errors.Is(err, ErrNotFound) {
			t.Errorf("revision 7 of %s: %v", id, err)
		}
	}
	if _, err := s.Revisions(t.Context(), "nobody"); !errors.Is(err, ErrNotFound) {
		t.Errorf("revisions of nobody: %v", err)
	}
}

func TestAfterGivesTheNewestOnly(t *testing.T) { dbtest.Run(t, testAfterGivesTheNewestOnly) }

func testAfterGivesTheNewestOnly(t *testing.T) {
	s := newShelf(t)
	s.add("https://a.example/1", "first")
	other := s.add("https://a.example/2", "other")
	s.add("https://a.example/1", "second")
	list, err := s.After(t.Context(), 0, 10)
	if err != nil || len(list) != 2 || list[0].Text != "other" || list[1].Text != "second" || len(list[1].Citations) != 1 {
		t.Fatalf("After(0) = %v, %v", list, err)
	}
	if list, err := s.After(t.Context(), list[0].Seq, 10); err != nil || len(list) != 1 {
		t.Errorf("After(%d) = %v, %v", other.Seq, list, err)
	}
	if list, err := s.After(t.Context(), 0, 1); err != nil || len(list) != 1 {
		t.Errorf("After(0), one: %v, %v", list, err)
	}
	if seq, err := s.Seq(t.Context()); err != nil || seq != 3 {
		t.Errorf("Seq = %d, %v", seq, err)
	}
}

func TestRereadIsNoNewRevision(t *testing.T) { onStores(t, testRereadIsNoNewRevision) }

func testRereadIsNoNewRevision(t *testing.T) {
	s := newShelf(t)
	r := s.add("https://a.example/1", "first")
	better := story("https://a.example/1", "first, read better")
	err := s.d.Update(t.Context(), func(tx *sql.Tx) error {
		_, err := s.Reread(t.Context(), tx, r, better, "Another name")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.Revision(t.Context(), r.ArticleID, 0)
	if err != nil || got.Number != 1 || got.Seq <= r.Seq || got.Text != better.Text || got.Outlet != "Another name" || len(got.Citations) != 1 {
		t.Errorf("after a reading: %+v, %v", got, err)
	}
	if page, err := s.Page(t.Context(), got); err != nil || string(page.Body) != "<p>first" {
		t.Errorf("its page: %v, %v", page, err)
	}
	if list, err := s.After(t.Context(), r.Seq, 10); err != nil || len(list) != 1 {
		t.Errorf("an index does not hear of it: %v, %v", list, err)
	}
}

func TestWhatWasNotStoredIsCutOff(t *testing.T) { dbtest.Run(t, testWhatWasNotStoredIsCutOff) }

func testWhatWasNotStoredIsCutOff(t *testing.T) {
	s := newShelf(t)
	s.add("https://a.example/1", "first")
	if _, err := s.Keep(t.Context(), rawPage("https://a.example/2", "never stored")); err != nil {
		t.Fatal(err)
	}
	file := s.file()
	before := len(s.files()[file])
	s.restart() // killed between the file and the database
	if after := len(s.files()[file]); after >= before {
		t.Errorf("%d bytes before, %d after", before, after)
	}
	r := s.add("https://a.example/3", "third")
	if page, err := s.Page(t.Context(), r); err != nil || string(page.Body) != "<p>third" {
		t.Errorf("what was stored next: %v, %v", page, err)
	}
	if page, err := s.Page(t.Context(), &scraper.Revision{ArticleID: scraper.ArticleID("https://a.example/1"), Number: 1}); err != nil || string(page.Body) != "<p>first" {
		t.Errorf("what was stored first: %v, %v", page, err)
	}
}

func TestALostFileIsSaidSo(t *testing.T) { onStores(t, testALostFileIsSaidSo) }

func testALostFileIsSaidSo(t *testing.T) {
	s := newShelf(t)
	r := s.add("https://a.example/1", "first")
	file := s.file()
	s.put(file, s.files()[file][:10])
	if _, err := s.Page(t.Context(), r); err == nil || !strings.Contains(err.Error(), "ends before") {
		t.Errorf("a page of a cut file: %v", err)
	}
	says := "restore it from a backup"
	if s.server == nil {
		if _, err := Open(t.Context(), s.d, s.store()); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("Open with a cut file: %v", err)
		}
		if err := os.Remove(filepath.Join(s.dir, "warc", file)); err != nil {
			t.Fatal(err)
		}
	} else {
		s.server.Remove(file)
		says = "bucket pages"
	}
	if _, err := Open(t.Context(), s.d, s.store()); err == nil || !strings.Contains(err.Error(), says) {
		t.Errorf("Open without the file: %v", err)
	}
	if _, err := s.Page(t.Context(), r); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a page of a file that is gone: %v", err)
	}
}

func TestSameBodyAndAddresses(t *testing.T) { dbtest.Run(t, testSameBodyAndAddresses) }

func testSameBodyAndAddresses(t *testing.T) {
	s := newShelf(t)
	url := "https://a.example/1"
	if same, err := s.SameBody(t.Context(), rawPage(url, "<p>first")); err != nil || same {
		t.Errorf("SameBody of a stranger = %v, %v", same, err)
	}
	r := s.add(url, "first")
	for body, want := range map[string]bool{"<p>first": true, "<p>other": false} {
		if same, err := s.SameBody(t.Context(), rawPage(url, body)); err != nil || same != want {
			t.Errorf("SameBody(%q) = %v, %v", body, same, err)
		}
	}
	at, err := s.ArticleAt(t.Context(), []string{url, url + "?final", "https://b.example/"})
	if err != nil || len(at) != 2 || at[url] != r.ArticleID || at[url+"?final"] != r.ArticleID {
		t.Errorf("ArticleAt = %v, %v", at, err)
	}
	counts, err := s.Counts(t.Context())
	if err != nil || counts["The Courier"] != (Count{1, 1}) || counts["a.example"] != (Count{1, 1}) {
		t.Errorf("Counts = %v, %v", counts, err)
	}
	if articles, revisions, err := s.Size(t.Context()); err != nil || articles != 1 || revisions != 1 {
		t.Errorf("Size = %d, %d, %v", articles, revisions, err)
	}
}

// What there is to cite revisions by comes in one answer, with what is held of the pages
// that they cite.
func TestCaptures(t *testing.T) { dbtest.Run(t, testCaptures) }

func testCaptures(t *testing.T) {
	s := newShelf(t)
	first := s.add("https://a.example/1", "first")
	second := s.add("https://a.example/1", "second")
	cites := s.add("https://c.example/1", "third")
	keys := []Key{{first.ArticleID, 1}, {second.ArticleID, 2}, {cites.ArticleID, 1}, {second.ArticleID, 3}, {"nobody", 1}}
	got, err := s.Captures(t.Context(), keys, true)
	if err != nil || len(got) != 3 {
		t.Fatalf("Captures = %v, %v", got, err)
	}
	c := got[Key{second.ArticleID, 2}]
	if c.Digest != second.Digest || c.Digest == got[keys[0]].Digest || !c.Fetched.Equal(second.Fetched) || strings.Join(c.Bylines, "; ") != "Ann Example; Bo Muster" || c.Language != "en" {
		t.Errorf("the second revision is captured as %+v", c)
	}
	if len(c.Cited) != 1 || c.Cited[0] != (scraper.Cited{URL: "https://b.example/x", Anchor: "said"}) {
		t.Errorf("it cites %+v", c.Cited)
	}
	held := s.add("https://b.example/x", "what is cited")
	got, err = s.Captures(t.Context(), keys[2:3], true)
	want := scraper.Cited{
		URL: "https://b.example/x", Anchor: "said", ArticleID: held.ArticleID, Address: held.URL, Headline: "Bridge shut",
		Outlet: "The Courier", Kind: scraper.Opinion, Published: "2025-02-24T09:05:00-05:00",
	}
	if err != nil || len(got) != 1 || got[keys[2]].Cited[0] != want {
		t.Errorf("with the page held: %+v, %v", got[keys[2]], err)
	}
	if got, err := s.Captures(t.Context(), keys[:1], false); err != nil || got[keys[0]].Cited != nil {
		t.Errorf("without citations: %+v, %v", got, err)
	}
	if got, err := s.Captures(t.Context(), nil, true); err != nil || len(got) != 0 {
		t.Errorf("of nothing: %v, %v", got, err)
	}
}

// BenchmarkCaptures tells the cost of what a page of an export asks.
func BenchmarkCaptures(b *testing.B) {
	const n = 500
	s := newShelf(b)
	var keys []Key
	err := s.d.Update(b.Context(), func(tx *sql.Tx) error {
		for i := range n {
			url := fmt.Sprintf("https://a.example/%d", i)
			kept, err := s.Keep(b.Context(), rawPage(url, strings.Repeat("<p>words", 100)))
			if err != nil {
				return err
			}
			r, err := s.Add(b.Context(), tx, kept, story(url, strings.Repeat("Some words. ", 400)), "The Courier")
			if err != nil {
				return err
			}
			keys = append(keys, Key{r.ArticleID, 1})
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	for _, cited := range []bool{false, true} {
		b.Run(fmt.Sprintf("cited=%v", cited), func(b *testing.B) {
			for range b.N {
				if got, err := s.Captures(b.Context(), keys, cited); err != nil || len(got) != n {
					b.Fatal(len(got), err)
				}
			}
		})
	}
}

// Names are told in the order in which they were found, each page of them behind the one
// before; one that leads elsewhere now is news.
func TestNames(t *testing.T) { dbtest.Run(t, testNames) }

func testNames(t *testing.T) {
	s := newShelf(t)
	name := func(url, id string) {
		t.Helper()
		if err := s.d.Update(t.Context(), func(tx *sql.Tx) error { return s.Name(t.Context(), tx, url, id) }); err != nil {
			t.Fatal(err)
		}
	}
	var last int64
	names := func(limit int) map[string]string {
		t.Helper()
		at, next, err := s.Names(t.Context(), last, limit)
		if err != nil || len(at) == 0 != (next == last) {
			t.Fatalf("Names(%d) = %v, %d, %v", last, at, next, err)
		}
		last = next
		return at
	}
	for _, n := range []string{"3", "1", "2"} {
		name("https://a.example/"+n, "a"+n)
	}
	for _, want := range []map[string]string{
		{"https://a.example/3": "a3", "https://a.example/1": "a1"}, {"https://a.example/2": "a2"}, {},
	} {
		if got := names(2); !maps.Equal(got, want) {
			t.Errorf("Names = %v, want %v", got, want)
		}
	}
	name("https://a.example/3", "a3")
	if got := names(2); len(got) != 0 {
		t.Errorf("what was known is told again: %v", got)
	}
	name("https://a.example/2", "elsewhere")
	if got := names(2); !maps.Equal(got, map[string]string{"https://a.example/2": "elsewhere"}) {
		t.Errorf("what leads elsewhere now: %v", got)
	}
}

func TestPagesWithoutAnArticleAreFoundAgain(t *testing.T) {
	onStores(t, testPagesWithoutAnArticleAreFoundAgain)
}

func testPagesWithoutAnArticleAreFoundAgain(t *testing.T) {
	s := newShelf(t)
	ctx := t.Context()
	s.add("https://a.example/1", "first")
	for _, body := range []string{"older", "newer"} {
		kept, err := s.Keep(t.Context(), rawPage("https://a.example/none", body))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.d.Update(ctx, func(tx *sql.Tx) error { _, err := s.AddPage(ctx, tx, kept); return err }); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	err := s.EachUnread(ctx, func(id int64, p *scraper.Page) error {
		got = append(got, string(p.Body))
		return s.d.Update(ctx, func(tx *sql.Tx) error {
			_, err := s.AddFrom(ctx, tx, id, p, story("https://a.example/none", "found"), "A")
			return err
		})
	})
	if err != nil || len(got) != 1 || got[0] != "newer" {
		t.Errorf("EachUnread gave %v, %v; want the newest page alone", got, err)
	}
	err = s.EachUnread(ctx, func(int64, *scraper.Page) error { return errors.New("none is left") })
	if err != nil {
		t.Error(err)
	}
	n := 0
	if err := s.Each(ctx, func(*scraper.Revision) error { n++; return nil }); err != nil || n != 2 {
		t.Errorf("Each gave %d revisions, %v", n, err)
	}
}

func TestFilesBeginAnew(t *testing.T) { dbtest.Run(t, testFilesBeginAnew) }

func testFilesBeginAnew(t *testing.T) {
	s := newShelf(t)
	s.add("https://a.example/1", "first")
	at := s.warc.(*folder)  //nolint:forcetypeassert // it is one
	at.end = at.opt.MaxFile // as if it were full
	r := s.add("https://a.example/2", "second")
	if files := s.files(); len(files) != 2 {
		t.Errorf("%d files; want two", len(files))
	}
	if page, err := s.Page(t.Context(), r); err != nil || string(page.Body) != "<p>second" {
		t.Errorf("page in the second file: %v, %v", page, err)
	}
	if _, _, err := s.read(t.Context(), place{"../x", 0, 1}); err == nil {
		t.Error("a file outside the folder was read")
	}
}

func ExampleArchive_After() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "archive")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir) //nolint:errcheck // an example
	d, err := db.Open(ctx, filepath.Join(dir, "dateline.db"))
	if err != nil {
		panic(err)
	}
	a, err := Open(ctx, d, filepath.Join(dir, "warc"))
	if err != nil {
		panic(err)
	}
	const read = 0 // what an index keeps: how far it has read
	revisions, err := a.After(ctx, read, 100)
	if err != nil {
		panic(err)
	}
	for _, r := range revisions {
		fmt.Println(r.Headline) // and put it into the index, under r.Seq
	}
	if err := errors.Join(a.Close(), d.Close()); err != nil {
		panic(err)
	}
}
