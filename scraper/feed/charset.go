package feed

import (
	"bytes"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wlynxg/chardet"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode/utf32"
)

// declaration is what an XML document says of itself before it begins.
var declaration = regexp.MustCompile(`^\s*<\?xml[^>]{0,200}?\?>`)

var declaredEncoding = regexp.MustCompile(`encoding\s*=\s*["']\s*([-\w.:]{2,40})`)

// sampleBytes is how much of a list is looked at to find its encoding.
const sampleBytes = 256 << 10

// decode returns the body as valid UTF-8 without byte order mark and XML
// declaration. A mark decides; what is UTF-8 throughout is UTF-8, whatever is
// declared, for hardly any other text is by chance; then what is declared
// counts, unless the text makes clearly better words in another encoding.
func decode(body []byte) []byte {
	switch {
	case bytes.HasPrefix(body, []byte("\xef\xbb\xbf")):
		return undeclared(bytes.ToValidUTF8(body[3:], []byte("\ufffd")))
	case bytes.HasPrefix(body, []byte("\xff\xfe\x00\x00")), bytes.HasPrefix(body, []byte("<\x00\x00\x00")):
		return undeclared(run(utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), bytes.TrimPrefix(body, []byte("\xff\xfe\x00\x00"))))
	case bytes.HasPrefix(body, []byte("\xff\xfe")), wide(body, 1):
		return undeclared(run(named("utf-16le"), bytes.TrimPrefix(body, []byte("\xff\xfe"))))
	case bytes.HasPrefix(body, []byte("\xfe\xff")), wide(body, 0):
		return undeclared(run(named("utf-16be"), bytes.TrimPrefix(body, []byte("\xfe\xff"))))
	}
	var label string
	if m := declaredEncoding.FindSubmatch(declaration.Find(body[:min(len(body), 1<<10)])); m != nil {
		label = strings.ToLower(string(m[1]))
	}
	body = undeclared(body)
	if strings.HasPrefix(label, "iso-2022") { // all of it is ASCII
		return run(named(label), body)
	}
	if utf8.Valid(body) {
		return body
	}
	return run(encodingOf(body, label), body)
}

// undeclared returns a document without its XML declaration.
func undeclared(body []byte) []byte {
	return body[len(declaration.Find(body[:min(len(body), 1<<10)])):]
}

// wide reports UTF-16 without a mark: XML and JSON begin with ASCII, whose other
// byte, the first or the second of two, is zero.
func wide(body []byte, zero int) bool {
	if len(body) < 4 {
		return false
	}
	return body[zero] == 0 && body[zero+2] == 0 && body[1-zero] != 0 && body[3-zero] != 0
}

// encodingOf returns the encoding of a list that is not all UTF-8.
func encodingOf(body []byte, label string) encoding.Encoding {
	sample := body[:min(len(body), sampleBytes)]
	declared := named(label)
	if label == "" || label == "utf-8" || label == "utf8" || strings.HasPrefix(label, "utf-16") {
		if bad := badUTF8(sample); bad*20 < highBytes(sample) {
			return encoding.Nop // UTF-8 with a few broken characters
		}
		declared = nil
	}
	if _, single := declared.(*charmap.Charmap); declared != nil && !single {
		if bytes.Count(run(declared, sample), []byte("\ufffd"))*50 < highBytes(sample) {
			return declared
		}
		declared = nil
	}
	best, most := declared, 0
	if best != nil {
		most = words(run(best, sample))
		most += most/5 + 2 // the declared one is left only for one that is clearly better
	}
	for _, other := range []encoding.Encoding{charmap.Windows1252, charmap.Windows1251, charmap.KOI8R} {
		if n := words(run(other, sample)); n > most {
			best, most = other, n
		}
	}
	if found := chardet.Detect(sample[:min(len(sample), 32<<10)]); declared == nil && found.Confidence > 0.5 {
		other := named(strings.ToLower(found.Encoding))
		_, single := other.(*charmap.Charmap)
		if other != nil && other != encoding.Nop && !single && bytes.Count(run(other, sample), []byte("\ufffd"))*50 < highBytes(sample) && most*2 < highBytes(sample) {
			return other // one of the Far East
		}
	}
	if best == nil {
		return charmap.Windows1252
	}
	return best
}

// words scores how much a text looks like words of one script.
func words(text []byte) int {
	score, before := 0, ' '
	for _, r := range string(text) {
		if r >= 0x80 || before >= 0x80 {
			score += fits(before, r)
		}
		before = r
	}
	return score
}

// fits scores two neighbours, of which one at least is beyond ASCII.
func fits(a, b rune) int {
	latin := func(r rune) bool { return r < 0x250 && unicode.IsLetter(r) }
	cyrillic := func(r rune) bool { return r >= 0x400 && r < 0x530 }
	switch {
	case b == utf8.RuneError || b >= 0x80 && b < 0xa0:
		return -3
	case latin(a) && latin(b) && a >= 0x80 && b >= 0x80: // hardly ever two accents in a row
		return -1
	case latin(a) && latin(b), cyrillic(a) && cyrillic(b):
		switch {
		case unicode.IsLower(b):
			return 1
		case unicode.IsLower(a): // a capital inside a word
			return -1
		}
		return 0
	case unicode.IsLetter(a) && unicode.IsLetter(b): // of two scripts
		return -1
	case a >= 0x2500 && a < 0x25a0 || b >= 0x2500 && b < 0x25a0: // boxes of KOI8-R
		return -2
	case unicode.IsLetter(a) && unicode.IsSymbol(b), unicode.IsSymbol(a) && unicode.IsLetter(b):
		return -1
	}
	return 0
}

// named returns the encoding with that name, nil if there is none.
func named(label string) encoding.Encoding {
	switch label {
	case "utf8mb4", "utf_8":
		label = "utf-8"
	case "cp-1251", "win-1251":
		label = "windows-1251"
	case "cp-1252", "win-1252":
		label = "windows-1252"
	}
	enc, err := htmlindex.Get(label)
	if err != nil {
		return nil
	}
	return enc
}

// run returns text of an encoding as UTF-8; what is none becomes U+FFFD.
func run(enc encoding.Encoding, text []byte) []byte {
	if enc == nil || enc == encoding.Nop {
		return bytes.ToValidUTF8(text, []byte("\ufffd"))
	}
	out, err := enc.NewDecoder().Bytes(text)
	if err != nil {
		return bytes.ToValidUTF8(text, []byte("\ufffd"))
	}
	return bytes.ToValidUTF8(out, []byte("\ufffd"))
}

// badUTF8 counts the bytes that are part of no character.
func badUTF8(text []byte) int {
	n := 0
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size <= 1 && len(text)-i >= utf8.UTFMax { // the sample may end inside one
			n++
		}
		i += max(size, 1)
	}
	return n
}

// highBytes counts the bytes beyond ASCII.
func highBytes(text []byte) int {
	n := 0
	for _, b := range text {
		if b >= 0x80 {
			n++
		}
	}
	return n
}
