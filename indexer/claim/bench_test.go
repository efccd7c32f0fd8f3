package claim_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"dateline/indexer/claim"
	"dateline/scraper"
)

// BenchmarkNews finds the claims of news articles.
func BenchmarkNews(b *testing.B) {
	corpora := os.Getenv("DATELINE_CORPORA")
	if corpora == "" {
		b.Skip("set DATELINE_CORPORA to the measured data to run this benchmark")
	}
	file, err := os.Open(filepath.Join(corpora, "claims", "polnear-dev.docs.jsonl"))
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close() //nolint:errcheck // only read
	var articles []*scraper.Article
	bytes := 0
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var doc struct{ Text string }
		if err := json.Unmarshal(lines.Bytes(), &doc); err != nil {
			b.Fatal(err)
		}
		articles = append(articles, &scraper.Article{Text: doc.Text, Blocks: scraper.Lines(doc.Text)})
		bytes += len(doc.Text)
	}
	for _, rules := range []bool{false, true} {
		name := "model"
		if rules {
			name = "rules"
		}
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(bytes))
			b.ReportAllocs()
			claim.Find(articles[0], claim.Options{RulesOnly: rules}) // the weights are unpacked once
			for b.Loop() {
				for _, a := range articles {
					claim.Find(a, claim.Options{RulesOnly: rules})
				}
			}
		})
	}
}
