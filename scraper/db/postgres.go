package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// oldest is the oldest PostgreSQL that is known to do: 13.
const oldest = 130000

// isServer reports whether an address is that of a server, and no file's path.
func isServer(address string) bool {
	return strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://")
}

// CheckAddress returns what is wrong with the address of a server in a configuration. A
// password is no part of it.
func CheckAddress(address string) error {
	if !isServer(address) {
		return fmt.Errorf("%.100q is no address of a PostgreSQL server, such as \"postgres://dateline@db.newsroom.example/dateline\"", address)
	}
	u, err := url.Parse(address)
	if err != nil {
		return errors.New("it cannot be read: write it as postgres://role@host/database")
	}
	_, holds := u.User.Password()
	if query := u.Query(); holds || query.Has("password") || query.Has("sslpassword") {
		return errors.New("it holds a password: leave that out, and put it into PGPASSWORD or into the file that PGPASSFILE names")
	}
	if _, err := pgx.ParseConfig(address); err != nil {
		return fmt.Errorf("it cannot be read: %w", err)
	}
	return nil
}

// settings are what every connection asks of the server, unless its address says otherwise.
// Whoever vanishes in the middle of a transaction must not keep all others from writing.
var settings = map[string]string{
	"application_name": "dateline", "idle_in_transaction_session_timeout": "15s",
	"tcp_keepalives_idle": "30", "tcp_keepalives_interval": "10", "tcp_keepalives_count": "3",
}

// silence is how long a server may be silent, or leave unconfirmed what was sent to it, until its
// connection is taken for lost.
const silence = 30 * time.Second

// dialer connects to a server.
var dialer = net.Dialer{
	KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: silence / 3, Interval: silence / 6, Count: 4},
	Control:         giveUp,
}

// openPostgres opens a database on a PostgreSQL server.
func openPostgres(ctx context.Context, address string) (*DB, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, fmt.Errorf("the address of the database cannot be read: %w", err)
	}
	for name, value := range settings {
		if config.RuntimeParams[name] == "" {
			config.RuntimeParams[name] = value
		}
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = 10 * time.Second
	}
	config.DialFunc = dialer.DialContext
	where := fmt.Sprintf("database %s on %s", config.Database, config.Host)
	c := &connector{Connector: stdlib.GetConnector(*config), translator: &translator{}}
	d := &DB{server: where, read: pool(c, 8)}
	schema, err := suits(ctx, d.read)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", where, errors.Join(explain(err), d.read.Close()))
	}
	d.beside = pool(c, 4)
	d.write = pool(&connector{Connector: c.Connector, translator: c.translator, lock: lockOf(schema)}, 1)
	if err := d.Migrate(ctx, "functions", functions); err != nil {
		return nil, fmt.Errorf("open %s: %w", where, errors.Join(err, d.Close()))
	}
	return d, nil
}

func pool(c driver.Connector, size int) *sql.DB {
	p := sql.OpenDB(c)
	p.SetMaxOpenConns(size)
	p.SetMaxIdleConns(size)
	p.SetConnMaxIdleTime(time.Minute)
	return p
}

// suits returns the schema that tables are made in, or what is wrong with a server.
func suits(ctx context.Context, d *sql.DB) (schema string, err error) {
	var version int
	var encoding string
	var at sql.NullString
	err = d.QueryRowContext(ctx, `SELECT current_setting('server_version_num')::int, current_setting('server_encoding'), current_schema()`).Scan(&version, &encoding, &at)
	switch {
	case err != nil:
		return "", err
	case version < oldest:
		return "", fmt.Errorf("PostgreSQL %d is too old: %d or newer is needed", version/10000, oldest/10000)
	case encoding != "UTF8":
		return "", fmt.Errorf("it holds text as %s: make a database with the encoding UTF8", encoding)
	case !at.Valid:
		return "", errors.New("it has no schema that tables could be made in: name one that is there with ?search_path=")
	}
	return at.String, nil
}

// lockOf returns the number of the lock that those who write in a schema take in turn.
func lockOf(schema string) int64 {
	sum := fnv.New64a()
	sum.Write([]byte("dateline " + schema))
	return int64(sum.Sum64()) //nolint:gosec // the bits are kept
}

// A connector opens connections that take SQLite's words.
type connector struct {
	driver.Connector
	translator *translator
	lock       int64 // every transaction begins with taking it; 0: none
}

func (c *connector) Connect(ctx context.Context) (driver.Conn, error) {
	opened, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &conn{Conn: opened.(*stdlib.Conn), of: c}, nil //nolint:forcetypeassert // the connector is stdlib's
}

// A conn is a connection that takes SQLite's words.
type conn struct {
	*stdlib.Conn
	of *connector
}

func (c *conn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	result, err := c.Conn.ExecContext(ctx, c.of.translator.translate(query), args)
	return result, c.lost(ctx, err)
}

func (c *conn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	found, err := c.Conn.QueryContext(ctx, c.of.translator.translate(query), args)
	if err != nil {
		return nil, c.lost(ctx, err)
	}
	return rows{found, ctx, c}, nil
}

// Rows are what a question on a conn finds.
type rows struct {
	driver.Rows
	ctx  context.Context //nolint:containedctx // database/sql hands it over with the question
	conn *conn
}

func (r rows) Next(into []driver.Value) error {
	err := r.Rows.Next(into)
	if errors.Is(err, io.EOF) { // that was all
		return err
	}
	return r.conn.lost(r.ctx, err)
}

// Prepare returns a statement that is prepared when it is first asked, and stays so on
// this connection: pgx keeps those that were asked.
func (c *conn) Prepare(query string) (driver.Stmt, error) {
	return &statement{conn: c, query: query}, nil
}

func (c *conn) PrepareContext(_ context.Context, query string) (driver.Stmt, error) {
	return c.Prepare(query)
}

// CheckNamedValue makes of an argument what the tables hold: numbers, texts and bytes.
// Text is whatever the web has, and PostgreSQL takes neither NUL nor what is not UTF-8: U+FFFD
// stands in its place there.
func (c *conn) CheckNamedValue(v *driver.NamedValue) error {
	value, err := driver.DefaultParameterConverter.ConvertValue(v.Value)
	if err != nil {
		return err
	}
	switch is := value.(type) {
	case bool: // as in SQLite, which has none
		value = int64(0)
		if is {
			value = int64(1)
		}
	case string:
		value = clean(is)
	}
	v.Value = value
	return nil
}

// clean returns a text that PostgreSQL takes, of as many code points.
func clean(s string) string {
	return strings.Map(func(r rune) rune { // which reads a byte that is not UTF-8 as U+FFFD
		if r == 0 {
			return '\uFFFD'
		}
		return r
	}, s)
}

// BeginTx begins a transaction, in one message with taking the lock. It reports a
// connection that was lost before that as bad, so that another is tried.
func (c *conn) BeginTx(ctx context.Context, _ driver.TxOptions) (driver.Tx, error) {
	begin := "begin"
	if c.of.lock != 0 {
		begin = fmt.Sprintf("begin; select pg_advisory_xact_lock(%d)", c.of.lock)
	}
	tx, err := c.Conn.Conn().BeginTx(ctx, pgx.TxOptions{BeginQuery: begin})
	if err = c.lost(ctx, err); errors.As(err, &lostError{}) {
		return nil, driver.ErrBadConn
	}
	return transaction{ctx, c, tx}, err
}

// A transaction is one of a conn.
type transaction struct {
	ctx  context.Context //nolint:containedctx // database/sql hands it over when it begins, and not when it ends
	conn *conn
	tx   pgx.Tx
}

func (t transaction) Commit() error   { return t.conn.lost(t.ctx, t.tx.Commit(t.ctx)) }
func (t transaction) Rollback() error { return t.conn.lost(t.ctx, t.tx.Rollback(t.ctx)) }

// A lostError is what came of a connection that was lost.
type lostError struct{ error }

func (e lostError) Unwrap() error { return e.error }

// lost returns an error as a lostError if the connection ended by it, and not by our doing.
func (c *conn) lost(ctx context.Context, err error) error {
	if err != nil && ctx.Err() == nil && c.Conn.Conn().IsClosed() {
		return lostError{err}
	}
	return err
}

// A statement is a question that may be asked again.
type statement struct {
	conn  *conn
	query string
}

func (s *statement) Close() error  { return nil }
func (s *statement) NumInput() int { return -1 } // the server says so if it is wrong

func (s *statement) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	return s.conn.ExecContext(ctx, s.query, args)
}

func (s *statement) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	return s.conn.QueryContext(ctx, s.query, args)
}

func (s *statement) Exec([]driver.Value) (driver.Result, error) { return nil, driver.ErrSkip }
func (s *statement) Query([]driver.Value) (driver.Rows, error)  { return nil, driver.ErrSkip }

// Unreachable reports whether an error says that the server could not be reached, or went
// away. What was asked may be asked again when it is back; whether a transaction that was about
// to be committed was, is not known.
func Unreachable(err error) bool {
	if errors.As(err, &lostError{}) { // whatever the server said when it ended it
		return true
	}
	var said *pgconn.PgError
	if errors.As(err, &said) {
		return strings.HasPrefix(said.Code, "57P0") || strings.HasPrefix(said.Code, "08") || said.Code == "53300" || said.Code == "25006" // too many connections; one that takes over, and takes nothing yet
	}
	var connect *pgconn.ConnectError
	return errors.As(err, &connect) || errors.Is(err, driver.ErrBadConn)
}

// explainPostgres puts the errors of PostgreSQL that a person can mend into words.
func explainPostgres(err error) error {
	var said *pgconn.PgError
	if !errors.As(err, &said) {
		if Unreachable(err) {
			return fmt.Errorf("the database server cannot be reached: see that it runs, and that [database] address names it: %w", err)
		}
		return err
	}
	switch said.Code {
	case "53100":
		return fmt.Errorf("%w (%w)", ErrFull, err)
	case "54000":
		return fmt.Errorf("%w: %w", ErrTooLong, err)
	case "28P01", "28000":
		return fmt.Errorf("the database server does not let us in: see that PGPASSWORD is set and right, or that PGPASSFILE names a file of passwords: %w", err)
	case "3D000":
		return fmt.Errorf("there is no such database: make one with createdb, or name another as [database] address: %w", err)
	case "42501":
		return fmt.Errorf("the role may not do that in the database: make it the owner, or name another role: %w", err)
	}
	if Unreachable(err) {
		return fmt.Errorf("the database server went away: %w", err)
	}
	return err
}
