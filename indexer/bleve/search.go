package bleve

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2/search/query"

	"dateline/indexer"
	"dateline/indexer/columns"
	"dateline/indexer/lang"
)

// An asked is a query on its way to an answer.
type asked struct {
	*view
	q     indexer.Query
	of    string // for cursors
	first uint64 // generation of the first page
	limit int
	given indexer.Text // the words of the query
	text  indexer.Text // the same with synonyms
	hits  columns.Hits

	sought *lang.Sought
}

// ask puts the text of a query to Bleve: it asks of documents with a letter, in some
// fields. Scored, it learns how well each fits. Whoever has the answer closes it.
func (x *Index) ask(ctx context.Context, what string, q indexer.Query, letter byte, in searched, scored bool) (*asked, error) {
	scored = scored && q.Order == indexer.Best
	if err := q.Validate(); err != nil {
		return nil, err
	}
	given, err := indexer.ParseText(q.Text)
	if err != nil {
		return nil, err
	}
	text := x.synonyms.Expand(given)
	must, rest := text.Split()
	if q.Boosts == indexer.BoostsOff {
		in = in.plain()
	}
	v, err := x.view(ctx)
	if err != nil {
		return nil, err
	}
	a := &asked{view: v, q: q, of: q.Question(what), limit: cmp.Or(q.Limit, indexer.DefaultLimit), given: given, text: text, sought: lang.NewSought(text)}
	if rest.Op != indexer.Nothing {
		if a.hits.Condition, err = v.condition(ctx, rest, letter, in); err != nil {
			v.close()
			return nil, wordsError(what, err)
		}
	}
	if must.Op == indexer.Nothing {
		return a, nil
	}
	a.hits.Text, a.hits.Boosted = true, scored && q.Boosts != indexer.BoostsOff
	if scored {
		a.hits.Found, err = v.score(ctx, must, letter, in)
	} else {
		a.hits.Found, err = a.hold(ctx, must, letter, in)
	}
	if err != nil {
		v.close()
		return nil, wordsError(what, err)
	}
	return a, nil
}

// score returns the documents that hold the words of a text, and how well they fit.
func (v *view) score(ctx context.Context, t indexer.Text, letter byte, in searched) ([]columns.Found, error) {
	words, err := v.words(t, letter, in, true)
	if err != nil {
		return nil, err
	}
	return v.find(ctx, words, letter, true)
}

// words returns a text as Bleve searches it.
func (v *view) words(t indexer.Text, letter byte, in searched, scored bool) (query.Query, error) {
	c, err := v.corpus()
	if err != nil {
		return nil, err
	}
	return c.text(t, letter, in, scored)
}

// hold returns the documents that hold the words of a text, but perhaps not such as the
// rest of the query does not ask for.
func (a *asked) hold(ctx context.Context, t indexer.Text, letter byte, in searched) ([]columns.Found, error) {
	if letter != claimLetter {
		return a.sift(ctx, t, letter, in, nil)
	}
	if ofWords(t) {
		few, ok := a.columns.Few(&a.q, mostSifted)
		if !ok {
			return a.sift(ctx, t, letter, in, nil)
		}
		only, err := a.documents(few)
		if err != nil {
			return nil, err
		}
		return a.sift(ctx, t, letter, in, only)
	}
	if few, ok := a.columns.Few(&a.q, mostFew); ok {
		words, err := a.words(t, letter, in, false)
		if err != nil {
			return nil, err
		}
		found := math.MaxInt // more than that, if few are few indeed
		if len(few) > countFrom {
			if found, err = a.count(ctx, words); err != nil {
				return nil, err
			}
		}
		if len(few) < found/lookUp {
			return a.find(ctx, among(words, letter, few), letter, false)
		}
	}
	return a.sift(ctx, t, letter, in, nil)
}

// ofWords reports whether a text asks for single words, and perhaps for none of some: sets
// of documents tell all of it.
func ofWords(t indexer.Text) bool {
	positive := 0
	for _, part := range t.Parts {
		switch {
		case t.Op == indexer.And && part.Op == indexer.Not:
			part = part.Parts[0]
		default:
			positive++
		}
		if !ofWords(part) {
			return false
		}
	}
	switch t.Op {
	case indexer.Word:
		return len(lang.Called(lang.English).Phrase(t.Words)) == 1
	case indexer.And, indexer.Or, indexer.Same:
		return positive > 0
	}
	return false
}

// mostSifted is how many claims are looked for among those with some words, at most,
// before all with the words are gone through.
const mostSifted = 2000

// mostFew is how many claims are looked up by their ids, at most, before all claims with
// the words are looked through.
const mostFew = 1000

// lookUp is how many documents with a word are looked through in the time that one is
// looked up by its id.
const lookUp = 4

// countFrom is from how many claims on it is worth counting those with the words.
const countFrom = 50

// among asks the same of some documents only.
func among(q query.Query, letter byte, ordinals []uint32) query.Query {
	ids := make([]string, len(ordinals))
	for i, n := range ordinals {
		ids[i] = documentID(letter, n)
	}
	return query.NewConjunctionQuery([]query.Query{query.NewDocIDQuery(ids), q})
}

// condition returns a text with fields as the columns take it: words in it are looked for
// in Bleve.
func (v *view) condition(ctx context.Context, t indexer.Text, letter byte, in searched) (*columns.Condition, error) {
	switch {
	case t.Op == indexer.Field:
		asks, err := t.Condition(v.x.now())
		return &columns.Condition{Op: indexer.Field, Field: asks}, err
	case t.HasFields():
		k := &columns.Condition{Op: t.Op}
		for _, part := range t.Parts {
			p, err := v.condition(ctx, part, letter, in)
			if err != nil {
				return nil, err
			}
			k.Parts = append(k.Parts, *p)
		}
		return k, nil
	}
	found, err := v.sift(ctx, t, letter, in, nil)
	k := &columns.Condition{Op: indexer.Word, Found: make(map[uint32]bool, len(found))}
	for _, f := range found {
		k.Found[f.Ordinal] = true
	}
	return k, err
}

// wordsError returns an error in the words of whoever asked, where it is theirs.
func wordsError(what string, err error) error {
	var q *indexer.QueryError
	switch {
	case errors.As(err, &q):
		return q
	case strings.HasPrefix(err.Error(), "TooManyClauses"):
		return &indexer.QueryError{Field: "q", Says: "a word with * or ~ stands for too many words: write more letters"}
	}
	return fmt.Errorf("%s: %w", what, err)
}

// Search returns the articles that q finds. Highlights of the text come best
// first; Published is compared with the clock that the page itself shows.
func (x *Index) Search(ctx context.Context, q indexer.Query) (*indexer.Results, error) {
	a, err := x.ask(ctx, "search", q, articleLetter, articleProse, true)
	if err != nil {
		return nil, err
	}
	defer a.close()
	list, next, err := a.list(ctx, a.columns.Search, nil)
	if err != nil {
		return nil, wordsError("search", err)
	}
	res := &indexer.Results{Query: a.text.String(), Total: list.Total, Folded: list.Folded, Hits: []indexer.Hit{}, Facets: list.Facets, Generation: a.generation, Changed: a.changed(list), Next: next}
	if list.Total == 0 {
		if res.Suggestion, err = a.suggestion(ctx); err != nil {
			return nil, fmt.Errorf("search: %w", err)
		}
	}
	for _, row := range list.Rows {
		if err := ctx.Err(); err != nil { // marking a thousand long texts takes time
			return nil, err
		}
		h, err := a.hit(row)
		if err != nil {
			return nil, fmt.Errorf("search: article %d: %w", row.Ordinal, err)
		}
		if copies, ok := list.Copies[row.Ordinal]; ok {
			h.Copies = copies
		}
		res.Hits = append(res.Hits, h)
	}
	return res, nil
}

// list returns one page of rows, and the cursor of the next. Claim is nil for articles.
func (a *asked) list(ctx context.Context, find func(*indexer.Query, columns.Hits, *columns.Row, int) *columns.List,
	claim func(ordinal uint32) (*indexer.ClaimView, error),
) (list *columns.List, next string, err error) {
	behind, err := a.rowNow(ctx)
	if err != nil {
		return nil, "", err
	}
	list = find(&a.q, a.hits, behind, a.limit)
	if len(list.Rows) <= a.limit {
		return list, "", nil
	}
	last, further := list.Rows[a.limit-1], list.Rows[a.limit]
	list.Rows = list.Rows[:a.limit]
	at := rowPlace{Row: last}
	if claim != nil {
		c, err := claim(last.Ordinal)
		if err != nil {
			return nil, "", err
		}
		at.Claim = c.ID
		if further.Age.ID == last.Age.ID {
			if c, err = claim(further.Ordinal); err != nil {
				return nil, "", err
			}
			at.Next = c.ID
		}
	}
	next, err = a.writeCursor(at)
	return list, next, err
}

// changed reports whether rows of a list may stand elsewhere than when its first page was
// asked for: scores are those of the index as it is, and so is which article of one text
// comes first. By date alone, each stands where it stood.
func (a *asked) changed(list *columns.List) bool {
	scored := a.hits.Text && a.q.Order == indexer.Best
	return a.first != a.generation && (scored || list.Folded > 0)
}

// hit returns an article as the answer shows it.
func (a *asked) hit(row columns.Row) (indexer.Hit, error) {
	of, err := a.loadArticle(row.Ordinal)
	if err != nil {
		return indexer.Hit{}, err
	}
	in := lang.Of(of.Language)
	h := indexer.Hit{
		Article: of.Ref, Bylines: slices.Clone(of.Bylines), Filed: slices.Clone(of.Filed), Score: row.Score, Claims: of.Claims, Entries: of.Entries,
		Highlights: in.Highlights(of.Ref.Headline, of.text, of.Bylines, of.Captions, a.sought.In(in)),
		Copies:     indexer.CopiesFound{List: []indexer.CopyFound{}},
	}
	return h, nil
}

// Claims returns the claims that q finds, dated or not.
func (x *Index) Claims(ctx context.Context, q indexer.Query) (*indexer.Claims, error) {
	a, err := x.ask(ctx, "claims", q, claimLetter, claimProse, true)
	if err != nil {
		return nil, err
	}
	defer a.close()
	list, next, err := a.list(ctx, a.columns.Claims, a.claim)
	if err != nil {
		return nil, wordsError("claims", err)
	}
	res := &indexer.Claims{Query: a.text.String(), Total: list.Total, Folded: list.Folded, Copies: map[string]indexer.CopiesFound{}, Claims: []indexer.ClaimView{}, Facets: list.Facets, Generation: a.generation, Changed: a.changed(list), Next: next}
	for _, row := range list.Rows {
		c, err := a.claim(row.Ordinal)
		if err != nil {
			return nil, fmt.Errorf("claims: %w", err)
		}
		res.Claims = append(res.Claims, copyOf(c))
		if copies, ok := list.Copies[row.Ordinal]; ok {
			res.Copies[c.ID] = copies
		}
	}
	return res, nil
}

// Timeline returns the entries that q finds, in order of date. Its text is
// looked for in the claim, its sentence, the speaker and the headline.
func (x *Index) Timeline(ctx context.Context, q indexer.Query) (*indexer.Timeline, error) {
	a, err := x.ask(ctx, "timeline", q, claimLetter, claimProse, false)
	if err != nil {
		return nil, err
	}
	defer a.close()
	behind, err := a.eventNow(ctx)
	if err != nil {
		return nil, wordsError("timeline", err)
	}
	found := a.columns.Timeline(&a.q, a.hits, behind, a.limit)
	tl := &indexer.Timeline{
		Query: a.text.String(), Total: found.Total, Unit: found.Unit, Buckets: found.Buckets, Lanes: []indexer.Lane{}, Marks: found.Marks, Unmarked: found.More, Entries: []indexer.Entry{},
		Open: found.Open, Spanning: found.Spanning, Undated: found.Undated,
		Excluded: found.ExcludedBy.Grain + found.ExcludedBy.Event, ExcludedBy: found.ExcludedBy,
		Facets: found.Facets, Generation: a.generation,
	}
	if tl.Marks == nil {
		tl.Marks = []indexer.Mark{}
	}
	for _, lane := range found.Lanes {
		if q.Lanes == "cluster" { // its earliest claim says what it is, or else one that was found
			ordinal, ok, err := a.keyed(ctx, claimLetter, claimPrefix+lane.Value)
			if !ok {
				ordinal = lane.Claim
			}
			var c *indexer.ClaimView
			if err == nil {
				c, err = a.claim(ordinal)
			}
			if err != nil {
				return nil, fmt.Errorf("timeline: %w", err)
			}
			lane.Label = c.Text
		}
		tl.Lanes = append(tl.Lanes, lane.Lane)
	}
	events := found.Events
	if len(events) > a.limit {
		events = events[:a.limit]
		last := events[a.limit-1].Place
		c, err := a.claim(last.Claim)
		if err != nil {
			return nil, fmt.Errorf("timeline: %w", err)
		}
		if tl.Next, err = a.writeCursor(eventPlace{last, c.ID}); err != nil {
			return nil, err
		}
	}
	tl.Entries = slices.Grow(tl.Entries, len(events))
	for _, e := range events {
		entry, err := a.entry(e)
		if err != nil {
			return nil, fmt.Errorf("timeline: %w", err)
		}
		tl.Entries = append(tl.Entries, *entry)
	}
	return tl, nil
}

// copyOf returns a claim that whoever asked may change.
func copyOf(c *indexer.ClaimView) indexer.ClaimView {
	v := *c
	v.Entries = slices.Clone(c.Entries)
	v.Places = slices.Clone(c.Places)
	return v
}

// entry returns an event as the answer shows it. Nobody changes what it points to.
func (v *view) entry(e columns.Event) (*indexer.Entry, error) {
	c, err := v.claim(e.Place.Claim)
	if err != nil {
		return nil, err
	}
	for i := range c.Entries {
		if columns.EventOf(&c.Entries[i]) == e.Ends {
			return &c.Entries[i], nil
		}
	}
	return nil, fmt.Errorf("%w: claim %s has no entry where the columns have one", ErrDamaged, c.ID)
}
