package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"dateline/scraper"
	"dateline/scraper/archive"
	"dateline/scraper/canon"
	"dateline/scraper/frontier"
	"dateline/scraper/warc"
)

// take reads some pages, on all cores, and then judges and stores them in order.
func (i *importer) take(ctx context.Context, file archive.File, some []*arrival, t *tally) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := i.readArrivals(ctx, some); err != nil {
		return err
	}
	var pending []*arrival
	names := map[string]bool{} // addresses and articles of what is pending
	for n, v := range some {
		keys := []string{v.page.URL}
		if v.article != nil {
			keys = append(keys, scraper.ArticleID(v.article.URL))
		}
		if names[keys[0]] || names[keys[len(keys)-1]] {
			// It is judged by what stands before it.
			if err := i.flush(ctx, pending, file, some[n-1].after, false, t); err != nil {
				return err
			}
			pending = nil
			clear(names)
			if err := i.look(ctx, v); err != nil {
				return err
			}
		}
		if err := i.judgeArrival(ctx, v); err != nil {
			return err
		}
		if v.held {
			t.held++
			continue
		}
		t.found[v.result]++
		pending = append(pending, v)
		for _, key := range keys {
			names[key] = true
		}
	}
	if len(some) == 0 {
		return nil
	}
	return i.flush(ctx, pending, file, some[len(some)-1].after, false, t)
}

// readArrivals finds out which pages are held, and reads the others.
func (i *importer) readArrivals(ctx context.Context, some []*arrival) error {
	errs := make([]error, len(some))
	var wait sync.WaitGroup
	turn := make(chan struct{}, runtime.GOMAXPROCS(0))
	for n, v := range some {
		turn <- struct{}{}
		wait.Go(func() {
			defer func() { <-turn }()
			errs[n] = i.readArrival(ctx, v)
		})
	}
	wait.Wait()
	return errors.Join(errs...)
}

// readArrival reads one page. A page that upsets the reader holds no article:
// it does not end the program, nor the next one at the same place.
func (i *importer) readArrival(ctx context.Context, v *arrival) error {
	v.result = frontier.Other
	address, err := canon.URL(v.page.FinalURL, "")
	if err != nil {
		return nil // an address that nobody could visit leads to no article
	}
	v.page.URL = address
	if gone, err := i.forgotten(ctx, address); err != nil || gone {
		v.result = frontier.Forgotten
		return err
	}
	if err := i.look(ctx, v); err != nil || v.held {
		return err
	}
	defer func() {
		if r := recover(); r != nil {
			i.log.Error("a reader gave up: please report this page", "url", v.page.URL, "says", r)
			v.article = nil
		}
	}()
	v.article, _, err = readWhole(v.page, i.outlets().at(v.page.FinalURL), inTheArchive(ctx, i.folder.archive))
	if ours(err) {
		return err
	}
	if err != nil {
		i.log.Info("no article", "url", v.page.URL, "says", oneLine(err))
		v.article = nil
		return nil
	}
	if gone, err := i.forgotten(ctx, v.article.URL); err != nil || gone {
		v.result, v.article = frontier.Forgotten, nil
		return err
	}
	return nil
}

// look finds out whether a page is held.
func (i *importer) look(ctx context.Context, v *arrival) (err error) {
	v.held, v.hasBody, err = i.folder.archive.Holds(ctx, v.page)
	return err
}

// judgeArrival says whether the article of a page is new, revised or unchanged
// against what was held before and behind the time at which it was fetched.
func (i *importer) judgeArrival(ctx context.Context, v *arrival) error {
	if v.held || v.article == nil {
		return nil
	}
	id := scraper.ArticleID(v.article.URL)
	before, after, err := i.folder.archive.Around(ctx, id, v.page.Fetched)
	if err != nil {
		return err
	}
	v.result = frontier.New
	own := scraper.ArticleID(v.page.URL) == id
	for _, old := range []*scraper.Revision{before, after} {
		switch {
		case old == nil:
			continue
		case !own && old.PageURL != v.page.URL:
			// A print or telephone page of it: its words differ without any change.
			v.result, v.elsewhere = frontier.Unchanged, true
			return nil
		}
		if same, err := i.sameWords(ctx, old, v.article); err != nil || same {
			v.result = frontier.Unchanged
			return err
		}
		v.result = frontier.Revised
	}
	return nil
}

// flush stores what is pending, and how far the file was read, in one transaction. What was
// forgotten meanwhile, by another program, is left out, and counted as that.
func (i *importer) flush(ctx context.Context, pending []*arrival, file archive.File, at warc.Position, finished bool, t *tally) error {
	// What was begun is stored even if we are told to stop now.
	ctx = context.WithoutCancel(ctx)
	stored, err := i.keep(ctx, pending)
	if err != nil {
		return err
	}
	for {
		var failed *arrival
		err := i.folder.db.Update(ctx, func(tx *sql.Tx) error {
			for n, v := range pending {
				if v.article == nil {
					continue
				}
				if err := i.add(ctx, tx, v, stored[n]); err != nil {
					failed = v
					return fmt.Errorf("%s: %w", v.page.URL, err)
				}
			}
			return i.folder.archive.Reach(ctx, tx, file, at, finished)
		})
		if failed == nil || !errors.Is(err, archive.ErrForgotten) {
			return err
		}
		t.found[failed.result]--
		t.found[frontier.Forgotten]++
		failed.result, failed.article = frontier.Forgotten, nil
	}
}

// keep writes the raw pages that the archive does not hold, and notes the
// revisits of those that it does. What holds no article is not kept.
func (i *importer) keep(ctx context.Context, pending []*arrival) ([]*archive.Stored, error) {
	stored := make([]*archive.Stored, len(pending))
	var pages []warc.Exchange
	var places []int
	for n, v := range pending {
		var err error
		switch {
		case v.article == nil || v.elsewhere:
		case v.result == frontier.Unchanged && v.hasBody:
			if stored[n], err = i.folder.archive.KeepRevisit(ctx, warc.Exchange{Page: v.page}); err != nil {
				return nil, err
			}
		default:
			pages, places = append(pages, warc.Exchange{Page: v.page}), append(places, n)
		}
	}
	kept, err := i.folder.archive.KeepAll(ctx, pages...)
	if err != nil {
		return nil, err
	}
	for k, n := range places {
		stored[n] = kept[k]
	}
	return stored, nil
}

// add stores an article, or that it was found as it was.
func (i *importer) add(ctx context.Context, tx *sql.Tx, v *arrival, stored *archive.Stored) error {
	var err error
	switch {
	case stored == nil:
	case v.result != frontier.Unchanged:
		_, err = i.folder.archive.Add(ctx, tx, stored, v.article, i.outlets().name(v.article.URL, v.article.SiteName))
	case v.hasBody:
		err = i.folder.archive.AddRevisit(ctx, tx, stored)
	default:
		_, err = i.folder.archive.AddPage(ctx, tx, stored)
	}
	if err != nil {
		return err
	}
	if err := i.folder.archive.Name(ctx, tx, v.page.URL, scraper.ArticleID(v.article.URL)); err != nil {
		return err
	}
	if !i.follow {
		return nil
	}
	_, err = i.front.Add(ctx, tx, i.cites(&frontier.Visit{Address: i.outlets().address(v.page.URL, frontier.PageForm, 0, "")}, v.article)...)
	return err
}
