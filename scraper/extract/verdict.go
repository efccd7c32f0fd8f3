package extract

import (
	"cmp"
	"strings"

	"dateline/scraper"

	"golang.org/x/net/html"
)

const maxVerdicts = 20

// factChecks returns what the page says of others' claims, as ClaimReview objects
// of its JSON-LD or in microdata. Those of other pages are left out.
func (m *meta) factChecks(d *document, g *ldGraph) []scraper.Verdict {
	var out []scraper.Verdict
	for _, review := range g.byType("ClaimReview") {
		if at := review.str("url"); at != "" && !m.isHere(d, at) {
			continue
		}
		v := scraper.Verdict{Claim: plain(review.str("claimReviewed"))}
		for _, rating := range g.refs(review, "reviewRating") {
			v.Rating = cmp.Or(v.Rating, plain(rating.str("alternateName")), plain(object{"x": rating["name"]}.str("x")), rating.number())
		}
		for _, item := range g.refs(review, "itemReviewed") {
			for _, who := range g.refs(item, "author") {
				v.Claimant = cmp.Or(v.Claimant, plain(object{"x": who["name"]}.str("x")))
			}
			for _, key := range []string{"firstAppearance", "appearance", "url", "sameAs"} {
				for _, at := range g.refs(item, key) {
					if raw := cmp.Or(at.str("url"), at.str("name")); v.URL == "" && strings.HasPrefix(raw, "http") {
						v.URL, _ = d.absolute(raw)
					}
				}
			}
		}
		out = addVerdict(out, v)
	}
	if len(out) > 0 {
		return out
	}
	for i, n := range d.Find("[itemtype$=ClaimReview]").Nodes {
		if i >= maxVerdicts {
			break
		}
		out = addVerdict(out, scraper.Verdict{
			Claim:    property(n, "claimReviewed"),
			Claimant: property(n, "itemReviewed", "author", "name"),
			Rating:   property(n, "reviewRating", "alternateName"),
		})
	}
	return out
}

func addVerdict(list []scraper.Verdict, v scraper.Verdict) []scraper.Verdict {
	for _, had := range list {
		if had == v {
			return list
		}
	}
	if v.Claim == "" || len(list) >= maxVerdicts {
		return list
	}
	return append(list, v)
}

// number returns a rating's value out of its best, "" if it has none.
func (o object) number() string {
	value, ok := o["ratingValue"].(string)
	if !ok || value == "" {
		return ""
	}
	if best, ok := o["bestRating"].(string); ok && best != "" {
		return value + "/" + best
	}
	return value
}

// isHere reports whether an address is that of this page.
func (m *meta) isHere(d *document, raw string) bool {
	at, ok := d.absolute(raw)
	if !ok {
		return false
	}
	key := func(addr string) string {
		addr, _, _ = strings.Cut(addr, "#")
		addr, _, _ = strings.Cut(addr, "?")
		_, addr, _ = strings.Cut(addr, "://")
		return strings.TrimSuffix(strings.TrimPrefix(addr, "www."), "/")
	}
	return key(at) == key(m.url) || key(at) == key(d.addr)
}

// property returns the text of the first element below n with that itemprop, and
// below that of the next name, and so on.
func property(n *html.Node, names ...string) string {
	for _, name := range names {
		if n = propertyNode(n, name); n == nil {
			return ""
		}
	}
	return plain(cmp.Or(attr(n, "content"), textOf(n, 500)))
}

func propertyNode(n *html.Node, name string) *html.Node {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.ElementNode {
			continue
		}
		if attr(c, "itemprop") == name {
			return c
		}
		if found := propertyNode(c, name); found != nil {
			return found
		}
	}
	return nil
}
