package match

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

func ExampleSet_Find() {
	set := NewSet([]Claim{
		{ID: "1", Text: "The weir at Sorrel was opened in 1987.", Title: "Sorrel weir opened"},
		{ID: "2", Text: "The mayor of Sorrel sold the weir to a bank.", Title: "Mayor sells weir"},
	})
	for _, hit := range set.Find(Query{Text: "So the #SorrelWeir was sold? By the mayor himself?"}, 1) {
		fmt.Println(hit.ID)
	}
	// Output: 2
}

func TestWords(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"The #FreeIran2020pic.twitter.com/uB3 x", "the free iran 2020 x"},
		{"@realAnnLee’s U.S. plan for us, and the US", "real ann lee s u.s. plan for us and the u.s."},
		{"1,000 jobs, 80th, three, 2.5m", "1000 job 80 3 2.5m"},
		{"Zelníčková isn’t McDonald's", "zelnickova isnt mcdonald"},
		{"went going goes e-mail E-mails", "go go go email email"},
		{"#Mayorhttps://t.example/x www.x.example/y z", "mayor z"},
		{"#_a__B_ @ # 12", "a b 12"},
		{"\xff\xfe a\xffb", "a b"},
		{"… — !", ""},
		{"Д'Артаньян Ёж", "дартаньян еж"},
	} {
		var got []string
		for _, w := range Words(tt.text) {
			got = append(got, w.Stem)
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("Words(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
	const text = "It fell. The “Harlow Mill” fell."
	var capitals, firsts []string
	for _, w := range Words(text) {
		if s := text[w.Start:w.End]; !strings.EqualFold(s, w.Text) {
			t.Errorf("the word %q is said to stand at %q", w.Text, s)
		}
		if w.Capital {
			capitals = append(capitals, w.Text)
		}
		if w.Begins {
			firsts = append(firsts, w.Text)
		}
	}
	if got := fmt.Sprint(capitals, firsts); got != "[it the harlow mill] [it the harlow]" {
		t.Errorf("the words with capitals, and those that begin a sentence, are %s", got)
	}
}

func TestPost(t *testing.T) {
	for _, tt := range []struct {
		text string
		want Query
	}{
		{"It fell. pic.twitter.com/x — Ann Lee (@annlee) May 3, 2019",
			Query{Text: "It fell. pic.twitter.com/x ", Author: "Ann Lee (@annlee", Date: time.Date(2019, time.May, 3, 0, 0, 0, 0, time.UTC), Pictures: true}},
		{"It fell — and how (@annlee)", Query{Text: "It fell — and how (@annlee)"}},
		{"It fell — Ann (@annlee) yesterday", Query{Text: "It fell ", Author: "Ann (@annlee"}},
		{"", Query{}},
	} {
		if got := Post(tt.text); got != tt.want {
			t.Errorf("Post(%q) = %+v, want %+v", tt.text, got, tt.want)
		}
	}
}

func TestFind(t *testing.T) {
	claims := []Claim{
		{"mill", "The Harlow mill burned down in 1994.", "Did the Harlow Mill Burn Down?"},
		{"mill again", "The Harlow mill burned down in 1994!", "Did the Harlow Mill burn down"},
		{"school", "The Harlow school burned down in March 2007.", ""},
		{"leak", "Nordlys knew of the leak at Hammerfjord.", "Hammerfjord leak was known"},
		{"church", "A photograph shows a flooded church in Corvale.", "Flooded church"},
		{"tower", "A flooded tower in Corvale fell.", "Flooded tower"},
	}
	set := NewSet(claims)
	for _, tt := range []struct {
		query Query
		want  string
	}{
		{Query{Text: "a mill in Harlow burnt"}, "mill, mill again"},
		{Query{Text: "#HarlowSchool is burning", Date: time.Date(2007, time.March, 9, 0, 0, 0, 0, time.UTC)}, "school"},
		{Query{Text: "They knew of this leak", Author: "Nordlys"}, "leak"},
		{Query{Text: "a flood in Corvale", Pictures: true}, "church"},
		{Query{Text: "Nothing that is known here"}, "leak"},
		{Query{Text: "unheard-of matters"}, ""},
		{Query{}, ""},
	} {
		var got []string
		for _, h := range set.Find(tt.query, strings.Count(tt.want, ",")+1) {
			if claims[h.Claim].ID != h.ID {
				t.Errorf("Find(%+v) gives the id %s to claim %d", tt.query, h.ID, h.Claim)
			}
			got = append(got, h.ID)
		}
		if strings.Join(got, ", ") != tt.want {
			t.Errorf("Find(%+v) = %q, want %q", tt.query, got, tt.want)
		}
	}
	if hits := set.Find(Query{Text: "mill"}, -1); len(hits) != 0 {
		t.Errorf("Find of at most -1 = %v", hits)
	}
	if hits := NewSet(nil).Find(Query{Text: "mill"}, 5); len(hits) != 0 {
		t.Errorf("Find among no claims = %v", hits)
	}
	if rare, frequent, unknown := set.IDF("leak"), set.IDF("burn"), set.IDF("xyz"); !(frequent < rare && rare < unknown) {
		t.Errorf("IDF of a frequent, a rare and an unheard word: %.2f, %.2f, %.2f; want them to rise", frequent, rare, unknown)
	}
}

// Words that stand for one another in claims and their titles are akin.
func TestKinship(t *testing.T) {
	var claims []Claim
	for i := range 40 {
		claims = append(claims, Claim{fmt.Sprint(i), fmt.Sprintf("A physician named place%d fell.", i), fmt.Sprintf("Doctor of place%d falls", i)})
		claims = append(claims, Claim{fmt.Sprint("x", i), fmt.Sprintf("A weir near town%d stood.", i), fmt.Sprintf("Barrage by town%d stands", i)})
	}
	s := NewSet(claims)
	number := func(stem string) int32 {
		id, ok := s.vocab[stem]
		if !ok {
			t.Fatalf("no claim has %q", stem)
		}
		return id
	}
	near, far := s.akin(number("physician"), number("doctor")), s.akin(number("physician"), number("barrag"))
	if near < 0.2 || far != 0 {
		t.Errorf("physician is akin to doctor by %.2f, to barrage by %.2f; want much, and nothing", near, far)
	}
}

// What was learned is what puts the right claims first.
func TestLearn(t *testing.T) {
	var claims []Claim
	var examples []Example
	for i := range 30 {
		claims = append(claims,
			Claim{fmt.Sprint("old", i), fmt.Sprintf("The mill of town%d burned in 1994.", i), ""},
			Claim{fmt.Sprint("new", i), fmt.Sprintf("The mill of town%d burned in 2007.", i), ""})
		examples = append(examples, Example{Query{Text: fmt.Sprintf("town%d mill burns", i), Date: time.Date(2007, 1, 1, 0, 0, 0, 0, time.UTC)}, []string{fmt.Sprint("new", i)}})
	}
	s := NewSet(claims)
	w := s.Learn(examples)
	if w[thatYear]-w[anotherYear] < 1 {
		t.Errorf("a claim's year counts %.2f if it is right and %.2f if it is not", w[thatYear], w[anotherYear])
	}
	if again := s.Learn(examples); again != w {
		t.Errorf("the same examples gave %v, then %v", w, again)
	}
	if hits := s.With(w).Find(examples[3].Query, 1); hits[0].ID != "new3" {
		t.Errorf("with what was learned, %v is first, want new3", hits)
	}
	if none := s.Learn(nil); none != (Weights{}) {
		t.Errorf("no examples taught %v", none)
	}
}

// hostile are texts that no person wrote.
func hostile() map[string]string {
	return map[string]string{
		"one word of 2 MB":       strings.Repeat("a", 2<<20),
		"a word 400,000 times":   strings.Repeat("mill ", 400_000),
		"no letters":             strings.Repeat("?! ", 700_000),
		"a number of 2 MB":       strings.Repeat("9", 2<<20),
		"a tag of 2 MB":          "#" + strings.Repeat("aB", 1<<20),
		"points of 2 MB":         strings.Repeat("A.", 1<<20),
		"addresses without ends": strings.Repeat("https://", 1<<18),
		"no UTF-8":               strings.Repeat("\xff\xc3", 1<<20),
		"marks without letters":  strings.Repeat("\u0301", 1<<20),
		"many words":             manyWords(300_000),
	}
}

func manyWords(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "w%d ", i)
	}
	return b.String()
}

func TestHostileTexts(t *testing.T) {
	start := time.Now()
	for name, text := range hostile() {
		if list := Words(text); len(list) > mostWords {
			t.Errorf("%s: %d words, want %d at the most", name, len(list), mostWords)
		}
		set := NewSet([]Claim{{"1", text, text}, {"2", "The mill burned down.", ""}, {"3", text, ""}})
		set.Find(Query{Text: text, Author: text}, 5)
		set.Find(Post(text), 5)
	}
	// Each takes milliseconds; this is the bound that a quadratic step would break.
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("hostile texts took %v", took)
	}
}

func FuzzWords(f *testing.F) {
	for _, s := range []string{"The #FreeIran2020pic.twitter.com/uB3", "@a’s U.S. 1,000.5", "e-mail\xff", "#_É_ǅ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at := 0
		for _, w := range Words(text) {
			if w.Stem == "" || w.Text == "" || w.Start < at || w.End > len(text) || w.Start >= w.End {
				t.Errorf("Words(%q) has %+v behind %d", text, w, at)
			}
			at = w.End
		}
		NewSet([]Claim{{"1", text, "A mill"}, {"2", "The mill", text}}).Find(Post(text), 3)
	})
}

// corpus returns the claims of a measured collection, which cannot stand beside this
// test, or invented ones.
func corpus(n int) []Claim {
	places, things, deeds := words("place", 300), words("thing", 2000), words("deed", 400)
	var list []Claim
	for i := range n {
		list = append(list, Claim{fmt.Sprint(i),
			fmt.Sprintf("In %d, the %s of %s %sed the %s and a %s.", 1900+i%120, things[i*7%2000], places[i%300], deeds[i*13%400], things[i*31%2000], things[i%97]),
			fmt.Sprintf("Did %s %s the %s?", places[i%300], deeds[i*13%400], things[i*31%2000])})
	}
	return list
}

// words returns n different words that are spelt unlike one another.
func words(kind string, n int) []string {
	var list []string
	for i := range n {
		var b strings.Builder
		b.WriteByte(kind[0])
		for x := i + 11; x > 0; x /= 20 {
			b.WriteString([]string{"ba", "ke", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "zo", "cu", "ha", "je", "qui", "wo", "xu"}[x%20])
		}
		list = append(list, b.String())
	}
	return list
}

func BenchmarkFind10000(b *testing.B) {
	claims := corpus(10_000)
	set := NewSet(claims)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		set.Find(Query{Text: claims[i%len(claims)].Text + " " + claims[(i+7)%len(claims)].Title}, 10)
		i++
	}
}

func BenchmarkNewSet10000(b *testing.B) {
	claims := corpus(10_000)
	b.ReportAllocs()
	for b.Loop() {
		NewSet(claims)
	}
}

// The weights stand for the features in their order, so every feature has a name.
func TestFeatureNames(t *testing.T) {
	seen := map[string]bool{}
	for _, name := range FeatureNames() {
		if name == "" || seen[name] {
			t.Errorf("the features are named %q", FeatureNames())
		}
		seen[name] = true
	}
}

// A measured collection cannot stand beside this test: DATELINE_CORPORA says where it
// is. The floors are what the program has to reach on each part.
func TestCorpora(t *testing.T) {
	corpora := os.Getenv("DATELINE_CORPORA")
	if corpora == "" {
		t.Skip("set DATELINE_CORPORA to the measured data to run this test")
	}
	folder := filepath.Join(corpora, "claims", "checkthat2020")
	var claims []Claim
	for _, row := range rows(t, filepath.Join(folder, "claims.tsv")) {
		claims = append(claims, Claim{row[0], row[1], row[2]})
	}
	set := NewSet(claims)
	for part, floor := range map[string]float64{"train": 0.885, "dev": 0.845} {
		right := map[string]string{}
		for _, row := range rows(t, filepath.Join(folder, part+".qrels")) {
			right[row[0]] = row[2]
		}
		asked, sum := 0, 0.0
		for _, row := range rows(t, filepath.Join(folder, part+".queries.tsv")) {
			asked++
			for i, h := range set.Find(Post(row[1]), 5) {
				if h.ID == right[row[0]] {
					sum += 1 / float64(i+1)
				}
			}
		}
		t.Logf("%s: MAP@5 %.4f over %d texts", part, sum/float64(asked), asked)
		if sum/float64(asked) < floor {
			t.Errorf("%s: MAP@5 %.4f, want %.3f at least", part, sum/float64(asked), floor)
		}
	}
}

// rows returns the rows of a file of tab-separated values whose marks of quotation, if
// any, stand around whole fields; a row that names columns is among them.
func rows(t *testing.T, name string) [][]string {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close() //nolint:errcheck // only read
	var list [][]string
	lines := bufio.NewScanner(file)
	open := ""
	for lines.Scan() {
		line := open + lines.Text()
		if open = ""; strings.Count(line, `"`)%2 == 1 {
			open = line + "\n"
			continue
		}
		row := strings.Split(line, "\t")
		for i, field := range row {
			if len(field) > 1 && field[0] == '"' {
				row[i] = strings.ReplaceAll(field[1:len(field)-1], `""`, `"`)
			}
		}
		if !reflect.DeepEqual(row, []string{""}) && row[0] != "" {
			list = append(list, row)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}
