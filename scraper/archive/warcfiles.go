package archive

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"dateline/scraper/warc"
)

// A folder keeps WARC files in a folder of the disk: it appends records to the newest, and reads any.
// Files are named dateline-TIME-SERIAL.warc.gz for when they were begun; the
// names of later ones sort behind those of earlier ones.
type folder struct {
	dir string
	opt Options

	mu     sync.Mutex
	file   *os.File // the newest; nil before the first record
	name   string
	newest string // name of the newest, even if it is not open
	end    int64
}

// openFolder opens the files in dir; last is the one that the database knows the
// newest page of, empty if it knows none. The database knows, through stored, where the
// last page that it points to ends in a file: what stands behind that was
// written by visits that never ended, and is cut off. If it is more than those leave, the
// database is an older one, and nothing is.
func openFolder(dir string, opt Options, last string, stored func(file string) (end int64, err error)) (*folder, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(dir, filepath.Base(last))); last != "" && err != nil {
		return nil, fmt.Errorf("the database knows of pages in a file that is gone: restore it from a backup: %w", err)
	}
	names, err := filepath.Glob(filepath.Join(dir, "dateline-*.warc.gz"))
	if err != nil || len(names) == 0 {
		return &folder{dir: dir, opt: opt}, err
	}
	slices.Sort(names)
	w := &folder{dir: dir, opt: opt, name: filepath.Base(names[len(names)-1])}
	w.newest = w.name
	end, err := stored(w.name)
	if err != nil {
		return nil, err
	}
	file, err := os.OpenFile(filepath.Join(dir, w.name), os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	size, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	if size < end {
		return nil, errors.Join(fmt.Errorf("%s ends at %d, but the database knows of pages up to %d: restore it from a backup", w.name, size, end), file.Close())
	}
	loose, err := recordsBehind(file, end, size, opt.Loose)
	if err == nil && loose > opt.Loose {
		err = fmt.Errorf("%[1]s holds over %[2]d records behind byte %[3]d that the database does not know, as beside an older one: bring the newer one back, or copy the file to another folder, cut this one off with 'truncate -s %[3]d %[1]s', and have 'dateline import' read the copy",
			filepath.Join(dir, w.name), opt.Loose, end)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	if end == 0 {
		// Nothing but the first record is in it: begin it again.
		if err := errors.Join(file.Close(), os.Remove(filepath.Join(dir, w.name))); err != nil {
			return nil, err
		}
		if len(names) > 1 {
			return openFolder(dir, opt, last, stored) // the one before is the newest
		}
		return &folder{dir: dir, opt: opt}, nil
	}
	if err := file.Truncate(end); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	w.file, w.end = file, end
	return w, nil
}

// recordsBehind returns how many whole records stand behind a place in a file, as far as they are
// as they were written; it counts no further than one above most.
func recordsBehind(file io.ReaderAt, at, size int64, most int) (n int, err error) {
	in := bufio.NewReader(io.NewSectionReader(file, at, size-at))
	var member gzip.Reader
	for ; n <= most; n++ {
		err := member.Reset(in)
		if err == nil {
			member.Multistream(false)
			_, err = io.Copy(io.Discard, &member)
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) {
			return n, nil
		}
		if corrupt := flate.CorruptInputError(0); errors.As(err, &corrupt) {
			return n, nil
		}
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

// Append writes groups of records, durably, and returns where the last of each
// group is. A group stays in one file.
func (w *folder) Append(_ context.Context, groups ...[][]byte) ([]place, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var places []place
	var pending []byte // of the file that is open
	flush := func() error {
		if len(pending) == 0 {
			return nil
		}
		err := w.write(pending)
		pending = pending[:0]
		return err
	}
	for _, group := range groups {
		all := bytes.Join(group, nil)
		if at := w.end + int64(len(pending)); w.file == nil || at+int64(len(all)) > w.opt.MaxFile && at > 0 {
			if err := flush(); err != nil {
				return nil, err
			}
			if err := w.begin(); err != nil {
				return nil, err
			}
		}
		pending = append(pending, all...)
		length := int64(len(group[len(group)-1]))
		places = append(places, place{w.name, w.end + int64(len(pending)) - length, length})
	}
	return places, flush()
}

// begin begins the next file.
func (w *folder) begin() error {
	if w.file != nil {
		if err := w.file.Close(); err != nil {
			return err
		}
		w.file = nil
	}
	at := w.opt.Now().UTC()
	stamp, serial := at.Format("20060102150405"), 0
	// Were the clock set back, the newest file would not be the last by name.
	if parts := strings.Split(strings.TrimSuffix(w.newest, ".warc.gz"), "-"); len(parts) >= 3 {
		digits, _, _ := strings.Cut(parts[2], "r") // of a copy: see CopyName
		if n, err := strconv.Atoi(digits); err == nil {
			serial = n + 1
		}
		stamp = max(stamp, parts[1])
	}
	for ; ; serial++ {
		name := fmt.Sprintf("dateline-%s-%05d.warc.gz", stamp, serial)
		file, err := os.OpenFile(filepath.Join(w.dir, name), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o644)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return err
		}
		w.file, w.name, w.newest, w.end = file, name, name, 0
		return errors.Join(w.write(warc.Info(w.opt.Software, name, at)), syncFolder(w.dir))
	}
}

// syncFolder makes the names in a folder durable: without it a power cut could
// take a new file whose pages the database knows.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil // folders cannot be opened there
	}
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// write writes records at the end, and takes them back if they do not fit: half
// a record would spoil the file for whoever reads it from the start.
func (w *folder) write(records []byte) error {
	_, err := w.file.WriteAt(records, w.end)
	if err == nil {
		err = w.file.Sync()
	}
	if err != nil {
		return errors.Join(err, w.file.Truncate(w.end))
	}
	w.end += int64(len(records))
	return nil
}

// Raw returns a record as it is in its file.
func (w *folder) Raw(_ context.Context, at place) ([]byte, error) {
	if err := at.check(); err != nil {
		return nil, err
	}
	file, err := os.Open(filepath.Join(w.dir, at.file))
	if err != nil {
		return nil, err
	}
	record := make([]byte, at.length)
	_, err = file.ReadAt(record, at.offset)
	if errors.Is(err, io.EOF) {
		err = errShort
	}
	return record, errors.Join(err, file.Close())
}

// Open opens a file.
func (w *folder) Open(_ context.Context, file string) (warcFile, error) {
	return os.Open(filepath.Join(w.dir, filepath.Base(file)))
}

// Write makes a file.
func (w *folder) Write(_ context.Context, file string, fill func(io.Writer) error) (err error) {
	out, err := os.OpenFile(filepath.Join(w.dir, filepath.Base(file)), os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close(), syncFolder(w.dir)) }()
	if err := fill(out); err != nil {
		return err
	}
	return out.Sync()
}

// Remove removes files.
func (w *folder) Remove(_ context.Context, files ...string) error {
	for _, file := range files {
		if err := os.Remove(filepath.Join(w.dir, filepath.Base(file))); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return syncFolder(w.dir)
}

// Each calls do with every file.
func (w *folder) Each(_ context.Context, do func(fileInfo) error) error {
	names, err := filepath.Glob(filepath.Join(w.dir, "dateline-*.warc.gz"))
	if err != nil {
		return err
	}
	for _, name := range names {
		is, err := os.Stat(name)
		if err != nil {
			return err
		}
		if err := do(fileInfo{filepath.Base(name), is.Size(), is.ModTime()}); err != nil {
			return err
		}
	}
	return nil
}

// Ready returns nil: a disk says what is wrong with it when it is written to.
func (w *folder) Ready(context.Context) error { return nil }

// Hold keeps Append waiting.
func (w *folder) Hold() (release func()) {
	w.mu.Lock()
	return w.mu.Unlock
}

// CopyName returns a name for a copy of a file that no file has, and that sorts
// behind it and before the next: dateline-TIME-00001.warc.gz, dateline-TIME-00001r1.warc.gz.
func (w *folder) CopyName(file string) string {
	stem, _, _ := strings.Cut(strings.TrimSuffix(file, ".warc.gz"), "r")
	for n := 1; ; n++ {
		name := fmt.Sprintf("%sr%d.warc.gz", stem, n)
		if _, err := os.Stat(filepath.Join(w.dir, name)); name > file && errors.Is(err, fs.ErrNotExist) {
			return name
		}
	}
}

// Replaced notes that a file will be removed.
func (w *folder) Replaced(from, to string) error {
	if from != w.name || w.file == nil {
		return nil
	}
	// The next page begins a file of its own.
	err := w.file.Close()
	w.file, w.name, w.end = nil, "", 0
	if to != "" {
		w.newest = to
	}
	return err
}

// Mine returns true.
func (w *folder) Mine(string) bool { return true }

// Close closes the newest file.
func (w *folder) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.file == nil {
		return nil
	}
	return w.file.Close()
}
