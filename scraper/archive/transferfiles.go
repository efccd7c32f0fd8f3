package archive

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"dateline/scraper/db"
	"dateline/scraper/warc"
)

// WARC files are copied as they are, as far as rows point to what is in them: to a folder under
// their names, to a bucket under names of the archive there. Small ones of a bucket are put
// together in a folder.
const (
	together = 256 << 20 // bytes of a file that others are put together in
	atOnce   = 16        // files that are read at once: a bucket is far away
	inMemory = 64 << 20  // bytes of files that are held
)

// copyFiles copies the WARC files that are missing in the copy.
func (t *Transfer) copyFiles(ctx context.Context) error {
	files, err := Extents(ctx, t.From)
	if err != nil {
		return err
	}
	if err := t.dropStale(ctx, files); err != nil {
		return err
	}
	p := &passage{Transfer: t}
	var small []Extent
	for _, e := range files {
		p.of += e.End
		_, copied := t.moved[e.File]
		switch {
		case copied:
			p.done.Add(e.End)
		case t.isFolder() && inBucket(e.File) && e.End <= maxObject:
			small = append(small, e)
		default:
			if err := p.copyFile(ctx, e); err != nil {
				return fmt.Errorf("copy raw pages: %s: %w", e.File, err)
			}
		}
	}
	for _, some := range parts(small, min(together, t.Options.MaxFile)) {
		if err := p.putTogether(ctx, some); err != nil {
			return fmt.Errorf("copy raw pages: %w", err)
		}
	}
	return nil
}

// parts returns files in parts, of so many bytes each or of one file.
func parts(files []Extent, most int64) (list [][]Extent) {
	for len(files) > 0 {
		n, size := 1, files[0].End
		for n < len(files) && size+files[n].End <= most {
			size += files[n].End
			n++
		}
		list, files = append(list, files[:n]), files[n:]
	}
	return list
}

// isFolder reports whether the copy keeps its WARC files in a folder.
func (t *Transfer) isFolder() bool {
	_, is := t.to.(*folder)
	return is
}

// inBucket reports whether a WARC file has a name that is given in buckets.
func inBucket(file string) bool { return strings.Count(file, "-") == 3 }

// A passage is the way of WARC files to the copy.
type passage struct {
	*Transfer
	done atomic.Int64 // bytes
	of   int64
}

// tell tells of n more bytes.
func (p *passage) tell(doing string, n int64) { p.Transfer.tell(doing, p.done.Add(n), p.of) }

// copyFile copies a file as it is.
func (p *passage) copyFile(ctx context.Context, e Extent) error {
	to := moved{file: e.File, length: e.End}
	if !p.isFolder() {
		to.file = p.to.CopyName(e.File)
	}
	in, err := p.from.Open(ctx, e.File)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // it was only read
	err = p.to.Write(ctx, to.file, func(out io.Writer) error {
		return readPart(ctx, in, 0, e.End, out, func(n int64) { p.tell("copying raw pages", n) })
	})
	if err != nil {
		return err
	}
	return p.note(ctx, map[string]moved{e.File: to})
}

// putTogether copies files into one, without the records that say what file it is.
func (p *passage) putTogether(ctx context.Context, files []Extent) error {
	name := p.freeName(files[0].File)
	all := map[string]moved{}
	err := p.to.Write(ctx, name, func(out io.Writer) error {
		info := warc.Info(p.Options.Software, name, p.Options.Now().UTC())
		if _, err := out.Write(info); err != nil {
			return err
		}
		at := int64(len(info))
		for _, some := range parts(files, inMemory) {
			contents, err := p.readFiles(ctx, some)
			if err != nil {
				return err
			}
			for i, e := range some {
				to := moved{skipped: infoLength(contents[i]), file: name, offset: at}
				to.length = e.End - to.skipped
				if _, err := out.Write(contents[i][to.skipped:]); err != nil {
					return err
				}
				at += to.length
				all[e.File] = to
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return p.note(ctx, all)
}

// freeName returns a name for a file in a folder that others are put together in, after when
// the first of them was written.
func (p *passage) freeName(first string) string {
	used := map[string]bool{}
	for source, to := range p.moved {
		used[source], used[to.file] = true, true
	}
	_, stamp, _ := strings.Cut(first, "-")
	stamp, _, _ = strings.Cut(stamp, "-")
	for serial := 0; ; serial++ {
		if name := fmt.Sprintf("dateline-%s-%05d.warc.gz", stamp, serial); !used[name] {
			return name
		}
	}
}

// readFiles returns what is in files, several of them at once.
func (p *passage) readFiles(ctx context.Context, files []Extent) ([][]byte, error) {
	contents := make([][]byte, len(files))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for i, e := range files {
		group.Go(func() error {
			var content bytes.Buffer
			err := p.part(ctx, p.from, e.File, 0, e.End, &content, func(n int64) { p.tell("copying raw pages", n) })
			if err != nil {
				return fmt.Errorf("%s: %w", e.File, err)
			}
			contents[i] = content.Bytes()
			return nil
		})
	}
	return contents, group.Wait()
}

// infoLength returns how long the record is that says what file it is, if one begins with that.
func infoLength(file []byte) (n int64) {
	done := errors.New("done")
	_ = warc.Members(bytes.NewReader(file), func(m warc.Member) error { // what is damaged is copied as it is
		if m.Type == "warcinfo" {
			n = m.Length
		}
		return done
	})
	return n
}

// part writes a part of a file of a store.
func (p *passage) part(ctx context.Context, from store, file string, offset, length int64, to io.Writer, tell func(n int64)) error {
	in, err := from.Open(ctx, file)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // it was only read
	return readPart(ctx, in, offset, length, to, tell)
}

// readPart writes a part of a file, and calls tell from time to time with how much it was since.
func readPart(ctx context.Context, in io.ReaderAt, offset, length int64, to io.Writer, tell func(n int64)) error {
	for done := int64(0); done < length; {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := io.Copy(to, io.NewSectionReader(in, offset+done, min(chunk, length-done)))
		if err == nil && n == 0 {
			err = fmt.Errorf("it ends at %d, and pages are known up to %d", offset+done, offset+length)
		}
		if err != nil {
			return err
		}
		done += n
		tell(n)
	}
	return nil
}

// note notes that files were copied.
func (t *Transfer) note(ctx context.Context, files map[string]moved) error {
	maps.Copy(t.moved, files)
	return t.To.Update(ctx, func(tx *sql.Tx) error {
		for source, to := range files {
			if _, err := tx.ExecContext(ctx, `INSERT INTO copied_file (source, skipped, length, warc_file, warc_offset) VALUES (?, ?, ?, ?, ?)`,
				source, to.skipped, to.length, to.file, to.offset); err != nil {
				return err
			}
		}
		return nil
	})
}

// recall reads which files were copied.
func (t *Transfer) recall(ctx context.Context) error {
	t.moved = map[string]moved{}
	return db.Each(ctx, t.To.Read(), func(row db.Row) error {
		var source string
		var to moved
		err := row.Scan(&source, &to.skipped, &to.length, &to.file, &to.offset)
		t.moved[source] = to
		return err
	}, `SELECT source, skipped, length, warc_file, warc_offset FROM copied_file`)
}

// clean removes what a copy that was stopped has written in part.
func (t *Transfer) clean(ctx context.Context) error {
	known := map[string]bool{}
	for _, to := range t.moved {
		known[to.file] = true
	}
	var partial []string
	err := t.to.Each(ctx, func(f fileInfo) error {
		if t.to.Mine(f.name) && !known[f.name] {
			partial = append(partial, f.name)
		}
		return nil
	})
	if err != nil || partial == nil {
		return err
	}
	return t.to.Remove(ctx, partial...)
}

// dropStale drops the files that have become others since they were copied, and those that
// are gone.
func (t *Transfer) dropStale(ctx context.Context, files []Extent) error {
	ends := map[string]int64{}
	for _, e := range files {
		ends[e.File] = e.End
	}
	var stale []string
	for source, to := range t.moved {
		if to.skipped+to.length != ends[source] {
			stale = append(stale, source)
		}
	}
	return t.drop(ctx, stale...)
}

// drop removes the copies of files, and of those that share one with them.
func (t *Transfer) drop(ctx context.Context, sources ...string) error {
	gone := map[string]bool{}
	for _, source := range sources {
		gone[t.moved[source].file] = true
	}
	if len(gone) == 0 {
		return nil
	}
	maps.DeleteFunc(t.moved, func(_ string, to moved) bool { return gone[to.file] })
	err := t.To.Update(ctx, func(tx *sql.Tx) error {
		for file := range gone {
			if _, err := tx.ExecContext(ctx, `DELETE FROM copied_file WHERE warc_file = ?`, file); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return t.to.Remove(ctx, slices.Collect(maps.Keys(gone))...)
}

// compareFiles reads all WARC files on both sides.
func (t *Transfer) compareFiles(ctx context.Context, proof *Proof) error {
	p := &passage{Transfer: t}
	files := slices.Sorted(maps.Keys(t.moved))
	for _, to := range t.moved {
		p.of += to.length
	}
	proof.Files, proof.Bytes = len(files), p.of
	here, equal := make([][]byte, len(files)), make([]bool, len(files))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for i, source := range files {
		group.Go(func() (err error) {
			here[i], equal[i], err = p.compareFile(ctx, source)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	all := sha256.New()
	for i, source := range files {
		all.Write(here[i])
		if !equal[i] {
			proof.Damaged = append(proof.Damaged, source)
		}
	}
	proof.SHA256 = hex.EncodeToString(all.Sum(nil))
	return nil
}

// compareFile reads what was copied of a file on both sides, and returns the digest of that.
func (p *passage) compareFile(ctx context.Context, source string) (digest []byte, equal bool, err error) {
	to := p.moved[source]
	here, there := sha256.New(), sha256.New()
	err = p.part(ctx, p.from, source, to.skipped, to.length, here, func(n int64) { p.tell("comparing raw pages", n) })
	if err != nil {
		return nil, false, fmt.Errorf("compare raw pages: %s: %w", source, err)
	}
	err = p.part(ctx, p.to, to.file, to.offset, to.length, there, func(int64) {})
	if ctx.Err() != nil || errors.Is(err, ErrUnavailable) {
		return nil, false, errors.Join(ctx.Err(), err)
	}
	// What cannot be read of the copy is made anew as well.
	digest = here.Sum(nil)
	return digest, err == nil && bytes.Equal(digest, there.Sum(nil)), nil
}
