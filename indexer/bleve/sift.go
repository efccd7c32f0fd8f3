package bleve

import (
	"context"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"dateline/indexer"
	"dateline/indexer/columns"
)

// A sifted is which documents are found: of each segment their numbers. Where nobody asks
// how well each fits, that is all there is to know, and sets of numbers are joined in far
// less time than documents are gone through one by one. Nobody changes a set that another
// was given.
type sifted []*roaring.Bitmap

// sift returns the documents with a letter that hold the words of a text, in the order in
// which they stand: of all, or of some only.
func (v *view) sift(ctx context.Context, t indexer.Text, letter byte, in searched, only sifted) ([]columns.Found, error) {
	c, err := v.corpus()
	if err != nil {
		return nil, err
	}
	var found sifted
	err = c.each(t, in, false, func(x *translator, _ query.Query) error {
		some, err := v.sifted(ctx, x, t, only)
		found = found.or(some)
		return err
	})
	if err != nil {
		return nil, err
	}
	return v.found(found, letter)
}

// sifted returns what a text finds in one language; words are looked for in some documents
// only, if those are not nil.
func (v *view) sifted(ctx context.Context, x *translator, t indexer.Text, only sifted) (sifted, error) {
	switch t.Op {
	case indexer.Word, indexer.Phrase:
		if p := x.Phrase(t.Words); len(p) == 1 {
			return v.withWord(ctx, x, p[0].Term, only)
		}
	case indexer.Or, indexer.Same:
		var found sifted
		for _, part := range t.Parts {
			some, err := v.sifted(ctx, x, part, only)
			if err != nil {
				return nil, err
			}
			found = found.or(some)
		}
		return found, nil
	case indexer.And:
		if must, not := x.sides(t); len(must) > 0 {
			var found sifted
			for i, part := range must {
				some, err := v.sifted(ctx, x, part, only)
				if err != nil {
					return nil, err
				}
				if i == 0 {
					found = some
				} else {
					found = found.with(some, roaring.And)
				}
			}
			for _, part := range not {
				some, err := v.sifted(ctx, x, part, only)
				if err != nil {
					return nil, err
				}
				found = found.with(some, roaring.AndNot)
			}
			return found, nil
		}
	}
	return v.byQuery(ctx, x.translate(t))
}

// sides returns the parts of a text that must be met and those that must not, without
// what holds stop words only.
func (x *translator) sides(t indexer.Text) (must, not []indexer.Text) {
	for _, part := range t.Parts {
		switch {
		case x.translate(part) == nil:
		case part.Op == indexer.Not:
			not = append(not, part.Parts[0])
		default:
			must = append(must, part)
		}
	}
	return must, not
}

// withWord returns the documents that a word stands in, in any of the fields: of all, or of
// some only.
func (v *view) withWord(ctx context.Context, x *translator, term string, only sifted) (sifted, error) {
	segments := v.reader.Segments()
	found := make(sifted, len(segments))
	for i, s := range segments {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		found[i] = roaring.New()
		if only != nil && only[i].IsEmpty() {
			continue
		}
		for _, f := range x.fields {
			words, err := s.Segment().Dictionary(x.Field(f.name))
			if err != nil {
				return nil, err
			}
			list, err := words.PostingsList([]byte(term), nil, nil)
			if err != nil {
				return nil, err
			}
			if err := putInto(found[i], list); err != nil {
				return nil, err
			}
		}
		if only != nil {
			found[i].And(only[i])
		}
		if gone := s.Deleted(); gone != nil {
			found[i].AndNot(gone)
		}
	}
	return found, nil
}

// putInto adds the numbers of a list to others.
func putInto(numbers *roaring.Bitmap, list segment.PostingsList) error {
	if all, ok := list.(interface{ OrInto(*roaring.Bitmap) }); ok {
		all.OrInto(numbers)
		return nil
	}
	for each := list.Iterator(false, false, false, nil); ; {
		p, err := each.Next()
		if err != nil || p == nil {
			return err
		}
		numbers.Add(uint32(p.Number())) //nolint:gosec // documents fit
	}
}

// byQuery returns the documents that a query finds; none if it is nil.
func (v *view) byQuery(ctx context.Context, q query.Query) (found sifted, err error) {
	segments := v.reader.Segments()
	found = make(sifted, len(segments))
	for i := range found {
		found[i] = roaring.New()
	}
	if q == nil {
		return found, nil
	}
	at, first := 0, uint64(0)
	ctx = search.ContextWithTermSearchersCounter(ctx)
	err = v.each(ctx, q, search.SearcherOptions{Score: "none"}, func(uint64) {}, func(m *search.DocumentMatch) error {
		number := m.IndexInternalID.Value()
		for number >= first+uint64(segments[at].FullSize()) { //nolint:gosec // a size
			first += uint64(segments[at].FullSize()) //nolint:gosec // a size
			at++
		}
		found[at].Add(uint32(number - first)) //nolint:gosec // documents fit
		return nil
	})
	return found, err
}

// or returns the documents that are in either.
func (f sifted) or(other sifted) sifted {
	if f == nil {
		return other
	}
	return f.with(other, roaring.Or)
}

// with returns what an operation makes of both.
func (f sifted) with(other sifted, do func(a, b *roaring.Bitmap) *roaring.Bitmap) sifted {
	if other == nil {
		return f
	}
	both := make(sifted, len(f))
	for i := range f {
		both[i] = do(f[i], other[i])
	}
	return both
}

// found returns the documents with a letter.
func (v *view) found(in sifted, letter byte) ([]columns.Found, error) {
	size := 0
	for _, numbers := range in {
		size += int(numbers.GetCardinality()) //nolint:gosec // documents fit
	}
	list := make([]columns.Found, 0, size)
	var some [256]uint32
	for i, numbers := range in {
		n, err := v.x.numbers(v.reader.Segments()[i])
		if err != nil {
			return nil, err
		}
		each := numbers.ManyIterator()
		for k := each.NextMany(some[:]); k > 0; k = each.NextMany(some[:]) {
			for _, number := range some[:k] {
				if of, ordinal := n.document(int(number)); of == letter {
					list = append(list, columns.Found{Ordinal: ordinal})
				}
			}
		}
	}
	return list, nil
}
