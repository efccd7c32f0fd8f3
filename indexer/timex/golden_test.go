package timex

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"dateline/indexer/golden"
	"time"
)

// What a whole story comes to stands in a golden file: every field of every
// mention, and what was refused.
func TestStory(t *testing.T) {
	text, err := os.ReadFile("testdata/bridge.txt")
	if err != nil {
		t.Fatal(err)
	}
	head, body, _ := strings.Cut(string(text), "\n\n")
	at, err := time.Parse("published "+time.DateOnly, head)
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	for _, day := range []time.Time{at, {}} {
		fmt.Fprintf(&got, "published %s\n\n", end(day))
		mentions, rejected := Trace(body, day)
		for _, m := range mentions {
			fmt.Fprintf(&got, "%s\n\t%s %s %s\n", m.Text, m.Type, m.Value, m.Mod)
			if m.Placed() {
				fmt.Fprintf(&got, "\t[%s, %s) %s %s, %q, %.2f\n", end(m.Interval.Start), end(m.Interval.End), m.Grain, m.EDTF, m.Label, m.Confidence)
			}
			if m.Anchor.Kind != NoAnchor {
				fmt.Fprintf(&got, "\tfrom %s\n", m.Anchor.Words)
			}
			for _, step := range m.Steps {
				fmt.Fprintf(&got, "\t- %s\n", step)
			}
			if m.Unresolved != "" {
				fmt.Fprintf(&got, "\tunresolved: %s\n", m.Unresolved)
			}
		}
		for _, no := range rejected {
			fmt.Fprintf(&got, "not %s\n\t%s\n", no.Text, no.Reason)
		}
		fmt.Fprintln(&got)
	}
	golden.Check(t, "bridge.golden", got.String())
}

// end writes an end of an interval, or that it is open.
func end(t time.Time) string {
	if t.IsZero() {
		return "open"
	}
	return t.Format(time.DateOnly)
}
