package claim

import (
	"bytes"
	"compress/flate"
	_ "embed" // of the weights
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"sync"

	"dateline/indexer/tagger"
)

// The weights that were learned: see MODEL.md.
//
//go:embed model.bin
var weights []byte

// shipped returns the model of the weights that are built in.
var shipped = sync.OnceValue(func() *model {
	m, err := readModel(bytes.NewReader(weights))
	if err != nil {
		panic(fmt.Sprintf("the weights that are built in: %v", err)) // unreachable: a test reads them
	}
	return m
})

// A model is written packed: the tagger, then the weights of the rankers and of the
// judge, each in steps of stepOf.
const stepOf = 1.0 / 512

func (m *model) rows() [][]float32 {
	return [][]float32{m.toCue.weights, m.toSource.weights, m.judge.weights}
}

// write writes a model.
func (m *model) write(to io.Writer) error {
	w, err := flate.NewWriter(to, flate.BestCompression)
	if err != nil {
		return err
	}
	if err := m.tagger.Write(w); err != nil {
		return err
	}
	for _, row := range m.rows() {
		var put []byte
		for _, v := range row {
			put = binary.AppendVarint(put, int64(math.Round(float64(v)/stepOf)))
		}
		if _, err := w.Write(binary.AppendUvarint(nil, uint64(len(put)))); err != nil {
			return err
		}
		if _, err := w.Write(put); err != nil {
			return err
		}
	}
	return w.Close()
}

// readModel reads what write wrote.
func readModel(from io.Reader) (*model, error) {
	r := &byteReader{Reader: flate.NewReader(from)}
	t, err := tagger.Read(r)
	if err != nil {
		return nil, err
	}
	m := &model{tagger: t, toCue: newRanker(), toSource: newRanker(), judge: &judge{weights: make([]float32, rankerSize)}}
	if t.Labels != labels {
		return nil, errors.New("model: it has other labels")
	}
	for _, row := range m.rows() {
		if _, err := binary.ReadUvarint(r); err != nil {
			return nil, fmt.Errorf("model: %w", err)
		}
		for i := range row {
			v, err := binary.ReadVarint(r)
			if err != nil {
				return nil, fmt.Errorf("model: %w", err)
			}
			row[i] = float32(float64(v) * stepOf)
		}
	}
	return m, nil
}

func newRanker() *ranker { return &ranker{weights: make([]float32, rankerSize)} }

// A byteReader reads single bytes of a reader.
type byteReader struct {
	io.Reader
	one [1]byte
}

func (r *byteReader) ReadByte() (byte, error) {
	_, err := io.ReadFull(r, r.one[:])
	return r.one[0], err
}
