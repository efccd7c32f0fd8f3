package db

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"math"

	"golang.org/x/sync/errgroup"
)

// A Sum is what a table comes to on either side of a transfer.
type Sum struct {
	Table    string
	From, To Digest
}

// Equal reports whether both sides have the same rows.
func (s Sum) Equal() bool { return s.From == s.To }

// A Digest is what the rows of a table come to, in the order of their keys.
type Digest struct {
	Rows   int64
	SHA256 string
}

// Compare reads every row on both sides, and returns what each table comes to. Rows of the
// first are taken as they are to be in the other.
func (t *Transfer) Compare(ctx context.Context) ([]Sum, error) {
	tables, err := t.tables(ctx)
	if err != nil {
		return nil, err
	}
	sums := make([]Sum, len(tables))
	for i, table := range tables {
		sums[i].Table = table.Name
		both, ctx := errgroup.WithContext(ctx)
		both.Go(func() (err error) {
			of, err := rowsOf(ctx, t.From, table)
			if err != nil {
				return err
			}
			sums[i].From, err = digest(func(do func(row []any) error) error {
				return t.each(ctx, table, nil, do)
			}, func(done int64) { t.tell("comparing", table, done, of) })
			return err
		})
		both.Go(func() (err error) {
			sums[i].To, err = digest(func(do func(row []any) error) error {
				return eachRow(ctx, t.To.read, table, nil, do)
			}, func(int64) {})
			return err
		})
		if err := both.Wait(); err != nil {
			return nil, fmt.Errorf("compare the table %s: %w", table.Name, explain(err))
		}
	}
	return sums, nil
}

// digest returns what rows come to, and calls tell from time to time with how many it was.
func digest(each func(do func(row []any) error) error, tell func(done int64)) (d Digest, err error) {
	sum := sha256.New()
	var row bytes.Buffer
	err = each(func(values []any) error {
		row.Reset()
		for _, v := range values {
			if err := write(&row, v); err != nil {
				return err
			}
		}
		sum.Write(row.Bytes())
		if d.Rows++; d.Rows%batchRows == 0 {
			tell(d.Rows)
		}
		return nil
	})
	tell(d.Rows)
	d.SHA256 = hexOf(sum)
	return d, err
}

func hexOf(sum hash.Hash) string { return hex.EncodeToString(sum.Sum(nil)) }

// write writes a value so that no two values, nor two rows of them, are written the same:
// its kind, and eight bytes of a number, or how long it is and what it is.
func write(to *bytes.Buffer, v any) error {
	number := func(kind byte, n uint64) {
		to.WriteByte(kind)
		to.Write(binary.BigEndian.AppendUint64(nil, n))
	}
	switch v := v.(type) {
	case nil:
		to.WriteByte('0')
	case int64:
		number('i', uint64(v)) //nolint:gosec // the bits are kept
	case float64:
		number('f', math.Float64bits(v))
	case string:
		number('t', uint64(len(v)))
		to.WriteString(v)
	case []byte:
		number('b', uint64(len(v)))
		to.Write(v)
	default:
		return fmt.Errorf("a value is of a kind that tables of ours do not hold: %T", v)
	}
	return nil
}
