package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/rivo/uniseg"
	"github.com/spf13/cobra"

	"dateline/api"
	"dateline/scraper/change"
)

func (a *app) diffCommand() *cobra.Command {
	f := textFormat("text")
	cmd := &cobra.Command{
		Use:   "diff ARTICLE [FROM..TO]",
		Short: "Show what changed between two revisions of an article",
		Long: `Diff compares two revisions of an article word by word. First it lists what
changed, what matters before what does not: numbers, dates, names, quotations,
corrections and negations, then other wording, and typography last. Then come the
words: [-removed-] and {+added+}, in colour on a terminal.

ARTICLE is an address or an id. FROM..TO are numbers of revisions; without them the
last two are compared. "..3" is the third with the one before, "2.." the second with
the last.`,
		Example: `  dateline diff https://news.example/2024/bridge-inquiry
  dateline diff a4c7ttqyd6h2nfu5 2..5
  dateline diff a4c7ttqyd6h2nfu5 1.. --format json`,
		Args: arguments(cobra.RangeArgs(1, 2), "an article, and which revisions: 2..5"),
		RunE: func(cmd *cobra.Command, args []string) error {
			from, to, err := revisionRange(args[1:])
			if err != nil {
				return err
			}
			return a.ask(cmd.Context(), func(s service) error {
				id, err := articleID(cmd.Context(), s, args[0])
				if err != nil {
					return err
				}
				d, err := s.Diff(cmd.Context(), id, from, to)
				if err != nil {
					return err
				}
				if f == "json" {
					return writeJSON(a.out, d)
				}
				return a.showDiff(d)
			})
		},
	}
	cmd.Flags().Var(&f, "format", "text or json")
	return cmd
}

// A textFormat is how a command writes that has no rows: text or json.
type textFormat string

// Set implements pflag.Value.
func (f *textFormat) Set(s string) error {
	if s != "text" && s != "json" {
		return errors.New("say text or json")
	}
	*f = textFormat(s)
	return nil
}

// String implements pflag.Value.
func (f *textFormat) String() string { return string(*f) }

// Type implements pflag.Value: what the help calls it.
func (f *textFormat) Type() string { return "format" }

// revisionRange reads FROM..TO, of which either may be left out: then it is 0.
func revisionRange(args []string) (from, to int, err error) {
	if len(args) == 0 {
		return 0, 0, nil
	}
	first, last, ok := strings.Cut(args[0], "..")
	numbers := [2]int{}
	for i, s := range []string{first, last} {
		if s == "" {
			continue
		}
		if numbers[i], err = strconv.Atoi(s); err != nil || numbers[i] < 1 {
			ok = false
		}
	}
	if !ok {
		return 0, 0, usageError{fmt.Errorf("%q names no revisions: say 2.. or ..3 or 2..5", args[0])}
	}
	return numbers[0], numbers[1], nil
}

// articleID returns the id of the article that a person names by id or address.
func articleID(ctx context.Context, s service, name string) (string, error) {
	if !strings.ContainsAny(name, "/.") {
		return name, nil
	}
	if !strings.Contains(name, "://") {
		name = "https://" + name
	}
	return s.Locate(ctx, name)
}

// showDiff writes d for people: what changed, and then the words.
func (a *app) showDiff(d *api.Diff) error {
	if len(d.Kept) == 1 {
		fmt.Fprintf(a.out, "%s\n%s has one revision, of %s: there is nothing to compare it with\n",
			plain(d.Article.Headline), plain(d.Article.URL), moment(d.To))
		return nil
	}
	if d.From.Revision == d.To.Revision {
		fmt.Fprintf(a.out, "%s\nrevision %d of %s is compared with itself: say which two; kept %s\n",
			plain(d.Article.Headline), d.To.Revision, plain(d.Article.URL), api.Numbers(d.Kept))
		return nil
	}
	w := &diffWriter{tracer: tracer{w: a.out, columns: width(a.out)}, markers: plainMarkers}
	if isTerminal(a.out) && os.Getenv("NO_COLOR") == "" {
		w.markers = colours
	}
	w.raw(plain(d.Article.Headline))
	w.raw(plain(d.Article.URL))
	w.raw(fmt.Sprintf("revision %d of %s → %d of %s", d.From.Revision, moment(d.From), d.To.Revision, moment(d.To)))
	w.summary(d)
	w.words(d)
	return w.err
}

// moment says when a revision was first seen.
func moment(s api.DiffSide) string { return s.Fetched.UTC().Format("2006-01-02 15:04 UTC") }

// markers stand around words that were removed and added.
type markers struct{ remove, removed, add, added string }

var (
	plainMarkers = markers{"[-", "-]", "{+", "+}"}
	colours      = markers{"\x1b[31;9m", "\x1b[0m", "\x1b[32m", "\x1b[0m"} // red and struck out; green
)

// A diffWriter writes a Diff.
type diffWriter struct {
	tracer
	markers markers
}

// summary lists the changes. Those of typography are only counted.
func (w *diffWriter) summary(d *api.Diff) {
	w.head("CHANGES")
	marks := 0
	for _, c := range d.Changes {
		if c.Kind == change.Typography {
			marks++
			continue
		}
		w.change(c)
	}
	switch {
	case marks > 0 && marks == len(d.Changes):
		w.line("%-10s %s, and nothing else", change.Typography, plural(marks+d.Omitted, "change"))
	case marks > 0:
		w.line("%-10s %s", change.Typography, plural(marks+d.Omitted, "change"))
	case d.Omitted > 0:
		w.line("%s that matter less", plural(d.Omitted, "more change"))
	case len(d.Changes) == 0:
		w.line("none in headline, bylines, dates, kind or text")
	}
}

// change writes a line on what a change is, and where the words stand.
func (w *diffWriter) change(c api.Change) {
	what := string(c.Kind)
	if c.Field == change.Headline {
		what += " in the headline"
	}
	if c.Quoted && c.Kind != change.Quotation {
		what += " in a quotation"
	}
	o, n := plain(c.Old), plain(c.New)
	switch {
	case c.Field != change.Headline && c.Field != change.Text:
		label := string(c.Field)
		w.line("%-10s %s → %s", label, cmp.Or(o, "none"), cmp.Or(n, "none"))
	case c.Kind == change.Moved:
		w.line("%-10s %s", what, n)
	case c.Kind == change.Added || c.Kind == change.Note && o == "":
		w.line("%-10s %s", what, n)
	case c.Kind == change.Removed || c.Kind == change.Note && n == "":
		w.line("%-10s removed: %s", what, o)
	default:
		said := func(s string) string {
			if s == "" {
				return "nothing"
			}
			return strconv.Quote(s)
		}
		lead := fmt.Sprintf("  %-10s %s → %s", what, said(o), said(n))
		if in := w.around(c, o, n, w.columns-uniseg.StringWidth(lead)); in != "" {
			w.raw(lead + in)
			return
		}
		w.raw(lead)
		if in := w.around(c, o, n, w.columns-11); in != "" {
			w.raw(strings.Repeat(" ", 11) + in)
		}
	}
}

// around returns the change between the words that stand around it, in at most
// columns columns; nothing if there is no room to say more than was said.
func (w *diffWriter) around(c api.Change, o, n string, columns int) string {
	what := "[" + o + "→" + n + "]"
	room := columns - uniseg.StringWidth(what) - len(`  in: ""`)
	if room < 20 {
		return ""
	}
	before, after := spaced(c.Before), spaced(c.After)
	spare := room - min(uniseg.StringWidth(after), room/2)
	for rest := strings.TrimPrefix(before, "… "); uniseg.StringWidth(before) > spare && rest != ""; before = "… " + rest {
		_, rest, _ = strings.Cut(rest, " ") // the nearest words are kept
	}
	return `  in: "` + before + what + shorten(after, room-uniseg.StringWidth(before)) + `"`
}

// spaced is plain, but keeps a space at either end.
func spaced(s string) string {
	p := plain(s)
	if p == "" {
		return ""
	}
	if strings.HasPrefix(s, " ") {
		p = " " + p
	}
	if strings.HasSuffix(s, " ") {
		p += " "
	}
	return p
}

// words writes the headline and the paragraphs that changed, with their words. Of
// paragraphs that are the same it only says how many there are.
func (w *diffWriter) words(d *api.Diff) {
	w.head("WORDS")
	if line := w.marked(d.Headline); line != plain(d.To.Headline) {
		w.raw(line + "\n")
	}
	same := 0
	skipped := func() {
		if same > 0 {
			w.raw(fmt.Sprintf("… %s the same …\n", plural(same, "paragraph")))
		}
		same = 0
	}
	for _, p := range d.Paragraphs {
		if p.State == change.Same && !p.Moved {
			same++
			continue
		}
		skipped()
		line := w.marked(p.Pieces)
		if p.Moved {
			line = "(moved) " + line
		}
		w.raw(line + "\n")
	}
	skipped()
}

// marked returns words on one line, with markers around those removed and added.
func (w *diffWriter) marked(pieces []api.Piece) string {
	var out strings.Builder
	for _, p := range pieces {
		s := spaced(p.Text)
		if s == "" {
			s = strings.Repeat(" ", min(len(p.Text), 1)) // white space alone
		}
		switch p.Op {
		case change.Remove:
			s = w.markers.remove + s + w.markers.removed
		case change.Add:
			s = w.markers.add + s + w.markers.added
		}
		out.WriteString(s)
	}
	return out.String()
}
