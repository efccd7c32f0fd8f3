package bleve

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"dateline/indexer"
	"dateline/indexer/columns"
	"dateline/scraper"
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

// citedHosts returns the hosts that an article cites, each once, without its own.
func citedHosts(rev *scraper.Revision) []string {
	var list []string
	own := scraper.HostOf(rev.URL)
	for _, c := range rev.Citations {
		if h := scraper.HostOf(c.URL); h != "" && h != own && !slices.Contains(list, h) && len(list) < maxCited {
			list = append(list, h)
		}
	}
	return list
}

// maxCited bounds how many hosts of one article can be asked for.
const maxCited = 200

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
		Bylines:  validAll(r.Revision.Bylines),
		Captions: validAll(r.Revision.Captions),
		Section:  valid(r.Revision.Section),
		Language: valid(r.Revision.Language),
		Cites:    citedHosts(&r.Revision),
		Filed:    indexer.PlaceRefs(r.Filed),
		CopiesOf: r.CopiesOf,
		Seen:     r.Revision.Fetched.UTC(),
		text:     valid(r.Revision.Text),
		First:    first,
	}
	into := a.columns(ordinal)
	if a.Ref.ID == "" {
		return nil, nil, into, fmt.Errorf("article %s: it has no id", a.Ref.URL)
	}
	in := languageOf(a.Language)
	docs := make([]document, 1, 64)
	var claims []storedClaim
	for _, claim := range r.ClaimViews() {
		told := len(claim.Entries)
		claim.Entries = slices.DeleteFunc(slices.Clone(claim.Entries), unwritable)
		a.leftOut += told - len(claim.Entries)
		a.Entries += len(claim.Entries)
		prose := about(claim.ClaimRef, claim.Sentence, claim.Article)
		for _, s := range prose {
			a.About += countWords(s)
		}
		n := first + uint32(a.Claims) //nolint:gosec // an article has fewer
		a.Claims++
		claims = append(claims, storeClaim(claim))
		docs = append(docs, document{id: documentID(claimLetter, n), fields: in.mark(map[string]any{
			keyField: claimPrefix + claim.ID, in.field(aboutField): prose,
			in.field(formsField): prose[0], // the sentence: the headline is the same for all
		})})
		into.Claims = append(into.Claims, columns.Claim{Ordinal: n, View: claim})
	}
	stored, size, err := pack(a, claims)
	docs[0] = document{id: documentID(articleLetter, ordinal), size: size, fields: in.mark(map[string]any{
		keyField: articlePrefix + a.Ref.ID, storedField: stored,
		in.field(headlineField): valid(a.Ref.Headline), in.field(textField): a.text,
		in.field(bylinesField): a.Bylines, in.field(captionsField): a.Captions,
		in.field(formsField): []string{valid(a.Ref.Headline), cut(a.text, indexer.LeadRunes)},
	})}
	return a, docs, into, err
}

// mark puts the language into a document that is not in English.
func (l *language) mark(fields map[string]any) map[string]any {
	if l.code != english {
		fields[languageField] = l.code
	}
	return fields
}

// unwritable reports an entry whose date JSON cannot carry: a year of five digits.
func unwritable(e indexer.Entry) bool {
	for _, m := range []indexer.Moment{e.Start, e.End} {
		if year := m.Time.UTC().Year(); !m.Time.IsZero() && (year < 0 || year > 9999) {
			return true
		}
	}
	return false
}

// about returns the prose by which a claim is found: its words, its sentence,
// who said it, and the headline above it. Each is a value of its own, so that
// no phrase runs from one into the next.
func about(c indexer.ClaimRef, sentence string, ref indexer.ArticleRef) []string {
	parts := []string{valid(sentence)}
	if words := valid(c.Text); !strings.Contains(parts[0], words) { // a cue interrupts them
		parts = append(parts, words)
	}
	parts = append(parts, valid(c.Speaker.Name))
	if c.Speaker.Surface != c.Speaker.Name {
		parts = append(parts, valid(c.Speaker.Surface))
	}
	return append(parts, valid(ref.Headline))
}

// valid returns s with the replacement character for every byte that is no
// text, as JSON carries it, so that places in both agree.
func valid(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return string([]rune(s))
}

func validAll(list []string) []string {
	all := make([]string, len(list))
	for i, s := range list {
		all[i] = valid(s)
	}
	return all
}
