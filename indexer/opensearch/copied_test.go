package opensearch_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"dateline/indexer/opensearch"
)

// Copies are waited for while the cluster makes some, and no longer.
func TestCopied(t *testing.T) {
	const busy, made, idle = `{"status":"yellow","initializing_shards":2}`, `{"status":"green","initializing_shards":0}`, `{"status":"yellow","initializing_shards":0}`
	for name, tt := range map[string]struct {
		answers []string // the last again and again
		want    bool
	}{
		"made at once":         {[]string{made}, true},
		"made in a while":      {[]string{busy, busy, made}, true},
		"no node for the rest": {[]string{busy, idle}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			asked := 0
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/" {
					_, _ = io.WriteString(w, `{"version":{"distribution":"opensearch","number":"2.19.1"}}`)
					return
				}
				if r.URL.Path != "/_cluster/health/news-v1-x-*" {
					t.Errorf("asked for %s", r.URL.Path)
				}
				_, _ = io.WriteString(w, tt.answers[min(asked, len(tt.answers)-1)])
				asked++
			}))
			t.Cleanup(s.Close)
			c, err := opensearch.Connect(t.Context(), opensearch.Config{Addresses: []string{s.URL}})
			if err != nil {
				t.Fatal(err)
			}
			if got, err := c.Copied(t.Context(), "news-v1-x", time.Millisecond); err != nil || got != tt.want || asked < len(tt.answers) {
				t.Errorf("Copied() = %v, %v after %d answers, want %v after %d", got, err, asked, tt.want, len(tt.answers))
			}
		})
	}
}
