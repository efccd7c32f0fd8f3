package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"dateline/indexer/timex"
	"dateline/indexer/timex/score"
)

func (a *app) evalTimexCommand() *cobra.Command {
	var truth string
	var folds int
	var faults bool
	cmd := &cobra.Command{
		Use:   "timex",
		Short: "Find the time expressions of texts, and say what days they mean or how right that is",
		Long: `Without --truth, lines {"doc","dct","text"} are read from standard input; dct is the
day of publication, YYYY-MM-DD, of which a time of day may follow, or empty if it
is not known. For each line one is written:
{"doc","timexes":[{"start","end","text","type","value","mod","earliest","latest",
"grain","edtf","anchor","confidence"}]}.

Offsets are code points of the text, end is exclusive. Type, value and mod are
those of TIMEX3, as TimeML marks them: prepositions stand outside, a range is its
two ends, ages and names of events are left out. Earliest and latest are days,
both inclusive, and empty where the stretch is open or nothing was resolved.

With --truth, what people marked is read as well, and scored as TempEval-3 does:
from a folder with docs.jsonl, lines as above, and gold.jsonl, lines {"doc",
"timexes":[{"start","end","text","type","value"}]}; or from a text file whose
times are marked {words|value}, each text under a line "# Name | published
YYYY-MM-DD". There the type follows from the value: P3D is a duration, 2024-05-01T09:00
a time, SET:P1W a set, what looks like a time and is none {words|!}.

Each column is the F1 of all texts, in percent: strict where the same words were found,
relaxed where some of them were, type and value where these are right too, interval
where the first and the last day are. The row "datable" leaves out what has no place on
a calendar: durations, sets, "now".`,
		Example: `  dateline eval timex < docs.jsonl > found.jsonl
  dateline eval timex --truth timebank --folds 5
  dateline eval timex --truth indexer/timex/testdata/news-check.txt`,
		Args: arguments(cobra.NoArgs, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch {
			case truth != "":
				return a.scoreTimex(truth, folds, faults)
			case cmd.Flags().Changed("truth"):
				return usageError{errors.New("--truth names no folder and no file")}
			case cmd.Flags().Changed("folds"):
				return usageError{errors.New("--folds parts the texts of --truth: name them too")}
			case faults:
				return usageError{errors.New("--faults shows what differs from --truth: name it too")}
			}
			return a.evalTimex(a.in)
		},
	}
	cmd.Flags().StringVar(&truth, "truth", "", "the `folder` or file of texts with what people marked in them")
	cmd.Flags().BoolVar(&faults, "faults", false, "show what was found wrongly, missed, or found in excess")
	cmd.Flags().IntVar(&folds, "folds", 1, "show the scores of so many `parts` of the texts too")
	return cmd
}

// A timexFound is what eval timex says of a time expression.
type timexFound struct {
	Start      int         `json:"start"`
	End        int         `json:"end"`
	Text       string      `json:"text"`
	Type       timex.Type  `json:"type"`
	Value      string      `json:"value"`
	Mod        string      `json:"mod,omitempty"`
	Earliest   string      `json:"earliest"`
	Latest     string      `json:"latest"`
	Grain      timex.Grain `json:"grain"`
	EDTF       string      `json:"edtf"`
	Anchor     timexAnchor `json:"anchor"`
	Confidence float64     `json:"confidence"`
}

type timexAnchor struct {
	Kind  timex.AnchorKind `json:"kind"`
	Words string           `json:"words"`
}

// evalTimex finds the time expressions of the texts that lines hold, and writes them.
func (a *app) evalTimex(lines io.Reader) error {
	write := json.NewEncoder(a.out)
	write.SetEscapeHTML(false)
	return eachLine(lines, func(line []byte) error {
		var row struct {
			Doc, DCT string
			Text     *string
		}
		if err := readLine(line, &row); err != nil {
			return err
		}
		if row.Text == nil {
			return errors.New(`it has no text: write {"doc","dct","text"}`)
		}
		published, err := creationDay(row.DCT)
		if err != nil {
			return err
		}
		found := struct {
			Doc     string       `json:"doc"`
			Timexes []timexFound `json:"timexes"`
		}{Doc: row.Doc, Timexes: []timexFound{}}
		for _, m := range timex.TIMEX3(timex.Find(*row.Text, published)) {
			earliest, latest := m.Days()
			found.Timexes = append(found.Timexes, timexFound{
				Start: m.Start, End: m.End, Text: m.Text, Type: m.Type, Value: m.Value, Mod: m.Mod, Earliest: earliest, Latest: latest,
				Grain: m.Grain, EDTF: m.EDTF, Anchor: timexAnchor{m.Anchor.Kind, m.Anchor.Words}, Confidence: m.Confidence,
			})
		}
		return write.Encode(found)
	})
}

// readLine reads a line of JSON into row.
func readLine(line []byte, row any) error {
	if err := json.Unmarshal(line, row); err != nil {
		return fmt.Errorf("it is no object as it should be: %w", err)
	}
	return nil
}

// creationDay reads when a document was made; it may be unknown.
func creationDay(dct string) (time.Time, error) {
	if dct == "" {
		return time.Time{}, nil
	}
	day, err := time.Parse(time.DateOnly, dct[:min(len(dct), len(time.DateOnly))])
	if err != nil {
		return day, fmt.Errorf("%q is no day of publication: write YYYY-MM-DD, or leave it empty", dct)
	}
	return day, nil
}

// eachLine hands every line of standard input that is not blank to read. Its error names the line.
func eachLine(lines io.Reader, read func(line []byte) error) error {
	return score.EachLine(lines, " of standard input", read)
}
