//go:build !(peers && cgo && sqlite_fts5)

package peer

import _ "modernc.org/sqlite" // the driver

// SQLite as it is translated to Go; see sqlite_c.go.
const (
	sqliteDriver = "sqlite"
	sqliteName   = "SQLite FTS5 in Go"
)
