package columns

import (
	"cmp"
	"maps"
	"math"
	"math/bits"
	"slices"
	"strings"
	"time"

	"dateline/indexer"
	"dateline/indexer/claim"
	"dateline/indexer/timex"
	"dateline/scraper"
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

// The ends of an interval that is open, in days and in seconds.
const (
	openStart  = math.MinInt32
	sinceEver  = math.MinInt64
	forEver    = math.MaxInt64
	daySeconds = 24 * 60 * 60
	unknownDay = math.MinInt64 // of an article without a date
)

// The bits of a claim's flags: a conflict, and in those above it its place in claimKinds.
const (
	conflictFlag = 1
	kindShift    = 1
)

// toldByMany is of an article with a claim that several origins make.
const toldByMany = 2

var claimKinds = []claim.Kind{"", claim.Direct, claim.Indirect, claim.Mixed, claim.Author}

// The grain of an event shares its column with flags.
const (
	oddFlag    = 0x80 // it is not a number of whole days, or of too many: see block.odd
	approxFlag = 0x40 // "around 1987"
	lastsFlag  = 0x20 // "from 1993 to 1997"
	grainFlags = oddFlag | approxFlag | lastsFlag
)

// What claims may have in the place of their event.
const (
	noEvents    = math.MaxUint32
	severalFlag = 1 << 31
)

// A block is a run of articles with their claims and events, in arrays that never change.
// Articles and claims stand in the order of their ordinals, claims beside those of their
// article, events by strand and there in the order of the timeline: see strand.
type block struct {
	dicts *dicts

	// Of articles.
	aOrdinal                   []uint32
	aID                        []string
	aOutlet                    []uint32
	aHost                      []uint32
	aKind                      []uint16
	aSection                   []uint32
	aLang                      []uint32
	aPub                       []int64  // seconds since 1970 by the page's own clock; unknownDay
	aSeen                      []int64  // seconds since 1970; unknownDay
	aChanged                   []uint8  // 1 if its revision is not the first
	aText                      []uint32 // the same for articles with the same text; 0 for what no other has
	aAuthors                   lists
	aCites                     lists    // hosts
	aClaims                    []uint32 // the first of its claims; one more at the end
	aSpeakers, aMedia, aGrains lists    // of its claims, each once
	placed                     placed   // of articles and claims
	aTold                      []uint8  // of its claims: conflictFlag, toldByMany
	sites                      sites
	bySite                     postings // articles

	// Of claims.
	cOrdinal   ordinals
	cArticle   []uint32
	cSpeaker   []uint32
	cCluster   sparse // of a claim that several origins make, with a conflict, or of an article that has copies
	cMedium    []uint8
	cOrigins   []uint16
	cSure      []uint16 // confidence, see sure
	cFlags     []uint8
	cName      []uint32 // how its id begins: it parts claims of one date
	cName2     []uint8  // the same, further on
	cTail      []uint32 // the rest of its id, see idTail
	cTail2     []uint8  // the same, further on; oddTail for ids of another form
	oddIDs     oddIDs
	cEvents    []uint32 // its event if it has one alone, noEvents, or severalFlag and a row of several
	several    lists    // events of claims that have several
	undatedBy  postings // by speaker, the claims without an event
	undatedAll int      // how many those are

	// Of events.
	eClaim []uint32
	eStart []int32  // days since 1970; openStart
	eDays  []uint16 // how many
	eGrain []uint8  // place in timex.Grains, with grainFlags
	odd    odd

	strandAt  []uint32 // the first event of each strand
	strands   []strand
	runs      []run    // in the order of their events
	bySpeaker postings // events
	told      postings // events by site
	undatedAt []int32  // by site, how many claims without an event
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

// lists are several values a row.
type lists struct {
	first  []uint32 // place of a row's first value; one more at the end
	values []uint32
}

func (l *lists) add(values []uint32) {
	if len(l.first) == 0 {
		l.first = append(l.first, 0)
	}
	l.values = append(l.values, values...)
	l.first = append(l.first, uint32(len(l.values))) //nolint:gosec // values fit
}

// of returns the values of a row.
func (l *lists) of(row uint32) []uint32 { return l.values[l.first[row]:l.first[row+1]] }

// ordinals are those of rows, which rise.
type ordinals struct {
	first uint32
	n     int
	list  []uint32 // nil as long as they follow on the first without a gap
}

func (o *ordinals) add(ordinal uint32) {
	switch {
	case o.n == 0:
		o.first = ordinal
	case o.list == nil && ordinal != o.first+uint32(o.n): //nolint:gosec // rows fit
		o.list = make([]uint32, o.n, 2*o.n)
		for i := range o.list {
			o.list[i] = o.first + uint32(i) //nolint:gosec // rows fit
		}
	}
	if o.list != nil {
		o.list = append(o.list, ordinal)
	}
	o.n++
}

func (o *ordinals) at(row uint32) uint32 {
	if o.list == nil {
		return o.first + row
	}
	return o.list[row]
}

// row returns the row with an ordinal.
func (o *ordinals) row(ordinal uint32) (uint32, bool) {
	if o.list != nil {
		return rowOf(o.list, ordinal)
	}
	return ordinal - o.first, ordinal >= o.first && ordinal-o.first < uint32(o.n) //nolint:gosec // rows fit
}

// A sparse column has values for a few rows; the others have 0.
type sparse struct{ rows, values []uint32 }

func (s *sparse) set(row, value uint32) {
	if value != 0 {
		s.rows, s.values = append(s.rows, row), append(s.values, value)
	}
}

func (s *sparse) at(row uint32) uint32 {
	i, ok := slices.BinarySearch(s.rows, row)
	if !ok {
		return 0
	}
	return s.values[i]
}

// odd are the ends of a few events, in the order of their rows.
type odd struct {
	rows []uint32
	ends [][2]int64 // seconds since 1970
}

func (o *odd) add(row uint32, ends [2]int64) {
	o.rows, o.ends = append(o.rows, row), append(o.ends, ends)
}

func (o *odd) at(row uint32) [2]int64 {
	i, _ := slices.BinarySearch(o.rows, row) // it is there: see oddFlag
	return o.ends[i]
}

// postings are rows by a value.
type postings struct {
	values []uint32 // sorted
	first  []uint32 // place of a value's first row; one more at the end
	rows   []uint32
}

// of returns the rows with a value.
func (p *postings) of(value uint32) []uint32 {
	i, ok := slices.BinarySearch(p.values, value)
	if !ok {
		return nil
	}
	return p.rows[p.first[i]:p.first[i+1]]
}

// all returns the rows with any of some values, in order. Nobody changes them.
func (p *postings) all(values set) []uint32 {
	var list []uint32
	for i, v := range values {
		if i == 0 {
			list = p.of(v)
		} else if more := p.of(v); len(more) > 0 {
			list = inOrder(append(slices.Clip(list), more...))
		}
	}
	return list
}

// newPostings returns the rows of n whose value is told, by it. They are counted into their
// places, not compared.
func newPostings(n int, valueOf func(row uint32) (value uint32, told bool)) postings {
	type one struct{ value, row uint32 }
	list, most := make([]one, 0, n), uint32(0)
	for row := range uint32(n) { //nolint:gosec // rows fit
		if v, told := valueOf(row); told {
			list, most = append(list, one{v, row}), max(most, v)
		}
	}
	p := postings{rows: make([]uint32, len(list))}
	if int(most)/fewAmong > len(list) {
		slices.SortStableFunc(list, func(a, b one) int { return cmp.Compare(a.value, b.value) })
		for i, o := range list {
			p.rows[i] = o.row
			if i == 0 || list[i-1].value != o.value {
				p.values, p.first = append(p.values, o.value), append(p.first, uint32(i)) //nolint:gosec // rows fit
			}
		}
	} else {
		places := make([]uint32, most+1) // how many rows a value has; then where the next is put
		for _, o := range list {
			places[o.value]++
		}
		at := uint32(0)
		for v, n := range places {
			if n > 0 {
				p.values, p.first = append(p.values, uint32(v)), append(p.first, at) //nolint:gosec // values fit
			}
			places[v], at = at, at+n
		}
		for _, o := range list {
			p.rows[places[o.value]] = o.row
			places[o.value]++
		}
	}
	p.values, p.first = slices.Clip(p.values), slices.Clip(append(p.first, uint32(len(p.rows)))) //nolint:gosec // rows fit
	return p
}

// fewAmong is how many numbers there may be for each that is used: where there are more,
// counting them all takes longer than sorting the few.
const fewAmong = 16

// column tells the values of a column.
func column(values []uint32) func(uint32) (uint32, bool) {
	return func(row uint32) (uint32, bool) { return values[row], true }
}

// inOrder sorts rows. If they are not few, they are marked among all.
func inOrder(rows []uint32) []uint32 {
	if len(rows) < 2 {
		return rows
	}
	words := int(slices.Max(rows))/64 + 1
	if len(rows) < words/wordsARow {
		slices.Sort(rows)
		return rows
	}
	marked := make([]uint64, words)
	for _, row := range rows {
		marked[row/64] |= 1 << (row % 64)
	}
	rows = rows[:0]
	for i, word := range marked {
		for ; word != 0; word &= word - 1 {
			rows = append(rows, uint32(i*64+bits.TrailingZeros64(word))) //nolint:gosec // rows fit
		}
	}
	return rows
}

// wordsARow is how many words of marks are looked through in the time that it takes to
// sort a row in.
const wordsARow = 64

// dicts are the values of the columns.
type dicts struct{ outlet, host, kind, section, lang, author, speaker, medium, cluster, text, place *dict }

func newDicts() *dicts {
	d := &dicts{}
	for _, one := range d.each() {
		*one = newDict(fold)
	}
	d.place.fold = foldPlace
	return d
}

// each returns where the dicts stand, in the order of their file.
func (d *dicts) each() []**dict {
	return []**dict{&d.outlet, &d.host, &d.kind, &d.section, &d.lang, &d.author, &d.speaker, &d.medium, &d.cluster, &d.text, &d.place}
}

// newBlock returns a block of articles, whose ordinals and those of their claims rise.
func newBlock(d *dicts, articles []Article) *block {
	b := &block{dicts: d}
	for i := range articles {
		a := &articles[i]
		b.addArticle(d.row(a))
		for k := range a.Claims {
			b.addClaim(&a.Claims[k])
		}
	}
	b.finish()
	return b
}

// An articleRow is an article in the numbers of the columns.
type articleRow struct {
	ordinal                     uint32
	id                          string
	outlet, host, section, lang uint32
	kind                        uint16
	pub, seen                   int64
	changed                     uint8
	text                        uint32
	authors, cites, places      []uint32
	filed                       uint8 // how many of the places it was filed from
}

func (d *dicts) row(a *Article) articleRow {
	r := articleRow{
		ordinal: a.Ordinal, id: a.Ref.ID, outlet: d.outlet.code(a.Ref.Outlet), host: d.host.code(fold(scraper.HostOf(a.Ref.URL))),
		section: d.section.code(a.Section), lang: d.lang.code(strings.ToLower(a.Language)), kind: uint16(d.kind.code(a.Ref.Kind)), //nolint:gosec // kinds are few
		pub: published(a.Ref), seen: seconds(a.Seen, unknownDay), authors: d.author.codes(a.Authors), cites: d.host.codes(a.Cites),
		text: d.text.code(a.CopiesOf),
	}
	r.places, r.filed = d.placesOf(a)
	if a.Ref.Revision > 1 {
		r.changed = 1
	}
	return r
}

// row returns an article as it was added.
func (b *block) row(a uint32) articleRow {
	return articleRow{
		b.aOrdinal[a], b.aID[a], b.aOutlet[a], b.aHost[a], b.aSection[a], b.aLang[a], b.aKind[a],
		b.aPub[a], b.aSeen[a], b.aChanged[a], b.aText[a], b.aAuthors.of(a), b.aCites.of(a), b.placed.of.of(a), b.placed.filed[a],
	}
}

// published returns what an article's date sorts and filters by: the clock of the page
// itself, as a reader sees it, whatever its zone, in seconds since 1970; unknownDay if
// there is no date.
func published(ref indexer.ArticleRef) int64 {
	if t, err := time.Parse(time.DateOnly, ref.Published); err == nil {
		return t.Unix()
	}
	t, err := time.Parse(time.RFC3339, ref.Published)
	if err != nil {
		return unknownDay
	}
	_, offset := t.Zone()
	return t.Unix() + int64(offset)
}

func (b *block) addArticle(r articleRow) {
	b.aOrdinal, b.aID = append(b.aOrdinal, r.ordinal), append(b.aID, r.id)
	b.aOutlet, b.aHost, b.aKind = append(b.aOutlet, r.outlet), append(b.aHost, r.host), append(b.aKind, r.kind)
	b.aSection, b.aLang = append(b.aSection, r.section), append(b.aLang, r.lang)
	b.aPub, b.aSeen, b.aChanged = append(b.aPub, r.pub), append(b.aSeen, r.seen), append(b.aChanged, r.changed)
	b.aText = append(b.aText, r.text)
	b.aAuthors.add(r.authors)
	b.aCites.add(r.cites)
	b.placed.of.add(r.places)
	b.placed.filed = append(b.placed.filed, r.filed)
	b.aClaims = append(b.aClaims, uint32(b.cOrdinal.n)) //nolint:gosec // rows fit
}

func (b *block) addClaim(c *Claim) {
	v := &c.View
	row := uint32(b.cOrdinal.n) //nolint:gosec // rows fit
	b.cOrdinal.add(c.Ordinal)
	b.cArticle = append(b.cArticle, uint32(len(b.aOrdinal)-1)) //nolint:gosec // rows fit
	b.cSpeaker = append(b.cSpeaker, b.dicts.speaker.code(v.Speaker.Name))
	b.cMedium = append(b.cMedium, uint8(min(b.dicts.medium.code(v.Medium), math.MaxUint8))) //nolint:gosec // bounded; media are few
	b.cOrigins = append(b.cOrigins, uint16(min(v.Origins, math.MaxUint16)))                 //nolint:gosec // bounded
	b.cSure = append(b.cSure, sure(v.Confidence))
	flags := uint8(max(0, slices.Index(claimKinds, v.Kind))) << kindShift //nolint:gosec // kinds are few
	if v.Conflict {
		flags |= conflictFlag
	}
	b.placed.add(b.dicts, v.Places)
	b.addTail(row, v.ID)
	name := nameKey(v.ID)
	b.cFlags, b.cName, b.cName2 = append(b.cFlags, flags), append(b.cName, uint32(name>>8)), append(b.cName2, uint8(name)) //nolint:gosec // two parts
	if v.Origins > 1 || v.Conflict || b.aText[len(b.aText)-1] != 0 {                                                       // of the others there are as many as claims
		b.cCluster.set(row, b.dicts.cluster.code(v.Cluster))
	}
	entries := slices.Clone(v.Entries)
	slices.SortFunc(entries, func(x, y indexer.Entry) int { return strings.Compare(x.ID, y.ID) })
	for i := range entries {
		b.addEvent(row, &entries[i])
	}
}

// sure returns a confidence in ten thousandths.
func sure(confidence float64) uint16 { return uint16(math.Round(10_000 * min(max(confidence, 0), 1))) }

// nameKey returns how a claim's id begins, as ids sort: eight letters behind the c with
// which all begin, five bits each.
func nameKey(id string) (key uint64) {
	for i := 1; i <= 8; i++ {
		letter := uint64(0)
		if i < len(id) {
			switch c := id[i]; { // base 32: figures from 2 to 7, then letters
			case c >= 'a':
				letter = min(uint64(c-'a')+6, 31)
			case c >= '2':
				letter = min(uint64(c-'2'), 5)
			}
		}
		key = key<<5 | letter
	}
	return key
}

func (b *block) addEvent(row uint32, e *indexer.Entry) {
	ends := EventOf(e)
	grain := uint8(max(0, slices.Index(timex.Grains, e.Grain))) //nolint:gosec // grains are few
	if e.Approx() {
		grain |= approxFlag
	}
	if e.Lasts {
		grain |= lastsFlag
	}
	b.pushEvent(row, ends[0], ends[1], grain)
}

// EventOf returns the ends of an entry, as an Event tells them.
func EventOf(e *indexer.Entry) [2]int64 {
	return [2]int64{seconds(e.Start.Time, sinceEver), seconds(e.End.Time, forEver)}
}

// seconds returns a moment in seconds since 1970, open if there is none.
func seconds(t time.Time, open int64) int64 {
	if t.IsZero() {
		return open
	}
	return t.Unix()
}

// pushEvent appends an event; its grain may carry the flag already.
func (b *block) pushEvent(row uint32, start, end int64, grain uint8) {
	grain &^= oddFlag
	first, days := int32(openStart), uint16(0)
	if start != sinceEver {
		first = int32(min(max(floorDiv(start, daySeconds), openStart+1), math.MaxInt32)) //nolint:gosec // bounded
	}
	if n := floorDiv(end-start, daySeconds); start != sinceEver && end != forEver && n >= 0 && n <= math.MaxUint16 {
		days = uint16(n) //nolint:gosec // bounded
	}
	if start == sinceEver || start != int64(first)*daySeconds || end != start+int64(days)*daySeconds {
		grain |= oddFlag
		b.odd.add(uint32(len(b.eClaim)), [2]int64{start, end}) //nolint:gosec // rows fit
	}
	b.eClaim, b.eStart, b.eDays, b.eGrain = append(b.eClaim, row), append(b.eStart, first), append(b.eDays, days), append(b.eGrain, grain)
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// span returns the ends of an event, in seconds since 1970.
func (b *block) span(e uint32) (start, end int64) {
	if b.eGrain[e]&oddFlag != 0 {
		ends := b.odd.at(e)
		return ends[0], ends[1]
	}
	start = int64(b.eStart[e]) * daySeconds
	return start, start + int64(b.eDays[e])*daySeconds
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
	case start == sinceEver && end == forEver:
		return forEver, forEver
	case start == sinceEver:
		return end, forEver
	case end == forEver:
		return start, forEver
	}
	return start, max(end-start, 0)
}

func (b *block) place(e uint32) Place {
	start, end := b.span(e)
	at, width := placeOf(start, end)
	name, claim := b.name(e)
	return Place{at, width, name, claim, start}
}

// name returns what parts an event from others that are told alike: how the id of its claim
// begins, and the claim's ordinal.
func (b *block) name(e uint32) (name uint64, claim uint32) {
	c := b.eClaim[e]
	return uint64(b.cName[c])<<8 | uint64(b.cName2[c]), b.cOrdinal.at(c)
}

// Compare orders places.
func (p Place) Compare(q Place) int {
	return cmp.Or(cmp.Compare(p.At, q.At), cmp.Compare(p.Width, q.Width), cmp.Compare(p.Name, q.Name), cmp.Compare(p.Claim, q.Claim), cmp.Compare(p.Start, q.Start))
}

// finish sorts the events, and works out what is found by.
func (b *block) finish() {
	n := len(b.eClaim)
	runs := b.weave()
	by := make([]uint32, n)
	for i := range by {
		by[i] = uint32(i) //nolint:gosec // rows fit
	}
	slices.SortFunc(by, func(x, y uint32) int {
		if runs[x] != runs[y] {
			return cmp.Compare(runs[x], runs[y])
		}
		return cmp.Or(b.place(x).Compare(b.place(y)), cmp.Compare(x, y))
	})
	old := *b
	b.eClaim, b.eStart, b.eDays, b.eGrain = make([]uint32, n), make([]int32, n), make([]uint16, n), make([]uint8, n)
	b.odd = odd{}
	for i, from := range by {
		b.eClaim[i], b.eStart[i], b.eDays[i], b.eGrain[i] = old.eClaim[from], old.eStart[from], old.eDays[from], old.eGrain[from]
		if b.eGrain[i]&oddFlag != 0 {
			b.odd.add(uint32(i), old.odd.at(from)) //nolint:gosec // rows fit
		}
	}
	b.derive()
}

// derive works out what follows from the rest.
func (b *block) derive() {
	b.aClaims = append(b.aClaims[:len(b.aOrdinal):len(b.aOrdinal)], uint32(b.cOrdinal.n)) //nolint:gosec // rows fit
	b.deriveStrands()
	b.deriveEvents()
	b.deriveFacets()
	b.placed.derive()
	b.deriveSites()
	b.bySpeaker = newPostings(len(b.eClaim), func(e uint32) (uint32, bool) { return b.cSpeaker[b.eClaim[e]], true })
	b.undatedBy = newPostings(len(b.cSpeaker), func(c uint32) (uint32, bool) { return b.cSpeaker[c], b.cEvents[c] == noEvents })
}

// deriveSites finds articles and events by site.
func (b *block) deriveSites() {
	type site struct{ outlet, host uint32 }
	numbers := map[site]uint32{}
	var all []site
	of := make([]uint32, len(b.aOutlet)) // sites of articles
	for a := range of {
		at := site{b.aOutlet[a], b.aHost[a]}
		n, ok := numbers[at]
		if !ok {
			n = uint32(len(all)) //nolint:gosec // sites fit
			numbers[at], all = n, append(all, at)
		}
		of[a] = n
	}
	b.sites.byOutlet = newPostings(len(all), func(n uint32) (uint32, bool) { return all[n].outlet, true })
	b.sites.byHost = newPostings(len(all), func(n uint32) (uint32, bool) { return all[n].host, true })
	b.bySite = newPostings(len(of), column(of))
	b.told = newPostings(len(b.eClaim), func(e uint32) (uint32, bool) { return of[b.cArticle[b.eClaim[e]]], true })
	b.undatedAt = make([]int32, len(all))
	for c, events := range b.cEvents {
		if events == noEvents {
			b.undatedAt[of[b.cArticle[c]]]++
		}
	}
}

// deriveFacets gathers what the claims of every article have.
func (b *block) deriveFacets() {
	b.aSpeakers, b.aMedia, b.aGrains, b.aTold = lists{}, lists{}, lists{}, make([]uint8, len(b.aOrdinal))
	var speakers, media, grains []uint32
	once := func(to *lists, values []uint32) []uint32 {
		slices.Sort(values)
		to.add(slices.Compact(values))
		return values[:0]
	}
	for a := range b.aOrdinal {
		for c := b.aClaims[a]; c < b.aClaims[a+1]; c++ {
			speakers, media = append(speakers, b.cSpeaker[c]), append(media, uint32(b.cMedium[c]))
			for _, e := range b.eventsOf(c) {
				grains = append(grains, uint32(b.eGrain[e]&^grainFlags))
			}
			b.aTold[a] |= b.cFlags[c] & conflictFlag
			if b.cOrigins[c] > 1 {
				b.aTold[a] |= toldByMany
			}
		}
		speakers, media, grains = once(&b.aSpeakers, speakers), once(&b.aMedia, media), once(&b.aGrains, grains)
	}
	for _, l := range []*lists{&b.aSpeakers, &b.aMedia, &b.aGrains} {
		l.first, l.values = slices.Clip(l.first), slices.Clip(l.values)
	}
}

// deriveEvents finds the events of claims.
func (b *block) deriveEvents() {
	b.cEvents, b.several, b.undatedAll = make([]uint32, b.cOrdinal.n), lists{}, b.cOrdinal.n
	for c := range b.cEvents {
		b.cEvents[c] = noEvents
	}
	more := map[uint32][]uint32{} // events of claims that have several
	for e, c := range b.eClaim {
		row := uint32(e) //nolint:gosec // rows fit
		switch first := b.cEvents[c]; {
		case first == noEvents:
			b.cEvents[c] = row
			b.undatedAll--
		case more[c] == nil:
			more[c] = []uint32{first, row}
		default:
			more[c] = append(more[c], row)
		}
	}
	for _, c := range slices.Sorted(maps.Keys(more)) {
		b.cEvents[c] = severalFlag | uint32(max(len(b.several.first)-1, 0)) //nolint:gosec // rows fit
		b.several.add(more[c])
	}
}

// An Age is where an article stands among all, the newest first, those without a date
// last.
type Age struct {
	Pub int64
	ID  string
}

func (b *block) age(a uint32) Age { return Age{b.aPub[a], b.aID[a]} }

// Compare orders ages.
func (a Age) Compare(b Age) int { return cmp.Or(cmp.Compare(b.Pub, a.Pub), cmp.Compare(a.ID, b.ID)) }

// eventsOf returns the events of a claim.
func (b *block) eventsOf(c uint32) []uint32 {
	switch at := b.cEvents[c]; {
	case at == noEvents:
		return nil
	case at&severalFlag != 0:
		return b.several.of(at &^ severalFlag)
	}
	return b.cEvents[c : c+1]
}

// ArticleOf returns the ordinal of the article that the claim with an ordinal is in, and
// its place among the claims there.
func (s *Snapshot) ArticleOf(claim uint32) (article uint32, nth int, ok bool) {
	for i := range s.parts {
		p := &s.parts[i]
		if c, ok := p.claimRow(claim); ok {
			a := p.cArticle[c]
			return p.aOrdinal[a], int(c - p.aClaims[a]), true
		}
	}
	return 0, 0, false
}

// claimRow returns the row of the claim with an ordinal.
func (b *block) claimRow(ordinal uint32) (uint32, bool) { return b.cOrdinal.row(ordinal) }

func (b *block) articleRow(ordinal uint32) (uint32, bool) { return rowOf(b.aOrdinal, ordinal) }

// rowOf finds an ordinal in a column of them. Where none is missing it is where it
// should be.
func rowOf(column []uint32, ordinal uint32) (uint32, bool) {
	if len(column) == 0 || ordinal < column[0] || ordinal > column[len(column)-1] {
		return 0, false
	}
	if i := ordinal - column[0]; int(i) < len(column) && column[i] == ordinal {
		return i, true
	}
	i, ok := slices.BinarySearch(column[:min(len(column), int(ordinal-column[0])+1)], ordinal)
	return uint32(i), ok //nolint:gosec // rows fit
}

// merge returns one block of what lives in several, whose ordinals follow on one another.
func merge(parts []part) *block {
	m := &block{dicts: parts[0].dicts}
	m.grow(parts)
	var rows []uint32 // of claims, in the merged block
	for _, p := range parts {
		b := p.block
		rows = slices.Grow(rows[:0], b.cOrdinal.n)[:b.cOrdinal.n]
		for a := range b.aOrdinal {
			row := uint32(a) //nolint:gosec // rows fit
			if p.dead(row) {
				continue
			}
			m.addArticle(b.row(row))
			for c := b.aClaims[a]; c < b.aClaims[a+1]; c++ {
				rows[c] = uint32(m.cOrdinal.n) //nolint:gosec // rows fit
				m.copyClaim(b, c)
			}
		}
		for e, c := range b.eClaim {
			if p.dead(b.cArticle[c]) {
				continue
			}
			start, end := b.span(uint32(e)) //nolint:gosec // rows fit
			m.pushEvent(rows[c], start, end, b.eGrain[e])
		}
	}
	m.finish()
	return m
}

// copyClaim appends a claim of another block to the article that was added last.
func (b *block) copyClaim(from *block, c uint32) {
	b.cCluster.set(uint32(b.cOrdinal.n), from.cCluster.at(c)) //nolint:gosec // rows fit
	b.cOrdinal.add(from.cOrdinal.at(c))
	b.cArticle, b.cSpeaker = append(b.cArticle, uint32(len(b.aOrdinal)-1)), append(b.cSpeaker, from.cSpeaker[c]) //nolint:gosec // rows fit
	b.cMedium, b.cOrigins, b.cSure = append(b.cMedium, from.cMedium[c]), append(b.cOrigins, from.cOrigins[c]), append(b.cSure, from.cSure[c])
	b.placed.copy(&from.placed, c)
	b.copyTail(from, c)
	b.cFlags, b.cName, b.cName2 = append(b.cFlags, from.cFlags[c]), append(b.cName, from.cName[c]), append(b.cName2, from.cName2[c])
}

// grow makes room for what lives in some parts, and no more: a block stays for long.
func (b *block) grow(parts []part) {
	var n counts
	for _, p := range parts {
		n.articles, n.claims, n.events = n.articles+p.living.articles, n.claims+p.living.claims, n.events+p.living.events
	}
	b.aOrdinal, b.aID, b.aOutlet, b.aHost = make([]uint32, 0, n.articles), make([]string, 0, n.articles), make([]uint32, 0, n.articles), make([]uint32, 0, n.articles)
	b.aKind, b.aSection, b.aLang = make([]uint16, 0, n.articles), make([]uint32, 0, n.articles), make([]uint32, 0, n.articles)
	b.aPub, b.aSeen, b.aChanged = make([]int64, 0, n.articles), make([]int64, 0, n.articles), make([]uint8, 0, n.articles)
	b.aText = make([]uint32, 0, n.articles)
	b.placed.filed, b.placed.counts = make([]uint8, 0, n.articles), make([]uint8, 0, n.claims)
	b.aClaims = make([]uint32, 0, n.articles+1)
	b.cArticle, b.cSpeaker = make([]uint32, 0, n.claims), make([]uint32, 0, n.claims)
	b.cMedium, b.cOrigins, b.cSure = make([]uint8, 0, n.claims), make([]uint16, 0, n.claims), make([]uint16, 0, n.claims)
	b.cFlags, b.cName, b.cName2 = make([]uint8, 0, n.claims), make([]uint32, 0, n.claims), make([]uint8, 0, n.claims)
	b.cTail, b.cTail2 = make([]uint32, 0, n.claims), make([]uint8, 0, n.claims)
	b.eClaim, b.eStart, b.eDays, b.eGrain = make([]uint32, 0, n.events), make([]int32, 0, n.events), make([]uint16, 0, n.events), make([]uint8, 0, n.events)
}
