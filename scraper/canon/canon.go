// Package canon gives every address one form, so that an article found by
// several links is visited once.
//
// [URL] makes an address absolute and plain; [Same] says whether a page may call
// itself by another address.
package canon

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// An address may be that long, in bytes. Browsers and servers take no more than the
// first, and the index of a database, or a sitemap, none whose one form is much longer than the second.
const (
	maxLength = 4096
	maxForm   = 2000
)

// URL returns the one form of the address raw, which may be relative to base:
// lower-case scheme and host, no default port, no fragment, no dot segments,
// percent-encoding only where it is needed, no parameters that only say
// where a reader came from or hold their session. What is no http(s) address is an error.
func URL(raw, base string) (string, error) {
	raw = strings.TrimFunc(raw, func(r rune) bool { return r <= ' ' })
	if len(raw) > maxLength {
		return "", fmt.Errorf("an address of %d bytes is longer than the %d that are taken", len(raw), maxLength)
	}
	if raw == "" {
		return "", errors.New("the address is empty")
	}
	// Browsers drop line breaks and tabs inside an address.
	raw = strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' || r == '\t' {
			return -1
		}
		return r
	}, raw)
	u, err := url.Parse(raw)
	if err != nil {
		return "", notAddress(raw, err)
	}
	if base != "" && !u.IsAbs() {
		b, err := url.Parse(base)
		if err != nil {
			return "", notAddress(base, err)
		}
		u = b.ResolveReference(u)
	}
	return form(u, raw)
}

// notAddress says what is wrong with an address, without repeating it.
func notAddress(raw string, err error) error {
	var e *url.Error
	if errors.As(err, &e) {
		err = e.Err
	}
	return fmt.Errorf("%.200q is no address: %w", raw, err)
}

// form returns the one form of u, which was written raw.
func form(u *url.URL, raw string) (string, error) {
	u.Scheme = strings.ToLower(u.Scheme)
	for at := uncached(u); at != u; at = uncached(u) { // a cache may hold a cache's page
		u = at
	}
	switch {
	case u.Scheme == "":
		return "", fmt.Errorf("%.200q is no http(s) address: begin it with https://", raw)
	case u.Scheme != "http" && u.Scheme != "https":
		return "", fmt.Errorf("%.200q is no http(s) address", raw)
	case u.User != nil:
		return "", fmt.Errorf("%.200q holds a user name: addresses with passwords are not visited", raw)
	}
	host, err := hostOf(u)
	if err != nil {
		return "", notAddress(raw, err)
	}
	out := url.URL{Scheme: u.Scheme, Host: host}
	out.RawPath = cleanPath(dropSession(encode(u.EscapedPath())))
	if out.Path, err = url.PathUnescape(out.RawPath); err != nil {
		return "", notAddress(raw, err)
	}
	out.RawQuery = query(u.RawQuery)
	s := out.String()
	if len(s) > maxForm {
		return "", fmt.Errorf("an address of %d bytes is longer than the %d that are taken", len(s), maxForm)
	}
	return s, nil
}

// uncached returns the address of the page that u shows a copy of, if u leads to an
// AMP cache: "https://a-example.cdn.ampproject.org/c/s/a.example/x" is
// "https://a.example/x". Other addresses stay as they are.
func uncached(u *url.URL) *url.URL {
	host, path := strings.ToLower(u.Hostname()), u.EscapedPath()
	var rest string
	switch {
	case strings.HasSuffix(host, ".cdn.ampproject.org") || host == "cdn.ampproject.org" || strings.HasSuffix(host, ".bing-amp.com"):
		kind, of, ok := strings.Cut(strings.TrimPrefix(path, "/"), "/")
		if !ok || kind != "c" && kind != "v" {
			return u
		}
		rest = of
	case (host == "www.google.com" || host == "google.com") && strings.HasPrefix(path, "/amp/"):
		rest = strings.TrimPrefix(path, "/amp/")
	default:
		return u
	}
	scheme := "http"
	if of, ok := strings.CutPrefix(rest, "s/"); ok {
		scheme, rest = "https", of
	}
	at, err := url.Parse(scheme + "://" + rest)
	if err != nil || !strings.Contains(at.Hostname(), ".") || at.User != nil {
		return u
	}
	at.RawQuery = u.RawQuery
	return at
}

// hostOf returns the host of u with its port, if that is not the scheme's own.
func hostOf(u *url.URL) (string, error) {
	host, err := hostName(u.Hostname())
	if err != nil {
		return "", err
	}
	port := u.Port()
	if port == "" {
		return host, nil
	}
	n, err := strconv.ParseUint(port, 10, 16)
	switch {
	case err != nil || n == 0:
		return "", fmt.Errorf("%.20q is no port", port)
	case n == 80 && u.Scheme == "http", n == 443 && u.Scheme == "https":
		return host, nil
	}
	return fmt.Sprintf("%s:%d", host, n), nil
}

// hostName returns a host in lower case, its dot at the end dropped and letters
// beyond ASCII as punycode; an IPv6 address in brackets.
func hostName(host string) (string, error) {
	name := strings.TrimSuffix(strings.ToLower(host), ".")
	if name == "" {
		return "", errors.New("it names no host")
	}
	if addr, err := netip.ParseAddr(name); err == nil && addr.Zone() == "" {
		if addr.Is6() {
			return "[" + addr.String() + "]", nil
		}
		return addr.String(), nil
	}
	// What is ASCII already is left to DNS: idna is stricter than the names that
	// are in use, such as "data_desk.example".
	if strings.IndexFunc(name, func(r rune) bool { return r >= 0x80 }) >= 0 {
		ascii, err := idna.Lookup.ToASCII(name)
		if err != nil {
			return "", fmt.Errorf("%.100q is no host name", host)
		}
		name = strings.TrimSuffix(ascii, ".")
	}
	if len(name) > 253 {
		return "", fmt.Errorf("a host name of %d letters is longer than any", len(name))
	}
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || len(label) > 63 || strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			return "", fmt.Errorf("%.100q is no host name", host)
		}
	}
	return name, nil
}

// cleanPath returns p without dot segments, as RFC 3986 resolves them (section
// 5.2.4), and "/" for none. Empty segments stay: some sites tell "//" from "/".
func cleanPath(p string) string {
	p = strings.TrimPrefix(p, "/")
	if !strings.Contains("/"+p, "/.") {
		return "/" + p
	}
	var kept []string
	segments := strings.Split(p, "/")
	for i, segment := range segments {
		last := i == len(segments)-1
		switch segment {
		case ".", "..":
			if segment == ".." && len(kept) > 0 {
				kept = kept[:len(kept)-1]
			}
			if last {
				kept = append(kept, "") // they name a folder
			}
		default:
			kept = append(kept, segment)
		}
	}
	return "/" + strings.Join(kept, "/")
}

const (
	unreserved = "-._~"
	hex        = "0123456789ABCDEF"
)

// encode returns s with one percent-encoding: letters and digits plain,
// everything else that is encoded in capitals.
func encode(s string) string {
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			if d := unhex(s[i+1])<<4 | unhex(s[i+2]); isPlain(d) {
				out.WriteByte(d)
			} else {
				out.WriteString(strings.ToUpper(s[i : i+3]))
			}
			i += 2
		case c == '%':
			out.WriteString("%25")
		case c <= ' ' || c >= 0x7f || strings.IndexByte(`"<>\^`+"`{|}", c) >= 0:
			out.WriteByte('%')
			out.WriteByte(hex[c>>4])
			out.WriteByte(hex[c&15])
		default:
			out.WriteByte(c)
		}
	}
	return out.String()
}

func isPlain(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte(unreserved, c) >= 0
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func unhex(c byte) byte {
	switch {
	case c <= '9':
		return c - '0'
	case c <= 'F':
		return c - 'A' + 10
	}
	return c - 'a' + 10
}

// tracking are parameters that only say where a reader came from. What could
// choose a page ("ref", "id", "source") is left.
var tracking = []string{
	"fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid", "ttclid", "igshid", "igsh",
	"mc_cid", "mc_eid", "mkt_tok", "_hsenc", "_hsmi", "vero_id", "oly_anon_id", "oly_enc_id", "wickedid", "s_cid",
	"cmpid", "ocid", "ncid", "smid", "smtyp", "cmp", "ito", "at_medium", "at_campaign", "at_custom1", "at_custom2",
	"at_custom3", "at_custom4", "ref_src", "ref_url", "spm", "_ga", "_gl", "srsltid", "guccounter", "guce_referrer", "guce_referrer_sig",
}

// sessions are parameters that hold one reader's session: every visit is led to
// other addresses by them. Names that could as well choose a page ("sid", "s") are left.
var sessions = []string{
	"phpsessid", "jsessionid", "aspsessionid", "asp.net_sessionid", "sessionid", "session_id", "sessid", "oscsid", "zenid", "cfid", "cftoken",
}

// dropSession returns the path p without the sessions that Java servers write into
// it: "/story;jsessionid=0F3A" is "/story".
func dropSession(p string) string {
	const mark = ";jsessionid="
	for {
		at := strings.Index(strings.ToLower(p), mark)
		if at < 0 {
			return p
		}
		end := strings.IndexAny(p[at+1:], "/;")
		if end < 0 {
			return p[:at]
		}
		p = p[:at] + p[at+1+end:]
	}
}

// query returns the parameters in q that choose a page, in their order.
func query(q string) string {
	if q == "" {
		return ""
	}
	var kept []string
	for _, pair := range strings.Split(q, "&") {
		pair = encode(pair)
		name, _, _ := strings.Cut(pair, "=")
		name = strings.ToLower(name)
		if pair == "" || strings.HasPrefix(name, "utm_") || slices.Contains(tracking, name) || slices.Contains(sessions, name) {
			continue
		}
		kept = append(kept, pair)
	}
	return strings.Join(kept, "&")
}

// Same reports whether the page at address page may be kept under the address
// canonical, which it gives for itself: it stands on the same site (the same
// registrable domain), and does not call a story by the address of a front page.
func Same(page, canonical string) bool {
	p, err := url.Parse(page)
	if err != nil {
		return false
	}
	c, err := url.Parse(canonical)
	if err != nil || c.Scheme != "http" && c.Scheme != "https" {
		return false
	}
	if isFront(c) && !isFront(p) {
		return false
	}
	return site(p) != "" && site(p) == site(c)
}

func isFront(u *url.URL) bool { return (u.Path == "" || u.Path == "/") && u.RawQuery == "" }

// site returns the registrable domain of u, or its whole host where it has none.
func site(u *url.URL) string {
	host := strings.ToLower(u.Hostname())
	if _, err := netip.ParseAddr(host); err == nil {
		return host
	}
	if domain, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		return domain
	}
	return host
}
