package claim

import (
	"strings"

	"dateline/indexer/prose"
	"dateline/indexer/tagger"
)

// What a token is, to the tagger: one kind a word, so that what is seldom seen is
// known by its like.
const (
	kindOther = iota
	kindMark
	kindOpen // an opening quotation mark
	kindClose
	kindNumber
	kindName // a capitalised word
	kindAcronym
	kindPronoun
	kindSpeech // a form of a reporting verb, by class from here on
	kindNoun   = kindSpeech + 12 + iota
	kindIng
	kindEd
	kindLy
	kindS
	kindFunction // a word of its own kind: its number is added
)

// functions are words that are kinds of their own.
var functions = func() map[string]uint32 {
	all := map[string]uint32{}
	for i, w := range strings.Fields("the a an and or but nor so yet of in on at by for from to with about as if when while after before since until because although though that which who whom whose what where why how not no n't " +
		"is are was were be been being am 's 're 've 'll 'd has have had having do does did will would can could shall should may might must " +
		"he she it they i we you him her them me us his its their our my your this these those there here " +
		"according according_to than then now also just only even still more most very too once again over out up down off into through during against between among under without within " +
		"mr ms mrs dr sen rep gov president monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december " +
		"all some any each every both either neither other another such one two three many much several few who's that's it's he's she's don't didn't doesn't isn't wasn't won't can't") {
		all[w] = uint32(i) + kindFunction //nolint:gosec // a few hundred
	}
	return all
}()

// classNumber tells the classes of reporting verbs apart.
var classNumber = map[Class]uint32{Neutral: 0, Assert: 1, Factive: 2, Deny: 3, Commit: 4, Urge: 5, Ask: 6, Predict: 7, Believe: 8, Judge: 9, Document: 10}

// A seen is what the tagger sees of a token.
type seen struct {
	word   uint32 // hash of its lower-case form, numbers alike
	suffix uint32 // of its last three letters and its shape
	kind   uint32
	verb   uint32 // hash of the reporting verb that it is a form of, 0 if none
	quote  uint32 // outside, in a short or long quotation
	strong bool   // a form that reports by itself
}

// look sees one token.
func look(p *prose.Paragraph, i int) seen {
	t := &p.Tokens[i]
	s := seen{}
	switch {
	case t.Number:
		s.word, s.kind = 1, kindNumber
		if n := len(t.Text); n == 4 && (strings.HasPrefix(t.Text, "19") || strings.HasPrefix(t.Text, "20")) {
			s.word = 2
		}
		s.suffix = s.word
	case !t.Word:
		s.word, s.kind = hashText(t.Text), kindMark
		switch t.Text {
		case "“", "„", "«":
			s.kind, s.word = kindOpen, 3
		case "”", "»":
			s.kind, s.word = kindClose, 4
		case `"`:
			s.kind, s.word = kindClose, 4
			if t.Quote == 0 && (i == 0 || p.Tokens[i-1].Quote == 0) {
				s.kind, s.word = kindOpen, 3
			}
		}
		s.suffix = s.word
	default:
		s.word = hashText(t.Low)
		low := t.Low
		v, isVerb := verbForms[low]
		if isVerb {
			s.verb = hashText(v.base)
			s.strong = !v.noun && v.takes != none
		}
		switch k, ok := functions[low]; {
		case ok:
			s.kind = k
		case isVerb && !t.Upper:
			s.kind = kindSpeech + classNumber[v.class]
		case pronouns[low]:
			s.kind = kindPronoun
		case t.Upper && len(low) > 1 && t.Text == strings.ToUpper(t.Text):
			s.kind = kindAcronym
		case t.Upper:
			s.kind = kindName
		case documents[low]:
			s.kind = kindNoun
		case strings.HasSuffix(low, "ing"):
			s.kind = kindIng
		case strings.HasSuffix(low, "ed"):
			s.kind = kindEd
		case strings.HasSuffix(low, "ly"):
			s.kind = kindLy
		case strings.HasSuffix(low, "s"):
			s.kind = kindS
		}
		shape := uint32(0)
		if t.Upper {
			shape = 1
			if s.kind == kindAcronym {
				shape = 2
			}
		}
		if strings.Contains(low, "-") {
			shape += 4
		}
		tail := low
		if len(tail) > 3 {
			tail = tail[len(tail)-3:]
		}
		s.suffix = hashText(tail)*31 + shape
	}
	if t.Quote > 0 {
		q := p.Quotes[t.Quote-1]
		switch n := q.To - q.From; {
		case n <= 3:
			s.quote = 1
		case n <= 8:
			s.quote = 2
		default:
			s.quote = 3
		}
	}
	return s
}

// hashText is FNV-1a, from a start that keeps small numbers free.
func hashText(s string) uint32 {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h | 64
}

// mix makes a feature of the number of its template and of what it sees.
func mix(template uint32, parts ...uint32) uint32 {
	h := uint64(template+1) * 0x9e3779b97f4a7c15
	for _, x := range parts {
		h = (h ^ uint64(x)) * 0x9fb21c651e98df25
	}
	return uint32((h ^ h>>28) >> 32) //nolint:gosec // a hash
}

// A spotter turns paragraphs into what the tagger reads. Its memory is used again.
type spotter struct {
	arena     []uint32 // see keep
	lasting   bool     // what keep returns is never overwritten
	at        []seen
	rules     []uint8 // what the rules take each token for
	around    []place
	paragraph uint32 // how it begins
	seq       tagger.Sequence
}

// A place is what a token's sentence holds to its left and right.
type place struct {
	left, right       int32  // the nearest strong reporting verb in the sentence, -1 if none
	leftHas, rightHas uint32 // bits: what stands between it and the token
	from, to          int32  // the sentence
	ends              uint32 // how the sentence ends: kinds of its last tokens
	first             uint32 // how it begins
	quoteBehind       uint32 // what stands behind the quotation that the token is in
	quoteBefore       uint32 // and before it
	clause            uint32 // the kind of the first token behind the last comma
	verbs             uint32 // how many strong verbs the sentence has, up to 3
}

const (
	hasThat = 1 << iota
	hasComma
	hasQuote
	hasMark
	hasName
	hasTo
)

// features returns the sequence of the paragraph at a place of a text, given what the
// rules take every token for.
func (s *spotter) features(text []*prose.Paragraph, at int, rules []uint8) *tagger.Sequence {
	p := text[at]
	s.rules = rules
	n := len(p.Tokens)
	s.at, s.arena = s.at[:0], s.arena[:0]
	if s.lasting {
		s.arena = nil
	}
	// Three tokens of padding at each end.
	start, end := seen{word: 5, kind: kindMark, suffix: 5}, seen{word: 6, kind: kindMark, suffix: 6}
	s.at = append(s.at, start, start, start)
	for i := range p.Tokens {
		s.at = append(s.at, look(p, i))
	}
	s.at = append(s.at, end, end, end)
	s.places(p)
	s.seq.Tokens = n
	s.seq.Features, s.seq.Contexts = s.seq.Features[:0], s.seq.Contexts[:0]
	var before *prose.Paragraph
	if at > 0 {
		before = text[at-1]
	}
	s.paragraph = paragraphKind(p, before)
	for i := range n {
		s.token(i)
	}
	return &s.seq
}

// paragraphKind says how a paragraph begins, and how the one before it ended.
func paragraphKind(p, before *prose.Paragraph) uint32 {
	k := uint32(0)
	if len(p.Quotes) > 0 {
		k = 1
		if p.Quotes[0].From == 1 {
			k = 2
			if p.Quotes[0].To >= len(p.Tokens)-1 {
				k = 3
			}
		}
	}
	if before != nil && len(before.Quotes) > 0 {
		k += 4
		if before.Quotes[len(before.Quotes)-1].Open {
			k += 4
		}
	}
	return k
}

func bucket(n int32) uint32 {
	switch {
	case n < 0:
		return 0
	case n < 5:
		return uint32(n) + 1
	case n < 8:
		return 6
	case n < 14:
		return 7
	case n < 25:
		return 8
	}
	return 9
}

// places finds what stands around every token of a paragraph.
func (s *spotter) places(p *prose.Paragraph) {
	n := len(p.Tokens)
	if cap(s.around) < n {
		s.around = make([]place, n*2)
	}
	s.around = s.around[:n]
	for _, sent := range p.Sentences {
		last := int32(-1)
		has := uint32(0)
		verbs := uint32(0)
		clause := s.at[sent.From+3].kind
		end := sent.To
		for end > sent.From && !p.Tokens[end-1].Word {
			end--
		}
		ends := mix(900, s.at[max(sent.From, end-1)+3].kind, s.at[max(sent.From, end-2)+3].kind, s.at[max(sent.From, end-3)+3].kind)
		first := mix(901, s.at[sent.From+3].word, s.at[sent.From+4].kind)
		for i := sent.From; i < sent.To; i++ {
			t := &p.Tokens[i]
			a := &s.around[i]
			*a = place{left: last, leftHas: has, from: int32(sent.From), to: int32(sent.To), ends: ends, first: first, clause: clause, right: -1} //nolint:gosec // tokens of a paragraph
			if t.Quote > 0 {
				q := p.Quotes[t.Quote-1]
				a.quoteBefore = mix(902, s.word(q.From-2), s.kind(q.From-3))
				if !q.Open {
					a.quoteBehind = mix(903, s.word(q.To-1), s.kind(q.To+1), s.kind(q.To+2))
				}
			}
			at := &s.at[i+3]
			if at.strong && t.Quote == 0 {
				last, has = int32(i), 0 //nolint:gosec // tokens of a paragraph
				verbs = min(verbs+1, 3)
				continue
			}
			has |= bits(t, at)
			if t.Text == "," || t.Text == ";" || t.Text == "—" || t.Text == ":" {
				clause = s.kind(i + 1)
			}
		}
		last, has = -1, 0
		for i := sent.To - 1; i >= sent.From; i-- {
			a := &s.around[i]
			a.right, a.rightHas, a.verbs = last, has, verbs
			t, at := &p.Tokens[i], &s.at[i+3]
			if at.strong && t.Quote == 0 {
				last, has = int32(i), 0 //nolint:gosec // tokens of a paragraph
				continue
			}
			has |= bits(t, at)
		}
	}
}

func bits(t *prose.Token, at *seen) uint32 {
	switch {
	case t.Low == "that":
		return hasThat
	case t.Text == ",":
		return hasComma
	case at.kind == kindOpen || at.kind == kindClose:
		return hasQuote
	case at.kind == kindMark:
		return hasMark
	case at.kind == kindName || at.kind == kindAcronym || at.kind == kindPronoun:
		return hasName
	case t.Low == "to":
		return hasTo
	}
	return 0
}

func (s *spotter) word(i int) uint32 {
	if i < -3 || i+3 >= len(s.at) {
		return 7
	}
	return s.at[i+3].word
}

func (s *spotter) kind(i int) uint32 {
	if i < -3 || i+3 >= len(s.at) {
		return kindMark
	}
	return s.at[i+3].kind
}

// token adds the features of the token at i.
func (s *spotter) token(i int) {
	w := s.at[i : i+7 : i+7] // w[3] is the token itself
	a := &s.around[i]
	at := int32(i) //nolint:gosec // tokens of a paragraph
	left, right := uint32(0), uint32(0)
	leftKind, rightKind, leftAway, rightAway := uint32(0), uint32(0), uint32(0), uint32(0)
	if a.left >= 0 {
		left, leftKind, leftAway = s.at[a.left+3].verb, s.at[a.left+3].kind, bucket(at-a.left)
	}
	if a.right >= 0 {
		right, rightKind, rightAway = s.at[a.right+3].verb, s.at[a.right+3].kind, bucket(a.right-at)
	}
	q := w[3].quote
	fromStart, toEnd := bucket(at-a.from), bucket(a.to-1-at)
	r0, r1, r2 := s.rule(i-1), s.rule(i), s.rule(i+1)
	upper := uint32(0)
	if w[3].kind == kindName || w[3].kind == kindAcronym {
		upper = 1
	}
	s.seq.Features = append(s.seq.Features,
		mix(1, w[3].word), mix(2, w[2].word), mix(3, w[4].word), mix(4, w[1].word), mix(5, w[5].word),
		mix(6, w[2].word, w[3].word), mix(7, w[3].word, w[4].word), mix(8, w[1].word, w[2].word), mix(9, w[4].word, w[5].word),
		mix(10, w[2].kind, w[3].kind, w[4].kind), mix(11, w[1].kind, w[2].kind, w[3].kind), mix(12, w[3].kind, w[4].kind, w[5].kind),
		mix(13, w[3].suffix), mix(14, w[2].suffix), mix(15, w[4].suffix),
		mix(16, w[0].kind, w[1].kind, w[2].kind, w[3].kind), mix(17, w[3].kind, w[4].kind, w[5].kind, w[6].kind),
		mix(18, q, w[3].kind), mix(19, q, w[3].word), mix(20, w[2].quote, q, w[4].quote, w[3].kind),
		mix(21, left, leftAway, q), mix(22, leftKind, a.leftHas, q), mix(23, right, rightAway, q), mix(24, rightKind, a.rightHas, q),
		mix(25, leftKind, rightKind, q, a.leftHas&hasThat, a.rightHas&hasComma), mix(26, leftKind, leftAway, w[3].kind), mix(27, rightKind, rightAway, w[3].kind),
		mix(28, a.first, fromStart), mix(29, a.ends, q, upper), mix(30, a.ends, fromStart), mix(31, a.clause, w[3].kind),
		mix(32, a.quoteBehind, q), mix(33, a.quoteBefore, q), mix(34, s.paragraph, q, fromStart), mix(35, s.paragraph, w[3].kind),
		mix(36, w[3].verb, w[2].kind, w[4].kind), mix(37, w[3].verb, w[4].word), mix(38, w[2].word, w[3].verb),
		mix(39, fromStart, toEnd, a.verbs), mix(40, a.verbs, leftKind, leftAway, a.leftHas), mix(41, w[2].kind, w[3].kind, rightAway, right),
		mix(42, w[3].kind, w[4].kind, leftAway, left), mix(43, a.leftHas, a.rightHas, q), mix(44, w[3].word, leftKind, q), mix(45, w[3].word, rightKind, q),
		mix(46, w[2].word, w[4].word), mix(47, toEnd, a.ends),
		mix(48, r1), mix(49, r0, r1, r2), mix(50, r1, w[3].kind), mix(51, r1, q, leftKind), mix(52, r1, s.rule(i-2), s.rule(i+2)),
	)
	s.seq.Contexts = append(s.seq.Contexts,
		mix(2, w[2].kind, w[3].kind), mix(3, w[3].word), mix(5, w[2].quote, q, leftKind), mix(7, w[3].kind, a.leftHas&(hasThat|hasQuote), rightKind), mix(8, r0, r1))
}

// rule returns what the rules take the token at i for.
func (s *spotter) rule(i int) uint32 {
	if i < 0 || i >= len(s.rules) {
		return 9
	}
	return uint32(s.rules[i])
}
