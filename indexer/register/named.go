package register

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"dateline/scraper/db"
)

// NamedTo returns up to where the addresses that lead to articles were looked through;
// 0 if none were.
func (r *Register) NamedTo(ctx context.Context) (last int64, err error) {
	err = db.Each(ctx, r.db.Read(), func(row db.Row) error { return row.Scan(&last) }, `SELECT last FROM told_named`)
	return last, err
}

// Named follows anew the links to addresses that were found to lead to articles: a link
// may stand in an article long before a visit shows where it ends. At holds the article
// of each address, and last is where they end: it is kept with what follows from them,
// so that after a crash they are looked through again. Articles whose claims came into
// another cluster by it are noted as stale.
func (r *Register) Named(ctx context.Context, held Holdings, last int64, at map[string]string) error {
	err := r.write(ctx, func(w writing) error {
		s := newRelator(w, held)
		for _, url := range slices.Sorted(maps.Keys(at)) {
			clear(s.pages) // one link may stand in thousands of articles
			claims, err := s.texts(`SELECT DISTINCT claim FROM told_source WHERE url = ? AND page <> ? ORDER BY claim`, url, at[url])
			if err != nil {
				return err
			}
			for _, c := range claims {
				if err := s.lead(c, url, at[url]); err != nil {
					return err
				}
			}
		}
		return errors.Join(s.settle(nil),
			s.exec(`DELETE FROM told_named`), s.exec(`INSERT INTO told_named (last) VALUES (?)`, last))
	})
	if err != nil {
		return fmt.Errorf("follow links to new addresses: %w", err)
	}
	return nil
}

// lead notes that a link of a claim leads to an article. A link to the claim's own
// article leads nowhere.
func (s *relator) lead(claimID, url, articleID string) error {
	all, err := sourcesOf(s.ctx, s, claimID)
	if err != nil {
		return err
	}
	own, err := s.texts(`SELECT article FROM told WHERE claim = ?`, claimID)
	if err != nil {
		return err
	}
	sources := slices.DeleteFunc(all[claimID], func(f source) bool { return f.URL == url && slices.Contains(own, articleID) })
	if err := s.exec(`DELETE FROM told_source WHERE claim = ?`, claimID); err != nil {
		return err
	}
	for n := range sources {
		if sources[n].URL == url {
			sources[n].page = articleID
		}
		if err := s.keepSource(claimID, n, &sources[n]); err != nil {
			return err
		}
	}
	s.touched[claimID] = changed
	return s.again(claimID)
}
