package timex_test

import (
	"testing"

	"dateline/indexer/timex"
)

// Reading makes little besides what it returns: the strings and lists of the mentions, and
// no more than one thing a mention besides them.
func TestAllocations(t *testing.T) {
	if testing.Short() {
		t.Skip("short: the race detector allocates for itself")
	}
	docs := markedDocs(t, "news-check")
	made, returned, mentions := 0.0, 0, 0
	for _, d := range docs {
		published := publishedOn(t, d.Published)
		found := timex.Find(d.Text, published)
		mentions += len(found)
		for _, m := range found {
			returned += stringsOf(m)
		}
		returned++ // the list itself
		made += testing.AllocsPerRun(5, func() { timex.Find(d.Text, published) })
	}
	if beyond := (made - float64(returned)) / float64(mentions); beyond > 1 {
		t.Errorf("%.0f things are made for %d mentions that hold %d: %.2f a mention beyond the result, want 1 at the most", made, mentions, returned, beyond)
	}
}

// stringsOf returns how many strings and lists a mention holds that have to be made for it:
// its words are a piece of the text.
func stringsOf(m timex.Mention) int {
	n := 0
	words := m.Anchor.Words
	if m.Anchor.Kind == timex.Published { // made once for all
		words = ""
	}
	for _, s := range append([]string{m.Value, m.EDTF, m.Label, words, m.Unresolved}, m.Steps...) {
		if s != "" {
			n++
		}
	}
	if len(m.Steps) > 0 {
		n++
	}
	for _, list := range [][]timex.Mention{m.Ends, m.Inner} {
		if list != nil {
			n++
		}
		for _, e := range list {
			n += stringsOf(e)
		}
	}
	return n
}
