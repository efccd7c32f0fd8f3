package opensearch

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"dateline/indexer"
	"dateline/indexer/columns"
	"dateline/indexer/lang"
	"dateline/indexer/timex"
	"dateline/scraper"
)

// A keptArticle is what the index keeps of an article: what its hits show, and what must go
// when it is replaced.
type keptArticle struct {
	Ref      indexer.ArticleRef `json:"ref"`
	Bylines  []string           `json:"bylines"`
	Captions []string           `json:"captions"`
	Filed    []indexer.PlaceRef `json:"filed"`
	Language string             `json:"language"`
	TextOf   string             `json:"text_of"` // as Reading.CopiesOf
	Text     string             `json:"text"`
	Claims   []string           `json:"claims"`  // ids of its documents among claims
	Entries  []string           `json:"entries"` // the same among entries
	Dated    int                `json:"dated"`   // how many of those are entries
}

// A document is one to be written.
type document struct {
	kind, id string
	fields   object
}

// A told is an article with all the documents that tell of it.
type told struct {
	article *keptArticle
	fields  object // of its own document, but for what is kept
	others  []document
	leftOut int // entries that no JSON can tell
}

// tell returns what is to be written of a reading.
func tell(r *indexer.Reading) (*told, error) {
	ref := r.ArticleRef()
	if ref.ID == "" {
		return nil, fmt.Errorf("article %s: it has no id", ref.URL)
	}
	t := &told{article: &keptArticle{
		Ref: ref, Bylines: lang.ValidAll(r.Revision.Bylines), Captions: lang.ValidAll(r.Revision.Captions),
		Filed: indexer.PlaceRefs(r.Filed), Language: lang.Valid(r.Revision.Language), TextOf: r.CopiesOf, Text: lang.Valid(r.Revision.Text),
		Claims: []string{}, Entries: []string{},
	}}
	in := lang.Of(t.article.Language)
	own := ofArticle(r, ref, in)
	all := newClaimFields()
	for _, p := range t.article.Filed {
		all.place(p.Name)
	}
	nth := map[string]int{} // of the claims of a cluster
	for _, c := range r.ClaimViews() {
		before := len(c.Entries)
		c.Entries = slices.DeleteFunc(slices.Clone(c.Entries), indexer.Entry.Untellable)
		t.leftOut += before - len(c.Entries)
		all.add(&c)
		t.claim(in, own, &c, nth[c.Cluster])
		nth[c.Cluster]++
	}
	t.fields = joined(own, all.fields())
	t.fields["id"] = ref.ID
	t.fields["outlet_words"] = columns.Fold(ref.Outlet)
	if r.CopiesOf != "" {
		t.fields["fold"] = r.CopiesOf
	}
	t.fields[fieldIn(in, headlineField)] = wordsOf(in, lang.Valid(ref.Headline))
	t.fields[fieldIn(in, textField)] = wordsOf(in, t.article.Text)
	t.fields[fieldIn(in, bylinesField)] = allWordsOf(in, t.article.Bylines)
	t.fields[fieldIn(in, captionsField)] = allWordsOf(in, t.article.Captions)
	t.fields[fieldIn(in, formsField)] = formsOf(in, lang.Valid(ref.Headline), lang.Lead(t.article.Text))
	return t, nil
}

// document returns the article's own, with ids of documents that go with it.
func (t *told) document(claims, entries []string) object {
	kept := *t.article
	kept.Claims, kept.Entries = claims, entries
	return joined(t.fields, object{"stored": &kept})
}

// ofArticle returns the fields of an article that all its documents have.
func ofArticle(r *indexer.Reading, ref indexer.ArticleRef, in *lang.Language) object {
	rev := &r.Revision
	f := object{
		"article": ref.ID, "kind": ref.Kind, "code": in.Code, "nodate": 1, "seen": rev.Fetched.Unix(), "changed": ref.Revision > 1,
		"text_of": ref.ID,
	}
	if r.CopiesOf != "" {
		f["text_of"] = r.CopiesOf
	}
	put(f, "outlet", columns.Clip(ref.Outlet))
	put(f, "outlet_is", columns.Fold(ref.Outlet))
	put(f, "host", columns.Fold(scraper.HostOf(ref.URL)))
	put(f, "section", columns.Clip(rev.Section))
	put(f, "section_is", columns.Fold(rev.Section))
	put(f, "lang", columns.Clip(strings.ToLower(rev.Language)))
	putAll(f, "author", columns.Clip, rev.Bylines)
	putAll(f, "author_is", columns.Fold, rev.Bylines)
	putAll(f, "cites", columns.FoldHost, r.CitedHosts())
	if pub := columns.Published(ref); pub != columns.UnknownDay {
		f["pub"], f["nodate"] = pub, 0
		if !rev.Fetched.IsZero() {
			pub = min(pub, rev.Fetched.Unix())
		}
		f["day"] = int64(math.Floor(float64(pub) / (24 * 60 * 60)))
	}
	return f
}

// claim adds the documents of a claim, which is so many behind the first of its cluster.
func (t *told) claim(in *lang.Language, own object, c *indexer.ClaimView, nth int) {
	one := newClaimFields()
	one.add(c)
	fields := joined(own, one.fields())
	prose := lang.About(c.ClaimRef, c.Sentence, c.Article)
	fields[fieldIn(in, aboutField)] = allWordsOf(in, prose)
	fields[fieldIn(in, formsField)] = formsOf(in, prose[0]) // the sentence: the headline is the same for all

	var offsets [2]int
	if c.Offsets.Claim != nil {
		offsets = *c.Offsets.Claim
	}
	d := joined(fields, object{"id": c.ID, "offset": offsets[0], "offset_end": offsets[1], "stored": c, "speaker_words": columns.Fold(c.Speaker.Name)})
	put(d, "cluster", c.Cluster)
	if t.article.TextOf != "" && c.Cluster != "" {
		d["fold"] = t.article.TextOf + " " + c.Cluster + " " + strconv.Itoa(nth)
	}
	t.others = append(t.others, document{claimsKind, c.ID, d})
	t.article.Claims = append(t.article.Claims, c.ID)

	if len(c.Entries) == 0 {
		t.others = append(t.others, document{entriesKind, c.ID, joined(fields, object{"row": "undated", "id": c.ID})})
		t.article.Entries = append(t.article.Entries, c.ID)
	}
	for i := range c.Entries {
		e := &c.Entries[i]
		d := joined(fields, ofEntry(e))
		for _, g := range timex.Grains { // those of its other entries are not its own
			if g != e.Grain {
				delete(d, whenField(g))
			}
		}
		if c.Origins > 1 || c.Conflict {
			put(d, "lane", c.Cluster)
		}
		t.others = append(t.others, document{entriesKind, e.ID, d})
		t.article.Entries = append(t.article.Entries, e.ID)
		t.article.Dated++
	}
}

// ofEntry returns the fields of an entry alone.
func ofEntry(e *indexer.Entry) object {
	x := columns.ExtentOf(e)
	start, end := x.Ends()
	at, width := x.Place()
	f := object{
		"row": "entry", "id": e.ID, "stored": e, "grain": []string{string(e.Grain)}, "at": at, "width": width,
		"open": x.Open(), "in_year": x.InYear(), "extent": fmt.Sprintf("%d/%d/%s", start, end, e.Grain),
		whenField(e.Grain): []object{during(x)}, "undated": false,
	}
	if start != columns.SinceEver {
		f["start"], f["starts"] = start, time.Unix(start, 0).UTC().Format("2006-01-02T15:04:05Z")
	}
	if end != columns.ForEver {
		f["end"] = end
	}
	if units := x.Units(); len(units) > 0 {
		f["units"] = units
	}
	return f
}

// during returns an extent as a range; an end that is open is none.
func during(x columns.Extent) object {
	r := object{}
	start, end := x.Ends()
	if start != columns.SinceEver {
		r["gte"] = start
		if end != columns.ForEver {
			end = max(end, start+1)
		}
	}
	if end != columns.ForEver {
		r["lt"] = end
	}
	return r
}

// claimFields gather what some claims have.
type claimFields struct {
	speakers, folded, media, places, placesIs, grains []string
	when                                              map[timex.Grain][]object
	origins, sure                                     int
	conflict, undated                                 bool
}

func newClaimFields() *claimFields { return &claimFields{when: map[timex.Grain][]object{}, sure: -1} }

func (f *claimFields) add(c *indexer.ClaimView) {
	if name := columns.Clip(c.Speaker.Name); name != "" {
		f.speakers = once(f.speakers, name)
		f.folded = once(f.folded, columns.Fold(name))
		f.sure = max(f.sure, int(math.Round(10_000*min(max(c.Confidence, 0), 1))))
	}
	if c.Medium != "" {
		f.media = once(f.media, columns.Clip(c.Medium))
	}
	for _, p := range c.Places {
		f.place(p.Name)
	}
	f.origins = max(f.origins, c.Origins)
	f.conflict = f.conflict || c.Conflict
	f.undated = f.undated || len(c.Entries) == 0
	for i := range c.Entries {
		e := &c.Entries[i]
		f.grains = once(f.grains, string(e.Grain))
		f.when[e.Grain] = append(f.when[e.Grain], during(columns.ExtentOf(e)))
	}
}

func (f *claimFields) place(name string) {
	if name = columns.Clip(name); name != "" {
		f.places, f.placesIs = once(f.places, name), once(f.placesIs, columns.FoldPlace(name))
	}
}

func (f *claimFields) fields() object {
	out := object{
		"speaker": f.speakers, "speaker_is": f.folded, "medium": f.media, "place": f.places, "place_is": f.placesIs,
		"grain": f.grains, "origins": f.origins, "undated": f.undated,
	}
	if f.origins > 1 {
		out["many"] = "2"
	}
	if f.conflict {
		out["clash"] = "yes"
	}
	if f.sure >= 0 {
		out["sure"] = f.sure
	}
	for g, list := range f.when {
		out[whenField(g)] = list
	}
	return out
}

// once returns a list with a value, which it has once.
func once(list []string, v string) []string {
	if slices.Contains(list, v) {
		return list
	}
	return append(list, v)
}

// joined returns the fields of several objects; those of the last count.
func joined(some ...object) object {
	all := object{}
	for _, o := range some {
		for name, v := range o {
			all[name] = v
		}
	}
	return all
}

// put sets a field that has a value.
func put(f object, name, value string) {
	if value != "" {
		f[name] = value
	}
}

func putAll(f object, name string, as func(string) string, values []string) {
	var list []string
	for _, v := range values {
		if v = as(v); v != "" {
			list = once(list, v)
		}
	}
	if list != nil {
		f[name] = list
	}
}

// wordsOf returns the words of a text as they are indexed: stems, each in its place.
func wordsOf(in *lang.Language, s string) string {
	var b strings.Builder
	at := 0
	for _, t := range in.Prose.Analyze([]byte(s)) {
		for at++; at < t.Position; at++ {
			b.WriteString(gap + " ")
		}
		at = t.Position
		b.WriteString(term(string(t.Term)))
		b.WriteByte(' ')
	}
	return b.String()
}

func allWordsOf(in *lang.Language, list []string) []string {
	all := make([]string, 0, len(list))
	for _, s := range list {
		all = append(all, wordsOf(in, s))
	}
	return all
}

// formsOf returns the words of some texts that are not their own stems, as they stand.
func formsOf(in *lang.Language, texts ...string) []string {
	if in.Forms == nil {
		return nil
	}
	var list []string
	for _, s := range texts {
		for _, t := range in.Forms.Analyze([]byte(s)) {
			list = once(list, term(string(t.Term)))
		}
	}
	return list
}

// term returns a word as the cluster takes it for one: a blank in it would part it.
func term(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r <= ' ' || r == '\u2028' || r == '\u2029' || r == '\u1680' || r == '\u205f' || r == '\u3000' || '\u2000' <= r && r <= '\u200a':
			return '_'
		case string(r) == gap:
			return -1
		}
		return r
	}, s)
}

// decode reads what is kept of a document.
func decode[T any](stored json.RawMessage) (*T, error) {
	into := new(T)
	if err := json.Unmarshal(stored, into); err != nil {
		return nil, fmt.Errorf("read what the index keeps: %w", err)
	}
	return into, nil
}
