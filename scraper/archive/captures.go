package archive

import (
	"context"
	"fmt"

	"dateline/scraper"
	"dateline/scraper/db"
)

// A Key names a revision.
type Key struct {
	Article string
	Number  int
}

// Captures returns what there is to cite revisions by, with the pages that they cite if
// cited is set. Revisions that are not held are left out.
func (a *Archive) Captures(ctx context.Context, keys []Key, cited bool) (map[Key]*scraper.Capture, error) {
	texts := make([]string, len(keys))
	for i, k := range keys {
		texts[i] = fmt.Sprintf("%09d%s", k.Number, k.Article)
	}
	wanted := db.List(texts)
	found := map[Key]*scraper.Capture{}
	err := db.Each(ctx, a.db.Read(), func(row db.Row) error {
		var c scraper.Capture
		var fetched int64
		var bylines string
		if err := row.Scan(&c.ArticleID, &c.Number, &fetched, &c.Digest, &bylines, &c.Language); err != nil {
			return err
		}
		c.Fetched = db.Time(fetched)
		found[Key{c.ArticleID, c.Number}] = &c
		return jsonInto(bylines, &c.Bylines)
	}, `SELECT r.article, r.number, r.fetched_at, r.digest, r.bylines, r.language
		FROM json_each(?) k CROSS JOIN revision r WHERE r.article = `+articleOfKey+` AND r.number = `+numberOfKey, wanted)
	if err == nil && cited {
		err = a.cited(ctx, wanted, found)
	}
	if err != nil {
		return nil, fmt.Errorf("captures of %d revisions: %w", len(keys), err)
	}
	return found, nil
}

// What a key says that was written as one text.
const (
	articleOfKey = `substr(k.value, 10)`
	numberOfKey  = `CAST(substr(k.value, 1, 9) AS INTEGER)`
)

// cited gives captures the pages that their revisions cite, with the newest of what is
// held there.
func (a *Archive) cited(ctx context.Context, wanted string, captures map[Key]*scraper.Capture) error {
	return db.Each(ctx, a.db.Read(), func(row db.Row) error {
		var k Key
		var c scraper.Cited
		var kind string
		if err := row.Scan(&k.Article, &k.Number, &c.URL, &c.Anchor, &c.ArticleID, &c.Address, &c.Headline, &c.Outlet, &kind, &c.Published); err != nil {
			return err
		}
		c.Kind = scraper.Kind(kind)
		if into := captures[k]; into != nil {
			into.Cited = append(into.Cited, c)
		}
		return nil
	}, `SELECT c.article, c.number, c.url, c.anchor, coalesce(r.article, ''), coalesce(r.url, ''), coalesce(r.headline, ''),
			coalesce(r.outlet, ''), coalesce(r.kind, ''), coalesce(r.published, '')
		FROM json_each(?) k JOIN citation c ON c.article = `+articleOfKey+` AND c.number = `+numberOfKey+`
		LEFT JOIN address d ON d.url = c.url
		LEFT JOIN article t ON t.id = d.article
		LEFT JOIN revision r ON r.article = t.id AND r.number = t.revisions
		ORDER BY k.key, c.id`, wanted)
}
