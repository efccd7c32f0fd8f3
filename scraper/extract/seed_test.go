package extract_test

import (
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dateline/scraper"
	"dateline/scraper/extract"
)

// TestReadSeed reads the articles of the seed site.
func TestReadSeed(t *testing.T) {
	dir := os.Getenv("DATELINE_SEED")
	if dir == "" {
		t.Skip("the seed articles are not read: set DATELINE_SEED to the folder that holds site/")
	}
	read := func(file, addr string) *scraper.Article {
		t.Helper()
		body, err := os.ReadFile(filepath.Join(dir, "site", file))
		if err != nil {
			t.Fatal(err)
		}
		a, err := extract.Read(&scraper.Page{URL: addr, FinalURL: addr, Status: 200, Header: http.Header{"Content-Type": {"text/html"}}, Body: body}, nil)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		checkWhole(t, a)
		return a
	}
	const kgb = "http://dailyrecord.example/politics/former-kgb-agents-same-story/"
	for _, tt := range []struct {
		file, addr, kind, published, bylines, first, last string
	}{
		{"dailyrecord-kgb.html", kgb, "analysis", "2025-02-24T14:05:00Z", "Andrew", "Russia, Russia, Russia, he'll scream.", "— An investigator (@investigator)"},
		{"dailyrecord-kgb-v2.html", kgb, "analysis", "2025-02-24T14:05:00Z", "Andrew", "Russia, Russia, Russia, he'll scream.", "Correction, February 26, 2025: An earlier version of this article misspelled the names of Yuri Shvets, Sergei Zhyrnov and Alexander Motyl."},
		{"thehill-oped.html", "http://thehill.example/opinion/international/5162890-motyl-krasnov/", "opinion", "2025-02-22T13:00:00Z", "Alexander J. Motyl", "A former head", "None of this is proof."},
		{"portal-syndicated.html", "http://portal.example/news/krasnov-three-men-130000417.html", "opinion", "2025-02-22T13:00:00Z", "Alexander J. Motyl", "A former head", "None of this is proof."},
		{"factdesk.html", "http://factdesk.example/2025/02/what-we-know-krasnov", "fact-check", "2025-02-25T10:40:00Z", "", "A claim about Donald Trump", "Our rating: unproven."},
		{"kyivradio.html", "http://kyivradio.example/interview/zhyrnov-2025-02-21", "interview", "2025-02-21", "", "Sergei Zhyrnov, a former KGB officer", "Asked about the Facebook post"},
	} {
		a := read(tt.file, tt.addr)
		first, last, _ := strings.Cut(a.Text, "\n")
		last = last[strings.LastIndexByte(last, '\n')+1:]
		if a.Kind.String() != tt.kind || strings.Join(a.Bylines, "|") != tt.bylines || a.URL != tt.addr {
			t.Errorf("%s: %s %q %q at %s, want %s %q", tt.file, a.Kind, a.KindEvidence, a.Bylines, a.URL, tt.kind, tt.bylines)
		}
		if got := a.Published.String(); strings.Replace(got, "+00:00", "Z", 1) != tt.published {
			t.Errorf("%s: published %s (%s), want %s", tt.file, got, a.Published.From, tt.published)
		}
		if !strings.HasPrefix(first, tt.first) || !strings.HasPrefix(last, tt.last) {
			t.Errorf("%s: text from %q to %q, want %q to %q", tt.file, first, last, tt.first, tt.last)
		}
		for _, furniture := range []string{
			"Independent since 1998", "Flood of 2024", "best films of 1999", "Seven Kitchen Gadgets of 2019", "Updated January 2023",
			"18 years at the keyboard", "visit St. Petersburg in 1987", "Ex-USSR KGB Chief", "founded in 2016", "1625 K Street", "A lesson from 1962", "are their own", "Published 25", "8:00 AM",
		} {
			if strings.Contains(a.Text, furniture) {
				t.Errorf("%s: the text holds %q", tt.file, furniture)
			}
		}
		if os.Getenv("SHOW") != "" {
			t.Logf("%s: %q | %q | %q | %q | %v | %q\n%q\n%s", tt.file, a.Headline, a.SiteName, a.Section, a.Language, a.KindEvidence, a.Modified.String(), a.Captions, a.Text)
			for _, c := range a.Citations {
				t.Logf("  %+v", c)
			}
		}
	}
	v2 := read("dailyrecord-kgb-v2.html", kgb)
	if !slices.ContainsFunc(v2.Blocks, func(b scraper.Block) bool { return b.Kind == scraper.Note }) {
		t.Error("the correction is no Note")
	}
}

// checkWhole checks what holds for every article: blocks tile the text, and
// citations stand where they say.
func checkWhole(t *testing.T, a *scraper.Article) {
	t.Helper()
	runes := []rune(a.Text)
	at := 0
	for i, b := range a.Blocks {
		if i > 0 {
			if at >= len(runes) || runes[at] != '\n' {
				t.Errorf("no line break before block %d", i)
				return
			}
			at++
		}
		if b.Start != at || b.End <= b.Start || b.End > len(runes) {
			t.Errorf("block %d is at %d to %d, want it to start at %d of %d", i, b.Start, b.End, at, len(runes))
			return
		}
		if s := string(runes[b.Start:b.End]); strings.ContainsAny(s, "\n\r\t") || strings.TrimSpace(s) != s || strings.Contains(s, "  ") {
			t.Errorf("block %d is not collapsed: %q", i, s)
		}
		at = b.End
	}
	if at != len(runes) {
		t.Errorf("the blocks end at %d, the text at %d", at, len(runes))
	}
	for _, c := range a.Citations {
		if c.Start < 0 || c.End > len(runes) || c.Start >= c.End || string(runes[c.Start:c.End]) != c.Anchor {
			t.Errorf("citation %+v does not stand at its place", c)
		} else if !strings.Contains(c.Sentence, strings.TrimSpace(c.Anchor)) {
			t.Errorf("the sentence of %+v does not hold its anchor", c)
		}
	}
}
