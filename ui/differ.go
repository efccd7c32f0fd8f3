package ui

import (
	"math"
	"slices"
	"strings"
	"time"

	"dateline/indexer"
	"dateline/indexer/timex"
)

// A differing is dates of one claim that cannot both be.
type differing struct {
	Says    []dateSaid
	Drawing *dumbbell // nil if a date has an open end, and so no place
}

// A dateSaid is a date with those who say it.
type dateSaid struct {
	Label   string
	EDTF    string
	Origins string
	Claims  []saying
}

// A saying is a claim that has the date.
type saying struct {
	claimLine
	Article articleLine
	This    bool // the claim that the page is about
}

// differings returns the conflicts of a cluster, as the page of the claim with that id has them.
func differings(id string, c indexer.Cluster) []differing {
	views := map[string]indexer.ClaimView{}
	for _, r := range c.Claims {
		views[r.Claim.ID] = r.Claim
	}
	var all []differing
	for _, conflict := range c.Conflicts {
		says, intervals := inOrder(conflict.Says)
		d := differing{Drawing: newDumbbell(says, intervals)}
		for _, s := range says {
			line := dateSaid{Label: upperFirst(s.Label), EDTF: s.EDTF, Origins: count(s.Origins, "origin")}
			for _, claimID := range s.Claims {
				if v, ok := views[claimID]; ok {
					line.Claims = append(line.Claims, saying{newClaimLine(v.ClaimRef), newArticleLine(v.Article), claimID == id})
				}
			}
			d.Says = append(d.Says, line)
		}
		all = append(all, d)
	}
	return all
}

// inOrder returns the dates by where they begin, with their intervals; without
// these, and as they came, if one of them has no two ends.
func inOrder(says []indexer.DateSaid) ([]indexer.DateSaid, []timex.Interval) {
	type dated struct {
		indexer.DateSaid
		timex.Interval
	}
	all := make([]dated, len(says))
	for i, s := range says {
		v, err := timex.ParseEDTF(s.EDTF)
		if err != nil || v.Start.IsZero() || v.End.IsZero() {
			return says, nil
		}
		all[i] = dated{s, v}
	}
	slices.SortStableFunc(all, func(a, b dated) int { return a.Start.Compare(b.Start) })
	sorted, intervals := make([]indexer.DateSaid, len(all)), make([]timex.Interval, len(all))
	for i, d := range all {
		sorted[i], intervals[i] = d.DateSaid, d.Interval
	}
	return sorted, intervals
}

// The drawing of a conflict has these measures, in its own units.
const (
	bellWidth  = 320
	bellMargin = 6
	bellMiddle = 30 // height of the line that the dates stand on
	bellHalf   = 7  // half the height of a date
	bellGap    = 36 // least length of the zig-zag between two dates, where there is room
	bellZig    = 6  // half the width and the height of a tooth between two dates
)

// A dumbbell is dates on a line, each over its extent, with a zig-zag between
// those that cannot both be. The same stands below it as a list.
type dumbbell struct {
	Width  int
	Dates  []bell
	Zigzag []string // points of the lines between them
}

// A bell is one date. Only the outermost two are named in the drawing: between
// them there is no room that would be sure to do.
type bell struct {
	X, Width       string
	Label, Origins string // empty where it is not named
	TextX, Anchor  string
}

// newDumbbell draws dates in their order; nil without two intervals.
func newDumbbell(says []indexer.DateSaid, intervals []timex.Interval) *dumbbell {
	if len(intervals) < 2 {
		return nil
	}
	first, last := intervals[0].Start, intervals[0].End
	for _, v := range intervals {
		if v.End.After(last) {
			last = v.End
		}
	}
	whole := math.Max(1, float64(last.Unix()-first.Unix()))
	at := func(t time.Time) float64 {
		return bellMargin + float64(t.Unix()-first.Unix())/whole*(bellWidth-2*bellMargin)
	}
	froms, tos := make([]float64, len(intervals)), make([]float64, len(intervals))
	for i, v := range intervals {
		width := math.Max(2*bellHalf, at(v.End)-at(v.Start))
		froms[i] = math.Min(at(v.Start), bellWidth-bellMargin-width)
		tos[i] = froms[i] + width
	}
	// 1998 ends where 1999 begins: both give way, so that they do not look like one.
	for i := 1; i < len(intervals); i++ {
		lack := math.Max(0, bellGap-(froms[i]-tos[i-1])) / 2
		tos[i-1] -= math.Min(lack, math.Max(0, tos[i-1]-froms[i-1]-2*bellHalf))
		froms[i] += math.Min(lack, math.Max(0, tos[i]-froms[i]-2*bellHalf))
	}
	d := &dumbbell{Width: bellWidth}
	for i := range intervals {
		b := bell{X: number(froms[i]), Width: number(tos[i] - froms[i])}
		switch i {
		case 0:
			b.TextX, b.Anchor = number(bellMargin), "start"
		case len(intervals) - 1:
			b.TextX, b.Anchor = number(bellWidth-bellMargin), "end"
		}
		if b.Anchor != "" {
			b.Label, b.Origins = clip(says[i].Label), count(says[i].Origins, "origin")
		}
		if i > 0 && froms[i] > tos[i-1] {
			d.Zigzag = append(d.Zigzag, zigzag(tos[i-1], froms[i]))
		}
		d.Dates = append(d.Dates, b)
	}
	return d
}

// clip returns a label that fits beside another in the drawing.
func clip(label string) string {
	const most = 20
	if r := []rune(label); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return label
}

// zigzag returns the points of a line with teeth from one place to another.
func zigzag(from, to float64) string {
	var b strings.Builder
	point := func(x, y float64) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(number(x) + "," + number(y))
	}
	teeth := max(1, int((to-from)/(2*bellZig)))
	step := (to - from) / float64(2*teeth)
	point(from, bellMiddle)
	for i := 1; i < 2*teeth; i++ {
		y := float64(bellMiddle - bellZig)
		if i%2 == 0 {
			y = bellMiddle + bellZig
		}
		point(from+float64(i)*step, y)
	}
	point(to, bellMiddle)
	return b.String()
}
