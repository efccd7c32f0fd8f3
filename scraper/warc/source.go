package warc

import (
	"bufio"
	"compress/gzip"
	"errors"
	"io"
)

// A source is a stream that knows how far it was read.
type source struct {
	*bufio.Reader
	n    int64         // read so far; of a file, the offset
	most int64         // of a file: the furthest that was read, up to the last rewind
	file io.ReadSeeker // of a file
	err  error         // of the file, other than its end
}

func newSource(in io.Reader) *source {
	s := &source{Reader: bufio.NewReaderSize(nil, 64<<10)}
	s.reset(in)
	return s
}

// reset makes the source read from another stream, from its beginning.
func (s *source) reset(in io.Reader) {
	s.Reader.Reset(&noting{in, s})
	s.n, s.err = 0, nil
}

// A noting notes what goes wrong with the file itself.
type noting struct {
	in io.Reader
	s  *source
}

func (n *noting) Read(p []byte) (int, error) {
	k, err := n.in.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		n.s.err = err
	}
	return k, err
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	s.n += int64(n)
	return n, err
}

func (s *source) ReadByte() (byte, error) {
	b, err := s.Reader.ReadByte()
	if err == nil {
		s.n++
	}
	return b, err
}

func (s *source) ReadSlice(end byte) ([]byte, error) {
	line, err := s.Reader.ReadSlice(end)
	s.n += int64(len(line))
	return line, err
}

// A bomb reads a gzip member, unless it unpacks beyond measure: a record of
// that size would be skipped, but only after it was unpacked.
type bomb struct {
	z     *gzip.Reader
	src   *source
	start int64
	n     int64
}

var errBomb = errors.New("it unpacks beyond measure")

// What a member may unpack to: text is packed by ten or twenty at best.
const (
	bombBytes = 256 << 20
	bombRatio = 100
)

func (b *bomb) Read(p []byte) (int, error) {
	n, err := b.z.Read(p)
	b.n += int64(n)
	if b.n > bombBytes && b.n > bombRatio*(b.src.n-b.start) {
		return 0, errBomb
	}
	return n, err
}
