package timex

import (
	"strings"
	"testing"
)

// Every row of the gazetteer can be read, and no name means two events.
func TestEventRows(t *testing.T) {
	kinds := map[string]bool{}
	for k := range strings.FieldsSeq("war battle attack assassination disaster accident epidemic election coup revolution uprising protest treaty summit law ruling trial scandal crisis death launch landing discovery sport opening independence fall speech massacre merger other") {
		kinds[k] = true
	}
	seen, rows := map[string]string{}, 0
	for line := range strings.Lines(eventRows) {
		if line[0] == '#' {
			continue
		}
		rows++
		column := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(column) != 5 || !kinds[column[3]] || column[4] == "" {
			t.Errorf("no row of names, first day, last day, kind and source: %q", line)
			continue
		}
		first, err := parseOne(column[1])
		last, errLast := parseOne(column[2])
		if err != nil || errLast != nil || last.End.Before(first.End) {
			t.Errorf("%s runs from %s to %s: %v, %v", column[0], column[1], column[2], err, errLast)
		}
		for name := range strings.SplitSeq(column[0], "|") {
			if low := strings.ToLower(name); seen[low] != "" {
				t.Errorf("%q means two events: %s and %s", name, seen[low], column[1])
			} else {
				seen[low] = column[1]
			}
			if m := Find("It was before the "+name+".", published); len(m) == 0 || !strings.Contains(m[0].Text, name) {
				t.Errorf("%q is not found: %+v", name, m)
			}
		}
	}
	if rows < 500 {
		t.Errorf("there are %d events, want 500 at least", rows)
	}
}

// What counts from an event counts from its day, and says where that is from.
func TestEvents(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"She left two weeks after the fall of the Berlin Wall.", "two weeks after the fall of the Berlin Wall=1989-11-23"},
		{"She left 14 days after the fall of the Berlin Wall.", "14 days after the fall of the Berlin Wall=1989-11-23"},
		{"He has lived there since the fall of the Berlin Wall.", "since the fall of the Berlin Wall=1989-11-09/2024-03-13"},
		{"Nobody crossed before the fall of the Berlin Wall.", "before the fall of the Berlin Wall=../1989-11-08"},
		{"He was hired after 9/11.", "after 9/11=2001-09-12/.."},
		{"She was born during World War II.", "World War II=1939-09-01/1945-09-02"},
		{"A year after World War II ended, she left.", "A year after World War II=1946"},
		{"The 2004 presidential election was close.", "The 2004 presidential election=2004-11-02"},
		{"The U.S. said so. Congress met after the 1960 presidential election.", "after the 1960 presidential election=1960-11-09/.."},
		{"The 2014 midterms were won by Republicans, and Democrats sulked.", "The 2014 midterms=2014-11-04"},
		{"In Ruritania the 1960 presidential election was held in May.", "1960=1960; May=1960-05"},
		{"They met on the 20th anniversary of the fall of the Berlin Wall.", "the 20th anniversary of the fall of the Berlin Wall=2009-11-09"},
		{"The flood was on 3 May 1962. They met on the tenth anniversary of the flood.", "3 May 1962=1962-05-03; the tenth anniversary of the flood=1972-05-03"},
		{"It was the 25th anniversary of nothing that is told.", ""},
		{"A Vietnam War veteran spoke.", ""},
		{"The Berlin Wall is a wall.", ""},
	} {
		if got := format(Find(tt.text, published)); got != tt.want {
			t.Errorf("Find(%q)\n got %q\nwant %q", tt.text, got, tt.want)
		}
	}
	m := Find("She left 14 days after the fall of the Berlin Wall.", published)
	if len(m) != 1 || m[0].Anchor.Kind != Event || !strings.Contains(m[0].Anchor.Words, "9 November 1989") {
		t.Errorf("what counts from an event is anchored to %+v", m)
	}
}
