package feed

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

const (
	maxOutlines    = 20_000 // of one OPML; the rest is left out
	maxNesting     = 50     // of outlines; deeper ones stand beside those at that depth
	maxSubscribing = 16 << 20
)

// ErrNotOPML reports a body that is no OPML. The error around it says what it
// looks like instead.
var ErrNotOPML = errors.New("no OPML")

// An OPML is what a feed reader follows, as it is handed from one to another.
type OPML struct {
	Title    string
	Outlines []Outline
}

// An Outline is a feed, a page, or a folder of further outlines.
type Outline struct {
	Title    string // empty if it has neither title nor text
	Feed     string // xmlUrl as it stands; empty for folders and pages
	Home     string // htmlUrl as it stands, or the url of a link; may be empty
	Outlines []Outline
}

// ParseOPML reads OPML 1.0 and 2.0. What is none is an [ErrNotOPML]; one that
// breaks off yields what stood before the break, if anything.
func ParseOPML(body []byte) (*OPML, error) {
	body, err := unpack(body)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrNotOPML, err)
	case len(body) > maxSubscribing:
		return nil, fmt.Errorf("%w: it is larger than %d MiB", ErrNotOPML, maxSubscribing>>20)
	}
	if body, err = text(body); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotOPML, err)
	}
	if len(body) == 0 {
		return nil, fmt.Errorf("%w: the body is empty", ErrNotOPML)
	}
	if root := rootName(body); !strings.EqualFold(local(root), "opml") {
		return nil, fmt.Errorf("%w: it looks like %s", ErrNotOPML, lookAlike(root, body))
	}
	if err := checkEntities(body); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotOPML, err)
	}
	return outlines(lenient(body))
}

// outlines reads the tokens of an OPML.
func outlines(d *xml.Decoder) (*OPML, error) {
	var (
		o       OPML
		title   strings.Builder
		inTitle bool
		count   int
		open    = []*Outline{{}} // the root, and the outlines that are open, outermost first
	)
	end := func() {
		if last := len(open) - 1; last > 0 {
			open[last-1].Outlines = append(open[last-1].Outlines, *open[last])
			open = open[:last]
		}
	}
	deeper := 0 // outlines that are open beyond maxNesting
	var cause error
	for count < maxOutlines {
		var token xml.Token
		if token, cause = d.Token(); cause != nil {
			break
		}
		switch t := token.(type) {
		case xml.StartElement:
			inTitle = t.Name.Local == "title" && len(open) == 1
			if !strings.EqualFold(t.Name.Local, "outline") {
				continue
			}
			count++
			if len(open) > maxNesting {
				deeper++
				open[maxNesting-1].Outlines = append(open[maxNesting-1].Outlines, outline(t.Attr))
				continue
			}
			next := outline(t.Attr)
			open = append(open, &next)
		case xml.CharData:
			if inTitle && title.Len() < maxField {
				title.Write(t)
			}
		case xml.EndElement:
			inTitle = false
			switch {
			case !strings.EqualFold(t.Name.Local, "outline"):
			case deeper > 0:
				deeper--
			default:
				end()
			}
		}
	}
	for len(open) > 1 {
		end()
	}
	o.Title, o.Outlines = oneLine(title.String()), open[0].Outlines
	if cause != nil && !errors.Is(cause, io.EOF) && len(o.Outlines) == 0 {
		return nil, fmt.Errorf("%w: it begins like one, then: %w", ErrNotOPML, cause)
	}
	return &o, nil
}

// outline reads the attributes of an outline. Their case differs by program.
func outline(attributes []xml.Attr) Outline {
	has := map[string]string{}
	for _, a := range attributes {
		if value := oneLine(a.Value); value != "" {
			has[strings.ToLower(a.Name.Local)] = value
		}
	}
	o := Outline{Title: has["title"], Feed: has["xmlurl"], Home: has["htmlurl"]}
	if o.Title == "" {
		o.Title = has["text"]
	}
	if strings.EqualFold(has["type"], "link") && o.Feed == "" && o.Home == "" {
		o.Home = has["url"]
	}
	return o
}

// FormatOPML returns subscriptions as OPML 2.0.
func FormatOPML(o *OPML) []byte {
	var out bytes.Buffer
	out.WriteString(xml.Header + "<opml version=\"2.0\">\n  <head>\n    <title>")
	escape(&out, o.Title)
	out.WriteString("</title>\n  </head>\n  <body>\n")
	for _, line := range o.Outlines {
		line.format(&out, 2)
	}
	out.WriteString("  </body>\n</opml>\n")
	return out.Bytes()
}

// format writes an outline and those in it.
func (o Outline) format(out *bytes.Buffer, depth int) {
	if depth > maxNesting {
		return
	}
	indent := strings.Repeat("  ", depth)
	out.WriteString(indent + "<outline")
	put := func(name, value string) {
		if value != "" {
			out.WriteString(" " + name + `="`)
			escape(out, value)
			out.WriteString(`"`)
		}
	}
	switch {
	case o.Feed != "":
		put("type", "rss") // so for Atom and JSON Feed too, says OPML 2.0
	case o.Home != "" && len(o.Outlines) == 0:
		put("type", "link")
	}
	out.WriteString(` text="`) // every outline has to have one
	escape(out, o.Title)
	out.WriteString(`"`)
	put("title", o.Title)
	put("xmlUrl", o.Feed)
	if o.Feed == "" && len(o.Outlines) == 0 {
		put("url", o.Home)
	} else {
		put("htmlUrl", o.Home)
	}
	if len(o.Outlines) == 0 {
		out.WriteString("/>\n")
		return
	}
	out.WriteString(">\n")
	for _, inner := range o.Outlines {
		inner.format(out, depth+1)
	}
	out.WriteString(indent + "</outline>\n")
}

// escape writes text for an attribute or an element.
func escape(out *bytes.Buffer, s string) {
	_ = xml.EscapeText(out, []byte(oneLine(s))) // a buffer takes everything
}
