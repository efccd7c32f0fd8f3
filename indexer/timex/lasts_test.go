package timex

import (
	"testing"
	"time"
)

// A range went on all its time, or something happened within it: the words tell which.
func TestRangesThatLast(t *testing.T) {
	for _, tt := range []struct {
		text, label string
		lasts       bool
	}{
		{"She ran the sluice from 1993 to 1997.", "1993 to 1997", true},
		{"The strike (1985–91) was forgotten.", "1985 to 1991", true},
		{"The weir was shut from 3 May to 5 June 1987.", "3 May to 5 June 1987", true},
		{"The ledger was lost between 1993 and 1997.", "between 1993 and 1997", false},
		{"It was signed between May 1986 and June 1987.", "between May 1986 and June 1987", false},
		{"It was signed in 1987.", "sometime in 1987", false},
		{"It was signed in the late 1980s.", "late 1980s", false},
	} {
		found := Find(tt.text, time.Date(2020, time.January, 1, 0, 0, 0, 0, time.UTC))
		if len(found) != 1 || found[0].Label != tt.label || found[0].Lasts != tt.lasts {
			t.Errorf("%q holds %+v; want %q, lasting: %v", tt.text, found, tt.label, tt.lasts)
		}
	}
}
