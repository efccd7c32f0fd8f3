package columns

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"dateline/indexer"
	"dateline/indexer/packed"
	"dateline/indexer/timex"
)

// A building is a block that is being made: its columns are appended to, and read once it
// is finished.
type building struct {
	*block
	places   []uint32 // of the article that was added last
	speakers []uint32 // of its claims so far
	media    []uint32 // the same
	text     uint32   // its own

	known  map[extent]uint32 // numbers of extents
	many   []int             // how many events have each
	events []toldEvent
}

// A toldEvent is an event before it has its place.
type toldEvent struct {
	claim  uint32
	extent uint32 // its number
	flags  uint8
}

// newBlock returns a block of articles, whose ordinals and those of their claims rise.
func newBlock(d *dicts, articles []Article) *block {
	b := &building{block: &block{dicts: d}, known: map[extent]uint32{}}
	for i := range articles {
		a := &articles[i]
		b.addArticle(d.row(a))
		for k := range a.Claims {
			b.addClaim(&a.Claims[k])
		}
	}
	return b.finish()
}

// merge returns one block of what lives in several, whose ordinals follow on one another.
func merge(parts []part) *block {
	m := &building{block: &block{dicts: parts[0].dicts}, known: map[extent]uint32{}}
	living := 0
	for _, p := range parts {
		living += p.living.events
	}
	m.events = make([]toldEvent, 0, living)
	var claims []uint32 // where those of a part are now
	for i := range parts {
		p := &parts[i]
		claims = slices.Grow(claims[:0], p.cOrdinal.len())[:p.cOrdinal.len()]
		for a := range uint32(p.aOrdinal.len()) { //nolint:gosec // rows fit
			if p.dead(a) {
				continue
			}
			m.addArticle(p.row(a))
			for c, to := p.aClaims.At(a), p.aClaims.At(a+1); c < to; c++ {
				claims[c] = uint32(m.cOrdinal.len()) //nolint:gosec // rows fit
				m.copyClaim(p.block, c)
			}
		}
		m.copyEvents(p, claims)
	}
	return m.finish()
}

// seconds returns a moment in seconds since 1970, open if there is none.
func seconds(t time.Time, open int64) int64 {
	if t.IsZero() {
		return open
	}
	return t.Unix()
}

// EventOf returns the ends of an entry, as an Event tells them.
func EventOf(e *indexer.Entry) [2]int64 {
	return [2]int64{seconds(e.Start.Time, SinceEver), seconds(e.End.Time, ForEver)}
}

// grainOf returns the grain of an entry, as its place in timex.Grains.
func grainOf(e *indexer.Entry) uint8 {
	return uint8(max(0, slices.Index(timex.Grains, e.Grain))) //nolint:gosec // grains are few
}

// sure returns a confidence in ten thousandths.
func sure(confidence float64) uint16 { return uint16(math.Round(10_000 * min(max(confidence, 0), 1))) }

// addClaim adds a claim to the article that was added last.
func (b *building) addClaim(c *Claim) {
	v := &c.View
	row := uint32(b.cOrdinal.len())                                       //nolint:gosec // rows fit
	flags := uint8(max(0, slices.Index(claimKinds, v.Kind))) << kindShift //nolint:gosec // kinds are few
	if v.Conflict {
		flags |= conflictFlag
	}
	if v.Origins > 1 || v.Conflict || b.text != 0 { // of the others there are as many as claims
		flags |= b.addCluster(row, v.Cluster, v.ID)
	}
	speaker, medium := b.dicts.speaker.code(v.Speaker.Name), b.dicts.medium.code(v.Medium)
	if !slices.Contains(b.speakers, speaker) {
		b.speakers, flags = append(b.speakers, speaker), flags|speakerFlag
	}
	if !slices.Contains(b.media, medium) {
		b.media, flags = append(b.media, medium), flags|mediumFlag
	}
	b.cOrdinal.add(c.Ordinal)
	b.cIDs.add(v.ID)
	b.cArticle.Append(uint32(b.aOrdinal.len() - 1)) //nolint:gosec // rows fit
	b.cSpeaker.Append(speaker)
	b.cMedium.Append(medium)
	b.cOrigins.Append(uint32(min(max(v.Origins, 0), math.MaxInt32))) //nolint:gosec // bounded
	b.cSure.Append(sure(v.Confidence))
	b.cFlags.Append(flags)
	b.placed.add(b.dicts, b.places, v.Places)
	entries := slices.Clone(v.Entries)
	slices.SortFunc(entries, func(x, y indexer.Entry) int { return strings.Compare(x.ID, y.ID) })
	for i := range entries {
		b.addEvent(row, &entries[i])
	}
}

// addCluster notes the cluster of a claim, and returns the flag that tells of it.
func (b *building) addCluster(row uint32, cluster, id string) uint8 {
	k := b.dicts.clusterOf(cluster)
	switch {
	case k == clusterKey{}:
		return 0
	case cluster == id && k.tail&claimsID != 0:
		return ownFlag
	}
	b.cClusters.add(row, k)
	return sharedFlag
}

// copyClaim adds a claim of another block to the article that was added last.
func (b *building) copyClaim(from *block, c uint32) {
	if from.cFlags.At(c)&sharedFlag != 0 {
		b.cClusters.add(uint32(b.cOrdinal.len()), from.cluster(c)) //nolint:gosec // rows fit
	}
	b.cOrdinal.add(from.cOrdinal.at(c))
	b.cIDs.copy(&from.cIDs, c)
	b.cArticle.Append(uint32(b.aOrdinal.len() - 1)) //nolint:gosec // rows fit
	b.cSpeaker.Append(from.cSpeaker.At(c))
	b.cMedium.Append(from.cMedium.At(c))
	b.cOrigins.Append(from.cOrigins.At(c))
	b.cSure.Append(from.cSure.At(c))
	b.cFlags.Append(from.cFlags.At(c))
	b.placed.copy(&from.placed, c)
}

func (b *building) addEvent(row uint32, e *indexer.Entry) {
	ends, flags := EventOf(e), uint8(0)
	if e.Approx() {
		flags |= approxFlag
	}
	if e.Lasts {
		flags |= lastsFlag
	}
	b.tell(row, b.number(extent{ends[0], ends[1], grainOf(e)}), flags)
}

// copyEvents adds the events of another part that live. Claims tell where its claims are.
func (b *building) copyEvents(p *part, claims []uint32) {
	for i, r := range p.runs {
		end := uint32(p.eClaim.Len()) //nolint:gosec // rows fit
		if i+1 < len(p.runs) {
			end = p.runs[i+1].first
		}
		x := b.number(r.extent)
		for e := r.first; e < end; e++ {
			if !p.buried(e) {
				b.tell(claims[p.eClaim.At(e)], x, p.eFlags.At(e))
			}
		}
	}
}

// number returns that of an extent.
func (b *building) number(x extent) uint32 {
	n, ok := b.known[x]
	if !ok {
		n = uint32(len(b.many)) //nolint:gosec // rows fit
		b.known[x], b.many = n, append(b.many, 0)
	}
	return n
}

func (b *building) tell(claim, extent uint32, flags uint8) {
	b.events = append(b.events, toldEvent{claim, extent, flags})
	b.many[extent]++
}

// finish puts the events in order, and works out what is found by.
func (b *building) finish() *block {
	n := uint32(b.cOrdinal.len()) //nolint:gosec // rows fit
	b.aClaims.Append(n)
	for _, l := range []*lists{&b.aAuthors, &b.aCites, &b.placed.of} {
		l.end()
	}
	b.aID.seal()
	b.cIDs.odd.seal()
	b.seal()
	b.end()
	b.order(b.weave())
	b.seal()
	b.deriveStrands()
	b.deriveEvents()
	b.deriveSites()
	b.bySpeaker = newPostings(b.eClaim.Len(), func(e uint32) (uint32, bool) { return b.cSpeaker.At(b.eClaim.At(e)), true })
	b.undatedBy = newPostings(b.cOrdinal.len(), func(c uint32) (uint32, bool) { return b.cSpeaker.At(c), b.undated(c) })
	return b.block
}

// seal seals the columns that have been filled.
func (b *block) seal() {
	for _, g := range b.groups() {
		for _, c := range g.columns {
			c.Seal()
		}
	}
}

// end notes where ordinals end, of a block that was filled or read.
func (b *block) end() {
	b.aOrdinal.end()
	b.cOrdinal.end()
}

// order puts the events into the order of their runs, which are given by number of extent,
// and there by the ids of their claims.
func (b *building) order(runs []uint32) {
	places := make([]uint32, len(b.runs)) // where the next event of a run is put
	for i, r := range b.runs {
		places[i] = r.first
	}
	ordered := make([]toldEvent, len(b.events))
	for _, e := range b.events {
		run := runs[e.extent]
		ordered[places[run]] = e
		places[run]++
	}
	type named struct {
		name uint64
		toldEvent
	}
	var alike []named
	for i, r := range b.runs {
		alike = alike[:0]
		for _, e := range ordered[r.first:places[i]] {
			alike = append(alike, named{b.cIDs.names.At(e.claim), e})
		}
		slices.SortFunc(alike, func(x, y named) int {
			return cmp.Or(cmp.Compare(x.name, y.name), cmp.Compare(x.claim, y.claim), cmp.Compare(x.flags, y.flags))
		})
		for _, e := range alike {
			b.eClaim.Append(e.claim)
			b.eRun.Append(uint32(i)) //nolint:gosec // rows fit
			b.eFlags.Append(e.flags)
		}
	}
	b.events = nil
}

// deriveEvents finds the events of claims, see eventsOf.
func (b *block) deriveEvents() {
	n := uint32(b.eClaim.Len()) //nolint:gosec // rows fit
	at := slices.Repeat([]uint32{n}, b.cOrdinal.len())
	more := map[uint32][]uint32{} // events of claims that have several
	for e := range n {
		c := b.eClaim.At(e)
		switch first := at[c]; {
		case first == n:
			at[c] = e
		case more[c] == nil:
			more[c] = []uint32{first, e}
		default:
			more[c] = append(more[c], e)
		}
	}
	for i, c := range slices.Sorted(maps.Keys(more)) {
		at[c] = n + 1 + uint32(i) //nolint:gosec // rows fit
		b.several.add(more[c])
	}
	b.several.end()
	b.seal()
	b.cEvents = packed.Of(at)
}

// deriveSites finds articles and events by site.
func (b *block) deriveSites() {
	type site struct{ outlet, host uint32 }
	numbers := map[site]uint32{}
	var all []site
	of := make([]uint32, b.aOrdinal.len()) // sites of articles
	for a := range of {
		at := site{b.aOutlet.At(uint32(a)), b.aHost.At(uint32(a))} //nolint:gosec // rows fit
		n, ok := numbers[at]
		if !ok {
			n = uint32(len(all)) //nolint:gosec // sites fit
			numbers[at], all = n, append(all, at)
		}
		of[a] = n
	}
	undated := make([]uint32, len(all))
	for c := range uint32(b.cOrdinal.len()) { //nolint:gosec // rows fit
		if b.undated(c) {
			undated[of[b.cArticle.At(c)]]++
		}
	}
	b.sites.byOutlet = newPostings(len(all), func(n uint32) (uint32, bool) { return all[n].outlet, true })
	b.sites.byHost = newPostings(len(all), func(n uint32) (uint32, bool) { return all[n].host, true })
	b.bySite = newPostings(len(of), func(a uint32) (uint32, bool) { return of[a], true })
	b.told = newPostings(b.eClaim.Len(), func(e uint32) (uint32, bool) { return of[b.cArticle.At(b.eClaim.At(e))], true })
	b.undatedAt = packed.Of(undated)
}
