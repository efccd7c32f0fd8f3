package main

import (
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"os"
	"text/tabwriter"

	"dateline/indexer/timex"
	"dateline/indexer/timex/score"
)

// scoreTimex finds the time expressions of marked texts, and shows how right that is: of
// all, of what a timeline can place, and of so many parts of the texts; and what was wrong,
// if faults says so.
func (a *app) scoreTimex(truth string, folds int, faults bool) error {
	if folds < 1 {
		return fmt.Errorf("--folds %d: write 1 or more", folds)
	}
	docs, err := markedTexts(truth)
	if err != nil {
		return err
	}
	if folds > len(docs) {
		return fmt.Errorf("--folds %d: there are only %d texts", folds, len(docs))
	}
	all, datable := &score.Tally{Keep: true}, score.Datable()
	parts := make([][2]*score.Tally, folds)
	for i := range parts {
		parts[i] = [2]*score.Tally{{}, score.Datable()}
	}
	for _, d := range docs {
		published, err := creationDay(d.Published)
		if err != nil {
			return fmt.Errorf("%s: text %q: %w", truth, d.Name, err)
		}
		found := score.Of(timex.Find(d.Text, published))
		part := parts[fold(d.Name, folds)]
		for _, t := range []*score.Tally{all, datable, part[0], part[1]} {
			t.Add(d.Timexes, found)
		}
	}
	w := tabwriter.NewWriter(a.out, 0, 0, 3, ' ', 0)
	_, _ = fmt.Fprintln(w, "F1\tmarked\tfound\tstrict\trelaxed\ttype\tvalue\tinterval") // tabwriter keeps the error for Flush
	tallyRow(w, "all", all)
	tallyRow(w, "datable", datable)
	for i, p := range parts {
		if folds > 1 {
			tallyRow(w, fmt.Sprintf("part %d", i+1), p[0])
			tallyRow(w, fmt.Sprintf("part %d, datable", i+1), p[1])
		}
	}
	if err := w.Flush(); err != nil || !faults {
		return err
	}
	return writeFaults(a.out, all)
}

// writeFaults writes every expression that was not found as it was marked, a line each.
func writeFaults(out io.Writer, t *score.Tally) error {
	w := tabwriter.NewWriter(out, 0, 0, 3, ' ', 0)
	_, _ = fmt.Fprintln(w, "\n\tmarked\t\tfound\t") // tabwriter keeps the error for Flush
	for _, f := range t.Wrong {
		_, _ = fmt.Fprintf(w, "wrong\t%s\t%s\t%s\t%s\n", plain(f.Marked.Text), plain(f.Marked.Value), plain(f.Found.Text), f.Found.Value)
	}
	for _, m := range t.Missed {
		_, _ = fmt.Fprintf(w, "missed\t%s\t%s\t\t\n", plain(m.Text), plain(m.Value))
	}
	for _, m := range t.Excess {
		_, _ = fmt.Fprintf(w, "excess\t\t\t%s\t%s\n", plain(m.Text), m.Value)
	}
	return w.Flush()
}

func tallyRow(w io.Writer, name string, t *score.Tally) {
	_, _ = fmt.Fprintf(w, "%s\t%d\t%d\t%.2f\t%.2f\t%.2f\t%.2f\t%.2f\n", name, t.Marked, t.Found,
		t.F1(t.Strict), t.F1(t.Relaxed), t.F1(t.Type), t.F1(t.Value), t.F1(t.Interval)) // as above
}

// fold returns which of n parts a text belongs to, by its name alone.
func fold(name string, n int) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(name)) // a hash takes all
	return int(h.Sum32() % uint32(n))
}

var errNoMarks = errors.New("no texts with marks: it needs docs.jsonl and gold.jsonl, or a text file with times marked {words|value}")

// markedTexts reads texts with what people marked in them, from a folder or a file.
func markedTexts(path string) ([]score.Doc, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		file, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer func() { _ = file.Close() }() // only read
		docs, err := score.ReadMarked(file)
		if err == nil && len(docs) == 0 {
			err = errNoMarks
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		return docs, nil
	}
	docs, err := score.ReadFolder(os.DirFS(path))
	if errors.Is(err, fs.ErrNotExist) {
		err = errNoMarks
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return docs, nil
}
