package people_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/indexer/people"
	"dateline/indexer/prose"
)

func find(text string) *people.Found { return people.Find(prose.Read(article(text))) }

// named returns what a text names: "Ann Vale PER, Westport LOC".
func namesOf(text string) string {
	var list []string
	for _, m := range find(text).Mentions {
		list = append(list, m.Text+" "+string(m.Kind))
	}
	return strings.Join(list, ", ")
}

func TestFind(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"", ""},
		{"It rained on Monday in May.", ""},
		{"Ann Vale lives in Westport, Ohio.", "Ann Vale PER, Westport LOC, Ohio LOC"},
		{"The Ministry of Finance said so.", "Ministry of Finance ORG"},
		{"Israeli troops left; the Israeli Navy stayed.", "Israeli Navy ORG"},
		{"She joined Sexual Minorities Uganda (SMUG) in 2004.", "Sexual Minorities Uganda ORG, SMUG ORG"},
		{"President Xi Jinping flew to New Delhi.", "Xi Jinping PER, New Delhi LOC"},
		{"Mr. Vale’s brother, of the U.S., met the U.N.", "Vale PER, U.S. LOC, U.N. ORG"},
		{"Kampala-based lawyer Okello Obi, 45, won.", "Kampala LOC, Okello Obi PER"},
		{"Prosecutors charged Bill Tarn under the Tax Reform Act.", "Bill Tarn PER"},
		{"Bashar al-Assad met Valéry Giscard d'Estaing.", "Bashar al-Assad PER, Valéry Giscard d'Estaing PER"},
		{"Example & Daughters Ltd sued them.", "Example & Daughters Ltd ORG"},
		{"He flew from Sri Lanka to South Africa, and on to Lake Kandar.", "Sri Lanka LOC, South Africa LOC, Lake Kandar LOC"},
		{"Sri Lankan and South African officials met.", ""},
		{"Google CEO Sundar Pichai spoke.", "Google ORG, Sundar Pichai PER"},
		{"The Bank of Ghana and the University of the Free State agreed.", "Bank of Ghana ORG, University of the Free State ORG"},
		{"King Fahd Airport closed.", "King Fahd Airport LOC"},
		// Tokens with spaces between, as collections of marked names have them.
		{"Mr . Kato , of the U . S . , met Cho Gue - sung .", "Kato PER, U.S. LOC, Cho Gue-sung PER"},
	} {
		if got := namesOf(tt.text); got != tt.want {
			t.Errorf("Find(%q) names %s\nwant %s", tt.text, got, tt.want)
		}
	}
}

// What must never be one person, and what must be.
func TestTraps(t *testing.T) {
	for _, tt := range []struct {
		text string
		want string // the persons, with every spelling
	}{
		{"Peter Johnson met Amy Johnston. Johnson spoke; Johnston said no.", "Peter Johnson Johnson; Amy Johnston Johnston"},
		{"Peter Johnson met Peter Johnston.", "Peter Johnson; Peter Johnston"},
		{"Oleg Petrov met Irina Petrova. Petrova said Petrov left.", "Oleg Petrov Petrov; Irina Petrova Petrova"},
		{"Luc Martin met Luc Marin. Martin said no. Marin said yes.", "Luc Martin Martin; Luc Marin Marin"},
		{"Wei Chang met Wei Cheng. Mr. Chang said no. Mr. Cheng said yes.", "Wei Chang Chang; Wei Cheng Cheng"},
		{"Yuri Shivets wrote. Later Shvets said so.", "Yuri Shivets Shvets"},
		{"Sergei Zhyrnov lives in France. Zyhrnov said so.", "Sergei Zhyrnov Zyhrnov"},
		{"In an opinion piece, historian Alexander Motyl agreed. As Moltyn points out in his op-ed, it is so.", "Alexander Motyl Moltyn"},
		{"Alexander J. Motyl and Alexander Motyl are Motyl.", "Alexander J. Motyl, Alexander Motyl, Motyl"},
		{"Hillary Clinton met Jim Clayton. Clayton said so.", "Hillary Clinton; Jim Clayton Clayton"},
	} {
		var list []string
		for _, p := range find(tt.text).Persons {
			list = append(list, strings.Join(p.Names, " "))
		}
		want := strings.ReplaceAll(tt.want, ",", "")
		if got := strings.Join(list, "; "); got != want {
			t.Errorf("%q: the persons are %s, want %s", tt.text, got, want)
		}
	}
}

func TestRolesAndGender(t *testing.T) {
	for _, tt := range []struct {
		text   string
		roles  []string
		gender people.Gender
	}{
		{"Former KGB major Yuri Brenko spoke.", []string{"Former KGB major"}, people.Male},
		{"Kit Vale, the mayor of Westport, spoke.", []string{"the mayor of Westport"}, people.Unknown},
		{"The mayor, Kit Vale, spoke.", []string{"The mayor"}, people.Unknown},
		{"Prime Minister Kit Vale spoke. Mrs. Vale left.", []string{"Prime Minister"}, people.Female},
		{"Kit Vale and her husband spoke.", nil, people.Female},
		{"Kit Vale, an actress, spoke.", []string{"an actress"}, people.Female},
		{"Desmond Vale spoke.", nil, people.Male},
		{"Sir Kit Vale spoke.", nil, people.Male},
	} {
		f := find(tt.text)
		if len(f.Persons) != 1 || !slices.Equal(f.Persons[0].Roles, tt.roles) || f.Persons[0].Gender != tt.gender {
			t.Errorf("%q: the persons are %+v; want one, %q, %s", tt.text, f.Persons, tt.roles, tt.gender)
		}
	}
}

func TestAgrees(t *testing.T) {
	f := find("Desmond Vale met Kit Oster.")
	if len(f.Persons) != 2 {
		t.Fatalf("the persons are %+v, want two", f.Persons)
	}
	if f.Agrees("she", 0) || !f.Agrees("He", 0) || !f.Agrees("they", 0) || !f.Agrees("she", 1) || !f.Agrees("him", 1) {
		t.Errorf("the pronouns agree with the wrong persons: %+v", f.Persons)
	}
	f.Note("she", 1)
	f.Note("he", 1) // too late
	f.Note("she", 0)
	if f.Agrees("he", 1) || !f.Agrees("her", 1) || f.Agrees("she", 0) {
		t.Errorf("what was noted is not kept: %+v", f.Persons)
	}
}

// At tells who is named by tokens; Bearers who bears a name.
func TestAt(t *testing.T) {
	f := find("The mayor, Ann Vale, spoke.\nVale and Paris.")
	for _, tt := range []struct{ paragraph, from, to, want int }{
		{0, 3, 5, 0},  // exactly
		{0, 0, 6, 0},  // held
		{0, 0, 3, -1}, // beside
		{1, 0, 1, 1},
		{1, 0, 3, 1}, // a person rather than a place
		{1, 2, 3, 2},
		{7, 0, 9, -1},
	} {
		if got := f.At(tt.paragraph, tt.from, tt.to); got != tt.want {
			t.Errorf("At(%d, %d, %d) = %d, want %d of %+v", tt.paragraph, tt.from, tt.to, got, tt.want, f.Mentions)
		}
	}
	f = find("Ann Vale met Robert Vale.")
	for _, tt := range []struct {
		name string
		want []int
	}{{"Vale", []int{0, 1}}, {"Ann", []int{0}}, {"Robert Vale", []int{1}}, {"Oster", nil}, {"", nil}} {
		if got := f.Bearers(tt.name); !slices.Equal(got, tt.want) {
			t.Errorf("Bearers(%q) = %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestKey(t *testing.T) {
	for name, want := range map[string]string{
		"Alnur Mussayev": "alnur-mussayev", "José  Almeida": "jose-almeida", "Alexander J. Motyl": "alexander-j-motyl", "Flannery O’Hara": "flannery-ohara",
		"Bashar al-Assad": "bashar-al-assad", "Łukasz Ørsted": "lukasz-orsted", "": "", "—": "", "Иван": "иван",
	} {
		if got := people.Key(name); got != want {
			t.Errorf("Key(%q) = %q, want %q", name, got, want)
		}
	}
}

// check reports mentions and persons that cannot be.
func check(t *testing.T, text string) {
	t.Helper()
	read := prose.Read(article(text))
	f := people.Find(read)
	end := 0
	for i, m := range f.Mentions {
		if m.Start < end || m.End <= m.Start || m.End > len(read.Runes) || m.Text == "" {
			t.Fatalf("mention %d of %.80q stands at %d to %d, behind %d", i, text, m.Start, m.End, end)
		}
		end = m.End
		if m.From < 0 || m.To <= m.From || m.To > len(read.Paragraphs[m.Paragraph].Tokens) {
			t.Fatalf("mention %d of %.80q has the tokens %d to %d", i, text, m.From, m.To)
		}
		if m.Kind != people.OfPerson && (m.Person >= 0 || m.Maybe != nil) || m.Kind == people.OfPerson && (m.Person >= 0) == (len(m.Maybe) > 0) || m.Person >= len(f.Persons) {
			t.Fatalf("mention %d of %.80q is %+v", i, text, m)
		}
	}
	for n, p := range f.Persons {
		if p.Name == "" || !slices.Contains(p.Names, p.Name) || len(p.Mentions) == 0 || !slices.IsSorted(p.Mentions) {
			t.Fatalf("person %d of %.80q is %+v", n, text, p)
		}
		for _, i := range p.Mentions {
			if f.Mentions[i].Person != n {
				t.Fatalf("mention %d of %.80q is of %d, and person %d claims it", i, text, f.Mentions[i].Person, n)
			}
		}
	}
}

func FuzzFind(f *testing.F) {
	for _, seed := range []string{"", own, "Mr. J. P. de la Vale's U.S. 'X - Y' (KGB)", "Ann Vale\nVALE, 45, al-Vale-based of the", "Ǆ. Ł ’s É", "a\xff B\xc3", "M ā ori Jr. Jr. Sr", "O ’ Brien - Jean - d'E"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) { check(t, text) })
}

// Hostile texts take no more time than honest ones of their size.
func TestHostile(t *testing.T) {
	if testing.Short() {
		t.Skip("short: it reads large texts")
	}
	var different strings.Builder
	for i := range 1_000_000 {
		fmt.Fprintf(&different, "%c%c%c%c%c ", 'A'+i%26, 'a'+i/26%26, 'a'+i/676%26, 'a'+i/17576%26, 'a'+i/456976%26)
	}
	persons := strings.Builder{}
	for i := range 100_000 {
		fmt.Fprintf(&persons, "Ann %c%c%c%cov said so. Mr. %c%c%c%cov said no. ", 'A'+i%26, 'a'+i/26%26, 'a'+i/676%26, 'a'+i/17576%26, 'A'+i%26, 'a'+i/26%26, 'b'+i/676%25, 'a'+i/17576%26)
	}
	for name, text := range map[string]string{
		"one word":        strings.Repeat("Vale ", 2<<20/5),
		"one long word":   "V" + strings.Repeat("a", 2<<20),
		"initials":        strings.Repeat("V. ", 2<<20/3),
		"loose initials":  strings.Repeat("V . ", 2<<20/4),
		"joiners":         "Vale " + strings.Repeat("de ", 2<<20/3),
		"different words": different.String(),
		"many persons":    persons.String(),
		"one surname":     strings.Repeat("Ann Vale and Bob Vale and Vale. ", 1<<16),
		"phrases":         strings.Repeat("Democratic Republic of ", 2<<20/23),
	} {
		start := time.Now()
		check(t, text)
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%s: %v for %d bytes", name, took, len(text))
		} else {
			t.Logf("%s: %v for %d bytes", name, took, len(text))
		}
	}
}

func ExampleFind() {
	a := article("Ann Vale, the mayor of Westport, opened the mill.\nMs. Vale told the Courier that it would last.")
	for _, p := range people.Find(prose.Read(a)).Persons {
		fmt.Println(p.Name, p.Names, p.Roles, p.Gender)
	}
	// Output: Ann Vale [Ann Vale Vale] [the mayor of Westport] female
}
