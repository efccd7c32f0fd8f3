package bleve

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
)

// Whatever order documents stand in, and whatever ordinals are missing, the document of a
// claim is found.
func TestDocumentsOfClaims(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 7)) //nolint:gosec // an order, no secret
	for round := range 60 {
		var n numbers
		where := map[uint32]uint32{} // by ordinal
		var left []uint32
		for ordinal := range uint32(300) {
			if round%3 == 0 || r.IntN(3) > 0 {
				left = append(left, 40+ordinal)
			}
		}
		if round%2 == 1 {
			at := r.IntN(len(left))
			left = append(slices.Clone(left[at:]), left[:at]...)
		}
		for i := uint32(0); len(left) > 0; i++ {
			if i%64 == 0 {
				n.is, n.before = append(n.is, 0), append(n.before, uint32(len(n.articles))) //nolint:gosec // few
			}
			if r.IntN(8) == 0 {
				n.is[i/64] |= 1 << (i % 64)
				n.articles = append(n.articles, i)
				continue
			}
			n.claims = append(n.claims, left[0])
			where[left[0]], left = i, left[1:]
		}
		n.sort()
		var asked []uint32
		want := roaring.New()
		for ordinal := range uint32(400) {
			if r.IntN(3) > 0 {
				continue
			}
			asked = append(asked, ordinal)
			if document, ok := where[ordinal]; ok {
				want.Add(document)
			}
		}
		got := roaring.New()
		n.find(asked, got)
		if !got.Equals(want) {
			t.Fatalf("round %d: find(%v) = %v, want %v", round, asked, got, want)
		}
	}
}
