package lang

import (
	"strings"
	"testing"
)

func TestNewSynonyms(t *testing.T) {
	long := strings.Repeat("x", 101)
	for _, tt := range []struct {
		groups [][]string
		want   string // in the error; empty for none
	}{
		{nil, ""},
		{[][]string{{"UK", "Britain", "United Kingdom"}, {"cop", "police officer"}}, ""},
		{[][]string{{"UK"}}, "group 1: it has 1 words"},
		{[][]string{{"a1", "b1"}, make([]string, 21)}, "group 2: it has 21 words"},
		{[][]string{{"UK", ""}}, `"" holds only words`},
		{[][]string{{"UK", "the of"}}, `"the of" holds only words`},
		{[][]string{{"car", "cars"}}, `"cars" is found by another word of the group`},
		{[][]string{{"car", "automobile"}, {"lorry", "CARS"}}, `"CARS" stands in group 1 as well`},
		{[][]string{{"UK", `"United Kingdom"`}}, "holds a mark"},
		{[][]string{{"UK", long}}, "is too long"},
		{[][]string{{"UK", "a1 b1 c1 d1 e1 f1"}}, "is too long"},
		{make([][]string, 1001), "there are 1001 groups"},
	} {
		_, err := NewSynonyms(tt.groups)
		if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("NewSynonyms(%.80q): %v, want %q", tt.groups, err, tt.want)
		}
	}
}
