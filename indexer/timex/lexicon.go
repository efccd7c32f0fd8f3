package timex

import "strings"

// The lexicon is closed: what is not in it begins no time expression.

// A unit is a calendar unit that can be counted or named.
type unit struct {
	grain  Grain
	days   int    // of one, where it has a fixed length
	code   string // as TIMEX3 writes it; "T" before hours and minutes
	times  int    // of that code; 0 for once
	plural bool
}

// units are the words of units, in the singular and the plural.
var units = func() map[string]unit {
	all := map[string]unit{
		"second": {grain: Minute, code: "TS"}, "minute": {grain: Minute, code: "TM"}, "hour": {grain: Hour, code: "TH"}, "day": {grain: Day, days: 1, code: "D"},
		"night": {grain: Day, days: 1, code: "D"}, "weekend": {grain: Day, days: 2, code: "WE"},
		"week": {grain: Week, days: 7, code: "W"}, "fortnight": {grain: Week, days: 14, code: "W", times: 2},
		"month": {grain: Month, code: "M"}, "quarter": {grain: Quarter, code: "Q"}, "year": {grain: Year, code: "Y"},
		"decade": {grain: Decade, code: "Y", times: 10}, "century": {grain: Century, code: "Y", times: 100},
	}
	for _, w := range []string{"second", "minute", "hour", "day", "night", "weekend", "week", "fortnight", "month", "quarter", "year", "decade"} {
		u := all[w]
		u.plural = true
		all[w+"s"] = u
	}
	delete(all, "second") // an ordinal, unless it is counted in the plural
	all["centuries"] = unit{grain: Century, code: "Y", times: 100, plural: true}
	return all
}()

// dayParts are the parts of a day, as TIMEX3 writes them.
var dayParts = map[string]string{"morning": "TMO", "afternoon": "TAF", "evening": "TEV", "night": "TNI"}

// noons are times of day that are words.
var noons = map[string]string{"noon": "T12:00", "midday": "T12:00", "midnight": "T24:00", "overnight": "TNI"}

var months = map[string]int{
	"january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6,
	"july": 7, "august": 8, "september": 9, "october": 10, "november": 11, "december": 12,
	"jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9,
	"oct": 10, "nov": 11, "dec": 12,
}

// monthWords are months that are words, names or verbs as well: they need a
// number or a preposition beside them.
var monthWords = wordSet("march may mar jan dec april june august sep jun")

var weekdays = map[string]int{
	"sunday": 0, "monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6,
	"mon": 1, "tue": 2, "tues": 2, "wed": 3, "thu": 4, "thur": 4, "thurs": 4, "fri": 5,
}

var seasons = map[string]int{"spring": 1, "summer": 2, "autumn": 3, "fall": 3, "winter": 4}

var numbers = map[string]int{
	"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
	"eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
	"eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
	"seventy": 70, "eighty": 80, "ninety": 90, "dozen": 12,
}

// vague are counts that say no number.
var vague = wordSet("several few many some couple dozens")

var ordinals = map[string]int{
	"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
	"eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17,
	"eighteenth": 18, "nineteenth": 19, "twentieth": 20, "twenty-first": 21,
}

var decadeWords = map[string]int{
	"twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70, "eighties": 80, "nineties": 90,
}

// approximate words in front of a count or a year.
var approximate = wordSet("about around almost nearly roughly approximately circa some")

// frames are words that make a bare number of four digits a year when it follows them.
var frames = wordSet(`
	in since until till before after during through throughout circa late early mid back year by into due both fiscal`)

// weakFrames make one a year only if no noun is counted by it.
var weakFrames = wordSet(`
	from of about around to between and or than the a an that this his her its their our my above below as for on with was
	is said not against carried`)

// counted are nouns that a number counts: "in 1984 pages of records".
var counted = wordSet(`
	people pages dollars euros pounds men women children tons tonnes feet metres meters miles kilometres kilometers km kg
	votes workers jobs copies words homes houses soldiers troops deaths cases signatures residents households cars
	vehicles tickets seats students employees members items documents files records boxes entries lines units percent per
	degrees points calories acres horsepower fathoms khz mhz volts watts rpm lbs mph kph yards bushels francs marks yen
	rupees pesos roubles rubles litre barrels hectares square cubic rivets bolts crossings days hours years months weeks
	times million billion thousand hundred gallons litres names receipts ledgers`)

// labels are words whose number is a name: "Flight 1903", "Room 1987".
var labels = wordSet(`
	flight room route highway resolution directive regulation page pages p pp no number nos chapter ordinance section
	article bill form boeing airbus windows act code box bus train model type case docket file item lot suite unit channel
	extension ext apollo area building platform line volume vol issue invoice account regiment pin zip version phone tel
	engine locomotive runner orwell serial plate badge permit batch`)

// happenings are capitalised words before a year that make it that year's: "Davos 2018",
// and the host cities of Olympic games.
var happenings = wordSet(`
	euro davos cup olympics games election elections expo festival budget census summit conference campaign christmas
	easter eurovision glastonbury cannes wimbledon woodstock oktoberfest carnival
	london sydney rio beijing tokyo athens atlanta barcelona seoul munich sochi turin nagano vancouver pyeongchang lillehammer`)

// yearNouns are things that have a year: "his 1996 campaign".
var yearNouns = wordSet(`
	campaign election elections convention budget census season olympics earnings agreement treaty coup war invasion
	uprising massacre referendum summit accord accords law act scandal trial conviction bombing earthquake flood fire
	strike revolution ruling report edition interview speech memoir primaries primary midterms presidential general fiscal
	world video letter study memo book film article case poll survey deal visit wages prices levels rates lockdowns trip
	attack race debate contest meeting`)

// clauseWords may follow a season that stands alone.
var clauseWords = wordSet("and but when as he she they we it or with after before the was were at")

// ahead are words that make a clause speak of what is to come.
var ahead = wordSet(`
	will shall due expected expects expect effective planning planned scheduled plans upcoming intends aims hopes meets
	begins opens turns starts payable slated postponed deadline expires maturing matures ends closes going proposed
	tomorrow`)

// pastVerbs are the past tenses that do not end in -ed.
var pastVerbs = wordSet(`
	was were had did set said told took came went gave made began became found held left met rose fell won lost saw wrote
	brought bought sold thought knew grew ran sent paid broke spoke led kept got drew shot flew has have been died`)

// notPast are words in -ed that are no verbs of the past.
var notPast = wordSet("indeed hundred speed exceed proceed succeed bleed united limited related need")

// wordSet returns the words of a list, which are parted by white space.
func wordSet(list string) map[string]bool {
	words := strings.Fields(list)
	set := make(map[string]bool, len(words))
	for _, w := range words {
		set[w] = true
	}
	return set
}
