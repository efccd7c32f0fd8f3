package desk

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"strings"
	"time"
)

// A Feed is what a saved search has found, to be read by a feed reader.
type Feed struct {
	Search  Search
	Matches []Match // the newest first
	Self    string  // address of the feed
}

// FeedLength is how many matches a feed holds, at most.
const FeedLength = 100

// updated returns when the newest match was found, or the search was saved.
func (f *Feed) updated() time.Time {
	if len(f.Matches) > 0 {
		return f.Matches[0].Found.UTC()
	}
	return f.Search.Created.UTC()
}

func (f *Feed) title() string { return "Dateline: " + f.Search.Name }

func (f *Feed) id() string { return "urn:dateline:search:" + f.Search.ID }

// entryID names a match for good: an article is found once by one search.
func (f *Feed) entryID(m *Match) string {
	return "urn:dateline:match:" + f.Search.ID + ":" + m.Article.ID
}

// words tells of a match in plain text.
func words(m *Match) string {
	lines := []string{about(m)}
	for i := range m.First {
		lines = append(lines, said(&m.First[i]))
	}
	return strings.Join(lines, "\n")
}

// published returns the day of publication as RFC 3339; nothing if none is known.
func published(m *Match) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, m.Article.Published); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  atomAuthor  `xml:"author"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type atomAuthor struct {
	Name string `xml:"name"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
	Type string `xml:"type,attr,omitempty"`
}

type atomEntry struct {
	ID        string     `xml:"id"`
	Title     string     `xml:"title"`
	Updated   string     `xml:"updated"`
	Published string     `xml:"published,omitempty"`
	Author    atomAuthor `xml:"author"`
	Link      atomLink   `xml:"link"`
	Content   atomText   `xml:"content"`
}

type atomText struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

// Atom returns the feed as RFC 4287 has it.
func Atom(f Feed) ([]byte, error) {
	a := atomFeed{
		ID: f.id(), Title: f.title(), Updated: f.updated().Format(time.RFC3339), Author: atomAuthor{"Dateline"},
		Links: []atomLink{{Rel: "self", Href: f.Self, Type: "application/atom+xml"}},
	}
	for i := range f.Matches {
		m := &f.Matches[i]
		e := atomEntry{
			ID: f.entryID(m), Title: headline(m), Updated: m.Found.UTC().Format(time.RFC3339), Author: atomAuthor{source(m)},
			Link: atomLink{Rel: "alternate", Href: m.Article.URL}, Content: atomText{"text", words(m)},
		}
		if t, ok := published(m); ok {
			e.Published = t.Format(time.RFC3339)
		}
		a.Entries = append(a.Entries, e)
	}
	return document(a)
}

// source returns who published an article: Atom wants a name.
func source(m *Match) string {
	if s := oneLine([]byte(m.Article.Outlet)); s != "" {
		return s
	}
	return "unknown"
}

type rssFeed struct {
	XMLName xml.Name   `xml:"rss"`
	Version string     `xml:"version,attr"`
	Atom    string     `xml:"xmlns:atom,attr"`
	Channel rssChannel `xml:"channel"`
}

type rssChannel struct {
	Title       string    `xml:"title"`
	Link        string    `xml:"link"`
	Description string    `xml:"description"`
	Built       string    `xml:"lastBuildDate"`
	Self        atomLink  `xml:"atom:link"`
	Items       []rssItem `xml:"item"`
}

type rssItem struct {
	Title       string  `xml:"title"`
	Link        string  `xml:"link"`
	Description string  `xml:"description"`
	GUID        rssGUID `xml:"guid"`
	Found       string  `xml:"pubDate"`
}

type rssGUID struct {
	Link bool   `xml:"isPermaLink,attr"`
	ID   string `xml:",chardata"`
}

// RSS returns the feed as RSS 2.0. Readers sort by the date of an item: it is when the
// article was found.
func RSS(f Feed) ([]byte, error) {
	c := rssChannel{
		Title: f.title(), Link: f.Self, Description: "What the saved search “" + f.Search.Name + "” has found",
		Built: f.updated().Format(time.RFC1123Z), Self: atomLink{Rel: "self", Href: f.Self, Type: "application/rss+xml"},
	}
	for i := range f.Matches {
		m := &f.Matches[i]
		c.Items = append(c.Items, rssItem{
			Title: headline(m), Link: m.Article.URL, Description: asHTML(words(m)),
			GUID: rssGUID{ID: f.entryID(m)}, Found: m.Found.UTC().Format(time.RFC1123Z),
		})
	}
	return document(rssFeed{Version: "2.0", Atom: "http://www.w3.org/2005/Atom", Channel: c})
}

// asHTML returns plain text as the HTML that readers of RSS take a description for.
func asHTML(text string) string {
	return strings.ReplaceAll(strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text), "\n", "<br>\n")
}

func document(v any) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	enc := xml.NewEncoder(&b)
	enc.Indent("", "  ")
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("write feed: %w", err)
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

type jsonFeed struct {
	Version string     `json:"version"`
	Title   string     `json:"title"`
	URL     string     `json:"feed_url"`
	Items   []jsonItem `json:"items"`
}

type jsonItem struct {
	ID        string       `json:"id"`
	URL       string       `json:"url"`
	Title     string       `json:"title"`
	Text      string       `json:"content_text"`
	Published string       `json:"date_published,omitempty"`
	Modified  string       `json:"date_modified"`
	Authors   []jsonAuthor `json:"authors"`
}

type jsonAuthor struct {
	Name string `json:"name"`
}

// JSONFeed returns the feed as JSON Feed 1.1.
func JSONFeed(f Feed) ([]byte, error) {
	j := jsonFeed{Version: "https://jsonfeed.org/version/1.1", Title: f.title(), URL: f.Self, Items: []jsonItem{}}
	for i := range f.Matches {
		m := &f.Matches[i]
		item := jsonItem{
			ID: f.entryID(m), URL: m.Article.URL, Title: headline(m), Text: words(m),
			Modified: m.Found.UTC().Format(time.RFC3339), Authors: []jsonAuthor{{source(m)}},
		}
		if t, ok := published(m); ok {
			item.Published = t.Format(time.RFC3339)
		}
		j.Items = append(j.Items, item)
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(j); err != nil {
		return nil, fmt.Errorf("write feed: %w", err)
	}
	return b.Bytes(), nil
}
