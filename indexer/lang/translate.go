package lang

import "dateline/indexer"

// A Translator makes the queries of an index, of type Q, for texts in one language.
type Translator[Q any] interface {
	Words(p Phrase, written string) Q                // p, together; it was written so
	Near(terms []string, most int, written string) Q // two terms or more, with at most so many words among them
	Prefix(begins string) Q                          // words that begin so
	Fuzzy(term string, distance int) Q               // words of which so many letters are others, but not the first
	All(must, not []Q) Q                             // each of one or more, without some
	None(some []Q) Q                                 // what is in the language, without any
	Any(some []Q) Q                                  // any of one or more
	Same(some []Q) Q                                 // any of one or more, which are words for one thing
}

// Translate returns what a text asks for of texts in a language; ok is false for one that
// holds stop words only, which are in no index. Among other words they are passed over.
func Translate[Q any](l *Language, t indexer.Text, to Translator[Q]) (q Q, ok bool) {
	switch t.Op {
	case indexer.Word, indexer.Phrase:
		return words(l, t, to)
	case indexer.Near:
		terms := l.Phrase(t.Words).Terms()
		if len(terms) < 2 {
			return words(l, t, to)
		}
		return to.Near(terms, t.Distance, t.Words), true
	case indexer.Prefix:
		return to.Prefix(l.BeginningOf(t.Words)), true
	case indexer.Fuzzy:
		p := l.Phrase(t.Words)
		if len(p) != 1 {
			return words(l, t, to)
		}
		return to.Fuzzy(p[0].Term, t.Distance), true
	case indexer.Not:
		if q, ok = Translate(l, t.Parts[0], to); ok {
			q = to.None([]Q{q})
		}
		return q, ok
	case indexer.And:
		return both(l, t.Parts, to)
	case indexer.Or, indexer.Same:
		var some []Q
		for _, part := range t.Parts {
			if q, ok := Translate(l, part, to); ok {
				some = append(some, q)
			}
		}
		switch {
		case len(some) == 0:
			return q, false
		case t.Op == indexer.Same:
			return to.Same(some), true
		}
		return to.Any(some), true
	}
	return q, false
}

// words asks for words. One may be several to the index, such as "covid-19": they must stand
// together.
func words[Q any](l *Language, t indexer.Text, to Translator[Q]) (q Q, ok bool) {
	p := l.Phrase(t.Words)
	if len(p) == 0 {
		return q, false
	}
	return to.Words(p, t.Words), true
}

// both asks for all of some parts, without those that are negated.
func both[Q any](l *Language, parts []indexer.Text, to Translator[Q]) (q Q, ok bool) {
	var must, not []Q
	for _, part := range parts {
		list := &must
		if part.Op == indexer.Not {
			part, list = part.Parts[0], &not
		}
		if q, ok := Translate(l, part, to); ok {
			*list = append(*list, q)
		}
	}
	switch {
	case len(must) == 0 && len(not) == 0:
		return q, false
	case len(must) == 0:
		return to.None(not), true
	}
	return to.All(must, not), true
}
