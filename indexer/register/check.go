package register

import (
	"context"
	"fmt"
	"slices"

	"dateline/indexer"
	"dateline/scraper/db"
)

// Differs says how the claims that are kept of an article differ from those that an index
// holds of it, empty if they do not. Those that were refused, as a person says that they are
// no claims, are kept by their ids alone.
func (r *Register) Differs(ctx context.Context, articleID string, held, refused []string) (says string, err error) {
	kept, err := db.Texts(ctx, r.db.Read(), `SELECT id FROM claim WHERE article = ? AND gone = 0 ORDER BY id`, articleID)
	if err != nil {
		return "", fmt.Errorf("claims of %s: %w", articleID, err)
	}
	kept = slices.DeleteFunc(kept, func(id string) bool { return slices.Contains(refused, id) })
	told, err := db.Texts(ctx, r.db.Read(), `SELECT claim FROM told WHERE article = ? ORDER BY claim`, articleID)
	if err != nil {
		return "", fmt.Errorf("claims of %s: %w", articleID, err)
	}
	held = slices.Sorted(slices.Values(held))
	switch {
	case !slices.Equal(held, kept):
		return fmt.Sprintf("the index holds %d claims, and the register others: %d", len(held), len(kept)), nil
	case !slices.Equal(held, told):
		return fmt.Sprintf("the index holds %d claims, and %d were compared with others", len(held), len(told)), nil
	}
	return "", nil
}

// Articles returns the ids of all articles that something is kept of.
func (r *Register) Articles(ctx context.Context) ([]string, error) {
	ids, err := db.Texts(ctx, r.db.Read(), `SELECT article FROM claim UNION SELECT article FROM told UNION SELECT article FROM told_article
		UNION SELECT article FROM copy_key UNION SELECT article FROM copy UNION SELECT article FROM told_review`)
	if err != nil {
		return nil, fmt.Errorf("articles of claims: %w", err)
	}
	return ids, nil
}

// ArticleOf returns the id of the article that a claim is known of, or indexer.ErrNotFound.
func (r *Register) ArticleOf(ctx context.Context, claimID string) (string, error) {
	ids, err := db.Texts(ctx, r.db.Read(), `SELECT article FROM claim WHERE id = ?`, claimID)
	if err == nil && len(ids) == 0 {
		err = indexer.ErrNotFound
	}
	if err != nil {
		return "", fmt.Errorf("claim %s: %w", claimID, err)
	}
	return ids[0], nil
}
