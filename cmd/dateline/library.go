package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"dateline/api"
	"dateline/indexer"
	"dateline/scraper"
	"dateline/scraper/archive"
	"dateline/scraper/canon"
	"dateline/scraper/frontier"
)

// A library is what is kept of the coverage, as api and ui ask for it.
type library struct {
	*folder
	crawler *crawler
}

var (
	_ api.Library = (*library)(nil)
	_ api.Crawler = (*crawler)(nil)
)

// Reading returns a revision of an article, analysed, the newest if number is 0;
// its claims have the ids that the index knows them by.
func (l *library) Reading(ctx context.Context, articleID string, number int) (*indexer.Reading, error) {
	revision, err := l.archive.Revision(ctx, articleID, number)
	if err != nil {
		return nil, known(err)
	}
	reading := indexer.Read(*revision, l.claims)
	if err := newFollower(l.folder).recall(ctx, reading); err != nil {
		return nil, err
	}
	return reading, nil
}

// An asRead is a library whose readings are without what people have set right.
type asRead struct{ *library }

func (l asRead) Reading(ctx context.Context, articleID string, number int) (*indexer.Reading, error) {
	revision, err := l.archive.Revision(ctx, articleID, number)
	if err != nil {
		return nil, known(err)
	}
	reading := indexer.Read(*revision, l.claims)
	_, err = newFollower(l.folder).identify(ctx, []*indexer.Reading{reading})
	return reading, err
}

// Story returns a claim with where it came from and who says the same.
func (l *library) Story(ctx context.Context, claimID string) (*indexer.Story, error) {
	return l.register.Story(ctx, claimID)
}

// Speaker returns what is known of somebody who speaks.
func (l *library) Speaker(ctx context.Context, id string) (*indexer.SpeakerView, error) {
	return l.register.Speaker(ctx, id)
}

// Graph returns who cites whom around an article or a claim.
func (l *library) Graph(ctx context.Context, id string) (*indexer.Graph, error) {
	return l.register.Graph(ctx, id)
}

// Changes says what became of an article's claims from one revision to another; 0 for
// the newest, and for the one before it.
//
// It compares what was read: what people have set right, the outlet did not change.
func (l *library) Changes(ctx context.Context, articleID string, from, to int) (*indexer.Changes, error) {
	_, before, after, err := api.Sides(ctx, asRead{l}, articleID, from, to)
	if err != nil {
		return nil, err
	}
	return indexer.Compare(before, after), nil
}

// Revisions lists the revisions of an article, the oldest first.
func (l *library) Revisions(ctx context.Context, articleID string) ([]archive.RevisionInfo, error) {
	list, err := l.archive.Revisions(ctx, articleID)
	return list, known(err)
}

// Captures returns what there is to cite the revisions of articles by.
func (l *library) Captures(ctx context.Context, articles []indexer.ArticleRef, cited bool) ([]*scraper.Capture, error) {
	keys := map[archive.Key]bool{}
	for _, a := range articles {
		keys[archive.Key{Article: a.ID, Number: a.Revision}] = true
	}
	found, err := l.archive.Captures(ctx, slices.Collect(maps.Keys(keys)), cited)
	if err != nil {
		return nil, err
	}
	list := make([]*scraper.Capture, len(articles))
	for i, a := range articles {
		list[i] = found[archive.Key{Article: a.ID, Number: a.Revision}]
	}
	return list, nil
}

// Copies returns the articles that have the same text as one, itself included;
// nil if no other has.
func (l *library) Copies(ctx context.Context, articleID string) (*indexer.Copies, error) {
	first, list, err := l.register.Copies(ctx, articleID)
	if err != nil || first == "" {
		return nil, err
	}
	ref := func(id string) (indexer.ArticleRef, error) {
		revision, err := l.archive.Revision(ctx, id, 0)
		if err != nil {
			return indexer.ArticleRef{}, err
		}
		return (&indexer.Reading{Revision: *revision}).ArticleRef(), nil
	}
	c := &indexer.Copies{Others: make([]indexer.Copy, len(list))}
	if c.First, err = ref(first); err != nil {
		return nil, err
	}
	for i, other := range list {
		c.Others[i].Reason = other.Reason
		if c.Others[i].Article, err = ref(other.Article); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// known gives the archive's not found the name that api and ui ask for.
func known(err error) error {
	if errors.Is(err, archive.ErrNotFound) {
		return fmt.Errorf("%w: %w", indexer.ErrNotFound, err)
	}
	return err
}

// ArticleAt returns which addresses led to articles that are held.
func (l *library) ArticleAt(ctx context.Context, urls []string) (map[string]string, error) {
	return l.archive.ArticleAt(ctx, urls)
}

// Outlets says how the visits to every outlet stand.
func (l *library) Outlets(ctx context.Context) ([]frontier.OutletStatus, error) {
	list, err := l.front.Outlets(ctx)
	if err != nil {
		return nil, err
	}
	counts, err := l.archive.Counts(ctx)
	if err != nil {
		return nil, err
	}
	health, err := l.health(ctx)
	if err != nil {
		return nil, err
	}
	return l.crawler.roster.statuses(list, counts, health), nil
}

// health returns how the visits to every outlet went, with what the archive knows
// of the articles that they brought.
func (l *library) health(ctx context.Context) (map[string]*frontier.Health, error) {
	list, err := l.front.Healths(ctx)
	if err != nil {
		return nil, err
	}
	monthFrom, weekFrom, beforeFrom, to := l.front.Spans()
	found := map[string]*frontier.Health{}
	for i := range list {
		found[list[i].Outlet] = &list[i]
	}
	for _, span := range []struct {
		from, to time.Time
		counts   func(*frontier.Health) *frontier.Counts
	}{
		{time.Time{}, to, func(h *frontier.Health) *frontier.Counts { return &h.Total }},
		{monthFrom, to, func(h *frontier.Health) *frontier.Counts { return &h.Month }},
		{weekFrom, to, func(h *frontier.Health) *frontier.Counts { return &h.Week }},
		{beforeFrom, weekFrom, func(h *frontier.Health) *frontier.Counts { return &h.Before }},
	} {
		qualities, err := l.archive.Qualities(ctx, span.from, span.to)
		if err != nil {
			return nil, err
		}
		for outlet, q := range qualities {
			if h := found[outlet]; h != nil {
				c := span.counts(h)
				c.Stored, c.Dated, c.Signed = q.Stored, q.Dated, q.Signed
			}
		}
	}
	for _, h := range found {
		h.Warnings = frontier.Warnings(*h)
	}
	return found, nil
}

// Status says how the crawl as a whole stands.
func (l *library) Status(ctx context.Context) (frontier.CrawlStatus, error) {
	s, err := l.front.Status(ctx)
	if err != nil {
		return s, err
	}
	if s.Articles, s.Revisions, err = l.archive.Size(ctx); err != nil {
		return s, err
	}
	if s.Seq, err = l.archive.Seq(ctx); err != nil {
		return s, err
	}
	if s.Indexed, err = l.index.Seq(ctx); err != nil {
		return s, err
	}
	s.Reindex = l.index.state.Load()
	s.Running, s.Scheduled, _ = l.crawler.state()
	return s, nil
}

// Add puts addresses into the queue, due at once.
func (c *crawler) Add(ctx context.Context, urls []string) ([]api.Added, error) {
	added := make([]api.Added, len(urls))
	var addresses []frontier.Address
	places := map[string][]int{}
	for i, raw := range urls {
		address, err := canon.URL(raw, "")
		if err == nil {
			err = c.client.Check(address)
		}
		if err != nil {
			added[i] = api.Added{URL: raw, State: api.Refused, Says: oneLine(err)}
			continue
		}
		gone, err := c.forgotten(ctx, address)
		if err != nil {
			return nil, err
		}
		if gone {
			added[i] = api.Added{URL: raw, State: api.Refused, Says: "it was forgotten: 'dateline forget --undo' has it taken in again"}
			continue
		}
		if len(places[address]) == 0 {
			addresses = append(addresses, c.outlets().address(address, frontier.PageForm, 0, ""))
		}
		places[address] = append(places[address], i)
	}
	isNew, err := c.front.Want(ctx, addresses)
	if err != nil {
		return nil, err
	}
	for address, at := range places {
		for _, i := range at {
			added[i] = api.Added{URL: urls[i], State: api.Known, Says: "known already; it will be visited again now"}
			if isNew[address] {
				added[i] = api.Added{URL: urls[i], State: api.Queued}
			}
		}
	}
	c.nudge()
	return added, nil
}
