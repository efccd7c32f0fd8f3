package change

import "strings"

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// months are the names of months; 2 for those that are other words as well.
var months = map[string]int{
	"january": 1, "february": 1, "march": 2, "april": 1, "may": 2, "june": 1, "july": 1, "august": 2,
	"september": 1, "october": 1, "november": 1, "december": 1,
	"jan": 2, "feb": 1, "mar": 2, "apr": 1, "jun": 2, "jul": 1, "aug": 1, "sept": 1, "sep": 1, "oct": 1, "nov": 1, "dec": 2,
}

var (
	weekdays         = set("monday tuesday wednesday thursday friday saturday sunday")
	relative         = set("yesterday today tomorrow tonight")
	nearby           = set("last next this past previous following")
	periods          = set("week weekend month year decade century spring summer autumn fall winter morning afternoon evening night")
	half             = set("am pm a.m a.m. p.m p.m. noon midnight")
	datePrepositions = set("in since by until till before after during from to between early late mid of on year through last next this")
)

// joining are words that join others, and say nothing by themselves.
var joining = set("a an the of to in on at by for from with and or as that which who is it its their his her")

// common are words that sentences begin with; none is a name by itself.
var common = set(`a an the this that these those he she it they we you i his her its their our my your
	in on at by for from with after before when while where as if but and or so yet since until during although though because
	one two three four five six seven eight nine ten some many most all both each every another other such
	no not never there here what who how why which whether last next then now once still even only also just
	later earlier meanwhile afterwards yesterday today under over near about around between among against despite asked told according`)

// titles come before names, and change who is meant. With and without a capital.
var titles = set(`mr mrs ms miss mx dr prof professor sir dame lord lady rev reverend judge justice president
	vice-president chancellor minister secretary ambassador senator sen congressman congresswoman representative rep
	governor gov mayor deputy councillor councilwoman councilman alderman commissioner sheriff inspector detective sergeant
	sgt captain capt colonel col general gen lieutenant lt major admiral bishop archbishop cardinal rabbi imam pope king queen
	prince princess chairman chairwoman chair chief director executive ceo cfo spokesman spokeswoman spokesperson attorney
	prosecutor superintendent treasurer auditor`)

// particles stand within names.
var particles = set("de del della di da du van von der den la le el al bin ibn ben of y the")

// negations turn a statement round; so does a word that ends in "n't".
var negations = set(`not no never none neither nor nobody nothing nowhere without cannot hardly
	deny denies denied denying`)

// cardinals are the number words; -1 is nought.
var cardinals = map[string]float64{
	"zero": -1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
	"eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
	"nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}

var ordinals = map[string]float64{
	"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
	"eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "twentieth": 20, "thirtieth": 30,
}

// scales multiply what stands before them.
var scales = map[string]float64{
	"hundred": 100, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12,
	"m": 1e6, "mn": 1e6, "bn": 1e9, "tn": 1e12,
}

// units follow numbers, under the sign by which they are compared.
var units = map[string]string{
	"%": "%", "percent": "%", "cent": "%", "dollars": "$", "dollar": "$", "euros": "€", "euro": "€", "pounds": "£",
	"percentage": "pp", "points": "pp", "point": "pp",
}

// vague words are amounts all the same.
var vague = set("half twice double triple couple dozens hundreds thousands millions billions quarter once")
