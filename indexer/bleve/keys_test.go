package bleve

import (
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/indexer"
	"dateline/indexer/timex"
)

func moment(s string) indexer.Moment {
	var m indexer.Moment
	if err := m.UnmarshalJSON([]byte(`"` + s + `"`)); s != "" && err != nil {
		panic(err)
	}
	return m
}

func TestTimeKeySorts(t *testing.T) {
	var keys []string
	for _, year := range []int{-20000, -4000, 0, 1, 1582, 1969, 1970, 1987, 9999, 12000, 99999} {
		keys = append(keys, timeKey(time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC)))
	}
	if !slices.IsSorted(keys) || keys[0] <= openStart || keys[len(keys)-1] >= openEnd {
		t.Errorf("keys %v do not sort as their times", keys)
	}
}

func TestBucketKey(t *testing.T) {
	for _, tt := range []struct {
		start, end string
		grain      timex.Grain
		want       string
	}{
		{"1987-01-01", "1988-01-01", timex.Year, "1987-01-01 1988-01-01 year"},
		{"1987-03-01", "1987-04-01", timex.Month, "1987-01-01 1988-01-01 year"},
		{"1987-12-31", "1988-01-01", timex.Day, "1987-01-01 1988-01-01 year"},
		{"1987-12-31T23:00:00Z", "1988-01-01T00:00:00Z", timex.Hour, "1987-01-01 1988-01-01 year"},
		{"1987-12-28", "1988-01-04", timex.Week, "1987-12-28 1988-01-04 week"},
		{"1987-12-01", "1988-03-01", timex.Season, "1987-12-01 1988-03-01 season"},
		{"1987-12-31T23:30:00Z", "1988-01-01T00:30:00Z", timex.Hour, "1987-12-31T23:30:00Z 1988-01-01T00:30:00Z hour"},
		{"1987-04-01", "1988-04-01", timex.Year, "1987-04-01 1988-04-01 year"},
		{"1980-01-01", "1990-01-01", timex.Decade, "1980-01-01 1990-01-01 decade"},
		{"1987-01-01", "1988-01-01", timex.Decade, "1987-01-01 1988-01-01 decade"},
		{"", "1988-01-01", timex.Year, " 1988-01-01 year"},
		{"1987-01-01", "", timex.Year, "1987-01-01  year"},
	} {
		b, err := readBucket(bucketKey(indexer.Entry{Start: moment(tt.start), End: moment(tt.end), Grain: tt.grain}), 3)
		got := strings.Join([]string{b.Start.String(), b.End.String(), string(b.Grain)}, " ")
		if err != nil || got != tt.want || b.Count != 3 {
			t.Errorf("bucket of %s to %s: %q, %v; want %q", tt.start, tt.end, got, err, tt.want)
		}
	}
	for _, key := range []string{"", "short", openStart + openEnd, openStart + openEnd + "x/y/z", openStart + openEnd + "d1/d2"} {
		if _, err := readBucket(key, 1); err == nil {
			t.Errorf("readBucket(%q) finds nothing wrong", key)
		}
	}
}

func TestPublished(t *testing.T) {
	for _, tt := range []struct{ told, want string }{
		{"", ""},
		{"soon", ""},
		{"2025-02-22", "2025-02-22T00:00:00Z"},
		{"2025-02-22T23:30:00-05:00", "2025-02-22T23:30:00Z"}, // the reader's 22nd, not London's 23rd
		{"2025-02-22T01:00:00+09:00", "2025-02-22T01:00:00Z"},
	} {
		got, ok := published(indexer.ArticleRef{Published: tt.told})
		if ok != (tt.want != "") || ok && got.Format(time.RFC3339) != tt.want {
			t.Errorf("published(%q) = %v, %v; want %s", tt.told, got, ok, tt.want)
		}
	}
}
