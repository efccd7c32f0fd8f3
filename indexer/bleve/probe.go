package bleve

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis"

	"dateline/indexer"
	"dateline/indexer/columns"
)

// A Prober tells of a single article whether queries find it, as an index that held it
// would, without one. It is how saved searches are held against what arrives: an index
// answers one query about all articles, a Prober many queries about one.
//
// It is safe for concurrent use.
type Prober struct {
	prose    analysis.Analyzer
	now      func() time.Time
	synonyms *Synonyms
}

// NewProber returns a Prober that reads words as an index does with the same synonyms.
// "Last month" counts from now, whenever it is asked.
func NewProber(now func() time.Time, synonyms *Synonyms) (*Prober, error) {
	m, err := newMapping()
	if err != nil {
		return nil, fmt.Errorf("probe: %w", err)
	}
	prose := m.AnalyzerNamed(proseAnalyzer)
	if prose == nil {
		return nil, fmt.Errorf("probe: no analyzer is called %s", proseAnalyzer)
	}
	return &Prober{prose, now, synonyms}, nil
}

// A Question is a query, read once to be asked of many articles.
type Question struct {
	query      indexer.Query // without a text, and without a form
	now        func() time.Time
	must, rest *asks // words that must occur, and what is asked beside; nil for nothing
	wordsAlone bool  // nothing is asked of what the columns hold
}

// asks is a part of a query's text, with words as the index knows them.
type asks struct {
	op       indexer.Op
	text     indexer.Text
	phrase   phrase
	prefix   string
	distance int
	near     []string // terms, each once
	parts    []*asks
}

// Question reads a query. It returns a *indexer.QueryError for one that no index would
// answer, and for one that asks something which can be said of no single article.
func (p *Prober) Question(q indexer.Query) (*Question, error) {
	if err := q.Validate(); err != nil {
		return nil, err
	}
	text, err := indexer.ParseText(q.Text)
	if err != nil {
		return nil, err
	}
	must, rest := split(p.synonyms.expand(text))
	out := &Question{query: Formless(q), now: p.now}
	out.query.Text = ""
	if out.must, err = p.read(must); err != nil {
		return nil, err
	}
	if out.rest, err = p.read(rest); err != nil {
		return nil, err
	}
	if out.must == nil && must.Op != indexer.Nothing || out.rest == nil && rest.Op != indexer.Nothing {
		return nil, stopWords()
	}
	out.wordsAlone = out.rest == nil && len(out.query.Values()) == 0
	out.query.Facets = indexer.NoFacets
	return out, nil
}

// Formless returns a query without what asks for a form of its answer: an order, whether
// copies are folded, a page, what is counted. It finds the same.
func Formless(q indexer.Query) indexer.Query {
	q.Limit, q.Cursor, q.Order, q.Boosts, q.Copies, q.Facets, q.Buckets, q.Marks, q.Lanes = 0, "", indexer.Best, "", indexer.FoldedCopies, nil, 0, 0, ""
	return q
}

// read returns what a text asks for, as translator.translate does: nil for what holds stop
// words only.
func (p *Prober) read(t indexer.Text) (*asks, error) {
	a := &asks{op: t.Op, text: t, distance: t.Distance}
	switch t.Op {
	case indexer.Nothing:
		return nil, nil
	case indexer.Field:
		return a, nil
	case indexer.Prefix:
		a.prefix = beginningOf(t.Words)
		return a, nil
	case indexer.Word, indexer.Phrase, indexer.Fuzzy:
		a.phrase = p.phrase(t.Words)
		if len(a.phrase) == 0 {
			return nil, nil
		}
		if len(a.phrase) > 1 || t.Op == indexer.Phrase {
			a.op = indexer.Word
		}
		return a, nil
	case indexer.Near:
		return p.readNear(a), nil
	case indexer.And, indexer.Or, indexer.Same, indexer.Not:
		for _, part := range t.Parts {
			read, err := p.read(part)
			if err != nil {
				return nil, err
			}
			switch {
			case read != nil:
				a.parts = append(a.parts, read)
			case t.HasFields(): // beside a field it cannot be passed over
				return nil, stopWords()
			}
		}
		if len(a.parts) == 0 {
			return nil, nil
		}
		slices.SortStableFunc(a.parts, func(x, y *asks) int { return x.effort() - y.effort() })
		return a, nil
	}
	return nil, &indexer.QueryError{Field: "q", Says: fmt.Sprintf("%s cannot be watched: search for it, or save a query without it", t)}
}

// readNear is read for words that stand near one another.
func (p *Prober) readNear(a *asks) *asks {
	a.phrase = p.phrase(a.text.Words)
	a.near = a.phrase.terms()
	switch {
	case len(a.phrase) == 0:
		return nil
	case len(a.near) < 2:
		a.op = indexer.Word
	}
	return a
}

// effort is how long it takes to look for something, roughly: a word is looked up.
func (a *asks) effort() int {
	if a.op == indexer.Word && len(a.phrase) == 1 {
		return 0
	}
	return 1
}

func stopWords() error {
	return &indexer.QueryError{Field: "q", Says: "holds only words that stand in every text, such as “the”: add another word"}
}

func (p *Prober) phrase(words string) phrase { return (&Index{prose: p.prose}).phrase(words) }

// A Probe is one article as an index would hold it.
type Probe struct {
	prober  *Prober
	article columns.Article
	columns *columns.Snapshot
	words   *prosed            // of the article
	abouts  map[uint32]*prosed // of its claims, by ordinal; nil until they are asked about
	docs    []document         // of its claims
}

// prosed is what a document is searched by: the terms of every value of its fields by
// their places, and all terms.
type prosed struct {
	terms  map[string]bool
	sorted []string // the same, in order
	values []map[int]string
}

// newProsed returns what a document is searched by that holds some values.
func (p *Prober) newProsed(values []string) *prosed {
	w := &prosed{terms: map[string]bool{}}
	for _, value := range values {
		tokens := p.prose.Analyze([]byte(value))
		at := make(map[int]string, len(tokens))
		for _, t := range tokens {
			term := string(t.Term)
			at[t.Position] = term
			w.terms[term] = true
		}
		w.values = append(w.values, at)
	}
	w.sorted = slices.Sorted(maps.Keys(w.terms))
	return w
}

// Probe returns the article of r.
func (p *Prober) Probe(r *indexer.Reading) (*Probe, error) {
	const first = 1 // ordinal
	a, docs, into, err := documents(r, first, first)
	if err != nil {
		return nil, fmt.Errorf("probe: %w", err)
	}
	var values []string
	for _, f := range articleProse.fields {
		values = append(values, f.read(a)...)
	}
	return &Probe{
		prober: p, article: into, columns: columns.New().With([]columns.Article{into}, nil),
		words: p.newProsed(values), docs: docs[1:],
	}, nil
}

// Article returns the article.
func (p *Probe) Article() indexer.ArticleRef { return p.article.Ref }

// Speakers returns the names of those who speak in it, each once.
func (p *Probe) Speakers() []string {
	var list []string
	for i := range p.article.Claims {
		if name := p.article.Claims[i].View.Speaker.Name; name != "" && !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	return list
}

// Finds reports whether a search for q would find the article.
func (p *Probe) Finds(q *Question) (bool, error) {
	article := map[uint32]*prosed{p.article.Ordinal: p.words}
	hits, err := q.hits(article)
	if err != nil || hits.Text && len(hits.Found) == 0 {
		return false, err
	}
	if q.wordsAlone {
		return true, nil
	}
	return p.columns.Search(&q.query, hits, nil, 1).Total > 0, nil
}

// Entries returns the first entries of the article that a timeline of q would hold, at
// most limit, with how many there are, and how many of its claims a list would hold.
func (p *Probe) Entries(q *Question, limit int) (list []indexer.Entry, entries, claims int, err error) {
	if p.abouts == nil {
		p.abouts = map[uint32]*prosed{}
		for i, doc := range p.docs {
			values, ok := doc.fields[aboutField].([]string)
			if !ok {
				panic("a claim without prose") // unreachable: documents gives it
			}
			p.abouts[p.article.Claims[i].Ordinal] = p.prober.newProsed(values)
		}
	}
	hits, err := q.hits(p.abouts)
	if err != nil {
		return nil, 0, 0, err
	}
	tl := p.columns.Timeline(&q.query, hits, nil, limit)
	for _, e := range tl.Events[:min(limit, len(tl.Events))] {
		if entry, ok := p.entry(e); ok {
			list = append(list, entry)
		}
	}
	return list, tl.Total, p.columns.Claims(&q.query, hits, nil, 1).Total, nil
}

func (p *Probe) entry(e columns.Event) (indexer.Entry, bool) {
	for i := range p.article.Claims {
		c := &p.article.Claims[i]
		for k := range c.View.Entries {
			if c.Ordinal == e.Place.Claim && columns.EventOf(&c.View.Entries[k]) == e.Ends {
				return c.View.Entries[k], true
			}
		}
	}
	return indexer.Entry{}, false
}

// hits returns which of some documents hold the words that q asks for, and what it asks
// beside.
func (q *Question) hits(docs map[uint32]*prosed) (columns.Hits, error) {
	var hits columns.Hits
	if q.must != nil {
		hits.Text = true
		for ordinal := range q.must.found(docs) {
			hits.Found = append(hits.Found, columns.Found{Ordinal: ordinal, Score: 1})
		}
		slices.SortFunc(hits.Found, func(a, b columns.Found) int { return int(a.Ordinal) - int(b.Ordinal) })
	}
	if q.rest == nil {
		return hits, nil
	}
	k, err := q.rest.condition(docs, q.now())
	hits.Condition = k
	return hits, err
}

// condition returns what is asked as the columns take it, as view.condition does.
func (a *asks) condition(docs map[uint32]*prosed, now time.Time) (*columns.Condition, error) {
	switch {
	case a.op == indexer.Field:
		field, err := a.text.Condition(now)
		return &columns.Condition{Op: indexer.Field, Field: field}, err
	case a.text.HasFields():
		k := &columns.Condition{Op: a.op}
		for _, part := range a.parts {
			p, err := part.condition(docs, now)
			if err != nil {
				return nil, err
			}
			k.Parts = append(k.Parts, *p)
		}
		return k, nil
	}
	return &columns.Condition{Op: indexer.Word, Found: a.found(docs)}, nil
}

// found returns the documents that hold the words asked for.
func (a *asks) found(docs map[uint32]*prosed) map[uint32]bool {
	found := map[uint32]bool{}
	for ordinal, doc := range docs {
		if a.in(doc) {
			found[ordinal] = true
		}
	}
	return found
}

// in reports whether a document holds the words asked for.
func (a *asks) in(doc *prosed) bool {
	in := func(part *asks) bool { return part.in(doc) }
	switch a.op {
	case indexer.Word:
		return doc.holds(a.phrase)
	case indexer.Prefix:
		return len(doc.beginning(a.prefix)) > 0
	case indexer.Fuzzy:
		about := a.phrase[0].term
		_, first := utf8.DecodeRuneInString(about)
		return slices.ContainsFunc(doc.beginning(about[:first]), func(term string) bool { return alike(about, term, a.distance) })
	case indexer.Near:
		return near(doc.places(a.near), a.distance)
	case indexer.And:
		return !slices.ContainsFunc(a.parts, func(part *asks) bool { return !in(part) })
	case indexer.Or, indexer.Same:
		return slices.ContainsFunc(a.parts, in)
	case indexer.Not:
		return !in(a.parts[0])
	}
	panic("a text that was read asks for something else") // unreachable: read knows no other
}

// beginning returns the terms that begin so, in order.
func (w *prosed) beginning(prefix string) []string {
	from, _ := slices.BinarySearch(w.sorted, prefix)
	to := from
	for to < len(w.sorted) && strings.HasPrefix(w.sorted[to], prefix) {
		to++
	}
	return w.sorted[from:to]
}

// places returns where each of some terms stands.
func (w *prosed) places(terms []string) [][]place {
	list := make([][]place, len(terms))
	for i, at := range w.values {
		for word, term := range at {
			if n := slices.Index(terms, term); n >= 0 {
				list[n] = append(list[n], place{uint64(i), word}) //nolint:gosec // not negative
			}
		}
	}
	return list
}

// holds reports whether a phrase stands in one of the values.
func (w *prosed) holds(p phrase) bool {
	for _, s := range p {
		if !w.terms[s.term] {
			return false
		}
	}
	if len(p) == 1 {
		return true
	}
	for _, at := range w.values {
		for place, term := range at {
			if term == p[0].term && !slices.ContainsFunc(p[1:], func(s stem) bool { return at[place+s.gap] != s.term }) {
				return true
			}
		}
	}
	return false
}

// alike reports whether two words begin with the same letter and differ by so many at
// most: one more, one less, another one, or two that changed places.
func alike(a, b string, most int) bool {
	first, size := utf8.DecodeRuneInString(a)
	if other, _ := utf8.DecodeRuneInString(b); other != first || size == 0 {
		return false
	}
	if d := utf8.RuneCountInString(a) - utf8.RuneCountInString(b); d > most || -d > most {
		return false
	}
	return indexer.Distance(a, b) <= most
}
