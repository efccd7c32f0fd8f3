package lang

import (
	"slices"

	"dateline/indexer"
)

// A Phrase is a word or a run of words as the index knows them: stems, and how
// far each stands behind the first. Stop words leave gaps.
type Phrase []Stem

// A Stem is a word of a Phrase.
type Stem struct {
	Term string
	Gap  int // words that it stands behind the first
}

// Phrase returns how the language reads some words; nothing if all stand in every text.
func (l *Language) Phrase(words string) Phrase {
	var p Phrase
	tokens := l.Prose.Analyze([]byte(words))
	for _, t := range tokens {
		p = append(p, Stem{string(t.Term), t.Position - tokens[0].Position})
	}
	return p
}

// Terms returns the words of a phrase, each once.
func (p Phrase) Terms() (list []string) {
	for _, s := range p {
		if !slices.Contains(list, s.Term) {
			list = append(list, s.Term)
		}
	}
	return list
}

// Phrases returns what a text looks for, without what it shuts out.
func (l *Language) Phrases(t indexer.Text) []Phrase {
	var all []Phrase
	switch t.Op {
	case indexer.Word, indexer.Phrase:
		if p := l.Phrase(t.Words); len(p) > 0 {
			all = append(all, p)
		}
	case indexer.Near:
		for _, s := range l.Phrase(t.Words) {
			all = append(all, Phrase{{s.Term, 0}})
		}
	case indexer.And, indexer.Or, indexer.Same:
		for _, part := range t.Parts {
			all = append(all, l.Phrases(part)...)
		}
	}
	return all
}

// StopWords is the error of a text that holds words alone which are in no index.
func StopWords() error {
	return &indexer.QueryError{Field: "q", Says: "holds only words that stand in every text, such as “the”: add another word"}
}

// A Sought is what a text looks for, by the language of what it is looked for in.
type Sought struct {
	text indexer.Text
	in   map[*Language][]Phrase
}

// NewSought returns what t looks for.
func NewSought(t indexer.Text) *Sought { return &Sought{t, map[*Language][]Phrase{}} }

// In returns what is looked for in texts of a language.
func (s *Sought) In(l *Language) []Phrase {
	list, ok := s.in[l]
	if !ok {
		list = l.Phrases(s.text)
		s.in[l] = list
	}
	return list
}
