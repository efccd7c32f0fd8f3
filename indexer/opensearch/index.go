// Package opensearch is the index on an OpenSearch cluster, for more than one machine holds.
//
// It answers as the index in a folder does, and is held to the same contract. Words are
// read here, see package lang, so that the cluster finds what that one finds; orders, counts
// and buckets are exact. What is written becomes visible when all of it is there: a question
// is asked again if that happened while it was answered.
package opensearch

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"dateline/indexer"
	"dateline/indexer/lang"
	"dateline/scraper"
)

// An Index is one version of an index on a cluster: four indices whose names begin with its
// own. One process writes to it at a time, as many as like ask it.
type Index struct {
	cluster  *Cluster
	name     string
	log      *slog.Logger
	synonyms *lang.Synonyms
	now      func() time.Time
	writer   string // tells this from others that write

	writing sync.Mutex
	turn    uint64 // of what is written; who holds writing has it

	mu    sync.Mutex
	known *corpus // of the generation that was asked last
}

// Options are how an index reads questions, whose it may be, and whether it must be there.
type Options struct {
	Synonyms *lang.Synonyms   // nil for none
	Now      func() time.Time // nil for the clock
	Begun    bool             // the error is ErrGone if it is not there, or not all of it
	Reached  uint64           // the archive's Seq: an index that does not say whose it is, and has read further, is another's
}

var _ indexer.Index = (*Index)(nil)

// Open opens the index with a name, and makes it if it is not there, unless it was begun.
func (c *Cluster) Open(ctx context.Context, name string, log *slog.Logger, opt Options) (*Index, error) {
	x := &Index{cluster: c, name: name, log: log, synonyms: opt.Synonyms, now: opt.Now, writer: rand.Text()}
	if x.now == nil {
		x.now = time.Now
	}
	err := x.own(ctx, opt.Reached)
	if err == nil && opt.Begun {
		err = x.cluster.soon(ctx, "/"+x.all()+"/_settings/index.number_of_shards", nil) // what matters is that all have one
	}
	if errors.Is(err, ErrGone) && !opt.Begun {
		err = x.begin(ctx)
	}
	if errors.Is(err, ErrAnother) { // which names it
		return nil, err
	}
	if err != nil {
		return nil, fmt.Errorf("open the index %s: %w", name, err)
	}
	return x, nil
}

// ErrAnother reports an index that is of another archive.
var ErrAnother = errors.New("of another archive: give this one a prefix of its own under [index]; or, if that archive is used no more, have 'dateline reindex --take-over' build one of this in its place")

// own returns ErrAnother if the index is of another archive. One that an older version made
// does not say whose it is: it is noted for the archive that has all that it has read.
func (x *Index) own(ctx context.Context, reached uint64) error {
	for {
		s, err := x.state(ctx)
		if err != nil || s.archive != "" || x.cluster.cfg.Archive == "" {
			return err
		}
		if s.seq > reached {
			return x.another()
		}
		s.archive = x.cluster.cfg.Archive
		if err := x.setState(ctx, s); !errors.Is(err, errOutdone) { // else somebody writes, or was first
			return err
		}
	}
}

func (x *Index) another() error {
	return fmt.Errorf("the index %s on the cluster is %w", x.name, ErrAnother)
}

// begin makes the index. Its generation is above that of one in whose place it may come that
// cannot be asked any more: none is written a thousand times a second.
func (x *Index) begin(ctx context.Context) error {
	for _, kind := range kinds {
		if err := x.create(ctx, kind); err != nil {
			return err
		}
	}
	first := state{archive: x.cluster.cfg.Archive, generation: uint64(x.now().UnixMilli())} //nolint:gosec // it is after 1970
	err := x.cluster.write(ctx, http.MethodPut, "/"+x.of(stateKind)+"/_create/state", first.document(), nil)
	if isKind(err, conflict) { // of an answer that was lost
		return nil
	}
	return err
}

// create makes the indices of a kind, if an answer that was lost has not told so.
func (x *Index) create(ctx context.Context, kind string) error {
	body := object{"settings": x.cluster.settings(kind), "mappings": mappings(kind)}
	err := x.cluster.write(ctx, http.MethodPut, "/"+x.of(kind), body, nil)
	if isKind(err, "resource_already_exists_exception") {
		return nil
	}
	return err
}

// of returns the name of the indices of a kind.
func (x *Index) of(kind string) string { return x.name + "-" + kind }

// all names the indices that are asked.
func (x *Index) all() string {
	return x.of(articlesKind) + "," + x.of(claimsKind) + "," + x.of(entriesKind)
}

// Close lets go of the index. It stays on the cluster.
func (x *Index) Close() error {
	x.writing.Lock() // what is being written ends first
	defer x.writing.Unlock()
	return nil
}

// A state is how far the index has read the archive.
type state struct {
	archive         string // id; empty: an older version made it
	writer          string // whose turn it is, see takeTurn
	turn            uint64
	seq, generation uint64
	changing        time.Time // since when what was written becomes visible; zero if it does not
	version         version
}

// A version is that of the state's document: who writes it must have read the last.
type version struct {
	Seq  int64 `json:"_seq_no"`
	Term int64 `json:"_primary_term"`
}

// A stateDocument is a state as it is kept. Its numbers are larger than some programs read.
type stateDocument struct {
	Archive    string `json:"archive"`
	Writer     string `json:"writer"`
	Turn       uint64 `json:"turn"`
	Seq        string `json:"seq"`
	Generation string `json:"generation"`
	Changing   int64  `json:"changing"` // Unix milliseconds, 0 for not
}

// errNoState reports an index that was not begun to the end, or whose state was removed.
var errNoState = fmt.Errorf("%w: it holds no state", ErrGone)

// mostChanging is how long what was written may take to become visible before whoever did
// it is taken for dead.
const mostChanging = 30 * time.Second

func (x *Index) state(ctx context.Context) (*state, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var got struct {
		Found  bool `json:"found"`
		Source struct {
			Stored stateDocument `json:"stored"`
		} `json:"_source"`
		version
	}
	err := x.cluster.soon(ctx, "/"+x.of(stateKind)+"/_doc/state", &got)
	var refused *refusedError
	if errors.As(err, &refused) && refused.status == http.StatusNotFound && !errors.Is(err, ErrGone) {
		return nil, errNoState
	}
	if err != nil {
		return nil, err
	}
	s := &state{archive: got.Source.Stored.Archive, writer: got.Source.Stored.Writer, turn: got.Source.Stored.Turn, version: got.version}
	if own := x.cluster.cfg.Archive; own != "" && s.archive != "" && s.archive != own {
		return nil, x.another()
	}
	var err2 error
	s.seq, err = strconv.ParseUint(got.Source.Stored.Seq, 10, 64)
	s.generation, err2 = strconv.ParseUint(got.Source.Stored.Generation, 10, 64)
	if err := errors.Join(err, err2); err != nil {
		return nil, fmt.Errorf("the state of the index %s is damaged: build it anew with 'dateline reindex': %w", x.name, err)
	}
	if got.Source.Stored.Changing > 0 {
		s.changing = time.UnixMilli(got.Source.Stored.Changing)
	}
	return s, nil
}

func (s *state) document() object { return object{"stored": s.kept()} }

func (s *state) kept() stateDocument {
	d := stateDocument{Archive: s.archive, Writer: s.writer, Turn: s.turn, Seq: strconv.FormatUint(s.seq, 10), Generation: strconv.FormatUint(s.generation, 10)}
	if !s.changing.IsZero() {
		d.Changing = s.changing.UnixMilli()
	}
	return d
}

// errOutdone reports that two processes write: one that was not heard of for a while, and one that
// has taken over.
var errOutdone error = &indexer.UnavailableError{
	Says: "another process writes to the index", Err: errors.New("another process writes to the index: one may at a time"),
}

// setState writes the state, if it is still of the version that was read.
func (x *Index) setState(ctx context.Context, s *state) error {
	path := fmt.Sprintf("/%s/_doc/state?if_seq_no=%d&if_primary_term=%d", x.of(stateKind), s.version.Seq, s.version.Term)
	err := x.cluster.write(ctx, http.MethodPut, path, s.document(), &s.version)
	if !isKind(err, conflict) {
		return err
	}
	// Perhaps it is our own: an answer that was lost is asked for again.
	now, err2 := x.state(ctx)
	if err2 != nil {
		return err2
	}
	if now.kept() != s.kept() {
		return errOutdone
	}
	s.version = now.version
	return nil
}

// Seq returns how far the index has read the archive.
func (x *Index) Seq(ctx context.Context) (uint64, error) {
	s, err := x.state(ctx)
	if err != nil {
		return 0, fmt.Errorf("seq: %w", err)
	}
	return s.seq, nil
}

// Generation returns that of the answers.
func (x *Index) Generation(ctx context.Context) (uint64, error) {
	s, err := x.state(ctx)
	if err != nil {
		return 0, fmt.Errorf("generation: %w", err)
	}
	return s.generation, nil
}

// How long a question waits for what is becoming visible before it looks again, and how often
// it is asked before the index is pinned for it.
const (
	lookAgain  = 20 * time.Millisecond
	freelyAsks = 2
)

// steady calls ask with the state of the index; what ask finds is of that state, all of it.
// It is asked again if the index has changed meanwhile; then of points in time, so that an
// index that is written all the time is answered from as well.
func (x *Index) steady(ctx context.Context, ask func(context.Context, *state) error) error {
	s, err := x.settled(ctx)
	for range freelyAsks {
		if err != nil {
			return err
		}
		if err := ask(ctx, s); err != nil {
			return err
		}
		var after *state
		if after, err = x.settled(ctx); err == nil && after.version == s.version {
			return nil
		}
		s = after
	}
	if err != nil {
		return err
	}
	return x.pinned(ctx, s, ask)
}

// mostPins is how often points in time are taken before one is of a single state.
const mostPins = 20

// pinned calls ask with points in time that are of one state, that with which it is called or a
// later one.
func (x *Index) pinned(ctx context.Context, s *state, ask func(context.Context, *state) error) error {
	for range mostPins {
		points, err := x.pin(ctx)
		if err != nil {
			return err
		}
		after, err := x.settled(ctx)
		if err == nil && after.version == s.version {
			err = ask(context.WithValue(ctx, pointsKey{}, points), s)
			return errors.Join(err, x.unpin(ctx, points))
		}
		if err := errors.Join(err, x.unpin(ctx, points)); err != nil {
			return err
		}
		s = after
	}
	return errors.New("the index changes too quickly to be asked: try again")
}

// points are those in time of the indices of each kind.
type points map[string]string

// pointsKey is what a context has points under.
type pointsKey struct{}

// keepPoint is how long the cluster keeps a point that is not asked.
const keepPoint = "1m"

func (x *Index) pin(ctx context.Context) (points, error) {
	p := points{}
	for _, kind := range []string{articlesKind, claimsKind, entriesKind} {
		var point struct {
			ID string `json:"pit_id"`
		}
		path := "/" + x.of(kind) + "/_search/point_in_time?keep_alive=" + keepPoint
		if err := x.cluster.write(ctx, http.MethodPost, path, nil, &point); err != nil {
			return nil, errors.Join(err, x.unpin(ctx, p))
		}
		p[kind] = point.ID
	}
	return p, nil
}

func (x *Index) unpin(ctx context.Context, p points) error {
	if len(p) == 0 {
		return nil
	}
	ids := slices.Collect(maps.Values(p))
	return x.cluster.write(context.WithoutCancel(ctx), http.MethodDelete, "/_search/point_in_time", object{"pit_id": ids}, nil)
}

// settled returns the state of the index once nothing is becoming visible.
func (x *Index) settled(ctx context.Context) (*state, error) {
	for {
		s, err := x.state(ctx)
		if err != nil || s.changing.IsZero() || time.Since(s.changing) > mostChanging {
			return s, err
		}
		if err := scraper.Sleep(ctx, lookAgain); err != nil {
			return nil, err
		}
	}
}

// A corpus is what questions must know of all articles.
type corpus struct {
	of        uint64           // generation
	languages []*lang.Language // that there are texts in, English always
	articles  map[string]int   // by the code of their language
	claims    map[string]int
	newest    int64 // day of the newest article, since 1970
}

// corpus returns that of a state.
func (x *Index) corpus(ctx context.Context, s *state) (*corpus, error) {
	x.mu.Lock()
	known := x.known
	x.mu.Unlock()
	if known != nil && known.of == s.generation {
		return known, nil
	}
	codes := object{"codes": object{"terms": object{"field": "code", "size": len(lang.Codes) + 1}}}
	answers, err := x.search(ctx,
		request{kind: articlesKind, body: object{"size": 0, "aggs": joined(codes, object{"newest": object{"max": object{"field": "day"}}})}},
		request{kind: claimsKind, body: object{"size": 0, "aggs": codes}})
	if err != nil {
		return nil, err
	}
	c := &corpus{of: s.generation, languages: []*lang.Language{lang.Called(lang.English)}, articles: map[string]int{}, claims: map[string]int{}}
	for i, into := range []map[string]int{c.articles, c.claims} {
		var codes terms
		if err := answers[i].agg("codes", &codes); err != nil {
			return nil, err
		}
		for _, b := range codes.Buckets {
			into[b.Key.String()] = b.Count
			if i == 0 && b.Key.String() != lang.English {
				c.languages = append(c.languages, lang.Called(b.Key.String()))
			}
		}
	}
	var newest struct{ Value *float64 }
	if err := answers[0].agg("newest", &newest); err != nil {
		return nil, err
	}
	if newest.Value != nil {
		c.newest = int64(*newest.Value)
	}
	x.mu.Lock()
	x.known = c
	x.mu.Unlock()
	return c, nil
}

// A text is a string in an answer that may be a number or a flag as well.
type text json.RawMessage

func (t *text) UnmarshalJSON(data []byte) error {
	*t = append((*t)[:0], data...)
	return nil
}

// String returns the value as it is written.
func (t text) String() string {
	var s string
	if json.Unmarshal(t, &s) == nil {
		return s
	}
	return string(t)
}
