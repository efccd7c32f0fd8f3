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
		var documents []uint32 // ordinals of claims, 0 for articles
		for len(left) > 0 {
			if r.IntN(8) == 0 {
				documents = append(documents, 0)
				continue
			}
			where[left[0]] = uint32(len(documents)) //nolint:gosec // few
			documents, left = append(documents, left[0]), left[1:]
		}
		n, err := newNumbers(len(documents), func(i int) (byte, uint32, error) {
			if documents[i] == 0 {
				return articleLetter, uint32(i), nil //nolint:gosec // few
			}
			return claimLetter, documents[i], nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for i, ordinal := range documents {
			letter, got := n.document(i)
			if is := letter == articleLetter; is != (ordinal == 0) || !is && got != ordinal || is && int(got) != i {
				t.Fatalf("round %d: document %d is %c%d, want %d", round, i, letter, got, ordinal)
			}
		}
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
