package frontier

import (
	"reflect"
	"testing"
	"time"

	"dateline/scraper/db/dbtest"
)

func TestDepth(t *testing.T) { dbtest.Run(t, testDepth) }

func testDepth(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	feed := page("a.example", "/feed")
	feed.Form = FeedForm
	w.add(feed, page("a.example", "/1"), page("b.example", "/1"), page("c.example", "/1"), page("d.example", "/1"))
	since := w.at
	w.at = w.at.Add(time.Minute)
	if v, _ := w.lease(); v == nil || v.URL != feed.URL {
		t.Fatalf("leased %v, want the feed", v)
	}
	v, _ := w.lease()
	w.done(v, Outcome{Result: New, Status: 200}) // b.example: it comes again later
	for host, until := range map[string]time.Duration{"c.example": time.Minute, "d.example": time.Hour} {
		if err := w.Hold(ctx, host, w.at.Add(until)); err != nil {
			t.Fatal(err)
		}
	}
	got, err := w.Depth(ctx, 1)
	if err != nil {
		t.Fatal(err)
	}
	want := Depth{
		Classes: [classes]ClassDepth{{Class: "wanted"}, {Class: "lists", Leased: 1}, {Class: "pages", Due: 3, Later: 1}, {Class: "last"}},
		Oldest:  since,
		Hosts:   HostDepth{Ready: 0, Held: 2, Visited: 1},
		Slowest: []Held{{"d.example", w.at.Add(time.Hour)}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("Depth = %+v\nwant    %+v", got, want)
	}
}
