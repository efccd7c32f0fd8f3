package bleve

import "testing"

func TestAlike(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		most int
		want bool
	}{
		{"ferri", "ferri", 1, true},
		{"ferri", "frrei", 1, false},
		{"ferri", "freri", 1, true}, // two letters changed places
		{"ferri", "ferr", 1, true},
		{"ferri", "ferris", 1, true},
		{"ferri", "ferrous", 2, false},
		{"ferri", "berri", 1, false}, // another first letter
		{"", "", 1, false},
		{"åre", "år", 1, true},
		{"ferri", "fe", 2, false},
	} {
		if got := alike(tt.a, tt.b, tt.most); got != tt.want {
			t.Errorf("alike(%q, %q, %d) = %v", tt.a, tt.b, tt.most, got)
		}
	}
}
