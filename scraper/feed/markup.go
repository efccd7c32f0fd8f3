package feed

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// afterNoise drops what some servers print before the document, such as a
// warning, if an XML document follows.
func afterNoise(body []byte) []byte {
	if body[0] == '{' {
		return body
	}
	head := body[:min(len(body), 8<<10)]
	if i := bytes.Index(head, []byte("<?xml")); i > 0 {
		switch local(rootName(body[i:])) {
		case "rss", "feed", "RDF", "rdf", "urlset", "sitemapindex":
			return body[i:]
		}
	}
	return body
}

// rootName returns the name of the first element as it stands, "{" for JSON,
// or "" if there is neither.
func rootName(body []byte) string {
	if body[0] == '{' {
		return "{"
	}
	for {
		i := bytes.IndexByte(body, '<')
		if i < 0 || i+1 >= len(body) {
			return ""
		}
		if rest := afterAside(body[i:]); rest != nil {
			body = rest
			continue
		}
		body = body[i+1:]
		if body[0] == '!' || body[0] == '?' { // it has no end
			return ""
		}
		end := bytes.IndexAny(body[:min(len(body), 200)], " \t\r\n/>")
		if end < 0 {
			return ""
		}
		return string(body[:end])
	}
}

// local returns a name without its prefix.
func local(name string) string { return name[strings.LastIndexByte(name, ':')+1:] }

// afterAside returns what follows the comment, instruction, doctype or CDATA
// that body begins with; nil if it begins with none, or that has no end.
func afterAside(body []byte) []byte {
	after := func(end string) []byte {
		if _, rest, ok := bytes.Cut(body, []byte(end)); ok {
			return rest
		}
		return nil
	}
	switch {
	case bytes.HasPrefix(body, []byte("<!--")):
		return after("-->")
	case bytes.HasPrefix(body, []byte("<![CDATA[")):
		return after("]]>")
	case bytes.HasPrefix(body, []byte("<?")):
		return after("?>")
	case bytes.HasPrefix(body, []byte("<!")):
		if end := bytes.IndexAny(body[:min(len(body), 64<<10)], "[>"); end >= 0 && body[end] == '[' {
			return after("]>")
		}
		return after(">")
	}
	return nil
}

// checkEntities returns an error for a document that declares entities made of
// entities, which only serve to swell. Go's decoder would not expand them, but
// what is built like that is no list of articles.
func checkEntities(body []byte) error {
	head := body[:min(len(body), 64<<10)]
	for {
		_, rest, ok := bytes.Cut(head, []byte("<!ENTITY"))
		if !ok {
			return nil
		}
		declared, rest, _ := bytes.Cut(rest, []byte(">"))
		name, value, _ := strings.Cut(strings.TrimSpace(string(declared)), " ")
		value = strings.ReplaceAll(value, "&#", "")
		if name == "%" || strings.ContainsAny(value, "&%") || strings.Contains(value, "SYSTEM") {
			return fmt.Errorf("%w: it declares entities made of entities or of other files, as an entity bomb does", ErrNotFeed)
		}
		head = rest
	}
}

// lookAlike says in words what a body that is no feed seems to be.
func lookAlike(root string, body []byte) string {
	switch {
	case strings.EqualFold(root, "html") || bytes.HasPrefix(bytes.ToLower(body[:min(len(body), 20)]), []byte("<!doctype html")):
		return "an HTML page"
	case strings.EqualFold(root, "opml"):
		return "OPML, a list of feeds: 'dateline outlets import' reads it"
	case root != "" && body[0] == '<':
		return fmt.Sprintf("XML of another kind, <%.40s>", local(root))
	case body[0] == '[':
		return "JSON of another kind"
	}
	return fmt.Sprintf("text that begins %.40q", body)
}

// errDeep reports markup that is nested deeper than any feed is.
var errDeep = errors.New("its elements are nested too deeply")

// maxDepth is how deeply markup may be nested: gofeed follows it by recursion.
const maxDepth = 1000

// entries returns where the entries of a feed stand that are whole, up to
// maxEntries, and [errDeep] if something is nested too deeply.
func entries(body []byte) (spans [][2]int, err error) {
	depth, start, outside := 0, -1, 0
	for at := 0; ; {
		i := bytes.IndexByte(body[at:], '<')
		if i < 0 || at+i+1 >= len(body) {
			return spans, nil
		}
		at += i
		if rest := afterAside(body[at:]); rest != nil {
			at = len(body) - len(rest)
			continue
		}
		end := tagEnd(body[at:])
		if end < 0 {
			return spans, nil
		}
		tag := body[at : at+end]
		closing := tag[1] == '/'
		switch name := tagName(tag); {
		case name != "item" && name != "entry":
		case !closing && start < 0:
			start, outside = at, depth
		case closing && start >= 0:
			if spans = append(spans, [2]int{start, at + end}); len(spans) >= maxEntries {
				return spans, nil
			}
			start, depth = -1, outside+1 // what an entry left open is closed with it
		}
		switch {
		case closing:
			depth = max(depth-1, 0)
		case tag[len(tag)-2] != '/':
			if depth++; depth > maxDepth {
				return spans, errDeep
			}
		}
		at += end
	}
}

// tagEnd returns the length of the tag that body begins with, -1 if it has no end.
func tagEnd(body []byte) int {
	quote := byte(0)
	for i, b := range body {
		switch {
		case quote != 0:
			if b == quote {
				quote = 0
			}
		case b == '"' || b == '\'':
			quote = b
		case b == '>':
			return i + 1
		}
	}
	return -1
}

// tagName returns the name in a tag as far as it can be that of an entry.
func tagName(tag []byte) string {
	name := bytes.TrimLeft(tag[:min(len(tag), 64)], "</")
	if end := bytes.IndexAny(name, " \t\r\n/>"); end >= 0 {
		name = name[:end]
	}
	return local(string(name))
}

// mend returns a feed of the entries that are well-formed by themselves, under
// the root and, if that is well-formed too, the head of the feed; nil if there is no such entry.
func mend(body []byte, root string, spans [][2]int) []byte {
	var out bytes.Buffer
	kept := 0
	for _, s := range spans {
		if wellFormed(body[s[0]:s[1]]) {
			if kept == 0 {
				out.Write(head(body[:spans[0][0]], root))
			}
			out.Write(body[s[0]:s[1]])
			kept++
		}
	}
	if kept == 0 {
		return nil
	}
	if local(root) == "rss" {
		out.WriteString("</channel>")
	}
	fmt.Fprintf(&out, "</%s>", root)
	return out.Bytes()
}

// head returns what stands before the first entry, or only the tags that it needs.
func head(before []byte, root string) []byte {
	closing := "</" + root + ">"
	if local(root) == "rss" {
		closing = "</channel>" + closing
	}
	if wellFormed(append(bytes.Clone(before), closing...)) {
		return before
	}
	start := bytes.Index(before, []byte("<"+root))
	tag := before[max(start, 0):]
	if end := tagEnd(tag); start >= 0 && end > 0 {
		tag = tag[:end]
	} else {
		tag = []byte("<" + root + ">")
	}
	if local(root) == "rss" {
		tag = append(bytes.Clone(tag), "<channel>"...)
	}
	return tag
}

// wellFormed reports whether XML reads to its end.
func wellFormed(part []byte) bool {
	d := lenient(part)
	for {
		if _, err := d.Token(); err != nil {
			return err == io.EOF //nolint:errorlint // the decoder gives it bare
		}
	}
}

// lenient returns a decoder that takes what is common, if wrong.
func lenient(body []byte) *xml.Decoder {
	d := xml.NewDecoder(bytes.NewReader(body))
	d.Strict = false
	d.Entity = xml.HTMLEntity
	return d
}
