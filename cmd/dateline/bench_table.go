package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// A timing is how long a system took to answer.
type timing struct {
	System string        `json:"system"`
	Asked  int           `json:"asked"`            // questions, warm
	P50    time.Duration `json:"p50_ns"`           //
	P95    time.Duration `json:"p95_ns"`           //
	P99    time.Duration `json:"p99_ns"`           //
	Ratio  float64       `json:"ratio"`            // its P50 to ours; 1 for ours
	Work   time.Duration `json:"cpu_ns,omitempty"` // processor time a question, mean: what a busy machine tells as well; 0 if unknown
	Works  float64       `json:"cpu_ratio,omitempty"`
	Hits   float64       `json:"hits"`             // mean; -1 if it did not tell
	Differ float64       `json:"differ,omitempty"` // part of our hits by which its own differ
}

// A benchRow is a kind of question, or of work.
type benchRow struct {
	Name    string   `json:"name"`
	Note    string   `json:"note,omitempty"`
	Timings []timing `json:"timings,omitempty"` // ours first
	Value   string   `json:"value,omitempty"`   // of what is no timing
	Figure  float64  `json:"figure,omitempty"`  // what is held against the floor
	Floor   string   `json:"floor,omitempty"`   // in words; empty if there is none
	Met     bool     `json:"met"`               // meaningful where there is a floor
}

// A benchReport is all that a run has measured.
type benchReport struct {
	Corpus   string     `json:"corpus"`
	Articles int        `json:"articles"`
	Events   int        `json:"events"`
	Rows     []benchRow `json:"rows"`
}

// newTiming returns the percentiles of what was taken.
func newTiming(system string, took []time.Duration) timing {
	t := timing{System: system, Asked: len(took), Hits: -1}
	if len(took) == 0 {
		return t
	}
	took = slices.Sorted(slices.Values(took))
	at := func(hundredths int) time.Duration { return took[min(len(took)-1, len(took)*hundredths/100)] }
	t.P50, t.P95, t.P99 = at(50), at(95), at(99)
	return t
}

// compare fills in the ratios of all to the first.
func compare(list []timing) []timing {
	for i := range list {
		if list[0].P50 > 0 {
			list[i].Ratio = float64(list[i].P50) / float64(list[0].P50)
		}
		if list[0].Work > 0 {
			list[i].Works = float64(list[i].Work) / float64(list[0].Work)
		}
	}
	return list
}

// of returns the timing of a system.
func (r *benchRow) of(system string) (timing, bool) {
	for _, t := range r.Timings {
		if t.System == system {
			return t, t.Asked > 0
		}
	}
	return timing{}, false
}

// atLeast holds the ratio of a system against a floor, if it was asked.
func (r *benchRow) atLeast(system string, floor float64) {
	t, ok := r.of(system)
	if !ok {
		return
	}
	r.Figure, r.Floor, r.Met = t.Ratio, fmt.Sprintf("≥ %s× %s", thousands(floor), system), t.Ratio >= floor
}

// alsoP99 holds the slowest answers of ours against a floor, beside another if there is one.
func (r *benchRow) alsoP99(most time.Duration) {
	met := r.Timings[0].P99 <= most
	floor := fmt.Sprintf("p99 ≤ %d ms", most.Milliseconds())
	if r.Floor != "" {
		met, floor = met && r.Met, r.Floor+", "+floor
	}
	r.Met, r.Floor = met, floor
}

func thousands(f float64) string {
	if f >= 1000 {
		return fmt.Sprintf("%d,%03d", int(f)/1000, int(f)%1000)
	}
	return fmt.Sprintf("%.3g", f)
}

// write writes the report as a table: a row a kind of work, what was taken in
// milliseconds, and each peer's ratio to ours.
func (b *benchReport) write(out io.Writer) error {
	fmt.Fprintf(out, "%s: %d articles, %d events (floors are for a million events; × is how many times longer the other took)\n\n", plain(b.Corpus), b.Articles, b.Events)
	var systems []string
	for _, r := range b.Rows {
		for _, t := range r.Timings {
			if !slices.Contains(systems, t.System) {
				systems = append(systems, t.System)
			}
		}
	}
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	if len(systems) > 0 {
		heads := []string{"p50 / p95 / p99 ms", "hits"}
		heads = append(append(heads, systems...), "floor", "")
		fmt.Fprintln(t, strings.Join(heads, "\t"))
	}
	for _, r := range b.Rows {
		if len(r.Timings) > 0 {
			fmt.Fprintln(t, strings.Join(r.cells(systems), "\t"))
		}
	}
	if err := t.Flush(); err != nil {
		return err
	}
	t = tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, r := range b.Rows {
		if len(r.Timings) == 0 {
			fmt.Fprintln(t, strings.Join([]string{r.Name, r.Value, r.Floor, r.met()}, "\t"))
		}
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, r := range b.Rows {
		if r.Note != "" {
			fmt.Fprintf(out, "\n%s: %s\n", r.Name, r.Note)
		}
	}
	return nil
}

// cells returns the row of a table of timings.
func (r *benchRow) cells(systems []string) []string {
	cells := []string{r.Name, ""}
	if h := r.Timings[0].Hits; h >= 0 {
		cells[1] = fmt.Sprintf("%.0f", h)
	}
	for i, s := range systems {
		t, ok := r.of(s)
		switch {
		case !ok:
			cells = append(cells, "–")
		case i == 0:
			cells = append(cells, milliseconds(t))
		default:
			cell := fmt.Sprintf("%s = %.3g×", milliseconds(t), t.Ratio)
			if t.Works > 0 {
				cell += fmt.Sprintf(", cpu %.3g×", t.Works)
			}
			if t.Differ > 0.005 || t.Differ < -0.005 {
				cell += fmt.Sprintf(" (%+.0f%% hits)", 100*t.Differ)
			}
			cells = append(cells, cell)
		}
	}
	return append(cells, r.Floor, r.met())
}

func (r *benchRow) met() string {
	switch {
	case r.Floor == "":
		return ""
	case r.Met:
		return "met"
	}
	return "MISSED"
}

func milliseconds(t timing) string {
	return fmt.Sprintf("%.3g / %.3g / %.3g", float64(t.P50)/1e6, float64(t.P95)/1e6, float64(t.P99)/1e6)
}
