// Package robots reads robots.txt and says what it allows (RFC 9309).
//
// [Parse] never fails: a line that means nothing is passed over, as the standard
// asks. [For] says what holds when the file did not come as it should.
//
// The most used parser publishes its cases, and we decide as it does but for
// these, where the standard is plain or says nothing:
//
//   - Rules and addresses are compared in one percent-encoding (section 2.2.2):
//     "/foo/%62%61%7A" speaks of "/foo/baz", and "/foo/ツ" of "/foo/%E3%83%84".
//     That parser leaves the address as it is given: in three cases nothing matches.
//   - A name ends where its letters do, in a group and in a User-Agent header
//     alike: to a group for "Foo Bar", "Foo" belongs, and "Foo Bar" as well.
//   - A rule for "/index.html" says nothing about "/".
package robots

import (
	"bytes"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// MaxBytes is how much of a robots.txt is read; RFC 9309 asks for at least this.
const MaxBytes = 500 << 10

// Rules are what a robots.txt says. The zero Rules allow everything.
type Rules struct {
	groups   []group
	sitemaps []string
	deny     bool // everything: the file could not be had
}

// A group holds for the agents that it names.
type group struct {
	agents []agent
	rules  []rule
}

// An agent is a name that a group holds for, and what it alone was asked.
type agent struct {
	name  string        // lower case
	delay time.Duration // negative: none stated
}

// A rule allows or forbids the paths that match its pattern.
type rule struct {
	allow   bool
	pattern string // normalised; may hold * and end in $
}

// Deny returns rules that forbid everything.
func Deny() *Rules { return &Rules{deny: true} }

// For returns the rules that hold after a request for robots.txt ended with that
// status, 0 for no answer at all: a file that is not there forbids nothing; one
// that cannot be had, for now, forbids everything (RFC 9309, section 2.3.1).
func For(status int, body []byte) *Rules {
	switch {
	case !Settled(status):
		return Deny()
	case status >= 200 && status < 300:
		return Parse(body)
	}
	return &Rules{} // a redirect that led nowhere counts as no file
}

// Settled reports whether an answer with that status settles what robots.txt
// says. A server that is in trouble, or asks us to slow down, is asked again later.
func Settled(status int) bool {
	return status >= 200 && status < 500 && status != http.StatusTooManyRequests
}

// Parse reads a robots.txt.
func Parse(body []byte) *Rules {
	body = bytes.TrimPrefix(body, []byte("\ufeff"))
	if len(body) > MaxBytes {
		body = body[:MaxBytes]
		// The last line is cut: half a rule may forbid more than was meant.
		body = body[:bytes.LastIndexAny(body, "\r\n")+1]
	}
	r := &Rules{}
	naming := false // no rule has followed the last user-agent line yet
	lines := strings.FieldsFunc(string(body), func(c rune) bool { return c == '\n' || c == '\r' })
	for _, line := range lines {
		line, _, _ = strings.Cut(line, "#")
		key, value, ok := strings.Cut(line, ":")
		if !ok {
			// Many files leave out the colon.
			key, value, ok = strings.Cut(strings.TrimSpace(line), " ")
			if !ok {
				continue
			}
		}
		value = strings.TrimSpace(value)
		switch strings.ToLower(strings.TrimSpace(key)) {
		case "user-agent", "useragent", "user agent":
			if !naming {
				r.groups = append(r.groups, group{})
			}
			g := &r.groups[len(r.groups)-1]
			g.agents = append(g.agents, agent{strings.ToLower(product(value)), -1})
			naming = true
		case "allow":
			r.add(true, value)
			naming = false
		case "disallow", "dissallow", "disalow", "dissalow", "disallaw", "diasllow":
			r.add(false, value)
			naming = false
		// What follows is not the standard's, so it ends no group.
		case "crawl-delay":
			r.slow(value)
		case "sitemap":
			if value != "" && len(r.sitemaps) < maxSitemaps {
				r.sitemaps = append(r.sitemaps, value)
			}
		}
	}
	return r
}

// maxSitemaps is how many sitemaps are taken from one file.
const maxSitemaps = 1000

// add gives a rule to the group that is being read. Rules before the first
// user-agent line belong to nobody; an empty pattern matches nothing.
func (r *Rules) add(allow bool, value string) {
	if len(r.groups) == 0 || value == "" {
		return
	}
	g := &r.groups[len(r.groups)-1]
	g.rules = append(g.rules, rule{allow, pattern(value)})
}

// slow gives a Crawl-delay to the agents named so far in the group that is being
// read, and not to those who are named below it: many files state a delay for
// one, and rules for everybody right after.
func (r *Rules) slow(value string) {
	d, ok := seconds(value)
	if !ok || len(r.groups) == 0 {
		return
	}
	agents := r.groups[len(r.groups)-1].agents
	for i := len(agents) - 1; i >= 0 && agents[i].delay < 0; i-- {
		agents[i].delay = d
	}
}

// product returns the name at the start of a user-agent value: "Dateline" of
// "Dateline/0.1 (+mailto:…)"; "*" stays.
func product(value string) string {
	if strings.HasPrefix(value, "*") && (len(value) == 1 || value[1] == ' ' || value[1] == '\t') {
		return "*"
	}
	end := strings.IndexFunc(value, func(c rune) bool {
		return (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != '-' && c != '_'
	})
	if end >= 0 {
		return value[:end]
	}
	return value
}

// seconds reads a Crawl-delay.
func seconds(s string) (time.Duration, bool) {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(f) || f < 0 {
		return 0, false
	}
	return time.Duration(min(f, 86400) * float64(time.Second)), true
}

// Allowed reports whether agent may fetch the page at rawURL. Agent is the
// name alone or a whole User-Agent header.
func (r *Rules) Allowed(agent, rawURL string) bool {
	if r.deny {
		return false
	}
	path := target(rawURL)
	if path == "/robots.txt" {
		return true
	}
	allow, best := true, -1
	name := r.known(agent)
	for _, g := range r.groups {
		if !g.names(name) {
			continue
		}
		for _, rule := range g.rules {
			n := len(rule.pattern)
			if n < best || n == best && !rule.allow || !matches(rule.pattern, path) {
				continue
			}
			// The longest pattern decides; of two that are as long, allow.
			allow, best = rule.allow, n
		}
	}
	return allow
}

// Delay returns the pause that agent is asked to keep between two requests, and
// whether one is stated. Of several that are stated, the longest holds.
func (r *Rules) Delay(agent string) (delay time.Duration, stated bool) {
	delay = -1
	name := r.known(agent)
	for _, g := range r.groups {
		for _, a := range g.agents {
			if a.name == name {
				delay = max(delay, a.delay)
			}
		}
	}
	return max(delay, 0), delay >= 0
}

// Sitemaps returns the sitemaps that the file names, as it names them.
func (r *Rules) Sitemaps() []string { return r.sitemaps }

// known returns the name under which the file speaks of agent: its own if there
// is a group for it, else "*".
func (r *Rules) known(agent string) string {
	name := strings.ToLower(product(agent))
	for _, g := range r.groups {
		if name != "" && g.names(name) {
			return name
		}
	}
	return "*"
}

func (g group) names(name string) bool {
	return slices.ContainsFunc(g.agents, func(a agent) bool { return a.name == name })
}

// target returns what patterns are held against: path and query of an address,
// in the form that patterns have.
func target(rawURL string) string {
	rest := rawURL
	if !strings.HasPrefix(rest, "/") || strings.HasPrefix(rest, "//") {
		_, after, ok := strings.Cut(rest, "//")
		i := strings.IndexAny(after, "/?#;")
		if !ok || i < 0 {
			return "/"
		}
		rest = after[i:]
	}
	rest, _, _ = strings.Cut(rest, "#")
	if !strings.HasPrefix(rest, "/") {
		rest = "/" + rest
	}
	return literal.Replace(normal(rest))
}

// In a pattern * and $ have a meaning, so one that stands for itself is encoded.
var literal = strings.NewReplacer("*", "%2A", "$", "%24")

// pattern returns the value of a rule in the form that matches expects: a $
// that is not at the end stands for itself.
func pattern(value string) string {
	value = normal(value)
	rest, end := strings.CutSuffix(value, "$")
	rest = strings.ReplaceAll(rest, "$", "%24")
	if end {
		return rest + "$"
	}
	return rest
}

// normal gives a path or pattern one percent-encoding: bytes beyond ASCII are
// encoded, letters and digits are not, and what is encoded is in capitals.
func normal(s string) string {
	const hex = "0123456789ABCDEF"
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '%' && i+2 < len(s):
			n, err := strconv.ParseUint(s[i+1:i+3], 16, 8)
			if err != nil {
				out.WriteByte(c)
				continue
			}
			if d := byte(n); 'a' <= d && d <= 'z' || 'A' <= d && d <= 'Z' || '0' <= d && d <= '9' || strings.IndexByte("-._~", d) >= 0 {
				out.WriteByte(d)
			} else {
				out.WriteString(strings.ToUpper(s[i : i+3]))
			}
			i += 2
		case c >= 0x80 || c <= ' ':
			out.WriteByte('%')
			out.WriteByte(hex[c>>4])
			out.WriteByte(hex[c&15])
		default:
			out.WriteByte(c)
		}
	}
	return out.String()
}

// matches reports whether a path begins as pattern says: * stands for any run
// of characters, $ at the end for the end. It never goes back by more than one
// star, so its time is at most the product of both lengths.
func matches(pattern, path string) bool {
	end := strings.HasSuffix(pattern, "$")
	pattern = strings.TrimSuffix(pattern, "$")
	parts := strings.Split(pattern, "*")
	if !strings.HasPrefix(path, parts[0]) {
		return false
	}
	rest := path[len(parts[0]):]
	if len(parts) == 1 {
		return !end || rest == ""
	}
	for _, part := range parts[1 : len(parts)-1] {
		i := strings.Index(rest, part)
		if i < 0 {
			return false
		}
		rest = rest[i+len(part):]
	}
	last := parts[len(parts)-1]
	if end {
		return strings.HasSuffix(rest, last)
	}
	return strings.Contains(rest, last)
}
