package main

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"dateline/api"
	"dateline/indexer"
	"dateline/scraper/fetch"
	"dateline/scraper/frontier"
)

// A meter counts, times and traces what this process does.
type meter struct {
	tracer   *spanTracer
	visits   *prometheus.CounterVec
	failures *prometheus.CounterVec
	steps    *prometheus.HistogramVec
	turns    prometheus.Histogram
	pauses   prometheus.Histogram
	warc     prometheus.Counter
	indexed  prometheus.Counter
	index    *prometheus.HistogramVec
	database *prometheus.HistogramVec
	requests *prometheus.HistogramVec
}

// What is timed takes from a tenth of a millisecond to minutes.
var (
	shortTimes = prometheus.ExponentialBucketsRange(0.0001, 10, 11)
	longTimes  = []float64{.01, .03, .1, .3, 1, 2, 5, 10, 30, 60, 120, 300}
)

func newMeter(t *spanTracer) *meter {
	counter := func(name, help string) prometheus.CounterOpts {
		return prometheus.CounterOpts{Namespace: "dateline", Name: name, Help: help}
	}
	times := func(name, help string, buckets []float64) prometheus.HistogramOpts {
		return prometheus.HistogramOpts{Namespace: "dateline", Name: name, Help: help, Buckets: buckets}
	}
	return &meter{
		tracer:   t,
		visits:   prometheus.NewCounterVec(counter("visits_total", "Visits that this process made, by outlet and by what came of them."), []string{"outlet", "result"}),
		failures: prometheus.NewCounterVec(counter("visit_failures_total", "Visits of this process that failed, by outlet and reason."), []string{"outlet", "reason"}),
		steps:    prometheus.NewHistogramVec(times("step_seconds", "How long the steps from a visit to the index took.", longTimes), []string{"step"}),
		turns:    prometheus.NewHistogram(times("host_turn_seconds", "How long requests waited for their turn at their host.", longTimes)),
		pauses:   prometheus.NewHistogram(times("host_pause_seconds", "How long hosts are left alone after a request.", slices.Concat(longTimes[4:], []float64{900, 3600, 6 * 3600, 24 * 3600}))),
		warc:     prometheus.NewCounter(counter("warc_bytes_total", "Bytes of raw pages that this process wrote to WARC files.")),
		indexed:  prometheus.NewCounter(counter("indexed_total", "Readings of articles that this process put into the index.")),
		index:    prometheus.NewHistogramVec(times("index_seconds", "How long the index took.", shortTimes), []string{"operation"}),
		database: prometheus.NewHistogramVec(times("database_seconds", "How long the database took.", shortTimes), []string{"operation"}),
		requests: prometheus.NewHistogramVec(times("request_seconds", "How long answers took, by what was asked and by status.", shortTimes), []string{"handler", "code"}),
	}
}

// collectors returns all that m counts with.
func (m *meter) collectors() []prometheus.Collector {
	return []prometheus.Collector{m.visits, m.failures, m.steps, m.turns, m.pauses, m.warc, m.indexed, m.index, m.database, m.requests}
}

// The steps from a visit to the index.
const (
	fetchStep   = "fetch"   // ask for a page, with the wait for its host
	readStep    = "read"    // make an article of it, and judge whether that is new
	storeStep   = "store"   // write the raw page and the transaction
	analyseStep = "analyse" // find claims and dates, and compare them: of several articles at a time
	putStep     = "put"     // into the index: of several articles at a time
)

// step notes how long a step takes that begins now and ends when end is called, with what
// went wrong if anything did.
func (m *meter) step(ctx context.Context, name string) (_ context.Context, end func(error)) {
	done := timed(m.steps.WithLabelValues(name))
	ctx, s := m.tracer.within(ctx, name)
	return ctx, func(err error) {
		done()
		s.end(err)
	}
}

// timed notes how long something takes that begins now and ends when end is called.
func timed(o prometheus.Observer) (end func()) {
	began := time.Now()
	return func() { o.Observe(time.Since(began).Seconds()) }
}

// visited counts a visit. Of outlets that are not followed, all count as one: the web has
// more of them than a metric may have labels.
func (m *meter) visited(o outlets, v api.Visited) {
	m.visits.WithLabelValues(o.label(v.Outlet), v.Result).Inc()
}

// failed counts why a visit failed, if it did.
func (m *meter) failed(o outlets, v *frontier.Visit, out frontier.Outcome) {
	if out.Result == frontier.Failed {
		m.failures.WithLabelValues(o.label(v.Outlet), string(out.Reason())).Inc()
	}
}

// label returns the name of an outlet as metrics have it.
func (o outlets) label(name string) string {
	if o.named(name) == nil {
		return everythingElse
	}
	return name
}

// databaseTook notes how long the database took.
func (m *meter) databaseTook(operation string, took time.Duration) {
	m.database.WithLabelValues(operation).Observe(took.Seconds())
}

// timing returns h with the times of its answers noted under name.
func (m *meter) timing(name string, h http.Handler) http.Handler {
	return m.tracer.handler(name, promhttp.InstrumentHandlerDuration(m.requests.MustCurryWith(prometheus.Labels{"handler": name}), h))
}

// A pacer is a ledger whose waits are noted.
type pacer struct {
	fetch.Ledger
	meter *meter
}

func (p pacer) Turn(ctx context.Context, host string, delay time.Duration) (time.Time, error) {
	defer timed(p.meter.turns)()
	return p.Ledger.Turn(ctx, host, delay)
}

func (p pacer) Hold(ctx context.Context, host string, until time.Time) error {
	p.meter.pauses.Observe(time.Until(until).Seconds())
	return p.Ledger.Hold(ctx, host, until)
}

// A timedSearcher is a searcher whose answers are timed.
type timedSearcher struct {
	indexer.Searcher
	meter *meter
}

// timedAnswer notes how long the index takes to answer what ask asks it.
func timedAnswer[T any](ctx context.Context, m *meter, operation string, ask func(context.Context) (T, error)) (T, error) {
	defer timed(m.index.WithLabelValues(operation))()
	ctx, s := m.tracer.within(ctx, "index "+operation)
	answer, err := ask(ctx)
	s.end(err)
	return answer, err
}

func (s timedSearcher) Search(ctx context.Context, q indexer.Query) (*indexer.Results, error) {
	return timedAnswer(ctx, s.meter, "search", func(ctx context.Context) (*indexer.Results, error) { return s.Searcher.Search(ctx, q) })
}

func (s timedSearcher) Claims(ctx context.Context, q indexer.Query) (*indexer.Claims, error) {
	return timedAnswer(ctx, s.meter, "claims", func(ctx context.Context) (*indexer.Claims, error) { return s.Searcher.Claims(ctx, q) })
}

func (s timedSearcher) Timeline(ctx context.Context, q indexer.Query) (*indexer.Timeline, error) {
	return timedAnswer(ctx, s.meter, "timeline", func(ctx context.Context) (*indexer.Timeline, error) { return s.Searcher.Timeline(ctx, q) })
}

func (s timedSearcher) Claim(ctx context.Context, id string) (*indexer.ClaimView, error) {
	return timedAnswer(ctx, s.meter, "claim", func(ctx context.Context) (*indexer.ClaimView, error) { return s.Searcher.Claim(ctx, id) })
}

func (s timedSearcher) Similar(ctx context.Context, articleID string, limit int) (*indexer.Similar, error) {
	return timedAnswer(ctx, s.meter, "similar", func(ctx context.Context) (*indexer.Similar, error) { return s.Searcher.Similar(ctx, articleID, limit) })
}

func (s timedSearcher) SimilarClaims(ctx context.Context, claimID string, limit int) (*indexer.SimilarClaims, error) {
	return timedAnswer(ctx, s.meter, "similar_claims", func(ctx context.Context) (*indexer.SimilarClaims, error) {
		return s.Searcher.SimilarClaims(ctx, claimID, limit)
	})
}
