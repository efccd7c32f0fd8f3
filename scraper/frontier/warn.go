package frontier

import (
	"fmt"
	"math"
)

// A Warning says that a figure of an outlet is clearly worse than before: its
// site may have changed, and the readers may miss what it now holds.
type Warning struct {
	Figure string  `json:"figure"` // "visits", "new", "yield", "failed", "disallowed", "dated" or "signed"
	Was    float64 `json:"was"`    // before: a week's number, or a share from 0 to 1
	Is     float64 `json:"is"`     // in the last 7 days
	Says   string  `json:"says"`   // both, in a sentence
}

// When a figure is clearly worse. Small numbers rise and fall by chance: a
// number or share must also lie sure standard deviations from what was.
const (
	enoughDays = 7   // to compare with
	enough     = 10  // visits, pages or articles, now and before
	halved     = 0.5 // of a number of visits or articles
	dropped    = 0.7 // of a share
	risen      = 2.0 // of a share that should be low
	muchOfAll  = 0.1 // below which such a share needs no word
	sure       = 3.0
)

// Warnings returns what is clearly worse in the last week than in the 28 days
// before it, in a fixed order; none where too little is known.
func Warnings(h Health) []Warning {
	list := []Warning{}
	if h.Days < enoughDays {
		return list
	}
	now, was := h.Week, h.Before
	weeks := float64(h.Days) / week
	fewer := func(figure, of string, n, m int) {
		expected := float64(m) / weeks
		if expected < enough || float64(n) >= halved*expected || expected-float64(n) < sure*math.Sqrt(expected) {
			return
		}
		list = append(list, Warning{figure, expected, float64(n), fmt.Sprintf("%d %s in 7 days, %.0f in a week before", n, of, expected)})
	}
	share := func(figure, of string, n, all, m, allBefore int, worse func(is, was float64) bool) {
		if all < enough || allBefore < enough {
			return
		}
		is, before := float64(n)/float64(all), float64(m)/float64(allBefore)
		// Both are samples; the one before may be all or none by chance.
		mean := (float64(n+m) + 1) / (float64(all+allBefore) + 2)
		deviation := math.Sqrt(mean * (1 - mean) * (1/float64(all) + 1/float64(allBefore)))
		if !worse(is, before) || math.Abs(is-before) < sure*deviation {
			return
		}
		list = append(list, Warning{figure, before, is, fmt.Sprintf("%.0f%% %s in 7 days, %.0f%% before", 100*is, of, 100*before)})
	}
	less := func(is, was float64) bool { return is < dropped*was }
	more := func(is, was float64) bool { return is >= muchOfAll && is > risen*was }

	fewer("visits", "visits", now.Visits, was.Visits)
	fewer("new", "new articles", now.New, was.New)
	share("yield", "of the pages hold an article", now.Articles, now.Pages, was.Articles, was.Pages, less)
	share("failed", "of the visits failed", now.Failed, now.Visits, was.Failed, was.Visits, more)
	share("disallowed", "of the visits are disallowed by robots.txt", now.Disallowed, now.Visits, was.Disallowed, was.Visits, more)
	share("dated", "of the articles are dated", now.Dated, now.Stored, was.Dated, was.Stored, less)
	share("signed", "of the articles name an author", now.Signed, now.Stored, was.Signed, was.Stored, less)
	return list
}
