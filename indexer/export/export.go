// Package export writes what a query finds as files that other tools read.
//
// [Formats] lists them, [Named] finds one by its name. A [Writer] takes one [Item] after
// the other and writes it at once: memory does not grow with what is exported, but for
// the ids of the pages of a graph. Nothing here asks what time it is or opens a file.
package export

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"time"

	"dateline/indexer"
	"dateline/scraper"
)

// An Of says what an export is a list of.
type Of string

// What there are exports of.
const (
	Entries  Of = "entries"  // of the timeline, in order of date
	Claims   Of = "claims"   // dated or not
	Articles Of = "articles" // as a search finds them
)

// A Format is a kind of file that other tools read.
type Format struct {
	Name      string // "csv", as people ask for it
	Title     string // "CSV", as it is called
	Media     string // its media type
	Extension string // of file names: ".csv"
	Says      string // what it is for, in words
	Of        []Of   // what it can be of, the usual first

	Captures  bool // items should come with their Capture
	Citations bool // and the capture with what it cites

	open func(out *bufio.Writer, of Of, meta Meta) encoder
}

// Formats lists every format.
var Formats = []Format{
	{
		Name: "csv", Title: "CSV", Media: "text/csv; charset=utf-8", Extension: ".csv", Of: []Of{Entries, Claims, Articles},
		Says: "for spreadsheets: one row each, no cell a formula", open: newCSV,
	},
	{
		Name: "jsonl", Title: "JSON Lines", Media: "application/jsonl", Extension: ".jsonl", Of: []Of{Entries, Claims, Articles},
		Says: "for programs: one JSON object a line, as the API gives it", open: newLines,
	},
	{
		Name: "atom", Title: "Atom", Media: "application/atom+xml; charset=utf-8", Extension: ".atom", Of: []Of{Entries, Claims, Articles}, Captures: true,
		Says: "for feed readers (RFC 4287)", open: newAtom,
	},
	{
		Name: "timelinejs", Title: "TimelineJS", Media: "application/json", Extension: ".timelinejs.json", Of: []Of{Entries},
		Says: "to publish a timeline with TimelineJS, as its JSON", open: newTimelineJS,
	},
	{
		Name: "timelinejs-csv", Title: "TimelineJS sheet", Media: "text/csv; charset=utf-8", Extension: ".timelinejs.csv", Of: []Of{Entries},
		Says: "to publish a timeline with TimelineJS, as the columns of its spreadsheet", open: newTimelineSheet,
	},
	{
		Name: "csl-json", Title: "CSL-JSON", Media: "application/vnd.citationstyles.csl+json", Extension: ".csl.json", Of: []Of{Articles, Claims, Entries}, Captures: true,
		Says: "to cite: Zotero, Mendeley and Pandoc read it", open: newCSL,
	},
	{
		Name: "bibtex", Title: "BibTeX", Media: "application/x-bibtex; charset=utf-8", Extension: ".bib", Of: []Of{Articles, Claims, Entries}, Captures: true,
		Says: "to cite in LaTeX", open: newBibTeX,
	},
	{
		Name: "ris", Title: "RIS", Media: "application/x-research-info-systems; charset=utf-8", Extension: ".ris", Of: []Of{Articles, Claims, Entries}, Captures: true,
		Says: "to cite: EndNote, RefWorks and Zotero read it", open: newRIS,
	},
	{
		Name: "claim-jsonld", Title: "JSON-LD", Media: "application/ld+json", Extension: ".jsonld", Of: []Of{Claims}, Captures: true,
		Says: "of claims as linked data (schema.org's Claim)", open: newClaimLD,
	},
	{
		Name: "graphml", Title: "GraphML", Media: "application/graphml+xml; charset=utf-8", Extension: ".graphml", Of: []Of{Articles}, Captures: true, Citations: true,
		Says: "of who cites whom, for Gephi, yEd and NetworkX", open: newGraphML,
	},
}

// Named returns the format with that name, and whether there is one.
func Named(name string) (Format, bool) {
	i := slices.IndexFunc(Formats, func(f Format) bool { return f.Name == name })
	if i < 0 {
		return Format{}, false
	}
	return Formats[i], true
}

// Names returns the names of all formats, in their order.
func Names() []string {
	names := make([]string, len(Formats))
	for i, f := range Formats {
		names[i] = f.Name
	}
	return names
}

// A Meta is what a file says of itself, as far as its format has a place for it.
type Meta struct {
	Query indexer.Query // what was asked
	Total int           // how many records it is to hold
	Made  time.Time     // when
	Self  string        // address that the same can be asked for at; may be empty
}

// An Item is what one record of an export is made of: an entry, a claim or an article.
// The other two are nil.
type Item struct {
	Entry   *indexer.Entry
	Claim   *indexer.ClaimView
	Article *indexer.Hit

	Capture *scraper.Capture // of the revision that it stands in; nil if that is not held, or the format does not ask for it
}

// An encoder writes the records of one format.
type encoder interface {
	begin() error
	item(it *Item) error
	end() error
}

// A Writer writes one export.
type Writer struct {
	format  Format
	of      Of
	out     *bufio.Writer
	encoder encoder
}

// bufferSize is how much of a file is gathered before it is written.
const bufferSize = 32 << 10

// New begins an export to w, of one of the things that the format can be of.
func New(w io.Writer, f Format, of Of, meta Meta) (*Writer, error) {
	if !slices.Contains(f.Of, of) {
		return nil, fmt.Errorf("export %s: there is none of %s, only of %v", f.Name, of, f.Of)
	}
	out := bufio.NewWriterSize(w, bufferSize)
	x := &Writer{format: f, of: of, out: out, encoder: f.open(out, of, meta)}
	return x, x.wrap(x.encoder.begin())
}

// Write writes one record. The item must hold what the export is of.
func (x *Writer) Write(it Item) error {
	if held := it.of(); held != x.of {
		return fmt.Errorf("export %s: an item of %q among %s", x.format.Name, held, x.of)
	}
	return x.wrap(x.encoder.item(&it))
}

// Close ends the file. What it was written to stays open.
func (x *Writer) Close() error {
	if err := x.encoder.end(); err != nil {
		return x.wrap(err)
	}
	return x.wrap(x.out.Flush())
}

func (x *Writer) wrap(err error) error {
	if err != nil {
		return fmt.Errorf("export %s: %w", x.format.Name, err)
	}
	return nil
}
