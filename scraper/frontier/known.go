package frontier

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Form returns what an address is expected to hold; empty if it is not known.
func (f *Frontier) Form(ctx context.Context, url string) (form Form, err error) {
	err = f.db.Read().QueryRowContext(ctx, `SELECT form FROM visit WHERE url = ?`, url).Scan(&form)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("form of %s: %w", url, err)
	}
	return form, nil
}

// Lives reports whether an address has visits of its own, and the last did not fail.
func (f *Frontier) Lives(ctx context.Context, url string) (lives bool, err error) {
	err = f.db.Read().QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM visit
		WHERE url = ? AND same_as = '' AND due_at > 0 AND result NOT IN (?, ?))`, url, Failed, Disallowed).Scan(&lives)
	if err != nil {
		return false, fmt.Errorf("visits of %s: %w", url, err)
	}
	return lives, nil
}
