package main

import (
	"bytes"
	"cmp"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/mail"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"dateline/api"
	newsdesk "dateline/indexer/desk"
	"dateline/indexer/lang"
	"dateline/indexer/opensearch"
	"dateline/scraper"
	"dateline/scraper/archive"
	"dateline/scraper/canon"
	"dateline/scraper/db"
	"dateline/scraper/extract"
	"dateline/scraper/fetch"
)

//go:embed template.toml
var configTemplate string

// A config is what dateline.toml says, with defaults for what it leaves out.
type config struct {
	Data     string         `toml:"data"`
	Contact  string         `toml:"contact"`
	Crawl    crawlConfig    `toml:"crawl"`
	Claims   claimsConfig   `toml:"claims"`
	Search   searchConfig   `toml:"search"`
	Server   serverConfig   `toml:"server"`
	Alerts   alertsConfig   `toml:"alerts"`
	Mail     mailConfig     `toml:"mail"`
	Database databaseConfig `toml:"database"`
	WARC     warcConfig     `toml:"warc"`
	Index    indexConfig    `toml:"index"`
	Outlets  []outletConf   `toml:"outlet"`

	path     string           // of the file; empty if there is none
	outlets  []scraper.Outlet // Outlets, checked
	synonyms *lang.Synonyms   // Search.Synonyms, checked
}

type crawlConfig struct {
	Delay        duration `toml:"delay"`
	Depth        int      `toml:"depth"`
	Cited        string   `toml:"cited"`
	Workers      int      `toml:"workers"`
	Timeout      duration `toml:"timeout"`
	MaxMB        int      `toml:"max_mb"`
	AllowPrivate []string `toml:"allow_private"`
	Heed         []string `toml:"heed"`
}

// alertsConfig says what saved searches may tell of what they find.
type alertsConfig struct {
	AllowPrivate []string `toml:"allow_private"`
}

// mailConfig says by which server mail is sent. The password comes from the environment.
type mailConfig struct {
	Server   string   `toml:"server"`
	From     string   `toml:"from"`
	Username string   `toml:"username"`
	TLS      string   `toml:"tls"`
	Every    duration `toml:"every"`
}

// options are what the desk wants to know.
func (m mailConfig) options() newsdesk.MailOptions {
	return newsdesk.MailOptions{
		Server: m.Server, From: m.From, Username: m.Username, Password: os.Getenv("DATELINE_MAIL_PASSWORD"),
		TLS: m.TLS, Every: m.Every.Duration,
	}
}

// databaseConfig says where the database is. The password comes from the environment.
type databaseConfig struct {
	Address string `toml:"address"` // empty: a file in the data folder
}

// warcConfig says where raw pages are. What lets us in comes from the environment.
type warcConfig struct {
	Address string `toml:"address"` // empty: a folder in the data folder
}

// indexConfig says where the index is. What lets us in comes from the environment.
type indexConfig struct {
	Addresses []string `toml:"addresses"` // of a cluster; none: a folder in the data folder
	Prefix    string   `toml:"prefix"`
	CA        string   `toml:"ca"`
	Shards    int      `toml:"shards"`
	Replicas  int      `toml:"replicas"`
}

// cluster returns what it takes to speak to the cluster. A relative path starts at dir.
func (c indexConfig) cluster(dir string) (opensearch.Config, error) {
	out := opensearch.Config{
		Addresses: slices.Clone(c.Addresses), Prefix: c.Prefix, Shards: c.Shards, Replicas: c.Replicas,
		Username: os.Getenv("DATELINE_INDEX_USER"), Password: os.Getenv("DATELINE_INDEX_PASSWORD"), APIKey: os.Getenv("DATELINE_INDEX_KEY"),
	}
	if c.CA == "" {
		return out, nil
	}
	path := c.CA
	if !filepath.IsAbs(path) {
		path = filepath.Join(dir, path)
	}
	var err error
	if out.CA, err = os.ReadFile(path); err != nil {
		return out, fmt.Errorf("read the certificates that [index] ca names: %w", err)
	}
	return out, nil
}

// check returns what is wrong, and which key it stands under.
func (c indexConfig) check() (key, says string) {
	for _, address := range c.Addresses {
		if err := opensearch.CheckAddress(address); err != nil {
			return "addresses", err.Error()
		}
	}
	switch {
	case c.Prefix != "" && !indexPrefix.MatchString(c.Prefix):
		return "prefix", fmt.Sprintf("%q is no beginning of a name: write small letters, figures and hyphens, a letter first", c.Prefix)
	case c.Shards < 0 || c.Shards > maxShards:
		return "shards", fmt.Sprintf("%d is out of range: write 1 to %d", c.Shards, maxShards)
	case c.Replicas < 0 || c.Replicas > maxReplicas:
		return "replicas", fmt.Sprintf("%d is out of range: write 0 to %d", c.Replicas, maxReplicas)
	}
	return "", ""
}

// The bounds of an index on a cluster.
const (
	maxShards   = 1000
	maxReplicas = 10
)

var indexPrefix = regexp.MustCompile(`^[a-z][a-z0-9-]{0,49}$`)

type claimsConfig struct {
	RulesOnly bool `toml:"rules_only"`
}

// searchConfig says how words are looked for.
type searchConfig struct {
	Synonyms [][]string `toml:"synonyms"`
}

type serverConfig struct {
	Listen string   `toml:"listen"`
	Hosts  []string `toml:"hosts"`
	Rate   int      `toml:"rate"`
	Burst  int      `toml:"burst"`
	CORS   []string `toml:"cors"`
	Embed  []string `toml:"embed"`
	Edit   bool     `toml:"edit"`
}

type outletConf struct {
	Name     string   `toml:"name"`
	Home     string   `toml:"home"`
	Feeds    []string `toml:"feeds"`
	Sitemaps []string `toml:"sitemaps"`
	Pages    []string `toml:"pages"`
	Opinion  []string `toml:"opinion"`
	Body     string   `toml:"body"`
	Leave    []string `toml:"leave"`
	Zone     string   `toml:"zone"`
	Every    duration `toml:"every"`
}

// A duration is written "2s" or "30m". What is wrong with it is said by check,
// which knows the line.
type duration struct {
	time.Duration
	wrong error
}

func (d *duration) UnmarshalText(text []byte) error { //nolint:unparam // as the interface wants it
	var err error
	d.Duration, err = time.ParseDuration(string(text))
	switch {
	case err != nil:
		d.wrong = fmt.Errorf("%q is no duration: write \"2s\", \"30m\" or \"12h\"", text)
	case d.Duration < 0:
		d.wrong = fmt.Errorf("%q is negative", text)
	}
	return nil
}

// Cited says which cited pages are visited.
const (
	citedAny    = "any"    // on any host
	citedListed = "listed" // only on hosts of outlets in the configuration
)

// defaults returns the configuration of no file at all.
func defaults() *config {
	return &config{
		Crawl: crawlConfig{
			Delay: duration{Duration: 2 * time.Second}, Depth: 2, Cited: citedAny, Workers: 8,
			Timeout: duration{Duration: 30 * time.Second}, MaxMB: 8,
		},
		Server: serverConfig{Listen: "127.0.0.1:8080", Rate: 50, Burst: 200},
	}
}

// maxRate is the most that server.rate and server.burst can be.
const maxRate = 100000

// defaultConfig is the file that is read when none is named.
const defaultConfig = "dateline.toml"

// loadConfig reads the configuration in the file at path, or in dateline.toml if
// path is empty; no such file there is a valid configuration. Errors name file and line.
func loadConfig(path string) (*config, error) {
	data, err := os.ReadFile(cmp.Or(path, defaultConfig))
	if path == "" && errors.Is(err, fs.ErrNotExist) {
		return defaults(), nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the configuration: %w: check the path, or write one with 'dateline init'", err)
	}
	return parseConfig(cmp.Or(path, defaultConfig), data)
}

// parseConfig reads the text of the configuration file at path.
func parseConfig(path string, data []byte) (*config, error) {
	c := defaults()
	c.path = path
	decoder := toml.NewDecoder(bytes.NewReader(data)).DisallowUnknownFields()
	if err := decoder.Decode(c); err != nil {
		return nil, placeError(path, err)
	}
	if err := c.check(lines(data)); err != nil {
		return nil, fmt.Errorf("%s:%w", path, err)
	}
	return c, nil
}

// placeError says in one line where in the file at path the decoder stopped, and why.
func placeError(path string, err error) error {
	var strict *toml.StrictMissingError
	if errors.As(err, &strict) && len(strict.Errors) > 0 {
		line, _ := strict.Errors[0].Position()
		return fmt.Errorf("%s:%d: unknown key %q: 'dateline init --print' shows the keys there are",
			path, line, strings.Join(strict.Errors[0].Key(), "."))
	}
	var decode *toml.DecodeError
	if errors.As(err, &decode) {
		line, _ := decode.Position()
		says := strings.TrimPrefix(decode.Error(), "toml: ")
		if hit := wrongType.FindStringSubmatch(says); hit != nil {
			says = fmt.Sprintf("here stands %s where %s belongs", article(strings.ToLower(hit[1])), tomlName(hit[2]))
		}
		if key := decode.Key(); len(key) > 0 {
			says = strings.Join(key, ".") + ": " + says
		}
		return fmt.Errorf("%s:%d: %s", path, line, says)
	}
	return fmt.Errorf("%s: %w", path, err)
}

// wrongType is how the decoder says that a value has another type than its key.
var wrongType = regexp.MustCompile(`^cannot (?:decode|store) TOML (\w+) (?:in|into) .*type (\S+)$`)

// tomlName returns what a Go type is called by who writes TOML.
func tomlName(goType string) string {
	switch {
	case strings.HasPrefix(goType, "[][]"):
		return "a list of lists of strings, [[\"…\", \"…\"]],"
	case strings.HasPrefix(goType, "[]"):
		return "a list of strings, [\"…\"],"
	case strings.HasPrefix(goType, "int"):
		return "a whole number"
	case strings.HasPrefix(goType, "string"):
		return "a string, \"…\","
	}
	return "another kind of value"
}

// article returns a word with a or an before it.
func article(word string) string {
	if strings.IndexAny(word, "aeiou") == 0 {
		return "an " + word
	}
	return "a " + word
}

// lines returns the line on which each key stands, the keys of the n-th outlet
// as "outlet.n.key".
func lines(data []byte) map[string]int {
	at := map[string]int{}
	var p unstable.Parser
	p.Reset(data)
	prefix, outlets := "", 0
	for p.NextExpression() {
		e := p.Expression()
		var words []string
		line := 0
		for key := e.Key(); key.Next(); {
			words = append(words, string(key.Node().Data))
			line = p.Shape(key.Node().Raw).Start.Line
		}
		name := strings.Join(words, ".")
		switch e.Kind {
		case unstable.Table:
			prefix = name + "."
			at["["+name+"]"] = line
		case unstable.ArrayTable:
			prefix = fmt.Sprintf("%s.%d.", name, outlets)
			outlets++
			at[strings.TrimSuffix(prefix, ".")] = line
		case unstable.KeyValue:
			at[prefix+name] = line
		}
	}
	return at
}

// check holds every value against what it may be, and fills in c.outlets. Its
// errors begin with the line, taken from at.
func (c *config) check(at map[string]int) error {
	wrong := func(key, says string, args ...any) error {
		line := at[key]
		for key != "" && line == 0 { // the key is left out: name the table it belongs to
			i := strings.LastIndexByte(key, '.')
			key = key[:max(i, 0)]
			line = at[key]
		}
		return fmt.Errorf("%d: %s", max(line, 1), fmt.Sprintf(says, args...))
	}
	if at["[outlet]"] > 0 {
		return wrong("[outlet]", "[outlet] has to be [[outlet]]: there may be several")
	}
	if at["data"] > 0 && c.Data == "" {
		return wrong("data", "data: is empty: name a folder, or leave it out")
	}
	for _, d := range []struct {
		key  string
		from duration
	}{{"crawl.delay", c.Crawl.Delay}, {"crawl.timeout", c.Crawl.Timeout}, {"mail.every", c.Mail.Every}} {
		if d.from.wrong != nil {
			return wrong(d.key, "%s: %v", d.key, d.from.wrong)
		}
	}
	for _, ask := range c.Crawl.Heed {
		if ask != "noindex" && ask != "noarchive" {
			return wrong("crawl.heed", "crawl.heed: %q is neither \"noindex\" nor \"noarchive\"", ask)
		}
	}
	for _, list := range []struct {
		key   string
		allow []string
	}{{"crawl.allow_private", c.Crawl.AllowPrivate}, {newsdesk.PrivateKey, c.Alerts.AllowPrivate}} {
		for _, a := range list.allow {
			if err := fetch.CheckAllowed(a); err != nil {
				return wrong(list.key, "%s: %v", list.key, err)
			}
		}
	}
	if c.Mail.Server != "" {
		if err := c.Mail.options().Check(); err != nil {
			key, _, _ := strings.Cut("mail."+err.Error(), ":")
			if at[key] == 0 {
				key = "[mail]"
			}
			return wrong(key, "mail.%v", err)
		}
	} else if at["[mail]"] > 0 && c.Mail != (mailConfig{}) {
		return wrong("[mail]", "mail.server: is missing: name a host:port, such as \"smtp.newsroom.example:587\"")
	}
	if c.Database.Address != "" {
		if err := db.CheckAddress(c.Database.Address); err != nil {
			return wrong("database.address", "database.address: %v", err)
		}
	}
	if c.WARC.Address != "" {
		if err := archive.CheckAddress(c.WARC.Address); err != nil {
			return wrong("warc.address", "warc.address: %v", err)
		}
	}
	switch {
	case at["index.prefix"] > 0 && c.Index.Prefix == "":
		return wrong("index.prefix", "index.prefix: is empty: write how the names of its indices begin, or leave it out")
	case at["index.shards"] > 0 && c.Index.Shards == 0:
		return wrong("index.shards", "index.shards: 0 is out of range: write 1 to %d, or leave it out", maxShards)
	}
	if key, says := c.Index.check(); key != "" {
		return wrong("index."+key, "index.%s: %s", key, says)
	}
	if c.Contact != "" {
		if _, err := mail.ParseAddress(c.Contact); err != nil && !isWeb(c.Contact) {
			return wrong("contact", "contact: %q is neither a mail address nor an http(s) address", c.Contact)
		}
	}
	switch {
	case c.Crawl.Depth < 0 || c.Crawl.Depth > 5:
		return wrong("crawl.depth", "crawl.depth: %d is not between 0 and 5", c.Crawl.Depth)
	case c.Crawl.Cited != citedAny && c.Crawl.Cited != citedListed:
		return wrong("crawl.cited", "crawl.cited: %q is neither %q nor %q", c.Crawl.Cited, citedAny, citedListed)
	case c.Crawl.Workers < 1 || c.Crawl.Workers > 256:
		return wrong("crawl.workers", "crawl.workers: %d is not between 1 and 256", c.Crawl.Workers)
	case c.Crawl.MaxMB < 1 || c.Crawl.MaxMB > 256:
		return wrong("crawl.max_mb", "crawl.max_mb: %d is not between 1 and 256", c.Crawl.MaxMB)
	case c.Crawl.Timeout.Duration < time.Second:
		return wrong("crawl.timeout", "crawl.timeout: %s is less than a second", c.Crawl.Timeout)
	}
	if c.Search.Synonyms != nil {
		var err error
		if c.synonyms, err = lang.NewSynonyms(c.Search.Synonyms); err != nil {
			return wrong("search.synonyms", "search.synonyms: %v", err)
		}
	}
	if !isHostPort(c.Server.Listen) {
		return wrong("server.listen", "server.listen: %q is no host:port, such as \"127.0.0.1:8080\"", c.Server.Listen)
	}
	if c.Server.Rate < 0 || c.Server.Rate > maxRate {
		return wrong("server.rate", "server.rate: %d is not between 0 and %d", c.Server.Rate, maxRate)
	}
	if c.Server.Burst < 1 || c.Server.Burst > maxRate {
		return wrong("server.burst", "server.burst: %d is not between 1 and %d", c.Server.Burst, maxRate)
	}
	for _, list := range []struct {
		key     string
		origins []string
	}{{"server.cors", c.Server.CORS}, {"server.embed", c.Server.Embed}} {
		for _, origin := range list.origins {
			if err := api.CheckOrigin(origin); err != nil {
				return wrong(list.key, "%s: %v", list.key, err)
			}
		}
	}
	names, hosts := map[string]bool{}, map[string]string{}
	for i, o := range c.Outlets {
		key := fmt.Sprintf("outlet.%d", i)
		outlet, field, err := o.outlet()
		if err != nil {
			return wrong(key+"."+field, "%s of outlet %q: %v", field, cmp.Or(o.Name, o.Home, fmt.Sprint(i+1)), err)
		}
		if name := strings.ToLower(outlet.Name); names[name] {
			return wrong(key+".name", "outlet %q stands here twice", outlet.Name)
		}
		if other := hosts[outlet.Host()]; other != "" {
			return wrong(key+".home", "outlet %q has the same host as %q: put both into one table", outlet.Name, other)
		}
		names[strings.ToLower(outlet.Name)], hosts[outlet.Host()] = true, outlet.Name
		c.outlets = append(c.outlets, outlet)
	}
	return nil
}

// isHostPort reports whether a server may listen there.
func isHostPort(s string) bool {
	_, port, err := net.SplitHostPort(s)
	if err != nil {
		return false
	}
	_, err = strconv.ParseUint(port, 10, 16)
	return err == nil
}

func isWeb(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// outlet returns the outlet that o describes, or the field that is wrong and why.
func (o outletConf) outlet() (out scraper.Outlet, field string, err error) {
	out = scraper.Outlet{Name: strings.TrimSpace(o.Name), Every: o.Every.Duration}
	if out.Name == "" {
		return out, "name", errors.New("is missing: say what the outlet is called")
	}
	if o.Home == "" {
		return out, "home", errors.New("is missing: give the address of its front page")
	}
	if out.Home, err = canon.URL(o.Home, ""); err != nil {
		return out, "home", err
	}
	for _, list := range []struct {
		field string
		from  []string
		into  *[]string
	}{{"feeds", o.Feeds, &out.Feeds}, {"sitemaps", o.Sitemaps, &out.Sitemaps}, {"pages", o.Pages, &out.Pages}} {
		for _, raw := range list.from {
			address, err := canon.URL(raw, out.Home)
			if err != nil {
				return out, list.field, err
			}
			*list.into = append(*list.into, address)
		}
	}
	for _, prefix := range o.Opinion {
		if !strings.HasPrefix(prefix, "/") {
			return out, "opinion", fmt.Errorf("%q is no path: begin it with /", prefix)
		}
		out.Opinion = append(out.Opinion, prefix)
	}
	if out.Body = strings.TrimSpace(o.Body); out.Body != "" {
		if err := extract.CheckSelector(out.Body); err != nil {
			return out, "body", err
		}
	}
	for _, selector := range o.Leave {
		if err := extract.CheckSelector(selector); err != nil {
			return out, "leave", err
		}
		out.Leave = append(out.Leave, selector)
	}
	if o.Zone != "" {
		if out.Zone, err = time.LoadLocation(o.Zone); err != nil {
			return out, "zone", fmt.Errorf("%q is no time zone, such as \"Europe/London\"", o.Zone)
		}
	}
	if o.Every.wrong != nil {
		return out, "every", o.Every.wrong
	}
	if o.Every.Duration > 0 && o.Every.Duration < time.Minute {
		return out, "every", fmt.Errorf("%s is less than a minute: that would be impolite", o.Every)
	}
	return out, "", nil
}

// dataFolder returns the data folder: the flag, the environment, the file, or ./dateline-data.
func (a *app) dataFolder() string {
	return cmp.Or(a.dataFlag, os.Getenv("DATELINE_DATA"), a.cfg.dataFolder())
}

// dataFolder returns the data folder that the file names, or ./dateline-data.
func (c *config) dataFolder() string {
	if c.Data != "" && !filepath.IsAbs(c.Data) {
		return filepath.Join(filepath.Dir(c.path), c.Data)
	}
	return cmp.Or(c.Data, "dateline-data")
}
