package archive

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"

	"dateline/scraper"
	"dateline/scraper/db"
	"dateline/scraper/warc"
)

// A Stored is a page, or a revisit of one, that is in a WARC file and not yet in
// the database.
type Stored struct {
	place
	page    *scraper.Page
	digest  string
	home    string // name of that it is in
	revisit int64  // id of the page that was found as it was; 0 if this is a page
}

// Bytes returns how long its record is in the WARC file, as it is packed there.
func (s *Stored) Bytes() int64 { return s.length }

// Keep writes a page to a WARC file, durably, and returns what Add needs. Here and below, the
// error for a store that cannot be reached is ErrUnavailable, and for one where the archive's pages
// are not ErrElsewhere.
func (a *Archive) Keep(ctx context.Context, p *scraper.Page) (*Stored, error) {
	list, err := a.KeepAll(ctx, warc.Exchange{Page: p})
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// KeepAll writes pages, each with its request if that is known, to the WARC
// file, durably and at one go, and returns what Add needs of each.
func (a *Archive) KeepAll(ctx context.Context, list ...warc.Exchange) ([]*Stored, error) {
	stored, groups := make([]*Stored, len(list)), make([][][]byte, len(list))
	for i, x := range list {
		stored[i] = &Stored{page: x.Page, digest: digestOf(x.Page)}
		groups[i] = [][]byte{warc.Request(x, false), warc.Response(x)}
	}
	return stored, a.append(ctx, stored, groups)
}

// KeepRevisit writes to the WARC file that a visit found the newest page of its
// address as it was: the server answered 304, or sent the same body. It returns
// what AddRevisit needs, or nil if no such page is held.
func (a *Archive) KeepRevisit(ctx context.Context, x warc.Exchange) (*Stored, error) {
	s := &Stored{page: x.Page, digest: digestOf(x.Page)}
	var url string
	var fetched int64
	err := a.db.Read().QueryRowContext(ctx, `SELECT id, final_url, fetched_at FROM page
		WHERE url = ? AND (digest = ? OR ? = 1) ORDER BY id DESC LIMIT 1`,
		x.Page.URL, s.digest, x.Page.Status == http.StatusNotModified).Scan(&s.revisit, &url, &fetched)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("keep revisit of %s: %w", x.Page.URL, err)
	}
	return s, a.append(ctx, []*Stored{s}, [][][]byte{{warc.Request(x, true), warc.Revisit(x, url, db.Time(fetched))}})
}

// append writes the records of pages, and notes where they are.
func (a *Archive) append(ctx context.Context, stored []*Stored, groups [][][]byte) error {
	pages, err := a.home(ctx, true)
	if err != nil {
		return fmt.Errorf("keep %s: %w", stored[0].page.URL, err)
	}
	places, err := pages.Append(ctx, groups...)
	if err != nil {
		return fmt.Errorf("keep %s: %w", stored[0].page.URL, err)
	}
	for i, s := range stored {
		s.place, s.home = places[i], pages.name
	}
	return nil
}

func digestOf(p *scraper.Page) string {
	sum := sha256.Sum256(p.Body)
	return hex.EncodeToString(sum[:])
}

// SameBody reports whether the page that was stored last under p's address has
// the very same body, so that there is nothing to keep.
func (a *Archive) SameBody(ctx context.Context, p *scraper.Page) (bool, error) {
	var digest string
	err := a.db.Read().QueryRowContext(ctx, `SELECT digest FROM page WHERE url = ? ORDER BY id DESC LIMIT 1`, p.URL).Scan(&digest)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return digest == digestOf(p), err
}

// Holds reports whether this very response is held: its address and body, as a
// page or as a revisit of one, at its time. HasBody is true if that body is held
// for its address at all.
func (a *Archive) Holds(ctx context.Context, p *scraper.Page) (held, hasBody bool, err error) {
	digest, at := digestOf(p), db.Micros(p.Fetched)
	err = a.db.Read().QueryRowContext(ctx, `SELECT count(*) > 0, count(*) FILTER (WHERE p.fetched_at = ? OR EXISTS
			(SELECT 1 FROM revisit v WHERE v.page = p.id AND v.fetched_at = ?)) > 0
		FROM page p WHERE p.url = ? AND p.digest = ?`, at, at, p.URL, digest).Scan(&hasBody, &held)
	return held, hasBody, err
}

// AddPage stores a kept page that brought no new revision. Here and below, the error for
// what was forgotten is ErrForgotten.
func (a *Archive) AddPage(ctx context.Context, tx *sql.Tx, s *Stored) (id int64, err error) {
	p := s.page
	if err := refuse(ctx, tx, p.URL); err != nil {
		return 0, fmt.Errorf("add page %s: %w", p.URL, err)
	}
	var there bool
	err = tx.QueryRowContext(ctx, `INSERT INTO page
		(url, final_url, redirects, fetched_at, status, digest, warc_file, warc_offset, warc_length)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id, EXISTS (SELECT 1 FROM store WHERE home = ?)`,
		p.URL, p.FinalURL, jsonText(p.Redirects), db.Micros(p.Fetched), p.Status, s.digest, s.file, s.offset, s.length, s.home).Scan(&id, &there)
	if err == nil && !there { // another home was chosen before the first page was kept
		err = fmt.Errorf("%w: their home is another since this program was started: start it again", ErrElsewhere)
	}
	if err != nil {
		return 0, fmt.Errorf("add page %s: %w", p.URL, err)
	}
	return id, nil
}

// AddRevisit stores what KeepRevisit kept. That its page is gone since then means that another
// program had it forgotten.
func (a *Archive) AddRevisit(ctx context.Context, tx *sql.Tx, s *Stored) error {
	done, err := tx.ExecContext(ctx, `INSERT INTO revisit (page, fetched_at, status, warc_file, warc_offset, warc_length)
		SELECT id, ?, ?, ?, ?, ? FROM page WHERE id = ? AND url = ?`, // in a file the number of one that is gone may be given anew
		db.Micros(s.page.Fetched), s.page.Status, s.file, s.offset, s.length, s.revisit, s.page.URL)
	if err == nil {
		var n int64
		if n, err = done.RowsAffected(); err == nil && n == 0 {
			err = ErrForgotten
		}
	}
	if err != nil {
		return fmt.Errorf("add revisit of %s: %w", s.page.URL, err)
	}
	return nil
}

// Add stores a kept page and the article read from it as a new revision, and
// returns it. Revisions are numbered in the order in which they were fetched: one
// older than what is held takes its place among them.
func (a *Archive) Add(ctx context.Context, tx *sql.Tx, s *Stored, article *scraper.Article, outlet string) (*scraper.Revision, error) {
	id, err := a.AddPage(ctx, tx, s)
	if err != nil {
		return nil, err
	}
	return a.AddFrom(ctx, tx, id, s.page, article, outlet)
}

// AddFrom is Add for a page that the archive holds already, under id.
func (a *Archive) AddFrom(ctx context.Context, tx *sql.Tx, id int64, page *scraper.Page, article *scraper.Article, outlet string) (*scraper.Revision, error) {
	r := &scraper.Revision{
		Article: writable(*article), ArticleID: scraper.ArticleID(article.URL), Outlet: outlet,
		Fetched: page.Fetched, PageURL: page.URL, Digest: Digest(article),
	}
	if err := refuse(ctx, tx, r.URL); err != nil {
		return nil, fmt.Errorf("add article %s: %w", r.URL, err)
	}
	newer, err := makeRoom(ctx, tx, r)
	if err != nil {
		return nil, fmt.Errorf("add article %s: %w", r.URL, err)
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO article (id, url, host, outlet, revisions) VALUES (?, ?, ?, ?, 1)
		ON CONFLICT (id) DO UPDATE SET revisions = article.revisions + 1,
			url = CASE WHEN ? = 1 THEN article.url ELSE excluded.url END, outlet = CASE WHEN ? = 1 THEN article.outlet ELSE excluded.outlet END`,
		r.ArticleID, r.URL, host(r.URL), outlet, newer, newer)
	if err != nil {
		return nil, fmt.Errorf("add article %s: %w", r.URL, err)
	}
	if err := write(ctx, tx, r, id); err != nil {
		return nil, fmt.Errorf("add revision %d of %s: %w", r.Number, r.URL, err)
	}
	if newer {
		// The index knows the newest by a number that it has no longer.
		if err := renew(ctx, tx, r.ArticleID); err != nil {
			return nil, fmt.Errorf("add article %s: %w", r.URL, err)
		}
	}
	for _, url := range []string{r.URL, page.URL, page.FinalURL} {
		if err := name(ctx, tx, url, r.ArticleID); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// makeRoom sets the number of a revision by when it was fetched, moves those
// that were fetched later up by one, and reports whether there are any.
func makeRoom(ctx context.Context, tx *sql.Tx, r *scraper.Revision) (newer bool, err error) {
	var earlier, all int
	err = tx.QueryRowContext(ctx, `SELECT count(*) FILTER (WHERE fetched_at <= ?), count(*) FROM revision WHERE article = ?`,
		db.Micros(r.Fetched), r.ArticleID).Scan(&earlier, &all)
	if err != nil {
		return false, err
	}
	if r.Number = earlier + 1; earlier == all {
		return false, nil
	}
	// By way of negative numbers, so that no two are the same at any moment. Citations go
	// with their revisions.
	_, err = tx.ExecContext(ctx, `UPDATE revision SET number = -(number + 1) WHERE article = ? AND number >= ?`, r.ArticleID, r.Number)
	if err == nil {
		_, err = tx.ExecContext(ctx, `UPDATE revision SET number = -number WHERE article = ? AND number < 0`, r.ArticleID)
	}
	return true, err
}

// renew gives the newest revision of an article the next Seq.
func renew(ctx context.Context, tx *sql.Tx, articleID string) error {
	if _, err := tx.ExecContext(ctx, `UPDATE log SET seq = seq + 1`); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `UPDATE revision SET seq = (SELECT seq FROM log)
		WHERE article = ? AND number = (SELECT revisions FROM article WHERE id = ?)`, articleID, articleID)
	return err
}
