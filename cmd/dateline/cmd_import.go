package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"dateline/scraper"
	"dateline/scraper/archive"
	"dateline/scraper/frontier"
	"dateline/scraper/warc"
)

func (a *app) importCommand() *cobra.Command {
	var follow bool
	cmd := &cobra.Command{
		Use:   "import FILE...",
		Short: "Read articles from WARC files",
		Long: `Import reads the pages in WARC files, such as those of Common Crawl, Heritrix,
Browsertrix or wget, plain or gzip, as if they had been visited when the files
say. Nothing is asked of the network. A page that holds no article is counted and
not stored; an article that is held already gets the revisions that it lacks, in
order of time. What the articles cite is not visited, unless --follow is given.

Stopped half way, the same command goes on from there. A file that was read to
its end is not read again, and a page that is held is not stored twice.`,
		Example: `  dateline import CC-NEWS-20240229010101-00001.warc.gz
  dateline import --follow crawls/*.warc.gz && dateline crawl --once`,
		Args: arguments(cobra.MinimumNArgs(1), "at least one WARC file"),
		RunE: func(cmd *cobra.Command, files []string) error {
			a.pages = true
			return a.ownQueueLeft(cmd.Context(), func(w *work) error { return a.importFiles(cmd.Context(), w, files, follow) })
		},
	}
	cmd.Flags().BoolVar(&follow, "follow", false, "put the addresses that the articles cite into the queue")
	return cmd
}

func (a *app) importFiles(ctx context.Context, w *work, files []string, follow bool) error {
	i := &importer{
		work: w, follow: follow, maxBytes: int64(a.cfg.Crawl.MaxMB) << 20,
		tell: newProgress(a.err), out: a.out, earlier: warc.NewEarlier(0),
	}
	defer i.tell.done()
	var failed error
	for _, name := range files {
		err := i.file(ctx, name)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		failed = errors.Join(failed, err) // the other files may be well
	}
	if err := w.catchUp(ctx, i.tell.caughtUp); err != nil {
		return errors.Join(failed, err)
	}
	return failed
}

// An importer takes the pages of WARC files into the archive.
type importer struct {
	*work
	follow   bool
	maxBytes int64
	tell     *progress
	out      io.Writer
	earlier  *warc.Earlier
	told     time.Time // when progress was told last
}

// A tally is what became of the pages of a file.
type tally struct {
	pages    int
	found    map[frontier.Result]int
	held     int
	problems map[warc.Kind]int
	first    map[warc.Kind]warc.Problem
	kinds    []warc.Kind // in the order in which they were met
}

func newTally() *tally {
	return &tally{found: map[frontier.Result]int{}, problems: map[warc.Kind]int{}, first: map[warc.Kind]warc.Problem{}}
}

func (t *tally) problem(p warc.Problem) {
	if t.problems[p.Kind]++; t.problems[p.Kind] == 1 {
		t.first[p.Kind] = p
		t.kinds = append(t.kinds, p.Kind)
	}
}

// file takes in one file, from where an earlier run stopped.
func (i *importer) file(ctx context.Context, name string) (err error) {
	in, err := os.Open(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	file, err := identify(in, name)
	if err != nil {
		return fmt.Errorf("import %s: %w", name, err)
	}
	at, finished, err := i.folder.archive.Reached(ctx, file)
	if err != nil {
		return err
	}
	if finished {
		fmt.Fprintln(i.out, plain(name+": read before, to its end; nothing is done"))
		return nil
	}
	if at != (warc.Position{}) {
		i.tell.say("%s: going on from byte %d of %d", name, at.Offset, file.Size)
	}
	t := newTally()
	reader := warc.NewReader(stoppable{in, ctx}, warc.Options{MaxBytes: i.maxBytes, Start: at, Problem: t.problem, Earlier: i.earlier})
	if err := i.pages(ctx, file, reader, t); err != nil {
		return fmt.Errorf("import %s: %w", name, err)
	}
	i.tell.done()
	for _, kind := range t.kinds {
		i.tell.say("%s: %s", name, problemLine(t.problems[kind], t.first[kind]))
	}
	if reader.Records() == 0 && at == (warc.Position{}) {
		return fmt.Errorf("import %s: it holds no WARC record", name)
	}
	if err := i.flush(ctx, nil, file, reader.Position(), true, t); err != nil {
		return fmt.Errorf("import %s: %w", name, err)
	}
	fmt.Fprintln(i.out, plain(name+": "+t.line()))
	return nil
}

// line says what became of the pages.
func (t *tally) line() string {
	text := plural(t.pages, "page")
	for _, part := range []struct {
		n    int
		says string
	}{
		{t.found[frontier.New], "new"}, {t.found[frontier.Revised], "revised"}, {t.found[frontier.Unchanged], "unchanged"},
		{t.held, "held already"}, {t.found[frontier.Forgotten], "forgotten"}, {t.found[frontier.Other], "no article"},
	} {
		if part.n > 0 || part.says == "new" {
			text += fmt.Sprintf(", %d %s", part.n, part.says)
		}
	}
	return text
}

// problemLine says how often a problem was met, and where first.
func problemLine(n int, p warc.Problem) string {
	line := fmt.Sprintf("%s %s, the first at byte %d", plural(n, "record"), p.Kind, p.Offset)
	if p.Target != "" {
		line += ", " + p.Target
	}
	if p.Says != "" {
		line += ": " + p.Says
	}
	return line
}

// identify returns how a file is known again.
func identify(in *os.File, name string) (archive.File, error) {
	info, err := in.Stat()
	if err != nil {
		return archive.File{}, err
	}
	if !info.Mode().IsRegular() {
		return archive.File{}, errors.New("it is no file that can be read more than once")
	}
	path, err := filepath.Abs(name)
	if err != nil {
		return archive.File{}, err
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, io.LimitReader(in, 64<<10)); err != nil {
		return archive.File{}, err
	}
	return archive.File{Path: path, Size: info.Size(), Digest: hex.EncodeToString(sum.Sum(nil))}, nil
}

// A stoppable is a file that cannot be read once the program is told to stop.
type stoppable struct {
	*os.File
	ctx context.Context // a Read takes none
}

func (s stoppable) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.File.Read(p)
}

// How many pages are read at a time, at most, and stored in one transaction.
const (
	mostPages = 32
	mostBytes = 32 << 20
)

// pages takes in the pages of a file, a few at a time.
func (i *importer) pages(ctx context.Context, file archive.File, reader *warc.Reader, t *tally) error {
	var some []*arrival
	bytes := 0
	for page, after := range reader.Pages() {
		t.pages++
		some = append(some, &arrival{page: page, after: after})
		if bytes += len(page.Body); len(some) < mostPages && bytes < mostBytes {
			continue
		}
		if err := i.take(ctx, file, some, t); err != nil {
			return err
		}
		some, bytes = nil, 0
		i.progress(file, after, t)
	}
	if reader.Err() != nil {
		return reader.Err()
	}
	return i.take(ctx, file, some, t)
}

// progress tells how far a file is read: often on a terminal, else now and then.
func (i *importer) progress(file archive.File, at warc.Position, t *tally) {
	if !i.tell.live && time.Since(i.told) < 10*time.Second {
		return
	}
	i.told = time.Now()
	i.tell.pass(fmt.Sprintf("importing  %3d%%  %s  %s", 100*at.Offset/max(file.Size, 1), filepath.Base(file.Path), t.line()))
}

// An arrival is a page of a WARC file, and what it turned out to be.
type arrival struct {
	page      *scraper.Page
	after     warc.Position // in its file
	held      bool          // this very response is in the archive
	hasBody   bool          // its body is, from another time
	article   *scraper.Article
	result    frontier.Result
	elsewhere bool // its article is read at another address
}
