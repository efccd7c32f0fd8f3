package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"dateline/cmd/dateline/peer"
	"dateline/indexer"
)

// keptBack is the part of a corpus that is put in while questions are asked.
const keptBack = 10

// indexing measures how articles get in, what they take there, and how it is to ask
// meanwhile.
func (b *newsBench) indexing(ctx context.Context, d *drawing) error {
	all := []string{oursName, bleveName, sqliteName}
	if err := b.begin(ctx, all...); err != nil {
		return err
	}
	took := map[string]*spent{}
	first := b.articles - b.articles/keptBack
	if err := eachPart(b.corpus, 0, first, func(part []*benchArticle) error { return b.put(ctx, part, took, all...) }); err != nil {
		return err
	}
	b.putRows(first, took)
	if err := b.meanwhile(ctx, d, first); err != nil {
		return err
	}
	if err := b.built(ctx, all...); err != nil {
		return err
	}
	if err := b.disk(ctx); err != nil {
		return err
	}
	return b.opening(ctx, d)
}

// putRows tells how quickly the systems took in articles.
func (b *newsBench) putRows(articles int, took map[string]*spent) {
	mine, plain := took["Dateline"], took[b.bleve.Name()]
	for _, name := range []string{"Dateline", b.bleve.Name(), b.sqlite.Name()} {
		s := took[name]
		n := float64(articles)
		b.value(name+", articles with claims", "%.0f a second, %.0f a second of processor time", n/s.wall.Seconds(), n/s.cpu.Seconds())
	}
	r := b.value("put: against plain Bleve", "%.2f by the clock, %.2f by processor time", float64(plain.wall)/float64(mine.wall), float64(plain.cpu)/float64(max(1, mine.cpu)))
	r.Figure = float64(plain.wall) / float64(mine.wall)
	r.Floor, r.Met = "≥ 0.90", r.Figure >= 0.9
}

// value adds a row of what is no timing.
func (b *newsBench) value(name, format string, args ...any) *benchRow {
	b.report.Rows = append(b.report.Rows, benchRow{Name: name, Value: fmt.Sprintf(format, args...)})
	return &b.report.Rows[len(b.report.Rows)-1]
}

// atMost holds a figure of a row against a floor.
func (r *benchRow) atMost(figure, most float64) {
	r.Figure, r.Floor, r.Met = figure, fmt.Sprintf("≤ %g", most), figure <= most
}

// meanwhile measures answers while nothing is put in, and while the rest of the corpus is.
func (b *newsBench) meanwhile(ctx context.Context, d *drawing, first int) error {
	settle()
	mixed := b.mixed(d)
	if _, err := b.turn(ctx, mixed.contestant, mixed.questions); err != nil { // to become warm
		return err
	}
	idle, err := b.turn(ctx, mixed.contestant, mixed.questions)
	if err != nil {
		return err
	}
	var busy []time.Duration
	err = eachPart(b.corpus, first, b.articles, func(part []*benchArticle) error {
		readings := make([]*indexer.Reading, len(part))
		articles := make([]*peer.Article, len(part))
		for i, a := range part {
			readings[i], articles[i] = a.reading, a.peer
		}
		some, err := b.askWhile(ctx, mixed, func() error { return putInto(ctx, b.ours, readings) })
		busy = append(busy, some...)
		return errors.Join(err, b.bleve.Put(ctx, articles), b.sqlite.Put(ctx, articles))
	})
	if err != nil || len(busy) == 0 { // a corpus of a few articles has no rest
		return err
	}
	before, during := newTiming("idle", idle), newTiming("busy", busy)
	r := b.value("while indexing at full speed", "p50 %.3g ms, p99 %.3g ms over %d answers; idle %.3g and %.3g",
		during.P50.Seconds()*1e3, during.P99.Seconds()*1e3, during.Asked, before.P50.Seconds()*1e3, before.P99.Seconds()*1e3)
	r.Note = "searches for common words and timelines of words in five years and of speakers, in turn"
	r.atMost(float64(during.P99)/float64(max(1, before.P99)), 5)
	r.Floor += fmt.Sprintf(" times the p99 of idle: it is %.2f", r.Figure)
	return nil
}

// A mixture is questions of several kinds, and how they are asked.
type mixture struct {
	contestant
	questions []peer.Question
}

func (b *newsBench) mixed(d *drawing) mixture {
	m := mixture{contestant: contestant{name: "Dateline", ask: func(ctx context.Context, q peer.Question) (int, error) {
		if q.Limit == onPage {
			return searchOf(b.ours)(ctx, q)
		}
		return timelineOf(b.ours)(ctx, q)
	}}}
	for i := range b.asked {
		from, to, _ := d.stretch(i)
		m.questions = append(
			m.questions,
			peer.Question{Words: []string{nth(d.common, i)}, Limit: onPage},
			peer.Question{Words: []string{nth(d.told, i)}, From: from, To: to, Limit: indexer.DefaultLimit},
			peer.Question{Speaker: nth(d.speakers, i), Limit: indexer.DefaultLimit},
		)
	}
	return m
}

// askWhile asks again and again until do has returned.
func (b *newsBench) askWhile(ctx context.Context, m mixture, do func() error) (took []time.Duration, err error) {
	done := make(chan struct{})
	var failed error
	var wg sync.WaitGroup
	wg.Go(func() {
		defer close(done)
		failed = do()
	})
	for n := 0; ; n++ {
		select {
		case <-done:
			wg.Wait()
			return took, failed
		default:
		}
		from := time.Now()
		if _, err := m.ask(ctx, m.questions[n%len(m.questions)]); err != nil {
			wg.Wait()
			return nil, errors.Join(err, failed)
		}
		took = append(took, time.Since(from))
	}
}

// disk measures what the index takes, for articles alone and for their claims.
func (b *newsBench) disk(ctx context.Context) error {
	whole, err := folderBytes(filepath.Join(b.dir, oursName))
	if err != nil {
		return err
	}
	events, err := folderBytes(filepath.Join(b.dir, bleveName, "events"))
	if err != nil {
		return err
	}
	theirs, err := folderBytes(filepath.Join(b.dir, bleveName, "articles"))
	if err != nil {
		return err
	}
	b.tell("articles without claims, for their size")
	bare, raw, err := b.bare(ctx)
	if err != nil {
		return err
	}
	const mb = 1e6
	r := b.value("disk: articles", "%.1f MB for %.1f MB of headlines and texts; plain Bleve %.1f MB", bare/mb, raw/mb, theirs/mb)
	r.atMost(bare/raw, 1.9)
	r.Floor += fmt.Sprintf(" times the text: it is %.2f; plain Bleve %.2f", r.Figure, theirs/raw)
	r = b.value("disk: claims", "%.1f MB; plain Bleve with a document an event %.1f MB", (whole-bare)/mb, events/mb)
	r.atMost((whole-bare)/events, 0.5)
	r.Floor += fmt.Sprintf(" times plain Bleve: it is %.2f", r.Figure)
	return nil
}

// bare returns how large an index of articles without claims is, and how long their
// headlines and texts are, in bytes.
func (b *newsBench) bare(ctx context.Context) (size, raw float64, err error) {
	folder := filepath.Join(b.dir, "articles-alone")
	if err := os.RemoveAll(folder); err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	x, err := openOurs(folder)
	if err != nil {
		return 0, 0, err
	}
	err = eachPart(b.corpus, 0, b.articles, func(part []*benchArticle) error {
		var readings []*indexer.Reading
		for _, a := range part {
			raw += float64(len(a.reading.Revision.Headline) + len(a.reading.Revision.Text))
			a.reading.Claims, a.reading.Mentions, a.reading.Facts = nil, nil, nil
			readings = append(readings, a.reading)
		}
		return putInto(ctx, x, readings)
	})
	settle()
	if err := errors.Join(err, x.Close()); err != nil {
		return 0, 0, err
	}
	if x, err = openOurs(folder); err != nil { // merged files go
		return 0, 0, err
	}
	settle()
	if err := x.Close(); err != nil {
		return 0, 0, err
	}
	size, err = folderBytes(folder)
	return size, raw, err
}

// folderBytes returns how large the files in a folder are.
func folderBytes(folder string) (size float64, err error) {
	err = filepath.WalkDir(folder, func(_ string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // it was merged into another
		}
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			size += float64(info.Size())
		}
		return nil
	})
	return size, err
}

// opening measures how soon the index answers, and what it holds in memory then.
func (b *newsBench) opening(ctx context.Context, d *drawing) error {
	b.tell("opening")
	if err := b.close(); err != nil {
		return err
	}
	from, to, _ := d.stretch(0)
	q := peer.Question{Words: []string{nth(d.told, 0)}, From: from, To: to, Limit: indexer.DefaultLimit}
	best := time.Duration(math.MaxInt64)
	var held uint64
	var events int
	var sizes string
	for range 3 {
		before := heap()
		began := time.Now()
		x, err := openOurs(filepath.Join(b.dir, oursName))
		if err != nil {
			return err
		}
		if _, err := timelineOf(x)(ctx, q); err != nil {
			return errors.Join(err, x.Close())
		}
		best = min(best, time.Since(began))
		settle()
		held = heap() - before
		if events, err = timelineOf(x)(ctx, peer.Question{Limit: 1}); err != nil {
			return errors.Join(err, x.Close())
		}
		if sizes, err = sizesOf(ctx, x); err != nil {
			return errors.Join(err, x.Close())
		}
		if err := x.Close(); err != nil {
			return err
		}
	}
	r := b.value("memory", "%.1f MB on the heap once open, for %d events", float64(held)/1e6, events)
	r.Note = "in MB: " + sizes
	r.atMost(float64(held)/float64(max(1, events)), 50)
	r.Floor += fmt.Sprintf(" MB a million events: it is %.1f", r.Figure)
	r = b.value("open and first answer", "%.3f s", best.Seconds())
	r.atMost(best.Seconds(), 1)
	r.Floor += " s with a million events"
	return b.open(ctx)
}

// heap returns the bytes that are held.
func heap() uint64 {
	runtime.GC()
	runtime.GC() // what had a finalizer
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
