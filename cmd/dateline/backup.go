package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"dateline/indexer"
	"dateline/scraper/archive"
	"dateline/scraper/db"
)

// A manifest is what a backup says of itself, in a file that is written last: without
// it a backup was not finished.
type manifest struct {
	Format   int          `json:"format"`
	Dateline string       `json:"dateline"` // version
	Made     time.Time    `json:"made"`
	Files    []backupFile `json:"files"`            // all others, by path
	Index    bool         `json:"index"`            // the index is among them
	Bucket   string       `json:"bucket,omitempty"` // address of the bucket with the raw pages, which are none of them

	total int64 // bytes
}

// A backupFile is a file of a backup.
type backupFile struct {
	Path   string `json:"path"` // with slashes
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

const (
	manifestName = "backup.json"
	backupFormat = 1
)

// errOnServer reports that a database is none of those that a backup is made of, or made from.
var errOnServer = errors.New("the database is on a server ([database] in dateline.toml): copy it with 'pg_dump --format=custom' and bring it back with 'pg_restore'; copy the raw pages after it; the index is built from both")

// emptyFolder makes a folder, and returns an error if it holds anything.
func emptyFolder(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	if len(entries) > 0 {
		return fmt.Errorf("the folder %s is not empty: it holds %s", dir, entries[0].Name())
	}
	return nil
}

// copyIndex copies the index in use, as it lies in a data folder.
func (s *indexStore) copyIndex(dir string) error {
	return s.with(func(x *openIndex) error {
		err := s.engine.copyTo(x.builtIndex, x.name, dir)
		if err != nil || s.engine.shared() { // then it is built anew where the copy is used
			return err
		}
		return os.WriteFile(filepath.Join(dir, currentName), []byte(x.name+"\n"), 0o644)
	})
}

// copyTo copies the index and the database, as they are at one moment, into a folder. The
// index comes first: it is never ahead of the database.
func (f *folder) copyTo(ctx context.Context, dir string) error {
	f.turn.Lock()
	defer f.turn.Unlock()
	if err := f.index.copyIndex(filepath.Join(dir, "index")); err != nil {
		return err
	}
	return copyDatabase(ctx, f.dir, dir)
}

// copyDatabase copies the database of a data folder, also while another process writes.
func copyDatabase(ctx context.Context, data, dir string) error {
	return db.Snapshot(ctx, filepath.Join(data, "dateline.db"), filepath.Join(dir, "dateline.db"))
}

// backup is copyTo for a command that has made a folder and asks the server for it. What
// is there already is never written to, and nothing is left of a copy that was not finished.
func (f *folder) backup(ctx context.Context, dir string) error {
	wrong := func(format string, args ...any) error {
		return &indexer.QueryError{Field: "folder", Says: fmt.Sprintf(format, args...)}
	}
	if f.db.Shared() {
		return wrong("%v", errOnServer)
	}
	if err := apart(f.dir, dir); err != nil {
		return wrong("%v", err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return wrong("the server cannot read it: %v", reason(err))
	}
	if len(entries) > 0 {
		return wrong("it is not empty, and the server writes into no other")
	}
	if err := os.Mkdir(filepath.Join(dir, "index"), 0o755); err != nil {
		return wrong("the server cannot write there: %v", reason(err))
	}
	if err := f.copyTo(ctx, dir); err != nil {
		err = errors.Join(err, os.RemoveAll(filepath.Join(dir, "index")), os.RemoveAll(filepath.Join(dir, "dateline.db")))
		if at := (*fs.PathError)(nil); errors.As(err, &at) {
			return wrong("the copy was not finished: %v", at.Err)
		}
		return err
	}
	return nil
}

// reason returns an error of a file without the name of that.
func reason(err error) error {
	if at := (*fs.PathError)(nil); errors.As(err, &at) {
		return at.Err
	}
	return err
}

// linkPages puts the raw pages of a data folder beside the copy of its database, as far as
// that knows of them. Files that do not grow any more are linked where that can be: they
// are never written to again.
func linkPages(ctx context.Context, data, dir string, tell *progress) error {
	var list []archive.Extent
	err := db.ReadOnly(filepath.Join(dir, "dateline.db"), func(r db.Reader) (err error) {
		list, err = archive.Extents(ctx, r)
		return err
	})
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(dir, "warc"), 0o755); err != nil {
		return err
	}
	for i, e := range list {
		from, to := filepath.Join(data, "warc", e.File), filepath.Join(dir, "warc", e.File)
		tell.pass(fmt.Sprintf("copying    raw pages, file %d of %d", i+1, len(list)))
		if i < len(list)-1 && os.Link(from, to) == nil {
			continue
		}
		if _, err := copyFile(ctx, from, to, e.End); err != nil {
			return fmt.Errorf("copy raw pages: %w", err)
		}
	}
	return nil
}

// copyFile copies the first bytes of a file, all if size is negative, durably, and returns
// what it has copied.
func copyFile(ctx context.Context, from, to string, size int64) (copied backupFile, err error) {
	in, err := os.Open(from)
	if err != nil {
		return copied, err
	}
	defer in.Close() //nolint:errcheck // it was only read
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return copied, err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	sum := sha256.New()
	var source io.Reader = stoppable{in, ctx}
	if size >= 0 {
		source = io.LimitReader(source, size)
	}
	copied.Size, err = io.Copy(io.MultiWriter(out, sum), source)
	if err == nil && size >= 0 && copied.Size < size {
		err = fmt.Errorf("%s ends at %d, and pages are known up to %d", from, copied.Size, size)
	}
	copied.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return copied, errors.Join(err, out.Sync())
}

// writeManifest reads all files of a backup, and writes what they are.
func writeManifest(ctx context.Context, dir string, m *manifest, tell *progress) error {
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		path, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		f := backupFile{Path: filepath.ToSlash(path)}
		tell.pass("reading    " + f.Path)
		if f.Size, f.SHA256, err = digestFile(ctx, name); err != nil {
			return err
		}
		m.total += f.Size
		m.Index = m.Index || f.Path == "index/current"
		m.Files = append(m.Files, f)
		return nil
	})
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	next := filepath.Join(dir, manifestName+".new")
	f, err := os.OpenFile(next, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(append(text, '\n'))
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(next, filepath.Join(dir, manifestName))
}

// digestFile returns how long a file is, and its digest.
func digestFile(ctx context.Context, name string) (size int64, digest string, err error) {
	f, err := os.Open(name)
	if err != nil {
		return 0, "", err
	}
	defer f.Close() //nolint:errcheck // it was only read
	sum := sha256.New()
	size, err = io.Copy(sum, stoppable{f, ctx})
	return size, hex.EncodeToString(sum.Sum(nil)), err
}

// readManifest returns what a backup says of itself.
func readManifest(dir string) (*manifest, error) {
	text, err := os.ReadFile(filepath.Join(dir, manifestName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s holds no %s: it is no backup, or one that was not finished", dir, manifestName)
	}
	if err != nil {
		return nil, err
	}
	m := &manifest{}
	if err := json.Unmarshal(text, m); err != nil {
		return nil, fmt.Errorf("%s of %s is damaged: %w", manifestName, dir, err)
	}
	if m.Format != backupFormat {
		return nil, fmt.Errorf("the backup in %s was made by another version, Dateline %s: use that one", dir, m.Dateline)
	}
	for _, f := range m.Files {
		if !filepath.IsLocal(filepath.FromSlash(f.Path)) {
			return nil, fmt.Errorf("%s of %s is damaged: it names %q", manifestName, dir, f.Path)
		}
		m.total += f.Size
	}
	if !slices.ContainsFunc(m.Files, func(f backupFile) bool { return f.Path == "dateline.db" }) {
		return nil, fmt.Errorf("%s of %s is damaged: it names no database", manifestName, dir)
	}
	return m, nil
}

// restoreFiles copies the files of a backup, and holds each against its digest.
func restoreFiles(ctx context.Context, from, to string, m *manifest, tell *progress) error {
	for i, f := range m.Files {
		name := filepath.Join(to, filepath.FromSlash(f.Path))
		tell.pass(fmt.Sprintf("copying    file %d of %d", i+1, len(m.Files)))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		got, err := copyFile(ctx, filepath.Join(from, filepath.FromSlash(f.Path)), name, -1)
		if errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("the backup is damaged: %s is missing", f.Path)
		}
		if err != nil {
			return err
		}
		if got.Size != f.Size || !strings.EqualFold(got.SHA256, f.SHA256) {
			return fmt.Errorf("the backup is damaged: %s is not as it was written", f.Path)
		}
	}
	return nil
}
