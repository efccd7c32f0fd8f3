package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"dateline/indexer"
	"dateline/indexer/claim"
	"dateline/indexer/golden"
	"dateline/indexer/timex"
	"dateline/scraper"
)

var made = time.Date(2026, time.March, 2, 8, 30, 0, 0, time.UTC)

func day(y int, m time.Month, d int) indexer.Moment {
	return indexer.Moment{Time: time.Date(y, m, d, 0, 0, 0, 0, time.UTC)}
}

// articles are an ordinary one, one whose every word is hostile, and one of which
// nothing is known.
func articles() []indexer.Hit {
	return []indexer.Hit{
		{
			Article: indexer.ArticleRef{ID: "aferry", URL: "https://heron.example/news/ferry", Headline: "Where the ferry money went", Outlet: "The Heron", Kind: "news", Published: "2024-05-12", Revision: 2},
			Bylines: []string{"Ada Quill", "Jan van der Meer", "The Heron Staff"}, Claims: 2, Entries: 3,
		},
		{
			Article: indexer.ArticleRef{
				ID: "aevil", URL: "https://ledger.example/a?b=1&c={x}", Headline: "=HYPERLINK(\"https://evil.example\")\n</title><script>alert('50% of_$#^~\\')</script>",
				Outlet: "Ledger & Lamp, Ltd.", Kind: "opinion", Published: "2024-06-01T23:30:00-04:00", Revision: 1,
			},
			Bylines: []string{"Zoë and } Co, \"x\"", "Ångström"}, Claims: 1, Entries: 1,
		},
		{Article: indexer.ArticleRef{ID: "abare", URL: "https://quay.example/", Outlet: "quay.example", Kind: "unknown", Revision: 1}},
	}
}

// entries have an open start, an open end, a century, a season over the year's end, an
// hour, several days, a time before our era and hostile words.
func entries() []indexer.Entry {
	hits := articles()
	ferry, evil := hits[0].Article, hits[1].Article
	voss := indexer.ClaimRef{
		ID: "cvoss", Text: "the ferry was sold by 1987, and again since 2001", Kind: claim.Indirect, Cue: "said", Confidence: 0.9, Medium: "interview",
		Speaker: indexer.SpeakerRef{ID: "mara-voss", Name: "Mara Voss", Surface: "she", Role: "the mayor", Names: []string{}},
		Places:  []indexer.PlaceRef{{Name: "New York", Offsets: [2]int{4, 12}}, {Name: "=Kenya", Offsets: [2]int{20, 26}}},
		Cluster: "cvoss", Origins: 2, Conflict: true,
	}
	mark := &indexer.Corrected{ID: "k1", By: "=cmd|' /C calc'!A0</script>", At: made, Was: "“May”", Note: "@\"so\"\n"}
	author := indexer.ClaimRef{ID: "cauthor", Text: "It sank.", Kind: claim.Author, Confidence: 0.95, Speaker: indexer.SpeakerRef{Name: "Ada Quill"}}
	stranger := indexer.ClaimRef{
		ID: "cevil", Text: "-1+cmd|' /C calc'!A1 & \"<b>so</b>\",\r\nsaid {he}", Kind: claim.Direct, Cue: "said", Confidence: 0.4,
		Speaker: indexer.SpeakerRef{Surface: "@he", Corrected: mark},
	}
	read := func(phrase string) indexer.DateRef {
		return indexer.DateRef{Phrase: phrase, Confidence: 0.9, Steps: []string{"as written", "= " + phrase}}
	}
	mended := read("in Feb\x00")
	mended.Corrected = mark
	const sentence = "The ferry was sold by 1987, and again since 2001, she told an auditor in a long interview."
	clock := func(h, m int) indexer.Moment {
		return indexer.Moment{Time: time.Date(2019, time.May, 12, h, m, 0, 0, time.UTC), Clock: true}
	}
	return []indexer.Entry{
		{ID: "e.bc", Start: day(-43, 1, 1), End: day(-42, 1, 1), Grain: timex.Year, EDTF: "-0043", Label: "sometime in 44 BC", Claim: author, Date: read("44 BC"), Article: ferry, Sentence: "It sank."},
		{ID: "e.century", Start: day(1801, 1, 1), End: day(1901, 1, 1), Grain: timex.Century, EDTF: "18XX", Label: "19th century", Claim: author, Date: read("the 19th century"), Article: ferry, Sentence: "It sank."},
		{ID: "e.by", End: day(1988, 1, 1), Grain: timex.Year, EDTF: "../1987", Label: "by 1987", Claim: voss, Date: read("by 1987"), Article: ferry, Sentence: sentence},
		{ID: "e.since", Start: day(2001, 1, 1), Grain: timex.Year, EDTF: "2001/..", Label: "since 2001", Claim: voss, Date: read("since 2001"), Article: ferry, Sentence: sentence},
		{ID: "e.winter", Start: day(2006, 12, 1), End: day(2007, 3, 1), Grain: timex.Season, EDTF: "2006-24", Label: "winter 2006", Claim: author, Date: read("that winter"), Article: ferry, Sentence: "It sank."},
		{ID: "e.days", Start: day(2019, 5, 10), End: day(2019, 5, 13), Grain: timex.Day, EDTF: "2019-05-10/2019-05-12", Lasts: true, Label: "10 to 12 May 2019", Claim: voss, Date: read("10 to 12 May"), Article: ferry, Sentence: sentence},
		{ID: "e.hour", Start: clock(9, 0), End: clock(10, 0), Grain: timex.Hour, EDTF: "2019-05-12T09", Label: "12 May 2019, 09:00", Claim: voss, Date: read("at nine"), Article: ferry, Sentence: sentence},
		{ID: "e.minute", Start: clock(9, 5), End: clock(9, 6), Grain: timex.Minute, EDTF: "2019-05-12T09:05", Label: "12 May 2019, 09:05", Claim: voss, Date: read("at 9:05"), Article: ferry, Sentence: sentence},
		{ID: "e.evil", Start: day(2020, 2, 1), End: day(2020, 3, 1), Grain: timex.Month, EDTF: "2020-02", Label: "February 2020", Claim: stranger, Date: mended, Article: evil, Sentence: "“-1+cmd|' /C calc'!A1 & \"<b>so</b>\",\r\nsaid {he}”"},
	}
}

func claims() []indexer.ClaimView {
	list := entries()
	view := func(entries ...indexer.Entry) indexer.ClaimView {
		e := entries[0]
		return indexer.ClaimView{ClaimRef: e.Claim, Article: e.Article, Sentence: e.Sentence, Entries: entries}
	}
	undated := view(list[0])
	undated.ID, undated.Cluster, undated.Entries = "cnone", "cother", []indexer.Entry{}
	return []indexer.ClaimView{view(list[2], list[3], list[6]), view(list[8]), undated}
}

// captures hold what the archive has of the articles: nothing of the last.
func captures() map[string]*scraper.Capture {
	return map[string]*scraper.Capture{
		"aferry": {
			ArticleID: "aferry", Number: 2, Fetched: time.Date(2024, time.May, 13, 9, 0, 0, 0, time.UTC), Digest: "d1gest", Bylines: articles()[0].Bylines, Language: "en",
			Cited: []scraper.Cited{
				{URL: "https://quay.example/?utm=1", Anchor: "a report", ArticleID: "abare", Address: "https://quay.example/", Outlet: "quay.example"},
				{URL: "https://gone.example/<x>&y", Anchor: "“nothing”\nat all"},
				{URL: "https://gone.example/<x>&y", Anchor: "again"},
				{URL: "https://heron.example/news/ferry", Anchor: "itself", ArticleID: "aferry"},
			},
		},
		"aevil": {ArticleID: "aevil", Number: 1, Fetched: time.Date(2024, time.June, 3, 0, 0, 0, 0, time.UTC), Digest: "evil", Bylines: articles()[1].Bylines},
	}
}

func items(of Of) (list []Item) {
	switch of {
	case Entries:
		for _, e := range entries() {
			list = append(list, Item{Entry: &e})
		}
	case Claims:
		for _, v := range claims() {
			list = append(list, Item{Claim: &v})
		}
	case Articles:
		for _, h := range articles() {
			list = append(list, Item{Article: &h})
		}
	}
	for i := range list {
		list[i].Capture = captures()[list[i].Ref().ID]
	}
	return list
}

func write(t *testing.T, f Format, of Of, list []Item) string {
	t.Helper()
	var b bytes.Buffer
	w, err := New(&b, f, of, Meta{Query: indexer.Query{Text: `ferry <b>&"`, Outlets: []string{"The Heron"}, Limit: 7}, Total: len(list), Made: made, Self: "https://desk.example/api/v1/export/" + f.Name + "?q=a&b"})
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range list {
		if err := w.Write(it); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Every format writes what it should of every thing that it can be of.
func TestFormats(t *testing.T) {
	for _, f := range Formats {
		for _, of := range f.Of {
			name := f.Name + "-" + string(of)
			t.Run(name, func(t *testing.T) {
				list := items(of)
				got := write(t, f, of, list)
				golden.Check(t, name+f.Extension, got)
				check(t, f, of, got, len(list))
				check(t, f, of, write(t, f, of, nil), 0)
			})
		}
	}
}

var number = regexp.MustCompile(`^-[0-9]+$`)

// check reads a file as others would, and counts its records.
func check(t *testing.T, f Format, of Of, got string, want int) {
	t.Helper()
	n, err := 0, error(nil)
	switch f.Name {
	case "csv", "timelinejs-csv":
		var rows [][]string
		rows, err = csv.NewReader(strings.NewReader(got)).ReadAll()
		n = len(rows) - 1
		for _, row := range rows {
			for _, cell := range row {
				if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) && !number.MatchString(cell) {
					t.Errorf("a spreadsheet would take %q for a formula", cell)
				}
			}
		}
	case "jsonl":
		for line := range strings.Lines(got) {
			var v map[string]any
			err = errors.Join(err, json.Unmarshal([]byte(line), &v))
			n++
		}
	case "timelinejs":
		n, err = countJSON(got, "events")
	case "csl-json":
		n, err = countJSON(`{"list":`+got+"}", "list")
	case "claim-jsonld":
		n, err = countJSON(got, "@graph")
	case "atom":
		n, err = countXML(got, "entry")
	case "graphml":
		if n, err = countXML(got, "node"); want > 0 {
			n-- // a page that is cited and not held
		}
	case "bibtex":
		err = balanced(got)
		n = strings.Count(got, "\n@") + strings.Count(got[:min(1, len(got))], "@")
	case "ris":
		n = strings.Count(got, "\r\nER  - \r\n")
	}
	if err != nil || n != want {
		t.Errorf("%s of %s has %d records, want %d: %v\n%s", f.Name, of, n, want, err, got)
	}
}

// balanced counts brackets as BibTeX does, which knows no escapes.
func balanced(text string) error {
	depth := 0
	for i, r := range text {
		switch r {
		case '{':
			depth++
		case '}':
			depth--
		}
		if depth < 0 || depth == 0 && r == '@' && i > 0 && text[i-1] != '\n' {
			return fmt.Errorf("a bracket too many before %q", text[i:min(i+40, len(text))])
		}
	}
	if depth != 0 {
		return errors.New("a bracket is left open")
	}
	return nil
}

func countJSON(text, list string) (int, error) {
	if strings.Contains(text, "</") {
		return 0, errors.New("it could not stand in a page")
	}
	var v map[string]any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		return 0, err
	}
	all, _ := v[list].([]any)
	return len(all), nil
}

func countXML(text, element string) (n int, err error) {
	for dec := xml.NewDecoder(strings.NewReader(text)); ; {
		token, err := dec.Token()
		if err == io.EOF {
			return n, nil
		}
		if err != nil {
			return n, err
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == element {
			n++
		}
	}
}

// A meter counts what is written to it.
type meter struct{ n int }

func (m *meter) Write(p []byte) (int, error) {
	m.n += len(p)
	return len(p), nil
}

// What was given is written before the next comes, but for one buffer of it.
func TestNothingIsGathered(t *testing.T) {
	for _, f := range Formats {
		list := items(f.Of[0])
		var out meter
		w, err := New(&out, f, f.Of[0], Meta{Made: made})
		if err != nil {
			t.Fatal(err)
		}
		for i := range 10_000 {
			before := out.n
			if err := w.Write(list[i%len(list)]); err != nil {
				t.Fatal(err)
			}
			if out.n-before > 4*bufferSize {
				t.Fatalf("%s: item %d brought %d bytes at once", f.Name, i, out.n-before)
			}
		}
		before := out.n
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		// A page of a graph is written once.
		if f.Name != "graphml" && before < 1<<20 || out.n-before > bufferSize+1000 {
			t.Errorf("%s: %d bytes before the end, and %d with it", f.Name, before, out.n-before)
		}
	}
}

// A fullDisk takes nothing.
type fullDisk struct{}

var errFull = errors.New("no space left")

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }

func TestWrongUse(t *testing.T) {
	timeline, _ := Named("timelinejs")
	if _, err := New(io.Discard, timeline, Claims, Meta{}); err == nil || !strings.Contains(err.Error(), "none of claims") {
		t.Errorf("TimelineJS of claims: %v", err)
	}
	for _, f := range Formats {
		w, err := New(fullDisk{}, f, f.Of[0], Meta{})
		if err != nil {
			t.Errorf("%s: a head was written at once: %v", f.Name, err)
			continue
		}
		if err := w.Write(Item{}); err == nil {
			t.Errorf("%s takes nothing for an item", f.Name)
		}
		err = nil
		for i := 0; err == nil && i < 10_000 && f.Name != "graphml"; i++ {
			err = w.Write(items(f.Of[0])[0])
		}
		if err == nil {
			err = errors.Join(w.Write(items(f.Of[0])[0]), w.Close())
		}
		if !errors.Is(err, errFull) || !strings.HasPrefix(err.Error(), "export "+f.Name+": ") {
			t.Errorf("%s on a full disk: %v", f.Name, err)
		}
	}
	if _, ok := Named("pdf"); ok {
		t.Error("there is a format pdf")
	}
}

func TestHarmless(t *testing.T) {
	for _, tt := range []struct{ cell, want string }{
		{"", ""}, {"plain", "plain"}, {"a=b", "a=b"}, {"-43", "-43"}, {"-43 or so", "'-43 or so"}, {"-0044", "-0044"}, {"+43", "'+43"},
		{"=1+1", "'=1+1"}, {"@SUM(A1)", "'@SUM(A1)"}, {"\t=1", "'\t=1"}, {"\r=1", "'\r=1"}, {"\n=1", "'\n=1"}, {"＝1", "'＝1"}, {"--1", "'--1"},
	} {
		if got := Harmless(tt.cell); got != tt.want {
			t.Errorf("Harmless(%q) = %q, want %q", tt.cell, got, tt.want)
		}
	}
}

func TestNewPerson(t *testing.T) {
	for _, tt := range []struct{ name, family, given string }{
		{"Ada Quill", "Quill", "Ada"},
		{"Ada  M. Quill", "Quill", "Ada M."},
		{"Jan van der Meer", "van der Meer", "Jan"},
		{"Agnès Delorme-Falk", "Delorme-Falk", "Agnès"},
		{"Mononym", "", ""},
		{"The Heron Staff", "", ""},
		{"Associated Press", "", ""},
		{"Ada Quill, Chief Reporter", "", ""},
		{"our own man", "", ""},
		{"Ada Q.", "", ""},
		{"Ada Quill Jr.", "", ""},
		{"Desk 4", "", ""},
		{"", "", ""},
	} {
		if got := newPerson(tt.name); got.Family != tt.family || got.Given != tt.given || (got.Family == "") != (got.Literal == strings.Join(strings.Fields(tt.name), " ")) {
			t.Errorf("newPerson(%q) = %+v, want %q, %q", tt.name, got, tt.family, tt.given)
		}
	}
}
