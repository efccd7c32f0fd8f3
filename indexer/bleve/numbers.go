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

	"dateline/indexer/packed"
)

// numbers tell what a segment's documents are, by their numbers in it. Articles are few
// among claims: their ordinals stand together, so that many are found in little memory.
type numbers struct {
	is       []uint64               // bits of the articles
	before   []uint32               // by word of bits, how many articles stand before it
	articles []uint32               // ordinals, in the order of their documents
	claims   []uint32               // the same
	order    packed.Numbers[uint32] // places among the claims, in the order of their ordinals; empty if they are in that order
}

// newNumbers returns those of some documents, of which document tells what each is.
func newNumbers(size int, document func(i int) (letter byte, ordinal uint32, err error)) (*numbers, error) {
	n := &numbers{is: make([]uint64, (size+63)/64), before: make([]uint32, (size+63)/64)}
	for i := range size {
		letter, ordinal, err := document(i)
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
	return n, nil
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
func (n *numbers) nth(i uint32) uint32 {
	if n.order.Len() > 0 {
		return n.order.At(i)
	}
	return i
}

// size returns how many bytes of memory the numbers take.
func (n *numbers) size() int {
	return 8*cap(n.is) + 4*(cap(n.before)+cap(n.articles)+cap(n.claims)) + n.order.Size()
}

// documentOf returns the document of the claim at a place among them.
func (n *numbers) documentOf(claim uint32) uint32 {
	before := func(word int) uint32 { return uint32(64*word) - n.before[word] } //nolint:gosec // claims
	word := sort.Search(len(n.is), func(w int) bool { return before(w) > claim }) - 1
	left := ^n.is[word]
	for range claim - before(word) {
		left &= left - 1
	}
	return uint32(64*word + bits.TrailingZeros64(left)) //nolint:gosec // documents fit
}

// find adds to some documents those of claims, which come in order. Where no ordinal is
// missing, a claim is where it should be.
func (n *numbers) find(claims []uint32, to *roaring.Bitmap) {
	size := uint32(len(n.claims)) //nolint:gosec // documents fit
	if size == 0 {
		return
	}
	nth := func(i uint32) uint32 { return n.claims[n.nth(i)] }
	first, last := nth(0), nth(size-1)
	from, _ := slices.BinarySearch(claims, first)
	for _, ordinal := range claims[from:] {
		if ordinal > last {
			return
		}
		at := min(ordinal-first, size-1)
		if nth(at) != ordinal {
			at = uint32(sort.Search(int(at), func(i int) bool { return nth(uint32(i)) >= ordinal })) //nolint:gosec // documents fit
		}
		if nth(at) == ordinal {
			to.Add(n.documentOf(n.nth(at)))
		}
	}
}

// sort notes the order of the claims, if they stand in another.
func (n *numbers) sort() {
	if slices.IsSorted(n.claims) {
		return
	}
	order := make([]uint32, len(n.claims))
	for i := range order {
		order[i] = uint32(i) //nolint:gosec // documents fit
	}
	slices.SortFunc(order, func(a, b uint32) int { return cmp.Compare(n.claims[a], n.claims[b]) })
	n.order = packed.Of(order)
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
	n, err := newNumbers(int(s.FullSize()), func(i int) (byte, uint32, error) { //nolint:gosec // a size
		id, err := s.DocID(uint64(i)) //nolint:gosec // not negative
		if err != nil {
			return 0, 0, fmt.Errorf("read the ids of a segment: %w", err)
		}
		return readID(id)
	})
	if err != nil {
		return nil, err
	}
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
