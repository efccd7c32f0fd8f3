package scraper

import (
	"slices"
	"testing"
)

func TestLines(t *testing.T) {
	for _, tt := range []struct {
		text string
		want []string
	}{
		{"", nil},
		{"\n\n", nil},
		{"Ann Vale left.", []string{"Ann Vale left."}},
		{"José left.\n\nIt rained — all day.\n", []string{"José left.", "It rained — all day."}},
	} {
		var got []string
		for _, b := range Lines(tt.text) {
			if b.Kind != Paragraph {
				t.Errorf("%q has a %s", tt.text, b.Kind)
			}
			got = append(got, string([]rune(tt.text)[b.Start:b.End]))
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("the lines of %q are %q, want %q", tt.text, got, tt.want)
		}
	}
}
