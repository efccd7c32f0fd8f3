package columns

import (
	"bufio"
	"encoding"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"hash/crc64"
	"io"
	"os"
	"slices"

	"dateline/indexer/packed"
)

// A file of columns holds, all numbers little-endian and every piece behind its length in
// bytes:
//
//	magic, the mark of whoever wrote it
//	of every dict: its values, one behind another, and where each ends
//	how many blocks there are, and of each:
//	  the ids of its articles, and those of its claims that have another form than most
//	  starts, ends, grains and first events of its runs; the first run of each strand
//	  its columns, see block.groups
//	  bits of the articles that are deleted
//	CRC-64 (ECMA) of all that
//
// Numbers stand as package packed has them, in the file as in memory.
const magic = "dateline columns 11\n"

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
		w.dict(*d)
	}
	w.number(uint64(len(s.parts)))
	for i := range s.parts {
		w.part(&s.parts[i])
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
		r.dict(*d)
	}
	for n := r.number(); n > 0 && r.err == nil; n-- {
		s.parts = append(s.parts, r.part(s.dicts))
	}
	want := r.sum.Sum64()
	if told := r.number(); r.err != nil || told != want {
		return nil, 0, errors.Join(ErrDamaged, r.err)
	}
	for _, d := range s.dicts.each() {
		(*d).place()
	}
	for i := range s.parts {
		s.parts[i] = s.parts[i].revived()
	}
	return s, mark, nil
}

// revived returns a part that was read with what follows from its columns.
func (p part) revived() part {
	p.end()
	p.deriveStrands()
	live := newPart(p.block)
	for a := range uint32(p.aOrdinal.len()) { //nolint:gosec // rows fit
		if p.dead(a) {
			live = live.bury(a)
		}
	}
	live.settle()
	return live
}

// A column is numbers that are kept.
type column interface {
	Seal()
	Size() int
	encoding.BinaryAppender
	encoding.BinaryUnmarshaler
}

// A group is columns that are of the same.
type group struct {
	name    string
	columns []column
}

// groups returns the columns of a block, in the order of the file.
func (b *block) groups() []group {
	list := func(l *lists) []column { return []column{&l.first, &l.values} }
	by := func(p *postings) []column { return []column{&p.values, &p.first, &p.rows} }
	return []group{
		{"articles", slices.Concat([]column{
			&b.aOrdinal.missing, &b.aID.ends, &b.aOutlet, &b.aHost, &b.aKind, &b.aSection, &b.aLang, &b.aPub.since, &b.aSeen.since, &b.aChanged, &b.aText,
			&b.aClaims, &b.aGrains, &b.aTold,
		}, list(&b.aAuthors), list(&b.aCites))},
		{"articles by site", slices.Concat(by(&b.sites.byOutlet), by(&b.sites.byHost), by(&b.bySite))},
		{"places", append(list(&b.placed.of), &b.placed.filed, &b.placed.counts, &b.placed.nths, &b.placed.starts)},
		{"ids of claims", []column{&b.cIDs.names, &b.cIDs.tails, &b.cIDs.oddRows, &b.cIDs.odd.ends}},
		{"claims", []column{&b.cOrdinal.missing, &b.cArticle, &b.cSpeaker, &b.cMedium, &b.cOrigins, &b.cSure, &b.cFlags}},
		{"clusters", []column{&b.cClusters.rows, &b.cClusters.names, &b.cClusters.tails}},
		{"events of claims", append(list(&b.several), &b.cEvents)},
		{"claims without an event", append(by(&b.undatedBy), &b.undatedAt)},
		{"events", []column{&b.eClaim, &b.eRun, &b.eFlags}},
		{"events by speaker", by(&b.bySpeaker)},
		{"events by site", by(&b.told)},
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

func (w *writer) piece(p []byte) {
	w.number(uint64(len(p)))
	w.bytes(p)
}

func (w *writer) column(c column) {
	data, err := c.AppendBinary(nil)
	w.err = errors.Join(w.err, err)
	w.piece(data)
}

func (w *writer) dict(d *dict) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	ends := packed.Of(d.ends)
	w.piece(d.all)
	w.column(&ends)
}

func (w *writer) part(p *part) {
	w.piece([]byte(p.aID.all))
	w.piece([]byte(p.cIDs.odd.all))
	told := toldRuns{strands: packed.Of(p.strandAt)}
	for _, r := range p.runs {
		told.starts.Append(r.start)
		told.ends.Append(r.end)
		told.grains.Append(r.grain)
		told.firsts.Append(r.first)
	}
	for _, c := range told.columns() {
		c.Seal()
		w.column(c)
	}
	for _, g := range p.groups() {
		for _, c := range g.columns {
			w.column(c)
		}
	}
	deleted := packed.Of(p.deleted)
	w.column(&deleted)
}

// toldRuns are the runs of a block in columns, and the first of each strand.
type toldRuns struct {
	starts, ends packed.Numbers[int64]
	grains       packed.Numbers[uint8]
	firsts       numbers
	strands      numbers
}

func (t *toldRuns) columns() []column {
	return []column{&t.starts, &t.ends, &t.grains, &t.firsts, &t.strands}
}

// runs returns the runs. What was damaged may have lost some of their columns.
func (t *toldRuns) runs() []run {
	list := make([]run, min(t.starts.Len(), t.ends.Len(), t.grains.Len(), t.firsts.Len()))
	for i := range list {
		at := uint32(i) //nolint:gosec // runs fit
		list[i] = run{extent{t.starts.At(at), t.ends.At(at), t.grains.At(at)}, t.firsts.At(at)}
	}
	return list
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

func (r *reader) piece() []byte { return r.bytes(r.number()) }

func (r *reader) column(c column) {
	if data := r.piece(); r.err == nil {
		r.err = c.UnmarshalBinary(data)
	}
}

func (r *reader) dict(d *dict) {
	var ends numbers
	d.all = r.piece()
	r.column(&ends)
	d.ends = all(&ends)
}

func (r *reader) part(d *dicts) part {
	p := part{block: &block{dicts: d}}
	p.aID.all, p.cIDs.odd.all = string(r.piece()), string(r.piece())
	var told toldRuns
	var deleted packed.Numbers[uint64]
	for _, c := range told.columns() {
		r.column(c)
	}
	for _, g := range p.groups() {
		for _, c := range g.columns {
			r.column(c)
		}
	}
	r.column(&deleted)
	if r.err != nil {
		return p
	}
	p.runs, p.strandAt = told.runs(), all(&told.strands)
	if deleted.Len() > 0 {
		p.deleted = all(&deleted)
	}
	return p
}

// all returns the numbers as a list.
func all[T packed.Number](p *packed.Numbers[T]) []T {
	list := make([]T, p.Len())
	for i := range list {
		list[i] = p.At(uint32(i)) //nolint:gosec // numbers fit
	}
	return list
}
