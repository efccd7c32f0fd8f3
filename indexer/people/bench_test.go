package people_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dateline/indexer/people"
	"dateline/indexer/prose"
	"dateline/scraper"
)

// article returns a text as an article: a paragraph a line.
func article(text string) *scraper.Article {
	return &scraper.Article{Text: text, Blocks: scraper.Lines(text)}
}

// own is news text of our own, for machines that hold no other.
const own = `Example Mayor Ann Vale said on Tuesday that the old mill in Westport, closed since 1987, would be sold to Harbour Holdings Ltd.
“We waited long enough,” Ms. Vale told the Westport Courier. Robert Vale, her brother and the town’s former treasurer, disagreed.
According to a report by the Ministry of Finance, the sale of the mill to the company would bring 3.2 million dollars to the town, while
workers who had been there when it closed, among them Nguyen Thi Lan and José Almeida, 71, asked what would become of their pensions.
`

// BenchmarkFind finds names in news text as it comes: DATELINE_CORPORA says where the
// measured data is. The tokens are there already: what cuts a text up is not counted.
func BenchmarkFind(b *testing.B) {
	texts := newsTexts(b)
	if len(texts) == 0 {
		for range 40 {
			texts = append(texts, strings.Repeat(own, 5))
		}
	}
	bytes := 0
	var read []*prose.Text
	for _, t := range texts {
		bytes += len(t)
		read = append(read, prose.Read(article(t)))
	}
	b.SetBytes(int64(bytes))
	b.ReportAllocs()
	mentions := 0
	for b.Loop() {
		mentions = 0
		for _, t := range read {
			mentions += len(people.Find(t).Mentions)
		}
	}
	b.ReportMetric(float64(mentions), "mentions/op")
}

// newsTexts returns the articles of PolNeAR's development part, none if they are not here.
func newsTexts(b *testing.B) (texts []string) {
	corpora := os.Getenv("DATELINE_CORPORA")
	if corpora == "" {
		return nil
	}
	file, err := os.Open(filepath.Join(corpora, "claims", "polnear-dev.docs.jsonl"))
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close() //nolint:errcheck // only read
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var row struct{ Text string }
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			b.Fatal(err)
		}
		texts = append(texts, row.Text)
	}
	if err := lines.Err(); err != nil {
		b.Fatal(err)
	}
	return texts
}
