package main

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"dateline/api"
	"dateline/scraper/frontier"
)

// A gauges collects, when it is asked, how crawl, archive and index stand.
type gauges struct {
	status  func(context.Context) (frontier.CrawlStatus, error)
	outlets func(context.Context) ([]frontier.OutletStatus, error)
	dir     string // the data folder
	log     *slog.Logger
}

// everythingElse stands for the outlets that are not followed: the web has more
// of them than a metric may have labels.
const everythingElse = "(others)"

func describe(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("dateline_"+name, help, labels, nil)
}

var (
	addressesDesc  = describe("addresses", "Addresses that are known.")
	dueDesc        = describe("addresses_due", "Addresses that are to be visited now: the depth of the queue.")
	leasedDesc     = describe("addresses_under_visit", "Addresses that are being visited.")
	failingDesc    = describe("addresses_failing", "Addresses whose last visit failed.")
	disallowedDesc = describe("addresses_disallowed", "Addresses that robots.txt keeps us from.")
	articlesDesc   = describe("articles", "Articles in the archive.")
	revisionsDesc  = describe("revisions", "Revisions in the archive.")
	seqDesc        = describe("archive_seq", "End of the archive's log.")
	indexedDesc    = describe("index_seq", "How far the index has read the archive's log; less than archive_seq is lag.")

	diskDesc = describe("disk_bytes", "Room that a part of the data folder takes.", "part")

	outletAddressesDesc = describe("outlet_addresses", "Addresses that are known, by outlet.", "outlet")
	outletDueDesc       = describe("outlet_addresses_due", "Addresses that are to be visited now, by outlet.", "outlet")
	outletFailingDesc   = describe("outlet_addresses_failing", "Addresses whose last visit failed, by outlet.", "outlet")
	outletArticlesDesc  = describe("outlet_articles", "Articles in the archive, by outlet.", "outlet")
	outletWarningsDesc  = describe("outlet_warnings", "Figures of the outlet that are clearly worse in the last 7 days than before.", "outlet")
	outletWeekDesc      = describe("outlet_week_visits", "Visits of the last 7 days, by outlet and by what came of them.", "outlet", "result")
	outletYieldDesc     = describe("outlet_week_yield", "Articles a page visited in the last 7 days.", "outlet")
	outletVisitDesc     = describe("outlet_last_visit_seconds", "When an address of the outlet was visited last, in seconds since 1970.", "outlet")
)

// Describe tells of all that can be collected.
func (g *gauges) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{
		addressesDesc, dueDesc, leasedDesc, failingDesc, disallowedDesc, articlesDesc, revisionsDesc, seqDesc, indexedDesc, diskDesc,
		outletAddressesDesc, outletDueDesc, outletFailingDesc, outletArticlesDesc, outletVisitDesc,
		outletWarningsDesc, outletWeekDesc, outletYieldDesc,
	} {
		out <- d
	}
}

// Collect asks how things stand. What cannot be had is left out, and logged.
func (g *gauges) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	tell := func(d *prometheus.Desc, value float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	if s, err := g.status(ctx); err != nil {
		g.log.Error("no metrics of the crawl", "says", oneLine(err))
	} else {
		tell(addressesDesc, float64(s.Addresses))
		tell(dueDesc, float64(s.Due))
		tell(leasedDesc, float64(s.Leased))
		tell(failingDesc, float64(s.Failing))
		tell(disallowedDesc, float64(s.Disallowed))
		tell(articlesDesc, float64(s.Articles))
		tell(revisionsDesc, float64(s.Revisions))
		tell(seqDesc, float64(s.Seq))
		tell(indexedDesc, float64(s.Indexed))
	}
	if u, err := diskUse(g.dir); err != nil {
		g.log.Error("no metrics of the disk", "says", oneLine(err))
	} else {
		for _, part := range u.parts() {
			tell(diskDesc, float64(part.bytes), part.name)
		}
	}
	list, err := g.outlets(ctx)
	if err != nil {
		g.log.Error("no metrics of the outlets", "says", oneLine(err))
		return
	}
	others := frontier.OutletStatus{Outlet: everythingElse}
	outlet := func(o frontier.OutletStatus) {
		tell(outletAddressesDesc, float64(o.Addresses), o.Outlet)
		tell(outletDueDesc, float64(o.Due), o.Outlet)
		tell(outletFailingDesc, float64(o.Failing), o.Outlet)
		tell(outletArticlesDesc, float64(o.Articles), o.Outlet)
		if !o.LastVisit.IsZero() {
			tell(outletVisitDesc, float64(o.LastVisit.Unix()), o.Outlet)
		}
	}
	for _, o := range list {
		if o.Followed {
			outlet(o)
			if h := o.Health; h != nil {
				tell(outletWarningsDesc, float64(len(h.Warnings)), o.Outlet)
				tell(outletYieldDesc, h.Week.Yield, o.Outlet)
				for result, n := range map[string]int{
					api.VisitNew: h.Week.New, api.VisitRevised: h.Week.Changed, api.VisitUnchanged: h.Week.Unchanged, api.VisitListing: h.Week.Listing,
					api.VisitOther: h.Week.Other, api.VisitDisallowed: h.Week.Disallowed, api.VisitFailed: h.Week.Failed,
				} {
					tell(outletWeekDesc, float64(n), o.Outlet, result)
				}
			}
			continue
		}
		others.Addresses += o.Addresses
		others.Due += o.Due
		others.Failing += o.Failing
		others.Articles += o.Articles
		if o.LastVisit.After(others.LastVisit) {
			others.LastVisit = o.LastVisit
		}
	}
	outlet(others)
}

// metrics serves what Prometheus asks for, until stop is called: how things stand,
// and the visits that this process makes from now on.
func (w *work) metrics() (handler http.Handler, stop func()) {
	registry := prometheus.NewRegistry()
	visits := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "dateline_visits_total", Help: "Visits that this process made, by outlet and by what came of them.",
	}, []string{"outlet", "result"})
	registry.MustRegister(
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		&gauges{status: w.library.Status, outlets: w.library.Outlets, dir: w.folder.dir, log: w.log}, visits,
	)
	stop = w.listen(func(v api.Visited) {
		name := v.Outlet
		if w.crawler.outlets().named(name) == nil {
			name = everythingElse
		}
		visits.WithLabelValues(name, v.Result).Inc()
	})
	return promhttp.HandlerFor(registry, promhttp.HandlerOpts{Registry: registry}), stop
}
