package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"

	"dateline/scraper/db"
	"dateline/scraper/warc"
)

// A warcCopy is a WARC file that was written anew, without some pages.
type warcCopy struct {
	from, to string // file names; to is empty if no page is left
	rows     []kept
	gone     map[string]bool // addresses whose records go
}

// A kept is a page or a revisit of a file, in the order in which they stand there.
type kept struct {
	table          string // page or revisit
	id             int64
	offset, length int64
	gone           bool
	target         string // final address of a page that goes
	moved          int64  // its offset in the copy
}

// copyWithout writes the files that hold some pages anew, without those, durably. The
// copies are noted as discarded until a row points to them.
func (a *Archive) copyWithout(ctx context.Context, pages store, r *Removal) ([]*warcCopy, error) {
	files, err := db.Texts(ctx, a.db.Read(), `WITH gone AS (SELECT CAST(value AS INTEGER) AS id FROM json_each(?))
		SELECT warc_file FROM page WHERE id IN (SELECT id FROM gone)
		UNION SELECT warc_file FROM revisit WHERE page IN (SELECT id FROM gone)`, db.List(r.pages))
	if err != nil {
		return nil, err
	}
	var copies []*warcCopy
	for _, file := range files {
		c := &warcCopy{from: file, gone: map[string]bool{}}
		for _, url := range r.Addresses {
			c.gone[url] = true
		}
		if err := a.rows(ctx, c, r.pages); err != nil {
			return nil, err
		}
		for _, row := range c.rows {
			if !row.gone {
				c.to = pages.CopyName(file)
			}
			c.gone[row.target] = c.gone[row.target] || row.gone
		}
		copies = append(copies, c)
	}
	err = a.db.Update(ctx, func(tx *sql.Tx) error {
		for _, c := range copies {
			if _, err := tx.ExecContext(ctx, `INSERT INTO discarded (warc_file) SELECT ?1 WHERE ?1 <> '' ON CONFLICT DO NOTHING`, c.to); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, c := range copies {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if c.to == "" {
			continue
		}
		if err := a.copy(ctx, pages, c); err != nil {
			return nil, fmt.Errorf("copy %s: %w", c.from, err)
		}
	}
	return copies, nil
}

// rows reads which pages and revisits stand in a file.
func (a *Archive) rows(ctx context.Context, c *warcCopy, pages []int64) error {
	return db.Each(ctx, a.db.Read(), func(row db.Row) error {
		var k kept
		err := row.Scan(&k.table, &k.id, &k.offset, &k.length, &k.gone, &k.target)
		c.rows = append(c.rows, k)
		return err
	}, `WITH gone AS (SELECT CAST(value AS INTEGER) AS id FROM json_each(?2))
		SELECT 'page', id, warc_offset AS at, warc_length, id IN (SELECT id FROM gone), final_url FROM page WHERE warc_file = ?1
		UNION ALL SELECT 'revisit', v.id, v.warc_offset, v.warc_length, v.page IN (SELECT id FROM gone), p.final_url
			FROM revisit v JOIN page p ON p.id = v.page WHERE v.warc_file = ?1 ORDER BY at`, c.from, db.List(pages))
}

// point has the rows that stay point into the copy.
func (c *warcCopy) point(ctx context.Context, tx *sql.Tx) error {
	for _, row := range c.rows {
		if row.gone {
			continue
		}
		result, err := tx.ExecContext(ctx, `UPDATE `+row.table+` SET warc_file = ?, warc_offset = ? WHERE id = ? AND warc_file = ?`, c.to, row.moved, row.id, c.from)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, fmt.Errorf("another dateline has written %s anew meanwhile: run the command again", c.from))
		}
	}
	if c.to != "" {
		claimed, err := claim(ctx, tx, c.to)
		if err != nil {
			return err
		}
		if !claimed {
			return fmt.Errorf("another dateline took the copy of %s for one that was given up, and removed it: run the command again", c.from)
		}
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO discarded (warc_file) VALUES (?) ON CONFLICT DO NOTHING`, c.from)
	return err
}

// discard removes the files of a store that no row points to. All are taken first, for good: what
// another process has written, and is about to point to, is then missed by that one. The note of a
// file goes when the file has, so that whoever is stopped between begins again, and no transaction
// waits for the store.
func (a *Archive) discard(ctx context.Context, pages store) error {
	files, err := a.take(ctx)
	for _, file := range files {
		if err = pages.Remove(ctx, file); err != nil {
			break
		}
		err = a.db.Update(ctx, func(tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, `DELETE FROM discarded WHERE warc_file = ?`, file)
			return err
		})
		if err != nil {
			break
		}
	}
	if err != nil {
		return fmt.Errorf("remove raw pages that were forgotten: %w", err)
	}
	return nil
}

// take takes the files that are to be removed, and returns them.
func (a *Archive) take(ctx context.Context) (files []string, err error) {
	var some bool
	err = a.db.Read().QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM discarded)`).Scan(&some)
	if err != nil || !some {
		return nil, err
	}
	err = a.db.Update(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `UPDATE discarded SET taken = 1`); err != nil {
			return err
		}
		files, err = db.Texts(ctx, tx, `SELECT warc_file FROM discarded ORDER BY warc_file`)
		return err
	})
	return files, err
}

// claim takes a file from those that are to be removed, and reports whether it was among them and
// nobody has taken it.
func claim(ctx context.Context, tx *sql.Tx, file string) (bool, error) {
	result, err := tx.ExecContext(ctx, `DELETE FROM discarded WHERE warc_file = ? AND taken = 0`, file)
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n > 0, err
}

// copy writes the copy of a file, and notes where its rows stand in it. The records of
// a row that goes are left out: its own, the request before it, and whatever else stands
// beside it of that address, from a visit that never ended.
func (a *Archive) copy(ctx context.Context, pages store, c *warcCopy) (err error) {
	in, err := pages.Open(ctx, c.from)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // it was only read
	return pages.Write(ctx, c.to, func(out io.Writer) error {
		return c.fill(in, out, warc.Info(a.opt.Software, c.to, a.opt.Now().UTC()))
	})
}

// fill writes the copy, which begins with info.
func (c *warcCopy) fill(in io.ReaderAt, out io.Writer, info []byte) error {
	if _, err := out.Write(info); err != nil {
		return err
	}
	at, end := int64(len(info)), int64(0)
	put := func(offset, length int64) error {
		n, err := io.Copy(out, io.NewSectionReader(in, offset, length))
		if err == nil && n < length {
			err = io.ErrUnexpectedEOF
		}
		at += length
		return err
	}
	for i := range c.rows {
		row := &c.rows[i]
		if row.offset < end {
			return fmt.Errorf("two records stand at byte %d: see what 'dateline check' says", row.offset)
		}
		if err := between(in, end, row.offset, row.gone, c.gone, put); err != nil {
			return err
		}
		end = row.offset + row.length
		if row.gone {
			continue
		}
		row.moved = at
		if err := put(row.offset, row.length); err != nil {
			return err
		}
	}
	return nil
}

// between copies the records that no row points to: requests, but for the one whose
// answer follows and goes. What stands behind the last row is left out.
func between(in io.ReaderAt, from, to int64, goes bool, gone map[string]bool, put func(offset, length int64) error) error {
	var list []warc.Member
	err := warc.Members(io.NewSectionReader(in, from, to-from), func(m warc.Member) error {
		list = append(list, m)
		return nil
	})
	if err != nil && !errors.Is(err, warc.ErrDamaged) { // what cannot be read is no loss: nothing points to it
		return err
	}
	for i, m := range list {
		answered := goes && i == len(list)-1 && m.Type == "request"
		if m.Type == "warcinfo" || answered || gone[m.Target] {
			continue
		}
		if err := put(from+m.Offset, m.Length); err != nil {
			return err
		}
	}
	return nil
}
