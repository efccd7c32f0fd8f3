package claim

import (
	"fmt"
	"testing"
)

// found returns claims with these words, each with its neighbours around it.
func found(words ...string) (claims []Claim) {
	for i, w := range words {
		c := Claim{Text: w, Before: "start", After: "end"}
		if i > 0 {
			c.Before = words[i-1]
		}
		if i+1 < len(words) {
			c.After = words[i+1]
		}
		claims = append(claims, c)
	}
	return claims
}

func idsOf(claims []Claim) (ids []string) {
	for _, c := range claims {
		ids = append(ids, c.ID)
	}
	return ids
}

func TestKeep(t *testing.T) {
	before := []string{"The bridge was closed", "Yuri Shivets sold it to the city in 1987", "It was rebuilt", "Nobody paid", "Nobody paid"}
	for _, tt := range []struct {
		name  string
		after []string
		was   []int // which of before each is; -1: a new one
	}{
		{"the same", before, []int{0, 1, 2, 3, 4}},
		{"a name is corrected", []string{"The bridge was closed", "Yuri Shvets sold it to the city in 1987", "It was rebuilt", "Nobody paid", "Nobody paid"}, []int{0, 1, 2, 3, 4}},
		{"marks and case", []string{"the bridge was closed.", "Yuri Shivets sold it to the city, in 1987", "It was rebuilt", "Nobody paid", "Nobody paid"}, []int{0, 1, 2, 3, 4}},
		{"one is gone", []string{"The bridge was closed", "It was rebuilt", "Nobody paid", "Nobody paid"}, []int{0, 2, 3, 4}},
		{"one is new", []string{"The bridge was closed", "A storm came over the valley", "Yuri Shivets sold it to the city in 1987", "It was rebuilt", "Nobody paid", "Nobody paid"}, []int{0, -1, 1, 2, 3, 4}},
		{"moved", []string{"It was rebuilt", "The bridge was closed"}, []int{2, 0}},
		{"another in its place", []string{"The bridge was closed", "Ann Example never saw a cent", "It was rebuilt"}, []int{0, -1, 2}},
	} {
		first, known := Keep("a1", nil, found(before...))
		second, all := Keep("a1", known, found(tt.after...))
		for i, c := range second {
			want := "a new one"
			if tt.was[i] >= 0 {
				want = first[tt.was[i]].ID
			}
			isNew := true
			for _, k := range known {
				isNew = isNew && k.ID != c.ID
			}
			if tt.was[i] >= 0 && c.ID != want || tt.was[i] < 0 && !isNew {
				t.Errorf("%s: %q has the id %s, want %s of %v", tt.name, c.Text, c.ID, want, idsOf(first))
			}
		}
		again, same := Keep("a1", all, found(tt.after...))
		if fmt.Sprint(idsOf(again)) != fmt.Sprint(idsOf(second)) || fmt.Sprint(same) != fmt.Sprint(all) {
			t.Errorf("%s: asked again it gives other ids", tt.name)
		}
		// What is gone keeps its id for its return.
		back, _ := Keep("a1", all, found(before...))
		if fmt.Sprint(idsOf(back)) != fmt.Sprint(idsOf(first)) {
			t.Errorf("%s: back again, the ids are %v, want %v", tt.name, idsOf(back), idsOf(first))
		}
	}
}

func TestKeepTellsArticlesApart(t *testing.T) {
	a, _ := Keep("a1", nil, found("The bridge was closed"))
	b, _ := Keep("a2", nil, found("The bridge was closed"))
	if a[0].ID == b[0].ID {
		t.Error("two articles share the id of a claim")
	}
}

func TestKeepMarksWhatIsGone(t *testing.T) {
	_, known := Keep("a1", nil, found("one two three", "four five six"))
	_, all := Keep("a1", known, found("one two three"))
	if len(all) != 2 || all[0].Gone || !all[1].Gone {
		t.Errorf("known: %+v", all)
	}
}

func BenchmarkKeep(b *testing.B) {
	var words []string
	for i := range 2000 {
		words = append(words, fmt.Sprintf("Claim number %d of the bridge and its fund in the year %d", i, 1900+i%100))
	}
	claims := found(words...)
	_, known := Keep("a1", nil, claims)
	for b.Loop() {
		Keep("a1", known, claims)
	}
}
