package archive

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"dateline/scraper/warc"
)

// maxPage bounds what one record may unpack to. The fetcher's own limit is far below it.
const maxPage = 256 << 20

// ErrUnavailable reports that WARC files cannot be written or read now, and what a person can
// do about it. Nothing stored is lost: what failed may be tried again.
var ErrUnavailable = errors.New("raw pages are not to be had")

// errShort reports a file that ends before a record does.
var errShort = errors.New("the file ends before it does")

// A store is where WARC files are: a folder, or a bucket of an object store. Files have plain
// names, without a folder. What is not there is fs.ErrNotExist.
type store interface {
	// Append writes groups of records, durably, and returns where the last of each group
	// is. A group stays in one file.
	Append(ctx context.Context, groups ...[][]byte) ([]place, error)

	// Raw returns a record as it is in its file; errShort if that ends before it does.
	Raw(ctx context.Context, at place) ([]byte, error)

	// Open opens a file for reading.
	Open(ctx context.Context, file string) (warcFile, error)

	// Write makes a file of what fill writes, durably. After an error it may be there in part.
	Write(ctx context.Context, file string, fill func(io.Writer) error) error

	// Remove removes files for good. One that is not there is none.
	Remove(ctx context.Context, files ...string) error

	// Each calls do with every file that has a name of ours.
	Each(ctx context.Context, do func(fileInfo) error) error

	// Ready returns an error that is ErrUnavailable if Append is known to have no prospect now.
	Ready(ctx context.Context) error

	// Hold keeps Append waiting for release.
	Hold() (release func())

	// Replaced notes, while Append waits, that a file will be removed, and which has taken
	// its place; empty if none.
	Replaced(from, to string) error

	// CopyName returns a name that no file has, for a copy of one.
	CopyName(file string) string

	// Mine reports whether a file is one of this archive: a bucket may hold those of others.
	Mine(file string) bool

	Close() error
}

// A warcFile is a file that is read.
type warcFile interface {
	io.ReaderAt
	io.Closer
}

// A fileInfo is what a store says of a file.
type fileInfo struct {
	name    string
	size    int64 // in bytes
	written time.Time
}

// A place is where a record is.
type place struct {
	file           string
	offset, length int64
}

// check returns an error for a place in a file that has no plain name.
func (p place) check() error {
	if filepath.Base(p.file) != p.file {
		return fmt.Errorf("%q is no file name", p.file)
	}
	return nil
}

// read returns header and body of the page in a record.
func (a *Archive) read(ctx context.Context, at place) (http.Header, []byte, error) {
	record, err := a.raw(ctx, at)
	if err != nil {
		return nil, nil, err
	}
	r, err := warc.Read(record, maxPage)
	if err != nil {
		return nil, nil, err
	}
	return r.Header, r.Body, nil
}

// raw returns a record as it is in its file.
func (a *Archive) raw(ctx context.Context, at place) ([]byte, error) {
	pages, err := a.home(ctx, false)
	if err != nil {
		return nil, err
	}
	return pages.Raw(ctx, at)
}

// Ready returns an error if a page could not be kept, so that it is not worth fetching:
// ErrUnavailable if that may do later, ErrElsewhere if not here.
func (a *Archive) Ready(ctx context.Context) error {
	pages, err := a.home(ctx, true)
	if err != nil {
		return err
	}
	return pages.Ready(ctx)
}

// isAddress reports whether a store is a bucket, and not a folder.
func isAddress(at string) bool { return strings.Contains(at, "://") }

// gather puts groups of records together, as many as fit into a file of a size.
func gather(groups [][][]byte, size int64) (files [][][][]byte) {
	var length int64
	for i, group := range groups {
		var n int64
		for _, record := range group {
			n += int64(len(record))
		}
		if i == 0 || length+n > size {
			files, length = append(files, nil), 0
		}
		length += n
		files[len(files)-1] = append(files[len(files)-1], group)
	}
	return files
}
