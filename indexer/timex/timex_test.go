package timex

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

var published = time.Date(2024, time.March, 13, 9, 0, 0, 0, time.UTC) // a Wednesday

// format returns what was found: "words=EDTF" for each placed mention, "words=?"
// for one that is not resolved; durations and the like are left out.
func format(mentions []Mention) string {
	var parts []string
	for _, m := range mentions {
		switch {
		case m.Placed():
			parts = append(parts, m.Text+"="+m.EDTF)
		case m.Unresolved != "":
			parts = append(parts, m.Text+"=?")
		}
	}
	return strings.Join(parts, "; ")
}

func TestFind(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		// years
		{"He was recruited in 1987.", "1987=1987"},
		{"The bridge closed by 1987.", "by 1987=../1987"},
		{"She has lived there since 1992.", "since 1992=1992/2024-03-13"},
		{"It was rebuilt before 1990.", "before 1990=../1989"},
		{"Nobody paid after 2001.", "after 2001=2002/.."},
		{"A book came out back in 2018.", "2018=2018"},
		{"He wrote a book on it back 2018, and another in 2022.", "2018=2018; 2022=2022"},
		{"Not coincidentally, 1987 is the year that the book came out.", "1987=1987"},
		{"The 2024 campaign had not begun.", "2024=2024"},
		{"It was the time of the 1985 budget.", "1985=1985"},
		{"The firm (1987) is gone.", "1987=1987"},
		{"It stood until 1996, she said.", "1996=1996"},
		{"He came in about 1987.", "about 1987=1987~"},
		{"He came in late 1987.", "late 1987=1987-09/1987-12"},
		{"It was 1986, and then it was 1987.", "1986=1986; 1987=1987"},
		{"In the fall of '68 we marched.", "the fall of '68=1968-23"},
		{"A man of the class of '68.", "'68=1968"},
		{"It met in the week of March 6.", "the week of March 6=2024-03-04/2024-03-10"},
		{"It met over the weekend of May 5, 2019.", "the weekend of May 5, 2019=2019-05-04/2019-05-05"},
		{"He fell in the last days of June 1919.", "the last days of June 1919=1919-06-21/1919-06-30"},
		{"They met in the opening months of 1942.", "the opening months of 1942=1942-01/1942-04"},
		{"It earned little in fiscal 1988.", "fiscal 1988=1988"},
		// decades and centuries
		{"It was old at the turn of the century.", "the turn of the century=?"},
		{"It was old at the turn of the 20th century.", "the turn of the 20th century=1900~"},
		{"It was old at the turn of the millennium.", "the turn of the millennium=2000~"},
		{"It was moved in the late 1980s.", "the late 1980s=1987/1989"},
		{"It was moved in the early 1980s.", "the early 1980s=1980/1983"},
		{"It was moved in the mid-1980s.", "the mid-1980s=1984/1986"},
		{"As the 80s TV commercials said.", "the 80s=198X"},
		{"In the ’90s, six percent was good.", "the ’90s=199X"},
		{"In the '20s it was new.", "the '20s=192X"}, // a decade that has hardly begun is not told as past
		{"In the '20s it will be new.", "the '20s=202X"},
		{"In the '90s it was new.", "the '90s=199X"},
		// what announces in the present
		{"The election is on Sunday.", "Sunday=2024-03-17"},
		{"Ahead of Thursday's vote, the parties argue.", "Thursday=2024-03-14"},
		{"The tickets went on sale on Friday.", "Friday=2024-03-08"},
		{"Rain is forecast from Friday.", "Friday=2024-03-15"},
		{"On Friday the town marks its jubilee.", "Friday=2024-03-15"},
		{"The harbour authority met on a Tuesday.", "Tuesday=?"},
		{"Voters decide on Sunday.", "Sunday=2024-03-17"},
		{"A judge set a trial date of April 4.", "April 4=2024-04-04"},
		{"They met Thursday through Saturday.", "Thursday through Saturday=2024-03-07/2024-03-09"},
		{"It was shut June 2019 to March 2020.", "June 2019 to March 2020=2019-06/2020-03"},
		{"It was shut 15 March – 20 April 2020.", "15 March – 20 April 2020=2020-03-15/2020-04-20"},
		{"It was shut May 3 – June 4, 1987.", "May 3 – June 4, 1987=1987-05-03/1987-06-04"},
		{"In 2015 he won. The year before, he had lost. The year after, he won again.", "2015=2015; The year before=2014; The year after=2016"},
		// years in front of plurals
		{"In 2011 people took to the streets.", "2011=2011"},
		{"By 1950 soldiers had left.", "By 1950=../1950"},
		{"In 1950 soldiers from the town.", ""},
		{"The A2010 road, at euro2024.example.", ""},
		{"He worked there from 2001 onwards.", "2001=2001"},
		// counts
		{"Half a century ago it opened.", "Half a century ago=1974~"},
		{"A quarter of a century ago it closed.", "A quarter of a century ago=1999~"},
		{"Fifty years ago today he died.", "Fifty years ago today=1974-03-13"},
		{"A week ago today it rained.", "A week ago today=2024-03-06"},
		{"He ran it in 9.58 seconds.", ""},
		{"In Q3 2022 and H1 2023 it grew; the Audi Q3 is a car.", "Q3 2022=2022-35; H1 2023=2023-01/2023-06"},
		{"Fourth of July celebrations were held.", "Fourth of July=2023-07-04"},
		{"It was closed on 29 February.", "29 February=2024-02-29"},
		// the order of dates with slashes
		{"He came on 05/06/1977.", "05/06/1977=1977-05-06"},
		{"He came on 05/06/1977 and left on 23/11/1978.", "05/06/1977=1977-06-05; 23/11/1978=1978-11-23"},
		{"He came on 05/06/1977 and left on 11/23/1978.", "05/06/1977=1977-05-06; 11/23/1978=1978-11-23"},
		// the days on which words were said
		{"“It fell today,” she told reporters on Tuesday. “Tomorrow I will tell.”", "today=2024-03-12; Tuesday=2024-03-12; Tomorrow=2024-03-13"},
		{"In an interview on 2 March, she said: “Yesterday I met them.”", "2 March=2024-03-02; Yesterday=2024-03-01"},
		{"She spoke on Tuesday. “Tomorrow I will tell.”", "Tuesday=2024-03-12; Tomorrow=2024-03-14"},
		// a day in the name of what only the text itself dates
		{"He made his speech on 4 July 1987. Two days after his Fourth of July speech he left.", "4 July 1987=1987-07-04; Two days after his Fourth of July speech=1987-07-06"},
		// around the beginning of our era
		{"In 44 BC he fell. In 69 AD there were four. In 79 it burnt.", "44 BC=-0043; 69 AD=0069; 79=0079"},
		{"After 2 BC he ruled, and before AD 2.", "After 2 BC=?; before AD 2=?"},
		{"The 1970s were lean.", "The 1970s=197X"},
		{"A mill of the 19th century.", "the 19th century=18XX"},
		{"By the early eighties it was gone.", "By the early eighties=../1983"},
		// months and days
		{"Rents rose in March 2023.", "March 2023=2023-03"},
		{"It is dated June 26, 1987.", "June 26, 1987=1987-06-26"},
		{"It opened on 12 May 1958.", "12 May 1958=1958-05-12"},
		{"It opened, 12 May 1958, in rain.", "12 May 1958=1958-05-12"},
		{"It opened Sept. 2, 1987.", "Sept. 2, 1987=1987-09-02"},
		{"It opened on the 3rd of May 1987.", "the 3rd of May 1987=1987-05-03"},
		{"They met on February 20.", "February 20=2024-02-20"},
		{"They will meet on March 18.", "March 18=2024-03-18"},
		{"They met in November.", "November=2023-11"},
		{"The vote will be in November.", "November=2024-11"},
		{"It ran June 3-5, 1987.", "June 3-5, 1987=1987-06-03/1987-06-05"},
		{"It is due by the end of June 1987.", "by the end of June 1987=../1987-06"},
		{"They met on 2025-02-24 and 02/22/25.", "2025-02-24=2025-02-24; 02/22/25=2025-02-22"},
		{"It opened in mid-November 1987.", "mid-November 1987=1987-11-11/1987-11-20"},
		{"Work stopped in May.", "May=2023-05"},
		// seasons and quarters
		{"In the summer of 1956 the river rose.", "the summer of 1956=1956-22"},
		{"In spring 1987 it was paid.", "spring 1987=1987-21"},
		{"Last spring, when he heard, he wrote.", "Last spring=2023-21"},
		{"It will begin next spring.", "next spring=2025-21"},
		{"Sales fell in the third quarter of 1998.", "the third quarter of 1998=1998-35"},
		// from the day of publication
		{"It fell on Tuesday.", "Tuesday=2024-03-12"},
		{"It fell on Wednesday.", "Wednesday=2024-03-13"},
		{"The vote is due on Friday.", "Friday=2024-03-15"},
		{"They will meet next Friday.", "next Friday=2024-03-15"},
		{"They met last Wednesday.", "last Wednesday=2024-03-06"},
		{"It opened yesterday and closes today.", "yesterday=2024-03-12; today=2024-03-13"},
		{"He called last week.", "last week=2024-03-04/2024-03-10"},
		{"He left earlier this year.", "earlier this year=2024"},
		{"He left last year, and returns next year.", "last year=2023; next year=2025"},
		{"He told her four years ago.", "four years ago=2020"},
		{"He told her three weeks ago.", "three weeks ago=2024-02-19/2024-02-25"},
		{"It began almost 40 years ago.", "almost 40 years ago=1984~"},
		{"He came two days ago.", "two days ago=2024-03-11"},
		{"He came several years ago.", "several years ago=?"},
		{"The war began 1,000 days ago.", "1,000 days ago=2021-06-17"},
		{"Claims fell from 292,000 week ago, and from 300,000 months ago.", "292,000 week ago=?; 300,000 months ago=?"},
		{"It was 40,000 days before 1987.", "40,000 days before 1987=?"},
		{"The stones were set up 5,000 years ago.", "5,000 years ago=-2976"},
		{"They died out 66 million years ago.", "years ago=?"},
		// from an earlier mention
		{"He came in 1987. He ran 13 years later.", "1987=1987; 13 years later=2000"},
		{"In 1987 he came, having joined 12 years prior.", "1987=1987; 12 years prior=1975"},
		{"In 1987 he had visited. His file was made that year.", "1987=1987; that year=1987"},
		{"In 1987 it was sold.\nThat same year it burned.", "1987=1987; That same year=1987"},
		{"He wrote it in 1984 and lost his job two years later.", "1984=1984; two years later=1986"},
		{"In 1987 he came. Two years later he left. Three years later he died.", "1987=1987; Two years later=1989; Three years later=1992"},
		{"It shut in 1987, and his ego would drive him to run just 13 years later.\nHe had joined 12 years prior.", "1987=1987; 13 years later=2000; 12 years prior=1975"},
		{"It closed on October 14, 1991, and opened three months later.", "October 14, 1991=1991-10-14; three months later=1992-01"},
		{"On October 12, 1991, it shook. Two days later it was shut.", "October 12, 1991=1991-10-12; Two days later=1991-10-14"},
		{"By September 1992 he had asked. The following month he asked again.", "By September 1992=../1992-09; The following month=1992-10"},
		{"In 1991 it closed; it reopened the following January.", "1991=1991; the following January=1992-01"},
		{"In 1987 he came. He left the year before.", "1987=1987; the year before=1986"},
		{"In 1987, all of them that spring.", "1987=1987; that spring=1987-21"},
		{"It came back in 1996. The booth, which dates from 1957, had been sold four years earlier.", "1996=1996; 1957=1957; four years earlier=1992"},
		{"Ms Ash, who came in 1957, left four years later.", "1957=1957; four years later=1961"},
		{"He came 13 years later.", "13 years later=?"},
		{"Two months after he came home, he paid.", "Two months=?"},
		{"Two years after 1987 it was gone.", "Two years after 1987=1989"},
		{"In 1987 it was new. It may be hard to remember 60 years later.", "1987=1987; 60 years later=?"},
		{"In February 1993 I was asked. He put it in writing on March 19.", "February 1993=1993-02; March 19=1993-03-19"},
		// spans
		{"He was clerk from 1986 to 1989.", "from 1986 to 1989=1986/1989"},
		{"It ran from January 1979 to June 1987.", "from January 1979 to June 1987=1979-01/1987-06"},
		{"It was paid between March 1986 and June 1987.", "between March 1986 and June 1987=1986-03/1987-06"},
		{"He ran it between 1985 and 1991.", "between 1985 and 1991=1985/1991"},
		{"The depression (1929-33) hit the mill.", "1929-33=1929/1933"},
		{"He sat in the house in 1985–1991.", "1985–1991=1985/1991"},
		{"It ran twice a day from 1958 until 1991.", "from 1958 until 1991=1958/1991"},
		{"It is shut from May until late 1990.", "from May until late 1990=1990-05/1990-12"},
		{"It was shut May-June 1987.", "May-June 1987=1987-05/1987-06"},
		{"It was shut from Friday to Monday.", "from Friday to Monday=2024-03-08/2024-03-11"},
		{"In the mid-to-late 1980s it stood.", "the mid-to-late 1980s=1984/1989"},
		// feasts, halves, parts of days
		{"It opened on Christmas Day 1999.", "Christmas Day 1999=1999-12-25"},
		{"They met last Thanksgiving, before Easter 2024.", "last Thanksgiving=2023-11-23; before Easter 2024=../2024-03-30"},
		{"He came on Election Day 2016.", "Election Day 2016=2016-11-08"},
		{"It grew in the second half of 1989.", "the second half of 1989=1989-07/1989-12"},
		{"It fell in last year's third quarter.", "last year's third quarter=2023-35"},
		{"Profit fell in the third quarter of 2023. A year earlier it rose.", "the third quarter of 2023=2023-35; A year earlier=2022-35"},
		{"He called Monday night, at 8 p.m.", "Monday night=2024-03-11"},
		{"It begins at 5 p.m. EST on Friday.", "5 p.m. EST on Friday=2024-03-15"},
		{"They met over the weekend.", "the weekend=2024-03-09/2024-03-10"},
		{"They meet the day after tomorrow.", "the day after tomorrow=2024-03-15"},
		{"Sales fell in July last year.", "July last year=2023-07"},
		{"In nineteen ninety-one it fell.", "nineteen ninety-one=1991"},
		{"The winter of 1956-57 was cold.", "The winter of 1956-57=1956-24"},
		// the tense of the clause
		{"The deadline was extended to May 2.", "May 2=2024-05-02"},
		{"He was born on November 20.", "November 20=2023-11-20"},
		{"It had been due to expire on Friday.", "Friday=2024-03-08"},
		{"She said that they would report in November.", "November=2024-11"},
		{"He wants an answer by Friday.", "by Friday=../2024-03-15"},
		{"The council, which will meet again, met on Monday.", "Monday=2024-03-11"},
		{"He moved in 1987. In September he paid for it.", "1987=1987; September=1987-09"},
		{"Rents rose from 2021 levels. In January they fell.", "2021=2021; January=2024-01"},
		{"The day after Christmas 1999 it shook.", "The day after Christmas 1999=1999-12-26"},
		{"It fell over the past decade.", "the past decade=2014-03-13/2024-03-13"},
		{"It is to grow over the next year.", "the next year=2024-03-13/2025-03-13"},
		{"It shuts at 1900 GMT.", ""},
		// what dates the telling only
		{"In 1987 it fell, he said on Tuesday. Two years later it rose.", "1987=1987; Tuesday=2024-03-12; Two years later=1989"},
		{"WEIR, March 3 (Wire) - It fell.\nTwo days later it rose.", "Two days later=?"},
		// what is no place on a timeline
		{"For 18 years he wrote every Monday.", ""},
		{"A 17-year-old was aged 9.", ""},
		// traps
		{"He counted 1984 people.", ""},
		{"In 1984 pages of records nothing was found.", ""},
		{"Of the 1984 pages none was signed.", ""},
		{"It cost $1,987 and 2000 dollars.", ""},
		{"A Boeing 737 and Flight 1903 met in Room 1987 on Route 1999.", ""},
		{"Resolution 1441 and Ordinance 1903 passed.", ""},
		{"He lives at 1999 Main Street.", ""},
		{"He drove a 1967 Mustang.", ""},
		{"May said she would not run.", ""},
		{"April Jones met August Wilson on a march.", ""},
		{"She sat in the sun for a second.", ""},
		{"It came to mind in spring.", ""},
		{"Operatives were there 24/7, 50-50.", ""},
		{"Call 555-1987 or see page 1987.", ""},
		{"The score was 3:16, at 3:07:35.", ""},
		{"The Sunday Times came.", ""},
	} {
		if got := format(Find(tt.text, published)); got != tt.want {
			t.Errorf("Find(%q)\n got %q\nwant %q", tt.text, got, tt.want)
		}
	}
}

func TestFindWithoutPublication(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"It fell on Tuesday.", "Tuesday=?"},
		{"He told her four years ago, in 2019.", "four years ago=?; 2019=2019"},
		{"In 1987 it closed, and opened two years later.", "1987=1987; two years later=1989"},
		{"They met in November.", "November=?"},
	} {
		if got := format(Find(tt.text, time.Time{})); got != tt.want {
			t.Errorf("Find(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}

// A mention tells how it was read: label, ends, anchor and steps.
func TestMentionsExplainThemselves(t *testing.T) {
	m := Find("He came in 1987. He ran for office 13 years later.", published)
	if len(m) != 2 {
		t.Fatalf("found %v", m)
	}
	got := fmt.Sprintf("%s | %s..%s | %s | %s | %s %s", m[1].Label, m[1].Interval.Start.Format(time.DateOnly), m[1].Interval.End.Format(time.DateOnly), m[1].Grain, m[1].Anchor.Words, m[1].Type, m[1].Value)
	if want := "sometime in 2000 | 2000-01-01..2001-01-01 | year | “1987” in sentence 1 | DATE 2000"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got, want := strings.Join(m[1].Steps, "; "), "“13 years later” counts on from “1987” in sentence 1; 1987 + 13 years = 2000; so: some day in 2000"; got != want {
		t.Errorf("steps %q, want %q", got, want)
	}
	if m[1].Anchor.Mention != 0 || m[0].Anchor.Kind != NoAnchor {
		t.Errorf("anchors %+v, %+v", m[0].Anchor, m[1].Anchor)
	}
}

func TestLabels(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"in 1987", "sometime in 1987"},
		{"in May 1987", "May 1987"},
		{"on 12 May 1987", "12 May 1987"},
		{"in the 1980s", "1980s"},
		{"in the late 1980s", "late 1980s"},
		{"in the mid-1980s", "mid-1980s"},
		{"in about 1987", "about 1987"},
		{"by 1987", "by 1987"},
		{"since 1992", "since 1992"},
		{"from 1986 to 1989", "1986 to 1989"},
		{"between March 1986 and June 1987", "between March 1986 and June 1987"},
		{"in the 19th century", "19th century"},
		{"last week", "the week of 4 March 2024"},
		{"in the spring of 1987", "spring 1987"},
	} {
		m := Find(tt.text, published)
		if len(m) != 1 || m[0].Label != tt.want {
			t.Errorf("%q is called %v, want %q", tt.text, m, tt.want)
		}
	}
}

func TestTraceTellsWhatWasRejected(t *testing.T) {
	for _, tt := range []struct{ text, words, reason string }{
		{"Flight 1903 was late.", "1903", "the number of “Flight”"},
		{"He counted 1984 people.", "1984", "counted"},
		{"It cost $1987.", "1987", "amount"},
		{"He drove a 1967 Mustang.", "1967", "made"},
	} {
		_, rejected := Trace(tt.text, published)
		if len(rejected) != 1 || rejected[0].Text != tt.words || !strings.Contains(rejected[0].Reason, tt.reason) {
			t.Errorf("Trace(%q) rejects %+v, want %q because of %q", tt.text, rejected, tt.words, tt.reason)
		}
	}
}

func TestParseEDTF(t *testing.T) {
	for _, tt := range []struct{ s, start, end string }{
		{"1987", "1987-01-01", "1988-01-01"},
		{"1987-05", "1987-05-01", "1987-06-01"},
		{"1987-12-31", "1987-12-31", "1988-01-01"},
		{"198X", "1980-01-01", "1990-01-01"},
		{"1980s", "1980-01-01", "1990-01-01"},
		{"19XX", "1900-01-01", "2000-01-01"},
		{"1987~", "1987-01-01", "1988-01-01"},
		{"1987-21", "1987-03-01", "1987-06-01"},
		{"1987-33", "1987-01-01", "1987-04-01"},
		{"1987/1989", "1987-01-01", "1990-01-01"},
		{"1987..1989", "1987-01-01", "1990-01-01"},
		{"1987-05..1987-06-15", "1987-05-01", "1987-06-16"},
		{"../1987", "0001-01-01", "1988-01-01"},
		{"..1987", "0001-01-01", "1988-01-01"},
		{"1987/..", "1987-01-01", "0001-01-01"},
		{"2024-01..", "2024-01-01", "0001-01-01"},
	} {
		v, err := ParseEDTF(tt.s)
		if err != nil || v.Start.Format(time.DateOnly) != tt.start || v.End.Format(time.DateOnly) != tt.end {
			t.Errorf("ParseEDTF(%q) = [%s, %s), %v; want [%s, %s)", tt.s, v.Start.Format(time.DateOnly), v.End.Format(time.DateOnly), err, tt.start, tt.end)
		}
	}
	for _, s := range []string{"", "..", "/", "soon", "1987-13", "1987-02-30", "1989..1987", "87", "0000", "1987/x", "１９８７"} {
		if v, err := ParseEDTF(s); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("ParseEDTF(%q) = %+v, %v; want an error on one line", s, v, err)
		}
	}
}

func TestEDTFRoundTrip(t *testing.T) {
	for _, s := range []string{"1987", "1987-05", "1987-05-12", "198X", "19XX", "1987-21", "1987-33", "1987/1989", "../1987", "1987/..", "1987-05/1987-06", "1987-05-03/1989"} {
		v, err := ParseEDTF(s)
		if err != nil {
			t.Errorf("ParseEDTF(%q): %v", s, err)
			continue
		}
		if got := EDTF(v); got != s {
			t.Errorf("EDTF(ParseEDTF(%q)) = %q", s, got)
		}
	}
}

// check holds what every mention must keep to.
func check(t *testing.T, text string, mentions []Mention) {
	t.Helper()
	at := 0
	for i, m := range mentions {
		checkPlace(t, text, m)
		if m.Start < at {
			t.Fatalf("%q at %d in %q begins before %d, where the one before ends", m.Text, m.Start, text, at)
		}
		at = m.End
		for _, part := range slices.Concat(m.Ends, m.Inner) {
			if checkPlace(t, text, part); part.Start < m.Start || part.End > m.End {
				t.Errorf("%q does not lie in %q of %q", part.Text, m.Text, text)
			}
		}
		if m.Ends != nil && len(m.Ends) != 2 {
			t.Errorf("%q in %q has the ends %+v", m.Text, text, m.Ends)
		}
		if !m.Interval.Start.IsZero() && !m.Interval.End.IsZero() && !m.Interval.Start.Before(m.Interval.End) {
			t.Errorf("%q in %q is %+v: it ends before it begins", m.Text, text, m.Interval)
		}
		if m.Placed() && (m.Label == "" || m.EDTF == "" || m.Value == "" || len(m.Steps) == 0 || m.Confidence <= 0 || m.Confidence > 1) {
			t.Errorf("%q in %q tells too little: %+v", m.Text, text, m)
		}
		if v, err := ParseEDTF(m.EDTF); m.Placed() && (err != nil || !m.Approx && (!v.Start.Equal(m.Interval.Start) || !v.End.Equal(m.Interval.End))) {
			t.Errorf("%q in %q is %+v, and its EDTF %q reads as %+v, %v", m.Text, text, m.Interval, m.EDTF, v, err)
		}
		if m.Anchor.Kind == Earlier != (m.Anchor.Mention >= 0) || m.Anchor.Mention >= i {
			t.Errorf("%q in %q counts from %+v", m.Text, text, m.Anchor)
		}
		if m.NotEvent == "" && m.Placed() == (m.Unresolved != "") && m.Type == DateType && !strings.HasSuffix(m.Value, "_REF") {
			t.Errorf("%q in %q is neither placed nor unresolved, or both: %+v", m.Text, text, m)
		}
	}
}

// checkPlace holds that the words of m stand where it says.
func checkPlace(t *testing.T, text string, m Mention) {
	t.Helper()
	from, to := m.Bytes[0], m.Bytes[1]
	if from < 0 || to > len(text) || from >= to || text[from:to] != m.Text {
		t.Fatalf("%q does not stand in the bytes %d to %d of %q", m.Text, from, to, text)
	}
	if start := utf8.RuneCountInString(text[:from]); m.Start != start || m.End != start+utf8.RuneCountInString(m.Text) {
		t.Fatalf("%q stands at %d in %q, not at %d to %d", m.Text, start, text, m.Start, m.End)
	}
	if m.Named < m.Start || m.Named >= m.End {
		t.Errorf("%q in %q names its time from %d on", m.Text, text, m.Named)
	}
}

func FuzzFind(f *testing.F) {
	for _, s := range []string{
		"In 1987, our directorate … 13 years later, on Feb. 30 or 31/12/1999, the '80s—“that year”.",
		"from May until late 1990 between March and", "by by since before 1987 the late mid-to-late 1980's", "12 years prior\n\nthe following Monday",
		"9999999999 years ago in 2100 99 centuries later", "the day before\nthe night after two or three and a half weeks hence",
		"two weeks after the fall of the Berlin Wall, since 9/11, in 490 BC, AD 69 and the 3rd century BC", "“I left today,” he said on Monday. On the 22nd, at 7:15 on the morning of 3 May 1962",
		"He spoke on 4 July 1987. Two days after his Fourth of July speech, on the tenth anniversary of the July 4 flood",
		"LONDON, May 3 (Wire) - in this Oct. 2, 2011 file photo Updated: 3 May", "the winter of 478–477 BC\xff\xe2\x80 last last last ((((((((((((", "two days after the battle. The battle fell on 3 May 1962.",
		"the 2014 midterms in Congress and the U.S. Senate, 3:07:35, half a century, the last days of June 1919, Ramadan 2024",
	} {
		f.Add(s, int64(1710320400))
	}
	f.Fuzz(func(t *testing.T, text string, unix int64) {
		at := time.Unix(unix%4e9, 0)
		check(t, text, Find(text, at))
		check(t, text, Find(text, time.Time{}))
		TIMEX3(Find(text, at))
	})
}

func FuzzParseEDTF(f *testing.F) {
	for _, s := range []string{"1987", "198X", "19XX", "1987-05~", "1987/1999", "../1987", "2001-21", "1987-02-30", "0000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, err := ParseEDTF(s)
		if err != nil {
			if !v.IsZero() || strings.Contains(err.Error(), "\n") {
				t.Errorf("ParseEDTF(%q) = %+v, %v", s, v, err)
			}
			return
		}
		if v.IsZero() || !v.Start.IsZero() && !v.End.IsZero() && !v.Start.Before(v.End) {
			t.Errorf("ParseEDTF(%q) = %+v: it ends before it begins", s, v)
		}
		w, err := ParseEDTF(EDTF(v))
		if err != nil || !v.Approx && (!w.Start.Equal(v.Start) || !w.End.Equal(v.End)) {
			t.Errorf("ParseEDTF(%q) is written %q, and that read as %+v, %v; want %+v", s, EDTF(v), w, err, v)
		}
		if Label(v) == "" {
			t.Errorf("ParseEDTF(%q) = %+v has no label", s, v)
		}
	})
}

// Any text is read in time that grows with it alone, and in memory that does.
func TestHostileTextIsLinear(t *testing.T) {
	for _, unit := range []string{"from ", "by ", "the late ", "1 or ", "between 1987 and ", "last ", "about ", "1-", "'", "10 years later ",
		"In 1987 in May ", "Flight 1987 ", "the end of the late ", "from early by since ", "that year ", "the following May ", "third-quarter a year earlier ", "\"letter of 1962 today\" ", "“today” ", "p.m. Monday ", "\n", ".\u00a0", "twenty-",
		"two days after the battle of the bridge ", "The battle fell on 3 May 1962. Two days after the battle it rose. ", "“today,” he wrote. ", "1960 presidential election ", "the fall of ", "the morning of the morning of ", "490 BC ", "on the 22nd "} {
		readsInTime(t, unit, 100_000)
	}
	for _, unit := range []string{"7", "(", "[(", "( ", "last last last ", "\xff", "\xe2\x80", "a "} {
		readsInTime(t, unit, 1<<20)
	}
}

func readsInTime(t *testing.T, unit string, size int) {
	t.Helper()
	text := strings.Repeat(unit, size/len(unit))
	start := time.Now()
	Find(text, published)
	// Not how fast it is, but that it ends: squared time would take minutes.
	if took := time.Since(start); took > 30*time.Second {
		t.Errorf("%d bytes of %q took %s", len(text), unit, took)
	}
}

func BenchmarkFind(b *testing.B) {
	text := strings.Repeat("In 1987, the council said on Tuesday, it had closed the bridge for repairs that were due by September 1992. "+
		"The mayor, who had come to office two years earlier, told reporters that the fund of the late 1970s was gone.\n", 50)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Find(text, published)
	}
}

func ExampleFind() {
	published := time.Date(2025, time.February, 24, 14, 5, 0, 0, time.UTC)
	for _, m := range Find("He was recruited in 1987, and ran for office 13 years later.", published) {
		fmt.Printf("%s = %s (%s)\n", m.Text, m.Label, m.EDTF)
	}
	// Output:
	// 1987 = sometime in 1987 (1987)
	// 13 years later = sometime in 2000 (2000)
}

func ExampleTrace() {
	_, refused := Trace("Flight 1903 carried 1984 people.", time.Time{})
	for _, no := range refused {
		fmt.Printf("%s: %s\n", no.Text, no.Reason)
	}
	// Output:
	// 1903: it is the number of “Flight”
	// 1984: “people” is counted by it
}

func ExampleParseEDTF() {
	for _, s := range []string{"198X", "1985..1991", "../1987-05", "87"} {
		v, err := ParseEDTF(s)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(EDTF(v), "is", Label(v))
	}
	// Output:
	// 198X is 1980s
	// 1985/1991 is 1985 to 1991
	// ../1987-05 is by May 1987
	// "87" is no date that can be read: write 1987, 1987-05, 1987-05-12, 198X, or two of them as in 1985..1991
}

// Words of time in any order keep to what every mention must keep to.
func TestAnyOrderOfWords(t *testing.T) {
	list := keys(words().words)
	for i, w := range list {
		if months[w] > 0 || len(w) > 5 && strings.HasSuffix(strings.TrimSuffix(w, "s"), "day") || feasts[w] != nil {
			list[i] = strings.ToUpper(w[:1]) + w[1:]
		}
	}
	list = append(list, "1987", "1990", "2024", "12", "3", "31", "'87", "80s", "1980s", "19th", "of", "to", "and", "or", "-", ",", ".", "\n", "Eve", "Day", "ago", "before", "after",
		"year's", "first", "third-quarter", "half", "century", "until", "through", "p.m.", "10:40", "said", "will", "EST", "than", "than", "so", "2024-02-29", "5/6/2023")
	r := rand.New(rand.NewPCG(1, 2))
	for range 20000 {
		var text []string
		for range 3 + r.IntN(9) {
			text = append(text, list[r.IntN(len(list))])
		}
		prose := strings.Join(text, " ")
		check(t, prose, Find(prose, published))
		check(t, prose, Find(prose, time.Time{}))
		if t.Failed() {
			return
		}
	}
}
