package desk

import (
	"slices"
	"sync"

	"dateline/indexer"
	"dateline/indexer/bleve"
)

// A Matcher holds many queries against one article: a percolator. It looks only at those
// that share a key with the article, such as a rare word, and at those that have none.
//
// It never changes once it is made, and is safe for concurrent use.
type Matcher struct {
	prober  *bleve.Prober
	entries []watched

	mu   sync.Mutex
	keys map[string]keyed // by language: of those that there were articles in
}

// keyed are places in the entries of a Matcher.
type keyed struct {
	by     map[string][]int
	others []int // those without a key
}

// watched is a query under the name that it was added by.
type watched struct {
	name     string
	question *bleve.Question
	query    indexer.Query
}

// NewMatcher returns a Matcher of no queries.
func NewMatcher(prober *bleve.Prober) *Matcher {
	return &Matcher{prober: prober, keys: map[string]keyed{}}
}

// Add adds a query under a name. It returns a *indexer.QueryError for one that cannot be
// held against an article, which is then left out. It is for the making of a Matcher.
func (m *Matcher) Add(name string, q indexer.Query) error {
	question, err := m.prober.Question(q)
	if err != nil {
		return err
	}
	m.entries = append(m.entries, watched{name, question, q})
	return nil
}

// keyed returns the entries by what articles in a language have as well that they find.
func (m *Matcher) keyed(language string) keyed {
	m.mu.Lock()
	defer m.mu.Unlock()
	k, ok := m.keys[language]
	if !ok {
		k.by = map[string][]int{}
		for place, e := range m.entries {
			keys := e.question.Keys(language)
			if keys == nil {
				k.others = append(k.others, place)
			}
			for _, key := range keys {
				k.by[key] = append(k.by[key], place)
			}
		}
		m.keys[language] = k
	}
	return k
}

// Len returns how many queries there are.
func (m *Matcher) Len() int { return len(m.entries) }

// Match returns the names of the queries that find the article of r, in the order in which
// they were added: those whose answer would hold it if it was in the index.
func (m *Matcher) Match(r *indexer.Reading) ([]string, error) {
	p, found, err := m.match(r)
	if err != nil || p == nil {
		return nil, err
	}
	var names []string
	for _, place := range found {
		names = append(names, m.entries[place].name)
	}
	return names, nil
}

// match returns the places of the queries that find an article, and the article.
func (m *Matcher) match(r *indexer.Reading) (*bleve.Probe, []int, error) {
	p, err := m.prober.Probe(r)
	if err != nil {
		return nil, nil, err
	}
	keyed := m.keyed(p.Language())
	places := slices.Clone(keyed.others)
	for k := range p.Keys() {
		places = append(places, keyed.by[k]...)
	}
	slices.Sort(places)
	var found []int
	for _, place := range slices.Compact(places) {
		finds, err := p.Finds(m.entries[place].question)
		if err != nil {
			return nil, nil, err
		}
		if finds {
			found = append(found, place)
		}
	}
	return p, found, nil
}
