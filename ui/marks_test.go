package ui

import (
	"strings"
	"testing"
)

func TestWeave(t *testing.T) {
	for _, tt := range []struct {
		text  string
		marks []mark
		want  string
	}{
		{"plain", nil, "plain"},
		{"", []mark{{Start: 0, End: 3, Class: "a"}}, ""},
		{"abcdef", []mark{{Start: 1, End: 3, Class: "a"}}, "a[a:bc]def"},
		{"abcdef", []mark{{Start: 2, End: 4, Class: "in"}, {Start: 0, End: 6, Class: "out"}}, "[out:ab[in:cd]ef]"},
		{"abcdef", []mark{{Start: 0, End: 4, Class: "a", ID: "1"}, {Start: 2, End: 6, Class: "b", ID: "2"}}, "[a#1:ab[b#2:cd]][b:ef]"},
		{"abcdef", []mark{{Start: 0, End: 2, Class: "a"}, {Start: 2, End: 4, Class: "b"}}, "[a:ab][b:cd]ef"},
		{"abc", []mark{{Start: 0, End: 3, Class: "a"}, {Start: 0, End: 3, Class: "b"}}, "[a:[b:abc]]"},
		{"äöü", []mark{{Start: 1, End: 2, Class: "a"}}, "ä[a:ö]ü"},
		{"abc", []mark{{Start: -4, End: 1, Class: "a"}, {Start: 2, End: 99, Class: "b"}, {Start: 2, End: 1, Class: "c"}}, "[a:a]b[b:c]"},
		{"abcd", []mark{{Start: 0, End: 4, Class: "a", Href: "#1"}, {Start: 1, End: 2, Class: "b", Href: "#2"}}, "[a>#1:a[b:b]cd]"},
	} {
		if got := spell(weave([]rune(tt.text), tt.marks)); got != tt.want {
			t.Errorf("weave(%q, %v) = %s, want %s", tt.text, tt.marks, got, tt.want)
		}
	}
}

// spell writes tokens with brackets for marks.
func spell(tokens []token) string {
	var b strings.Builder
	for _, tok := range tokens {
		switch {
		case tok.Open != nil:
			b.WriteString("[" + tok.Open.Class)
			if tok.Open.ID != "" {
				b.WriteString("#" + tok.Open.ID)
			}
			if tok.Open.Href != "" {
				b.WriteString(">" + tok.Open.Href)
			}
			b.WriteString(":")
		case tok.Close != nil:
			b.WriteString("]")
		default:
			b.WriteString(tok.Text)
		}
	}
	return b.String()
}

func FuzzWeave(f *testing.F) {
	f.Add("abcdefgh", 0, 4, 2, 6, 3, 5)
	f.Fuzz(func(t *testing.T, text string, a, b, c, d, e, g int) {
		tokens := weave([]rune(text), []mark{{Start: a, End: b, Class: "x"}, {Start: c, End: d, Class: "y", Href: "#"}, {Start: e, End: g, Class: "z", Href: "#"}})
		var said strings.Builder
		var open []*mark
		for _, tok := range tokens {
			said.WriteString(tok.Text)
			if tok.Open != nil {
				open = append(open, tok.Open)
			}
			if tok.Close != nil {
				if len(open) == 0 || open[len(open)-1] != tok.Close {
					t.Fatalf("a mark ends that is not the innermost: %v", tokens)
				}
				open = open[:len(open)-1]
			}
		}
		if said.String() != string([]rune(text)) || len(open) > 0 {
			t.Errorf("weave says %q with %d open, want %q", said.String(), len(open), text)
		}
	})
}

// However marks cross, the tokens stay few: a mark goes no deeper than maxDepth.
func TestWeaveIsBounded(t *testing.T) {
	const n = 5000
	var marks []mark
	for i := range n {
		marks = append(marks, mark{Start: i, End: 2*n + i})
	}
	if got, most := len(weave([]rune(strings.Repeat("x", 3*n)), marks)), 2*n+4*maxDepth*maxDepth; got > most {
		t.Errorf("%d crossing marks give %d tokens, want at most %d", n, got, most)
	}
}
