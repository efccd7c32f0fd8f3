// Package robots reads robots.txt and says what it allows (RFC 9309).
//
// [Parse] never fails: a line that means nothing is passed over, as the standard
// asks. [For] says what holds when the file did not come as it should.
package robots

import (
	"bytes"
	"math"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// maxBytes is how much of a robots.txt is read; RFC 9309 asks for at least this.
const maxBytes = 500 << 10

// Rules are what a robots.txt says. The zero Rules allow everything.
type Rules struct {
	groups   []group
	sitemaps []string
	deny     bool // everything: the file could not be had
}

// A group holds for the agents that it names.
type group struct {
	agents []string // lower case
	rules  []rule
	delay  time.Duration // negative: none stated
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
	case status >= 200 && status < 300:
		return Parse(body)
	case status >= 300 && status < 500: // a redirect that led nowhere counts as no file
		return &Rules{}
	}
	return Deny()
}

// Parse reads a robots.txt.
func Parse(body []byte) *Rules {
	body = bytes.TrimPrefix(body, []byte("\ufeff"))
	if len(body) > maxBytes {
		body = body[:maxBytes]
		// The last line is cut: half a rule may forbid more than was meant.
		body = body[:bytes.LastIndexAny(body, "\r\n")+1]
	}
	r := &Rules{}
	naming := false // the line before was a user-agent line
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
				r.groups = append(r.groups, group{delay: -1})
			}
			g := &r.groups[len(r.groups)-1]
			g.agents = append(g.agents, strings.ToLower(product(value)))
			naming = true
			continue
		case "allow":
			r.add(rule{allow: true, pattern: normal(value)}, value)
		case "disallow", "dissallow", "disalow", "dissalow", "disallaw", "diasllow":
			r.add(rule{pattern: normal(value)}, value)
		case "crawl-delay":
			if d, ok := seconds(value); ok && len(r.groups) > 0 {
				r.groups[len(r.groups)-1].delay = d
			}
		case "sitemap":
			if value != "" && len(r.sitemaps) < 1000 {
				r.sitemaps = append(r.sitemaps, value)
			}
			continue // belongs to no group, and ends none
		default:
			continue
		}
		naming = false
	}
	return r
}

// add gives a rule to the group that is being read. Rules before the first
// user-agent line belong to nobody; an empty pattern matches nothing.
func (r *Rules) add(rule rule, value string) {
	if len(r.groups) == 0 || value == "" {
		return
	}
	g := &r.groups[len(r.groups)-1]
	g.rules = append(g.rules, rule)
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
	for _, g := range r.forAgent(agent) {
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
// whether one is stated.
func (r *Rules) Delay(agent string) (time.Duration, bool) {
	for _, g := range r.forAgent(agent) {
		if g.delay >= 0 {
			return g.delay, true
		}
	}
	return 0, false
}

// Sitemaps returns the sitemaps that the file names, as it names them.
func (r *Rules) Sitemaps() []string { return r.sitemaps }

// forAgent returns the groups that name agent, or else those for everybody.
func (r *Rules) forAgent(agent string) (own []group) {
	name := strings.ToLower(product(agent))
	var all []group
	for _, g := range r.groups {
		for _, a := range g.agents {
			if a == name && name != "" {
				own = append(own, g)
				break
			}
			if a == "*" {
				all = append(all, g)
				break
			}
		}
	}
	if len(own) > 0 {
		return own
	}
	return all
}

// target returns what patterns are held against: path and query, normalised.
func target(rawURL string) string {
	rest := rawURL
	if _, after, ok := strings.Cut(rest, "://"); ok {
		rest = after
		i := strings.IndexAny(rest, "/?#;")
		if i < 0 {
			return "/"
		}
		rest = rest[i:]
	} else if u, err := url.Parse(rest); err == nil && u.Host != "" {
		rest = u.RequestURI()
	}
	rest, _, _ = strings.Cut(rest, "#")
	if !strings.HasPrefix(rest, "/") {
		rest = "/" + rest
	}
	return normal(rest)
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
