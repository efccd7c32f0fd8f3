package ui

import (
	"net/url"
	"strings"

	"dateline/indexer"
)

// A way is how words came to an article, as far as it can be followed.
type way struct {
	From     articleLine // the article that has the claim
	First    bool        // it is itself the earliest page that is held on the way
	Rungs    []rung
	Circular bool
	Onward   bool // the way goes on to a page that is not held
}

// A rung is one citation, down to the page that it leads to.
type rung struct {
	tie
	From     string // the headline of what cites, if that is not the page above
	Earliest bool   // the earliest page that is held on the way
}

// A tie is a citation, or a copy, and the page at its other end.
type tie struct {
	place
	Words  string // that cite; may be empty
	State  string // how sure it is, in words
	Class  string // the same for the style sheet
	Reason string
}

// A place is a page, held or not.
type place struct {
	articleLine        // without ID if it is not held
	Medium      string // "op-ed"; may be empty
	Address     string // as it is cited; empty if only words name it
}

// newPlace returns a page that is cited: a is nil if it is not held.
func newPlace(a *indexer.ArticleRef, address, outlet, medium string) place {
	p := place{Medium: mediumWords(medium), Address: address}
	if a != nil {
		p.articleLine = newArticleLine(*a)
		return p
	}
	p.Outlet, p.Original = outlet, outside(address)
	if u, err := url.Parse(address); p.Outlet == "" && err == nil {
		p.Outlet = strings.TrimPrefix(u.Host, "www.")
	}
	return p
}

// newWay returns the way from the article to the earliest page that its words lead to.
func newWay(from indexer.ArticleRef, s *indexer.Story) way {
	w := way{From: newArticleLine(from), Circular: s.Circular}
	above, earliest, sure := from.ID, -1, true
	for i, step := range s.Path {
		r := rung{tie: tie{
			place: newPlace(step.To, step.URL, step.Outlet, step.Medium),
			Words: step.Words, State: stateWords(step.State), Class: stateClass(step.State), Reason: step.Reason,
		}}
		if step.From.ID != above {
			r.From = newArticleLine(step.From).Headline
		}
		above = r.ID
		sure = sure && step.To != nil && step.State.Counts()
		if sure {
			earliest = i
		}
		w.Onward = step.To == nil
		w.Rungs = append(w.Rungs, r)
	}
	switch {
	case s.Circular: // no page of a circle is the earliest
	case earliest < 0:
		w.First = true
	default:
		w.Rungs[earliest].Earliest = true
	}
	return w
}

// A ties is whom an article cites, who cites it, and who has the same text.
type ties struct{ Cites, CitedBy, Copies []tie }

// newTies returns what the graph says of the article with that id.
func newTies(id string, g *indexer.Graph) ties {
	var t ties
	nodes := map[string]indexer.GraphNode{}
	self := id
	for _, n := range g.Nodes {
		nodes[n.ID] = n
		if n.Article != nil && n.Article.ID == id {
			self = n.ID
		}
	}
	for _, e := range g.Edges {
		other := e.To
		if e.To == self {
			other = e.From
		}
		n, ok := nodes[other]
		if !ok || other == self || (e.From != self && e.To != self) {
			continue
		}
		line := tie{
			place: newPlace(n.Article, n.URL, n.Outlet, ""),
			Words: e.Words, State: stateWords(e.State), Class: stateClass(e.State), Reason: e.Reason,
		}
		switch {
		case e.Kind == "copies":
			line.State = "" // its reason says how sure it is
			t.Copies = append(t.Copies, line)
		case e.From == self:
			t.Cites = append(t.Cites, line)
		default:
			t.CitedBy = append(t.CitedBy, line)
		}
	}
	return t
}
