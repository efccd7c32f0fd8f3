package frontier

import (
	"slices"

	"dateline/scraper/db"
)

// OfCrawlers are the tables that speak of the crawlers that share a queue, and not of the
// queue: a copy of it has others.
var OfCrawlers = []string{"crawler"}

// Leave takes, in a row that is copied to another queue, the visit from its crawler: nobody
// has it under lease there, and Open or Stay frees it.
func Leave(table *db.Table, row []any) {
	at := slices.Index(table.Columns, "leased_by")
	if table.Name != "visit" || at < 0 {
		return
	}
	if since, _ := row[slices.Index(table.Columns, "leased_at")].(int64); since > 0 {
		row[at] = ""
	}
}
