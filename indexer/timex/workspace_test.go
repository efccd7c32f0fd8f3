package timex

import (
	"reflect"
	"strings"
	"sync"
	"testing"
)

// Texts that are read at once, and one after the other, do not see each other.
func TestTextsApart(t *testing.T) {
	texts := []string{
		"In 1987 he won. That year it rained.",
		"That year it rained. “I left today,” she said on Tuesday.",
		strings.Repeat("On Tuesday it rained. ", 20000), // longer than what a workspace keeps room for
		"The third quarter of 1998 was bad. A year earlier it was not.",
		"A year earlier it was not, on 05/06/1977; in 44 BC it was. In 79 it burnt.",
		"On 05/06/1977, in 79.",
	}
	var want [][]Mention
	for _, text := range texts {
		workspaces = sync.Pool{New: workspaces.New} // a new one for each
		want = append(want, Find(text, published))
	}
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for range 3 {
				for i, text := range texts {
					if got := Find(text, published); !reflect.DeepEqual(got, want[i]) {
						t.Errorf("%.60q is read otherwise after another text", text)
					}
				}
			}
		})
	}
	wait.Wait()
}
