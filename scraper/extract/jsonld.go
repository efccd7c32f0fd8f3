package extract

import (
	"encoding/json"
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

// An object is one thing that a page's JSON-LD describes.
type object map[string]any

const (
	maxJSONLD   = 1 << 20 // bytes of one script
	maxObjects  = 2000
	maxLDDepth  = 12
	maxLDScript = 40
)

// articleTypes are the types of schema.org that are articles, and what they rank.
var articleTypes = map[string]int{
	"OpinionNewsArticle": 4, "AnalysisNewsArticle": 4, "ReportageNewsArticle": 4, "BackgroundNewsArticle": 4, "ReviewNewsArticle": 4, "AskPublicNewsArticle": 4,
	"NewsArticle": 3, "LiveBlogPosting": 3, "Article": 2, "BlogPosting": 2, "Report": 2, "AdvertiserContentArticle": 2, "TechArticle": 2, "ScholarlyArticle": 2,
	"SocialMediaPosting": 1, "WebPage": 0, "ItemPage": 0,
}

// An ldGraph is all that the page's scripts describe, in order, with what has an @id.
type ldGraph struct {
	objects []object
	byID    map[string]object
}

// readLD returns what the page's JSON-LD describes. Scripts that are not JSON,
// even after mending line breaks and commas, are passed over.
func (d *document) readLD() *ldGraph {
	g := &ldGraph{byID: map[string]object{}}
	scripts := 0
	for _, n := range d.Find("script").Nodes {
		if !strings.Contains(strings.ToLower(attr(n, "type")), "ld+json") {
			continue
		}
		if scripts++; scripts > maxLDScript {
			break
		}
		if n.FirstChild == nil || n.FirstChild.Type != html.TextNode || len(n.FirstChild.Data) > maxJSONLD {
			continue
		}
		if v, ok := parseLD(n.FirstChild.Data); ok {
			g.collect(v, 0)
		} else if o := salvage(n.FirstChild.Data); o != nil {
			g.collect(map[string]any(o), 0)
		}
	}
	return g
}

// ldPair is a property of JSON-LD whose value is a plain text.
var ldPair = regexp.MustCompile(`"(@type|@id|url|headline|datePublished|dateModified|dateCreated|articleSection|isAccessibleForFree|name|author|publisher|image)"\s*:\s*(?:"((?:[^"\\]|\\.){0,500})"\s*[,}\n]|([{\[]))`)

// salvage returns what can be read of JSON-LD that is broken beyond mending: the
// first article's plain properties, and the names of its author and publisher;
// nil if there is no article in it.
func salvage(s string) object {
	o := object{}
	inside := "" // the property whose object holds what comes
	for _, m := range ldPair.FindAllStringSubmatch(s, 200) {
		key, value := m[1], m[2]
		switch {
		case m[3] != "":
			inside = key
		case key == "@type":
			if r, ok := articleTypes[value]; ok && r > 0 {
				if o["@type"] != nil {
					return o // of the first alone
				}
				o["@type"], inside = value, ""
			}
		case key == "name":
			if (inside == "author" || inside == "publisher") && o[inside] == nil {
				o[inside] = value
			}
		case o["@type"] != nil && o[key] == nil && (inside == "" || strings.HasPrefix(key, "date") || key == "articleSection" || key == "headline"):
			o[key] = value
		}
	}
	if o["@type"] == nil {
		return nil
	}
	return o
}

// parseLD reads JSON as pages hold it: in comments or CDATA, with line breaks in
// strings, commas too many, a semicolon at the end.
func parseLD(s string) (any, bool) {
	s = strings.TrimSpace(s)
	for _, cut := range []string{"<!--", "//<![CDATA[", "/*<![CDATA[*/", "<![CDATA["} {
		s = strings.TrimSpace(strings.TrimPrefix(s, cut))
	}
	for _, cut := range []string{"-->", "//]]>", "/*]]>*/", "]]>", ";"} {
		s = strings.TrimSpace(strings.TrimSuffix(s, cut))
	}
	var v any
	if json.Unmarshal([]byte(s), &v) == nil {
		return v, true
	}
	d := json.NewDecoder(strings.NewReader(mend(s)))
	return v, d.Decode(&v) == nil && v != nil
}

// mend escapes control characters inside strings and drops commas before a
// closing bracket.
func mend(s string) string {
	var b strings.Builder
	inString, escaped := false, false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case inString && escaped:
			escaped = false
		case inString && c == '\\':
			escaped = true
		case c == '"':
			inString = !inString
		case inString && c < ' ':
			b.WriteByte(' ')
			continue
		case !inString && c == ',':
			rest := strings.TrimLeft(s[i+1:min(len(s), i+200)], " \t\r\n")
			if rest != "" && (rest[0] == '}' || rest[0] == ']') {
				continue
			}
		}
		b.WriteByte(c)
	}
	return b.String()
}

// collect gathers the objects in v that are about this page; lists of other
// articles, reviews, comments and the like are not looked into.
func (g *ldGraph) collect(v any, depth int) {
	if depth > maxLDDepth || len(g.objects) >= maxObjects {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			g.collect(e, depth+1)
		}
	case map[string]any:
		o := object(v)
		if len(o) > 1 {
			g.objects = append(g.objects, o)
			if id := o.str("@id"); id != "" && g.byID[id] == nil {
				g.byID[id] = o
			}
		}
		for _, key := range []string{"@graph", "mainEntity", "mainEntityOfPage", "author", "publisher", "creator", "breadcrumb"} {
			if _, ok := o[key]; ok {
				g.collect(o[key], depth+1)
			}
		}
	}
}

// article returns the object that describes the page's article, nil if there is none.
// Where several do, the one of this address or headline, then the most definite
// type, is taken.
func (g *ldGraph) article(isThis func(o object) bool) (o object, kind string) {
	best := -1
	for _, candidate := range g.objects {
		rank, name := -1, ""
		for _, t := range candidate.all("@type") {
			t = t[strings.LastIndexAny(t, "/#:")+1:]
			if r, ok := articleTypes[t]; ok && r > rank {
				rank, name = r, t
			}
		}
		if rank < 0 {
			continue
		}
		if rank *= 2; rank > 0 && isThis(candidate) {
			rank += 3
		}
		if candidate.str("headline") != "" {
			rank++
		}
		if rank > best {
			o, kind, best = candidate, name, rank
		}
	}
	return o, kind
}

// str returns the first text of a property; of an object, its name, value or id.
func (o object) str(key string) string {
	if all := o.all(key); len(all) > 0 {
		return all[0]
	}
	return ""
}

// all returns every text of a property.
func (o object) all(key string) []string {
	var out []string
	var add func(v any, depth int)
	add = func(v any, depth int) {
		switch v := v.(type) {
		case string:
			if s := collapse(html.UnescapeString(v)); s != "" {
				out = append(out, s)
			}
		case []any:
			for _, e := range v {
				if depth < 3 && len(out) < 50 {
					add(e, depth+1)
				}
			}
		case map[string]any:
			for _, k := range []string{"name", "@value", "@id", "url"} {
				if e, ok := v[k]; ok {
					add(e, depth+1)
					return
				}
			}
		}
	}
	add(o[key], 0)
	return out
}

// refs returns the objects of a property, references followed; a plain text
// becomes an object with that name.
func (g *ldGraph) refs(o object, key string) []object {
	var out []object
	var add func(v any, depth int)
	add = func(v any, depth int) {
		switch v := v.(type) {
		case string:
			if known := g.byID[v]; known != nil {
				out = append(out, known)
			} else {
				out = append(out, object{"name": v})
			}
		case []any:
			for _, e := range v {
				if depth < 3 && len(out) < 50 {
					add(e, depth+1)
				}
			}
		case map[string]any:
			e := object(v)
			if known := g.byID[e.str("@id")]; known != nil && e.str("name") == e.str("@id") {
				e = known
			} else if known != nil && e["name"] == nil {
				e = known
			}
			out = append(out, e)
		}
	}
	add(o[key], 0)
	return out
}
