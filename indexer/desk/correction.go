package desk

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"dateline/indexer"
	"dateline/indexer/timex"
	"dateline/scraper/db"
)

// What people have set right is kept in these tables:
//
//	correction      one correction, or the undoing of one. Nothing is ever changed in it:
//	                what no longer stands is undone by a line of its own
//	correction_due  articles that the index has to be told of anew, for a correction of
//	                theirs was made or undone; position is that of the last
//
// Of several about one thing the latest stands, and when that is undone the one before.
var correctionSteps = []string{
	`CREATE TABLE correction (
		position INTEGER PRIMARY KEY AUTOINCREMENT,
		id       TEXT NOT NULL UNIQUE,   -- digest of what follows, see sign
		kind     TEXT NOT NULL,          -- date, speaker, not-a-claim, not-the-same; undo
		article  TEXT NOT NULL,
		claim    TEXT NOT NULL,
		text     TEXT NOT NULL,          -- how the claim begins
		phrase   TEXT NOT NULL,          -- words of the date
		nth      INTEGER NOT NULL,       -- which of those with these words
		other    TEXT NOT NULL,          -- the claim that it is not the same as
		beside   TEXT NOT NULL,          -- the article of that
		value    TEXT NOT NULL,          -- EDTF, a name, or none
		was      TEXT NOT NULL,          -- what had been read
		by       TEXT NOT NULL,
		note     TEXT NOT NULL,
		at       INTEGER NOT NULL,       -- microseconds since 1970
		undoes   TEXT NOT NULL,          -- id; else empty
		thing    TEXT NOT NULL,          -- what it is about, see Correction.Thing
		missed   INTEGER NOT NULL DEFAULT 0 -- 1: the newest text does not hold that
	)`,
	`CREATE INDEX correction_article ON correction (article)`,
	`CREATE INDEX correction_beside ON correction (beside) WHERE beside <> ''`,
	`CREATE INDEX correction_thing ON correction (thing, at)`,
	`CREATE INDEX correction_undoes ON correction (undoes) WHERE undoes <> ''`,
	`CREATE TABLE correction_due (article TEXT PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID`,
	`CREATE INDEX correction_claim ON correction (claim)`,
	`CREATE INDEX correction_other ON correction (other) WHERE other <> ''`,
}

// The bounds of what is kept of one correction, and of all.
const (
	maxCorrections = 200_000
	maxBy          = 100 // runes
	maxValue       = 200
	maxNote        = 1000
	maxWords       = 300 // of a phrase, and of what only people read
	maxID          = 100 // bytes
	mostNth        = 1000
)

const correctionColumns = `id, kind, article, claim, text, phrase, nth, other, beside, value, was, by, note, at, undoes`

func scanCorrection(from db.Row, c *indexer.Correction, more ...any) error {
	var at int64
	err := from.Scan(append([]any{&c.ID, &c.Kind, &c.Article, &c.Claim, &c.Text, &c.Phrase, &c.Nth, &c.Other, &c.Beside, &c.Value, &c.Was, &c.By, &c.Note, &at, &c.Undoes}, more...)...)
	c.At = db.Time(at)
	return err
}

// undoing is of a line u that undoes another, whose id follows. Here and below it is said that
// a column is not empty, for else its index, which leaves those lines out, would not be used.
const undoing = `u.undoes <> '' AND u.undoes = `

// stands is of a line of correction that nobody has undone.
const stands = `kind <> 'undo' AND NOT EXISTS (SELECT 1 FROM correction u WHERE ` + undoing + `correction.id)`

// ofArticle and ofClaim are of the lines about an article, or about a claim.
const (
	ofArticle = `(article = ? OR beside <> '' AND beside = ?)`
	ofClaim   = `(claim = ? OR other <> '' AND other = ?)`
)

// later is of a line that does not stand, for a later one about the same thing does.
const later = `EXISTS (SELECT 1 FROM correction l WHERE l.thing = correction.thing AND (l.at, l.id) > (correction.at, correction.id)
	AND NOT EXISTS (SELECT 1 FROM correction u WHERE ` + undoing + `l.id))`

// sign returns the id of a correction: a digest of all that it says, and of who says so and
// when. It tells a line that was altered on its way; it does not prove who wrote it.
func sign(c indexer.Correction) string {
	c.ID, c.At = "", c.At.UTC()
	told, _ := json.Marshal(c) // strings, a number and a time of this age always can be
	sum := sha256.Sum256(told)
	return "k" + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:15]))
}

// A CorrectionDraft is a correction to be made.
type CorrectionDraft struct {
	Kind   indexer.CorrectionKind `json:"kind"`
	Claim  string                 `json:"claim"`  // id
	Phrase string                 `json:"phrase"` // of a date: its words; may be left out if the claim has but one
	Nth    int                    `json:"nth"`    // which of those with these words; 0 for the first
	Other  string                 `json:"other"`  // id of the claim that it is not the same as
	Value  string                 `json:"value"`  // EDTF, a name, or "none"
	By     string                 `json:"by"`     // the name of whoever says so
	Note   string                 `json:"note"`   // why; may be empty
}

// Correct keeps what a person says of something that was read, and notes that the index has
// to be told. It returns indexer.ErrNotFound for a claim that is not known, and a
// *indexer.QueryError that names the member that is wrong.
func (k *Desk) Correct(ctx context.Context, d CorrectionDraft) (*Corrected, error) {
	c := indexer.Correction{
		Kind: d.Kind, Claim: d.Claim, Phrase: d.Phrase, Nth: d.Nth, Other: d.Other, Value: oneLine([]byte(d.Value)),
		By: oneLine([]byte(d.By)), Note: oneLine([]byte(d.Note)), At: k.now().UTC().Truncate(time.Microsecond),
	}
	if !slices.Contains(indexer.CorrectionKinds, c.Kind) {
		return nil, wrong("kind", "is %s, %s, %s or %s", indexer.WrongDate, indexer.WrongSpeaker, indexer.NotAClaim, indexer.NotTheSame)
	}
	only(&c)
	if c.Kind == indexer.WrongDate && c.Value != indexer.None {
		v, err := readDate(c.Value)
		if err != nil {
			return nil, err
		}
		c.Value = timex.EDTF(v)
	}
	r, err := k.reading(ctx, c.Claim)
	if err != nil {
		return nil, fmt.Errorf("correct: %w", err)
	}
	other := r
	if c.Kind == indexer.NotTheSame {
		if other, err = k.reading(ctx, c.Other); errors.Is(err, indexer.ErrNotFound) {
			return nil, wrong("other", "is no claim that is known")
		} else if err != nil {
			return nil, fmt.Errorf("correct: %w", err)
		}
	}
	if c, err = r.Propose(c, other); err != nil {
		return nil, err
	}
	c.Text, c.Was = oneLine([]byte(c.Text)), oneLine([]byte(c.Was)) // of whatever the web has
	if err := k.enter(ctx, &c, "correct"); err != nil {
		return nil, err
	}
	return k.Correction(ctx, c.ID)
}

// enter gives a line its id, and keeps it if it is sound. Doing is for errors of the database.
func (k *Desk) enter(ctx context.Context, c *indexer.Correction, doing string) error {
	c.ID = sign(*c)
	if err := sound(c); err != nil {
		return err
	}
	if _, err := k.keep(ctx, []indexer.Correction{*c}); err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return nil
}

// only leaves out of a correction what is not of its kind.
func only(c *indexer.Correction) {
	if c.Kind != indexer.WrongDate {
		c.Phrase, c.Nth = "", 0
	}
	if c.Kind != indexer.NotTheSame {
		c.Other, c.Beside = "", ""
	}
	if c.Kind != indexer.WrongDate && c.Kind != indexer.WrongSpeaker {
		c.Value = ""
	}
}

// UndoCorrection takes back a correction, in the name of a person. It returns it as it
// is listed then; indexer.ErrNotFound, and a *indexer.QueryError that names what is wrong.
func (k *Desk) UndoCorrection(ctx context.Context, id, by, note string) (*Corrected, error) {
	before, err := k.Correction(ctx, id)
	if err != nil {
		return nil, err
	}
	if before.State == Undone {
		return before, nil // whoever asks twice has it once
	}
	c := indexer.Correction{
		Kind: indexer.Undo, Article: before.Article, Claim: before.Claim, Text: before.Text, Other: before.Other, Beside: before.Beside,
		By: oneLine([]byte(by)), Note: oneLine([]byte(note)), At: k.now().UTC().Truncate(time.Microsecond), Undoes: id,
	}
	if err := k.enter(ctx, &c, "undo correction"); err != nil {
		return nil, err
	}
	return k.Correction(ctx, id)
}

// sound returns what is wrong with a correction by itself: a *indexer.QueryError.
func sound(c *indexer.Correction) error {
	for _, f := range []struct {
		name, value string
		most        int
	}{
		{"by", c.By, maxBy}, {"note", c.Note, maxNote}, {"value", c.Value, maxValue}, {"phrase", c.Phrase, maxWords},
		{"text", c.Text, maxWords}, {"was", c.Was, maxWords}, {"claim", c.Claim, maxID}, {"other", c.Other, maxID},
		{"article", c.Article, maxID}, {"beside", c.Beside, maxID}, {"undoes", c.Undoes, maxID},
	} {
		if n := utf8.RuneCountInString(f.value); n > f.most {
			return wrong(f.name, "has %d characters: write at most %d", n, f.most)
		}
		if oneLine([]byte(f.value)) != f.value && f.name != "phrase" { // that may hold a line break of the text
			return wrong(f.name, "holds what does not belong on one line")
		}
	}
	switch {
	case c.By == "":
		return wrong("by", "is empty: say who says so")
	case c.At.IsZero():
		return wrong("at", "is not there: say when")
	case c.Article == "" || c.Claim == "":
		return wrong("claim", "is empty: say which claim it is about, and of which article")
	case c.Kind == indexer.Undo && c.Undoes == "":
		return wrong("undoes", "is empty: say which correction no longer stands")
	case c.Kind == indexer.NotTheSame && (c.Other == "" || c.Other == c.Claim || c.Beside == ""):
		return wrong("other", "is empty or the claim itself: say which other claim is meant, and of which article")
	case c.Kind == indexer.WrongSpeaker && c.Value == "":
		return wrong("value", "is empty: write whom the claim is from, or none if that cannot be told")
	case c.Kind == indexer.WrongDate && (c.Phrase == "" || c.Nth < 1 || c.Nth > mostNth):
		return wrong("phrase", "is empty: write the words of the date that is wrong")
	case c.Kind == indexer.WrongDate && c.Value != indexer.None:
		_, err := readDate(c.Value)
		return err
	}
	return nil
}

// readDate reads a date in EDTF that a timeline here can show.
func readDate(value string) (timex.Interval, error) {
	v, err := timex.ParseEDTF(value)
	if err != nil {
		return v, wrong("value", "%v; or none, if it is no date of the claim", err)
	}
	if !v.Start.IsZero() && v.Start.Year() < 0 || !v.End.IsZero() && v.End.Year() < 0 {
		return v, wrong("value", "is before the year 0, which no timeline here shows: write none")
	}
	return v, nil
}

// keep keeps corrections that are sound, and notes their articles as due; in one
// transaction, so that a crash between loses neither. It returns how many are new.
func (k *Desk) keep(ctx context.Context, list []indexer.Correction) (added int, err error) {
	err = k.db.Update(ctx, func(tx *sql.Tx) error {
		var held int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM correction`).Scan(&held); err != nil {
			return err
		}
		for i := range list {
			c := &list[i]
			if held+added >= maxCorrections {
				return wrong("claim", "cannot be corrected: %d corrections are kept already", held+added)
			}
			var position int64
			err := tx.QueryRowContext(ctx, `INSERT INTO correction (`+correctionColumns+`, thing) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING RETURNING position`,
				c.ID, c.Kind, c.Article, c.Claim, c.Text, c.Phrase, c.Nth, c.Other, c.Beside, c.Value, c.Was, c.By, c.Note, db.Micros(c.At), c.Undoes, c.Thing()).Scan(&position)
			if errors.Is(err, sql.ErrNoRows) {
				continue // it was known
			}
			if err != nil {
				return err
			}
			added++
			if err := due(ctx, tx, position, c.Article, c.Beside); err != nil {
				return err
			}
		}
		return nil
	})
	return added, err
}

// due notes articles as due for the correction at a position.
func due(ctx context.Context, tx *sql.Tx, position int64, articles ...string) error {
	for _, article := range articles {
		if article == "" {
			continue
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO correction_due (article, position) VALUES (?, ?)
			ON CONFLICT (article) DO UPDATE SET position = excluded.position`, article, position); err != nil {
			return err
		}
	}
	return nil
}
