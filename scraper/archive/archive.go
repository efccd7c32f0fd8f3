// Package archive keeps every page and every revision, numbered by Seq.
//
// It is the truth of Dateline: an index is a view of it, and can be thrown away.
// [Archive.Keep] puts a raw page into a WARC file; [Archive.Add] stores what was
// read from it in the transaction that ends the visit; [Archive.After] tells an
// index what is new since it looked last.
package archive

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"dateline/scraper"
	"dateline/scraper/db"
)

// The archive keeps these tables, and raw pages in WARC files beside them:
//
//	page      one response that brought a body: address, time, WARC file and offset
//	article   one article: its address, outlet and how many revisions it has
//	revision  one text of one article, as it was last read from its page
//	citation  revision, address cited, anchor words, sentence, offsets
//	address   which article an address led to
//	log       one row: the Seq given last
//	revisit   one visit that found a page as it was: 304, or the same body
//	import    how far a WARC file of others was read
//	store     one row: the id of this archive, see ID, and which folder or bucket has its WARC files, see home.go
//
// Seq rises with every revision and every new reading of one, so whoever has
// read up to n asks for what follows n. Times are microseconds since 1970.
var steps = []string{
	`CREATE TABLE log (seq INTEGER NOT NULL)`,
	`INSERT INTO log (seq) VALUES (0)`,
	`CREATE TABLE page (
		id            INTEGER PRIMARY KEY,
		url           TEXT NOT NULL,    -- asked for
		final_url     TEXT NOT NULL,    -- that answered
		redirects     TEXT NOT NULL,    -- JSON: [{"From","To","Status"}]
		fetched_at    INTEGER NOT NULL,
		status        INTEGER NOT NULL,
		digest        TEXT NOT NULL,    -- SHA-256 of the body
		warc_file     TEXT NOT NULL,    -- in the folder warc
		warc_offset   INTEGER NOT NULL,
		warc_length   INTEGER NOT NULL
	)`,
	`CREATE INDEX page_url ON page (url, id)`,
	`CREATE INDEX page_warc ON page (warc_file, warc_offset)`,
	`CREATE TABLE article (
		id            TEXT PRIMARY KEY,
		url           TEXT NOT NULL,
		host          TEXT NOT NULL,
		outlet        TEXT NOT NULL,
		revisions     INTEGER NOT NULL  -- the number of the newest
	)`,
	`CREATE INDEX article_outlet ON article (outlet)`,
	`CREATE TABLE revision (
		article       TEXT NOT NULL REFERENCES article (id),
		number        INTEGER NOT NULL, -- 1 is the first we hold
		seq           INTEGER NOT NULL UNIQUE,
		page          INTEGER NOT NULL REFERENCES page (id),
		fetched_at    INTEGER NOT NULL, -- when it was first seen
		digest        TEXT NOT NULL,    -- SHA-256 of headline and text
		url           TEXT NOT NULL,
		outlet        TEXT NOT NULL,
		headline      TEXT NOT NULL,
		bylines       TEXT NOT NULL,    -- JSON: ["name"]
		site_name     TEXT NOT NULL,
		published     TEXT NOT NULL,    -- YYYY-MM-DD or RFC 3339; empty if unknown
		published_from TEXT NOT NULL,   -- where that was read
		published_raw TEXT NOT NULL,    -- as it stood there
		modified      TEXT NOT NULL,
		modified_from TEXT NOT NULL,
		modified_raw  TEXT NOT NULL,
		kind          TEXT NOT NULL,    -- news, analysis, opinion …; empty if unknown
		kind_evidence TEXT NOT NULL,    -- JSON: ["reason"]
		section       TEXT NOT NULL,
		language      TEXT NOT NULL,
		description   TEXT NOT NULL,
		text          TEXT NOT NULL,
		blocks        TEXT NOT NULL,    -- JSON: [{"Kind","Start","End","Cite"}]
		captions      TEXT NOT NULL,    -- JSON: ["words"]
		PRIMARY KEY (article, number)
	)`,
	`CREATE INDEX revision_page ON revision (page)`,
	`CREATE TABLE citation (
		article       TEXT NOT NULL,
		number        INTEGER NOT NULL,
		url           TEXT NOT NULL,
		anchor        TEXT NOT NULL,
		sentence      TEXT NOT NULL,
		start_at      INTEGER NOT NULL, -- code points in the revision's text
		end_at        INTEGER NOT NULL,
		FOREIGN KEY (article, number) REFERENCES revision (article, number)
	)`,
	`CREATE INDEX citation_revision ON citation (article, number)`,
	`CREATE INDEX citation_url ON citation (url)`,
	`CREATE TABLE address (url TEXT PRIMARY KEY, article TEXT NOT NULL)`,
	`ALTER TABLE revision ADD COLUMN published_confidence REAL NOT NULL DEFAULT 0`, // 0 to 1
	`ALTER TABLE revision ADD COLUMN published_against TEXT NOT NULL DEFAULT '[]'`, // JSON: [{"Time","Day","From","Raw","Confidence"}]
	`ALTER TABLE revision ADD COLUMN modified_confidence REAL NOT NULL DEFAULT 0`,
	`ALTER TABLE revision ADD COLUMN modified_against TEXT NOT NULL DEFAULT '[]'`,
	`ALTER TABLE revision ADD COLUMN tags TEXT NOT NULL DEFAULT '[]'`,        // JSON: ["word"]
	`ALTER TABLE revision ADD COLUMN fact_checks TEXT NOT NULL DEFAULT '[]'`, // JSON: [{"Claim","Claimant","Rating","URL"}]
	`ALTER TABLE revision ADD COLUMN partial TEXT NOT NULL DEFAULT ''`,       // why the text is only a part; empty if it seems whole
	`ALTER TABLE revision ADD COLUMN asks TEXT NOT NULL DEFAULT '[]'`,        // JSON: ["noindex"]
	`ALTER TABLE revision ADD COLUMN next TEXT NOT NULL DEFAULT ''`,          // address of the article's next page
	`CREATE TABLE revisit (
		page          INTEGER NOT NULL REFERENCES page (id), -- that was found as it was
		fetched_at    INTEGER NOT NULL,
		status        INTEGER NOT NULL, -- 304, or 200 with the same body
		warc_file     TEXT NOT NULL,
		warc_offset   INTEGER NOT NULL,
		warc_length   INTEGER NOT NULL
	)`,
	`CREATE INDEX revisit_page ON revisit (page, fetched_at)`,
	`CREATE INDEX revisit_warc ON revisit (warc_file, warc_offset)`,
	`CREATE TABLE import (
		path          TEXT NOT NULL,
		size          INTEGER NOT NULL,
		digest        TEXT NOT NULL,    -- SHA-256 of how the file begins
		file_offset   INTEGER NOT NULL, -- of the gzip member or record to go on with
		within        INTEGER NOT NULL, -- unpacked bytes in that member that are done
		finished      INTEGER NOT NULL, -- 1: to the end
		PRIMARY KEY (path, size, digest)
	)`,
	`ALTER TABLE revision ADD COLUMN original TEXT NOT NULL DEFAULT ''`, // address on another site that the page names as its original
	// A list of authors may be longer than PostgreSQL's indexes take.
	`CREATE INDEX revision_quality ON revision (fetched_at, outlet, published, (bylines /*! NOT IN ('[]', 'null') */)) WHERE number = 1`,
	// The order in which addresses were found to lead somewhere: it never goes back.
	`CREATE TABLE named (
		found   INTEGER PRIMARY KEY AUTOINCREMENT,
		url     TEXT NOT NULL UNIQUE,
		article TEXT NOT NULL
	)`,
	`INSERT INTO named (url, article) SELECT url, article FROM address ORDER BY rowid`,
	`DROP TABLE address`,
	`ALTER TABLE named RENAME TO address`,
	// Rows that come in an order have a number that says it.
	`CREATE TABLE cited (
		id            INTEGER PRIMARY KEY, -- in the order in which they stand in the text
		article       TEXT NOT NULL,
		number        INTEGER NOT NULL,
		url           TEXT NOT NULL,
		anchor        TEXT NOT NULL,
		sentence      TEXT NOT NULL,
		start_at      INTEGER NOT NULL, -- code points in the revision's text
		end_at        INTEGER NOT NULL,
		FOREIGN KEY (article, number) REFERENCES revision (article, number) ON UPDATE CASCADE
	)`,
	`INSERT INTO cited (article, number, url, anchor, sentence, start_at, end_at)
		SELECT article, number, url, anchor, sentence, start_at, end_at FROM citation ORDER BY rowid`,
	`DROP TABLE citation`,
	`ALTER TABLE cited RENAME TO citation`,
	`CREATE INDEX citation_revision ON citation (article, number)`,
	`CREATE INDEX citation_url ON citation (url)`,
	`CREATE TABLE seen_again (
		id            INTEGER PRIMARY KEY, -- in the order in which they were stored
		page          INTEGER NOT NULL REFERENCES page (id), -- that was found as it was
		fetched_at    INTEGER NOT NULL,
		status        INTEGER NOT NULL, -- 304, or 200 with the same body
		warc_file     TEXT NOT NULL,
		warc_offset   INTEGER NOT NULL,
		warc_length   INTEGER NOT NULL
	)`,
	`INSERT INTO seen_again (page, fetched_at, status, warc_file, warc_offset, warc_length)
		SELECT page, fetched_at, status, warc_file, warc_offset, warc_length FROM revisit ORDER BY rowid`,
	`DROP TABLE revisit`,
	`ALTER TABLE seen_again RENAME TO revisit`,
	`CREATE INDEX revisit_page ON revisit (page, fetched_at)`,
	`CREATE INDEX revisit_warc ON revisit (warc_file, warc_offset)`,
	`CREATE TABLE store (name TEXT NOT NULL)`,
	`ALTER TABLE store ADD COLUMN home TEXT NOT NULL DEFAULT ''`,  // what the home of raw pages is known by; empty: there is none yet
	`ALTER TABLE store ADD COLUMN place TEXT NOT NULL DEFAULT ''`, // where that is, in words
}

// ErrNotFound reports an article or a revision that the archive does not hold.
var ErrNotFound = errors.New("not in the archive")

// An Archive is the store of pages and revisions. It is safe for concurrent use.
type Archive struct {
	db  *db.DB
	at  string // folder, or address of a bucket
	opt Options

	opening sync.Mutex
	warc    store  // see home; nil while it is not open
	keeps   bool   // pages are kept in it
	name    string // that it is known by; empty while none are
}

// Options adjust an Archive. The zero Options are those of Open.
type Options struct {
	MaxFile  int64            // when a WARC file is full and the next begins; default 1 GiB
	Software string           // as WARC files name their writer; default "Dateline"
	Now      func() time.Time // names WARC files; default: time.Now
	Patience time.Duration    // how long one request to a bucket may take; default 1 minute
	Loose    int              // how many records a program that is killed leaves in a folder at most; default 1000

	// Elsewhere lets an archive in a shared database be opened whose raw pages are elsewhere: what
	// needs one then fails with ErrElsewhere.
	Elsewhere bool
}

// orDefaults returns the options with those that are left out.
func (opt Options) orDefaults() Options {
	opt.MaxFile, opt.Software = cmp.Or(opt.MaxFile, 1<<30), cmp.Or(opt.Software, "Dateline")
	opt.Patience, opt.Loose = cmp.Or(opt.Patience, time.Minute), cmp.Or(opt.Loose, 1000)
	if opt.Now == nil {
		opt.Now = time.Now
	}
	return opt
}

// Open opens the archive in d, with its WARC files in a folder, or in the bucket of an object
// store whose address at is: see CheckAddress. The caller owns a folder: what a killed
// program wrote behind the last stored page is cut off. A bucket may be shared. The error is
// ErrElsewhere if pages of the archive are kept in another folder.
func Open(ctx context.Context, d *db.DB, at string) (*Archive, error) {
	return OpenWith(ctx, d, at, Options{})
}

// OpenWith is Open with options.
func OpenWith(ctx context.Context, d *db.DB, at string, opt Options) (*Archive, error) {
	opt = opt.orDefaults()
	if err := Tables(ctx, d); err != nil {
		return nil, err
	}
	if err := whole(ctx, d.Read()); err != nil {
		return nil, fmt.Errorf("open the archive: %w", err)
	}
	opt.Elsewhere = opt.Elsewhere && d.Shared()
	a := &Archive{db: d, at: at, opt: opt}
	switch _, err := a.home(ctx, !opt.Elsewhere); {
	case errors.Is(err, ErrElsewhere) && opt.Elsewhere: // whoever needs a page is told
	case errors.Is(err, ErrUnavailable) && !errors.Is(err, errRefused) && !errors.Is(err, errNoBucket): // a page can be read and stored later
	case err != nil:
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

// Away returns why raw pages can neither be read nor kept here, an error that is ErrElsewhere;
// nil if they can be, or if there are none yet.
func (a *Archive) Away(ctx context.Context) error {
	_, err := a.home(ctx, false)
	if errors.Is(err, ErrElsewhere) && !errors.Is(err, errNone) {
		return err
	}
	return nil
}

// openFolder opens the WARC files in the folder; last is the one with the newest page.
func (a *Archive) openFolder(ctx context.Context, last string) (store, error) {
	if err := a.discard(ctx, &folder{dir: a.at, opt: a.opt}); err != nil {
		return nil, err
	}
	w, err := openFolder(a.at, a.opt, last, func(file string) (end int64, err error) {
		err = a.db.Read().QueryRowContext(ctx, `SELECT max(
			(SELECT coalesce(max(warc_offset + warc_length), 0) FROM page WHERE warc_file = ?),
			(SELECT coalesce(max(warc_offset + warc_length), 0) FROM revisit WHERE warc_file = ?))`, file, file).Scan(&end)
		return end, err
	})
	if err != nil {
		return nil, err
	}
	return w, nil
}

// ID returns what tells this archive from others where several keep something in one place: it
// stands in the names of its files in a bucket, and in its index on a cluster. A copy of it, see
// Transfer, is another archive.
func (a *Archive) ID(ctx context.Context) (string, error) { return idOf(ctx, a.db) }

// idOf returns the id of the archive in a database, and chooses it the first time.
func idOf(ctx context.Context, d *db.DB) (id string, err error) {
	err = d.Update(ctx, func(tx *sql.Tx) error {
		if err := chooseID(ctx, tx); err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, `SELECT name FROM store`).Scan(&id)
	})
	return id, err
}

// chooseID gives an archive an id if it has none.
func chooseID(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO store (name) SELECT ? WHERE NOT EXISTS (SELECT 1 FROM store)`, newName())
	return err
}

// Close closes the WARC file that is written to. The database is the caller's.
func (a *Archive) Close() error {
	a.opening.Lock()
	defer a.opening.Unlock()
	if a.warc == nil {
		return nil
	}
	return a.warc.Close()
}

// Digest returns the SHA-256 of what makes a revision: headline and text.
func Digest(a *scraper.Article) string {
	sum := sha256.Sum256([]byte(a.Headline + "\x00" + a.Text))
	return hex.EncodeToString(sum[:])
}

// Reread stores a new reading of a revision that is held: the same page, read
// by a better reader. It gets a Seq of its own and is no new revision.
func (a *Archive) Reread(ctx context.Context, tx *sql.Tx, old *scraper.Revision, article *scraper.Article, outlet string) (*scraper.Revision, error) {
	var page int64
	err := tx.QueryRowContext(ctx, `SELECT page FROM revision WHERE article = ? AND number = ?`, old.ArticleID, old.Number).Scan(&page)
	if err != nil {
		return nil, fmt.Errorf("reread %s: %w", old.URL, notFound(err))
	}
	r := *old
	r.Article, r.Outlet, r.Digest = writable(*article), outlet, Digest(article)
	// The id stays: links and corrections point to it, whatever address is read now.
	r.URL = old.URL
	if _, err := tx.ExecContext(ctx, `DELETE FROM citation WHERE article = ? AND number = ?`, r.ArticleID, r.Number); err != nil {
		return nil, err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM revision WHERE article = ? AND number = ?`, r.ArticleID, r.Number); err != nil {
		return nil, err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE article SET outlet = ? WHERE id = ? AND revisions = ?`, outlet, r.ArticleID, r.Number); err != nil {
		return nil, err
	}
	if err := write(ctx, tx, &r, page); err != nil {
		return nil, fmt.Errorf("reread %s: %w", r.URL, err)
	}
	return &r, nil
}

// SameReading reports whether a reading of a revision's page says just what is held.
func SameReading(held *scraper.Revision, article *scraper.Article, outlet string) bool {
	// The address stays that of the first reading; times compare as they are written.
	was, is := held.Article, writable(*article)
	is.URL = was.URL
	return held.Outlet == outlet && jsonText(plainDates(was)) == jsonText(plainDates(is))
}

// plainDates returns the article with its dates as text, and no empty list told
// from a missing one: as a column would keep it.
func plainDates(a scraper.Article) any {
	dates := []any{}
	for _, d := range []*scraper.Date{&a.Published, &a.Modified} {
		dates = append(dates, d.String(), d.From, d.Raw, d.Confidence)
		for _, e := range d.Against {
			dates = append(dates, e.String(), e.From, e.Raw, e.Confidence)
		}
		*d = scraper.Date{}
	}
	for _, list := range []*[]string{&a.Bylines, &a.KindEvidence, &a.Captions, &a.Tags, &a.Asks} {
		if len(*list) == 0 {
			*list = nil
		}
	}
	if len(a.Blocks) == 0 {
		a.Blocks = nil
	}
	if len(a.Citations) == 0 {
		a.Citations = nil
	}
	if len(a.FactChecks) == 0 {
		a.FactChecks = nil
	}
	return []any{dates, a}
}

// Name notes that an address led to an article that is held. The error is ErrForgotten if one of
// the two was forgotten.
func (a *Archive) Name(ctx context.Context, tx *sql.Tx, url, articleID string) error {
	gone, err := forgotten(ctx, tx, url, articleID)
	if err == nil && gone {
		err = ErrForgotten
	}
	if err != nil {
		return fmt.Errorf("name %s: %w", url, err)
	}
	return name(ctx, tx, url, articleID)
}

// name is Name for an article that is known not to be forgotten.
func name(ctx context.Context, tx *sql.Tx, url, articleID string) error {
	// What leads to another article now stands behind all that were found before.
	if _, err := tx.ExecContext(ctx, `DELETE FROM address WHERE url = ? AND article <> ?`, url, articleID); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO address (url, article) VALUES (?, ?) ON CONFLICT DO NOTHING`, url, articleID)
	return err
}

// writable returns the article with no date that JSON has no form for: a zone a
// day or more from UTC, a year behind 9999. Pages say what they like.
func writable(a scraper.Article) scraper.Article {
	mend := func(d scraper.Date) scraper.Date {
		if _, offset := d.Time.Zone(); offset <= -24*3600 || offset >= 24*3600 {
			d.Time = d.Time.UTC()
		}
		if y := d.Time.Year(); y < 0 || y > 9999 {
			d.Time = time.Time{}
		}
		return d
	}
	for _, d := range []*scraper.Date{&a.Published, &a.Modified} {
		*d = mend(*d)
		d.Against = slices.Clone(d.Against)
		for i := range d.Against {
			d.Against[i] = mend(d.Against[i])
			d.Against[i].Against = nil // one level says it all
		}
	}
	a.Blocks = slices.Clone(a.Blocks)
	for i, b := range a.Blocks {
		if b.At != nil {
			at := mend(*b.At)
			at.Against = nil
			a.Blocks[i].At = &at
		}
	}
	return a
}

// jsonText returns v as JSON text for a column.
func jsonText(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err) // unreachable: strings, numbers, dates that are writable, and slices of them
	}
	return string(data)
}

// jsonInto reads what jsonText wrote.
func jsonInto(text string, v any) error { return json.Unmarshal([]byte(text), v) }

func notFound(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	return err
}
