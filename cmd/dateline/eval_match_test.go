package main

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// matchFiles writes files into a folder and returns a function that names them.
func matchFiles(t *testing.T, files map[string]string) func(name string) string {
	t.Helper()
	folder := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return func(name string) string { return filepath.Join(folder, name) }
}

const (
	matchClaims = "\tclaim\ttitle\n" +
		"c1\tThe Harlow mill burned down in 1994.\tDid the Harlow Mill Burn Down?\n" +
		"c2\t\"The mayor said that \"\"nobody\"\"\nwas told of the leak at Hammerfjord.\"\tHammerfjord leak\n" +
		"c3\tA photograph shows a flooded church in Corvale.\tFlooded church\n" +
		"c4\tThe Harlow mill burned down in 1994!\tDid the Harlow mill burn down?\n"
	matchQueries = "\ttext\n" +
		"q1\tthe mill in #HarlowTown burnt down, in 1994 https://t.example/x — Ann (@ann) May 3, 2019\n" +
		"q2\tNobody told us of the Hammerfjord leak\n" +
		"q3\tUnheard-of matters\n"
	matchRight = "q1 0 c4 1\nq2\t0\tc2\t1\nq2 0 c3 0\nq3 0 c3 1\n"
)

// The run is what other tools read: ranked, with scores that always fall. Claims with the
// same words keep their order.
func TestEvalMatch(t *testing.T) {
	d := newDesk(t, nil, "")
	file := matchFiles(t, map[string]string{"claims.tsv": matchClaims, "queries.tsv": matchQueries, "right": matchRight})
	var places []string
	before := map[string]string{}
	for line := range strings.Lines(d.must(exitOK, "eval", "match", file("claims.tsv"), file("queries.tsv"))) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		if len(f) != 6 || f[1] != "Q0" || f[5] != "dateline" {
			t.Fatalf("eval match writes %q, want text, Q0, claim, place, score, dateline", line)
		}
		if before[f[0]] == f[4] {
			t.Errorf("eval match gives two claims of %s the score %s", f[0], f[4])
		}
		before[f[0]] = f[4]
		places = append(places, f[0]+" "+f[2]+" "+f[3])
	}
	if want := []string{"q1 c1 1", "q1 c4 2", "q2 c2 1"}; !reflect.DeepEqual(places, want) {
		t.Errorf("eval match ranks %q, want %q", places, want)
	}
	if got, want := d.must(exitOK, "eval", "match", "--truth", file("right"), file("claims.tsv"), file("queries.tsv")),
		"3 queries  MAP@1 0.333  MAP@3 0.500  MAP@5 0.500  R@5 0.667  MRR 0.500\n"; got != want {
		t.Errorf("eval match --truth says %q, want %q", got, want)
	}
	if got := d.must(exitOK, "eval", "match", "--learn", "--truth", file("right"), file("claims.tsv"), file("queries.tsv")); !strings.Contains(got, "\nnot learned from: 3 queries  MAP@1 0") || !strings.Contains(got, "byWords: ") {
		t.Errorf("eval match --learn says\n%s, want weights, and scores of what was not learned from", got)
	}
}

func TestEvalMatchFaults(t *testing.T) {
	d := newDesk(t, nil, "")
	file := matchFiles(t, map[string]string{
		"claims.tsv": matchClaims, "queries.tsv": matchQueries, "right": matchRight,
		"empty.tsv": "", "commas.tsv": "id,claim\n1,It fell.\n", "header.tsv": "id\tclaim\n",
		"short.tsv": "id\tclaim\n1\tIt fell.\n\n2\n", "noid.tsv": "id\tclaim\n\tIt fell.\n",
		"twice.tsv":  "id\tclaim\n1\t\"It\nfell.\"\n1\tIt stood.\n",
		"broken.tsv": "id\tclaim\n1\tIt fell.\n2\t\"It fell.\n3\tIt stood.\n",
		"other":      "q9 0 c1 1\n", "columns": "q1 c1\n", "none": "q1 0 c1 0\n",
	})
	for _, tt := range []struct {
		args []string
		says string
	}{
		{[]string{file("claims.tsv")}, "takes two files"},
		{[]string{file("missing.tsv"), file("queries.tsv")}, "missing.tsv: no such file"},
		{[]string{file("claims.tsv"), file("missing.tsv")}, "missing.tsv: no such file"},
		{[]string{file("empty.tsv"), file("queries.tsv")}, "empty.tsv: it is empty"},
		{[]string{file("commas.tsv"), file("queries.tsv")}, "commas.tsv: there is no tab in its first line"},
		{[]string{file("header.tsv"), file("queries.tsv")}, "header.tsv: it holds no rows"},
		{[]string{file("short.tsv"), file("queries.tsv")}, "short.tsv: line 4: it has one column, and needs id, claim, title"},
		{[]string{file("noid.tsv"), file("queries.tsv")}, `noid.tsv: line 2: "" is no id`},
		{[]string{file("twice.tsv"), file("queries.tsv")}, "twice.tsv: line 4: the id 1 stands in line 2 already"},
		{[]string{file("broken.tsv"), file("queries.tsv")}, "broken.tsv: line 3: the quotation mark that opens a field there is never closed"},
		{[]string{"--truth", "", file("claims.tsv"), file("queries.tsv")}, "--truth names no file"},
		{[]string{"--learn", file("claims.tsv"), file("queries.tsv")}, "name it too"},
		{[]string{"--truth", file("missing"), file("claims.tsv"), file("queries.tsv")}, "missing: no such file"},
		{[]string{"--truth", file("other"), file("claims.tsv"), file("queries.tsv")}, `other: line 1: the text "q9" is not among those that are asked`},
		{[]string{"--truth", file("columns"), file("claims.tsv"), file("queries.tsv")}, "columns: line 1: it has 2 columns, and needs four"},
		{[]string{"--truth", file("none"), file("claims.tsv"), file("queries.tsv")}, "none: it calls no claim right"},
	} {
		if status, _, errs := d.run(append([]string{"eval", "match"}, tt.args...)...); status == exitOK || !strings.Contains(errs, tt.says) {
			t.Errorf("eval match %v: exit status %d, says %q; want %q", tt.args, status, errs, tt.says)
		}
	}
}

// What is wanted here is what Python's csv.reader returned.
func TestReadTSV(t *testing.T) {
	for _, tt := range []struct {
		text  string
		want  [][]string
		lines []int
	}{
		{"a\tb\n1\t2\n", [][]string{{"a", "b"}, {"1", "2"}}, []int{1, 2}},
		{"a\tb\r\n\r\n1\t2", [][]string{{"a", "b"}, {"1", "2"}}, []int{1, 3}},
		{"a\t\"b\tc\nd\"\te\n1\t\"\"\n", [][]string{{"a", "b\tc\nd", "e"}, {"1", ""}}, []int{1, 3}},
		{"a\tb \"c\" d\n\"say \"\"it\"\"\"\tx", [][]string{{"a", `b "c" d`}, {`say "it"`, "x"}}, []int{1, 2}},
		{"\"a\"b\"\tc\n", [][]string{{`ab"`, "c"}}, []int{1}},
		{"\ufeffa\t\n\t\n", [][]string{{"a", ""}, {"", ""}}, []int{1, 2}},
		{"a\rb\n", [][]string{{"a"}, {"b"}}, []int{1, 2}},
		{"", nil, nil},
	} {
		file := matchFiles(t, map[string]string{"x.tsv": tt.text})
		if rows, lines, err := readTSV(file("x.tsv")); err != nil || !reflect.DeepEqual(rows, tt.want) || !reflect.DeepEqual(lines, tt.lines) {
			t.Errorf("readTSV of %q = %q, lines %v, %v; want %q, %v", tt.text, rows, lines, err, tt.want, tt.lines)
		}
	}
}
