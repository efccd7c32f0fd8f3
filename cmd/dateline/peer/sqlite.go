package peer

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
)

// SQLite is a database with full-text tables, of articles and of events. The number of
// an event is its day and, in the low bits, its place among all: so the full-text table
// gives events in order of date without looking anything up.
type SQLite struct {
	db   *sql.DB
	next int64 // numbers given so far
}

var _ System = (*SQLite)(nil)

const (
	placeBits = 24      // of the number of an event, below its day
	firstDay  = 1 << 20 // added to days since 1970, so that no number is negative
)

const schema = `
create table article(id integer primary key, url text, outlet text, kind text, author text, headline text, text text, published integer);
create virtual table found using fts5(headline, text, content='article', content_rowid='id', tokenize='porter unicode61');
create table event(id integer primary key, article integer, outlet text, speaker text, medium text, grain text, text text, about text);
create virtual table told using fts5(text, about, content='event', content_rowid='id', tokenize='porter unicode61');
`

// indexes are made when all is there, which is quicker.
const indexes = `
create index if not exists event_speaker on event(speaker, id);
create index if not exists event_outlet on event(outlet, id);
create index if not exists article_published on article(published);
analyze;
`

// NewSQLite opens the database in a file, or makes it.
func NewSQLite(file string) (*SQLite, error) {
	db, err := sql.Open(sqliteDriver, "file:"+file)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1) // pragmas are of a connection
	s := &SQLite{db: db}
	if err := s.begin(); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", file, err), db.Close())
	}
	return s, nil
}

func (s *SQLite) begin() error {
	ctx := context.Background()
	if _, err := s.db.ExecContext(ctx, "pragma journal_mode=wal; pragma synchronous=normal; pragma cache_size=-65536; pragma mmap_size=4294967296; pragma temp_store=memory"); err != nil {
		return err
	}
	var tables int
	if err := s.db.QueryRowContext(ctx, "select count(*) from sqlite_master where name = 'article'").Scan(&tables); err != nil {
		return err
	}
	if tables == 0 {
		_, err := s.db.ExecContext(ctx, schema)
		return err
	}
	return s.db.QueryRowContext(ctx, "select count(*) from event").Scan(&s.next)
}

// Name says which SQLite it is.
func (*SQLite) Name() string { return sqliteName }

// Close closes the database.
func (s *SQLite) Close() error { return s.db.Close() }

// Finish makes the indexes of what was put.
func (s *SQLite) Finish(ctx context.Context) error {
	_, err := s.db.ExecContext(ctx, indexes)
	return err
}

// Put takes in articles in one transaction.
func (s *SQLite) Put(ctx context.Context, list []*Article) (err error) {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, tx.Rollback())
		}
	}()
	p := putter{ctx: ctx, tx: tx}
	article := p.prepare("insert into article(url, outlet, kind, author, headline, text, published) values (?,?,?,?,?,?,?)")
	found := p.prepare("insert into found(rowid, headline, text) values (?,?,?)")
	event := p.prepare("insert into event values (?,?,?,?,?,?,?,?)")
	told := p.prepare("insert into told(rowid, text, about) values (?,?,?)")
	for _, a := range list {
		id := p.run(article, a.URL, a.Outlet, a.Kind, a.Author, a.Headline, a.Text, a.Published.Unix())
		p.run(found, id, a.Headline, a.Text)
		for i := range a.Claims {
			c := &a.Claims[i]
			s.next++
			n := dayNumber(c.Start)<<placeBits | s.next
			about := strings.Join(prose(a, c)[1:], "\n")
			p.run(event, n, id, a.Outlet, strings.ToLower(c.Speaker), c.Medium, c.Grain, c.Text, about)
			p.run(told, n, c.Text, about)
		}
	}
	if p.err != nil {
		return p.err
	}
	return tx.Commit()
}

func dayNumber(t time.Time) int64 { return t.Unix()/(24*60*60) + firstDay }

// A putter runs statements until one fails.
type putter struct {
	ctx context.Context
	tx  *sql.Tx
	err error
}

func (p *putter) prepare(query string) *sql.Stmt {
	if p.err != nil {
		return nil
	}
	var stmt *sql.Stmt
	stmt, p.err = p.tx.PrepareContext(p.ctx, query) // it ends with the transaction
	return stmt
}

// run returns the number of the row that a statement put in.
func (p *putter) run(stmt *sql.Stmt, args ...any) (id int64) {
	if p.err != nil {
		return 0
	}
	var res sql.Result
	if res, p.err = stmt.ExecContext(p.ctx, args...); p.err == nil {
		id, p.err = res.LastInsertId()
	}
	return id
}
