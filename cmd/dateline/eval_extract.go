package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
	"unicode"

	"dateline/scraper"
	"dateline/scraper/extract"
)

// A bodyScore says how right the text of pages was read, and at what cost.
type bodyScore struct {
	pages, refused    int
	precision, recall float64 // means over the pages
	low               int     // pages with an F1 below 0.9
	seconds           float64 // spent reading, on one core
	allocs, bytes     uint64  // made while reading
}

func (s bodyScore) f1() float64 {
	if s.precision+s.recall == 0 {
		return 0
	}
	return 2 * s.precision * s.recall / (s.precision + s.recall)
}

func (s bodyScore) String() string {
	n := float64(max(s.pages, 1))
	return fmt.Sprintf(`pages       %d, %d found to hold no article
precision   %.4f
recall      %.4f
F1          %.4f, below 0.9 on %s
speed       %.1f pages/s on one core, %.2f ms a page
allocated   %.0f times and %.2f MB a page
`, s.pages, s.refused, s.precision, s.recall, s.f1(), plural(s.low, "page"), n/s.seconds, 1000*s.seconds/n,
		float64(s.allocs)/n, float64(s.bytes)/n/1e6)
}

// scoreExtract reads the pages of a folder and scores their text as the article
// extraction benchmark does: a page on which nothing could be right or wrong
// counts for recall or precision alone.
func scoreExtract(folder string) (bodyScore, error) {
	var score bodyScore
	data, err := os.ReadFile(filepath.Join(folder, "ground-truth.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return score, fmt.Errorf("%s: %w", folder, errNoTruth)
	}
	if err != nil {
		return score, err
	}
	var truth map[string]struct{ ArticleBody, URL string }
	if err := json.Unmarshal(data, &truth); err != nil {
		return score, fmt.Errorf("ground-truth.json: %w", err)
	}
	if len(truth) == 0 {
		return score, fmt.Errorf("%s: %w", folder, errNoTruth)
	}
	var precisions, recalls []float64
	for _, id := range slices.Sorted(maps.Keys(truth)) {
		page, err := pageFile(filepath.Join(folder, "html", id+".html.gz"), truth[id].URL)
		if err != nil {
			return score, err
		}
		article := score.read(page)
		want, got := shingles(truth[id].ArticleBody), shingles(article.Text)
		shared := 0
		for s, n := range got.count {
			shared += min(n, want.count[s])
		}
		var p, r float64
		if got.total > 0 {
			p = float64(shared) / float64(got.total)
			precisions = append(precisions, p)
		}
		if want.total > 0 {
			r = float64(shared) / float64(want.total)
			recalls = append(recalls, r)
		}
		if p+r == 0 || 2*p*r/(p+r) < 0.9 {
			score.low++
		}
	}
	score.precision, score.recall = mean(precisions), mean(recalls)
	return score, nil
}

// read reads a page, and takes note of what that cost.
func (s *bodyScore) read(page *scraper.Page) *scraper.Article {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	began := time.Now()
	article, err := extract.Read(page, nil)
	s.seconds += time.Since(began).Seconds()
	runtime.ReadMemStats(&after)
	s.allocs += after.Mallocs - before.Mallocs
	s.bytes += after.TotalAlloc - before.TotalAlloc
	s.pages++
	if err != nil {
		s.refused++
		return &scraper.Article{}
	}
	return article
}

func mean(list []float64) float64 {
	sum := 0.0
	for _, x := range list {
		sum += x
	}
	return sum / float64(max(len(list), 1))
}

// A bag counts the runs of four words of a text.
type bag struct {
	count map[string]int
	total int
}

// shingles returns the runs of four words of a text; all of its words, if they are fewer.
func shingles(text string) bag {
	words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && r != '_' })
	b := bag{count: map[string]int{}}
	for i := range max(1, len(words)-3) {
		if run := words[i:min(i+4, len(words))]; len(run) > 0 {
			b.count[strings.Join(run, " ")]++
			b.total++
		}
	}
	return b
}
