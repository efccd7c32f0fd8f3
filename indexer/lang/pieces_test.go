package lang

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"dateline/indexer"
	"dateline/indexer/indextest"
)

// What is found in pieces of a text is what is found in all of it.
func TestPiecesFindAll(t *testing.T) {
	l := Of("en-GB")
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // no secret
	var marked int
	for _, r := range indextest.Corpus(3, 60) {
		text := r.Revision.Text + " naïve façade ponies ties İstanbul’s ﬁsh—ferry(ferry) U.S.-led don't e\u0301clair\u00a0x " + r.Revision.Headline
		words := strings.Fields(text)
		for range 40 {
			from := random.IntN(len(words))
			q := strings.Join(words[from:min(len(words), from+1+random.IntN(4))], " ")
			q = strings.Map(func(r rune) rune {
				if strings.ContainsRune("\"“”()«»*~:", r) {
					return -1
				}
				return r
			}, q)
			tree, err := indexer.ParseText(`"` + q + `" OR ` + strings.Trim(words[random.IntN(len(words))], "\"“”().,:*~-—’'«»"))
			if err != nil {
				continue
			}
			phrases := l.Phrases(tree)
			if len(phrases) == 0 {
				continue
			}
			got, want := l.Find(text, phrases), inRunes(text, merge(l.findIn(text, phrases)))
			if len(want) > 0 {
				marked++
			}
			if len(got) != len(want) || len(want) > 0 && !reflect.DeepEqual(got, want) {
				t.Errorf("%s in %q: found %v, want %v", tree, text, got, want)
			}
		}
	}
	if marked < 1000 {
		t.Errorf("only %d texts had anything to mark", marked)
	}
}
