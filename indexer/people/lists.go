package people

import (
	"embed"
	"strings"
	"sync"
)

// The lists are plain sorted text, a word or a phrase a line, folded by [fold]:
//
//	given.txt          given names, with a tab and f, m or u (women's, men's, both or unknown)
//	surnames.txt       surnames
//	places.txt         countries, regions, cities, rivers, seas; abbreviations in capitals
//	peoples.txt        peoples of several words
//	demonyms.txt       peoples, faiths and their adjectives, which name no place
//	organisations.txt  organisations as they are written
//	words.txt          words that tell what the names beside them are, with their kinds
//	common.txt         ordinary words that a sentence or a headline may begin with
//	nicknames.txt      short given names, with the names that they are short for
//
//go:embed lists
var listFiles embed.FS

// noKind is the kind of phrases that name neither person, organisation nor place.
const noKind Kind = ""

// A trait is what the lists say of a word, one bit each.
type trait uint32

const (
	givenF      trait = 1 << iota
	givenM            // a given name of men; of both or unknown where givenF is set too
	surname           // a surname
	place             // a place of one word
	demonym           // a people
	orgName           // an organisation of one word, as it is written
	orgHead           // "ministry": makes an organisation of the name that holds it
	placeHead         // "river": makes a place
	placePre          // "lake": begins a place
	title             // "president": stands before a person's name
	role              // "striker": a noun of what persons are
	kinF              // "daughter"
	kinM              // "son"
	said              // what persons do with words
	persVerb          // what persons do, less surely
	orgNoun           // "spokesman": follows an organisation
	orgIntro          // "company": precedes one
	placeIntro        // "city": precedes "of" and a place
	placePrep         // "in"
	weakPrep          // "from"
	joiner            // "van": inside a name
	day               // a day or month
	misc              // "cup": makes neither person, organisation nor place
	opener            // a word that no name is made of
	common            // an ordinary word
	firstOfMany       // a place or organisation of several words begins so
)

const given = givenF | givenM

var traitNames = map[string]trait{
	"orghead": orgHead, "placehead": placeHead, "placepre": placePre, "title": title, "role": role, "kinf": kinF, "kinm": kinM,
	"said": said, "persverb": persVerb, "orgnoun": orgNoun, "orgintro": orgIntro, "placeintro": placeIntro, "placeprep": placePrep,
	"weakprep": weakPrep, "joiner": joiner, "day": day, "misc": misc, "opener": opener,
}

// Lists are the gazetteers, ready to be asked.
type lists struct {
	words   map[string]trait    // by folded word; places and organisations in capitals as they stand
	phrases map[string]Kind     // places and organisations of several words, folded, a space between words
	short   map[string][]string // given names by what they are shortened to
	longest int                 // words in the longest phrase
}

// gazetteers returns the lists, read once.
var gazetteers = sync.OnceValue(readLists)

func readLists() *lists {
	l := &lists{words: make(map[string]trait, 32768), phrases: make(map[string]Kind, 4096), short: map[string][]string{}}
	each("given.txt", func(name, gender string) {
		switch gender {
		case "f":
			l.words[name] |= givenF
		case "m":
			l.words[name] |= givenM
		default:
			l.words[name] |= given
		}
	})
	for file, t := range map[string]trait{"surnames.txt": surname, "demonyms.txt": demonym, "common.txt": common} {
		each(file, func(word, _ string) { l.words[word] |= t })
	}
	each("words.txt", func(word, kinds string) {
		for kind := range strings.FieldsSeq(kinds) {
			l.words[word] |= traitNames[kind]
		}
	})
	each("places.txt", func(name, _ string) { l.add(name, OfPlace, place) })
	each("organisations.txt", func(name, _ string) { l.add(name, OfOrganisation, orgName) })
	each("peoples.txt", func(name, _ string) { l.add(name, noKind, demonym) })
	each("nicknames.txt", func(name, full string) { l.short[name] = strings.Fields(full) })
	return l
}

// add takes in a place or an organisation.
func (l *lists) add(name string, k Kind, t trait) {
	first, _, many := strings.Cut(name, " ")
	if !many {
		l.words[name] |= t
		return
	}
	low := strings.ToLower(name)
	if _, taken := l.phrases[low]; !taken {
		l.phrases[low] = k
	}
	l.words[strings.ToLower(first)] |= firstOfMany
	l.longest = max(l.longest, strings.Count(name, " ")+1)
}

// each reads a list line by line: what stands before the tab, and behind it.
func each(file string, do func(word, rest string)) {
	data, err := listFiles.ReadFile("lists/" + file)
	if err != nil {
		panic(err) // unreachable: the files are part of the program
	}
	for line := range strings.Lines(string(data)) {
		word, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		do(word, rest)
	}
}
