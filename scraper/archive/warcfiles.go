package archive

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"dateline/scraper"
	"dateline/scraper/warc"
)

// maxFile is when a WARC file is full and the next begins; maxPage bounds what
// one record may unpack to. The fetcher's own limit is far below it.
const (
	maxFile = 1 << 30
	maxPage = 256 << 20
)

// A warcFiles appends records to the newest file of a folder, and reads any.
type warcFiles struct {
	dir string

	mu   sync.Mutex
	file *os.File // the newest; nil before the first record
	name string
	end  int64
}

// openWARC opens the files in dir. The database knows, through stored, where the
// last page that it points to ends in a file: what stands behind that was
// written by a visit that never ended, and is cut off.
func openWARC(dir string, stored func(file string) (end int64, err error)) (*warcFiles, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	names, err := filepath.Glob(filepath.Join(dir, "dateline-*.warc.gz"))
	if err != nil || len(names) == 0 {
		return &warcFiles{dir: dir}, err
	}
	slices.Sort(names)
	w := &warcFiles{dir: dir, name: filepath.Base(names[len(names)-1])}
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
	if end == 0 {
		// Nothing but the first record is in it: begin it again.
		if err := errors.Join(file.Close(), os.Remove(filepath.Join(dir, w.name))); err != nil {
			return nil, err
		}
		return &warcFiles{dir: dir}, nil
	}
	if err := file.Truncate(end); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	w.file, w.end = file, end
	return w, nil
}

// Append writes the record of a page, durably, and returns where it is.
func (w *warcFiles) Append(p *scraper.Page) (name string, offset, length int64, err error) {
	record := warc.Response(p)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.file == nil || w.end+int64(len(record)) > maxFile {
		if err := w.begin(p.Fetched); err != nil {
			return "", 0, 0, err
		}
	}
	offset = w.end
	if err := w.write(record); err != nil {
		return "", 0, 0, err
	}
	return w.name, offset, int64(len(record)), nil
}

// begin begins the next file.
func (w *warcFiles) begin(at time.Time) error {
	if w.file != nil {
		if err := w.file.Close(); err != nil {
			return err
		}
		w.file = nil
	}
	stamp := at.UTC().Format("20060102150405")
	for n := 0; ; n++ {
		w.name = fmt.Sprintf("dateline-%s-%05d.warc.gz", stamp, n)
		file, err := os.OpenFile(filepath.Join(w.dir, w.name), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o644)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return err
		}
		w.file, w.end = file, 0
		return w.write(warc.Info("Dateline", at))
	}
}

// write writes a record at the end, and takes it back if it does not fit: half a
// record would spoil the file for whoever reads it from the start.
func (w *warcFiles) write(record []byte) error {
	_, err := w.file.WriteAt(record, w.end)
	if err == nil {
		err = w.file.Sync()
	}
	if err != nil {
		return errors.Join(err, w.file.Truncate(w.end))
	}
	w.end += int64(len(record))
	return nil
}

// Read returns header and body of the page in a record.
func (w *warcFiles) Read(name string, offset, length int64) (http.Header, []byte, error) {
	if filepath.Base(name) != name {
		return nil, nil, fmt.Errorf("%q is no file name", name)
	}
	file, err := os.Open(filepath.Join(w.dir, name))
	if err != nil {
		return nil, nil, err
	}
	record := make([]byte, length)
	_, err = file.ReadAt(record, offset)
	if err := errors.Join(err, file.Close()); err != nil {
		return nil, nil, err
	}
	r, err := warc.Read(record, maxPage)
	if err != nil {
		return nil, nil, err
	}
	return r.Header, r.Body, nil
}

// Close closes the newest file.
func (w *warcFiles) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.file == nil {
		return nil
	}
	return w.file.Close()
}
