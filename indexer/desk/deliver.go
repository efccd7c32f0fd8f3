package desk

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"dateline/scraper/db"
)

// The ways to tell somebody of matches.
const (
	byWebhook = "webhook"
	byMail    = "mail"
)

// How telling is tried again.
const (
	firstPause = time.Minute        // after a try that failed; it doubles with each
	mostPause  = 24 * time.Hour     //
	patience   = 7 * 24 * time.Hour // since the first that failed: then it is given up
	mostTold   = 50                 // matches at a time
	mostAtOnce = 8                  // tries at one time, of different searches
	mostAnswer = 300                // runes of an answer that are kept
	mostRest   = time.Minute        // between two looks, where others may make something due
)

// A way tells somebody of matches.
type way interface {
	// tell returns what was answered, in words, and an error if they were not taken.
	tell(ctx context.Context, p *parcel) (answer string, err error)
	// pause is how long nothing is told after something was.
	pause() time.Duration
}

// A parcel is matches of one search that somebody is told of.
type parcel struct {
	id      string // the same whenever the same is told
	search  row
	matches []Match // in the order in which they were found
	more    bool    // some follow
}

// Run tells webhooks and mailboxes of matches as they are found, and returns when ctx ends.
func (k *Desk) Run(ctx context.Context) error {
	for {
		next, err := k.Deliver(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			k.log.Error("matches could not be told", "says", err)
			next = k.now().Add(firstPause)
		}
		var due <-chan time.Time // never, if nothing waits
		if next = k.look(next); !next.IsZero() {
			due = time.After(max(0, next.Sub(k.now())))
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-k.wake:
		case <-due:
		}
	}
}

// look returns when to look again for something to be told, if the first that waits is due
// next; zero for never. On a shared database a person may make it due in another process,
// which wakes only its own Run.
func (k *Desk) look(next time.Time) time.Time {
	soon := k.now().Add(mostRest)
	if k.db.Shared() && (next.IsZero() || soon.Before(next)) {
		return soon
	}
	return next
}

// Deliver tells whoever is due, each search at most one parcel a way at a time until none is
// left, and returns when to call it again; zero if nothing waits.
func (k *Desk) Deliver(ctx context.Context) (time.Time, error) {
	for {
		due, next, err := k.due(ctx)
		if err != nil || len(due) == 0 {
			return next, err
		}
		// When one fails for a fault of ours, no other is begun. Those under way go on to their
		// end: what was broken off may have been taken, and would be told again.
		group, well := errgroup.WithContext(ctx)
		group.SetLimit(mostAtOnce)
		for _, line := range due {
			group.Go(func() error {
				if err := well.Err(); err != nil {
					return err // the group has the one that was first
				}
				return k.deliver(ctx, line)
			})
		}
		if err := group.Wait(); err != nil {
			return time.Time{}, err
		}
	}
}

// line is a line of saved_delivery.
type line struct {
	search, way                  string
	told, telling, failing, next int64
	tries                        int
}

// due returns what may be told now, and when the first of the rest may.
func (k *Desk) due(ctx context.Context) (list []line, next time.Time, err error) {
	now := db.Micros(k.now())
	err = db.Each(ctx, k.db.Read(), func(from db.Row) error {
		var l line
		if err := from.Scan(&l.search, &l.way, &l.told, &l.telling, &l.tries, &l.failing, &l.next); err != nil {
			return err
		}
		switch at := db.Time(l.next); {
		case k.ways[l.way] == nil: // mail is no longer set up
		case l.next <= now:
			list = append(list, l)
		case next.IsZero() || at.Before(next):
			next = at
		}
		return nil
	}, `SELECT d.search, d.way, d.told, d.telling, d.tries, d.failing_at, d.next_at
		FROM saved_delivery d JOIN saved_search s ON s.id = d.search
		WHERE s.active = 1 AND d.given_up = 0 AND EXISTS (SELECT 1 FROM saved_match m WHERE m.search = d.search AND m.position > d.told)
		ORDER BY d.next_at, d.search, d.way`)
	if err != nil {
		return nil, next, fmt.Errorf("what is to be told: %w", err)
	}
	return list, next, nil
}

// deliver makes one try.
func (k *Desk) deliver(ctx context.Context, l line) error {
	p, err := k.pack(ctx, &l)
	if err != nil || p == nil {
		return err
	}
	answer, err := k.ways[l.way].tell(ctx, p)
	if err != nil && ctx.Err() != nil {
		return ctx.Err() // it was broken off here: that is no failure of theirs
	}
	return k.settle(context.WithoutCancel(ctx), l, p, answer, err)
}

// pack returns what is to be told, nil if nothing is. A parcel that was begun is the same
// until it is taken: whoever got it, and could not say so, knows it again.
func (k *Desk) pack(ctx context.Context, l *line) (*parcel, error) {
	list, err := k.matches(ctx, `search = ? AND position > ? AND (? = 0 OR position <= ?) ORDER BY position LIMIT ?`,
		l.search, l.told, l.telling, l.telling, mostTold+1)
	if err == nil && len(list) == 0 && l.telling > 0 { // somebody took out what it was to tell
		l.telling = 0
		return k.pack(ctx, l)
	}
	if err != nil || len(list) == 0 {
		return nil, err
	}
	p := &parcel{matches: list[:min(len(list), mostTold)]}
	p.more = len(p.matches) < len(list)
	last := p.matches[len(p.matches)-1].Position
	p.id = fmt.Sprintf("%s-%d-%d", l.search, p.matches[0].Position, last)
	if p.search, err = rowOf(ctx, k.db.Read(), l.search); err != nil {
		return nil, fmt.Errorf("tell of %s: %w", l.search, err)
	}
	if l.telling == last {
		return p, nil
	}
	l.telling = last
	return p, k.db.Update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE saved_delivery SET telling = ? WHERE search = ? AND way = ?`, last, l.search, l.way)
		return err
	})
}

// settle writes down how a try went.
func (k *Desk) settle(ctx context.Context, l line, p *parcel, answer string, failed error) error {
	now := k.now()
	attrs := []any{"search", l.search, "way", l.way, "id", p.id, "matches", len(p.matches), "try", l.tries + 1}
	if failed == nil {
		k.log.Info("told of matches", append(attrs, "answer", answer)...)
		return k.update(ctx, `UPDATE saved_delivery SET told = ?, telling = 0, tries = 0, failing_at = 0, tried_at = ?, next_at = ?, answer = ?
			WHERE search = ? AND way = ?`, l.telling, db.Micros(now), db.Micros(now.Add(k.ways[l.way].pause())), cutRunes(answer, mostAnswer), l.search, l.way)
	}
	says := cutRunes(failed.Error(), mostAnswer)
	since := db.Time(l.failing)
	if since.IsZero() {
		since = now
	}
	wait := backoff(l.tries + 1)
	givenUp := now.Sub(since) >= patience || errors.Is(failed, errNever)
	k.log.Warn("matches were not taken", append(attrs, "says", says, "again", wait, "given_up", givenUp)...)
	return k.update(ctx, `UPDATE saved_delivery SET tries = ?, failing_at = ?, tried_at = ?, next_at = ?, answer = ?, given_up = ?
		WHERE search = ? AND way = ?`, l.tries+1, db.Micros(since), db.Micros(now), db.Micros(now.Add(wait)), says, givenUp, l.search, l.way)
}

// errNever reports a way that will not do however often it is tried.
var errNever = errors.New("it is not tried again")

// backoff returns how long to wait after so many tries that failed in a row.
func backoff(tries int) time.Duration {
	wait := firstPause
	for range min(tries-1, 20) {
		wait = min(2*wait, mostPause)
	}
	return wait
}

func (k *Desk) update(ctx context.Context, query string, args ...any) error {
	return k.db.Update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, query, args...)
		return err
	})
}

func cutRunes(s string, most int) string {
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return s
}
