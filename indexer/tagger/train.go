package tagger

import "math"

// A Marked is a sequence with its true labels.
type Marked struct {
	Sequence
	Labels []uint8
}

// Training says how a model is trained. The zero Training suits a few hundred articles.
type Training struct {
	Seed     uint64          // of the order in which sequences are seen
	Epochs   int             // how often each is seen; default 8
	Orders   int             // how many models are trained, each in an order of its own, and averaged; default 1
	Bits     int             // the model has 2^Bits buckets of features; default 18
	PairBits int             // and 2^PairBits of contexts; default 10
	Margin   int             // by how much the truth must be better at every token; default 0
	Least    int             // buckets that fewer tokens have stay empty; default 3
	Stop     <-chan struct{} // closed: training ends after the pass it is in, unfinished; nil never does
}

// Train returns a model of some labels. The same sequences and Training give the
// same model.
func Train(list []Marked, labels int, t Training) *Model {
	bits, pairBits := or(t.Bits, 18), or(t.PairBits, 10)
	m := &Model{Labels: labels, unary: make([]uint64, 1<<bits), pairs: make([]int16, MaxLabels*MaxLabels<<pairBits)}
	seen := make([]uint8, 1<<bits)
	for _, s := range list {
		for _, f := range s.Features {
			if b := &seen[int(f)&(len(seen)-1)]; *b < 255 {
				*b++
			}
		}
	}
	sum := &means{unary: make([]float64, MaxLabels<<bits), pairs: make([]float64, len(m.pairs)), start: make([]float64, MaxLabels)}
	random, orders := t.Seed, or(t.Orders, 1)
	for range orders {
		tr := &trainer{
			labels: labels, unary: newTable(MaxLabels << bits), pairs: newTable(len(m.pairs)), start: newTable(MaxLabels),
			seen: seen, least: uint8(min(or(t.Least, 3), 255)), margin: int32(t.Margin), //nolint:gosec // bounded
		}
		tr.train(list, or(t.Epochs, 8), &random, t)
		tr.addTo(sum)
	}
	sum.fill(m, float64(orders))
	return m
}

// train sees all sequences some times, each time in another order.
func (t *trainer) train(list []Marked, epochs int, random *uint64, how Training) {
	order := make([]int, len(list))
	for i := range order {
		order[i] = i
	}
	for range epochs {
		select {
		case <-how.Stop:
			return
		default:
		}
		Shuffle(order, random)
		for _, i := range order {
			t.now++
			t.learn(&list[i])
		}
	}
}

func or(n, standard int) int {
	if n == 0 {
		return standard
	}
	return n
}

// Shuffle puts a list into an order that only the state decides, which moves on.
func Shuffle[T any](list []T, state *uint64) {
	for i := len(list) - 1; i > 0; i-- {
		j := int(next(state) % uint64(i+1)) //nolint:gosec // at most i
		list[i], list[j] = list[j], list[i]
	}
}

// next is SplitMix64: the same numbers on every machine.
func next(state *uint64) uint64 {
	*state += 0x9e3779b97f4a7c15
	z := *state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// A table is weights that are averaged: each with the sum of its values over time.
type table struct {
	now   []int32
	total []float64
	since []int32
}

func newTable(n int) table {
	return table{make([]int32, n), make([]float64, n), make([]int32, n)}
}

func (t *table) add(at int, by, now int32) {
	t.total[at] += float64(t.now[at]) * float64(now-t.since[at])
	t.since[at] = now
	t.now[at] += by
}

// A trainer is a model on its way.
type trainer struct {
	labels              int
	d                   *trainingDecoder
	unary, pairs, start table
	seen                []uint8 // how many tokens have a bucket, up to 255
	least               uint8
	now                 int32
	margin              int32
}

// learn labels a sequence and moves the weights towards the truth where it was wrong.
func (t *trainer) learn(s *Marked) {
	if len(s.Labels) == 0 {
		return
	}
	if t.d == nil {
		t.d = &trainingDecoder{t: t}
	}
	got := t.d.label(s)
	for i, y := range s.Labels {
		if y == got[i] {
			continue
		}
		for _, f := range s.features(i) {
			row := int(f) & (len(t.seen) - 1)
			if t.seen[row] < t.least {
				continue
			}
			t.unary.add(row*MaxLabels+int(y), 1, t.now)
			t.unary.add(row*MaxLabels+int(got[i]), -1, t.now)
		}
	}
	for i := range s.Labels {
		if i == 0 {
			if s.Labels[0] != got[0] {
				t.start.add(int(s.Labels[0]), 1, t.now)
				t.start.add(int(got[0]), -1, t.now)
			}
			continue
		}
		is, was := int(s.Labels[i-1])*MaxLabels+int(s.Labels[i]), int(got[i-1])*MaxLabels+int(got[i])
		if is == was {
			continue
		}
		for _, f := range s.contexts(i) {
			const size = MaxLabels * MaxLabels
			row := int(f) & (len(t.pairs.now)/size - 1) * size
			t.pairs.add(row+is, 1, t.now)
			t.pairs.add(row+was, -1, t.now)
		}
	}
}

// scale is what a weight of one is written as: an integer holds 64ths.
const scale = 64

// means are weights averaged over a training, summed over several.
type means struct{ unary, pairs, start []float64 }

// addTo adds the mean of every weight over the training.
func (t *trainer) addTo(sum *means) {
	end := t.now + 1
	for _, k := range []struct {
		to   []float64
		from *table
	}{{sum.unary, &t.unary}, {sum.pairs, &t.pairs}, {sum.start, &t.start}} {
		for i := range k.to {
			k.to[i] += (k.from.total[i] + float64(k.from.now[i])*float64(end-k.from.since[i])) / float64(end)
		}
	}
}

// fill writes the weights into a model, as they are kept there.
func (sum *means) fill(m *Model, orders float64) {
	for i, w := range sum.unary {
		m.unary[i/MaxLabels] |= uint64(uint8(pack(w/orders*scale))) << (i % MaxLabels * 8) //nolint:gosec // the bits are kept
	}
	whole := func(w float64) int16 {
		return int16(max(-math.MaxInt16, min(math.MaxInt16, math.Round(w/orders*scale))))
	}
	for i, w := range sum.pairs {
		m.pairs[i] = whole(w)
	}
	for i := range m.start {
		m.start[i] = whole(sum.start[i])
	}
}

// A trainingDecoder is the Decoder's forward pass over weights that still change.
type trainingDecoder struct {
	t      *trainer
	best   [][MaxLabels]int32
	back   [][MaxLabels]uint8
	labels []uint8
}

func (d *trainingDecoder) label(s *Marked) []uint8 {
	n, labels := s.Tokens, d.t.labels
	for len(d.best) < n {
		d.best, d.back, d.labels = append(d.best, [MaxLabels]int32{}), append(d.back, [MaxLabels]uint8{}), append(d.labels, 0)
	}
	const size = MaxLabels * MaxLabels
	for i := range n {
		var sum [MaxLabels]int32
		for _, f := range s.features(i) {
			row := d.t.unary.now[int(f)&(len(d.t.seen)-1)*MaxLabels:][:MaxLabels]
			for y := range MaxLabels {
				sum[y] += row[y]
			}
		}
		for y := range labels {
			if y != int(s.Labels[i]) {
				sum[y] += d.t.margin
			}
		}
		if i == 0 {
			for y := range labels {
				d.best[0][y] = sum[y] + d.t.start.now[y]
			}
			continue
		}
		var pairs [size]int32
		for _, f := range s.contexts(i) {
			row := d.t.pairs.now[int(f)&(len(d.t.pairs.now)/size-1)*size:][:size]
			for k, w := range row {
				pairs[k] += w
			}
		}
		for y := range labels {
			from, top := 0, int32(-1<<30)
			for x := range labels {
				if v := d.best[i-1][x] + pairs[x*MaxLabels+y]; v > top {
					from, top = x, v
				}
			}
			d.best[i][y], d.back[i][y] = top+sum[y], uint8(from) //nolint:gosec // at most MaxLabels
		}
	}
	last := 0
	for y := range labels {
		if d.best[n-1][y] > d.best[n-1][last] {
			last = y
		}
	}
	for i := n - 1; i >= 0; i-- {
		d.labels[i] = uint8(last) //nolint:gosec // at most MaxLabels
		last = int(d.back[i][last])
	}
	return d.labels[:n]
}
