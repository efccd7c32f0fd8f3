package columns

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// A value has one number for good, and is found in any case, whatever else there is.
func TestDict(t *testing.T) {
	d := newDict(Fold)
	numbers := map[string]uint32{}
	alike := map[string]set{} // numbers by what filters compare
	for i := range 3000 {
		value := fmt.Sprint("Speaker ", i*7919%1000)
		if i%3 == 0 {
			value = strings.ToUpper(value)
		}
		got := d.code(value + " ")
		want, known := numbers[value]
		if !known {
			want = uint32(len(numbers) + 1) //nolint:gosec // few
			numbers[value] = want
			alike[Fold(value)] = append(alike[Fold(value)], want)
		}
		if got != want {
			t.Fatalf("code(%q) = %d, want %d", value, got, want)
		}
	}
	for value, n := range numbers {
		if got := d.value(n); got != value {
			t.Errorf("value(%d) = %q, want %q", n, got, value)
		}
		if got := d.like([]string{strings.ToLower(value)}); !slices.Equal(got, alike[Fold(value)]) {
			t.Errorf("like(%q) = %v, want %v", value, got, alike[Fold(value)])
		}
	}
	if got := d.like([]string{"speaker", ""}); !slices.Equal(got, set{0}) {
		t.Errorf("like nobody = %v", got)
	}
}
