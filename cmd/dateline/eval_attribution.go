package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"dateline/indexer/claim"
	"dateline/indexer/claim/score"
)

func (a *app) evalAttributionCommand() *cobra.Command {
	var truth string
	var opt claim.Options
	var all bool
	cmd := &cobra.Command{
		Use:   "attribution",
		Short: "Find who says what in texts, or how rightly that is found",
		Long: `Without --truth, lines {"doc","text"} are read from standard input; a line of a text
is a paragraph. For each line one is written:
{"doc","claims":[{"start","end","spans","text","speaker","speaker_surface","cue",
"kind","confidence"}]}.

Offsets are code points of the text, end is exclusive; spans are the parts where a cue
interrupts the words. Speaker is the name that the text gives in full, speaker_surface
the words that stand at the claim: "he". Kind is direct, indirect or mixed. What
the author asserts is left out.

With --truth, what people marked is scored: --truth NAME reads NAME.docs.jsonl, lines
as above, and NAME.gold.jsonl, lines {"doc","claims":[{"start","end","spans","speaker",
"speaker_start","speaker_end","cue_start","cue_end","kind","speech"}]}. Words are the
same if half of them are; joint are those whose speaker shares a word, too. Claims that
are marked as no speech are passed over, unless --all counts them. Under "confidence"
stands how many claims of a tier are right.`,
		Example: `  dateline eval attribution < docs.jsonl > found.jsonl
  dateline eval attribution --truth claims/polnear-dev
  dateline eval attribution --truth claims/polnear-dev --rules-only`,
		Args: arguments(cobra.NoArgs, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch {
			case truth != "":
				return a.scoreAttribution(truth, opt, !all)
			case cmd.Flags().Changed("truth"):
				return usageError{errors.New("--truth names no texts")}
			case all:
				return usageError{errors.New("--all counts what --truth marks: name it too")}
			}
			return a.evalAttribution(a.in, opt)
		},
	}
	cmd.Flags().StringVar(&truth, "truth", "", "the `name` of texts and marks, without .docs.jsonl and .gold.jsonl")
	cmd.Flags().BoolVar(&opt.RulesOnly, "rules-only", false, "use nothing that was learned from marked texts")
	cmd.Flags().BoolVar(&all, "all", false, "count what is held or wanted, too, not only what is said")
	return cmd
}

// An attributionFound is what eval attribution says of a claim.
type attributionFound struct {
	Start      int        `json:"start"`
	End        int        `json:"end"`
	Spans      [][2]int   `json:"spans"`
	Text       string     `json:"text"`
	Speaker    string     `json:"speaker"`
	Surface    string     `json:"speaker_surface"`
	Cue        string     `json:"cue"`
	Kind       claim.Kind `json:"kind"`
	Confidence float64    `json:"confidence"`
}

// evalAttribution finds the claims of the texts that lines hold, and writes them.
func (a *app) evalAttribution(lines io.Reader, opt claim.Options) error {
	write := json.NewEncoder(a.out)
	write.SetEscapeHTML(false)
	return eachLine(lines, func(line []byte) error {
		doc, text, err := readText(line)
		if err != nil {
			return err
		}
		found := struct {
			Doc    string             `json:"doc"`
			Claims []attributionFound `json:"claims"`
		}{Doc: doc, Claims: []attributionFound{}}
		for _, c := range claim.Find(plainArticle(text), opt) {
			if c.Kind == claim.Author {
				continue
			}
			f := attributionFound{
				Start: c.Span().Start, End: c.Span().End, Text: c.Text, Speaker: c.Speaker.Name, Surface: c.Speaker.Surface,
				Cue: c.Cue, Kind: c.Kind, Confidence: c.Confidence,
			}
			for _, p := range c.Parts {
				f.Spans = append(f.Spans, [2]int{p.Start, p.End})
			}
			found.Claims = append(found.Claims, f)
		}
		return write.Encode(found)
	})
}

// scoreAttribution scores the claims of texts against what people marked.
func (a *app) scoreAttribution(truth string, opt claim.Options, onlySpeech bool) error {
	truth = strings.TrimSuffix(filepath.Clean(truth), ".docs.jsonl")
	docs, err := readMarked(truth+".docs.jsonl", truth+".gold.jsonl")
	if err != nil {
		return err
	}
	tally := &score.Tally{}
	for _, d := range docs {
		tally.Add(d.text, d.scored(onlySpeech), score.Of(claim.Find(plainArticle(d.text), opt)))
	}
	_, err = fmt.Fprint(a.out, tally)
	return err
}
