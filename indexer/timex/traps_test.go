package timex

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// What only looks like a time is refused, and the reason says why.
func TestTraps(t *testing.T) {
	for _, tt := range []struct{ text, refused string }{
		// numbers
		{"He counted 1984 people.", "1984: “people” is counted by it"},
		{"In 1984 pages of records nothing was found.", "1984: “pages” is counted by it"},
		{"It cost $1987.", "1987: a mark before it makes it an amount or a number"},
		{"It cost 2000 dollars.", "2000: “dollars” is counted by it"},
		{"It weighed 1,987 pounds.", ""},
		{"A Boeing 737 took off.", ""},
		{"Flight 1903 was late.", "1903: it is the number of “Flight”"},
		{"They met in Room 2020.", "2020: it is the number of “Room”"},
		{"Take Highway 1999.", "1999: it is the number of “Highway”"},
		{"Resolution 1441 passed.", "1441: it is the number of “Resolution”"},
		{"UN 1973 was adopted.", "1973: nothing beside it says that it is a year"},
		{"He lives at 1999 Main Street.", "1999: it is the number of a house"},
		{"He drove a 1967 Mustang.", "1967: it is the year in which something was made"},
		{"He read Orwell's 1984.", "1984: it is the name of a work"},
		{"He saw Blade Runner 2049.", "2049: it is the number of “Runner”"},
		{"It ran on Windows 2000.", "2000: it is the number of “Windows”"},
		{"Call 555-1987 now.", "1987: it is part of a longer number"},
		{"See page 1987.", "1987: it is the number of “page”"},
		{"Version 4.1987 is out.", "1987: a mark before it makes it an amount or a number"},
		{"The score was 3:16 after 3:07:35.", ""},
		{"The odds were 50-50, around 1/2, for the 1%.", ""},
		{"They were there 24/7, since 9/11 and 7/7.", ""},
		{"The 20th came and went.", ""},
		// words
		{"She may march in the sun, wait a second, and fall.", ""},
		{"He gave minute details.", ""},
		{"May said she would not run.", ""},
		{"Then April Jones met him.", "April: it is part of a name"},
		{"The play of August Wilson ran.", "August: it is part of a name"},
		{"The Sunday Times came.", "Sunday: it is part of a name"},
		{"After the Saturday Night Massacre he left.", ""},
		{"The Six-Day War began.", ""},
		{"The Nine-Day Race began.", "Nine-Day: it is part of a name"},
		{"The Arab Spring and the Prague Spring ended.", ""},
		{"It sprang to mind in spring.", ""},
		{"She was in her eighties, he in his 80s.", "80s: it is an age or a degree"},
		{"A touchdown in the fourth quarter won it.", "the fourth quarter: it is a quarter of a game"},
		{"Three-quarters of it is gone.", ""},
		{"He read the Daily News.", ""},
		// dates of something else
		{"He smiles in this Oct. 2, 2011 file photo.", "Oct. 2, 2011: it dates a photograph from the archive"},
	} {
		mentions, rejected := Trace(tt.text, published)
		for _, m := range mentions {
			if m.Type != EventType && m.Anchor.Kind != Event && (m.Placed() || m.Unresolved != "") {
				t.Errorf("Trace(%q) takes %q for %q", tt.text, m.Text, m.EDTF)
			}
		}
		var got []string
		for _, no := range rejected {
			got = append(got, no.Text+": "+no.Reason)
		}
		if s := strings.Join(got, "; "); s != tt.refused {
			t.Errorf("Trace(%q) refuses %q, want %q", tt.text, s, tt.refused)
		}
	}
}

// What looks much like a trap is a time nevertheless.
func TestNoTraps(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"Euro 2024 and Davos 2018 were cold.", "2024=2024; 2018=2018"},
		{"The Class of 1968 came.", "1968=1968"},
		{"It was in his 1996 campaign.", "1996=1996"},
		{"Friday's vote was close.", "Friday=2024-03-08"},
		{"On Black Friday they shopped; on Ash Wednesday they fasted.", "Black Friday=2023-11-24; Ash Wednesday=2024-02-14"},
		{"In May, May said so.", "May=2023-05"},
		{"It was march or die in March.", "March=2024-03"},
		{"In 1987, 200 people came.", "1987=1987"},
		{"Of 1,500 in 1987, none stayed.", "1987=1987"},
		{"They closed (in 1987).", "1987=1987"},
		{"He was seen in a 2010 Facebook video.", "2010=2010"},
		{"Prices are above 2004's average, and in 2005 73% paid.", "2004=2004; 2005=2005"},
		{"The March figures are out; it lasted into May.", "March=2024-03; May=2023-05"},
		{"The March on Washington was long.", "The March on Washington=1963-08-28"},
		{"She lost the May election.", "May=2023-05"},
		{"Nobody, in “1987”, knew.", "1987=1987"},
	} {
		if got := format(Find(tt.text, published)); got != tt.want {
			t.Errorf("Find(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}

// Durations, sets, times of day and words such as “now” are found, and placed nowhere.
func TestUnplaced(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"It took several years.", "several years DURATION PXY"},
		{"He waited for two and a half hours.", "two and a half hours DURATION PT2H30M"},
		{"For decades it stood.", "decades DURATION PXY"},
		{"A two-week strike ended.", "two-week DURATION P2W"},
		{"She ruled for a century and a half.", "a century and a half DURATION P150Y"},
		{"More than 40 years passed.", "More than 40 years DURATION P40Y"},
		{"A 17-year-old came.", "17-year-old DURATION P17Y"},
		{"The past two months were dry.", "The past two months DURATION P2M"},
		{"He walks every Monday and each day.", "every Monday SET XXXX-WXX-1; each day SET P1D"},
		{"He walks on Sundays, twice daily.", "Sundays SET XXXX-WXX-7; daily SET P1D"},
		{"At noon they ate.", "noon TIME 2024-03-13T12:00"},
		{"It began at 10:40 p.m.", "10:40 p.m. TIME 2024-03-13T22:40"},
		{"It is known now, and was recently.", "now DATE PRESENT_REF; recently DATE PAST_REF"},
		{"Two months after he came home, he paid.", "Two months DURATION P2M"},
	} {
		var got []string
		for _, m := range Find(tt.text, published) {
			if m.Placed() {
				t.Errorf("Find(%q) places %q at %s", tt.text, m.Text, m.EDTF)
			}
			got = append(got, fmt.Sprintf("%s %s %s", m.Text, m.Type, m.Value))
		}
		if s := strings.Join(got, "; "); s != tt.want {
			t.Errorf("Find(%q) = %q, want %q", tt.text, s, tt.want)
		}
	}
}

// What nothing is known of says what it would take.
func TestUnresolvedSaysWhy(t *testing.T) {
	for _, tt := range []struct{ text, why string }{
		{"It fell on Tuesday.", "no publication date is known, and “Tuesday” counts from it"},
		{"It fell last year.", "no publication date is known, and “last year” counts from it"},
		{"It fell four years ago.", "no publication date is known, and “four years ago” counts from it"},
		{"It fell on May 12.", "“May 12” names no year, and no publication date is known"},
		{"It fell 13 years later.", "nothing before “13 years later” names a year that it could count from"},
		{"It fell that year.", "nothing before “that year” names a year that it could point to"},
		{"It fell several years ago.", "“several years ago” does not say how many"},
		{"It fell on February 30, 1987.", "1987 has no such day"},
		{"It fell five thousand years ago.", "no publication date is known, and “five thousand years ago” counts from it"},
		{"It fell from 292,000 weeks ago.", "it would be more than a century, which nobody counts in weeks"},
		{"In 1987 it fell, and 5,000 years later.", "that is no year of a calendar that we read"},
	} {
		mentions := Find(tt.text, time.Time{})
		if len(mentions) == 0 || mentions[len(mentions)-1].Unresolved != tt.why {
			t.Errorf("Find(%q) = %+v, want it unresolved: %s", tt.text, mentions, tt.why)
		}
	}
}

// The day of publication is that of the outlet's own zone.
func TestPublicationDayIsLocal(t *testing.T) {
	kyiv := time.FixedZone("Kyiv", 2*60*60)
	at := time.Date(2025, time.February, 20, 23, 30, 0, 0, time.UTC) // already the 21st in Kyiv
	for _, tt := range []struct {
		at   time.Time
		want string
	}{{at, "today=2025-02-20"}, {at.In(kyiv), "today=2025-02-21"}} {
		if got := format(Find("It fell today.", tt.at)); got != tt.want {
			t.Errorf("published %s: %q, want %q", tt.at, got, tt.want)
		}
	}
}
