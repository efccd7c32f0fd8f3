package columns

import (
	"cmp"
	"math"
	"slices"
	"time"

	"dateline/indexer"
	"dateline/indexer/claim"
	"dateline/indexer/packed"
)

// An Article is what the columns take in of one, with its claims in the order of its text.
type Article struct {
	Ordinal  uint32 // of its document: the later an article is put, the higher
	Ref      indexer.ArticleRef
	Section  string
	Language string
	Authors  []string
	Filed    []string  // places that it was filed from
	Cites    []string  // hosts that it cites
	CopiesOf string    // as Reading.CopiesOf
	Seen     time.Time // when its revision was first seen
	Claims   []Claim
}

// A Claim is a claim of an article.
type Claim struct {
	Ordinal uint32 // of its document, as of articles
	View    indexer.ClaimView
}

// The ends of an interval that is open, and a day that is not known, in seconds.
const (
	SinceEver  = math.MinInt64
	ForEver    = math.MaxInt64
	daySeconds = 24 * 60 * 60
	UnknownDay = math.MinInt64 // of an article without a date
)

// The bits of a claim's flags; in those of kindFlags stands its place in claimKinds.
const (
	conflictFlag = 1
	kindShift    = 1
	kindFlags    = 7 << kindShift
	ownFlag      = 1 << 4 // the id of its cluster is its own
	sharedFlag   = 1 << 5 // its cluster is among block.cClusters
	speakerFlag  = 1 << 6 // no claim before it, in its article, is of its speaker
	mediumFlag   = 1 << 7 // the same of its medium
)

// toldByMany is of an article with a claim that several origins make.
const toldByMany = 2

var claimKinds = []claim.Kind{"", claim.Direct, claim.Indirect, claim.Mixed, claim.Author}

// The bits of an event's flags.
const (
	approxFlag = 1 // "around 1987"
	lastsFlag  = 2 // "from 1993 to 1997"
)

// A block is a run of articles with their claims and events, in packed columns that never
// change. Articles and claims stand in the order of their ordinals, claims beside those of
// their article, events by strand and there in the order of the timeline: see strand.
type block struct {
	dicts *dicts

	// Of articles.
	aOrdinal         ordinals
	aID              texts
	aOutlet, aHost   numbers
	aKind            numbers
	aSection, aLang  numbers
	aPub             moments // by the page's own clock
	aSeen            moments
	aChanged         packed.Numbers[uint8] // 1 if its revision is not the first
	aText            numbers               // the same for articles with the same text; 0 for what no other has
	aAuthors, aCites lists                 // cited are hosts
	aClaims          numbers               // the first of its claims; one more at the end
	aGrains          numbers               // of its claims, in bits
	aTold            packed.Numbers[uint8] // of its claims: conflictFlag, toldByMany
	placed           placed                // of articles and claims
	sites            sites
	bySite           postings // articles

	// Of claims.
	cOrdinal  ordinals
	cIDs      ids
	cArticle  numbers
	cSpeaker  plain[uint32]
	cMedium   numbers
	cOrigins  numbers
	cSure     packed.Numbers[uint16] // confidence, see sure
	cFlags    plain[uint8]
	cClusters clusters
	cEvents   numbers  // its event if it has one alone; see eventsOf
	several   lists    // events of claims that have several
	undatedBy postings // by speaker, the claims without an event

	// Of events.
	eClaim    numbers
	eRun      numbers
	eFlags    packed.Numbers[uint8]
	runs      []run    // in the order of their events
	strandAt  []uint32 // the first run of each strand
	strands   []strand
	bySpeaker postings // events
	told      postings // events by site
	undatedAt numbers  // by site, how many claims without an event
}

// Sites are where articles were published, by number. Filters ask for the name of the
// outlet or for its host.
type sites struct{ byOutlet, byHost postings }

// of returns the sites of some outlets or hosts.
func (s *sites) of(outlets, hosts set) set {
	var list set
	for _, code := range outlets {
		list = append(list, s.byOutlet.of(code)...)
	}
	for _, code := range hosts {
		list = append(list, s.byHost.of(code)...)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// A Place is where an event stands on the timeline: by start, then the narrower, then
// by its id. An open start stands at its end.
type Place struct {
	At, Width int64
	Name      uint64 // how the id of its claim begins
	Claim     uint32 // ordinal: it parts claims whose ids begin alike
	Start     int64  // it parts "by 1987" and "since 1987"
}

func placeOf(start, end int64) (at, width int64) {
	switch {
	case start == SinceEver && end == ForEver:
		return ForEver, ForEver
	case start == SinceEver:
		return end, ForEver
	case end == ForEver:
		return start, ForEver
	}
	return start, max(end-start, 0)
}

func (b *block) place(e uint32) Place {
	x := b.extent(e)
	at, width := placeOf(x.start, x.end)
	name, claim := b.name(e)
	return Place{at, width, name, claim, x.start}
}

// name returns what parts an event from others that are told alike: how the id of its claim
// begins, and the claim's ordinal.
func (b *block) name(e uint32) (name uint64, claim uint32) {
	c := b.eClaim.At(e)
	return b.cIDs.names.At(c), b.cOrdinal.at(c)
}

// Compare orders places.
func (p Place) Compare(q Place) int {
	return cmp.Or(cmp.Compare(p.At, q.At), cmp.Compare(p.Width, q.Width), cmp.Compare(p.Name, q.Name), cmp.Compare(p.Claim, q.Claim), cmp.Compare(p.Start, q.Start))
}

// An Age is where an article stands among all, the newest first, those without a date
// last.
type Age struct {
	Pub int64
	ID  string
}

func (b *block) age(a uint32) Age { return Age{b.aPub.at(a), b.aID.at(a)} }

// Compare orders ages.
func (a Age) Compare(b Age) int { return cmp.Or(cmp.Compare(b.Pub, a.Pub), cmp.Compare(a.ID, b.ID)) }

// extent returns what an event has in common with those that are told alike.
func (b *block) extent(e uint32) extent { return b.runs[b.eRun.At(e)].extent }

// grain returns that of an event, as its place in timex.Grains.
func (b *block) grain(e uint32) uint8 { return b.runs[b.eRun.At(e)].grain }

// eventsOf returns the events of a claim. What is no event in its place tells by how much
// more it is: nothing, that it has none; or the row of several behind.
func (b *block) eventsOf(c uint32) listed {
	switch at, n := b.cEvents.At(c), uint32(b.eClaim.Len()); { //nolint:gosec // rows fit
	case at < n:
		return listed{&b.cEvents, c, c + 1}
	case at > n:
		return b.several.of(at - n - 1)
	}
	return listed{}
}

// undated reports whether a claim has no event.
func (b *block) undated(c uint32) bool { return int(b.cEvents.At(c)) == b.eClaim.Len() }

// ArticleOf returns the ordinal of the article that the claim with an ordinal is in, and
// its place among the claims there.
func (s *Snapshot) ArticleOf(claim uint32) (article uint32, nth int, ok bool) {
	for i := range s.parts {
		p := &s.parts[i]
		if c, ok := p.cOrdinal.row(claim); ok {
			a := p.cArticle.At(c)
			return p.aOrdinal.at(a), int(c - p.aClaims.At(a)), true
		}
	}
	return 0, 0, false
}
