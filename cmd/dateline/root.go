package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"dateline/api"
	"dateline/indexer"
	"dateline/scraper/db"
)

// The exit statuses, as the README documents them.
const (
	exitOK     = 0
	exitFailed = 1 // the command failed as a whole
	exitUsage  = 2 // it was not understood
	exitSome   = 3 // it did its work, but some addresses could not be visited, or some lines not be taken in
)

// A terminal is where a command reads and writes: results to out, all else to err.
type terminal struct {
	in       io.Reader
	out, err io.Writer
}

// errSome reports that a command did its work but for some visits, or some lines. It has
// said so by then.
var errSome = errors.New("some of it failed")

// A usageError is a command line that was not understood.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// run is the program: it runs the command that args name, and returns the exit status.
func run(ctx context.Context, args []string, t terminal) int {
	return (&app{terminal: t}).run(ctx, args)
}

func (a *app) run(ctx context.Context, args []string) int {
	out := &output{Writer: a.out}
	a.out = out
	root := a.root()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	var usage usageError
	switch {
	case out.failed != nil:
		fmt.Fprintf(a.err, "dateline: what was found could not be written out: %v\n", out.failed)
		return exitFailed
	case err == nil:
		return exitOK
	case errors.Is(err, errSome):
		return exitSome
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		if !a.opened {
			fmt.Fprintln(a.err, "dateline: stopped")
			return exitFailed
		}
		fmt.Fprintln(a.err, "dateline: stopped; what was read is kept, and the next run goes on from here")
		return exitFailed
	case errors.Is(err, db.ErrFull), errors.Is(err, syscall.ENOSPC):
		fmt.Fprintf(a.err, "dateline: no room is left on the disk of %s: make some and run the command again; nothing that was stored is lost\n", a.dataFolder())
		return exitFailed
	case errors.As(err, &usage):
		says := err.Error()
		if wrong, ok := errors.AsType[*indexer.QueryError](err); ok && wrong.Field == "q" {
			says = "query: " + wrong.Says // q is its name in addresses; a command line has none for it
		}
		fmt.Fprintf(a.err, "dateline: %s\nTry 'dateline --help', or 'dateline COMMAND --help'.\n", says)
		return exitUsage
	}
	fmt.Fprintf(a.err, "dateline: %s\n", oneLine(err))
	return exitFailed
}

// oneLine returns what an error says on one line, nothing twice.
func oneLine(err error) string {
	var says []string
	for line := range strings.Lines(err.Error()) {
		if line = strings.Join(strings.Fields(line), " "); line != "" && !slices.Contains(says, line) {
			says = append(says, line)
		}
	}
	return strings.Join(says, "; ")
}

// An app is what the commands share: the flags that all take, and where they write.
type app struct {
	terminal
	transport http.RoundTripper // nil: the network

	command    string // that is run, as people call it
	reading    bool   // the queue is left as it is
	pages      bool   // raw pages are read or kept
	takes      takes
	takeOver   bool // the index of another archive on the cluster gives way
	opened     bool // the command has opened a data folder, and stores in it
	dataFlag   string
	configFlag string
	logLevel   string

	log *slog.Logger
	cfg *config
}

// root returns the command tree.
func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "dateline",
		Short: "Search decades of coverage, and walk a timeline of who claims what",
		Long: `Dateline crawls articles and the op-eds and pages they cite, works out who
claims what and which dates each claim speaks of, and serves search and a
timeline of those claims: each with its speaker, its outlet, and how its date
was read. It reports claims; it never says that one is true.

New here?   dateline demo       an invented web, crawled before your eyes
To begin:   dateline init       writes dateline.toml; name your outlets there
            dateline serve      crawls on schedule, and serves pages and API`,
		Example: `  dateline demo
  dateline add https://news.example/2024/bridge-inquiry
  dateline search '"bridge inquiry" -football'
  dateline timeline bridge --event 1985..1991`,
		SilenceErrors: true,
		SilenceUsage:  true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			return a.prepare(cmd)
		},
	}
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	flags := root.PersistentFlags()
	flags.StringVar(&a.dataFlag, "data", "", "data `folder` (default: $DATELINE_DATA, or data in dateline.toml, or ./dateline-data)")
	flags.StringVar(&a.configFlag, "config", "", "configuration `file` (default: ./dateline.toml if it is there)")
	flags.StringVar(&a.logLevel, "log-level", "warn", "least `level` of what is logged to standard error: debug, info, warn, error")
	root.AddCommand(
		a.demoCommand(), a.initCommand(), a.addCommand(), a.crawlCommand(), a.serveCommand(),
		a.searchCommand(), a.claimsCommand(), a.timelineCommand(), a.searchesCommand(), a.correctionsCommand(), a.diffCommand(), a.similarCommand(), a.traceCommand(), a.outletsCommand(),
		a.importCommand(), a.exportCommand(), a.forgetCommand(), a.checkCommand(), a.backupCommand(), a.restoreCommand(), a.migrateCommand(), a.compactCommand(), a.reindexCommand(), a.reextractCommand(), a.evalCommand(), a.trainCommand(), a.benchCommand(), a.deployCommand(), a.versionCommand(),
	)
	// Cobra calls a wrong flag and a wrong argument plain errors; a wrong command too.
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error {
		says := parseFailure.ReplaceAllString(err.Error(), "give a whole number")
		if strings.HasPrefix(says, "unknown shorthand flag") {
			says += ": put -- before a query that leaves out a word, as in: dateline search -- bridge -tunnel"
		}
		return usageError{errors.New(says)}
	})
	root.Args = func(_ *cobra.Command, args []string) error {
		if len(args) == 0 {
			return nil
		}
		return unknownCommand(root, args[0])
	}
	root.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, cmd := range root.Commands() {
		switch cmd.Name() {
		case "help":
			cmd.Args = func(_ *cobra.Command, args []string) error {
				if found, rest, err := root.Find(args); len(args) > 0 && (err != nil || found == root || len(rest) > 0) {
					return unknownCommand(root, strings.Join(args, " "))
				}
				return nil
			}
		case "completion":
			cmd.Args = noSuch("shells are bash, zsh, fish and powershell")
			cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
		}
	}
	return root
}

// parseFailure is how strconv says that a flag's value is no number.
var parseFailure = regexp.MustCompile(`strconv\.\w+: parsing ".*": [a-z ]+$`)

// unknownCommand returns an error about a command that is not there, naming the
// one that may be meant.
func unknownCommand(root *cobra.Command, name string) error {
	var names []string
	for _, cmd := range root.Commands() {
		names = append(names, cmd.Name())
	}
	says := fmt.Sprintf("unknown command %q", name)
	if near, ok := api.Nearest(name, names); ok {
		says += fmt.Sprintf(": did you mean %q?", near)
	}
	return usageError{errors.New(says)}
}

// arguments makes a wrong number of arguments a usage error that says what is wanted.
func arguments(check cobra.PositionalArgs, wants string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if check(cmd, args) != nil {
			return usageError{fmt.Errorf("%s takes %s", cmd.CommandPath(), wants)}
		}
		return nil
	}
}

// prepare reads what all commands share: log level and configuration.
func (a *app) prepare(cmd *cobra.Command) error {
	a.command = cmd.CommandPath()
	var level slog.Level
	if err := level.UnmarshalText([]byte(a.logLevel)); err != nil {
		return usageError{fmt.Errorf("--log-level %q: say debug, info, warn or error", a.logLevel)}
	}
	if flag := cmd.Flag("data"); flag != nil && flag.Changed && a.dataFlag == "" {
		return usageError{errors.New("--data is empty: name a folder, or leave it out")}
	}
	a.log = slog.New(slog.NewTextHandler(a.err, &slog.HandlerOptions{Level: level}))
	for c := cmd; c != nil; c = c.Parent() {
		switch c.Name() {
		case "demo", "init", "eval", "bench", "deploy", "version", "help", "completion", cobra.ShellCompRequestCmd:
			a.cfg = defaults()
			return nil
		}
	}
	var err error
	a.cfg, err = loadConfig(a.configFlag)
	return err
}
