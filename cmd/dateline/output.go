package main

import (
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
	"golang.org/x/term"

	"dateline/indexer"
	"dateline/indexer/claim"
)

// A format is how results are written.
type format string

// The formats of search, timeline and outlets.
const (
	tableFormat format = "table" // for people; fits the terminal
	jsonFormat  format = "json"  // one object, as the API gives it
	jsonlFormat format = "jsonl" // one object a line: a hit or an entry
	csvFormat   format = "csv"   // one line a hit or an entry, with a heading
)

// Set implements pflag.Value.
func (f *format) Set(s string) error {
	switch format(s) {
	case tableFormat, jsonFormat, jsonlFormat, csvFormat:
		*f = format(s)
		return nil
	}
	return fmt.Errorf("say table, json, jsonl or csv")
}

// String implements pflag.Value.
func (f *format) String() string { return string(*f) }

// Type implements pflag.Value: what the help calls it.
func (f *format) Type() string { return "format" }

// width returns how many columns w has: the terminal's, or $COLUMNS, or 100.
func width(w io.Writer) int {
	if file, ok := w.(*os.File); ok {
		if columns, _, err := term.GetSize(int(file.Fd())); err == nil && columns > 0 {
			return columns
		}
	}
	if columns, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && columns > 0 {
		return columns
	}
	return 100
}

// isTerminal reports whether a person reads w.
func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// plain returns s on one line and without what could steer a terminal: the text
// is a stranger's.
func plain(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
	}), " ")
}

// cut returns s, made plain, in at most columns columns, ending in "…" if
// something is left out.
func cut(s string, columns int) string { return shorten(plain(s), columns) }

// shorten is cut for text that is plain already.
func shorten(s string, columns int) string {
	if uniseg.StringWidth(s) <= columns {
		return s
	}
	var out strings.Builder
	used := 0
	for rest, state := s, -1; rest != ""; {
		var cluster string
		var w int
		cluster, rest, w, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if used+w > columns-1 {
			break
		}
		out.WriteString(cluster)
		used += w
	}
	return strings.TrimRight(out.String(), " ") + "…"
}

// marked returns the words of a highlight in at most columns columns, those
// that were found between on and off.
func marked(h indexer.Highlight, columns int, on, off string) string {
	// One rune for one: the marks count runes.
	flat := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return ' '
		}
		return r
	}, h.Text)
	text := []rune(shorten(flat, columns-len(h.Marks)*2))
	var out strings.Builder
	at := 0
	for _, m := range h.Marks {
		if m[0] < at || m[1] > len(text) {
			break
		}
		out.WriteString(string(text[at:m[0]]) + on + string(text[m[0]:m[1]]) + off)
		at = m[1]
	}
	return out.String() + string(text[at:])
}

// A column of a table takes its share of what the fixed columns leave.
type column struct {
	head  string
	most  int // columns at most; 0 for what is left
	share int // of what is left
}

// writeTable writes rows under the heads of columns, in at most total columns.
func writeTable(w io.Writer, total int, columns []column, rows [][]string) error {
	widths := make([]int, len(columns))
	left, shares := total-2*(len(columns)-1), 0
	for i, c := range columns {
		if c.most == 0 {
			shares += c.share
			continue
		}
		widths[i] = uniseg.StringWidth(c.head)
		for _, row := range rows {
			widths[i] = max(widths[i], uniseg.StringWidth(plain(row[i])))
		}
		widths[i] = min(widths[i], c.most)
		left -= widths[i]
	}
	for i, c := range columns {
		if c.most == 0 {
			widths[i] = max(8, left*c.share/shares)
		}
	}
	heads := make([]string, len(columns))
	for i, c := range columns {
		heads[i] = c.head
	}
	for _, row := range append([][]string{heads}, rows...) {
		var line strings.Builder
		for i, cell := range row {
			if i > 0 {
				line.WriteString("  ")
			}
			cell = cut(cell, widths[i])
			line.WriteString(cell)
			if i < len(row)-1 {
				line.WriteString(strings.Repeat(" ", max(0, widths[i]-uniseg.StringWidth(cell))))
			}
		}
		if _, err := fmt.Fprintln(w, strings.TrimRight(line.String(), " ")); err != nil {
			return err
		}
	}
	return nil
}

// writeJSON writes v indented, as a person may read it too.
func writeJSON(w io.Writer, v any) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(v)
}

// writeLines writes each of list on a line of its own.
func writeLines[T any](w io.Writer, list []T) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	for _, v := range list {
		if err := out.Encode(v); err != nil {
			return err
		}
	}
	return nil
}

// writeCSV writes rows under heads. A cell that a spreadsheet would take for a
// formula gets an apostrophe in front: the text is a stranger's.
func writeCSV(w io.Writer, heads []string, rows [][]string) error {
	out := csv.NewWriter(w)
	if err := out.Write(heads); err != nil {
		return err
	}
	for _, row := range rows {
		for i, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				row[i] = "'" + cell
			}
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// speakerOf says whose claim it is, in words.
func speakerOf(c indexer.ClaimRef) string {
	switch {
	case c.Kind == claim.Author && c.Speaker.Name != "":
		return c.Speaker.Name + " (author)"
	case c.Kind == claim.Author:
		return "the author"
	}
	return cmp.Or(c.Speaker.Name, c.Speaker.Surface, "speaker unclear")
}

// quoted returns the words of a claim, in quotation marks if they are the speaker's own.
func quoted(c indexer.ClaimRef) string {
	if c.Kind == claim.Direct {
		return "“" + c.Text + "”"
	}
	return c.Text
}
