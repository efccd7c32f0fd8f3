package robots

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestAllowed(t *testing.T) {
	const site = "https://a.example"
	for _, tt := range []struct {
		robots, path string
		want         bool
	}{
		{"", "/x", true},
		{"User-agent: *\nDisallow: /", "/x", false},
		{"User-agent: *\nDisallow:", "/x", true},
		{"User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", true},
		{"User-agent: *\nDisallow: /a\nAllow: /a", "/a", true}, // as long: allow
		{"User-agent: *\nDisallow: /*.pdf$", "/x.pdf", false},
		{"User-agent: *\nDisallow: /*.pdf$", "/x.pdf?y", true},
		{"User-agent: *\nDisallow: /a*b*c", "/aXbYc/z", false},
		{"User-agent: *\nDisallow: /?", "/?p=1", false},
		{"User-agent: *\nDisallow: /caf\u00e9", "/caf%C3%A9/x", false},
		{"User-agent: *\nDisallow: /%7euser", "/~user", false},
		{"User-agent: other\nDisallow: /", "/x", true},
		{"User-agent: dateline\nDisallow: /x\n\nUser-agent: *\nDisallow: /", "/y", true}, // our own group alone
		{"User-agent: other\nUser-agent: Dateline\nDisallow: /x", "/x", false},
		{"User-agent: Dateline\nDisallow: /x\nUser-agent: Dateline\nDisallow: /y", "/y", false}, // both groups
		{"Disallow: /\nUser-agent: *\nDisallow: /x", "/y", true},                                // a rule of nobody's
		{"User-agent: *\nDisallow: /x # for now", "/x", false},
		{"\ufeffUser-agent: *\r\nDisallow: /x\r\n", "/x", false},
		{"user-agent *\ndisallow /x", "/x", false}, // no colons
		{"User-agent: *\nSitemap: /s.xml\nDisallow: /x", "/x", false},
		{"User-agent: *\nDisallow: /", "/robots.txt", true},
		{"<html><body>User-agent: *</body></html>", "/x", true},
		{"User-agent: Dateline\nCrawl-delay: 9\nUser-agent: *\nDisallow: /x", "/x", false}, // one group: a delay ends none
		{"User-agent: *\nDisallow: /a$b", "/a$b", false},
		{"User-agent: *\nDisallow: /a%24b", "/a$b", false},
		{"User-agent: *\nDisallow: /a%2Ab", "/a*b", false},
		{"User-agent: *\nDisallow: /a%2Ab", "/aXb", true},
		{"User-agent: *\nDisallow: /a*b", "/a*b", false},
		{"User-agent: *\nDisallow: /x", "?u=http://b.example/x", true},
		{"User-agent: *\nDisallow: /?u=", "?u=http://b.example/x", false},
		{"User-agent: *\nDisallow: /x", "/x#part", false},
		{"User-agent: *\nDisallow: /foo/%62%61%7A", "/foo/baz", false}, // one encoding for both
		{"User-agent: *\nDisallow: /foo/\u30c4", "/foo/\u30c4", false},
		{"User-agent: Dateline Bar\nDisallow: /x", "/x", false}, // a name ends where its letters do
		{"User-agent: *\nDisallow: /index.html", "/", true},
		{"User-agent: *\nDisallow: /%", "/%", false},
		{"User-agent: *\nDisallow: /%2", "/%2", false},
		{"User-agent: *\x00\nDisallow: /\nUser-agent: Dateline\x00", "/x", true}, // a group without rules
		{"User-agent: *\rDisallow: /x\r", "/x", false},
		{"User-agent: *\nDisallow: $", "/x", true},
		{"User-agent: *\nDisallow: *", "/x", false},
		{"User-agent: *\nDisallow: /**********x$", "/ax", false},
	} {
		if got := Parse([]byte(tt.robots)).Allowed("Dateline/0.1 (+mailto:desk@a.example)", site+tt.path); got != tt.want {
			t.Errorf("%q: Allowed(%s) = %v, want %v", tt.robots, tt.path, got, tt.want)
		}
	}
}

func TestFor(t *testing.T) {
	deny := []byte("User-agent: *\nDisallow: /x")
	for _, tt := range []struct {
		status int
		want   bool
	}{{200, false}, {204, false}, {301, true}, {404, true}, {403, true}, {410, true}, {429, false}, {500, false}, {503, false}, {0, false}} {
		if got := For(tt.status, deny).Allowed("Dateline", "https://a.example/x"); got != tt.want {
			t.Errorf("after status %d: %v, want %v", tt.status, got, tt.want)
		}
	}
}

func TestDelay(t *testing.T) {
	for _, tt := range []struct {
		robots string
		want   time.Duration
		stated bool
	}{
		{"User-agent: *\nCrawl-delay: 5", 5 * time.Second, true},
		{"User-agent: *\nCrawl-delay: 0.1", 100 * time.Millisecond, true},
		{"User-agent: *\nCrawl-delay: 1e99", 24 * time.Hour, true},
		{"User-agent: *\nCrawl-delay: NaN", 0, false},
		{"User-agent: *\nCrawl-delay: -1", 0, false},
		{"User-agent: *\nCrawl-delay: soon", 0, false},
		{"Crawl-delay: 9", 0, false},
		{"User-agent: other\nCrawl-delay: 9\nUser-agent: *\nDisallow: /x", 0, false}, // asked of the other one
		{"User-agent: other\nUser-agent: *\nCrawl-delay: 9", 9 * time.Second, true},
		{"User-agent: *\nCrawl-delay: 9\nUser-agent: Dateline\nDisallow: /x", 0, false}, // our own group alone
		{"User-agent: *\nCrawl-delay: 3\nDisallow: /x\nUser-agent: *\nCrawl-delay: 9", 9 * time.Second, true},
	} {
		if got, stated := Parse([]byte(tt.robots)).Delay("Dateline"); got != tt.want || stated != tt.stated {
			t.Errorf("%q: Delay = %s, %v; want %s, %v", tt.robots, got, stated, tt.want, tt.stated)
		}
	}
}

func TestLargeFilesAreCutAtALine(t *testing.T) {
	body := "User-agent: *\nDisallow: /secret\n" + strings.Repeat("# filling\n", MaxBytes/10-4) + "Disallow: /open-and-more\n"
	rules := Parse([]byte(body))
	if rules.Allowed("Dateline", "https://a.example/secret") {
		t.Error("the rule at the start was lost")
	}
	if !rules.Allowed("Dateline", "https://a.example/open") {
		t.Error("half a rule was taken for a rule")
	}
}

func TestHostilePatternsAreQuick(t *testing.T) {
	body := "User-agent: *\nDisallow: /" + strings.Repeat("*a", 100000) + "b\n"
	start := time.Now()
	Parse([]byte(body)).Allowed("Dateline", "https://a.example/"+strings.Repeat("a", 4000))
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("one match took %s", took)
	}
}

// The cases of the most used parser, where the measured data is at hand.
func TestPublishedCases(t *testing.T) {
	folder := os.Getenv("DATELINE_CORPORA")
	if folder == "" {
		t.Skip("set DATELINE_CORPORA to the folder of measured data to run this test")
	}
	data, err := os.ReadFile(filepath.Join(folder, "robots", "cases.json"))
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Test, Robots, Agent, URL string
		Allowed                  bool
	}
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	// Decided otherwise, as the package comment says.
	otherwise := map[string]bool{
		"GoogleOnly_AcceptUserAgentUpToFirstSpace Foo Bar http://foo.bar/x/y":  true,
		"GoogleOnly_IndexHTMLisDirectory foobot http://foo.com/allowed-slash/": true,
		"ID_Encoding FooBot http://foo.bar/foo/bar/ツ":                          true,
		"ID_Encoding FooBot http://foo.bar/foo/bar/baz":                        true,
	}
	right := 0
	for _, c := range cases {
		got := Parse(latin1(c.Robots)).Allowed(c.Agent, c.URL)
		if got == c.Allowed {
			right++
		}
		if (got == c.Allowed) == otherwise[c.Test+" "+c.Agent+" "+c.URL] {
			t.Errorf("%s: %q for %s: Allowed(%s) = %v", c.Test, c.Robots, c.Agent, c.URL, got)
		}
	}
	t.Logf("%d of %d as published", right, len(cases))
}

// latin1 returns the bytes that a case means: they were written down as one
// character a byte.
func latin1(s string) []byte {
	var out []byte
	for _, r := range s {
		if r > 0xff {
			return []byte(s)
		}
		out = append(out, byte(r))
	}
	return out
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("User-agent: *\nDisallow: /*a$\nCrawl-delay: 1\nSitemap: x"), "https://a.example/%zz?*")
	f.Add([]byte("\xef\xbb\xbfuser-agent *\rdisallow /%e3%83\x84$$\x00"), "//a.example")
	f.Add([]byte("Disallow: /\nUser-agent:\nUser-agent: */\nAllow: "+strings.Repeat("*a", 50)), "/"+strings.Repeat("a", 60))
	f.Add([]byte("User-agent: Dateline\nCrawl-delay: -0\nCrawl-delay: 1e999\nDisallow:#\n:\n::\n"), "x")
	f.Fuzz(func(t *testing.T, body []byte, url string) {
		r := Parse(body)
		if r.Allowed("Dateline", url) != r.Allowed("dateline/2", url) {
			t.Error("the version in the name makes a difference")
		}
		if d, _ := r.Delay("Dateline"); d < 0 || d > 24*time.Hour {
			t.Errorf("delay %s", d)
		}
	})
}

func ExampleParse() {
	rules := Parse([]byte("User-agent: *\nDisallow: /search\nSitemap: https://a.example/news.xml\n"))
	fmt.Println(rules.Allowed("Dateline", "https://a.example/search?q=x"), rules.Allowed("Dateline", "https://a.example/story"))
	fmt.Println(slices.Collect(slices.Values(rules.Sitemaps())))
	// Output:
	// false true
	// [https://a.example/news.xml]
}
