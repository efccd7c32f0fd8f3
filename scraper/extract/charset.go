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
// text is by chance; then the header's word counts, then the page's own, unless
// the text is nonsense in what they say; then the look of the bytes.
func decode(body []byte, contentType string) string {
	if enc, _, sure := charset.DetermineEncoding(body[:min(len(body), 3)], ""); sure && hasMark(body) {
		return run(enc, body)
	}
	if name := wide(body); name != "" {
		enc, _ := lookup(name)
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
	sample := body[:min(len(body), detectBytes)]
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
		case manyByte[name]:
			if broken(run(enc, sample)) {
				continue
			}
			return run(enc, body)
		}
		if other := eastern(sample); other != nil {
			return run(other, body)
		}
		return run(singleByte(sample, enc), body)
	}
	if mostlyUTF8(body) {
		return strings.ToValidUTF8(string(body), "\ufffd")
	}
	if enc := eastern(sample); enc != nil {
		return run(enc, body)
	}
	if enc := singleByte(sample, nil); enc != nil {
		return run(enc, body)
	}
	enc, _ := lookup("windows-1252")
	return run(enc, body)
}

// manyByte are the encodings that write a letter in more than one byte.
var manyByte = map[string]bool{"shift_jis": true, "euc-jp": true, "iso-2022-jp": true, "gbk": true, "gb18030": true, "big5": true, "euc-kr": true}

// eastern returns the encoding of the Far East that a page is in by the look of its
// bytes, nil if by that it is none.
func eastern(sample []byte) encoding.Encoding {
	found := chardet.Detect(sample)
	enc, name := lookup(found.Encoding)
	if enc == nil || !manyByte[name] || found.Confidence <= 0.5 {
		return nil
	}
	text := run(enc, sample)
	east, all := 0, 0
	for _, r := range text {
		switch {
		case r < 0x80:
			continue
		case r >= 0x2e80 && r <= 0x9fff || r >= 0xac00 && r <= 0xd7a3 || r >= 0xff00 && r <= 0xff60 || r >= 0x2000 && r <= 0x206f:
			east++
		}
		all++
	}
	if all < 10 || 20*east < 19*all || broken(text) {
		return nil
	}
	return enc
}

// broken reports whether one character in fifty beyond ASCII is none.
func broken(text string) bool {
	bad, all := 0, 0
	for _, r := range text {
		if r >= 0x80 {
			all++
		}
		if r == utf8.RuneError {
			bad++
		}
	}
	return 50*bad > all
}

// wide returns the name of UTF-16 in the order in which the page has it without
// a mark, "" if it is not that.
func wide(body []byte) string {
	var zeros [2]int
	n := min(len(body), 2000)
	for i := range n {
		if body[i] == 0 {
			zeros[i%2]++
		}
	}
	switch {
	case n < 40:
	case 5*zeros[1] > n && zeros[0]*20 < n:
		return "utf-16le"
	case 5*zeros[0] > n && zeros[1]*20 < n:
		return "utf-16be"
	}
	return ""
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
