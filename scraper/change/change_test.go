package change

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/scraper"
)

// revision returns a revision with that text, one paragraph a line. A line that
// begins with "note:" is a note, one with ">" a blockquote.
func revision(number int, lines ...string) *scraper.Revision {
	r := &scraper.Revision{Number: number}
	lines = slices.Clone(lines)
	at := 0
	for i, line := range lines {
		kind := scraper.Paragraph
		if rest, ok := strings.CutPrefix(line, "note:"); ok {
			kind, line = scraper.Note, rest
		} else if rest, ok := strings.CutPrefix(line, ">"); ok {
			kind, line = scraper.Blockquote, rest
		}
		end := at + len([]rune(line))
		r.Blocks = append(r.Blocks, scraper.Block{Kind: kind, Start: at, End: end})
		at = end + 1
		lines[i] = line
	}
	r.Text = strings.Join(lines, "\n")
	return r
}

func says(d *Diff) string {
	var out []string
	for _, c := range d.Changes {
		s := fmt.Sprintf("%s %q %q", c.Kind, c.Old, c.New)
		if c.Quoted {
			s += " quoted"
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

func TestKinds(t *testing.T) {
	for _, tt := range []struct{ old, new, want string }{
		// numbers
		{"The fund lost 12 million crowns.", "The fund lost 14 million crowns.", `number "12 million" "14 million"`},
		{"The fund lost 12 million crowns.", "The fund lost 12 billion crowns.", `number "12 million" "12 billion"`},
		{"The fund lost 12 crowns.", "The fund lost 12 million crowns.", `number "12" "12 million"`},
		{"Twelve clerks left the ferry office.", "Fourteen clerks left the ferry office.", `number "Twelve" "Fourteen"`},
		{"About twenty-one barges sank.", "About twenty-two barges sank.", `number "twenty-one" "twenty-two"`},
		{"Rents rose 4% there.", "Rents rose 4.5% there.", `number "4%" "4.5%"`},
		{"Rents rose four percent there.", "Rents rose five percent there.", `number "four percent" "five percent"`},
		{"It cost $900,000 to mend.", "It cost $9,000,000 to mend.", `number "$900,000" "$9,000,000"`},
		{"It cost $9m to mend.", "It cost $9bn to mend.", `number "$9m" "$9bn"`},
		{"The gauge fell to -3 degrees.", "The gauge fell to 3 degrees.", `number "-3" "3"`},
		{"a 40-year lease on the quay", "a 41-year lease on the quay", `number "40" "41"`},
		{"From 3 to 5 barges were seen.", "From 4 to 7 barges were seen.", `number "3" "4"; number "5" "7"`},
		{"Several barges sank.", "12 barges sank.", `number "Several" "12"`},
		{"The second vote failed.", "The third vote failed.", `number "second" "third"`},
		// the same amount in other words
		{"They bought twelve barges.", "They bought 12 barges.", `wording "twelve" "12"`},
		{"It cost $5m to mend.", "It cost $5 million to mend.", `wording "$5m" "$5 million"`},
		{"Rents rose 4 per cent there.", "Rents rose 4% there.", `wording "4 per cent" "4%"`},
		{"It cost 1,200 crowns.", "It cost 1200 crowns.", `wording "1,200" "1200"`},
		{"One of them went home.", "Some of them went home.", `wording "One" "Some"`},
		// dates
		{"The pier was patched in 1983 for little.", "The pier was patched in 1985 for little.", `date "1983" "1985"`},
		{"They met on March 3, 2021 at the quay.", "They met on March 5, 2021 at the quay.", `date "March 3, 2021" "March 5, 2021"`},
		{"They met on 3 May 2021 at the quay.", "They met on 4 June 2021 at the quay.", `date "3 May 2021" "4 June 2021"`},
		{"The vote is on Monday, the clerk wrote.", "The vote is on Tuesday, the clerk wrote.", `date "Monday" "Tuesday"`},
		{"It began at 3 p.m. sharp.", "It began at 5 p.m. sharp.", `date "3 p.m." "5 p.m."`},
		{"The door shut at 11:40 that night.", "The door shut at 11:50 that night.", `date "11:40" "11:50"`},
		{"It closed in the 1980s for good.", "It closed in the 1990s for good.", `date "1980s" "1990s"`},
		{"Filed 2021-03-04 by hand.", "Filed 2021-03-05 by hand.", `date "2021-03-04" "2021-03-05"`},
		{"The hall closed last week.", "The hall closed last month.", `date "last week" "last month"`},
		{"They counted 1985 people there.", "They counted 1987 people there.", `number "1985" "1987"`},
		// names and titles
		{"The audit was led by Beatrix Follansbee of the city.", "The audit was led by Beatrix Follansby of the city.", `name "Beatrix Follansbee" "Beatrix Follansby"`},
		{"Teodor Lasky asked for more.", "Theodor Lasky asked for more.", `name "Teodor Lasky" "Theodor Lasky"`},
		{"The letter went to mayor Ann Lee first.", "The letter went to deputy mayor Ann Lee first.", `name "mayor Ann Lee" "deputy mayor Ann Lee"`},
		{"They asked Sen. Orla Finch about it.", "They asked Gov. Orla Finch about it.", `name "Sen. Orla Finch" "Gov. Orla Finch"`},
		{"It was sent to NATO by post.", "It was sent to the EU by post.", `name "NATO" "EU"`},
		{"Later he left town.", "Later Mr Lee left town.", `name "he" "Mr Lee"`},
		{"They saw Lasky’s notes there.", "They saw Lasky notes there.", `wording "Lasky’s" "Lasky"`},
		{"Officials met there.", "Clerks met there.", `wording "Officials" "Clerks"`},
		// quotations
		{"“We lost the key,” she said.", "“We sold the key,” she said.", `quotation "lost" "sold" quoted`},
		{"She called it lost that day.", "She called it “lost” that day.", `quotation "" "“"; quotation "" "”"`},
		{">We lost the key in the mud.", ">We hid the key in the mud.", `quotation "lost" "hid" quoted`},
		{"“We lost 12 keys,” she said.", "“We lost 14 keys,” she said.", `number "12" "14" quoted`},
		{"She said ‘we lost it’ twice.", "She said ‘we hid it’ twice.", `quotation "lost" "hid" quoted`},
		// negation
		{"The gate was locked that night.", "The gate was not locked that night.", `negation "" "not"`},
		{"The gate was locked that night.", "The gate wasn’t locked that night.", `negation "was" "wasn’t"`},
		{"They had no key to the gate.", "They had a key to the gate.", `negation "no" "a"`},
		{"They denied that it broke.", "They said that it broke.", `negation "denied" "said"`},
		{"They never lost a key.", "They did not lose a key.", `wording "never lost" "did not lose"`},
		// wording, passages
		{"The gate was shut that night.", "The gate was closed that night.", `wording "shut" "closed"`},
		{"The gate was shut. It rained.", "The gate was shut. The guard had gone home by then. It rained.", `added "" "The guard had gone home by then."`},
		{"The gate was shut. The guard had gone home by then. It rained.", "The gate was shut. It rained.", `removed "The guard had gone home by then." ""`},
		// typography
		{"“It’s ours,” she said — again…", "\"It's ours,\" she said - again...",
			`typography "“" "\""; typography "It’s" "It's"; typography "”" "\""; typography "—" "-"; typography "…" "..."`},
		{"The gate  was shut.", "The gate was shut.", `typography "  " " "`},
		{"The gate was shut, then opened.", "The gate was shut then opened.", `typography "," ""`},
		{"They will resign.", "They will resign?", `wording "." "?"`},
		{"1985–1991 were dry.", "1985-1991 were dry.", `typography "–" "-"`},
		{"Same as before.", "Same as before.", ""},
		{"", "", ""},
	} {
		if got := says(Compare(revision(1, tt.old), revision(2, tt.new))); got != tt.want {
			t.Errorf("%q to %q:\n got %s\nwant %s", tt.old, tt.new, got, tt.want)
		}
	}
}

// layout says what became of each paragraph.
func layout(d *Diff) string {
	var out []string
	for _, p := range d.Paragraphs {
		var s strings.Builder
		if p.Moved {
			s.WriteString("moved ")
		}
		s.WriteString(string(p.State) + " ")
		for _, piece := range p.Pieces {
			switch piece.Op {
			case Keep:
				s.WriteString(piece.Text)
			case Remove:
				s.WriteString("[-" + piece.Text + "-]")
			case Add:
				s.WriteString("{+" + piece.Text + "+}")
			}
		}
		out = append(out, s.String())
	}
	return strings.Join(out, "\n")
}

func TestParagraphs(t *testing.T) {
	const (
		ferry  = "The ferry stopped at noon and nobody came to say why."
		clerk  = "A clerk put a sign on the gate that evening."
		tide   = "Tide tables were still on sale at the kiosk next to it."
		longer = "The ferry stopped at noon and nobody came to say why. People waited on the quay until it was dark."
	)
	for name, tt := range map[string]struct {
		old, new     []string
		layout, says string
	}{
		"edited": {
			[]string{ferry, clerk}, []string{ferry, "A guard put a sign on the gate that evening."},
			"same " + ferry + "\nedited A [-clerk-]{+guard+} put a sign on the gate that evening.",
			`wording "clerk" "guard"`,
		},
		"added and removed": {
			[]string{ferry, clerk}, []string{clerk, tide},
			"removed [-" + ferry + "-]\nsame " + clerk + "\nadded {+" + tide + "+}",
			`removed "` + ferry + `" ""; added "" "` + tide + `"`,
		},
		"moved": {
			[]string{ferry, clerk, tide}, []string{ferry, tide, clerk},
			"same " + ferry + "\nsame " + tide + "\nmoved same " + clerk,
			`moved "` + clerk + `" "` + clerk + `"`,
		},
		"moved and edited": {
			[]string{ferry, clerk, tide}, []string{"A guard put a sign on the gate that evening.", ferry, tide},
			"moved edited A [-clerk-]{+guard+} put a sign on the gate that evening.\nsame " + ferry + "\nsame " + tide,
			`wording "clerk" "guard"; moved "` + clerk + `" "A guard put a sign on the gate that evening."`,
		},
		"cut in two": {
			[]string{longer, clerk}, []string{ferry, "People waited on the quay until it was dark.", clerk},
			"edited " + ferry + "[- People waited on the quay until it was dark.-]\nadded {+People waited on the quay until it was dark.+}\nsame " + clerk,
			`moved "People waited on the quay until it was dark." "People waited on the quay until it was dark."`,
		},
		"corrected": {
			[]string{ferry}, []string{ferry, "note:Correction: the ferry stopped at noon, not at one."},
			"same " + ferry + "\nadded {+Correction: the ferry stopped at noon, not at one.+}",
			`note "" "Correction: the ferry stopped at noon, not at one."`,
		},
		"corrected again": {
			[]string{ferry, "note:Correction: it stopped at noon."}, []string{ferry, "note:Correction: it stopped at dusk."},
			"same " + ferry + "\nedited Correction: it stopped at [-noon-]{+dusk+}.",
			`note "noon" "dusk"`,
		},
		"nothing in common": {
			[]string{ferry}, []string{tide},
			"removed [-" + ferry + "-]\nadded {+" + tide + "+}",
			`removed "` + ferry + `" ""; added "" "` + tide + `"`,
		},
	} {
		from, to := revision(1, tt.old...), revision(2, tt.new...)
		d := Compare(from, to)
		if got := layout(d); got != tt.layout {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, tt.layout)
		}
		if got := says(d); got != tt.says {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, tt.says)
		}
		checkPieces(t, from, to, d)
	}
}

// What matters is told first, and what is no text is compared too.
func TestOrder(t *testing.T) {
	at := func(day, hour int) scraper.Date {
		return scraper.Date{Time: time.Date(2024, time.May, day, hour, 0, 0, 0, time.UTC)}
	}
	from := revision(3, "They said “no” in May 1983.", "The gate was shut.", "It cost 12 crowns to mend the lock on it.")
	from.Headline, from.Bylines, from.Published, from.Modified, from.Kind = "Twelve Barges Sank In Harbour", []string{"Ada Quill"}, at(1, 8), at(1, 9), scraper.News
	to := revision(7, "They said “no” in May 1985.", "The gate was not shut.", "It cost 14 crowns to repair the lock on it…", "note:Correction: it was 1985.")
	to.Headline, to.Bylines, to.Published, to.Modified, to.Kind = "Fourteen Barges Sank In Harbour", []string{"Ada Quill", "Bo Reed"}, at(2, 8), at(3, 9), scraper.Analysis
	d := Compare(from, to)
	var got []string
	for _, c := range d.Changes {
		got = append(got, fmt.Sprintf("%s %s %q %q", c.Field, c.Kind, c.Old, c.New))
	}
	want := []string{
		`headline number "Twelve" "Fourteen"`,
		`text number "12" "14"`,
		`published date "2024-05-01T08:00:00Z" "2024-05-02T08:00:00Z"`,
		`text date "May 1983" "May 1985"`,
		`bylines name "Ada Quill" "Ada Quill, Bo Reed"`,
		`text note "" "Correction: it was 1985."`,
		`text negation "" "not"`,
		`kind kind "news" "analysis"`,
		`text wording "mend" "repair"`,
		`modified updated "2024-05-01T09:00:00Z" "2024-05-03T09:00:00Z"`,
		`text typography "." "…"`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("changes:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if d.From != 3 || d.To != 7 {
		t.Errorf("from %d to %d", d.From, d.To)
	}
	if c := d.Changes[1]; c.Before != "It cost " || c.After != " crowns to repair the lock on it …" {
		t.Errorf("around the number stand %q and %q", c.Before, c.After)
	}

	same := *from
	same.Published.Time = same.Published.Time.In(time.FixedZone("", 7200))
	if d := Compare(from, &same); len(d.Changes) > 0 {
		t.Errorf("the same moment in another zone: %s", says(d))
	}
	if d := Compare(nil, nil); len(d.Changes) > 0 {
		t.Errorf("nothing and nothing differ: %s", says(d))
	}
}

// A revision whose blocks do not make up its text is read line by line.
func TestBlocksThatDoNotFit(t *testing.T) {
	from, to := revision(1, "One line.", "Two lines."), revision(2, "One line.", "Two more lines.")
	from.Blocks[1].End = 99
	to.Blocks = nil
	d := Compare(from, to)
	if got, want := layout(d), "same One line.\nedited Two{+ more+} lines."; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	checkPieces(t, from, to, d)
}

func ExampleCompare() {
	from, to := &scraper.Revision{Number: 1}, &scraper.Revision{Number: 2}
	from.Text = "The fund lost 12 million crowns, the mayor said."
	to.Text = "The fund lost 14 million crowns, the mayor says."
	for _, c := range Compare(from, to).Changes {
		fmt.Printf("%s: %s → %s\n", c.Kind, c.Old, c.New)
	}
	// Output:
	// number: 12 million → 14 million
	// wording: said → says
}

// What is left of the pieces of a side is its text.
func checkPieces(t *testing.T, from, to *scraper.Revision, d *Diff) {
	t.Helper()
	side := func(pieces []Piece, not Op, at func(Piece) Span, text []rune) string {
		var out strings.Builder
		for _, p := range pieces {
			if s := at(p); p.Op == not && s.Start != s.End {
				t.Errorf("%+v stands in a text that does not have it", p)
			} else if p.Op != not {
				if p.Text == "" || string([]rune(string(text[s.Start:s.End]))) != string([]rune(p.Text)) {
					t.Errorf("%+v does not stand there", p)
				}
				out.WriteString(p.Text)
			}
		}
		return out.String()
	}
	old := func(p Piece) Span { return p.Old }
	now := func(p Piece) Span { return p.New }
	whole := func(r *scraper.Revision, not Op, gone State, at func(Piece) Span, place func(Paragraph) Span) string {
		text := []rune(r.Text)
		var list []Paragraph
		for _, p := range d.Paragraphs {
			if p.State != gone {
				list = append(list, p)
			}
		}
		slices.SortStableFunc(list, func(a, b Paragraph) int { return cmp.Compare(place(a).Start, place(b).Start) })
		var lines []string
		for _, p := range list {
			lines = append(lines, side(p.Pieces, not, at, text))
		}
		return strings.Join(lines, "\n")
	}
	if got := whole(from, Add, ParagraphNew, old, func(p Paragraph) Span { return p.Old }); got != from.Text {
		t.Errorf("the old pieces are\n%q, not\n%q", got, from.Text)
	}
	if got := whole(to, Remove, ParagraphGone, now, func(p Paragraph) Span { return p.New }); got != to.Text {
		t.Errorf("the new pieces are\n%q, not\n%q", got, to.Text)
	}
	if got := side(d.Headline, Add, old, []rune(from.Headline)); got != from.Headline {
		t.Errorf("the pieces of the old headline are %q, not %q", got, from.Headline)
	}
	if got := side(d.Headline, Remove, now, []rune(to.Headline)); got != to.Headline {
		t.Errorf("the pieces of the new headline are %q, not %q", got, to.Headline)
	}
	oldText, newText := []rune(from.Text), []rune(to.Text)
	oldHeadline, newHeadline := []rune(from.Headline), []rune(to.Headline)
	for _, c := range d.Changes {
		o, n := oldText, newText
		switch c.Field {
		case Headline:
			o, n = oldHeadline, newHeadline
		case Text:
		default:
			continue
		}
		if string(o[c.OldAt.Start:c.OldAt.End]) != string([]rune(c.Old)) || string(n[c.NewAt.Start:c.NewAt.End]) != string([]rune(c.New)) {
			t.Errorf("%+v does not stand there", c)
		}
	}
	if (len(d.Changes) == 0) != (from.Text == to.Text && from.Headline == to.Headline) {
		t.Errorf("%d changes from %q %q to %q %q", len(d.Changes), from.Headline, from.Text, to.Headline, to.Text)
	}
}

func FuzzCompare(f *testing.F) {
	f.Add("Twelve barges sank", "It was “odd”.\nIn May 1983 no one\u00a0knew.", "Fourteen barges sank", "In May 1985 one knew.\nIt was \"odd\"...")
	f.Add("", "", "a", "\n\n b\xff\u200b\n")
	f.Add("x", "a b c d e f g.\nh i j k l m.", "x", "h i  j k m.\na b d c e f.\n")
	f.Add("-5", "$-5% 1.2.3 twenty-one - - U.S. J. K. \u2019\u2019", "5", "5 per cent and one hundred and -- \u2026 ''")
	f.Fuzz(func(t *testing.T, h1, t1, h2, t2 string) {
		for _, s := range []*string{&h1, &t1, &h2, &t2} {
			*s = strings.ToValidUTF8(*s, "\ufffd") // as every stored text is
		}
		from, to := revision(1, strings.Split(t1, "\n")...), revision(2, strings.Split(t2, "\n")...)
		from.Headline, to.Headline = h1, h2
		d := Compare(from, to)
		checkPieces(t, from, to, d)
		checkPieces(t, to, from, Compare(to, from))
		if same := Compare(from, from); len(same.Changes) > 0 {
			t.Errorf("an article differs from itself: %s", says(same))
		}
	})
}

// Two texts that have nothing in common, one with many small changes, and texts
// of one paragraph or of very many, are compared in less than a second.
func TestTime(t *testing.T) {
	if testing.Short() {
		t.Skip("short: it compares megabytes, against the clock")
	}
	random := rand.New(rand.NewPCG(1, 2))
	write := func(words, line int) string {
		var out strings.Builder
		for i := 0; out.Len() < 1<<20; i++ {
			fmt.Fprintf(&out, "w%d", random.IntN(words))
			if i%line == line-1 {
				out.WriteByte('\n')
			} else {
				out.WriteByte(' ')
			}
		}
		return strings.TrimSpace(out.String())
	}
	noise := func(n int) string {
		var out strings.Builder
		for out.Len() < n {
			out.WriteRune([]rune("aA1 .,“”\"'’-$%é漢\n")[random.IntN(17)])
		}
		return out.String()
	}
	edited := func(text string, every int) string {
		words := strings.Split(text, " ")
		for i := range words {
			if random.IntN(every) == 0 {
				words[i] = "changed" + strings.Repeat(" more", random.IntN(3))
			}
		}
		return strings.Join(words, " ")
	}
	long, paragraphs := write(1000, 1<<30), write(1000, 60)
	same := strings.Repeat("a ", 1<<19)
	for name, tt := range map[string][2]string{
		"one paragraph of 1000 words": {long, write(1000, 1<<30)},
		"of all words":                {write(1<<30, 1<<30), write(1<<30, 1<<30)},
		"of two words":                {write(2, 1<<30), write(2, 1<<30)},
		"paragraphs":                  {paragraphs, write(1000, 60)},
		"short paragraphs":            {write(1000, 2), write(1000, 2)},
		"one word a line":             {write(5, 1), write(5, 1)},
		"noise":                       {noise(1 << 20), noise(1 << 20)},
		"edited":                      {long, edited(long, 50)},
		"edited paragraphs":           {paragraphs, edited(paragraphs, 20)},
		"the same word":               {same, same[:1<<19]},
		"the same word, one change":   {same, same[:1<<19] + "b " + same[1<<19:]},
		"all white space changed":     {long, strings.ReplaceAll(long, " ", "  ")},
		"capitals":                    {strings.ToUpper(long), strings.ToUpper(edited(long, 3))},
		"quotation marks":             {strings.Repeat("\"'", 1<<19), strings.Repeat("'\"", 1<<19)},
		"numbers":                     {strings.Repeat("one hundred and two million ", 40_000), strings.Repeat("two hundred and one million ", 40_000)},
		"dots":                        {strings.Repeat(". ", 1<<19), strings.Repeat(".. ", 1<<18)},
		"one long word":               {strings.Repeat("a", 1<<20), strings.Repeat("b", 1<<20)},
		"six megabytes":               {strings.Repeat(paragraphs+"\n", 6), strings.Repeat(write(1000, 60)+"\n", 6)},
		"a name that never ends":      {strings.Repeat("Aa de ", 1<<17), strings.Repeat("Aa la ", 1<<17)},
	} {
		from, to := revision(1, strings.Split(tt[0], "\n")...), revision(2, strings.Split(tt[1], "\n")...)
		start := time.Now()
		d := Compare(from, to)
		took := time.Since(start)
		t.Logf("%-30s %v, %d changes, %d omitted", name, took.Round(time.Millisecond), len(d.Changes), d.Omitted)
		if took > 20*time.Second { // a second on a quiet machine; what hangs takes hours
			t.Errorf("%s took %v", name, took)
		}
		checkPieces(t, from, to, d)
	}
}
