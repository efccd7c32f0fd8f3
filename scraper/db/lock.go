package db

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"dateline/scraper"
)

// Programs that share a database do some things one at a time. Whoever does one holds a
// lock, and says every few seconds that it is alive:
//
//	held  name of the lock, who holds it, how often that has been said, and what holders note
//
// Whoever waits for it sees by a clock of its own whether that goes on, so that the clocks of
// machines need not agree. Who has stopped saying so, killed or hung, has lost the lock, and finds
// out before it writes again: Update asks in the same transaction.
var lockSteps = []string{
	`CREATE TABLE held (
		name   TEXT PRIMARY KEY,
		secret TEXT NOT NULL,   -- of the one holding; empty: nobody does
		holder TEXT NOT NULL,   -- in words for people
		beat   INTEGER NOT NULL -- rises while it is alive
	)`,
	`ALTER TABLE held ADD COLUMN note TEXT NOT NULL DEFAULT ''`, // see Note
}

// A HeldError reports that another program holds a lock.
type HeldError struct {
	Name   string // of the lock
	Holder string // in words
}

func (e *HeldError) Error() string { return fmt.Sprintf("%s is held by %s", e.Name, e.Holder) }

// ErrLost reports that a lock was lost, for another program may have taken it since.
var ErrLost = errors.New("another program has taken over, for this one was not heard of")

// Lock says how a lock is held. The zero Lock is right but for tests.
type Lock struct {
	Beat time.Duration // how often its holder says that it is alive; default 3s
	Dead time.Duration // after how long of silence it is taken over; default 15s
	Wait bool          // wait for a holder that is alive, in place of a HeldError
}

// A Held is a lock that is held.
type Held struct {
	db                   *DB
	name, holder, secret string
	opt                  Lock
}

// Hold calls do while it holds the lock called name, for holder, in words for people. It takes
// over from whoever has died or hangs. The context of do ends when the lock is lost or about
// to be, and Update refuses to write with it then; Hold returns ErrLost, unless do returns another error.
func (d *DB) Hold(ctx context.Context, name, holder string, opt Lock, do func(context.Context, *Held) error) error {
	if opt.Beat == 0 {
		opt.Beat, opt.Dead = 3*time.Second, 15*time.Second
	}
	if err := d.Migrate(ctx, "lock", lockSteps); err != nil {
		return err
	}
	h := &Held{db: d, name: name, holder: holder, secret: rand.Text(), opt: opt}
	if err := h.take(ctx); err != nil {
		return err
	}
	ctx, lose := context.WithCancelCause(h.Guard(ctx))
	beating := make(chan struct{})
	go func() {
		defer close(beating)
		h.keep(ctx, lose)
	}()
	err := do(ctx, h)
	lost := errors.Is(context.Cause(ctx), ErrLost)
	lose(nil)
	<-beating
	switch {
	case lost && (err == nil || errors.Is(err, context.Canceled)):
		return fmt.Errorf("%s: %w", name, ErrLost)
	case lost:
		return err
	}
	return errors.Join(err, h.give(context.WithoutCancel(ctx)))
}

// heldKey is under which a context has the lock that it is guarded by.
type heldKey struct{}

// Guard returns a context with which Update refuses to write once the lock is lost. Unlike
// that which Hold gives, it does not end then.
func (h *Held) Guard(ctx context.Context) context.Context {
	return context.WithValue(ctx, heldKey{}, h)
}

// Note returns what was noted of the lock last, whoever held it; empty if nothing was.
func (h *Held) Note(ctx context.Context) (note string, err error) {
	err = h.db.Read().QueryRowContext(ctx, `SELECT note FROM held WHERE name = ?`, h.name).Scan(&note)
	return note, err
}

// SetNote notes something of the lock, for those who will hold it.
func (h *Held) SetNote(ctx context.Context, note string) error {
	return h.db.Update(h.Guard(ctx), func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE held SET note = ? WHERE name = ?`, note, h.name)
		return err
	})
}

// Holder returns who holds a lock, in words, and may have died since; empty if nobody does.
func (d *DB) Holder(ctx context.Context, name string) (holder string, err error) {
	var begun bool // who asks may be the first, and writes nothing for that
	err = d.Read().QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM migration WHERE name = 'lock')`).Scan(&begun)
	if err != nil || !begun {
		return "", explain(err)
	}
	err = d.Read().QueryRowContext(ctx, `SELECT holder FROM held WHERE name = ? AND secret <> ''`, name).Scan(&holder)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return holder, explain(err)
}

// take returns when the lock is ours. It waits as long as it takes to see whether a
// holder lives.
func (h *Held) take(ctx context.Context) error {
	var seen seen
	for {
		now, ok, err := h.try(ctx, seen)
		if err != nil || ok {
			return err
		}
		// What is another holder's beat, or the same one's next, is a sign of life.
		if seen.secret == now.secret && seen.beat != now.beat && !h.opt.Wait {
			return &HeldError{h.name, now.holder}
		}
		if seen.secret != now.secret || seen.beat != now.beat {
			now.since = time.Now()
			seen = now
		}
		if err := scraper.Sleep(ctx, h.opt.Beat/2); err != nil {
			return err
		}
	}
}

// A seen is how somebody's lock was when it had been seen to change last.
type seen struct {
	secret, holder string
	beat           int64
	since          time.Time
}

// try takes the lock if nobody has it, or if whoever has it was silent for too long.
func (h *Held) try(ctx context.Context, last seen) (now seen, ok bool, err error) {
	now, free, err := h.look(ctx, h.db.Read(), last)
	if err == nil && free {
		err = h.db.Update(ctx, func(tx *sql.Tx) error {
			if now, ok, err = h.look(ctx, tx, last); err != nil || !ok {
				return err
			}
			_, err = tx.ExecContext(ctx, `INSERT INTO held (name, secret, holder, beat) VALUES (?, ?, ?, 0)
				ON CONFLICT (name) DO UPDATE SET secret = excluded.secret, holder = excluded.holder, beat = 0`, h.name, h.secret, h.holder)
			return err
		})
	}
	if err != nil {
		return now, false, fmt.Errorf("take %s: %w", h.name, err)
	}
	return now, ok, nil
}

// look returns how the lock is, and whether it may be taken.
func (h *Held) look(ctx context.Context, from Reader, last seen) (now seen, free bool, err error) {
	now.since = last.since
	// Its holder may say that it lives in this very moment.
	err = from.QueryRowContext(ctx, `SELECT secret, holder, beat FROM held WHERE name = ? /*! FOR UPDATE */`, h.name).Scan(&now.secret, &now.holder, &now.beat)
	if errors.Is(err, sql.ErrNoRows) {
		return now, true, nil
	}
	if err == nil && now.secret == "" {
		return now, true, nil
	}
	return now, err == nil && now == last && time.Since(last.since) >= h.opt.Dead, err
}

// keep says that the holder lives until ctx ends. It calls lose when others may take it for
// dead soon, or have.
func (h *Held) keep(ctx context.Context, lose context.CancelCauseFunc) {
	said := time.Now()
	for scraper.Sleep(ctx, h.opt.Beat) == nil {
		began := time.Now()
		tried, cancel := context.WithTimeout(ctx, h.opt.Beat)
		held, err := h.beat(tried)
		cancel()
		if err == nil && held {
			said = began
			continue
		}
		// A third is left for what is under way.
		if err == nil || time.Since(said) > h.opt.Dead*2/3-h.opt.Beat {
			lose(ErrLost)
			return
		}
	}
}

// beat says that the holder lives, and reports whether it still holds the lock. It takes no
// turn: others' long transactions are no sign of death.
func (h *Held) beat(ctx context.Context) (held bool, err error) {
	err = h.db.Beside(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, `UPDATE held SET beat = beat + 1 WHERE name = ? AND secret = ?`, h.name, h.secret)
		if err != nil {
			return err
		}
		n, err := done.RowsAffected()
		held = n > 0
		return err
	})
	return held, err
}

// give gives the lock back.
func (h *Held) give(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, h.opt.Dead)
	defer cancel()
	err := h.db.Beside(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE held SET secret = '' WHERE name = ? AND secret = ?`, h.name, h.secret)
		return err
	})
	if err != nil {
		return fmt.Errorf("give %s back: %w", h.name, err)
	}
	return nil
}

// Holds returns ErrLost if the lock that ctx was given to hold is another's by now; nil
// without one.
func (d *DB) Holds(ctx context.Context) error { return holds(ctx, d.Read()) }

func holds(ctx context.Context, from Reader) error {
	h, ok := ctx.Value(heldKey{}).(*Held)
	if !ok {
		return nil
	}
	var held bool
	err := from.QueryRowContext(ctx, `SELECT count(*) > 0 FROM held WHERE name = ? AND secret = ?`, h.name, h.secret).Scan(&held)
	if err == nil && !held {
		err = fmt.Errorf("%s: %w", h.name, ErrLost)
	}
	return err
}
