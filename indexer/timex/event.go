package timex

import (
	"cmp"
	_ "embed"
	"slices"
	"strings"
	"sync"
	"time"
)

// A happening is an event of public history that has a name: "the fall of the Berlin Wall".
type happening struct {
	name   string
	when   Interval
	source string // where the fact is from
}

//go:embed events.tsv
var eventRows string

// A name is one of the names of a happening, as tokens.
type name struct {
	tokens []token
	of     *happening
}

// gazetteer returns the names of happenings by their first and second word, which is "" for
// names of one word. Names that begin alike stand longest first.
var gazetteer = sync.OnceValue(func() map[string]map[string][]name {
	all := map[string]map[string][]name{}
	for line := range strings.Lines(eventRows) {
		if line[0] == '#' {
			continue
		}
		column := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		from, err := parseOne(column[1])
		to, errTo := parseOne(column[2])
		if len(column) != 5 || err != nil || errTo != nil {
			panic("events.tsv: " + line) // unreachable: a test reads every row
		}
		names := strings.Split(column[0], "|")
		h := &happening{name: names[0], source: column[4], when: Interval{Start: from.Start, End: to.End, Grain: coarser(from.Grain, to.Grain)}}
		if h.when.Grain == Day && from.Start != to.Start {
			h.when.Grain = stretchGrain(h.when)
		}
		for _, n := range names {
			t := cut(n)
			second := ""
			if len(t) > 1 {
				second = t[1].low
			}
			if all[t[0].low] == nil {
				all[t[0].low] = map[string][]name{}
			}
			list := all[t[0].low][second]
			at, _ := slices.BinarySearchFunc(list, len(t), func(n name, length int) int { return cmp.Compare(length, len(n.tokens)) })
			all[t[0].low][second] = slices.Insert(list, at, name{t, h})
		}
	}
	return all
})

// stretchGrain returns how finely a stretch of days is told by its length.
func stretchGrain(v Interval) Grain {
	switch days := v.End.Sub(v.Start) / (24 * time.Hour); {
	case days <= 31:
		return Day
	case days <= 366:
		return Month
	}
	return Year
}

// eventRule reads the name of an event of public history, with its article.
func (r *reader) eventRule(i int) (*expr, int) {
	at := r.skip(i, "the")
	if e, next := r.electionRule(i); e != nil {
		return e, next
	}
	if r.tok(at).rules&(1<<eventRead) == 0 || at > i && !r.together(at) {
		return nil, i
	}
	known := gazetteer()[r.low(at)]
	for _, n := range [2][]name{known[r.low(at+1)], known[""]} {
		if e, next := r.oneOf(n, i, at); e != nil {
			return e, next
		}
	}
	return nil, i
}

// oneOf reads the longest of names at `at`, of an expression that begins at i.
func (r *reader) oneOf(names []name, i, at int) (*expr, int) {
	for _, n := range names {
		if !r.named(at, n.tokens) {
			continue
		}
		next := at + len(n.tokens)
		if r.upperAfter(at, next) || at == i && r.tok(i-1).word && r.tok(i-1).upper && r.together(i) && r.tok(i).upper && !r.tok(i-1).first {
			return nil, i // it is part of a longer name
		}
		return r.keep(expr{kind: named, event: n.of}), next
	}
	return nil, i
}

// named reports whether the tokens of a name stand at i. A word that the name has in
// lower case may begin with a capital here.
func (r *reader) named(i int, tokens []token) bool {
	if i+len(tokens) > len(r.t) || r.t[i+len(tokens)-1].sentence != r.t[i].sentence {
		return false
	}
	for k := range tokens {
		want, have := &tokens[k], &r.t[i+k]
		if want.low != have.low || want.upper && !have.upper || k > 0 && want.glued != have.glued {
			return false
		}
	}
	return true
}

// upperAfter reports whether the name that stands from i to next goes on with a word in capitals.
func (r *reader) upperAfter(i, next int) bool {
	t := r.tok(next)
	return t.word && t.upper && t.sentence == r.tok(i).sentence && r.tok(next-1).upper && !t.glued
}

// attributive are nouns before which the name of an event only says which is meant: "a
// Vietnam War veteran".
var attributive = wordSet(`
	veteran veterans hero heroes memorial memorials museum victim victims survivor survivors generation film films movie
	book books novel commission committee hearings inquiry investigation widow widows historian historians buff buffs
	documentary exhibition exhibit anniversary anniversaries commemoration commemorations suspect suspects plotter
	plotters hijackers hijacker fund families cemetery medal archive archives conspiracy reenactment gold champion
	champions`)

// happened resolves the name of an event.
func (s *resolver) happened(e *expr, i, next int) resolved {
	v := resolved{Interval: e.event.when, confidence: 0.8, anchor: Anchor{Kind: Event, Mention: -1, Words: s.done(s.line().say(e.event.name, ", ").bareLabel(e.event.when))}}
	if s.r.is(i-1, "after", "before", "since", "during", "until", "following", "by", "of", "on", "in", "at", "amid", "throughout") {
		v.confidence = 0.9
	}
	v.label = s.done(s.line().say(e.event.name, " (").bareLabel(v.Interval).say(")"))
	v.tell(s.done(s.line().say("“", s.raw(i, next), "” is known: ").bareLabel(v.Interval)))
	v.tell(s.say("the date is from: ", e.event.source))
	return v
}
