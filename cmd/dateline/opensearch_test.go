package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/indexer"
	"dateline/indexer/indextest"
	"dateline/indexer/opensearch"
	"dateline/indexer/opensearch/clustertest"
	"dateline/scraper/db/dbtest"
)

// searchCluster returns what names a cluster for tests, and the beginning of names that
// nobody else has there. What begins so is removed when the test has ended.
func searchCluster(t *testing.T) (addresses []string, prefix string) {
	t.Helper()
	addresses, prefix = clustertest.Addresses(t), clustertest.Prefix()
	t.Cleanup(func() {
		ctx := context.WithoutCancel(t.Context())
		c, err := opensearch.Connect(ctx, opensearch.Config{Addresses: addresses, Prefix: prefix})
		if err == nil {
			err = c.RemoveOthers(ctx)
		}
		if err != nil {
			t.Error(err)
		}
	})
	return addresses, prefix
}

// clusterTable returns the table of a configuration that has the index on a cluster.
func clusterTable(addresses []string, prefix string) string {
	return fmt.Sprintf("[index]\naddresses = [\"%s\"]\nprefix = %q\n", strings.Join(addresses, `", "`), prefix)
}

// On a cluster the index answers just as in a folder, and all commands do there.
func TestOnOpenSearch(t *testing.T) {
	t.Parallel() // it waits for the cluster, mostly
	addresses, prefix := searchCluster(t)
	folder := demoDesk(t)
	folder.must(exitSome, "crawl", "--once")
	d := demoDesk(t)
	d.configure(clusterTable(addresses, prefix))
	d.must(exitSome, "crawl", "--once")
	same := func(when string) {
		t.Helper()
		if got, want := d.claims(), folder.claims(); !slices.Equal(got, want) {
			t.Errorf("%s: other claims than in a folder:\n%s", when, differing(got, want))
		}
		for _, ask := range [][]string{{"timeline", "--limit", "1000"}, {"search", "bridge", "--order", "newest"}, {"timeline", "bridge", "--format", "csv"}} {
			if got, want := d.must(exitOK, ask...), folder.must(exitOK, ask...); got != want {
				t.Errorf("%s: %v answers\n%s, in a folder\n%s", when, ask, got, want)
			}
		}
		for _, one := range []*desk{d, folder} {
			if out := one.must(exitOK, "check"); !strings.HasPrefix(out, "all agrees: ") {
				t.Errorf("%s: check says %q", when, out)
			}
		}
	}
	same("after a crawl")
	for _, one := range []*desk{d, folder} {
		one.must(exitOK, "forget", "--yes", interview)
	}
	same("after an article was forgotten")
	d.must(exitOK, "reindex")
	same("built anew")
	d.must(exitOK, "compact")
	same("compact")
	if entries, err := os.ReadDir(d.data + "/index"); err != nil || len(entries) > 0 {
		t.Errorf("an index is in the data folder, too: %v, %v", entries, err)
	}
}

// An archive that is not the one whose index is under a prefix leaves that alone, and says what
// can be done; a copy that is used in place of the old archive is given its place when that is asked for.
func TestOpenSearchIsOfOneArchive(t *testing.T) {
	t.Parallel() // it waits for the cluster, mostly
	addresses, prefix := searchCluster(t)
	d := demoDesk(t)
	d.must(exitSome, "crawl", "--once")
	copied := d.beside("copy")
	d.must(exitOK, "migrate", "--to", copied.data)
	d.configure(clusterTable(addresses, prefix)) // of both
	want := d.claims()
	refused := func(one *desk, args ...string) {
		t.Helper()
		if status, _, errs := one.run(args...); status != exitFailed || !strings.Contains(errs, "the index "+prefix+"-v") || !strings.Contains(errs, "of another archive: give this one a prefix of its own") {
			t.Errorf("%v: exit status %d, %s", args, status, errs)
		}
	}
	refused(copied, "search", "bridge")
	refused(copied, "reindex")
	refused(d.beside("empty"), "crawl", "--once")
	if got := d.claims(); !slices.Equal(got, want) {
		t.Errorf("what another archive did has changed the index:\n%s", differing(got, want))
	}
	copied.must(exitOK, "reindex", "--take-over")
	if got := copied.claims(); !slices.Equal(got, want) {
		t.Errorf("the copy has other claims:\n%s", differing(got, want))
	}
	copied.must(exitOK, "reindex")
	refused(d, "search", "bridge")
}

// names returns those of what is on the cluster under a prefix.
func names(t *testing.T, prefix string) []string {
	t.Helper()
	return strings.Fields(clustertest.Ask(t, http.MethodGet, "/_cat/indices/"+prefix+"-*?h=index"))
}

// An index that was removed on the cluster by hand, or a part of it, under running servers is
// begun anew by the one that keeps it, and all of them answer from that. What a reindex that was
// killed has left goes as well.
func TestOpenSearchIndexIsRemoved(t *testing.T) {
	addresses, prefix := searchCluster(t)
	dbtest.OnPostgres(t, func(t *testing.T) {
		want, found := fundInOneGo(t)
		d, proxy := sharing(t, clusterTable(addresses, prefix))
		left, err := opensearch.Connect(t.Context(), opensearch.Config{Addresses: slices.Clone(addresses), Prefix: prefix})
		if err == nil {
			_, err = left.Open(t.Context(), left.NewName(), slog.New(slog.DiscardHandler), opensearch.Options{})
		}
		if err != nil {
			t.Fatal(err)
		}
		_, _, ended := d.serving(proxy)
		second := d.beside("second")
		_, _, endedToo := second.serving(proxy)
		d.beside("crawler").start(proxy, "crawl", "--index=false")
		same := func(what string) {
			t.Helper()
			within(t, time.Minute, what, func() bool {
				still(t, ended)
				still(t, endedToo)
				for _, one := range []*desk{d, second} {
					if status, _, _ := one.run("claims"); status != exitOK || !slices.Equal(one.claims(), want) {
						return false
					}
				}
				return len(names(t, prefix)) == 4
			})
		}
		same("what a reindex left is removed")
		for _, part := range []string{"-v*", "-claims"} {
			before := names(t, prefix)
			for _, name := range before {
				if part == "-v*" || strings.HasSuffix(name, part) {
					clustertest.Ask(t, http.MethodDelete, "/"+name)
				}
			}
			within(t, time.Minute, "another is begun", func() bool {
				now := names(t, prefix)
				return len(now) == 4 && !slices.Equal(now, before)
			})
			same("it is begun anew")
		}
		if status, _, errs := second.run("reindex"); status != exitFailed || !strings.Contains(errs, "the index is kept by 'dateline serve'") {
			t.Errorf("reindex beside the one that keeps the index: exit status %d, %s", status, errs)
		}
		d.must(exitOK, "reindex")
		same("built anew")
		d.hasFound(found)
	})
}

// A process that has the index to itself begins it anew as well, and reindex does.
func TestOpenSearchIndexIsRemovedBeforeReindex(t *testing.T) {
	t.Parallel() // it waits for the cluster, mostly
	addresses, prefix := searchCluster(t)
	d := demoDesk(t)
	d.configure(clusterTable(addresses, prefix))
	d.must(exitSome, "crawl", "--once")
	want := d.claims()
	remove := func(kind string) {
		for _, name := range names(t, prefix) {
			if strings.HasSuffix(name, kind) {
				clustertest.Ask(t, http.MethodDelete, "/"+name)
			}
		}
	}
	d.inside(func(w *work) {
		remove("")
		if err := w.folder.catchUp(t.Context(), func(uint64, uint64) {}); err != nil {
			t.Errorf("follow the archive without an index: %v", err)
		}
		remove("")
		if err := w.folder.index.rebuild(t.Context(), w.filling(newProgress(t.Output()))); err != nil {
			t.Errorf("build it anew while there is none: %v", err)
		}
	})
	remove("-entries")
	d.must(exitOK, "reindex")
	if got := d.claims(); !slices.Equal(got, want) {
		t.Errorf("other claims than before:\n%s", differing(got, want))
	}
	if left := names(t, prefix); len(left) != 4 {
		t.Errorf("%q are left", left)
	}
}

// An index has copies of its shards from when it holds what the archive does, also if it had
// them neither when it was begun, nor when it was opened last; one that is built beside it has
// them when it comes into use.
func TestOpenSearchIsCopied(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	addresses, prefix := searchCluster(t)
	log := slog.New(slog.DiscardHandler)
	store := func(replicas int) *indexStore {
		cluster, err := opensearch.Connect(ctx, opensearch.Config{Addresses: slices.Clone(addresses), Prefix: prefix, Replicas: replicas})
		if err != nil {
			t.Fatal(err)
		}
		return newIndexStore(t.TempDir(), log, &clusterEngine{Cluster: cluster, log: log, reached: func(context.Context) (uint64, error) { return 3 * batch, nil }})
	}
	rs := indextest.Corpus(33, 12)
	opened := func(s *indexStore) func() error { return func() error { return s.ensure(ctx) } }
	step := func(what string, s *indexStore, want string, do func() error) {
		t.Helper()
		if err := do(); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		s.tend(ctx)
		for kind, settings := range copies(t, s.name()) {
			if settings != want {
				t.Errorf("%s: %s have %q copies, want %s", what, kind, settings, want)
			}
		}
	}
	one := store(1)
	step("it is empty", one, "0", opened(one))
	step("half of it is there", one, "0", func() error { return one.Put(ctx, 6, rs[:6]...) })
	if err := one.close(); err != nil {
		t.Fatal(err)
	}
	again := store(1)
	step("it is opened again", again, "0", opened(again))
	step("all of it is there", again, "1", func() error { return again.Put(ctx, 3*batch, rs...) })
	step("it is built anew", again, "1", func() error {
		return again.rebuild(ctx, func(ctx context.Context, next builtIndex, _ func(done, of uint64), swap func() error) error {
			return errors.Join(next.Put(ctx, 3*batch, rs...), swap())
		})
	})
	if err := again.close(); err != nil {
		t.Fatal(err)
	}
	without := store(0)
	step("none are wanted any more", without, "0", opened(without))
	if err := without.close(); err != nil {
		t.Fatal(err)
	}
}

// copies returns how many copies the shards of an index have, by its indices.
func copies(t *testing.T, name string) map[string]string {
	t.Helper()
	var all map[string]struct {
		Settings struct {
			Index struct {
				Replicas string `json:"number_of_replicas"`
			} `json:"index"`
		} `json:"settings"`
	}
	if err := json.Unmarshal([]byte(clustertest.Ask(t, http.MethodGet, "/"+name+"-*/_settings")), &all); err != nil {
		t.Fatal(err)
	}
	if len(all) != 4 {
		t.Fatalf("%d indices of %s, want 4", len(all), name)
	}
	of := map[string]string{}
	for index, s := range all {
		of[index] = s.Settings.Index.Replicas
	}
	return of
}

// What one process builds anew is asked by the others at once.
func TestOpenSearchIsFollowed(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	addresses, prefix := searchCluster(t)
	log := slog.New(slog.DiscardHandler)
	open := func() *indexStore {
		cluster, err := opensearch.Connect(ctx, opensearch.Config{Addresses: slices.Clone(addresses), Prefix: prefix})
		if err != nil {
			t.Fatal(err)
		}
		s := newIndexStore(t.TempDir(), log, &clusterEngine{Cluster: cluster, log: log, reached: func(context.Context) (uint64, error) { return 12, nil }})
		if err := s.ensure(ctx); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := s.close(); err != nil {
				t.Error(err)
			}
		})
		return s
	}
	one, two := open(), open()
	rs := indextest.Corpus(31, 12)
	if err := one.Put(ctx, 6, rs[:6]...); err != nil {
		t.Fatal(err)
	}
	before, err := two.Generation(ctx)
	if err != nil {
		t.Fatal(err)
	}
	full := errors.New("the disk is full")
	if err := two.rebuild(ctx, func(context.Context, builtIndex, func(done, of uint64), func() error) error { return full }); !errors.Is(err, full) || two.stateNow().Error == "" {
		t.Errorf("a rebuild that fails: %v, %+v", err, two.stateNow())
	}
	err = one.rebuild(ctx, func(ctx context.Context, next builtIndex, _ func(done, of uint64), swap func() error) error {
		if err := next.Put(ctx, 12, rs...); err != nil {
			return err
		}
		if err := indextest.Agrees(ctx, two, rs[:6], indexer.Query{Limit: 1000}); err != nil {
			t.Errorf("while another is built: %v", err)
		}
		return swap()
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range []*indexStore{one, two} {
		if err := indextest.Agrees(ctx, s, rs, indexer.Query{Limit: 1000}); err != nil {
			t.Errorf("store %d: %v", i, err)
		}
	}
	if after, err := two.Generation(ctx); err != nil || after <= before {
		t.Errorf("the generation went from %d to %d, %v", before, after, err)
	}
	if err := two.open(ctx); err != nil {
		t.Error(err)
	}
	if state := two.stateNow(); state.Error != "" {
		t.Errorf("after another has built it anew: %+v", state)
	}
}

// What stands under [index] is checked where it stands.
func TestIndexConfig(t *testing.T) {
	for line, want := range map[string]string{
		`addresses = ["search.newsroom.example"]`:         "no address of a search cluster",
		`addresses = ["https://a:b@search.example:9200"]`: "DATELINE_INDEX_PASSWORD",
		`prefix = "Our Index"`:                            "no beginning of a name",
		`shards = -1`:                                     "out of range",
		`shards = 0`:                                      "leave it out",
		`prefix = ""`:                                     "leave it out",
		`replicas = 11`:                                   "out of range",
	} {
		_, err := parseConfig("dateline.toml", []byte("[index]\n"+line+"\n"))
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "dateline.toml:2") || strings.Contains(err.Error(), "a:b@") {
			t.Errorf("%s: %v, want %q at line 2", line, err, want)
		}
	}
	d := demoDesk(t)
	d.configure("[index]\naddresses = [\"http://127.0.0.1:1\"]\n")
	if status, _, errs := d.run("crawl", "--once"); status != exitFailed || !strings.Contains(errs, "does not answer: see that it runs") {
		t.Errorf("a cluster that is not there: exit status %d, says %q", status, errs)
	}
}
