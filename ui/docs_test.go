package ui

import (
	"html"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"dateline/api"
)

func docs(t *testing.T, document []byte) (int, string) {
	t.Helper()
	w := &world{}
	h := New(Options{Search: w, Library: w, Document: document})
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/docs", nil))
	return rec.Code, rec.Body.String()
}

// The page has all that the document has, leads nowhere but into itself and this
// server, and asks for nothing from elsewhere.
func TestDocs(t *testing.T) {
	status, body := docs(t, api.Document())
	if status != http.StatusOK {
		t.Fatalf("status %d: %s", status, body)
	}
	var d struct {
		Paths      map[string]map[string]struct{ Summary string }
		Components struct{ Schemas map[string]any }
	}
	if err := yaml.Unmarshal(api.Document(), &d); err != nil {
		t.Fatal(err)
	}
	for path, methods := range d.Paths {
		for method, op := range methods {
			if want := "<b>" + strings.ToUpper(method) + "</b> " + path + "<"; !strings.Contains(body, want) || !strings.Contains(html.UnescapeString(body), ">"+op.Summary+"</h3>") {
				t.Errorf("%s %s is not on the page", method, path)
			}
		}
	}
	for name := range d.Components.Schemas {
		if !strings.Contains(body, `id="schema-`+name+`"`) {
			t.Errorf("%s is not on the page", name)
		}
	}
	links := regexp.MustCompile(`(?:href|src)="([^"]*)"`).FindAllStringSubmatch(body, -1)
	for _, l := range links {
		switch to := l[1]; {
		case strings.HasPrefix(to, "#"):
			if !strings.Contains(body, `id="`+to[1:]+`"`) {
				t.Errorf("%s leads nowhere", to)
			}
		case !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//"):
			t.Errorf("%s leads away from here", to)
		}
	}
	if len(links) < 200 || strings.Contains(foreign(body), "<script") || strings.Contains(body, "ZgotmplZ") {
		t.Errorf("%d links, scripts or addresses that are not safe in\n%.2000s", len(links), body)
	}
	for _, want := range []string{
		`href="/api/v1/claims/c1"`, `href="/api/v1/articles?url=https%3A%2F%2Fferry.example%2Fcrack"`, `href="/api/v1/timeline"`,
		"list of <a href=\"#schema-Entry\">Entry</a>", "integer from 1 to 1000, else 50", "<code>claims[].tier</code>", "&#34;generation&#34;: 41", "must be given", "Needs the token", "<code>day,month</code>", "<code>W/&#34;41-",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

// A document is shown as text, whatever is in it; one that is none is our fault.
func TestDocsOfOtherDocuments(t *testing.T) {
	status, body := docs(t, []byte(`
info: { summary: "<script>alert(1)</script> **<b>x**" }
tags: [{ name: ask }]
paths:
  /x:
    get: { operationId: x, tags: [ask], summary: "<img src=x>", parameters: [{ name: "a\"b", in: query, example: ["<i>", 2] }] }
`))
	if status != http.StatusOK || strings.Contains(body, "<script>") || strings.Contains(body, "<img") || !strings.Contains(body, "<code>&lt;i&gt;,2</code>") {
		t.Errorf("status %d: %s", status, body)
	}
	if status, _ := docs(t, []byte("paths: [1]")); status != http.StatusInternalServerError {
		t.Errorf("a document that is none: status %d", status)
	}
	if status, body := docs(t, nil); status != http.StatusNotFound || strings.Contains(body, `href="/docs"`) {
		t.Errorf("without a document: status %d", status)
	}
}

func TestProse(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"", ""},
		{"one\ntwo\n\nthree", "one two|three|"},
		{"**What.** An *outlet* is `x*` and `y*`.", "B:What.; An ;I:outlet; is ;C:x*; and ;C:y*;.|"},
		{"A table:\n\n| a | `b` |\n| --- | :-- |\n| 1 | |", "A table:|[a][C:b][1][]|"},
		{"2 * 3 is ` six", "2 * 3 is ` six|"},
	} {
		var b strings.Builder
		for _, p := range prose(tt.text) {
			b.WriteString(spelled(p.Text))
			for _, row := range p.Rows {
				for _, cell := range row {
					b.WriteString("[" + spelled(cell) + "]")
				}
			}
			b.WriteString("|")
		}
		if got := b.String(); got != tt.want {
			t.Errorf("prose(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}

// spelled writes runs of text with what their style is.
func spelled(runs []emphasis) string {
	var out []string
	for _, e := range runs {
		switch {
		case e.Strong:
			out = append(out, "B:"+e.Text)
		case e.Soft:
			out = append(out, "I:"+e.Text)
		case e.Code:
			out = append(out, "C:"+e.Text)
		default:
			out = append(out, e.Text)
		}
	}
	return strings.Join(out, ";")
}
