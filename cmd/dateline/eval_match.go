package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"dateline/indexer/match"
)

func (a *app) evalMatchCommand() *cobra.Command {
	var truth string
	var learn bool
	cmd := &cobra.Command{
		Use:   "match CLAIMS.tsv QUERIES.tsv",
		Short: "Find the claims that texts repeat, and write them in order or say how right that is",
		Long: `Two files of tab-separated values are read, each with a line of column names. In the
first, a line is a claim: its id, its text and, if it has one, a title that says the
same in other words. In the second, a line is a text: its id and its words. Posts
are read with the signature that embedded ones end in, "— Name (@account) May 3, 2019".
A field in double quotation marks may hold tabs and line breaks; "" in it is one mark.

Without --truth, up to 50 claims for each text are written, best first, a line each:
text, Q0, claim, place, score and "dateline", with tabs between. Scores always fall:
tools that rank by score see this order. Claims with the same words keep the order of
their file.

With --truth, the file that says which claims are right is read as well, lines
"text 0 claim 1". Printed are means over its texts: MAP@k, the precision at each right
claim among the first k; MRR, one through the place of the first right claim; R@5, the
share of right claims among the first five.

With --learn, weights are learned from the truth and printed, and scored on texts that
they were not learned from: in five parts, where texts that repeat one claim share a part.`,
		Example: `  dateline eval match claims.tsv queries.tsv > run.tsv
  dateline eval match --truth qrels claims.tsv queries.tsv`,
		Args: arguments(cobra.ExactArgs(2), "two files: the claims, and the texts that may repeat them"),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case truth == "" && cmd.Flags().Changed("truth"):
				return usageError{errors.New("--truth names no file")}
			case learn && truth == "":
				return usageError{errors.New("--learn learns from --truth: name it too")}
			}
			claims, err := readClaims(args[0])
			if err != nil {
				return err
			}
			asked, err := readQueries(args[1])
			if err != nil {
				return err
			}
			set := match.NewSet(claims)
			if truth == "" {
				return writeRun(a.out, set, asked)
			}
			right, err := readRight(truth, asked)
			if err != nil {
				return err
			}
			if learn {
				return learnMatch(a.out, set, asked, right)
			}
			_, err = fmt.Fprintln(a.out, scoreMatch(set, asked, right))
			return err
		},
	}
	cmd.Flags().StringVar(&truth, "truth", "", "the `file` that says which claims are right: print scores")
	cmd.Flags().BoolVar(&learn, "learn", false, "learn the weights of the features from --truth, and print them")
	return cmd
}

// mostMatches is how many claims are written for a text, and scored.
const mostMatches = 50

// An askedText is a text whose claims are looked for.
type askedText struct {
	id   string
	text string
}

func readClaims(name string) ([]match.Claim, error) {
	var list []match.Claim
	err := eachRow(name, "id, claim, title", func(row []string) error {
		c := match.Claim{ID: row[0], Text: row[1]}
		if len(row) > 2 {
			c.Title = row[2]
		}
		list = append(list, c)
		return nil
	})
	return list, err
}

func readQueries(name string) ([]askedText, error) {
	var list []askedText
	err := eachRow(name, "id, text", func(row []string) error {
		list = append(list, askedText{row[0], row[1]})
		return nil
	})
	return list, err
}

// eachRow hands every row of a file of tab-separated values but its first, the names
// of the columns, to read. Each has two columns or more, and an id of its own that can
// stand in a run.
func eachRow(name, columns string, read func(row []string) error) error {
	rows, lines, err := readTSV(name)
	if err != nil {
		return err
	}
	switch {
	case len(rows) == 0:
		return fmt.Errorf("%s: it is empty: it needs a line of column names (%s), and rows below", name, columns)
	case len(rows[0]) < 2:
		return fmt.Errorf("%s: there is no tab in its first line: it needs column names there (%s), with tabs between", name, columns)
	case len(rows) == 1:
		return fmt.Errorf("%s: it holds no rows below the column names (%s)", name, columns)
	}
	seen := map[string]int{}
	for i, row := range rows[1:] {
		line := lines[i+1]
		if len(row) < 2 {
			return fmt.Errorf("%s: line %d: it has one column, and needs %s", name, line, columns)
		}
		if row[0] == "" || len(strings.Fields(row[0])) != 1 {
			return fmt.Errorf("%s: line %d: %q is no id: it is empty or has white space in it", name, line, row[0])
		}
		if first, ok := seen[row[0]]; ok {
			return fmt.Errorf("%s: line %d: the id %s stands in line %d already", name, line, row[0], first)
		}
		seen[row[0]] = line
		if err := read(row); err != nil {
			return fmt.Errorf("%s: line %d: %w", name, line, err)
		}
	}
	return nil
}

// writeRun writes the claims that are found for each text.
func writeRun(out io.Writer, set *match.Set, asked []askedText) error {
	w := bufio.NewWriter(out)
	for _, q := range asked {
		before := 0.0
		for i, h := range set.Find(match.Post(q.text), mostMatches) {
			// Who reads a run sorts it by score, and claims of one score by id.
			score := h.Score
			if i > 0 {
				score = min(score, before-1e-5)
			}
			before = score
			_, _ = fmt.Fprintf(w, "%s\tQ0\t%s\t%d\t%.5f\tdateline\n", q.id, h.ID, i+1, score) // the writer keeps the error for Flush
		}
	}
	return w.Flush()
}

// learnMatch prints the weights that the truth teaches, and how they do on texts that
// they were not learned from.
func learnMatch(out io.Writer, set *match.Set, asked []askedText, right map[string][]string) error {
	const parts = 5
	examples := make([][]match.Example, parts)
	texts := make([][]askedText, parts)
	var all []match.Example
	for _, q := range asked {
		if len(right[q.id]) == 0 {
			continue
		}
		part := fold(right[q.id][0], parts)
		e := match.Example{Query: match.Post(q.text), Right: right[q.id]}
		examples[part], texts[part], all = append(examples[part], e), append(texts[part], q), append(all, e)
	}
	var sum matchScore
	for part := range parts {
		var rest []match.Example
		for other, list := range examples {
			if other != part {
				rest = append(rest, list...)
			}
		}
		set := set.With(set.Learn(rest))
		for _, q := range texts[part] {
			sum.add(set, q, right[q.id])
		}
	}
	learned := set.Learn(all)
	w := tabwriter.NewWriter(out, 0, 0, 1, ' ', 0)
	for i, name := range match.FeatureNames() {
		_, _ = fmt.Fprintf(w, "%s:\t%.3f,\n", name, learned[i]) // tabwriter keeps the error for Flush
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "not learned from: %s\nused now:         %s\n", sum, scoreMatch(set, asked, right))
	return err
}
