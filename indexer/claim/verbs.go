package claim

import "strings"

// A Class says what a reporting verb makes of the words that it introduces.
type Class string

// The classes of reporting verbs.
const (
	Neutral  Class = "neutral"  // say, tell, write: nothing is added
	Assert   Class = "assert"   // claim, argue, insist: the speaker stands for it
	Factive  Class = "factive"  // reveal, confirm, note: the writer takes it for a fact
	Deny     Class = "deny"     // deny, dispute, reject
	Commit   Class = "commit"   // promise, vow, threaten
	Urge     Class = "urge"     // urge, demand, call for
	Ask      Class = "ask"      // ask, wonder: no claim
	Predict  Class = "predict"  // predict, expect, warn
	Believe  Class = "believe"  // think, fear, want: held, not said
	Judge    Class = "judge"    // praise, criticise, accuse: said of somebody
	Document Class = "document" // show, find, read: a paper speaks
)

// A verb is what is known of a reporting verb, in any of its forms.
type verb struct {
	base  string
	class Class
	takes taking
	noun  bool // this form is a noun, or another verb's, more often
}

// taking says how a verb takes the words that it introduces.
type taking uint8

const (
	none   taking = iota // not at all, or as an object: "criticised the plan"
	free                 // with or without "that": "said he left"
	thatly               // with "that", a quotation or a colon: "noted that"
	asking               // questions and quotations only
	tells                // behind whom it is told: "told reporters that"
)

// The verbs by class, in their base form, and behind a slash how they take words:
// f free, t thatly, a asking, l tells. A bracket gives irregular forms.
var verbList = map[Class]string{
	Neutral: "say/f[said] tell/l[told] write/t[wrote,written] add/t state/t remark/t comment/t mention/t reply/t respond/t answer/t continue/t recount/t relate/t describe/t explain/t " +
		"report/t announce/t tweet/t retweet/t post/t blog/t quote/t cite/t read/t[read] speak/t[spoke,spoken] talk/t recall/t remember/t reminisce/t reiterate/t repeat/t summarise/t summarize/t elaborate/t clarify/t " +
		"joke/t quip/t opine/t muse/t volunteer/t interject/t intone/t exclaim/t snap/t chuckle/t laugh/t sigh/t shout/t cry/t yell/t scream/t chant/t whisper/t murmur/t mutter/t go/t[went,gone] begin/t[began,begun] conclude/t document/t record/t list/t trace/t point/t " +
		"testify/t swear/t[swore,sworn] attest/t inform/l notify/l brief/l email/t echo/t publish/t detail/t discuss/n refer/n share/t counter/t retort/t rebut/t reason/t narrate/t call/n label/n dub/n term/n declare/t proclaim/t",
	Assert:   "claim/f argue/t insist/f assert/t allege/t maintain/t contend/t affirm/t reaffirm/t profess/t purport/t charge/t suggest/t imply/t hint/t indicate/t signal/t speculate/t posit/t stress/t emphasise/t emphasize/t underline/t underscore/t boast/t brag/t assure/l convince/l persuade/l tout/n trumpet/n",
	Factive:  "reveal/t confirm/t note/t acknowledge/t admit/t concede/t confess/t disclose/t divulge/t observe/t determine/t remind/l recognise/t recognize/t realise/t realize/t learn/t discover/t leak/t expose/n verify/t",
	Deny:     "deny/t dispute/t reject/t refute/t contradict/n decline/n refuse/n dismiss/n disavow/n disown/n retract/n",
	Commit:   "promise/t vow/t pledge/t threaten/t agree/t accept/t offer/n commit/n undertake/n[undertook,undertaken] plan/n intend/n",
	Urge:     "propose/t recommend/t advise/t urge/t demand/t request/t order/n beg/n plead/t implore/n encourage/n instruct/l command/n warn/t caution/t counsel/n advocate/n beseech/n",
	Ask:      "ask/a inquire/a enquire/a question/a wonder/a query/a",
	Predict:  "predict/t forecast/t[forecast] expect/t estimate/t anticipate/t project/t foresee/t[foresaw,foreseen] envision/n calculate/t reckon/t figure/t",
	Believe:  "believe/f think/f[thought] know/t[knew,known] understand/t[understood] hear/t[heard] see/t[saw,seen] feel/t[felt] guess/t fear/t hope/t doubt/t suspect/t worry/t want/n wish/n like/n prefer/n consider/n regard/n view/n support/n oppose/n back/n endorse/n favor/n favour/n seek/n[sought] hate/n love/n regret/t deem/n assume/t presume/t conclude/t imagine/t mistrust/n distrust/n decide/t disagree/n trust/n seem/n appear/n",
	Judge:    "complain/t lament/t protest/t object/t accuse/n blast/n criticise/n criticize/n condemn/n praise/n welcome/n defend/n justify/n slam/n attack/n denounce/n decry/n deride/n mock/n ridicule/n rip/n bash/n blame/n chide/n rebuke/n scold/n berate/n lambaste/n assail/n hail/n laud/n applaud/n commend/n thank/n congratulate/n apologise/t apologize/t rail/n rant/t gripe/t bemoan/n express/n voice/n extol/n liken/n compare/n caricature/n",
	Document: "show/t[showed,shown] find/t[found] sum/t demonstrate/t prove/t[proved,proven] say/f[said] rank/n rate/n reflect/n outline/n highlight/n",
}

// nounForms are forms that are nouns, or another verb's, far more often; with a
// speaker in front they may still report.
var nounForms = set("list post point points document documents record records figure figures charge charges hope fear hopes fears see know find show shows feel read go goes begin report reports " +
	"claims claim note notes comment comments quote quotes cry object objects question questions estimate estimates finding findings showing reading seeing knowing feeling going beginning lists " +
	"listed traced traces recorded saw heard felt knew went began sum sums demand demands promise promises pledge doubt guess published publish publishing welcome welcomed charged figured pointed pointing seen known gone begun documented " +
	"back backs backed like likes love plan plans order orders support view views attack attacks offer offers request requests project projects share shares detail details state states term terms label record rank rate rates " +
	"blame praise voice voices project echo answer answers reply talk talks brief call calls command reason reasons decline worry want wants wish")

// verbForms are all forms of all verbs.
var verbForms = func() map[string]verb {
	all := map[string]verb{}
	// In the order of the classes, the first that has a form keeps it.
	for _, class := range []Class{Neutral, Assert, Factive, Deny, Commit, Urge, Ask, Predict, Believe, Judge, Document} {
		for _, word := range strings.Fields(verbList[class]) {
			base, rest, _ := strings.Cut(word, "/")
			how, irregular, _ := strings.Cut(rest, "[")
			v := verb{base: base, class: class, takes: map[string]taking{"f": free, "t": thatly, "a": asking, "l": tells}[how]}
			forms := []string{base, third(base), gerund(base)}
			if irregular == "" {
				forms = append(forms, past(base))
			}
			forms = append(forms, strings.FieldsFunc(irregular, func(r rune) bool { return r == ',' || r == ']' })...)
			for _, form := range forms {
				if _, taken := all[form]; !taken {
					v.noun = nounForms[form]
					all[form] = v
				}
			}
		}
	}
	return all
}()

// cues are the forms that report by themselves, with how they take words: what the
// rules go by.
var cues = func() map[string]taking {
	all := map[string]taking{}
	for form, v := range verbForms {
		if v.takes != none && !v.noun && v.base != "talk" && v.base != "email" && v.base != "learn" && v.base != "realise" && v.base != "realize" && v.base != "decide" {
			all[form] = v.takes
		}
	}
	// With a subject in front, these report.
	all["claims"], all["notes"], all["shows"], all["reports"], all["found"], all["recalls"] = free, thatly, thatly, thatly, thatly, thatly
	return all
}()

func third(v string) string {
	switch {
	case strings.HasSuffix(v, "s"), strings.HasSuffix(v, "sh"), strings.HasSuffix(v, "ch"), strings.HasSuffix(v, "x"), v == "go":
		return v + "es"
	case strings.HasSuffix(v, "y") && !strings.ContainsAny(v[len(v)-2:len(v)-1], "aeiou"):
		return v[:len(v)-1] + "ies"
	}
	return v + "s"
}

// doubles are verbs whose last letter is doubled: "admitted".
var doubles = set("admit blog quip snap brag rebut sum plan slam rip commit beg refer extol chat")

func past(v string) string {
	switch {
	case strings.HasSuffix(v, "e"):
		return v + "d"
	case strings.HasSuffix(v, "y") && !strings.ContainsAny(v[len(v)-2:len(v)-1], "aeiou"):
		return v[:len(v)-1] + "ied"
	case doubles[v]:
		return v + v[len(v)-1:] + "ed"
	}
	return v + "ed"
}

func gerund(v string) string {
	switch {
	case strings.HasSuffix(v, "ee"), strings.HasSuffix(v, "ye"):
		return v + "ing"
	case strings.HasSuffix(v, "e"):
		return v[:len(v)-1] + "ing"
	case doubles[v]:
		return v + v[len(v)-1:] + "ing"
	}
	return v + "ing"
}
