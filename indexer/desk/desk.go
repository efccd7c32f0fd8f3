// Package desk keeps what the people of a newsroom set down: their saved searches, what
// those have found since, and how far somebody has looked; and what they have set right of
// what was read, see [Desk.Correct]; and the outlets that they follow, see [Desk.Follow].
//
// [Open] opens it in the database. [Desk.Arrive] is told of every article that arrives,
// before the index is, and writes down which saved searches find it; [Desk.Run] tells
// webhooks and mailboxes of that, and [Atom], [JSONFeed] and [RSS] make feeds of it.
package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"dateline/indexer"
	"dateline/indexer/bleve"
	"dateline/indexer/lang"
	"dateline/scraper/db"
)

// The desk keeps these tables:
//
//	saved_search    one saved search: its name, its query, and how far somebody has looked
//	saved_match     one article that one search found, as it was then. Position rises with
//	                every match, so whoever has looked up to n asks for what follows n
//	saved_delivery  how far a webhook or a mailbox was told, and how the last try went
//	saved_state     up to which place in the archive's log the searches were held against it,
//	                and their revision, which rises whenever they change
//
// Times are microseconds since 1970, 0 for never.
var steps = []string{
	`CREATE TABLE saved_search (
		id         TEXT PRIMARY KEY,          -- readable: "bridge-fund"
		name       TEXT NOT NULL,
		folded     TEXT NOT NULL UNIQUE,      -- the name in lower case
		query      TEXT NOT NULL,             -- as an address spells it: q=bridge&outlet=…
		created_at INTEGER NOT NULL,
		seen       INTEGER NOT NULL,          -- position of the last match that somebody has seen
		active     INTEGER NOT NULL,          -- 0: it finds nothing more
		webhook    TEXT NOT NULL,             -- empty: none
		secret     TEXT NOT NULL,             -- what the webhook is signed with
		mail       TEXT NOT NULL              -- empty: none
	)`,
	`CREATE TABLE saved_match (
		position INTEGER PRIMARY KEY AUTOINCREMENT,
		search   TEXT NOT NULL REFERENCES saved_search (id) ON DELETE CASCADE,
		article  TEXT NOT NULL,
		revision INTEGER NOT NULL,
		stored   TEXT NOT NULL,               -- JSON: the article, and the first of its entries that were found
		found_at INTEGER NOT NULL,
		UNIQUE (search, article)
	)`,
	`CREATE INDEX saved_match_search ON saved_match (search, position)`,
	`CREATE TABLE saved_delivery (
		search     TEXT NOT NULL REFERENCES saved_search (id) ON DELETE CASCADE,
		way        TEXT NOT NULL,             -- webhook or mail
		told       INTEGER NOT NULL,          -- position of the last match that was taken
		telling    INTEGER NOT NULL DEFAULT 0, -- of the last that is being told, 0: none. What is tried again is the same
		tries      INTEGER NOT NULL DEFAULT 0, -- that failed, in a row
		failing_at INTEGER NOT NULL DEFAULT 0, -- when the first of them was
		tried_at   INTEGER NOT NULL DEFAULT 0,
		next_at    INTEGER NOT NULL DEFAULT 0, -- not before
		answer     TEXT NOT NULL DEFAULT '',  -- to the last try
		given_up   INTEGER NOT NULL DEFAULT 0,
		PRIMARY KEY (search, way)
	)`,
	`CREATE TABLE saved_state (one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL)`,
	`INSERT INTO saved_state (one, seq) VALUES (1, 0)`,
	`ALTER TABLE saved_state ADD COLUMN revision INTEGER NOT NULL DEFAULT 0`,
}

// A TakenError reports a name that another saved search has.
type TakenError struct{ Name, ID string } // of that one

func (e *TakenError) Error() string {
	return fmt.Sprintf("a saved search is called %q already, its id is %s: choose another name, or change that one", e.Name, e.ID)
}

// Options adjust a Desk. The zero Options tells nobody anything by mail.
type Options struct {
	Agent   string           // how we introduce ourselves to webhooks: "Dateline/1.0"
	Private []string         // hosts, host:port pairs and networks that webhooks may be at though private
	Mail    MailOptions      // the server that sends mail; the zero value: none
	Now     func() time.Time // default: time.Now
	Log     *slog.Logger     // default: nothing is logged

	Synonyms *lang.Synonyms // those that the index has; nil for none

	// Reading returns the newest reading of the article that a claim is known of, with the
	// ids of its claims and what was set right, or indexer.ErrNotFound; default: none is known.
	Reading func(ctx context.Context, claimID string) (*indexer.Reading, error)

	// Forgotten reports whether an article was forgotten: what is imported about it is not
	// taken in; default: none was.
	Forgotten func(ctx context.Context, articleID string) (bool, error)

	// Indexed returns how far the index has read the archive; default: nothing of it.
	Indexed func(context.Context) (uint64, error)
}

// A Desk is what people set down. It is safe for concurrent use.
type Desk struct {
	db      *db.DB
	prober  *bleve.Prober
	reading func(ctx context.Context, claimID string) (*indexer.Reading, error)
	forgot  func(ctx context.Context, articleID string) (bool, error)
	indexed func(context.Context) (uint64, error)
	now     func() time.Time
	log     *slog.Logger
	ways    map[string]way
	hook    *webhook
	mail    *mailer       // nil: no mail is sent
	wake    chan struct{} // something may have to be told

	mu       sync.Mutex
	matcher  *Matcher // of the active searches; nil: none was made yet
	revision int64    // of the searches that it was made of
}

// Tables makes the tables of a desk in d, or brings those that are there up to date.
func Tables(ctx context.Context, d *db.DB) error {
	return errors.Join(d.Migrate(ctx, "desk", steps), d.Migrate(ctx, "corrections", correctionSteps), d.Migrate(ctx, "outlets", outletSteps))
}

// Open opens the desk in d.
func Open(ctx context.Context, d *db.DB, opt Options) (*Desk, error) {
	if opt.Now == nil {
		opt.Now = time.Now
	}
	k := &Desk{db: d, prober: bleve.NewProber(opt.Now, opt.Synonyms), reading: opt.Reading, forgot: opt.Forgotten, indexed: opt.Indexed, now: opt.Now, log: opt.Log, wake: make(chan struct{}, 1), ways: map[string]way{}}
	if k.indexed == nil {
		k.indexed = func(context.Context) (uint64, error) { return 0, nil }
	}
	if k.forgot == nil {
		k.forgot = func(context.Context, string) (bool, error) { return false, nil }
	}
	if k.reading == nil {
		k.reading = func(context.Context, string) (*indexer.Reading, error) { return nil, indexer.ErrNotFound }
	}
	if k.log == nil {
		k.log = slog.New(slog.DiscardHandler)
	}
	k.hook = newWebhook(cmp.Or(opt.Agent, "Dateline"), opt.Private, k.now)
	k.ways[byWebhook] = k.hook
	if opt.Mail.Server != "" {
		var err error
		if k.mail, err = newMailer(opt.Mail, k.now); err != nil {
			return nil, err
		}
		k.ways[byMail] = k.mail
	}
	return k, Tables(ctx, d)
}

// wrong returns an error about a value that somebody wrote.
func wrong(field, format string, args ...any) error {
	return &indexer.QueryError{Field: field, Says: fmt.Sprintf(format, args...)}
}
