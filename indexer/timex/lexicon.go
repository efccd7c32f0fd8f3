package timex

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
var monthWords = map[string]bool{
	"march": true, "may": true, "mar": true, "jan": true, "dec": true, "april": true, "june": true, "august": true, "sep": true, "jun": true,
}

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
var vague = map[string]bool{"several": true, "few": true, "many": true, "some": true, "couple": true, "dozens": true}

var ordinals = map[string]int{
	"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
	"eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17,
	"eighteenth": 18, "nineteenth": 19, "twentieth": 20, "twenty-first": 21,
}

var decadeWords = map[string]int{
	"twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70, "eighties": 80, "nineties": 90,
}

// approximate words in front of a count or a year.
var approximate = map[string]bool{
	"about": true, "around": true, "almost": true, "nearly": true, "roughly": true, "approximately": true, "circa": true, "some": true,
}

// frames are words that make a bare number of four digits a year when it follows them.
var frames = map[string]bool{
	"in": true, "since": true, "until": true, "till": true, "before": true, "after": true, "during": true, "through": true,
	"throughout": true, "circa": true, "late": true, "early": true, "mid": true, "back": true, "year": true, "by": true, "into": true, "due": true, "both": true, "fiscal": true,
}

// weakFrames make one a year only if no noun is counted by it.
var weakFrames = map[string]bool{
	"from": true, "of": true, "about": true, "around": true, "to": true, "between": true, "and": true, "or": true, "than": true,
	"the": true, "a": true, "an": true, "that": true, "this": true, "his": true, "her": true, "its": true, "their": true, "our": true, "my": true,
	"above": true, "below": true, "as": true, "for": true, "on": true, "with": true, "was": true, "is": true, "said": true, "not": true, "against": true, "carried": true,
}

// counted are nouns that a number counts: "in 1984 pages of records".
var counted = map[string]bool{
	"people": true, "pages": true, "dollars": true, "euros": true, "pounds": true, "men": true, "women": true, "children": true,
	"tons": true, "tonnes": true, "feet": true, "metres": true, "meters": true, "miles": true, "kilometres": true, "kilometers": true,
	"km": true, "kg": true, "votes": true, "workers": true, "jobs": true, "copies": true, "words": true, "homes": true, "houses": true,
	"soldiers": true, "troops": true, "deaths": true, "cases": true, "signatures": true, "residents": true, "households": true,
	"cars": true, "vehicles": true, "tickets": true, "seats": true, "students": true, "employees": true, "members": true,
	"items": true, "documents": true, "files": true, "records": true, "boxes": true, "entries": true, "lines": true, "units": true,
	"percent": true, "per": true, "degrees": true, "points": true, "calories": true, "acres": true, "horsepower": true, "fathoms": true, "khz": true, "mhz": true, "volts": true, "watts": true, "rpm": true, "lbs": true, "mph": true, "kph": true, "yards": true, "bushels": true, "francs": true, "marks": true, "yen": true, "rupees": true, "pesos": true, "roubles": true, "rubles": true, "litre": true, "barrels": true, "hectares": true, "square": true,
	"cubic": true, "rivets": true, "bolts": true, "crossings": true, "days": true, "hours": true, "years": true, "months": true, "weeks": true, "times": true,
	"million": true, "billion": true, "thousand": true, "hundred": true, "gallons": true, "litres": true, "names": true, "receipts": true, "ledgers": true,
}

// labels are words whose number is a name: "Flight 1903", "Room 1987".
var labels = map[string]bool{
	"flight": true, "room": true, "route": true, "highway": true, "resolution": true, "directive": true, "regulation": true, "page": true, "pages": true, "p": true, "pp": true,
	"no": true, "number": true, "nos": true, "chapter": true, "ordinance": true, "section": true, "article": true, "bill": true, "form": true,
	"boeing": true, "airbus": true, "windows": true, "act": true, "code": true, "box": true, "bus": true, "train": true, "model": true,
	"type": true, "case": true, "docket": true, "file": true, "item": true, "lot": true, "suite": true, "unit": true, "channel": true,
	"extension": true, "ext": true, "apollo": true, "area": true, "building": true, "platform": true, "line": true, "volume": true, "vol": true,
	"issue": true, "invoice": true, "account": true, "regiment": true, "pin": true, "zip": true, "version": true, "phone": true, "tel": true,
	"engine": true, "locomotive": true, "runner": true, "orwell": true, "serial": true, "plate": true, "badge": true, "permit": true, "batch": true,
}

// happenings are capitalised words before a year that make it that year's: "Davos 2018".
var happenings = map[string]bool{
	"euro": true, "davos": true, "cup": true, "olympics": true, "games": true, "election": true, "elections": true, "expo": true,
	"festival": true, "budget": true, "census": true, "summit": true, "conference": true, "campaign": true,
	"christmas": true, "easter": true, "eurovision": true, "glastonbury": true, "cannes": true, "wimbledon": true, "woodstock": true, "oktoberfest": true, "carnival": true,
	// host cities of Olympic games
	"london": true, "sydney": true, "rio": true, "beijing": true, "tokyo": true, "athens": true, "atlanta": true, "barcelona": true, "seoul": true, "munich": true, "sochi": true, "turin": true, "nagano": true, "vancouver": true, "pyeongchang": true, "lillehammer": true,
}

// yearNouns are things that have a year: "his 1996 campaign".
var yearNouns = map[string]bool{
	"campaign": true, "election": true, "elections": true, "convention": true, "budget": true, "census": true, "season": true, "olympics": true, "earnings": true,
	"agreement": true, "treaty": true, "coup": true, "war": true, "invasion": true, "uprising": true, "massacre": true, "referendum": true, "summit": true, "accord": true,
	"accords": true, "law": true, "act": true, "scandal": true, "trial": true, "conviction": true, "bombing": true, "earthquake": true, "flood": true, "fire": true,
	"strike": true, "revolution": true, "ruling": true, "report": true, "edition": true, "interview": true, "speech": true, "memoir": true, "primaries": true, "primary": true,
	"midterms": true, "presidential": true, "general": true, "fiscal": true, "world": true,
	"video": true, "letter": true, "study": true, "memo": true, "book": true, "film": true, "article": true, "case": true, "poll": true, "survey": true,
	"deal": true, "visit": true, "wages": true, "prices": true, "levels": true, "rates": true, "lockdowns": true, "trip": true, "attack": true, "race": true, "debate": true, "contest": true, "meeting": true,
}

// clauseWords may follow a season that stands alone.
var clauseWords = map[string]bool{"and": true, "but": true, "when": true, "as": true, "he": true, "she": true, "they": true, "we": true, "it": true, "or": true, "with": true, "after": true, "before": true, "the": true, "was": true, "were": true, "at": true}

// ahead are words that make a clause speak of what is to come.
var ahead = map[string]bool{
	"will": true, "shall": true, "due": true, "expected": true, "expects": true, "expect": true, "effective": true, "planning": true, "planned": true, "scheduled": true, "plans": true, "upcoming": true,
	"intends": true, "aims": true, "hopes": true, "meets": true, "begins": true, "opens": true, "turns": true, "starts": true, "payable": true,
	"slated": true, "postponed": true, "deadline": true, "expires": true, "maturing": true, "matures": true, "ends": true, "closes": true, "going": true, "proposed": true, "tomorrow": true,
}

// pastVerbs are the past tenses that do not end in -ed.
var pastVerbs = map[string]bool{
	"was": true, "were": true, "had": true, "did": true, "set": true, "said": true, "told": true, "took": true, "came": true, "went": true, "gave": true, "made": true,
	"began": true, "became": true, "found": true, "held": true, "left": true, "met": true, "rose": true, "fell": true, "won": true, "lost": true, "saw": true,
	"wrote": true, "brought": true, "bought": true, "sold": true, "thought": true, "knew": true, "grew": true, "ran": true, "sent": true, "paid": true, "broke": true,
	"spoke": true, "led": true, "kept": true, "got": true, "drew": true, "shot": true, "flew": true, "has": true, "have": true, "been": true, "died": true,
}

// notPast are words in -ed that are no verbs of the past.
var notPast = map[string]bool{"indeed": true, "hundred": true, "speed": true, "exceed": true, "proceed": true, "succeed": true, "bleed": true, "united": true, "limited": true, "related": true, "need": true}
