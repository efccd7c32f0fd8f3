package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"dateline/api"
	"dateline/indexer"
	"dateline/indexer/export"
	"dateline/scraper/archive"
	"dateline/scraper/warc"
)

func (a *app) exportCommand() *cobra.Command {
	var list strings.Builder
	names := []string{"warc"}
	for _, f := range export.Formats {
		fmt.Fprintf(&list, "  %-15s %s\n", f.Name, f.Says)
		names = append(names, f.Name)
	}
	cmd := &cobra.Command{
		Use:   "export FORMAT [QUERY]",
		Short: "Write what a query finds to files for other tools",
		Long: `Export writes what a query finds, all of it, to a file that other tools read:

` + list.String() + `  warc            the raw pages behind articles

Each takes the query and the filters of 'dateline timeline', and goes through a server
that runs, but for warc. 'dateline export FORMAT --help' tells more.`,
		Example: `  dateline export csv bridge --event 1985..1991 -o bridge.csv
  dateline export timelinejs --speaker "Ann Example" -o timeline.json
  dateline export bibtex '"bridge inquiry"' --kind opinion > sources.bib
  dateline export ris --of claims bridge -o claims.ris
  dateline export warc bridge -o bridge.warc.gz`,
		Args: noSuch("formats are " + strings.Join(names, ", ")),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	for _, f := range export.Formats {
		cmd.AddCommand(a.exportFormatCommand(f))
	}
	cmd.AddCommand(a.exportWARCCommand())
	return cmd
}

// exportFormatCommand returns the command that writes files of a format.
func (a *app) exportFormatCommand(f export.Format) *cobra.Command {
	var q question
	var file, of string
	things := make([]string, len(f.Of))
	for i, t := range f.Of {
		things[i] = string(t)
	}
	long := fmt.Sprintf(`Export %s writes a file %s.

It is a file of %s. The query and the filters are those of 'dateline
timeline'; without any, everything is written. How many records there are is told on
standard error.`, f.Name, f.Says, strings.Join(things, " or ")) + recordsOf(f)
	cmd := &cobra.Command{
		Use:     f.Name + " [QUERY]",
		Short:   "Write a file " + f.Says,
		Long:    long,
		Example: fmt.Sprintf("  dateline export %s bridge --event 1985..1991 -o bridge%s\n  dateline export %[1]s --outlet \"The Daily Record\" --limit 100", f.Name, f.Extension),
		RunE: func(cmd *cobra.Command, args []string) error {
			values, err := q.values(args)
			if err != nil {
				return err
			}
			values.Set("of", of)
			e, err := api.NewExport(f.Name, values)
			if err != nil {
				return usageError{err}
			}
			e.Made = time.Now().UTC()
			return a.ask(cmd.Context(), func(s service) error { return a.export(cmd.Context(), s, e, file) })
		},
	}
	filterFlags(cmd, &q)
	if !slices.Equal(f.Of, []export.Of{export.Entries}) {
		orderFlags(cmd, &q)
	}
	cmd.Flags().IntVar(&q.limit, "limit", 0, "at most `n` records (default: all)")
	cmd.Flags().StringVarP(&file, "output", "o", "", "`file` to write, which must not exist (default: standard output)")
	cmd.Flags().StringVar(&of, "of", things[0], "what it is of: "+strings.Join(things, ", "))
	return cmd
}

// recordsOf says what the records of a format that can be cited are of.
func recordsOf(f export.Format) string {
	if len(f.Of) < 2 || f.Of[0] != export.Articles {
		return ""
	}
	return `

There is one record for each article. With --of claims there is one for each claim, whose
address leads to its sentence and whose note has its words.`
}

// export writes e to a file, or to standard output if that has no name.
func (a *app) export(ctx context.Context, s service, e api.Export, file string) error {
	var n int
	err := a.writeOut(file, func(w io.Writer) (err error) {
		n, err = s.Export(ctx, e, func(int) (io.Writer, error) { return w, nil })
		return err
	})
	if err != nil {
		return err
	}
	if n == 0 {
		return a.nothing(ctx, s, e.Query)
	}
	a.tellTotal(n, n, map[export.Of]string{export.Entries: "dated claim", export.Claims: "claim", export.Articles: "article"}[e.Of])
	return nil
}

// writeOut writes a file that is not there yet, or standard output if it has no name.
func (a *app) writeOut(file string, write func(io.Writer) error) error {
	if file == "" {
		return write(a.out)
	}
	return writeFile(file, write)
}

// writeFile writes a file that is not there yet, under another name first: what bears its
// name is whole.
func writeFile(name string, write func(io.Writer) error) (err error) {
	if _, err := os.Lstat(name); err == nil {
		return fmt.Errorf("%s is there already: remove it, or name another file", name)
	}
	out, err := os.CreateTemp(filepath.Dir(name), ".dateline-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(out.Name()))
		}
	}()
	if err := errors.Join(write(out), out.Sync(), out.Chmod(0o644), out.Close()); err != nil {
		return fmt.Errorf("export to %s: %w", name, err)
	}
	return os.Rename(out.Name(), name)
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
			a.pages = true
			return a.ownQueueLeft(cmd.Context(), func(w *work) error { return a.exportWARC(cmd.Context(), w, query, file) })
		},
	}
	cmd.Flags().StringVarP(&file, "output", "o", "", "`file` to write, which must not exist")
	cmd.Flags().StringSliceVar(&outlets, "outlet", nil, "only this outlet, by `name` or host; may be repeated")
	return cmd
}

// exportWARC writes the file, unless it would be empty.
func (a *app) exportWARC(ctx context.Context, w *work, query indexer.Query, name string) error {
	e := &exporter{work: w, tell: newProgress(a.err)}
	err := writeFile(name, func(out io.Writer) error {
		e.out = out
		err := e.write(ctx, query, filepath.Base(name))
		e.tell.done()
		if err == nil && e.articles == 0 {
			return errEmpty
		}
		return err
	})
	if errors.Is(err, errEmpty) {
		return errEmpty
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(a.out, plain(fmt.Sprintf("%s: %s of %s", name, plural(e.pages, "page"), plural(e.articles, "article"))))
	if e.lost > 0 {
		return fmt.Errorf("%s could not be read from the archive and left out", plural(e.lost, "raw page"))
	}
	return nil
}

// errEmpty reports that there is nothing to write.
var errEmpty = errors.New("no article was found to export, and nothing is written: 'dateline search' shows what a query finds, 'dateline outlets' what outlets are called")

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
	query.Limit, query.Copies = most, indexer.AllCopies
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
