package archive

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"dateline/scraper/db"
)

// An Extent is how far a WARC file is known to a database: what stands behind that was
// written by a visit that has not ended.
type Extent struct {
	File string // its name
	End  int64  // in bytes
}

// Extents returns the WARC files that the rows of a database point to, by name: the last
// is the one that may still grow.
func Extents(ctx context.Context, from db.Reader) (list []Extent, err error) {
	err = db.Each(ctx, from, func(row db.Row) error {
		var e Extent
		err := row.Scan(&e.File, &e.End)
		list = append(list, e)
		return err
	}, `SELECT warc_file, max(warc_offset + warc_length) FROM
		(SELECT warc_file, warc_offset, warc_length FROM page UNION ALL SELECT warc_file, warc_offset, warc_length FROM revisit) AS record
		GROUP BY warc_file`)
	if err != nil {
		return nil, fmt.Errorf("which files hold raw pages: %w", err)
	}
	slices.SortFunc(list, func(a, b Extent) int { return strings.Compare(a.File, b.File) })
	return list, nil
}
