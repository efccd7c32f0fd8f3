package bleve

import (
	"testing"

	"dateline/indexer/indextest"
)

// BenchmarkForms tells the cost of the forms of 200 articles.
func BenchmarkForms(b *testing.B) {
	rs := indextest.Corpus(1, 200)
	l := languageOf("en")
	for b.Loop() {
		for _, r := range rs {
			l.forms.Analyze([]byte(r.Revision.Text))
		}
	}
}
