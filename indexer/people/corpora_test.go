package people_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"dateline/scraper"
	"dateline/scraper/extract"

	"dateline/indexer/people"
	"dateline/indexer/prose"
)

// Collections that others marked cannot stand beside this test: DATELINE_CORPORA says where
// they are. The floors are the F1 that the program has to reach on newswire of many countries.
func TestCorpora(t *testing.T) {
	corpora := os.Getenv("DATELINE_CORPORA")
	if corpora == "" {
		t.Skip("set DATELINE_CORPORA to the measured data to run this test")
	}
	file, err := os.Open(filepath.Join(corpora, "claims", "ner-worldwide-train.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close() //nolint:errcheck // only read
	type name struct {
		start, end int
		kind       people.Kind
	}
	right, found, marked := map[people.Kind]int{}, map[people.Kind]int{}, map[people.Kind]int{}
	sure, sureRight := 0, 0
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var row struct {
			Text string
			Ents [][3]any
		}
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		names := map[name]bool{}
		for _, e := range row.Ents {
			n := name{int(e[0].(float64)), int(e[1].(float64)), people.Kind(e[2].(string))}
			if !names[n] {
				names[n] = true
				marked[n.kind]++
			}
		}
		for _, m := range people.Find(prose.Read(article(row.Text))).Mentions {
			found[m.Kind]++
			is := names[name{m.Start, m.End, m.Kind}]
			if is {
				right[m.Kind]++
			}
			if m.Sure {
				sure++
				if is {
					sureRight++
				}
			}
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	for kind, floor := range map[people.Kind]float64{people.OfPerson: 85, people.OfOrganisation: 66, people.OfPlace: 81} {
		f := 200 * float64(right[kind]) / float64(found[kind]+marked[kind])
		t.Logf("%s: F1 %.1f", kind, f)
		if f < floor {
			t.Errorf("%s: F1 %.1f, want at least %v", kind, f, floor)
		}
	}
	p, r := 100*float64(sureRight)/float64(sure), 100*float64(sureRight)/float64(marked[people.OfPlace])
	t.Logf("places that are sure: P %.1f, R %.1f", p, r)
	if p < 91 || r < 67 {
		t.Errorf("places that are sure: P %.1f, R %.1f, want at least 91 and 67", p, r)
	}
}

// The first real page writes three of its persons in two ways each.
func TestSeedSpellings(t *testing.T) {
	seed := os.Getenv("DATELINE_SEED")
	if seed == "" {
		t.Skip("set DATELINE_SEED to the seed web to run this test")
	}
	body, err := os.ReadFile(filepath.Join(seed, "site", "dailyrecord-kgb.html"))
	if err != nil {
		t.Fatal(err)
	}
	const address = "http://dailyrecord.example/politics/former-kgb-agents-same-story/"
	a, err := extract.Read(&scraper.Page{URL: address, FinalURL: address, Status: 200, Body: body}, nil)
	if err != nil {
		t.Fatal(err)
	}
	f := people.Find(prose.Read(a))
	for _, pair := range [][2]string{{"Shivets", "Shvets"}, {"Zhyrnov", "Zyhrnov"}, {"Motyl", "Moltyn"}} {
		x, y := f.Bearers(pair[0]), f.Bearers(pair[1])
		if len(x) != 1 || len(y) != 1 || x[0] != y[0] {
			t.Errorf("%s is %v and %s is %v, want one person", pair[0], x, pair[1], y)
		}
	}
}
