package register

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"dateline/indexer/cite"
	"dateline/scraper"
	"dateline/scraper/db"
)

// Copies are kept in three tables, all of them derived: reading the archive anew
// makes them again.
//
//	copy_key   what candidates for copies are found by, see cite.Keys
//	copy_join  two articles that are copies of one text, and why
//	copy       an article that is a copy, of which one, and why
var copySteps = []string{
	`CREATE TABLE copy_key (
		key     INTEGER NOT NULL,
		article TEXT NOT NULL,
		PRIMARY KEY (key, article)
	) WITHOUT ROWID`,
	`CREATE INDEX copy_key_article ON copy_key (article)`,
	`CREATE TABLE copy_join (
		a           TEXT NOT NULL,
		b           TEXT NOT NULL,    -- a < b
		reason      TEXT NOT NULL,
		shared      INTEGER NOT NULL, -- runs of five words that stand in both
		containment REAL NOT NULL,    -- share of the shorter text's runs, 0 to 1
		jaccard     REAL NOT NULL,    -- share of all runs, 0 to 1
		PRIMARY KEY (a, b)
	) WITHOUT ROWID`,
	`CREATE INDEX copy_join_b ON copy_join (b)`,
	`CREATE TABLE copy (
		article TEXT PRIMARY KEY,
		first   TEXT NOT NULL, -- the earliest article with that text
		reason  TEXT NOT NULL
	)`,
	`CREATE INDEX copy_first ON copy (first)`,
}

const (
	mostPerKey     = 200  // articles that are looked at
	mostCandidates = 30   // that are compared with an article
	mostCompared   = 300  // with those that are copies of a candidate
	mostJoined     = 1000 // articles in one set of copies
)

// Text brings the newest revision of an article as copies are judged by; nil for
// an article that is not held.
type Text func(ctx context.Context, articleID string) (*cite.Text, error)

// NewText returns a revision as copies are judged by.
func NewText(r *scraper.Revision) *cite.Text {
	return &cite.Text{
		Article: r.ArticleID, Outlet: r.Outlet, Authors: r.Bylines, URL: r.URL, Published: r.Published,
		Fetched: r.Fetched, Original: r.Original, Words: r.Text,
	}
}

// Join finds what the given articles are copies of, in place of what was found
// before. Others are asked of text. Articles that became copies of another one by it, or
// are none any more, are noted as stale.
func (r *Register) Join(ctx context.Context, text Text, given ...*cite.Text) error {
	if len(given) == 0 {
		return nil
	}
	known := map[string]*cite.Text{}
	for _, t := range given {
		known[t.Article] = t
	}
	cached := func(ctx context.Context, id string) (*cite.Text, error) {
		if t, ok := known[id]; ok {
			return t, nil
		}
		t, err := text(ctx, id)
		known[id] = t
		return t, err
	}
	return r.write(ctx, func(w writing) error {
		j := newJoiner(w, cached)
		for _, t := range given {
			if err := j.join(t); err != nil {
				return fmt.Errorf("copies of %s: %w", t.Article, err)
			}
		}
		return j.stale()
	})
}

// A joiner finds copies within one transaction.
type joiner struct {
	writing
	text  Text
	first map[string]string // of articles whose copies may be others now, the first before
}

func newJoiner(w writing, text Text) *joiner {
	return &joiner{writing: w, text: text, first: map[string]string{}}
}

// firstOf asks which article is the earliest with the text of one.
const firstOf = `SELECT first FROM copy WHERE article = ?1 OR first = ?1 LIMIT 1`

// note remembers what articles are copies of, before that is changed.
func (j *joiner) note(ids []string) error {
	for _, id := range ids {
		if _, ok := j.first[id]; ok {
			continue
		}
		first, err := j.texts(firstOf, id)
		if err != nil {
			return err
		}
		j.first[id] = strings.Join(first, "")
	}
	return nil
}

// stale notes the articles that are copies of another one now: the index has to be told.
func (j *joiner) stale() error {
	for _, id := range slices.Sorted(maps.Keys(j.first)) {
		first, err := j.texts(firstOf, id)
		if err != nil {
			return err
		}
		if strings.Join(first, "") != j.first[id] {
			if err := j.exec(`INSERT INTO told_stale (article) VALUES (?) ON CONFLICT DO NOTHING`, id); err != nil {
				return err
			}
		}
	}
	return nil
}

// join finds what one article is a copy of.
func (j *joiner) join(t *cite.Text) error {
	before, err := j.component(t.Article)
	if err != nil {
		return err
	}
	if err := j.note(before); err != nil {
		return err
	}
	if err := errors.Join(
		j.exec(`DELETE FROM copy_key WHERE article = ?`, t.Article),
		j.exec(`DELETE FROM copy_join WHERE a = ? OR b = ?`, t.Article, t.Article),
	); err != nil {
		return err
	}
	keys := cite.Keys(t.Words)
	candidates, err := j.candidates(t, keys)
	if err != nil {
		return err
	}
	if err := j.exec(`INSERT INTO copy_key (key, article) SELECT DISTINCT CAST(value AS INTEGER), ?2 FROM json_each(?1)`, keyList(keys), t.Article); err != nil {
		return err
	}
	for _, id := range candidates {
		other, err := j.text(j.ctx, id)
		if err != nil {
			return err
		}
		if other == nil {
			continue
		}
		if found, ok := cite.Judge(t, other); ok {
			if err := j.exec(`INSERT INTO copy_join (a, b, reason, shared, containment, jaccard) VALUES (?, ?, ?, ?, ?, ?)`,
				found.A, found.B, found.Reason, found.Shared, found.Containment, found.Jaccard); err != nil {
				return err
			}
		}
	}
	after, err := j.component(t.Article)
	if err != nil {
		return err
	}
	// What hung together by this article may do so no longer.
	for _, id := range before {
		if slices.Contains(after, id) {
			continue
		}
		rest, err := j.component(id)
		if err != nil {
			return err
		}
		if err := j.cluster(rest); err != nil {
			return err
		}
	}
	return j.cluster(after)
}

// sharingText asks which articles have the most keys in common with the given, those
// first. Of a paragraph that stands everywhere some articles are enough, always the same.
const sharingText = `SELECT near.article FROM json_each(?1) wanted CROSS JOIN copy_key near WHERE near.key = CAST(wanted.value AS INTEGER)
	AND near.article <= coalesce((SELECT article FROM copy_key WHERE key = CAST(wanted.value AS INTEGER) ORDER BY article LIMIT 1 OFFSET ?2), '~')
	GROUP BY near.article ORDER BY count(*) DESC, near.article LIMIT ?3`

// candidates returns the articles that share the most keys with t, those that are
// held to be copies of them, and the one that it names as its original.
func (j *joiner) candidates(t *cite.Text, keys []uint64) ([]string, error) {
	ids, err := j.texts(sharingText, keyList(keys), mostPerKey-1, mostCandidates)
	if err != nil {
		return nil, err
	}
	if t.Original != "" {
		if id := scraper.ArticleID(t.Original); !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	// Whoever comes first must be compared with all that it may come before.
	for _, id := range slices.Clone(ids) {
		if len(ids) > mostCompared {
			break
		}
		near, err := j.texts(`SELECT first FROM copy WHERE article = ?1
			UNION SELECT article FROM copy WHERE first = ?1
			UNION SELECT other.article FROM copy JOIN copy other ON other.first = copy.first WHERE copy.article = ?1`, id)
		if err != nil {
			return nil, err
		}
		ids = addNew(ids, near)
	}
	return slices.DeleteFunc(ids, func(id string) bool { return id == t.Article }), nil
}

// component returns the articles that joins lead to from one, itself included.
func (j *joiner) component(id string) ([]string, error) {
	list := []string{id}
	for i := 0; i < len(list) && len(list) < mostJoined; i++ {
		near, err := j.texts(`SELECT b FROM copy_join WHERE a = ?1 UNION SELECT a FROM copy_join WHERE b = ?1`, list[i])
		if err != nil {
			return nil, err
		}
		list = addNew(list, near)
	}
	return list, nil
}

// addNew appends those that are not in the list yet.
func addNew(list, more []string) []string {
	for _, id := range more {
		if !slices.Contains(list, id) {
			list = append(list, id)
		}
	}
	return list
}

// cluster parts articles that hang together into sets of copies, and keeps those.
func (j *joiner) cluster(ids []string) error {
	if err := j.note(ids); err != nil {
		return err
	}
	var texts []*cite.Text
	var joins []cite.Join
	for _, id := range ids {
		if err := j.exec(`DELETE FROM copy WHERE article = ?`, id); err != nil {
			return err
		}
		if len(ids) == 1 {
			return nil
		}
		t, err := j.text(j.ctx, id)
		if err != nil {
			return err
		}
		if t != nil {
			texts = append(texts, t)
		}
		err = j.each(func(row db.Row) error {
			var found cite.Join
			err := row.Scan(&found.A, &found.B, &found.Reason)
			joins = append(joins, found)
			return err
		}, `SELECT a, b, reason FROM copy_join WHERE a = ?`, id)
		if err != nil {
			return err
		}
	}
	for _, c := range cite.Clusters(texts, joins) {
		for _, other := range c.Others {
			if err := j.exec(`INSERT INTO copy (article, first, reason) VALUES (?, ?, ?)`, other, c.First, c.Why[other]); err != nil {
				return err
			}
		}
	}
	return nil
}

// A Copy is an article that repeats another.
type Copy struct {
	Article string // id
	Reason  string // why it is taken as a copy
}

// Copies returns the earliest article that has the text of the given one, and all
// that repeat it; no first if the article is nobody's copy and has none.
func (r *Register) Copies(ctx context.Context, articleID string) (first string, list []Copy, err error) {
	err = db.Each(ctx, r.db.Read(), func(row db.Row) error {
		var c Copy
		err := row.Scan(&first, &c.Article, &c.Reason)
		list = append(list, c)
		return err
	}, `SELECT first, article, reason FROM copy
		WHERE first = coalesce((SELECT first FROM copy WHERE article = ?), ?) ORDER BY article`, articleID, articleID)
	if err != nil {
		return "", nil, fmt.Errorf("copies of %s: %w", articleID, err)
	}
	return first, list, nil
}

// First returns the id of the earliest article that has the text of one, which may be its
// own; empty if no other article has it.
func (r *Register) First(ctx context.Context, articleID string) (string, error) {
	return firstTold(ctx, r.db.Read(), articleID)
}

func firstTold(ctx context.Context, from db.Reader, articleID string) (string, error) {
	first, err := db.Texts(ctx, from, firstOf, articleID)
	if err != nil {
		return "", fmt.Errorf("copies of %s: %w", articleID, err)
	}
	return strings.Join(first, ""), nil
}
