package match

import (
	"cmp"
	"slices"
)

// A kinsman is a word that often stands in the title where another stands in the
// claim, or the other way round.
type kinsman struct {
	word  int32
	share float32 // of the times the other word stands there
}

// How kinship is counted.
const (
	rounds      = 5    // after that, little moves
	doubt       = 6    // times that a word is taken to have stood for none: rare pairs are chance
	leastShare  = 0.02 // below it, kinship is chance
	mostKinText = 30   // words of a claim or a title that are paired
)

// A pairing is a word of a claim and one of its title.
type pairing struct{ from, to int32 }

// kinship returns for every word those that stand for it, as the claims and their
// titles show: the first translation model of IBM (Brown et al. 1993), with claims
// and titles as the two languages, read both ways. Without titles it finds nothing.
func kinship(s *Set) [][]kinsman {
	number := map[pairing]int32{}
	var pairings []pairing
	var links []int32 // for every word of every text, the pairings with all words of its counterpart
	var sizes []int32 // how many links belong to that word
	for i := range s.docs {
		var sides [fields][]int32
		for _, w := range s.docs[i].words {
			for f := range fields {
				if w.in>>f&1 == 1 && len(s.holders[w.word]) > 1 && len(sides[f]) < mostKinText {
					sides[f] = append(sides[f], w.word)
				}
			}
		}
		if len(sides[ofText]) == 0 || len(sides[ofTitle]) == 0 {
			continue
		}
		for f := range fields {
			for _, to := range sides[f] {
				// Nothing, -1, stands for a word too.
				for _, from := range append(slices.Clone(sides[1-f]), -1) {
					p := pairing{from, to}
					id, ok := number[p]
					if !ok {
						id = int32(len(pairings))
						number[p] = id
						pairings = append(pairings, p)
					}
					links = append(links, id)
				}
				sizes = append(sizes, int32(len(sides[1-f])+1))
			}
		}
	}
	shares := make([]float32, len(pairings))
	for i := range shares {
		shares[i] = 1
	}
	for range rounds {
		shares = align(s, pairings, links, sizes, shares)
	}
	kin := make([][]kinsman, len(s.stems))
	for i, p := range pairings {
		if p.from >= 0 && p.from != p.to && shares[i] > leastShare {
			kin[p.from] = append(kin[p.from], kinsman{p.to, shares[i]})
		}
	}
	for _, list := range kin {
		slices.SortFunc(list, func(a, b kinsman) int { return cmp.Compare(a.word, b.word) })
	}
	return kin
}

// align shares every word out among those of its counterpart, as likely as each
// was found to stand for it, and returns how likely each then is.
func align(s *Set, pairings []pairing, links, sizes []int32, shares []float32) []float32 {
	counts := make([]float32, len(pairings))
	for _, n := range sizes {
		sum := float32(0)
		for _, id := range links[:n] {
			sum += shares[id]
		}
		for _, id := range links[:n] {
			if sum > 0 {
				counts[id] += shares[id] / sum
			}
		}
		links = links[n:]
	}
	totals := make([]float32, len(s.stems)+1)
	for i, p := range pairings {
		totals[p.from+1] += counts[i]
	}
	for i, p := range pairings {
		counts[i] /= totals[p.from+1] + doubt
	}
	return counts
}

// akin returns how often the word to stands for the word from, 0 to 1.
func (s *Set) akin(from, to int32) float64 {
	list := s.kin[from]
	if i, ok := slices.BinarySearchFunc(list, to, func(k kinsman, w int32) int { return cmp.Compare(k.word, w) }); ok {
		return float64(list[i].share)
	}
	return 0
}
