package main

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"dateline/indexer"
	"dateline/indexer/cite"
)

// storyOf returns the story of the first entry of an article whose claim begins with
// words.
func storyOf(t *testing.T, w *work, entries []indexer.Entry, words string) *indexer.Story {
	t.Helper()
	for _, e := range entries {
		if strings.HasPrefix(e.Claim.Text, words) {
			s, err := w.library.Story(t.Context(), e.Claim.ID)
			if err != nil {
				t.Fatal(err)
			}
			if len(s.Cluster.Claims) > 1 && (e.Claim.Cluster != s.Cluster.ID || e.Claim.Origins != len(s.Cluster.Origins) || e.Claim.Conflict != (len(s.Cluster.Conflicts) > 0)) {
				t.Errorf("%q: the index has cluster %s of %d origins, conflict %v; the story %s of %d, %v", words,
					e.Claim.Cluster, e.Claim.Origins, e.Claim.Conflict, s.Cluster.ID, len(s.Cluster.Origins), len(s.Cluster.Conflicts) > 0)
			}
			return s
		}
	}
	t.Fatalf("no claim begins with %q", words)
	return nil
}

// saidIn returns the outlets of a cluster's claims.
func saidIn(s *indexer.Story) (list []string) {
	for _, c := range s.Cluster.Claims {
		if !slices.Contains(list, c.Claim.Article.Outlet) {
			list = append(list, c.Claim.Article.Outlet)
		}
	}
	slices.Sort(list)
	return list
}

// The way of a claim over what is cited, who says the same, how many origins that makes,
// copies, dates that cannot both be, and what a correction changed.
func TestStoriesOfTheDemo(t *testing.T) {
	d := demoDesk(t)
	d.must(exitSome, "crawl", "--once")
	timeline := d.timeline("--limit", "1000")
	d.inside(func(w *work) {
		// An interview that a column quotes, and an analysis after it: one origin.
		s := storyOf(t, w, of(timeline, opEd), "In 1987, Mr. Stroud told me")
		if got := strings.Join(saidIn(s), ", "); got != "Records Desk, Tamber Valley Radio, The Weir" || len(s.Cluster.Origins) != 1 || s.Cluster.Outlets != 3 || s.Cluster.Articles != 3 {
			t.Errorf("“In 1987, Mr. Stroud told me” is said in %s, %d articles of %d outlets, %d origins", got, s.Cluster.Articles, s.Cluster.Outlets, len(s.Cluster.Origins))
		}
		if o := s.Cluster.Origins[0]; o.First.URL != interview || !slices.Contains(o.Reasons, "they have it from Ines Hallorand") {
			t.Errorf("the origin is %s, %q; want the interview", o.First.URL, o.Reasons)
		}
		if len(s.Path) == 0 || s.Path[0].To == nil || s.Path[0].To.URL != interview || s.Path[0].State != cite.Confirmed || s.Circular {
			t.Errorf("the way of the column's quotation is %+v, want to the interview, confirmed", s.Path)
		}
		if len(s.Cluster.Conflicts) != 0 {
			t.Errorf("dates that cannot both be: %+v; the day of the interview is no date of the claim", s.Cluster.Conflicts)
		}
		// A story that another outlet carries word for word.
		copies := 0
		for _, e := range timeline.Entries {
			s, err := w.library.Story(t.Context(), e.Claim.ID)
			if err != nil {
				t.Fatal(err)
			}
			for _, o := range s.Cluster.Origins {
				if slices.ContainsFunc(o.Reasons, func(r string) bool { return strings.Contains(r, "has a copy") }) && len(o.Articles) > 1 {
					copies++
				}
			}
			if len(s.Cluster.Origins) > s.Cluster.Articles {
				t.Errorf("%s: %d origins of %d articles", e.Claim.ID, len(s.Cluster.Origins), s.Cluster.Articles)
			}
		}
		if copies == 0 {
			t.Error("no origin holds a copy, though the Falls Weekly carries a story of the Courier")
		}
		who, err := w.library.Speaker(t.Context(), "ines-hallorand")
		if err != nil {
			t.Fatal(err)
		}
		if who.Name != "Ines Hallorand" || who.Total < 5 || len(who.Outlets) < 3 || who.First == "" || who.First > who.Last {
			t.Errorf("the speaker is %s: %d claims in %v, from %s to %s", who.Name, who.Total, who.Outlets, who.First, who.Last)
		}
		if _, err := w.library.Speaker(t.Context(), "nobody-at-all"); !errors.Is(err, indexer.ErrNotFound) {
			t.Errorf("an unknown speaker: %v", err)
		}
		if _, err := w.library.Story(t.Context(), "cnone"); !errors.Is(err, indexer.ErrNotFound) {
			t.Errorf("an unknown claim: %v", err)
		}
		g, err := w.library.Graph(t.Context(), of(timeline, opEd)[0].Article.ID)
		if err != nil || !slices.ContainsFunc(g.Edges, func(e indexer.GraphEdge) bool { return e.Kind == "cites" && e.State == cite.Confirmed }) {
			t.Errorf("the graph around the column is %+v, %v", g, err)
		}
	})

	d.web.SetEpoch(2)
	d.must(exitSome, "crawl", "--once", "--now")
	article := of(d.timeline("--limit", "1000"), corrected)[0].Article
	d.inside(func(w *work) {
		changes, err := w.library.Changes(t.Context(), article.ID, 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		if changes.From != 1 || changes.To != 2 || changes.Note == "" || len(changes.Claims) == 0 {
			t.Errorf("the correction changed %d claims from %d to %d, with the note %q", len(changes.Claims), changes.From, changes.To, changes.Note)
		}
		same, err := w.library.Changes(t.Context(), article.ID, 2, 2)
		if err != nil || len(same.Claims) != 0 || same.Note != "" {
			t.Errorf("a revision differs from itself: %+v, %v", same, err)
		}
		if _, err := w.library.Changes(t.Context(), article.ID, 1, 9); !errors.Is(err, indexer.ErrNotFound) {
			t.Errorf("an unknown revision: %v", err)
		}
	})
}

// Reading everything anew gives the same clusters, whatever came first.
func TestStoriesAreTheSameWhenReadAnew(t *testing.T) {
	d := demoDesk(t)
	d.must(exitSome, "crawl", "--once")
	first := d.timeline("--limit", "1000")
	d.must(exitOK, "reindex")
	again := d.timeline("--limit", "1000")
	if len(first.Entries) != len(again.Entries) {
		t.Fatalf("%d entries became %d", len(first.Entries), len(again.Entries))
	}
	for i, e := range first.Entries {
		if b := again.Entries[i].Claim; e.Claim.ID != b.ID || e.Claim.Cluster != b.Cluster || e.Claim.Origins != b.Origins || e.Claim.Conflict != b.Conflict {
			t.Errorf("entry %d: %s of %s, %d origins, conflict %v, became %s of %s, %d, %v", i, e.Claim.ID, e.Claim.Cluster, e.Claim.Origins, e.Claim.Conflict, b.ID, b.Cluster, b.Origins, b.Conflict)
		}
	}
}

// What is known of the seed web: who speaks, one name each, where words came from, one
// origin, a conflict, and what the correction changed.
func TestSeedStories(t *testing.T) {
	d := seedDesk(t)
	d.must(exitSome, "crawl", "--once")
	d.must(exitOK, "add", seedPortal)
	d.must(exitOK, "crawl", "--once")
	timeline := d.timeline("--limit", "1000")
	d.inside(func(w *work) {
		for id, spellings := range map[string]int{"alnur-mussayev": 1, "sergei-zhyrnov": 2, "alexander-motyl": 2, "craig-unger": 1, "yuri-shvets": 1} {
			if who, err := w.library.Speaker(t.Context(), id); err != nil || who.Total == 0 || len(who.Names) < spellings {
				t.Errorf("the speaker %s: %+v, %v", id, who, err)
			}
		}
		s := storyOf(t, w, of(timeline, seedArticle), "In 1987, our directorate recruited")
		if len(s.Cluster.Origins) != 1 || s.Cluster.Articles != 4 || len(s.Cluster.Reviews) != 1 || len(s.Cluster.Origins[0].Reasons) == 0 {
			t.Errorf("the recruitment is told in %d articles of %d origins, with %d reviews", s.Cluster.Articles, len(s.Cluster.Origins), len(s.Cluster.Reviews))
		}
		s = storyOf(t, w, of(timeline, seedArticle), "A left-leaning ladies’ man")
		if len(s.Path) == 0 || s.Path[0].To == nil || s.Path[0].To.URL != seedOpEd || s.Path[0].State != cite.Confirmed {
			t.Errorf("the anecdote's way is %+v, want to the op-ed", s.Path)
		}
		// The whole way: over the op-ed to the interview that it links.
		reached := false
		reading, err := w.library.Reading(t.Context(), of(timeline, seedArticle)[0].Article.ID, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range reading.ClaimViews() {
			way, err := w.library.Story(t.Context(), v.ID)
			if err != nil {
				t.Fatal(err)
			}
			reached = reached || len(way.Path) == 2 && way.Path[0].To != nil && way.Path[0].To.URL == seedOpEd && way.Path[0].State == cite.Confirmed &&
				way.Path[1].To != nil && way.Path[1].To.URL == seedRadio && way.Path[1].State == cite.Likely
		}
		if !reached {
			t.Error("no way leads from the article over the op-ed to the interview")
		}
		g, err := w.library.Graph(t.Context(), of(timeline, seedOpEd)[0].Article.ID)
		if err != nil {
			t.Fatal(err)
		}
		at := map[string]string{}
		for _, n := range g.Nodes {
			at[n.ID] = n.URL
		}
		for _, want := range [][3]string{{seedArticle, seedOpEd, "cites"}, {seedOpEd, seedRadio, "cites"}, {seedPortal, seedOpEd, "copies"}} {
			if !slices.ContainsFunc(g.Edges, func(e indexer.GraphEdge) bool {
				return at[e.From] == want[0] && at[e.To] == want[1] && e.Kind == want[2] && e.State != cite.Open
			}) {
				t.Errorf("nothing %s from %s to %s in %+v", want[2], want[0], want[1], g.Edges)
			}
		}
		conflict := false
		for _, e := range of(timeline, seedFacts) {
			conflict = conflict || e.Claim.Conflict && strings.Contains(e.Claim.Text, "Unger")
		}
		if !conflict {
			t.Error("2021 and 2022 of the book are no conflict")
		}
	})
	d.web.SetEpoch(2)
	d.must(exitSome, "crawl", "--once", "--now")
	id := of(d.timeline(), seedArticle)[0].Article.ID
	d.inside(func(w *work) {
		changes, err := w.library.Changes(t.Context(), id, 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(changes.Note, "misspelled") || !slices.ContainsFunc(changes.Claims, func(c indexer.ClaimChange) bool {
			return strings.Contains(c.Says, "Shvets") || strings.Contains(c.Says, "Motyl")
		}) {
			t.Errorf("the correction: note %q, %d changes", changes.Note, len(changes.Claims))
			for _, c := range changes.Claims {
				t.Logf("%s: %s", c.Kind, c.Says)
			}
		}
	})
}
