package desk

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"dateline/indexer"
	"dateline/scraper"
	"dateline/scraper/db/dbtest"
)

// What is followed is kept, by name, until it is not; of one host or name there is one.
func TestFollow(t *testing.T) { dbtest.Run(t, testFollow) }

func testFollow(t *testing.T) {
	r := newRoom(t, Options{})
	outlet := func(name, home string, feeds ...string) scraper.Outlet {
		return scraper.Outlet{Name: name, Home: home, Feeds: feeds}
	}
	for _, tt := range []struct {
		outlet scraper.Outlet
		says   string // of what is wrong; empty if nothing is
	}{
		{outlet("The Weir", "http://weir.example/", "http://weir.example/feed"), ""},
		{outlet("the mill", "http://www.mill.example/"), ""},
		{outlet("Another", "https://WEIR.example/other"), `"The Weir" at weir.example is followed already: it was added`},
		{outlet("THE WEIR", "http://b.example/"), "followed already"},
		{outlet("", "http://b.example/"), "name: is missing"},
		{outlet("B\n", "http://b.example/"), "name: holds a character"},
		{outlet("B", ""), "home: is missing"},
		{outlet("B", "http://b.example/", make([]string, 101)...), "feeds: these are 101"},
	} {
		_, err := r.Follow(t.Context(), tt.outlet)
		if (err == nil) != (tt.says == "") || err != nil && !strings.Contains(err.Error(), tt.says) {
			t.Errorf("Follow(%q, %q): %v, want %q", tt.outlet.Name, tt.outlet.Home, err, tt.says)
		}
	}
	kept := func() string {
		list, err := r.Outlets(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, o := range list {
			out = append(out, fmt.Sprint(o.Host, " ", o.Scraped().Name, " ", o.Scraped().Feeds, " ", o.Added.IsZero()))
		}
		return strings.Join(out, "; ")
	}
	if got, want := kept(), "mill.example the mill [] false; weir.example The Weir [http://weir.example/feed] false"; got != want {
		t.Errorf("kept are %s, want %s", got, want)
	}
	if err := r.Unfollow(t.Context(), "mill.example"); err != nil {
		t.Error(err)
	}
	if err := r.Unfollow(t.Context(), "mill.example"); !errors.Is(err, indexer.ErrNotFound) {
		t.Errorf("unfollowed again: %v", err)
	}
	if got := kept(); !strings.HasPrefix(got, "weir.example") {
		t.Errorf("kept are %s", got)
	}
}
