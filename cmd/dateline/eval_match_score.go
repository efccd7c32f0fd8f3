package main

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"strings"

	"dateline/indexer/match"
)

// A matchScore adds up how well claims were ranked.
type matchScore struct {
	texts            int
	map1, map3, map5 float64
	recall5          float64
	reciprocal       float64
}

// scoreMatch ranks the claims for every text that has a right one.
func scoreMatch(set *match.Set, asked []askedText, right map[string][]string) matchScore {
	var s matchScore
	for _, q := range asked {
		if len(right[q.id]) > 0 {
			s.add(set, q, right[q.id])
		}
	}
	return s
}

// add ranks the claims for one text.
func (s *matchScore) add(set *match.Set, q askedText, right []string) {
	var hits []bool
	for _, h := range set.Find(match.Post(q.text), mostMatches) {
		hits = append(hits, slices.Contains(right, h.ID))
	}
	s.texts++
	s.map1 += meanPrecision(hits, 1, len(right))
	s.map3 += meanPrecision(hits, 3, len(right))
	s.map5 += meanPrecision(hits, 5, len(right))
	for i, hit := range hits {
		if hit && i < 5 {
			s.recall5 += 1 / float64(len(right))
		}
	}
	if i := slices.Index(hits, true); i >= 0 {
		s.reciprocal += 1 / float64(i+1)
	}
}

// meanPrecision returns the mean of the precision at each right claim among the first k.
func meanPrecision(hits []bool, k, right int) float64 {
	found, sum := 0, 0.0
	for i, hit := range hits[:min(k, len(hits))] {
		if hit {
			found++
			sum += float64(found) / float64(i+1)
		}
	}
	return sum / float64(min(k, right))
}

func (s matchScore) String() string {
	n := float64(max(1, s.texts))
	return fmt.Sprintf("%d queries  MAP@1 %.3f  MAP@3 %.3f  MAP@5 %.3f  R@5 %.3f  MRR %.3f",
		s.texts, s.map1/n, s.map3/n, s.map5/n, s.recall5/n, s.reciprocal/n)
}

// readRight reads which claims are right: lines of text, 0, claim, and 1 for a right
// one. Every text in it must be among those asked, or the score would be of another set.
func readRight(name string, asked []askedText) (map[string][]string, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // only read
	known := map[string]bool{}
	for _, q := range asked {
		known[q.id] = true
	}
	right := map[string][]string{}
	lines := bufio.NewScanner(file)
	for n := 1; lines.Scan(); n++ {
		row := strings.Fields(lines.Text())
		switch {
		case len(row) == 0:
			continue
		case len(row) < 4:
			return nil, fmt.Errorf("%s: line %d: it has %d columns, and needs four: text, 0, claim, 1", name, n, len(row))
		case row[3] != "1" || slices.Contains(right[row[0]], row[2]):
			continue
		case !known[row[0]]:
			return nil, fmt.Errorf("%s: line %d: the text %q is not among those that are asked: is it of another set?", name, n, row[0])
		}
		right[row[0]] = append(right[row[0]], row[2])
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(right) == 0 {
		return nil, fmt.Errorf("%s: it calls no claim right: it needs lines of text, 0, claim, 1", name)
	}
	return right, nil
}

// readTSV returns the rows of a file of tab-separated values, and the line that each
// begins in. It reads as Python's csv.reader does with a tab between fields: a field that
// begins with a quotation mark goes on to the next lone one, over tabs and line ends; a
// mark elsewhere is a letter like another. Blank lines are no rows.
func readTSV(name string) (rows [][]string, lines []int, err error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, nil, err
	}
	const (
		starts = iota // of a field
		plain
		quoted
		ended // perhaps: behind a mark in a quoted field
	)
	data = []byte(strings.TrimPrefix(string(data), "\ufeff"))
	var row []string
	var field []byte
	state, line, began, opened := starts, 1, 1, 0
	endRow := func() {
		if len(row) > 0 || len(field) > 0 || state == ended {
			rows, lines = append(rows, append(row, string(field))), append(lines, began)
		}
		row, field, state = nil, nil, starts
	}
	for i, c := range data {
		switch {
		case state == quoted && c == '"':
			state = ended
		case state == quoted:
			field = append(field, c)
		case state == ended && c == '"':
			field, state = append(field, c), quoted
		case c == '\t':
			row, field, state = append(row, string(field)), nil, starts
		case c == '\r' && i+1 < len(data) && data[i+1] == '\n': // the line ends with the next
		case c == '\n', c == '\r':
			endRow()
			began = line + 1
		case state == starts && c == '"':
			state, opened = quoted, line
		default:
			field, state = append(field, c), plain
		}
		if c == '\n' || c == '\r' && (i+1 == len(data) || data[i+1] != '\n') {
			line++
		}
	}
	if state == quoted {
		return nil, nil, fmt.Errorf("%s: line %d: the quotation mark that opens a field there is never closed; write one inside a field twice, and the field in marks", name, opened)
	}
	endRow()
	return rows, lines, nil
}
