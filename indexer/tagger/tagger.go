// Package tagger labels the tokens of a sequence with a linear model: a weight
// for each feature of a token and label, and one for each pair of labels that
// follow one another.
//
// [Train] makes a [Model] by the averaged structured perceptron (Collins 2002).
// Features are numbers, hashes of what the caller sees at a token, and a model
// keeps the weights alone: what was hashed cannot be read back from it.
package tagger

import "math/bits"

// MaxLabels is the largest number of labels that a model can tell apart.
const MaxLabels = 8

// A Sequence is what is labelled at once: the features of each of its tokens.
// Every token has as many features and contexts as any other.
type Sequence struct {
	Tokens   int
	Features []uint32 // one token's behind another's: what speaks for a label
	Contexts []uint32 // likewise: what speaks for a pair of labels, the one before and its own
}

// features and contexts return those of one token.
func (s *Sequence) features(i int) []uint32 {
	n := len(s.Features) / s.Tokens
	return s.Features[i*n : i*n+n]
}

func (s *Sequence) contexts(i int) []uint32 {
	n := len(s.Contexts) / s.Tokens
	return s.Contexts[i*n : i*n+n]
}

// A Model scores labels.
type Model struct {
	Labels int

	unary []uint64 // a row of MaxLabels packed weights for each bucket of features, the first label's lowest
	pairs []int16  // a row of MaxLabels*MaxLabels for each bucket of contexts
	start [MaxLabels]int16
}

// unpacked are the weights that packed ones stand for.
var unpacked = func() (list [256]int32) {
	for i := range list {
		list[i] = int32(unpack(int8(i))) //nolint:gosec // the bits are kept
	}
	return list
}()

func (m *Model) pairRow(f uint32) []int16 {
	const size = MaxLabels * MaxLabels
	n := len(m.pairs) / size
	at := int(f) & (n - 1) * size
	return m.pairs[at : at+size : at+size]
}

// A Decoder labels sequences with one model. Its memory is used again, so one
// serves one goroutine.
type Decoder struct {
	Bias int32 // taken from every token's score for label 0, so that more get another

	m      *Model
	rows   []uint64
	scores [][MaxLabels]int32 // of each token and label alone
	best   [][MaxLabels]int32 // of the best path that ends there
	rest   [][MaxLabels]int32 // of the best path from there on, what stands there left out
	back   [][MaxLabels]uint8 // the label before, on the best path that ends there
	next   [][MaxLabels]uint8 // the label behind, on the best path from there on
	pairs  [][MaxLabels * MaxLabels]int32
	labels []uint8
	margin []int32
	total  int32 // of the best path
}

// NewDecoder returns a decoder for a model.
func NewDecoder(m *Model) *Decoder { return &Decoder{m: m} }

// Label returns the labels of the best path through a sequence, and for each token
// how much worse the best path is that gives it another label. Both are valid until
// the next call.
func (d *Decoder) Label(s *Sequence) (labels []uint8, margins []int32) {
	n := s.Tokens
	if n == 0 {
		return nil, nil
	}
	d.grow(n)
	d.score(s)
	d.forward()
	d.backward()
	L := d.m.Labels
	last := 0
	for y := 1; y < L; y++ {
		if d.best[n-1][y] > d.best[n-1][last] {
			last = y
		}
	}
	total := d.best[n-1][last]
	d.total = total
	for i := n - 1; i >= 0; i-- {
		d.labels[i] = uint8(last) //nolint:gosec // at most MaxLabels
		last = int(d.back[i][last])
	}
	for i := range n {
		second := int32(-1 << 30)
		for y := range L {
			if y != int(d.labels[i]) {
				second = max(second, d.best[i][y]+d.rest[i][y])
			}
		}
		d.margin[i] = total - second
	}
	return d.labels[:n], d.margin[:n]
}

// Loss returns how much worse than the best path the best one is that gives the
// token at i the label y, in the sequence that was labelled last: 0 if the best does.
func (d *Decoder) Loss(i int, y uint8) int32 { return d.total - d.best[i][y] - d.rest[i][y] }

// Run returns the run of tokens around i that have label y or next of it on the best
// path that gives the token at i the label y: where a chunk would stand.
func (d *Decoder) Run(i int, y, first, more uint8) (from, to int) {
	n := len(d.scores)
	from, to = i, i+1
	for at, label := i, y; label == more && at > 0; from = at {
		label = d.back[at][label]
		if label != first && label != more {
			break
		}
		at--
	}
	for label := y; to < n; to++ {
		label = d.next[to-1][label]
		if label != more {
			break
		}
	}
	return from, to
}

func (d *Decoder) grow(n int) {
	if len(d.labels) >= n {
		return
	}
	size := 1 << bits.Len(uint(n))
	d.scores = make([][MaxLabels]int32, size)
	d.best = make([][MaxLabels]int32, size)
	d.rest = make([][MaxLabels]int32, size)
	d.back = make([][MaxLabels]uint8, size)
	d.next = make([][MaxLabels]uint8, size)
	d.pairs = make([][MaxLabels * MaxLabels]int32, size)
	d.labels = make([]uint8, size)
	d.margin = make([]int32, size)
}

// score sums the weights of every token.
func (d *Decoder) score(s *Sequence) {
	d.scores, d.pairs = d.scores[:s.Tokens], d.pairs[:s.Tokens]
	mask := uint32(len(d.m.unary) - 1) //nolint:gosec // at most 2^24
	for i := range s.Tokens {
		// All rows are fetched before one is unpacked: most are far from the processor,
		// and it waits for many at once.
		features := s.features(i)
		if len(d.rows) < len(features) {
			d.rows = make([]uint64, len(features))
		}
		rows := d.rows[:len(features)]
		for k, f := range features {
			rows[k] = d.m.unary[f&mask]
		}
		var a, b, c, e, f, g, h, l int32
		for _, row := range rows {
			a += unpacked[uint8(row)]
			b += unpacked[uint8(row>>8)]
			c += unpacked[uint8(row>>16)]
			e += unpacked[uint8(row>>24)]
			f += unpacked[uint8(row>>32)]
			g += unpacked[uint8(row>>40)]
			h += unpacked[uint8(row>>48)]
			l += unpacked[uint8(row>>56)]
		}
		sum := [MaxLabels]int32{a, b, c, e, f, g, h, l}
		sum[0] -= d.Bias
		d.scores[i] = sum
		p := &d.pairs[i]
		clear(p[:])
		for _, f := range s.contexts(i) {
			row := (*[MaxLabels * MaxLabels]int16)(d.m.pairRow(f))
			for k := 0; k < len(p); k += 4 { // unrolled: the compiler does not
				p[k] += int32(row[k])
				p[k+1] += int32(row[k+1])
				p[k+2] += int32(row[k+2])
				p[k+3] += int32(row[k+3])
			}
		}
	}
}

func (d *Decoder) forward() {
	L := d.m.Labels
	for i := range d.scores {
		for y := range L {
			if i == 0 {
				d.best[0][y] = d.scores[0][y] + int32(d.m.start[y])
				continue
			}
			from, top := 0, int32(-1<<30)
			for x := range L {
				if v := d.best[i-1][x] + d.pairs[i][x*MaxLabels+y]; v > top {
					from, top = x, v
				}
			}
			d.best[i][y] = top + d.scores[i][y]
			d.back[i][y] = uint8(from) //nolint:gosec // at most MaxLabels
		}
	}
}

func (d *Decoder) backward() {
	L := d.m.Labels
	n := len(d.scores)
	d.rest[n-1] = [MaxLabels]int32{}
	for i := n - 2; i >= 0; i-- {
		for x := range L {
			to, top := 0, int32(-1<<30)
			for y := range L {
				if v := d.pairs[i+1][x*MaxLabels+y] + d.scores[i+1][y] + d.rest[i+1][y]; v > top {
					to, top = y, v
				}
			}
			d.rest[i][x], d.next[i][x] = top, uint8(to) //nolint:gosec // at most MaxLabels
		}
	}
}
