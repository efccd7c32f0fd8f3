package tagger

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

// numbers are sequences in which 1 begins a run that goes on with 2 until a 0: the
// label of a token that looks the same depends on those before it.
func numbers() (list []Marked) {
	for i := range 40 {
		var m Marked
		inside := false
		for k := range 12 {
			see := uint32((i*7 + k*5) % 4) //nolint:gosec // small
			y := uint8(0)
			switch {
			case see == 1:
				y, inside = 1, true
			case see == 0:
				inside = false
			case inside:
				y = 2
			}
			m.Features = append(m.Features, 100+see, 7)
			m.Contexts = append(m.Contexts, see)
			m.Labels = append(m.Labels, y)
			m.Tokens++
		}
		list = append(list, m)
	}
	return list
}

func TestTrain(t *testing.T) {
	list := numbers()
	m := Train(list, 3, Training{Bits: 8, PairBits: 4, Epochs: 12, Least: 1, Seed: 3})
	d := NewDecoder(m)
	for i, s := range list {
		labels, margins := d.Label(&s.Sequence)
		if !slices.Equal(labels, s.Labels) {
			t.Errorf("sequence %d is labelled %v, want %v", i, labels, s.Labels)
		}
		for k, y := range labels {
			if d.Loss(k, y) != 0 {
				t.Errorf("the best label of token %d costs %d", k, d.Loss(k, y))
			}
			for other := range uint8(3) {
				if other != y && d.Loss(k, other) < margins[k] {
					t.Errorf("token %d: label %d costs %d, less than the margin %d", k, other, d.Loss(k, other), margins[k])
				}
			}
		}
	}
	if labels, _ := d.Label(&Sequence{}); labels != nil {
		t.Errorf("an empty sequence is labelled %v", labels)
	}
}

// A run is found around a token that is made to have a label.
func TestRun(t *testing.T) {
	list := numbers()
	d := NewDecoder(Train(list, 3, Training{Bits: 8, PairBits: 4, Epochs: 12, Least: 1}))
	s := list[0]
	labels, _ := d.Label(&s.Sequence)
	for i, y := range labels {
		if y != 1 {
			continue
		}
		end := i + 1
		for end < len(labels) && labels[end] == 2 {
			end++
		}
		if from, to := d.Run(i, 1, 1, 2); from != i || to != end {
			t.Errorf("the run at %d is %d to %d, want %d to %d in %v", i, from, to, i, end, labels)
		}
		if from, to := d.Run(end-1, labels[end-1], 1, 2); from != i || to != end {
			t.Errorf("the run that ends at %d is %d to %d, want %d to %d", end, from, to, i, end)
		}
	}
}

// The same training gives the same model, and what is written is what is read.
func TestWrite(t *testing.T) {
	written := func(seed uint64) []byte {
		var b bytes.Buffer
		if err := Train(numbers(), 3, Training{Bits: 8, PairBits: 4, Orders: 2, Least: 1, Seed: seed}).Write(&b); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	first := written(1)
	if !bytes.Equal(first, written(1)) {
		t.Error("the same seed gives another model")
	}
	if bytes.Equal(first, written(2)) {
		t.Error("another seed gives the same model")
	}
	m, err := Read(bytes.NewReader(first))
	if err != nil {
		t.Fatal(err)
	}
	var again bytes.Buffer
	if err := m.Write(&again); err != nil || !bytes.Equal(first, again.Bytes()) {
		t.Errorf("a model that was read is written differently: %v", err)
	}
	for _, broken := range [][]byte{nil, first[:2], first[:40], first[:len(first)-1], append([]byte{99}, first[1:]...), append([]byte{3, 99}, first[2:]...)} {
		if _, err := Read(bytes.NewReader(broken)); err == nil || !strings.HasPrefix(err.Error(), "model: ") {
			t.Errorf("a broken model of %d bytes is read: %v", len(broken), err)
		}
	}
}

// Weights are kept in a byte, small ones finely.
func TestPack(t *testing.T) {
	for w := -16129.0; w <= 16129; w += 7 {
		got := float64(unpack(pack(w)))
		if off := max(got-w, w-got); off > 1+2*127*0.5*max(0.05, 1) {
			t.Errorf("%v is kept as %v", w, got)
		}
	}
	if unpack(pack(0)) != 0 || unpack(pack(1)) != 1 || unpack(pack(-4)) != -4 || unpack(pack(1e9)) != 16129 {
		t.Error("the ends are not kept")
	}
}
