package export

import (
	"cmp"
	"strings"
	"time"
	"unicode"

	"dateline/indexer"
	"dateline/indexer/claim"
)

// of returns what the item holds, or "" for nothing.
func (it *Item) of() Of {
	switch {
	case it.Entry != nil:
		return Entries
	case it.Claim != nil:
		return Claims
	case it.Article != nil:
		return Articles
	}
	return ""
}

// id returns that of the entry, claim or article.
func (it *Item) id() string {
	switch {
	case it.Entry != nil:
		return it.Entry.ID
	case it.Claim != nil:
		return it.Claim.ID
	}
	return it.Article.Article.ID
}

// Ref returns the article that the item stands in, or is.
func (it *Item) Ref() indexer.ArticleRef { return *it.article() }

// article returns the article that the item stands in, or is.
func (it *Item) article() *indexer.ArticleRef {
	switch {
	case it.Entry != nil:
		return &it.Entry.Article
	case it.Claim != nil:
		return &it.Claim.Article
	}
	return &it.Article.Article
}

// claim returns the claim of an entry, or the claim itself, with its sentence; nil for an
// article.
func (it *Item) claim() (c *indexer.ClaimRef, sentence string) {
	switch {
	case it.Entry != nil:
		return &it.Entry.Claim, it.Entry.Sentence
	case it.Claim != nil:
		return &it.Claim.ClaimRef, it.Claim.Sentence
	}
	return nil, ""
}

// address returns where the item can be read: of a claim, at its sentence.
func (it *Item) address() string {
	_, sentence := it.claim()
	return indexer.AtSentence(it.article().URL, sentence)
}

// title returns the headline of the article, or its address if it has none.
func (it *Item) title() string {
	return cmp.Or(oneLine(it.article().Headline), it.article().URL)
}

// authors returns who wrote the article, as far as it is known.
func (it *Item) authors() []string {
	switch {
	case it.Article != nil && len(it.Article.Bylines) > 0:
		return it.Article.Bylines
	case it.Capture != nil:
		return it.Capture.Bylines
	}
	return nil
}

// captured returns when the revision was first seen; zero if that is not known.
func (it *Item) captured() time.Time {
	if it.Capture == nil {
		return time.Time{}
	}
	return it.Capture.Fetched.UTC()
}

// published returns when the article was published: of a day, its first moment; zero
// if that is not known. What day it was is the outlet's own.
func published(a *indexer.ArticleRef) time.Time {
	if t, err := time.Parse(time.DateOnly, a.Published); err == nil {
		return t
	}
	t, err := time.Parse(time.RFC3339, a.Published)
	if err != nil {
		return time.Time{}
	}
	return t
}

// SpeakerOf says whose claim it is, in words: "Mara Voss", "probably Mara Voss".
func SpeakerOf(c indexer.ClaimRef) string {
	switch {
	case c.Kind == claim.Author && c.Speaker.Name != "":
		return c.Speaker.Name + " (author)"
	case c.Kind == claim.Author:
		return "the author"
	case c.Confidence < claim.Probable || c.Speaker.Name == "":
		return "speaker unclear"
	case c.Confidence < claim.Plain:
		return "probably " + c.Speaker.Name
	}
	return c.Speaker.Name
}

// Quoted returns the words of a claim, in quotation marks if they are the speaker's own.
func Quoted(c indexer.ClaimRef) string {
	if c.Kind == claim.Direct {
		return "“" + c.Text + "”"
	}
	return c.Text
}

// named returns the name of whom a claim is from; empty if that is unclear.
func named(c *indexer.ClaimRef) string {
	if c.Confidence < claim.Probable {
		return ""
	}
	return c.Speaker.Name
}

// source says where a claim stands, in words: "Mara Voss, The Heron, 2024-05-12".
func source(c *indexer.ClaimRef, a *indexer.ArticleRef) string {
	parts := []string{SpeakerOf(*c), a.Outlet}
	if t := published(a); !t.IsZero() {
		parts = append(parts, t.Format("2 January 2006"))
	}
	return strings.Join(parts, ", ")
}

// oneLine returns s on one line, without what is no text.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, "\uFFFD"), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " ")
}

// cut returns s in at most n code points, ending in "…" behind a whole word if
// something is left out.
func cut(s string, n int) string {
	text := []rune(s)
	if len(text) <= n {
		return s
	}
	short := string(text[:n-1])
	if i := strings.LastIndexByte(short, ' '); i > 0 {
		short = short[:i]
	}
	return strings.TrimRight(short, " ") + "…"
}

// title says what a file holds, in words: "Timeline: bridge -ferry".
func (m *Meta) title(of Of) string {
	what := map[Of]string{Entries: "Timeline", Claims: "Claims", Articles: "Articles"}[of]
	if m.Query.Text != "" {
		return what + ": " + m.Query.Text
	}
	return what
}

// asked returns the query without what only says how much is wanted, and what is
// counted beside it, as addresses spell it.
func (m *Meta) asked() string {
	q := m.Query
	q.Limit, q.Cursor, q.Facets, q.Buckets, q.Lanes = 0, "", nil, 0, ""
	return q.Values().Encode()
}
