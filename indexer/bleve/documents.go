package bleve

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"dateline/indexer"
	"dateline/indexer/columns"
	"dateline/indexer/lang"
)

// What a document is of, as its key begins.
const (
	articlePrefix = "a/"
	claimPrefix   = "c/"
)

// A document is known to Bleve by a letter and its ordinal, which tell the columns of
// it without a look into the index. Ordinals rise, and none is given twice.
const (
	articleLetter = 'a'
	claimLetter   = 'c'
)

func documentID(letter byte, ordinal uint32) string { return fmt.Sprintf("%c%08x", letter, ordinal) }

// readID returns what documentID made an id of.
func readID(id []byte) (letter byte, ordinal uint32, err error) {
	if len(id) != 9 || id[0] != articleLetter && id[0] != claimLetter {
		return 0, 0, fmt.Errorf("document %q is not one of ours", id)
	}
	n, err := strconv.ParseUint(string(id[1:]), 16, 32)
	return id[0], uint32(n), err //nolint:gosec // 32 bits were asked for
}

// An article is what the index keeps of one: what its hits show, and what must
// go when it is replaced.
type article struct {
	Ref      indexer.ArticleRef `json:"ref"`
	Bylines  []string           `json:"bylines"`
	Captions []string           `json:"captions"`
	Section  string             `json:"section"`
	Language string             `json:"language"`
	Cites    []string           `json:"cites"`     // hosts
	Filed    []indexer.PlaceRef `json:"filed"`     // as a Hit tells them
	CopiesOf string             `json:"copies_of"` // as Reading.CopiesOf
	Seen     time.Time          `json:"seen"`      // when the revision was first seen
	First    uint32             `json:"first"`     // ordinal of its first claim; the others follow
	Claims   int                `json:"claims"`    // how many it has
	Entries  int                `json:"entries"`   // how many its claims have
	About    int                `json:"about"`     // words that its claims are found by, roughly
	text     string             // kept beside, as it is
	leftOut  int                // entries that cannot be written, see unwritable
}

// columns returns what the columns hold of the article itself.
func (a *article) columns(ordinal uint32) columns.Article {
	filed := make([]string, len(a.Filed))
	for i, p := range a.Filed {
		filed[i] = p.Name
	}
	return columns.Article{
		Ordinal: ordinal, Filed: filed, Ref: a.Ref, Section: a.Section, Language: a.Language, Authors: a.Bylines, Cites: a.Cites, CopiesOf: a.CopiesOf, Seen: a.Seen,
	}
}

// A document is a thing to be indexed.
type document struct {
	id     string
	fields map[string]any
	size   int // bytes of what is kept of it
}

// documents returns the article of r with all that it is searched by: its own document
// is the first. The ordinals are those of the article and of its first claim.
func documents(r *indexer.Reading, ordinal, first uint32) (*article, []document, columns.Article, error) {
	a := &article{
		Ref:      r.ArticleRef(),
		Bylines:  lang.ValidAll(r.Revision.Bylines),
		Captions: lang.ValidAll(r.Revision.Captions),
		Section:  lang.Valid(r.Revision.Section),
		Language: lang.Valid(r.Revision.Language),
		Cites:    r.CitedHosts(),
		Filed:    indexer.PlaceRefs(r.Filed),
		CopiesOf: r.CopiesOf,
		Seen:     r.Revision.Fetched.UTC(),
		text:     lang.Valid(r.Revision.Text),
		First:    first,
	}
	into := a.columns(ordinal)
	if a.Ref.ID == "" {
		return nil, nil, into, fmt.Errorf("article %s: it has no id", a.Ref.URL)
	}
	in := lang.Of(a.Language)
	docs := make([]document, 1, 64)
	var claims []storedClaim
	for _, claim := range r.ClaimViews() {
		told := len(claim.Entries)
		claim.Entries = slices.DeleteFunc(slices.Clone(claim.Entries), indexer.Entry.Untellable)
		a.leftOut += told - len(claim.Entries)
		a.Entries += len(claim.Entries)
		prose := lang.About(claim.ClaimRef, claim.Sentence, claim.Article)
		for _, s := range prose {
			a.About += countWords(s)
		}
		n := first + uint32(a.Claims) //nolint:gosec // an article has fewer
		a.Claims++
		claims = append(claims, storeClaim(claim))
		docs = append(docs, document{id: documentID(claimLetter, n), fields: mark(in, map[string]any{
			keyField: claimPrefix + claim.ID, in.Field(aboutField): prose,
			in.Field(formsField): prose[0], // the sentence: the headline is the same for all
		})})
		into.Claims = append(into.Claims, columns.Claim{Ordinal: n, View: claim})
	}
	stored, size, err := pack(a, claims)
	docs[0] = document{id: documentID(articleLetter, ordinal), size: size, fields: mark(in, map[string]any{
		keyField: articlePrefix + a.Ref.ID, storedField: stored,
		in.Field(headlineField): lang.Valid(a.Ref.Headline), in.Field(textField): a.text,
		in.Field(bylinesField): a.Bylines, in.Field(captionsField): a.Captions,
		in.Field(formsField): []string{lang.Valid(a.Ref.Headline), lang.Lead(a.text)},
	})}
	return a, docs, into, err
}

// mark puts the language into a document that is not in English.
func mark(l *lang.Language, fields map[string]any) map[string]any {
	if l.Code != lang.English {
		fields[languageField] = l.Code
	}
	return fields
}
