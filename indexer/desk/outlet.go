package desk

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"dateline/indexer"
	"dateline/scraper"
	"dateline/scraper/db"
)

// The bounds of the outlets that are kept.
const (
	maxOutlets = 10_000
	maxLists   = 100 // feeds, sitemaps and pages of one
)

// The desk keeps the outlets that people follow beside those of the configuration:
//
//	followed   host, name, and in JSON its home and what is read regularly
var outletSteps = []string{
	`CREATE TABLE followed (
		host     TEXT PRIMARY KEY,            -- as scraper.Host gives it
		name     TEXT NOT NULL,
		folded   TEXT NOT NULL UNIQUE,        -- the name in lower case
		stored   TEXT NOT NULL,               -- JSON: an OutletDraft
		added_at INTEGER NOT NULL
	)`,
}

// An OutletDraft is an outlet to be followed.
type OutletDraft struct {
	Name     string   `json:"name"`
	Home     string   `json:"home"` // address of its front page, which tells outlets apart by its host
	Feeds    []string `json:"feeds"`
	Sitemaps []string `json:"sitemaps"`
	Pages    []string `json:"pages"` // whose links lead to articles
}

// NewOutletDraft returns an outlet as one to be followed.
func NewOutletDraft(o scraper.Outlet) OutletDraft {
	list := func(urls []string) []string { return append([]string{}, urls...) }
	return OutletDraft{Name: o.Name, Home: o.Home, Feeds: list(o.Feeds), Sitemaps: list(o.Sitemaps), Pages: list(o.Pages)}
}

// An Outlet is one that somebody follows.
type Outlet struct {
	OutletDraft
	Host  string    `json:"host"`
	Added time.Time `json:"added"`
}

// Scraped returns it as the crawl knows it.
func (o Outlet) Scraped() scraper.Outlet {
	return scraper.Outlet{Name: o.Name, Home: o.Home, Feeds: o.Feeds, Sitemaps: o.Sitemaps, Pages: o.Pages}
}

// A FollowedError reports an outlet that is followed already, at the same host or under the
// same name.
type FollowedError struct {
	Name, Host string // of the one that is
	Configured bool   // it stands in the configuration
}

func (e *FollowedError) Error() string {
	where := "was added"
	if e.Configured {
		where = "stands in dateline.toml"
	}
	return fmt.Sprintf("%q at %s is followed already: it %s", e.Name, e.Host, where)
}

// Follow keeps an outlet, whose addresses somebody has checked. It returns a *FollowedError
// for one that is kept already, and a *indexer.QueryError that names the member that is wrong.
func (k *Desk) Follow(ctx context.Context, o scraper.Outlet) (*Outlet, error) {
	kept := &Outlet{OutletDraft: NewOutletDraft(o), Host: o.Host(), Added: k.now().UTC().Truncate(time.Microsecond)}
	if err := kept.check(); err != nil {
		return nil, err
	}
	stored, err := json.Marshal(kept.OutletDraft)
	if err != nil {
		return nil, fmt.Errorf("follow %s: %w", kept.Host, err)
	}
	folded := strings.ToLower(kept.Name)
	err = k.db.Update(ctx, func(tx *sql.Tx) error {
		var held int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM followed`).Scan(&held); err != nil {
			return err
		}
		if held >= maxOutlets {
			return wrong("home", "cannot be followed: %d outlets are already, remove one", held)
		}
		var there FollowedError
		err := tx.QueryRowContext(ctx, `SELECT name, host FROM followed WHERE host = ? OR folded = ? LIMIT 1`, kept.Host, folded).Scan(&there.Name, &there.Host)
		if err == nil {
			return &there
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO followed (host, name, folded, stored, added_at) VALUES (?, ?, ?, ?, ?)`,
			kept.Host, kept.Name, folded, string(stored), db.Micros(kept.Added))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("follow %s: %w", kept.Host, err)
	}
	return kept, nil
}

func (o *Outlet) check() error {
	switch n := len(o.Feeds) + len(o.Sitemaps) + len(o.Pages); {
	case o.Host == "":
		return wrong("home", "is missing: give the address of its front page")
	case strings.TrimSpace(o.Name) == "":
		return wrong("name", "is missing: say what the outlet is called")
	case utf8.RuneCountInString(o.Name) > maxName:
		return wrong("name", "is longer than %d characters", maxName)
	case strings.ContainsFunc(o.Name, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }):
		return wrong("name", "holds a character that is not to be seen")
	case n > maxLists:
		return wrong("feeds", "these are %d feeds, sitemaps and pages, and at most %d are read of one outlet", n, maxLists)
	}
	return nil
}

// Unfollow forgets the outlet at a host, or returns indexer.ErrNotFound. What was read of it
// stays.
func (k *Desk) Unfollow(ctx context.Context, host string) error {
	err := k.db.Update(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, `DELETE FROM followed WHERE host = ?`, host)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n > 0 {
			return err
		}
		return indexer.ErrNotFound
	})
	if err != nil {
		return fmt.Errorf("unfollow %s: %w", host, err)
	}
	return nil
}

// Outlets returns the outlets that people follow, by name.
func (k *Desk) Outlets(ctx context.Context) (list []Outlet, err error) {
	err = db.Each(ctx, k.db.Read(), func(row db.Row) error {
		var o Outlet
		var stored string
		var added int64
		if err := row.Scan(&o.Host, &stored, &added); err != nil {
			return err
		}
		o.Added = db.Time(added)
		if err := json.Unmarshal([]byte(stored), &o.OutletDraft); err != nil {
			return fmt.Errorf("outlet %s: %w", o.Host, err)
		}
		list = append(list, o)
		return nil
	}, `SELECT host, stored, added_at FROM followed ORDER BY folded`)
	if err != nil {
		return nil, fmt.Errorf("outlets that people follow: %w", err)
	}
	return list, nil
}
