package desk

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"

	"dateline/indexer"
)

var update = flag.Bool("update", false, "rewrite what is expected under testdata")

// hostile is a feed of three matches, of which one was written by an enemy.
func hostile() Feed {
	entry := indexer.Entry{
		Label: "sometime in 1987", Claim: indexer.ClaimRef{Text: "the fund was empty", Speaker: indexer.SpeakerRef{Name: "Mara Voss"}},
	}
	bad := entry
	bad.Label, bad.Claim.Text, bad.Claim.Speaker.Name = "<b>1987</b>", "]]></content><script>alert(1)</script>\x00\u202e&amp;", ""
	return Feed{
		Search: Search{ID: "bridge-fund", Name: `Bridge & <fund> "1987"`, Created: noon},
		Self:   "http://127.0.0.1:8080/api/v1/searches/bridge-fund/feed?a=1&b=2",
		Matches: []Match{
			{Position: 9, Found: noon.Add(2 * time.Hour), Claims: 3, Entries: 1, First: []indexer.Entry{entry}, Article: indexer.ArticleRef{
				ID: "a2", URL: "https://heron.example/bridge?x=1&y=2", Headline: "Where the bridge money went", Outlet: "The Heron", Kind: "news", Published: "2026-03-01",
			}},
			{Position: 7, Found: noon.Add(time.Hour), Claims: 1, Entries: 1, First: []indexer.Entry{bad}, Article: indexer.ArticleRef{
				ID: "a1", URL: "https://evil.example/?<>\"'", Headline: "</title><script>x</script>\x1b[31m & more", Outlet: "Evil\n<i>Post</i>", Kind: "unknown", Published: "2026-02-28T10:00:00+02:00",
			}},
			{Position: 3, Found: noon, Article: indexer.ArticleRef{ID: "a0", URL: "https://heron.example/untitled", Kind: "unknown"}},
		},
	}
}

// Feeds are what their formats ask for, and a reader reads from them what was found.
func TestFeeds(t *testing.T) {
	for _, tt := range []struct {
		name  string
		write func(Feed) ([]byte, error)
	}{{"feed.atom", Atom}, {"feed.rss", RSS}, {"feed.json", JSONFeed}} {
		got, err := tt.write(hostile())
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		file := filepath.Join("testdata", tt.name)
		if *update {
			if err := os.WriteFile(file, got, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is\n%s\nwant\n%s, %v", tt.name, got, want, err)
		}
		if strings.HasSuffix(tt.name, "json") {
			if !json.Valid(got) {
				t.Errorf("%s is no JSON", tt.name)
			}
		} else {
			wellFormed(t, tt.name, got)
		}
		read, err := gofeed.NewParser().Parse(bytes.NewReader(got))
		if err != nil {
			t.Errorf("%s: a reader says %v", tt.name, err)
			continue
		}
		if len(read.Items) != 3 || read.Title != `Dateline: Bridge & <fund> "1987"` || read.Items[0].Link != "https://heron.example/bridge?x=1&y=2" ||
			read.Items[0].GUID != "urn:dateline:match:bridge-fund:a2" || read.Items[0].Title != "Where the bridge money went" || read.Items[2].Title != "https://heron.example/untitled" {
			t.Errorf("%s: a reader reads %s", tt.name, read)
		}
		if at := read.Items[0].UpdatedParsed; tt.name == "feed.atom" && (at == nil || !at.Equal(noon.Add(2*time.Hour))) {
			t.Errorf("%s: a reader dates it %v", tt.name, at)
		}
	}
	for _, write := range []func(Feed) ([]byte, error){Atom, RSS, JSONFeed} {
		if got, err := write(Feed{Search: Search{ID: "x", Name: "x", Created: noon}}); err != nil || bytes.Contains(got, []byte("null")) {
			t.Errorf("an empty feed: %s, %v", got, err)
		}
	}
}

// wellFormed reads a document to its end, without an element that is none of the feed's.
func wellFormed(t *testing.T, name string, data []byte) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		token, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		if e, ok := token.(xml.StartElement); ok && (e.Name.Local == "script" || e.Name.Local == "i") {
			t.Errorf("%s holds an element %s of an article's", name, e.Name.Local)
		}
	}
}
