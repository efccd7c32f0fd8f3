package timex_test

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/indexer/golden"
	"dateline/indexer/timex"
	"dateline/indexer/timex/score"
)

// What looks like a time and is none, and what looks like a trap and is a time: each row of
// testdata/traps.txt says of which kind it is, why, and what is to be found, {words|value};
// words marked {words|!} have to be refused with a reason. The reasons given stand in a golden
// file, and so do the rows that are read otherwise.
func TestTrapRows(t *testing.T) {
	data, err := os.ReadFile("testdata/traps.txt")
	if err != nil {
		t.Fatal(err)
	}
	published := time.Date(2024, time.March, 13, 0, 0, 0, 0, time.UTC) // a Wednesday
	var got, otherwise bytes.Buffer
	rows, wrong := 0, 0
	for line := range strings.Lines(string(data)) {
		column := strings.Split(strings.TrimSpace(line), "\t")
		if len(column) != 3 {
			t.Fatalf("no row of three columns: %q", line)
		}
		rows++
		text, want := score.Unmark(column[2])
		mentions, refused := timex.Trace(text, published)
		var said []string
		for _, no := range refused {
			said = append(said, no.Text+": "+no.Reason)
		}
		if faults := trapFaults(column[2], text, want, mentions, refused); len(faults) > 0 {
			wrong++
			fmt.Fprintf(&otherwise, "%s\n\t%s\n", column[2], strings.Join(faults, "\n\t"))
			continue
		}
		if len(said) > 0 {
			fmt.Fprintf(&got, "%s\n\t%s\n", text, strings.Join(said, "\n\t"))
		}
	}
	fmt.Fprintf(&got, "\n%d of %d rows are read otherwise:\n%s", wrong, rows, otherwise.Bytes())
	golden.Check(t, "traps.golden", got.String())
	if wrong*20 > rows {
		t.Errorf("%d of %d rows are read otherwise, more than one in twenty", wrong, rows)
	}
}

// trapFaults says what is not as the row wants it.
func trapFaults(row, text string, want []score.Timex, mentions []timex.Mention, refused []timex.Rejection) (faults []string) {
	all := score.Of(mentions)
	found := score.Of(slices.DeleteFunc(slices.Clone(mentions), func(m timex.Mention) bool { return m.NotEvent != "" || m.Unresolved != "" }))
	for _, w := range want {
		if !slices.ContainsFunc(all, func(f score.Timex) bool {
			return f.Start < w.End && w.Start < f.End && f.Value == w.Value
		}) {
			faults = append(faults, fmt.Sprintf("“%s” is not %s", w.Text, w.Value))
		}
	}
	for _, f := range found {
		if !slices.ContainsFunc(want, func(w score.Timex) bool { return f.Start < w.End && w.Start < f.End }) {
			faults = append(faults, fmt.Sprintf("“%s” is taken for %s %s", f.Text, f.Type, f.Value))
		}
	}
	// Words marked as refused: their places, told by marking them with a value instead.
	_, marked := score.Unmark(strings.ReplaceAll(row, "|!}", "|refuse}"))
	runes := []rune(text)
	for _, x := range marked {
		if x.Value != "refuse" {
			continue
		}
		if !slices.ContainsFunc(refused, func(no timex.Rejection) bool { return no.Start < x.End && x.Start < no.End }) && looksLikeYear(runes[x.Start:x.End]) {
			faults = append(faults, fmt.Sprintf("“%s” is refused without a reason", x.Text))
		}
	}
	return faults
}

// looksLikeYear reports whether words are four digits that could be a year: no other words
// have to be refused aloud.
func looksLikeYear(words []rune) bool {
	return len(words) == 4 && words[0] >= '1' && words[0] <= '2' && !slices.ContainsFunc(words, func(r rune) bool { return r < '0' || r > '9' })
}
