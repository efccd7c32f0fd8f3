package register

import (
	"cmp"
	"context"
	"maps"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"dateline/indexer"
	"dateline/indexer/cite"
	"dateline/indexer/claim"
	"dateline/scraper/db"
)

// A likeness is what a claim asserts, and which claims of other articles assert the same.
type likeness struct {
	article   int // its place among those that are compared together
	apart     []string
	assertion assertion
	claim     *cite.Assertion // the same, as it is compared; nil if it is not
	keys      []uint64
	near      []int64 // numbers of the claims that it is compared with
	same      []cite.SameClaim
}

// atOnce returns how many of readings, the first of them, are compared and written together.
func atOnce(readings []*indexer.Reading) int {
	claims := 0
	for n, r := range readings {
		if claims += len(r.Claims); n > 0 && claims > mostRelatedAtOnce {
			return n
		}
	}
	return len(readings)
}

// compare finds who says the same as the claims of articles, as if these came one after another:
// each is compared with what is kept, with last, which may be kept by now or not, and with those before it.
func (r *Register) compare(ctx context.Context, last, relators []*relator) error {
	type place struct {
		*relator
		n int
	}
	var places []place
	for _, s := range relators {
		kept, err := db.Texts(ctx, r.db.Read(), `SELECT claim FROM told WHERE article = ?`, s.reading.Revision.ArticleID)
		if err != nil {
			return err
		}
		for _, c := range kept {
			s.kept = append(s.kept, claimNumber(c))
		}
		s.like = make([]likeness, len(s.views))
		for n := range s.like {
			places = append(places, place{s, n})
		}
	}
	claims := make([]*likeness, len(places))
	_ = onAllCores(len(places), func(i int) error {
		s, n := places[i].relator, places[i].n
		claims[i] = &s.like[n]
		claims[i].assert(s.reading, n, &s.views[n])
		return nil
	})
	in := arriving(slices.Concat(last, relators))
	parts := slices.Collect(slices.Chunk(claims, mostComparedAtOnce))
	return onAllCores(len(parts), func(i int) error { return r.compareSome(ctx, parts[i], in) })
}

// onAllCores calls do with 0 to n-1, on all cores, and returns the first error.
func onAllCores(n int, do func(i int) error) error {
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i := range n {
		group.Go(func() error { return do(i) })
	}
	return group.Wait()
}

// assert reads what one claim of an article asserts, and the keys by which others are
// found that assert the same.
func (l *likeness) assert(reading *indexer.Reading, i int, v *indexer.ClaimView) {
	c := &reading.Claims[i].Claim
	l.apart = reading.Claims[i].Apart
	l.assertion = assertion{Speaker: v.Speaker.Name, Text: own(reading, c), Sentence: v.Sentence, Quoted: c.Kind == claim.Direct}
	for _, t := range reading.Claims[i].Times {
		// JSON has no years before our era. Where a claim is about those, its words are compared.
		if m := reading.Mentions[t]; m.Placed() && m.Interval.Start.Year() >= 0 && m.Interval.End.Year() >= 0 {
			l.assertion.When = append(l.assertion.When, m.Interval)
		}
	}
	if i < mostOfArticle { // no article of a newspaper has so many
		l.claim = l.assertion.of(v.ID, reading.Revision.ArticleID)
		l.keys = l.claim.Keys()
	}
}

// arrivals are the claims of articles that come one after another.
type arrivals struct {
	kept   map[int64]int       // place of the article, by the numbers of the claims that are kept of it
	claims map[int64]*likeness // by number
	keyed  map[uint64][]int64  // numbers of those that have a key, in order
}

// arriving returns the claims of articles, of which is known what they assert.
func arriving(relators []*relator) *arrivals {
	in := &arrivals{kept: map[int64]int{}, claims: map[int64]*likeness{}, keyed: map[uint64][]int64{}}
	for i, s := range relators {
		for _, number := range s.kept {
			in.kept[number] = i
		}
		for n := range s.like {
			l := &s.like[n]
			l.article = i
			if l.claim == nil {
				continue
			}
			number := claimNumber(l.claim.Claim)
			in.claims[number] = l
			for _, k := range l.keys {
				in.keyed[k] = append(in.keyed[k], number)
			}
		}
	}
	return in
}

// before returns what has come of a claim with an article in front of one; nil if nothing.
func (in *arrivals) before(number int64, article int) *likeness {
	if l := in.claims[number]; l != nil && l.article < article {
		return l
	}
	return nil
}

// having returns the numbers of the claims that a key leads to when an article comes, given those that are kept.
func (in *arrivals) having(key uint64, kept []int64, article int) []int64 {
	list := make([]int64, 0, len(kept))
	for _, n := range kept {
		if at, again := in.kept[n]; again && at <= article { // its own, or of one that has come anew
			if l := in.before(n, article); l == nil || !slices.Contains(l.keys, key) {
				continue
			}
		}
		list = append(list, n)
	}
	for _, n := range in.keyed[key] {
		if len(list) < mostPerClaimKey && in.before(n, article) != nil && !slices.Contains(kept, n) {
			list = append(list, n)
		}
	}
	return list
}

// compareSome finds who says the same as some claims. They have much in common, and so is what
// they are compared with: it is asked for at once, and read once.
func (r *Register) compareSome(ctx context.Context, claims []*likeness, in *arrivals) error {
	var keys []uint64
	for _, l := range claims {
		keys = append(keys, l.keys...)
	}
	slices.Sort(keys)
	kept, err := having(ctx, r.db.Read(), slices.Compact(keys))
	if err != nil {
		return err
	}
	var near []int64
	for _, l := range claims {
		in.nearest(l, kept)
		for _, n := range l.near {
			if in.before(n, l.article) == nil {
				near = append(near, n)
			}
		}
	}
	slices.Sort(near)
	told, err := toldClaims(ctx, r.db.Read(), slices.Compact(near))
	if err != nil {
		return err
	}
	for _, l := range claims {
		for _, n := range l.near {
			theirs := told[n]
			if arrived := in.before(n, l.article); arrived != nil {
				theirs = arrived.claim
			}
			if theirs == nil || slices.Contains(l.apart, theirs.Claim) {
				continue
			}
			if same, ok := cite.Same(l.claim, theirs, nil); ok {
				l.same = append(l.same, same)
			}
		}
	}
	return nil
}

// nearest finds what a claim is compared with: the claims that have the most keys in common
// with it, given those that are kept.
func (in *arrivals) nearest(l *likeness, kept map[uint64][]int64) {
	shared := map[int64]int{} // keys, by claim number
	for _, k := range l.keys {
		for _, n := range in.having(k, kept[k], l.article) {
			shared[n]++
		}
	}
	l.near = slices.SortedFunc(maps.Keys(shared), func(a, b int64) int { return cmp.Or(shared[b]-shared[a], cmp.Compare(a, b)) })
	l.near = l.near[:min(len(l.near), mostClaimChoices)]
}
