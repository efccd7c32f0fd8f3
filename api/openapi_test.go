package api

import (
	"bytes"
	"context"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"dateline/indexer"
)

// A document is openapi.yaml, and what its schemas say of an answer.
type document struct {
	root     map[string]any
	compiler *jsonschema.Compiler
}

// loadDocument reads openapi.yaml; that it can be read is what all tests rest on.
func loadDocument() *document {
	var v any
	if err := yaml.Unmarshal(openapi, &v); err != nil {
		panic(fmt.Errorf("openapi.yaml: %w", err))
	}
	data, err := json.Marshal(v) // so that numbers and keys are those of JSON
	if err != nil {
		panic(fmt.Errorf("openapi.yaml: %w", err))
	}
	root, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		panic(fmt.Errorf("openapi.yaml: %w", err))
	}
	d := &document{root: root.(map[string]any), compiler: jsonschema.NewCompiler()}
	d.compiler.AssertFormat()
	if err := d.compiler.AddResource("openapi.json", root); err != nil {
		panic(fmt.Errorf("openapi.yaml: %w", err))
	}
	return d
}

// at returns what stands at a path of keys, and where that is after following
// references.
func (d *document) at(keys ...string) (any, string) {
	var v any = d.root
	where := "#"
	for _, key := range keys {
		m, _ := v.(map[string]any)
		v = m[key]
		where += "/" + strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(key)
		if next, ok := v.(map[string]any); ok && len(next) == 1 && next["$ref"] != nil {
			ref := next["$ref"].(string)
			v, where = d.at(strings.Split(strings.TrimPrefix(ref, "#/"), "/")...)
		}
	}
	return v, where
}

// validate returns what a schema has against a JSON value.
func (d *document) validate(where string, value any) error {
	s, err := d.compiler.Compile("openapi.json" + where)
	if err != nil {
		return err
	}
	return s.Validate(value)
}

// template returns the path of the document that an address fits.
func (d *document) template(path string) string {
	paths, _ := d.at("paths")
	parts := strings.Split(path, "/")
next:
	for name := range paths.(map[string]any) {
		wanted := strings.Split(name, "/")
		if len(wanted) != len(parts) {
			continue
		}
		for i, w := range wanted {
			if !strings.HasPrefix(w, "{") && w != parts[i] {
				continue next
			}
		}
		return name
	}
	return ""
}

// check returns how an answer differs from what the document says of it. What
// the document has no operation for must be a problem. The answer stays unread.
func (d *document) check(method, path string, w *httptest.ResponseRecorder) error {
	head := method == http.MethodHead
	if head {
		method = http.MethodGet // which HEAD is, without a body
	}
	media, _, err := mime.ParseMediaType(w.Header().Get("Content-Type"))
	if err != nil && w.Body.Len() > 0 {
		return fmt.Errorf("content type: %w", err)
	}
	keys := []string{"components", "responses", "Wrong"}
	if name := d.template(path); name != "" {
		if op, _ := d.at("paths", name, strings.ToLower(method)); op != nil {
			keys = []string{"paths", name, strings.ToLower(method), "responses", strconv.Itoa(w.Code)}
		}
	}
	response, _ := d.at(keys...)
	if response == nil {
		return fmt.Errorf("status %d is not documented", w.Code)
	}
	for _, name := range []string{"ETag", "Retry-After", "WWW-Authenticate"} {
		told, _ := d.at(append(keys, "headers", name)...)
		if (told != nil) != (w.Header().Get(name) != "") {
			return fmt.Errorf("status %d: the header %s is not as documented: %q", w.Code, name, w.Header().Get(name))
		}
	}
	if w.Body.Len() == 0 {
		// A list of nothing in a format of text is empty.
		if response.(map[string]any)["content"] != nil && !head && (media == "" || strings.HasSuffix(media, "json")) {
			return fmt.Errorf("status %d has no body", w.Code)
		}
		return nil
	}
	schema, where := d.at(append(keys, "content", media, "schema")...)
	if schema == nil {
		return fmt.Errorf("status %d with %s is not documented", w.Code, media)
	}
	if m, _ := schema.(map[string]any); m["type"] == "string" {
		return nil // it is no JSON
	}
	if media == "application/jsonl" {
		for line := range bytes.Lines(w.Body.Bytes()) {
			if err := d.validateJSON(where, line); err != nil {
				return err
			}
		}
		return nil
	}
	if media == "text/event-stream" {
		return d.checkEvents(where, w.Body.String())
	}
	return d.validateJSON(where, w.Body.Bytes())
}

// checkEvents returns what a schema has against the events of a stream.
func (d *document) checkEvents(where, stream string) error {
	told := map[string]string{EventProgress: "Standing", EventItem: "Visited", EventWarn: "Warning", EventDone: "Summary"}
	for block := range strings.SplitSeq(stream, "\n\n") {
		e := readEvent(block)
		if e.Event == "" {
			continue // a comment, or how soon to come again
		}
		text, err := json.Marshal(e)
		if err == nil {
			err = d.validateJSON(where, text)
		}
		if err == nil {
			err = d.validateJSON("#/components/schemas/"+told[e.Event], e.Data)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// A wireEvent is an event as the document describes it.
type wireEvent struct {
	Event string          `json:"event"`
	ID    string          `json:"id,omitempty"`
	Data  json.RawMessage `json:"data"`
}

// readEvent reads an event as a browser does.
func readEvent(block string) (e wireEvent) {
	for line := range strings.SplitSeq(block, "\n") {
		name, value, _ := strings.Cut(line, ":")
		switch name {
		case "event":
			e.Event = value
		case "id":
			e.ID = value
		case "data":
			e.Data = json.RawMessage(value)
		}
	}
	return e
}

// validateJSON returns what a schema has against a text of JSON.
func (d *document) validateJSON(where string, text []byte) error {
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err == nil {
		err = d.validate(where, v)
	}
	if err != nil {
		return fmt.Errorf("%w\n%s", err, text)
	}
	return nil
}

// Every route is documented with every parameter it knows, and nothing else is.
func TestDocumentHasTheRoutes(t *testing.T) {
	d := documented()
	var served, documented []string
	for _, r := range (&server{}).routes() {
		served = append(served, strings.ToLower(r.method)+" "+r.path+" "+strings.Join(slices.Sorted(slices.Values(r.params)), ","))
		op, _ := d.at("paths", r.path, strings.ToLower(r.method))
		if m, _ := op.(map[string]any); (m["security"] != nil) != (r.kind == write || r.kind == pass) {
			t.Errorf("%s %s: its security is not as documented", r.method, r.path)
		}
	}
	paths, _ := d.at("paths")
	for path, methods := range paths.(map[string]any) {
		for method := range methods.(map[string]any) {
			for _, status := range []string{"414", "421", "429"} { // what any request can be answered with
				if answer, _ := d.at("paths", path, method, "responses", status); answer == nil {
					t.Errorf("%s %s: status %s is not documented", method, path, status)
				}
			}
			var params []string
			list, _ := d.at("paths", path, method, "parameters")
			all, _ := list.([]any)
			for _, p := range all {
				m := d.follow(p)
				if m["in"] == "query" {
					params = append(params, m["name"].(string))
				}
			}
			slices.Sort(params)
			documented = append(documented, method+" "+path+" "+strings.Join(params, ","))
		}
	}
	slices.Sort(served)
	slices.Sort(documented)
	if !slices.Equal(served, documented) {
		t.Errorf("routes\n%s\nare documented as\n%s", strings.Join(served, "\n"), strings.Join(documented, "\n"))
	}
}

// Every example of the document is what its schema allows, and every reference
// leads somewhere.
func TestDocumentHoldsTogether(t *testing.T) {
	d := documented()
	var examples, refs int
	var walk func(v any, where ...string)
	walk = func(v any, where ...string) {
		switch v := v.(type) {
		case []any:
			for i, e := range v {
				walk(e, append(slices.Clone(where), strconv.Itoa(i))...)
			}
		case map[string]any:
			if ref, ok := v["$ref"].(string); ok {
				refs++
				if to, _ := d.at(strings.Split(strings.TrimPrefix(ref, "#/"), "/")...); to == nil {
					t.Errorf("%v leads to %s, which is not there", where, ref)
				}
			}
			var given []any
			if e, ok := v["example"]; ok && v["schema"] != nil {
				given = append(given, e)
			}
			named, _ := v["examples"].(map[string]any)
			for name := range named {
				given = append(given, named[name].(map[string]any)["value"])
			}
			for _, e := range given {
				examples++
				_, at := d.at(append(slices.Clone(where), "schema")...)
				if err := d.validate(at, e); err != nil {
					t.Errorf("example of %v: %v", where, err)
				}
			}
			for _, key := range slices.Sorted(maps.Keys(v)) {
				walk(v[key], append(slices.Clone(where), key)...)
			}
		}
	}
	paths, _ := d.at("paths")
	walk(paths, "paths")
	components, _ := d.at("components")
	walk(components, "components")
	if examples < 20 || refs < 100 {
		t.Errorf("found %d examples and %d references; the walk has missed some", examples, refs)
	}
}

// What the document gives as an example can be asked, one parameter at a time and all
// together, and is answered.
func TestExamplesAreAnswered(t *testing.T) {
	d := documented()
	opt := options()
	opt.Library = corrected{} // the examples tell of two revisions
	paths, _ := d.at("paths")
	asked := 0
	for path, methods := range paths.(map[string]any) {
		for method := range methods.(map[string]any) {
			body := ""
			if example, _ := d.at("paths", path, method, "requestBody", "content", "application/json", "example"); example != nil {
				data, err := json.Marshal(example)
				if err != nil {
					t.Fatal(err)
				}
				body = string(data)
			}
			media := "application/json"
			if example, _ := d.at("paths", path, method, "requestBody", "content", "text/x-opml", "example"); example != nil {
				body, media = example.(string), "text/x-opml"
			}
			for _, target := range d.examples(t, path, method) {
				asked++
				w := do(t, New(opt), strings.ToUpper(method), target, body, "Authorization: Bearer "+testToken, "Content-Type: "+media)
				if w.Code >= 300 {
					t.Errorf("%s %s: status %d: %s", method, target, w.Code, w.Body)
				}
			}
		}
	}
	if asked < 60 {
		t.Errorf("asked %d times; the walk has missed some", asked)
	}
}

// examples returns the addresses that an operation's examples make: with what must be
// given alone, with each other parameter, and with all of them.
func (d *document) examples(t *testing.T, path, method string) []string {
	t.Helper()
	least, others := url.Values{}, url.Values{}
	list, _ := d.at("paths", path, method, "parameters")
	params, _ := list.([]any)
	for _, p := range params {
		m := d.follow(p)
		name, example := m["name"].(string), m["example"]
		switch {
		case name == "cursor": // only an answer can give one
		case example == nil:
			t.Errorf("%s %s: the parameter %s has no example", method, path, name)
		case m["in"] == "path":
			path = strings.Replace(path, "{"+name+"}", example.(string), 1)
		case m["in"] == "query" && m["required"] == true:
			least[name] = texts(example)
		case m["in"] == "query":
			others[name] = texts(example)
		}
	}
	asked := []url.Values{least, maps.Clone(least)}
	maps.Copy(asked[1], others)
	for name, values := range others {
		one := maps.Clone(least)
		one[name] = values
		asked = append(asked, one)
	}
	var out []string
	for _, values := range asked {
		out = append(out, path+"?"+values.Encode())
	}
	return out
}

// follow returns what v is, or what it refers to.
func (d *document) follow(v any) map[string]any {
	m := v.(map[string]any)
	if ref, ok := m["$ref"].(string); ok {
		to, _ := d.at(strings.Split(strings.TrimPrefix(ref, "#/"), "/")...)
		return to.(map[string]any)
	}
	return m
}

// texts returns an example as parameters have it.
func texts(example any) []string {
	list, ok := example.([]any)
	if !ok {
		return []string{fmt.Sprint(example)}
	}
	var out []string
	for _, v := range list {
		out = append(out, fmt.Sprint(v))
	}
	return out
}

// An answer with a member that is not documented, or without one that is, fails.
func TestDocumentIsStrict(t *testing.T) {
	d := documented()
	for _, tt := range []struct{ schema, value string }{
		{"Ready", `{"status":"ready","generation":1,"more":1}`},
		{"Ready", `{"status":"ready"}`},
		{"Problem", `{"type":"urn:dateline:problem:query","title":"t","status":200,"detail":"d"}`},
		{"Claim", `{"id":"c"}`},
		{"Moment", `"1987"`},
		{"Time", `"noon"`},
	} {
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(tt.value))
		if err != nil {
			t.Fatal(err)
		}
		if d.validate("#/components/schemas/"+tt.schema, v) == nil {
			t.Errorf("%s allows %s", tt.schema, tt.value)
		}
	}
}

// Every route answers as documented, when all is well and when it is not.
func TestAnswersAreDocumented(t *testing.T) {
	d := documented()
	auth, media := "Authorization: Bearer "+testToken, "Content-Type: application/json"
	broken := errors.New("disk of the inside: input/output error")
	away := fmt.Errorf("search: %w", &indexer.UnavailableError{Says: "the cluster does not answer", Err: errors.New("node of the inside: connection refused")})
	with := func(change func(*Options)) Options {
		opt := options()
		change(&opt)
		return opt
	}
	const aSearch = "/api/v1/searches/bridge-fund"
	article, claim := "/api/v1/articles/"+anArticle.ID, "/api/v1/claims/"+anEntry.Claim.ID
	seen := map[string]bool{}
	for _, tt := range []struct {
		opt            Options
		method, target string
		body           string
		headers        []string
		want           int
	}{
		{options(), "GET", "/api/v1/search?q=bridge", "", nil, 200},
		{options(), "GET", "/api/v1/timeline", "", nil, 200},
		{options(), "GET", article, "", nil, 200},
		{options(), "GET", article + "?revision=1", "", nil, 200},
		{options(), "GET", article + "/revisions", "", nil, 200},
		{options(), "GET", article + "/diff", "", nil, 200},
		{with(func(o *Options) { o.Library = corrected{} }), "GET", article + "/diff?from=1&to=2", "", nil, 200},
		{options(), "GET", "/api/v1/articles?url=" + anArticle.URL, "", nil, 200},
		{options(), "GET", claim, "", nil, 200},
		{options(), "GET", article + "/changes", "", nil, 200},
		{options(), "GET", article + "/changes?from=1&to=9", "", nil, 404},
		{options(), "GET", article + "/similar", "", nil, 200},
		{options(), "GET", article + "/similar?limit=3", "", nil, 200},
		{options(), "GET", article + "/similar?limit=51", "", nil, 400},
		{options(), "GET", "/api/v1/articles/nobody/similar", "", nil, 404},
		{with(func(o *Options) { o.Searcher = &fakeSearcher{err: broken} }), "GET", article + "/similar", "", nil, 500},
		{options(), "GET", claim + "/similar", "", nil, 200},
		{options(), "GET", claim + "/similar?limit=3", "", nil, 200},
		{options(), "GET", claim + "/similar?limit=51", "", nil, 400},
		{options(), "GET", "/api/v1/claims/nobody/similar", "", nil, 404},
		{with(func(o *Options) { o.Searcher = &fakeSearcher{bare: true} }), "GET", claim + "/similar", "", nil, 200},
		{with(func(o *Options) { o.Searcher = &fakeSearcher{err: broken} }), "GET", claim + "/similar", "", nil, 500},
		{options(), "GET", "/api/v1/speakers/mara-voss", "", nil, 200},
		{options(), "GET", "/api/v1/speakers/nobody", "", nil, 404},
		{options(), "GET", "/api/v1/graph?id=" + anArticle.ID, "", nil, 200},
		{options(), "GET", "/api/v1/graph?id=none", "", nil, 404},
		{options(), "GET", "/api/v1/graph", "", nil, 400},
		{with(func(o *Options) { o.Library = fakeLibrary{broken} }), "GET", claim, "", nil, 500},
		{with(func(o *Options) { o.Library = fakeLibrary{broken} }), "GET", article + "/changes", "", nil, 500},
		{with(func(o *Options) { o.Library = fakeLibrary{broken} }), "GET", "/api/v1/speakers/mara-voss", "", nil, 500},
		{with(func(o *Options) { o.Library = fakeLibrary{broken} }), "GET", "/api/v1/graph?id=x", "", nil, 500},
		{options(), "GET", "/api/v1/export/csv?q=bridge&of=articles&limit=1", "", nil, 200},
		{options(), "GET", "/api/v1/export/jsonl", "", nil, 200},
		{options(), "GET", "/api/v1/export/atom?of=claims&limit=1", "", nil, 200},
		{options(), "GET", "/api/v1/export/timelinejs", "", nil, 200},
		{options(), "GET", "/api/v1/export/timelinejs-csv", "", nil, 200},
		{options(), "GET", "/api/v1/export/csl-json?limit=1", "", nil, 200},
		{options(), "GET", "/api/v1/export/bibtex?limit=1", "", nil, 200},
		{options(), "GET", "/api/v1/export/ris?limit=1", "", nil, 200},
		{options(), "GET", "/api/v1/export/claim-jsonld?limit=1", "", nil, 200},
		{options(), "GET", "/api/v1/export/graphml?limit=1", "", nil, 200},
		{options(), "GET", "/api/v1/export/pdf", "", nil, 404},
		{options(), "GET", "/api/v1/export/csv?of=outlets", "", nil, 400},
		{with(func(o *Options) { o.Searcher = &fakeSearcher{err: broken} }), "GET", "/api/v1/export/csv", "", nil, 500},
		{with(func(o *Options) { o.Library = fakeLibrary{broken} }), "GET", "/api/v1/export/ris", "", nil, 500},
		{with(func(o *Options) { o.Searcher = &fakeSearcher{slow: true}; o.Timeout = 1 }), "GET", "/api/v1/export/csv", "", nil, 503},
		{options(), "GET", "/api/v1/outlets", "", nil, 200},
		{options(), "POST", "/api/v1/outlets", `{"name":"The Weir","home":"https://weir.example/"}`, []string{auth, media}, 201},
		{options(), "POST", "/api/v1/outlets", `{"name":"The Heron","home":"https://heron.example/"}`, []string{auth, media}, 409},
		{options(), "POST", "/api/v1/outlets", `{"title":"The Weir"}`, []string{auth, media}, 400},
		{options(), "POST", "/api/v1/outlets", `{"name":"The Weir"}`, []string{media}, 401},
		{options(), "POST", "/api/v1/outlets", `{}`, []string{auth, media, "Sec-Fetch-Site: cross-site"}, 403},
		{with(func(o *Options) { o.Roster = nil }), "POST", "/api/v1/outlets", `{}`, []string{auth, media}, 404},
		{with(func(o *Options) { o.Roster = &fakeRoster{broken} }), "POST", "/api/v1/outlets", `{}`, []string{auth, media}, 500},
		{options(), "DELETE", "/api/v1/outlets?host=weir.example", "", []string{auth}, 204},
		{options(), "DELETE", "/api/v1/outlets?host=nobody.example", "", []string{auth}, 404},
		{options(), "DELETE", "/api/v1/outlets", "", []string{auth}, 400},
		{options(), "DELETE", "/api/v1/outlets?host=weir.example", "", nil, 401},
		{options(), "POST", "/api/v1/outlets/survey", `{"url":"weir.example"}`, []string{auth, media}, 200},
		{options(), "POST", "/api/v1/outlets/survey", `{"url":"nowhere.example"}`, []string{auth, media}, 400},
		{options(), "POST", "/api/v1/outlets/survey", ``, []string{auth, media}, 400},
		{options(), "POST", "/api/v1/outlets/survey", `{"url":"weir.example"}`, []string{media}, 401},
		{options(), "GET", "/api/v1/outlets/opml", "", nil, 200},
		{with(func(o *Options) { o.Roster = nil }), "GET", "/api/v1/outlets/opml", "", nil, 404},
		{options(), "POST", "/api/v1/outlets/opml", "<opml/>", []string{auth, "Content-Type: text/x-opml"}, 200},
		{options(), "POST", "/api/v1/outlets/opml", "<html>", []string{auth, "Content-Type: text/xml; charset=utf-8"}, 400},
		{options(), "POST", "/api/v1/outlets/opml", "<opml/>", []string{auth, media}, 415},
		{options(), "POST", "/api/v1/outlets/opml", "<opml>" + strings.Repeat(" ", maxBody), []string{auth, "Content-Type: text/x-opml"}, 413},
		{options(), "POST", "/api/v1/outlets/opml", "<opml/>", nil, 401},
		{options(), "GET", "/api/v1/crawl", "", nil, 200},
		{options(), "GET", "/api/v1/crawl/events", "", nil, 200},
		{options(), "GET", "/api/v1/crawl/events?since=1", "", nil, 400},
		{with(func(o *Options) { o.Events = nil }), "GET", "/api/v1/crawl/events", "", nil, 404},
		{with(func(o *Options) { o.Events = crowded() }), "GET", "/api/v1/crawl/events", "", nil, 503},
		{with(func(o *Options) { o.Events = ended(Standing{}, broken) }), "GET", "/api/v1/crawl/events", "", nil, 500},
		{options(), "GET", "/api/v1/openapi.yaml", "", nil, 200},
		{options(), "GET", "/healthz?probe=1", "", nil, 200},
		{options(), "GET", "/readyz", "", nil, 200},
		{options(), "POST", "/api/v1/addresses", `{"urls":["https://heron.example/","mailto:a@b.example"]}`, []string{auth, media}, 202},
		{options(), "POST", "/api/v1/crawl", `{"now":true}`, []string{auth, media}, 200},
		{options(), "POST", "/api/v1/crawl", ``, []string{auth}, 200},
		{options(), "POST", "/api/v1/backup", `{"folder":"/mnt/backup/today"}`, []string{auth, media}, 204},
		{with(func(o *Options) { o.Backup = nil }), "POST", "/api/v1/backup", `{"folder":"/mnt/backup/today"}`, []string{auth, media}, 404},
		{with(func(o *Options) { o.Backup = func(context.Context, string) error { return broken } }), "POST", "/api/v1/backup", `{"folder":"/mnt/backup/today"}`, []string{auth, media}, 500},
		{options(), "POST", "/api/v1/reindex", "", []string{auth}, 202},
		{with(func(o *Options) { o.Reindex = nil }), "POST", "/api/v1/reindex", "", []string{auth}, 403},
		{options(), "POST", "/api/v1/reindex", "", nil, 401},

		{with(func(o *Options) { o.Searcher = &fakeSearcher{bare: true} }), "GET", "/api/v1/search", "", nil, 200},
		{with(func(o *Options) { o.Searcher = &fakeSearcher{bare: true} }), "GET", "/api/v1/timeline", "", nil, 200},
		{options(), "GET", "/api/v1/claims?q=bridge&limit=1", "", nil, 200},
		{options(), "GET", "/api/v1/claims?kind=gossip", "", nil, 400},
		{with(func(o *Options) { o.Searcher = &fakeSearcher{bare: true} }), "GET", "/api/v1/claims", "", nil, 200},
		{with(func(o *Options) { o.Searcher = &fakeSearcher{err: broken} }), "GET", "/api/v1/claims", "", nil, 500},
		{with(func(o *Options) { o.Searcher = &fakeSearcher{slow: true}; o.Timeout = 1 }), "GET", "/api/v1/claims", "", nil, 503},
		{with(func(o *Options) { o.Last = func() *Summary { return &Summary{Started: noon, Ended: noon} } }), "GET", "/api/v1/crawl", "", nil, 200},

		{options(), "GET", "/api/v1/searches", "", nil, 200},
		{with(func(o *Options) { o.Desk = nil }), "GET", "/api/v1/searches", "", nil, 200},
		{options(), "POST", "/api/v1/searches", `{"name":"Bridge fund","query":"q=bridge"}`, []string{auth, media}, 201},
		{options(), "POST", "/api/v1/searches", `{"name":"Taken","query":"q=bridge"}`, []string{auth, media}, 409},
		{options(), "POST", "/api/v1/searches", `{"name":"","query":"q=bridge"}`, []string{auth, media}, 400},
		{options(), "POST", "/api/v1/searches", `{"title":"Bridge"}`, []string{auth, media}, 400},
		{options(), "POST", "/api/v1/searches", `{"name":"Bridge fund"}`, []string{media}, 401},
		{with(func(o *Options) { o.Desk = nil }), "POST", "/api/v1/searches", `{"name":"A"}`, []string{auth, media}, 404},
		{options(), "GET", aSearch, "", nil, 200},
		{options(), "GET", "/api/v1/searches/nobody", "", nil, 404},
		{options(), "PATCH", aSearch, `{"active":false}`, []string{auth, media}, 200},
		{options(), "PATCH", aSearch, `{"name":"Taken"}`, []string{auth, media}, 409},
		{options(), "PATCH", "/api/v1/searches/nobody", `{"active":false}`, []string{auth, media}, 404},
		{options(), "DELETE", aSearch, "", []string{auth}, 204},
		{options(), "DELETE", aSearch, "", nil, 401},
		{options(), "DELETE", "/api/v1/searches/nobody", "", []string{auth}, 404},
		{options(), "GET", aSearch + "/new?limit=3", "", nil, 200},
		{options(), "GET", aSearch + "/new?limit=many", "", nil, 400},
		{options(), "GET", "/api/v1/searches/nobody/new", "", nil, 404},
		{options(), "POST", aSearch + "/seen", `{"position":120}`, []string{auth, media}, 200},
		{options(), "POST", aSearch + "/seen", ``, []string{auth}, 200},
		{options(), "POST", aSearch + "/seen", `{"position":-1}`, []string{auth, media}, 400},
		{options(), "GET", aSearch + "/feed.atom", "", nil, 200},
		{options(), "GET", aSearch + "/feed.rss", "", nil, 200},
		{options(), "GET", aSearch + "/feed.json", "", nil, 200},
		{options(), "GET", "/api/v1/searches/nobody/feed.atom", "", nil, 404},
		{options(), "GET", "/api/v1/corrections", "", nil, 200},
		{options(), "POST", "/api/v1/corrections", `{"kind":"not-a-claim","claim":"c2v5kq7hzj3mr8ta","by":"Ida"}`, []string{auth, media}, 201},
		{options(), "GET", "/api/v1/corrections/" + aCorrectionID, "", nil, 200},
		{options(), "POST", "/api/v1/corrections/" + aCorrectionID + "/undo", `{"by":"Ida"}`, []string{auth, media}, 200},
		{options(), "GET", "/api/v1/corrections.jsonl", "", nil, 200},
		{options(), "POST", "/api/v1/corrections.jsonl", "{}\n", []string{auth, media}, 200},
		{with(func(o *Options) { o.Desk = &fakeDesk{broken} }), "POST", "/api/v1/corrections.jsonl", "{}\n", []string{auth, media}, 500},
		{with(func(o *Options) { o.Desk = &fakeDesk{broken} }), "GET", "/api/v1/searches", "", nil, 500},
		{with(func(o *Options) { o.Desk = &fakeDesk{broken} }), "POST", "/api/v1/searches", `{"name":"A"}`, []string{auth, media}, 500},
		{with(func(o *Options) { o.Desk = &fakeDesk{broken} }), "DELETE", aSearch, "", []string{auth}, 500},
		{with(func(o *Options) { o.Desk = &fakeDesk{broken} }), "GET", aSearch + "/feed.json", "", nil, 500},

		{with(func(o *Options) { o.Searcher = &fakeSearcher{err: broken} }), "GET", "/api/v1/search", "", nil, 500},
		{with(func(o *Options) { o.Searcher = &fakeSearcher{err: broken} }), "GET", "/api/v1/timeline", "", nil, 500},
		{with(func(o *Options) { o.Searcher = &fakeSearcher{err: broken} }), "GET", claim, "", nil, 500},
		{with(func(o *Options) { o.Searcher = &fakeSearcher{err: broken} }), "GET", "/readyz", "", nil, 503},
		{with(func(o *Options) { o.Library = fakeLibrary{broken} }), "GET", article, "", nil, 500},
		{with(func(o *Options) { o.Library = fakeLibrary{broken} }), "GET", article + "/revisions", "", nil, 500},
		{with(func(o *Options) { o.Library = fakeLibrary{broken} }), "GET", article + "/diff", "", nil, 500},
		{with(func(o *Options) { o.Library = fakeLibrary{broken} }), "GET", "/api/v1/articles?url=" + anArticle.URL, "", nil, 500},
		{with(func(o *Options) { o.Library = fakeLibrary{broken} }), "GET", "/api/v1/outlets", "", nil, 500},
		{with(func(o *Options) { o.Library = fakeLibrary{broken} }), "GET", "/api/v1/crawl", "", nil, 500},
		{with(func(o *Options) { o.Crawler = &fakeCrawler{err: broken} }), "POST", "/api/v1/addresses", `{"urls":["https://heron.example/"]}`, []string{auth, media}, 500},
		{with(func(o *Options) { o.Crawler = &fakeCrawler{err: broken} }), "POST", "/api/v1/crawl", "", []string{auth}, 500},
		{with(func(o *Options) { o.Crawler = &fakeCrawler{fails: broken} }), "POST", "/api/v1/crawl", "", []string{auth}, 200},
		{with(func(o *Options) { o.Crawler = &fakeCrawler{err: ErrBusy} }), "POST", "/api/v1/crawl", "", []string{auth}, 409},
		{with(func(o *Options) { o.Searcher = &fakeSearcher{slow: true}; o.Timeout = 1 }), "GET", "/api/v1/search", "", nil, 503},
		{with(func(o *Options) { o.Searcher = &fakeSearcher{slow: true}; o.Timeout = 1 }), "GET", "/api/v1/timeline", "", nil, 503},
		{with(func(o *Options) { o.Searcher = &fakeSearcher{err: away} }), "GET", "/api/v1/search", "", nil, 503},
		{with(func(o *Options) { o.Searcher = &fakeSearcher{err: away} }), "GET", "/api/v1/claims", "", nil, 503},
		{with(func(o *Options) { o.Library = fakeLibrary{away} }), "GET", "/api/v1/crawl", "", nil, 503},
		{with(func(o *Options) { o.Library = fakeLibrary{fmt.Errorf("crawl: %w", driver.ErrBadConn)} }), "GET", "/api/v1/crawl", "", nil, 503},
		{with(func(o *Options) { o.Searcher = &fakeSearcher{err: indexer.ErrNotFound} }), "GET", claim, "", nil, 404},
	} {
		w := do(t, New(tt.opt), tt.method, tt.target, tt.body, tt.headers...)
		path, _, _ := strings.Cut(tt.target, "?")
		seen[strings.ToLower(tt.method)+" "+d.template(path)] = true
		if w.Code != tt.want {
			t.Errorf("%s %s: status %d, want %d: %s", tt.method, tt.target, w.Code, tt.want, w.Body)
		}
		if strings.Contains(w.Body.String(), "of the inside") {
			t.Errorf("%s %s tells of the inside: %s", tt.method, tt.target, w.Body)
		}
		if err := d.check(tt.method, path, w); err != nil {
			t.Errorf("%s %s: %v", tt.method, tt.target, err)
		}
	}
	for _, r := range (&server{}).routes() {
		if !seen[strings.ToLower(r.method)+" "+r.path] {
			t.Errorf("%s %s was not asked for", r.method, r.path)
		}
	}
}
