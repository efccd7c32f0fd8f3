package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"dateline/indexer/people"
	"dateline/indexer/prose"
)

func (a *app) evalPeopleCommand() *cobra.Command {
	var truth string
	cmd := &cobra.Command{
		Use:   "people",
		Short: "Find the persons, organisations and places that texts name, or say how right that is",
		Long: `Without --truth, lines {"doc","text"} are read from standard input. For each line one
is written: {"doc","ents":[[start,end,"PER"],…]}. Offsets are code points of the
text, end is exclusive; the kinds are PER, ORG and LOC, for persons,
organisations and places. Titles and possessives are no part of a name. Every
line of a text is a paragraph.

With --truth, a file of such lines that people marked, {"doc","text","ents"}, is
read and scored: a name is right if its first and last letter and its kind are.
Kinds other than the three are left out. P, R and F1 are percentages.`,
		Example: `  dateline eval people < docs.jsonl > found.jsonl
  dateline eval people --truth ner-worldwide-train.jsonl`,
		Args: arguments(cobra.NoArgs, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch {
			case truth != "":
				return a.scorePeople(truth)
			case cmd.Flags().Changed("truth"):
				return usageError{errors.New("--truth names no file")}
			}
			return a.evalPeople(a.in)
		},
	}
	cmd.Flags().StringVar(&truth, "truth", "", "the `file` of texts with the names that people marked in them")
	return cmd
}

// A namedEntity is a name in a text, written as [start, end, "PER"].
type namedEntity struct {
	start, end int
	kind       string
}

func (e namedEntity) MarshalJSON() ([]byte, error) {
	return json.Marshal([]any{e.start, e.end, e.kind})
}

func (e *namedEntity) UnmarshalJSON(data []byte) error {
	var list []json.RawMessage
	if json.Unmarshal(data, &list) != nil || len(list) != 3 ||
		json.Unmarshal(list[0], &e.start) != nil || json.Unmarshal(list[1], &e.end) != nil || json.Unmarshal(list[2], &e.kind) != nil {
		return fmt.Errorf(`%s is no name: write [start,end,"PER"]`, data)
	}
	return nil
}

// evalPeople finds the names of the texts that lines hold, and writes them.
func (a *app) evalPeople(lines io.Reader) error {
	write := json.NewEncoder(a.out)
	write.SetEscapeHTML(false)
	return eachLine(lines, func(line []byte) error {
		doc, text, err := readText(line)
		if err != nil {
			return err
		}
		return write.Encode(struct {
			Doc  string        `json:"doc"`
			Ents []namedEntity `json:"ents"`
		}{doc, namedIn(text)})
	})
}

// namedIn returns what a text names, a paragraph a line.
func namedIn(text string) []namedEntity {
	list := []namedEntity{}
	for _, m := range people.Find(prose.Read(plainArticle(text))).Mentions {
		list = append(list, namedEntity{m.Start, m.End, string(m.Kind)})
	}
	return list
}

// namesTally counts the names of a kind.
type namesTally struct{ right, found, marked int }

// scorePeople finds the names of marked texts, and shows how right that is.
func (a *app) scorePeople(truth string) error {
	tallies := map[string]*namesTally{"PER": {}, "ORG": {}, "LOC": {}}
	texts := 0
	err := eachLineOf(truth, func(line []byte) error {
		var row struct {
			Text *string
			Ents *[]namedEntity
		}
		if err := readLine(line, &row); err != nil {
			return err
		}
		if row.Text == nil || row.Ents == nil {
			return errors.New(`it has no text or no names: write {"doc","text","ents":[[start,end,"PER"]]}`)
		}
		texts++
		marked := map[namedEntity]bool{}
		for _, e := range *row.Ents {
			if t := tallies[e.kind]; t != nil && !marked[e] {
				marked[e] = true
				t.marked++
			}
		}
		for _, e := range namedIn(*row.Text) {
			tallies[e.kind].found++
			if marked[e] {
				tallies[e.kind].right++
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if texts == 0 {
		return fmt.Errorf("%s: there are no texts in it", truth)
	}
	w := tabwriter.NewWriter(a.out, 0, 0, 3, ' ', 0)
	_, _ = fmt.Fprintln(w, "kind\tP\tR\tF1\tmarked\tfound") // tabwriter keeps the error for Flush
	all := namesTally{}
	for _, kind := range []string{"PER", "ORG", "LOC"} {
		t := tallies[kind]
		all = namesTally{all.right + t.right, all.found + t.found, all.marked + t.marked}
		t.row(w, kind)
	}
	all.row(w, "all")
	return w.Flush()
}

// row writes the scores of a kind.
func (t namesTally) row(w io.Writer, kind string) {
	percent := func(a, b int) float64 {
		if b == 0 {
			return 0
		}
		return 100 * float64(a) / float64(b)
	}
	p, r := percent(t.right, t.found), percent(t.right, t.marked)
	f := 0.0
	if p+r > 0 {
		f = 2 * p * r / (p + r)
	}
	_, _ = fmt.Fprintf(w, "%s\t%.1f\t%.1f\t%.1f\t%d\t%d\n", kind, p, r, f, t.marked, t.found)
}
