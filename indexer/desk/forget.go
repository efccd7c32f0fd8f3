package desk

import (
	"context"
	"database/sql"
	"fmt"
)

// Forget takes out what saved searches have found in articles, and what was set right in
// them, in a transaction: a match keeps the words that were found, a correction how
// its claim begins. What is being told is put together anew without them. The
// article of a claim that one of theirs was not the same as is due. A database
// that no desk was opened in holds nothing.
func Forget(ctx context.Context, tx *sql.Tx, articleIDs ...string) error {
	var begun bool
	err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM migration WHERE name = 'corrections')`).Scan(&begun)
	if err != nil || !begun {
		return err
	}
	for _, id := range articleIDs {
		for _, step := range []string{
			`UPDATE saved_delivery SET telling = 0 WHERE EXISTS (SELECT 1 FROM saved_match m WHERE m.article = ?
				AND m.search = saved_delivery.search AND m.position > told AND m.position <= telling)`,
			`DELETE FROM saved_match WHERE article = ?`,
			`INSERT INTO correction_due (article, position) SELECT CASE article WHEN ?1 THEN beside ELSE article END, max(position)
				FROM correction WHERE beside <> '' AND ?1 IN (article, beside) GROUP BY 1
				ON CONFLICT (article) DO UPDATE SET position = excluded.position`,
			`DELETE FROM correction WHERE ?1 IN (article, beside)`,
			`DELETE FROM correction_due WHERE article = ?`,
		} {
			if _, err := tx.ExecContext(ctx, step, id); err != nil {
				return fmt.Errorf("forget what is kept of %s: %w", id, err)
			}
		}
	}
	return nil
}
