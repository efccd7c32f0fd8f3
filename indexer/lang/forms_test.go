package lang

import (
	"testing"

	"dateline/indexer/indextest"
)

// BenchmarkForms tells the cost of the forms of 200 articles.
func BenchmarkForms(b *testing.B) {
	rs := indextest.Corpus(1, 200)
	l := Of("en")
	for b.Loop() {
		for _, r := range rs {
			l.Forms.Analyze([]byte(r.Revision.Text))
		}
	}
}
