package archive

import (
	"context"
	"fmt"
	"time"

	"dateline/scraper/db"
)

// A stray is a file that no row points to. In a bucket it is one that a visit wrote which
// never ended: it is harmless, and may be removed. Where other programs share the database, it has to be
// so old that none of their visits can still be about to end.
const strayAge = time.Hour

// strays calls do with every stray of this archive in a store that is older than strayAge if old
// is set.
func (a *Archive) strays(ctx context.Context, pages store, old bool, do func(file string) error) error {
	var names []string
	flush := func() error {
		unknown, err := db.Texts(ctx, a.db.Read(), `SELECT value FROM json_each(?)
			WHERE NOT EXISTS (SELECT 1 FROM page WHERE warc_file = value) AND NOT EXISTS (SELECT 1 FROM revisit WHERE warc_file = value)
			ORDER BY value`, db.List(names))
		names = names[:0]
		for _, file := range unknown {
			if err := do(file); err != nil {
				return err
			}
		}
		return err
	}
	before := a.opt.Now().Add(-strayAge)
	err := pages.Each(ctx, func(f fileInfo) error {
		if !pages.Mine(f.name) || old && f.written.After(before) {
			return nil
		}
		if names = append(names, f.name); len(names) < 1000 {
			return nil
		}
		return flush()
	})
	if err != nil {
		return err
	}
	return flush()
}

// checkFiles looks for strays.
func (a *Archive) checkFiles(ctx context.Context, report func(Fault)) error {
	pages, err := a.home(ctx, false)
	if err != nil {
		return err
	}
	if !a.InBucket() {
		return a.strays(ctx, pages, false, func(file string) error {
			report(Fault{Says: "no page is known in the file " + file + ": if its pages are wanted, move it elsewhere and import it; else remove it"})
			return nil
		})
	}
	count := 0
	err = a.strays(ctx, pages, a.db.Shared(), func(string) error { count++; return nil })
	if count > 0 {
		report(Fault{Strays: true, Says: fmt.Sprintf("files in the bucket of visits that never ended: %d; they do no harm, and --repair removes them", count)})
	}
	return err
}

// RemoveStrays removes what visits that never ended have left in a bucket. What stands in a
// folder is left alone.
func (a *Archive) RemoveStrays(ctx context.Context) error {
	if !a.InBucket() {
		return nil
	}
	pages, err := a.home(ctx, false)
	if err == nil {
		err = a.strays(ctx, pages, a.db.Shared(), func(file string) error { return pages.Remove(ctx, file) })
	}
	if err != nil {
		return fmt.Errorf("remove what visits that never ended have left: %w", err)
	}
	return nil
}

// InBucket reports whether raw pages are in a bucket, and not in a folder.
func (a *Archive) InBucket() bool { return isAddress(a.at) }
