package main

import (
	"context"
	"io"
	"time"

	newsdesk "dateline/indexer/desk"
)

// A followedDesk is the desk of a folder whose index is told at once of what is set right.
type followedDesk struct {
	*newsdesk.Desk
	folder *folder
}

// tellTime is how long whoever sets something right waits for the index to be told.
const tellTime = 5 * time.Second

// Correct keeps a correction, and tells the index.
func (d followedDesk) Correct(ctx context.Context, draft newsdesk.CorrectionDraft) (*newsdesk.Corrected, error) {
	c, err := d.Desk.Correct(ctx, draft)
	if err == nil {
		d.tell(ctx)
	}
	return c, err
}

// UndoCorrection takes a correction back, and tells the index.
func (d followedDesk) UndoCorrection(ctx context.Context, id, by, note string) (*newsdesk.Corrected, error) {
	c, err := d.Desk.UndoCorrection(ctx, id, by, note)
	if err == nil {
		d.tell(ctx)
	}
	return c, err
}

// ImportCorrections takes in corrections, and tells the index.
func (d followedDesk) ImportCorrections(ctx context.Context, r io.Reader) (*newsdesk.Imported, error) {
	done, err := d.Desk.ImportCorrections(ctx, r)
	if done != nil && done.Added > 0 {
		d.tell(ctx)
	}
	return done, err
}

// tell tells the index of what was set right. What it is not told now it is told the next
// time that it follows the archive: it is noted as due.
func (d followedDesk) tell(ctx context.Context) {
	if d.folder.db.Shared() { // whoever keeps the index looks by itself
		d.folder.keeper.nudge()
		return
	}
	ctx, cancel := context.WithTimeout(ctx, tellTime)
	defer cancel()
	if err := d.folder.catchUp(ctx, func(uint64, uint64) {}); err != nil {
		d.folder.index.log.Warn("the index is not told yet of what was set right", "says", oneLine(err))
	}
}
