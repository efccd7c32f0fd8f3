package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"dateline/indexer"
	newsdesk "dateline/indexer/desk"
	"dateline/scraper/archive"
	"dateline/scraper/canon"
	"dateline/scraper/frontier"
)

// forgotten reports whether one of some addresses, or the article at one, was forgotten.
func (p *pipeline) forgotten(ctx context.Context, addresses ...string) (bool, error) {
	for _, address := range addresses {
		own, err := canon.URL(address, "")
		if err != nil {
			continue // nothing was ever taken in from there
		}
		if gone, err := p.archive.Forgotten(ctx, own); err != nil || len(gone) > 0 {
			return true, err
		}
	}
	return false, nil
}

// refuse has nothing of a page taken in: it leads to what was forgotten.
func (f *find) refuse() {
	f.result, f.says = frontier.Forgotten, "it was forgotten, and is not taken in again"
	f.keep, f.revise, f.sameAs = false, false, ""
	f.article, f.parts, f.addresses = nil, nil, nil
}

// forget takes what a removal says out of archive and register, and the queue; the index
// and the file of the database follow with sweep.
func (w *work) forget(ctx context.Context, r *archive.Removal, reason string) error {
	var ids []string
	for _, article := range r.Articles {
		ids = append(ids, article.ID)
	}
	addresses := make([]frontier.Address, len(r.Addresses))
	for i, url := range r.Addresses {
		addresses[i] = w.outlets().address(url, frontier.PageForm, 0, "")
	}
	return w.folder.archive.Forget(ctx, r, reason, func(tx *sql.Tx) error {
		if err := w.forgetClaims(ctx, tx, ids...); err != nil {
			return err
		}
		return w.front.Forget(ctx, tx, addresses...)
	})
}

// forgetClaims takes out what is kept of the claims of articles.
func (f *folder) forgetClaims(ctx context.Context, tx *sql.Tx, ids ...string) error {
	if err := f.register.Forget(ctx, tx, newFollower(f), ids...); err != nil {
		return err
	}
	return newsdesk.Forget(ctx, tx, ids...)
}

// sweep takes what was forgotten out of the index, and its words out of all files. It
// does nothing if nothing was, and begins anew if it was stopped. Who keeps the index calls
// it between what it takes in: an article that another process had forgotten meanwhile it may
// just have compared, and has written down what came of that.
func (f *folder) sweep(ctx context.Context, tell *progress) error {
	ids, err := f.archive.Forgetting(ctx)
	if err != nil || len(ids) == 0 {
		return err
	}
	tell.pass("forgetting " + plural(len(ids), "article") + " in the index")
	if err := f.forgetIndexed(ctx, ids); err != nil {
		return fmt.Errorf("forget in the index: %w", err)
	}
	if err := f.catchUp(ctx, tell.caughtUp); err != nil { // others' claims are in other clusters now
		return err
	}
	tell.pass("writing the index and the database anew, without what was forgotten")
	if err := f.index.renew(ctx); err != nil {
		return fmt.Errorf("forget in the index: %w", err)
	}
	if err := f.db.Compact(ctx); err != nil {
		return err
	}
	return f.archive.Forgot(ctx, ids...)
}

// sweepOrLater is sweep for whoever keeps the index and comes back to it: while the index is away
// what is new is taken in all the same. A large cluster may take long to write its files anew.
func (f *folder) sweepOrLater(ctx context.Context, tell *progress) error {
	err := f.sweep(ctx, tell)
	if _, away := errors.AsType[*indexer.UnavailableError](err); away {
		f.index.log.Error("what was forgotten is not out of all files of the index yet: it is tried again", "says", oneLine(err))
		return nil
	}
	return err
}

// forgetIndexed takes articles out of the index, with all that is kept of their claims, while
// nobody takes any in; but for those that were let come back, and are held again.
func (f *folder) forgetIndexed(ctx context.Context, ids []string) error {
	f.turn.Lock()
	defer f.turn.Unlock()
	var gone []string
	err := f.db.Update(ctx, func(tx *sql.Tx) error {
		gone = nil
		for _, id := range ids {
			held, err := f.archive.Newest(ctx, tx, id)
			if err != nil {
				return err
			}
			if held == "" {
				gone = append(gone, id)
			}
		}
		return f.forgetClaims(ctx, tx, gone...)
	})
	if err != nil {
		return err
	}
	seq, err := f.index.Seq(ctx)
	if err != nil {
		return err
	}
	return f.index.Delete(ctx, seq, gone...)
}

// lift lets an address come back, and returns all that may.
func (w *work) lift(ctx context.Context, url string) (lifted []string, err error) {
	err = w.folder.db.Update(ctx, func(tx *sql.Tx) error {
		if lifted, err = w.folder.archive.Lift(ctx, tx, url); err != nil {
			return err
		}
		return w.front.Lift(ctx, tx, lifted...)
	})
	return lifted, err
}
