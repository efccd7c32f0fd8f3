// Package people finds whom and what an article names: persons, organisations and
// places. It says which names are of one person.
//
// [Find] goes by lists of names, by the words beside a name, and by the whole
// article: a surname is whoever was named in full, and a capital that could be
// anything is what it is where the article leaves no doubt. Nothing is learned
// from marked texts.
package people

import (
	"cmp"
	"slices"

	"dateline/indexer/prose"
)

// A Kind says what a name is of.
type Kind string

// The kinds of name.
const (
	OfPerson       Kind = "PER"
	OfOrganisation Kind = "ORG"
	OfPlace        Kind = "LOC"
)

// A Mention is a place where a text names something.
type Mention struct {
	Start, End int    // code points in the text, half open; titles and possessives left out
	Paragraph  int    // the paragraph it stands in
	From, To   int    // its tokens there, half open
	Text       string // as it is written, white space and full stops set right
	Kind       Kind
	Sure       bool   // of a place: there is hardly a doubt
	Title      string // what stands before a person in capitals: "President"; may be empty
	Person     int    // whom it names, a place in Found.Persons; -1 if nobody, or if that is not clear
	Maybe      []int  // who may be meant, when several may; Person is -1 then
}

// A Person is somebody whom a text names.
type Person struct {
	Name     string   // the fullest
	Names    []string // every spelling, the first seen first
	Roles    []string // "former KGB major", "the mayor of Westport": what titles and appositions say
	Gender   Gender
	Mentions []int // places in Found.Mentions, rising

	bearer bearer
}

// Found is what a text names.
type Found struct {
	Mentions []Mention // in the order of the text; none overlap
	Persons  []Person  // those named in full first, each in the order of the text

	called map[string][]int // places in Persons, by every full name and surname, folded; made when it is asked for
	given  map[string][]int // by given name
}

// Find returns whom and what a text names. An empty text names nobody.
func Find(t *prose.Text) *Found {
	p := newPage(t)
	list := p.candidates()
	p.decide(list)
	f := &Found{}
	for i := range list {
		c := &list[i]
		if c.kind < 0 {
			continue
		}
		f.Mentions = append(f.Mentions, p.mention(c))
	}
	newJoiner(p, f).join()
	return f
}

// mention returns a candidate as a mention.
func (p *page) mention(c *candidate) Mention {
	ws := p.words[c.paragraph]
	last := &ws[c.to-1]
	m := Mention{
		Start: ws[c.from].tok.Start, End: last.tok.Start + last.length, Paragraph: c.paragraph, From: c.from, To: c.to,
		Kind: kindOf[c.kind], Sure: p.sure(c), Person: -1,
	}
	m.Text = p.name(c.paragraph, c.from, c.to)
	if c.kind == per && c.titleFrom < c.from {
		m.Title = p.name(c.paragraph, c.titleFrom, c.from)
	}
	return m
}

// name returns the words from a to b as they should be written: one space between
// words, none before a full stop, none around a hyphen.
func (p *page) name(paragraph, a, b int) string {
	ws := p.words[paragraph]
	if b == a+1 {
		return ws[a].text
	}
	buf := p.buf[:0]
	letters := true // "U.S.", however it is spaced
	for i := a; i < b; i++ {
		letters = letters && len(ws[i].tok.Text) == 1
	}
	for i := a; i < b; i++ {
		if i > a && !letters && ws[i].tok.Text != "." && ws[i].tok.Text != "-" && ws[i-1].tok.Text != "-" && !(ws[i].tok.Glued && ws[i-1].tok.Text == ".") {
			buf = append(buf, ' ')
		}
		buf = append(buf, ws[i].text...)
	}
	p.buf = buf
	return string(buf)
}

// At returns the place in Mentions of what the tokens from a to b of a paragraph
// name: the mention that is exactly these tokens, else the first person that they
// hold, else the first of anything; -1 if they name nothing.
func (f *Found) At(paragraph, a, b int) int {
	i, _ := slices.BinarySearchFunc(f.Mentions, a, func(m Mention, a int) int {
		return cmp.Or(cmp.Compare(m.Paragraph, paragraph), cmp.Compare(m.From, a))
	})
	found := -1
	for ; i < len(f.Mentions) && f.Mentions[i].Paragraph == paragraph && f.Mentions[i].To <= b; i++ {
		m := &f.Mentions[i]
		switch {
		case m.From == a && m.To == b:
			return i
		case m.Kind == OfPerson && (found < 0 || f.Mentions[found].Kind != OfPerson), found < 0:
			found = i
		}
	}
	return found
}
