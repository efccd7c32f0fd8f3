package match

import (
	"math"
	"slices"
)

// An Example is a query with the ids of the claims that it repeats.
type Example struct {
	Query Query
	Right []string
}

// How weights are learned.
const (
	steps     = 150
	pace      = 0.06
	restraint = 0.005 // how much large weights are held down
	inertia   = 0.9
	memory    = 0.99
)

// A lesson is the candidates of an example, with the places of those that are right.
type lesson struct {
	rows  [][features]float64
	right []int
}

// Learn returns the weights by which the right claims rank first, as far as may be:
// those that make the right claim the likeliest of the candidates, where each is as
// likely as the exponential of its score. The same examples give the same weights.
// Examples whose right claims share no word with the query teach nothing.
func (s *Set) Learn(examples []Example) Weights {
	var lessons []lesson
	for _, e := range examples {
		hits, rows := s.weigh(e.Query)
		l := lesson{rows: rows}
		for i, h := range hits {
			if slices.Contains(e.Right, h.ID) {
				l.right = append(l.right, i)
			}
		}
		if len(l.right) > 0 {
			lessons = append(lessons, l)
		}
	}
	spread := spreads(lessons)
	for _, l := range lessons {
		for i := range l.rows {
			for k := range features {
				l.rows[i][k] /= spread[k]
			}
		}
	}
	w := climb(lessons)
	for k := range w {
		w[k] /= spread[k]
	}
	return w
}

// spreads returns the standard deviation of every feature; 1 for one that never differs.
func spreads(lessons []lesson) [features]float64 {
	var n float64
	var sum, squares, spread [features]float64
	for _, l := range lessons {
		for i := range l.rows {
			n++
			for k, x := range l.rows[i] {
				sum[k] += x
				squares[k] += x * x
			}
		}
	}
	for k := range spread {
		spread[k] = 1
		if v := squares[k]/n - sum[k]*sum[k]/n/n; v > 1e-12 {
			spread[k] = math.Sqrt(v)
		}
	}
	return spread
}

// climb goes uphill from no weights at all, in steps that adapt to each weight
// (Adam, Kingma and Ba 2015).
func climb(lessons []lesson) Weights {
	var w Weights
	var mean, square [features]float64
	for step := 1; step <= steps; step++ {
		g := gradient(&w, lessons)
		for k := range w {
			g[k] = g[k]/float64(max(1, len(lessons))) + restraint*w[k]
			mean[k] = inertia*mean[k] + (1-inertia)*g[k]
			square[k] = memory*square[k] + (1-memory)*g[k]*g[k]
			m := mean[k] / (1 - math.Pow(inertia, float64(step)))
			v := square[k] / (1 - math.Pow(memory, float64(step)))
			w[k] -= pace * m / (math.Sqrt(v) + 1e-8)
		}
	}
	return w
}

// gradient returns how the surprise at the right claims grows with every weight.
func gradient(w *Weights, lessons []lesson) [features]float64 {
	var g [features]float64
	var likely [mostWeighed]float64
	for _, l := range lessons {
		highest := math.Inf(-1)
		for i := range l.rows {
			likely[i] = w.score(&l.rows[i])
			highest = max(highest, likely[i])
		}
		sum := 0.0
		for i := range l.rows {
			likely[i] = math.Exp(likely[i] - highest)
			sum += likely[i]
		}
		for i := range l.rows {
			p := likely[i] / sum
			if slices.Contains(l.right, i) {
				p -= 1 / float64(len(l.right))
			}
			for k, x := range l.rows[i] {
				g[k] += p * x
			}
		}
	}
	return g
}
