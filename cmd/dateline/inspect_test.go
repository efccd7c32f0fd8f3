package main

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dateline/scraper"
)

// sql runs statements in the database of a folder, as a person with their own tools may.
func (w *work) sql(t *testing.T, statements ...string) {
	t.Helper()
	err := w.folder.db.Update(t.Context(), func(tx *sql.Tx) error {
		for _, s := range statements {
			if _, err := tx.ExecContext(t.Context(), s); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// putAs puts the interview into the index, changed.
func (w *work) putAs(t *testing.T, change func(*scraper.Revision)) {
	t.Helper()
	seq, err := w.folder.index.Seq(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r, err := w.library.Reading(t.Context(), scraper.ArticleID(interview), 0)
	if err != nil {
		t.Fatal(err)
	}
	change(&r.Revision)
	if err := w.folder.index.Put(t.Context(), seq, r); err != nil {
		t.Fatal(err)
	}
}

// What does not agree is said, and mended where it can be.
func TestCheck(t *testing.T) {
	d := demoDesk(t)
	d.must(exitSome, "crawl", "--once")
	if out := d.must(exitOK, "check"); !strings.HasPrefix(out, "all agrees: ") {
		t.Fatalf("after a crawl: %s", out)
	}
	before := d.claims()
	for _, tt := range []struct {
		name   string
		damage func(w *work)
		says   string
	}{
		{"an article that the index lacks", func(w *work) {
			seq, err := w.folder.index.Seq(t.Context())
			if err == nil {
				err = w.folder.index.Delete(t.Context(), seq, scraper.ArticleID(interview))
			}
			if err != nil {
				t.Fatal(err)
			}
		}, "index: it does not hold " + interview},
		{"an article that the archive lacks", func(w *work) {
			w.putAs(t, func(r *scraper.Revision) { r.ArticleID = "aaaaaaaaaaaaaaaa" })
		}, "index: it holds article aaaaaaaaaaaaaaaa, and the archive does not"},
		{"another revision", func(w *work) {
			w.putAs(t, func(r *scraper.Revision) { r.Number = 7 })
		}, "index: it holds revision 7 of " + interview},
		{"claims under other ids", func(w *work) {
			w.sql(t, `DELETE FROM claim WHERE article = '`+scraper.ArticleID(interview)+`'`)
		}, "claims: of " + interview},
		{"claims of nobody", func(w *work) {
			w.sql(t, `INSERT INTO claim (id, article, place, text, before, after, gone) VALUES ('cx', 'ax', 0, '', '', '', 0)`)
		}, "claims: the register knows article ax"},
		{"a text that was changed", func(w *work) {
			w.sql(t, `UPDATE revision SET text = text || ' And more.' WHERE article = '`+scraper.ArticleID(interview)+`'`)
		}, "archive: revision 1 of " + interview + " has not the text"},
		{"a number that is wrong", func(w *work) {
			w.sql(t, `UPDATE article SET revisions = 3 WHERE id = '`+scraper.ArticleID(interview)+`'`)
		}, "is said to have 3 revisions: 1 are there"},
	} {
		d.inside(tt.damage)
		if status, out, errs := d.run("check"); status != exitFailed || !strings.Contains(out, tt.says) || !strings.Contains(errs, "check --repair") {
			t.Errorf("%s: exit status %d, says %q, %q; want %q", tt.name, status, out, errs, tt.says)
		}
		if status, out, errs := d.run("check", "--repair"); status != exitOK || !strings.Contains(out, "mended") {
			t.Errorf("%s: repaired with exit status %d, says %q, %q", tt.name, status, out, errs)
		}
	}
	if got := d.claims(); len(got) != len(before) {
		t.Errorf("%d claims after all repairs, %d before", len(got), len(before))
	}
}

// A raw page that is lost is said; nothing brings it back.
func TestCheckRawPages(t *testing.T) {
	d := demoDesk(t)
	d.must(exitSome, "crawl", "--once")
	names, err := filepath.Glob(filepath.Join(d.data, "warc", "*.warc.gz"))
	if err != nil || len(names) != 1 {
		t.Fatalf("raw pages are in %v, %v", names, err)
	}
	whole, err := os.ReadFile(names[0])
	if err != nil {
		t.Fatal(err)
	}
	broken := bytes.Clone(whole)
	broken[len(broken)/2] ^= 0xff
	for _, tt := range []struct {
		name string
		file []byte
		says string
	}{
		{"a byte", broken, "restore the file from a backup"},
		{"the end", whole[:len(whole)-100], "restore it from a backup"},
		{"all", nil, "restore it from a backup"},
	} {
		if tt.file == nil {
			err = os.Remove(names[0])
		} else {
			err = os.WriteFile(names[0], tt.file, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		if status, out, errs := d.run("check", "--repair"); status != exitFailed || !strings.Contains(out+errs, tt.says) {
			t.Errorf("%s is lost: exit status %d, says %q, %q", tt.name, status, out, errs)
		}
	}
	if err := os.WriteFile(names[0], whole, 0o600); err != nil {
		t.Fatal(err)
	}
	d.must(exitOK, "check", "--quick")
}
