package indexer

import (
	"cmp"
	"slices"

	"dateline/indexer/claim"
	"dateline/indexer/people"
	"dateline/indexer/timex"
	"dateline/scraper"
)

// leastConfidence is how sure a claim must be to be told of at all.
const leastConfidence = 0.3

// Read analyses a revision: its claims, each with the times that it speaks of.
// A time belongs to the innermost claim whose words hold it: what stands inside a
// quotation is the speaker's, "he said in 1990" the author's. Claims have no ids
// yet: see Keep. Of a text that is not in English nothing is read, see InEnglish.
func Read(rev scraper.Revision, opt claim.Options) *Reading {
	if !InEnglish(&rev) {
		return &Reading{Revision: rev}
	}
	r := &Reading{Revision: rev, Mentions: timex.Find(rev.Text, rev.Published.Time)}
	for _, c := range claim.Find(&rev.Article, opt) {
		if c.Confidence >= leastConfidence {
			r.Claims = append(r.Claims, DatedClaim{Claim: c})
		}
	}
	r.Filed = people.Filed(&rev.Article)
	for i, m := range r.Mentions {
		if m.Type != timex.DateType && m.Type != timex.TimeType && m.Type != timex.EventType || !m.Placed() && m.Unresolved == "" {
			continue
		}
		if c := r.innermost(claim.Span{Start: m.Start, End: m.End}); c >= 0 {
			r.Claims[c].Times = append(r.Claims[c].Times, i)
		}
	}
	return r
}

// innermost returns the claim with the fewest words that hold s, -1 if none does.
func (r *Reading) innermost(s claim.Span) int {
	best, least := -1, 0
	for i, c := range r.Claims {
		for _, part := range c.Parts {
			if !part.Contains(s) {
				continue
			}
			size := 0
			for _, p := range c.Parts {
				size += p.End - p.Start
			}
			// Of two that are as long, what somebody said before what the author asserts.
			if best < 0 || size < least || size == least && r.Claims[best].Kind == claim.Author {
				best, least = i, size
			}
		}
	}
	return best
}

// Keep gives the claims their ids, those of the claims in known that they are, puts them in
// the order in which every answer has them, and returns all that is known now.
func (r *Reading) Keep(known []claim.Known) []claim.Known {
	found := make([]claim.Claim, len(r.Claims))
	for i, c := range r.Claims {
		found[i] = c.Claim
	}
	kept, all := claim.Keep(r.Revision.ArticleID, known, found)
	for i := range kept {
		r.Claims[i].ID = kept[i].ID
	}
	slices.SortFunc(r.Claims, inText)
	return all
}

// inText orders the claims of a text: by where they begin, then by where they end, then by
// their ids. Nothing in it depends on what other claims there are: whoever turns a page
// while some go finds the others where they were.
func inText(a, b DatedClaim) int {
	s, t := a.Span(), b.Span()
	return cmp.Or(cmp.Compare(s.Start, t.Start), cmp.Compare(s.End, t.End), cmp.Compare(a.ID, b.ID))
}
