package frontier

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	"dateline/scraper/db/dbtest"
)

func TestPlace(t *testing.T) {
	for _, tt := range []struct {
		name  string
		t     Trap
		host  Trap
		since time.Duration
		want  place
		probe bool
	}{
		{"nothing known", Trap{}, Trap{}, most, queued, false},
		{"enough wait", Trap{Waiting: 50}, Trap{Waiting: 50}, most, behind, false},
		{"far too many wait", Trap{Waiting: 500}, Trap{Waiting: 500}, most, skipped, false},
		{"good, and many wait", Trap{Visited: 30, Articles: 25, Waiting: 500}, Trap{Waiting: 500}, most, queued, false},
		{"good, and the host is full", Trap{Visited: 3000, Articles: 2500, Waiting: 4000}, Trap{Waiting: mostWaiting}, most, skipped, false},
		{"too early to judge", Trap{Visited: 19}, Trap{}, most, queued, false},
		{"one in twenty", Trap{Visited: 40, Articles: 2}, Trap{}, most, queued, false},
		{"barren", Trap{Visited: 41, Articles: 2}, Trap{}, time.Hour, skipped, false},
		{"barren, tried again after a day", Trap{Visited: 41, Articles: 2}, Trap{}, day, behind, true},
		{"nothing known, on a barren host", Trap{}, Trap{Visited: 100, Articles: 4}, most, queued, false},
		{"two tries on a barren host", Trap{Visited: 2}, Trap{Visited: 100, Articles: 4}, time.Hour, skipped, false},
		{"good shape of a barren host", Trap{Visited: 20, Articles: 4}, Trap{Visited: 100, Articles: 4}, most, queued, false},
		{"some wait on a barren host", Trap{Waiting: 2}, Trap{Visited: 100, Articles: 4}, most, behind, false},
		{"barren, and some wait still", Trap{Visited: 41, Waiting: 1}, Trap{Waiting: 1}, day, skipped, false},
	} {
		if p, probe := tt.t.place(tt.host, tt.since); p != tt.want || probe != tt.probe {
			t.Errorf("%s: place = %d, %t; want %d, %t", tt.name, p, probe, tt.want, tt.probe)
		}
	}
}

// A site is what a frontier is sent through in the tests below: it answers an
// address with an outcome and the addresses found there.
type site func(v *Visit) (o Outcome, found []string)

// crawl visits what is due, at most n times, and returns what was visited.
func (w *world) crawl(s site, n int) (visited []string) {
	w.t.Helper()
	for len(visited) < n {
		v, _ := w.lease()
		if v == nil {
			break
		}
		visited = append(visited, v.URL)
		o, found := s(v)
		w.update(func(ctx context.Context, tx *sql.Tx) error {
			var list []Address
			for _, path := range found {
				a := page("a.example", path)
				a.FoundOn = v.URL
				list = append(list, a)
			}
			if _, err := w.Add(ctx, tx, list...); err != nil {
				return err
			}
			return w.Done(ctx, tx, v, o)
		})
		w.at = w.at.Add(time.Second)
	}
	return visited
}

func TestTrapsEnd(t *testing.T) {
	session := 0
	for _, tt := range []struct {
		name  string
		most  int // visits that the trap may cost
		trap  site
		shape string
	}{
		{"calendar without end", 100, func(v *Visit) (Outcome, []string) {
			var y, m int
			if _, err := fmt.Sscanf(v.URL, "https://a.example/calendar/%d/%d", &y, &m); err != nil {
				y, m = 2025, 1
			}
			return Outcome{Result: Other, Status: 200}, []string{fmt.Sprintf("/calendar/%d/%d", y, m+1), fmt.Sprintf("/calendar/%d/%d", y+1, m)}
		}, "/calendar/0/0"},
		{"list by every choice", 150, func(v *Visit) (Outcome, []string) {
			var found []string
			for i := range 200 {
				found = append(found, fmt.Sprintf("/shop?color=%d&size=%d", len(v.URL), i), fmt.Sprintf("/shop?size=%d&color=%s", i, strings.Repeat("x", len(v.URL)%50)))
			}
			return Outcome{Result: Other, Status: 200}, found
		}, "/shop?color&size"},
		{"one page by a session in every link", 150, func(v *Visit) (Outcome, []string) {
			var found []string
			for range 20 {
				session++
				found = append(found, fmt.Sprintf("/home?token=%x", session*7919))
			}
			return Outcome{Result: Unchanged, Status: 200, SameAs: "https://a.example/home"}, found
		}, "/home?token"},
		{"deeper and deeper", 150, func(v *Visit) (Outcome, []string) {
			return Outcome{Result: Other, Status: 200}, []string{strings.TrimPrefix(v.URL, "https://a.example") + "a/", strings.TrimPrefix(v.URL, "https://a.example") + "b/"}
		}, ""},
		{"words made up", 600, func(v *Visit) (Outcome, []string) {
			var found []string
			for i := range 3 {
				word := []byte("/")
				for n := len(v.URL)*1000003 + i*7919 + int(v.Found.Unix()); n > 0; n /= 26 {
					word = append(word, byte('a'+n%26))
				}
				found = append(found, string(word))
			}
			return Outcome{Result: Other, Status: 200}, found
		}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.add(page("a.example", "/"))
			visited := w.crawl(tt.trap, 2000)
			if len(visited) > tt.most {
				t.Errorf("%d visits, and no end: want at most %d", len(visited), tt.most)
			}
			traps, err := w.Traps(t.Context(), 10)
			if err != nil || len(traps) == 0 || traps[0].Articles != 0 || traps[0].Skipped == 0 {
				t.Fatalf("Traps = %+v, %v; want one", traps, err)
			}
			if tt.shape != "" && traps[0].Shape != tt.shape {
				t.Errorf("the trap is %q, want %q", traps[0].Shape, tt.shape)
			}
			s, err := w.Status(t.Context())
			if err != nil || s.Skipped < traps[0].Skipped {
				t.Errorf("Status: %d skipped, %v; want %d at least", s.Skipped, err, traps[0].Skipped)
			}
			t.Logf("%d visits; %d addresses skipped", len(visited), s.Skipped)
		})
	}
}

func TestGoodPagesAreNoTrap(t *testing.T) {
	if testing.Short() {
		t.Skip("short: it makes thousands of visits")
	}
	w := newWorld(t)
	w.add(page("a.example", "/"))
	next := 0
	visited := w.crawl(func(v *Visit) (Outcome, []string) {
		var found []string
		for range 5 {
			next++
			found = append(found, fmt.Sprintf("/2025/03/story-%d.html", next))
		}
		// a fifth is no article
		if len(v.URL)%5 == 0 || v.URL == "https://a.example/" {
			return Outcome{Result: Other, Status: 200}, found
		}
		return Outcome{Result: New, Status: 200}, found
	}, 1000)
	if len(visited) != 1000 {
		t.Errorf("%d visits, want 1000: an outlet's articles were taken for a trap", len(visited))
	}
}

func TestFailingServerIsNoTrap(t *testing.T) { dbtest.Run(t, testFailingServerIsNoTrap) }

func testFailingServerIsNoTrap(t *testing.T) {
	w := newWorld(t)
	down := true
	s := func(*Visit) (Outcome, []string) {
		if down {
			return Outcome{Result: Failed, Status: 503}, nil
		}
		return Outcome{Result: New, Status: 200}, nil
	}
	found := func(from, to int) (n int) {
		var list []Address
		for i := from; i < to; i++ {
			a := page("a.example", fmt.Sprintf("/story/%d", i))
			a.FoundOn = "https://a.example/"
			list = append(list, a)
		}
		return w.add(list...)
	}
	found(0, 40)
	w.crawl(s, 40)
	down = false
	if n := found(40, 80); n != 40 {
		t.Errorf("%d of 40 addresses taken in after an outage, want all", n)
	}
}

func TestListedAndAskedForAreNoTrap(t *testing.T) { dbtest.Run(t, testListedAndAskedForAreNoTrap) }

func testListedAndAskedForAreNoTrap(t *testing.T) {
	w := newWorld(t)
	feed := page("a.example", "/feed")
	feed.Form = FeedForm
	w.add(feed)
	v, _ := w.lease()
	w.done(v, Outcome{Result: Listing})
	from := func(foundOn string, first, n int) (list []Address) {
		for i := range n {
			a := page("a.example", fmt.Sprintf("/tag/%d", first+i))
			a.FoundOn = foundOn
			list = append(list, a)
		}
		return list
	}
	w.add(from("https://a.example/", 0, 30)...)
	w.crawl(func(*Visit) (Outcome, []string) { return Outcome{Result: Other, Status: 200}, nil }, 30)
	if n := w.add(from("https://a.example/", 100, 10)...); n != 1 {
		t.Errorf("%d of 10 taken in from a page, want one, to see if the site has changed", n)
	}
	if n := w.add(from(feed.URL, 200, 10)...); n != 10 {
		t.Errorf("%d of 10 taken in from a feed, want all", n)
	}
	isNew, err := w.Want(t.Context(), from("", 300, 1))
	if err != nil || !isNew["https://a.example/tag/300"] {
		t.Errorf("Want = %v, %v; want it taken in", isNew, err)
	}
	if v, _ := w.lease(); v == nil || v.URL != "https://a.example/tag/300" {
		t.Errorf("leased %v, want what a person waits for", v)
	}
}

func TestHostHasABudget(t *testing.T) {
	w := newWorld(t)
	taken := 0
	for i := range mostWaiting/400 + 3 {
		var list []Address
		for j := range 400 {
			a := page("a.example", fmt.Sprintf("/%c%c/%d", 'a'+i%26, 'a'+i/26, j))
			a.FoundOn = "https://b.example/"
			list = append(list, a)
		}
		taken += w.add(list...)
	}
	if taken != mostWaiting {
		t.Errorf("%d addresses of one host wait, want %d", taken, mostWaiting)
	}
	// With a visit, one may follow.
	v, _ := w.lease()
	w.done(v, Outcome{Result: New, Status: 200})
	a := page("a.example", "/zz/new")
	a.FoundOn = "https://b.example/"
	b := page("a.example", "/zz/newer")
	b.FoundOn = a.FoundOn
	if n := w.add(a, b); n != 1 {
		t.Errorf("%d of 2 taken in after one visit, want 1", n)
	}
}
