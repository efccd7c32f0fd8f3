package timex

import "strings"

func endsIn(word, ending string) bool {
	return len(word) > len(ending)+2 && strings.HasSuffix(word, ending)
}

// A tense is what a clause says of its time.
type tense int

const (
	untold tense = iota
	gone         // "was", "said", "opened"
	toCome       // "will", "is due"
)

// clauseEnds are words that a new clause begins with.
var clauseEnds = map[string]bool{
	";": true, ":": true, "“": true, "”": true, "\"": true, "—": true, "(": true, ")": true, "which": true, "who": true, "whose": true, "after": true, "before": true,
	"when": true, "while": true, "because": true, "although": true, "though": true, "but": true, "since": true, "if": true, "unless": true, "whether": true,
}

// tense returns what the verb nearest to tokens i to next, in their own clause,
// says: what stands before them first.
func (s *resolver) tense(i, next int) tense {
	here := s.r.tok(i).sentence
	if s.r.is(i-1, "of") && (s.r.is(i-2, "ahead", "deadline") || s.r.is(i-2, "date") && s.r.is(i-3, "trial", "release", "launch", "hearing", "target")) || s.announces(i) {
		return toCome
	}
	if s.r.is(i-1, "for") && s.r.together(i) && s.r.t[i].upper && s.r.tok(i-2).word { // "set sentencing for May 14"
		for k := i - 2; k >= max(i-6, 0) && s.r.tok(k).sentence == here; k-- {
			if s.r.is(k, "set", "scheduled", "planned", "due", "slated", "called", "booked", "plans", "planning") {
				return toCome
			}
		}
	}
	if s.r.is(i-1, "until", "till", "through") && s.grants(i-1) {
		return toCome
	}
	for k := i - 1; k >= max(i-24, 0); k-- {
		t := s.r.tok(k)
		if t.sentence != here || (clauseEnds[t.low] || s.relates(k)) && k < i-1 && !s.listed(k, i) {
			break
		}
		if said := s.verb(k); said != untold {
			return said
		}
	}
	for k := next; k < next+10; k++ {
		t := s.r.tok(k)
		if t.sentence != here || clauseEnds[t.low] {
			break
		}
		if said := s.verb(k); said != untold {
			return said
		}
	}
	if s.r.is(i-1, "until", "till", "by", "through") && s.r.together(i) && !s.r.tok(i-1).first {
		return toCome
	}
	return untold
}

// announces reports whether the words right before i, "on" with a day, say that something
// is to be: "the election is on Sunday", "tickets go on sale on Friday".
func (s *resolver) announces(i int) bool {
	if !s.r.is(i-1, "on", "from") || !s.r.together(i) {
		return false
	}
	return s.r.is(i-2, "is", "are") || s.r.is(i-2, "sale") && s.r.is(i-4, "go", "goes") || s.r.is(i-2, "forecast") && s.r.is(i-3, "is", "are")
}

// grants reports whether the words before k, "until", give somebody time: "gave them until
// Tuesday", "extended its deadline until Friday".
func (s *resolver) grants(k int) bool {
	for j := k - 1; j >= max(0, k-12) && s.r.tok(j).sentence == s.r.tok(k).sentence; j-- {
		if s.r.is(j, "give", "gives", "given", "gave", "extend", "extends", "extended", "deadline", "postponed", "delayed", "adjourned", "has", "have") {
			return true
		}
	}
	return false
}

// relates reports whether the word at k begins a clause about the noun before it: "the sum
// that it forecast in July".
func (s *resolver) relates(k int) bool {
	return s.r.is(k, "that") && s.r.is(k+1, "it", "he", "she", "they", "we", "i", "the", "was", "were", "had") || s.r.is(k, "where")
}

// intends reports whether the infinitive at k, "to" with its verb behind it, is of something
// that somebody means to do.
func (s *resolver) intends(k int) bool {
	for j := k - 1; j >= max(0, k-4); j-- {
		if t := s.r.tok(j); t.sentence != s.r.tok(k).sentence {
			return false
		} else if intents[t.low] {
			return !s.was(j)
		}
	}
	return false
}

// intents are words whose infinitive is still to come.
var intents = wordSet(`
	agreed agreement decided decision plan plans planned planning deadline voted offered offer ready wants want wanted
	pledged promised vowed hopes hoped proposal proposed deal bid invited expect intends threatened scheduled asked
	expects order preparing prepared promises aim aims`)

// listed reports whether the bound at k and that in front of i stand in one list:
// "after the vote, and then after Christmas".
func (s *resolver) listed(k, i int) bool {
	return s.r.is(k, "after", "before") && s.r.low(k) == s.r.low(i-1) && s.r.is(i-2, "and", "or", "then", ",")
}

// verb returns what the word at k says of its clause's time.
func (s *resolver) verb(k int) tense {
	t := s.r.tok(k)
	switch {
	case !t.word:
		return untold
	case t.low == "as" && s.r.is(k-1, "early", "soon"), (t.low == "is" || t.low == "are" || t.low == "set") && s.r.is(k+1, "to"):
		return toCome
	case t.low == "would" && !s.r.is(k+1, "have"), s.modal(k):
		return toCome
	case t.low == "to" && s.r.is(k+1, "be") && s.r.tok(k+2).word && (endsIn(s.r.low(k+2), "ed") || pastVerbs[s.r.low(k+2)]) &&
		!s.r.is(k-1, "ought", "used", "had", "have", "has"):
		return toCome // "to be published in"
	case (t.low == "is" || t.low == "are") && s.r.is(k+1, "calling", "planning", "holding", "meeting", "heading", "preparing", "leaving", "coming", "opening", "launching", "returning", "going", "hosting", "facing"):
		return toCome // "is calling for its redemption on Dec. 7"
	case t.low == "to" && s.r.tok(k+1).word && s.intends(k):
		return toCome
	case (t.low == "extended" || t.low == "postponed") && s.r.is(k+1, "to", "until", "its", "the"):
		return toCome
	case s.r.is(k, "marks", "celebrates") && s.r.is(k+1, "the", "its", "his", "her", "their", "a"):
		return toCome // "On Friday the town marks its anniversary"
	case ahead[t.low] && s.was(k):
		return gone
	case ahead[t.low], t.low == "ll" && s.r.is(k-1, "'"):
		return toCome
	case meets[t.low] && (plural(s.r.tok(k-1)) || s.r.tok(k-1).first && endsIn(s.r.low(k-1), "s") || s.r.is(k-1, "they", "we", "separately", "both") || s.r.tok(k-1).word && s.r.tok(k-1).upper && !s.r.tok(k-1).first):
		return toCome // "the two meet on Monday"
	case pastVerbs[t.low] && s.r.is(k-1, "be", "being") && !s.r.is(k-2, "had", "have", "has"):
		return untold // "would still be held"
	case pastVerbs[t.low]:
		if s.r.is(k+1, "due", "expected", "scheduled", "to", "set", "supposed") {
			return untold
		}
		return gone
	case len(t.low) > 4 && strings.HasSuffix(t.low, "ed") && !t.upper && !notPast[t.low]:
		if s.r.is(k-1, "be", "to", "is", "are", "being", "the", "a", "an", "stay", "stays", "remain", "remains", "get") || s.r.is(k-2, "be", "will") {
			return untold
		}
		if endsIn(s.r.low(k-1), "ly") || s.r.is(k-1, "still", "so", "well", "ill") {
			if s.r.is(k-2, "a", "an", "the") {
				return untold // "a still unspecified date"
			}
		}
		return gone
	}
	return untold
}

// meets are verbs whose present tense, of many, announces: "the two meet on Monday".
var meets = wordSet("meet vote arrive travel depart face convene reconvene gather decide play kick")

// modals leave open what is to come.
var modals = wordSet("may might can could should must")

// modal reports whether the word at k leaves open what is to come: "may arrive", but not
// "could not be reached", "nobody could be found".
func (s *resolver) modal(k int) bool {
	t := s.r.tok(k)
	if !modals[t.low] || t.upper || s.r.is(k+1, "have", "not") || !s.r.tok(k+1).word {
		return false
	}
	for j := k - 1; t.low == "could" && j >= max(0, k-8) && s.r.tok(j).sentence == t.sentence; j-- {
		if s.r.is(j, "neither", "nor", "no", "nobody", "none", "nothing", "only") {
			return false
		}
	}
	return true
}

// was reports whether what was to come at k is over: "had been due", "as planned".
func (s *resolver) was(k int) bool {
	return s.r.is(k-1, "was", "were", "been", "as", "previously", "originally", "had") ||
		s.r.is(k-2, "was", "were", "had", "not") && s.r.is(k-1, "been", "originally", "previously", "supposed")
}

// ahead reports whether the clause around tokens i to next speaks of what is to come.
func (s *resolver) ahead(i, next int) bool { return s.tense(i, next) == toCome }

// foretells reports whether the sentence says, before i, that something is to come.
func (s *resolver) foretells(i int) bool {
	here := s.r.tok(i).sentence
	for k := i - 1; k >= max(i-24, 0) && s.r.tok(k).sentence == here; k-- {
		if s.r.is(k, "will", "ll", "would", "shall", "due", "expected", "scheduled", "until") {
			return true
		}
	}
	return false
}

// would reports whether the clause before i looks forward out of the story: "it
// would drive him to run just 13 years later".
func (s *resolver) would(i int) bool {
	here := s.r.tok(i).sentence
	for k := max(i-20, 0); k < i; k++ {
		if t := s.r.tok(k); t.sentence == here && (t.low == "would" || t.low == "could") {
			return true
		}
	}
	return false
}
