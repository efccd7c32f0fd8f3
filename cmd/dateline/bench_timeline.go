package main

import (
	"context"
	"time"

	"dateline/cmd/dateline/peer"
	"dateline/indexer"
)

// timelineLeast is the slowest that one answer in a hundred may be.
const timelineLeast = 25 * time.Millisecond

// timelinesOf measures timelines: the first fifty events, and how many every year has.
func (b *newsBench) timelinesOf(ctx context.Context, d *drawing) error {
	if err := b.ready(ctx); err != nil {
		return err
	}
	for _, c := range b.timelineClasses(d) {
		r, err := b.row(ctx, c.name, b.timelines(), c.questions)
		if err != nil {
			return err
		}
		if c.floor > 0 {
			r.atLeast(b.bleve.Name(), c.floor)
		}
		if c.slowest {
			r.alsoP99(timelineLeast)
		}
	}
	told := d.questions(b.asked, func(i int) peer.Question { return peer.Question{Words: []string{nth(d.told, i)}} })
	return b.pages(ctx,
		pageClass{"page of the timeline: word", pageOf("/timeline"), told, pageLeast},
		pageClass{"data of the drawing: word", drawingOf, told, drawingLeast},
		pageClass{"data of the drawing: everything", drawingOf, []peer.Question{{}}, drawingLeast})
}

// A timelineClass is a kind of question about events.
type timelineClass struct {
	name      string
	questions []peer.Question
	floor     float64 // against plain Bleve
	slowest   bool    // there is a bound for the slowest answers
}

func (b *newsBench) timelineClasses(d *drawing) []timelineClass {
	all := d.allYears()
	in := func(i int, q peer.Question) peer.Question {
		q.Limit = indexer.DefaultLimit
		q.From, q.To, q.Years = d.stretch(i)
		return q
	}
	ever := func(q peer.Question) peer.Question {
		q.Limit, q.Years = indexer.DefaultLimit, all
		return q
	}
	var triples []peer.Question
	for i := range b.asked {
		t := nth(d.triples, i)
		triples = append(triples, ever(peer.Question{Words: []string{t.word}, Speaker: t.speaker, Outlet: t.outlet}))
	}
	ask := func(make func(i int) peer.Question) []peer.Question { return d.questions(b.asked, make) }
	return []timelineClass{
		{"word, five years", ask(func(i int) peer.Question { return in(i, peer.Question{Words: []string{nth(d.told, i)}}) }), 25, true},
		{"word", ask(func(i int) peer.Question { return ever(peer.Question{Words: []string{nth(d.told, i)}}) }), 25, true},
		{"speaker", ask(func(i int) peer.Question { return ever(peer.Question{Speaker: nth(d.speakers, i)}) }), 1000, false},
		{"speaker, five years", ask(func(i int) peer.Question { return in(i, peer.Question{Speaker: nth(d.speakers, i)}) }), 1000, false},
		{"outlet", ask(func(i int) peer.Question { return ever(peer.Question{Outlet: nth(d.outlets, i)}) }), 1000, false},
		{"five years", ask(func(i int) peer.Question { return in(i, peer.Question{}) }), 1000, false},
		{"everything", []peer.Question{ever(peer.Question{})}, 0, false}, // it takes the others long
		{"word, speaker, outlet", triples, 3, false},
		{"word, speaker", ask(func(i int) peer.Question {
			return ever(peer.Question{Words: []string{nth(d.told, i)}, Speaker: nth(d.speakers, i)})
		}), 0, false},
	}
}
