package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"dateline/indexer"
	"dateline/scraper/archive"
)

// An inspection finds out whether database, raw pages, index, columns and register agree.
type inspection struct {
	*folder
	quick bool
	tell  *progress
	out   io.Writer

	wrong int
	said  map[string]int // of each kind

	// What can be mended.
	rows      bool            // of the database's indexes
	counting  bool            // numbers that the archive keeps of its rows
	left      bool            // files in the bucket, by visits that never ended
	reread    []archive.Fault // revisions, from their raw pages
	documents bool            // of the index, all
	columns   bool
	redo      []string // articles, in the index
	extra     []string // articles that the index holds and the archive does not
	strays    []string // articles that the register knows and the archive does not
}

// mostTold is how many things of a kind are said one by one.
const mostTold = 20

// fault says what is wrong.
func (c *inspection) fault(kind, format string, args ...any) {
	c.wrong++
	if c.said[kind]++; c.said[kind] <= mostTold {
		c.tell.done()
		fmt.Fprintln(c.out, plain(kind+": "+fmt.Sprintf(format, args...)))
	}
}

// note says what is not as it should be, and will be without anybody's doing, or does no harm.
func (c *inspection) note(format string, args ...any) {
	c.tell.done()
	fmt.Fprintln(c.out, plain("note: "+fmt.Sprintf(format, args...)))
}

// run looks at everything. Its error is what kept it from that.
func (c *inspection) run(ctx context.Context) error {
	c.said = map[string]int{}
	c.tell.pass("reading    the database")
	says, err := c.db.Check(ctx)
	for _, line := range says {
		c.rows = true
		c.fault("database", "%s", line)
	}
	if err != nil {
		return err
	}
	if err := c.archive.Check(ctx, c.quick, c.archiveFault, c.page); err != nil {
		return err
	}
	if err := c.indexed(ctx); err != nil {
		return err
	}
	if err := c.corrected(ctx); err != nil {
		return err
	}
	for kind, n := range c.said {
		if n > mostTold {
			fmt.Fprintf(c.out, "%s: and %d more\n", kind, n-mostTold)
		}
	}
	return nil
}

func (c *inspection) archiveFault(f archive.Fault) {
	c.counting = c.counting || f.Counting
	if f.Strays {
		c.left = true
		c.note("%s", f.Says)
		return
	}
	if f.Article != "" {
		c.reread = append(c.reread, f)
	}
	c.fault("archive", "%s", f.Says)
}

// page tells how far the raw pages are looked at.
func (c *inspection) page(done, of int) {
	if done%1000 == 0 {
		c.tell.pass(fmt.Sprintf("reading    raw page %d of %d", done, of))
	}
}

// indexed compares the index with the archive and the register.
func (c *inspection) indexed(ctx context.Context) error {
	forgotten, err := c.archive.Forgetting(ctx)
	if err != nil {
		return err
	}
	if len(forgotten) > 0 {
		c.note("%s forgotten, and words of it may still stand in files: the next command sees to that", plural(len(forgotten), "article was", "articles were"))
	}
	end, err := c.archive.Seq(ctx)
	if err != nil {
		return err
	}
	at, err := c.index.Seq(ctx)
	if err != nil {
		return err
	}
	newest, err := c.archive.AllNewest(ctx)
	if err != nil {
		return err
	}
	switch {
	case at > end:
		c.fault("index", "it has read the archive up to %d, which ends at %d: the database is older than the index, and the next command that asks builds it anew", at, end)
		return c.registered(ctx, newest) // what it holds is of another archive
	case at < end:
		c.note("the index has read the archive up to %d of %d: the next command goes on with it", at, end)
	}
	seen := make(map[string]bool, len(newest))
	c.tell.pass("reading    the index")
	inside, err := c.index.Check(ctx, func(h indexer.Held) error {
		seen[h.ID] = true
		n, ok := newest[h.ID]
		if !ok && slices.Contains(forgotten, h.ID) {
			return nil
		}
		return c.held(ctx, h, n, ok, at)
	})
	if err != nil {
		return err
	}
	for _, says := range inside.Documents {
		c.documents = true
		c.fault("index", "%s", says)
	}
	for _, says := range inside.Columns {
		c.columns = true
		c.fault("columns", "%s", says)
	}
	for id, n := range newest {
		if !seen[id] && n.Seq <= at {
			c.redo = append(c.redo, id)
			c.fault("index", "it does not hold %s (%s)", n.URL, id)
		}
	}
	return c.registered(ctx, newest)
}

// held compares what the index holds of an article with its newest revision.
func (c *inspection) held(ctx context.Context, h indexer.Held, n archive.Newest, known bool, at uint64) error {
	switch {
	case !known:
		c.extra = append(c.extra, h.ID)
		c.fault("index", "it holds article %s, and the archive does not", h.ID)
		return nil
	case n.Seq > at:
		return nil // it has not come to that yet
	case n.Number != h.Revision:
		c.redo = append(c.redo, h.ID)
		c.fault("index", "it holds revision %d of %s (%s), whose newest is %d", h.Revision, n.URL, h.ID, n.Number)
		return nil
	}
	refused, err := c.desk.Refused(ctx, h.ID)
	if err != nil {
		return err
	}
	says, err := c.register.Differs(ctx, h.ID, h.Claims, refused)
	if says != "" {
		c.redo = append(c.redo, h.ID)
		c.fault("claims", "of %s (%s): %s", n.URL, h.ID, says)
	}
	return err
}

// corrected tells of corrections that speak of claims which are not held, and of those that
// the index was not told of yet.
func (c *inspection) corrected(ctx context.Context) error {
	claims, err := c.desk.Corrects(ctx)
	if err != nil {
		return err
	}
	waiting := 0
	for _, id := range claims {
		switch _, err := c.register.ArticleOf(ctx, id); {
		case errors.Is(err, indexer.ErrNotFound):
			waiting++
		case err != nil:
			return err
		}
	}
	if waiting > 0 {
		c.note("corrections speak of %s that no article holds: they wait for that", plural(waiting, "claim"))
	}
	t, err := c.desk.Telling(ctx)
	if err == nil && t.Due > 0 {
		c.note("the index is not told yet of what was set right in %s: the next command sees to that", plural(t.Due, "article"))
	}
	return err
}

// registered looks for articles that the register knows and the archive does not.
func (c *inspection) registered(ctx context.Context, newest map[string]archive.Newest) error {
	ids, err := c.register.Articles(ctx)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if _, ok := newest[id]; !ok {
			c.strays = append(c.strays, id)
			c.fault("claims", "the register knows article %s, and the archive does not", id)
		}
	}
	return nil
}
