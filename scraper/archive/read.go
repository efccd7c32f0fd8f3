package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"dateline/scraper"
	"dateline/scraper/db"
)

// Revision returns one revision of an article, the newest if number is 0, or
// ErrNotFound.
func (a *Archive) Revision(ctx context.Context, articleID string, number int) (*scraper.Revision, error) {
	r, err := scan(a.db.Read().QueryRowContext(ctx, `SELECT `+columns+`, p.url FROM revision r JOIN page p ON p.id = r.page
		WHERE r.article = ? AND (r.number = ? OR ? = 0) ORDER BY r.number DESC LIMIT 1`, articleID, number, number))
	if err != nil {
		return nil, fmt.Errorf("article %s: %w", articleID, err)
	}
	return r, a.citations(ctx, r)
}

// Around returns the revision of an article that was held at a time, and the one
// fetched next behind it; nil where there is none.
func (a *Archive) Around(ctx context.Context, articleID string, at time.Time) (before, after *scraper.Revision, err error) {
	for _, side := range []struct {
		r    **scraper.Revision
		rule string
	}{{&before, `<= ? ORDER BY r.number DESC`}, {&after, `> ? ORDER BY r.number`}} {
		*side.r, err = scan(a.db.Read().QueryRowContext(ctx, `SELECT `+columns+`, p.url FROM revision r JOIN page p ON p.id = r.page
			WHERE r.article = ? AND r.fetched_at `+side.rule+` LIMIT 1`, articleID, db.Micros(at)))
		if err != nil && !errors.Is(err, ErrNotFound) {
			return nil, nil, fmt.Errorf("article %s: %w", articleID, err)
		}
	}
	return before, after, nil
}

// Revisions lists the revisions of an article, the oldest first, or returns ErrNotFound.
func (a *Archive) Revisions(ctx context.Context, articleID string) (list []RevisionInfo, err error) {
	err = db.Each(ctx, a.db.Read(), func(row db.Row) error {
		var i RevisionInfo
		var fetched int64
		err := row.Scan(&i.ArticleID, &i.Number, &i.Headline, &i.Published, &i.Modified, &fetched, &i.PageURL, &i.Digest, &i.Length)
		i.Fetched = db.Time(fetched)
		list = append(list, i)
		return err
	}, `SELECT r.article, r.number, r.headline, r.published, r.modified, r.fetched_at, p.url, r.digest, length(r.text)
		FROM revision r JOIN page p ON p.id = r.page WHERE r.article = ? ORDER BY r.number`, articleID)
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("article %s: %w", articleID, ErrNotFound)
	}
	return list, err
}

// After returns, in order of Seq, the newest revisions of at most limit
// articles whose Seq is above seq. Older revisions are no part of an index.
func (a *Archive) After(ctx context.Context, seq uint64, limit int) (list []*scraper.Revision, err error) {
	err = db.Each(ctx, a.db.Read(), func(row db.Row) error {
		r, err := scan(row)
		list = append(list, r)
		return err
	}, `SELECT `+columns+`, p.url FROM revision r
		JOIN page p ON p.id = r.page JOIN article a ON a.id = r.article AND a.revisions = r.number
		WHERE r.seq > ? ORDER BY r.seq LIMIT ?`, int64(seq), limit)
	if err != nil {
		return nil, fmt.Errorf("read what follows %d: %w", seq, err)
	}
	for _, r := range list {
		if err := a.citations(ctx, r); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Seq returns the Seq given last.
func (a *Archive) Seq(ctx context.Context) (seq uint64, err error) {
	err = a.db.Read().QueryRowContext(ctx, `SELECT seq FROM log`).Scan(&seq)
	return seq, err
}

// Each calls do with every revision that is held, article by article, oldest first.
func (a *Archive) Each(ctx context.Context, do func(*scraper.Revision) error) error {
	type key struct {
		article string
		number  int
	}
	var keys []key
	err := db.Each(ctx, a.db.Read(), func(row db.Row) error {
		var k key
		err := row.Scan(&k.article, &k.number)
		keys = append(keys, k)
		return err
	}, `SELECT article, number FROM revision ORDER BY article, number`)
	if err != nil {
		return err
	}
	for _, k := range keys {
		r, err := a.Revision(ctx, k.article, k.number)
		if err != nil {
			return err
		}
		if err := do(r); err != nil {
			return err
		}
	}
	return nil
}

// Page returns the raw page that a revision was read from.
func (a *Archive) Page(ctx context.Context, r *scraper.Revision) (*scraper.Page, error) {
	p, err := a.page(ctx, a.db.Read().QueryRowContext(ctx, `SELECT `+pageColumns+`
		FROM page p JOIN revision r ON r.page = p.id WHERE r.article = ? AND r.number = ?`, r.ArticleID, r.Number))
	if err != nil {
		return nil, fmt.Errorf("page of %s: %w", r.URL, err)
	}
	return p, nil
}

// PageAt returns the raw page that was stored last for an address, or ErrNotFound.
func (a *Archive) PageAt(ctx context.Context, url string) (*scraper.Page, error) {
	p, err := a.page(ctx, a.db.Read().QueryRowContext(ctx, `SELECT `+pageColumns+`
		FROM page p WHERE p.url = ? ORDER BY p.id DESC LIMIT 1`, url))
	if err != nil {
		return nil, fmt.Errorf("page at %s: %w", url, err)
	}
	return p, nil
}

const pageColumns = `p.url, p.final_url, p.redirects, p.fetched_at, p.status, p.warc_file, p.warc_offset, p.warc_length`

// page reads a row of pageColumns, and the raw page that it points to.
func (a *Archive) page(ctx context.Context, row db.Row) (*scraper.Page, error) {
	var p scraper.Page
	var redirects string
	var fetched int64
	var at place
	err := row.Scan(&p.URL, &p.FinalURL, &redirects, &fetched, &p.Status, &at.file, &at.offset, &at.length)
	if err != nil {
		return nil, notFound(err)
	}
	p.Fetched = db.Time(fetched)
	if err := jsonInto(redirects, &p.Redirects); err != nil {
		return nil, err
	}
	if p.Header, p.Body, err = a.read(ctx, at); err != nil {
		return nil, fmt.Errorf("%s at %d: %w", at.file, at.offset, err)
	}
	return &p, nil
}

// Record returns the WARC record of the raw page that a revision was read from,
// packed as it is kept.
func (a *Archive) Record(ctx context.Context, articleID string, number int) ([]byte, error) {
	var at place
	err := a.db.Read().QueryRowContext(ctx, `SELECT p.warc_file, p.warc_offset, p.warc_length
		FROM page p JOIN revision r ON r.page = p.id WHERE r.article = ? AND r.number = ?`, articleID, number).Scan(&at.file, &at.offset, &at.length)
	if err != nil {
		return nil, fmt.Errorf("page of %s, revision %d: %w", articleID, number, notFound(err))
	}
	record, err := a.raw(ctx, at)
	if err != nil {
		return nil, fmt.Errorf("%s at %d: %w", at.file, at.offset, err)
	}
	return record, nil
}

// EachUnread calls do with the newest page of every address that no revision
// was ever read from.
func (a *Archive) EachUnread(ctx context.Context, do func(id int64, p *scraper.Page) error) error {
	var ids []int64
	err := db.Each(ctx, a.db.Read(), func(row db.Row) error {
		var id int64
		err := row.Scan(&id)
		ids = append(ids, id)
		return err
	}, `SELECT max(p.id) FROM page p GROUP BY p.url
		HAVING count((SELECT min(r.number) FROM revision r WHERE r.page = p.id)) = 0`)
	if err != nil {
		return err
	}
	for _, id := range ids {
		p, err := a.page(ctx, a.db.Read().QueryRowContext(ctx, `SELECT `+pageColumns+` FROM page p WHERE p.id = ?`, id))
		if err != nil {
			return fmt.Errorf("page %d: %w", id, err)
		}
		if err := do(id, p); err != nil {
			return err
		}
	}
	return nil
}

// ArticleAt returns which of urls led to articles that are held: address to id.
func (a *Archive) ArticleAt(ctx context.Context, urls []string) (map[string]string, error) {
	found := map[string]string{}
	for _, url := range urls {
		var id string
		err := a.db.Read().QueryRowContext(ctx, `SELECT article FROM address WHERE url = ?`, url).Scan(&id)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return nil, err
		}
		found[url] = id
	}
	return found, nil
}

// Names returns which addresses were found to lead to articles, in the order in which
// that was found, behind a place in it: address to id, at most so many, and the place
// of the last. There are no more once last is the place that was given.
func (a *Archive) Names(ctx context.Context, after int64, limit int) (at map[string]string, last int64, err error) {
	at, last = map[string]string{}, after
	err = db.Each(ctx, a.db.Read(), func(row db.Row) error {
		var url, id string
		err := row.Scan(&last, &url, &id)
		at[url] = id
		return err
	}, `SELECT found, url, article FROM address WHERE found > ? ORDER BY found LIMIT ?`, after, limit)
	return at, last, err
}

// Size returns how many articles and revisions are held.
func (a *Archive) Size(ctx context.Context) (articles, revisions int, err error) {
	err = a.db.Read().QueryRowContext(ctx, `SELECT count(*), coalesce(sum(revisions), 0) FROM article`).Scan(&articles, &revisions)
	return articles, revisions, err
}

// A Count says how much is held of one outlet or host.
type Count struct{ Articles, Revisions int }

// A Quality says how much is known of the articles of an outlet.
type Quality struct {
	Stored int // articles
	Dated  int // of them, with a date of publication
	Signed int // of them, with an author
}

// qualities reads nothing but the index revision_quality.
const qualities = `SELECT outlet, count(*), count(*) FILTER (WHERE published <> ''), count(*) FILTER (WHERE bylines NOT IN ('[]', 'null'))
	FROM revision WHERE number = 1 AND fetched_at >= ? AND fetched_at < ? GROUP BY outlet`

// Qualities returns the quality of the articles that were first stored from one
// moment to another, by outlet.
func (a *Archive) Qualities(ctx context.Context, from, to time.Time) (map[string]Quality, error) {
	found := map[string]Quality{}
	err := db.Each(ctx, a.db.Read(), func(row db.Row) error {
		var outlet string
		var q Quality
		err := row.Scan(&outlet, &q.Stored, &q.Dated, &q.Signed)
		found[outlet] = q
		return err
	}, qualities, db.Micros(from), db.Micros(to))
	if err != nil {
		return nil, fmt.Errorf("quality of articles: %w", err)
	}
	return found, nil
}

// Counts returns what is held by outlet name, and under the host's name as well.
func (a *Archive) Counts(ctx context.Context) (map[string]Count, error) {
	counts := map[string]Count{}
	err := db.Each(ctx, a.db.Read(), func(row db.Row) error {
		var outlet, host string
		var c Count
		err := row.Scan(&outlet, &host, &c.Articles, &c.Revisions)
		for _, name := range distinct(outlet, host) {
			sum := counts[name]
			counts[name] = Count{sum.Articles + c.Articles, sum.Revisions + c.Revisions}
		}
		return err
	}, `SELECT outlet, host, count(*), sum(revisions) FROM article GROUP BY outlet, host`)
	return counts, err
}

func distinct(a, b string) []string {
	if a == b {
		return []string{a}
	}
	return []string{a, b}
}
