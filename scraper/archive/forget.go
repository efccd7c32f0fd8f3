package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"

	"dateline/scraper"
	"dateline/scraper/db"
)

// A Removal is what goes if some addresses are forgotten.
type Removal struct {
	Articles  []Removed
	Addresses []string // those that were asked for, and all that led to the articles; in order
	Pages     int      // raw pages
	Revisits  int      // visits that found one of them as it was

	pages []int64
	of    map[string]string // article that an address led to; empty if none is held
}

// A Removed is an article that goes.
type Removed struct {
	ID, URL, Headline string
	Revisions         int
}

// Removal returns what goes if canonical addresses are forgotten: the articles that they
// lead to with all revisions, and every raw page of their addresses. A page that another
// article was read from as well stays.
func (a *Archive) Removal(ctx context.Context, urls ...string) (*Removal, error) {
	r := &Removal{of: map[string]string{}}
	for _, url := range urls {
		list, err := db.Texts(ctx, a.db.Read(), `SELECT article FROM address WHERE url = ?1 UNION SELECT id FROM article WHERE id = ?2`, url, scraper.ArticleID(url))
		if err != nil {
			return nil, fmt.Errorf("what is at %s: %w", url, err)
		}
		for _, id := range list {
			if err := a.remove(ctx, r, id); err != nil {
				return nil, fmt.Errorf("what is at %s: %w", url, err)
			}
		}
		if _, led := r.of[url]; !led {
			r.of[url] = ""
		}
	}
	r.Addresses = slices.Sorted(maps.Keys(r.of))
	return r, removePages(ctx, a.db.Read(), r)
}

// remove adds an article, and the addresses that lead to it.
func (a *Archive) remove(ctx context.Context, r *Removal, id string) error {
	if slices.ContainsFunc(r.Articles, func(held Removed) bool { return held.ID == id }) {
		return nil
	}
	article := Removed{ID: id}
	err := a.db.Read().QueryRowContext(ctx, `SELECT url, revisions, coalesce((SELECT headline FROM revision r WHERE r.article = a.id AND r.number = a.revisions), '')
		FROM article a WHERE id = ?`, id).Scan(&article.URL, &article.Revisions, &article.Headline)
	if err != nil {
		return notFound(err)
	}
	r.Articles = append(r.Articles, article)
	list, err := db.Texts(ctx, a.db.Read(), `SELECT url FROM address WHERE article = ?1 UNION SELECT url FROM article WHERE id = ?1
		UNION SELECT url FROM revision WHERE article = ?1`, id)
	for _, url := range list {
		r.of[url] = id
	}
	return err
}

// removePages finds the raw pages that go.
func removePages(ctx context.Context, from db.Reader, r *Removal) error {
	ids := make([]string, len(r.Articles))
	for i, article := range r.Articles {
		ids[i] = article.ID
	}
	r.pages, r.Pages, r.Revisits = nil, 0, 0
	err := db.Each(ctx, from, func(row db.Row) error {
		var id int64
		var revisits int
		err := row.Scan(&id, &revisits)
		r.pages = append(r.pages, id)
		r.Pages++
		r.Revisits += revisits
		return err
	}, `WITH gone AS (SELECT value AS article FROM json_each(?1)), at AS (SELECT value AS url FROM json_each(?2))
		SELECT id, (SELECT count(*) FROM revisit v WHERE v.page = p.id) FROM page p
		WHERE (url IN (SELECT url FROM at) OR final_url IN (SELECT url FROM at)
				OR id IN (SELECT page FROM revision WHERE article IN (SELECT article FROM gone)))
			AND NOT EXISTS (SELECT 1 FROM revision r WHERE r.page = p.id AND r.article NOT IN (SELECT article FROM gone))
		ORDER BY id`, db.List(ids), db.List(r.Addresses))
	if err != nil {
		return fmt.Errorf("which raw pages go: %w", err)
	}
	return nil
}

// Forget removes what r says, for good, and leaves tombstones. In the transaction that
// does so it calls also. A crash leaves all as it was, or all done: raw pages are
// copied without those that go to other WARC files before it, and the old files are
// removed behind it, if need be when the archive is opened next.
//
// The words stay in unused parts of the database until db.DB.Compact, and in the index
// until that forgets the articles: see Forgetting.
func (a *Archive) Forget(ctx context.Context, r *Removal, reason string, also func(tx *sql.Tx) error) error {
	pages, err := a.home(ctx, true)
	if err != nil {
		return fmt.Errorf("forget: %w", err)
	}
	defer pages.Hold()() // no page is appended meanwhile
	copies, err := a.copyWithout(ctx, pages, r)
	if err == nil {
		err = a.db.Update(ctx, func(tx *sql.Tx) error {
			if err := a.forget(ctx, tx, r, reason, copies); err != nil {
				return err
			}
			return also(tx)
		})
	}
	ctx = context.WithoutCancel(ctx)
	if err != nil {
		return errors.Join(fmt.Errorf("forget: %w", err), a.discard(ctx, pages)) // the copies
	}
	for _, c := range copies {
		if err := pages.Replaced(c.from, c.to); err != nil {
			return err
		}
	}
	return errors.Join(a.discard(ctx, pages), a.RemoveStrays(ctx)) // visits that never ended may have brought it, too
}

// forget writes down what r says.
func (a *Archive) forget(ctx context.Context, tx *sql.Tx, r *Removal, reason string, copies []*warcCopy) error {
	now := *r
	if err := removePages(ctx, tx, &now); err != nil {
		return err
	}
	if !slices.Equal(now.pages, r.pages) {
		return errors.New("another crawler has visited it meanwhile: run the command again")
	}
	at := db.Micros(a.opt.Now())
	for _, url := range r.Addresses {
		if _, err := tx.ExecContext(ctx, `INSERT INTO tombstone (url, id, article, forgotten_at, reason) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (url) DO UPDATE SET article = excluded.article, forgotten_at = excluded.forgotten_at, reason = excluded.reason`, url, scraper.ArticleID(url), r.of[url], at, reason); err != nil {
			return err
		}
	}
	gone := db.List(r.pages)
	steps := []string{
		`DELETE FROM revisit WHERE page IN (SELECT CAST(value AS INTEGER) FROM json_each(?1))`,
		`DELETE FROM page WHERE id IN (SELECT CAST(value AS INTEGER) FROM json_each(?1))`,
	}
	for _, article := range r.Articles {
		for _, step := range []string{
			`DELETE FROM citation WHERE article = ?`, `DELETE FROM revision WHERE article = ?`, `DELETE FROM address WHERE article = ?`,
			`DELETE FROM article WHERE id = ?`, `INSERT INTO forgetting (article) VALUES (?) ON CONFLICT DO NOTHING`,
		} {
			if _, err := tx.ExecContext(ctx, step, article.ID); err != nil {
				return err
			}
		}
	}
	for _, step := range steps {
		if _, err := tx.ExecContext(ctx, step, gone); err != nil {
			return err
		}
	}
	for _, c := range copies {
		if err := c.point(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}
