package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"dateline/indexer/opensearch"
)

func (a *app) benchCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "bench",
		Short: "Measure how fast this machine does the work",
		Long: `Bench measures how fast Dateline works on this machine, beside others that do the
same work in the same run: their ratio is what can be compared between machines.
It asks nothing of the network, but for a search cluster that --beside names, and
needs no data folder. It stores nothing, but for what --data keeps.`,
		Example: `  dateline bench crawl
  dateline bench index --corpus news.jsonl`,
		Args: noSuch("'dateline bench --help' lists what can be measured"),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.benchCrawlCommand(), a.benchIndexCommand(), a.benchSearchCommand(), a.benchTimelineCommand())
	return cmd
}

// noSuch refuses arguments to a command that only has commands below it.
func noSuch(hint string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return usageError{fmt.Errorf("%s knows no %q: %s", cmd.CommandPath(), args[0], hint)}
		}
		return nil
	}
}

func (a *app) benchCrawlCommand() *cobra.Command {
	var b crawlBench
	cmd := &cobra.Command{
		Use:   "crawl",
		Short: "Measure how many pages a second are fetched and read",
		Long: `Pages are served packed on loopback, under many hosts, and each is fetched and
read as a visit does it: robots.txt, limits, unpacking, extraction. Only the pause
between two requests to a host is left out. Beside that the same pages are parsed
only, and read by other readers, all from memory and with as many workers.

The pages are those of the demo, or the *.html and *.html.gz of a folder. Built with
'go build -tags peers ./cmd/dateline', it measures trafilatura as well.`,
		Example: `  dateline bench crawl
  dateline bench crawl --pages article-extraction/html --rounds 5`,
		Args: arguments(cobra.NoArgs, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if b.workers < 1 || b.rounds < 1 {
				return usageError{fmt.Errorf("--workers and --rounds are at least 1")}
			}
			return b.run(cmd.Context(), a.out)
		},
	}
	cmd.Flags().StringVar(&b.folder, "pages", "", "the `folder` of pages (default: the demo's)")
	cmd.Flags().IntVar(&b.workers, "workers", 4, "how many pages are worked on at once")
	cmd.Flags().IntVar(&b.rounds, "rounds", 3, "how often each measurement is made; the median is told")
	return cmd
}

func (a *app) benchIndexCommand() *cobra.Command {
	var b newsBench
	return a.newsCommand(&b, b.indexing, &cobra.Command{
		Use:   "index",
		Short: "Measure how fast articles get into the index, and what they take there",
		Long: `The articles of a corpus, with their claims, are put into the index, into plain Bleve
(a document an article and a document an event) and into SQLite FTS5, in turn. Told are
speed, sizes on the disk and in memory, how soon an index opens, and how slow answers
become while the last tenth gets in.

` + benchCorpusHelp,
		Example: `  dateline bench index --corpus news.jsonl
  dateline bench index --corpus news.jsonl --articles 20000 --data /tmp/bench`,
	})
}

func (a *app) benchSearchCommand() *cobra.Command {
	var b newsBench
	return a.besideCommand(&b, b.searches, &cobra.Command{
		Use:   "search",
		Short: "Measure how fast articles are found",
		Long: `Searches for rare and common words, pairs and phrases are put to the index, to plain
Bleve and to SQLite FTS5: the same questions to each, in turn, warm. They are drawn from
the corpus by how often things occur, the same every time. A ratio tells how many times
longer the other took by the clock, and how much more processor time, which other work on
the machine disturbs less; hits that differ are told with it. Dateline marks the words
in every answer, the others where the row speaks of highlights.

` + benchBesideHelp + benchCorpusHelp,
		Example: `  dateline bench search --corpus news.jsonl --data /tmp/bench
  dateline bench search --corpus news.jsonl --data /tmp/bench --json
  dateline bench search --corpus news.jsonl --data /tmp/bench --beside opensearch --config news.toml`,
	})
}

func (a *app) benchTimelineCommand() *cobra.Command {
	var b newsBench
	return a.besideCommand(&b, b.timelinesOf, &cobra.Command{
		Use:   "timeline",
		Short: "Measure how fast claims are found by their dates",
		Long: `Timelines of words, speakers, outlets and years are asked of the index, of plain Bleve
with a document an event, and of SQLite: the first fifty events, and how many there are
in every year. See 'dateline bench search --help'.

` + benchBesideHelp + benchCorpusHelp,
		Example: `  dateline bench timeline --corpus news.jsonl --data /tmp/bench
  dateline bench timeline --corpus news.jsonl --data /tmp/bench --beside opensearch --config news.toml`,
	})
}

const benchBesideHelp = `With --beside opensearch the index in a folder is measured beside the same index on the
cluster that the configuration names under [index]. What is put there has names that
begin with its prefix and "-bench", and is removed at the end, unless --data keeps it;
a run that was killed leaves it there. The cluster forgets its answers before it is
asked the same again.

`

const benchCorpusHelp = `A corpus is a file of articles as JSON, one a line, with id, kind, outlet, author,
published, title, body, and claims with text, event, gran (day, month or year) and
entities, of which the first is the speaker. With --data, what was built is kept in a
folder below that one and used again.

Built with 'go build -tags "peers sqlite_fts5" ./cmd/dateline' and a C compiler, SQLite
is the one in C.`

// besideCommand returns a command that measures on a corpus beside systems that can be chosen.
func (a *app) besideCommand(b *newsBench, do func(context.Context, *drawing) error, cmd *cobra.Command) *cobra.Command {
	a.newsCommand(b, do, cmd)
	measure := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		for _, name := range b.beside {
			if !slices.Contains(besides, name) {
				return usageError{fmt.Errorf("--beside knows no %q: say %s", name, strings.Join(besides, ", "))}
			}
		}
		if slices.Contains(b.beside, clusterName) {
			var err error
			if b.search, err = a.clusterOfBench(); err != nil {
				return err
			}
		}
		return measure(cmd, args)
	}
	cmd.Flags().StringSliceVar(&b.beside, "beside", b.beside, "the `systems` to measure beside: "+strings.Join(besides, ", "))
	return cmd
}

// besides are the systems that an index can be measured beside.
var besides = []string{bleveName, sqliteName, clusterName}

// clusterOfBench reads from the configuration where the cluster is.
func (a *app) clusterOfBench() (opensearch.Config, error) {
	cfg, err := loadConfig(a.configFlag)
	if err != nil {
		return opensearch.Config{}, err
	}
	if len(cfg.Index.Addresses) == 0 {
		return opensearch.Config{}, usageError{fmt.Errorf("--beside %s wants a cluster: name it in the configuration, as addresses under [index]", clusterName)}
	}
	return cfg.Index.cluster(filepath.Dir(cfg.path))
}

// newsCommand returns a command that measures on a corpus.
func (a *app) newsCommand(b *newsBench, do func(context.Context, *drawing) error, cmd *cobra.Command) *cobra.Command {
	b.beside = []string{bleveName, sqliteName}
	cmd.Args = arguments(cobra.NoArgs, "no arguments")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if b.corpus == "" {
			return usageError{errors.New("--corpus is missing: name a file of articles")}
		}
		if b.most < 0 || b.asked < 1 || b.seconds < 0 {
			return usageError{errors.New("--articles and --seconds are not negative, and --questions is at least 1")}
		}
		b.progress, b.folder = a.err, a.dataFlag
		return b.run(cmd.Context(), a.out, do)
	}
	flags := cmd.Flags()
	flags.StringVar(&b.corpus, "corpus", "", "the `file` of articles")
	flags.IntVar(&b.most, "articles", 0, "the first `N` articles alone (default: all)")
	flags.IntVar(&b.asked, "questions", 50, "how many questions of a kind are asked")
	flags.Float64Var(&b.seconds, "seconds", 1, "how long a system is asked questions of a kind, at a time")
	flags.BoolVar(&b.json, "json", false, "write the report as JSON, times in nanoseconds")
	return cmd
}
