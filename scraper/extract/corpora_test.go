package extract_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"dateline/scraper"
	"dateline/scraper/extract"
)

// TestReadPages reads the pages that the file named by DATELINE_PAGES lists,
// one {"id","url","file"} a line, and writes what it read beside it, in a file of
// that name and ".read", for a scorer.
func TestReadPages(t *testing.T) {
	list := os.Getenv("DATELINE_PAGES")
	if list == "" {
		t.Skip("no corpus is read: set DATELINE_PAGES to a file of {id,url,file} lines")
	}
	in, err := os.Open(list)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = in.Close() }() // only read
	out, err := os.Create(list + ".read")
	if err != nil {
		t.Fatal(err)
	}
	write := json.NewEncoder(out)
	scan := bufio.NewScanner(in)
	pages, empty := 0, 0
	for scan.Scan() {
		var row struct{ ID, URL, File string }
		if err := json.Unmarshal(scan.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		body := unpacked(t, row.File)
		if row.URL == "" {
			row.URL = "https://corpus.example/a/page"
		}
		pages++
		a, err := extract.Read(&scraper.Page{URL: row.URL, FinalURL: row.URL, Status: 200, Header: http.Header{}, Body: body}, nil)
		if err != nil {
			if !errors.Is(err, extract.ErrNoArticle) && !errors.Is(err, extract.ErrNotHTML) {
				t.Errorf("%s: %v", row.ID, err)
			}
			t.Logf("%s %s: %v", row.ID, row.URL, err)
			empty++
			a = &scraper.Article{}
		} else {
			checkWhole(t, a)
		}
		if err := write.Encode(map[string]any{"id": row.ID, "title": a.Headline, "authors": a.Bylines, "published": a.Published.String(), "text": a.Text}); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d pages, %d without an article", pages, empty)
}

// unpacked returns the content of a file, gzip undone.
func unpacked(t *testing.T, file string) []byte {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }() // only read
	var r io.Reader = f
	if strings.HasSuffix(file, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	body, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return body
}
