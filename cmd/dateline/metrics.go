package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"dateline/api"
	newsdesk "dateline/indexer/desk"
	"dateline/scraper/frontier"
)

// A gauges collects, when it is asked, how crawl, archive and index stand.
type gauges struct {
	status  func(context.Context) (frontier.CrawlStatus, error)
	outlets func(context.Context) ([]frontier.OutletStatus, error)
	depth   func(ctx context.Context, slowest int) (frontier.Depth, error)
	use     func(context.Context) (usage, error)
	telling func(context.Context) (newsdesk.Telling, error)
	keeps   func() bool
	log     *slog.Logger

	mu   sync.Mutex // held by whoever asks
	last []prometheus.Metric
	at   time.Time     // when they were asked
	took time.Duration // how long that was

	lag       lag // behind the archive
	corrected lag // behind what people have set right
}

// mostSlow is how many of the slowest hosts are told of: their names are labels.
const mostSlow = 10

// everythingElse stands for the outlets that are not followed: the web has more
// of them than a metric may have labels.
const everythingElse = "(others)"

func describe(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("dateline_"+name, help, labels, nil)
}

var (
	addressesDesc  = describe("addresses", "Addresses that are known.")
	queueDesc      = describe("queue_addresses", "Addresses in the queue, by class (wanted, lists, pages, last) and state (due, later, leased).", "class", "state")
	overdueDesc    = describe("queue_overdue_seconds", "How long what is due has been due that has been due longest.")
	hostsDesc      = describe("queue_hosts", "Hosts of the queue, by state: ready, held though a visit is due, visited.", "state")
	slowestDesc    = describe("slow_host_seconds", "How long until a host may be asked that keeps due visits waiting: the slowest ten.", "host")
	failingDesc    = describe("addresses_failing", "Addresses whose last visit failed.")
	disallowedDesc = describe("addresses_disallowed", "Addresses that robots.txt keeps us from.")
	articlesDesc   = describe("articles", "Articles in the archive.")
	revisionsDesc  = describe("revisions", "Revisions in the archive.")
	seqDesc        = describe("archive_seq", "End of the archive's log.")
	indexedDesc    = describe("index_seq", "How far the index has read the archive's log; less than archive_seq is lag.")
	keepsDesc      = describe("index_keeper", "Whether this process keeps the index up to the archive: 1, else 0.")
	lagDesc        = describe("index_lag_seconds", "How long the index has lacked what it lacks of the archive, and of what people have set right.")
	correctedDesc  = describe("corrections_due", "Articles of which the index is not told yet what people have set right in them.")

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
		addressesDesc, queueDesc, overdueDesc, hostsDesc, slowestDesc, failingDesc, disallowedDesc, articlesDesc, revisionsDesc, seqDesc, indexedDesc, keepsDesc, lagDesc, correctedDesc, diskDesc,
		outletAddressesDesc, outletDueDesc, outletFailingDesc, outletArticlesDesc, outletVisitDesc,
		outletWarningsDesc, outletWeekDesc, outletYieldDesc,
	} {
		out <- d
	}
}

// mostCollected is how long asking how things stand may take.
const mostCollected = 10 * time.Second

// Collect tells how things stand. They are asked anew unless that would take more than a
// twentieth of the time: it takes the longer, the more addresses are known. Whether the index is
// kept here is known at once.
func (g *gauges) Collect(out chan<- prometheus.Metric) {
	keeps := 0.0
	if g.keeps() {
		keeps = 1
	}
	out <- prometheus.MustNewConstMetric(keepsDesc, prometheus.GaugeValue, keeps)
	g.mu.Lock()
	defer g.mu.Unlock()
	if began := time.Now(); g.last == nil || began.Sub(g.at) > 20*g.took {
		g.last = nil
		g.ask()
		g.at, g.took = began, time.Since(began)
	}
	for _, m := range g.last {
		out <- m
	}
}

// tell takes in a figure.
func (g *gauges) tell(d *prometheus.Desc, value float64, labels ...string) {
	g.last = append(g.last, prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...))
}

// ask asks how things stand. What cannot be had is left out, and logged.
func (g *gauges) ask() {
	ctx, cancel := context.WithTimeout(context.Background(), mostCollected)
	defer cancel()
	tell := g.tell
	var behind time.Duration
	if t, err := g.telling(ctx); err != nil {
		g.log.Error("no metrics of the corrections", "says", oneLine(err))
	} else {
		tell(correctedDesc, float64(t.Due))
		behind = g.corrected.age(time.Now(), t.Last, t.Until)
	}
	if s, err := g.status(ctx); err != nil {
		g.log.Error("no metrics of the crawl", "says", oneLine(err))
	} else {
		tell(addressesDesc, float64(s.Addresses))
		tell(failingDesc, float64(s.Failing))
		tell(disallowedDesc, float64(s.Disallowed))
		tell(articlesDesc, float64(s.Articles))
		tell(revisionsDesc, float64(s.Revisions))
		tell(seqDesc, float64(s.Seq))
		tell(indexedDesc, float64(s.Indexed))
		tell(lagDesc, max(behind, g.lag.age(time.Now(), s.Seq, s.Indexed)).Seconds())
	}
	if d, err := g.depth(ctx, mostSlow); err != nil {
		g.log.Error("no metrics of the queue", "says", oneLine(err))
	} else {
		g.tellDepth(d)
	}
	if u, err := g.use(ctx); err != nil {
		g.log.Error("no metrics of the disk", "says", oneLine(err))
	} else {
		for _, part := range u.parts() {
			tell(diskDesc, float64(part.bytes), part.name)
		}
	}
	if list, err := g.outlets(ctx); err != nil {
		g.log.Error("no metrics of the outlets", "says", oneLine(err))
	} else {
		g.tellOutlets(list)
	}
}

// tellDepth tells how the queue stands.
func (g *gauges) tellDepth(d frontier.Depth) {
	for _, c := range d.Classes {
		g.tell(queueDesc, float64(c.Due), c.Class, "due")
		g.tell(queueDesc, float64(c.Later), c.Class, "later")
		g.tell(queueDesc, float64(c.Leased), c.Class, "leased")
	}
	overdue := time.Duration(0)
	if !d.Oldest.IsZero() {
		overdue = time.Since(d.Oldest)
	}
	g.tell(overdueDesc, overdue.Seconds())
	g.tell(hostsDesc, float64(d.Hosts.Ready), "ready")
	g.tell(hostsDesc, float64(d.Hosts.Held), "held")
	g.tell(hostsDesc, float64(d.Hosts.Visited), "visited")
	for _, h := range d.Slowest {
		g.tell(slowestDesc, time.Until(h.Until).Seconds(), h.Host)
	}
}

// tellOutlets tells how the outlets stand that are followed, and all others as one.
func (g *gauges) tellOutlets(list []frontier.OutletStatus) {
	tell := g.tell
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

// A lag is how long an index has lacked what it lacks of a log, as far as it was seen.
type lag struct {
	ends []end // of the log, when they were seen first; the oldest first
}

// An end is an end of a log.
type end struct {
	seq  uint64
	seen time.Time
}

// age returns how long the index has lacked the oldest of what it lacks at now, when the
// log ends at seq and the index has read it as far as indexed.
func (l *lag) age(now time.Time, seq, indexed uint64) time.Duration {
	if n := len(l.ends); n == 0 || l.ends[n-1].seq != seq {
		l.ends = append(l.ends, end{seq, now})
	}
	l.ends = slices.DeleteFunc(l.ends, func(e end) bool { return e.seq <= indexed })
	if len(l.ends) == 0 {
		return 0
	}
	return now.Sub(l.ends[0].seen)
}

// metrics serves what Prometheus asks for: how things stand, and what this process does.
func (w *work) metrics() http.Handler {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), w.gauges())
	registry.MustRegister(w.folder.meter.collectors()...)
	return promhttp.HandlerFor(registry, promhttp.HandlerOpts{Registry: registry})
}

// serveMetrics answers at address, host:port, at /metrics until stop is called: of a crawl
// that answers nothing else.
func (a *app) serveMetrics(ctx context.Context, w *work, address string) (stop func(), err error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, listenError("--metrics", address, err)
	}
	hosts, _ := a.hosts(listener)
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", w.metrics())
	server := &http.Server{Handler: api.Guard(hosts, mux), ReadHeaderTimeout: 10 * time.Second, WriteTimeout: time.Minute}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			w.log.Error("no metrics are told any more", "says", oneLine(err))
		}
	}()
	return func() {
		_ = server.Close() // nothing is lost of what nobody waits for any more
		<-done
	}, nil
}

// gauges returns what tells how the crawl, archive and index of w stand.
func (w *work) gauges() *gauges {
	return &gauges{status: w.library.Status, outlets: w.library.Outlets, depth: w.front.Depth, use: w.folder.use, telling: w.folder.desk.Telling, keeps: w.folder.keeper.keeps, log: w.log}
}
