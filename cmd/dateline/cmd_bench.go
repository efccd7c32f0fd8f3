package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

func (a *app) benchCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "bench",
		Short: "Measure how fast this machine does the work",
		Long: `Bench measures how fast Dateline works on this machine, beside others that do the
same work in the same run: their ratio is what can be compared between machines.
It asks nothing of the network, stores nothing and needs no data folder.`,
		Example: `  dateline bench crawl`,
		Args:    noSuch("'dateline bench --help' lists what can be measured"),
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.benchCrawlCommand())
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
