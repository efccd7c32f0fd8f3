package api

import (
	"time"

	"dateline/indexer"
	"dateline/indexer/timex"
	"dateline/scraper"
	"dateline/scraper/archive"
	"dateline/scraper/frontier"
)

// An Article is a revision of an article with everything that was read from it.
// Offsets are code points into Text, half open.
type Article struct {
	Article       indexer.ArticleRef  `json:"article"`
	Bylines       []string            `json:"bylines"`
	Filed         []indexer.PlaceRef  `json:"filed"` // from where its dateline says that it was filed
	Section       string              `json:"section"`
	Language      string              `json:"language"` // BCP 47; empty if unknown
	Description   string              `json:"description"`
	Modified      string              `json:"modified"`       // YYYY-MM-DD or RFC 3339; empty if the page does not say
	ModifiedFrom  string              `json:"modified_from"`  // where that was read
	PublishedFrom string              `json:"published_from"` // where the article's published was read
	PublishedSure float64             `json:"published_confidence"`
	PublishedNot  []DateReading       `json:"published_against"` // what the page says elsewhere, where that is another day
	ModifiedSure  float64             `json:"modified_confidence"`
	ModifiedNot   []DateReading       `json:"modified_against"`
	Tags          []string            `json:"tags"`
	Partial       string              `json:"partial"`       // why the text is only a part; empty if it seems whole
	Original      string              `json:"original"`      // address on another site that the page names as its original
	FactChecks    []Verdict           `json:"fact_checks"`   // what a fact-check says of others' claims
	Copies        *indexer.Copies     `json:"copies"`        // articles with the same text; null if there is none
	KindEvidence  []string            `json:"kind_evidence"` // why it has its kind, strongest first
	Fetched       time.Time           `json:"fetched"`       // when this revision was first seen
	PageURL       string              `json:"page_url"`
	Digest        string              `json:"digest"`
	Seq           uint64              `json:"seq"`
	Text          string              `json:"text"`
	Blocks        []Block             `json:"blocks"`
	Captions      []string            `json:"captions"`
	Claims        []indexer.ClaimView `json:"claims"`
	Refused       []indexer.ClaimView `json:"refused"` // what was read as claims, and a person says is none
	Mentions      []Mention           `json:"mentions"`
	Citations     []Citation          `json:"citations"`
}

// A DateReading is a date that a page gives for itself.
type DateReading struct {
	Date       string  `json:"date"` // YYYY-MM-DD or RFC 3339
	From       string  `json:"from"` // where it was read
	Confidence float64 `json:"confidence"`
}

// A Verdict is what a fact-check says of a claim that somebody made.
type Verdict struct {
	Claim    string `json:"claim"`
	Claimant string `json:"claimant"` // may be empty
	Rating   string `json:"rating"`
	URL      string `json:"url"` // where the claim was made; may be empty
}

// A Block is a paragraph of an article's text, or its like.
type Block struct {
	Kind    scraper.BlockKind `json:"kind"`
	Offsets [2]int            `json:"offsets"`
	Cite    string            `json:"cite"`
	At      string            `json:"at"` // when an entry of a live blog was written: YYYY-MM-DD or RFC 3339; empty elsewhere
}

// A Mention is a run of words that names a time, and how it was read. Start and
// End are null, and Grain is empty, where it stands for no place on a timeline. A date
// that tells of no event says why not.
type Mention struct {
	Offsets    [2]int           `json:"offsets"`
	Text       string           `json:"text"`
	Type       timex.Type       `json:"type"`
	Value      string           `json:"value"`
	Mod        string           `json:"mod"`
	Start      indexer.Moment   `json:"start"`
	End        indexer.Moment   `json:"end"`
	Grain      timex.Grain      `json:"grain"`
	Approx     bool             `json:"approx"`
	EDTF       string           `json:"edtf"`
	Label      string           `json:"label"`
	Anchor     string           `json:"anchor"`
	AnchorKind timex.AnchorKind `json:"anchor_kind"`
	Parent     *int             `json:"parent"` // the mention that it was counted from, by its place in the list
	Steps      []string         `json:"steps"`
	Confidence float64          `json:"confidence"`
	Quoted     bool             `json:"quoted"` // it stands in a quotation
	Lasts      bool             `json:"lasts"`  // a range that went on all its time, as it is told
	Ends       []Mention        `json:"ends"`   // of a range, its two ends
	NotEvent   string           `json:"not_event"`
	Unresolved string           `json:"unresolved"`
}

// A Citation leads from words of the text to another page.
type Citation struct {
	URL      string `json:"url"`
	Anchor   string `json:"anchor"`
	Sentence string `json:"sentence"`
	Offsets  [2]int `json:"offsets"` // of the anchor
	Article  string `json:"article"` // id of the article that we hold there; empty if none
}

// Revisions lists the revisions of an article, oldest first.
type Revisions struct {
	Revisions []archive.RevisionInfo `json:"revisions"`
}

// Outlets says how the visits to each outlet stand.
type Outlets struct {
	Outlets []Outlet `json:"outlets"`
}

// An Outlet is a frontier.OutletStatus whose times are null where there is none.
type Outlet struct {
	frontier.OutletStatus
	LastVisit  *time.Time `json:"last_visit"`
	NextVisit  *time.Time `json:"next_visit"`
	ErrorSince *time.Time `json:"error_since"`
}

// A Status is a frontier.CrawlStatus whose times are null where there is none,
// with the last pass.
type Status struct {
	frontier.CrawlStatus
	NextVisit *time.Time `json:"next_visit"`
	Last      *Summary   `json:"last"` // null if no pass was made since the server started
}

// The states of an added address.
const (
	Queued  = "queued"  // it will be visited
	Known   = "known"   // it was in the queue already, or has been visited
	Refused = "refused" // it will not be visited; Says tells why
)

// Added says what became of an address that was to be added.
type Added struct {
	URL   string `json:"url"` // as it was given
	State string `json:"state"`
	Says  string `json:"says"` // in words; may be empty
}

// Addresses are to be visited.
type Addresses struct {
	URLs []string `json:"urls"`
}

// AddedAll says what became of each of several addresses, in their order.
type AddedAll struct {
	Added []Added `json:"added"`
}

// Pass says what a pass of the crawl is to visit.
type Pass struct {
	Now bool `json:"now"` // every known address, whatever its date
}

// Backup says where a copy of what is stored is to go.
type Backup struct {
	Folder string `json:"folder"` // on the server's machine, from the root
}

// The results of a visit.
const (
	VisitNew        = "new"        // an article that we had not
	VisitRevised    = "revised"    // an article whose text has changed
	VisitUnchanged  = "unchanged"  // what we had already
	VisitListing    = "listing"    // a feed, a sitemap or a front page
	VisitOther      = "other"      // no article: a picture, a form, a shop
	VisitForgotten  = "forgotten"  // an article that is not taken in again; counted with other
	VisitDisallowed = "disallowed" // robots.txt asks us not to
	VisitFailed     = "failed"     // no answer, or none of use
)

// Visited tells of one visit.
type Visited struct {
	URL      string `json:"url"`
	Outlet   string `json:"outlet"`
	Result   string `json:"result"`
	Says     string `json:"says"`     // in words: why it failed, how many addresses a listing held
	Article  string `json:"article"`  // id; empty if the page held none
	Revision int    `json:"revision"` // 0 if the page held no article
}

// A Summary counts the visits of one pass.
type Summary struct {
	Started    time.Time `json:"started"`
	Ended      time.Time `json:"ended"`
	Visited    int       `json:"visited"` // the sum of all below
	New        int       `json:"new"`
	Revised    int       `json:"revised"`
	Unchanged  int       `json:"unchanged"`
	Listing    int       `json:"listing"`
	Other      int       `json:"other"`
	Disallowed int       `json:"disallowed"`
	Failed     int       `json:"failed"`
}

// Count adds a visit with that result. A result that has no name here is Other.
func (s *Summary) Count(result string) {
	s.Visited++
	switch result {
	case VisitNew:
		s.New++
	case VisitRevised:
		s.Revised++
	case VisitUnchanged:
		s.Unchanged++
	case VisitListing:
		s.Listing++
	case VisitDisallowed:
		s.Disallowed++
	case VisitFailed:
		s.Failed++
	default:
		s.Other++
	}
}

// Progress is one line of a pass: a visit, or the end. A pass that broke off
// ends with its Summary so far and the Problem.
type Progress struct {
	Visited *Visited `json:"visited,omitempty"`
	Summary *Summary `json:"summary,omitempty"`
	Problem *Problem `json:"problem,omitempty"`
}

// Health says that the server runs, and which.
type Health struct {
	Name    string `json:"name"` // "dateline"
	Status  string `json:"status"`
	Version string `json:"version"`
}

// Ready says that questions can be answered.
type Ready struct {
	Status     string `json:"status"`
	Generation uint64 `json:"generation"`
}

// newArticle returns rd as the API gives it; held are the articles at cited
// addresses, copies those with the same text.
func newArticle(rd *indexer.Reading, held map[string]string, copies *indexer.Copies) Article {
	r := rd.Revision
	a := Article{
		Article:       rd.ArticleRef(),
		Bylines:       list(r.Bylines),
		Filed:         indexer.PlaceRefs(rd.Filed),
		Section:       r.Section,
		Language:      r.Language,
		Description:   r.Description,
		Modified:      r.Modified.String(),
		ModifiedFrom:  r.Modified.From,
		PublishedFrom: r.Published.From,
		PublishedSure: r.Published.Confidence,
		PublishedNot:  dateReadings(r.Published.Against),
		ModifiedSure:  r.Modified.Confidence,
		ModifiedNot:   dateReadings(r.Modified.Against),
		Tags:          list(r.Tags),
		Partial:       r.Partial,
		Original:      r.Original,
		FactChecks:    make([]Verdict, 0, len(r.FactChecks)),
		Copies:        copies,
		KindEvidence:  list(r.KindEvidence),
		Fetched:       r.Fetched.UTC(),
		PageURL:       r.PageURL,
		Digest:        r.Digest,
		Seq:           r.Seq,
		Text:          r.Text,
		Blocks:        make([]Block, 0, len(r.Blocks)),
		Captions:      list(r.Captions),
		Claims:        list(rd.ClaimViews()),
		Refused:       each(rd.RefusedViews(), fullClaim),
		Mentions:      make([]Mention, 0, len(rd.Mentions)),
		Citations:     make([]Citation, 0, len(r.Citations)),
	}
	for i := range a.Claims {
		a.Claims[i] = fullClaim(a.Claims[i])
	}
	for _, b := range r.Blocks {
		block := Block{Kind: b.Kind, Offsets: [2]int{b.Start, b.End}, Cite: b.Cite}
		if b.At != nil {
			block.At = b.At.String()
		}
		a.Blocks = append(a.Blocks, block)
	}
	for _, v := range r.FactChecks {
		a.FactChecks = append(a.FactChecks, Verdict(v))
	}
	for _, m := range rd.Mentions {
		a.Mentions = append(a.Mentions, newMention(m))
	}
	for _, c := range r.Citations {
		a.Citations = append(a.Citations, Citation{
			URL: c.URL, Anchor: c.Anchor, Sentence: c.Sentence,
			Offsets: [2]int{c.Start, c.End}, Article: held[c.URL],
		})
	}
	return a
}

func dateReadings(dates []scraper.Date) []DateReading {
	out := make([]DateReading, 0, len(dates))
	for _, d := range dates {
		out = append(out, DateReading{d.String(), d.From, d.Confidence})
	}
	return out
}

func newMention(m timex.Mention) Mention {
	clock := m.Grain == timex.Minute || m.Grain == timex.Hour
	out := Mention{
		Offsets: [2]int{m.Start, m.End}, Text: m.Text,
		Type: m.Type, Value: m.Value, Mod: m.Mod,
		Start: indexer.Moment{Time: m.Interval.Start, Clock: clock},
		End:   indexer.Moment{Time: m.Interval.End, Clock: clock},
		Grain: m.Grain, Approx: m.Approx, EDTF: m.EDTF, Label: m.Label,
		Anchor: m.Anchor.Words, AnchorKind: m.Anchor.Kind, Steps: list(m.Steps),
		Confidence: m.Confidence, Quoted: m.Quoted, Lasts: m.Lasts, Ends: []Mention{}, NotEvent: m.NotEvent, Unresolved: m.Unresolved,
	}
	for _, end := range m.Ends {
		out.Ends = append(out.Ends, newMention(end))
	}
	if m.Anchor.Kind == timex.Earlier {
		out.Parent = &m.Anchor.Mention
	}
	return out
}

// NewOutlets returns statuses as the API gives them.
func NewOutlets(statuses []frontier.OutletStatus) Outlets {
	out := Outlets{make([]Outlet, 0, len(statuses))}
	for _, o := range statuses {
		out.Outlets = append(out.Outlets, newOutlet(o))
	}
	return out
}

func newOutlet(o frontier.OutletStatus) Outlet {
	o.Feeds, o.Sitemaps, o.Pages = list(o.Feeds), list(o.Sitemaps), list(o.Pages)
	return Outlet{
		OutletStatus: o,
		LastVisit:    known(o.LastVisit),
		NextVisit:    known(o.NextVisit),
		ErrorSince:   known(o.ErrorSince),
	}
}

// known returns t in UTC, or nil if it is zero.
func known(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
