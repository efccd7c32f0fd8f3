package archive

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"dateline/scraper/db"
)

// All raw pages of an archive have one home: a folder, or a bucket. The table store has a name that
// it is known by, and where it is; the home has that name as well, in a folder in the file "home", in
// a bucket as the object dateline-NAME.home. So a program that shares the database, and was given
// another folder or bucket, finds that out before it keeps a page where nobody else looks for it.

// ErrElsewhere reports raw pages that are not where this program was told that they are.
var ErrElsewhere = errors.New("the raw pages are elsewhere")

// errNone reports that there are none yet: whoever keeps the first chooses their home.
var errNone = fmt.Errorf("%w: none is kept yet", ErrElsewhere)

// errClaimed reports that another program has chosen a home meanwhile.
var errClaimed = errors.New("another program has chosen where raw pages are")

// A home is what a database knows of where raw pages are.
type home struct {
	name  string // that it is known by; empty: nobody keeps pages yet
	place string // where it was seen last, in words; empty likewise
	last  string // the file with the newest page; empty if no page is kept
}

func homeOf(ctx context.Context, from db.Reader) (h home, err error) {
	err = from.QueryRowContext(ctx, `SELECT coalesce((SELECT home FROM store), ''), coalesce((SELECT place FROM store), ''), coalesce(max(warc_file), '')
		FROM (SELECT warc_file FROM page WHERE id = (SELECT max(id) FROM page)
			UNION ALL SELECT warc_file FROM revisit WHERE id = (SELECT max(id) FROM revisit)) AS newest`).Scan(&h.name, &h.place, &h.last)
	if err != nil {
		return h, fmt.Errorf("where raw pages are: %w", err)
	}
	return h, nil
}

// newName returns a name that nothing has.
func newName() string { return rand.Text()[:8] }

// An opened is the home of an archive, open.
type opened struct {
	store
	name string
}

// home opens the home of raw pages, if that is not done yet. With keep it is the one in which
// this program keeps pages from now on: if there is none yet, it is chosen. The error is ErrElsewhere
// if it is another than this program was given.
func (a *Archive) home(ctx context.Context, keep bool) (opened, error) {
	a.opening.Lock()
	defer a.opening.Unlock()
	for a.warc == nil || keep && !a.keeps {
		h, err := homeOf(ctx, a.db.Read())
		if err != nil {
			return opened{}, err
		}
		enter := a.enterFolder
		if a.InBucket() {
			enter = a.enterBucket
		}
		if err := enter(ctx, h, keep); err != nil && !errors.Is(err, errClaimed) {
			return opened{a.warc, a.name}, err
		}
	}
	return opened{a.warc, a.name}, nil
}

// settle notes in the database that the home is at a place and has a name, if that still
// knows of it what was read.
func (a *Archive) settle(ctx context.Context, was home, name, place string) error {
	if was.name == name && was.place == place {
		return nil
	}
	return a.db.Update(ctx, func(tx *sql.Tx) error {
		now, err := homeOf(ctx, tx)
		if err != nil {
			return err
		}
		if now.name != was.name || now.place != was.place || (now.last == "") != (was.last == "") {
			return errClaimed
		}
		if err := chooseID(ctx, tx); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE store SET home = ?, place = ?`, name, place)
		return err
	})
}

// enterFolder opens a folder as the home, if it is that or may become it.
func (a *Archive) enterFolder(ctx context.Context, h home, keep bool) error {
	mark, files, err := lookInto(a.at)
	if err != nil {
		return err
	}
	place := placeOf(a.at)
	switch here := slices.Contains(files, h.last); {
	case mark != "" && mark == h.name:
	case here && (mark == "" || h.place == ""): // brought there without its mark, or older than marks are
	case mark == "" && h.last != "" && (h.place == place || !a.db.Shared()): // its files are gone, as the folder says when it is opened
	case h.last == "" && (h.place == "" || h.place == place || mark == "" && !a.db.Shared()):
		if len(files) > 0 {
			return fmt.Errorf("the folder %s holds raw pages that the database knows nothing of, such as %s: bring that database back from a backup, or move them elsewhere, from where 'dateline import' reads them", a.at, files[0])
		}
		if h.place == "" && !keep {
			return errNone
		}
	default:
		return h.notIn(a.at)
	}
	if keep {
		name := cmp.Or(h.name, newName())
		if err := a.settle(ctx, h, name, place); err != nil {
			return err
		}
		if mark != name {
			if err := writeMark(a.at, name); err != nil {
				return err
			}
		}
		a.name, a.keeps = name, true
	}
	if a.warc == nil {
		a.warc, err = a.openFolder(ctx, h.last)
	}
	return err
}

// placeOf returns where a folder is, in words.
func placeOf(dir string) string {
	if full, err := filepath.Abs(dir); err == nil {
		dir = full
	}
	host, err := os.Hostname()
	if err != nil {
		host = "an unknown machine"
	}
	return fmt.Sprintf("the folder %s on %s", dir, host)
}

// notIn says that the home is not a folder.
func (h home) notIn(dir string) error {
	given := "the folder " + dir
	switch {
	case h.place == "":
		return fmt.Errorf("%w: the database knows of some that are not in %s, such as %s: run this on the machine and with the data folder that have them, or bring them back from a backup", ErrElsewhere, given, h.last)
	case h.place == placeOf(dir):
		return fmt.Errorf("%w: %s has those of another archive: bring back from a backup what was there", ErrElsewhere, given)
	case h.last == "":
		return fmt.Errorf("%w: they are to be kept in %s, and not in %s: run this there, or name a bucket as [warc] address in the dateline.toml of all that share the database", ErrElsewhere, h.place, given)
	}
	return fmt.Errorf("%w: they are in %s, and not in %s: run this there with that data folder, or move the archive with 'dateline migrate' to a home whose raw pages are in a bucket, which all that share the database can reach", ErrElsewhere, h.place, given)
}

// markName is the file in a folder that has the name of the home.
const markName = "home"

// lookInto returns the name of the home that a folder is, empty if it has none, and the WARC
// files in it. A folder that is not there is an empty one.
func lookInto(dir string) (mark string, files []string, err error) {
	text, err := os.ReadFile(filepath.Join(dir, markName))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", nil, err
	}
	paths, err := filepath.Glob(filepath.Join(dir, "dateline-*.warc.gz"))
	for _, path := range paths {
		files = append(files, filepath.Base(path))
	}
	return strings.TrimSpace(string(text)), files, err
}

// writeMark makes a folder the home with a name, durably.
func writeMark(dir, name string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	next := filepath.Join(dir, markName+".new")
	f, err := os.OpenFile(next, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	_, err = f.WriteString(name + "\n")
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return errors.Join(os.Rename(next, filepath.Join(dir, markName)), syncFolder(dir))
}

// enterBucket opens a bucket as the home, if it is that or may become it. One that cannot be
// reached may be read from later, and is written to when it is known to be the home.
func (a *Archive) enterBucket(ctx context.Context, h home, keep bool) error {
	b, err := a.bucket(ctx)
	if err != nil {
		return err
	}
	if err := b.Ready(ctx); err != nil {
		return err
	}
	soon, cancel := context.WithTimeout(ctx, doubt)
	defer cancel()
	marked := false
	if h.name != "" {
		if marked, err = b.has(soon, markOf(h.name)); err != nil {
			return err
		}
	}
	switch {
	case h.last != "":
		here, err := b.has(soon, h.last)
		if err != nil {
			return err
		}
		if !here {
			return h.notInBucket(b.name, marked)
		}
	case !marked:
		if err := b.there(soon); err != nil {
			return err
		}
	}
	if keep {
		name := h.name
		if !marked && h.last == "" { // nor kept elsewhere, whatever home was named before
			name = ""
		}
		name = cmp.Or(name, newName())
		if !marked { // before it is chosen: another program that reads of it takes it for the home
			if err := b.writeMark(ctx, name); err != nil {
				return err
			}
		}
		if err := a.settle(ctx, h, name, "the bucket at "+a.at); err != nil {
			if name != h.name {
				b.removeMark(soon, name)
			}
			return err
		}
		a.name, a.keeps = name, true
	}
	if err := a.discard(ctx, b); err != nil && !errors.Is(err, ErrUnavailable) { // else next time
		return err
	}
	return nil
}

// bucket returns the bucket, opened the first time.
func (a *Archive) bucket(ctx context.Context) (*bucket, error) {
	if b, is := a.warc.(*bucket); is {
		return b, nil
	}
	id, err := idOf(ctx, a.db)
	if err != nil {
		return nil, err
	}
	b, err := openBucket(ctx, a.at, id, a.opt)
	if err == nil {
		a.warc = b
	}
	return b, err
}

// markOf returns the object in a bucket that has the name of the home.
func markOf(name string) string { return "dateline-" + name + ".home" }

// notInBucket says that the home is not a bucket, or that it is and a file is gone.
func (h home) notInBucket(name string, marked bool) error {
	if marked {
		return fmt.Errorf("the database knows of raw pages in the file %s, which is gone from bucket %s: restore it from a backup", h.last, name)
	}
	place := ""
	if h.place != "" {
		place = "; they were in " + h.place
	}
	return fmt.Errorf("the database knows of raw pages that are not in bucket %s, such as %s%s: name the bucket and prefix they are in as [warc] address, or move them there with 'dateline migrate'", name, h.last, place)
}
