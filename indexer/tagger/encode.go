package tagger

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
)

// A model is written as three numbers, how many labels and buckets it has, and then
// its weights: the pairs and the starts in two bytes, and the features' rows, without
// the labels that it does not have, in a byte each: the root of the weight, so that
// small ones are kept finely and large ones at all.

// pack returns the byte that a weight is written as.
func pack(w float64) int8 {
	root := min(127, math.Round(math.Sqrt(math.Abs(w))))
	if w < 0 {
		root = -root
	}
	return int8(root)
}

// unpack returns the weight that a byte stands for.
func unpack(b int8) int16 {
	if b < 0 {
		return -int16(b) * int16(b)
	}
	return int16(b) * int16(b)
}

// Write writes a model. What it writes is hardly packed: most of it is zeros.
func (m *Model) Write(to io.Writer) error {
	w := bufio.NewWriter(to)
	put := []byte{byte(m.Labels), byte(log2(len(m.unary))), byte(log2(len(m.pairs) / (MaxLabels * MaxLabels)))}
	for _, v := range append(slices.Clone(m.pairs), m.start[:]...) {
		put = binary.LittleEndian.AppendUint16(put, uint16(v)) //nolint:gosec // the bits are kept
	}
	for _, row := range m.unary {
		for y := range m.Labels {
			put = append(put, byte(row>>(8*y)))
		}
	}
	if _, err := w.Write(put); err != nil {
		return err
	}
	return w.Flush()
}

// Read reads a model that Write wrote.
func Read(from io.Reader) (*Model, error) {
	var head [3]byte
	if _, err := io.ReadFull(from, head[:]); err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	m := &Model{Labels: int(head[0])}
	if m.Labels < 1 || m.Labels > MaxLabels || head[1] > 24 || head[2] > 16 {
		return nil, errors.New("model: it is none, or of another version")
	}
	m.pairs = make([]int16, MaxLabels*MaxLabels<<head[2])
	m.unary = make([]uint64, 1<<head[1])
	row := make([]byte, 2*(len(m.pairs)+MaxLabels))
	if _, err := io.ReadFull(from, row); err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	for i := range m.pairs {
		m.pairs[i] = int16(binary.LittleEndian.Uint16(row[2*i:])) //nolint:gosec // the bits are kept
	}
	for i := range m.start {
		m.start[i] = int16(binary.LittleEndian.Uint16(row[2*(len(m.pairs)+i):])) //nolint:gosec // the bits are kept
	}
	rest := make([]byte, m.Labels<<head[1])
	if _, err := io.ReadFull(from, rest); err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	for i, b := range rest {
		m.unary[i/m.Labels] |= uint64(b) << (i % m.Labels * 8)
	}
	return m, nil
}

func log2(n int) (k int) {
	for n > 1 {
		n, k = n/2, k+1
	}
	return k
}
