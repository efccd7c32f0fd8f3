package opensearch

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"

	"dateline/indexer"
	"dateline/indexer/lang"

	"golang.org/x/sync/errgroup"
)

// An asked is a query on its way to an answer.
type asked struct {
	*Index
	*state
	*corpus
	kind   string // of the indices that are asked
	q      indexer.Query
	of     string // for cursors
	first  uint64 // generation of the first page
	after  []json.RawMessage
	limit  int
	given  indexer.Text // the words of the query
	text   indexer.Text // the same with synonyms
	query  object       // but for dates of events
	scored bool         // by how well each fits
	sought *lang.Sought
}

// ask reads a query, and calls do with it, again if the index changes meanwhile.
func (x *Index) ask(ctx context.Context, what, kind string, q indexer.Query, prose []proseField, do func(context.Context, *asked) error) error {
	if err := q.Validate(); err != nil {
		return err
	}
	given, err := indexer.ParseText(q.Text)
	if err != nil {
		return err
	}
	a := asked{Index: x, kind: kind, q: q, of: q.Question(what), limit: cmp.Or(q.Limit, indexer.DefaultLimit), given: given, text: x.synonyms.Expand(given)}
	a.sought = lang.NewSought(a.text)
	return x.steady(ctx, func(ctx context.Context, s *state) error {
		a := a
		a.state = s
		if a.first = s.generation; q.Cursor != "" {
			var err error
			if a.first, err = indexer.ReadCursor(q.Cursor, a.of, &a.after); err != nil {
				return err
			}
		}
		var err error
		if a.corpus, err = x.corpus(ctx, s); err != nil {
			return err
		}
		if err := a.translate(prose, what != "timeline" && q.Order == indexer.Best); err != nil {
			return err
		}
		return do(ctx, &a)
	})
}

// translate makes the query of the cluster.
func (a *asked) translate(prose []proseField, scored bool) error {
	must, rest := a.text.Split()
	filter := filters(&a.q)
	if rest.Op != indexer.Nothing {
		k, err := condition(a.languages, rest, prose, a.now())
		if err != nil {
			return err
		}
		filter = append(filter, k)
	}
	if dated(&a.q) && a.kind != entriesKind {
		filter = append(filter, whens(&a.q))
	}
	if must.Op == indexer.Nothing {
		a.query = all(filter...)
		return nil
	}
	boosted := a.q.Boosts != indexer.BoostsOff
	words, err := inAll(a.languages, must, prose, scored, boosted)
	if err != nil {
		return err
	}
	if !scored {
		a.query = all(append(filter, words)...)
		return nil
	}
	a.scored = true
	a.query = object{"bool": object{"must": []object{words}, "filter": filter}}
	if boosted {
		a.query = newer(a.query, a.newest)
	}
	return nil
}

// with returns the query for what meets some filters as well.
func (a *asked) with(some ...object) object {
	return object{"bool": object{"must": []object{a.query}, "filter": some}}
}

// request returns one for what the query finds.
func (a *asked) request(body object) request {
	if body["query"] == nil {
		body["query"] = a.query
	}
	return request{kind: a.kind, body: body, scored: a.scored}
}

// one asks one question.
func (a *asked) one(ctx context.Context, body object) (*answer, error) {
	answers, err := a.search(ctx, a.request(body))
	if err != nil {
		return nil, err
	}
	return &answers[0], nil
}

// order returns how rows are sorted.
func (a *asked) order() []object { return inOrder(a.kind, a.scored, a.q.Order == indexer.Oldest) }

// inOrder returns how documents of articles or claims are sorted, each in a place of its own.
func inOrder(kind string, scored, oldest bool) (sort []object) {
	by := func(field, order string) { sort = append(sort, object{field: object{"order": order}}) }
	if scored {
		by("_score", "desc")
	}
	by("nodate", "asc")
	if oldest {
		by("pub", "asc")
	} else {
		by("pub", "desc")
	}
	by("article", "asc")
	if kind == claimsKind { // as Reading.Keep: a number among them would change where one goes
		by("offset", "asc")
		by("offset_end", "asc")
		by("id", "asc")
	}
	return sort
}

// list counts what the query finds, and reads the page of it.
func (a *asked) list(ctx context.Context) (n *counted, p *page, err error) {
	work, ctx := errgroup.WithContext(ctx)
	work.Go(func() (err error) {
		n, err = a.count(ctx)
		return err
	})
	work.Go(func() (err error) {
		p, err = a.page(ctx)
		return err
	})
	return n, p, work.Wait()
}

// A page is one of rows.
type page struct {
	rows   []found
	copies map[string]indexer.CopiesFound // folded into rows, by their ids
	next   string
}

// page returns the rows of a page. Of what is folded only the first stands on any.
func (a *asked) page(ctx context.Context) (*page, error) {
	p := &page{copies: map[string]indexer.CopiesFound{}}
	after := a.after
	if after != nil && len(after) != len(a.order()) { // of a version that sorted otherwise
		return nil, &indexer.QueryError{Field: "cursor", Says: "is not one of ours: leave it out to start at the beginning"}
	}
	spare := 0 // for what is folded
	if a.q.Copies == indexer.FoldedCopies {
		spare = a.limit / 4
	}
	for len(p.rows) <= a.limit {
		size := min(a.limit+1-len(p.rows)+spare, maxPage)
		body := object{"size": size, "sort": a.order(), "track_total_hits": false, "docvalue_fields": []string{"fold"}}
		if after != nil {
			body["search_after"] = after
		}
		got, err := a.one(ctx, body)
		if err != nil {
			return nil, err
		}
		hits := got.Hits.Hits
		copies, err := a.copies(ctx, hits)
		if err != nil {
			return nil, err
		}
		for i := range hits {
			h := &hits[i]
			same, folds := copies[h.field("fold")]
			if folds && same.first != h.ID {
				continue
			}
			if p.rows = append(p.rows, *h); folds && same.Articles > 0 {
				p.copies[h.ID] = same.CopiesFound
			}
		}
		if len(hits) < size {
			break
		}
		after = nil
		if err := json.Unmarshal(hits[len(hits)-1].Sort, &after); err != nil {
			return nil, err
		}
	}
	if len(p.rows) <= a.limit {
		return p, nil
	}
	p.rows = p.rows[:a.limit]
	var err error
	p.next, err = indexer.WriteCursor(a.of, a.first, p.rows[a.limit-1].Sort)
	return p, err
}

// maxPage is how many documents the cluster gives at once.
const maxPage = 5000

// foldedIn are the rows of a fold that were found.
type foldedIn struct {
	indexer.CopiesFound
	first string // id of the row in whose place the others stand
}

// copies returns what was found of each fold that some rows are of; none if nothing is to be
// folded.
func (a *asked) copies(ctx context.Context, rows []found) (map[string]foldedIn, error) {
	all := map[string]foldedIn{}
	var folds []string
	for i := range rows {
		if f := rows[i].field("fold"); f != "" && a.q.Copies == indexer.FoldedCopies && !slices.Contains(folds, f) {
			folds = append(folds, f)
		}
	}
	for some := range slices.Chunk(folds, foldsAtOnce) {
		got, err := a.one(ctx, object{
			"size": 0, "query": a.with(object{"terms": object{"fold": some}}), "track_total_hits": false,
			"aggs": object{"folds": object{
				"terms": object{"field": "fold", "size": len(some), "shard_size": len(some)},
				"aggs": object{
					"top":     object{"top_hits": object{"size": indexer.MostCopies + 1, "sort": a.order(), "_source": false, "docvalue_fields": []string{"outlet"}}},
					"outlets": object{"terms": object{"field": "outlet", "missing": "", "size": mostOutlets, "shard_size": mostOutlets}},
				},
			}},
		})
		if err != nil {
			return nil, err
		}
		var folds struct {
			Buckets []struct {
				Key     text
				Count   int `json:"doc_count"`
				Top     topHits
				Outlets terms
			}
		}
		if err := got.agg("folds", &folds); err != nil {
			return nil, err
		}
		for _, b := range folds.Buckets {
			top := b.Top.Hits.Hits
			f := foldedIn{first: top[0].ID}
			f.Articles, f.Outlets = b.Count-1, len(b.Outlets.Buckets)-1
			for i := range top[1:] {
				f.List = append(f.List, indexer.CopyFound{ID: top[1+i].ID, Outlet: top[1+i].field("outlet")})
			}
			all[b.Key.String()] = f
		}
	}
	return all, nil
}

// The bounds of a look at folds.
const (
	foldsAtOnce = 200
	mostOutlets = 1000
)

// changed reports whether rows may stand elsewhere than when their first page was asked for.
func (a *asked) changed(folded int) bool {
	return a.first != a.generation && (a.scored || folded > 0)
}

// Search returns the articles that q finds.
func (x *Index) Search(ctx context.Context, q indexer.Query) (res *indexer.Results, err error) {
	err = x.ask(ctx, "search", articlesKind, q, articleProse, func(ctx context.Context, a *asked) error {
		res, err = a.results(ctx)
		return err
	})
	return res, wordsError("search", err)
}

func (a *asked) results(ctx context.Context) (*indexer.Results, error) {
	n, p, err := a.list(ctx)
	if err != nil {
		return nil, err
	}
	res := &indexer.Results{
		Query: a.text.String(), Total: n.total, Folded: n.folded, Hits: []indexer.Hit{}, Facets: n.facets,
		Generation: a.generation, Changed: a.changed(n.folded), Next: p.next,
	}
	if n.total == 0 {
		if res.Suggestion, err = a.suggestion(ctx); err != nil {
			return nil, err
		}
	}
	for i := range p.rows {
		h, err := a.hit(ctx, &p.rows[i])
		if err != nil {
			return nil, err
		}
		if copies, ok := p.copies[p.rows[i].ID]; ok {
			h.Copies = copies
		}
		res.Hits = append(res.Hits, *h)
	}
	return res, nil
}

// hit returns an article as the answer shows it.
func (a *asked) hit(ctx context.Context, row *found) (*indexer.Hit, error) {
	if err := ctx.Err(); err != nil { // marking a thousand long texts takes time
		return nil, err
	}
	of, err := decode[keptArticle](row.Source.Stored)
	if err != nil {
		return nil, err
	}
	in := lang.Of(of.Language)
	return &indexer.Hit{
		Article: of.Ref, Bylines: of.Bylines, Filed: of.Filed, Score: a.score(row), Claims: len(of.Claims), Entries: of.Dated,
		Highlights: in.Highlights(of.Ref.Headline, of.Text, of.Bylines, of.Captions, a.sought.In(in)),
		Copies:     indexer.CopiesFound{List: []indexer.CopyFound{}},
	}, nil
}

// score returns how well a row fits; 0 if that was not asked.
func (a *asked) score(row *found) float64 {
	if !a.scored {
		return 0
	}
	var sort []json.RawMessage
	if json.Unmarshal(row.Sort, &sort) != nil || len(sort) == 0 {
		return 0
	}
	s, _ := strconv.ParseFloat(string(sort[0]), 64) // a number
	return s
}

// Claims returns the claims that q finds, dated or not.
func (x *Index) Claims(ctx context.Context, q indexer.Query) (res *indexer.Claims, err error) {
	err = x.ask(ctx, "claims", claimsKind, q, claimProse, func(ctx context.Context, a *asked) error {
		n, p, err := a.list(ctx)
		if err != nil {
			return err
		}
		res = &indexer.Claims{
			Query: a.text.String(), Total: n.total, Folded: n.folded, Copies: p.copies, Claims: []indexer.ClaimView{}, Facets: n.facets,
			Generation: a.generation, Changed: a.changed(n.folded), Next: p.next,
		}
		for i := range p.rows {
			c, err := decode[indexer.ClaimView](p.rows[i].Source.Stored)
			if err != nil {
				return err
			}
			res.Claims = append(res.Claims, *c)
		}
		return nil
	})
	return res, wordsError("claims", err)
}

// Claim returns the claim with that id.
func (x *Index) Claim(ctx context.Context, id string) (c *indexer.ClaimView, err error) {
	err = x.steady(ctx, func(ctx context.Context, _ *state) error {
		row, err := x.byID(ctx, claimsKind, id)
		if err != nil {
			return err
		}
		c, err = decode[indexer.ClaimView](row.Source.Stored)
		return err
	})
	return c, wordsError("claim", err)
}

// byID returns the document with an id, or ErrNotFound.
func (x *Index) byID(ctx context.Context, kind, id string) (*found, error) {
	if !possible(id) {
		return nil, indexer.ErrNotFound
	}
	answers, err := x.search(ctx, request{kind: kind, body: object{
		"size": 1, "query": object{"ids": object{"values": []string{id}}}, "docvalue_fields": []string{"text_of", "code"},
	}})
	if err != nil {
		return nil, err
	}
	if len(answers[0].Hits.Hits) == 0 {
		return nil, indexer.ErrNotFound
	}
	return &answers[0].Hits.Hits[0], nil
}
