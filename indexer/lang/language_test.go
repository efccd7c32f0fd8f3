package lang

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

func TestLanguageOf(t *testing.T) {
	for tag, want := range map[string]string{
		"": "en", "en": "en", "en-GB": "en", "EN": "en", "de-AT": "de", "nb": "no", "nn-NO": "no",
		"ja": "cjk", "zh-Hant-TW": "cjk", "ko": "cjk", "el": "other", "und": "other", "tlh": "other", "other": "other", "\xff": "other",
	} {
		if got := Of(tag).Code; got != want {
			t.Errorf("texts of %q are read as %q, want %q", tag, got, want)
		}
	}
}

// What a journalist takes for forms of one word is one, and what stands in every text is
// in no index.
func TestLanguagesReadWords(t *testing.T) {
	for tag, words := range map[string]string{
		"en":  "bridge bridges bridge's BRIDGE",
		"de":  "Haus Häuser haeuser HÄUSERN",
		"fr":  "élection elections l’élection ÉLECTIONS",
		"es":  "elección elecciones eleccion",
		"it":  "l'elezione elezione elezioni",
		"pt":  "eleição eleições",
		"nl":  "verkiezing verkiezingen",
		"sv":  "valet valets",
		"da":  "valget valgets valg",
		"nb":  "regjering regjeringen",
		"fi":  "hallituksen hallituksessa",
		"ru":  "выборы выборов выборам",
		"pl":  "wybory wyborów wyborach",
		"tr":  "seçimler seçimleri",
		"hu":  "választás választások",
		"ro":  "alegeri alegerile alegerilor",
		"hr":  "izbor izbori izbora",
		"ar":  "الانتخابات انتخابات",
		"hi":  "चुनाव चुनावों",
		"ckb": "پیاوێک پیاو",
		"fa":  "كتاب کتاب", // with an Arabic and with a Persian letter
		"ja":  "ﾄｳｷｮｳ トウキョウ",
		"el":  "εκλογές ΕΚΛΟΓΈΣ εκλογες",
	} {
		list := strings.Fields(words)
		l := Of(tag)
		for _, word := range list[1:] {
			if got, want := l.Phrase(word), l.Phrase(list[0]); len(want) == 0 || !slices.Equal(got, want) {
				t.Errorf("%s: %s is read as %v, %s as %v", tag, word, got, list[0], want)
			}
		}
	}
	for tag, words := range map[string]string{"en": "the of", "de": "der und", "fr": "le d'une", "sv": "och", "ru": "и", "ar": "في", "hi": "के", "tr": "ve"} {
		if got := Of(tag).Phrase(words); len(got) > 0 {
			t.Errorf("%s: %s is kept as %v", tag, words, got)
		}
	}
}

// Who asks whether something was not so must not be told that it was.
func TestLanguagesKeepNegations(t *testing.T) {
	for code, words := range negations {
		for _, word := range strings.Fields(words) {
			if p := Of(code).Phrase(word); len(p) != 1 {
				t.Errorf("%s: %s is read as %v", code, word, p)
			}
		}
	}
	for _, code := range slices.Sorted(maps.Keys(filtersOf)) {
		if f := filtersOf[code]; f.stop != "" && negations[code] == "" && !slices.Contains([]string{"ckb", "fa"}, code) {
			t.Errorf("%s drops words, and nothing says which of them deny", code)
		}
	}
}

// A word is found by how it begins, however its letters are written.
func TestLanguagesReadBeginnings(t *testing.T) {
	for _, tt := range []struct{ tag, begins, word string }{
		{"en", "Wielg", "Wielgórskis"}, {"de", "Müll", "Mueller"}, {"de", "Muell", "Müller"}, {"fr", "L'éle", "élection"},
		{"sv", "Ånge", "Ångermanland"}, {"ru", "выбо", "выборы"}, {"el", "Εκλογ", "εκλογές"},
	} {
		l := Of(tt.tag)
		if begins, p := l.BeginningOf(tt.begins), l.Phrase(tt.word); len(p) != 1 || !strings.HasPrefix(p[0].Term, begins) {
			t.Errorf("%s: %s* is read as %q, %s as %v", tt.tag, tt.begins, begins, tt.word, p)
		}
	}
}

// Pages hold anything: words of all languages, and what is no word.
func FuzzLanguages(f *testing.F) {
	for _, s := range []string{
		"", " ", "a", "the", "l'", "’", "ß", "ae ue oe", "Häuser", "z", "świętokrzyskie", "\xff\xfe", "e\u0301\u0301\u0301", "東", "東京都ガス", "ﾄｳｷｮｳ abc",
		"مؤسسة", "पंजाब", strings.Repeat("ы", 300), strings.Repeat("a\u0301", 300), "nie" + strings.Repeat("naj", 200), "İstanbul'da", "\x00", "1 2", "a-b'c",
	} {
		f.Add(s)
	}
	codes := slices.Sorted(maps.Keys(filtersOf))
	f.Fuzz(func(t *testing.T, s string) {
		s = Valid(s) // as all that is kept, and asked
		for _, code := range codes {
			l := Of(code)
			for _, stem := range l.Prose.Analyze([]byte(s)) {
				if stem.Start < 0 || stem.End > len(s) || stem.Start > stem.End {
					t.Fatalf("%s: a word of %q is said to stand at %d to %d", code, s, stem.Start, stem.End)
				}
			}
			if l.Forms != nil {
				l.Forms.Analyze([]byte(s))
			}
			l.BeginningOf(s)
			l.Highlight("text", s, l.mustPhrases(t, "bridge OR Haus OR 東京"), 2)
		}
	})
}
