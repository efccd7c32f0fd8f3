package match

import "strings"

// common are the words that stand in any text.
var common = func() map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(`
a an the of to in on at for and or is are was were be been by with that this it its as from has have had not
he she they i you we his her their but if so do does did will would can could than then there what which who
whom when where how why my your our me him them us just about into out up no all more am s t re`) {
		set[w] = true
	}
	return set
}()

// counted are the numbers that are written as words, in digits.
var counted = numbers(`two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen twenty`, `second third fourth fifth sixth seventh eighth ninth tenth`)

func numbers(cardinals, ordinals string) map[string]string {
	m := map[string]string{"thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90"}
	digits := strings.Fields("2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20")
	for _, words := range []string{cardinals, ordinals} {
		for i, w := range strings.Fields(words) {
			m[w] = digits[i]
		}
	}
	return m
}

// forms maps a form that no stemmer joins to its word, and what headlines and posts
// shorten to the word in full. Each line holds a word and what is taken for it.
var forms = func() map[string]string {
	m := map[string]string{}
	for line := range strings.Lines(`
say said
go went gone goes
make made
take took taken
give gave given
write wrote written
tell told
find found
hold held
lead led
leave left
lose lost
pay paid
sell sold
send sent
spend spent
stand stood
meet met
buy bought
bring brought
build built
burn burnt
catch caught
fight fought
think thought
teach taught
break broke broken
speak spoke spoken
steal stole stolen
wear wore worn
drive drove driven
eat ate eaten
fall fell fallen
know knew known
grow grew grown
draw drew drawn
fly flew flown
throw threw thrown
begin began begun
sing sang sung
sink sank sunk
swear swore sworn
bite bit bitten
hide hid hidden
ride rode ridden
rise rose risen
shake shook shaken
choose chose chosen
freeze froze frozen
hang hung
strike struck stricken
dig dug
hear heard
keep kept
sleep slept
feel felt
deal dealt
mean meant
flee fled
seek sought
become became
run ran
come came
see saw seen
get got gotten
win won
shoot shot
die died dying
lie lying
child children kid kids
man men
woman women
wife wives
life lives
knife knives
person people
foot feet
tooth teeth
mother mom mum moms mums
father dad dads
photograph photo photos pic pics pix picture pictures image images snapshot
video footage clip clips videos
police cop cops
republican gop
democrat dem dems democratic
president potus prez presidential
advertisement ad ads advert adverts
teenager teen teens
television tv
government govt
facebook fb
senator sen
representative rep
governor gov
university uni
percent pct
america american americans
immigrant migrant migrants immigrants
doctor dr
saint st
mount mt
`) {
		words := strings.Fields(line)
		for i, w := range words {
			if i > 0 {
				m[w] = words[0]
			}
		}
	}
	return m
}()
