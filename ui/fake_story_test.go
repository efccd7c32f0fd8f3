package ui

import (
	"context"
	"slices"

	"dateline/indexer"
	"dateline/indexer/cite"
	"dateline/indexer/claim"
	"dateline/indexer/timex"
)

// ref returns an article of the fake's coverage.
func (w *world) ref(id, outlet, day string) indexer.ArticleRef {
	return indexer.ArticleRef{
		ID: id, URL: "https://" + id + ".example/", Headline: w.text("Headline of " + id), Outlet: w.text(outlet),
		Kind: "news", Published: day, Revision: 1,
	}
}

// said returns a claim of Ada Quill's about a year.
func (w *world) said(id string, article indexer.ArticleRef, year string) indexer.ClaimView {
	ref := indexer.ClaimRef{
		ID: id, Text: w.text("We knew of the crack"), Kind: claim.Direct, Cue: "said", Confidence: 0.9, Medium: "op-ed",
		Speaker: indexer.SpeakerRef{ID: "ada-quill", Name: w.text("Ada Quill"), Surface: w.text("Quill")},
		Cluster: "k1", Origins: 2, Conflict: true,
	}
	v := indexer.ClaimView{ClaimRef: ref, Article: article, Sentence: w.text("We knew of the crack in " + year + ".")}
	if year != "" {
		v.Entries = []indexer.Entry{{ID: id + ".1", Claim: ref, Article: article, EDTF: year, Label: w.text(year), Grain: timex.Year}}
	}
	return v
}

// Story tells of c1 where it comes from and who says the same; c2 stands alone.
func (w *world) Story(ctx context.Context, id string) (*indexer.Story, error) {
	c, err := w.Claim(ctx, id)
	if err != nil {
		return nil, err
	}
	if w.empty {
		return nil, indexer.ErrNotFound
	}
	own := c.Article
	if id != "c1" {
		return &indexer.Story{Claim: *c, Cluster: indexer.Cluster{
			ID: "k2", Articles: 1, Outlets: 1, Claims: []indexer.Repeated{{Claim: *c}},
			Origins: []indexer.Origin{{First: own, Articles: []indexer.ArticleRef{own}}},
		}}, nil
	}
	oped, wire := w.ref("aoped", "The Harbour Review", "2025-01-03"), w.ref("awire", "The First Wire", "2025-02-01")
	pier, blog := w.ref("apier", "The Pier", "2025-03-01"), w.ref("ablog", "The Pier", "2025-04-01")
	unclear := w.said("c6", blog, "")
	unclear.Speaker, unclear.Confidence = indexer.SpeakerRef{Surface: w.text("an official")}, 0.4
	trap := "https://gone.example/report"
	if w.hostile {
		trap = "javascript:alert(6)"
	}
	s := &indexer.Story{
		Claim:    *c,
		Circular: w.circular,
		Path: []indexer.Step{
			{From: own, To: &wire, URL: wire.URL, Outlet: wire.Outlet, Medium: w.text("report"), Words: w.text("as the wire reported"), State: cite.Likely, Reason: w.text("a link leads there")},
			{From: wire, To: &oped, URL: oped.URL, Outlet: oped.Outlet, Medium: "op-ed", Words: w.text("she wrote in the Review"), State: cite.Confirmed, Reason: w.text("“We knew” stands there")},
			{From: oped, URL: trap, Medium: "filing", Words: w.text("according to a filing"), State: cite.Open, Reason: w.text("never fetched")},
		},
		Cluster: indexer.Cluster{
			ID: "k1", Articles: 5, Outlets: 4,
			Claims: []indexer.Repeated{
				{Claim: w.said("c3", oped, "1987"), Origin: 0},
				{Claim: w.said("c4", wire, "1987"), Origin: 0, Tier: "same words", Reason: w.text("the same 8 words in a row")},
				{Claim: w.said("c5", pier, "1989"), Origin: 1, Tier: "same claim", Reason: w.text("speaker, verb and object agree")},
				{Claim: unclear, Origin: -1, Tier: "same claim", Reason: w.text("object agrees")},
				{Claim: *c, Origin: 0, Tier: "same words", Reason: w.text("the same 9 words in a row")},
			},
			Origins: []indexer.Origin{
				{First: oped, Articles: []indexer.ArticleRef{oped, wire, own}, Reasons: []string{w.text("both cite the op-ed")}},
				{First: pier, Articles: []indexer.ArticleRef{pier}},
			},
			Conflicts: []indexer.Conflict{{Says: []indexer.DateSaid{
				{Label: w.text("1989"), EDTF: "1989", Origins: 1, Claims: []string{"c5"}},
				{Label: w.text("1987"), EDTF: "1987", Origins: 1, Claims: []string{"c1", "c3", "c4"}},
			}}},
			Reviews: []indexer.Review{{Article: w.ref("acheck", "Plumb Line", "2025-05-01"), Claim: w.text("The crack was known"), Rating: w.text("Half true"), Reason: w.text("it quotes the same words")}},
		},
	}
	if w.circular {
		s.Path = append(s.Path[:2:2], indexer.Step{From: oped, To: &own, URL: own.URL, State: cite.Confirmed})
	}
	return s, nil
}

func (w *world) Speaker(_ context.Context, id string) (*indexer.SpeakerView, error) {
	if id != "ada-quill" {
		return nil, indexer.ErrNotFound
	}
	v := &indexer.SpeakerView{ID: id, Name: w.text("Ada Quill")}
	if w.empty {
		return v, nil
	}
	v.Names = []string{w.text("Ada Quill"), w.text("Ada Qill")}
	v.Roles = []string{w.text("the harbour master")}
	v.Joined = []string{w.text("one letter apart, in the same role")}
	v.Outlets = []indexer.FacetCount{{Value: w.text("The First Wire"), Count: 2}, {Value: w.text("The Pier"), Count: 1}}
	v.First, v.Last, v.Total = "2025-01-03", "2025-04-01", 700
	wire := w.ref("awire", "The First Wire", "2025-02-01")
	v.Claims = []indexer.ClaimView{w.said("c5", w.ref("apier", "The Pier", "2025-04-01"), "1989"), w.said("c4", wire, "1987"), w.said("c7", wire, "")}
	v.Claims[2].Confidence = 0.3
	return v, nil
}

func (w *world) Graph(_ context.Context, id string) (*indexer.Graph, error) {
	if w.empty {
		return nil, indexer.ErrNotFound
	}
	own, oped, copied := w.ref(id, "The Ferry Post", "2025-05-01"), w.ref("aoped", "The Harbour Review", "2025-01-03"), w.ref("acopy", "The Pier", "2025-06-01")
	node := func(id string, a *indexer.ArticleRef) indexer.GraphNode {
		return indexer.GraphNode{ID: id, URL: a.URL, Outlet: a.Outlet, Article: a}
	}
	lost := "https://www.lost.example/report"
	if w.hostile {
		lost = "javascript:alert(7)"
	}
	return &indexer.Graph{
		Nodes: []indexer.GraphNode{node("n1", &own), node("n2", &oped), node("n3", &copied), {ID: "n4", URL: lost}},
		Edges: []indexer.GraphEdge{
			{From: "n1", To: "n2", Kind: "cites", State: cite.Confirmed, Words: w.text("as she wrote"), Reason: w.text("the words stand there")},
			{From: "n1", To: "n4", Kind: "cites", State: cite.Open},
			{From: "n3", To: "n1", Kind: "cites", State: cite.Candidate, Reason: w.text("the outlet agrees")},
			{From: "n3", To: "n1", Kind: "copies", Reason: w.text("9 of 10 paragraphs are the same")},
			{From: "n2", To: "n3", Kind: "cites", State: cite.Likely, Reason: "of two others"},
			{From: "n1", To: "n9", Kind: "cites"}, // to nowhere
		},
	}, nil
}

func (w *world) Changes(_ context.Context, id string, from, to int) (*indexer.Changes, error) {
	a := w.ref(id, "The Ferry Post", "2025-05-01")
	c := &indexer.Changes{Article: a, From: from, To: to}
	if w.empty {
		return c, nil
	}
	before, after := w.said("c8", a, "1987"), w.said("c9", a, "1989")
	before.Text, after.Text = "At least 40 bolts were loose", "At least 52 bolts were loose"
	if w.hostile {
		before.Text, after.Text = hostile+" 40 "+hostile, hostile+" 52 "+hostile
	}
	c.Note = w.text("Corrected on Monday.")
	c.Claims = []indexer.ClaimChange{
		{Kind: "number", Before: &before, After: &after, Says: w.text("40 became 52")},
		{Kind: "added", After: &after},
		{Kind: "removed", Before: &before},
		{Kind: w.text("unheard of"), Before: &before, After: &after},
	}
	return c, nil
}

// compared gives the claims of the reading what the index knows of them.
func (w *world) compared(views []indexer.ClaimView) []indexer.ClaimView {
	views = slices.Clone(views)
	for i := range views {
		if views[i].ID == "c1" {
			know := func(c *indexer.ClaimRef) {
				c.Speaker.ID, c.Medium, c.Cluster, c.Origins, c.Conflict = "ada-quill", w.text("interview"), "k1", 2, true
			}
			know(&views[i].ClaimRef)
			for j := range views[i].Entries {
				know(&views[i].Entries[j].Claim)
			}
		}
	}
	return views
}
