package feed

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// tree writes outlines in one line: title, <feed>, (home) and [outlines].
func tree(list []Outline) string {
	var parts []string
	for _, o := range list {
		s := o.Title
		if o.Feed != "" {
			s += " <" + o.Feed + ">"
		}
		if o.Home != "" {
			s += " (" + o.Home + ")"
		}
		if len(o.Outlines) > 0 {
			s += " [" + tree(o.Outlines) + "]"
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, ", ")
}

func TestParseOPML(t *testing.T) {
	for _, tt := range []struct{ name, body, want string }{
		{"flat", `<opml version="1.0"><head><title> My  list </title></head><body><outline text="Mill" type="rss" xmlUrl="https://mill.example/feed" htmlUrl="https://mill.example/"/></body></opml>`,
			"My list: Mill <https://mill.example/feed> (https://mill.example/)"},
		{"nested", `<opml version="2.0"><body><outline text="News"><outline text="Mill &amp; Weir" title="Mill" xmlUrl="/a"/><outline text="Deep"><outline text="B" xmlUrl="/b"/></outline></outline></body></opml>`,
			": News [Mill </a>, Deep [B </b>]]"},
		{"other case", `<OPML><body><Outline TEXT="A" XMLURL="/a" HtmlUrl="/h"></Outline></body></OPML>`, ": A </a> (/h)"},
		{"a link", `<opml><body><outline text="A" type="link" url="https://a.example/"/><outline text="B" type="include" url="https://b.example/"/></body></opml>`,
			": A (https://a.example/), B"},
		{"windows-1252, undeclared", "<opml><body><outline text=\"S\xfcddeutsche Gr\xfc\xdfe\" xmlUrl=\"/a\"/></body></opml>", ": Süddeutsche Grüße </a>"},
		{"broken off", `<opml><body><outline text="N"><outline text="A" xmlUrl="/a"/><outline text="B`, ": N [A </a>]"},
		{"bare ampersand", `<opml><body><outline text="A & B" xmlUrl="/a?x=1&y=2"/></body></opml>`, ": A & B </a?x=1&y=2>"},
	} {
		o, err := ParseOPML([]byte(tt.body))
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if got := o.Title + ": " + tree(o.Outlines); got != tt.want {
			t.Errorf("%s: got  %s\nwant %s", tt.name, got, tt.want)
		}
	}
}

func TestParseOPMLSaysWhatItIsNot(t *testing.T) {
	for _, tt := range []struct{ body, want string }{
		{"", "empty"},
		{"<html>", "an HTML page"},
		{"<rss version='2.0'/>", "<rss>"},
		{"\x1f\x8b", "broken gzip"},
		{"<opml><body><outline", "begins like one"},
		{`<!DOCTYPE opml [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><opml/>`, "entity bomb"},
	} {
		if _, err := ParseOPML([]byte(tt.body)); !errors.Is(err, ErrNotOPML) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("ParseOPML(%q) = %v, want ErrNotOPML that tells of %q", tt.body, err, tt.want)
		}
	}
}

func TestParseOPMLIsBounded(t *testing.T) {
	deep := `<opml><body>` + strings.Repeat(`<outline text="a">`, 100_000)
	o, err := ParseOPML([]byte(deep))
	if err != nil {
		t.Fatal(err)
	}
	depth, count := 0, 0
	var walk func(list []Outline, at int)
	walk = func(list []Outline, at int) {
		depth, count = max(depth, at), count+len(list)
		for _, inner := range list {
			walk(inner.Outlines, at+1)
		}
	}
	walk(o.Outlines, 0)
	if depth > maxNesting || count != maxOutlines {
		t.Errorf("%d outlines, %d deep", count, depth)
	}
}

func TestOPMLThereAndBack(t *testing.T) {
	o := &OPML{Title: `Cuttings <"&'> ß`, Outlines: []Outline{
		{Title: "The Mill", Feed: "https://mill.example/feed?a=1&b=2", Home: "https://mill.example/"},
		{Title: "The Weir", Home: "https://weir.example/", Outlines: []Outline{
			{Title: "News", Feed: "https://weir.example/news.xml", Home: "https://weir.example/"},
			{Title: "Sport", Feed: "https://weir.example/sport.xml"},
		}},
		{Title: "No feed", Home: "https://none.example/"},
	}}
	back, err := ParseOPML(FormatOPML(o))
	if err != nil || !reflect.DeepEqual(o, back) {
		t.Errorf("got  %+v, %v\nwant %+v", back, err, o)
	}
}

func FuzzParseOPML(f *testing.F) {
	f.Add([]byte(`<opml version="2.0"><head><title>T</title></head><body><outline text="A"><outline text="B" xmlUrl="/b" htmlUrl="/h"/></outline></body></opml>`))
	f.Add([]byte(`<?xml version="1.0" encoding="koi8-r"?><opml><body><outline type="link" url="/a"/>`))
	f.Fuzz(func(t *testing.T, body []byte) {
		o, err := ParseOPML(body)
		if err != nil {
			if !errors.Is(err, ErrNotOPML) {
				t.Errorf("error %v is no ErrNotOPML", err)
			}
			return
		}
		back, err := ParseOPML(FormatOPML(o))
		if err != nil || back.Title != o.Title {
			t.Errorf("%+v reads again as %+v, %v", o, back, err)
		}
	})
}

func ExampleParseOPML() {
	o, err := ParseOPML([]byte(`<opml version="2.0"><body><outline text="Local">
		<outline type="rss" text="The Mill" xmlUrl="https://mill.example/feed" htmlUrl="https://mill.example/"/>
		</outline></body></opml>`))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, folder := range o.Outlines {
		fmt.Println(folder.Title, folder.Outlines[0].Title, folder.Outlines[0].Feed)
	}
	// Output: Local The Mill https://mill.example/feed
}
