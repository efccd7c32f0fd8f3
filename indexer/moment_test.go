package indexer

import (
	"encoding/json"
	"testing"
	"time"
)

// A moment is read as it was written, whatever its year.
func TestMoments(t *testing.T) {
	for _, tt := range []struct {
		m    Moment
		want string
	}{
		{Moment{}, `null`},
		{Moment{Time: time.Date(1987, time.March, 5, 0, 0, 0, 0, time.UTC)}, `"1987-03-05"`},
		{Moment{Time: time.Date(1987, time.March, 5, 9, 30, 0, 0, time.UTC), Clock: true}, `"1987-03-05T09:30:00Z"`},
		{Moment{Time: time.Date(0, time.February, 29, 0, 0, 0, 0, time.UTC)}, `"0000-02-29"`},
		{Moment{Time: time.Date(-488, time.February, 29, 0, 0, 0, 0, time.UTC)}, `"-0488-02-29"`},
		{Moment{Time: time.Date(-3610, time.November, 19, 7, 0, 0, 0, time.UTC), Clock: true}, `"-3610-11-19T07:00:00Z"`},
	} {
		text, err := json.Marshal(tt.m)
		if err != nil || string(text) != tt.want {
			t.Errorf("%v is written as %s, %v; want %s", tt.m, text, err, tt.want)
		}
		var got Moment
		if err := json.Unmarshal(text, &got); err != nil || !got.Time.Equal(tt.m.Time) || got.Clock != tt.m.Clock {
			t.Errorf("%s is read as %v, %v", text, got, err)
		}
	}
}
