package indexer

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// The bounds of a query's text. They are far above what a person writes, and
// low enough that no text can make an index work for long.
const (
	maxTextRunes = 2000
	maxTextParts = 64 // words and phrases
	maxTextDepth = 16
	minPrefix    = 3  // letters
	maxDistance  = 2  // letters
	maxBetween   = 50 // words
)

// An Op says what a part of a query's text asks for.
type Op int

// The operators. Nothing is the zero Op: it asks for everything.
const (
	Nothing Op = iota
	Word       // Words is one word
	Prefix     // Words is how a word begins, three letters or more
	Fuzzy      // Words is one word, of which Distance letters may be others
	Phrase     // Words must stand together, in that order
	Near       // Words must stand near one another, in any order, with at most Distance others among them
	Field      // Words is what Name must be: see Condition
	And        // every one of Parts
	Or         // any one of Parts
	Same       // any one of Parts, which are words for one thing: no text is read so, an index puts in what it knows
	Not        // not Parts[0]
)

// A Text is what the text of a query asks for, as a tree: an index translates
// it. The zero Text asks for everything.
type Text struct {
	Op       Op
	Words    string // of all but And, Or, Same and Not
	Name     string // of a Field
	Distance int    // of a Fuzzy, 1 or 2; of a Near, 1 to 50
	Parts    []Text // two or more of And, Or and Same, one of Not
}

// ParseText reads the text of a query:
//
//	bridge fund         both words, anywhere in the article
//	"bridge fund"       these words together; “curly” marks do as well
//	bridge OR tunnel    either; AND binds tighter, and may be written
//	bridge -tunnel      the first without the second; NOT does as well
//	"bridge fund"~5     these words in any order, with at most five others among them
//	recruit*            words that begin so; three letters or more
//	Zhyrnov~1           words of which one letter is another; ~2 for two
//	speaker:"Ann Vale"  what a field must be: see Fields
//	(a OR b) -(c d)     brackets group
//
// What holds no letter or digit, such as a dash between two words, asks for
// nothing and is passed over; so is the text as a whole if nothing remains.
// An error is a *QueryError that says where and what.
func ParseText(s string) (Text, error) {
	if n := utf8.RuneCountInString(s); n > maxTextRunes {
		return Text{}, &QueryError{Field: "q", Says: fmt.Sprintf("is %d characters long: write at most %d", n, maxTextRunes), Understood: Understood(s)}
	}
	p := textParser{runes: []rune(s)}
	t, err := p.whole()
	if err != nil {
		return Text{}, &QueryError{Field: "q", Says: err.Error(), Understood: Understood(s)}
	}
	return t, nil
}

// String returns t as ParseText reads it.
func (t Text) String() string {
	switch t.Op {
	case Word:
		return t.Words
	case Prefix:
		return t.Words + "*"
	case Fuzzy:
		return t.Words + "~" + strconv.Itoa(t.Distance)
	case Field:
		if strings.ContainsFunc(t.Words, func(r rune) bool { return !inWord(r) }) {
			return t.Name + `:"` + t.Words + `"`
		}
		return t.Name + ":" + t.Words
	case Phrase:
		return `"` + t.Words + `"`
	case Near:
		return `"` + t.Words + `"~` + strconv.Itoa(t.Distance)
	case Not:
		return "-" + t.Parts[0].within(Not)
	case And, Or, Same:
		parts := make([]string, len(t.Parts))
		for i, part := range t.Parts {
			parts[i] = part.within(t.Op)
		}
		if t.Op != And {
			return strings.Join(parts, " OR ")
		}
		return strings.Join(parts, " ")
	}
	return ""
}

// within returns t as it is written inside op: in brackets if it binds looser.
func (t Text) within(op Op) string {
	if ((t.Op == Or || t.Op == Same) && op != Or) || (t.Op == And && op == Not) {
		return "(" + t.String() + ")"
	}
	return t.String()
}

// A textParser reads a query's text by recursive descent:
//
//	any   = all { "OR" all }
//	all   = part { ["AND"] part }
//	part  = { "-" | "NOT" } ( word | phrase | "(" any ")" )
//
// Parts that ask for nothing come back as the zero Text.
type textParser struct {
	runes []rune
	at    int // the next rune
	parts int // words and phrases so far
	not   int // where the last negation stands
	wrong int // the rune that the error is about
}

// whole reads all of the text.
func (p *textParser) whole() (Text, error) {
	t, err := p.anyOf(0)
	if err != nil {
		return Text{}, err
	}
	if p.peek(); p.at < len(p.runes) { // only a bracket ends anyOf before the end
		return Text{}, p.errorf(p.at, "this bracket closes nothing: take it out, or open one before it")
	}
	return t, nil
}

// anyOf reads alternatives, up to the end or a closing bracket.
func (p *textParser) anyOf(depth int) (Text, error) {
	var found []Text
	for {
		from := p.at
		t, err := p.allOf(depth)
		if err != nil {
			return Text{}, err
		}
		more := p.keyword("OR")
		if t.Op == Nothing && (more || len(found) > 0) {
			return Text{}, p.errorf(from, "OR needs a word on both sides: add one, or put \"OR\" in quotation marks")
		}
		found = append(found, t)
		if !more {
			return join(Or, found), nil
		}
	}
}

// allOf reads parts that must all be met, up to OR, the end or a closing bracket.
func (p *textParser) allOf(depth int) (Text, error) {
	var found []Text
	for p.peek() != 0 && p.peek() != ')' && !p.isKeyword("OR") {
		if p.keyword("AND") {
			continue
		}
		t, err := p.part(depth)
		if err != nil {
			return Text{}, err
		}
		if t.Op != Nothing {
			found = append(found, t)
		}
	}
	return join(And, found), nil
}

// part reads one word, phrase or bracket, with what negates it.
func (p *textParser) part(depth int) (Text, error) {
	not := false
	for p.peek() == '-' || p.isKeyword("NOT") {
		p.not = p.at
		if !p.keyword("NOT") {
			p.at++
			if p.at == len(p.runes) || blank(p.runes[p.at]) {
				return Text{}, nil // a dash between words
			}
		}
		not = !not
	}
	t, err := p.operand(depth)
	if err != nil || !not || t.Op == Nothing {
		return t, err
	}
	if t.Op == Not {
		return t.Parts[0], nil
	}
	return Text{Op: Not, Parts: []Text{t}}, nil
}

func (p *textParser) operand(depth int) (Text, error) {
	from := p.at
	switch r := p.peek(); {
	case r == 0 || r == ')' || p.isKeyword("OR") || p.isKeyword("AND"):
		err := p.errorf(from, "NOT needs a word behind it: add one, or put \"NOT\" in quotation marks")
		p.wrong = p.not
		return Text{}, err
	case r == '(':
		return p.bracket(depth)
	case quote(r):
		start, end, err := p.quoted("phrase")
		if err != nil {
			return Text{}, err
		}
		return p.phrase(start, end)
	}
	start := p.at
	for p.at < len(p.runes) && inWord(p.runes[p.at]) {
		p.at++
		if p.runes[p.at-1] != ':' {
			continue
		}
		name := string(p.runes[start : p.at-1])
		if fieldName(name) {
			return p.field(start, name)
		}
		if p.at < len(p.runes) && (inWord(p.runes[p.at]) && p.runes[p.at] != '/' || quote(p.runes[p.at])) {
			if says := meantField(name); says != "" {
				return Text{}, p.errorf(start, says)
			}
		}
	}
	return p.word(start)
}

// quoted passes over something in quotation marks, and returns where it stands.
func (p *textParser) quoted(what string) (start, end int, err error) {
	open := p.at
	for p.at++; p.at < len(p.runes) && !quote(p.runes[p.at]); p.at++ {
	}
	if p.at == len(p.runes) {
		return 0, 0, p.errorf(open, "this quotation mark is not closed: add another at the end of the "+what)
	}
	p.at++
	return open + 1, p.at - 1, nil
}

// phrase returns what the words between two marks ask for: to stand together, or near
// one another if a distance comes next.
func (p *textParser) phrase(start, end int) (Text, error) {
	if p.at == len(p.runes) || p.runes[p.at] != '~' {
		return p.leaf(Phrase, start, end)
	}
	from := p.at + 1
	for p.at++; p.at < len(p.runes) && inWord(p.runes[p.at]); p.at++ {
	}
	n, err := strconv.Atoi(string(p.runes[from:p.at]))
	if err != nil || n < 1 || n > maxBetween {
		return Text{}, p.errorf(from-1, fmt.Sprintf("write ~1 to ~%d behind a phrase: so many words may stand among its own", maxBetween))
	}
	t, err := p.leaf(Near, start, end)
	if t.Distance = n; !strings.Contains(t.Words, " ") { // one word is near itself
		t.Op, t.Distance = min(t.Op, Phrase), 0
	}
	return t, err
}

// word returns what the word up to here asks for.
func (p *textParser) word(start int) (Text, error) {
	word := string(p.runes[start:p.at])
	if begins, ok := strings.CutSuffix(word, "*"); ok && letters(begins) {
		if utf8.RuneCountInString(begins) < minPrefix {
			return Text{}, p.errorf(start, fmt.Sprintf("%s begins too many words: write %d letters or more in front of *", word, minPrefix))
		}
		return p.counted(Text{Op: Prefix, Words: begins}, start)
	}
	if about, distance, ok := strings.Cut(word, "~"); ok && letters(about) {
		n := 1
		if distance != "" {
			n, _ = strconv.Atoi(distance) // 0 for what is no number
		}
		if n < 1 || n > maxDistance || utf8.RuneCountInString(about) < minPrefix {
			return Text{}, p.errorf(start, "write ~1 or ~2 behind a word of three letters or more: so many of them may be others")
		}
		return p.counted(Text{Op: Fuzzy, Words: about, Distance: n}, start)
	}
	if before, after, ok := strings.Cut(word, "*"); ok && letters(before+after) && after != "" && utf8.RuneCountInString(before+after) >= minPrefix {
		return Text{}, p.errorf(start, "a * stands for letters at the end of a word only: write it behind three letters or more, or put the word in quotation marks")
	}
	return p.leaf(Word, start, p.at)
}

// field returns what a field asks for, whose value comes next.
func (p *textParser) field(start int, name string) (Text, error) {
	from := p.at
	var value string
	if p.at < len(p.runes) && quote(p.runes[p.at]) {
		open, end, err := p.quoted("value")
		if err != nil {
			return Text{}, err
		}
		value = string(p.runes[open:end])
	} else {
		for p.at < len(p.runes) && inWord(p.runes[p.at]) {
			p.at++
		}
		value = string(p.runes[from:p.at])
	}
	value = strings.Join(strings.FieldsFunc(value, blank), " ")
	t := Text{Op: Field, Name: name, Words: value}
	if value == "" {
		return Text{}, p.errorf(start, fmt.Sprintf("%s: needs a value right behind the colon, in quotation marks if it has blanks", name))
	}
	if _, err := t.Condition(anyTime); err != nil {
		return Text{}, p.errorf(start, err.Error())
	}
	return p.counted(t, start)
}

// anyTime is when a field is tried: what can be read at one time can be at any.
var anyTime = time.Date(2000, time.June, 15, 0, 0, 0, 0, time.UTC)

// letters reports whether a word holds letters and digits alone, of which there is one.
func letters(word string) bool {
	return word != "" && !strings.ContainsFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
}

func (p *textParser) bracket(depth int) (Text, error) {
	open := p.at
	if depth == maxTextDepth {
		return Text{}, p.errorf(open, fmt.Sprintf("brackets stand more than %d deep: take some out", maxTextDepth))
	}
	p.at++
	t, err := p.anyOf(depth + 1)
	if err != nil {
		return Text{}, err
	}
	if p.peek() != ')' {
		return Text{}, p.errorf(open, "this bracket is not closed: add one behind its last word")
	}
	p.at++
	return t, nil
}

// leaf returns the word or phrase between two places, nothing if it holds no
// letter or digit.
func (p *textParser) leaf(op Op, start, end int) (Text, error) {
	words := strings.Join(strings.FieldsFunc(string(p.runes[start:end]), blank), " ")
	if !strings.ContainsFunc(words, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }) {
		return Text{}, nil
	}
	return p.counted(Text{Op: op, Words: words}, start)
}

// counted returns a word or a field if there are not too many.
func (p *textParser) counted(t Text, start int) (Text, error) {
	if p.parts++; p.parts > maxTextParts {
		return Text{}, p.errorf(start, fmt.Sprintf("the query has more than %d words: take some out", maxTextParts))
	}
	return t, nil
}

// peek passes over blanks and returns the next rune, 0 at the end.
func (p *textParser) peek() rune {
	for p.at < len(p.runes) && blank(p.runes[p.at]) {
		p.at++
	}
	if p.at == len(p.runes) {
		return 0
	}
	return p.runes[p.at]
}

// isKeyword reports whether the next word is exactly this.
func (p *textParser) isKeyword(word string) bool {
	p.peek()
	end := p.at + len(word)
	return end <= len(p.runes) && string(p.runes[p.at:end]) == word &&
		(end == len(p.runes) || !inWord(p.runes[end]))
}

// keyword passes over the next word if it is this, and reports whether it was.
func (p *textParser) keyword(word string) bool {
	is := p.isKeyword(word)
	if is {
		p.at += len(word)
	}
	return is
}

func (p *textParser) errorf(at int, says string) error {
	p.wrong = at
	return fmt.Errorf("at character %d: %s", at+1, says)
}

// join returns the parts under one operator; one part stands for itself, and
// parts under the same operator are taken in.
func join(op Op, parts []Text) Text {
	if len(parts) == 0 {
		return Text{}
	}
	if len(parts) == 1 {
		return parts[0]
	}
	t := Text{Op: op}
	for _, part := range parts {
		if part.Op == op {
			t.Parts = append(t.Parts, part.Parts...)
			continue
		}
		t.Parts = append(t.Parts, part)
	}
	return t
}

func blank(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }

func quote(r rune) bool { return strings.ContainsRune("\"“”„‟«»", r) }

func inWord(r rune) bool { return !blank(r) && !quote(r) && r != '(' && r != ')' }
