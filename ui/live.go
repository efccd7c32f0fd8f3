package ui

import "dateline/indexer"

// A live is what src/live.ts has to know of a page to tell what has happened since it was made.
type live struct {
	API        string // the address that says how many a query finds now; empty where it tells how the crawl goes on
	Total      int    // how many it found
	Generation uint64 // of that answer
	One, Many  string // what it finds: "article", "articles"
}

// newLive returns that of a page that shows what q finds, which the API answers at a path.
func newLive(path string, q indexer.Query, total int, generation uint64, one, many string) *live {
	q.Limit, q.Cursor, q.Facets = 1, "", indexer.NoFacets
	q.Buckets, q.Marks, q.Lanes = 0, 0, ""
	return &live{API: link("/api/v1"+path, q), Total: total, Generation: generation, One: one, Many: many}
}
