package claim

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"dateline/indexer/people"
	"dateline/indexer/prose"
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

// How far it may be doubted whom a speaker's words mean, where they are no full name.
const (
	doubtPronoun   = 0.12
	doubtInherited = 0.15 // a quotation that goes on after one with a speaker
	doubtBearer    = 0.15 // one of several of that surname, by what stands around it
	doubtShared    = 0.45 // any of several
	doubtNobody    = 0.6  // a pronoun that means nobody known
)

// contextLength is how much of the text around a claim is kept to find it again.
const contextLength = 32

// Options say how claims are found. The zero Options suits news.
type Options struct {
	RulesOnly bool // nothing that was learned from marked texts is used
}

// Find returns the claims of an article, in order of their places: what people
// are quoted or reported to have said, and the author's own assertions. Notes
// and headings claim nothing.
func Find(a *scraper.Article, opt Options) []Claim {
	if opt.RulesOnly {
		return find(a, nil)
	}
	r := readers.Get().(*reader)
	defer readers.Put(r)
	return find(a, r)
}

// readers are kept for the next article: their memory grows with the longest paragraph.
var readers = sync.Pool{New: func() any { return newReader(shipped()) }}

// find finds claims by the rules, and by a model if there is a reader.
func find(a *scraper.Article, r *reader) []Claim {
	text := prose.Read(a)
	f := &finder{text: text.Runes, cut: text.Paragraphs, author: strings.Join(a.Bylines, ", "), spoke: map[string]bool{}, reader: r}
	for _, p := range text.Paragraphs {
		f.paragraphs = append(f.paragraphs, &paragraph{p, len(f.paragraphs)})
	}
	f.known = newKnown(people.Find(text), f.paragraphs)
	for i, p := range f.paragraphs {
		f.at = i
		switch p.Block.Kind {
		case scraper.Note, scraper.Heading:
		case scraper.Blockquote:
			f.blockquote(p)
		default:
			f.paragraph(p)
		}
	}
	for i := range f.claims {
		f.claims[i].Places = f.placesIn(f.claims[i].Sentence)
	}
	return f.claims
}

// A finder is what is known while an article is read from its start.
type finder struct {
	text       []rune
	cut        []*prose.Paragraph
	author     string
	paragraphs []*paragraph
	known      *known
	claims     []Claim
	reader     *reader // nil: the rules alone
	turns      int     // of a transcript, so far
	labels     []uint8 // of the tokens of a paragraph
	flags      []bool  // see clear

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
	sure     float64 // that words are this speaker's, as the rules have it
	doubt    float64 // that it is not who it is taken for: 0 for a name in full
	cue      string
	cueSpan  Span
	from, to int // tokens of speaker and cue together
	takes    taking
	told     bool // "told O"
	plain    bool // its form tells it, whatever the words
	after    int  // the token behind cue and listener
}

// A proposal is words that somebody is taken to have said.
type proposal struct {
	sentence prose.Sentence // in which they begin
	parts    [][2]int       // runs of tokens
	kind     Kind
	voice    voice
	plain    bool // the form of the paragraph tells it, whatever the words
}

// paragraph reads the claims of a paragraph.
func (f *finder) paragraph(p *paragraph) {
	found := f.weigh(p, f.rules(p))
	taken := make([]bool, len(p.Tokens)+1) // tokens that are somebody's words
	n := 0
	for _, s := range p.Sentences {
		first := n
		for n < len(found) && found[n].parts[0][0] < s.To {
			take(taken, found[n].parts)
			n++
		}
		if c, ok := f.authors(p, s, taken, n > first); ok {
			f.claims = append(f.claims, c)
		}
		for _, q := range found[first:n] {
			f.claims = append(f.claims, f.claim(p, q.sentence, q.parts, q.kind, q.voice))
		}
	}
	f.mentioned = append(f.mentioned, f.here...)
	f.mentioned = f.mentioned[max(0, len(f.mentioned)-16):]
	f.here = f.here[:0]
}

// clear returns so many falses, valid until it is called again.
func (f *finder) clear(n int) []bool {
	f.flags = slices.Grow(f.flags[:0], n)[:n]
	clear(f.flags)
	return f.flags
}

// take marks the tokens of runs.
func take(taken []bool, parts [][2]int) {
	for _, part := range parts {
		for k := part[0]; k < part[1]; k++ {
			taken[k] = true
		}
	}
}

// rules returns what the rules find in a paragraph, in order.
func (f *finder) rules(p *paragraph) (found []proposal) {
	for _, read := range []func(*paragraph) (proposal, bool){f.signed, f.turn} {
		if q, ok := read(p); ok {
			f.speak(q.voice)
			return []proposal{q}
		}
	}
	for _, s := range p.Sentences {
		found = append(found, f.sentence(p, s)...)
		f.mention(p, s)
	}
	return found
}

// sentence returns what is said in one sentence.
func (f *finder) sentence(p *paragraph, s prose.Sentence) (found []proposal) {
	voices := f.voices(p, s)
	taken := f.clear(len(p.Tokens) + 1) // tokens that are somebody's words
	quoted := map[int]bool{}            // quotations that have a speaker
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
		found = append(found, proposal{sentence: s, parts: parts, kind: kind, voice: *v, plain: v.plain})
		f.speak(*v)
	}
	found = append(found, f.loose(p, s, quoted, taken)...)
	slices.SortStableFunc(found, func(a, b proposal) int { return a.parts[0][0] - b.parts[0][0] })
	return found
}

// speak notes who spoke last, so that what goes on has a speaker.
func (f *finder) speak(v voice) {
	f.last, f.lastAt = v, f.at
	if v.Person {
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
		words, from, next := p.nameAt(i, s.To, true)
		if words == nil {
			i = max(i+1, next)
			continue
		}
		if m := f.personAt(p, from, next); m != nil && m.Person >= 0 {
			f.here = append(f.here, f.known.fullest(f.known.found.Persons[m.Person].Name))
		} else if f.known.isPerson(words) && (len(words) > 1 || f.known.known(words)) {
			f.here = append(f.here, f.known.full(words))
		}
		i = max(i+1, next)
	}
}

// loose returns the quotations of a sentence that no cue introduces: they go on
// from the speaker before, or nobody is named.
func (f *finder) loose(p *paragraph, s prose.Sentence, quoted map[int]bool, taken []bool) (found []proposal) {
	for n, q := range p.Quotes {
		if q.From < s.From || q.From >= s.To || quoted[n+1] || taken[q.From] || p.Words(q.From, q.To) < 4 {
			continue
		}
		alone := p.Words(s.From, q.From) == 0 && p.Words(min(q.To, s.To), s.To) == 0
		var v voice
		plain := false
		switch {
		case q.Leads && f.lastAt >= f.at-1:
			if f.last.Name+f.last.Surface == "" {
				continue
			}
			v, plain = f.last, true
			v.sure = min(sureInherited, f.last.sure)
		case alone && f.lastAt == f.at, alone && f.lastAt == f.at-1 && f.follows():
			if f.last.Name+f.last.Surface == "" {
				continue
			}
			v = f.last
			v.sure, v.doubt = min(sureInherited, f.last.sure), max(doubtInherited, f.last.doubt)
		case alone:
			introduced, ok := f.above()
			if !ok {
				continue
			}
			v, plain = introduced, true
		default:
			introduced, ok := f.introducer(p, s.From, q.From)
			if !ok {
				continue // words in quotation marks inside the author's own sentence
			}
			v, plain = introduced, true
		}
		from, to := trim(p, q.From, min(q.To, s.To))
		if from < to {
			parts := [][2]int{{from, to}}
			take(taken, parts)
			found = append(found, proposal{sentence: s, parts: parts, kind: Direct, voice: v, plain: plain})
			f.speak(v)
		}
	}
	return found
}

// follows reports whether the paragraph is of one kind with the one before, in which
// somebody was quoted: they go on.
func (f *finder) follows() bool {
	before := f.paragraphs[f.at-1]
	return len(before.Quotes) > 0 && before.Block.Kind == f.paragraphs[f.at].Block.Kind
}

// above returns who the paragraph before introduces, if it ends with a colon.
func (f *finder) above() (voice, bool) {
	if f.at == 0 {
		return voice{}, false
	}
	before := f.paragraphs[f.at-1]
	if n := len(before.Tokens); n == 0 || before.Tokens[n-1].Text != ":" || len(before.Sentences) == 0 {
		return voice{}, false
	}
	return f.introduces(before)
}

// signed reads a paragraph that is a quotation with a name behind a dash:
// “We left.” ― Ann Vale
func (f *finder) signed(p *paragraph) (proposal, bool) {
	if len(p.Quotes) == 0 || p.Quotes[0].From != 1 || p.Quotes[0].Open {
		return proposal{}, false
	}
	q := p.Quotes[len(p.Quotes)-1]
	dash := q.To + 1
	if dash+1 >= len(p.Tokens) || !strings.Contains("—―–-", p.Tokens[dash].Text) || len(p.Tokens)-dash > 24 {
		return proposal{}, false
	}
	words, from, next := p.nameAt(dash+1, len(p.Tokens), true)
	if words == nil || from > dash+4 {
		return proposal{}, false
	}
	v := f.voiceAt(p, from, next, sureDirect)
	v.cue, v.cueSpan = p.Tokens[dash].Text, p.span(dash, dash+1)
	from, to := trim(p, p.Quotes[0].From, q.To)
	return proposal{sentence: allOf(p), parts: [][2]int{{from, to}}, kind: Direct, voice: v, plain: true}, from < to
}

// turn reads a paragraph of a transcript: "VALE: We left."
func (f *finder) turn(p *paragraph) (proposal, bool) {
	at := 0
	for at < len(p.Tokens) && at < 2 && (p.Tokens[at].Text == "“" || p.Tokens[at].Text == `"`) {
		at++
	}
	words, from, next := p.nameAt(at, min(len(p.Tokens), at+7), true)
	if words == nil || next >= len(p.Tokens)-3 || p.Tokens[next].Text != ":" || !p.Tokens[next].Glued || p.Tokens[next+1].Text == "“" || p.Tokens[next+1].Text == `"` {
		return proposal{}, false
	}
	// Headings and labels have colons, too: it must shout, or be somebody who is known.
	name := strings.Join(words, " ")
	if !(len(name) > 2 && name == strings.ToUpper(name) && strings.ContainsFunc(name, unicode.IsLetter)) && !(f.known.isPerson(words) && f.known.known(words) && f.turns > 0) {
		return proposal{}, false
	}
	v := f.voiceAt(p, from, next, sureDirect)
	if name == strings.ToUpper(name) && !v.Person {
		if full := f.known.full([]string{titled(words[len(words)-1])}); strings.Contains(full, " ") {
			v.Name, v.Person = full, true
		}
	}
	v.cue, v.cueSpan = ":", p.span(next, next+1)
	begin, end := trim(p, next+1, len(p.Tokens))
	for end > begin && (p.Tokens[end-1].Text == "”" || p.Tokens[end-1].Text == `"`) {
		end--
	}
	if end <= begin {
		return proposal{}, false
	}
	f.turns++
	return proposal{sentence: allOf(p), parts: [][2]int{{begin, end}}, kind: Direct, voice: v, plain: true}, true
}

// allOf returns a paragraph as one sentence.
func allOf(p *paragraph) prose.Sentence { return prose.Sentence{From: 0, To: len(p.Tokens)} }

// titled returns a word with only its first letter large.
func titled(word string) string {
	r := []rune(strings.ToLower(word))
	r[0] = unicode.ToUpper(r[0])
	return string(r)
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
			if he := possessives[p.Tokens[i].Low]; he != "" && i == begin { // "Her words deserve to be read slowly:"
				if name := f.refer(he); name != "" {
					v := f.voiceAt(p, i, i+1, sureInherited)
					v.Name, v.Person, v.doubt = name, true, doubtPronoun
					return v, true
				}
			}
			if pronouns[p.Tokens[i].Low] && i == begin {
				return f.voiceAt(p, i, i+1, sureInherited), true
			}
			if words, nameFrom, next := p.nameAt(i, k, true); words != nil && f.known.isPerson(words) && (len(words) > 1 || f.known.known(words)) {
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
	if i, ok := f.known.place[v.Name]; ok && kind != Author {
		person := &f.known.found.Persons[i]
		c.Speaker.Names = person.Names
		if len(person.Roles) > 0 {
			c.Speaker.Role = person.Roles[0]
		}
	}
	if kind != Author {
		said := f.clear(len(p.Tokens))
		take(said, parts)
		c.Class, c.Via, c.Chain = p.classOf(v), f.via(p, s, v, said), f.chain(p, s, said)
	}
	c.Hedge, c.Denied = f.hedge(p, parts, v), f.denies(p, parts, c.Class)
	var said strings.Builder
	for i, part := range parts {
		span := p.span(part[0], part[1])
		c.Parts = append(c.Parts, span)
		switch {
		case i == 0:
		case p.sentenceAt(parts[i-1][1]-1) == p.sentenceAt(part[0]): // a cue interrupts it
			said.WriteString(" ")
		default: // no reader takes two sentences for one
			said.WriteString(" … ")
		}
		said.WriteString(string(f.text[span.Start:span.End]))
	}
	c.Text = said.String()
	last := p.sentenceAt(parts[len(parts)-1][1] - 1)
	c.Sentence = p.span(s.From, max(s.To, last.To))
	whole := c.Span()
	c.Before = string(f.text[max(0, whole.Start-contextLength):whole.Start])
	c.After = string(f.text[whole.End:min(len(f.text), whole.End+contextLength)])
	return c
}

// blockquote reads a block quotation: the words of whoever the paragraph before
// introduces, a claim a sentence; inside it, others may be reported in turn.
func (f *finder) blockquote(p *paragraph) {
	outer, ok := voice{}, false
	introduced := Via{} // where the words were made, as the paragraph before has it
	if f.at > 0 {
		before := f.paragraphs[f.at-1]
		switch {
		case before.Block.Kind == scraper.Blockquote:
			outer, ok = f.last, f.lastAt == f.at-1 // several paragraphs of one quotation
		case len(before.Sentences) > 0:
			outer, ok = f.introduces(before)
			introduced = f.via(before, before.Sentences[len(before.Sentences)-1], outer, nil)
		}
	}
	if !ok {
		outer = voice{sure: sureUnclear}
	}
	for _, s := range p.Sentences {
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
		own := f.claim(p, s, [][2]int{{from, to}}, Direct, outer)
		own.Via, own.Chain = introduced, nil
		f.claims = append(f.claims, own)
		taken := make([]bool, len(p.Tokens)+1)
		for _, v := range f.voices(p, s) {
			parts, kind := f.content(p, s, &v, taken)
			if len(parts) == 0 || v.Name == "" {
				continue
			}
			take(taken, parts)
			v.sure = min(v.sure, sureInner)
			inner := f.claim(p, s, parts, kind, v)
			if outer.Name != "" {
				inner.Chain = append(inner.Chain, Hop{Name: outer.Name, Span: outer.Span})
			}
			f.claims = append(f.claims, inner)
		}
	}
	if ok {
		f.speak(outer)
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
		if words != nil && f.known.isPerson(words) && (len(words) > 1 || f.known.known(words)) {
			return f.voiceAt(p, from, next, sureInherited), true
		}
	}
	return voice{}, false
}
