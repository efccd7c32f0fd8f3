package extract

import (
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/scraper"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

func TestParseDate(t *testing.T) {
	zone := time.FixedZone("", -6*3600)
	for _, tt := range []struct{ raw, want, zoned string }{
		{"2026-03-02T14:05:00+01:00", "2026-03-02T14:05:00+01:00", ""},
		{"2026-03-02T14:05:00.123Z", "2026-03-02T14:05:00Z", ""},
		{"2026-03-02T14:05:00+0100", "2026-03-02T14:05:00+01:00", ""},
		{"2026-03-02T14:05Z", "2026-03-02T14:05:00Z", ""},
		{"2026-03-02 14:05:00 -0500", "2026-03-02T14:05:00-05:00", ""},
		{"Mon, 02 Mar 2026 14:05:00 +0000", "2026-03-02T14:05:00Z", ""},
		{"2026-03-02T14:05:00", "2026-03-02", "2026-03-02T14:05:00-06:00"},
		{"2026-03-02 14:05", "2026-03-02", "2026-03-02T14:05:00-06:00"},
		{"2026-03-02", "2026-03-02", ""},
		{"20260302", "2026-03-02", ""},
		{"1772460300", "2026-03-02T14:05:00Z", ""},
		{"1772460300000", "2026-03-02T14:05:00Z", ""},
		{"2 March 2026", "2026-03-02", ""},
		{"March 2nd, 2026", "2026-03-02", ""},
		{"Mar. 2, 2026 at 2:05 p.m. ET", "2026-03-02T14:05:00-05:00", ""},
		{"July 2, 2026, 2:05 PM ET", "2026-07-02T14:05:00-04:00", ""},
		{"02/22/25 8:00 AM ET", "2025-02-22T08:00:00-05:00", ""},
		{"02/03/25 8:00 AM ET", "2025-02-03T08:00:00-05:00", ""},
		{"25 February 2025, 10:40 GMT", "2025-02-25T10:40:00Z", ""},
		{"25 February 2025, 10:40", "2025-02-25", "2025-02-25T10:40:00-06:00"},
		{"12:30am is 12/13/2025 12:30 am PST", "2025-12-13T00:30:00-08:00", ""},
		{"03/04/2025", "", ""}, // April or March: not guessed
		{"13/04/2025", "2025-04-13", ""},
		{"31 February 2025", "", ""},
		{"yesterday", "", ""},
		{"0000-00-00", "", ""},
		{"0001-01-01T00:00:00Z", "", ""},
		{"", "", ""},
	} {
		if got := parseDate(tt.raw, "x", nil).String(); got != tt.want {
			t.Errorf("parseDate(%q) = %q, want %q", tt.raw, got, tt.want)
		}
		if got := parseDate(tt.raw, "x", zone).String(); tt.zoned != "" && got != tt.zoned {
			t.Errorf("parseDate(%q) at UTC-6 = %q, want %q", tt.raw, got, tt.zoned)
		}
	}
}

func TestNames(t *testing.T) {
	m := &meta{site: "The Mill"}
	for _, tt := range []struct{ line, want string }{
		{"Alexander J. Motyl, opinion contributor", "Alexander J. Motyl"},
		{"by Alexander J. Motyl, opinion contributor - 02/22/25 8:00 AM ET", "Alexander J. Motyl"},
		{"By Ida Holm and Per Lund", "Ida Holm|Per Lund"},
		{"By IDA HOLM, Political Editor, and Per Lund", "IDA HOLM|Per Lund"},
		{"Ida Holm, Per Lund", "Ida Holm|Per Lund"},
		{"Ida Holm | The Mill", "Ida Holm"},
		{"Words by Ida Holm", "Ida Holm"},
		{"The Mill", ""},
		{"By Mill staff. Published 25 February 2025, 10:40 GMT", ""},
		{"https://facebook.example/ida", ""},
		{"admin", ""},
		{"Ida Holm • March 2, 2026", "Ida Holm"},
		{"Andrew", "Andrew"},
	} {
		if got := strings.Join(m.names([]string{tt.line}), "|"); got != tt.want {
			t.Errorf("names(%q) = %q, want %q", tt.line, got, tt.want)
		}
	}
}

func TestTrimSite(t *testing.T) {
	for _, tt := range []struct{ title, site, want string }{
		{"Weir opens | The Mill", "The Mill", "Weir opens"},
		{"Weir opens - The Mill", "The Mill", "Weir opens"},
		{"The Mill: Weir opens", "The Mill", "Weir opens"},
		{"The Mill | Weir opens", "The Mill", "Weir opens"},
		{"Weir opens | Mill.com", "The Mill", "Weir opens"},
		{"Weir opens – at last", "The Mill", "Weir opens – at last"},
		{"Weir opens after eleven years of digging | The Mill", "", "Weir opens after eleven years of digging"},
		{"Weir opens", "", "Weir opens"},
	} {
		if got := trimSite(tt.title, tt.site); got != tt.want {
			t.Errorf("trimSite(%q, %q) = %q, want %q", tt.title, tt.site, got, tt.want)
		}
	}
}

func TestDecode(t *testing.T) {
	const text = "<p>Zelníčková said “naïve” – it’s déjà vu at the café, señor.</p>"
	const japaneseText = "<p>東京都は月曜日に新しい橋を開通させた。市長は十一年かかったと述べた。誰も来なかった。</p>"
	encode := func(b []byte, err error) []byte {
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	latin := encode(charmap.Windows1252.NewEncoder().Bytes([]byte("<p>na\u00efve d\u00e9j\u00e0 vu caf\u00e9 se\u00f1or</p>")))
	sjis := encode(japanese.ShiftJIS.NewEncoder().Bytes([]byte(japaneseText)))
	const russian = "<p>В понедельник в городе открыли новый мост. Мэр сказал, что работы заняли одиннадцать лет и что он этим доволен.</p>"
	const chinese = "<p>星期一，市长宣布新桥正式通车。他说，工程一共用了十一年，花费比原来预计的多了一倍，但是没有人受伤。</p>"
	const polish = "<p>Burmistrz powiedział w poniedziałek, że most będzie gotów za rok. Ludzie są źli, bo czekają już jedenaście lat i ciągle coś się psuje.</p>"
	const czech = "<p>Starosta v pondělí řekl, že nový most bude hotový příští rok. Lidé se zlobí, protože čekají už jedenáct let a pořád se něco kazí.</p>"
	const german = "<p>Der Bürgermeister sagte am Montag, die Brücke über den Fluß werde nächstes Jahr fertig. Die Bürger ärgern sich über das späte Öffnen.</p>"
	const turkish = "<p>Belediye başkanı pazartesi günü köprünün gelecek yıl açılacağını söyledi. Halk on bir yıldır beklediği için kızgın.</p>"
	const greek = "<p>Ο δήμαρχος είπε τη Δευτέρα ότι η γέφυρα θα είναι έτοιμη του χρόνου. Οι άνθρωποι είναι θυμωμένοι.</p>"
	bytesIn := func(enc encoding.Encoding, text string) []byte { return encode(enc.NewEncoder().Bytes([]byte(text))) }
	meta := func(name string, body []byte) []byte { return slices.Concat([]byte("<meta charset="+name+">"), body) }
	utf16 := encode(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes([]byte(text)))
	for _, tt := range []struct {
		name, header string
		body         []byte
		want         string
	}{
		{"utf-8, no word of it", "text/html", []byte(text), text},
		{"utf-8, said to be latin", "text/html; charset=iso-8859-1", []byte(text), text},
		{"utf8mb4", "text/html; charset=utf8mb4", []byte(text), text},
		{"utf-8 mark", "text/html", []byte("\xef\xbb\xbf" + text), text},
		{"utf-16 mark", "text/html; charset=utf-8", utf16, text},
		{"latin, said to be utf-8", "text/html; charset=utf-8", latin, "<p>naïve déjà vu café señor</p>"},
		{"latin in a header", "text/html; charset=windows-1252", latin, "<p>naïve déjà vu café señor</p>"},
		{"latin in a late meta", "text/html", slices.Concat([]byte(strings.Repeat(" ", 3000)+"<meta charset=latin1>"), latin), "<p>naïve déjà vu café señor</p>"},
		{"shift-jis unlabelled", "text/html", sjis, japaneseText},
		{"shift-jis in a meta", "", slices.Concat([]byte(`<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">`), sjis), japaneseText},
		{"utf-8 in a meta after many bytes", "text/html; charset=", []byte(strings.Repeat("<!-- x -->", 300) + "<meta charset=utf-8>" + text), text},
		{"utf8mb4 with a broken letter", "text/html; charset=utf8mb4", []byte("\xc3" + text), text},
		{"koi8-r, no word of it", "text/html", bytesIn(charmap.KOI8R, russian), russian},
		{"koi8-r, said to be windows-1251", "text/html; charset=windows-1251", bytesIn(charmap.KOI8R, russian), russian},
		{"koi8-r, said to be utf-8", "text/html; charset=utf-8", bytesIn(charmap.KOI8R, russian), russian},
		{"koi8-r, said to be latin", "", meta("iso-8859-1", bytesIn(charmap.KOI8R, russian)), russian},
		{"windows-1251, no word of it", "text/html", bytesIn(charmap.Windows1251, russian), russian},
		{"windows-1251, said to be koi8-r", "", meta("koi8-r", bytesIn(charmap.Windows1251, russian)), russian},
		{"windows-1251 as declared", "", meta("windows-1251", bytesIn(charmap.Windows1251, russian)), russian},
		{"gbk, no word of it", "text/html", bytesIn(simplifiedchinese.GBK, chinese), chinese},
		{"gbk, said to be gb2312", "text/html; charset=gb2312", bytesIn(simplifiedchinese.GBK, chinese), chinese},
		{"gbk, said to be latin", "text/html; charset=iso-8859-1", bytesIn(simplifiedchinese.GBK, chinese), chinese},
		{"iso-8859-2 as declared", "text/html; charset=iso-8859-2", bytesIn(charmap.ISO8859_2, polish), polish},
		{"iso-8859-2, no word of it", "text/html", bytesIn(charmap.ISO8859_2, polish), polish},
		{"iso-8859-2, said to be latin", "text/html; charset=iso-8859-1", bytesIn(charmap.ISO8859_2, polish), polish},
		{"windows-1250, no word of it", "text/html", bytesIn(charmap.Windows1250, czech), czech},
		{"windows-1252, no word of it", "text/html", bytesIn(charmap.Windows1252, german), german},
		{"windows-1254, said to be utf-8", "text/html; charset=utf-8", bytesIn(charmap.Windows1254, turkish), turkish},
		{"windows-1253, no word of it", "text/html", bytesIn(charmap.Windows1253, greek), greek},
		{"euc-jp, said to be shift-jis", "text/html; charset=shift_jis", bytesIn(japanese.EUCJP, japaneseText), japaneseText},
		{"utf-16, no mark", "text/html", bytesIn(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), text), text},
		{"utf-16 the other way, no mark", "text/html; charset=utf-8", bytesIn(unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), text), text},
		{"a broken letter", "text/html; charset=utf-8", []byte(text + "\xc3"), text + "\ufffd"},
	} {
		if got := strings.TrimSpace(decode(tt.body, tt.header)); !strings.HasSuffix(got, tt.want) {
			t.Errorf("%s: got %q, want %q at the end", tt.name, got, tt.want)
		}
	}
}

func TestSentences(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"Mr. Lund left. He said so.", "Mr. Lund left. |He said so."},
		{"“It is over.” She left.", "“It is over.” |She left."},
		{"The U.S. Army came. J. Holm did not.", "The U.S. Army came. |J. Holm did not."},
		{"One… two! Three? “Four.”", "One… two! |Three? |“Four.”"},
		{"It cost 3.5 million", "It cost 3.5 million"},
	} {
		runes := []rune(tt.text)
		bounds := sentences(runes)
		var got []string
		for i := 0; i+1 < len(bounds); i++ {
			got = append(got, string(runes[bounds[i]:bounds[i+1]]))
		}
		if s := strings.Join(got, "|"); s != tt.want {
			t.Errorf("sentences(%q) = %q, want %q", tt.text, s, tt.want)
		}
	}
}

func TestParseLDMends(t *testing.T) {
	for _, s := range []string{
		`{"a":"b"}`, `<!-- {"a":"b"} -->`, `{"a":"b",}`, "{\"a\":\"b\n\",}", `{"a":["b",],};`, "//<![CDATA[\n{\"a\":\"b\"}\n//]]>",
	} {
		if _, ok := parseLD(s); !ok {
			t.Errorf("parseLD(%q) found nothing", s)
		}
	}
	for _, s := range []string{"", "{", "null", `{"a"`} {
		if v, ok := parseLD(s); ok && v != nil {
			t.Errorf("parseLD(%q) = %v", s, v)
		}
	}
}

func TestPartialByBody(t *testing.T) {
	text := strings.Repeat("The weir is open. ", 40)
	for _, tt := range []struct {
		declared int // times the text
		want     string
	}{
		{1, ""},
		{3, "JSON-LD articleBody has 2159 characters, the text 720"},
	} {
		m := &meta{ld: object{"articleBody": strings.Repeat(text, tt.declared)}}
		d, err := parse(&scraper.Page{FinalURL: "https://mill.example/weir", Body: []byte("<p>" + text)})
		if err != nil {
			t.Fatal(err)
		}
		if got := m.partial(d, text); got != tt.want {
			t.Errorf("with %d times the text declared: %q, want %q", tt.declared, got, tt.want)
		}
	}
}
