package extract

import (
	"fmt"
	"net/url"
	"strings"

	"dateline/scraper"
)

var (
	opinionWords  = mustWords(`^(opinions?|op-?eds?|commentary|comment|commentisfree|comment is free|editorials?|columns?|columnists?|viewpoints?|letters?( to the editor)?|perspectives?|guest (essay|column|opinion)s?)$`)
	analysisWords = mustWords(`^(news )?(analysis|explainers?|explained)$`)
	opinionPath   = mustWords(`^/(?:[^/]+/)?(?:[^/]+/)?(opinions?|commentisfree|op-?eds?|commentary|editorials?|columns?|columnists?|viewpoints?|letters-to-the-editor)/`)
	analysisPath  = mustWords(`^/(?:[^/]+/)?(?:[^/]+/)?(news-)?analysis/`)
	opinionRole   = mustWords(`\b(opinion|guest|op-ed) (contributor|columnist|writer|editor)|\bopinion columnist\b`)
	sectionBreaks = mustWords(`\s*[>|/»›,•·]\s*|\s+-\s+`)
)

// kindOf returns what sort of article it is, and all that speaks for it, the
// strongest first. Without evidence it is unknown.
func kindOf(d *document, m *meta, c *candidate, o *scraper.Outlet) (scraper.Kind, []string) {
	var kind scraper.Kind
	var why []string
	say := func(k scraper.Kind, format string, args ...any) {
		if kind == scraper.Unknown {
			kind = k
		}
		if k == kind && len(why) < 8 {
			if s := fmt.Sprintf(format, args...); len(why) == 0 || why[len(why)-1] != s {
				why = append(why, s)
			}
		}
	}
	switch m.ldType {
	case "OpinionNewsArticle":
		say(scraper.Opinion, "JSON-LD @type %s", m.ldType)
	case "AnalysisNewsArticle", "BackgroundNewsArticle":
		say(scraper.Analysis, "JSON-LD @type %s", m.ldType)
	case "ReportageNewsArticle":
		say(scraper.News, "JSON-LD @type %s", m.ldType)
	}
	kickers := m.kickers(d)
	said := m.sections[:len(m.sections)-len(kickers)]
	for _, s := range said {
		if k := sectionKind(s); k != scraper.Unknown {
			say(k, "section %q", s)
		}
	}
	at := path(m.url)
	if o != nil {
		for _, prefix := range o.Opinion {
			if prefix != "" && strings.HasPrefix(at, strings.ToLower(prefix)) {
				say(scraper.Opinion, "the outlet's opinion pages, %s", prefix)
			}
		}
	}
	if hit := opinionPath.FindStringSubmatch(at); hit != nil {
		say(scraper.Opinion, "address path /%s/", hit[1])
	}
	if analysisPath.MatchString(at) {
		say(scraper.Analysis, "address path /analysis/")
	}
	if u, err := url.Parse(m.url); err == nil && (strings.HasPrefix(u.Host, "opinion.") || strings.HasPrefix(u.Host, "blogs.")) {
		say(scraper.Opinion, "address host %s", u.Host)
	}
	for _, s := range kickers {
		if k := sectionKind(s); k != scraper.Unknown {
			say(k, "kicker %q", s)
		}
	}
	for _, s := range m.authors {
		if opinionRole.MatchString(s) {
			say(scraper.Opinion, "byline %q", s)
			break
		}
	}
	for _, s := range c.removed {
		if hit := ownViews.FindString(s); hit != "" {
			say(scraper.Opinion, "note %q", hit)
			break
		}
	}
	if m.ldType == "NewsArticle" || m.ldType == "LiveBlogPosting" {
		say(scraper.News, "JSON-LD @type %s", m.ldType)
	}
	for _, s := range m.microTypes(d) {
		switch s {
		case "OpinionNewsArticle":
			say(scraper.Opinion, "microdata %s", s)
		case "AnalysisNewsArticle":
			say(scraper.Analysis, "microdata %s", s)
		case "NewsArticle", "ReportageNewsArticle":
			say(scraper.News, "microdata %s", s)
		}
	}
	return kind, why
}

// sectionKind returns the kind that the name of a section stands for.
func sectionKind(s string) scraper.Kind {
	for _, part := range sectionBreaks.Split(s, 8) {
		part = strings.TrimSpace(part)
		switch {
		case analysisWords.MatchString(part):
			return scraper.Analysis
		case opinionWords.MatchString(part):
			return scraper.Opinion
		}
	}
	return scraper.Unknown
}

// microTypes returns the schema.org types that the page's elements bear.
func (m *meta) microTypes(d *document) []string {
	var out []string
	for _, n := range d.Find("[itemtype]").Nodes {
		t := attr(n, "itemtype")
		if t = t[strings.LastIndexByte(t, '/')+1:]; strings.HasSuffix(t, "NewsArticle") && len(out) < 5 {
			out = append(out, t)
		}
	}
	return out
}
