package lang

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"dateline/indexer"
)

// Synonyms are groups of words and phrases that a search takes for one another. The
// library has some of its own, which stand in the index and are no documents of ours: to
// change them would mean to build it anew. Ours are put into a question when it is asked.
//
// Nil are none.
type Synonyms struct {
	groups [][]indexer.Text // words and phrases
	of     map[string]int   // which group a word or phrase is in, by its key
	most   int              // words of the longest phrase
}

// The bounds of synonyms: a question of many words must still be asked in no time.
const (
	mostGroups      = 1000
	mostOfGroup     = 20
	mostOfPhrase    = 5 // words
	mostSynonymSize = 100
)

// NewSynonyms returns the synonyms in groups of two and more. What is wrong with them its
// error says in words for whoever wrote them.
func NewSynonyms(groups [][]string) (*Synonyms, error) {
	s := &Synonyms{of: map[string]int{}}
	if len(groups) > mostGroups {
		return nil, fmt.Errorf("there are %d groups: leave at most %d", len(groups), mostGroups)
	}
	for i, group := range groups {
		if err := s.add(group); err != nil {
			return nil, fmt.Errorf("group %d: %w", i+1, err)
		}
	}
	return s, nil
}

// add takes in a group.
func (s *Synonyms) add(group []string) error {
	if len(group) < 2 || len(group) > mostOfGroup {
		return fmt.Errorf("it has %d words or phrases: write 2 to %d that mean the same", len(group), mostOfGroup)
	}
	var texts []indexer.Text
	for _, words := range group {
		text := indexer.Text{Op: indexer.Word, Words: strings.Join(strings.Fields(words), " ")}
		n := len(strings.Fields(words))
		if n > 1 {
			text.Op = indexer.Phrase
		}
		key := s.key(words)
		if n > mostOfPhrase || utf8.RuneCountInString(words) > mostSynonymSize {
			return fmt.Errorf("%.60q is too long: write at most %d words and %d characters", words, mostOfPhrase, mostSynonymSize)
		}
		if strings.ContainsFunc(words, func(r rune) bool { return strings.ContainsRune("\"“”„‟«»()*~:", r) }) {
			return fmt.Errorf("%q holds a mark that means something in a query: write words alone", words)
		}
		if key == "" {
			return fmt.Errorf("%q holds only words that stand in every text, such as “the”, and finds nothing: leave it out", words)
		}
		other, known := s.of[key]
		switch {
		case known && other == len(s.groups):
			return fmt.Errorf("%q is found by another word of the group already: leave one of them out", words)
		case known:
			return fmt.Errorf("%q stands in group %d as well, or what a search takes for it: put both into one group", words, other+1)
		}
		s.of[key], s.most = len(s.groups), max(s.most, n)
		texts = append(texts, text)
	}
	s.groups = append(s.groups, texts)
	return nil
}

// key returns how words are told from others: by their stems in English, and what lies
// between.
// It is empty for what is in no index.
func (s *Synonyms) key(words string) string {
	var key strings.Builder
	for _, stem := range Called(English).Phrase(words) {
		key.WriteString(stem.Term + "\x00" + strconv.Itoa(stem.Gap) + "\x00")
	}
	return key.String()
}

// Expand returns a text that asks for any word of a group where it asked for one. Words
// in quotation marks, and those that stand for several, ask for what they say.
func (s *Synonyms) Expand(t indexer.Text) indexer.Text {
	switch {
	case s == nil || len(s.groups) == 0:
	case t.Op == indexer.Word:
		return s.same(t, t.Words)
	case t.Op == indexer.And:
		t.Parts = s.expandAll(t.Parts)
		if len(t.Parts) == 1 {
			return t.Parts[0]
		}
	case t.Op == indexer.Or || t.Op == indexer.Not:
		t.Parts = slices.Clone(t.Parts)
		for i := range t.Parts {
			t.Parts[i] = s.Expand(t.Parts[i])
		}
	}
	return t
}

// expandAll is Expand for parts of which every one must be met: words that follow on one
// another may be a phrase of a group.
func (s *Synonyms) expandAll(parts []indexer.Text) (out []indexer.Text) {
	for len(parts) > 0 {
		n := s.phraseAt(parts)
		if n > 1 {
			out = append(out, s.same(indexer.Text{Op: indexer.And, Parts: parts[:n]}, joined(parts[:n])))
		} else {
			out = append(out, s.Expand(parts[0]))
		}
		parts = parts[n:]
	}
	return out
}

// phraseAt returns how many words at the beginning of some parts are a phrase of a group;
// 1 if none are.
func (s *Synonyms) phraseAt(parts []indexer.Text) int {
	words := 0
	for words < min(len(parts), s.most) && parts[words].Op == indexer.Word {
		words++
	}
	for ; words > 1; words-- {
		if _, ok := s.of[s.key(joined(parts[:words]))]; ok {
			return words
		}
	}
	return 1
}

func joined(parts []indexer.Text) string {
	words := make([]string, len(parts))
	for i, part := range parts {
		words[i] = part.Words
	}
	return strings.Join(words, " ")
}

// same returns what asks for some words or any other of their group.
func (s *Synonyms) same(t indexer.Text, words string) indexer.Text {
	key := s.key(words)
	group, ok := s.of[key]
	if !ok {
		return t
	}
	all := []indexer.Text{t}
	for _, other := range s.groups[group] {
		if s.key(other.Words) != key {
			all = append(all, other)
		}
	}
	return indexer.Text{Op: indexer.Same, Parts: all}
}
