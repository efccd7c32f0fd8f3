package frontier

import (
	"fmt"
	"strings"
	"testing"
)

func TestShape(t *testing.T) {
	for _, tt := range []struct{ address, want string }{
		{"https://a.example", "/"},
		{"https://a.example/", "/"},
		{"https://a.example/2025/03/01/mayor-shuts-the-old-bridge.html", "/0/0/0/*.html"},
		{"https://a.example/news/mayor-shuts-the-old-bridge-12345", "/news/*"},
		{"https://a.example/News/uk-51234567", "/news/uk-0"},
		{"https://a.example/calendar/2031-04", "/calendar/0-0"},
		{"https://a.example/calendar/2031-04-17", "/calendar/0-0-0"},
		{"https://a.example/calendar?month=4&year=2031", "/calendar?month&year"},
		{"https://a.example/calendar?year=2032&month=5", "/calendar?month&year"},
		{"https://a.example/shop?color=red&size=4&color=blue", "/shop?color&size"},
		{"https://a.example/shop?f%5B0%5D=a&f%5B17%5D=b", "/shop?f%0b0%0d"},
		{"https://a.example/story;jsessionid=0F3A2B?x", "/story;?x"},
		{"https://a.example/p/6f1ed002ab5595859014ebf0951522d9", "/p/*"},
		{"https://a.example/p/3b241101-e2bb-4255-8caf-4136c566a962", "/p/*"},
		{"https://a.example/p/a1b2c3d4e5f6g7", "/p/*"},
		{"https://a.example/article/a15", "/article/a0"},
		{"https://a.example/a/b/c/d/e/f/g/h", "/a/b/c/d/e/f/…"},
		{"https://a.example/a/b/a/b/a/", "/a/b/"},
		{"https://a.example/a/b/c/d/e/f/x", "/a/b/c/d/e/f/…"},
		{"https://a.example/?" + strings.Repeat("z&y&x&w&v&u&t&s&r&q&", 3), "/?&q&r&s&t&u&v&w&…"},
		{"https://a.example/%zz", "…"},
	} {
		if got := Shape(tt.address); got != tt.want {
			t.Errorf("Shape(%q) = %q, want %q", tt.address, got, tt.want)
		}
	}
}

func TestShapesAreShort(t *testing.T) {
	long := "https://a.example/" + strings.Repeat("abcdefghijklmnopqr/", 200) + "?" + strings.Repeat("abcdefghijklmnopqr&", 200)
	for i := range 200 {
		long += fmt.Sprintf("%c%c&", 'a'+i%26, 'a'+i/26)
	}
	if got := Shape(long); len(got) > 400 {
		t.Errorf("a shape of %d bytes: %.80q…", len(got), got)
	}
}

func FuzzShape(f *testing.F) {
	f.Add("https://a.example/2025/a-b-c-d.html;x?y=1&z#w")
	f.Fuzz(func(t *testing.T, address string) {
		if got := Shape(address); len(got) > 400 {
			t.Errorf("Shape(%q) has %d bytes", address, len(got))
		}
	})
}
