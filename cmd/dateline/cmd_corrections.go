package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/user"
	"strings"

	"github.com/spf13/cobra"

	"dateline/api"
	"dateline/indexer"
	newsdesk "dateline/indexer/desk"
)

// A corrector keeps what people set right: a desk, or a server's.
type corrector interface {
	Corrections(ctx context.Context, q newsdesk.CorrectionQuery) (*newsdesk.Corrections, error)
	Correct(ctx context.Context, d newsdesk.CorrectionDraft) (*newsdesk.Corrected, error)
	UndoCorrection(ctx context.Context, id, by, note string) (*newsdesk.Corrected, error)
	ExportCorrections(ctx context.Context, w io.Writer) (lines int, err error)
	ImportCorrections(ctx context.Context, r io.Reader) (*newsdesk.Imported, error)
}

// withCorrections calls do with the corrections of the data folder.
func (a *app) withCorrections(ctx context.Context, do func(corrector) error) error {
	if err := a.begun(); err != nil {
		return err
	}
	a.reading = true
	return a.own(ctx, func(w *work) error { return do(followedDesk{w.folder.desk, w.folder}) }, func(c *api.Client) error { return do(c) })
}

func (a *app) correctionsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "corrections",
		Short: "Set right what was read, and see what people have set right",
		Long: `Corrections are what people say of what was read: a date is wrong, a speaker is, words
are no claim, two claims do not assert the same. A correction has the name of who made it
and the time. What was read is kept beside it: it is laid over every new reading of
the article, shown as a correction, followed by searches, timeline and counts, and can
be undone.`,
		Example: `  dateline corrections add c2v5kq7hzj3mr8ta --date 1988-05 --note "the minutes say so"
  dateline corrections list --by "Ida Moss"
  dateline corrections undo k4jr7n2wq5xz3mtbv6hdycsae
  dateline corrections export > corrections.jsonl`,
		Args: noSuch("commands are list, add, undo, export and import"),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.listCorrectionsCommand(), a.addCorrectionCommand(), a.undoCorrectionCommand(), a.exportCorrectionsCommand(), a.importCorrectionsCommand())
	return cmd
}

func (a *app) listCorrectionsCommand() *cobra.Command {
	f := textFormat("text")
	q := newsdesk.CorrectionQuery{Limit: 50}
	var kind, state string
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List what people have set right",
		Long: `List lists corrections, the newest first, also those that are undone. One is missed if the
newest text does not hold what it is about, and overruled if a later one is about the
same.`,
		Example: `  dateline corrections list --kind date --state stands
  dateline corrections list --claim c2v5kq7hzj3mr8ta --format json`,
		Args: arguments(cobra.NoArgs, "no arguments; filters are flags"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			q.Kind, q.State = indexer.CorrectionKind(kind), newsdesk.CorrectionState(state)
			return a.withCorrections(cmd.Context(), func(k corrector) error {
				page, err := k.Corrections(cmd.Context(), q)
				if err != nil {
					return err
				}
				if f == "json" {
					return writeJSON(a.out, page)
				}
				for i := range page.Corrections {
					a.showCorrection(&page.Corrections[i])
				}
				if n := len(page.Corrections); n < page.Total {
					fmt.Fprintf(a.err, "%d of %d; --limit %d shows more\n", n, page.Total, min(page.Total, most))
				}
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&q.Claim, "claim", "", "those about the claim with this `id`")
	cmd.Flags().StringVar(&q.Article, "article", "", "those about claims of the article with this `id`")
	cmd.Flags().StringVar(&kind, "kind", "", "of this `kind`: date, speaker, not-a-claim, not-the-same")
	cmd.Flags().StringVar(&q.By, "by", "", "made by somebody of this `name`")
	cmd.Flags().StringVar(&state, "state", "", "that are in this `state`: stands, missed, overruled, undone")
	cmd.Flags().IntVar(&q.Limit, "limit", q.Limit, "at most `n`, up to 1000")
	cmd.Flags().Var(&f, "format", "text or json")
	return cmd
}

const momentLayout = "2006-01-02 15:04 UTC"

func (a *app) showCorrection(c *newsdesk.Corrected) {
	fmt.Fprintln(a.out, plain(fmt.Sprintf("%s  %s  by %s, %s  claim %s", c.ID, c.State, c.By, c.At.UTC().Format(momentLayout), c.Claim)))
	fmt.Fprintln(a.out, "  "+plain("“"+c.Text+"”"))
	fmt.Fprintln(a.out, "  "+plain(correctionSays(&c.Correction)))
	if c.Note != "" {
		fmt.Fprintln(a.out, "  "+plain("why: "+c.Note))
	}
	if c.UndoneAt != nil {
		fmt.Fprintln(a.out, "  "+plain(fmt.Sprintf("undone by %s, %s", c.UndoneBy, c.UndoneAt.UTC().Format(momentLayout))))
	}
}

// correctionSays says what a correction sets right.
func correctionSays(c *indexer.Correction) string {
	value := c.Value
	if value == indexer.None {
		value = "not known"
	}
	switch c.Kind {
	case indexer.WrongDate:
		return fmt.Sprintf("wrong date: %q was read as %s, it is %s", c.Phrase, c.Was, value)
	case indexer.WrongSpeaker:
		return fmt.Sprintf("wrong speaker: it was read as from %s, it is from %s", c.Was, value)
	case indexer.NotTheSame:
		return fmt.Sprintf("not the same as claim %s: it was read as %s", c.Other, c.Was)
	}
	return "not a claim"
}

func (a *app) addCorrectionCommand() *cobra.Command {
	var d newsdesk.CorrectionDraft
	var date, speaker, other string
	var notAClaim bool
	cmd := &cobra.Command{
		Use:   "add CLAIM",
		Short: "Set right a date, a speaker, or what is no claim",
		Long: `Add sets right something of a claim, which is named by its id: 'dateline claims --format
json' and the pages give it. A date is written in EDTF, as 1988-05 or 1985/1991; the word
none says that it is no date of the claim, or that its speaker cannot be told.

Of several corrections of one thing the latest stands.`,
		Example: `  dateline corrections add c2v5kq7hzj3mr8ta --date 1988-05 --note "the minutes say so"
  dateline corrections add c2v5kq7hzj3mr8ta --date none --phrase "last spring"
  dateline corrections add c2v5kq7hzj3mr8ta --speaker "Mara Voss" --by "Ida Moss"
  dateline corrections add c2v5kq7hzj3mr8ta --not-a-claim
  dateline corrections add c2v5kq7hzj3mr8ta --not-the-same c4jt6wq2nyzr7mhd`,
		Args: arguments(cobra.ExactArgs(1), "the id of a claim"),
		RunE: func(cmd *cobra.Command, args []string) error {
			said := 0
			for flag, to := range map[string]func(){
				"date":         func() { d.Kind, d.Value = indexer.WrongDate, date },
				"speaker":      func() { d.Kind, d.Value = indexer.WrongSpeaker, speaker },
				"not-a-claim":  func() { d.Kind = indexer.NotAClaim },
				"not-the-same": func() { d.Kind, d.Other = indexer.NotTheSame, other },
			} {
				if cmd.Flag(flag).Changed {
					said++
					to()
				}
			}
			if said != 1 || cmd.Flag("not-a-claim").Changed && !notAClaim {
				return usageError{errors.New("say one of --date, --speaker, --not-a-claim and --not-the-same")}
			}
			d.Claim = args[0]
			return a.withCorrections(cmd.Context(), func(k corrector) error {
				c, err := k.Correct(cmd.Context(), d)
				if errors.Is(err, indexer.ErrNotFound) {
					return fmt.Errorf("no claim has the id %q: 'dateline claims --format json' gives those that there are", d.Claim)
				}
				if err == nil {
					a.showCorrection(c)
				}
				return err
			})
		},
	}
	cmd.Flags().StringVar(&date, "date", "", "the date is wrong: it is this one, in `EDTF`, or none")
	cmd.Flags().StringVar(&d.Phrase, "phrase", "", "`words` of the date that is wrong, if the claim has several")
	cmd.Flags().IntVar(&d.Nth, "nth", 0, "the `n`th of the dates with these words (default: the first)")
	cmd.Flags().StringVar(&speaker, "speaker", "", "the speaker is wrong: it is from somebody of this `name`, or none")
	cmd.Flags().BoolVar(&notAClaim, "not-a-claim", false, "it is no claim")
	cmd.Flags().StringVar(&other, "not-the-same", "", "it does not assert the same as the claim with this `id`")
	signFlags(cmd, &d.By, &d.Note)
	return cmd
}

// signFlags are those that say who corrects, and why.
func signFlags(cmd *cobra.Command, by, note *string) {
	name := ""
	if u, err := user.Current(); err == nil {
		name, _, _ = strings.Cut(u.Name, ",") // of the fields that Unix keeps of a person, the first
		if name == "" {
			name = u.Username
		}
	}
	cmd.Flags().StringVar(by, "by", name, "`name` of whoever says so")
	cmd.Flags().StringVar(note, "note", "", "`why`")
}

func (a *app) undoCorrectionCommand() *cobra.Command {
	var by, note string
	cmd := &cobra.Command{
		Use:   "undo CORRECTION",
		Short: "Take a correction back",
		Long: `Undo takes back a correction, which is named by its id. It stays in the list, with who
undid it. If an earlier correction is about the same, that one stands then.`,
		Example: `  dateline corrections undo k4jr7n2wq5xz3mtbv6hdycsae --note "it was right"`,
		Args:    arguments(cobra.ExactArgs(1), "the id of a correction"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withCorrections(cmd.Context(), func(k corrector) error {
				c, err := k.UndoCorrection(cmd.Context(), args[0], by, note)
				if errors.Is(err, indexer.ErrNotFound) {
					return fmt.Errorf("no correction has the id %q: 'dateline corrections list' gives those that there are", args[0])
				}
				if err == nil {
					a.showCorrection(c)
				}
				return err
			})
		},
	}
	signFlags(cmd, &by, &note)
	return cmd
}

func (a *app) exportCorrectionsCommand() *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write all corrections as JSON Lines",
		Long: `Export writes all corrections, one a line, in the order in which they came; those that are
undone as well, and what undid them. The id of a line is a digest of all else in it, so
that 'dateline corrections import' refuses one that was altered.`,
		Example: `  dateline corrections export -o corrections.jsonl`,
		Args:    arguments(cobra.NoArgs, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withCorrections(cmd.Context(), func(k corrector) error {
				var n int
				err := a.writeOut(file, func(w io.Writer) (err error) {
					n, err = k.ExportCorrections(cmd.Context(), w)
					return err
				})
				if err == nil {
					fmt.Fprintln(a.err, plural(n, "line"))
				}
				return err
			})
		},
	}
	cmd.Flags().StringVarP(&file, "output", "o", "", "`file` to write, which must not exist (default: standard output)")
	return cmd
}

func (a *app) importCorrectionsCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "import FILE|-",
		Short: "Take in corrections that were exported, here or elsewhere",
		Long: `Import takes in the lines that 'dateline corrections export' wrote, here or in another data
folder. Lines that are here already are passed over; a line that was altered, or is none,
is told of and left out, and the exit status is 3 then. What a line is about need not be
held yet.`,
		Example: `  dateline corrections import corrections.jsonl`,
		Args:    arguments(cobra.ExactArgs(1), "one file, or - for standard input"),
		RunE: func(cmd *cobra.Command, args []string) error {
			data, err := a.readFile(args[0], newsdesk.MaxImport)
			if err != nil {
				return err
			}
			return a.withCorrections(cmd.Context(), func(k corrector) error {
				done, err := k.ImportCorrections(cmd.Context(), bytes.NewReader(data))
				if done != nil {
					for _, line := range done.Says {
						fmt.Fprintf(a.err, "line %d: %s\n", line.Line, plain(line.Says))
					}
					fmt.Fprintf(a.out, "%d new, %d known, %d refused\n", done.Added, done.Known, done.Refused)
				}
				if err == nil && done.Refused > 0 {
					return errSome
				}
				return err
			})
		},
	}
}
