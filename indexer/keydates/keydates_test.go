package keydates

import (
	"testing"
	"time"
)

func on(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

// A day that articles come back to stands before days on which much was printed.
func TestRank(t *testing.T) {
	articles := []Article{
		{on("2011-05-10"), "The dam at Orrin burst on 9 May. The mayor spoke to reporters."},
		{on("2011-06-20"), "Six weeks after the dam burst on 9 May 2011, the inquiry opened on Monday."},
		{on("2011-06-21"), "A fair was held. The dam was on show."},
		{on("2011-06-21"), "A fair was held again."},
		{on("2011-06-21"), "The weather was fine."},
		{on("2012-05-09"), "A year ago the dam burst. On 20 June 2011 the inquiry had opened, and on 9 May 2011 nobody slept."},
	}
	got := Rank(articles, nil)
	if len(got) < 3 || got[0] != on("2011-05-09") || got[1] != on("2011-06-20") {
		t.Errorf("Rank gives %v, want 2011-05-09 and then 2011-06-20 first", got)
	}
}

func TestRankOfNothing(t *testing.T) {
	if got := Rank(nil, nil); len(got) != 0 {
		t.Errorf("Rank of no articles gives %v", got)
	}
	undated := []Article{{Text: "It fell on Tuesday. It was built on 3 May 1962."}}
	if got := Rank(undated, nil); len(got) != 1 || got[0] != on("1962-05-03") {
		t.Errorf("Rank of an undated article gives %v, want only the day that needs no publication", got)
	}
}

// What a sentence says that has no word of the topic weighs less.
func TestRankByTopic(t *testing.T) {
	articles := []Article{
		{on("2014-03-03"), "The singer Ann Example was born on 2 May 1970. The stadium burned on 4 July 1991, said a guide."},
		{on("2014-03-04"), "On 4 July 1991 the stadium burned. Ann Example, born on 2 May 1970, sang."},
	}
	got := Rank(articles, Words{"example": true})
	if len(got) == 0 || got[0] != on("1970-05-02") {
		t.Errorf("Rank gives %v, want the day of the topic first", got)
	}
}

func TestBackground(t *testing.T) {
	var b Background
	for range 4 {
		b.Add("flood", Article{Text: "The reservoir spilled in March, and the council met in the town hall."})
		b.Add("singer", Article{Text: "The singer sang in the town hall in March."})
	}
	words := b.Words("flood")
	if !words["reservoir"] || !words["council"] || words["march"] || words["town"] {
		t.Errorf("the words of the flood are %v, want reservoir and council, and neither march nor town", words)
	}
	var alone Background
	alone.Add("ann example", Article{Text: "Ann Example sang."})
	if words := alone.Words("ann example"); !words["example"] || len(words) != 1 {
		t.Errorf("the words of a topic alone are %v, want those of its name", words)
	}
}
