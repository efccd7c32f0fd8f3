package ui

import (
	"cmp"
	"net/url"
	"slices"

	"dateline/indexer"
)

// A same is who says the same as a claim, counted by where they have it from.
type same struct {
	Alone     bool   // nobody else
	Articles  string // "9 articles": the members of all origins
	Outlets   string
	Origins   string
	ByOutlet  []outletShare
	ByOrigin  []origin
	Uncounted []member // their speaker is unclear
	Passed    string   // how many those are: "1 article"
}

// An outletShare is how many of the articles are of one outlet.
type outletShare struct{ Name, Articles string }

// An origin is one place that articles have a claim from.
type origin struct {
	ID      string
	Title   string // "Origin 1"
	Members []member
	Reasons []string
}

// A member is an article that says the same.
type member struct {
	articleLine
	Earliest bool       // of its origin, of what is held
	Claims   []repeated // none where only the words are traced to it
}

// A repeated is a claim that says the same, and why it is taken to.
type repeated struct {
	claimLine
	Dates  []string
	Tier   string // "Same words"; empty for the earliest
	Reason string
	This   bool   // the claim that the page is about
	Apart  string // where somebody says that it is not the same; empty if pages change nothing
}

// offer has every claim but this one lead to where somebody says that it is not the same.
func (s *same) offer(correct string) {
	each := func(members []member) {
		for _, m := range members {
			for i := range m.Claims {
				if c := &m.Claims[i]; !c.This && correct != "" {
					c.Apart = correct + "?other=" + url.QueryEscape(c.ID)
				}
			}
		}
	}
	for _, o := range s.ByOrigin {
		each(o.Members)
	}
	each(s.Uncounted)
}

// newSame returns who says the same as the claim with that id.
func newSame(id string, c indexer.Cluster) same {
	var s same
	for i, o := range c.Origins {
		group := origin{ID: "origin-" + thousands(i+1), Title: "Origin " + thousands(i+1), Reasons: o.Reasons}
		refs := append([]indexer.ArticleRef{o.First}, o.Articles...)
		for _, r := range c.Claims {
			if r.Origin == i {
				refs = append(refs, r.Claim.Article)
			}
		}
		group.Members = members(id, i, refs, c.Claims)
		group.Members[0].Earliest = true
		s.ByOrigin = append(s.ByOrigin, group)
	}
	var unclear []indexer.ArticleRef
	for _, r := range c.Claims {
		if r.Origin < 0 || r.Origin >= len(c.Origins) {
			unclear = append(unclear, r.Claim.Article)
		}
	}
	s.Uncounted = members(id, -1, unclear, c.Claims)
	s.Passed = count(len(s.Uncounted), "article")
	s.count()
	s.Alone = len(c.Claims) <= 1 && len(s.ByOrigin) <= 1 && (len(s.ByOrigin) == 0 || len(s.ByOrigin[0].Members) == 1)
	return s
}

// members returns the articles, each once, with their claims of one origin; -1 is
// of none.
func members(id string, origin int, refs []indexer.ArticleRef, claims []indexer.Repeated) []member {
	var all []member
	for _, a := range refs {
		if slices.ContainsFunc(all, func(m member) bool { return m.ID == a.ID }) {
			continue
		}
		m := member{articleLine: newArticleLine(a)}
		for _, r := range claims {
			if r.Claim.Article.ID == a.ID && r.Origin == origin {
				m.Claims = append(m.Claims, repeated{
					claimLine: newClaimLine(r.Claim.ClaimRef), Dates: labels(r.Claim), Tier: upperFirst(string(r.Tier)), Reason: r.Reason, This: r.Claim.ID == id,
				})
			}
		}
		all = append(all, m)
	}
	return all
}

// labels returns the dates of a claim in words, each once.
func labels(c indexer.ClaimView) []string {
	var all []string
	for _, e := range c.Entries {
		if !slices.Contains(all, e.Label) {
			all = append(all, e.Label)
		}
	}
	return all
}

// count counts what the page lists, so that a number and its list cannot differ.
// An article that only the words are traced to has no claim that could count.
func (s *same) count() {
	articles := map[string]bool{}
	byOutlet := map[string]int{}
	for _, o := range s.ByOrigin {
		for _, m := range o.Members {
			if len(m.Claims) > 0 && !articles[m.ID] {
				articles[m.ID] = true
				byOutlet[m.Outlet]++
			}
		}
	}
	s.Articles, s.Outlets, s.Origins = count(len(articles), "article"), count(len(byOutlet), "outlet"), count(len(s.ByOrigin), "origin")
	names := make([]string, 0, len(byOutlet))
	for name := range byOutlet {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(cmp.Compare(byOutlet[b], byOutlet[a]), cmp.Compare(a, b)) })
	for _, name := range names {
		s.ByOutlet = append(s.ByOutlet, outletShare{cmp.Or(name, "outlet unknown"), count(byOutlet[name], "article")})
	}
}
