// Package canon gives every address one form, so that an article found by
// several links is visited once.
//
// [URL] makes an address absolute and plain; [Same] says whether a page may call
// itself by another address.
package canon

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"path"
	"slices"
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// maxLength is how long an address may be; browsers and servers take no more.
const maxLength = 4096

// URL returns the one form of the address raw, which may be relative to base:
// lower-case scheme and host, no default port, no fragment, no dot segments,
// percent-encoding only where it is needed, no parameters that only say
// where a reader came from. What is no http(s) address is an error.
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
	out.Path = cleanPath(u.Path)
	out.RawPath = cleanPath(strings.ReplaceAll(encode(u.EscapedPath()), "%2e", "."))
	if p, err := url.PathUnescape(out.RawPath); err == nil {
		out.Path = p
	} else {
		out.RawPath = ""
	}
	out.RawQuery = query(u.RawQuery)
	s := out.String()
	if len(s) > maxLength {
		return "", fmt.Errorf("an address of %d bytes is longer than the %d that are taken", len(s), maxLength)
	}
	return s, nil
}

// hostOf returns the host of u with its port, if that is not the scheme's own.
func hostOf(u *url.URL) (string, error) {
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	if host == "" {
		return "", errors.New("it names no host")
	}
	if addr, err := netip.ParseAddr(host); err == nil {
		host = addr.String()
	} else if host, err = idna.Lookup.ToASCII(host); err != nil {
		return "", fmt.Errorf("%.100q is no host name", u.Hostname())
	}
	port := u.Port()
	switch {
	case port == "", port == "80" && u.Scheme == "http", port == "443" && u.Scheme == "https":
		if strings.Contains(host, ":") {
			return "[" + host + "]", nil
		}
		return host, nil
	}
	return net.JoinHostPort(host, strings.TrimLeft(port[:len(port)-1], "0")+port[len(port)-1:]), nil
}

// cleanPath returns p without dot segments, and "/" for none. A slash at the end stays.
func cleanPath(p string) string {
	if p == "" {
		return "/"
	}
	slash := strings.HasSuffix(p, "/") || strings.HasSuffix(p, "/.") || strings.HasSuffix(p, "/..")
	// path.Clean also merges double slashes: some sites tell them apart, so only
	// dot segments are cleaned.
	if !strings.Contains(p, "/.") {
		if !strings.HasPrefix(p, "/") {
			return "/" + p
		}
		return p
	}
	p = path.Clean("/" + p)
	if slash && p != "/" {
		p += "/"
	}
	return p
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

// query returns the parameters in q that choose a page, in their order.
func query(q string) string {
	if q == "" {
		return ""
	}
	var kept []string
	for _, pair := range strings.Split(q, "&") {
		name, _, _ := strings.Cut(pair, "=")
		name = strings.ToLower(name)
		if pair == "" || strings.HasPrefix(name, "utm_") || slices.Contains(tracking, name) {
			continue
		}
		kept = append(kept, encode(pair))
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
