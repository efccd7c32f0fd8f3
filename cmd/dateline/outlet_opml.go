package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"slices"
	"strings"
	"unicode"

	"dateline/scraper/canon"
	"dateline/scraper/feed"
)

// mostOPML is how large an OPML file may be.
const mostOPML = 16 << 20

// importOutlets prints the tables of what an OPML file lists, or adds them to
// the configuration.
func (a *app) importOutlets(file string, write bool) error {
	body, err := a.readFile(file, mostOPML)
	if err != nil {
		return err
	}
	opml, err := feed.ParseOPML(body)
	if err != nil {
		return fmt.Errorf("%s: %w: export the feeds of your reader as OPML", file, err)
	}
	list, skipped := outletsOf(opml)
	for _, says := range skipped {
		fmt.Fprintln(a.err, plain("left out: "+says))
	}
	list = a.without(list)
	if len(list) == 0 {
		fmt.Fprintf(a.err, "%s lists nothing to add\n", file)
		return nil
	}
	if !write {
		for i, o := range list {
			if i > 0 {
				fmt.Fprintln(a.out)
			}
			fmt.Fprint(a.out, o.table())
		}
		return nil
	}
	path := a.configPath()
	if err := addTables(path, list); err != nil {
		return fmt.Errorf("add to %s: %w", path, err)
	}
	feeds := 0
	for _, o := range list {
		feeds += len(o.Feeds)
	}
	fmt.Fprintf(a.out, "added %s with %s to %s: 'dateline outlets check' tests them\n", plural(len(list), "outlet"), plural(feeds, "feed"), path)
	return nil
}

// without returns the outlets that the configuration does not hold yet, and
// says which it does.
func (a *app) without(list []outletConf) []outletConf {
	var rest []outletConf
	for _, o := range list {
		at := outlets(a.cfg.outlets).host(hostOf(o.Home))
		switch {
		case at != nil:
			says := fmt.Sprintf("%s is there already as %q", hostOf(o.Home), at.Name)
			var more []string
			for _, f := range o.Feeds {
				if !slices.Contains(at.Feeds, f) {
					more = append(more, f)
				}
			}
			if len(more) > 0 {
				says += "; its table does not name " + strings.Join(more, " ")
			}
			fmt.Fprintln(a.err, plain("left out: "+says))
			continue
		case outlets(a.cfg.outlets).follows(o.Name):
			fmt.Fprintln(a.err, plain(fmt.Sprintf("left out: an outlet called %q is there already, at another host than %s", o.Name, hostOf(o.Home))))
			continue
		}
		rest = append(rest, o)
	}
	return rest
}

// feedHosts serve the feeds of many outlets, and tell nothing of whose they are.
var feedHosts = []string{"feedburner.com", "feedburner.google.com", "feedproxy.google.com", "feedblitz.com", "feedly.com", "rss.app", "feed43.com", "fetchrss.com", "rsshub.app", "news.google.com"}

// outletsOf returns the outlets that an OPML lists, one a host, in the order in
// which they stand there, and what it holds besides.
func outletsOf(o *feed.OPML) (list []outletConf, skipped []string) {
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
				skipped = append(skipped, cmp.Or(line.Title, line.Feed, line.Home)+": no htmlUrl says which site it belongs to: write its table by hand")
			default:
				line.Home = home
				host := hostOf(home)
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
		out, lines := outletConf{}, byHost[host]
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
		out.Name = plain(cmp.Or(out.Name, commonName(titles), host))
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
	if home, err := canon.URL(o.Home, ""); err == nil && !sharedHost(hostOf(home)) {
		return home, true
	}
	address, err := canon.URL(o.Feed, "")
	if err != nil || sharedHost(hostOf(address)) {
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

// exportOutlets writes the configured outlets as OPML.
func (a *app) exportOutlets(args []string) error {
	if len(a.cfg.outlets) == 0 {
		return errors.New("no outlets are configured: name some in dateline.toml ('dateline init' writes one)")
	}
	opml, left := opmlOf(a.cfg.outlets)
	if left > 0 {
		fmt.Fprintf(a.err, "%s left out: OPML has no place for them\n", plural(left, "sitemap or section page", "sitemaps and section pages"))
	}
	body := feed.FormatOPML(opml)
	if len(args) == 0 || args[0] == "-" {
		_, err := a.out.Write(body)
		return err
	}
	file, err := os.OpenFile(args[0], os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already and is left as it is: name another file", args[0])
	}
	if err != nil {
		return err
	}
	_, err = file.Write(body)
	if err := errors.Join(err, file.Close()); err != nil {
		return err
	}
	fmt.Fprintf(a.out, "wrote %s to %s\n", plural(len(a.cfg.outlets), "outlet"), args[0])
	return nil
}

// opmlOf returns outlets as OPML, and how many addresses it has no place for.
func opmlOf(list outlets) (o *feed.OPML, left int) {
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
