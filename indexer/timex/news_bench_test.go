package timex_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"dateline/indexer/timex"
)

// BenchmarkNews reads news text as it comes: DATELINE_CORPORA says where the measured
// data is. Besides bytes a second it says how many there are to a mention, and how many
// things are made a mention beyond what is returned.
func BenchmarkNews(b *testing.B) {
	corpora := os.Getenv("DATELINE_CORPORA")
	if corpora == "" {
		b.Skip("set DATELINE_CORPORA to the measured data to run this benchmark")
	}
	articles := newsArticles(b, filepath.Join(corpora, "news", "articles.jsonl.gz"), 4000)
	bytes, mentions, returned := 0, 0, 0
	for _, a := range articles {
		found := timex.Find(a.text, a.published)
		bytes += len(a.text)
		mentions += len(found)
		returned++ // the list itself
		for _, m := range found {
			returned += stringsOf(m)
		}
	}
	read := func() {
		for _, a := range articles {
			timex.Find(a.text, a.published)
		}
	}
	made := testing.AllocsPerRun(1, read)
	b.SetBytes(int64(bytes))
	b.ReportAllocs()
	for b.Loop() {
		read()
	}
	b.ReportMetric(float64(bytes)/float64(mentions), "B/mention")
	b.ReportMetric((made-float64(returned))/float64(mentions), "beyond/mention")
	b.ReportMetric(float64(mentions), "mentions/op")
}

type newsArticle struct {
	text      string
	published time.Time
}

// newsArticles returns n articles spread over a collection.
func newsArticles(b *testing.B, name string, n int) []newsArticle {
	b.Helper()
	file, err := os.Open(name)
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close() //nolint:errcheck // only read
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		b.Fatal(err)
	}
	lines := bufio.NewScanner(unpacked)
	lines.Buffer(nil, 4<<20)
	var all []newsArticle
	for lines.Scan() {
		var row struct {
			Date *time.Time
			Body string
		}
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			b.Fatal(err)
		}
		a := newsArticle{text: row.Body}
		if row.Date != nil {
			a.published = *row.Date
		}
		all = append(all, a)
	}
	if err := lines.Err(); err != nil {
		b.Fatal(err)
	}
	step := max(1, len(all)/n)
	var some []newsArticle
	for i := 0; i < len(all); i += step {
		some = append(some, all[i])
	}
	return some
}
