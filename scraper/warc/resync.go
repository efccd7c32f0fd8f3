package warc

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"errors"
	"io"
)

// broken reports that the file cannot be unpacked or read here, and goes to
// where a record seems to begin behind.
func (r *Reader) broken(err error) {
	if r.src.err != nil {
		r.err = r.src.err // of the file itself
		return
	}
	kind := Damaged
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		kind = Truncated
	}
	r.report(kind, r.member, "", "%v", err)
	r.reopen()
}

// reopen goes to where a record seems to begin behind a broken member.
func (r *Reader) reopen() {
	if r.src.err != nil {
		r.err = r.src.err
		return
	}
	// What a broken member swallowed of those behind it is looked through again.
	r.rewind(r.member + 1)
	r.find()
}

// find goes to where a record seems to begin in the file: the first gzip member
// that holds one, or a line that begins as they do.
func (r *Reader) find() {
	r.z, r.in = nil, nil
	for r.err == nil {
		window, err := r.src.Peek(probe)
		if len(window) < len(line) {
			r.skip(len(window))
			r.err = cmp.Or(r.err, err, io.EOF)
			return
		}
		i, j := bytes.Index(window, magic), bytes.Index(window, line)
		switch {
		case j >= 0 && (i < 0 || j < i):
			r.skip(j + 1)
			return
		case i < 0:
			r.skip(len(window) - len(line) + 1)
		case i > 0:
			r.skip(i)
		case r.isMember(window):
			return
		default:
			r.skip(1)
		}
	}
}

// line is how a record begins behind another that is not packed.
var line = []byte("\nWARC/")

// probe is how much of a gzip member tells whether it is one.
const probe = 4 << 10

// isMember reports whether a gzip member that holds a record seems to begin here.
func (r *Reader) isMember(data []byte) bool {
	if r.prober == nil {
		r.prober = new(gzip.Reader)
	}
	if r.prober.Reset(bytes.NewReader(data)) != nil {
		return false
	}
	head := make([]byte, len(line)-1)
	_, err := io.ReadFull(r.prober, head)
	return err == nil && bytes.Equal(head, line[1:])
}

// rewind goes back to an offset, as long as what is read twice is no more than
// what was read once: a hostile file must not make us read it over and over.
func (r *Reader) rewind(to int64) {
	back := r.src.n - to
	if back <= 0 || r.rescans+back > max(r.src.most, r.src.n)+probe {
		return
	}
	r.rescans += back
	r.err = r.seek(r.src.file, to)
}

// seek makes the file be read from an offset on.
func (r *Reader) seek(file io.ReadSeeker, to int64) error {
	if _, err := file.Seek(to, io.SeekStart); err != nil {
		return err
	}
	if r.src == nil {
		r.src = newSource(nil)
		r.src.file = file
	}
	r.src.most = max(r.src.most, r.src.n)
	r.src.reset(file)
	r.src.n = to
	return nil
}

// skip leaves out bytes of the file.
func (r *Reader) skip(n int) {
	if _, err := io.CopyN(io.Discard, r.src, int64(n)); err != nil {
		r.err = err
	}
}

// resync goes from bytes that are no record to where one seems to begin, in the
// same member or behind it.
func (r *Reader) resync(says string, args ...any) {
	r.report(Damaged, r.Position().Offset, "", says, args...)
	if r.z == nil {
		r.find()
		return
	}
	for r.err == nil {
		text, err := r.in.ReadSlice('\n')
		switch {
		case errors.Is(err, io.EOF):
			return // begin finds what stands behind the member
		case err != nil && !errors.Is(err, bufio.ErrBufferFull):
			r.reopen()
			return
		}
		next, _ := r.in.Peek(len(line) - 1)
		if text[len(text)-1] == '\n' && bytes.Equal(next, line[1:]) {
			return
		}
	}
}
