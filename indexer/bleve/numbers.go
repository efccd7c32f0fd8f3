package bleve

import (
	"cmp"
	"fmt"
	"math/bits"
	"slices"
	"sort"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
)

// numbers tell what a segment's documents are, by their numbers in it. Articles are few
// among claims: their ordinals stand together, so that many are found in little memory.
type numbers struct {
	is       []uint64 // bits of the articles
	before   []uint32 // by word of bits, how many articles stand before it
	articles []uint32 // ordinals, in the order of their documents
	claims   []uint32 // the same
	order    []uint32 // places among the claims, in the order of their ordinals; nil if they are in that order
}

// document returns what a document is: its letter and its ordinal.
func (n *numbers) document(i int) (letter byte, ordinal uint32) {
	word, bit := n.is[i/64], uint64(1)<<(i%64)
	articles := int(n.before[i/64]) + bits.OnesCount64(word&(bit-1))
	if word&bit != 0 {
		return articleLetter, n.articles[articles]
	}
	return claimLetter, n.claims[i-articles]
}

// nth returns the claim at a place in the order of their ordinals, as its place among the
// documents of claims.
func (n *numbers) nth(i int) int {
	if n.order != nil {
		return int(n.order[i])
	}
	return i
}

// documentOf returns the document of the claim at a place among them.
func (n *numbers) documentOf(claim int) uint32 {
	before := func(word int) int { return 64*word - int(n.before[word]) } // claims
	word := sort.Search(len(n.before), func(w int) bool { return before(w) > claim }) - 1
	left := ^n.is[word]
	for range claim - before(word) {
		left &= left - 1
	}
	return uint32(64*word + bits.TrailingZeros64(left)) //nolint:gosec // documents fit
}

// find adds to some documents those of claims, which come in order. Where no ordinal is
// missing, a claim is where it should be.
func (n *numbers) find(claims []uint32, to *roaring.Bitmap) {
	if len(n.claims) == 0 {
		return
	}
	first, last := n.claims[n.nth(0)], n.claims[n.nth(len(n.claims)-1)]
	from, _ := slices.BinarySearch(claims, first)
	for _, ordinal := range claims[from:] {
		if ordinal > last {
			return
		}
		at := min(int(ordinal-first), len(n.claims)-1)
		if n.claims[n.nth(at)] != ordinal {
			at = sort.Search(at, func(i int) bool { return n.claims[n.nth(i)] >= ordinal })
		}
		if claim := n.nth(at); n.claims[claim] == ordinal {
			to.Add(n.documentOf(claim))
		}
	}
}

// sort notes the order of the claims, if they stand in another.
func (n *numbers) sort() {
	if slices.IsSorted(n.claims) {
		return
	}
	n.order = make([]uint32, len(n.claims))
	for i := range n.order {
		n.order[i] = uint32(i) //nolint:gosec // documents fit
	}
	slices.SortFunc(n.order, func(a, b uint32) int { return cmp.Compare(n.claims[a], n.claims[b]) })
}

// documents returns those of some claims, which come in order.
func (v *view) documents(claims []uint32) (sifted, error) {
	segments := v.reader.Segments()
	of := make(sifted, len(segments))
	for i, s := range segments {
		of[i] = roaring.New()
		n, err := v.x.numbers(s)
		if err != nil {
			return nil, err
		}
		n.find(claims, of[i])
	}
	return of, nil
}

// numbers returns those of a segment. They are read once, for a segment never changes.
func (x *Index) numbers(s *scorch.SegmentSnapshot) (*numbers, error) {
	x.mu.RLock()
	n, ok := x.segments[s.Id()]
	x.mu.RUnlock()
	if ok {
		return n, nil
	}
	words := (int(s.FullSize()) + 63) / 64 //nolint:gosec // a size
	n = &numbers{is: make([]uint64, words), before: make([]uint32, words)}
	for i := range int(s.FullSize()) { //nolint:gosec // a size
		id, err := s.DocID(uint64(i)) //nolint:gosec // not negative
		if err != nil {
			return nil, fmt.Errorf("read the ids of a segment: %w", err)
		}
		letter, ordinal, err := readID(id)
		if err != nil {
			return nil, err
		}
		if i%64 == 0 {
			n.before[i/64] = uint32(len(n.articles)) //nolint:gosec // documents fit
		}
		if letter == articleLetter {
			n.is[i/64] |= 1 << (i % 64)
			n.articles = append(n.articles, ordinal)
		} else {
			n.claims = append(n.claims, ordinal)
		}
	}
	n.articles, n.claims = slices.Clip(n.articles), slices.Clip(n.claims)
	n.sort()
	x.mu.Lock()
	x.segments[s.Id()] = n
	x.mu.Unlock()
	return n, nil
}

// living calls do with every document that is not deleted.
func (v *view) living(do func(letter byte, ordinal uint32)) error {
	for _, s := range v.reader.Segments() {
		n, err := v.x.numbers(s)
		if err != nil {
			return err
		}
		deleted := s.Deleted()
		for i := range int(s.FullSize()) { //nolint:gosec // a size
			if deleted == nil || !deleted.Contains(uint32(i)) { //nolint:gosec // documents fit
				do(n.document(i))
			}
		}
	}
	return nil
}

// forget drops what is known of segments that are in no snapshot that is asked any more.
func (x *Index) forget(current *scorch.IndexSnapshot) {
	held := map[uint64]bool{}
	for _, s := range current.Segments() {
		held[s.Id()] = true
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	for id := range x.segments {
		if !held[id] {
			delete(x.segments, id)
		}
	}
}

// A walker tells what documents are that come in the order of their numbers.
type walker struct {
	*view
	segment    int
	first, end uint64 // numbers of the segment's documents
	numbers    *numbers
}

func (w *walker) document(id index.IndexInternalID) (letter byte, ordinal uint32, err error) {
	n := id.Value()
	segments := w.reader.Segments()
	for w.numbers == nil || n >= w.end || n < w.first {
		if n < w.first { // not in order: begin again
			w.segment, w.first, w.end, w.numbers = 0, 0, 0, nil
		}
		if w.segment >= len(segments) {
			return 0, 0, fmt.Errorf("document %d is in no segment", n)
		}
		s := segments[w.segment]
		w.segment++
		w.first = w.end
		w.end += uint64(s.FullSize()) //nolint:gosec // a size
		w.numbers = nil
		if n < w.end {
			if w.numbers, err = w.x.numbers(s); err != nil {
				return 0, 0, err
			}
		}
	}
	letter, ordinal = w.numbers.document(int(n - w.first)) //nolint:gosec // inside a segment
	return letter, ordinal, nil
}
