package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"dateline/api"
	"dateline/indexer"
	"dateline/scraper"
	"dateline/scraper/archive/buckettest"
	"dateline/scraper/db/dbtest"
	"dateline/scraper/warc"
)

// holding returns the files of the data folder in which words stand, packed or not.
func (d *desk) holding(words string) (files []string) {
	d.t.Helper()
	err := filepath.WalkDir(d.data, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if z, err := gzip.NewReader(bytes.NewReader(data)); err == nil {
			if data, err = io.ReadAll(z); err != nil {
				return err
			}
		}
		if bytes.Contains(data, []byte(words)) {
			files = append(files, name)
		}
		return nil
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return files
}

// claims returns what is said of all claims, their clusters included.
func (d *desk) claims() (list []string) {
	d.t.Helper()
	var all indexer.Claims
	if err := json.Unmarshal([]byte(d.must(exitOK, "claims", "--format", "json")), &all); err != nil {
		d.t.Fatal(err)
	}
	for i := range all.Claims {
		c, err := json.Marshal(&all.Claims[i].ClaimRef)
		if err != nil {
			d.t.Fatal(err)
		}
		list = append(list, string(c))
	}
	slices.Sort(list)
	return list
}

// asked returns how often an address was asked for.
func (d *desk) asked(url string) (n int) {
	for _, r := range d.web.Requests() {
		if r.URL == url {
			n++
		}
	}
	return n
}

// An article that is forgotten is gone from every file, what others say of it stays, and
// nothing brings it back until that is undone.
func TestForget(t *testing.T) {
	d := demoDesk(t)
	d.must(exitSome, "crawl", "--once")
	sentence := onlyIn(t, d, interview)
	if len(d.holding(sentence)) < 2 { // the index packs it: see the tests of that
		t.Fatalf("%q stands in %v: want database and raw pages at least", sentence, d.holding(sentence))
	}
	d.must(exitOK, "export", "warc", "Hallorand", "-o", filepath.Join(d.dir, "all.warc.gz"))
	before := d.claims()

	dry := d.must(exitOK, "forget", "--dry-run", interview)
	if !strings.Contains(dry, interview) || !strings.Contains(dry, "1 revision") || !strings.Contains(dry, "Nothing was done") || !slices.Equal(d.claims(), before) {
		t.Errorf("a dry run says %s", dry)
	}
	if status, _, errs := d.run("forget", interview); status != exitUsage || !strings.Contains(errs, "say --yes") || !slices.Equal(d.claims(), before) {
		t.Errorf("without a yes: exit status %d, says %q", status, errs)
	}
	d.must(exitOK, "forget", "--yes", "--reason", "asked by the speaker", interview)
	if files := d.holding(sentence); files != nil {
		t.Errorf("%q stands in %v", sentence, files)
	}
	after := d.claims()
	if len(after) >= len(before) || of(d.timeline("--limit", "1000"), interview) != nil {
		t.Errorf("%d claims, of %d before", len(after), len(before))
	}

	// Nothing brings it back.
	if status, out, _ := d.run("add", interview, strings.Replace(interview, "http://", "https://www.", 1)); status != exitFailed || strings.Count(out, "refused") != 2 || !strings.Contains(out, "forget --undo") {
		t.Errorf("add: exit status %d, says %q", status, out)
	}
	asked := d.asked(interview)
	d.must(exitSome, "crawl", "--once", "--now")
	if n := d.asked(interview); n != asked {
		t.Errorf("it was asked for %d times more", n-asked)
	}
	if out := d.must(exitOK, "import", filepath.Join(d.dir, "all.warc.gz")); !strings.Contains(out, "1 forgotten") {
		t.Errorf("import says %q", out)
	}
	d.must(exitOK, "reextract")
	if got := d.claims(); !slices.Equal(got, after) {
		t.Errorf("another crawl and an import changed claims:\n%s", differing(got, after))
	}
	d.must(exitOK, "reindex")
	if got := d.claims(); !slices.Equal(got, after) {
		t.Errorf("an index built anew says otherwise:\n%s", differing(got, after))
	}
	if files := d.holding(sentence); files != nil {
		t.Errorf("%q stands in %v again", sentence, files)
	}

	// Until it is undone.
	if out := d.must(exitOK, "forget", "--list"); !strings.Contains(out, interview+"  asked by the speaker") {
		t.Errorf("the list is %q", out)
	}
	if out := d.must(exitOK, "forget", "--undo", interview); !strings.Contains(out, "may be taken in again: "+interview) {
		t.Errorf("undone: %q", out)
	}
	if status, out, _ := d.run("forget", "--undo", interview); status != exitFailed || !strings.Contains(out, "was not forgotten") {
		t.Errorf("undone twice: exit status %d, says %q", status, out)
	}
	d.must(exitOK, "add", interview)
	d.must(exitOK, "crawl", "--once")
	if got := d.claims(); len(got) != len(before) {
		t.Errorf("%d claims after it came back, %d before", len(got), len(before))
	}
}

// onlyIn returns a sentence that stands in one article of the archive alone.
func onlyIn(t *testing.T, d *desk, url string) (sentence string) {
	t.Helper()
	for _, e := range of(d.timeline("--limit", "1000"), url) {
		elsewhere := slices.ContainsFunc(d.timeline("--limit", "1000").Entries, func(o indexer.Entry) bool {
			return o.Article.URL != url && strings.Contains(o.Sentence, e.Sentence)
		})
		if !elsewhere && len(e.Sentence) > 60 && !strings.ContainsAny(e.Sentence, "“”’‘—") {
			return e.Sentence
		}
	}
	t.Fatalf("no sentence stands in %s alone", url)
	return ""
}

// Stopped behind the archive, the next command takes it out of the index.
func TestForgetStoppedBeforeTheIndex(t *testing.T) {
	d := demoDesk(t)
	d.must(exitSome, "crawl", "--once")
	sentence := onlyIn(t, d, interview)
	d.inside(func(w *work) {
		r, err := w.folder.archive.Removal(t.Context(), interview)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.forget(t.Context(), r, ""); err != nil {
			t.Fatal(err)
		}
	})
	if d.holding(sentence) == nil {
		t.Fatal("it is gone from all files already: this test shows nothing")
	}
	if list := of(d.timeline("--limit", "1000"), interview); list != nil {
		t.Errorf("the index holds %d entries of it", len(list))
	}
	if files := d.holding(sentence); files != nil {
		t.Errorf("%q stands in %v", sentence, files)
	}
}

// Who keeps the index may have an article in hand while another process forgets it.
func TestForgetWhileItIsTakenIn(t *testing.T) {
	t.Parallel() // it waits for pages, mostly
	d := demoDesk(t)
	d.must(exitSome, "crawl", "--once")
	sentence := onlyIn(t, d, interview)
	d.inside(func(w *work) {
		keeper := newFollower(w.folder)
		revisions, err := keeper.newest(t.Context(), []string{scraper.ArticleID(interview)})
		if err != nil || len(revisions) != 1 {
			t.Fatal(revisions, err)
		}
		readings := keeper.readAll(t.Context(), revisions)
		r, err := w.folder.archive.Removal(t.Context(), interview)
		if err == nil {
			err = w.forget(t.Context(), r, "")
		}
		if err == nil {
			err = keeper.keep(t.Context(), readings)
		}
		var seq uint64
		if err == nil {
			seq, err = w.folder.index.Seq(t.Context())
		}
		if err == nil {
			err = keeper.put(t.Context(), w.folder.index, seq, readings)
		}
		if err != nil {
			t.Fatal(err)
		}
	})
	if list := of(d.timeline("--limit", "1000"), interview); list != nil {
		t.Errorf("the index holds %d entries of it", len(list))
	}
	if files := d.holding(sentence); files != nil {
		t.Errorf("%q stands in %v", sentence, files)
	}
	d.inside(func(w *work) {
		if left, err := w.folder.register.Known(t.Context(), scraper.ArticleID(interview)); err != nil || len(left) > 0 {
			t.Errorf("%d claims of it are kept: %v", len(left), err)
		}
	})
	if out := d.must(exitOK, "check"); !strings.HasPrefix(out, "all agrees: ") {
		t.Errorf("check says %q", out)
	}
}

// What was let come back before the index heard that it was forgotten stays in it.
func TestForgottenAndBack(t *testing.T) {
	t.Parallel() // it waits for pages, mostly
	d := demoDesk(t)
	d.must(exitSome, "crawl", "--once")
	before := d.claims()
	d.inside(func(w *work) {
		r, err := w.folder.archive.Removal(t.Context(), interview)
		if err == nil {
			err = w.forget(t.Context(), r, "")
		}
		if err == nil {
			_, err = w.lift(t.Context(), interview)
		}
		if err == nil {
			_, err = w.crawler.Add(t.Context(), []string{interview})
		}
		if err == nil {
			_, err = w.Crawl(t.Context(), false, func(api.Visited) {})
		}
		if err != nil {
			t.Fatal(err)
		}
	})
	if after := d.claims(); len(after) != len(before) {
		t.Errorf("%d claims after it came back, %d before", len(after), len(before))
	}
	if out := d.must(exitOK, "check"); !strings.HasPrefix(out, "all agrees: ") {
		t.Errorf("check says %q", out)
	}
}

// onceWritten has forget called when the bucket is asked to keep the next WARC file: whoever
// writes that has read its page, and has not stored it yet.
func onceWritten(server *buckettest.Server, forget func()) {
	var done atomic.Bool // forgetting writes files as well
	server.Break(func(_ http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodPut && strings.HasSuffix(r.URL.Path, ".warc.gz") && !done.Swap(true) {
			forget()
		}
		return false
	})
}

// forgetAt forgets what is at an address, as another program does that shares database and bucket.
func (d *desk) forgetAt(w *work, url string) {
	d.t.Helper()
	r, err := w.folder.archive.Removal(d.t.Context(), url)
	if err == nil {
		err = w.forget(d.t.Context(), r, "")
	}
	if err != nil {
		d.t.Error(err)
	}
}

// agrees fails unless all agrees once what visits have written in vain is removed.
func (d *desk) agrees() {
	d.t.Helper()
	d.run("check", "--repair")
	if out := d.must(exitOK, "check"); !strings.HasPrefix(out, "all agrees: ") {
		d.t.Errorf("check says %q", out)
	}
}

// An article that another program forgets while it is visited is not taken in, and that ends no crawl.
func TestForgetWhileItIsVisited(t *testing.T) { dbtest.Run(t, testForgetWhileItIsVisited) }

func testForgetWhileItIsVisited(t *testing.T) {
	own := "http://weir.example/story"
	for name, before := range map[string]int{"for the first time": 0, "and found as it was": 1} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, smallWeb(t, twoPages(own)...), weirOutlet)
			server := d.inBucket()
			if dbtest.IsPostgres(t) {
				d.onServer()
			}
			for range before {
				d.must(exitOK, "crawl", "--once")
			}
			d.inside(func(w *work) {
				onceWritten(server, func() { d.forgetAt(w, own) })
				defer server.Break(nil)
				var result string
				_, err := w.Crawl(t.Context(), true, func(v api.Visited) {
					if v.URL == own {
						result = v.Result
					}
				})
				if err != nil || result != api.VisitForgotten {
					t.Errorf("the visit is %q, and the crawl ends with %v", result, err)
				}
				if s, err := w.front.Status(t.Context()); err != nil || s.Leased != 0 || s.Due != 0 {
					t.Errorf("then the queue is %+v, %v", s, err)
				}
			})
			asked := d.asked(own)
			d.must(exitOK, "crawl", "--once", "--now")
			if n := d.asked(own); n != asked {
				t.Errorf("it was asked for %d times more", n-asked)
			}
			if held := revisions(d.held()); len(held) > 0 {
				t.Errorf("held is %q", held)
			}
			d.agrees()
		})
	}
}

// What another program forgets while it is imported is left out, and the rest is taken in.
func TestForgetWhileItIsImported(t *testing.T) { dbtest.Run(t, testForgetWhileItIsImported) }

func testForgetWhileItIsImported(t *testing.T) {
	fund, mill := clippings+"fund", clippings+"mill"
	file := func(d *desk, day int) string {
		return d.file(fmt.Sprintf("%d.warc.gz", day), clipping{fund, "Fund is gone", "it was gone by spring", day}, clipping{mill, "Mill is sold", "the mill went with it", day})
	}
	for before, want := range []string{"2 pages, 1 new, 1 forgotten", "2 pages, 0 new, 1 unchanged, 1 forgotten"} {
		t.Run(want, func(t *testing.T) {
			d := newDesk(t, nil, "")
			server := d.inBucket()
			if dbtest.IsPostgres(t) {
				d.onServer()
			}
			for day := range before {
				d.must(exitOK, "import", file(d, day+1))
			}
			d.inside(func(w *work) {
				onceWritten(server, func() { d.forgetAt(w, fund) })
				defer server.Break(nil)
				var out strings.Builder
				i := &importer{work: w, tell: newProgress(t.Output()), out: &out, earlier: warc.NewEarlier(0)}
				if err := i.file(t.Context(), file(d, 9)); err != nil || !strings.Contains(out.String(), want) {
					t.Errorf("import says %q, %v; want %q", out.String(), err, want)
				}
			})
			if held := revisions(d.held()); len(held) != 1 || !strings.Contains(held[0], mill) {
				t.Errorf("held is %q", held)
			}
			if out := d.must(exitOK, "import", file(d, 9)); !strings.Contains(out, "read before") {
				t.Errorf("the same file again: %q", out)
			}
			d.agrees()
		})
	}
}

func TestForgetSaysWhatIsWrong(t *testing.T) {
	d := demoDesk(t)
	d.inside(func(*work) {})
	for _, tt := range []struct {
		args   string
		status int
		says   string
	}{
		{"forget", exitUsage, "at least one address"},
		{"forget --list http://a.example/", exitUsage, "--list takes no addresses"},
		{"forget --undo --dry-run http://a.example/", exitUsage, "--undo takes addresses"},
		{"forget --yes ftp://a.example/", exitFailed, "nothing was done"},
		{"forget --list", exitOK, "nothing was forgotten"},
		{"forget --undo http://a.example/", exitFailed, "1 address was not forgotten"},
		{"forget --yes http://a.example/", exitOK, ""},
		{"add http://a.example/", exitFailed, "1 address refused"},
		{"forget --undo http://a.example/", exitOK, ""},
		{"add http://a.example/", exitOK, ""},
	} {
		if status, _, errs := d.run(strings.Fields(tt.args)...); status != tt.status || !strings.Contains(errs, tt.says) {
			t.Errorf("dateline %s: exit status %d, says %q; want %d and %q", tt.args, status, errs, tt.status, tt.says)
		}
	}
}
