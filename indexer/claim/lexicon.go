package claim

import "strings"

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

var (
	// between a subject and its verb: "he has also since said".
	skipped = set("always ever long also has had have later then recently again once himself herself themselves itself repeatedly simply just only first now even still would who which that who already flatly reportedly often bluntly publicly privately quietly since went on to goes was is")
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
	documents = set("union campaign group club party charity firm church hospital university source sources analysts leaders lawmakers activists protesters families parents teachers doctors employees workers farmers executives aides advisers allies opponents supporters voters politicians diplomats soldiers victims survivors colleagues relatives students prosecutor commander captain bishop association foundation institute organisation organization network station magazine airline report reports study statement minutes letter memo memorandum ledger audit document documents indictment filing lawsuit complaint book article paper court judge jury ministry department agency council committee commission board company bank spokesman spokeswoman spokesperson official officials police auditors auditor researchers scientists experts critics supporters residents witnesses prosecutors lawyers lawyer attorney historian historians engineer engineers author authors editor editors newspaper post poll survey government administration office desk review inspector investigators detective mayor treasurer clerk minister president")
	// what told of in "told O that" ends with when "that" is left out.
	listeners = set("reporters journalists us me him her them parliament congress lawmakers councillors police investigators")
	hours     = set("january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday yesterday today tomorrow tonight ago later earlier year years month months week weeks day days decade decades spring summer autumn winter century")
)
