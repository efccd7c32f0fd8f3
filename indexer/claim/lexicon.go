package claim

import "strings"

// A class says what a reporting verb does with the words it introduces.
type class int

const (
	free   class = iota + 1 // takes reported words with or without "that": "said he left"
	thatly                  // needs "that", a quotation or a colon: "noted that"
	asking                  // introduces questions: quotations only
	tells                   // names who is told first: "told reporters that"
)

// verbs by class, in their base form. A word in brackets gives irregular forms.
var verbs = map[class]string{
	free: "say[said] claim believe[believed] insist think[thought]",
	thatly: "write[wrote,written] add state argue assert allege maintain contend declare announce report note observe remark comment explain " +
		"acknowledge admit concede confess confirm affirm reaffirm agree accept deny dispute reject rebut reply respond answer retort counter " +
		"reveal disclose divulge indicate suggest imply hint signal mention recall remember reminisce recount relate describe testify swear[swore,sworn] attest " +
		"predict forecast expect estimate warn caution promise vow pledge threaten complain lament protest object joke quip boast brag " +
		"stress emphasise emphasize underline underscore reiterate repeat conclude find[found] show[showed,shown] determine calculate reckon figure " +
		"propose recommend advise urge speculate suspect guess fear hope doubt feel[felt] know[knew,known] understand[understood] hear[heard] see[saw,seen] " +
		"post tweet blog publish cite quote read[read] speak[spoke,spoken] continue conclude volunteer opine muse wonder sigh shout cry yell whisper murmur mutter " +
		"proclaim profess purport charge accuse blast criticise criticize condemn praise welcome defend justify clarify elaborate summarise summarize " +
		"interject intone exclaim snap chuckle laugh begin[began,begun] go[went,gone] sum testify record document list trace point[pointed]",
	asking: "ask inquire enquire question wonder demand",
	tells:  "tell[told] inform remind assure notify convince persuade",
}

// cues are all forms of all verbs.
var cues = func() map[string]class {
	all := map[string]class{}
	for c, list := range verbs {
		for _, word := range strings.Fields(list) {
			base, forms, _ := strings.Cut(word, "[")
			put := func(form string) {
				if _, taken := all[form]; !taken || c == free {
					all[form] = c
				}
			}
			for _, form := range []string{base, third(base), gerund(base)} {
				put(form)
			}
			if forms == "" {
				put(past(base))
			}
			for _, form := range strings.FieldsFunc(forms, func(r rune) bool { return r == ',' || r == ']' }) {
				put(form)
			}
		}
	}
	// Forms that are nouns or something else far more often.
	for _, form := range []string{"list", "post", "point", "points", "document", "documents", "record", "records", "figure", "figures", "charge",
		"charges", "hope", "fear", "hopes", "fears", "see", "know", "find", "show", "shows", "feel", "read", "go", "goes", "begin", "report", "reports",
		"claims", "sign", "note", "notes", "comment", "comments", "quote", "quotes", "cry", "object", "objects", "question", "questions",
		"estimate", "estimates", "understanding", "finding", "showing", "reading", "seeing", "knowing", "feeling", "going", "beginning", "list", "lists",
		"listed", "traced", "traces", "recorded", "saw", "heard", "felt", "knew", "went", "began", "read", "sum", "sums", "demand", "demands", "promise", "pledge", "doubt", "guess",
		"published", "publish", "publishing", "welcome", "welcomed", "charged", "figured", "pointed", "pointing", "seen", "known", "gone", "begun", "claim", "documented"} {
		switch form {
		case "shows", "claims", "reports", "found", "notes":
		default:
			delete(all, form)
		}
	}
	all["claims"], all["notes"], all["shows"], all["found"], all["recalls"] = free, thatly, thatly, thatly, thatly
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

func past(v string) string {
	switch {
	case strings.HasSuffix(v, "e"):
		return v + "d"
	case strings.HasSuffix(v, "y") && !strings.ContainsAny(v[len(v)-2:len(v)-1], "aeiou"):
		return v[:len(v)-1] + "ied"
	case v == "admit" || v == "blog" || v == "quip" || v == "snap" || v == "brag" || v == "rebut" || v == "sum":
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
	case v == "admit" || v == "blog" || v == "quip" || v == "snap" || v == "brag" || v == "rebut" || v == "sum":
		return v + v[len(v)-1:] + "ing"
	}
	return v + "ing"
}

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

var (
	// between a subject and its verb: "he has also since said".
	skipped = set("also has had have later then recently again once himself herself themselves itself repeatedly simply just only first now even still would who which that who already flatly reportedly often bluntly publicly privately quietly since went on to goes was is")
	// negations in front of a verb: what follows was not said.
	negations = set("not never n't t neither nor hardly without")
	pronouns  = set("he she they it i we")
	// words that a name does not begin with though a sentence does.
	openers = set("the a an but and or so yet in on at by for from of to as if when while after before since until because although though however then now there here this that these those his her its their our my your he she they it we i you what who why how where which not no yes according still even also once both all some many most much more one two three four five six seven eight nine ten another other such each every asked during under over with without among between against about around through mr mrs ms dr meanwhile nevertheless moreover instead later earlier today yesterday tomorrow monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december last next nobody nothing everybody everyone somebody someone anybody only just perhaps maybe indeed thus hence remember again well oh think let see")
	titles  = set("mr mrs ms miss dr prof professor sir lady lord dame mayor president senator sen rep representative governor gov general gen colonel col captain capt lieutenant lt sergeant sgt major judge justice minister chancellor secretary chief director chairman chairwoman chair council councilman councilwoman councilor councillor commissioner detective inspector officer reverend rev father sister brother pope king queen prince princess treasurer clerk engineer auditor attorney deputy former late retired ambassador historian")
	// words that make a run of capitals an organisation or a place.
	institutions = set("council committee commission department ministry agency office bureau board bank company corporation corp inc ltd llc university college school institute institution foundation association society union party court house senate congress parliament police force army navy service administration authority group team club church times post herald tribune journal record courier weekly radio news press commerce desk review magazine gazette chronicle bridge street river avenue road hall mill works county city town state states republic kingdom island islands valley falls lake mountain park station hospital hotel museum library archive archives center centre trust fund act bill law war day directorate federation league nations network international national")
	joiners      = set("de la le van von der den di da del bin ibn al el of du dos das ter ten")
	// common nouns that speak.
	documents = set("report reports study statement minutes letter memo memorandum ledger audit document documents indictment filing lawsuit complaint book article paper court judge jury ministry department agency council committee commission board company bank spokesman spokeswoman spokesperson official officials police auditors auditor researchers scientists experts critics supporters residents witnesses prosecutors lawyers lawyer attorney historian historians engineer engineers author authors editor editors newspaper post poll survey government administration office desk review inspector investigators detective mayor treasurer clerk minister president")
	// what told of in "told O that" ends with when "that" is left out.
	listeners = set("reporters journalists us me him her them parliament congress lawmakers councillors police investigators")
	hours     = set("january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday yesterday today tomorrow tonight ago later earlier year years month months week weeks day days decade decades spring summer autumn winter century")
)
