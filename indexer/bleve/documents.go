package bleve

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"dateline/indexer"
	"dateline/scraper"
)

// Ids of documents: what they hold, and its own id.
const (
	articlePrefix = "a/"
	claimPrefix   = "c/"
	entryPrefix   = "e/"
)

// maxValueRunes bounds a value of a filter or facet: the web names outlets and
// speakers, and some of it is hostile.
const maxValueRunes = 300

// An article is what the index keeps of one: what its hits show, and what must
// go when it is replaced.
type article struct {
	Ref      indexer.ArticleRef `json:"ref"`
	Bylines  []string           `json:"bylines"`
	Captions []string           `json:"captions"`
	Text     string             `json:"text"`
	Claims   []string           `json:"claims"`  // ids of its claims
	Entries  []string           `json:"entries"` // ids of its entries
	About    int                `json:"about"`   // words that its claims are found by, roughly
	leftOut  int                // entries that cannot be written, see unwritable
}

// ids returns the documents that hold the article.
func (a *article) ids() []string {
	ids := []string{articlePrefix + a.Ref.ID}
	for _, id := range a.Claims {
		ids = append(ids, claimPrefix+id)
	}
	for _, id := range a.Entries {
		ids = append(ids, entryPrefix+id)
	}
	return ids
}

// A document is a thing to be indexed.
type document struct {
	id     string
	fields map[string]any
}

// documents returns the article of r with all that it is searched by.
func documents(r *indexer.Reading) (*article, []document, error) {
	a := &article{
		Ref:      r.ArticleRef(),
		Bylines:  validAll(r.Revision.Bylines),
		Captions: validAll(r.Revision.Captions),
		Text:     valid(r.Revision.Text),
		Claims:   []string{},
		Entries:  []string{},
	}
	if a.Ref.ID == "" {
		return nil, nil, fmt.Errorf("article %s: it has no id", a.Ref.URL)
	}
	docs := make([]document, 1, 64) // the first is the article's own
	var names, grains, extents []string
	var refs []indexer.ClaimRef
	for _, claim := range r.ClaimViews() {
		told := len(claim.Entries)
		claim.Entries = slices.DeleteFunc(slices.Clone(claim.Entries), unwritable)
		a.leftOut += told - len(claim.Entries)
		a.Claims = append(a.Claims, claim.ID)
		names = append(names, claim.Speaker.Name)
		refs = append(refs, claim.ClaimRef)
		for _, s := range about(claim.ClaimRef, claim.Sentence, claim.Article) {
			a.About += countWords(s)
		}
		for _, e := range claim.Entries {
			a.Entries = append(a.Entries, e.ID)
			grains = append(grains, string(e.Grain))
			extents = append(extents, extent(e.Start.Time, e.End.Time, e.Grain))
			doc, err := entryDocument(e)
			if err != nil {
				return nil, nil, err
			}
			docs = append(docs, doc)
		}
		doc, err := claimDocument(claim)
		if err != nil {
			return nil, nil, err
		}
		docs = append(docs, doc)
	}
	fields := articleFields(a.Ref)
	fields[typeField] = articleType
	fields[newestField] = newest(a.Ref)
	fields[headlineField] = valid(a.Ref.Headline)
	fields[textField] = a.Text
	fields[bylinesField] = a.Bylines
	fields[captionsField] = a.Captions
	addSpeakers(fields, names...)
	addFacts(fields, refs...)
	fields[grainField] = distinct(grains)
	fields[extentField] = distinct(extents)
	doc, err := makeDocument(articlePrefix+a.Ref.ID, fields, a)
	docs[0] = doc
	return a, docs, err
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

func entryDocument(e indexer.Entry) (document, error) {
	complete(&e)
	fields := articleFields(e.Article)
	fields[typeField] = entryType
	fields[aboutField] = about(e.Claim, e.Sentence, e.Article)
	addSpeakers(fields, e.Claim.Speaker.Name)
	addFacts(fields, e.Claim)
	fields[grainField] = string(e.Grain)
	fields[extentField] = extent(e.Start.Time, e.End.Time, e.Grain)
	fields[orderField] = order(e)
	fields[bucketField] = bucketKey(e)
	return makeDocument(entryPrefix+e.ID, fields, e)
}

func claimDocument(c indexer.ClaimView) (document, error) {
	fields := articleFields(c.Article)
	fields[typeField] = claimType
	if len(c.Entries) == 0 {
		c.Entries = []indexer.Entry{}
		fields[typeField] = []string{claimType, undatedType}
	}
	fields[newestField] = newestClaim(c)
	fields[aboutField] = about(c.ClaimRef, c.Sentence, c.Article)
	addSpeakers(fields, c.Speaker.Name)
	addFacts(fields, c.ClaimRef)
	var grains, extents []string
	for _, e := range c.Entries {
		grains = append(grains, string(e.Grain))
		extents = append(extents, extent(e.Start.Time, e.End.Time, e.Grain))
	}
	fields[grainField], fields[extentField] = distinct(grains), distinct(extents)
	return makeDocument(claimPrefix+c.ID, fields, c)
}

func makeDocument(id string, fields map[string]any, from any) (document, error) {
	stored, err := json.Marshal(from)
	if err != nil {
		return document{}, fmt.Errorf("document %s: %w", id, err)
	}
	fields[storedField] = string(stored)
	return document{id, fields}, nil
}

// articleFields returns the fields by which anything of an article is filtered.
func articleFields(ref indexer.ArticleRef) map[string]any {
	fields := map[string]any{kindField: ref.Kind}
	if outlet := clip(ref.Outlet); outlet != "" {
		fields[outletField] = outlet
	}
	names := []string{fold(ref.Outlet)}
	if u, err := url.Parse(ref.URL); err == nil {
		names = append(names, fold(scraper.Host(u)))
	}
	fields[outletsField] = distinct(names)
	if t, ok := published(ref); ok {
		fields[pubField] = float64(t.Unix())
	}
	return fields
}

func addSpeakers(fields map[string]any, names ...string) {
	var shown, folded []string
	for _, name := range names {
		shown = append(shown, clip(name))
		folded = append(folded, fold(name))
	}
	fields[speakerField] = distinct(shown)
	fields[speakersField] = distinct(folded)
}

// yes is what is indexed of what is so.
const yes = "yes"

// addFacts adds in what claims were made, and what their clusters are: of several
// claims the most origins, and a conflict if one has it.
func addFacts(fields map[string]any, claims ...indexer.ClaimRef) {
	var media []string
	origins, conflict := 0, false
	for _, c := range claims {
		media = append(media, clip(c.Medium))
		origins, conflict = max(origins, c.Origins), conflict || c.Conflict
	}
	fields[mediumField] = distinct(media)
	fields[originsField] = float64(origins)
	if origins > 1 {
		fields[manyField] = "2"
	}
	if conflict {
		fields[conflictField] = yes
	}
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

// clip returns s as facets show it.
func clip(s string) string {
	s = strings.Join(strings.Fields(valid(s)), " ")
	if utf8.RuneCountInString(s) <= maxValueRunes {
		return s
	}
	return string([]rune(s)[:maxValueRunes])
}

// fold returns s as filters compare it.
func fold(s string) string { return clip(strings.ToLower(s)) }

// distinct returns the values once each, without empty ones.
func distinct(values []string) []string {
	slices.Sort(values)
	return slices.DeleteFunc(slices.Compact(values), func(s string) bool { return s == "" })
}
