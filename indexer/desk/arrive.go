package desk

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"dateline/indexer"
	"dateline/indexer/timex"
	"dateline/scraper/db"
)

// mostEntries is how many entries are kept of a match.
const mostEntries = 5

// stored is what is kept of a match, as it was when it was found.
type stored struct {
	Article indexer.ArticleRef `json:"article"`
	Claims  int                `json:"claims"`
	Entries int                `json:"entries"`
	First   []indexer.Entry    `json:"first"`
}

// A finding is a match on its way into the log.
type finding struct {
	search string
	stored stored
}

// Arrive holds the saved searches against articles that have arrived, and writes down what
// they find. It is told of articles before the index is: held, the index, then still tells
// whether a search had found an earlier revision, which is not new. UpTo is the place in the
// archive's log up to which that has been done then; an article that stands before one told
// of already, as when an index is made anew, is passed over. Called twice, it writes once.
func (k *Desk) Arrive(ctx context.Context, held indexer.Searcher, upTo uint64, readings ...*indexer.Reading) error {
	m, done, err := k.watching(ctx)
	if err != nil || m.Len() == 0 || upTo <= done {
		return err
	}
	fresh := slices.DeleteFunc(slices.Clone(readings), func(r *indexer.Reading) bool { return r.Revision.Seq <= done })
	found, err := k.find(ctx, m, held, fresh, nil)
	if err != nil {
		return err
	}
	return k.note(ctx, found, upTo)
}

// Again holds those searches that ask for what comparing claims tells, such as how many
// origins they have, against articles of which the index is told anew because that changed.
func (k *Desk) Again(ctx context.Context, held indexer.Searcher, readings ...*indexer.Reading) error {
	m, _, err := k.watching(ctx)
	if err != nil || m.Len() == 0 {
		return err
	}
	found, err := k.find(ctx, m, held, readings, func(q *indexer.Query) bool { return compares(*q) })
	if err != nil || len(found) == 0 {
		return err
	}
	return k.note(ctx, found, 0)
}

// compares reports whether a query asks for what comparing claims tells.
func compares(q indexer.Query) bool {
	var within func(t indexer.Text) bool
	within = func(t indexer.Text) bool {
		return t.Op == indexer.Field && (t.Name == "origins" || t.Name == "conflict") || slices.ContainsFunc(t.Parts, within)
	}
	t, err := indexer.ParseText(q.Text)
	return q.Origins > 1 || q.Conflict || err == nil && within(t)
}

// watching returns the matcher of the active searches, and up to which place in the archive's
// log they were held against it. It asks the database every time whether the searches are
// those that it knows, for they may have been changed in another process.
func (k *Desk) watching(ctx context.Context) (*Matcher, uint64, error) {
	for {
		var done uint64
		var revision int64
		if err := k.db.Read().QueryRowContext(ctx, `SELECT seq, revision FROM saved_state`).Scan(&done, &revision); err != nil {
			return nil, 0, fmt.Errorf("saved searches: %w", err)
		}
		k.mu.Lock()
		m, known := k.matcher, k.revision
		k.mu.Unlock()
		if m != nil && known == revision {
			return m, done, nil
		}
		// They are read behind their revision, never before it: what is changed in between has
		// them read once more, and is not passed over.
		m, err := k.active(ctx)
		if err != nil {
			return nil, 0, err
		}
		k.mu.Lock()
		k.matcher, k.revision = m, revision
		k.mu.Unlock()
	}
}

// active returns a new matcher of the active searches.
func (k *Desk) active(ctx context.Context) (*Matcher, error) {
	rows, err := k.rows(ctx)
	if err != nil {
		return nil, fmt.Errorf("saved searches: %w", err)
	}
	m := NewMatcher(k.prober)
	for _, r := range rows {
		if !r.active {
			continue
		}
		q, err := k.question(r.query)
		if err == nil {
			err = m.Add(r.id, q)
		}
		if err != nil { // another version may have saved it; the list says so, too
			k.log.Warn("a saved search finds nothing", "search", r.id, "says", err)
		}
	}
	return m, nil
}

// find returns what the searches find in readings, of those that are asked for; nil for all.
func (k *Desk) find(ctx context.Context, m *Matcher, held indexer.Searcher, readings []*indexer.Reading, asked func(*indexer.Query) bool) ([]finding, error) {
	var all []finding
	for _, r := range readings {
		p, places, err := m.match(r)
		if err != nil {
			return nil, fmt.Errorf("hold saved searches against %s: %w", r.Revision.URL, err)
		}
		for _, place := range places {
			w := &m.entries[place]
			if asked != nil && !asked(&w.query) {
				continue
			}
			before, err := heldBefore(ctx, held, w.query, p.Article())
			if err != nil {
				return nil, fmt.Errorf("look for what %s found before: %w", w.name, err)
			}
			if before {
				continue
			}
			s := stored{Article: p.Article()}
			if s.First, s.Entries, s.Claims, err = p.Entries(w.question, mostEntries); err != nil {
				return nil, fmt.Errorf("hold %s against %s: %w", w.name, r.Revision.URL, err)
			}
			all = append(all, finding{w.name, s})
		}
	}
	return all, nil
}

// heldBefore reports whether a query finds an article in the index as it is. It asks for
// those of the same outlet and day alone, as far as the query leaves that open.
func heldBefore(ctx context.Context, held indexer.Searcher, q indexer.Query, ref indexer.ArticleRef) (bool, error) {
	if len(q.Outlets) == 0 && strings.TrimSpace(ref.Outlet) != "" {
		q.Outlets = []string{shortened(ref.Outlet)}
	}
	if day, err := time.Parse(time.DateOnly, ref.Published[:min(len(ref.Published), len(time.DateOnly))]); err == nil && q.Published.IsZero() {
		q.Published = timex.Interval{Start: day, End: day.AddDate(0, 0, 1)}
	}
	q.Limit, q.Facets, q.Order, q.Copies = indexer.MaxLimit, indexer.NoFacets, indexer.Newest, indexer.AllCopies // whether it is there is all that is asked
	for {
		page, err := held.Search(ctx, q)
		if err != nil {
			return false, err
		}
		if slices.ContainsFunc(page.Hits, func(h indexer.Hit) bool { return h.Article.ID == ref.ID }) {
			return true, nil
		}
		if page.Next == "" {
			return false, nil
		}
		q.Cursor = page.Next
	}
}

// shortened returns a name no longer than a filter may be.
func shortened(name string) string {
	const most = 300
	runes := []rune(strings.ToValidUTF8(name, "\uFFFD"))
	return string(runes[:min(len(runes), most)])
}

// note writes down what was found, and up to where, in one transaction.
func (k *Desk) note(ctx context.Context, found []finding, upTo uint64) error {
	err := k.db.Update(ctx, func(tx *sql.Tx) error {
		for _, f := range found {
			data, err := json.Marshal(f.stored)
			if err != nil {
				return err
			}
			// Who removed the search meanwhile wants no match of it.
			if _, err := tx.ExecContext(ctx, `INSERT INTO saved_match (search, article, revision, stored, found_at)
				SELECT id, ?, ?, ?, ? FROM saved_search WHERE id = ? ON CONFLICT DO NOTHING`,
				f.stored.Article.ID, f.stored.Article.Revision, string(data), db.Micros(k.now()), f.search); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, `UPDATE saved_state SET seq = max(seq, ?)`, upTo)
		return err
	})
	if err != nil {
		return fmt.Errorf("write down what saved searches found: %w", err)
	}
	if len(found) > 0 {
		k.log.Info("saved searches found articles", "count", len(found))
		k.nudge()
	}
	return nil
}
