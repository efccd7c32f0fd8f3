package score

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

func TestTally(t *testing.T) {
	text, marked := Unmark("It fell on {Tuesday|2024-03-12} in the {1980s|198}, for {nine years|P9Y}, {every day|SET:P1D}; {1984|!} men.")
	if text != "It fell on Tuesday in the 1980s, for nine years, every day; 1984 men." || len(marked) != 4 || marked[3].Type != "SET" || marked[3].Value != "P1D" {
		t.Fatalf("Unmark gives %q, %+v", text, marked)
	}
	found := []Timex{
		{Start: 11, End: 18, Text: "Tuesday", Type: "DATE", Value: "2024-03-12"},
		{Start: 22, End: 31, Text: "the 1980s", Type: "DATE", Value: "198X"},
		{Start: 49, End: 58, Text: "every day", Type: "SET", Value: "P1D"},
		{Start: 60, End: 64, Text: "1984", Type: "DATE", Value: "1984"},
	}
	all, datable := &Tally{Keep: true}, Datable()
	all.Add(marked, found)
	datable.Add(marked, found)
	if all.Marked != 4 || all.Found != 4 || all.Strict != 2 || all.Relaxed != 3 || all.Value != 2 || all.Interval != 3 || all.Type != 3 {
		t.Errorf("all: %+v", all)
	}
	if len(all.Wrong) != 1 || len(all.Missed) != 1 || all.Missed[0].Text != "nine years" || len(all.Excess) != 1 || all.Excess[0].Text != "1984" {
		t.Errorf("faults: %+v", all)
	}
	if datable.Marked != 2 || datable.Found != 3 || datable.Interval != 2 || datable.F1(datable.Interval) != 80 {
		t.Errorf("datable: %+v", datable)
	}
}

func TestDays(t *testing.T) {
	for _, tt := range []struct{ value, first, last string }{
		{"1987", "1987-01-01", "1987-12-31"},
		{"1987-XX", "1987-01-01", "1987-12-31"},
		{"1987-02", "1987-02-01", "1987-02-28"},
		{"1987-02-03TMO", "1987-02-03", "1987-02-03"},
		{"198", "1980-01-01", "1989-12-31"},
		{"19", "1900-01-01", "1999-12-31"},
		{"2024-W01", "2024-01-01", "2024-01-07"},
		{"2024-W01-WE", "2024-01-06", "2024-01-07"},
		{"1998-Q3", "1998-07-01", "1998-09-30"},
		{"1998-H2", "1998-07-01", "1998-12-31"},
		{"1986-WI", "1986-12-01", "1987-02-28"},
		{"1985/1991", "1985-01-01", "1991-12-31"},
	} {
		days, ok := Days(tt.value)
		if !ok || days[0].Format(time.DateOnly) != tt.first || days[1].Format(time.DateOnly) != tt.last {
			t.Errorf("Days(%q) = %v, %v; want %s to %s", tt.value, days, ok, tt.first, tt.last)
		}
	}
	for _, value := range []string{"P2Y", "PRESENT_REF", "XXXX-05", "BC0490", "2023-W53", "1987-13", "1987-02-30", ""} {
		if days, ok := Days(value); ok {
			t.Errorf("Days(%q) = %v, want none", value, days)
		}
	}
}

func TestReading(t *testing.T) {
	docs, err := ReadMarked(strings.NewReader("# A | published 2024-03-13\nIt fell {today|2024-03-13}.\n\n# B\nNothing.\n"))
	if err != nil || len(docs) != 2 || docs[0].Published != "2024-03-13" || docs[0].Text != "It fell today." || docs[1].Name != "B" || docs[1].Published != "" {
		t.Errorf("ReadMarked gives %+v, %v", docs, err)
	}
	if _, err := ReadMarked(strings.NewReader("# A\nIt fell {today.\n")); err == nil || !strings.Contains(err.Error(), "A: a mark is not closed") {
		t.Errorf("ReadMarked of an open mark says %v", err)
	}
	if _, err := ReadMarked(strings.NewReader("# A | publishd 2024-03-13\n")); err == nil || !strings.Contains(err.Error(), "line 1: ") {
		t.Errorf("ReadMarked of a heading that is none says %v", err)
	}
	for _, tt := range []struct{ texts, gold, says string }{
		{"{", "", "docs.jsonl: line 1"},
		{"{\"doc\":\"a\"}", "{\"doc\":\"b\"}", `gold.jsonl: line 1: there is no text "b"`},
		{"{\"doc\":\"a\",\"text\":\"today\"}", "{\"doc\":\"a\",\"timexes\":[{\"start\":0,\"end\":9}]}", "it has 5 code points"},
		{"{\"doc\":\"a\",\"text\":\"today\"}", "{\"doc\":\"a\",\"timexes\":[{\"start\":0,\"end\":2,\"text\":\"day\"}]}", `is "to", not "day"`},
	} {
		folder := fstest.MapFS{"docs.jsonl": {Data: []byte(tt.texts)}, "gold.jsonl": {Data: []byte(tt.gold)}}
		if _, err := ReadFolder(folder); err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("ReadFolder says %v, want %q", err, tt.says)
		}
	}
}
