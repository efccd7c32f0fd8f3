package ui

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"dateline/indexer"
	"dateline/indexer/cite"
	"dateline/indexer/claim"
	"dateline/indexer/timex"
)

// TestStoryPages asks for what the pages say of where a claim comes from, and of
// what became of it; what stands behind a "!" must not be said.
func TestStoryPages(t *testing.T) {
	for _, tt := range []struct {
		world  *world
		addr   string
		status int
		want   []string
	}{
		{&world{}, "/c/c1", 200, []string{
			`href="/s/ada-quill"`, "quoted in an interview,", "Where it comes from", "as the wire reported", "Likely.</b> <span class=\"from\">a link leads there", "Confirmed: a run of its words stands there", "“We knew” stands there",
			"Open: the page is not held", "court filing", "gone.example", "The way goes on to a page that is not held", "The earliest page held on this way", "!Circular reporting",
			"4 articles", "4 outlets", "2 origins", "both cite the op-ed", "Same words</b>: the same 8 words in a row", "Speaker unclear: not counted", "(“an official” in the text)", "This claim.",
			"<polyline", "Plumb Line</b> rates “The crack was known” as <b>“Half true”", "it quotes the same words", "More like this", `<a href="/c/calike">`, "has crack, bolts", "One of them may be wrong",
		}},
		{&world{circular: true}, "/c/c1", 200, []string{"Circular reporting", "!The earliest page held on this way"}},
		{&world{}, "/c/c2", 200, []string{"cites nothing for this claim that could be found", "Only this article was found to say it", "None was found", "No fact-check that is held here", "!warning", `id="origins"`}},
		{&world{empty: true}, "/c/c1", 200, []string{"was not compared with others yet", "Ada Quill", "!Only this article", "!More like this", `id="origins"`}},
		{&world{}, "/s/ada-quill", 200, []string{
			"Ada Qill", "one letter apart", "the harbour master", "3 January 2025", "1 April 2025", "700 claims", "newest 3 are listed", "2 articles", "/timeline?outlet=The&#43;Pier&amp;speaker=Ada&#43;Quill&amp;speaker=Ada&#43;Qill",
			`aria-label="2 articles of The First Wire">2 articles</a>`, `href="/c/c5"`, `<span class="date">1989</span>`, "made in an op-ed", `href="/c/c5#origins">2 origins`, `href="/c/c5#conflicts"`, "speaker unclear (“Quill” in the text)",
		}},
		{&world{empty: true}, "/s/ada-quill", 200, []string{"No claim of theirs is held", "no article gives one", "!Also written"}},
		{&world{}, "/s/nobody", 404, []string{"Nothing is known here"}},
		{&world{}, "/a/acrack/changes", 200, []string{
			"4 changes", "A number changed", "40 became 52", `At least <span class="was">40</span> bolts`, `At least <span class="is">52</span> bolts`, "A claim was added", "It was not there", "A claim was removed", "It is no longer there",
			"A claim changed: unheard of", "Corrected on Monday.", "/api/v1/articles/acrack/diff?from=1&amp;to=2", `href="/a/acrack@1#c-c8"`, `href="/a/acrack@2#c-c9"`, "seen <time", "<del>opened</del><ins>closed</ins>", "without a change</summary>",
		}},
		{&world{empty: true}, "/a/acrack/changes?from=1&to=2", 200, []string{"No claim was added, removed or changed", "No note found", "0 changes"}},
		{&world{single: true}, "/a/acrack/changes", 200, []string{"Only one revision", "The crack"}},
		{&world{}, "/a/acrack/changes?from=2&to=1", 400, []string{"write the earlier one first"}},
		{&world{}, "/a/acrack/changes?from=one", 400, []string{"is no revision"}},
		{&world{}, "/a/acrack/changes?from=1&to=7", 404, nil},
		{&world{}, "/a/nothing/changes", 404, nil},
		{&world{}, "/a/acrack", 200, []string{
			"Cites and is cited", "Headline of aoped", "<q>as she wrote</q>", "lost.example", "Cited by", "Candidate: this may be the page", "Has the same text", "9 of 10 paragraphs", "!of two others",
			`href="/a/acrack/changes?from=1&amp;to=2"`, "Links in the text",
		}},
		{&world{empty: true}, "/a/acrack", 200, []string{"It cites no page that could be found", "No page that is held cites it", "!Has the same text"}},
		{&world{single: true}, "/a/acrack", 200, []string{"!/changes"}},
		{&world{}, "/timeline", 200, []string{"made in an interview", `href="/c/c1#origins">2 origins`, `href="/c/c1#conflicts"`, "dates differ</a>", `name="medium" value="op-ed"`, "2 or more origins", "Medium of the claim", "Origins of the claim", "Dates of the claim", "!>no<", "!>none<"}},
		{&world{}, "/search?medium=op-ed&origins=3&conflict=yes", 200, []string{`value="op-ed" checked`, `name="origins" value="3" checked`, `name="conflict" value="yes" checked`, "!<details open>\n<summary>Filters"}},
		{&world{}, "/search?order=newest", 200, []string{"<details open>\n<summary>Filters"}},
		{&world{}, "/search?event=soon", 400, []string{"<details open>\n<summary>Filters"}},
		{&world{}, "/help", 200, []string{"<dt>Origin</dt>", "<dt>Confirmed</dt>", "<dt>Likely</dt>", "<dt>Candidate</dt>", "<dt>Open</dt>", "dates differ</dt>", "<dt>Refinement</dt>", "<dt>Speaker unclear</dt>"}},
	} {
		resp, page := get(t, tt.world, tt.addr)
		if resp.StatusCode != tt.status {
			t.Errorf("GET %s: status %d, want %d", tt.addr, resp.StatusCode, tt.status)
		}
		for _, want := range tt.want {
			absent, not := strings.CutPrefix(want, "!")
			if strings.Contains(page, absent) == not {
				t.Errorf("GET %s: says %q is %v, want the opposite", tt.addr, absent, not)
			}
		}
	}
}

// Each number of the claim page leads to a list that has as many items.
func TestStoryCountsLeadToWhatTheyCount(t *testing.T) {
	_, page := get(t, &world{}, "/c/c1")
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	items := map[string]int{}
	ids := map[string]bool{}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		ids[attr(n, "id")] = true
		if n.Data == "li" && attr(n, "class") == "member" && under(n, "articles") {
			items["articles"]++
		}
		if n.Data == "li" && attr(n, "class") == "origin" {
			items["origins"]++
		}
		if n.Data == "li" && attr(n.Parent, "class") == "shares" {
			items["outlets"]++
		}
	}
	for to, words := range map[string]string{"articles": "4 articles", "origins": "2 origins", "outlets": "4 outlets"} {
		if !strings.Contains(page, `<a href="#`+to+`">`+words+`</a>`) || !ids[to] {
			t.Errorf("the page does not lead from %q to #%s", words, to)
		}
		if want := words[:1]; want != string(rune('0'+items[to])) {
			t.Errorf("#%s has %d items, the link to it says %q", to, items[to], words)
		}
	}
	for n := range root.Descendants() {
		if to, ok := strings.CutPrefix(attr(n, "href"), "#"); ok && !ids[to] {
			t.Errorf("a link leads to #%s, which is not there", to)
		}
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func under(n *html.Node, id string) bool {
	for p := range n.Ancestors() {
		if attr(p, "id") == id {
			return true
		}
	}
	return false
}

func TestApart(t *testing.T) {
	for _, tt := range []struct{ before, after, was, is string }{
		{"At least 40 bolts", "At least 52 bolts", "40", "52"},
		{"Yuri Shivets spoke", "Yuri Shvets spoke", "Shivets", "Shvets"},
		{"It was seen", "It was not seen", "", "not"},
		{"the same", "the same", "", ""},
		{"", "all new", "", "all new"},
		{"für 4 Euro", "für 5 Euro", "4", "5"},
		{"very very old", "very old", "very", ""},
	} {
		was, is := apart(tt.before, tt.after)
		if got := string([]rune(tt.before)[was[0]:was[1]]); got != tt.was {
			t.Errorf("apart(%q, %q) was %q, want %q", tt.before, tt.after, got, tt.was)
		}
		if got := string([]rune(tt.after)[is[0]:is[1]]); got != tt.is {
			t.Errorf("apart(%q, %q) is %q, want %q", tt.before, tt.after, got, tt.is)
		}
	}
}

// Where the way of a claim ends, and what is said of it.
func TestWay(t *testing.T) {
	w := &world{}
	a, b, c := w.ref("a", "A", ""), w.ref("b", "B", ""), w.ref("c", "C", "")
	step := func(from indexer.ArticleRef, to *indexer.ArticleRef, s cite.State) indexer.Step {
		return indexer.Step{From: from, To: to, State: s}
	}
	for _, tt := range []struct {
		name     string
		circular bool
		path     []indexer.Step
		earliest int // of the rungs; -1 for the article itself, -2 for none
		onward   bool
	}{
		{"cites nothing", false, nil, -1, false},
		{"one page", false, []indexer.Step{step(a, &b, cite.Confirmed)}, 0, false},
		{"two pages", false, []indexer.Step{step(a, &b, cite.Likely), step(b, &c, cite.Confirmed)}, 1, false},
		{"the second is a candidate", false, []indexer.Step{step(a, &b, cite.Likely), step(b, &c, cite.Candidate)}, 0, false},
		{"what follows a candidate is none", false, []indexer.Step{step(a, &b, cite.Candidate), step(b, &c, cite.Confirmed)}, -1, false},
		{"not held", false, []indexer.Step{step(a, nil, cite.Open)}, -1, true},
		{"a circle", true, []indexer.Step{step(a, &b, cite.Confirmed), step(b, &a, cite.Confirmed)}, -2, false},
	} {
		got := newWay(a, &indexer.Story{Path: tt.path, Circular: tt.circular})
		earliest := slices.IndexFunc(got.Rungs, func(r rung) bool { return r.Earliest })
		if earliest < 0 && !got.First {
			earliest = -2
		}
		if earliest != tt.earliest || got.Onward != tt.onward {
			t.Errorf("%s: earliest %d, onward %v; want %d, %v", tt.name, earliest, got.Onward, tt.earliest, tt.onward)
		}
	}
}

func TestDumbbell(t *testing.T) {
	draw := func(dates ...string) *dumbbell {
		var says []indexer.DateSaid
		for _, d := range dates {
			says = append(says, indexer.DateSaid{Label: d, EDTF: d, Origins: 1})
		}
		return newDumbbell(inOrder(says))
	}
	for _, dates := range [][]string{{"1987"}, {"1987", "../1980"}, {"1987", ""}, {"1987", "soon"}} {
		if got := draw(dates...); got != nil {
			t.Errorf("the drawing of %q is %+v, want none", dates, got)
		}
	}
	d := draw("1999", "1998-05-12", "1987")
	if d == nil || len(d.Dates) != 3 || d.Dates[0].Label != "1987" || d.Dates[1].Label != "" || d.Dates[2].Label != "1999" || d.Dates[2].Origins != "1 origin" {
		t.Fatalf("the drawing is %+v, want 1987, a date without a name and 1999", d)
	}
	if d := draw("1998", "1999"); d == nil || len(d.Zigzag) != 1 {
		t.Errorf("1998 and 1999 touch: the drawing is %+v, want a zig-zag between them", d)
	}
	if got := zigzag(0, 24); got != "0.0,30.0 6.0,24.0 12.0,36.0 18.0,24.0 24.0,30.0" {
		t.Errorf("zigzag(0, 24) = %s", got)
	}
}

// A claim on the page of its article tells how many say the same, where that is known.
func TestArticleTellsWhatIsKnownOfItsClaims(t *testing.T) {
	w := &world{}
	body := articleBody{Claims: claimItems(w.reading())}
	body.Claims[0].claimLine = newClaimLine(w.compared(w.reading().ClaimViews())[0].ClaimRef)
	s := site{assets: readAssets(), pages: readPages()}
	page, err := s.render(&view{Template: "article", Body: body})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`href="/c/c1#origins">2 origins</a>`, `href="/c/c1#conflicts"`, "quoted in an interview"} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if strings.Contains(string(page), "/c/c2#") {
		t.Error("the page counts who says c2, which is not known")
	}
}

func TestSpeakerWords(t *testing.T) {
	for _, tt := range []struct {
		name, surface string
		kind          claim.Kind
		confidence    float64
		want          claimLine
	}{
		{"Ada Quill", "she", claim.Direct, 0.9, claimLine{Speaker: "Ada Quill", Named: true, BySpeaker: "/s/a%2Fb"}},
		{"Ada Quill", "she", claim.Direct, 0.7, claimLine{Speaker: "Ada Quill", Named: true, Caveat: "probably", BySpeaker: "/s/a%2Fb"}},
		{"Ada Quill", "she", claim.Direct, 0.59, claimLine{Speaker: "speaker unclear", Unclear: true, Caveat: "unclear"}},
		{"", "officials", claim.Indirect, 0.9, claimLine{Speaker: "speaker unclear", Unclear: true}},
		{"Bo Reed", "", claim.Author, 1, claimLine{Speaker: "the author, Bo Reed", BySpeaker: "/s/a%2Fb"}},
		{"", "", claim.Author, 1, claimLine{Speaker: "the author"}},
	} {
		got := newClaimLine(indexer.ClaimRef{Kind: tt.kind, Confidence: tt.confidence, Speaker: indexer.SpeakerRef{ID: "a/b", Name: tt.name, Surface: tt.surface}})
		got = claimLine{Speaker: got.Speaker, Named: got.Named, Unclear: got.Unclear, Caveat: got.Caveat, BySpeaker: got.BySpeaker}
		if got != tt.want {
			t.Errorf("the speaker of %+v is %+v, want %+v", tt, got, tt.want)
		}
	}
}

func TestStoryWords(t *testing.T) {
	for _, tt := range []struct{ got, want string }{
		{stateWords(cite.Confirmed), "Confirmed: a run of its words stands there"}, {stateWords(cite.Open), "Open: the page is not held"},
		{stateWords("lost"), "Lost"}, {stateWords(""), ""}, {stateClass("lost"), "open"}, {stateClass(cite.Likely), "likely"},
		{changeWords("date"), "A date changed"}, {changeWords("x"), "A claim changed: x"},
		{withArticle(mediumWords("op-ed")), "an op-ed"}, {withArticle(mediumWords("post")), "a social media post"}, {withArticle(mediumWords("filing")), "a court filing"}, {withArticle(""), "a "},
		{originsWords("2"), "2 or more origins"}, {originsWords("1"), ""}, {originsWords("many"), ""}, {facetWords("conflict", "no"), ""},
		{chipWords("medium", "interview"), "made in an interview"}, {chipWords("conflict", "yes"), "dates differ"}, {chipWords("origins", "3"), "3 or more origins"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

// A value of a facet is added to the query by one click and taken out by the next.
func TestToggleStoryFacets(t *testing.T) {
	none := indexer.Query{Grains: []timex.Grain{timex.Year}}
	for _, tt := range []struct {
		facet, value string
		on           func(indexer.Query) bool
	}{
		{"medium", "op-ed", func(q indexer.Query) bool { return slices.Equal(q.Media, []string{"op-ed"}) }},
		{"place", "New York", func(q indexer.Query) bool { return slices.Equal(q.Places, []string{"New York"}) }},
		{"origins", "2", func(q indexer.Query) bool { return q.Origins == 2 }},
		{"conflict", "yes", func(q indexer.Query) bool { return q.Conflict }},
	} {
		with := toggle(none, tt.facet, tt.value)
		if !tt.on(with) || !slices.Equal(chosen(with, tt.facet), []string{tt.value}) {
			t.Errorf("with %s %s: %+v", tt.facet, tt.value, with)
		}
		without := toggle(with, tt.facet, tt.value)
		if tt.on(without) || len(chosen(without, tt.facet)) > 0 || len(without.Grains) != 1 {
			t.Errorf("without %s %s: %+v", tt.facet, tt.value, without)
		}
	}
	if q := toggle(indexer.Query{Origins: 2}, "origins", "3"); q.Origins != 3 {
		t.Errorf("3 after 2 asks for %d origins", q.Origins)
	}
}
