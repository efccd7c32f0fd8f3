package export

import (
	"bufio"
	"cmp"
	"encoding/xml"
	"strconv"
	"strings"

	"dateline/scraper"
)

// A graph is the articles of an export and the pages that they cite, as GraphML. A page
// is written where it is first met, with what is held of it; its id is remembered, so
// that it is written once.
type graph struct {
	out  *bufio.Writer
	xml  *xml.Encoder
	seen map[string]struct{}
}

func newGraphML(out *bufio.Writer, _ Of, _ Meta) encoder {
	return &graph{out: out, xml: newXML(out), seen: map[string]struct{}{}}
}

// graphKeys are what nodes and edges say: "for" and name, which is the id as well, and
// the type.
var graphKeys = [][3]string{
	{"node", "label", "string"},
	{"node", "url", "string"},
	{"node", "outlet", "string"},
	{"node", "kind", "string"},
	{"node", "published", "string"},
	{"node", "held", "boolean"},
	{"edge", "words", "string"},
	{"edge", "weight", "int"},
}

type graphData struct {
	Key  string `xml:"key,attr"`
	Text string `xml:",chardata"`
}

type graphNode struct {
	XMLName xml.Name    `xml:"node"`
	ID      string      `xml:"id,attr"`
	Data    []graphData `xml:"data"`
}

type graphEdge struct {
	XMLName xml.Name    `xml:"edge"`
	Source  string      `xml:"source,attr"`
	Target  string      `xml:"target,attr"`
	Data    []graphData `xml:"data"`
}

func (g *graph) begin() error {
	var head strings.Builder
	head.WriteString(xml.Header + `<graphml xmlns="http://graphml.graphdrawing.org/xmlns">` + "\n")
	for _, k := range graphKeys {
		head.WriteString(`<key id="` + k[1] + `" for="` + k[0] + `" attr.name="` + k[1] + `" attr.type="` + k[2] + `"/>` + "\n")
	}
	head.WriteString(`<graph id="citations" edgedefault="directed">` + "\n")
	_, err := g.out.WriteString(head.String())
	return err
}

func (g *graph) item(it *Item) error {
	a := it.article()
	if err := g.node(a.ID, true, a.Headline, a.URL, a.Outlet, a.Kind, a.Published); err != nil {
		return err
	}
	if it.Capture == nil {
		return nil
	}
	// An edge a page, however often it is cited.
	var order []string
	edges := map[string]*graphEdge{}
	times := map[string]int{}
	for _, c := range it.Capture.Cited {
		target := c.ArticleID
		if target == "" {
			target = scraper.ArticleID(c.URL)
		}
		if target == a.ID {
			continue
		}
		if times[target]++; times[target] > 1 {
			continue
		}
		if err := g.cited(target, c); err != nil {
			return err
		}
		edges[target] = &graphEdge{Source: a.ID, Target: target, Data: []graphData{{"words", oneLine(c.Anchor)}}}
		order = append(order, target)
	}
	for _, target := range order {
		e := edges[target]
		e.Data = append(e.Data, graphData{"weight", strconv.Itoa(times[target])})
		if err := g.write(e); err != nil {
			return err
		}
	}
	return nil
}

// cited writes the node of a page that is cited, if it is the first time.
func (g *graph) cited(id string, c scraper.Cited) error {
	if c.ArticleID == "" {
		return g.node(id, false, c.URL, c.URL, "", "", "")
	}
	return g.node(id, true, c.Headline, c.Address, c.Outlet, c.Kind.String(), c.Published)
}

// node writes a node, if it is the first time. What is empty is left out.
func (g *graph) node(id string, held bool, label, url, outlet, kind, published string) error {
	if _, ok := g.seen[id]; ok {
		return nil
	}
	g.seen[id] = struct{}{}
	n := graphNode{ID: id}
	for _, d := range []graphData{
		{"label", cmp.Or(oneLine(label), url)}, {"url", url}, {"outlet", outlet}, {"kind", kind}, {"published", published}, {"held", strconv.FormatBool(held)},
	} {
		if d.Text != "" {
			n.Data = append(n.Data, d)
		}
	}
	return g.write(n)
}

// write writes an element on a line of its own.
func (g *graph) write(v any) error {
	if err := g.xml.Encode(v); err != nil {
		return err
	}
	return g.out.WriteByte('\n')
}

func (g *graph) end() error {
	_, err := g.out.WriteString("</graph>\n</graphml>\n")
	return err
}
