package archive

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"sync"

	"golang.org/x/sync/errgroup"

	"dateline/scraper"
	"dateline/scraper/db"
	"dateline/scraper/warc"
)

// A Fault is a thing that is wrong in an archive.
type Fault struct {
	Says     string
	Article  string // whose revision has to be read again from its page; empty if that would not mend it
	Number   int    // of that revision
	Counting bool   // the numbers that the database keeps of its rows are wrong: see Recount
	Strays   bool   // visits that never ended have left something: see RemoveStrays
}

// oneIn is how many pages a quick check passes over for each that it reads.
const oneIn = 20

// Check calls report with everything that is wrong: raw pages that are missing, or are not
// those that were stored, revisions whose text is not the one that was stored, numbers
// that do not agree. With quick it reads one raw page in twenty. Progress is told how
// many of the raw pages were looked at.
func (a *Archive) Check(ctx context.Context, quick bool, report func(Fault), progress func(done, of int)) error {
	if err := a.checkRecords(ctx, quick, report, progress); err != nil {
		return fmt.Errorf("check raw pages: %w", err)
	}
	if err := a.checkRevisions(ctx, report); err != nil {
		return fmt.Errorf("check revisions: %w", err)
	}
	if err := a.checkNumbers(ctx, report); err != nil {
		return fmt.Errorf("check articles: %w", err)
	}
	return a.checkFiles(ctx, report)
}

// checkRecords reads the records of pages and revisits.
func (a *Archive) checkRecords(ctx context.Context, quick bool, report func(Fault), progress func(done, of int)) error {
	var all int
	if err := a.db.Read().QueryRowContext(ctx, `SELECT (SELECT count(*) FROM page) + (SELECT count(*) FROM revisit)`).Scan(&all); err != nil {
		return err
	}
	step := 1
	if quick {
		step = oneIn
	}
	done := 0
	pages, err := a.home(ctx, false)
	if err != nil {
		return err
	}
	faults := recordFaults{report: report, gone: map[string]bool{}, lost: "restore it from a backup"}
	if a.db.Shared() && !a.InBucket() { // programs of before had a folder each
		faults.lost += ", or copy it here from the data folder of another program that has shared the database"
	}
	reading, stop := errgroup.WithContext(ctx)
	reading.SetLimit(1)
	if a.InBucket() { // which is far away
		reading.SetLimit(atOnce)
	}
	err = db.Each(ctx, a.db.Read(), func(row db.Row) error {
		var url, digest string
		var at place
		var revisit bool
		var id int64
		if err := row.Scan(&revisit, &id, &url, &digest, &at.file, &at.offset, &at.length); err != nil {
			return err
		}
		done++
		progress(done, all)
		if id%int64(step) != 0 {
			return nil
		}
		reading.Go(func() error {
			err := checkRecord(stop, pages, at, digest, revisit)
			if errors.Is(err, ErrUnavailable) { // which says nothing of the page
				return err
			}
			faults.tell(at, url, err)
			return stop.Err()
		})
		return stop.Err()
	}, `SELECT 0, id, url, digest, warc_file AS file, warc_offset AS at, warc_length FROM page
		UNION ALL SELECT 1, v.id, p.url, p.digest, v.warc_file, v.warc_offset, v.warc_length FROM revisit v JOIN page p ON p.id = v.page
		ORDER BY file, at`)
	return cmp.Or(reading.Wait(), err)
}

// recordFaults tells what is wrong with records.
type recordFaults struct {
	mu     sync.Mutex
	report func(Fault)
	gone   map[string]bool // files that are told of already
	lost   string          // what to do about those
}

// tell tells what is wrong with a record, if anything is.
func (f *recordFaults) tell(at place, url string, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case err == nil || f.gone[at.file]:
	case errors.Is(err, fs.ErrNotExist):
		f.gone[at.file] = true
		f.report(Fault{Says: "the file of raw pages " + at.file + " is gone: " + f.lost})
	default:
		f.report(Fault{Says: fmt.Sprintf("the raw page of %s, at byte %d of %s: %v; what was read from it is kept: restore the file from a backup", url, at.offset, at.file, err)})
	}
}

// checkRecord returns what is wrong with a record of a store, nil if nothing is.
func checkRecord(ctx context.Context, pages store, at place, digest string, revisit bool) error {
	data, err := pages.Raw(ctx, at)
	if err != nil {
		return err
	}
	record, err := warc.Read(data, maxPage)
	if err != nil {
		return err
	}
	want := "response"
	if revisit {
		want = "revisit"
	}
	if record.Type != want {
		return fmt.Errorf("a %s stands there, no %s", cmp.Or(record.Type, "record"), want)
	}
	if sum := sha256.Sum256(record.Body); !revisit && hex.EncodeToString(sum[:]) != digest {
		return errors.New("another page stands there")
	}
	return nil
}

// checkRevisions compares the text of every revision with its digest.
func (a *Archive) checkRevisions(ctx context.Context, report func(Fault)) error {
	return db.Each(ctx, a.db.Read(), func(row db.Row) error {
		var f Fault
		var url, digest string
		var article scraper.Article
		if err := row.Scan(&f.Article, &f.Number, &url, &digest, &article.Headline, &article.Text); err != nil {
			return err
		}
		if Digest(&article) != digest {
			f.Says = fmt.Sprintf("revision %d of %s has not the text that was stored", f.Number, url)
			report(f)
		}
		return nil
	}, `SELECT article, number, url, digest, headline, text FROM revision ORDER BY article, number`)
}

// checkNumbers compares what is kept of articles with their revisions.
func (a *Archive) checkNumbers(ctx context.Context, report func(Fault)) error {
	err := db.Each(ctx, a.db.Read(), func(row db.Row) error {
		var url string
		var said, newest, count int
		err := row.Scan(&url, &said, &newest, &count)
		report(Fault{Counting: true, Says: fmt.Sprintf("%s is said to have %d revisions: %d are there, the newest is %d", url, said, count, newest)})
		return err
	}, `SELECT * FROM (SELECT a.url, a.revisions AS said, (SELECT coalesce(max(number), 0) FROM revision r WHERE r.article = a.id) AS newest,
			(SELECT count(*) FROM revision r WHERE r.article = a.id) AS count FROM article a) AS counted WHERE said <> newest OR newest <> count`)
	if err != nil {
		return err
	}
	var seq, highest int64
	if err := a.db.Read().QueryRowContext(ctx, `SELECT seq, (SELECT coalesce(max(seq), 0) FROM revision) FROM log`).Scan(&seq, &highest); err != nil {
		return err
	}
	if highest > seq {
		report(Fault{Counting: true, Says: fmt.Sprintf("the Seq given last is said to be %d, and is %d", seq, highest)})
	}
	return nil
}

// Recount sets the numbers that are kept of rows to what they are. An article without
// revisions is removed.
func (a *Archive) Recount(ctx context.Context) error {
	return a.db.Update(ctx, func(tx *sql.Tx) error {
		for _, step := range []string{
			`DELETE FROM address WHERE article IN (SELECT id FROM article WHERE NOT EXISTS (SELECT 1 FROM revision r WHERE r.article = article.id))`,
			`DELETE FROM article WHERE NOT EXISTS (SELECT 1 FROM revision r WHERE r.article = article.id)`,
			`UPDATE article SET revisions = (SELECT max(number) FROM revision r WHERE r.article = article.id)
				WHERE revisions <> (SELECT max(number) FROM revision r WHERE r.article = article.id)`,
			`UPDATE log SET seq = max(seq, (SELECT coalesce(max(seq), 0) FROM revision))`,
		} {
			if _, err := tx.ExecContext(ctx, step); err != nil {
				return err
			}
		}
		return nil
	})
}

// Newest is which revision of an article is its newest.
type Newest struct {
	Number int
	Seq    uint64
	URL    string
}

// AllNewest returns the newest revision of every article, by its id.
func (a *Archive) AllNewest(ctx context.Context) (map[string]Newest, error) {
	all := map[string]Newest{}
	err := db.Each(ctx, a.db.Read(), func(row db.Row) error {
		var id string
		var n Newest
		err := row.Scan(&id, &n.Number, &n.Seq, &n.URL)
		all[id] = n
		return err
	}, `SELECT article, number, seq, url FROM revision r WHERE number = (SELECT max(number) FROM revision WHERE article = r.article)`)
	if err != nil {
		return nil, fmt.Errorf("newest revisions: %w", err)
	}
	return all, nil
}
