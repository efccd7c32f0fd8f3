package main

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"dateline/scraper/archive"
	"dateline/scraper/db"
	"dateline/scraper/frontier"
)

func (a *app) migrateCommand() *cobra.Command {
	var from, to string
	cmd := &cobra.Command{
		Use:   "migrate --from HOME --to HOME",
		Short: "Copy the archive to a database server, or back, and prove the copy equal",
		Long: `Migrate copies all that is stored, but for the index, from one home to another: pages,
articles with their revisions, the queue with all that visits have taught, ids of claims,
saved searches, corrections, outlets that are followed, and raw pages. Links to articles
and claims go on working. The first command in the new home builds the index: where both
homes name one search cluster and one prefix, let that be 'dateline reindex --take-over' once
the old one is used no more.

A home is a data folder, or the configuration file of a deployment: data, [database] and
[warc] there say where the archive is. --from is the home in use if it is left out. What is
copied to must hold nothing; what is copied from stays as it is, but for its tables, which are
brought up to date.

It may be stopped, or killed, at any moment: the same command goes on where it was. Until it
has ended, no other command uses the copy. A data folder must not be in use meanwhile; an
archive on a server may be, and is copied as it was at the start.

At the end every row and every raw page is read on both sides, and what each table comes to
is printed: the number of its rows, and their SHA-256. If they are not equal, it says in what.
It copies what is damaged as it is: run 'dateline check' first.

PostgreSQL takes no NUL in a text and nothing that is not UTF-8: U+FFFD stands there in its place.

Exit status: 0 if the copy is equal, 1 if it is not or was not finished.`,
		Example: `  # From a laptop to the newsroom's servers. newsroom.toml holds:
  #   data = "/srv/dateline"
  #   [database]
  #   address = "postgres://dateline@db.newsroom.example/dateline"
  #   [warc]
  #   address = "s3://dateline-pages?region=eu-central-1"
  # and PGPASSWORD, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are set.
  dateline check
  dateline migrate --from ~/dateline-data --to newsroom.toml
  dateline --config newsroom.toml serve

  # And back, into a new data folder
  dateline migrate --from newsroom.toml --to ~/dateline-back`,
		Args: arguments(cobra.NoArgs, "no arguments: name homes with --from and --to"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if to == "" {
				return usageError{errors.New("migrate needs --to: name a new data folder, or the configuration file of a deployment")}
			}
			return a.migrate(cmd.Context(), from, to)
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "`home` to copy from: a data folder or a configuration file (default: the one in use)")
	cmd.Flags().StringVar(&to, "to", "", "`home` to copy to")
	return cmd
}

// migrate copies an archive from one home to another.
func (a *app) migrate(ctx context.Context, fromName, toName string) (err error) {
	from, err := a.homeOf(fromName)
	if err != nil {
		return err
	}
	to, err := a.homeOf(toName)
	if err != nil {
		return err
	}
	if from.database == to.database {
		return usageError{fmt.Errorf("%s and %s are the same home", from.name, to.name)}
	}
	if err := apart(from.dir, to.dir); err != nil {
		return err
	}
	source, err := from.open(ctx, false)
	if err != nil {
		return fmt.Errorf("copy from %s: %w", from.name, err)
	}
	defer func() { err = errors.Join(err, source.close()) }()
	target, err := to.open(ctx, true)
	if err != nil {
		return fmt.Errorf("copy to %s: %w", to.name, err)
	}
	defer func() { err = errors.Join(err, target.close()) }()
	return a.transfer(ctx, source, target)
}

// transfer copies all from one open home to another, and says what came of it.
func (a *app) transfer(ctx context.Context, from, to *openHome) error {
	tell := newProgress(a.err)
	defer tell.done()
	proof, err := a.copyHome(ctx, from, to, tell.now(time.Now))
	tell.done()
	switch {
	case errors.Is(err, archive.ErrCopied):
		fmt.Fprintf(a.out, "%s is a copy of %s already, and was found equal: nothing was done\n", to.name, from.name)
		return nil
	case errors.Is(err, archive.ErrDiffers):
		for _, line := range proof.Differs() {
			fmt.Fprintln(a.out, plain("differs: "+line))
		}
		return fmt.Errorf("%s: %w: see what 'dateline check' says of %s", to.name, err, from.name)
	case err != nil:
		if ctx.Err() != nil {
			fmt.Fprintln(a.err, plain(fmt.Sprintf("the copy at %s is not whole: the same command again goes on with it", to.name)))
		}
		return fmt.Errorf("copy %s to %s: %w", from.name, to.name, err)
	}
	return a.proved(from, to, proof)
}

// copyHome copies all from one open home to another, and tells how far it is.
func (a *app) copyHome(ctx context.Context, from, to *openHome, tell func(doing string, done, of int64)) (proof *archive.Proof, err error) {
	view, err := from.db.View(ctx)
	if err != nil {
		return nil, err
	}
	defer view.Close()
	source, err := from.source()
	if err != nil {
		return nil, err
	}
	err = to.emptyDatabase(ctx, func(nothing *db.View) (err error) {
		t := archive.Transfer{
			From: view, Pages: from.pages, Source: source, To: to.db, Into: to.pages, Nothing: nothing,
			Leave: frontier.OfCrawlers, Row: frontier.Leave, Clear: to.clear,
			Options: archive.Options{Software: "Dateline/" + version}, Tell: tell,
		}
		proof, err = t.Run(ctx)
		return err
	})
	return proof, err
}

// proved prints what a copy and what it was made of come to.
func (a *app) proved(from, to *openHome, proof *archive.Proof) error {
	w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	var rows int64
	for _, s := range proof.Tables {
		fmt.Fprintf(w, "%s\t%d\t  %s\n", s.Table, s.To.Rows, s.To.SHA256)
		rows += s.To.Rows
	}
	fmt.Fprintf(w, "raw pages\t%d\t  %s\n", proof.Records, proof.SHA256)
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(a.out, "copied %s to %s, and found both equal: %s in %s, %s in %s\n", from.name, to.name,
		plural(int(rows), "row"), plural(len(proof.Tables), "table"), plural(int(proof.Records), "raw page"), inBytes(proof.Bytes))
	return nil
}

// now returns what tells how far work is: at most once in ten seconds in a pipe.
func (p *progress) now(clock func() time.Time) func(doing string, done, of int64) {
	var last time.Time
	return func(doing string, done, of int64) {
		at := clock()
		if !p.live && at.Sub(last) < 10*time.Second {
			return
		}
		last = at
		p.pass(fmt.Sprintf("%s: %d%%", doing, 100*done/max(1, of)))
	}
}
