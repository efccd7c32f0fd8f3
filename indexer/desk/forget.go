package desk

import (
	"context"
	"database/sql"
	"fmt"
)

// Forget takes out what saved searches have found in articles, in a transaction: a match
// keeps the words that were found. What is being told is put together anew without
// them. A database that no desk was opened in holds nothing.
func Forget(ctx context.Context, tx *sql.Tx, articleIDs ...string) error {
	var begun bool
	err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'saved_match')`).Scan(&begun)
	if err != nil || !begun {
		return err
	}
	for _, id := range articleIDs {
		for _, step := range []string{
			`UPDATE saved_delivery SET telling = 0 WHERE EXISTS (SELECT 1 FROM saved_match m WHERE m.article = ?
				AND m.search = saved_delivery.search AND m.position > told AND m.position <= telling)`,
			`DELETE FROM saved_match WHERE article = ?`,
		} {
			if _, err := tx.ExecContext(ctx, step, id); err != nil {
				return fmt.Errorf("forget what was found in %s: %w", id, err)
			}
		}
	}
	return nil
}
