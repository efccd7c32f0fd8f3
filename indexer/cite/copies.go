// Package cite works out where words came from: which articles are copies of one
// another, and which of them was first.
//
// Articles that share most of the runs of five words of the shorter one are
// copies: a wire story in ten papers, a syndicated column, a press release with a
// new headline. Copies are one origin, however many outlets carry them.
package cite

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
	"unicode"

	"dateline/scraper"
)

// A copy shares at least this much with its original. Stories of one outlet about
// one affair repeat paragraphs of background, and stay below it.
const (
	runLength    = 5   // words
	leastShared  = 40  // runs
	leastOverlap = 0.5 // of the runs of the shorter text
	sameText     = 0.9 // of both: the same words, but for a line
)

// runs returns the hashes of the runs of five words of a text, each once, sorted.
// Case, punctuation and white space make no difference.
func runs(text string) []uint64 {
	hashes := wordHashes(text)
	if len(hashes) < runLength {
		return nil
	}
	list := make([]uint64, 0, len(hashes)-runLength+1)
	for i := runLength; i <= len(hashes); i++ {
		list = append(list, mixAll(hashes[i-runLength:i]))
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// wordHashes returns a hash of every word of a text.
func wordHashes(text string) []uint64 {
	var list []uint64
	h, in := uint64(offset), false
	for _, r := range text {
		if !unicode.IsLetter(r) && !unicode.IsNumber(r) {
			// An apostrophe is part of a word, and written in several ways.
			if r != '\'' && r != '’' && in {
				list, h, in = append(list, h), offset, false
			}
			continue
		}
		h, in = (h^uint64(unicode.ToLower(r)))*prime, true
	}
	if in {
		list = append(list, h)
	}
	return list
}

// The constants of FNV-1a.
const (
	offset = 14695981039346656037
	prime  = 1099511628211
)

// mixAll returns one hash of several, in their order.
func mixAll(list []uint64) uint64 {
	h := uint64(offset)
	for _, x := range list {
		h = mix(h ^ x)
	}
	return h
}

// mix spreads a hash over all bits (the finalizer of SplitMix64).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// The MinHash signature has bands*rows values. Texts that share half of their runs
// have a band in common in three of four cases, those that share two thirds nearly
// always; whole paragraphs find the rest, and excerpts.
const (
	bands         = 24
	rows          = 4
	mostBlocks    = 24 // paragraphs that stand for a text: its longest
	leastInBlock  = 12 // words
	bandSeed      = 0xbadb
	paragraphSeed = 0x9a4a
)

// Keys returns the keys by which candidates for copies of a text are found: two
// copies have at least one in common, nearly always; two other texts hardly ever.
// A text too short to be anybody's copy has none.
func Keys(text string) []uint64 {
	all := runs(text)
	if len(all) < leastShared {
		return nil
	}
	keys := bandKeys(all)
	keys = append(keys, paragraphKeys(text)...)
	slices.Sort(keys)
	return slices.Compact(keys)
}

// bandKeys returns a key for each band of the MinHash signature of some runs.
func bandKeys(all []uint64) []uint64 {
	var signature [bands * rows]uint64
	for i := range signature {
		signature[i] = math.MaxUint64
	}
	for _, run := range all {
		for i := range signature {
			signature[i] = min(signature[i], mix(run+uint64(i)*prime))
		}
	}
	var keys []uint64
	for b := range bands {
		keys = append(keys, mixAll(append([]uint64{bandSeed, uint64(b)}, signature[b*rows:(b+1)*rows]...)))
	}
	return keys
}

// paragraphKeys returns a key for each of the longest paragraphs.
func paragraphKeys(text string) []uint64 {
	type paragraph struct {
		key   uint64
		words int
	}
	var list []paragraph
	for line := range strings.Lines(text) {
		if words := wordHashes(line); len(words) >= leastInBlock {
			list = append(list, paragraph{mixAll(append([]uint64{paragraphSeed}, words...)), len(words)})
		}
	}
	slices.SortStableFunc(list, func(a, b paragraph) int { return b.words - a.words })
	var keys []uint64
	for _, p := range list[:min(len(list), mostBlocks)] {
		keys = append(keys, p.key)
	}
	return keys
}

// An Overlap says how much two texts share.
type Overlap struct {
	Shared      int     // runs of five words that stand in both
	Containment float64 // share of the shorter text's runs that stand in the longer, 0 to 1
	Jaccard     float64 // share of all runs that stand in both, 0 to 1
}

// Compare returns what two texts share.
func Compare(a, b string) Overlap { return compare(runs(a), runs(b)) }

func compare(a, b []uint64) Overlap {
	var o Overlap
	if len(a) == 0 || len(b) == 0 {
		return o
	}
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			o.Shared++
			i++
			j++
		}
	}
	o.Containment = float64(o.Shared) / float64(min(len(a), len(b)))
	o.Jaccard = float64(o.Shared) / float64(len(a)+len(b)-o.Shared)
	return o
}

// A Text is an article as copies are judged by.
type Text struct {
	Article   string       // id
	Outlet    string       //
	Authors   []string     //
	URL       string       //
	Published scraper.Date // zero if unknown
	Fetched   time.Time    // when it was first seen
	Original  string       // address on another site that it names as its original; empty if none
	Words     string       //
	runs      []uint64     // of Words, once they were needed
}

func (t *Text) hashes() []uint64 {
	if t.runs == nil {
		t.runs = runs(t.Words)
	}
	return t.runs
}

// A Join says why one article is taken as a copy of another.
type Join struct {
	A, B   string // ids, A the smaller
	Reason string // "shares 94% of its runs of five words"
	Overlap
}

// Judge says whether two articles are copies of one text, and why.
func Judge(a, b *Text) (Join, bool) {
	if a.Article > b.Article {
		a, b = b, a
	}
	j := Join{A: a.Article, B: b.Article, Overlap: compare(a.hashes(), b.hashes())}
	switch {
	case names(a, b):
		j.Reason = a.Outlet + " names the page of " + b.Outlet + " as the original"
	case names(b, a):
		j.Reason = b.Outlet + " names the page of " + a.Outlet + " as the original"
	case j.Shared < leastShared || j.Containment < leastOverlap:
		return j, false
	case j.Jaccard >= sameText:
		j.Reason = fmt.Sprintf("the same text: %.0f%% of the words stand in both", math.Floor(100*j.Jaccard))
	default:
		j.Reason = fmt.Sprintf("%.0f%% of the shorter text stands word for word in the longer", math.Floor(100*j.Containment))
	}
	return j, true
}

// names reports whether a says that b is where it comes from, and shares words with it.
func names(a, b *Text) bool {
	return a.Original != "" && scraper.ArticleID(a.Original) == b.Article && compare(a.hashes(), b.hashes()).Shared > 0
}

// A Cluster is a set of copies.
type Cluster struct {
	First  string            // id of the earliest
	Others []string          // the rest, in order of their dates
	Why    map[string]string // why each of the others belongs to the first
}

// Clusters parts articles into sets of copies, given every join between them.
// Each belongs to the earliest article that it is a copy of; being the copy of a
// copy is not enough: a page that repeats two stories makes them no copies.
// Articles that are nobody's copy stand in no cluster.
func Clusters(texts []*Text, joins []Join) []Cluster {
	why := map[[2]string]string{}
	for _, j := range joins {
		why[[2]string{j.A, j.B}], why[[2]string{j.B, j.A}] = j.Reason, j.Reason
	}
	named := map[string]bool{}
	for _, t := range texts {
		if t.Original != "" {
			named[scraper.ArticleID(t.Original)] = true
		}
	}
	order := slices.SortedFunc(slices.Values(texts), func(a, b *Text) int {
		return cmp.Or(yesFirst(named[a.Article], named[b.Article]), earlier(a, b))
	})
	placed := map[string]bool{}
	var list []Cluster
	for i, first := range order {
		if placed[first.Article] {
			continue
		}
		c := Cluster{First: first.Article, Why: map[string]string{}}
		for _, t := range order[i+1:] {
			if reason, ok := why[[2]string{first.Article, t.Article}]; ok && !placed[t.Article] {
				c.Others, c.Why[t.Article], placed[t.Article] = append(c.Others, t.Article), reason, true
			}
		}
		if len(c.Others) > 0 {
			placed[first.Article] = true
			list = append(list, c)
		}
	}
	return list
}

// earlier orders articles by what is known of when they appeared: by the day of
// publication, those without one last; on one day by the clock, where both name
// it; then by when they were first seen.
func earlier(a, b *Text) int {
	x, y := a.Published, b.Published
	c := cmp.Or(yesFirst(!x.Time.IsZero(), !y.Time.IsZero()), day(x).Compare(day(y)), yesFirst(!x.Day, !y.Day))
	if c == 0 && !x.Day {
		c = x.Time.Compare(y.Time)
	}
	return cmp.Or(c, a.Fetched.Compare(b.Fetched), strings.Compare(a.Article, b.Article))
}

// yesFirst orders what is true before what is not.
func yesFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// day returns the day of a date, as its page wrote it.
func day(d scraper.Date) time.Time {
	y, m, n := d.Time.Date()
	return time.Date(y, m, n, 0, 0, 0, 0, time.UTC)
}
