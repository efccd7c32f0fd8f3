package canon

import (
	"fmt"
	"strings"
	"testing"
)

func TestURL(t *testing.T) {
	const base = "https://www.a.example/news/story.html?x=1"
	for _, tt := range []struct{ raw, want string }{
		{"https://A.Example", "https://a.example/"},
		{"https://a-example.cdn.ampproject.org/c/s/www.a.example/amp/story?id=1&amp_js_v=0.1", "https://www.a.example/amp/story?id=1&amp_js_v=0.1"},
		{"https://a-example.cdn.ampproject.org/v/a.example/story", "http://a.example/story"},
		{"https://www.google.com/amp/s/www.a.example/story", "https://www.a.example/story"},
		{"https://a-example.cdn.ampproject.org/i/s/www.a.example/x.png", "https://a-example.cdn.ampproject.org/i/s/www.a.example/x.png"},
		{"https://www.google.com/amp/s/nowhere/story", "https://www.google.com/amp/s/nowhere/story"},
		{"HTTP://a.example:80/x", "http://a.example/x"},
		{"https://a.example:443/x#part", "https://a.example/x"},
		{"https://a.example:8443/x", "https://a.example:8443/x"},
		{"https://a.example/a/../b/./c/", "https://a.example/b/c/"},
		{"https://a.example/a/..", "https://a.example/"},
		{"https://a.example/../../x", "https://a.example/x"},
		{"https://a.example//double//slash", "https://a.example//double//slash"},
		{"https://a.example/%7Euser/%e9%2f", "https://a.example/~user/%E9%2F"},
		{"https://a.example/caf\u00e9 bar", "https://a.example/caf%C3%A9%20bar"},
		{"https://a.example/x?utm_source=rss&id=7&fbclid=1&b", "https://a.example/x?id=7&b"},
		{"https://a.example/x?%75tm_source=rss&id=7", "https://a.example/x?id=7"},
		{"https://a.example/x?PHPSESSID=0f3a&id=7&sid=9", "https://a.example/x?id=7&sid=9"},
		{"https://a.example/x?CFID=1&CFTOKEN=2", "https://a.example/x"},
		{"https://a.example/story;jsessionid=0F3A?id=7", "https://a.example/story?id=7"},
		{"https://a.example/a;JSESSIONID=0F/b;x=1;jsessionid=1;y=2", "https://a.example/a/b;x=1;y=2"},
		{"https://a.example/story;%6asessionid=0F3A", "https://a.example/story"},
		{"https://a.example/story;lang=en", "https://a.example/story;lang=en"},
		{"https://a.example/x?UTM_Medium=x", "https://a.example/x"},
		{"https://a.example/x?b=2&a=1", "https://a.example/x?b=2&a=1"},
		{"https://a.example./x", "https://a.example/x"},
		{"https://b\u00fccher.example/", "https://xn--bcher-kva.example/"},
		{"http://[::1]:80/", "http://[::1]/"},
		{" https://a.example/x\n", "https://a.example/x"},
		{"https://a.example/lo\nng", "https://a.example/long"},
		{"other.html", "https://www.a.example/news/other.html"},
		{"/top", "https://www.a.example/top"},
		{"//b.example/x", "https://b.example/x"},
		{"?page=2", "https://www.a.example/news/story.html?page=2"},
		{"", ""},
		{"javascript:alert(1)", ""},
		{"mailto:desk@a.example", ""},
		{"file:///etc/passwd", ""},
		{"https://", ""},
		{"https://user:secret@a.example/", ""},
		{"https://a.example:99999999/x", ""},
		{"https://a.example:0/x", ""},
		{"https://a.example:0443/x", "https://a.example/x"},
		{"https://a.example:08443/x", "https://a.example:8443/x"},
		{"https://a.example:/x", "https://a.example/x"},
		{"https://data_desk.a.example/x", "https://data_desk.a.example/x"}, // no name by the book, but in use
		{"https://a..example/x", ""},
		{"https://" + strings.Repeat("x", 64) + ".example/", ""},
		{"https://\uff41.example/", "https://a.example/"},
		{"http://[fe80::1%25eth0]/", ""},
		{"https://a.example/.well-known//x", "https://a.example/.well-known//x"},
		{"https://a.example//b/../c", "https://a.example//c"},
		{"https://a.example/b/..", "https://a.example/"},
		{"https://a.example/b/.", "https://a.example/b/"},
		{"https://a.example/b%2F..%2Fc", "https://a.example/b%2F..%2Fc"},
		{"https://a b.example/", ""},
		{"https://a.example/%zz", ""},
		{"https://a.example/" + strings.Repeat("x", 5000), ""},
	} {
		got, err := URL(tt.raw, base)
		if got != tt.want || (err == nil) != (tt.want != "") {
			t.Errorf("URL(%.80q) = %q, %v; want %q", tt.raw, got, err, tt.want)
		}
	}
}

func TestURLErrorsSayWhatToDo(t *testing.T) {
	for _, tt := range []struct{ raw, want string }{
		{"a.example/story", "begin it with https://"},
		{"ftp://a.example/", "no http(s) address"},
		{"", "empty"},
		{"http:///x", "no host"},
	} {
		if _, err := URL(tt.raw, ""); err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("URL(%q): %v, want %q on one line", tt.raw, err, tt.want)
		}
	}
}

func TestSame(t *testing.T) {
	for _, tt := range []struct {
		page, canonical string
		want            bool
	}{
		{"https://www.a.example/x?p=1", "https://a.example/x", true},
		{"https://amp.a.co.uk/x", "https://www.a.co.uk/x", true},
		{"http://a.example/x", "https://a.example/x", true},
		{"https://evil.example/x", "https://a.example/x", false},
		{"https://a.co.uk/x", "https://b.co.uk/x", false},
		{"https://me.github.io/x", "https://you.github.io/x", false},
		{"https://a.example/x", "https://a.example/", false}, // the front page for a story
		{"https://a.example/", "https://a.example", true},
		{"http://10.0.0.1/x", "http://10.0.0.2/x", false},
		{"https://a.example/x", "javascript:alert(1)", false},
	} {
		if got := Same(tt.page, tt.canonical); got != tt.want {
			t.Errorf("Same(%q, %q) = %v, want %v", tt.page, tt.canonical, got, tt.want)
		}
	}
}

func FuzzURL(f *testing.F) {
	for _, s := range []string{"https://a.example/%2e%2e/x?utm_a=1&b=%41", "//b/..;/.%2e", "http://[::ffff:1.2.3.4]:080/%", "http://a/?%=&&", "https://a.example/a%2F..%2Fb",
		"https://x.cdn.ampproject.org/c/s/y.cdn.ampproject.org/v/s/www.google.com/amp/a.example/x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		once, err := URL(raw, "https://a.example/b/c")
		if err != nil {
			return
		}
		if twice, err := URL(once, ""); err != nil || twice != once {
			t.Errorf("URL(%q) = %q, and that again is %q, %v", raw, once, twice, err)
		}
	})
}

func ExampleURL() {
	address, err := URL("../2025/story?utm_source=feed&page=2#comments", "https://News.example:443/2024/")
	if err != nil {
		panic(err)
	}
	fmt.Println(address)
	// Output: https://news.example/2025/story?page=2
}
