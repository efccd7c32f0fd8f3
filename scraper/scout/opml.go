package scout

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"dateline/scraper"
	"dateline/scraper/canon"
	"dateline/scraper/feed"
)

// feedHosts serve the feeds of many outlets, and tell nothing of whose they are.
var feedHosts = []string{"feedburner.com", "feedburner.google.com", "feedproxy.google.com", "feedblitz.com", "feedly.com", "rss.app", "feed43.com", "fetchrss.com", "rsshub.app", "news.google.com"}

// FromOPML returns the outlets that an OPML lists, one a host, in the order in
// which they stand there, and what it holds besides.
func FromOPML(o *feed.OPML) (list []scraper.Outlet, skipped []string) {
	var (
		hosts  []string // in order
		byHost = map[string][]feed.Outline{}
		folder = map[string]string{} // of the host, if all its feeds and nothing else stand there
	)
	var walk func(outlines []feed.Outline, in string)
	walk = func(outlines []feed.Outline, in string) {
		for _, line := range outlines {
			home, ok := homeOf(line)
			switch {
			case line.Feed == "" && line.Home == "", line.Feed == "" && len(line.Outlines) > 0: // a folder
			case !ok:
				skipped = append(skipped, cmp.Or(line.Title, line.Feed, line.Home)+": no htmlUrl says which site it belongs to")
			default:
				line.Home = home
				host := scraper.HostOf(home)
				if byHost[host] == nil {
					hosts = append(hosts, host)
					folder[host] = in
				} else if folder[host] != in {
					folder[host] = ""
				}
				byHost[host] = append(byHost[host], line)
			}
			walk(line.Outlines, cmp.Or(line.Title, in))
		}
	}
	walk(o.Outlines, "")
	inFolder := map[string]int{} // hosts
	for _, host := range hosts {
		inFolder[folder[host]]++
	}
	names := map[string]bool{}
	for _, host := range hosts {
		out, lines := scraper.Outlet{}, byHost[host]
		var titles []string
		for _, line := range lines {
			titles = append(titles, line.Title)
			if line.Feed == "" {
				continue
			}
			if u, err := canon.URL(line.Feed, line.Home); err != nil {
				skipped = append(skipped, fmt.Sprintf("%s: %v", cmp.Or(line.Title, line.Feed), err))
			} else if !slices.Contains(out.Feeds, u) {
				out.Feeds = append(out.Feeds, u)
			}
		}
		out.Home = lines[0].Home
		if slices.ContainsFunc(lines, func(l feed.Outline) bool { return l.Home != out.Home }) {
			out.Home = frontPage(out.Home)
		}
		if len(lines) > 1 && inFolder[folder[host]] == 1 {
			out.Name = folder[host]
		}
		out.Name = words(cmp.Or(out.Name, commonName(titles), host))
		if names[strings.ToLower(out.Name)] {
			out.Name += " (" + host + ")"
		}
		names[strings.ToLower(out.Name)] = true
		list = append(list, out)
	}
	return list, skipped
}

// homeOf returns the front page that an outline names, or that of the host of
// its feed; false if neither tells whose feed it is.
func homeOf(o feed.Outline) (string, bool) {
	if home, err := canon.URL(o.Home, ""); err == nil && !sharedHost(scraper.HostOf(home)) {
		return home, true
	}
	address, err := canon.URL(o.Feed, "")
	if err != nil || sharedHost(scraper.HostOf(address)) {
		return "", false
	}
	return frontPage(address), true
}

func sharedHost(host string) bool {
	return slices.ContainsFunc(feedHosts, func(h string) bool { return host == h || strings.HasSuffix(host, "."+h) })
}

// frontPage returns the address of the front page of a site.
func frontPage(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/"}).String()
}

// commonName returns the words with which all titles begin, such as "The Mill"
// of "The Mill: News" and "The Mill: Sport"; else the shortest title.
func commonName(titles []string) string {
	titles = slices.DeleteFunc(slices.Clone(titles), func(s string) bool { return s == "" })
	if len(titles) == 0 {
		return ""
	}
	common := strings.Fields(titles[0])
	for _, title := range titles[1:] {
		words := strings.Fields(title)
		n := 0
		for n < min(len(words), len(common)) && strings.EqualFold(bare(words[n]), bare(common[n])) {
			n++
		}
		common = common[:n]
	}
	if name := bare(strings.Join(common, " ")); len(name) > 3 && !strings.EqualFold(name, "the") {
		return name
	}
	return slices.MinFunc(titles, func(a, b string) int { return cmp.Compare(len(a), len(b)) })
}

// bare returns a title without the mark that its section hangs on.
func bare(s string) string {
	return strings.TrimRightFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(":-–—|/»>•·,", r)
	})
}

// ToOPML returns outlets as OPML, and how many addresses it has no place for.
func ToOPML(list []scraper.Outlet) (o *feed.OPML, left int) {
	o = &feed.OPML{Title: "Outlets that Dateline follows"}
	for _, outlet := range list {
		left += len(outlet.Sitemaps) + len(outlet.Pages)
		line := feed.Outline{Title: outlet.Name, Home: outlet.Home}
		switch len(outlet.Feeds) {
		case 0:
		case 1:
			line.Feed = outlet.Feeds[0]
		default:
			for i, f := range outlet.Feeds {
				line.Outlines = append(line.Outlines, feed.Outline{Title: fmt.Sprintf("%s: %d", outlet.Name, i+1), Feed: f, Home: outlet.Home})
			}
		}
		o.Outlines = append(o.Outlines, line)
	}
	return o, left
}
