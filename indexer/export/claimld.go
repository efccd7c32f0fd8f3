package export

import (
	"bufio"
	"time"

	"dateline/indexer"
	"dateline/scraper"
)

// A ldThing is somebody or something with a name.
type ldThing struct {
	Type string `json:"@type,omitempty"`
	Name string `json:"name"`
}

// A ldArticle is where a claim appears.
type ldArticle struct {
	Type      string    `json:"@type"`
	ID        string    `json:"@id"`
	URL       string    `json:"url"`
	Headline  string    `json:"headline"`
	Publisher ldThing   `json:"publisher"`
	Authors   []ldThing `json:"author,omitempty"`
	Published string    `json:"datePublished,omitempty"`
	Language  string    `json:"inLanguage,omitempty"`
	Version   int       `json:"version"`
	Digest    *ldValue  `json:"identifier,omitempty"`
	Captured  string    `json:"sdDatePublished,omitempty"` // when what is said here of it was taken
}

// A ldValue is a value of a property that schema.org has no name for.
type ldValue struct {
	Type     string `json:"@type"`
	Property string `json:"propertyID"`
	Value    string `json:"value"`
}

// A ldClaim is a claim as schema.org has it. What it says is nobody's finding: it is
// given no rating.
type ldClaim struct {
	Type       string      `json:"@type"`
	ID         string      `json:"@id"`
	Text       string      `json:"text"`
	Author     *ldThing    `json:"author,omitempty"`
	Published  string      `json:"datePublished,omitempty"`
	URL        string      `json:"url"`
	Coverage   []string    `json:"temporalCoverage,omitempty"`
	Appearance []ldArticle `json:"appearance"`
	First      *ldRef      `json:"firstAppearance,omitempty"`
}

// A ldRef points to something that stands in the same file.
type ldRef struct {
	ID string `json:"@id"`
}

func newClaimLD(out *bufio.Writer, _ Of, _ Meta) encoder {
	return &array{
		out: out, head: `{"@context":"https://schema.org","@graph":[`, foot: "\n]}\n",
		of: func(it *Item) any { return newLDClaim(it) },
	}
}

func newLDClaim(it *Item) ldClaim {
	v, a := it.Claim, it.article()
	article := ldArticle{
		Type: ldKind(a.Kind), ID: tagBase + string(Articles) + "/" + a.ID, URL: a.URL, Headline: a.Headline, Version: a.Revision,
		Publisher: ldThing{"Organization", a.Outlet}, Published: a.Published,
	}
	for _, name := range it.authors() {
		article.Authors = append(article.Authors, ldThing{Name: name})
	}
	if it.Capture != nil {
		article.Language, article.Captured = it.Capture.Language, it.captured().Format(time.RFC3339)
		article.Digest = &ldValue{"PropertyValue", "SHA-256 of headline and text", it.Capture.Digest}
	}
	c := ldClaim{
		Type: "Claim", ID: it.tag(), Text: v.Text, Published: a.Published, URL: it.address(), Appearance: []ldArticle{article},
	}
	if name := named(&v.ClaimRef); name != "" {
		c.Author = &ldThing{Name: name} // a person or an office: we do not say which
	}
	for i := range v.Entries {
		c.Coverage = append(c.Coverage, coverage(&v.Entries[i]))
	}
	if v.Cluster == v.ID { // of all that assert the same, it is the earliest that is held
		c.First = &ldRef{article.ID}
	}
	return c
}

// coverage returns the interval of an entry as ISO 8601 has it: both days are inside,
// and ".." is an end that is open.
func coverage(e *indexer.Entry) string {
	from, to := "..", ".."
	layout := time.DateOnly
	if e.Start.Clock || e.End.Clock {
		layout = time.RFC3339
	}
	if t := e.Start.Time; !t.IsZero() {
		from = t.UTC().Format(layout)
	}
	if t := e.End.Time; !t.IsZero() {
		if layout == time.DateOnly {
			t = t.Add(-time.Second)
		}
		to = t.UTC().Format(layout)
	}
	if from == to {
		return from
	}
	return from + "/" + to
}

// ldKind returns what schema.org calls an article of a kind.
func ldKind(kind string) string {
	switch scraper.Kind(kind) {
	case scraper.News, scraper.Interview:
		return "NewsArticle"
	case scraper.Analysis:
		return "AnalysisNewsArticle"
	case scraper.Opinion, scraper.Editorial:
		return "OpinionNewsArticle"
	case scraper.Review:
		return "ReviewNewsArticle"
	case scraper.LiveBlog:
		return "LiveBlogPosting"
	}
	return "Article"
}
