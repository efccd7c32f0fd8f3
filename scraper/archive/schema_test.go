package archive

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"dateline/scraper/db"
	"dateline/scraper/db/dbtest"
)

// Citations and revisits of an archive that knew their order by rowid keep it.
func TestOldRowsKeepTheirOrder(t *testing.T) {
	ctx := t.Context()
	old, err := db.Open(ctx, dbtest.Address(t))
	if err != nil {
		t.Fatal(err)
	}
	before := slices.IndexFunc(steps, func(step string) bool { return strings.HasPrefix(step, "CREATE TABLE cited") })
	rows := append(slices.Clone(steps[:before]),
		`INSERT INTO page VALUES (1, 'https://a.example/1', 'https://a.example/1', 'null', 1, 200, '', '', 0, 0)`,
		`INSERT INTO article VALUES ('a', 'https://a.example/1', 'a.example', 'A', 1)`,
		`INSERT INTO revision (article, number, seq, page, fetched_at, digest, url, outlet, headline, bylines, site_name,
				published, published_from, published_raw, modified, modified_from, modified_raw,
				kind, kind_evidence, section, language, description, text, blocks, captions)
			VALUES ('a', 1, 1, 1, 1, '', 'https://a.example/1', 'A', 'H', 'null', '', '', '', '', '', '', '', '', 'null', '', '', '', '', 'null', 'null')`,
		`INSERT INTO citation VALUES ('a', 1, 'https://c.example/', 'c', '', 5, 6), ('a', 1, 'https://b.example/', 'b', '', 1, 2), ('a', 1, 'https://d.example/', 'd', '', 3, 4)`,
		`INSERT INTO revisit VALUES (1, 9, 304, 'first', 0, 1), (1, 8, 304, 'second', 0, 1)`)
	if err := old.Migrate(ctx, "archive", rows[:before]); err != nil {
		t.Fatal(err)
	}
	if err := old.Migrate(ctx, "archive", rows); err != nil {
		t.Fatal(err)
	}
	// What the rows were put in by is no step of the archive.
	if err := old.Migrate(ctx, "x", []string{fmt.Sprintf(`UPDATE migration SET steps = %d WHERE name = 'archive'`, before)}); err != nil {
		t.Fatal(err)
	}
	if err := old.Migrate(ctx, "archive", steps); err != nil {
		t.Fatal(err)
	}
	anchors, err := db.Texts(ctx, old.Read(), `SELECT anchor FROM citation WHERE article = 'a' AND number = 1 ORDER BY id`)
	if want := []string{"c", "b", "d"}; err != nil || !slices.Equal(anchors, want) {
		t.Errorf("citations are %q, %v, want %q", anchors, err, want)
	}
	files, err := db.Texts(ctx, old.Read(), `SELECT warc_file FROM revisit ORDER BY id`)
	if want := []string{"first", "second"}; err != nil || !slices.Equal(files, want) {
		t.Errorf("revisits are %q, %v, want %q", files, err, want)
	}
	if err := old.Close(); err != nil {
		t.Error(err)
	}
}
