package extract

import "strings"

const maxTags = 30

// keywords returns what the page files its article under, each once, the most
// definite source first.
func (m *meta) keywords(d *document) []string {
	var out []string
	had := map[string]bool{"": true, letters(m.site): true}
	add := func(s string) {
		s = strings.Trim(plain(s), " #,;.\"")
		if kind, name, ok := strings.Cut(s, ":"); ok && !strings.Contains(kind, " ") && name != "" {
			if !strings.EqualFold(kind, "tag") {
				return // "type:article", "author:…": for machines
			}
			s = strings.TrimSpace(name)
		}
		key := letters(s)
		if len(out) >= maxTags || had[key] || len(s) > 80 || len(strings.Fields(s)) > 7 {
			return
		}
		had[key] = true
		out = append(out, s)
	}
	split := func(s string) {
		mark := ","
		if !strings.Contains(s, ",") && strings.Contains(s, ";") {
			mark = ";"
		}
		for _, part := range strings.Split(s, mark) {
			add(part)
		}
	}
	for _, s := range m.ld.all("keywords") {
		split(s)
	}
	for _, name := range []string{"article:tag", "og:article:tag", "video:tag"} {
		for _, s := range d.metas(name) {
			split(s)
		}
	}
	for _, name := range []string{"news_keywords", "parsely-tags", "sailthru.tags", "keywords", "dc.subject", "dcterms.subject"} {
		if len(out) == 0 || name == "news_keywords" {
			split(m.tags[name])
		}
	}
	if len(out) == 0 {
		for i, n := range d.Find("a[rel~=tag]").Nodes {
			if i < maxTags && !m.comment(n) {
				add(textOf(n, 80))
			}
		}
	}
	return out
}
