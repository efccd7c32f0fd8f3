package export

import (
	"bufio"
	"encoding/xml"
	"io"
	"strconv"
	"strings"
	"time"
)

// tagBase begins the ids that files give to entries, claims and articles (RFC 4151). They
// are made of the address of the article, so they are the same wherever it is held.
const tagBase = "tag:dateline,2026:"

// tag returns the id of an item in the web of ids.
func (it *Item) tag() string { return tagBase + string(it.of()) + "/" + it.id() }

// newXML returns an encoder that leaves it to out when something is written: one that knew
// out as a buffer would empty it behind every element.
func newXML(out *bufio.Writer) *xml.Encoder { return xml.NewEncoder(struct{ io.Writer }{out}) }

// An atom is an export as an Atom feed (RFC 4287).
type atom struct {
	out  *bufio.Writer
	xml  *xml.Encoder
	of   Of
	meta Meta
}

func newAtom(out *bufio.Writer, of Of, meta Meta) encoder {
	return &atom{out: out, xml: newXML(out), of: of, meta: meta}
}

type atomLink struct {
	XMLName xml.Name `xml:"link"`
	Rel     string   `xml:"rel,attr"`
	Href    string   `xml:"href,attr"`
	Type    string   `xml:"type,attr,omitempty"`
}

type atomPerson struct {
	Name string `xml:"name"`
}

type atomText struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

type atomCategory struct {
	Term string `xml:"term,attr"`
}

type atomEntry struct {
	XMLName   xml.Name       `xml:"entry"`
	ID        string         `xml:"id"`
	Title     atomText       `xml:"title"`
	Updated   string         `xml:"updated"`
	Published string         `xml:"published,omitempty"`
	Authors   []atomPerson   `xml:"author"`
	Category  []atomCategory `xml:"category"`
	Link      atomLink       `xml:"link"`
	Content   atomText       `xml:"content"`
}

func (a *atom) begin() error {
	if _, err := a.out.WriteString(xml.Header + `<feed xmlns="http://www.w3.org/2005/Atom">` + "\n"); err != nil {
		return err
	}
	head := []any{
		element{"id", tagBase + string(a.of) + "?" + a.meta.asked()},
		element{"title", a.meta.title(a.of)},
		element{"subtitle", plural(a.meta.Total, a.of) + ". Dateline reports who claims what; it never says that a claim is true."},
		element{"updated", a.meta.Made.UTC().Format(time.RFC3339)},
		element{"generator", "Dateline"},
	}
	if a.meta.Self != "" {
		head = append(head, atomLink{Rel: "self", Href: a.meta.Self, Type: "application/atom+xml"})
	}
	for _, e := range head {
		if err := a.write(e); err != nil {
			return err
		}
	}
	return nil
}

// An element is one that holds text alone.
type element struct{ name, text string }

// MarshalXML implements xml.Marshaler.
func (e element) MarshalXML(enc *xml.Encoder, _ xml.StartElement) error {
	return enc.EncodeElement(e.text, xml.StartElement{Name: xml.Name{Local: e.name}})
}

// write writes an element on a line of its own.
func (a *atom) write(v any) error {
	if err := a.xml.Encode(v); err != nil {
		return err
	}
	return a.out.WriteByte('\n')
}

func (a *atom) item(it *Item) error {
	about := it.article()
	e := atomEntry{ID: it.tag(), Title: atomText{"text", it.title()}, Link: atomLink{Rel: "alternate", Href: it.address()}}
	// Of what is known neither publication nor capture, this is the first that is heard.
	when, updated := published(about), a.meta.Made
	if captured := it.captured(); !captured.IsZero() {
		updated = captured
	}
	if !when.IsZero() {
		updated, e.Published = when, when.Format(time.RFC3339)
	}
	e.Updated = updated.Format(time.RFC3339)
	for _, name := range it.authors() {
		e.Authors = append(e.Authors, atomPerson{name})
	}
	if len(e.Authors) == 0 {
		e.Authors = []atomPerson{{about.Outlet}} // an entry has an author, and the feed has none
	}
	e.Category = []atomCategory{{about.Kind}}
	e.Content = atomText{"text", strings.Join([]string{about.Outlet, about.Kind, orUnknown(about.Published)}, ", ")}
	if c, sentence := it.claim(); c != nil {
		e.Title.Text = SpeakerOf(*c) + ": " + Quoted(*c)
		if it.Entry != nil {
			e.Title.Text = it.Entry.Label + " – " + e.Title.Text
		}
		e.Content.Text = sentence + "\n— " + source(c, about)
	}
	return a.write(e)
}

func (a *atom) end() error {
	_, err := a.out.WriteString("</feed>\n")
	return err
}

func orUnknown(s string) string {
	if s == "" {
		return "undated"
	}
	return s
}

// plural returns a number of what an export is of: "1 entry", "12 claims".
func plural(n int, of Of) string {
	words := string(of)
	if n == 1 {
		words = map[Of]string{Entries: "entry", Claims: "claim", Articles: "article"}[of]
	}
	return strconv.Itoa(n) + " " + words
}
