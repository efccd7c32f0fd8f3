package claim

import (
	"strconv"
	"strings"

	"dateline/indexer/prose"
)

// What words are made public in, by the noun that tells it.
var media = func() map[string]Medium {
	all := map[string]Medium{}
	for medium, nouns := range map[Medium]string{
		Post:      "post posts tweet tweets thread",
		Interview: "interview interviews conversation",
		Book:      "book memoir memoirs autobiography biography novel",
		OpEd:      "op-ed op-eds opinion-piece column essay commentary editorial",
		Statement: "statement statements letter letters speech address email e-mail memo memorandum remarks note message press-release announcement",
		Filing:    "filing filings lawsuit affidavit testimony complaint indictment deposition petition brief motion ruling",
		Report:    "report reports study paper article story investigation survey audit analysis dossier",
		Broadcast: "podcast broadcast programme program show episode appearance documentary film",
	} {
		for _, n := range strings.Fields(nouns) {
			all[n] = medium
		}
	}
	return all
}()

var (
	// networks are where posts stand.
	networks = set("facebook twitter x instagram telegram youtube tiktok linkedin reddit mastodon bluesky threads vk whatsapp")
	// leadsIn are the words in front of what words were made public in.
	leadsIn = set("in on during via through from by to")
	// forOutlet stand between a medium and its outlet: "an op-ed for The Hill".
	forOutlet = set("for in with on to by from at of")
	// lately may stand in front of those.
	lately = set("published last this week month year")
	// audiences, when they are told something, are no outlet.
	audiences = set("reporters journalists supporters lawmakers voters investors viewers readers listeners")
	told      = set("told tells telling")
	courts    = set("court jury judge inquiry committee")
)

// via returns where a claim was made, as its sentence says it outside the words
// themselves: "in a recent Facebook post", "told the Courier", "in an opinion piece for
// The Hill". Said marks the tokens of the claim's words.
func (f *finder) via(p *paragraph, s prose.Sentence, v voice, said []bool) Via {
	best, away := Via{}, 1<<30
	from, _ := p.within(v.cueSpan)
	consider := func(found Via, at int) {
		distance := max(at-from, from-at)
		if found.Medium != UnknownMedium && distance < away {
			best, away = found, distance
		}
	}
	for i := s.From; i < s.To; i++ {
		t := p.Tokens[i]
		if !t.Word || i < len(said) && said[i] || t.Quote > 0 {
			continue
		}
		switch {
		case told[t.Low]:
			consider(f.toldTo(p, i+1, s.To), i)
		case t.Low == "asked" && p.Low(i+1) == "by":
			consider(f.toldTo(p, i+2, s.To), i)
		case t.Low == "tweeted" || t.Low == "retweeted":
			consider(Via{Medium: Post, Outlet: "Twitter", Span: Span{t.Start, t.End}}, i)
		case t.Low == "posted" && p.Low(i+1) == "on" && networks[p.Low(i+2)]:
			consider(Via{Medium: Post, Outlet: p.Tokens[i+2].Text, Span: Span{t.Start, p.Tokens[i+2].End}}, i)
		case t.Low == "on" && networks[p.Low(i+1)] && p.Tokens[i+1].Upper:
			consider(Via{Medium: Post, Outlet: p.Tokens[i+1].Text, Span: Span{t.Start, p.Tokens[i+1].End}}, i)
		case t.Low == "writing" && p.Low(i+1) == "in":
			if outlet, end := f.outlet(p, i+2, s.To); outlet != "" {
				consider(Via{Medium: OpEd, Outlet: outlet, Span: Span{t.Start, p.Tokens[end-1].End}}, i)
			}
		case leadsIn[t.Low] || possessives[t.Low] != "" && !leadsIn[p.Low(i-1)]:
			consider(f.publishedIn(p, i, s.To), i)
		}
	}
	if best.Medium != UnknownMedium || v.Span.Empty() {
		return best
	}
	// A paper speaks: "the report says".
	a, b := p.within(v.Span)
	for i := a; i < b; i++ {
		if m := media[p.Tokens[i].Low]; m != UnknownMedium && !p.Tokens[i].Upper {
			return Via{Medium: m, Span: v.Span}
		}
	}
	return best
}

// toldTo reads whom somebody told it, at token k: an outlet or a journalist.
func (f *finder) toldTo(p *paragraph, k, end int) Via {
	if k >= end {
		return Via{}
	}
	if audiences[p.Low(k)] {
		return Via{Medium: Statement, Span: p.span(k, k+1)}
	}
	for i := k; i < min(k+5, end) && p.Tokens[i].Word; i++ {
		if low := strings.TrimSuffix(p.Tokens[i].Low, "s"); low == "journalist" || low == "reporter" || low == "interviewer" {
			return Via{Medium: Interview, Outlet: string(f.text[p.Tokens[k].Start:p.Tokens[i].End]), Span: p.span(k, i+1)}
		}
		if courts[p.Tokens[i].Low] {
			return Via{Medium: Filing, Outlet: string(f.text[p.Tokens[k].Start:p.Tokens[i].End]), Span: p.span(k, i+1)}
		}
	}
	outlet, to := f.outlet(p, k, end)
	if outlet == "" {
		return Via{}
	}
	return Via{Medium: Interview, Outlet: outlet, Span: p.span(k, to)}
}

// outlet reads the name of an outlet at token k: capitalised words that are no person
// and nobody's listener.
func (f *finder) outlet(p *paragraph, k, end int) (name string, to int) {
	from := k
	if p.Low(k) == "the" {
		from++
		if k < end && p.Tokens[k].Upper {
			words, _, next := p.nameAt(from, end, true)
			if words == nil {
				return "", k
			}
			return "The " + strings.Join(words, " "), next
		}
	}
	words, start, next := p.nameAt(from, end, true)
	if words == nil || start != from || len(words) > 1 && f.known.isPerson(words) && f.known.known(words) && from == k || len(words) == 1 && f.known.known(words) || hours[strings.ToLower(words[0])] {
		return "", k
	}
	if from == k && f.known.isPerson(words) && len(words) > 1 && !strings.ContainsAny(words[0], ".") && given(words[0]) {
		return "", k
	}
	return strings.Join(words, " "), next
}

// given reports whether a word is a given name.
func given(word string) bool {
	low := strings.ToLower(word)
	return women[low] || men[low]
}

// publishedIn reads what words were made public in, behind the word at i: "in a
// recent Facebook post", "in his 2018 book", "in an interview with the Courier".
func (f *finder) publishedIn(p *paragraph, i, end int) Via {
	year, network := 0, ""
	for k := i + 1; k < min(i+9, end); k++ {
		t := p.Tokens[k]
		switch {
		case t.Quote > 0 || !t.Word && !t.Number && t.Text != "-":
			return Via{}
		case t.Number && len(t.Text) == 4:
			year, _ = strconv.Atoi(t.Text)
			continue
		case networks[t.Low] && t.Upper:
			network = t.Text
			continue
		case t.Low == "social" && p.Low(k+1) == "media":
			network = "social media"
			continue
		case leadsIn[t.Low] && k > i+1 || isCue(t.Low) && k > i+1 && media[t.Low] == UnknownMedium:
			return Via{}
		}
		medium := media[t.Low]
		if t.Low == "piece" && p.Low(k-1) == "opinion" {
			medium = OpEd
		}
		if t.Low == "papers" && p.Low(k-1) == "court" {
			medium = Filing
		}
		if t.Low == "post" && t.Upper { // the name of an outlet
			continue
		}
		if t.Low == "release" && p.Low(k-1) == "press" {
			medium = Statement
		}
		if t.Low == "interview" && (p.Low(k-1) == "television" || p.Low(k-1) == "tv" || p.Low(k-1) == "radio" || p.Low(k-1) == "televised") {
			medium = Broadcast
		}
		if medium == UnknownMedium {
			continue
		}
		via := Via{Medium: medium, Outlet: network, Year: year, Span: p.span(i, k+1)}
		if medium != Book {
			via.Year = 0
		}
		f.completeVia(p, &via, k+1, end)
		return via
	}
	return Via{}
}

func isCue(low string) bool { _, ok := cues[low]; return ok }

// completeVia reads the outlet, or the title, that stands behind a medium.
func (f *finder) completeVia(p *paragraph, via *Via, k, end int) {
	if via.Medium == Book || via.Medium == Report {
		for j := k; j < min(k+3, end); j++ {
			if n := p.quoteAt(j); n >= 0 {
				q := p.Quotes[n]
				via.Title = strings.Trim(string(f.text[p.Tokens[q.From].Start:p.Tokens[min(q.To, len(p.Tokens))-1].End]), ",.")
				via.Span.End = p.Tokens[min(q.To, len(p.Tokens))-1].End
				break
			}
		}
		if via.Title == "" && via.Medium == Book {
			j := k
			if j < end && (p.Tokens[j].Text == "," || p.Low(j) == "called" || p.Low(j) == "titled") {
				j++
			}
			begin := j
			if p.Low(j) == "the" && j < end && p.Tokens[j].Upper {
				begin++
			}
			if words, from, next := p.nameAt(begin, end, true); words != nil && from == begin {
				via.Title, via.Span.End = string(f.text[p.Tokens[j].Start:p.Tokens[next-1].End]), p.Tokens[next-1].End
			}
		}
		for j := k; j < min(k+12, end); j++ {
			if t := p.Tokens[j]; via.Medium == Book && via.Year == 0 && t.Number && len(t.Text) == 4 {
				via.Year, _ = strconv.Atoi(t.Text)
			}
		}
	}
	for j := k; j < min(k+5, end); j++ {
		if !forOutlet[p.Low(j)] {
			if !lately[p.Low(j)] && !hours[p.Low(j)] {
				return
			}
			continue
		}
		if p.Low(j) == "on" && hours[p.Low(j+1)] {
			continue
		}
		if outlet, to := f.outlet(p, j+1, end); outlet != "" {
			if networks[strings.ToLower(outlet)] && via.Medium == Post || via.Outlet == "" {
				via.Outlet, via.Span.End = outlet, p.Tokens[to-1].End
			}
			return
		}
		if told := f.toldTo(p, j+1, end); told.Medium == Interview && via.Outlet == "" {
			via.Outlet, via.Span.End = told.Outlet, told.Span.End
		}
		return
	}
}

// quoteAt returns the quotation that the mark at i opens, -1 if none.
func (p *paragraph) quoteAt(i int) int {
	for n, q := range p.Quotes {
		if q.From-1 == i {
			return n
		}
	}
	return -1
}

// chain returns by whose report a claim is given: "X, quoted by Y, said", "as cited by Y".
func (f *finder) chain(p *paragraph, s prose.Sentence, said []bool) (list []Hop) {
	for i := s.From; i+2 < s.To; i++ {
		low := p.Low(i)
		if said[i] || p.Tokens[i].Quote > 0 || low != "quoted" && low != "cited" && low != "reported" || p.Low(i+1) != "by" {
			continue
		}
		words, from, next := p.nameAt(i+2, s.To, true)
		if words == nil && p.Low(i+2) == "the" {
			words, from, next = p.nameAt(i+3, s.To, true)
		}
		if words == nil {
			continue
		}
		name := strings.Join(words, " ")
		if f.known.isPerson(words) {
			name = f.known.full(words)
		}
		list = append(list, Hop{Name: name, Span: p.span(from, next)})
	}
	return list
}

// hedges are words by which a writer holds back.
var hedges = set("allegedly reportedly apparently perhaps possibly probably purportedly supposedly seemingly presumably maybe alleged suspected may might could likely")

// hedge returns the word in a claim, or right in front of its cue, that holds back.
func (f *finder) hedge(p *paragraph, parts [][2]int, v voice) string {
	from, to := p.within(v.cueSpan)
	for i := max(0, from-3); i < to; i++ {
		if low := p.Low(i); hedges[low] && strings.HasSuffix(low, "ly") {
			return low
		}
	}
	for _, part := range parts {
		for i := part[0]; i < part[1]; i++ {
			if low := p.Low(i); hedges[low] && !(low == "may" && p.Tokens[i].Upper) {
				return low
			}
		}
	}
	return ""
}

// denies reports whether words deny: by their cue, or by a negation in them.
func (f *finder) denies(p *paragraph, parts [][2]int, class Class) bool {
	no := false
	for _, part := range parts {
		for i := part[0]; i < part[1]; i++ {
			low := p.Low(i)
			if low == "not" || low == "never" || low == "nobody" || low == "nothing" || low == "none" || low == "neither" || strings.HasSuffix(low, "n't") || strings.HasSuffix(low, "n’t") {
				no = true
			}
		}
	}
	return no != (class == Deny)
}

// classOf returns what a cue makes of its words.
func (p *paragraph) classOf(v voice) Class {
	from, to := p.within(v.cueSpan)
	for i := from; i < to; i++ {
		if v, ok := verbForms[p.Low(i)]; ok {
			return v.class
		}
	}
	if from < to {
		return Neutral
	}
	return ""
}
