//go:build peers && cgo && sqlite_fts5

package peer

import _ "github.com/mattn/go-sqlite3" // the driver; its FTS5 stands behind a build tag of its own

// SQLite as it is: built with a C compiler, for whoever measures alone.
const (
	sqliteDriver = "sqlite3"
	sqliteName   = "SQLite FTS5 in C"
)
