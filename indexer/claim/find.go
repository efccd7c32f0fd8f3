package claim

import (
	"dateline/indexer/prose"

	"strings"

	"dateline/scraper"
)

// How sure we are that words are a speaker's, by how that was found. The steps
// are those of a reader who checked each rule on news text: a quotation with its
// speaker beside it is hardly ever wrong, a pronoun one time in five.
const (
	sureDirect    = 0.95 // a quotation with a named speaker beside it
	sureIndirect  = 0.88 // reported words with a named speaker
	sureBlock     = 0.90 // a block quotation introduced by name
	sureInherited = 0.75 // a quotation that goes on after one with a speaker
	surePronoun   = 0.78 // "he said"
	sureCommon    = 0.80 // "the report says"
	sureShared    = 0.50 // a surname that several people bear
	sureInner     = 0.70 // a speaker inside another's words
	sureUnclear   = 0.40 // nobody named
	sureAuthor    = 0.90 // the article's own assertion
)

// contextLength is how much of the text around a claim is kept to find it again.
const contextLength = 32

// Find returns the claims of an article, in order of their places: what people
// are quoted or reported to have said, and the author's own assertions. Notes
// and headings claim nothing.
func Find(a *scraper.Article) []Claim {
	text := prose.Read(a)
	f := &finder{text: text.Runes, author: strings.Join(a.Bylines, ", "), spoke: map[string]bool{}}
	for _, p := range text.Paragraphs {
		f.paragraphs = append(f.paragraphs, &paragraph{p})
	}
	f.people = findPeople(f.paragraphs)
	for i, p := range f.paragraphs {
		switch p.Block.Kind {
		case scraper.Note, scraper.Heading:
		case scraper.Blockquote:
			f.blockquote(i)
		default:
			f.paragraph(i)
		}
	}
	return f.claims
}

// A finder is what is known while an article is read from its start.
type finder struct {
	text       []rune
	author     string
	paragraphs []*paragraph
	people     *people
	claims     []Claim

	at        int             // the paragraph that is read
	last      voice           // who spoke last
	lastAt    int             // in which paragraph
	spoke     map[string]bool // persons who have spoken so far, by full name
	mentioned []string        // persons that paragraphs before named, the last at the end
	here      []string        // persons that this paragraph has named so far
}

// A voice is a speaker, and how sure we are of it.
type voice struct {
	Speaker
	sure     float64
	cue      string
	cueSpan  Span
	from, to int // tokens of speaker and cue together
	class    class
	told     bool // "told O"
	after    int  // the token behind cue and listener
	person   bool
}

// paragraph reads the claims of the paragraph at place i.
func (f *finder) paragraph(i int) {
	p := f.paragraphs[i]
	f.at = i
	for _, s := range p.Sentences {
		f.sentence(i, p, s)
	}
	f.mentioned = append(f.mentioned, f.here...)
	f.mentioned = f.mentioned[max(0, len(f.mentioned)-16):]
	f.here = f.here[:0]
}

// sentence reads the claims of one sentence.
func (f *finder) sentence(at int, p *paragraph, s prose.Sentence) {
	voices := f.voices(p, s)
	taken := make([]bool, len(p.Tokens)+1) // tokens that are somebody's words
	quoted := map[int]bool{}               // quotations that have a speaker
	var found []Claim
	for n := range voices {
		v := &voices[n]
		parts, kind := f.content(p, s, v, taken)
		if len(parts) == 0 {
			continue
		}
		for _, part := range parts {
			for k := part[0]; k < part[1]; k++ {
				taken[k] = true
				if q := p.Tokens[k].Quote; q > 0 {
					quoted[q] = true
				}
			}
		}
		found = append(found, f.claim(p, s, parts, kind, *v))
		f.speak(*v, at)
	}
	found = append(found, f.loose(at, p, s, quoted, taken)...)
	f.mention(p, s)
	if c, ok := f.authors(p, s, taken, len(found) > 0); ok {
		f.claims = append(f.claims, c)
	}
	f.claims = append(f.claims, found...)
}

// speak notes who spoke last, so that what goes on has a speaker.
func (f *finder) speak(v voice, at int) {
	f.last, f.lastAt = v, at
	if v.person {
		f.spoke[v.Name] = true
		f.here = append(f.here, v.Name)
	}
}

// mention remembers the persons that a sentence names outside quotations.
func (f *finder) mention(p *paragraph, s prose.Sentence) {
	for i := s.From; i < s.To; {
		if p.Tokens[i].Quote > 0 {
			i++
			continue
		}
		words, _, next := p.nameAt(i, s.To, true)
		if words == nil || !isPerson(words) || len(words) == 1 && !f.people.known(words) {
			i = max(i+1, next)
			continue
		}
		f.here = append(f.here, f.people.full(words))
		i = next
	}
}

// loose returns the quotations of a sentence that no cue introduces: they go on
// from the speaker before, or nobody is named.
func (f *finder) loose(at int, p *paragraph, s prose.Sentence, quoted map[int]bool, taken []bool) (found []Claim) {
	for n, q := range p.Quotes {
		if q.From < s.From || q.From >= s.To || quoted[n+1] || taken[q.From] || p.Words(q.From, q.To) < 4 {
			continue
		}
		alone := p.Words(s.From, q.From) == 0 && p.Words(min(q.To, s.To), s.To) == 0
		var v voice
		switch {
		case q.Leads || alone && f.last.Name+f.last.Surface != "" && (f.lastAt == at || f.lastAt == at-1 && q.Leads):
			v = f.last
			v.sure, v.Surface, v.Span, v.cue, v.cueSpan = min(sureInherited, f.last.sure), f.last.Surface, f.last.Span, f.last.cue, f.last.cueSpan
		case !alone:
			introduced, ok := f.introducer(p, s.From, q.From)
			if !ok {
				continue // words in quotation marks inside the author's own sentence
			}
			v = introduced
		default:
			continue
		}
		from, to := trim(p, q.From, min(q.To, s.To))
		for k := from; k < to; k++ {
			taken[k] = true
		}
		found = append(found, f.claim(p, s, [][2]int{{from, to}}, Direct, v))
		f.speak(v, at)
	}
	return found
}

// introducer returns who a sentence names before a colon: "Mussayev dropped the
// bombshell: “…”".
func (f *finder) introducer(p *paragraph, from, to int) (voice, bool) {
	k := to - 1
	for k > from && (p.Tokens[k].Text == "“" || p.Tokens[k].Text == `"`) {
		k--
	}
	if k <= from || p.Tokens[k].Text != ":" {
		return voice{}, false
	}
	// The last clause's own subject: the first name behind its last comma, else
	// the first of the sentence.
	start := from
	for i := from; i < k; i++ {
		if p.Tokens[i].Text == "," && i+1 < k && (p.Tokens[i+1].Upper || pronouns[p.Tokens[i+1].Low]) {
			start = i + 1
		}
	}
	for _, begin := range []int{start, from} {
		for i := begin; i < k; i++ {
			if pronouns[p.Tokens[i].Low] && i == begin {
				return f.voiceAt(p, i, i+1, sureInherited), true
			}
			if words, nameFrom, next := p.nameAt(i, k, true); words != nil && isPerson(words) && (len(words) > 1 || f.people.known(words)) {
				return f.voiceAt(p, nameFrom, next, sureBlock), true
			}
		}
	}
	return voice{}, false
}

// authors returns the author's own claim in a sentence: all of it if nobody else
// speaks there, and all of it, too, where something of weight stands outside the
// words of others, such as when they were said.
func (f *finder) authors(p *paragraph, s prose.Sentence, taken []bool, others bool) (Claim, bool) {
	from, to := trim(p, s.From, s.To)
	if to <= from || p.Tokens[s.To-1].Text == "?" || to < s.To && p.Tokens[to].Text == "?" || p.Words(from, to) < 3 {
		return Claim{}, false
	}
	free, dated := 0, false
	for k := from; k < to; k++ {
		if !taken[k] && (p.Tokens[k].Word || p.Tokens[k].Number) {
			free++
			dated = dated || p.Tokens[k].Number || hours[p.Tokens[k].Low]
		}
	}
	if others && !dated && free < 9 || free == 0 {
		return Claim{}, false
	}
	return f.claim(p, s, [][2]int{{from, to}}, Author, voice{Speaker: Speaker{Name: f.author}, sure: sureAuthor}), true
}

// trim leaves out the marks at the ends of a run of tokens.
func trim(p *paragraph, from, to int) (int, int) {
	for to > from && strings.Contains(".,;:!…", p.Tokens[to-1].Text) {
		to--
	}
	for from < to && strings.Contains(",;:—–-", p.Tokens[from].Text) {
		from++
	}
	return from, to
}

// claim makes a claim of runs of tokens.
func (f *finder) claim(p *paragraph, s prose.Sentence, parts [][2]int, kind Kind, v voice) Claim {
	c := Claim{Kind: kind, Speaker: v.Speaker, Cue: v.cue, CueSpan: v.cueSpan, Confidence: v.sure}
	var texts []string
	for _, part := range parts {
		span := Span{p.Tokens[part[0]].Start, p.Tokens[part[1]-1].End}
		c.Parts = append(c.Parts, span)
		texts = append(texts, string(f.text[span.Start:span.End]))
	}
	c.Text = strings.Join(texts, " ")
	c.Sentence = Span{p.Tokens[s.From].Start, p.Tokens[s.To-1].End}
	whole := c.Span()
	c.Before = string(f.text[max(0, whole.Start-contextLength):whole.Start])
	c.After = string(f.text[whole.End:min(len(f.text), whole.End+contextLength)])
	return c
}

// blockquote reads a block quotation: the words of whoever the paragraph before
// introduces, a claim a sentence; inside it, others may be reported in turn.
func (f *finder) blockquote(i int) {
	p := f.paragraphs[i]
	outer, ok := voice{}, false
	if i > 0 {
		before := f.paragraphs[i-1]
		switch {
		case before.Block.Kind == scraper.Blockquote:
			outer, ok = f.last, f.lastAt == i-1 // several paragraphs of one quotation
		case len(before.Sentences) > 0:
			outer, ok = f.introduces(before)
		}
	}
	if !ok {
		outer = voice{sure: sureUnclear}
	}
	for _, s := range p.Sentences {
		inner := f.voices(p, s)
		from, to := trim(p, s.From, s.To)
		for from < to && (p.Tokens[from].Text == "“" || p.Tokens[from].Text == `"`) {
			from++
		}
		for to > from && (p.Tokens[to-1].Text == "”" || p.Tokens[to-1].Text == `"`) {
			to--
		}
		if from >= to || p.Words(from, to) < 2 {
			continue
		}
		f.claims = append(f.claims, f.claim(p, s, [][2]int{{from, to}}, Direct, outer))
		taken := make([]bool, len(p.Tokens)+1)
		for n := range inner {
			v := inner[n]
			parts, kind := f.content(p, s, &v, taken)
			if len(parts) == 0 || v.Name == "" {
				continue
			}
			for _, part := range parts {
				for k := part[0]; k < part[1]; k++ {
					taken[k] = true
				}
			}
			v.sure = min(v.sure, sureInner)
			f.claims = append(f.claims, f.claim(p, s, parts, kind, v))
		}
	}
	if ok {
		f.speak(outer, i)
	}
}

// introduces returns whom the last sentence of a paragraph names as the one
// whose words follow.
func (f *finder) introduces(p *paragraph) (voice, bool) {
	s := p.Sentences[len(p.Sentences)-1]
	vs := f.voices(p, s)
	if len(vs) > 0 && vs[len(vs)-1].Name != "" {
		v := vs[len(vs)-1]
		v.sure = min(v.sure, sureBlock)
		return v, true
	}
	if v, ok := f.introducer(p, s.From, s.To); ok {
		return v, true
	}
	// "In fact, Motyl bolsters his story with an anecdote about a friend.": the
	// first person named is the subject.
	for i := s.From; i < s.To; i++ {
		if p.Tokens[i].Quote > 0 {
			continue
		}
		words, from, next := p.nameAt(i, s.To, true)
		if words != nil && isPerson(words) && (len(words) > 1 || f.people.known(words)) {
			return f.voiceAt(p, from, next, sureInherited), true
		}
	}
	return voice{}, false
}
