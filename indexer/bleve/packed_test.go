package bleve

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"reflect"
	"strings"
	"testing"

	"dateline/indexer"
)

// packedArticle returns an article with a text and some claims.
func packedArticle(text string, claims int) (*article, []storedClaim, []indexer.ClaimView) {
	a := &article{Ref: indexer.ArticleRef{ID: "a1", Headline: "A <b> & c"}, Bylines: []string{}, Captions: []string{}, Cites: []string{}, Claims: claims, text: text}
	var stored []storedClaim
	var views []indexer.ClaimView
	for i := range claims {
		c := indexer.ClaimView{ClaimRef: indexer.ClaimRef{ID: "c" + string(rune('a'+i)), Text: "x & y\nz", Speaker: indexer.SpeakerRef{Names: []string{}}}, Article: a.Ref, Sentence: "x & y\nz.", Entries: []indexer.Entry{}}
		if i == 1 {
			e := indexer.Entry{ID: "e", Claim: c.ClaimRef, Article: a.Ref, Sentence: c.Sentence, Offsets: indexer.Offsets{Date: &[2]int{1, 2}}}
			e.Date.Steps = []string{}
			c.Entries = append(c.Entries, e)
		}
		stored, views = append(stored, storeClaim(c)), append(views, c)
	}
	return a, stored, views
}

// What was packed comes out as it was, whatever the text holds.
func TestPack(t *testing.T) {
	for name, text := range map[string]string{
		"no text": "", "one line": "One line.", "lines": "\n{\"ref\":{}}\n\nTwo.\n", "long": strings.Repeat("All the same. ", 100_000),
	} {
		for claims := range 4 {
			a, stored, views := packedArticle(text, claims)
			packed, size, err := pack(a, stored)
			if err != nil || size < len(text) {
				t.Fatalf("%s: %d bytes, %v", name, size, err)
			}
			u, err := unpack([]byte(packed))
			if err != nil {
				t.Fatal(err)
			}
			got, err := u.article()
			if err != nil || !reflect.DeepEqual(got, a) {
				t.Errorf("%s: got %+v, %v", name, got, err)
			}
			for i, want := range views {
				c, err := u.claim(i, a.Ref)
				if err != nil || !reflect.DeepEqual(*c, want) {
					t.Errorf("%s: claim %d: got %+v, %v; want %+v", name, i, c, err, want)
				}
			}
		}
	}
}

// What is damaged is said to be.
func TestUnpackDamaged(t *testing.T) {
	a, stored, _ := packedArticle("A text.", 2)
	packed, _, err := pack(a, stored)
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"cut": []byte(packed[:len(packed)-3]), "no frame": []byte("{}\n")} {
		if _, err := unpack(data); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: got %v, want ErrDamaged", name, err)
		}
	}
	u, err := unpack([]byte(packed))
	if err != nil {
		t.Fatal(err)
	}
	noticed := 0
	for i := range packed {
		flipped := []byte(packed)
		flipped[i] ^= 0x40
		switch got, err := unpack(flipped); { // some bits mean nothing
		case err != nil && !errors.Is(err, ErrDamaged), err == nil && string(got.lines) != string(u.lines):
			t.Errorf("byte %d flipped: got %q, %v, want ErrDamaged", i, got.lines, err)
		case err != nil:
			noticed++
		}
	}
	if noticed < len(packed)/2 {
		t.Errorf("of %d bytes flipped %d are noticed", len(packed), noticed)
	}
	if _, err := u.claim(7, a.Ref); !errors.Is(err, ErrDamaged) {
		t.Errorf("a claim that is not there: got %v, want ErrDamaged", err)
	}
}

// An index can be read by those alone who have its dictionary: a change of it is one of
// the schema, and of this table.
func TestDictionaryOfSchema(t *testing.T) {
	of := map[int]string{10: "ff4fbc76800031c7", 11: "ff4fbc76800031c7", 12: "ff4fbc76800031c7", 13: "7d79fb09d65d5794", 14: "7d79fb09d65d5794", 15: "7d79fb09d65d5794", 16: "7d79fb09d65d5794"}
	sum := sha256.Sum256(dictionary)
	if got := hex.EncodeToString(sum[:8]); of[schema] != got {
		t.Errorf("the dictionary of schema %d is %s, not %q: raise the schema and write it here", schema, got, of[schema])
	}
}
