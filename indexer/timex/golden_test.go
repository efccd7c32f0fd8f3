package timex

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "rewrite golden files")

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
	golden(t, "testdata/bridge.golden", got.Bytes())
}

// golden compares got with a golden file, and rewrites it with -update.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s would change; go test -update rewrites it. Now:\n%s", name, got)
	}
}

// end writes an end of an interval, or that it is open.
func end(t time.Time) string {
	if t.IsZero() {
		return "open"
	}
	return t.Format(time.DateOnly)
}
