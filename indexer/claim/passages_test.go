package claim

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dateline/indexer/golden"
)

// A passage is a text with what is to be found in it.
type passage struct {
	text string
	want []expected
}

type expected struct{ speaker, via, chain, words string }

// readPassages reads the marked passages: paragraphs a line, "“> " a block quotation.
func readPassages(t *testing.T) (list []passage) {
	data, err := os.ReadFile(filepath.Join("testdata", "passages.txt"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(data), "\n\n")
	for block := range strings.SplitSeq(rest, "\n\n") {
		var p passage
		var lines []string
		for line := range strings.Lines(block) {
			line = strings.TrimSuffix(line, "\n")
			switch {
			case strings.HasPrefix(line, "# "), line == "":
			case strings.HasPrefix(line, "> "):
				fields := strings.Split(line[2:], "|")
				if len(fields) != 3 {
					t.Fatalf("%q has not three fields", line)
				}
				e := expected{speaker: strings.TrimSpace(fields[0]), words: strings.TrimSpace(fields[2])}
				via, chain, _ := strings.Cut(fields[1], "<-")
				e.via, e.chain = strings.TrimSpace(via), strings.TrimSpace(chain)
				p.want = append(p.want, e)
			default:
				lines = append(lines, strings.Replace(line, "“> ", "> ", 1))
			}
		}
		if len(lines) > 0 {
			p.text = strings.Join(lines, "\n")
			list = append(list, p)
		}
	}
	return list
}

// TestPassages holds who is meant, where it was said and by whose report to a golden
// file, with the model and by the rules alone: what moves shows in its diff.
func TestPassages(t *testing.T) {
	list := readPassages(t)
	if len(list) < 60 {
		t.Fatalf("%d passages, want 60 or more", len(list))
	}
	var b strings.Builder
	for _, opt := range []Options{{}, {RulesOnly: true}} {
		total, words, speakers, vias, chains, excess := 0, 0, 0, 0, 0, 0
		var missed []string
		for _, p := range list {
			claims := Find(article(p.text), opt)
			used := map[int]bool{}
			for _, e := range p.want {
				total++
				best, like := -1, 0.0
				for i, c := range claims {
					if share := overlap(bag(e.words), bag(c.Text)); c.Kind != Author && c.Confidence >= 0.3 && !used[i] && share > like {
						best, like = i, share
					}
				}
				if like < 0.6 {
					missed = append(missed, fmt.Sprintf("  words    %q", e.words))
					continue
				}
				used[best] = true
				words++
				c := claims[best]
				via := strings.Trim(string(c.Via.Medium)+", "+c.Via.Outlet, ", ")
				chain := ""
				for _, h := range c.Chain {
					chain = strings.TrimSpace(chain + " " + h.Name)
				}
				for _, check := range []struct {
					what, got, want string
					count           *int
				}{{"speaker", c.Speaker.Name, e.speaker, &speakers}, {"via", via, e.via, &vias}, {"chain", chain, e.chain, &chains}} {
					if check.got == check.want {
						*check.count++
						continue
					}
					missed = append(missed, fmt.Sprintf("  %-8s %q: %q, want %q", check.what, e.words, check.got, check.want))
				}
			}
			for i, c := range claims {
				if c.Kind != Author && c.Confidence >= 0.6 && !used[i] {
					excess++
					missed = append(missed, fmt.Sprintf("  excess   %q of %q", c.Text, c.Speaker.Name))
				}
			}
		}
		name := "with the model"
		if opt.RulesOnly {
			name = "by the rules alone"
		}
		fmt.Fprintf(&b, "%s: %d claims, %d found, %d speakers, %d media and outlets, %d chains, %d in excess\n%s\n\n", name, total, words, speakers, vias, chains, excess, strings.Join(missed, "\n"))
	}
	golden.Check(t, "passages.golden", b.String())
}
