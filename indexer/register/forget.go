package register

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"

	"dateline/indexer/cite"
)

// Forget takes out all that is kept of articles, in a transaction. What others say
// stays: their claims come into clusters without those that go, and the citations that
// led to them are open again. Articles whose claims that changes are noted as stale.
// Ids of claims that were taken out may be given again.
func (r *Register) Forget(ctx context.Context, tx *sql.Tx, held Holdings, articleIDs ...string) error {
	w := writing{Tx: tx, ctx: ctx, prepared: map[string]*sql.Stmt{}}
	rest := without{held, articleIDs}
	s := newRelator(w, rest)
	j := newJoiner(w, rest.Text)
	for _, id := range articleIDs {
		if err := errors.Join(j.forget(id), s.forget(id)); err != nil {
			return fmt.Errorf("forget claims of %s: %w", id, err)
		}
	}
	for _, id := range articleIDs {
		delete(j.first, id)
	}
	if err := j.stale(); err != nil {
		return err
	}
	// Nobody asks for those that went with their articles.
	for _, c := range slices.Sorted(maps.Keys(s.touched)) {
		held, err := s.texts(`SELECT claim FROM told WHERE claim = ?`, c)
		if err != nil {
			return err
		}
		if len(held) == 0 {
			delete(s.touched, c)
		}
	}
	return s.settle(nil)
}

// forget takes an article out of the copies. What hung together by it may do so no longer.
func (j *joiner) forget(id string) error {
	near, err := j.component(id)
	if err != nil {
		return err
	}
	if err := j.note(near); err != nil {
		return err
	}
	if err := errors.Join(
		j.exec(`DELETE FROM copy_key WHERE article = ?`, id),
		j.exec(`DELETE FROM copy_join WHERE a = ? OR b = ?`, id, id),
		j.exec(`DELETE FROM copy WHERE article = ? OR first = ?`, id, id),
	); err != nil {
		return err
	}
	done := map[string]bool{id: true}
	for _, other := range near {
		if done[other] {
			continue
		}
		rest, err := j.component(other)
		if err != nil {
			return err
		}
		for _, member := range rest {
			done[member] = true
		}
		if err := j.cluster(rest); err != nil {
			return err
		}
	}
	return nil
}

// forget takes out what is kept of the claims of an article, and touches those that had
// to do with them.
func (s *relator) forget(id string) error {
	keys, err := s.part(id)
	if err != nil {
		return err
	}
	for c, before := range keys {
		if err := s.unkey(c, before, nil); err != nil {
			return err
		}
	}
	if err := s.aliases(id); err != nil { // it has no views: all pairs go
		return err
	}
	for _, table := range []string{"told", "told_article", "told_review", "told_review_key", "told_stale", "claim"} {
		if err := s.exec(`DELETE FROM `+table+` WHERE article = ?`, id); err != nil {
			return err
		}
	}
	return s.reopen(id)
}

// reopen judges the sources anew that led to an article which is held no more.
func (s *relator) reopen(id string) error {
	led, err := s.texts(`SELECT DISTINCT claim FROM told_source WHERE page = ? ORDER BY claim`, id)
	if err != nil {
		return err
	}
	for _, c := range led {
		if err := s.again(c); err != nil {
			return err
		}
		s.touched[c] = changed
	}
	return nil
}

// A without is what is held, but for some articles.
type without struct {
	Holdings
	gone []string // ids
}

func (w without) Text(ctx context.Context, articleID string) (*cite.Text, error) {
	if slices.Contains(w.gone, articleID) {
		return nil, nil
	}
	return w.Holdings.Text(ctx, articleID)
}

func (w without) ArticleAt(ctx context.Context, urls []string) (map[string]string, error) {
	at, err := w.Holdings.ArticleAt(ctx, urls)
	for url, id := range at {
		if slices.Contains(w.gone, id) {
			delete(at, url)
		}
	}
	return at, err
}
