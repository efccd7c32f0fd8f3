package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
	"golang.org/x/term"

	"dateline/indexer"
	"dateline/indexer/export"
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
	if file, ok := fileOf(w); ok {
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
	file, ok := fileOf(w)
	return ok && term.IsTerminal(int(file.Fd()))
}

// An output is where results go. It remembers what failed, so that no command has to ask
// after every line.
type output struct {
	io.Writer
	failed error
}

func (o *output) Write(p []byte) (int, error) {
	n, err := o.Writer.Write(p)
	if err != nil && o.failed == nil {
		o.failed = err
	}
	return n, err
}

// fileOf returns the file that w writes to, if it is one.
func fileOf(w io.Writer) (*os.File, bool) {
	if o, ok := w.(*output); ok {
		w = o.Writer
	}
	file, ok := w.(*os.File)
	return file, ok
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

// A column of a table is as wide as its cells, or takes what the others leave.
type column struct {
	head  string
	most  int  // columns at most; 0 for what the others leave
	spare bool // it is left out where there is little room
}

// least is how narrow a column is made before another is left out.
const least = 12

// writeTable writes rows under the heads of columns, in at most total columns.
func writeTable(w io.Writer, total int, columns []column, rows [][]string) error {
	heads := make([]string, len(columns))
	for i, c := range columns {
		heads[i] = c.head
	}
	rows = append([][]string{heads}, rows...)
	shown, widths := fit(total, columns, rows)
	for _, row := range rows {
		var line strings.Builder
		for n, i := range shown {
			cell := cut(row[i], widths[n])
			line.WriteString(cell)
			if n < len(shown)-1 {
				line.WriteString(strings.Repeat(" ", max(0, widths[n]-uniseg.StringWidth(cell))+2))
			}
		}
		if _, err := fmt.Fprintln(w, strings.TrimRight(line.String(), " ")); err != nil {
			return err
		}
	}
	return nil
}

// fit returns which columns are shown, and how wide: each as wide as its cells,
// then the widest made narrower, then spare ones left out.
func fit(total int, columns []column, rows [][]string) (shown, widths []int) {
	for i, c := range columns {
		shown = append(shown, i)
		wide := 0
		for _, row := range rows {
			wide = max(wide, uniseg.StringWidth(plain(row[i])))
		}
		if c.most > 0 {
			wide = min(wide, c.most)
		}
		widths = append(widths, wide)
	}
	for {
		over := 2*(len(shown)-1) - total
		for _, wide := range widths {
			over += wide
		}
		if over <= 0 {
			return shown, widths
		}
		// What takes the rest gives way first, then spare columns, then the widest.
		if n := widest(shown, widths, func(i int) bool { return columns[i].most == 0 }); n >= 0 {
			widths[n] = max(widths[n]-over, least)
		} else if n := slices.IndexFunc(shown, func(i int) bool { return columns[i].spare }); n >= 0 {
			shown, widths = slices.Delete(shown, n, n+1), slices.Delete(widths, n, n+1)
		} else if n := widest(shown, widths, func(int) bool { return true }); n >= 0 {
			widths[n]--
		} else {
			return shown, widths
		}
	}
}

// widest returns the widest of the columns that may be made narrower, -1 if none can.
func widest(shown, widths []int, may func(i int) bool) int {
	best := -1
	for n, i := range shown {
		if may(i) && widths[n] > least && (best < 0 || widths[n] > widths[best]) {
			best = n
		}
	}
	return best
}

// writeJSON writes v indented, as a person may read it too.
func writeJSON(w io.Writer, v any) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(v)
}

// writeItems writes each of list as a file of that name has it.
func writeItems[T any](w io.Writer, name format, of export.Of, list []T, item func(*T) export.Item) error {
	f, _ := export.Named(string(name)) // jsonl and csv are among them
	out, err := export.New(w, f, of, export.Meta{})
	if err != nil {
		return err
	}
	for i := range list {
		if err := out.Write(item(&list[i])); err != nil {
			return err
		}
	}
	return out.Close()
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

// writeCSV writes rows under heads, no cell a formula.
func writeCSV(w io.Writer, heads []string, rows [][]string) error {
	out := csv.NewWriter(w)
	if err := out.Write(heads); err != nil {
		return err
	}
	for _, row := range rows {
		for i, cell := range row {
			row[i] = export.Harmless(cell)
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
