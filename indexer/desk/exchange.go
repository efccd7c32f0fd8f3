package desk

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"dateline/indexer"
	"dateline/scraper/db"
)

// The bounds of an import.
const (
	MaxImport     = 16 << 20 // bytes of all lines
	maxImportLine = 16 << 10
	mostRefused   = 100 // lines that are told of
	importBatch   = 500 // lines in one transaction
)

// Imported is what became of the lines of an import.
type Imported struct {
	Added   int           `json:"added"`
	Known   int           `json:"known"` // were here before
	Refused int           `json:"refused"`
	Says    []RefusedLine `json:"says"` // of the first of those that were refused
}

// A RefusedLine is one that cannot be taken in.
type RefusedLine struct {
	Line int    `json:"line"` // from 1
	Says string `json:"says"` // why
}

// ExportCorrections writes all corrections, and what undoes some of them, as JSON Lines, in
// the order in which they came; and returns how many lines that are.
func (k *Desk) ExportCorrections(ctx context.Context, w io.Writer) (lines int, err error) {
	to := json.NewEncoder(w)
	err = db.Each(ctx, k.db.Read(), func(from db.Row) error {
		var c indexer.Correction
		if err := scanCorrection(from, &c); err != nil {
			return err
		}
		lines++
		return to.Encode(&c)
	}, `SELECT `+correctionColumns+` FROM correction ORDER BY position`)
	if err != nil {
		return lines, fmt.Errorf("export corrections: %w", err)
	}
	return lines, nil
}

// ImportCorrections takes in lines that ExportCorrections wrote, here or elsewhere. A line
// that is here already is passed over, one that is wrong or was altered refused; the
// others are kept. What they are about need not be held: they wait for it.
func (k *Desk) ImportCorrections(ctx context.Context, r io.Reader) (*Imported, error) {
	done := &Imported{Says: []RefusedLine{}}
	lines := bufio.NewScanner(io.LimitReader(r, MaxImport+1))
	lines.Buffer(nil, maxImportLine)
	var batch []indexer.Correction
	keep := func() error {
		added, err := k.keep(ctx, batch)
		done.Added, done.Known, batch = done.Added+added, done.Known+len(batch)-added, batch[:0]
		return err
	}
	size := 0
	for n := 1; lines.Scan(); n++ {
		if size += len(lines.Bytes()) + 1; size > MaxImport {
			return done, errors.Join(keep(), wrong("lines", "are more than %d MB: import them in parts; what stands before line %d is in", MaxImport>>20, n))
		}
		line := bytes.TrimSpace(lines.Bytes())
		if len(line) == 0 {
			continue
		}
		c, err := readLine(line)
		if err == nil {
			gone, fault := k.ofForgotten(ctx, &c)
			if fault != nil {
				return done, errors.Join(keep(), fault)
			}
			if gone {
				err = errors.New("its article was forgotten, and is not spoken of again")
			}
		}
		if err != nil {
			if done.Refused++; len(done.Says) < mostRefused {
				done.Says = append(done.Says, RefusedLine{n, err.Error()})
			}
			continue
		}
		if batch = append(batch, c); len(batch) == importBatch {
			if err := keep(); err != nil {
				return done, fmt.Errorf("import corrections: %w", err)
			}
		}
	}
	if err := keep(); err != nil {
		return done, fmt.Errorf("import corrections: %w", err)
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return done, wrong("lines", "hold one of more than %d KB: it is none that an export wrote; what stands before it is in", maxImportLine>>10)
	}
	return done, lines.Err()
}

// ofForgotten reports whether a correction is about an article that was forgotten.
func (k *Desk) ofForgotten(ctx context.Context, c *indexer.Correction) (bool, error) {
	gone, err := k.forgot(ctx, c.Article)
	if err != nil || gone || c.Beside == "" {
		return gone, err
	}
	return k.forgot(ctx, c.Beside)
}

// readLine reads a line of an export.
func readLine(line []byte) (c indexer.Correction, err error) {
	read := json.NewDecoder(bytes.NewReader(line))
	read.DisallowUnknownFields()
	if err := read.Decode(&c); err != nil {
		return c, fmt.Errorf("it is no correction in JSON: %w", err)
	}
	if read.More() {
		return c, errors.New("something stands behind the correction: write one a line")
	}
	if c.Kind != indexer.Undo && !slices.Contains(indexer.CorrectionKinds, c.Kind) {
		return c, fmt.Errorf("its kind %.40q is none that is known here", c.Kind)
	}
	if err := sound(&c); err != nil {
		return c, err
	}
	if sign(c) != c.ID {
		return c, errors.New("its id is not that of what it says: somebody has altered it")
	}
	return c, nil
}
