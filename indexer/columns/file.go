package columns

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"hash/crc64"
	"io"
	"os"
)

// A file of columns holds, all numbers little-endian and every list behind its length:
//
//	magic, the mark of whoever wrote it
//	the values of the dicts
//	the blocks: their columns, and which of their articles are deleted
//	CRC-64 (ECMA) of all that
//
// What follows from the columns is worked out when they are read.
const magic = "dateline columns 10\n"

// ErrDamaged reports a file that is not as it was written.
var ErrDamaged = errors.New("the columns are damaged")

// Write writes the columns to a file, with a mark that Read gives back: the file is there
// whole, or as it was.
func (s *Snapshot) Write(name string, mark uint64) (err error) {
	f, err := os.Create(name + ".new")
	if err != nil {
		return err
	}
	defer func() {
		if err = errors.Join(err, f.Close()); err == nil {
			err = os.Rename(f.Name(), name)
		}
	}()
	w := &writer{to: bufio.NewWriterSize(f, 1<<20), sum: crc64.New(crc64.MakeTable(crc64.ECMA))}
	w.bytes([]byte(magic))
	w.number(mark)
	for _, d := range s.dicts.each() {
		w.texts((*d).all())
	}
	w.number(uint64(len(s.parts)))
	for _, p := range s.parts {
		w.list(&p.deleted)
		w.texts(p.aID)
		w.texts(p.oddIDs.ids)
		for _, column := range p.columns() {
			w.list(column)
		}
		w.number(uint64(p.cOrdinal.first))
		w.number(uint64(p.cOrdinal.n)) //nolint:gosec // a length
		ends := make([]int64, 0, 2*len(p.odd.ends))
		for _, of := range p.odd.ends {
			ends = append(ends, of[0], of[1])
		}
		w.list(&p.odd.rows)
		w.list(&ends)
	}
	w.number(w.sum.Sum64())
	if w.err == nil {
		w.err = w.to.Flush()
	}
	if w.err != nil {
		return w.err
	}
	return f.Sync()
}

// Read reads what Write has written. Its error is ErrDamaged if that is not whole.
func Read(name string) (s *Snapshot, mark uint64, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, 0, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	r := &reader{from: bufio.NewReaderSize(f, 1<<20), sum: crc64.New(crc64.MakeTable(crc64.ECMA))}
	if info, err := f.Stat(); err == nil {
		r.left = uint64(info.Size()) //nolint:gosec // a size
	}
	if got := r.bytes(uint64(len(magic))); r.err == nil && string(got) != magic {
		return nil, 0, fmt.Errorf("%w: another format", ErrDamaged)
	}
	mark = r.number()
	s = New()
	for _, d := range s.dicts.each() {
		for _, v := range r.texts() {
			(*d).code(v)
		}
	}
	for n := r.number(); n > 0 && r.err == nil; n-- {
		p := part{block: &block{dicts: s.dicts}}
		var ends []int64
		r.list(&p.deleted)
		p.aID = r.texts()
		p.oddIDs.ids = r.texts()
		for _, column := range p.columns() {
			r.list(column)
		}
		p.cOrdinal.first, p.cOrdinal.n = uint32(r.number()), int(r.number()) //nolint:gosec // as they were written
		r.list(&p.odd.rows)
		r.list(&ends)
		for i := 0; i+1 < len(ends); i += 2 {
			p.odd.ends = append(p.odd.ends, [2]int64{ends[i], ends[i+1]})
		}
		s.parts = append(s.parts, p)
	}
	want := r.sum.Sum64()
	if told := r.number(); r.err != nil || told != want {
		return nil, 0, errors.Join(ErrDamaged, r.err)
	}
	for i := range s.parts {
		p := &s.parts[i]
		deleted := p.deleted
		p.derive()
		*p = newPart(p.block)
		for a := range p.aOrdinal {
			if len(deleted) > a/64 && deleted[a/64]&(1<<(a%64)) != 0 {
				*p = p.bury(uint32(a)) //nolint:gosec // rows fit
			}
		}
		p.settle()
	}
	return s, mark, nil
}

// columns returns the columns that are kept but for texts, as pointers to lists of numbers.
func (b *block) columns() []any {
	return []any{
		&b.aOrdinal, &b.aOutlet, &b.aHost, &b.aKind, &b.aSection, &b.aLang, &b.aPub, &b.aSeen, &b.aChanged, &b.aText, &b.aClaims,
		&b.aAuthors.first, &b.aAuthors.values, &b.aCites.first, &b.aCites.values,
		&b.placed.of.first, &b.placed.of.values, &b.placed.filed, &b.placed.counts, &b.placed.nths,
		&b.cOrdinal.list, &b.cArticle, &b.cSpeaker, &b.cCluster.rows, &b.cCluster.values, &b.cMedium, &b.cOrigins, &b.cSure, &b.cFlags, &b.cName, &b.cName2, &b.cTail, &b.cTail2, &b.oddIDs.rows,
		&b.eClaim, &b.eStart, &b.eDays, &b.eGrain, &b.strandAt,
	}
}

// A writer writes what a file of columns is made of, until something fails.
type writer struct {
	to  *bufio.Writer
	sum hash.Hash64
	err error
}

func (w *writer) bytes(p []byte) {
	if w.err == nil {
		_, _ = w.sum.Write(p) // never fails
		_, w.err = w.to.Write(p)
	}
}

func (w *writer) number(n uint64) { w.bytes(binary.LittleEndian.AppendUint64(nil, n)) }

func (w *writer) texts(list []string) {
	w.number(uint64(len(list)))
	for _, s := range list {
		w.number(uint64(len(s)))
		w.bytes([]byte(s))
	}
}

// list writes a list of numbers, given as a pointer to it.
func (w *writer) list(column any) {
	var length, size int
	var numbers any
	switch c := column.(type) {
	case *[]uint8:
		length, size, numbers = len(*c), 1, *c
	case *[]uint16:
		length, size, numbers = len(*c), 2, *c
	case *[]uint32:
		length, size, numbers = len(*c), 4, *c
	case *[]int32:
		length, size, numbers = len(*c), 4, *c
	case *[]uint64:
		length, size, numbers = len(*c), 8, *c
	case *[]int64:
		length, size, numbers = len(*c), 8, *c
	}
	w.number(uint64(length)) //nolint:gosec // a length
	buf, err := binary.Append(make([]byte, 0, length*size), binary.LittleEndian, numbers)
	if err != nil {
		w.err = errors.Join(w.err, err)
		return
	}
	w.bytes(buf)
}

// A reader reads what a writer has written, until something fails. It takes no more
// memory than the file is long.
type reader struct {
	from io.Reader
	left uint64 // bytes of the file
	sum  hash.Hash64
	err  error
}

func (r *reader) bytes(n uint64) []byte {
	if r.err == nil && n > r.left {
		r.err = io.ErrUnexpectedEOF
	}
	if r.err != nil {
		return nil
	}
	r.left -= n
	buf := make([]byte, n)
	if _, r.err = io.ReadFull(r.from, buf); r.err != nil {
		return nil
	}
	_, _ = r.sum.Write(buf) // never fails
	return buf
}

func (r *reader) number() uint64 {
	if buf := r.bytes(8); buf != nil {
		return binary.LittleEndian.Uint64(buf)
	}
	return 0
}

func (r *reader) texts() []string {
	n := r.number()
	if n > r.left { // each takes eight bytes at least
		r.err = errors.Join(r.err, io.ErrUnexpectedEOF)
		return nil
	}
	list := make([]string, n)
	for i := range list {
		list[i] = string(r.bytes(r.number()))
	}
	return list
}

// list reads a list of numbers into what column points to.
func (r *reader) list(column any) {
	switch c := column.(type) {
	case *[]uint8:
		numbers(r, c, 1)
	case *[]uint16:
		numbers(r, c, 2)
	case *[]uint32:
		numbers(r, c, 4)
	case *[]int32:
		numbers(r, c, 4)
	case *[]uint64:
		numbers(r, c, 8)
	case *[]int64:
		numbers(r, c, 8)
	}
}

func numbers[T any](r *reader, into *[]T, size uint64) {
	n := r.number()
	if n > r.left/size {
		r.err = errors.Join(r.err, io.ErrUnexpectedEOF)
		return
	}
	if buf := r.bytes(n * size); r.err == nil && n > 0 {
		*into = make([]T, n)
		_, r.err = binary.Decode(buf, binary.LittleEndian, *into)
	}
}
