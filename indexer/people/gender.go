package people

import "strings"

// A Gender is what a text or a given name tells of a person.
type Gender string

// The genders that English pronouns tell apart.
const (
	Unknown Gender = ""
	Female  Gender = "female"
	Male    Gender = "male"
)

// Agrees reports whether a pronoun can stand for a person, as far as the text or
// the given name tells: "he", "him", "his", "himself" and "she", "her", "hers",
// "herself" ask for a gender, all others agree with everybody.
func (f *Found) Agrees(pronoun string, person int) bool {
	g := pronouns[strings.ToLower(pronoun)]
	return g == Unknown || f.Persons[person].Gender == Unknown || f.Persons[person].Gender == g
}

// Note keeps that a pronoun stood for a person. It changes nothing where the
// gender is known already.
func (f *Found) Note(pronoun string, person int) {
	if g := pronouns[strings.ToLower(pronoun)]; f.Persons[person].Gender == Unknown {
		f.Persons[person].Gender = g
	}
}

var pronouns = map[string]Gender{
	"he": Male, "him": Male, "his": Male, "himself": Male,
	"she": Female, "her": Female, "hers": Female, "herself": Female,
}

// titleGender returns the gender that a title or a noun tells: "Mrs", "actress".
func (l *lists) titleGender(words string) Gender {
	for w := range strings.FieldsSeq(words) {
		switch l.words[strings.Trim(strings.ToLower(w), ".")] & (kinF | kinM) {
		case kinF:
			return Female
		case kinM:
			return Male
		}
	}
	return Unknown
}

// nameGender returns the gender that a given name tells, if it is nearly always
// one of women or of men.
func (l *lists) nameGender(given string) Gender {
	switch l.words[given] & (givenF | givenM) {
	case givenF:
		return Female
	case givenM:
		return Male
	}
	if head, _, ok := strings.Cut(given, "-"); ok { // "Jean-Claude"
		return l.nameGender(head)
	}
	return Unknown
}

// endings of surnames that tell women from men.
var (
	womenEnd = []string{"ova", "eva", "ina", "skaya", "ska", "aya"}
	menEnd   = []string{"ov", "ev", "in", "sky", "ski", "skiy", "skyy", "yy"}
)

// endings reports whether two surnames differ as those of wife and husband do:
// Petrov and Petrova, Kowalski and Kowalska.
func endings(a, b string) bool {
	return ends(a, b) || ends(b, a)
}

func ends(woman, man string) bool {
	for i, e := range womenEnd {
		stem, ok := strings.CutSuffix(woman, e)
		if !ok || stem == "" {
			continue
		}
		for _, m := range menEnd {
			if man == stem+m {
				return true
			}
		}
		if i < 3 && man == strings.TrimSuffix(woman, "a") {
			return true
		}
	}
	return false
}
