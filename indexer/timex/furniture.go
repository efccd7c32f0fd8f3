package timex

// Dates that tell when a page was made, or a photograph taken, and of nothing that happened.

// notEvent says why e, which stands in the tokens from i to next, tells of nothing that
// happened though it is a date; "" if it may.
func (r *reader) notEvent(e *expr, i, next int) string {
	switch {
	case r.dateline(e, i, next):
		return "it is the dateline of the report"
	case r.caption(i, next):
		return "it dates a photograph from the archive"
	case r.credit(i, next):
		return "it says when the post was published"
	case r.stamp(i):
		return "it says when the page was made or changed"
	case r.is(next, "by") && r.is(next+1, "the") && r.is(next+2, "julian") || r.is(r.skip(next, ",", "("), "old") && r.is(r.skip(next, ",", "(")+1, "style"):
		return "it is of the Julian calendar"
	}
	return ""
}

// dateline reports whether the day from i to next stands in the dateline that opens a
// paragraph: "LONDON, May 3 (Reuters) -".
func (r *reader) dateline(e *expr, i, next int) bool {
	if e.kind != point || e.day == 0 || e.month == 0 || !r.is(i-1, ",") || !r.tok(i-2).word || r.tok(i-9).paragraph == r.tok(i).paragraph {
		return false
	}
	first := r.opening(i - 2)
	if t := r.tok(first); !t.upper || !r.allCaps(first) || len(t.text) < 3 {
		return false
	}
	if r.is(next, "(") {
		for k := next + 1; k < next+6; k++ {
			if r.is(k, ")") {
				return true
			}
		}
	}
	return r.is(next, "-", "–", "—", "_")
}

// opening returns the first token of the paragraph of i, of which it is one of the first few.
func (r *reader) opening(i int) int {
	for r.tok(i-1).paragraph == r.tok(i).paragraph {
		i--
	}
	return i
}

// caption reports whether the date from i to next is that of a photograph: "in this Oct. 2, 2011,
// file photo", "FILE - She leaves the court, Nov. 6, 2019".
func (r *reader) caption(i, next int) bool {
	after := r.skip(next, ",")
	photo := func(k int) bool {
		return r.is(k, "photo", "photograph", "picture", "image", "photos", "pictures", "photographs")
	}
	if r.is(after, "file", "archive", "handout") && photo(after+1) || photo(after) && (r.is(i-1, "this") || r.is(i, "this")) {
		return true
	}
	for k := i; k > i-40 && r.tok(k).paragraph == r.tok(i).paragraph; k-- {
		if r.tok(k-1).paragraph != r.tok(k).paragraph {
			return r.tok(k).text == "FILE" && r.is(k+1, "-", "–", "—", ":")
		}
	}
	return false
}

// credit reports whether the date from i to next stands behind the name of an account, as it
// does below a post that is shown in a page: "— Ann Example (@example) May 3, 2023".
func (r *reader) credit(i, next int) bool {
	if !r.is(i-1, ")") || r.tok(next).paragraph == r.tok(i).paragraph {
		return false
	}
	for k := i - 2; k > i-8; k-- {
		if r.is(k, "@") {
			return true
		}
	}
	return false
}

// stamp reports whether the date at i is one that a page says of itself: "Updated: March 11",
// "Published 3 days ago", "This story was last updated on Feb. 9".
func (r *reader) stamp(i int) bool {
	k := i - 1
	if r.is(k, "on", "at", "of") {
		k--
	}
	if r.is(k, ":") {
		k--
	}
	if !r.is(k, "updated", "modified", "revised", "posted", "published", "expires", "reviewed", "amended", "corrected") || r.tok(k).sentence != r.tok(i).sentence {
		return false
	}
	verb := k
	if r.is(k-1, "last", "first") {
		k--
	}
	if r.tok(k-1).paragraph != r.tok(k).paragraph { // it opens its paragraph
		return !r.is(verb, "published") || r.is(verb+1, ":", "on") || !r.is(i, "in")
	}
	if r.is(k-1, "was") && r.is(k-2, "story", "article", "page", "post", "report", "piece") && r.is(k-3, "this") {
		return !r.is(verb, "published")
	}
	return r.is(verb, "expires", "revised", "modified") && (r.is(verb-1, "last", ".", ":") || r.tok(verb).first)
}
