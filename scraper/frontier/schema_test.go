package frontier

import (
	"testing"
	"time"

	"dateline/scraper/db"
	"dateline/scraper/db/dbtest"
)

// The tables of the first version are brought up to date with what they hold.
func TestOldTablesAreKept(t *testing.T) { dbtest.Run(t, testOldTablesAreKept) }

func testOldTablesAreKept(t *testing.T) {
	const firstSteps = 7
	ctx := t.Context()
	w := &world{t: t, address: dbtest.Address(t), at: time.Date(2025, time.March, 1, 12, 0, 0, 0, time.UTC)}
	old, err := db.Open(ctx, w.address)
	if err != nil {
		t.Fatal(err)
	}
	steps := append(append([]string{}, steps[:firstSteps]...),
		`INSERT INTO visit (url, host, form, outlet, depth, found_on, found_at, due_at, leased_at) VALUES
			('https://a.example/1', 'a.example', 'page', 'A', 0, '', 1, 1, 1),
			('https://a.example/feed', 'a.example', 'feed', 'A', 0, '', 1, 2, 0)`,
		`INSERT INTO visit (url, host, form, outlet, depth, found_on, found_at, due_at, visited_at, result, same_as) VALUES
			('https://b.example/1', 'b.example', 'page', 'B', 0, '', 1, 3, 2, 'new', ''),
			('https://b.example/2', 'b.example', 'page', 'B', 0, '', 1, 0, 2, 'new', 'https://b.example/1')`,
		`INSERT INTO host (host, next_at) VALUES ('b.example', 4)`)
	if err := old.Migrate(ctx, "frontier", steps[:firstSteps]); err != nil {
		t.Fatal(err)
	}
	if err := old.Migrate(ctx, "frontier", steps); err != nil {
		t.Fatal(err)
	}
	// What the rows were put in by is no step of the frontier.
	if err := old.Migrate(ctx, "x", []string{`UPDATE migration SET steps = 7 WHERE name = 'frontier'`}); err != nil {
		t.Fatal(err)
	}
	if err := old.Close(); err != nil {
		t.Fatal(err)
	}
	w.restart()
	for _, want := range []string{"https://a.example/feed", "https://b.example/1", "https://a.example/1", ""} {
		v, _ := w.lease()
		if v == nil {
			v = &Visit{}
		}
		if v.URL != want {
			t.Errorf("leased %q, want %q", v.URL, want)
		}
		if want == "https://b.example/1" && !v.First.Equal(db.Time(2)) {
			t.Errorf("first visit %s, want when it was", v.First)
		}
		if v.URL != "" {
			w.done(v, Outcome{Result: Unchanged, Status: 200})
			w.at = w.at.Add(time.Second)
		}
	}
}
