// Package change says what changed between two revisions of an article: word by
// word, and what matters first.
//
// [Compare] pairs the paragraphs of both texts, wherever they stand now, compares
// those that are not the same by their words, and says of every difference what
// it is: a number, a date, a name, a quotation, a correction, a "not" that came or
// went. A quotation mark of another shape is a difference too, but the last to be told.
// The words that it knows numbers, dates and negations by are English.
package change

import (
	"cmp"
	"slices"
	"strings"

	"dateline/scraper"
)

// Kind says what a change is about.
type Kind string

// The kinds of change, in the order in which they are told.
const (
	Number     Kind = "number"     // an amount, in digits or words: "twelve" to "fourteen"
	Date       Kind = "date"       // a date, a weekday or a time of day
	Name       Kind = "name"       // of a person, a place or a body, or somebody's title
	Quotation  Kind = "quotation"  // words in quotation marks, or the marks themselves
	Note       Kind = "note"       // a correction or an editor's note
	Negation   Kind = "negation"   // "was" to "was not"
	Genre      Kind = "kind"       // the kind of the article: news to opinion
	Removed    Kind = "removed"    // a paragraph, or a passage of some length
	Added      Kind = "added"      // the same
	Wording    Kind = "wording"    // other words
	Moved      Kind = "moved"      // the same words stand elsewhere
	Updated    Kind = "updated"    // when the page says that it was modified
	Typography Kind = "typography" // punctuation, the shape of quotation marks and dashes, white space
)

// Kinds are all kinds of change, in the order in which they are told.
var Kinds = []Kind{Number, Date, Name, Quotation, Note, Negation, Genre, Removed, Added, Wording, Moved, Updated, Typography}

// Field says which part of an article a change is in.
type Field string

// The parts of an article that are compared.
const (
	Headline  Field = "headline"
	Bylines   Field = "bylines"
	Published Field = "published"
	Modified  Field = "modified"
	OfKind    Field = "kind"
	Text      Field = "text"
)

var fields = []Field{Headline, Bylines, Published, Modified, OfKind, Text}

// A Span is a run of code points, from Start up to but not including End.
type Span struct{ Start, End int }

// A Change is one difference between two revisions.
type Change struct {
	Kind   Kind
	Field  Field
	Old    string // the words as they were; empty if there were none
	New    string // as they are
	OldAt  Span   // of Old in the old headline or text, empty where nothing stood; zero for other fields
	NewAt  Span   // of New in the new one
	Before string // words that stand before it, with "…" if there are more
	After  string // words that stand after it
	Quoted bool   // it stands inside a quotation
}

// Op says what became of a run of words.
type Op string

// What becomes of words.
const (
	Keep   Op = "kept"
	Remove Op = "removed"
	Add    Op = "added"
)

// A Piece is a run of words that were kept, removed or added. The Span of what
// is only in the other text is empty, and says where it would stand.
type Piece struct {
	Op       Op
	Text     string
	Old, New Span // code points in the two headlines or texts
}

// State says what became of a paragraph as a whole.
type State string

// What becomes of paragraphs.
const (
	Same          State = "same"
	Edited        State = "edited"
	ParagraphGone State = "removed"
	ParagraphNew  State = "added"
)

// A Paragraph is a block of the old text, of the new one, or of both.
type Paragraph struct {
	State    State
	Moved    bool              // it stands elsewhere among those that are in both
	Block    scraper.BlockKind // as the new text has it, if it does
	Old, New Span              // code points in the two texts; empty where it is not
	Pieces   []Piece           // in order: without those added the old words, without those removed the new
}

// A Diff is what changed between two revisions.
type Diff struct {
	From, To   int         // numbers of the revisions
	Changes    []Change    // what matters first; at most 1000
	Omitted    int         // changes that are not listed: the least of them
	Headline   []Piece     // as those of a Paragraph
	Paragraphs []Paragraph // of both texts, in the order of the new one, those removed where they stood
}

// maxChanges is how many changes are listed: nobody reads more.
const maxChanges = 1000

// Compare returns what changed from one revision to another, which need be
// neither neighbours nor in order. An article compared with itself has no Changes.
// The time that it takes is bounded: of very large texts that differ throughout,
// some passages are said to be replaced as a whole.
func Compare(from, to *scraper.Revision) *Diff {
	c := newComparer(from, to)
	c.headline()
	c.fields()
	c.text()
	c.unite()
	c.diff.Changes, c.diff.Omitted = c.told()
	return c.diff
}

// A comparer is one comparison under way.
type comparer struct {
	from, to *scraper.Revision
	diff     *Diff
	old, now []*block // the texts
	words    vocabulary
	names    names
	effort   int // words that may still be looked at to find what was kept
	pieces   int // that may still be made
	found    []found
}

// A found change has its place, but not yet its words.
type found struct {
	Change
	old, new *block // nil for fields without words
}

func newComparer(from, to *scraper.Revision) *comparer {
	if from == nil {
		from = &scraper.Revision{}
	}
	if to == nil {
		to = &scraper.Revision{}
	}
	return &comparer{
		from: from, to: to, diff: &Diff{From: from.Number, To: to.Number},
		old: blocks(&from.Article), now: blocks(&to.Article), words: vocabulary{}, names: names{},
		effort: 3_000_000, pieces: 50_000,
	}
}

// headline compares the headlines.
func (c *comparer) headline() {
	o, n := newBlock(c.from.Headline, 0, maxWords/10), newBlock(c.to.Headline, 0, maxWords/10)
	c.words.number(o)
	c.words.number(n)
	// The names that a headline in capitals has are those of the text.
	for _, b := range slices.Concat(c.old, c.now) {
		c.names.learn(b)
	}
	var p Paragraph
	c.compare(&p, Headline, o, n)
	c.diff.Headline = p.Pieces
}

// fields compares what is no text.
func (c *comparer) fields() {
	say := func(k Kind, f Field, o, n string) {
		if o != n {
			c.found = append(c.found, found{Change: Change{Kind: k, Field: f, Old: o, New: n}})
		}
	}
	kind := Name
	if slices.Equal(slices.Sorted(slices.Values(c.from.Bylines)), slices.Sorted(slices.Values(c.to.Bylines))) {
		kind = Wording // the same people in another order
	}
	say(kind, Bylines, strings.Join(c.from.Bylines, ", "), strings.Join(c.to.Bylines, ", "))
	if !sameDate(c.from.Published, c.to.Published) {
		say(Date, Published, c.from.Published.String(), c.to.Published.String())
	}
	if !sameDate(c.from.Modified, c.to.Modified) {
		say(Updated, Modified, c.from.Modified.String(), c.to.Modified.String())
	}
	say(Genre, OfKind, c.from.Kind.String(), c.to.Kind.String())
}

// sameDate reports whether two dates name the same time, in whatever zone.
func sameDate(a, b scraper.Date) bool {
	return a.Time.Equal(b.Time) && a.Day == b.Day || a.String() == b.String()
}

// unite makes one move of words that were removed in one place and added in
// another, as when a paragraph is cut in two.
func (c *comparer) unite() {
	type passage struct {
		field Field
		words string
	}
	gone := map[passage]int{} // place in found
	for i, f := range c.found {
		if f.Kind == Removed {
			gone[passage{f.Field, c.wordsOf(f.old, f.OldAt)}] = i
		}
	}
	if len(gone) == 0 {
		return
	}
	drop := map[int]bool{}
	for i := range c.found {
		f := &c.found[i]
		if f.Kind != Added {
			continue
		}
		key := passage{f.Field, c.wordsOf(f.new, f.NewAt)} // headline and text have places of their own
		if at, ok := gone[key]; ok && key.words != "" {
			f.Kind, f.old, f.OldAt = Moved, c.found[at].old, c.found[at].OldAt
			drop[at] = true
			delete(gone, key)
		}
	}
	kept := c.found[:0]
	for i, f := range c.found {
		if !drop[i] {
			kept = append(kept, f)
		}
	}
	c.found = kept
}

// wordsOf returns the words of a block that stand in s, as they are compared,
// without punctuation.
func (c *comparer) wordsOf(b *block, s Span) string {
	var out strings.Builder
	for _, w := range b.words {
		if w.start >= s.Start && w.end <= s.End && w.isWord() {
			out.WriteString(w.key)
			out.WriteByte(' ')
		}
	}
	return out.String()
}

// told returns the changes that are listed, what matters first, with their words.
func (c *comparer) told() (list []Change, omitted int) {
	rank := map[Kind]int{}
	for i, k := range Kinds {
		rank[k] = i
	}
	slices.SortStableFunc(c.found, func(a, b found) int {
		return cmp.Or(
			cmp.Compare(rank[a.Kind], rank[b.Kind]),
			cmp.Compare(slices.Index(fields, a.Field), slices.Index(fields, b.Field)),
			cmp.Compare(a.NewAt.Start, b.NewAt.Start),
			cmp.Compare(a.OldAt.Start, b.OldAt.Start),
		)
	})
	if len(c.found) > maxChanges {
		omitted = len(c.found) - maxChanges
		c.found = c.found[:maxChanges]
	}
	for _, f := range c.found {
		if f.old != nil {
			f.Old = f.old.slice(f.OldAt)
		}
		if f.new != nil {
			f.New = f.new.slice(f.NewAt)
		}
		switch {
		case f.new != nil && (f.old != nil || f.NewAt.End > f.NewAt.Start):
			f.Before, f.After = f.new.around(f.NewAt)
		case f.old != nil:
			f.Before, f.After = f.old.around(f.OldAt)
		}
		list = append(list, f.Change)
	}
	return list, omitted
}
