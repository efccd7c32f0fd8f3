package timex

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestWritePredictions reads a collection with marked-up time expressions and
// writes what Find makes of it, for a scorer: one JSON object a document, offsets
// in code points. DATELINE_CORPORA says where the collection is, and
// DATELINE_PREDICTIONS where to write.
func TestWritePredictions(t *testing.T) {
	corpora, out := os.Getenv("DATELINE_CORPORA"), os.Getenv("DATELINE_PREDICTIONS")
	if corpora == "" || out == "" {
		t.Skip("set DATELINE_CORPORA to the measured data and DATELINE_PREDICTIONS to a folder to run this test")
	}
	for _, set := range []string{"timebank", "aquaint"} {
		docs, err := filepath.Glob(filepath.Join(corpora, "timex", set, "*docs.jsonl"))
		if err != nil || len(docs) != 1 {
			t.Errorf("%s: %v, %v", set, docs, err)
			continue
		}
		predict(t, docs[0], filepath.Join(out, set+".jsonl"))
	}
}

func predict(t *testing.T, from, to string) {
	t.Helper()
	type timexOut struct {
		Start int    `json:"start"`
		End   int    `json:"end"`
		Text  string `json:"text"`
		Type  Type   `json:"type"`
		Value string `json:"value"`
	}
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close() //nolint:errcheck // only read
	out, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 16<<20)
	encode := json.NewEncoder(out)
	for lines.Scan() {
		var doc struct{ Doc, Dct, Text string }
		if err := json.Unmarshal(lines.Bytes(), &doc); err != nil {
			t.Fatal(err)
		}
		published, err := time.Parse(time.DateOnly, doc.Dct[:min(10, len(doc.Dct))])
		if err != nil {
			published = time.Time{}
		}
		list := []timexOut{}
		for _, m := range Find(doc.Text, published) {
			if m.Type == DurationType && strings.HasSuffix(m.Text, "old") {
				continue // an age, which this annotation does not mark
			}
			m.Start += bound(m.Text)
			list = append(list, timexOut{m.Start, m.End, string([]rune(doc.Text)[m.Start:m.End]), m.Type, m.Value})
		}
		if err := encode.Encode(map[string]any{"doc": doc.Doc, "timexes": list}); err != nil {
			t.Fatal(err)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
}

// bound returns how many code points of words the preposition takes that we keep in
// a mention and the annotation leaves outside: "by 1987".
func bound(words string) int {
	for _, p := range []string{"by ", "since ", "before ", "after ", "prior to ", "from "} {
		if len(words) > len(p) && strings.EqualFold(words[:len(p)], p) {
			return len(p)
		}
	}
	return 0
}
