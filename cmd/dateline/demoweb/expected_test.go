package demoweb

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// A want is a line of testdata/expected.jsonl: one date that a careful reader
// finds in an article, and whose word it is.
type want struct {
	URL      string  `json:"url"`
	Phrase   string  `json:"phrase"`   // the words of the date, without "in" or "on"
	Start    *string `json:"start"`    // null if open
	End      *string `json:"end"`      // exclusive; null if open
	Speaker  string  `json:"speaker"`  // in full, as the article gives it, a name without its article, a common noun in lower case; empty for its author
	Kind     string  `json:"kind"`     // of the claim
	Near     string  `json:"near"`     // words around the phrase that stand in the article once
	Approx   bool    `json:"approx"`   // the ends are a matter of taste
	Revision int     `json:"revision"` // that says so; 0 for every one
}

// A trap is a line of testdata/traps.jsonl: words that look like a date of the
// affair and are none, because they stand outside the text or mean no time.
type trap struct {
	URL      string `json:"url"`
	Words    string `json:"words"`
	Why      string `json:"why"`
	Revision int    `json:"revision"` // 0 for every one
}

// rows reads the JSON lines of a file in testdata.
func rows[T any](t *testing.T, name string) []T {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var all []T
	lines := bufio.NewScanner(bytes.NewReader(data))
	for lines.Scan() {
		var row T
		decoder := json.NewDecoder(bytes.NewReader(lines.Bytes()))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&row); err != nil {
			t.Fatalf("%s:%d: %v", name, len(all)+1, err)
		}
		all = append(all, row)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// The dates to be found stand in the articles that they name.
func TestExpected(t *testing.T) {
	w := newWeb(t)
	wants := rows[want](t, "expected.jsonl")
	if len(wants) < 40 {
		t.Errorf("%d dates, want at least 40", len(wants))
	}
	for i, e := range wants {
		w.SetEpoch(max(e.Revision, 1))
		_, _, page := get(t, w, e.URL)
		text := visible(t, page)
		if strings.Count(text, e.Near) != 1 || !strings.Contains(e.Near, e.Phrase) {
			t.Errorf("line %d: %q does not stand once in %s", i+1, e.Near, e.URL)
		}
		if e.Speaker != "" && !strings.Contains(strings.ToLower(text), strings.ToLower(e.Speaker)) {
			t.Errorf("line %d: %s does not name %q", i+1, e.URL, e.Speaker)
		}
		if !slices.Contains([]string{"direct", "indirect", "mixed", "author"}, e.Kind) || (e.Kind == "author") != (e.Speaker == "") {
			t.Errorf("line %d: kind %q, speaker %q", i+1, e.Kind, e.Speaker)
		}
		checkInterval(t, i+1, e)
	}
}

func checkInterval(t *testing.T, line int, e want) {
	t.Helper()
	var ends []time.Time
	for _, end := range []*string{e.Start, e.End} {
		if end == nil {
			continue
		}
		day, err := time.Parse(time.DateOnly, *end)
		if err != nil {
			t.Errorf("line %d: %v", line, err)
		}
		ends = append(ends, day)
	}
	if len(ends) == 0 || len(ends) == 2 && !ends[0].Before(ends[1]) {
		t.Errorf("line %d: the interval is empty", line)
	}
	if _, err := time.Parse("Monday", e.Phrase); err == nil && len(ends) > 0 && ends[0].Weekday().String() != e.Phrase {
		t.Errorf("line %d: %s is a %s, not a %s", line, *e.Start, ends[0].Weekday(), e.Phrase)
	}
}

// So do the words that must give no date.
func TestTraps(t *testing.T) {
	w := newWeb(t)
	traps := rows[trap](t, "traps.jsonl")
	if len(traps) == 0 {
		t.Error("no traps")
	}
	for i, e := range traps {
		w.SetEpoch(max(e.Revision, 1))
		if _, _, page := get(t, w, e.URL); !strings.Contains(visible(t, page), e.Words) || e.Why == "" {
			t.Errorf("line %d: %q does not stand in %s", i+1, e.Words, e.URL)
		}
	}
}
