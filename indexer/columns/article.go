package columns

import (
	"strings"
	"time"

	"dateline/indexer"
	"dateline/scraper"
)

// An articleRow is an article in the numbers of the columns.
type articleRow struct {
	ordinal                     uint32
	id                          string
	outlet, host, section, lang uint32
	kind                        uint32
	pub, seen                   int64
	changed                     uint8
	text                        uint32
	authors, cites, places      []uint32
	filed                       uint8  // how many of the places it was filed from
	grains                      uint32 // of its claims, in bits
	told                        uint8
}

func (d *dicts) row(a *Article) articleRow {
	r := articleRow{
		ordinal: a.Ordinal, id: a.Ref.ID, outlet: d.outlet.code(a.Ref.Outlet), host: d.host.code(Fold(scraper.HostOf(a.Ref.URL))),
		section: d.section.code(a.Section), lang: d.lang.code(strings.ToLower(a.Language)), kind: d.kind.code(a.Ref.Kind),
		pub: Published(a.Ref), seen: seconds(a.Seen, UnknownDay), authors: d.author.codes(a.Authors), cites: d.host.codes(a.Cites),
		text: d.text.code(a.CopiesOf),
	}
	r.places, r.filed = d.placesOf(a)
	if a.Ref.Revision > 1 {
		r.changed = 1
	}
	for i := range a.Claims {
		v := &a.Claims[i].View
		if v.Conflict {
			r.told |= conflictFlag
		}
		if v.Origins > 1 {
			r.told |= toldByMany
		}
		for k := range v.Entries {
			r.grains |= 1 << grainOf(&v.Entries[k])
		}
	}
	return r
}

// row returns an article as it was added.
func (b *block) row(a uint32) articleRow {
	return articleRow{
		b.aOrdinal.at(a), b.aID.at(a), b.aOutlet.At(a), b.aHost.At(a), b.aSection.At(a), b.aLang.At(a), b.aKind.At(a),
		b.aPub.at(a), b.aSeen.at(a), b.aChanged.At(a), b.aText.At(a), b.aAuthors.of(a).plain(), b.aCites.of(a).plain(),
		b.placed.of.of(a).plain(), b.placed.filed.At(a), b.aGrains.At(a), b.aTold.At(a),
	}
}

// Published returns what an article's date sorts and filters by: the clock of the page
// itself, as a reader sees it, whatever its zone, in seconds since 1970; UnknownDay if
// there is no date.
func Published(ref indexer.ArticleRef) int64 {
	if t, err := time.Parse(time.DateOnly, ref.Published); err == nil {
		return t.Unix()
	}
	t, err := time.Parse(time.RFC3339, ref.Published)
	if err != nil {
		return UnknownDay
	}
	_, offset := t.Zone()
	return t.Unix() + int64(offset)
}

func (b *building) addArticle(r articleRow) {
	b.aOrdinal.add(r.ordinal)
	b.aID.add(r.id)
	b.aOutlet.Append(r.outlet)
	b.aHost.Append(r.host)
	b.aKind.Append(r.kind)
	b.aSection.Append(r.section)
	b.aLang.Append(r.lang)
	b.aPub.add(r.pub)
	b.aSeen.add(r.seen)
	b.aChanged.Append(r.changed)
	b.aText.Append(r.text)
	b.aAuthors.add(r.authors)
	b.aCites.add(r.cites)
	b.aClaims.Append(uint32(b.cOrdinal.len())) //nolint:gosec // rows fit
	b.aGrains.Append(r.grains)
	b.aTold.Append(r.told)
	b.placed.of.add(r.places)
	b.placed.filed.Append(r.filed)
	b.places, b.speakers, b.media, b.text = r.places, b.speakers[:0], b.media[:0], r.text
}
