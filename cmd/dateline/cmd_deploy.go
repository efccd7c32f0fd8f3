package main

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"dateline/api"
)

// What runs Dateline where it is to stay, and watches it.
//
//go:embed deploy
var deployFiles embed.FS

// A deployFile is one of them, under the name by which it is asked for.
type deployFile struct{ name, file, says string }

var deployList = []deployFile{
	{"guide", "guide.md", "how it is run, sized, backed up and upgraded, on one machine or several"},
	{"unit", "dateline.service", "a unit of systemd: the one service of a machine, or a server"},
	{"crawler-unit", "dateline-crawler@.service", "a unit for crawlers that share a database"},
	{"indexer-unit", "dateline-indexer.service", "a unit for who keeps an index that is on a server"},
	{"environment", "environment", "what is secret, for the units and for containers"},
	{"dockerfile", "Dockerfile", "an image, built from the repository"},
	{"compose", "compose.yaml", "a server, crawlers, PostgreSQL and Prometheus in containers"},
	{"metrics", "metrics.md", "what /metrics tells, and what to do about it"},
	{"dashboard", "dashboard.json", "a dashboard of that for Grafana: Dashboards, New, Import"},
	{"alerts", "alerts.yml", "rules by which Prometheus alerts somebody"},
}

func (a *app) deployCommand() *cobra.Command {
	var list strings.Builder
	names := make([]string, len(deployList))
	for i, f := range deployList {
		names[i] = f.name
		fmt.Fprintf(&list, "  %-12s %s\n", f.name, f.says)
	}
	return &cobra.Command{
		Use:       "deploy NAME",
		Short:     "Print what runs Dateline as a service, and watches it",
		Long:      "Deploy prints a file to run Dateline by, or to watch it:\n\n" + strings.TrimRight(list.String(), "\n"),
		Example:   "  dateline deploy guide\n  dateline deploy unit >/etc/systemd/system/dateline.service\n  dateline deploy dashboard >dateline-dashboard.json",
		Args:      arguments(cobra.ExactArgs(1), "the name of a file: "+strings.Join(names, ", ")),
		ValidArgs: names,
		RunE: func(_ *cobra.Command, args []string) error {
			for _, f := range deployList {
				if f.name == args[0] {
					text, err := fs.ReadFile(deployFiles, "deploy/"+f.file)
					fmt.Fprint(a.out, string(text))
					return err
				}
			}
			says := fmt.Sprintf("there is no file %q", args[0])
			if near, ok := api.Nearest(args[0], names); ok {
				says += fmt.Sprintf(": did you mean %q?", near)
			}
			return usageError{fmt.Errorf("%s", says)}
		},
	}
}
