package extract

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"dateline/scraper"
)

// complete adds what can be told once the text is known, and what else the page
// says of its article.
func (m *meta) complete(a *scraper.Article, d *document) {
	if a.Language == "" {
		a.Language = guessLanguage(a.Text)
	}
	a.Tags = m.keywords(d)
	a.FactChecks = m.verdicts
	a.Partial = m.partial(d, a.Text)
	a.Asks = d.asks()
	a.Next = m.nextPage(d)
}

var (
	// plea is how a page asks its reader to pay before it shows the rest.
	plea = mustWords(`\b(subscribe|sign (in|up)|log ?in|register|become a (subscriber|member)|create (a|an) (free )?account)\b.{0,40}\bto (continue|keep|finish|read)\b|\bto (continue|keep) reading\b.{0,60}\b(subscri|sign|log|regist|account|member)|\bcontinue reading with\b|\bthis (article|content|story|post) is (reserved |available |only |exclusive(ly)? )*(for|to) .{0,25}(subscribers|members)\b|\bfor (paid |paying )?subscribers only\b|\b(paid|premium) (subscribers|members) only\b|\bread the full (story|article) with\b|\bnur für (abonnenten|mitglieder)\b|\bmit .{1,30}abo .{0,20}weiterlesen\b|\bweiterlesen mit\b|\bjetzt (abonnieren|registrieren) und weiterlesen\b|\bréservé (aux|à nos) abonnés\b|\bil vous reste [\d.,]+ ?% de cet article\b|\b(exclusivo|solo) para (suscriptores|assinantes)\b|\bpara seguir leyendo\b|\b(riservato|solo) (agli|per gli) abbonati\b|\balleen voor abonnees\b|\btylko dla (prenumeratorów|subskrybentów)\b|\bтолько для подписчиков\b`)

	// pleaWords are parts of words of which every plea has one.
	pleaWords = []string{"continu", "subscri", "read", "register", "member", "abonn", "abo ", "mitglieder", "weiterlesen", "il vous reste", "suscri", "assinant", "seguir", "prenumerat", "subskryb", "подписчик"}

	openEnd = mustWords(`(…|\.\.\.|\[…\]|\[\.\.\.\])\W{0,3}$`)
)

const paywalls = "[class*=paywall],[id*=paywall],[class*=Paywall],[class*=regwall],[class*=pay-wall],[class*=subscriber-only],[class*=premium-content],[class*=locked-content],[data-paywall]"

// Lengths in letters and the like above which a text is hardly the beginning of
// one alone.
const (
	shortText = 2500
	longText  = 9000
)

// partial returns why the text is only a part of the article, "" if it seems
// whole. A page that calls itself closed may send all of its text, so that
// counts only if the text looks cut as well.
func (m *meta) partial(d *document, text string) string {
	if text == "" {
		return ""
	}
	size := utf8.RuneCountInString(text)
	if body := utf8.RuneCountInString(plain(m.ld.str("articleBody"))); body > size+500 && 2*body > 3*size {
		return fmt.Sprintf("JSON-LD articleBody has %d characters, the text %d", body, size)
	}
	closed := m.closed()
	asked := ""
	for _, l := range m.lines {
		if len(l.text) < 400 && !l.comment && holdsAny(l.text, pleaWords) {
			if hit := plea.FindString(l.text); hit != "" {
				asked = hit
				break
			}
		}
	}
	cut := openEnd.MatchString(text[max(0, len(text)-20):])
	switch {
	case closed != "" && asked != "" && size < longText:
		return fmt.Sprintf("%s, and the page says %.80q", closed, asked)
	case closed != "" && cut:
		return closed + ", and the text ends in …"
	case closed != "" && size < 1500 && d.Find(paywalls).Length() > 0:
		return closed + ", and a paywall follows"
	case asked != "" && size < shortText:
		return fmt.Sprintf("the page says %.80q", asked)
	case cut && d.Find(paywalls).Length() > 0:
		return "the text ends in …, and a paywall follows"
	}
	return ""
}

// closed returns where the page says that it is not free to read, "" if nowhere.
func (m *meta) closed() string {
	free, known := m.ld["isAccessibleForFree"]
	if s, ok := free.(string); known && (free == false || ok && strings.EqualFold(strings.TrimSpace(s[strings.LastIndexByte(s, '/')+1:]), "false")) {
		return "JSON-LD isAccessibleForFree is false"
	}
	switch tier := strings.ToLower(m.tags["article:content_tier"]); tier {
	case "locked", "metered":
		return "meta article:content_tier is " + tier
	}
	return ""
}
