package extract

import (
	"net/url"
	"regexp"
	"strings"
	"time"

	"dateline/scraper"

	"golang.org/x/net/html"
)

// A family is a kind of place where a page says when it was published. What
// stands in one family often comes from one hand, so it counts as little more
// than one witness.
type family int

const (
	structured family = iota // JSON-LD and meta elements
	markup                   // microdata and <time>
	address
	visible // lines that readers see
	script  // data of the page's own programs
	change  // dates of change: no later than these
	families
)

// An evidence is a date that stands somewhere on the page.
type evidence struct {
	scraper.Date
	family  family
	trust   float64 // how often such a place names the day of publication
	changed bool    // it says when the page was changed
	month   bool    // it names no more than the month
	close   bool    // it stands by the headline
}

// declaredDates are those of JSON-LD and of the meta elements.
func (m *meta) declaredDates() []evidence {
	var out []evidence
	add := func(raw, from string, trust float64, changed bool) {
		if raw == "" {
			return
		}
		e := evidence{Date: m.reader.parse(raw, from), family: structured, trust: trust, changed: changed}
		if changed {
			e.family = change
		}
		out = append(out, e)
	}
	trust := 1.0
	if m.ldType == "" {
		trust = .93 // a WebPage: its date is often the article's
	}
	add(m.ld.str("datePublished"), "JSON-LD datePublished", .95*trust, false)
	if m.ldType != "" {
		add(m.ld.str("dateCreated"), "JSON-LD dateCreated", .8, false)
		add(m.ld.str("uploadDate"), "JSON-LD uploadDate", .7, false)
	}
	add(m.ld.str("dateModified"), "JSON-LD dateModified", .5, true)
	for _, t := range publishedTags {
		add(m.tags[t.name], "meta "+t.name, t.trust, false)
	}
	for _, t := range modifiedTags {
		add(m.tags[t.name], "meta "+t.name, t.trust, true)
	}
	return out
}

// markedElements are the elements that may bear a date for machines.
const markedElements = "time,[itemprop=datePublished],[itemprop=dateCreated],[itemprop=dateModified],[property='schema:datePublished'],[property='dc:date'],abbr[title],.dt-published,.published[title],.dt-updated,.updated[title],.date[title],.timestamp[title]," +
	"[data-datetime],[data-published],[data-pubdate],[data-publish-date],[data-date],[data-timestamp]"

// markedDates are those in microdata and in <time> and its like.
func (m *meta) markedDates(d *document) []evidence {
	var out []evidence
	const elsewhere = .5 // the trust in those that stand neither here nor there
	far := map[time.Time]bool{}
	for i, n := range d.Find(markedElements).Nodes {
		if i > 300 {
			break
		}
		words := strings.ToLower(attr(n, "itemprop") + " " + attr(n, "property") + " " + attr(n, "class") + " " + attr(n, "pubdate") + " " + attr(n, "id"))
		var date scraper.Date
		for _, raw := range []string{attr(n, "datetime"), attr(n, "content"), attr(n, "data-datetime"), attr(n, "data-published"), attr(n, "data-pubdate"), attr(n, "data-publish-date"), attr(n, "data-date"), attr(n, "data-timestamp"), attr(n, "title"), textOf(n, 100)} {
			if date.Time.IsZero() && raw != "" {
				date = m.reader.parse(raw, "time element")
			}
		}
		if date.Time.IsZero() || n.Data == "meta" && otherItem(n) {
			continue
		}
		e := evidence{Date: date, family: markup}
		itemprop := attr(n, "itemprop") == "datePublished"
		marked := itemprop || strings.Contains(words, "publish") || strings.Contains(words, "datecreated") || strings.Contains(words, "dc:date") || has(n, "pubdate")
		switch {
		case !marked && (strings.Contains(words, "modified") || strings.Contains(words, "updated")):
			e.trust, e.changed, e.family = .5, true, change
			if otherItem(n) || m.furniture(n) {
				continue
			}
		case m.comment(n) || otherItem(n):
			continue
		case itemprop && m.ownItem(n):
			e.trust = .93
		case n.Data != "meta" && m.furniture(n):
			if e.trust = .12; marked && m.inPost(n) {
				e.trust = .8
			}
		case marked && (n.Data == "meta" || m.h1 == nil || near(n, m.h1)):
			e.trust = .93
		case m.h1 != nil && near(n, m.h1):
			e.trust = .86
		case marked:
			e.trust = .8
		case n.Data == "abbr" && !strings.Contains(words, "date") && !strings.Contains(words, "time"):
			continue
		default:
			e.trust = elsewhere
		}
		if e.trust == elsewhere {
			far[dayOf(e.Date)] = true
		}
		out = append(out, e)
	}
	for i := range out {
		switch {
		case out[i].trust != elsewhere:
		case len(far) > 2:
			out[i].trust = elsewhere / 2 // a list of other articles
		case len(far) == 1:
			out[i].trust = .72
		}
	}
	return out
}

// otherItem reports whether n describes a comment, a video or another thing
// within the page, not the page's article.
func otherItem(n *html.Node) bool {
	for up := n.Parent; up != nil; up = up.Parent {
		if !has(up, "itemscope") {
			continue
		}
		t := strings.ToLower(attr(up, "itemtype"))
		for _, other := range []string{"comment", "/review", "event", "person", "imageobject", "videoobject", "audioobject", "offer", "product"} {
			if strings.Contains(t, other) && !strings.Contains(t, "article") {
				return true
			}
		}
		return false
	}
	return false
}

// ownItem reports whether n is a property of the thing that the headline belongs to.
func (m *meta) ownItem(n *html.Node) bool {
	for up := n.Parent; up != nil; up = up.Parent {
		if has(up, "itemscope") {
			return m.above[up] && (strings.Contains(attr(up, "itemtype"), "Article") || strings.Contains(attr(up, "itemtype"), "Posting"))
		}
	}
	return false
}

var (
	postNames  = mustWords(`\b(h?entry|post|article|story|blog-?post|single|news)\b`)
	postEnds   = mustWords(`foot|share|social|meta|tags?\b|tool|info`)
	otherPosts = mustWords(`related|recommend|popular|more|sidebar|recent|widget|list|archive|teaser|nav`)
)

// inPost reports whether n, though in furniture, stands in what is the post's own:
// its foot, where blogs say who wrote it when.
func (m *meta) inPost(n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		names := attr(n, "class") + " " + attr(n, "id")
		if m.above[n] {
			return n.Data == "article" || n.Data == "main" || n.Data != "body" && n.Data != "html" && postNames.MatchString(names)
		}
		if furnitureHere(n) && (otherPosts.MatchString(names) || n.Data == "aside" || n.Data == "nav" || n.Data != "footer" && !postEnds.MatchString(names)) {
			return false
		}
	}
	return false
}

var (
	addressDay   = regexp.MustCompile(`(?:^|[^\d])((?:19[89]|20[0-6])\d)(?:/(\d{1,2})/(\d{1,2})|[-_](\d\d)[-_](\d\d)|\.(\d\d)\.(\d\d)|(\d\d)(\d\d)|/(\d\d)(\d\d))(?:[^\d]|$)`)
	addressWord  = regexp.MustCompile(`(?i)/((?:19[89]|20[0-6])\d)/([a-z]{3,9})/(\d{1,2})(?:/|$)`)
	addressMonth = regexp.MustCompile(`(?i)/((?:19[89]|20[0-6])\d)[-/](\d\d|[a-z]{3,9})(?:[-/]|$)`)
)

// addressDates are those in an address: /2024/03/05/, /2024/mar/05/, 20240305; or
// its month, /2024/03/.
func addressDates(addr string) []evidence {
	u, err := url.Parse(addr)
	if err != nil {
		return nil
	}
	at := u.Path
	if u.RawQuery != "" && len(u.RawQuery) < 200 {
		at += "?" + u.RawQuery
	}
	date := func(y, mo, d int, raw string) []evidence {
		t := time.Date(y, time.Month(mo), max(d, 1), 0, 0, 0, 0, time.UTC)
		if mo < 1 || int(t.Month()) != mo || d > 0 && t.Day() != d {
			return nil
		}
		e := evidence{Date: scraper.Date{Time: t, Day: true, From: "address", Raw: raw}, family: address, trust: .94, month: d == 0}
		if !strings.Contains(raw, "/") {
			e.trust = .85
		}
		return []evidence{e}
	}
	for _, m := range addressDay.FindAllStringSubmatch(at, 5) {
		for i := 2; i < len(m); i += 2 {
			if m[i] != "" {
				if out := date(number(m[1]), number(m[i]), number(m[i+1]), strings.Trim(m[0], "-_./=")); out != nil {
					return out
				}
			}
		}
	}
	if m := addressWord.FindStringSubmatch(at); m != nil {
		if out := date(number(m[1]), monthOf(m[2]), number(m[3]), m[0]); out != nil {
			return out
		}
	}
	if m := addressMonth.FindStringSubmatch(at); m != nil {
		month := number(m[2])
		if month == 0 {
			month = monthOf(m[2])
		}
		return date(number(m[1]), month, 0, m[0])
	}
	return nil
}

var scriptDate = regexp.MustCompile(`(?i)["']?([a-z_.-]{0,20}(?:publish|publi[sc]a|pub_?date|post_?date|first_?pub|date_?created|original_?date)[a-z_.-]{0,20})["']?\s{0,3}[:=,]\s{0,3}["'](\d{4}[-/]\d\d[-/]\d\d[^"']{0,20}|\d{8}|\d{13}|1\d{9})["']`)

// scriptWords are parts of the names that such data have, as programs spell them.
var scriptWords = []string{"ublish", "ublicat", "ublicad", "ubDate", "ubdate", "ub_date", "ostDate", "ost_date", "ateCreated", "ate_created", "riginalDate"}

// scriptDates are those in data that the page hands to its programs.
func (m *meta) scriptDates(d *document) []evidence {
	var out []evidence
	left := 1 << 20
	for _, n := range d.Find("script").Nodes {
		if n.FirstChild == nil || strings.Contains(strings.ToLower(attr(n, "type")), "ld+json") {
			continue
		}
		s := n.FirstChild.Data
		if left -= len(s); left < 0 {
			break
		}
		for _, word := range scriptWords {
			for from, hits := 0, 0; hits < 10; hits++ {
				i := strings.Index(s[from:], word)
				if i < 0 {
					break
				}
				i += from
				from = i + len(word)
				hit := scriptDate.FindStringSubmatch(s[max(0, i-20):min(len(s), i+110)])
				if hit == nil {
					continue
				}
				e := evidence{Date: m.reader.parse(hit[2], "script "+hit[1]), family: script, trust: .6}
				if !e.Time.IsZero() && e.Time.Year() > 1990 {
					out = append(out, e)
				}
			}
		}
	}
	days := map[string]bool{}
	for _, e := range out {
		days[e.Time.Format(time.DateOnly)] = true
	}
	for i := range out {
		if len(days) > 2 {
			out[i].trust = .25 // they speak of many articles
		}
	}
	return out
}

// settle reads dates of three numbers the other way, day and month exchanged,
// where only that agrees with what the page says elsewhere; where nothing tells,
// they are trusted less, if the page's language alone gave their order.
func (m *meta) settle(found []evidence) {
	for i, e := range found {
		hit := slashed.FindStringSubmatch(e.Raw)
		if hit == nil || e.From == "address" {
			continue
		}
		first, second := number(hit[1]), number(hit[2])
		if first > 12 || second > 12 || first == second {
			continue
		}
		day := dayOf(e.Date)
		other := time.Date(day.Year(), time.Month(day.Day()), int(day.Month()), 0, 0, 0, 0, time.UTC)
		same, swapped := 0, 0
		for j, f := range found {
			if i == j || f.month && f.Time.Year() != day.Year() || !f.month && slashed.MatchString(f.Raw) {
				continue
			}
			switch at := dayOf(f.Date); {
			case at.Equal(day), f.month && at.Month() == day.Month():
				same++
			case at.Equal(other), f.month && at.Month() == other.Month():
				swapped++
			}
		}
		switch {
		case swapped > same:
			shift := other.Sub(day)
			found[i].Time = e.Time.Add(shift)
		case same == 0 && m.reader.guessed:
			found[i].trust *= .8
		}
	}
}
