package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"dateline/scraper"
	"dateline/scraper/db"
)

func (a *app) checkCommand() *cobra.Command {
	var repair, quick bool
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Find out whether all that is stored agrees",
		Long: `Check reads everything that is stored, and says what does not agree: the database with
itself, every raw page with its digest, every revision with its text, the index and its
columns with the newest revisions, the ids of claims with those that the index gives.
--quick reads one raw page in twenty. It reads them where dateline.toml says that they are:
on a PostgreSQL server ([database]), in a bucket ([warc]), on an OpenSearch cluster ([index]);
else in the data folder.

With --repair it mends what can be: the index and the ids of claims are made from the
archive, a text is read again from its raw page, and files that visits which never ended
have left in a bucket are removed. A raw page that is lost cannot be mended; what was
read from it stays. Then it checks again.

A server that owns the data folder must be stopped first. Where others share the database they may
run on: check then takes a data folder of its own (--data) if raw pages are in a bucket, or looks at
a copy that 'dateline migrate' makes. What changes while it reads may look as if it did not agree:
check again then. An index in another data folder is not checked.

Exit status: 0 if all agrees, 1 if anything does not.`,
		Example: `  dateline check
  dateline check --quick
  dateline check --repair`,
		Args: arguments(cobra.NoArgs, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := a.begun(); err != nil {
				return err
			}
			a.reading, a.pages = true, true
			return a.ownFolder(cmd.Context(), func(f *folder) error { return a.check(cmd.Context(), f, quick, repair) }, nil)
		},
	}
	cmd.Flags().BoolVar(&repair, "repair", false, "mend what can be mended")
	cmd.Flags().BoolVar(&quick, "quick", false, "read one raw page in twenty")
	return cmd
}

func (a *app) check(ctx context.Context, f *folder, quick, repair bool) error {
	c, err := a.inspect(ctx, f, quick)
	if err != nil {
		return err
	}
	if c.wrong == 0 && (!repair || !c.left) {
		return a.agree(ctx, f)
	}
	if !repair {
		return fmt.Errorf("%s wrong: 'dateline check --repair' mends what can be mended", plural(c.wrong, "thing is", "things are"))
	}
	if err := a.repair(ctx, c); err != nil {
		return fmt.Errorf("repair: %w", err)
	}
	fmt.Fprintln(a.out, "mended what can be; checking again")
	if c, err = a.inspect(ctx, f, quick); err != nil {
		return err
	}
	if c.wrong > 0 {
		return fmt.Errorf("%s still wrong, and cannot be mended from what is there", plural(c.wrong, "thing is", "things are"))
	}
	return a.agree(ctx, f)
}

// inspect looks at everything once.
func (a *app) inspect(ctx context.Context, f *folder, quick bool) (*inspection, error) {
	c := &inspection{folder: f, quick: quick, tell: newProgress(a.err), out: a.out}
	defer c.tell.done()
	return c, c.run(ctx)
}

// agree says that nothing is wrong.
func (a *app) agree(ctx context.Context, f *folder) error {
	articles, revisions, err := f.archive.Size(ctx)
	if err != nil {
		return err
	}
	u, err := f.use(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, "all agrees: %s, %s\non the disk: %s\n", plural(articles, "article"), plural(revisions, "revision"), u.line())
	return nil
}

// repair mends what can be mended.
func (a *app) repair(ctx context.Context, c *inspection) error {
	if c.rows {
		if err := c.db.Reindex(ctx); err != nil {
			return err
		}
	}
	if c.counting {
		if err := c.archive.Recount(ctx); err != nil {
			return err
		}
	}
	if c.left {
		if err := c.archive.RemoveStrays(ctx); err != nil {
			return err
		}
	}
	w, err := a.newWork(ctx, c.folder)
	if err != nil {
		return err
	}
	for _, fault := range c.reread {
		old, err := c.archive.Revision(ctx, fault.Article, fault.Number)
		if err == nil {
			_, err = w.reread(ctx, old)
		}
		if err != nil {
			fmt.Fprintln(a.out, plain(fmt.Sprintf("not mended: revision %d of %s: %v", fault.Number, fault.Article, err)))
		}
	}
	err = c.db.Update(ctx, func(tx *sql.Tx) error {
		return c.register.Forget(ctx, tx, w.follower, c.strays...)
	})
	if err != nil {
		return err
	}
	if c.documents {
		return a.reindex(ctx, w)
	}
	err = w.folder.keeper.keep(ctx, db.Lock{}, func(ctx context.Context) error { return a.redo(ctx, w, c) })
	if held, ok := errors.AsType[*db.HeldError](err); ok {
		return keptElsewhere(held)
	}
	if err != nil {
		return err
	}
	if c.columns {
		return c.index.renew(ctx)
	}
	return nil
}

// redo puts articles into the index anew, and takes out those that the archive does not hold.
func (a *app) redo(ctx context.Context, w *work, c *inspection) error {
	seq, err := w.folder.index.Seq(ctx)
	if err != nil {
		return err
	}
	if err := w.folder.index.Delete(ctx, seq, c.extra...); err != nil {
		return err
	}
	for len(c.redo) > 0 {
		some := c.redo[:min(batch, len(c.redo))]
		c.redo = c.redo[len(some):]
		var revisions []*scraper.Revision
		for _, id := range some {
			revision, err := w.folder.archive.Revision(ctx, id, 0)
			if err != nil {
				return err
			}
			revisions = append(revisions, revision)
		}
		readings := w.follower.readAll(ctx, revisions)
		if err := w.follower.keep(ctx, readings); err != nil {
			return err
		}
		if err := w.folder.index.Put(ctx, seq, readings...); err != nil {
			return fmt.Errorf("index %s anew: %w", plural(len(some), "article"), err)
		}
	}
	return w.catchUp(ctx, func(uint64, uint64) {})
}
