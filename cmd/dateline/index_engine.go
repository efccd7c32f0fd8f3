package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"dateline/indexer"
	"dateline/indexer/bleve"
	"dateline/indexer/lang"
	"dateline/indexer/opensearch"
	"dateline/scraper/archive"
)

// An engine is where indexes are kept: one is in use, and others may be there that are being
// built, or were left behind.
type engine interface {
	// current returns the name of the index in use; empty if there is none.
	current(ctx context.Context) (string, error)
	// open opens an index; the error is errUnusable if it has to be built anew.
	open(ctx context.Context, name string) (builtIndex, error)
	// begin makes an empty index, and returns its name.
	begin(ctx context.Context) (name string, index builtIndex, err error)
	// use makes an index the one in use, durably.
	use(ctx context.Context, name string) error
	// tend sees to it that the index in use is kept safe, once it holds what the archive does.
	tend(ctx context.Context, name string, index builtIndex) error
	// sweep removes all indexes but those with names.
	sweep(ctx context.Context, names ...string) error
	// remove removes an index that never came into use.
	remove(ctx context.Context, name string) error
	// renew lets go of what was deleted in an index, which it may do in another that comes in
	// its place; the name is empty if it did not.
	renew(ctx context.Context, index builtIndex) (name string, renewed builtIndex, err error)
	// copyTo copies an index into a folder; it does nothing where that is for the engine to do.
	copyTo(index builtIndex, name, dir string) error
	// shared reports whether other processes may ask and change the same indexes.
	shared() bool
}

// A builtIndex is an index that one program builds and others ask.
type builtIndex interface {
	indexer.Index
	// Outdo raises the generation above that of an index in whose place this one comes.
	Outdo(ctx context.Context, generation uint64) error
	// Check reads which articles the index holds, and what does not agree inside it.
	Check(ctx context.Context, do func(indexer.Held) error) (*indexer.Check, error)
	// Compact lets go of what was deleted.
	Compact(ctx context.Context) error
}

// errUnusable reports an index that cannot be read: the archive has all that is in it.
var errUnusable = errors.New("the index cannot be used")

// A folderEngine keeps indexes in a folder with one sub-folder for each that was ever begun
// and a file "current" that names the one in use:
//
//	current                  the name of the one in use; renamed into its place, so that it names one or the other
//	20240514-063000.000000/  the one in use
//	20240514-070000.000000/  one that is being built beside it, or was left by a crash: removed at the next start
type folderEngine struct {
	dir string
	log *slog.Logger
	opt bleve.Options
}

const (
	currentName = "current"
	nextName    = "current.new" // the file that becomes "current"; left by a crash only
)

func (e *folderEngine) current(context.Context) (string, error) {
	data, err := os.ReadFile(filepath.Join(e.dir, currentName))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	name := strings.TrimSpace(string(data))
	if filepath.Base(name) != name {
		name = ""
	}
	return name, err
}

func (e *folderEngine) open(_ context.Context, name string) (builtIndex, error) {
	index, err := bleve.Open(filepath.Join(e.dir, name), e.log, e.opt)
	if errors.Is(err, bleve.ErrStale) || errors.Is(err, bleve.ErrDamaged) {
		return nil, fmt.Errorf("%w: %w", errUnusable, err)
	}
	if err != nil {
		return nil, err
	}
	return index, nil
}

func (e *folderEngine) begin(ctx context.Context) (name string, index builtIndex, err error) {
	name = newIndexName()
	index, err = e.open(ctx, name)
	return name, index, err
}

// newIndexName returns a name for the folder of an index.
func newIndexName() string { return time.Now().UTC().Format("20060102-150405.000000") }

func (e *folderEngine) use(_ context.Context, name string) error {
	next := filepath.Join(e.dir, nextName)
	if err := writeDurably(next, []byte(name+"\n")); err != nil {
		return err
	}
	if err := os.Rename(next, filepath.Join(e.dir, currentName)); err != nil {
		return err
	}
	if err := syncFolder(e.dir); err != nil {
		e.log.Warn("after a loss of power the index before may be in use again", "says", oneLine(err))
	}
	return nil
}

func (e *folderEngine) tend(context.Context, string, builtIndex) error { return nil }

func (e *folderEngine) sweep(_ context.Context, names ...string) error {
	entries, err := os.ReadDir(e.dir)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if entry.IsDir() && !slices.Contains(names, entry.Name()) || entry.Name() == nextName {
			if err := os.RemoveAll(filepath.Join(e.dir, entry.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

func (e *folderEngine) remove(_ context.Context, name string) error {
	return os.RemoveAll(filepath.Join(e.dir, name))
}

func (e *folderEngine) renew(ctx context.Context, index builtIndex) (name string, renewed builtIndex, err error) {
	name = newIndexName()
	if err = index.Compact(ctx); err == nil {
		err = e.copyTo(index, name, e.dir)
	}
	if err == nil {
		renewed, err = e.open(ctx, name)
	}
	if err != nil {
		return "", nil, errors.Join(err, e.remove(ctx, name))
	}
	return name, renewed, nil
}

func (e *folderEngine) copyTo(index builtIndex, name, dir string) error {
	return index.(*bleve.Index).CopyTo(filepath.Join(dir, name)) //nolint:forcetypeassert // open gives no other
}

func (e *folderEngine) shared() bool { return false }

// A clusterEngine keeps indexes on an OpenSearch cluster. Whoever is told of the same cluster
// asks the same index.
type clusterEngine struct {
	*opensearch.Cluster
	log      *slog.Logger
	synonyms *lang.Synonyms
	reached  func(context.Context) (uint64, error) // how far the archive goes
	takeOver bool                                  // an index of another archive gives way

	tending sync.Mutex
	copied  string // name of the index that has its copies
}

func (e *clusterEngine) current(ctx context.Context) (string, error) { return e.Current(ctx) }

func (e *clusterEngine) open(ctx context.Context, name string) (builtIndex, error) {
	reached, err := e.reached(ctx)
	if err != nil {
		return nil, err
	}
	index, err := e.Open(ctx, name, e.log, opensearch.Options{Synonyms: e.synonyms, Begun: true, Reached: reached})
	switch {
	case errors.Is(err, opensearch.ErrGone):
		return nil, fmt.Errorf("%w: %w", errUnusable, err)
	case e.takeOver && errors.Is(err, opensearch.ErrAnother):
		return nil, fmt.Errorf("%w: it is of another archive, and is taken over", errUnusable)
	case err != nil:
		return nil, err
	}
	return index, nil
}

func (e *clusterEngine) begin(ctx context.Context) (name string, index builtIndex, err error) {
	name = e.NewName()
	begun, err := e.Open(ctx, name, e.log, opensearch.Options{Synonyms: e.synonyms})
	if err != nil {
		return "", nil, errors.Join(err, e.remove(ctx, name))
	}
	return name, begun, nil
}

func (e *clusterEngine) use(ctx context.Context, name string) error { return e.Use(ctx, name) }

// tend has the cluster copy an index that is whole. One that is being filled has no copies, and
// takes half the time for it: if a node is lost meanwhile, the archive still has all that was in it.
func (e *clusterEngine) tend(ctx context.Context, name string, index builtIndex) error {
	e.tending.Lock()
	defer e.tending.Unlock()
	if e.copied == name {
		return nil
	}
	reached, err := e.reached(ctx)
	if err != nil {
		return err
	}
	if at, err := index.Seq(ctx); err != nil || at+batch < reached { // some may have come just now
		return err
	}
	if err := e.Copy(ctx, name); err != nil {
		return err
	}
	e.copied = name
	return nil
}

func (e *clusterEngine) sweep(ctx context.Context, names ...string) error {
	return e.RemoveOthers(ctx, names...)
}

func (e *clusterEngine) remove(ctx context.Context, name string) error {
	return e.Remove(context.WithoutCancel(ctx), name)
}

func (e *clusterEngine) renew(ctx context.Context, index builtIndex) (name string, renewed builtIndex, err error) {
	return "", nil, index.Compact(ctx)
}

func (e *clusterEngine) copyTo(builtIndex, string, string) error { return nil }

func (e *clusterEngine) shared() bool { return true }

// newEngine returns the engine that the configuration names for the index of an archive: a
// cluster, or a folder.
func (a *app) newEngine(ctx context.Context, dir string, of *archive.Archive) (engine, error) {
	if len(a.cfg.Index.Addresses) == 0 {
		return &folderEngine{dir: dir, log: a.log, opt: bleve.Options{Synonyms: a.cfg.synonyms}}, nil
	}
	cfg, err := a.cfg.Index.cluster(filepath.Dir(a.cfg.path))
	if err != nil {
		return nil, err
	}
	if cfg.Archive, err = of.ID(ctx); err != nil {
		return nil, err
	}
	cluster, err := opensearch.Connect(ctx, cfg)
	if err != nil {
		return nil, err
	}
	return &clusterEngine{Cluster: cluster, log: a.log, synonyms: a.cfg.synonyms, reached: of.Seq, takeOver: a.takeOver}, nil
}
