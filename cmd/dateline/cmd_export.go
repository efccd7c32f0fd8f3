package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"dateline/indexer"
	"dateline/scraper/archive"
	"dateline/scraper/warc"
)

func (a *app) exportCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "export",
		Short:   "Write what is held to files for other tools",
		Long:    "Export writes what is held to files that other tools read. See 'dateline export warc --help'.",
		Example: "  dateline export warc bridge -o bridge.warc.gz",
		Args:    arguments(cobra.NoArgs, "a format: warc"),
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.exportWARCCommand())
	return cmd
}

func (a *app) exportWARCCommand() *cobra.Command {
	var file string
	var outlets []string
	cmd := &cobra.Command{
		Use:   "warc [QUERY] -o FILE.warc.gz",
		Short: "Write the raw pages behind articles to a WARC file",
		Long: `Export warc writes the raw pages behind the articles that a query finds, one for
every revision that is held, to a WARC file of its own. Without words it writes
those of all articles, or of an outlet. The query is that of 'dateline search'.`,
		Example: `  dateline export warc '"bridge inquiry"' -o bridge.warc.gz
  dateline export warc --outlet "The Daily Record" -o record.warc.gz`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if !strings.HasSuffix(file, ".warc.gz") {
				return usageError{fmt.Errorf("-o %q: name a file that ends in .warc.gz", file)}
			}
			q := question{format: jsonFormat, flags: map[string]*[]string{"outlet": &outlets}}
			query, err := q.query(args)
			if err != nil {
				return err
			}
			if err := a.begun(); err != nil {
				return err
			}
			return a.ownQueueLeft(cmd.Context(), func(w *work) error { return a.exportWARC(cmd.Context(), w, query, file) })
		},
	}
	cmd.Flags().StringVarP(&file, "output", "o", "", "`file` to write, which must not exist")
	cmd.Flags().StringSliceVar(&outlets, "outlet", nil, "only this outlet, by `name` or host; may be repeated")
	return cmd
}

// exportWARC writes the file under another name first: what bears its name is whole.
func (a *app) exportWARC(ctx context.Context, w *work, query indexer.Query, name string) (err error) {
	if _, err := os.Lstat(name); err == nil {
		return fmt.Errorf("%s is there already: remove it, or name another file", name)
	}
	out, err := os.CreateTemp(filepath.Dir(name), ".dateline-*.warc.gz")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(out.Name()))
		}
	}()
	e := &exporter{work: w, out: out, tell: newProgress(a.err)}
	err = errors.Join(e.write(ctx, query, filepath.Base(name)), out.Sync(), out.Chmod(0o644), out.Close())
	e.tell.done()
	if err != nil {
		return fmt.Errorf("export to %s: %w", name, err)
	}
	if e.articles == 0 {
		return errors.New("no article was found to export, and nothing is written: 'dateline search' shows what a query finds, 'dateline outlets' what outlets are called")
	}
	if err := os.Rename(out.Name(), name); err != nil {
		return err
	}
	fmt.Fprintln(a.out, plain(fmt.Sprintf("%s: %s of %s", name, plural(e.pages, "page"), plural(e.articles, "article"))))
	if e.lost > 0 {
		return fmt.Errorf("%s could not be read from the archive and left out", plural(e.lost, "raw page"))
	}
	return nil
}

// An exporter writes the raw pages of articles to a WARC file.
type exporter struct {
	*work
	out                   io.Writer
	tell                  *progress
	articles, pages, lost int
}

// write writes the whole file.
func (e *exporter) write(ctx context.Context, query indexer.Query, name string) error {
	if _, err := e.out.Write(warc.Info("Dateline/"+version, name, time.Now())); err != nil {
		return err
	}
	query.Limit = most
	for {
		r, err := e.Search(ctx, query)
		if err != nil {
			return err
		}
		for _, hit := range r.Hits {
			if err := e.article(ctx, hit.Article.ID); err != nil {
				return err
			}
			e.tell.pass(fmt.Sprintf("exporting  %d of %d %s", e.articles, r.Total, hit.Article.URL))
		}
		if query.Cursor = r.Next; query.Cursor == "" {
			return nil
		}
	}
}

// article writes the pages of an article, the oldest first.
func (e *exporter) article(ctx context.Context, id string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	list, err := e.folder.archive.Revisions(ctx, id)
	if err != nil {
		return err
	}
	e.articles++
	for _, revision := range list {
		record, err := e.record(ctx, revision)
		if err != nil {
			e.lost++
			e.tell.say("left out: %s, revision %d: %s", revision.PageURL, revision.Number, oneLine(err))
			continue
		}
		if _, err := e.out.Write(record); err != nil {
			return err
		}
		e.pages++
	}
	return nil
}

// record returns the record of the page behind a revision: as it was written,
// or anew if that was before records had all their digests.
func (e *exporter) record(ctx context.Context, i archive.RevisionInfo) ([]byte, error) {
	record, err := e.folder.archive.Record(ctx, i.ArticleID, i.Number)
	if err != nil {
		return nil, err
	}
	held, err := warc.Read(record, mostRecord)
	if err != nil || held.Fields.Get("WARC-Block-Digest") != "" {
		return record, err
	}
	revision, err := e.folder.archive.Revision(ctx, i.ArticleID, i.Number)
	if err != nil {
		return nil, err
	}
	page, err := e.folder.archive.Page(ctx, revision)
	if err != nil {
		return nil, err
	}
	return warc.Response(warc.Exchange{Page: page}), nil
}

// mostRecord bounds what a record of the archive may unpack to.
const mostRecord = 256 << 20
