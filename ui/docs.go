package ui

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"dateline/indexer"
)

// A docsBody is the description of the API.
type docsBody struct {
	Title, Summary string
	About          []paragraph
	Groups         []docsGroup
	Schemas        []docsSchema
}

// A docsGroup are operations of one kind.
type docsGroup struct {
	ID, Name   string
	About      []paragraph
	Operations []docsOperation
}

// A docsOperation is one thing that can be asked.
type docsOperation struct {
	ID, Method, Path, Summary string
	About                     []paragraph
	Token                     bool   // it must be shown
	Try                       string // address of an example that has an answer here; empty if none is known
	Parameters                []docsField
	Body                      []docsMedia
	Answers, Refusals         []docsAnswer
}

// A docsField is a parameter, or a member of an object.
type docsField struct {
	Name     string // of a member of a member: "claims[].tier"
	In       string // of a parameter: "query"
	Required bool
	Type     []linked
	About    []paragraph
	Example  string
}

// A docsAnswer is how one status is answered.
type docsAnswer struct {
	Status string
	About  []paragraph
	Media  []docsMedia
}

// A docsMedia is a body in one media type.
type docsMedia struct {
	Name     string
	Type     []linked
	Examples []docsExample
}

type docsExample struct{ Name, Text string }

// A docsSchema is a part of answers that has a name.
type docsSchema struct {
	ID, Name string
	About    []paragraph
	Type     []linked // empty for an object, whose Fields say it
	Fields   []docsField
}

// docsPage describes the API. What can be tried is asked of what is held.
func (s *site) docsPage(r *http.Request) (*view, error) {
	described, err := s.spec()
	if err != nil {
		return nil, err
	}
	held, err := s.examples(r.Context())
	if err != nil {
		return nil, err
	}
	body := docsBody{Title: described.Info.Title, Summary: described.Info.Summary, About: prose(described.Info.Description)}
	for _, tag := range described.Tags {
		g := docsGroup{ID: "group-" + tag.Name, Name: upperFirst(tag.Name), About: prose(tag.Description)}
		for _, path := range described.Paths {
			for _, method := range path.Value {
				if slices.Contains(method.Value.Tags, tag.Name) {
					g.Operations = append(g.Operations, newDocsOperation(path.Name, method.Name, method.Value, held))
				}
			}
		}
		body.Groups = append(body.Groups, g)
	}
	for _, named := range described.Components.Schemas {
		d := docsSchema{ID: "schema-" + named.Name, Name: named.Name, About: prose(named.Value.Description)}
		if d.Fields = fields("", named.Value); len(d.Fields) == 0 {
			d.Type = typeWords(named.Value)
		}
		body.Schemas = append(body.Schemas, d)
	}
	return &view{Template: "docs", Title: "API", Section: "docs", Body: body}, nil
}

// examples returns ids and addresses of something that is held, by the parameter that
// asks for it: "/api/v1/claims/{id}" or "/api/v1/articles url".
func (s *site) examples(ctx context.Context) (map[string]string, error) {
	found, err := s.search.Claims(ctx, indexer.Query{Limit: 20})
	if err != nil || len(found.Claims) == 0 {
		return nil, err
	}
	// Better one whose speaker is clear, so that there is a speaker to ask for.
	c := found.Claims[max(0, slices.IndexFunc(found.Claims, func(c indexer.ClaimView) bool { return c.Speaker.ID != "" }))]
	held := map[string]string{
		"/api/v1/articles url": c.Article.URL, "/api/v1/graph id": c.Article.ID,
		"/api/v1/claims/{id} id": c.ID, "/api/v1/speakers/{id} id": c.Speaker.ID,
	}
	for _, path := range []string{"", "/revisions", "/diff", "/changes"} {
		held["/api/v1/articles/{id}"+path+" id"] = c.Article.ID
	}
	return held, nil
}

func newDocsOperation(path, method string, op operation, held map[string]string) docsOperation {
	d := docsOperation{
		ID: "op-" + op.ID, Method: strings.ToUpper(method), Path: path,
		Summary: op.Summary, About: prose(op.Description), Token: len(op.Security) > 0,
		Body: newDocsMedia(op.Body.Content),
	}
	for _, p := range op.Parameters {
		f := docsField{Name: p.Name, In: p.In, Required: p.Required, Type: typeWords(p.Schema), About: prose(p.Description)}
		f.Example = p.Example.Value
		for i, v := range p.Example.Content {
			if i > 0 {
				f.Example += ","
			}
			f.Example += v.Value
		}
		d.Parameters = append(d.Parameters, f)
	}
	for _, r := range op.Responses {
		a := docsAnswer{Status: r.Name, About: prose(r.Value.Description), Media: newDocsMedia(r.Value.Content)}
		if r.Name < "400" {
			d.Answers = append(d.Answers, a)
		} else {
			d.Refusals = append(d.Refusals, a)
		}
	}
	if d.Method == http.MethodGet && !d.Token {
		d.Try = tryAddress(path, op.Parameters, held)
	}
	return d
}

// tryAddress returns an address that has an answer here: with what must be given, as
// far as something is held to ask for. It is empty if there is nothing.
func tryAddress(path string, params []parameter, held map[string]string) string {
	query, at := url.Values{}, path
	for _, p := range params {
		if !p.Required {
			continue
		}
		value := held[path+" "+p.Name]
		switch {
		case value == "":
			return ""
		case p.In == "path":
			at = strings.Replace(at, "{"+p.Name+"}", url.PathEscape(value), 1)
		default:
			query.Set(p.Name, value)
		}
	}
	if len(query) > 0 {
		at += "?" + query.Encode()
	}
	return at
}

func newDocsMedia(all ordered[content]) []docsMedia {
	var out []docsMedia
	for _, m := range all {
		d := docsMedia{Name: m.Name, Type: typeWords(m.Value.Schema)}
		if text := jsonOf(m.Value.Example); text != "" {
			d.Examples = append(d.Examples, docsExample{"Example", text})
		}
		for _, e := range m.Value.Examples {
			d.Examples = append(d.Examples, docsExample{"Example: " + cmp.Or(e.Value.Summary, e.Name), jsonOf(e.Value.Value)})
		}
		out = append(out, d)
	}
	return out
}

// fields returns the members of an object, and of the objects without a name inside it.
func fields(prefix string, s schema) []docsField {
	var out []docsField
	for _, p := range s.Properties {
		name := prefix + p.Name
		out = append(out, docsField{Name: name, Required: slices.Contains(s.Required, p.Name), Type: typeWords(p.Value), About: prose(p.Value.Description)})
		if p.Value.Items != nil {
			out = append(out, fields(name+"[].", *p.Value.Items)...)
		}
		out = append(out, fields(name+".", p.Value)...)
	}
	return out
}

// A linked is a word or two, in a link or as code.
type linked struct {
	Text string
	Href string // "#schema-Entry"; may be empty
	Code bool
}

// typeWords says what a value may be: "list of Entry", "string or null".
func typeWords(s schema) []linked {
	var additional schema
	switch {
	case s.Ref != "":
		return []linked{{Text: refName(s.Ref), Href: "#schema-" + refName(s.Ref)}}
	case len(s.OneOf)+len(s.AnyOf) > 0:
		var out []linked
		for i, one := range slices.Concat(s.OneOf, s.AnyOf) {
			if i > 0 {
				out = append(out, linked{Text: " or "})
			}
			out = append(out, typeWords(one)...)
		}
		return out
	case len(s.Enum) > 0:
		var out []linked
		for i, v := range s.Enum {
			if i > 0 {
				out = append(out, linked{Text: ", "})
			}
			out = append(out, linked{Text: cmp.Or(v.Value, "empty"), Code: v.Value != ""})
		}
		return out
	case !s.Const.IsZero():
		return []linked{{Text: s.Const.Value, Code: true}}
	case s.Items != nil:
		return append([]linked{{Text: "list of "}}, typeWords(*s.Items)...)
	case s.Additional.Decode(&additional) == nil && !s.Additional.IsZero():
		return append([]linked{{Text: "object of "}}, typeWords(additional)...)
	}
	words := strings.Join(s.Type, " or ")
	for _, bound := range []struct {
		word string
		at   *float64
	}{{" from ", s.Minimum}, {" to ", s.Maximum}} {
		if bound.at != nil {
			words += bound.word + strconv.FormatFloat(*bound.at, 'f', -1, 64)
		}
	}
	if s.Format != "" {
		words += " (" + s.Format + ")"
	}
	if !s.Default.IsZero() {
		words += ", else " + s.Default.Value
	}
	return []linked{{Text: cmp.Or(words, "anything")}}
}

// A paragraph is text with its emphasis, or a table.
type paragraph struct {
	Text []emphasis
	Rows [][][]emphasis // the first is the head
}

// An emphasis is a run of text in one style.
type emphasis struct {
	Text               string
	Strong, Soft, Code bool
}

// prose returns the paragraphs of a description, which are apart by an empty line.
// Lines that begin with | are the rows of a table.
func prose(text string) []paragraph {
	var out []paragraph
	for part := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		if strings.HasPrefix(part, "|") {
			out = append(out, paragraph{Rows: rows(part)})
		} else if p := styles(part); len(p) > 0 {
			out = append(out, paragraph{Text: p})
		}
	}
	return out
}

// rows returns the cells of a table, without the line below its head.
func rows(table string) [][][]emphasis {
	var out [][][]emphasis
	for line := range strings.Lines(table) {
		line = strings.Trim(strings.TrimSpace(line), "|")
		if strings.Trim(line, "-| :") == "" {
			continue
		}
		var row [][]emphasis
		for cell := range strings.SplitSeq(line, "|") {
			row = append(row, styles(cell))
		}
		out = append(out, row)
	}
	return out
}

// styled is how descriptions mark code, what is strong, and what is new.
var styled = regexp.MustCompile("`([^`]+)`|\\*\\*([^*]+)\\*\\*|\\*([^*]+)\\*")

// styles returns the runs of a text.
func styles(text string) []emphasis {
	text = strings.Join(strings.Fields(text), " ")
	var out []emphasis
	end := 0
	for _, m := range styled.FindAllStringSubmatchIndex(text, -1) {
		if m[0] > end {
			out = append(out, emphasis{Text: text[end:m[0]]})
		}
		end = m[1]
		switch {
		case m[2] >= 0:
			out = append(out, emphasis{Text: text[m[2]:m[3]], Code: true})
		case m[4] >= 0:
			out = append(out, emphasis{Text: text[m[4]:m[5]], Strong: true})
		default:
			out = append(out, emphasis{Text: text[m[6]:m[7]], Soft: true})
		}
	}
	if end < len(text) {
		out = append(out, emphasis{Text: text[end:]})
	}
	return out
}
