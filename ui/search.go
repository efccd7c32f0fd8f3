package ui

import (
	"cmp"
	"context"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"dateline/indexer"
)

// A searchBody is the page of articles that a query finds.
type searchBody struct {
	asking
	Chips   []chip
	Total   string // "1 article"
	Hits    []hit
	Facets  []facet
	Pager   pager
	Meant   *meant // where nothing was found: the words, spelt otherwise, and the address that asks them; may be nil
	Drops   []drop // where nothing was found: what more would be, without a filter
	Further bool   // a later page of the list
	Changed bool   // the index has, since the first page
	Folded  string // articles that have the text of a hit: "2 more articles"; empty for none
	Saver   *saver // nil if nothing can be saved
	Copies  string // the address that lists them as well, or, where all are listed, a text once
}

// A hit is one article found.
type hit struct {
	articleLine
	Title    []token // the headline, with what was found
	Claims   string
	Entries  string
	Excerpts [][]token
	Filed    []placeName
	AlsoIn   string // "3 other outlets"; empty if no other article that was found has its text
	Others   []other
	More     string // how many others are not among these: "5 more"; empty for none
}

// An other is an article with the text of a hit.
type other struct{ Outlet, Href string }

// A meant is what somebody may have meant to ask.
type meant struct{ Words, Href string }

// A drop is a filter that hides answers, and how many there would be without it.
type drop struct {
	chip
	Finds string
}

func (s *site) searchPage(r *http.Request) (*view, error) {
	const path = "/search"
	body := &searchBody{}
	out := &view{Template: "search", Title: "Search", Section: "search", Body: body}
	return body.ask(r, s.now(), path, out, func(ctx context.Context, q indexer.Query) (err error) {
		out.Live, err = s.find(ctx, path, q, body)
		return err
	})
}

// find fills the page with what q finds.
func (s *site) find(ctx context.Context, path string, q indexer.Query, body *searchBody) (*live, error) {
	res, err := s.search.Search(ctx, q)
	if err != nil {
		return nil, err
	}
	body.Chips = chips(path, q)
	body.Total = count(res.Total, "article")
	body.Facets = facets(path, q, res.Facets)
	body.Pager = newPager(path, q, res.Next)
	body.Saver = s.newSaver(q)
	body.Further, body.Changed = q.Cursor != "", res.Changed
	otherwise := q
	otherwise.Cursor, otherwise.Copies = "", indexer.FoldedCopies
	body.Copies = link(path, otherwise)
	if res.Folded > 0 {
		all := otherwise
		all.Copies = indexer.AllCopies
		body.Folded, body.Copies = count(res.Folded, "more article"), link(path, all)
	}
	for _, h := range res.Hits {
		body.Hits = append(body.Hits, newHit(h))
	}
	if res.Suggestion != "" {
		in := otherwise
		in.Text = res.Suggestion
		body.Meant = &meant{Words: in.Text, Href: link(path, in)}
	}
	if res.Total == 0 {
		body.Drops, err = drops(body.Chips, "article", func(q indexer.Query) (int, error) {
			res, err := s.search.Search(ctx, q)
			if err != nil {
				return 0, err
			}
			return res.Total, nil
		})
	}
	return newLive(path, q, res.Total, res.Generation, "article", "articles"), err
}

// maxDrops is how many filters are tried when nothing was found: enough for
// what a person picks, little work for an address that somebody made up.
const maxDrops = 6

// drops returns the filters without which something would be found.
func drops(chips []chip, one string, total func(indexer.Query) (int, error)) ([]drop, error) {
	var all []drop
	for _, c := range chips[:min(len(chips), maxDrops)] {
		q := c.query
		q.Limit, q.Facets = 1, indexer.NoFacets
		n, err := total(q)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			all = append(all, drop{c, count(n, one)})
		}
	}
	return all, nil
}

func newHit(h indexer.Hit) hit {
	out := hit{articleLine: newArticleLine(h.Article), Claims: count(h.Claims, "claim"), Entries: count(h.Entries, "entry")}
	out.Bylines, out.Filed = h.Bylines, newPlaces(h.Filed)
	if h.Claims == 0 {
		out.Claims = ""
	}
	if h.Entries == 0 {
		out.Entries = ""
	}
	if c := h.Copies; c.Articles > 0 {
		out.AlsoIn = count(c.Outlets, "other outlet")
		if c.Outlets == 0 {
			out.AlsoIn = count(c.Articles, "other article") + " of this outlet"
		}
		for _, o := range c.List {
			out.Others = append(out.Others, other{cmp.Or(o.Outlet, "outlet unknown"), "/a/" + o.ID})
		}
		if n := c.Articles - len(c.List); n > 0 {
			out.More = thousands(n) + " more"
		}
	}
	for _, l := range h.Highlights {
		marked := found(l)
		if l.Field == "headline" && l.Text == h.Article.Headline {
			out.Title = marked
			continue
		}
		out.Excerpts = append(out.Excerpts, marked)
	}
	if out.Title == nil {
		out.Title = []token{{Text: out.Headline}}
	}
	return out
}

// found returns a piece of an article with what was found in it marked, and dots
// where the piece breaks off.
func found(h indexer.Highlight) []token {
	marks := make([]mark, len(h.Marks))
	for i, m := range h.Marks {
		marks[i] = mark{Start: m[0], End: m[1], Class: "found"}
	}
	out := weave([]rune(h.Text), marks)
	if h.Start > 0 {
		out = append([]token{{Text: "… "}}, out...)
	}
	if r, _ := utf8.DecodeLastRuneInString(h.Text); h.Field == "text" && !strings.ContainsRune(".!?”\"’", r) {
		out = append(out, token{Text: " …"})
	}
	return out
}

// An articleLine is an article as lists name it.
type articleLine struct {
	ID        string
	Href      string // the newest revision
	Revision  string // the revision that was read
	Headline  string
	Outlet    string
	Kind      string
	Opinion   bool
	Published stamp
	Original  string // empty if it is no address that a page may link to
	Bylines   []string
}

func newArticleLine(a indexer.ArticleRef) articleLine {
	l := articleLine{
		ID: a.ID, Href: "/a/" + a.ID, Revision: "/a/" + a.ID + "@" + strconv.Itoa(a.Revision),
		Headline: a.Headline, Outlet: a.Outlet, Kind: kindWords(a.Kind), Opinion: a.Kind == "opinion",
		Published: published(a.Published), Original: outside(a.URL),
	}
	if l.Headline == "" {
		l.Headline = "Without a headline"
	}
	return l
}
