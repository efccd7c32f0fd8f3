package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"dateline/cmd/dateline/peer"
	"dateline/indexer"
	"dateline/indexer/bleve"
	"dateline/indexer/opensearch"
)

// A newsBench measures the index on a corpus, beside others that hold the same.
type newsBench struct {
	corpus   string // file
	most     int    // articles of it; 0 for all
	folder   string // where what was built is kept; empty for nowhere
	asked    int    // questions of a kind
	seconds  float64
	json     bool
	beside   []string          // names of the others
	search   opensearch.Config // where the cluster is, if it is one of them
	progress io.Writer

	articles int // of the corpus that are used
	dir      string
	ours     *bleve.Index
	bleve    *peer.Bleve   // nil if it is none of the others; so are those below
	sqlite   *peer.SQLite  //
	cluster  *clusterBench //
	report   benchReport
}

// partSize is how many articles of a corpus are in memory at once.
const partSize = 2000

// run measures with do what is built, or was built before, and writes the report.
func (b *newsBench) run(ctx context.Context, out io.Writer, do func(context.Context, *drawing) error) (err error) {
	if b.articles, err = countLines(b.corpus); err != nil {
		return err
	}
	if b.most > 0 {
		b.articles = min(b.articles, b.most)
	}
	if b.folder == "" {
		if b.dir, err = os.MkdirTemp("", "dateline-bench-"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, b.remove(context.WithoutCancel(ctx))) }()
	} else {
		b.dir = filepath.Join(b.folder, "bench-"+strconv.Itoa(b.articles))
	}
	b.search.Prefix = fmt.Sprintf("%s-bench-%d", cmp.Or(b.search.Prefix, "dateline"), b.articles)
	d, err := draw(b.corpus, b.most)
	if err != nil {
		return err
	}
	b.report = benchReport{Corpus: filepath.Base(b.corpus), Articles: b.articles}
	defer func() { err = errors.Join(err, b.close()) }()
	if err := do(ctx, d); err != nil {
		return err
	}
	if b.report.Events, err = timelineOf(b.ours)(ctx, peer.Question{Limit: 1}); err != nil {
		return err
	}
	if b.json {
		return writeJSON(out, b.report)
	}
	return b.report.write(out)
}

// remove removes what was built.
func (b *newsBench) remove(ctx context.Context) error {
	return errors.Join(removeCluster(ctx, b.search, filepath.Join(b.dir, clusterName)), os.RemoveAll(b.dir))
}

func (b *newsBench) tell(format string, args ...any) {
	fmt.Fprintf(b.progress, "%s  %s\n", time.Now().Format(time.TimeOnly), fmt.Sprintf(format, args...))
}

// countLines returns how many lines a file has that hold something.
func countLines(file string) (n int, err error) {
	f, err := os.Open(file)
	if err != nil {
		return 0, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	part := make([]byte, 1<<20)
	last := byte('\n')
	for {
		size, err := f.Read(part)
		n += bytes.Count(part[:size], []byte("\n"))
		if size > 0 {
			last = part[size-1]
		}
		switch {
		case errors.Is(err, io.EOF) && last != '\n':
			return n + 1, nil
		case errors.Is(err, io.EOF):
			return n, nil
		case err != nil:
			return 0, err
		}
	}
}

// What the systems keep in the folder of a bench. Beside each stands a file, once all is
// in it, that tells of which corpus.
const (
	oursName    = "dateline"
	bleveName   = "bleve"
	sqliteName  = "sqlite"
	clusterName = "opensearch" // a file that names the index on the cluster
	builtEnd    = ".built"
)

func (b *newsBench) identity() (string, error) {
	info, err := os.Stat(b.corpus)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%d articles of a corpus of %d bytes\n", b.articles, info.Size()), nil
}

// ready opens what was built of the corpus, and builds what was not.
func (b *newsBench) ready(ctx context.Context) error {
	var missing []string
	for _, name := range append([]string{oursName}, b.beside...) {
		held, err := b.holds(ctx, name)
		if err != nil {
			return err
		}
		if !held {
			missing = append(missing, name)
		}
	}
	if len(missing) == 0 {
		return b.open(ctx)
	}
	if err := b.begin(ctx, missing...); err != nil {
		return err
	}
	err := eachPart(b.corpus, 0, b.articles, func(part []*benchArticle) error { return b.put(ctx, part, nil, missing...) })
	if err != nil {
		return err
	}
	return b.built(ctx, missing...)
}

// holds reports whether a system was built to its end, and can be opened.
func (b *newsBench) holds(ctx context.Context, name string) (bool, error) {
	id, err := b.identity()
	if err != nil {
		return false, err
	}
	was, err := os.ReadFile(filepath.Join(b.dir, name+builtEnd))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, err
	case string(was) != id:
		return false, fmt.Errorf("%s holds %s, not %s: name another --data", b.dir, strings.TrimSpace(string(was)), strings.TrimSpace(id))
	}
	switch name {
	case oursName:
		x, err := openOurs(filepath.Join(b.dir, name))
		if errors.Is(err, bleve.ErrStale) || errors.Is(err, bleve.ErrDamaged) {
			return false, nil // the program has changed since
		}
		if err != nil {
			return false, err
		}
		return true, x.Close()
	case clusterName:
		x, err := openCluster(ctx, b.search, filepath.Join(b.dir, name))
		if errors.Is(err, opensearch.ErrGone) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		return true, x.index.Close()
	}
	return true, nil
}

// begin makes some of the systems empty, and opens all.
func (b *newsBench) begin(ctx context.Context, names ...string) (err error) {
	if err := os.MkdirAll(b.dir, 0o755); err != nil {
		return err
	}
	for _, name := range names {
		if err := os.RemoveAll(filepath.Join(b.dir, name+builtEnd)); err != nil {
			return err
		}
		if name == clusterName {
			if b.cluster, err = beginCluster(ctx, b.search, filepath.Join(b.dir, name)); err != nil {
				return err
			}
			b.tell("the index on the cluster is %s", b.cluster.name)
			continue
		}
		for _, end := range []string{"", "-wal", "-shm"} {
			if err := os.RemoveAll(filepath.Join(b.dir, name+end)); err != nil {
				return err
			}
		}
	}
	return b.open(ctx)
}

func (b *newsBench) open(ctx context.Context) (err error) {
	if b.ours, err = openOurs(filepath.Join(b.dir, oursName)); err != nil {
		return err
	}
	if slices.Contains(b.beside, bleveName) {
		if b.bleve, err = peer.NewBleve(filepath.Join(b.dir, bleveName)); err != nil {
			return err
		}
	}
	if slices.Contains(b.beside, sqliteName) {
		if b.sqlite, err = peer.NewSQLite(filepath.Join(b.dir, sqliteName)); err != nil {
			return err
		}
	}
	if slices.Contains(b.beside, clusterName) && b.cluster == nil { // else it has begun
		b.cluster, err = openCluster(ctx, b.search, filepath.Join(b.dir, clusterName))
	}
	return err
}

func (b *newsBench) close() error {
	var errs []error
	if b.ours != nil {
		errs = append(errs, b.ours.Close())
	}
	if b.bleve != nil {
		errs = append(errs, b.bleve.Close())
	}
	if b.sqlite != nil {
		errs = append(errs, b.sqlite.Close())
	}
	if b.cluster != nil {
		errs = append(errs, b.cluster.index.Close())
	}
	b.ours, b.bleve, b.sqlite, b.cluster = nil, nil, nil, nil
	return errors.Join(errs...)
}

// built notes that everything has been put into some systems, and opens all anew.
func (b *newsBench) built(ctx context.Context, names ...string) error {
	if slices.Contains(names, sqliteName) {
		if err := b.sqlite.Finish(ctx); err != nil {
			return err
		}
	}
	if slices.Contains(names, clusterName) {
		b.tell("the cluster makes its copies")
		copied, err := b.cluster.finish(ctx)
		if err != nil {
			return err
		}
		if !copied {
			b.tell("the cluster has not made all copies: it has too few nodes, or its disks are too full")
		}
	}
	settle()
	id, err := b.identity()
	if err != nil {
		return err
	}
	// Merged files go when they are opened the next time.
	if err := errors.Join(b.close(), b.open(ctx)); err != nil {
		return err
	}
	settle()
	for _, name := range names {
		if err := os.WriteFile(filepath.Join(b.dir, name+builtEnd), []byte(id), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// A spent is what a system took to take in articles.
type spent struct{ wall, cpu time.Duration }

// put gives articles to some systems in turn. What each took, with what it still does
// behind its answer, is added to took, if that is not nil.
func (b *newsBench) put(ctx context.Context, part []*benchArticle, took map[string]*spent, names ...string) error {
	readings := make([]*indexer.Reading, len(part))
	articles := make([]*peer.Article, len(part))
	for i, a := range part {
		readings[i], articles[i] = a.reading, a.peer
	}
	last := readings[len(readings)-1].Revision.Seq
	for _, s := range []struct {
		file, name string
		put        func() error
	}{
		{oursName, "Dateline", func() error { return putInto(ctx, b.ours, readings) }},
		{bleveName, b.bleve.Name(), func() error { return b.bleve.Put(ctx, articles) }},
		{sqliteName, b.sqlite.Name(), func() error { return b.sqlite.Put(ctx, articles) }},
		{clusterName, clusterTitle, func() error { return putInto(ctx, b.cluster.index, readings) }},
	} {
		if !slices.Contains(names, s.file) {
			continue
		}
		began, cpu := time.Now(), processorTime()
		if err := s.put(); err != nil {
			return fmt.Errorf("put into %s: %w", s.name, err)
		}
		wall := time.Since(began)
		if took == nil {
			continue
		}
		settle()
		if took[s.name] == nil {
			took[s.name] = &spent{}
		}
		took[s.name].wall += wall
		took[s.name].cpu += processorTime() - cpu
	}
	b.tell("%d of %d articles are in", last, b.articles)
	return nil
}

// settle waits until the process works no more: until files are merged and saved.
func settle() {
	const step = 100 * time.Millisecond
	for range 600 {
		before := processorTime()
		time.Sleep(step)
		if processorTime()-before < step/20 {
			return
		}
	}
}

// A putting puts a question to a system, and returns how much is found.
type putting func(context.Context, peer.Question) (int, error)

// A contestant is a system that is asked a kind of question.
type contestant struct {
	name      string
	ask       putting
	elsewhere bool                        // it works in other processes
	afresh    func(context.Context) error // has it forget what it has answered; nil if it keeps no answers
}

// clusterTitle is the index on a cluster in reports.
const clusterTitle = "on OpenSearch"

// searchers returns the systems as they are asked for articles.
func (b *newsBench) searchers() []contestant {
	return b.contestants(searchOf, peer.System.Search)
}

// timelines returns the systems as they are asked for events.
func (b *newsBench) timelines() []contestant {
	return b.contestants(timelineOf, peer.System.Timeline)
}

// contestants returns all systems, and how an index and how a peer is asked.
func (b *newsBench) contestants(ours func(indexer.Index) putting, theirs func(peer.System, context.Context, peer.Question) (int, error)) []contestant {
	list := []contestant{{name: "Dateline", ask: ours(b.ours)}}
	add := func(s peer.System) {
		list = append(list, contestant{name: s.Name(), ask: func(ctx context.Context, q peer.Question) (int, error) { return theirs(s, ctx, q) }})
	}
	if b.bleve != nil {
		add(b.bleve)
	}
	if b.sqlite != nil {
		add(b.sqlite)
	}
	if b.cluster != nil {
		list = append(list, contestant{name: clusterTitle, ask: ours(b.cluster.index), elsewhere: true, afresh: b.cluster.afresh})
	}
	return list
}

// leastAsked is how many questions of a kind are asked however slow the answers are.
const leastAsked = 10

// rounds is how often the systems take turns.
const rounds = 2

// row asks all systems the same questions, and returns what they took. The systems take
// turns; each is asked all questions once to become warm, and then again and again for a
// while. The questions are as many as the slowest answers in that time.
func (b *newsBench) row(ctx context.Context, name string, list []contestant, questions []peer.Question) (*benchRow, error) {
	b.tell("%s", name)
	hits := make([][]int, len(list))
	left := make([]contestant, 0, len(list))
	for _, c := range list {
		began := time.Now()
		var totals []int
		for i, q := range questions {
			if i >= leastAsked && time.Since(began) > b.block() {
				questions = questions[:i]
				break
			}
			total, err := c.ask(ctx, q)
			if errors.Is(err, peer.ErrNone) {
				totals = nil
				break
			}
			if err != nil {
				return nil, fmt.Errorf("%s: %s asked for %+v: %w", name, c.name, q, err)
			}
			totals = append(totals, total)
		}
		if totals != nil {
			hits[len(left)] = totals
			left = append(left, c)
		}
	}
	took, work := make([][]time.Duration, len(left)), make([]time.Duration, len(left))
	for range rounds {
		for i, c := range left {
			before := processorTime()
			some, err := b.turn(ctx, c, questions)
			if err != nil {
				return nil, fmt.Errorf("%s: %s: %w", name, c.name, err)
			}
			took[i], work[i] = append(took[i], some...), work[i]+processorTime()-before
		}
	}
	r := &benchRow{Name: name}
	for i, c := range left {
		t := newTiming(c.name, took[i])
		if !c.elsewhere {
			t.Work = work[i] / time.Duration(len(took[i]))
		}
		t.Hits, t.Differ = agree(hits[0][:len(questions)], hits[i][:len(questions)])
		r.Timings = append(r.Timings, t)
	}
	r.Timings = compare(r.Timings)
	b.report.Rows = append(b.report.Rows, *r)
	return &b.report.Rows[len(b.report.Rows)-1], nil
}

func (b *newsBench) block() time.Duration { return time.Duration(b.seconds * float64(time.Second)) }

// turn asks all questions, and again until the time is over.
func (b *newsBench) turn(ctx context.Context, c contestant, questions []peer.Question) (took []time.Duration, err error) {
	began := time.Now()
	for n := 0; n < len(questions) || time.Since(began) < b.block() && n < 100*len(questions); n++ {
		if c.afresh != nil && n%len(questions) == 0 {
			if err := c.afresh(ctx); err != nil {
				return nil, err
			}
		}
		from := time.Now()
		if _, err := c.ask(ctx, questions[n%len(questions)]); err != nil {
			return nil, err
		}
		took = append(took, time.Since(from))
	}
	return took, nil
}

// agree returns the mean of some hits, and by which part of ours they differ; -1 for what
// was not told.
func agree(ours, theirs []int) (mean, differ float64) {
	sum, all := 0, 0
	for i := range theirs {
		if theirs[i] < 0 {
			return -1, 0
		}
		sum += theirs[i]
		all += ours[i]
	}
	return float64(sum) / float64(len(theirs)), float64(sum-all) / float64(max(1, all))
}

// counts returns a contestant that tells how many it finds, but takes no time for it.
func (b *newsBench) counts(ctx context.Context, r *benchRow, questions []peer.Question, events bool) error {
	for i := range r.Timings {
		t := &r.Timings[i]
		if t.Hits >= 0 || t.System != b.sqlite.Name() {
			continue
		}
		sum := 0
		some := questions[:min(len(questions), leastAsked)]
		for _, q := range some {
			n, err := b.sqlite.Count(ctx, q, events)
			if err != nil {
				return err
			}
			sum += n
		}
		mine := 0
		for _, q := range some {
			n, err := searchOf(b.ours)(ctx, q)
			if err != nil {
				return err
			}
			mine += n
		}
		t.Hits, t.Differ = float64(sum)/float64(len(some)), float64(sum-mine)/float64(max(1, mine))
	}
	return nil
}
