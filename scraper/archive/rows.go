package archive

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"dateline/scraper"
	"dateline/scraper/db"
)

// columns are those of a revision, in the order that write and scan keep to.
const columns = `r.article, r.number, r.seq, r.fetched_at, r.digest, r.url, r.outlet, r.headline, r.bylines, r.site_name,
	r.published, r.published_from, r.published_raw, r.modified, r.modified_from, r.modified_raw,
	r.kind, r.kind_evidence, r.section, r.language, r.description, r.text, r.blocks, r.captions,
	r.published_confidence, r.published_against, r.modified_confidence, r.modified_against,
	r.tags, r.fact_checks, r.partial, r.asks, r.next, r.original`

// citationsAtOnce is how many citations one statement writes.
const citationsAtOnce = 50

// write stores a revision under the next Seq, and sets r.Seq to it.
func write(ctx context.Context, tx *sql.Tx, r *scraper.Revision, page int64) error {
	if _, err := tx.ExecContext(ctx, `UPDATE log SET seq = seq + 1`); err != nil {
		return err
	}
	if err := tx.QueryRowContext(ctx, `SELECT seq FROM log`).Scan(&r.Seq); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO revision (page, article, number, seq, fetched_at, digest, url, outlet, headline, bylines, site_name,
			published, published_from, published_raw, modified, modified_from, modified_raw,
			kind, kind_evidence, section, language, description, text, blocks, captions,
			published_confidence, published_against, modified_confidence, modified_against,
			tags, fact_checks, partial, asks, next, original)
		VALUES (?`+strings.Repeat(`, ?`, 34)+`)`,
		page, r.ArticleID, r.Number, r.Seq, db.Micros(r.Fetched), r.Digest, r.URL, r.Outlet, r.Headline, jsonText(r.Bylines), r.SiteName,
		r.Published.String(), r.Published.From, r.Published.Raw, r.Modified.String(), r.Modified.From, r.Modified.Raw,
		string(r.Kind), jsonText(r.KindEvidence), r.Section, r.Language, r.Description, r.Text, jsonText(r.Blocks), jsonText(r.Captions),
		r.Published.Confidence, jsonText(r.Published.Against), r.Modified.Confidence, jsonText(r.Modified.Against),
		jsonText(r.Tags), jsonText(r.FactChecks), r.Partial, jsonText(r.Asks), r.Next, r.Original)
	if err != nil {
		return err
	}
	for some := range slices.Chunk(r.Citations, citationsAtOnce) {
		var values []any
		for _, c := range some {
			values = append(values, r.ArticleID, r.Number, c.URL, c.Anchor, c.Sentence, c.Start, c.End)
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO citation (article, number, url, anchor, sentence, start_at, end_at) VALUES (?, ?, ?, ?, ?, ?, ?)`+
			strings.Repeat(`, (?, ?, ?, ?, ?, ?, ?)`, len(some)-1), values...)
		if err != nil {
			return fmt.Errorf("citations of %s: %w", r.URL, err)
		}
	}
	return nil
}

// scan reads what columns and the address of the page give; citations are read apart.
func scan(row db.Row) (*scraper.Revision, error) {
	var r scraper.Revision
	var fetched int64
	var published, modified, kind, bylines, evidence, blocks, captions string
	var publishedAgainst, modifiedAgainst, tags, factChecks, asks string
	err := row.Scan(&r.ArticleID, &r.Number, &r.Seq, &fetched, &r.Digest, &r.URL, &r.Outlet, &r.Headline, &bylines, &r.SiteName,
		&published, &r.Published.From, &r.Published.Raw, &modified, &r.Modified.From, &r.Modified.Raw,
		&kind, &evidence, &r.Section, &r.Language, &r.Description, &r.Text, &blocks, &captions,
		&r.Published.Confidence, &publishedAgainst, &r.Modified.Confidence, &modifiedAgainst,
		&tags, &factChecks, &r.Partial, &asks, &r.Next, &r.Original, &r.PageURL)
	if err != nil {
		return nil, notFound(err)
	}
	r.Fetched, r.Kind = db.Time(fetched), scraper.Kind(kind)
	r.Published.Time, r.Published.Day = parseDate(published)
	r.Modified.Time, r.Modified.Day = parseDate(modified)
	for _, list := range []struct {
		text string
		into any
	}{
		{bylines, &r.Bylines}, {evidence, &r.KindEvidence}, {blocks, &r.Blocks}, {captions, &r.Captions},
		{publishedAgainst, &r.Published.Against}, {modifiedAgainst, &r.Modified.Against},
		{tags, &r.Tags}, {factChecks, &r.FactChecks}, {asks, &r.Asks},
	} {
		if err := json.Unmarshal([]byte(list.text), list.into); err != nil {
			return nil, fmt.Errorf("revision %d of %s: %w", r.Number, r.URL, err)
		}
	}
	return &r, nil
}

// Newest returns the digest of an article's newest revision, as a transaction
// sees it; empty if none is held.
func (a *Archive) Newest(ctx context.Context, tx *sql.Tx, articleID string) (digest string, err error) {
	err = tx.QueryRowContext(ctx, `SELECT digest FROM revision WHERE article = ? ORDER BY number DESC LIMIT 1`, articleID).Scan(&digest)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("newest revision of %s: %w", articleID, err)
	}
	return digest, nil
}

// parseDate reads what scraper.Date.String writes.
func parseDate(s string) (t time.Time, day bool) {
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return t, true
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return time.Time{}, false
	}
	return t, false
}

// citations reads those of r into it.
func (a *Archive) citations(ctx context.Context, r *scraper.Revision) error {
	return db.Each(ctx, a.db.Read(), func(row db.Row) error {
		var c scraper.Citation
		err := row.Scan(&c.URL, &c.Anchor, &c.Sentence, &c.Start, &c.End)
		r.Citations = append(r.Citations, c)
		return err
	}, `SELECT url, anchor, sentence, start_at, end_at FROM citation
		WHERE article = ? AND number = ? ORDER BY id`, r.ArticleID, r.Number)
}

// host returns what article.host holds for an address.
func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return scraper.Host(u)
}
