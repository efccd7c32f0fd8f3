package extract

import (
	"bytes"
	"mime"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/wlynxg/chardet"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
)

// aliases are names of encodings that servers send and the standard does not know.
var aliases = map[string]string{
	"utf8mb4": "utf-8", "utf8mb3": "utf-8", "utf-8mb4": "utf-8", "utf_8": "utf-8", "utf": "utf-8",
	"cp-1252": "windows-1252", "iso-8859-1-windows": "windows-1252", "win-1252": "windows-1252", "win-1251": "windows-1251",
}

var metaCharset = regexp.MustCompile(`(?i)<meta[^>]{0,200}?charset\s*=\s*["']?\s*([-\w.:]{2,40})`)

// detectBytes is how much of a page the detector looks at.
const detectBytes = 64 << 10

// decode returns the body as valid UTF-8. A byte order mark decides; bytes that
// are UTF-8 throughout are UTF-8, whatever is declared, for hardly any other
// text is by chance; then the header's word counts, then the page's own, then
// the look of the bytes.
func decode(body []byte, contentType string) string {
	if enc, _, sure := charset.DetermineEncoding(body[:min(len(body), 3)], ""); sure && hasMark(body) {
		return run(enc, body)
	}
	if utf8.Valid(body) && !bytes.Contains(body[:min(len(body), detectBytes)], []byte("\x1b$")) {
		return string(body) // an escape and $ begin ISO-2022, which is all ASCII
	}
	_, params, _ := mime.ParseMediaType(contentType) // a broken header declares nothing
	declared := []string{params["charset"]}
	if m := metaCharset.FindSubmatch(body[:min(len(body), detectBytes)]); m != nil {
		declared = append(declared, string(m[1]))
	}
	for _, label := range declared {
		enc, name := lookup(label)
		switch {
		case enc == nil:
			continue
		case name == "utf-8":
			if mostlyUTF8(body) {
				return strings.ToValidUTF8(string(body), "\ufffd")
			}
			continue // it says UTF-8, and is not
		case strings.HasPrefix(name, "utf-16"):
			continue // a page whose tags are read as ASCII is not UTF-16
		}
		return run(enc, body)
	}
	if mostlyUTF8(body) {
		return strings.ToValidUTF8(string(body), "\ufffd")
	}
	found := chardet.Detect(body[:min(len(body), detectBytes)])
	if enc, name := lookup(found.Encoding); enc != nil && found.Confidence > 0.5 && name != "utf-8" && !strings.HasPrefix(name, "utf-16") {
		return run(enc, body)
	}
	enc, _ := lookup("windows-1252")
	return run(enc, body)
}

func hasMark(body []byte) bool {
	return bytes.HasPrefix(body, []byte("\xef\xbb\xbf")) || bytes.HasPrefix(body, []byte("\xff\xfe")) || bytes.HasPrefix(body, []byte("\xfe\xff"))
}

// lookup returns an encoding and its standard name, nil if there is none such.
func lookup(label string) (encoding.Encoding, string) {
	label = strings.ToLower(strings.TrimSpace(label))
	if alias, ok := aliases[label]; ok {
		label = alias
	}
	enc, err := htmlindex.Get(label)
	if err != nil {
		return nil, ""
	}
	name, err := htmlindex.Name(enc)
	if err != nil || name == "replacement" {
		return nil, ""
	}
	return enc, name
}

// mostlyUTF8 reports whether most of the bytes beyond ASCII form UTF-8 letters:
// a text with a broken letter or two is still UTF-8.
func mostlyUTF8(body []byte) bool {
	good, bad := 0, 0
	for len(body) > 0 {
		if body[0] < utf8.RuneSelf {
			body = body[1:]
			continue
		}
		r, size := utf8.DecodeRune(body)
		if r == utf8.RuneError && size == 1 {
			bad++
		} else {
			good++
		}
		body = body[size:]
	}
	return good > 4*bad
}

func run(enc encoding.Encoding, body []byte) string {
	out, err := enc.NewDecoder().Bytes(body)
	if err != nil {
		out = body
	}
	return strings.TrimPrefix(strings.ToValidUTF8(string(out), "\ufffd"), "\ufeff")
}
