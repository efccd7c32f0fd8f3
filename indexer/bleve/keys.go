package bleve

import (
	"iter"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"dateline/indexer"
	"dateline/indexer/lang"
	"dateline/scraper"
)

// The kinds of key that an article and a question may share, as keys begin.
const (
	wordKey    = "w" // a word as the index knows it
	startKey   = "p" // how a word begins
	speakerKey = "s"
	outletKey  = "o" // its name, or its host
)

// startRunes is how much of a word a startKey holds: a prefix is never shorter.
const startRunes = 3

// Keys returns keys of which every article in a language, see Probe.Language, that the
// question finds has one at least, few and rare ones rather than others; nil if no such
// keys are known. Whoever holds many questions against an article need look only at those
// that share a key with it.
func (q *Question) Keys(language string) []string {
	asked := q.asked(lang.Of(language))
	best := keys{}
	best = best.or(asked.must.keys()).or(asked.rest.keys())
	best = best.or(speakerKeys(q.query.Speakers)).or(outletKeys(q.query.Outlets))
	return best.list
}

// Keys returns the keys of the article, each once.
func (p *Probe) Keys() iter.Seq[string] {
	return func(yield func(string) bool) {
		starts := map[string]bool{}
		for term := range p.words.terms {
			if !yield(wordKey + term) {
				return
			}
			if s, ok := start(term); ok && !starts[s] {
				starts[s] = true
				if !yield(startKey + s) {
					return
				}
			}
		}
		for _, name := range p.Speakers() {
			if !yield(speakerKey + folded(name)) {
				return
			}
		}
		if !yield(outletKey + folded(p.article.Ref.Outlet)) {
			return
		}
		if u, err := url.Parse(p.article.Ref.URL); err == nil {
			yield(outletKey + folded(scraper.Host(u)))
		}
	}
}

// keys are some of which one must be there, and how much it costs to go by them: about
// how many articles have them. No keys are worse than any.
type keys struct {
	list []string
	cost int
}

// or returns the cheaper keys: either will do.
func (k keys) or(other keys) keys {
	if k.list == nil || other.list != nil && other.cost < k.cost {
		return other
	}
	return k
}

// What keys cost, in articles of a thousand, roughly: long words are rare.
const (
	longWordCost, wordCost, shortWordCost = 2, 8, 25 // from 8 letters, from 5, below
	startCost                             = 40
	speakerCost                           = 3
	outletCost                            = 100
)

func (a *asks) keys() keys {
	if a == nil {
		return keys{}
	}
	switch a.op {
	case indexer.Word, indexer.Near:
		best := keys{}
		for _, s := range a.phrase {
			best = best.or(keys{[]string{wordKey + s.Term}, costOf(s.Term)})
		}
		return best
	case indexer.Prefix:
		if s, ok := start(a.prefix); ok {
			return keys{[]string{startKey + s}, startCost}
		}
	case indexer.Field:
		if a.text.Name == "speaker" || a.text.Name == "outlet" {
			return a.fieldKeys()
		}
	case indexer.And:
		best := keys{}
		for _, part := range a.parts {
			best = best.or(part.keys())
		}
		return best
	case indexer.Or, indexer.Same:
		all := keys{}
		for _, part := range a.parts {
			k := part.keys()
			if k.list == nil {
				return keys{}
			}
			all.list, all.cost = append(all.list, k.list...), all.cost+k.cost
		}
		return all
	}
	return keys{}
}

func (a *asks) fieldKeys() keys {
	k, err := a.text.Condition(time.Time{}) // names are the same at any time
	if err != nil {
		return keys{}
	}
	return speakerKeys(k.Speakers).or(outletKeys(k.Outlets))
}

func costOf(term string) int {
	switch n := utf8.RuneCountInString(term); {
	case n >= 8:
		return longWordCost
	case n >= 5:
		return wordCost
	}
	return shortWordCost
}

func speakerKeys(names []string) (k keys) {
	for _, name := range names {
		k.list, k.cost = append(k.list, speakerKey+folded(name)), k.cost+speakerCost
	}
	return k
}

func outletKeys(names []string) (k keys) {
	for _, name := range names {
		k.list, k.cost = append(k.list, outletKey+strings.TrimPrefix(folded(name), "www.")), k.cost+outletCost
	}
	return k
}

// start returns how a word begins, if it is long enough to be found by a prefix.
func start(term string) (string, bool) {
	n := 0
	for i := range term {
		if n == startRunes {
			return term[:i], true
		}
		n++
	}
	return term, n == startRunes
}

// folded returns a name so that all spellings which a filter takes for one are the same.
func folded(name string) string {
	const most = 100 // runes: the columns cut names, but not so short
	name = strings.Join(strings.Fields(strings.ToLower(strings.ToValidUTF8(name, "\uFFFD"))), " ")
	if utf8.RuneCountInString(name) <= most {
		return name
	}
	return string([]rune(name)[:most])
}
