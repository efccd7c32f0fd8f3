package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
)

// An alphabet is the letters beyond ASCII of a language, and the single-byte
// encodings in which its pages are.
type alphabet struct {
	letters   string
	encodings []string
}

var alphabets = []alphabet{
	{"äöüß", []string{"windows-1252"}},
	{"àâæçéèêëîïôœùûüÿ", []string{"windows-1252"}},
	{"áéíóúñü", []string{"windows-1252"}},
	{"áâãàçéêíóôõúü", []string{"windows-1252"}},
	{"àèéìíîòóùú", []string{"windows-1252"}},
	{"åäöéü", []string{"windows-1252"}},
	{"æøåéöäü", []string{"windows-1252"}},
	{"ëïéèöüáóúí", []string{"windows-1252"}},
	{"áðéíóúýþæö", []string{"windows-1252"}},
	{"ąćęłńóśźż", []string{"iso-8859-2", "windows-1250"}},
	{"áčďéěíňóřšťúůýž", []string{"windows-1250", "iso-8859-2"}},
	{"áäčďéíĺľňóôŕšťúýž", []string{"windows-1250", "iso-8859-2"}},
	{"áéíóöőúüű", []string{"iso-8859-2", "windows-1250"}},
	{"čćđšž", []string{"windows-1250", "iso-8859-2"}},
	{"ăâîşţ", []string{"windows-1250", "iso-8859-2"}},
	{"çğıöşüâîû", []string{"windows-1254"}},
	{"ąčęėįšųūž", []string{"windows-1257"}},
	{"āčēģīķļņšūž", []string{"windows-1257"}},
	{"абвгдежзийклмнопрстуфхцчшщъыьэюяё", []string{"windows-1251", "koi8-r", "iso-8859-5", "ibm866"}},
	{"абвгдежзийклмнопрстуфхцчшщьюяєіїґ", []string{"windows-1251", "koi8-u"}},
	{"αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋΐΰ", []string{"windows-1253", "iso-8859-7"}},
	{"אבגדהוזחטיכלמנסעפצקרשתךםןףץ", []string{"windows-1255"}},
	{"ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءآأؤإئ", []string{"windows-1256"}},
}

// singleByte returns the single-byte encoding in which a page reads best: its
// letters beyond ASCII are then those of one language, stand in words, and
// mostly in lower case. It returns preferred, if that is one, unless another
// is plainly better.
func singleByte(sample []byte, preferred encoding.Encoding) encoding.Encoding {
	best, most := encoding.Encoding(nil), 0.0
	tried := map[string]string{}
	for _, a := range alphabets {
		for _, name := range a.encodings {
			enc, _ := lookup(name)
			text, ok := tried[name]
			if !ok {
				text = run(enc, sample)
				tried[name] = text
			}
			if fit := fits(text, a.letters); fit > most+.001 {
				best, most = enc, fit
			}
		}
	}
	if preferred == nil || best == nil {
		return best
	}
	own := 0.0
	text := run(preferred, sample)
	for _, a := range alphabets {
		own = max(own, fits(text, a.letters))
	}
	if most > .9 && most > own+.15 {
		return best
	}
	return preferred
}

// fits returns the share of a text's characters beyond ASCII that are letters of an
// alphabet, in the places where letters stand.
func fits(text, alphabet string) float64 {
	good, all, upper := 0, 0, 0
	first, _ := utf8.DecodeRuneInString(alphabet)
	foreign := first >= 0x370 // no letter of it stands beside a Latin one
	previous := ' '
	for i, r := range text {
		before := previous
		previous = r
		if r < 0x80 || strings.ContainsRune("  «»„“”‘’‚–—…·•©®°§€", r) {
			continue
		}
		all++
		lower := unicode.ToLower(r)
		switch {
		case !strings.ContainsRune(alphabet, lower):
		case lower != r && unicode.IsLower(before): // a capital within a word
		case foreign && (latin(before) || latin(rune(text[min(i+utf8.RuneLen(r), len(text)-1)]))):
		default:
			good++
		}
		if lower != r {
			upper++
		}
	}
	switch {
	case all < 5:
		return 0
	case 2*upper > all:
		good /= 2
	}
	return float64(good) / float64(all)
}

func latin(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }
