package warc

import (
	"bufio"
	"cmp"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"iter"

	"dateline/scraper"
)

// A Position is a place between two records of a file, where a Reader can go on.
type Position struct {
	Offset int64 // of the file's bytes: where a gzip member begins, or a record of a file that is not packed
	Within int64 // unpacked bytes behind that, in a member that holds several records
}

// A Kind says why a record gave no page, or what is wrong with the file.
type Kind string

// The kinds of problem. Records that are none, such as requests, are not counted.
const (
	Damaged     Kind = "damaged"      // no record stands where one should, or it is not as it was written
	Truncated   Kind = "cut off"      // the record or its page ends too early
	TooLarge    Kind = "too large"    // more than Options.MaxBytes
	NotHTML     Kind = "not HTML"     // another type of content
	NotOK       Kind = "no page"      // a status other than 200
	Unresolved  Kind = "unresolved"   // a revisit of a page that is not in what was read
	Unreadable  Kind = "unreadable"   // a response that is not HTTP, or packed in a way that we do not know
	NoDate      Kind = "no date"      // without a WARC-Date that can be read
	Unsupported Kind = "unsupported"  // one segment of several
	NotWeb      Kind = "not from web" // an address that is neither http nor https
)

// A Problem is a place in a file that gave no page.
type Problem struct {
	Kind   Kind
	Offset int64  // in the file: of the record, or of the gzip member that it is in
	Target string // WARC-Target-URI; empty if it was not read
	Says   string // what is wrong, in words; empty if the kind says it all
}

// Options adjust a Reader. The zero Options suits the files of public crawls.
type Options struct {
	MaxBytes int64         // most bytes of a page, unpacked; default 8 MiB
	Start    Position      // where to begin: what Position or Pages of an earlier Reader gave
	Problem  func(Problem) // told of every problem; default: nobody is
	Earlier  *Earlier      // pages that revisits refer to, shared by the files of one run; default: this file's
}

// A Reader gives the pages of a WARC file: of every response (and resource) that
// is an HTML page, unpacked. It reads WARC/0.17 to 1.1, plain or gzip, with a
// member for each record or for many. What it cannot read it skips and reports.
type Reader struct {
	opt Options
	src *source      // the file
	in  *source      // unpacked: src itself where the file is not packed
	z   *gzip.Reader // the open gzip member; nil if there is none

	unpacker *gzip.Reader
	unpacked *source
	prober   *gzip.Reader
	block    *bufio.Reader
	member   int64 // file offset of the gzip member opened last
	records  int   // read whole so far
	rescans  int64 // bytes that were read again so far
	err      error
}

// NewReader returns a Reader of the file that in reads, from opt.Start on.
func NewReader(in io.ReadSeeker, opt Options) *Reader {
	opt.MaxBytes = cmp.Or(opt.MaxBytes, 8<<20)
	if opt.Problem == nil {
		opt.Problem = func(Problem) {}
	}
	if opt.Earlier == nil {
		opt.Earlier = NewEarlier(0)
	}
	r := &Reader{opt: opt}
	if r.err = r.seek(in, opt.Start.Offset); r.err != nil {
		return r
	}
	if opt.Start.Within > 0 && r.begin() && r.z != nil {
		if _, err := io.CopyN(io.Discard, r.in, opt.Start.Within); err != nil && !errors.Is(err, io.EOF) {
			r.broken(err)
		}
	}
	return r
}

// Pages gives the pages from where the Reader stands, in order, each with the
// position after it. It ends with the file, or where that cannot be read: see Err.
func (r *Reader) Pages() iter.Seq2[*scraper.Page, Position] {
	return func(yield func(*scraper.Page, Position) bool) {
		for r.err == nil && r.begin() {
			page := r.record()
			if page != nil && !yield(page, r.Position()) {
				return
			}
		}
	}
}

// Err returns why the file could not be read to its end, nil if it was. What is
// wrong with the bytes in it is no error, but a Problem.
func (r *Reader) Err() error {
	if errors.Is(r.err, io.EOF) {
		return nil
	}
	return r.err
}

// Position returns where the next record begins: the end of the file after the last.
func (r *Reader) Position() Position {
	if r.z == nil {
		return Position{Offset: r.src.n}
	}
	return Position{Offset: r.member, Within: r.in.n}
}

// Records returns how many records were read to their end, of any type.
func (r *Reader) Records() int { return r.records }

// begin goes to the beginning of the next record, and reports whether there is one.
func (r *Reader) begin() bool {
	for r.err == nil {
		if r.in == nil {
			r.open()
			continue
		}
		b, err := r.in.Peek(1)
		switch {
		case err == nil && (b[0] == '\r' || b[0] == '\n'):
			_, _ = r.in.ReadByte() // it was peeked at
		case err == nil && r.z == nil && b[0] == magic[0]:
			r.in = nil // a gzip member in a file that began plain
		case err == nil:
			return true
		case !errors.Is(err, io.EOF):
			r.broken(err)
		case r.z == nil:
			r.err = io.EOF
		default: // the member ends, and its checksum is right
			r.z, r.in = nil, nil
		}
	}
	return false
}

// magic is how a gzip member begins: its mark, and the only method there is.
var magic = []byte{0x1f, 0x8b, 8}

// open opens the gzip member or the plain records that stand next in the file.
func (r *Reader) open() {
	head, err := r.src.Peek(len(magic))
	if len(head) == 0 {
		r.err = cmp.Or(err, io.EOF)
		return
	}
	if head[0] != magic[0] {
		r.in = r.src
		return
	}
	r.member = r.src.n
	// Made once, for they are large: one file has many members.
	if r.unpacker == nil {
		r.unpacker, r.unpacked = new(gzip.Reader), newSource(nil)
	}
	if err := r.unpacker.Reset(r.src); err != nil {
		r.broken(err)
		return
	}
	r.unpacker.Multistream(false)
	r.unpacked.reset(&bomb{z: r.unpacker, src: r.src, start: r.src.n})
	r.z, r.in = r.unpacker, r.unpacked
}

// report tells of a problem.
func (r *Reader) report(kind Kind, at int64, target, says string, args ...any) {
	r.opt.Problem(Problem{Kind: kind, Offset: at, Target: target, Says: fmt.Sprintf(says, args...)})
}
