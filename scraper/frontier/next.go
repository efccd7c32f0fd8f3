package frontier

import (
	"hash/fnv"
	"math"
	"net/http"
	"time"
)

// A History is what the visits to one address have taught of it.
type History struct {
	Found     time.Time     // when the address was found
	First     time.Time     // first visit that brought it; zero before
	Published time.Time     // earliest date that it gives itself; zero if it gives none
	Changed   time.Time     // last visit that found it changed, or a list with addresses new to us; zero if none did
	Changes   int           // visits that found it changed
	TTL       time.Duration // pause that a list asks of its readers; zero if it does not say
	Last      Result        // of the last visit that ended; empty before
}

// after returns the history that a visit at now adds o to.
func (h History) after(o Outcome, now time.Time) History {
	h.Last = o.Result
	if o.Result == Failed || o.Result == Disallowed {
		return h
	}
	if h.First.IsZero() {
		h.First = now
	}
	// A server that stamps every answer with the time of the answer says nothing.
	for _, t := range []time.Time{o.Published, o.Modified} {
		if !t.IsZero() && t.Before(now) && (h.Published.IsZero() || t.Before(h.Published)) {
			h.Published = t
		}
	}
	if o.Result == Revised || o.Result == Listing && o.Added > 0 {
		h.Changed = now
		h.Changes++
	}
	if o.TTL > 0 || o.Result == Listing {
		h.TTL = o.TTL
	}
	return h
}

// The bounds of the pause between two visits to an address.
const (
	least = 5 * time.Minute
	most  = 365 * 24 * time.Hour
	day   = 24 * time.Hour
)

// Pauses of addresses that are no articles, or do not answer as such.
const (
	everyList  = 30 * time.Minute // a list that we know nothing of yet
	mostList   = day              // one that has had nothing new for days
	politeList = time.Minute      // the least that a person may ask for
	mostTTL    = day              // as far as a list's own wish is heeded
	mostFresh  = 6 * time.Hour    // as far as Cache-Control is heeded: a year is no promise that nothing will be corrected
	firstRetry = 15 * time.Minute
	mostRetry  = 7 * day
	firstGone  = 6 * time.Hour // 404: it may be an oversight
	firstEnded = 7 * day       // 410: it is meant
	forbidden  = day           // until robots.txt is asked again
	mostForbid = 30 * day
	firstOther = day // a page that is no article
)

// Next returns the pause before the next visit after one at now that went as o
// says. v is as it was leased.
//
// No two addresses have the same pause: up to a tenth is added, by the address,
// so that what was found at once does not come due at once. It is never less
// than a server asked for.
func Next(v *Visit, o Outcome, now time.Time) time.Duration {
	pause := plan(v, o, now)
	if o.Every > 0 && v.Form != PageForm && o.Result != Failed && o.Result != Disallowed {
		return max(o.Every, politeList)
	}
	pause = min(max(pause, least), most)
	h := fnv.New32a()
	_, _ = h.Write([]byte(v.URL)) // never fails
	return pause + time.Duration(float64(pause)*float64(h.Sum32())/math.MaxUint32/10)
}

// plan returns the pause before bounds and spread.
func plan(v *Visit, o Outcome, now time.Time) time.Duration {
	switch {
	case o.Result == Disallowed && v.Last == Disallowed:
		return min(max(2*v.Every, forbidden), mostForbid)
	case o.Result == Disallowed:
		return forbidden
	case o.Result == Failed && (o.Status == http.StatusNotFound || o.Status == http.StatusGone):
		first := firstGone
		if o.Status == http.StatusGone {
			first = firstEnded
		}
		pause := first << (2 * min(v.Failures, 6))
		if v.Form != PageForm {
			pause = min(pause, mostRetry)
		}
		return max(pause, o.RetryAfter)
	case o.Result == Failed:
		// Doubled with every failure in a row, so that a dead host costs little.
		pause := firstRetry << min(v.Failures, 12)
		return max(min(pause, mostRetry), o.RetryAfter)
	case v.Form != PageForm:
		return planList(v, o, now)
	case (o.Result == Other || o.Result == Forgotten) && v.Last == o.Result:
		return max(3*v.Every, firstOther)
	case o.Result == Other || o.Result == Forgotten:
		return firstOther
	}
	return max(planArticle(v.after(o, now), now), min(o.Fresh, mostFresh))
}

// planList returns the pause of a feed, sitemap or listing: shorter where the
// last reading brought something new, longer where not, but never more than a
// tenth of the time that it has been silent.
func planList(v *Visit, o Outcome, now time.Time) time.Duration {
	h := v.after(o, now)
	pause := everyList
	switch {
	case v.Visited.IsZero() || v.Failures > 0 || v.Every == 0:
	case h.Changed.Equal(now):
		pause = v.Every * 2 / 3
	default:
		last := later(h.Changed, h.First)
		if h.Changed.IsZero() && !o.Modified.IsZero() && o.Modified.Before(last) {
			last = o.Modified
		}
		silent := max(now.Sub(last)/10, everyList)
		pause = min(v.Every*5/4, silent, mostList)
	}
	return max(pause, min(h.TTL, mostTTL), min(o.Fresh, mostFresh))
}

// How an article is expected to change. Its rate falls with the square of its age
// a: perLife/settling / (1 + a/settling)^2, so that perLife changes are expected
// in all, half of them in the first hours. The pause that finds most changes soon
// for a number of visits goes with the inverse root of the rate, and thus in
// proportion to age: soonest at first, and a quarter of the age later on.
const (
	perLife  = 2.6           // NewsEdits (NAACL 2022) counts 3.6 versions an article
	settling = 3 * time.Hour // half of the changes come within it
	soonest  = 15 * time.Minute
	growth   = 0.25 // pause per age
	doubt    = 1.0  // how many changes' worth of weight the expectation has against what was seen
)

// planArticle returns the pause before an article is visited again.
func planArticle(h History, now time.Time) time.Duration {
	born := earlier(h.Found, h.Published)
	age := max(now.Sub(born), 0)
	// What was changed lately may be changed again soon, as when it was new; an
	// old article is not quite new by that.
	if !h.Changed.IsZero() {
		age = min(age, max(3*now.Sub(h.Changed), age/100))
	}
	pause := float64(soonest) + growth*float64(age)
	// Changes come by chance, at a rate that is expectation × m. What is
	// known of m after so many changes since the first visit is a gamma
	// distribution; this is its mean.
	expected := perLife * (fallen(now.Sub(born)) - fallen(h.First.Sub(born)))
	m := (doubt + float64(h.Changes)) / (doubt + expected)
	return time.Duration(min(pause/math.Sqrt(m), float64(most)))
}

// fallen returns the share of an article's changes that is expected up to an age.
func fallen(age time.Duration) float64 {
	a := float64(max(age, 0))
	return a / (a + float64(settling))
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// earlier returns the earlier of two times, one of which may be zero: then the other.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
