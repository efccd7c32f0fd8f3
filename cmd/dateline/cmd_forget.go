package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"dateline/scraper/archive"
	"dateline/scraper/canon"
	"dateline/scraper/db"
)

func (a *app) forgetCommand() *cobra.Command {
	var o forgetOptions
	cmd := &cobra.Command{
		Use:   "forget URL...",
		Short: "Remove articles for good, and never take them in again",
		Long: `Forget removes the articles at addresses for good, as when somebody may ask for
that by law: every revision, their raw pages in the WARC files, their claims, and all
that index and database hold of their words, wherever dateline.toml says that these are. What
other articles say of them stays.

A tombstone is left, with the addresses, the day and your reason: crawl, add, import
and reextract do not take the article in again. An address that holds no article yet
gets one, too. --list shows the tombstones; --undo lets an address come back, of
which nothing is brought back by that itself.

It asks before it does so. Files are written anew, which takes room and a while, and
cannot be undone; backups, and what was exported, keep what they hold. So do the log of a
PostgreSQL server and its backups, and replicas of a bucket; of its versions none is kept. A
server that owns the data folder must be stopped first. Others that share the database may run on:
if one of them keeps the index, that takes the articles out of it within seconds.`,
		Example: `  dateline forget --dry-run https://news.example/2024/bridge-inquiry
  dateline forget --reason "court order 12 O 34/24" https://news.example/2024/bridge-inquiry
  dateline forget --list
  dateline forget --undo https://news.example/2024/bridge-inquiry`,
		RunE: func(cmd *cobra.Command, urls []string) error {
			if err := o.check(len(urls)); err != nil {
				return err
			}
			if err := a.begun(); err != nil {
				return err
			}
			a.pages = !o.list && !o.undo
			return a.ownQueueLeft(cmd.Context(), func(w *work) error { return a.forget(cmd.Context(), w, urls, o) })
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&o.yes, "yes", false, "do not ask")
	flags.BoolVar(&o.dry, "dry-run", false, "say what would go, and do nothing")
	flags.BoolVar(&o.list, "list", false, "list what was forgotten")
	flags.BoolVar(&o.undo, "undo", false, "let addresses be taken in again")
	flags.StringVar(&o.reason, "reason", "", "why, as `text` for the tombstone")
	return cmd
}

// forgetOptions are the flags of forget.
type forgetOptions struct {
	yes, dry, list, undo bool
	reason               string
}

// check returns a usage error for what does not go together.
func (o forgetOptions) check(urls int) error {
	switch {
	case o.list && (urls > 0 || o.undo || o.dry):
		return usageError{errors.New("dateline forget --list takes no addresses, and nothing else")}
	case !o.list && urls == 0:
		return usageError{errors.New("dateline forget takes at least one address")}
	case o.undo && (o.dry || o.reason != ""):
		return usageError{errors.New("dateline forget --undo takes addresses, and nothing else")}
	}
	return nil
}

func (a *app) forget(ctx context.Context, w *work, urls []string, o forgetOptions) error {
	if o.list {
		return a.listForgotten(ctx, w)
	}
	addresses := make([]string, len(urls))
	for i, raw := range urls {
		address, err := canon.URL(raw, "")
		if err != nil {
			return fmt.Errorf("%s is no http(s) address: nothing was done: %w", raw, err)
		}
		addresses[i] = address
	}
	if o.undo {
		return a.unforget(ctx, w, addresses)
	}
	removal, err := w.folder.archive.Removal(ctx, addresses...)
	if err != nil {
		return err
	}
	a.tellRemoval(removal)
	if o.dry {
		fmt.Fprintln(a.out, "Nothing was done: this is what would be, without --dry-run.")
		return nil
	}
	if err := a.confirm(o.yes); err != nil {
		return err
	}
	tell := newProgress(a.err)
	defer tell.done()
	if err := w.forget(ctx, removal, o.reason); err != nil {
		return err
	}
	// What was begun is brought to its end: half of it is no takedown.
	err = w.folder.keeper.keep(context.WithoutCancel(ctx), db.Lock{}, func(ctx context.Context) error { return w.sweep(ctx, tell) })
	if held, ok := errors.AsType[*db.HeldError](err); ok {
		tell.done()
		fmt.Fprintf(a.out, "forgotten: %s; the index is kept by %s, which takes it out there\n", plural(len(removal.Articles), "article"), held.Holder)
		return nil
	}
	if err != nil {
		return fmt.Errorf("it is forgotten, but words of it may still stand in files of the data folder; run any command to have that done: %w", err)
	}
	tell.done()
	fmt.Fprintf(a.out, "forgotten: %s\n", plural(len(removal.Articles), "article"))
	return nil
}

// tellRemoval says what goes.
func (a *app) tellRemoval(r *archive.Removal) {
	for _, article := range r.Articles {
		fmt.Fprintln(a.out, plain(fmt.Sprintf("article    %s: “%s”, %s", article.URL, article.Headline, plural(article.Revisions, "revision"))))
	}
	if len(r.Articles) == 0 {
		fmt.Fprintln(a.out, "article    none is held; it will not be taken in")
	}
	for _, url := range r.Addresses {
		fmt.Fprintln(a.out, plain("address    "+url))
	}
	fmt.Fprintf(a.out, "raw pages  %d, and %s that found them as they were\n", r.Pages, plural(r.Revisits, "visit"))
}

// confirm asks whether to go on, unless that was said; it returns an error if not.
func (a *app) confirm(yes bool) error {
	if yes {
		return nil
	}
	in, ok := a.in.(*os.File)
	if !ok || !isTerminal(in) {
		return usageError{errors.New("nothing was done: it cannot be undone, so say --yes where nobody can be asked")}
	}
	fmt.Fprint(a.err, "Remove that for good? Type yes: ")
	answer, err := bufio.NewReader(in).ReadString('\n')
	if strings.TrimSpace(answer) != "yes" {
		return errors.Join(errors.New("nothing was done"), err)
	}
	return nil
}

// listForgotten lists the tombstones.
func (a *app) listForgotten(ctx context.Context, w *work) error {
	tombs, err := w.folder.archive.Tombstones(ctx)
	if err != nil {
		return err
	}
	for _, t := range tombs {
		fmt.Fprintf(a.out, "%s  %s  %s\n", t.Forgotten.Format(time.DateOnly), plain(t.URL), plain(cmp.Or(t.Reason, "no reason given")))
	}
	if len(tombs) == 0 {
		fmt.Fprintln(a.err, "nothing was forgotten")
	}
	return nil
}

// unforget lets addresses be taken in again.
func (a *app) unforget(ctx context.Context, w *work, addresses []string) error {
	missing := 0
	for _, address := range addresses {
		lifted, err := w.lift(ctx, address)
		if err != nil {
			return err
		}
		for _, one := range lifted {
			fmt.Fprintln(a.out, plain("may be taken in again: "+one))
		}
		if len(lifted) == 0 {
			missing++
			fmt.Fprintln(a.out, plain("was not forgotten: "+address))
		}
	}
	if missing > 0 {
		return fmt.Errorf("%s not forgotten: see 'dateline forget --list'", plural(missing, "address was", "addresses were"))
	}
	return nil
}
