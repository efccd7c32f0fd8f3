package extract

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"dateline/scraper"
)

// A sign is how the pages of a kind give themselves away: by the name of their
// section, a part of their address, the form of their headline.
type sign struct {
	kind     scraper.Kind
	section  *regexp.Regexp
	path     *regexp.Regexp // one part of the path, not the last
	headline *regexp.Regexp
}

// signs are those of every kind, the most telling first.
var signs = []sign{
	{
		scraper.FactCheck,
		mustWords(`^(fact[ -]?check(s|ing|er)?|reality check|truth-o-meter|faktencheck|factuel|verificación|verifica|проверка фактов)$`),
		mustWords(`^(fact-?check(s|ing|er)?|truth-o-meter|faktencheck(s|er)?|fake-off|reality-check)$`),
		mustWords(`^(ap )?fact[ -]check\b|^faktencheck\b|\bfact[ -]check(ed)?:|[|:–—-] fact[ -]check$`),
	},
	{
		scraper.LiveBlog,
		mustWords(`^(live|live ?blogs?|live updates|liveticker|en direct|en vivo)$`),
		mustWords(`^(live-?blogs?|liveticker|live-updates?|live-news|en-direct)$`),
		mustWords(`^live( ?blog| updates?)?\s*[:|–—-]|\blive[ -]?blog\b|\blive updates?\b|\bliveticker\b|\bas it happened$|[–—-] live!?$|^en direct\b`),
	},
	{
		scraper.PressRelease,
		mustWords(`^((press|news|media) releases?|pressemitteilung(en)?|pressemeldung(en)?|communiqués?( de presse)?|comunicados?( de prensa)?|comunicat[io] stampa|пресс-релизы?|press ?room)$`),
		mustWords(`^((press|news|media)-?releases?|pressemitteilung(en)?|pressemeldung(en)?|communiques?(-de-presse)?|comunicad[oa]s?(-de-prensa)?|comunicat[io]-stampa|presse?mitteilungen)$`),
		mustWords(`^press release\s*[:–—-]|^pressemitteilung\s*[:–—-]`),
	},
	{
		scraper.Editorial,
		mustWords(`^(editorials?|leading articles?|leaders?|leitartikel|éditorial|edito|éditos?|editoriale|our view|the [\p{L} ]+ view|editorial board)$`),
		mustWords(`^(editorials?|leitartikel|editoriales|our-view)$`),
		mustWords(`^editorial\s*[:|–—-]|^the [\p{L} ]{3,20} view on\b|^our view\s*:|^leitartikel\s*:`),
	},
	{
		scraper.Review,
		mustWords(`^((book|film|movie|music|album|tv|theat(er|re)|restaurant|game|product|art|concert|opera|dance) reviews?|reviews?|rezension(en)?|filmkritik(en)?|buchkritik|recension(i|e|er)|reseñas?|críticas?|critiques?)$`),
		mustWords(`^((book|film|movie|music|album|tv|theat(er|re)|restaurant|game|product)-?reviews?|reviews?|rezension(en)?|filmkritik(en)?|resenas?|recensioni)$`),
		mustWords(`^((book|film|movie|music|album|tv|theat(er|re)|restaurant|game|concert|opera) )?review\s*[:|–—]|\b(book|film|movie|album|tv|theat(er|re)|restaurant|game|concert|opera) review\b|\b(review [–—|] |review$)|\bim test$|^rezension\s*:`),
	},
	{
		scraper.Interview,
		mustWords(`^((the |exclusive )?interviews?|q ?& ?a|q and a|entrevistas?|interviste?|intervista|entretiens?|интервью|wywiad(y)?)$`),
		mustWords(`^(interviews?|q-?and-?a|qa|entrevistas?|interviste?|intervista|entretiens?|intervyu)$`),
		mustWords(`^(exclusive )?(interview|q ?& ?a|entretien|entrevista|intervista|интервью)( with| avec| con| mit)?\b|[:|–—-] (an |the )?(interview|q ?& ?a)$|\bim interview\b|\((interview|q ?& ?a)\)$`),
	},
	{
		scraper.Analysis,
		mustWords(`^((news )?(analysis|explainers?|explained)|the explainer|analysen?|análisis|analisi|análise|анализ|décryptages?|hintergrund)$`),
		mustWords(`^((news-)?analysis|explainers?|explained|analysen?|analisis|decryptages?)$`),
		mustWords(`^((news )?analysis|explainer)\s*[:|–—-]|^analyse\s*:|[|:–—-] (an )?analysis$`),
	},
	{
		scraper.Opinion,
		mustWords(`^(opinions?|op-?eds?|commentary|comment|commentisfree|comment is free|columns?|columnists?|viewpoints?|voices|letters?( to the editor)?|perspectives?|guest (essay|column|opinion)s?|meinung(en)?|kommentare?|kolumnen?|gastbeitr(a|ä)ge?|tribunes?|chroniques?|opinión|column(?:a|as)|opinioni?|opinião|colunas?|opinie|мнени[ея]|felietony?|ledare)$`),
		mustWords(`^(opinions?|commentisfree|op-?eds?|commentary|columns?|columnists?|viewpoints?|letters-to-the-editor|meinung(en)?|kommentare?|kolumnen?|tribunes?|opiniao|opinioni|opinie|opinion(?:es))$`),
		mustWords(`^(opinion|op-?ed|commentary|column|kommentar|kolumne|tribune|guest (column|essay|opinion))\s*[:|–—-]|[|–—-] opinion$`),
	},
}

// notReview are reviews that pass no judgement on a work.
var notReview = mustWords(`\b(judicial|spending|peer|annual|safety|independent|strategic|defen[cs]e|policy|government|case|performance|code|video|security|under|internal|external|year in|week in|in) reviews?\b`)

var (
	opinionRole   = mustWords(`\b(opinion|guest|op-ed) (contributor|columnist|writer|editor)|\bopinion columnist\b|\bgastautor(in)?\b`)
	editorialRole = mustWords(`^(the )?([\p{L} ]+ )?editorial board$|^editorial$|^(the )?editors$`)
	sectionBreaks = mustWords(`\s*[>|/»›,•·]\s*|\s+-\s+`)
	wireMarks     = regexp.MustCompile(`(?i)\bfor immediate release\b|/PRNewswire(-[\w]+)?/|\(BUSINESS ?WIRE\)|\(GLOBE ?NEWSWIRE\)|\bACCESSWIRE\b|/EINPresswire|\(Marketwired\)|/CNW/|\(ots\)\s*[-–—]|\bPRNewswire\b`)
	wireHosts     = regexp.MustCompile(`(^|\.)(prnewswire|businesswire|globenewswire|accesswire|newswire|einpresswire|prweb|presseportal|newsaktuell|eurekalert)\.(com|ca|co\.uk|de|ch|org)$`)
	liveSlug      = mustWords(`(^|-)(live-?blog|live-updates?|liveticker|as-it-happened)(-|$)`)
)

// typeKinds are the kinds that types of schema.org stand for.
var typeKinds = map[string]scraper.Kind{
	"ClaimReview": scraper.FactCheck, "LiveBlogPosting": scraper.LiveBlog, "OpinionNewsArticle": scraper.Opinion, "AnalysisNewsArticle": scraper.Analysis,
	"BackgroundNewsArticle": scraper.Analysis, "ReviewNewsArticle": scraper.Review, "CriticReview": scraper.Review, "Review": scraper.Review,
}

// kindOf returns what sort of article it is, and all that speaks for it, the
// strongest first. Without evidence it is unknown.
func kindOf(d *document, m *meta, c *candidate, o *scraper.Outlet) (scraper.Kind, []string) {
	var kind scraper.Kind
	why := map[scraper.Kind][]string{}
	say := func(k scraper.Kind, format string, args ...any) {
		if kind == scraper.Unknown {
			kind = k
		}
		if s := fmt.Sprintf(format, args...); k != scraper.Unknown && len(why[k]) < 8 && !slices.Contains(why[k], s) {
			why[k] = append(why[k], s)
		}
	}
	micro := m.microTypes(d)
	for _, t := range m.ldTypes {
		say(typeKinds[t], "JSON-LD @type %s", t)
	}
	for i, b := range c.blocks {
		if hit := wireMarks.FindString(b.text[:min(len(b.text), 300)]); hit != "" && i < 5 {
			say(scraper.PressRelease, "text %q", hit)
		}
	}
	for _, t := range micro {
		say(typeKinds[t], "microdata %s", t)
	}
	for _, s := range m.sections[:m.saidSections] {
		say(sectionKind(s), "section %q", s)
	}
	m.addressKind(say, o)
	for _, s := range m.sections[m.saidSections:] {
		say(sectionKind(s), "kicker %q", s)
	}
	for _, sign := range signs {
		if hit := sign.headline.FindString(m.headline); hit != "" && !(sign.kind == scraper.Review && notReview.MatchString(m.headline)) {
			say(sign.kind, "headline %q", strings.TrimSpace(hit))
		}
	}
	for _, s := range m.authors {
		switch {
		case editorialRole.MatchString(s):
			say(scraper.Editorial, "byline %q", s)
		case opinionRole.MatchString(s):
			say(scraper.Opinion, "byline %q", s)
		}
	}
	for _, s := range c.removed {
		if hit := ownViews.FindString(s); hit != "" {
			say(scraper.Opinion, "note %q", hit)
			break
		}
	}
	for _, t := range m.ldTypes {
		if t == "ReportageNewsArticle" || t == "NewsArticle" {
			say(scraper.News, "JSON-LD @type %s", t)
		}
	}
	for _, t := range micro {
		if t == "NewsArticle" || t == "ReportageNewsArticle" {
			say(scraper.News, "microdata %s", t)
		}
	}
	if kind == scraper.Opinion && why[scraper.Editorial] != nil {
		kind = scraper.Editorial // which stands among the opinion, by other signs
	}
	return kind, why[kind]
}

// addressKind says what the page's address speaks for.
func (m *meta) addressKind(say func(scraper.Kind, string, ...any), o *scraper.Outlet) {
	at := path(m.url)
	if o != nil {
		for _, prefix := range o.Opinion {
			if prefix != "" && strings.HasPrefix(at, strings.ToLower(prefix)) {
				say(scraper.Opinion, "the outlet's opinion pages, %s", prefix)
			}
		}
	}
	parts := strings.Split(strings.Trim(at, "/"), "/")
	for i, part := range parts {
		if i == len(parts)-1 || i > 3 {
			break
		}
		for _, sign := range signs {
			if sign.path.MatchString(part) {
				say(sign.kind, "address path /%s/", part)
			}
		}
	}
	if hit := liveSlug.FindString(parts[len(parts)-1]); hit != "" {
		say(scraper.LiveBlog, "address %q", strings.Trim(hit, "-"))
	}
	if u, err := url.Parse(m.url); err == nil {
		switch host := strings.ToLower(u.Hostname()); {
		case strings.HasPrefix(host, "opinion."), strings.HasPrefix(host, "blogs."):
			say(scraper.Opinion, "address host %s", host)
		case wireHosts.MatchString(host):
			say(scraper.PressRelease, "address host %s", host)
		}
	}
}

// sectionKind returns the kind that the name of a section stands for.
func sectionKind(s string) scraper.Kind {
	for _, part := range sectionBreaks.Split(s, 8) {
		part = strings.TrimSpace(part)
		for _, sign := range signs {
			if sign.section.MatchString(part) {
				return sign.kind
			}
		}
	}
	return scraper.Unknown
}

// microTypes returns the schema.org types of articles, reviews and live blogs that
// the page's elements bear.
func (m *meta) microTypes(d *document) []string {
	var out []string
	for i, n := range d.Find("[itemtype]").Nodes {
		if i > 200 {
			break
		}
		t := attr(n, "itemtype")
		t = strings.TrimRight(t, "/")
		t = t[strings.LastIndexByte(t, '/')+1:]
		if (strings.HasSuffix(t, "NewsArticle") || t == "ClaimReview" || t == "LiveBlogPosting") && len(out) < 5 {
			out = append(out, t)
		}
	}
	return out
}
