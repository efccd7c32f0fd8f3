package archive

import (
	"context"
	"database/sql"
	"errors"

	"dateline/scraper/warc"
)

// A File is a WARC file of others, as it is known again: a file of that name
// that has grown or begins otherwise is another.
type File struct {
	Path   string // absolute
	Size   int64  // in bytes
	Digest string // of how it begins
}

// Reached returns how far a file was read, and whether that was to its end; the
// zero position if it was never begun.
func (a *Archive) Reached(ctx context.Context, f File) (at warc.Position, finished bool, err error) {
	err = a.db.Read().QueryRowContext(ctx, `SELECT file_offset, within, finished FROM import WHERE path = ? AND size = ? AND digest = ?`,
		f.Path, f.Size, f.Digest).Scan(&at.Offset, &at.Within, &finished)
	if errors.Is(err, sql.ErrNoRows) {
		return at, false, nil
	}
	return at, finished, err
}

// Reach notes how far a file was read, in the transaction that stores its pages.
func (a *Archive) Reach(ctx context.Context, tx *sql.Tx, f File, at warc.Position, finished bool) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO import (path, size, digest, file_offset, within, finished) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (path, size, digest) DO UPDATE SET file_offset = excluded.file_offset, within = excluded.within, finished = excluded.finished`,
		f.Path, f.Size, f.Digest, at.Offset, at.Within, finished)
	return err
}
