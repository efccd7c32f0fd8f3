package frontier

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"dateline/scraper/db/dbtest"
)

func TestReason(t *testing.T) {
	for _, tt := range []struct {
		o    Outcome
		want Reason
	}{
		{Outcome{Status: 404}, NotFound},
		{Outcome{Status: 410}, NotFound},
		{Outcome{Status: 403}, Refused},
		{Outcome{Status: 451}, Refused},
		{Outcome{Status: 429}, TooMany},
		{Outcome{Status: 503}, BadServer},
		{Outcome{Status: 418}, BadStatus},
		{Outcome{Status: 200, Says: "no feed"}, Unreadable},
		{Outcome{Says: "a.example did not answer in full within 30s: timeout"}, TooSlow},
		{Outcome{Says: "there is no host a.example: check the address"}, NoHost},
		{Outcome{Says: "a.example does not answer: connection refused"}, NoAnswer},
		{Outcome{}, NoAnswer},
	} {
		if got := tt.o.Reason(); got != tt.want {
			t.Errorf("reason of %d %q = %q, want %q", tt.o.Status, tt.o.Says, got, tt.want)
		}
	}
}

// visitOnce makes one visit to an address of the outlet A.
func (w *world) visitOnce(path string, form Form, o Outcome) {
	w.t.Helper()
	a := page("a.example", path)
	a.Form, a.Outlet = form, "A"
	if _, err := w.Want(w.t.Context(), []Address{a}); err != nil {
		w.t.Fatal(err)
	}
	v, _ := w.lease()
	if v == nil || v.URL != a.URL {
		w.t.Fatalf("leased %v, want %s", v, a.URL)
	}
	w.done(v, o)
}

func TestHealths(t *testing.T) { dbtest.Run(t, testHealths) }

func testHealths(t *testing.T) {
	w := newWorld(t)
	start := w.at
	w.visitOnce("/0", PageForm, Outcome{Result: New, Status: 200}) // 40 days ago: in no span but all
	w.at = start.Add(10 * day)                                     // 30 days ago: before
	w.visitOnce("/0", PageForm, Outcome{Result: Revised, Status: 200})
	w.at = start.Add(33 * day) // 7 days ago: before, and in the month
	w.visitOnce("/0", PageForm, Outcome{Result: Unchanged, Status: 304})
	w.at = start.Add(34 * day) // 6 days ago: in the week
	w.visitOnce("/1", PageForm, Outcome{Result: New, Status: 200})
	w.visitOnce("/2", PageForm, Outcome{Result: Other, Status: 200})
	w.visitOnce("/3", PageForm, Outcome{Result: Failed, Status: 404})
	w.visitOnce("/4", PageForm, Outcome{Result: Failed, Status: 410})
	w.at = start.Add(40 * day)
	w.visitOnce("/5", PageForm, Outcome{Result: Disallowed})
	w.visitOnce("/feed", FeedForm, Outcome{Result: Failed, Status: 503})
	w.visitOnce("/feed", FeedForm, Outcome{Result: Listing, Status: 200})
	w.visitOnce("/feed", FeedForm, Outcome{Result: Unchanged, Status: 304})
	list, err := w.Healths(t.Context())
	if err != nil || len(list) != 1 {
		t.Fatalf("Healths = %+v, %v; want one outlet", list, err)
	}
	h := list[0]
	format := func(c Counts) string {
		s := fmt.Sprintf("%d visits: %d new %d changed %d unchanged %d listing %d other %d disallowed %d failed; %d of %d %.2f;",
			c.Visits, c.New, c.Changed, c.Unchanged, c.Listing, c.Other, c.Disallowed, c.Failed, c.Articles, c.Pages, c.Yield)
		for _, why := range slices.Sorted(maps.Keys(c.Reasons)) {
			s += fmt.Sprintf(" %d %s", c.Reasons[why], why)
		}
		return s
	}
	for _, tt := range []struct {
		span string
		got  Counts
		want string
	}{
		{"week", h.Week, "8 visits: 1 new 0 changed 1 unchanged 1 listing 1 other 1 disallowed 3 failed; 1 of 2 0.50; 2 not found 1 server error"},
		{"month", h.Month, "9 visits: 1 new 0 changed 2 unchanged 1 listing 1 other 1 disallowed 3 failed; 2 of 3 0.67; 2 not found 1 server error"},
		{"before", h.Before, "2 visits: 0 new 1 changed 1 unchanged 0 listing 0 other 0 disallowed 0 failed; 2 of 2 1.00;"},
		{"total", h.Total, "11 visits: 2 new 1 changed 2 unchanged 1 listing 1 other 1 disallowed 3 failed; 4 of 5 0.80; 2 not found 1 server error"},
	} {
		if got := format(tt.got); got != tt.want {
			t.Errorf("%s: %s\nwant %s", tt.span, got, tt.want)
		}
	}
	if h.Outlet != "A" || h.Days != 28 || len(h.Warnings) != 0 {
		t.Errorf("%s, %d days before, %v", h.Outlet, h.Days, h.Warnings)
	}
}

func TestHealthIsOfTheVisitsTransaction(t *testing.T) {
	dbtest.Run(t, testHealthIsOfTheVisitsTransaction)
}

func testHealthIsOfTheVisitsTransaction(t *testing.T) {
	w := newWorld(t)
	w.add(page("a.example", "/1"))
	v, _ := w.lease()
	stop := errors.New("stop")
	err := w.db.Update(t.Context(), func(tx *sql.Tx) error {
		if err := w.Done(context.WithoutCancel(t.Context()), tx, v, Outcome{Result: New, Status: 200}); err != nil {
			return err
		}
		return stop
	})
	if !errors.Is(err, stop) {
		t.Fatal(err)
	}
	if list, err := w.Healths(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("Healths = %+v, %v; want none: the visit was not stored", list, err)
	}
}

func TestWarnings(t *testing.T) {
	good := Counts{Visits: 400, New: 80, Failed: 8, Disallowed: 4, Pages: 200, Articles: 180, Stored: 80, Dated: 78, Signed: 60}
	times := func(c Counts, n int) Counts {
		return Counts{Visits: c.Visits * n, New: c.New * n, Failed: c.Failed * n, Disallowed: c.Disallowed * n,
			Pages: c.Pages * n, Articles: c.Articles * n, Stored: c.Stored * n, Dated: c.Dated * n, Signed: c.Signed * n}
	}
	for _, tt := range []struct {
		name   string
		change func(h *Health)
		want   []string
	}{
		{"as before", func(*Health) {}, nil},
		{"better", func(h *Health) { h.Week = times(good, 3) }, nil},
		{"a little worse", func(h *Health) { h.Week.New, h.Week.Articles, h.Week.Failed = 60, 150, 30 }, nil},
		{"nothing is visited", func(h *Health) { h.Week = Counts{} }, []string{"visits", "new"}},
		{"no feed names anything new", func(h *Health) { h.Week.New, h.Week.Stored = 5, 5 }, []string{"new"}},
		{"pages are read no more", func(h *Health) { h.Week.Articles = 90 }, []string{"yield"}},
		{"the server fails", func(h *Health) { h.Week.Failed = 120 }, []string{"failed"}},
		{"robots.txt changed", func(h *Health) { h.Week.Disallowed = 200 }, []string{"disallowed"}},
		{"no dates", func(h *Health) { h.Week.Dated = 0 }, []string{"dated"}},
		{"fewer authors", func(h *Health) { h.Week.Signed = 25 }, []string{"signed"}},
		{"the archive was not asked", func(h *Health) {
			h.Week.Stored, h.Week.Dated, h.Week.Signed = 0, 0, 0
			h.Before.Stored, h.Before.Dated, h.Before.Signed = 0, 0, 0
		}, nil},
		{"all at once", func(h *Health) { h.Week = Counts{Visits: 100, New: 2, Failed: 80, Pages: 20, Articles: 2} },
			[]string{"visits", "new", "yield", "failed"}},
		{"a new outlet", func(h *Health) { h.Days, h.Week = 6, Counts{} }, nil},
		{"an outlet of two weeks", func(h *Health) { h.Days, h.Before, h.Week.New = 7, good, 5 }, []string{"new"}},
		{"by chance", func(h *Health) {
			h.Before = Counts{Visits: 44, New: 44, Pages: 44, Articles: 40}
			h.Week = Counts{Visits: 11, New: 4, Pages: 11, Articles: 7, Failed: 2}
		}, nil},
		{"never read any", func(h *Health) { h.Before, h.Week = Counts{}, Counts{Visits: 100, Pages: 100} }, nil},
	} {
		h := Health{Week: good, Before: times(good, 4), Days: 28}
		tt.change(&h)
		var got []string
		for _, warning := range Warnings(h) {
			got = append(got, warning.Figure)
			if warning.Says == "" || warning.Is == warning.Was {
				t.Errorf("%s: %+v says nothing", tt.name, warning)
			}
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: Warnings = %v, want %v", tt.name, got, tt.want)
		}
	}
	if got := Warnings(Health{Week: Counts{Pages: 20, Articles: 2}, Before: Counts{Pages: 100, Articles: 90}, Days: 28}); len(got) != 1 || got[0].Says != "10% of the pages hold an article in 7 days, 90% before" {
		t.Errorf("Warnings = %+v", got)
	}
}
