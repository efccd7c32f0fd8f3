package frontier

import (
	"net/url"
	"slices"
	"strings"
)

// The limits of a shape: what an address holds beyond them makes no difference.
const (
	mostSegments   = 6
	mostParameters = 8
	longToken      = 20
	mostLetters    = 12 // of letters and digits mixed
	otherShape     = "…"
)

// Shape returns the shape of an address: its path with every number as 0 and every
// name that is long or made up as *, words that come again left out, and the names of
// its parameters. Addresses of
// one shape are made by one template of the site: "/2025/03/01/mayor-shuts-old-
// bridge.html" is "/0/0/0/*.html", and "/shop?color=red&size=4" "/shop?color&size".
func Shape(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return otherShape
	}
	var out strings.Builder
	segments := strings.Split(strings.TrimPrefix(u.EscapedPath(), "/"), "/")
	var seen []string
	for _, segment := range segments {
		shape := segmentShape(segment)
		// Links that are relative by mistake lead to "/a/b/a/b/a/b" and so on.
		if shape != "" && shape[0] != '0' && shape[0] != '*' && slices.Contains(seen, shape) {
			continue
		}
		out.WriteByte('/')
		if len(seen) == mostSegments {
			out.WriteString(otherShape)
			break
		}
		seen = append(seen, shape)
		out.WriteString(shape)
	}
	if u.RawQuery == "" {
		return out.String()
	}
	var names []string
	for pair := range strings.SplitSeq(u.RawQuery, "&") {
		name, _, _ := strings.Cut(pair, "=")
		names = append(names, tokenShape(name))
	}
	slices.Sort(names)
	names = slices.Compact(names)
	if len(names) > mostParameters {
		names = append(names[:mostParameters], otherShape)
	}
	return out.String() + "?" + strings.Join(names, "&")
}

// segmentShape returns the shape of one segment of a path. What follows a
// semicolon are parameters; a short ending such as ".html" stays.
func segmentShape(s string) string {
	s, _, cut := strings.Cut(s, ";")
	ending := ""
	if dot := strings.LastIndexByte(s, '.'); dot > 0 && len(s)-dot <= 6 {
		s, ending = s[:dot], strings.ToLower(s[dot:])
	}
	if cut {
		ending += ";"
	}
	return tokenShape(s) + tokenShape(ending)
}

// tokenShape returns the shape of one word.
func tokenShape(s string) string {
	digits, letters, joints := 0, 0, 0
	for _, c := range []byte(s) {
		switch {
		case '0' <= c && c <= '9':
			digits++
		case c == '-' || c == '_' || c == '+' || c == ',':
			joints++
		default:
			letters++
		}
	}
	switch {
	case digits == 0 && joints < 3 && len(s) < longToken:
		return strings.ToLower(s)
	case joints >= 3 && letters > 0, len(s) >= longToken, letters > 0 && digits > 1 && joints == 0 && len(s) >= mostLetters:
		return "*"
	}
	// Every run of digits is one 0.
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < '0' || c > '9' {
			out.WriteByte(c)
		} else if i == 0 || s[i-1] < '0' || s[i-1] > '9' {
			out.WriteByte('0')
		}
	}
	return strings.ToLower(out.String())
}
