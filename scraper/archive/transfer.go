package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"dateline/scraper/db"
)

// A Transfer copies an archive, with all else that its database holds, to a place that holds
// nothing, and proves both equal. It may be stopped at any moment, and goes on where it was
// when it is run again: what is there is noted in the database of the copy. What has changed in
// the other since is found by the proof, and copied anew.
type Transfer struct {
	From   *db.View
	Pages  string // where the WARC files of that are: a folder, or the address of a bucket
	Source string // what the copy is known to be one of

	To   *db.DB // which has all tables
	Into string // where its WARC files are to be

	Nothing *db.View // a database that holds nothing, to hold that against

	Leave []string                         // tables that are left out
	Row   func(table *db.Table, row []any) // changes a row on its way; nil: none is changed

	Clear   func() error // called before it begins: what was made of another archive there goes; nil: there is nothing
	Options Options
	Tell    func(doing string, done, of int64) // how far it is, in rows or bytes; nil: nobody is told

	rows     *db.Transfer
	from, to store
	moved    map[string]moved // WARC files that were copied
	telling  sync.Mutex
}

// A moved is where the records of a WARC file are in the copy.
type moved struct {
	skipped, length int64 // of the file: how much is left out at its beginning, and what follows
	file            string
	offset          int64
}

// A Proof is what an archive and its copy come to.
type Proof struct {
	Tables  []db.Sum
	Files   int      // WARC files
	Bytes   int64    // in them
	SHA256  string   // of those of what was copied of each
	Records int64    // to which rows point
	Damaged []string // files whose records are others in the copy
}

// Differs lists what is not equal.
func (p *Proof) Differs() (list []string) {
	for _, s := range p.Tables {
		if !s.Equal() {
			list = append(list, fmt.Sprintf("table %s: %d rows, and %d in the copy", s.Table, s.From.Rows, s.To.Rows))
		}
	}
	for _, file := range p.Damaged {
		list = append(list, "raw pages of "+file)
	}
	return list
}

// ErrCopied reports that a copy was finished before.
var ErrCopied = errors.New("it is a copy already")

// ErrDiffers reports a copy that does not come out equal.
var ErrDiffers = errors.New("the copy is not equal to what it was made of")

// tries is how often what differs is copied anew: a source that was used since a copy of it
// was stopped is all that is known to make it differ, and does so once.
const tries = 3

// Run copies what is missing in the copy, and returns the proof that it is equal. What it
// returns beside ErrDiffers says what is not.
func (t *Transfer) Run(ctx context.Context) (proof *Proof, err error) {
	t.Options = t.Options.orDefaults()
	if err := t.open(ctx); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, t.from.Close(), t.to.Close()) }()
	if err := t.begin(ctx); err != nil {
		return nil, err
	}
	for try := 1; ; try++ {
		if err := t.copyFiles(ctx); err != nil {
			return nil, err
		}
		if err := t.rows.Copy(ctx); err != nil {
			return nil, err
		}
		proof, err := t.prove(ctx)
		if err != nil {
			return nil, err
		}
		if proof.Differs() == nil {
			return proof, t.finish(ctx)
		}
		if try == tries {
			return proof, ErrDiffers
		}
		if err := t.renew(ctx, proof); err != nil {
			return nil, err
		}
	}
}

// open opens the stores of WARC files.
func (t *Transfer) open(ctx context.Context) error {
	name, err := idOf(ctx, t.To)
	if err != nil {
		return err
	}
	if t.from, err = openStore(ctx, t.Pages, "", t.Options); err != nil {
		return err
	}
	if t.to, err = openStore(ctx, t.Into, name, t.Options); err != nil {
		return errors.Join(err, t.from.Close())
	}
	return nil
}

// openStore opens a folder, or a bucket where the archive's files have a name in theirs.
func openStore(ctx context.Context, at, name string, opt Options) (store, error) {
	if !isAddress(at) {
		return &folder{dir: at, opt: opt}, nil
	}
	b, err := openBucket(ctx, at, name, opt)
	if err != nil {
		return nil, err
	}
	if err := b.there(ctx); errors.Is(err, errRefused) || errors.Is(err, errNoBucket) {
		return nil, errors.Join(err, b.Close())
	}
	return b, nil
}

// begin notes in an empty archive that it is becoming a copy, or takes up one that is.
func (t *Transfer) begin(ctx context.Context) error {
	t.rows = &db.Transfer{From: t.From, To: t.To, Leave: slices.Concat(ofAPlace, t.Leave), Row: t.place, Tell: func(doing, table string, done, of int64) {
		t.tell(doing+" the table "+table, done, of)
	}}
	if err := whole(ctx, t.From); err != nil {
		return fmt.Errorf("what is to be copied: %w", err)
	}
	if err := t.atHome(ctx); err != nil {
		return err
	}
	source, finished, err := origin(ctx, t.To.Read())
	switch {
	case err != nil:
		return err
	case finished && source == t.Source:
		return ErrCopied
	case source == t.Source:
		return errors.Join(t.recall(ctx), t.clean(ctx))
	case source != "" && !finished:
		return fmt.Errorf("it is a copy of %s that was not finished: finish that, or name another home", source)
	}
	if err := t.vacant(ctx); err != nil {
		return err
	}
	if t.Clear != nil {
		if err := t.Clear(); err != nil {
			return err
		}
	}
	t.moved = map[string]moved{}
	return t.rows.Empty(ctx, nil, func(tx *sql.Tx) error { // tables are made with a row or two in them
		_, err := tx.ExecContext(ctx, `INSERT INTO copied (source, began_at, finished_at) VALUES (?, ?, 0)`, t.Source, db.Micros(t.Options.Now()))
		return err
	})
}

// atHome returns an error that is ErrElsewhere if the WARC files that are to be copied are in another
// folder.
func (t *Transfer) atHome(ctx context.Context) error {
	h, err := homeOf(ctx, t.From)
	if err != nil || h.last == "" || isAddress(t.Pages) {
		return err
	}
	_, err = os.Stat(filepath.Join(t.Pages, filepath.Base(h.last)))
	if errors.Is(err, fs.ErrNotExist) && h.place != placeOf(t.Pages) {
		return h.notIn(t.Pages)
	}
	return nil
}

// vacant returns an error if the place of the copy holds anything.
func (t *Transfer) vacant(ctx context.Context) error {
	sums, err := (&db.Transfer{From: t.Nothing, To: t.To, Leave: slices.Concat(ofAPlace, t.Leave)}).Compare(ctx)
	if err != nil {
		return err
	}
	for _, s := range sums {
		if !s.Equal() {
			return fmt.Errorf("there is something already: its table %s has %d rows; name a home that holds nothing", s.Table, s.To.Rows)
		}
	}
	return t.to.Each(ctx, func(f fileInfo) error {
		if t.to.Mine(f.name) {
			return fmt.Errorf("there is something already: the file of raw pages %s; name a home that holds nothing", f.name)
		}
		return nil
	})
}

// finish notes that the copy is one.
func (t *Transfer) finish(ctx context.Context) error {
	return t.To.Update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE copied SET finished_at = ?`, db.Micros(t.Options.Now()))
		if err == nil {
			_, err = tx.ExecContext(ctx, `DELETE FROM copied_file`)
		}
		return err
	})
}

// prove reads all of both.
func (t *Transfer) prove(ctx context.Context) (*Proof, error) {
	p := &Proof{}
	var err error
	if p.Tables, err = t.rows.Compare(ctx); err != nil {
		return nil, err
	}
	for _, s := range p.Tables {
		if s.Table == "page" || s.Table == "revisit" {
			p.Records += s.To.Rows
		}
	}
	return p, t.compareFiles(ctx, p)
}

// renew has what differs copied anew.
func (t *Transfer) renew(ctx context.Context, p *Proof) error {
	if err := t.drop(ctx, p.Damaged...); err != nil {
		return err
	}
	var tables []string
	for _, s := range p.Tables {
		if !s.Equal() {
			tables = append(tables, s.Table)
		}
	}
	if tables == nil {
		return nil
	}
	return t.rows.Empty(ctx, tables, func(*sql.Tx) error { return nil })
}

// place has the row of a record point to where that is in the copy.
func (t *Transfer) place(_ context.Context, table *db.Table, row []any) error {
	if t.Row != nil {
		t.Row(table, row)
	}
	at := slices.Index(table.Columns, "warc_file")
	if at < 0 {
		return nil
	}
	offset := slices.Index(table.Columns, "warc_offset")
	file, _ := row[at].(string)
	begins, _ := row[offset].(int64)
	to, known := t.moved[file]
	if !known {
		return fmt.Errorf("a raw page is in %s, which was not copied", file)
	}
	row[at], row[offset] = to.file, begins-to.skipped+to.offset
	return nil
}

func (t *Transfer) tell(doing string, done, of int64) {
	t.telling.Lock()
	defer t.telling.Unlock()
	if t.Tell != nil {
		t.Tell(doing, done, of)
	}
}
