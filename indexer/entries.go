package indexer

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"dateline/indexer/claim"
	"dateline/indexer/people"
	"dateline/indexer/timex"
	"dateline/scraper"
)

// ArticleRef returns the article as entries and answers carry it.
func (r *Reading) ArticleRef() ArticleRef {
	rev := &r.Revision
	return ArticleRef{
		ID: rev.ArticleID, URL: rev.URL, Headline: rev.Headline, Outlet: rev.Outlet,
		Kind: rev.Kind.String(), Published: rev.Published.String(), Revision: rev.Number,
	}
}

// Entries returns the places on the timeline: each claim at each date that it
// speaks of, in order of the text. A claim that names one date twice stands there once.
func (r *Reading) Entries() []Entry {
	entries := []Entry{}
	for _, v := range r.ClaimViews() {
		entries = append(entries, v.Entries...)
	}
	return entries
}

// ClaimViews returns every claim with its entries, in order of the text.
func (r *Reading) ClaimViews() []ClaimView { return r.views(r.Claims) }

// RefusedViews returns what was read as claims, and a person says is none.
func (r *Reading) RefusedViews() []ClaimView { return r.views(r.Refused) }

func (r *Reading) views(claims []DatedClaim) []ClaimView {
	text := []rune(r.Revision.Text)
	article := r.ArticleRef()
	views := make([]ClaimView, 0, len(claims))
	for i := range claims {
		c := &claims[i]
		v := ClaimView{
			ClaimRef: ClaimRef{
				ID: c.ID, Text: c.Text, Kind: c.Kind, Cue: c.Cue, Confidence: c.Confidence,
				Speaker: speakerRef(c), Medium: string(c.Via.Medium), Places: PlaceRefs(c.Places), Refused: c.Refused,
			},
			Article:  article,
			Sentence: sentence(text, c),
			Offsets:  Offsets{Claim: ends(c.Span()), Speaker: ends(c.Speaker.Span)},
			Entries:  []Entry{},
		}
		facts := r.Facts[c.ID]
		v.Cluster, v.Origins, v.Conflict = facts.Cluster, facts.Origins, facts.Conflict
		v.Entries = r.entries(c, v)
		views = append(views, v)
	}
	return views
}

// PlaceRefs returns places as answers carry them.
func PlaceRefs(list []people.Place) []PlaceRef {
	refs := make([]PlaceRef, len(list))
	for i, p := range list {
		refs[i] = PlaceRef{Name: p.Name, Offsets: [2]int{p.Start, p.End}}
	}
	return refs
}

// speakerRef returns the speaker of a claim as answers carry it. Of one who is unclear
// only the words at the claim are told.
func speakerRef(c *DatedClaim) SpeakerRef {
	ref := SpeakerRef{Surface: c.Speaker.Surface, Names: []string{}, Corrected: c.Respoken}
	if c.Confidence < claim.Probable {
		return ref
	}
	ref.ID, ref.Name, ref.Role = SpeakerID(c.Speaker.Name), c.Speaker.Name, c.Speaker.Role
	if len(c.Speaker.Names) > 1 {
		ref.Names = c.Speaker.Names
	}
	return ref
}

// maxSpeakerID is how long the id of a speaker is at most, in bytes. What is longer is a text
// that was taken for a name.
const maxSpeakerID = 200

// SpeakerID returns the id of the speaker with a name: "alnur-mussayev".
func SpeakerID(name string) string {
	id := people.Key(withoutInitials(name))
	return strings.ToValidUTF8(id[:min(len(id), maxSpeakerID)], "")
}

// withoutInitials returns a name without what may stand in it or be left out: "Alexander
// J. Motyl" is Alexander Motyl.
func withoutInitials(name string) string {
	words := strings.Fields(name)
	kept := words[:0]
	for i, w := range words {
		if i > 0 && i < len(words)-1 && len([]rune(strings.TrimSuffix(w, "."))) == 1 && unicode.IsUpper([]rune(w)[0]) {
			continue
		}
		kept = append(kept, w)
	}
	return strings.Join(kept, " ")
}

// sentence returns the sentence of a claim, on one line.
func sentence(text []rune, c *DatedClaim) string {
	s := c.Sentence
	if s.Empty() || s.End > len(text) {
		s = c.Span()
	}
	return strings.ReplaceAll(string(text[s.Start:s.End]), "\n", " ")
}

// ends returns a span as Offsets carry it, nil for an empty one.
func ends(s claim.Span) *[2]int {
	if s.Empty() {
		return nil
	}
	return &[2]int{s.Start, s.End}
}

// entries returns those of one claim, which is shown as v.
func (r *Reading) entries(c *DatedClaim, v ClaimView) []Entry {
	entries := []Entry{}
	type stretch struct{ start, end int64 }
	placed := map[stretch]bool{}
	phrases := map[string]int{}
	for _, t := range c.Times {
		m := r.Mentions[t]
		if !m.Placed() {
			continue
		}
		at := stretch{m.Interval.Start.Unix(), m.Interval.End.Unix()}
		if placed[at] {
			continue
		}
		placed[at] = true
		phrase := strings.ToLower(m.Text)
		phrases[phrase]++
		clock := m.Grain == timex.Hour || m.Grain == timex.Minute
		offsets := v.Offsets
		offsets.Date = &[2]int{m.Start, m.End}
		steps := m.Steps
		if steps == nil {
			steps = []string{}
		}
		entries = append(entries, Entry{
			ID:    entryID(c.ID, phrase, phrases[phrase]),
			Start: Moment{Time: m.Interval.Start, Clock: clock}, End: Moment{Time: m.Interval.End, Clock: clock},
			Grain: m.Grain, EDTF: m.EDTF, Lasts: m.Lasts, Label: m.Label,
			Claim: v.ClaimRef, Article: v.Article, Sentence: v.Sentence, Offsets: offsets,
			Date: DateRef{Phrase: m.Text, Confidence: m.Confidence, Anchor: m.Anchor.Words, Steps: steps, Corrected: r.Redated[t]},
		})
	}
	return entries
}

// Approx reports whether the words of the date are approximate, as EDTF marks it: "around 1987".
func (e *Entry) Approx() bool { return strings.Contains(e.EDTF, "~") }

// entryID names the n-th date of a claim that is told in these words.
func entryID(claimID, phrase string, n int) string {
	sum := sha256.Sum256([]byte(phrase + "\x00" + strconv.Itoa(n)))
	return claimID + "." + hex.EncodeToString(sum[:3])
}

// Untellable reports whether an end of the entry's date is none that JSON can carry: a
// year of five digits. An index leaves it out.
func (e Entry) Untellable() bool {
	for _, m := range []Moment{e.Start, e.End} {
		if year := m.Time.UTC().Year(); !m.Time.IsZero() && (year < 0 || year > 9999) {
			return true
		}
	}
	return false
}

// maxCited bounds how many hosts of one article can be asked for.
const maxCited = 200

// CitedHosts returns the hosts that the article cites, each once, without its own.
func (r *Reading) CitedHosts() []string {
	var list []string
	own := scraper.HostOf(r.Revision.URL)
	for _, c := range r.Revision.Citations {
		if h := scraper.HostOf(c.URL); h != "" && h != own && !slices.Contains(list, h) && len(list) < maxCited {
			list = append(list, h)
		}
	}
	return list
}
