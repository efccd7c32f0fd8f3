package columns

import (
	"slices"

	"dateline/indexer"
)

// A Condition is what a query's text asks for beside words that must occur: fields, and
// what is made of fields and words with AND, OR and NOT.
type Condition struct {
	Op    indexer.Op // And, Or, Not; Field; or Word for what words have found
	Parts []Condition
	Field indexer.Condition
	Found map[uint32]bool // ordinals of the documents with the words

	filter *filter
}

// compile returns the condition with what it asks for in the numbers of the columns.
func (k *Condition) compile(d *dicts) *Condition {
	if k == nil {
		return nil
	}
	out := *k
	if k.Op == indexer.Field {
		out.filter = newFieldFilter(d, &k.Field)
	}
	out.Parts = make([]Condition, len(k.Parts))
	for i := range k.Parts {
		out.Parts[i] = *k.Parts[i].compile(d)
	}
	return &out
}

// holds reports whether a condition is met, where leaf tells it of a field or of words.
// No condition always is.
func (k *Condition) holds(leaf func(*Condition) bool) bool {
	if k == nil {
		return true
	}
	part := func(p Condition) bool { return p.holds(leaf) }
	switch k.Op {
	case indexer.And:
		return !slices.ContainsFunc(k.Parts, func(p Condition) bool { return !part(p) })
	case indexer.Or:
		return slices.ContainsFunc(k.Parts, part)
	case indexer.Not:
		return !part(k.Parts[0])
	}
	return leaf(k)
}

// noEvent is the event of a claim that has none.
const noEvent = -1

// ofClaim reports whether a field is as a claim has it, but for dates of events.
func (k *Condition) ofClaim(p *part, c uint32) bool {
	return k.filter.article(p, p.cArticle.At(c)) && k.filter.claim(p, c) && (k.Field.Sure == 0 || p.cSure.At(c) > sure(k.Field.Sure) && p.cSpeaker.At(c) != 0) && (!k.Field.Undated || p.undated(c))
}

// event reports whether an event of a claim, or noEvent, meets the condition.
func (k *Condition) event(p *part, c uint32, e int) bool {
	return k == nil || k.holds(func(leaf *Condition) bool {
		if leaf.Op == indexer.Word {
			return leaf.Found[p.cOrdinal.at(c)]
		}
		return leaf.ofClaim(p, c) && (!leaf.filter.dated || e != noEvent && leaf.filter.judge(p, uint32(e)) == wanted) //nolint:gosec // a row
	})
}

// claim reports whether a claim meets the condition; of its events one is enough.
func (k *Condition) claim(p *part, c uint32) bool {
	return k.holds(func(leaf *Condition) bool {
		if leaf.Op == indexer.Word {
			return leaf.Found[p.cOrdinal.at(c)]
		}
		return leaf.ofClaim(p, c) && (!leaf.filter.dated || leaf.filter.anyEvent(p, c))
	})
}

// article reports whether an article meets the condition; of its claims one is enough.
func (k *Condition) article(p *part, a uint32) bool {
	return k.holds(func(leaf *Condition) bool {
		f := leaf.filter
		switch {
		case leaf.Op == indexer.Word:
			return leaf.Found[p.aOrdinal.at(a)]
		case f.asks == 0 && !f.dated && leaf.Field.Sure == 0 && !leaf.Field.Undated:
			return f.article(p, a)
		case f.asks == aPlace: // it may have been filed there
			return f.article(p, a) && f.holds(p, a)
		}
		for c, to := p.aClaims.At(a), p.aClaims.At(a+1); c < to; c++ {
			if leaf.ofClaim(p, c) && (!f.dated || f.anyEvent(p, c)) {
				return true
			}
		}
		return false
	})
}
