package warc

import (
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"
)

// A Member is a record of a file as we write them: a gzip member of its own.
type Member struct {
	Offset, Length int64  // in the file, packed
	Type           string // "response", "request", "revisit", "warcinfo"
	Target         string // WARC-Target-URI; empty if the record has none
}

// Members calls do with every record of a file that [Response] and its like wrote, in
// order. It returns an error that is ErrDamaged where no record begins, or one ends
// too early; those before it have been told of by then.
func Members(file io.Reader, do func(Member) error) error {
	in := newSource(file)
	var z gzip.Reader
	record := bufio.NewReaderSize(nil, maxFields)
	for {
		m := Member{Offset: in.n}
		err := z.Reset(in)
		if errors.Is(err, io.EOF) && in.n == m.Offset {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%w at byte %d: %w", ErrDamaged, m.Offset, err)
		}
		z.Multistream(false)
		record.Reset(&z)
		if line, err := record.ReadString('\n'); err != nil || !isVersion([]byte(strings.TrimRight(line, "\r\n"))) {
			return fmt.Errorf("%w at byte %d: it begins with %.20q", ErrDamaged, m.Offset, line)
		}
		fields, err := header(record, maxFields)
		if err == nil {
			_, err = io.Copy(io.Discard, record)
		}
		if err != nil {
			return fmt.Errorf("%w at byte %d: %w", ErrDamaged, m.Offset, err)
		}
		m.Length = in.n - m.Offset
		m.Type, m.Target = fields.Get("WARC-Type"), strings.Trim(fields.Get("WARC-Target-URI"), "<>")
		if err := do(m); err != nil {
			return err
		}
	}
}
