package change

import (
	"cmp"
	"slices"
)

// A pair is a paragraph of the old text and what it became, by their places.
type pair struct{ old, new int }

// How alike two paragraphs must be to be one that was edited: less where
// nothing else can have become of it, more where it stands elsewhere.
const (
	alikeAlone = 0.25
	alikeNear  = 0.4
	alikeFar   = 0.6
)

// text compares the texts.
func (c *comparer) text() {
	old, now := c.old, c.now
	for _, b := range old {
		c.words.number(b)
	}
	for _, b := range now {
		c.words.number(b)
	}
	pairs := align(old, now)
	stayed := stayed(pairs, now)
	became := make([]int, len(now)) // place in pairs, -1 for what is new
	for i := range became {
		became[i] = -1
	}
	kept := make([]bool, len(old))
	for i, p := range pairs {
		became[p.new], kept[p.old] = i, true
	}
	next := 0 // the first old paragraph that is not yet told of
	gone := func(until int, at int) {
		for ; next < until; next++ {
			if !kept[next] {
				c.removed(old[next], at)
			}
		}
	}
	// What was removed is told before what stands in its place.
	until := func(j int) int {
		for ; j < len(now); j++ {
			if i := became[j]; i >= 0 && stayed[i] {
				return pairs[i].old
			}
		}
		return len(old)
	}
	for j, b := range now {
		i := became[j]
		if i < 0 {
			if next < len(old) && !kept[next] {
				gone(until(j), b.start)
			}
			c.added(b, oldPlace(old, next))
			continue
		}
		if stayed[i] {
			gone(pairs[i].old, b.start)
			next = max(next, pairs[i].old+1)
		}
		c.pair(old[pairs[i].old], b, !stayed[i])
	}
	end := 0
	if len(now) > 0 {
		end = now[len(now)-1].end
	}
	gone(len(old), end)
}

// oldPlace returns where in the old text its paragraph i begins, or its end.
func oldPlace(old []*block, i int) int {
	switch {
	case i < len(old):
		return old[i].start
	case len(old) > 0:
		return old[len(old)-1].end
	}
	return 0
}

// align pairs the paragraphs of two texts: those that are the same wherever they
// stand, then the most alike of what lies between them, then what is alike anywhere.
func align(old, now []*block) []pair {
	var pairs []pair
	freeOld, freeNow := make([]bool, len(old)), make([]bool, len(now))
	at := map[string][]int{}
	for i, b := range old {
		freeOld[i] = true
		at[b.text] = append(at[b.text], i)
	}
	take := func(i, j int) {
		pairs = append(pairs, pair{i, j})
		freeOld[i], freeNow[j] = false, false
	}
	for j, b := range now {
		freeNow[j] = true
		if list := at[b.text]; len(list) > 0 {
			at[b.text] = list[1:]
			take(list[0], j)
		}
	}
	a := &aligner{old: make([][]rune, len(old)), now: make([][]rune, len(now)), effort: 2_000_000}
	for i, free := range freeOld {
		if free {
			a.old[i] = old[i].sorted()
		}
	}
	for j, free := range freeNow {
		if free {
			a.now[j] = now[j].sorted()
		}
	}
	// Between two neighbours that stayed lies a gap.
	fixed := longest(pairs, func(p pair) int { return len(now[p.new].words) })
	i, j := 0, 0
	for _, p := range append(fixed, pair{len(old), len(now)}) {
		for _, q := range a.gap(free(freeOld, i, p.old), free(freeNow, j, p.new)) {
			take(q.old, q.new)
		}
		i, j = p.old+1, p.new+1
	}
	for _, q := range a.anywhere(free(freeOld, 0, len(old)), free(freeNow, 0, len(now))) {
		take(q.old, q.new)
	}
	slices.SortFunc(pairs, func(p, q pair) int { return cmp.Compare(p.new, q.new) })
	return pairs
}

// free returns which places from i up to but not including j are free.
func free(list []bool, i, j int) (places []int) {
	for ; i < j; i++ {
		if list[i] {
			places = append(places, i)
		}
	}
	return places
}

// An aligner pairs paragraphs by their words, which it holds sorted.
type aligner struct {
	old, now [][]rune
	effort   int // words that may still be looked at
}

// gap pairs the paragraphs of two stretches that lie between the same
// neighbours, in order, so that they are most alike in sum.
func (a *aligner) gap(old, now []int) (pairs []pair) {
	m, n := len(old), len(now)
	cost := 0
	for _, i := range old {
		cost += (len(a.old[i]) + 1) * n
	}
	for _, j := range now {
		cost += (len(a.now[j]) + 1) * m
	}
	if m == 0 || n == 0 || cost > a.effort {
		return nil
	}
	a.effort -= cost
	least := alikeNear
	if m == 1 && n == 1 {
		least = alikeAlone
	}
	like, best := make([][]float64, m+1), make([][]float64, m+1)
	for i := range best {
		like[i], best[i] = make([]float64, n+1), make([]float64, n+1)
	}
	for i := m - 1; i >= 0; i-- {
		for j := n - 1; j >= 0; j-- {
			if like[i][j] = alike(a.old[old[i]], a.now[now[j]]); like[i][j] < least {
				like[i][j] = 0
			}
			best[i][j] = max(best[i+1][j], best[i][j+1], like[i][j]+best[i+1][j+1])
		}
	}
	for i, j := 0, 0; i < m && j < n; {
		switch {
		case like[i][j] > 0 && best[i][j] == like[i][j]+best[i+1][j+1]:
			pairs = append(pairs, pair{old[i], now[j]})
			i, j = i+1, j+1
		case best[i][j] == best[i+1][j]:
			i++
		default:
			j++
		}
	}
	return pairs
}

// anywhere pairs paragraphs that share words which few others have.
func (a *aligner) anywhere(old, now []int) (pairs []pair) {
	if len(old) == 0 || len(now) == 0 {
		return nil
	}
	const few = 4
	holders := map[rune][]int{}
	for _, i := range old {
		for _, id := range slices.Compact(slices.Clone(a.old[i])) {
			if h := holders[id]; len(h) <= few {
				holders[id] = append(h, i)
			}
		}
	}
	taken := map[int]bool{}
	for _, j := range now {
		shared := map[int]int{}
		best := -1
		for _, id := range slices.Compact(slices.Clone(a.now[j])) {
			h := holders[id]
			if len(h) > few {
				continue
			}
			for _, i := range h {
				if taken[i] {
					continue
				}
				shared[i]++
				if best < 0 || shared[i] > shared[best] || shared[i] == shared[best] && i < best {
					best = i
				}
			}
		}
		if best < 0 {
			continue
		}
		if a.effort -= len(a.old[best]) + len(a.now[j]); a.effort < 0 {
			return pairs
		}
		if alike(a.old[best], a.now[j]) >= alikeFar {
			pairs = append(pairs, pair{best, j})
			taken[best] = true
		}
	}
	return pairs
}

// stayed says of each of pairs, which are in order of the new text, whether it
// belongs to those that kept their order.
func stayed(pairs []pair, now []*block) []bool {
	kept := map[pair]bool{}
	for _, p := range longest(pairs, func(p pair) int { return len(now[p.new].words) }) {
		kept[p] = true
	}
	stayed := make([]bool, len(pairs))
	for i, p := range pairs {
		stayed[i] = kept[p]
	}
	return stayed
}

// longest returns those of pairs that are in order in both texts, so that they
// weigh most. The pairs are in order of the new text.
func longest(pairs []pair, weight func(pair) int) []pair {
	most := 0
	for _, p := range pairs {
		most = max(most, p.old+1)
	}
	// A tree over the places of the old text: each node holds the pair that ends
	// the heaviest row up to there.
	tree := make([]int, most+1)
	sum, last := make([]int, len(pairs)), make([]int, len(pairs))
	heavier := func(a, b int) int { // places in pairs, from 1; 0 is none
		if b == 0 || a != 0 && sum[a-1] >= sum[b-1] {
			return a
		}
		return b
	}
	end := 0
	for i, p := range pairs {
		before := 0
		for at := p.old; at > 0; at -= at & -at {
			before = heavier(before, tree[at])
		}
		sum[i], last[i] = weight(p)+1, before
		if before > 0 {
			sum[i] += sum[before-1]
		}
		for at := p.old + 1; at <= most; at += at & -at {
			tree[at] = heavier(tree[at], i+1)
		}
		end = heavier(end, i+1)
	}
	var row []pair
	for ; end > 0; end = last[end-1] {
		row = append(row, pairs[end-1])
	}
	slices.Reverse(row)
	return row
}
