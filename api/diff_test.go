package api

import (
	"context"
	"errors"
	"strings"
	"testing"

	"dateline/indexer"
	"dateline/scraper/change"
)

// A corrected library is a fakeLibrary in which revision 1 said 1986.
type corrected struct{ fakeLibrary }

func (c corrected) Reading(ctx context.Context, id string, number int) (*indexer.Reading, error) {
	r, err := c.fakeLibrary.Reading(ctx, id, number)
	if err == nil && number == 1 {
		r.Revision.Text = strings.Replace(r.Revision.Text, "1987", "1986", 1)
		r.Revision.Bylines = nil
	}
	return r, err
}

// What changed comes through the client as it comes from the library.
func TestDiff(t *testing.T) {
	opt := options()
	opt.Library = corrected{}
	c := NewClient(serve(t, New(opt)).URL, "")
	for _, tt := range []struct {
		from, to int
		want     string // revisions, and the changes in text
	}{
		{0, 0, "1..2 1986→1987"},
		{1, 2, "1..2 1986→1987"},
		{2, 1, "2..1 1987→1986"},
		{1, 0, "1..2 1986→1987"},
		{0, 2, "1..2 1986→1987"},
		{0, 1, "1..1"},
		{2, 2, "2..2"},
	} {
		d, err := c.Diff(t.Context(), anArticle.ID, tt.from, tt.to)
		if err != nil {
			t.Errorf("Diff(%d, %d): %v", tt.from, tt.to, err)
			continue
		}
		got := string(rune('0'+d.From.Revision)) + ".." + string(rune('0'+d.To.Revision))
		for _, change := range d.Changes {
			if change.Field == "text" {
				got += " " + change.Old + "→" + change.New
				if change.OldAt == nil || *change.OldAt != [2]int{3, 7} {
					t.Errorf("Diff(%d, %d): %q stands at %v", tt.from, tt.to, change.Old, change.OldAt)
				}
			} else if change.OldAt != nil {
				t.Errorf("Diff(%d, %d): %s has offsets", tt.from, tt.to, change.Field)
			}
		}
		if got != tt.want || len(d.Kept) != 2 || d.Article.ID != anArticle.ID || len(d.Paragraphs) != 2 {
			t.Errorf("Diff(%d, %d) = %q, want %q; %+v", tt.from, tt.to, got, tt.want, d)
		}
	}
	if d, err := c.Diff(t.Context(), anArticle.ID, 0, 0); err != nil || d.Changes[0].Kind != change.Date || d.Changes[1].Field != change.Bylines {
		t.Errorf("Diff() = %+v, %v", d, err)
	}
	if _, err := c.Diff(t.Context(), anArticle.ID, 1, 7); !errors.Is(err, indexer.ErrNotFound) {
		t.Errorf("Diff(1, 7): %v", err)
	}
	if id, err := c.Locate(t.Context(), anArticle.URL+"#part"); id != anArticle.ID || err != nil {
		t.Errorf("Locate() = %q, %v", id, err)
	}
	if _, err := c.Locate(t.Context(), "https://a.example/"); !errors.Is(err, indexer.ErrNotFound) {
		t.Errorf("Locate() of nothing: %v", err)
	}
}

func TestNumbers(t *testing.T) {
	for _, tt := range []struct {
		kept []int
		want string
	}{
		{[]int{1}, "is only 1"},
		{[]int{1, 2}, "are 1, 2"},
		{[]int{1, 2, 3, 4}, "are 1 to 4"},
		{[]int{1, 3, 4}, "are 1, 3, 4"},
	} {
		if got := Numbers(tt.kept); got != tt.want {
			t.Errorf("Numbers(%v) = %q, want %q", tt.kept, got, tt.want)
		}
	}
}
