package bleve

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"dateline/indexer"
	"dateline/indexer/columns"
	"dateline/indexer/lang"
)

// A Prober tells of a single article whether queries find it, as an index that held it
// would, without one. It is how saved searches are held against what arrives: an index
// answers one query about all articles, a Prober many queries about one.
//
// It is safe for concurrent use.
type Prober struct {
	now      func() time.Time
	synonyms *lang.Synonyms
}

// NewProber returns a Prober that reads words as an index does with the same synonyms.
// "Last month" counts from now, whenever it is asked.
func NewProber(now func() time.Time, synonyms *lang.Synonyms) *Prober { return &Prober{now, synonyms} }

// A Question is a query, read once to be asked of many articles. It is safe for concurrent
// use.
type Question struct {
	query      indexer.Query // without a text, and without a form
	now        func() time.Time
	must, rest indexer.Text // words that must occur, and what is asked beside
	wordsAlone bool         // nothing is asked of what the columns hold
	in         sync.Map     // by *language, the inLanguage of those that there were articles in
}

// An inLanguage is the text of a question as texts in one language are asked.
type inLanguage struct {
	must, rest *asks // nil for nothing
}

// asks is a part of a query's text, with words as the index knows them.
type asks struct {
	op       indexer.Op
	text     indexer.Text
	phrase   lang.Phrase
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
	if err := watchable(text); err != nil {
		return nil, err
	}
	out := &Question{query: q.Formless(), now: p.now}
	out.must, out.rest = p.synonyms.Expand(text).Split()
	out.query.Text = ""
	if own := out.asked(lang.Called(lang.English)); own.must.unasked() || own.rest.unasked() {
		return nil, lang.StopWords()
	}
	out.wordsAlone = out.rest.Op == indexer.Nothing && len(out.query.Values()) == 0
	out.query.Facets = indexer.NoFacets
	return out, nil
}

// watchable returns an error for a text that asks what can be said of no single article.
func watchable(t indexer.Text) error {
	switch t.Op {
	case indexer.Nothing, indexer.Field, indexer.Prefix, indexer.Word, indexer.Phrase, indexer.Fuzzy, indexer.Near:
	case indexer.And, indexer.Or, indexer.Same, indexer.Not:
		for _, part := range t.Parts {
			if err := watchable(part); err != nil {
				return err
			}
		}
	default:
		return &indexer.QueryError{Field: "q", Says: fmt.Sprintf("%s cannot be watched: search for it, or save a query without it", t)}
	}
	return nil
}

// asked returns what texts in a language are asked.
func (q *Question) asked(l *lang.Language) *inLanguage {
	if in, ok := q.in.Load(l); ok {
		return in.(*inLanguage) //nolint:forcetypeassert // nothing else is stored
	}
	in := &inLanguage{asksIn(l, q.must), asksIn(l, q.rest)}
	q.in.Store(l, in)
	return in
}

// asksIn returns what a text asks for, nil if it asks for nothing. What holds stop words only
// is passed over among words, as lang.Translate does, and else asks for what is found
// nowhere.
func asksIn(l *lang.Language, t indexer.Text) *asks {
	if t.Op == indexer.Nothing {
		return nil
	}
	if a := readIn(l, t); a != nil {
		return a
	}
	return &asks{op: indexer.Nothing, text: t}
}

// readIn is asksIn, but for nil where a text holds stop words only.
func readIn(l *lang.Language, t indexer.Text) *asks {
	a := &asks{op: t.Op, text: t, distance: t.Distance}
	switch t.Op {
	case indexer.Field:
	case indexer.Prefix:
		a.prefix = l.BeginningOf(t.Words)
	case indexer.Word, indexer.Phrase, indexer.Fuzzy:
		a.phrase = l.Phrase(t.Words)
		if len(a.phrase) == 0 {
			return nil
		}
		if len(a.phrase) > 1 || t.Op == indexer.Phrase {
			a.op = indexer.Word
		}
	case indexer.Near:
		a.phrase = l.Phrase(t.Words)
		a.near = a.phrase.Terms()
		switch {
		case len(a.phrase) == 0:
			return nil
		case len(a.near) < 2:
			a.op = indexer.Word
		}
	default:
		for _, part := range t.Parts {
			read := readIn(l, part)
			if read == nil && t.HasFields() { // beside a field it cannot be passed over
				read = asksIn(l, part)
			}
			if read != nil {
				a.parts = append(a.parts, read)
			}
		}
		if len(a.parts) == 0 {
			return nil
		}
		slices.SortStableFunc(a.parts, func(x, y *asks) int { return x.effort() - y.effort() })
	}
	return a
}

// unasked reports whether something is asked that is found nowhere.
func (a *asks) unasked() bool {
	return a != nil && (a.op == indexer.Nothing || slices.ContainsFunc(a.parts, (*asks).unasked))
}

// effort is how long it takes to look for something, roughly: a word is looked up.
func (a *asks) effort() int {
	if a.op == indexer.Word && len(a.phrase) == 1 {
		return 0
	}
	return 1
}

// A Probe is one article as an index would hold it.
type Probe struct {
	in      *lang.Language
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
func newProsed(l *lang.Language, values []string) *prosed {
	w := &prosed{terms: map[string]bool{}}
	for _, value := range values {
		tokens := l.Prose.Analyze([]byte(value))
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
	in := lang.Of(a.Language)
	return &Probe{
		in: in, article: into, columns: columns.New().With([]columns.Article{into}, nil),
		words: newProsed(in, values), docs: docs[1:],
	}, nil
}

// Language returns how the words of the article are read: a code of its language, or one
// for all that are read alike.
func (p *Probe) Language() string { return p.in.Code }

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
	hits, err := q.hits(p.in, article)
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
			values, ok := doc.fields[p.in.Field(aboutField)].([]string)
			if !ok {
				panic("a claim without prose") // unreachable: documents gives it
			}
			p.abouts[p.article.Claims[i].Ordinal] = newProsed(p.in, values)
		}
	}
	hits, err := q.hits(p.in, p.abouts)
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
func (q *Question) hits(in *lang.Language, docs map[uint32]*prosed) (columns.Hits, error) {
	var hits columns.Hits
	asked := q.asked(in)
	if asked.must != nil {
		hits.Text = true
		for ordinal := range asked.must.found(docs) {
			hits.Found = append(hits.Found, columns.Found{Ordinal: ordinal, Score: 1})
		}
		slices.SortFunc(hits.Found, func(a, b columns.Found) int { return int(a.Ordinal) - int(b.Ordinal) })
	}
	if asked.rest == nil {
		return hits, nil
	}
	k, err := asked.rest.condition(docs, q.now())
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
	case indexer.Nothing:
		return false
	case indexer.Word:
		return doc.holds(a.phrase)
	case indexer.Prefix:
		return len(doc.beginning(a.prefix)) > 0
	case indexer.Fuzzy:
		about := a.phrase[0].Term
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
func (w *prosed) holds(p lang.Phrase) bool {
	for _, s := range p {
		if !w.terms[s.Term] {
			return false
		}
	}
	if len(p) == 1 {
		return true
	}
	for _, at := range w.values {
		for place, term := range at {
			if term == p[0].Term && !slices.ContainsFunc(p[1:], func(s lang.Stem) bool { return at[place+s.Gap] != s.Term }) {
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
