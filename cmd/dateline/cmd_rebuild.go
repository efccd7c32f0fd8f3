package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"dateline/api"
	"dateline/scraper"
	"dateline/scraper/archive"
	"dateline/scraper/extract"
	"dateline/scraper/frontier"
)

func (a *app) reindexCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "reindex",
		Short: "Build the index anew from the archive",
		Long: `Reindex reads every stored article again for claims and dates, builds a new index
from that beside the old one, and then puts it in the place of the old one. It asks no
site, and meanwhile needs as much room again as the index takes: on the disk, or, where [index] in
dateline.toml names one, on the OpenSearch cluster, whose aliases then point to the new one. Raw
pages are not read. Claims are compared with all others again where they read otherwise
than before, or where another version of Dateline compared them; else who says the same stays
as it was found, and that takes a fraction of the time.

If a server owns the data folder, it does this: it answers from the old index, and takes
in what is fetched, until the new one is there. Reindex tells how far that is; stopped,
it leaves the server to it. If the work itself is stopped half way, the old index stays in use.

An index that another version of Dateline wrote cannot be asked: 'dateline serve' builds
it anew when it starts, without being told to, and does not answer until that is done.

An index on a cluster that is of another archive is refused by every command: [index]
prefix has this one have its own there. Where that archive is used no more, for this one was
copied from it with 'dateline migrate', --take-over builds one of this in its place.`,
		Example: "  dateline reindex",
		Args:    arguments(cobra.NoArgs, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := a.begun(); err != nil {
				return err
			}
			a.reading, a.takes = true, takesOver
			ask := func(c *api.Client) error { return a.reindexThere(cmd.Context(), c) }
			switch {
			case a.takeOver && len(a.cfg.Index.Addresses) == 0:
				return usageError{errors.New("--take-over: the index is in the data folder, where no other archive has one")}
			case a.takeOver: // the server that has the folder began before
				ask = nil
			}
			return a.own(cmd.Context(), func(w *work) error { return a.reindex(cmd.Context(), w) }, ask)
		},
	}
	cmd.Flags().BoolVar(&a.takeOver, "take-over", false, "also in the place of an index on the cluster that is of another archive, which is used no more")
	return cmd
}

func (a *app) reindex(ctx context.Context, w *work) error {
	if !w.folder.index.begun {
		tell := newProgress(a.err)
		err := w.folder.index.rebuild(ctx, w.filling(tell))
		tell.done()
		if err != nil {
			return err
		}
	}
	articles, _, err := w.folder.archive.Size(ctx)
	fmt.Fprintf(a.out, "%s indexed anew\n", plural(articles, "article"))
	return err
}

// filling returns what fills an index anew from the archive, and tells how far it is.
func (w *work) filling(tell *progress) filling {
	return func(ctx context.Context, next builtIndex, report func(done, of uint64), swap func() error) error {
		return w.follower.fill(ctx, w.folder.index, next, func(done, of uint64) {
			report(done, of)
			tell.caughtUp(done, of)
		}, func() error {
			if err := w.folder.db.Holds(ctx); err != nil { // who has taken over has removed it, or will
				return err
			}
			return swap()
		})
	}
}

// beginReindex begins to build the index anew while the old one answers, and returns how
// far that is. It ends with the program, if not before.
func (w *work) beginReindex(tell *progress) frontier.Reindex {
	return w.folder.index.beginRebuild(w.stop, w.filling(tell), func(err error) {
		tell.done()
		switch {
		case err == nil:
			w.log.Info("the index was built anew, and is in use")
		case w.stop.Err() == nil:
			w.log.Error("the index was not built anew: the old one stays in use", "says", oneLine(err))
		}
	})
}

// lookAgain is how often a server is asked how far it is.
const lookAgain = 300 * time.Millisecond

// reindexThere has a server build its index anew, and waits until it has.
func (a *app) reindexThere(ctx context.Context, c *api.Client) error {
	if _, err := c.Reindex(ctx); err != nil {
		return err
	}
	tell := newProgress(a.err)
	defer tell.done()
	var last frontier.Reindex
	for {
		s, _, err := c.Status(ctx)
		switch {
		case err != nil:
			return err
		case s.Reindex == nil:
			tell.done()
			fmt.Fprintf(a.out, "%s indexed anew\n", plural(s.Articles, "article"))
			return nil
		case s.Reindex.Error != "":
			return fmt.Errorf("the server did not build the index anew, and goes on with the old one: %s", s.Reindex.Error)
		case *s.Reindex != last:
			last = *s.Reindex
			tell.caughtUp(last.Done, last.Of)
		}
		if err := scraper.Sleep(ctx, lookAgain); err != nil {
			return err
		}
	}
}

func (a *app) reextractCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "reextract",
		Short: "Read the stored raw pages again",
		Long: `Reextract reads every stored raw page again, as after an update that reads pages
better, or when the configuration of an outlet changed, and brings the index up
to date. It needs no network, and makes no new revisions: an article that is
read otherwise keeps its number.`,
		Example: "  dateline reextract",
		Args:    arguments(cobra.NoArgs, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := a.begun(); err != nil {
				return err
			}
			a.pages = true
			return a.ownQueueLeft(cmd.Context(), func(w *work) error { return a.reextract(cmd.Context(), w) })
		},
	}
}

func (a *app) reextract(ctx context.Context, w *work) error {
	tell := newProgress(a.err)
	defer tell.done()
	var read, changed, lost int
	err := w.folder.archive.Each(ctx, func(old *scraper.Revision) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		read++
		tell.pass(fmt.Sprintf("reading    %d %s", read, old.URL))
		differs, err := w.reread(ctx, old)
		switch {
		case errors.Is(err, extract.ErrNoArticle), errors.Is(err, extract.ErrNotHTML):
			lost++
			tell.say("kept as it was: %s, revision %d: %v", old.URL, old.Number, err)
			return nil
		case differs:
			changed++
		}
		return err
	})
	if err != nil {
		return err
	}
	found, err := w.rescue(ctx)
	if err != nil {
		return err
	}
	if err := w.catchUp(ctx, tell.caughtUp); err != nil {
		return err
	}
	tell.done()
	line := fmt.Sprintf("%s read again: %d read otherwise than before", plural(read, "revision"), changed)
	if found > 0 {
		line += fmt.Sprintf(", %d found in pages that were none before", found)
	}
	if lost > 0 {
		line += fmt.Sprintf(", %d kept as they were", lost)
	}
	fmt.Fprintln(a.out, line)
	return nil
}

// reread reads the raw page of a revision again, and stores the new reading if
// it differs from the one that is held.
func (w *work) reread(ctx context.Context, old *scraper.Revision) (differs bool, err error) {
	page, err := w.folder.archive.Page(ctx, old)
	if err != nil {
		return false, err
	}
	article, _, err := readWhole(page, w.outlets().at(page.FinalURL), inTheArchive(ctx, w.folder.archive))
	if err != nil {
		return false, err
	}
	outlet := w.outlets().name(article.URL, article.SiteName)
	if archive.SameReading(old, article, outlet) {
		return false, nil
	}
	return true, w.folder.db.Update(ctx, func(tx *sql.Tx) error {
		_, err := w.folder.archive.Reread(ctx, tx, old, article, outlet)
		return err
	})
}

// rescue reads the newest raw page of every address that no revision came from.
func (w *work) rescue(ctx context.Context) (found int, err error) {
	err = w.folder.archive.EachUnread(ctx, func(id int64, page *scraper.Page) error {
		if held, err := w.folder.archive.ArticleAt(ctx, []string{page.URL}); err != nil || len(held) > 0 {
			return err // it goes on with an article, or is another page of one
		}
		article, _, unread := readWhole(page, w.outlets().at(page.FinalURL), inTheArchive(ctx, w.folder.archive))
		if ours(unread) {
			return unread
		}
		if unread != nil {
			w.log.Debug("still no article", "url", page.URL, "says", unread)
			return nil
		}
		if gone, err := w.forgotten(ctx, article.URL); err != nil || gone {
			return err
		}
		_, err := w.folder.archive.Revision(ctx, scraper.ArticleID(article.URL), 0)
		if !errors.Is(err, archive.ErrNotFound) {
			return err // the article is held from another page
		}
		found++
		return w.folder.db.Update(ctx, func(tx *sql.Tx) error {
			_, err := w.folder.archive.AddFrom(ctx, tx, id, page, article, w.outlets().name(article.URL, article.SiteName))
			return err
		})
	})
	return found, err
}
