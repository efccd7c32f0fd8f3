package cite

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/scraper"
)

// witness is a claim of an article that has the same name, published on a day of May.
func witness(article, speaker string, day int) Witness {
	return Witness{Claim: "c" + article, Article: article, Outlet: "The " + article, Speaker: speaker, Shown: speaker,
		Published: scraper.Date{Time: time.Date(2025, time.May, day, 0, 0, 0, 0, time.UTC), Day: true}}
}

func TestOrigins(t *testing.T) {
	copied := witness("copy", "vale", 3)
	copied.CopyOf, copied.CopyWhy = "first", "the same text"
	citing, other := witness("citing", "lund", 4), witness("other", "marsh", 5)
	citing.Cites, other.Cites = []string{"column"}, []string{"column"}
	column := witness("column", "pike", 2)
	owned, owned2 := witness("owned", "a", 1), witness("owned2", "b", 2)
	owned.Owner, owned2.Owner = "Big Press", "Big Press"
	unclear := witness("unclear", "", 1)
	for _, tt := range []struct {
		name string
		list []Witness
		want string // the articles of each origin, the earliest first, and the reasons
	}{
		{"nobody", nil, ""},
		{"two who speak for themselves", []Witness{witness("b", "lund", 2), witness("a", "vale", 1)}, "a: ; b: "},
		{"one speaker in two papers", []Witness{witness("a", "vale", 1), witness("b", "vale", 2)}, "a b: they have it from vale"},
		{"a copy", []Witness{copied, witness("first", "lund", 1)}, "first copy: The copy has a copy: the same text"},
		{"two that cite one page", []Witness{citing, other}, "citing other: they cite the same page"},
		{"and the page itself", []Witness{citing, other, column}, "column citing other: The citing cites it; The other cites it"},
		{"one owner", []Witness{owned, owned2}, "owned owned2: their outlets belong to Big Press"},
		{"who is unclear is not counted", []Witness{unclear, witness("a", "vale", 3)}, "a: "},
	} {
		for range 2 { // the order makes no difference
			var got []string
			for _, g := range Origins(tt.list) {
				got = append(got, strings.Join(g.Articles, " ")+": "+strings.Join(g.Reasons, "; "))
				if g.First != g.Articles[0] || len(g.Claims) != len(g.Articles) {
					t.Errorf("%s: %+v", tt.name, g)
				}
			}
			if strings.Join(got, "; ") != tt.want {
				t.Errorf("%s: %q, want %q", tt.name, strings.Join(got, "; "), tt.want)
			}
			slices.Reverse(tt.list)
		}
	}
}

func TestLeads(t *testing.T) {
	link := func(url, anchor string, at int) scraper.Citation {
		return scraper.Citation{URL: url, Anchor: anchor, Start: at, End: at + len(anchor)}
	}
	citations := []scraper.Citation{link("https://far.example/x", "elsewhere", 200), link("https://other.example/y", "a study", 60), link("https://ledger.example/opinion/z", "an opinion piece", 10), link("https://first.example/a", "a post", 40)}
	at := Place{Sentence: [2]int{0, 50}, Paragraph: [2]int{0, 100}, Outlet: "The Ledger", Medium: "op-ed", Words: "in an opinion piece for The Ledger"}
	for _, tt := range []struct {
		name  string
		place Place
		want  string
	}{
		{"the link that fits the outlet first", at, "https://ledger.example/opinion/z true, https://first.example/a true"},
		{"none in the sentence: the paragraph's", Place{Sentence: [2]int{80, 90}, Paragraph: [2]int{0, 100}}, "https://other.example/y false, https://ledger.example/opinion/z false, https://first.example/a false"},
		{"no link: the words", Place{Sentence: [2]int{300, 350}, Paragraph: [2]int{300, 400}, Outlet: "The Ledger", Words: "told The Ledger"}, "The Ledger: told The Ledger"},
		{"nothing", Place{Sentence: [2]int{300, 350}, Paragraph: [2]int{300, 400}}, ""},
	} {
		var got []string
		for _, l := range Leads(citations, tt.place) {
			if l.URL == "" {
				got = append(got, l.Outlet+": "+l.Words)
				continue
			}
			got = append(got, fmt.Sprint(l.URL, " ", l.Beside))
		}
		if strings.Join(got, ", ") != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, strings.Join(got, ", "), tt.want)
		}
	}
}

func TestFollow(t *testing.T) {
	page := &Page{Article: "a", URL: "https://ledger.example/z", Outlet: "The Ledger", Authors: []string{"Bo Lund"}, Published: time.Date(2025, time.May, 2, 0, 0, 0, 0, time.UTC),
		Text: "The mill at Corrow was sold to a stranger in 1962, Vale says."}
	const words = "the mill at Corrow was sold to a stranger"
	for _, tt := range []struct {
		lead Lead
		text string
		page *Page
		want State
	}{
		{Lead{URL: page.URL, Beside: true}, words, page, Confirmed},
		{Lead{URL: page.URL, Beside: true}, "it was sold", page, Likely},
		{Lead{URL: page.URL, Outlet: "Ledger"}, "it was sold", page, Likely},
		{Lead{URL: page.URL}, "it was sold", page, Candidate},
		{Lead{URL: page.URL, Beside: true}, words, nil, Open},
	} {
		if got, why := tt.lead.Follow(tt.text, "Ann Vale", tt.page); got != tt.want || why == "" {
			t.Errorf("%+v: %s, %q; want %s", tt.lead, got, why, tt.want)
		}
	}
	published := time.Date(2025, time.May, 10, 0, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		lead          Lead
		text, speaker string
		published     time.Time
		want          State
	}{
		{Lead{Outlet: "the Ledger"}, words, "", published, Confirmed},
		{Lead{Outlet: "the Ledger", Medium: "op-ed"}, "it was sold", "Bo Lund", published, Likely},
		{Lead{Outlet: "Ledger", Medium: "interview"}, "it was sold", "Ann Vale", published, Candidate},
		{Lead{Outlet: "Ledger", Medium: "op-ed"}, "it was sold", "Ann Vale", published, Open},
		{Lead{Outlet: "Ledger", Medium: "op-ed"}, "it was sold", "Bo Lund", published.AddDate(0, 3, 0), Open},  // long ago
		{Lead{Outlet: "Ledger", Medium: "op-ed"}, "it was sold", "Bo Lund", published.AddDate(0, -1, 0), Open}, // it had not appeared
		{Lead{Outlet: "Gazette"}, words, "Bo Lund", published, Open},
	} {
		found, got, why := tt.lead.Seek(tt.text, tt.speaker, tt.published, []*Page{page})
		if got != tt.want || why == "" || (found == nil) != (tt.want == Open) {
			t.Errorf("%+v of %s: %s, %q; want %s", tt.lead, tt.speaker, got, why, tt.want)
		}
	}
}
