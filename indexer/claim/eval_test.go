package claim

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"dateline/scraper"
)

// TestWritePredictions reads a collection of attributed news text and writes
// what Find makes of it, for a scorer: one JSON object a document, offsets in
// code points. DATELINE_CORPORA says where the collection is, and
// DATELINE_PREDICTIONS where to write.
func TestWritePredictions(t *testing.T) {
	corpora, out := os.Getenv("DATELINE_CORPORA"), os.Getenv("DATELINE_PREDICTIONS")
	if corpora == "" || out == "" {
		t.Skip("set DATELINE_CORPORA to the measured data and DATELINE_PREDICTIONS to a folder to run this test")
	}
	type prediction struct {
		Start   int      `json:"start"`
		End     int      `json:"end"`
		Spans   [][2]int `json:"spans"`
		Text    string   `json:"text"`
		Speaker string   `json:"speaker"`
		Cue     string   `json:"cue"`
		Kind    Kind     `json:"kind"`
	}
	in, err := os.Open(filepath.Join(corpora, "claims", "polnear-dev.docs.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close() //nolint:errcheck // only read
	to, err := os.Create(filepath.Join(out, "polnear-dev.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 16<<20)
	encode := json.NewEncoder(to)
	for lines.Scan() {
		var doc struct{ Doc, Text string }
		if err := json.Unmarshal(lines.Bytes(), &doc); err != nil {
			t.Fatal(err)
		}
		list := []prediction{}
		for _, c := range Find(blocks(doc.Text), Options{RulesOnly: true}) {
			if c.Kind == Author {
				continue
			}
			p := prediction{Start: c.Span().Start, End: c.Span().End, Text: c.Text, Speaker: c.Speaker.Surface, Cue: c.Cue, Kind: c.Kind}
			for _, part := range c.Parts {
				p.Spans = append(p.Spans, [2]int{part.Start, part.End})
			}
			list = append(list, p)
		}
		if err := encode.Encode(map[string]any{"doc": doc.Doc, "claims": list}); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(lines.Err(), to.Close()); err != nil {
		t.Fatal(err)
	}
}

// blocks returns a plain text as an article: a paragraph a line.
func blocks(text string) *scraper.Article {
	a := &scraper.Article{Text: text}
	start := 0
	runes := []rune(text)
	for i := 0; i <= len(runes); i++ {
		if i < len(runes) && runes[i] != '\n' {
			continue
		}
		if i > start {
			a.Blocks = append(a.Blocks, scraper.Block{Kind: scraper.Paragraph, Start: start, End: i})
		}
		start = i + 1
	}
	return a
}
