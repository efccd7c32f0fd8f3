package opensearch

import (
	"fmt"
	"strings"
	"testing"
)

func TestCountsAreSure(t *testing.T) {
	for _, tt := range []struct {
		name   string
		counts string // count, and how many may be missing in it
		most   int    // that a value may have which one shard has told nothing of
		want   bool
	}{
		{"nothing", "", 0, true},
		{"all is told", "9 7 5 5", 0, true},
		{"fewer than wanted", "9", 0, true},
		{"others are far below", "9 7 3 2", 3, true},
		{"one that is not told may have as many", "9 7 3 2", 5, false},
		{"one that is told may have as many", "9 7 6+1 2", 3, false},
		{"one that is told has fewer whatever is missing", "9 7 5+1 2", 3, true},
		{"some is missing of what is wanted", "9 7+1 3 2", 3, false},
		{"fewer than wanted, and some are not told", "9", 3, false},
		{"none beyond what is wanted", "9 7", 3, false},
	} {
		counted := terms{Most: tt.most}
		for _, c := range strings.Fields(tt.counts) {
			var b bucket
			if n, _ := fmt.Sscanf(c, "%d+%d", &b.Count, &b.Short); n == 0 {
				t.Fatalf("%s: %q is no count", tt.name, c)
			}
			counted.Buckets = append(counted.Buckets, b)
		}
		if got := counted.sure(2); got != tt.want {
			t.Errorf("%s: sure is %v, want %v", tt.name, got, tt.want)
		}
	}
}
