package desk

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"dateline/indexer"
	"dateline/scraper/db"
)

// The bounds of what is kept.
const (
	maxSearches  = 10_000
	maxName      = 200  // runes
	maxSlug      = 60   // letters
	maxAddress   = 2000 // bytes of a webhook's address
	leastSecret  = 16   // letters
	mostSecret   = 200
	maxMailRunes = 250
)

// A Search is a saved search as answers carry it. What is secret in it is not told.
type Search struct {
	ID         string     `json:"id"` // readable: "bridge-fund"
	Name       string     `json:"name"`
	Query      string     `json:"query"`   // as addresses spell it: q=bridge&outlet=…
	Created    time.Time  `json:"created"` //
	Active     bool       `json:"active"`  // it is held against what arrives
	Says       string     `json:"says"`    // why it finds nothing though active; empty if all is well
	Found      int        `json:"found"`   // articles since it was saved
	New        int        `json:"new"`     // of them, since somebody has looked
	Last       int64      `json:"last"`    // position of the newest; 0 if there is none
	Webhook    string     `json:"webhook"` // its scheme and host; the rest may be a password
	Mail       string     `json:"mail"`
	Deliveries []Delivery `json:"deliveries"`       // how telling goes, a way each
	Secret     string     `json:"secret,omitempty"` // what the webhook is signed with; only told when it was set
}

// A Delivery is how telling somebody of matches goes.
type Delivery struct {
	Way     string     `json:"way"`     // "webhook" or "mail"
	Pending int        `json:"pending"` // matches that were not taken yet
	Tries   int        `json:"tries"`   // that failed, in a row
	Tried   *time.Time `json:"tried"`   // null: never
	Next    *time.Time `json:"next"`    // null: as soon as there is something
	Answer  string     `json:"answer"`  // to the last try
	GivenUp bool       `json:"given_up"`
}

// A Draft is a search to be saved.
type Draft struct {
	Name    string `json:"name"`
	Query   string `json:"query"`   // as addresses spell it
	Webhook string `json:"webhook"` // empty: none
	Secret  string `json:"secret"`  // empty: one is made
	Mail    string `json:"mail"`    // empty: none
}

// A Change is what is to be another in a saved search; what is nil stays.
type Change struct {
	Name    *string `json:"name"`
	Query   *string `json:"query"`
	Webhook *string `json:"webhook"` // empty: none
	Secret  *string `json:"secret"`  // empty: a new one is made
	Mail    *string `json:"mail"`    // empty: none
	Active  *bool   `json:"active"`
}

// row is a line of saved_search.
type row struct {
	id, name, query, webhook, secret, mail string
	created, seen                          int64
	active                                 bool
}

const rowColumns = `id, name, query, created_at, seen, active, webhook, secret, mail`

func (r *row) scan(from db.Row) error {
	return from.Scan(&r.id, &r.name, &r.query, &r.created, &r.seen, &r.active, &r.webhook, &r.secret, &r.mail)
}

// Save saves a search. What the index holds by then is not new to it. It returns a
// *TakenError for a name that is not free, and a *indexer.QueryError that names the member
// that is wrong.
func (k *Desk) Save(ctx context.Context, d Draft) (*Search, error) {
	r := row{created: db.Micros(k.now()), active: true}
	if err := k.edit(&r, Change{Name: &d.Name, Query: &d.Query, Webhook: &d.Webhook, Secret: &d.Secret, Mail: &d.Mail}); err != nil {
		return nil, err
	}
	indexed, err := k.indexed(ctx)
	if err != nil {
		return nil, fmt.Errorf("save search: %w", err)
	}
	err = k.db.Update(ctx, func(tx *sql.Tx) error {
		var held int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM saved_search`).Scan(&held); err != nil {
			return err
		}
		if held >= maxSearches {
			return wrong("name", "cannot be saved: %d searches are kept already, remove one", held)
		}
		if held == 0 { // nobody has looked at what arrived
			if _, err := tx.ExecContext(ctx, `UPDATE saved_state SET seq = max(seq, ?)`, indexed); err != nil {
				return err
			}
		}
		if err := free(ctx, tx, r.name, ""); err != nil {
			return err
		}
		if r.id, err = freeID(ctx, tx, slug(r.name)); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO saved_search (`+rowColumns+`, folded) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			r.id, r.name, r.query, r.created, r.seen, r.active, r.webhook, r.secret, r.mail, strings.ToLower(r.name))
		if err != nil {
			return err
		}
		if err := changed(ctx, tx); err != nil {
			return err
		}
		return deliveries(ctx, tx, nil, &r)
	})
	if err != nil {
		return nil, fmt.Errorf("save search: %w", err)
	}
	return k.told(ctx, &r, r.webhook != "")
}

// Change changes a saved search, or returns indexer.ErrNotFound. A way that was given up is
// tried again. Errors are those of Save.
func (k *Desk) Change(ctx context.Context, id string, c Change) (*Search, error) {
	var r row
	err := k.db.Update(ctx, func(tx *sql.Tx) error {
		var err error
		if r, err = rowOf(ctx, tx, id); err != nil {
			return err
		}
		before := r
		if err := k.edit(&r, c); err != nil {
			return err
		}
		if err := free(ctx, tx, r.name, id); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE saved_search SET name = ?, folded = ?, query = ?, active = ?, webhook = ?, secret = ?, mail = ? WHERE id = ?`,
			r.name, strings.ToLower(r.name), r.query, r.active, r.webhook, r.secret, r.mail, id); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE saved_delivery SET given_up = 0, tries = 0, failing_at = 0, next_at = 0 WHERE search = ?`, id); err != nil {
			return err
		}
		if err := changed(ctx, tx); err != nil {
			return err
		}
		return deliveries(ctx, tx, &before, &r)
	})
	if err != nil {
		return nil, fmt.Errorf("change search: %w", err)
	}
	k.nudge()
	return k.told(ctx, &r, c.Secret != nil || c.Webhook != nil && r.webhook != "")
}

// Remove forgets a saved search and what it has found, or returns indexer.ErrNotFound.
func (k *Desk) Remove(ctx context.Context, id string) error {
	err := k.db.Update(ctx, func(tx *sql.Tx) error {
		if _, err := rowOf(ctx, tx, id); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM saved_search WHERE id = ?`, id); err != nil {
			return err
		}
		return changed(ctx, tx)
	})
	if err != nil {
		return fmt.Errorf("remove search: %w", err)
	}
	return nil
}

// Searches returns the saved searches by name.
func (k *Desk) Searches(ctx context.Context) ([]Search, error) {
	rows, err := k.rows(ctx)
	if err != nil {
		return nil, fmt.Errorf("saved searches: %w", err)
	}
	list := make([]Search, 0, len(rows))
	for i := range rows {
		s, err := k.told(ctx, &rows[i], false)
		if err != nil {
			return nil, err
		}
		list = append(list, *s)
	}
	return list, nil
}

// Saved returns the saved search with that id, or indexer.ErrNotFound.
func (k *Desk) Saved(ctx context.Context, id string) (*Search, error) {
	r, err := rowOf(ctx, k.db.Read(), id)
	if err != nil {
		return nil, fmt.Errorf("saved search: %w", err)
	}
	return k.told(ctx, &r, false)
}

func (k *Desk) rows(ctx context.Context) (list []row, err error) {
	err = db.Each(ctx, k.db.Read(), func(from db.Row) error {
		var r row
		err := r.scan(from)
		list = append(list, r)
		return err
	}, `SELECT `+rowColumns+` FROM saved_search ORDER BY folded`)
	return list, err
}

func rowOf(ctx context.Context, from db.Reader, id string) (r row, err error) {
	err = r.scan(from.QueryRowContext(ctx, `SELECT `+rowColumns+` FROM saved_search WHERE id = ?`, id))
	if errors.Is(err, sql.ErrNoRows) {
		err = indexer.ErrNotFound
	}
	return r, err
}

// told returns a search as answers carry it.
func (k *Desk) told(ctx context.Context, r *row, secret bool) (*Search, error) {
	s := &Search{
		ID: r.id, Name: r.name, Query: r.query, Created: db.Time(r.created), Active: r.active,
		Webhook: plainHost(r.webhook), Mail: r.mail, Deliveries: []Delivery{},
	}
	if secret {
		s.Secret = r.secret
	}
	if _, err := k.question(r.query); err != nil {
		s.Says = err.Error()
	}
	read := k.db.Read()
	err := read.QueryRowContext(ctx, `SELECT count(*), count(*) FILTER (WHERE position > ?), coalesce(max(position), 0)
		FROM saved_match WHERE search = ?`, r.seen, r.id).Scan(&s.Found, &s.New, &s.Last)
	if err != nil {
		return nil, fmt.Errorf("saved search %s: %w", r.id, err)
	}
	err = db.Each(ctx, read, func(from db.Row) error {
		var d Delivery
		var tried, next int64
		if err := from.Scan(&d.Way, &d.Pending, &d.Tries, &tried, &next, &d.Answer, &d.GivenUp); err != nil {
			return err
		}
		d.Tried, d.Next = moment(tried), moment(next)
		s.Deliveries = append(s.Deliveries, d)
		return nil
	}, `SELECT way, (SELECT count(*) FROM saved_match m WHERE m.search = d.search AND m.position > d.told),
		tries, tried_at, next_at, answer, given_up FROM saved_delivery d WHERE search = ? ORDER BY way`, r.id)
	if err != nil {
		return nil, fmt.Errorf("saved search %s: %w", r.id, err)
	}
	return s, nil
}

func moment(micros int64) *time.Time {
	if micros == 0 {
		return nil
	}
	t := db.Time(micros)
	return &t
}

// plainHost returns an address without what may be a password in it.
func plainHost(address string) string {
	u, err := url.Parse(address)
	if err != nil || address == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host + "/"
}

// edit puts what a change asks for into a row, checked.
func (k *Desk) edit(r *row, c Change) (err error) {
	if c.Name != nil {
		if r.name, err = readName(*c.Name); err != nil {
			return err
		}
	}
	if c.Query != nil {
		q, err := k.question(*c.Query)
		if err != nil {
			return err
		}
		r.query = q.Values().Encode()
	}
	if c.Webhook != nil {
		if err := k.checkWebhook(*c.Webhook); err != nil {
			return err
		}
		r.webhook = *c.Webhook
	}
	if c.Mail != nil {
		if r.mail, err = k.readMail(*c.Mail); err != nil {
			return err
		}
	}
	if c.Active != nil {
		r.active = *c.Active
	}
	if c.Secret != nil {
		if n := len(*c.Secret); n > 0 && (n < leastSecret || n > mostSecret) {
			return wrong("secret", "has %d letters: write %d to %d, or leave it out and one is made", n, leastSecret, mostSecret)
		}
		r.secret = *c.Secret
	}
	if r.secret == "" {
		r.secret = rand.Text()
	}
	return nil
}

// question reads the query of a saved search, as addresses spell it.
func (k *Desk) question(query string) (indexer.Query, error) {
	values, err := url.ParseQuery(query)
	if err != nil {
		return indexer.Query{}, wrong("query", "cannot be read: write it as the address of a search has it behind the question mark, q=bridge&outlet=…")
	}
	q, err := indexer.ParseQuery(values)
	if err != nil {
		return q, err
	}
	q = q.Formless()
	_, err = k.prober.Question(q)
	return q, err
}

// readName returns a name on one line.
func readName(s string) (string, error) {
	name := oneLine([]byte(s))
	switch n := utf8.RuneCountInString(name); {
	case n == 0:
		return "", wrong("name", "is empty: say what the search is called")
	case n > maxName:
		return "", wrong("name", "has %d characters: write at most %d", n, maxName)
	}
	return name, nil
}

func (k *Desk) checkWebhook(address string) error {
	if address == "" {
		return nil
	}
	if len(address) > maxAddress {
		return wrong("webhook", "has %d letters: write at most %d", len(address), maxAddress)
	}
	if err := k.hook.guard.Check(address); err != nil {
		return wrong("webhook", "%v", err)
	}
	return nil
}

func (k *Desk) readMail(address string) (string, error) {
	if address == "" {
		return "", nil
	}
	if k.mail == nil {
		return "", wrong("mail", "cannot be sent: name a server under [mail] in dateline.toml")
	}
	a, err := mail.ParseAddress(address)
	if err != nil || utf8.RuneCountInString(a.Address) > maxMailRunes || strings.ContainsFunc(a.Address, unicode.IsControl) {
		return "", wrong("mail", "%.100q is no mail address, such as desk@newsroom.example", address)
	}
	return a.Address, nil
}

// free returns a *TakenError if a name belongs to another search than that with an id.
func free(ctx context.Context, tx *sql.Tx, name, id string) error {
	var other TakenError
	err := tx.QueryRowContext(ctx, `SELECT name, id FROM saved_search WHERE folded = ? AND id <> ?`, strings.ToLower(name), id).Scan(&other.Name, &other.ID)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil:
		return err
	}
	return &other
}

// slug returns what a name is called in an address.
func slug(name string) string {
	var out strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			out.WriteRune(r)
		case out.Len() > 0 && !strings.HasSuffix(out.String(), "-"):
			out.WriteByte('-')
		}
		if out.Len() >= maxSlug {
			break
		}
	}
	if s := strings.Trim(out.String(), "-"); s != "" {
		return s
	}
	return "search"
}

// freeID returns a slug, with a number behind it if another search has it.
func freeID(ctx context.Context, tx *sql.Tx, slug string) (string, error) {
	for n := 1; ; n++ {
		id := slug
		if n > 1 {
			id += "-" + strconv.Itoa(n)
		}
		var held int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM saved_search WHERE id = ?`, id).Scan(&held); err != nil || held == 0 {
			return id, err
		}
	}
}

// deliveries makes the lines of the ways that a search tells by, and removes those that it
// tells by no longer. A new way is told of what is found from now on.
func deliveries(ctx context.Context, tx *sql.Tx, before, r *row) error {
	for _, w := range []struct{ way, old, now string }{{byWebhook, "", r.webhook}, {byMail, "", r.mail}} {
		if before != nil {
			w.old = map[string]string{byWebhook: before.webhook, byMail: before.mail}[w.way]
		}
		if w.old == w.now {
			continue
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM saved_delivery WHERE search = ? AND way = ?`, r.id, w.way); err != nil {
			return err
		}
		if w.now == "" {
			continue
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO saved_delivery (search, way, told)
			SELECT ?, ?, coalesce(max(position), 0) FROM saved_match WHERE search = ?`, r.id, w.way, r.id); err != nil {
			return err
		}
	}
	return nil
}

// changed says that the searches are others than they were, to whichever process holds them
// against what arrives.
func changed(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, `UPDATE saved_state SET revision = revision + 1`)
	return err
}

// nudge says that something may have to be told.
func (k *Desk) nudge() {
	select {
	case k.wake <- struct{}{}:
	default:
	}
}
