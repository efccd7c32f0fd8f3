package score

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"strings"
	"unicode/utf8"
)

// maxLine is the longest line that is read.
const maxLine = 64 << 20

var marks = regexp.MustCompile(`\{([^{}|]+)\|([^{}|]*)\}`)

// ReadMarked reads texts with their time expressions marked inline, as {words|value}; the
// value of a set has "SET:" in front, and that of what looks like a time and is none is "!",
// which is no mark. A text begins with a line "# Name | published YYYY-MM-DD", or "# Name"
// if nobody knows the day.
func ReadMarked(in io.Reader) ([]Doc, error) {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, maxLine)
	var docs []Doc
	var text []string
	end := func() error {
		if len(docs) == 0 {
			return nil
		}
		d := &docs[len(docs)-1]
		d.Text, d.Timexes = Unmark(strings.Join(text, "\n"))
		text = text[:0]
		if strings.ContainsAny(d.Text, "{}|") {
			return fmt.Errorf("%s: a mark is not closed, or has no value: write {words|value}", d.Name)
		}
		return nil
	}
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		if head, ok := strings.CutPrefix(line, "# "); ok {
			if err := end(); err != nil {
				return nil, err
			}
			name, published, ok := strings.Cut(head, "| published")
			if !ok && strings.Contains(head, "|") {
				return nil, fmt.Errorf("line %d: %q: write # Name | published YYYY-MM-DD, or only # Name if the day is not known", n, line)
			}
			docs = append(docs, Doc{Name: strings.TrimSpace(name), Published: strings.TrimSpace(published)})
			continue
		}
		if strings.TrimSpace(line) != "" {
			text = append(text, line)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	return docs, end()
}

// Unmark returns a text without its marks, and the expressions that they mark.
func Unmark(marked string) (text string, timexes []Timex) {
	var b strings.Builder
	at, points := 0, 0
	keep := func(s string) {
		b.WriteString(s)
		points += utf8.RuneCountInString(s)
	}
	for _, m := range marks.FindAllStringSubmatchIndex(marked, -1) {
		keep(marked[at:m[0]])
		at = m[1]
		words, value := marked[m[2]:m[3]], marked[m[4]:m[5]]
		start := points
		keep(words)
		if value == "!" {
			continue
		}
		x := Timex{Start: start, End: points, Text: words, Value: value, Type: typeOf(value)}
		x.Value = strings.TrimPrefix(value, "SET:")
		timexes = append(timexes, x)
	}
	keep(marked[at:])
	return b.String(), timexes
}

// typeOf returns the TIMEX3 type that a value in a mark has.
func typeOf(value string) string {
	switch {
	case strings.HasPrefix(value, "SET:"):
		return "SET"
	case len(value) > 1 && value[0] == 'P' && strings.ContainsRune("0123456789TX", rune(value[1])):
		return "DURATION"
	case strings.Contains(value, "T") && !strings.HasSuffix(value, "_REF"):
		return "TIME"
	}
	return "DATE"
}

// ReadFolder reads a corpus of two files of JSON lines: docs.jsonl, {"doc","dct","text"},
// and gold.jsonl, {"doc","timexes":[{"start","end","text","type","value"}]}. Where one is
// missing, the error is fs.ErrNotExist.
func ReadFolder(folder fs.FS) ([]Doc, error) {
	var docs []Doc
	place := map[string]int{}
	err := eachLineOf(folder, "docs.jsonl", func(line []byte) error {
		var row struct{ Doc, DCT, Text string }
		if err := json.Unmarshal(line, &row); err != nil {
			return err
		}
		place[row.Doc] = len(docs)
		docs = append(docs, Doc{Name: row.Doc, Published: row.DCT, Text: row.Text})
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = eachLineOf(folder, "gold.jsonl", func(line []byte) error {
		var row struct {
			Doc     string
			Timexes []Timex
		}
		if err := json.Unmarshal(line, &row); err != nil {
			return err
		}
		i, ok := place[row.Doc]
		if !ok {
			return fmt.Errorf("there is no text %q", row.Doc)
		}
		runes := []rune(docs[i].Text)
		for _, x := range row.Timexes {
			if x.Start < 0 || x.End > len(runes) || x.Start >= x.End {
				return fmt.Errorf("text %q has no place %d to %d: it has %d code points", row.Doc, x.Start, x.End, len(runes))
			}
			if words := string(runes[x.Start:x.End]); x.Text != "" && x.Text != words {
				return fmt.Errorf("%d to %d of text %q is %q, not %q", x.Start, x.End, row.Doc, words, x.Text)
			}
		}
		docs[i].Timexes = row.Timexes
		return nil
	})
	if err != nil {
		return nil, err
	}
	return docs, nil
}

func eachLineOf(folder fs.FS, name string, read func([]byte) error) error {
	file, err := folder.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // only read
	if err := EachLine(file, "", read); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// EachLine hands every line that is not blank to read. Its error names the line, and then
// says where: " of standard input".
func EachLine(in io.Reader, where string, read func(line []byte) error) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, maxLine)
	n := 1
	for ; lines.Scan(); n++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		if err := read(lines.Bytes()); err != nil {
			return fmt.Errorf("line %d%s: %w", n, where, err)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("line %d%s: %w", n, where, err)
	}
	return nil
}
