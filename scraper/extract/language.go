package extract

import (
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/language"
)

// languageOf returns the page's language as it names it.
func languageOf(d *document, m *meta) string {
	root := firstNode(d.Find("html"))
	for _, s := range []string{attr(root, "lang"), attr(root, "xml:lang"), m.ld.str("inLanguage"), m.tags["og:locale"], m.tags["content-language"], m.tags["language"], m.tags["dc.language"], d.header.Get("Content-Language")} {
		if s == "" || len(s) > 35 || strings.ContainsAny(s, ",; ") {
			continue
		}
		if tag, err := language.Parse(s); err == nil && tag != language.Und {
			return tag.String()
		}
	}
	return ""
}

// commonWords are words of which every text in a language has many.
const commonWords = `
en the of and to in that is was for with it as his her on are be this have from by not they which
de der die und das ist nicht mit den von zu auf für im dem ein eine sich des auch wird bei aus nach
fr le la les des et est une dans que pour qui pas sur plus par avec ce sont au cette ne du
es el la los de que y en las del por una con para es se no su al lo como más pero
it il di che la e per un non è della in con una sono del gli le si al dei più anche
pt o de que a e do da em um para com não uma os no se na por mais dos como ao foi
nl de het een van en in dat is op te zijn met voor niet aan er om ook als bij uit
pl i w na z do się nie to że jest o jak po od ale przez przy oraz za co dla tym
sv och att det i en som på är av för med den till inte om ett har de var från men
da og at det i en som på er af for med den til ikke de et har var fra men der han
no og at det i en som på er av for med den til ikke om et har de var fra men seg
fi ja on ei se että oli hän mutta kun joka ovat myös sen niin kuin mukaan sekä vain ole
tr ve bir bu da de için ile olarak çok daha olan gibi ne kadar sonra ama en var değil olduğu
cs a se v na je že s z do o to i k ve pro jako ale za by po jsou byl které`

// stopWords gives the languages in which a word is common.
var stopWords = sync.OnceValue(func() map[string][]string {
	out := map[string][]string{}
	for _, line := range strings.Split(strings.TrimSpace(commonWords), "\n") {
		words := strings.Fields(line)
		for _, w := range words[1:] {
			out[w] = append(out[w], words[0])
		}
	}
	return out
})

// guessLanguage returns the language of a text by its script or its commonest
// words, "" unless they tell it clearly.
func guessLanguage(text string) string {
	text = text[:min(len(text), 20_000)]
	if lang, own := byScript(text); !own {
		return lang
	}
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) })
	hits := map[string]int{}
	for _, w := range words {
		for _, lang := range stopWords()[w] {
			hits[lang]++
		}
	}
	best, second := "", ""
	for lang, n := range hits {
		switch {
		case best == "" || n > hits[best] || n == hits[best] && lang < best:
			best, second = lang, best
		case second == "" || n > hits[second] || n == hits[second] && lang < second:
			second = lang
		}
	}
	if n := hits[best]; n < 20 || 7*n < len(words) || 4*n < 5*hits[second] {
		return ""
	}
	return best
}

// byScript returns the language that the script of a text tells, "" if the script
// is that of many; own is whether it is the Latin one, whose words must tell.
func byScript(text string) (lang string, latin bool) {
	count := map[string]int{}
	all := 0
	for _, r := range text {
		if !unicode.IsLetter(r) {
			continue
		}
		all++
		switch {
		case r < 0x250:
			count["latin"]++
		case unicode.Is(unicode.Cyrillic, r):
			count["cyrillic"]++
			switch r {
			case 'ы', 'э', 'ё', 'ъ':
				count["ru"]++
			case 'і', 'ї', 'є', 'ґ':
				count["uk"]++
			case 'ў':
				count["be"]++
			case 'ј', 'љ', 'њ', 'ћ', 'ђ':
				count["sr"]++
			}
		case unicode.In(r, unicode.Hiragana, unicode.Katakana):
			count["ja"]++
		case unicode.Is(unicode.Hangul, r):
			count["ko"]++
		case unicode.Is(unicode.Han, r):
			count["zh"]++
		case unicode.Is(unicode.Arabic, r):
			count["arabic"]++
			if strings.ContainsRune("پچژگ", r) {
				count["fa"]++
			}
		case unicode.Is(unicode.Hebrew, r):
			count["he"]++
		case unicode.Is(unicode.Greek, r):
			count["el"]++
		case unicode.Is(unicode.Thai, r):
			count["th"]++
		case unicode.Is(unicode.Georgian, r):
			count["ka"]++
		case unicode.Is(unicode.Armenian, r):
			count["hy"]++
		}
	}
	most := func(script string) bool { return all > 40 && 10*count[script] > 6*all }
	switch {
	case most("latin"):
		return "", true
	case count["ja"]*10 > all && 2*(count["ja"]+count["zh"]) > all:
		return "ja", false
	case most("cyrillic"):
		for _, lang := range []string{"uk", "ru", "sr"} {
			if others := count["ru"] + count["uk"] + count["sr"] + count["be"] - count[lang]; count[lang] > 10 && count[lang] > 10*others {
				return lang, false
			}
		}
	case most("arabic"):
		if 50*count["fa"] > all {
			return "fa", false
		}
		return "ar", false
	}
	for _, lang := range []string{"ko", "zh", "he", "el", "th", "ka", "hy"} {
		if most(lang) {
			return lang, false
		}
	}
	return "", false
}
