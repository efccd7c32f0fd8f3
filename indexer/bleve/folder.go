package bleve

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"syscall"
	"time"

	blevesearch "github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	lru "github.com/hashicorp/golang-lru/v2"
	bolterrors "go.etcd.io/bbolt/errors"

	"dateline/indexer"
	"dateline/indexer/columns"
	"dateline/indexer/lang"
)

// Why a directory cannot be opened. All but ErrInUse are answered with a new
// index from the archive, in another directory or in this one, emptied.
var (
	// ErrStale reports an index that another version of Dateline or of Bleve wrote.
	ErrStale = errors.New("the index was written by another version")
	// ErrDamaged reports an index that cannot be read.
	ErrDamaged = errors.New("the index is damaged")
	// ErrInUse reports an index that another process holds open.
	ErrInUse = errors.New("the index is in use by another process")
)

// schema numbers what we store; it rises whenever mapping or documents change.
// bleveVersion is the library's in go.mod: older ones cannot read what newer
// ones write. An index tells both, and is opened only where they agree.
const (
	schema       = 16
	bleveVersion = "v2.6.3"
)

// An index lives in one subdirectory, made under another name and then
// renamed, so that it is there whole or not at all:
//
//	scorch/dateline.json     schema and Bleve version
//	scorch/index_meta.json   Bleve's own
//	scorch/store/            root.bolt and *.zap
//	scorch/columns           the columns of some generation; made anew from the rest if need be
//	building/                an index being made; left by a crash only
const (
	indexName    = "scorch"
	buildingName = "building"
	versionName  = "dateline.json"
	columnsName  = "columns"
)

// lockWait is how long a second opener waits for the first before it gives up.
const lockWait = "3s"

type version struct {
	Schema int    `json:"schema"`
	Bleve  string `json:"bleve"`
}

// Options adjust an Index. The zero Options are those of an index without synonyms.
type Options struct {
	Synonyms *lang.Synonyms // which questions are asked with; nil for none
}

// Open opens the index in dir, and makes a new one if dir is empty or not
// there. It returns an error that is ErrStale, ErrDamaged or ErrInUse if there
// is an index that cannot be used.
func Open(dir string, log *slog.Logger, opt Options) (*Index, error) {
	at := filepath.Join(dir, indexName)
	_, err := os.Stat(at)
	if errors.Is(err, fs.ErrNotExist) {
		err = create(dir)
	}
	if err != nil {
		return nil, fmt.Errorf("open index %s: %w", dir, err)
	}
	if err := checkVersion(at); err != nil {
		return nil, fmt.Errorf("open index %s: %w", dir, err)
	}
	b, err := openBleve(at)
	if err != nil {
		return nil, fmt.Errorf("open index %s: %w", dir, err)
	}
	x := &Index{
		bleve: b, log: log, at: at, now: time.Now,
		synonyms: opt.Synonyms,
		columns:  map[uint64]*columns.Snapshot{}, segments: map[uint64]*numbers{},
	}
	x.claims, err = lru.New[uint32, *indexer.ClaimView](mostClaims)
	if err == nil {
		x.articles, err = lru.New[uint32, *article](mostArticles)
	}
	if err == nil {
		_, err = x.number(seqKey)
	}
	if err == nil {
		x.inside, err = b.Advanced()
	}
	if err == nil {
		err = x.recover()
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open index %s: %w: %w", dir, ErrDamaged, err), b.Close())
	}
	return x, nil
}

// create makes an empty index in dir.
func create(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if err := foreign(dir); err != nil {
		return err
	}
	building := filepath.Join(dir, buildingName)
	if err := os.RemoveAll(building); err != nil {
		return err
	}
	b, err := blevesearch.NewUsing(building, newMapping(), scorch.Name, scorch.Name, map[string]any{"bolt_timeout": lockWait})
	if err != nil {
		return err
	}
	batch := b.NewBatch()
	for _, key := range []string{seqKey, generationKey, nextKey} {
		setNumber(batch, key, 0)
	}
	if err := errors.Join(b.Batch(batch), b.Close()); err != nil {
		return err
	}
	told, err := json.Marshal(version{schema, bleveVersion})
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(building, versionName), told, 0o644); err != nil {
		return err
	}
	return os.Rename(building, filepath.Join(dir, indexName))
}

// foreign returns an error if dir holds anything that is not ours: an index is
// not made among somebody's files.
func foreign(dir string) error {
	files, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, f := range files {
		if f.Name() != buildingName {
			return fmt.Errorf("it holds no index, but %s: name an empty directory", f.Name())
		}
	}
	return nil
}

func checkVersion(at string) error {
	told, err := os.ReadFile(filepath.Join(at, versionName))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: %s is missing", ErrDamaged, versionName)
	}
	if err != nil {
		return err
	}
	var v version
	if err := json.Unmarshal(told, &v); err != nil {
		return fmt.Errorf("%w: %s: %w", ErrDamaged, versionName, err)
	}
	if want := (version{schema, bleveVersion}); v != want {
		return fmt.Errorf("%w: schema %d with Bleve %s, not schema %d with Bleve %s",
			ErrStale, v.Schema, v.Bleve, want.Schema, want.Bleve)
	}
	return nil
}

// openBleve opens what is in the directory, and says what stands in the way.
func openBleve(at string) (b blevesearch.Index, err error) {
	// The library trusts its files, and reads them as memory: what is missing
	// from one is a fault of memory, which ends the process if it is not asked
	// to be a panic. A panic is a file that says what is not so.
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			b, err = nil, fmt.Errorf("%w: %v", ErrDamaged, r)
		}
	}()
	if err := checkRoot(filepath.Join(at, "store", "root.bolt")); err != nil {
		return nil, err
	}
	b, err = blevesearch.OpenUsing(at, map[string]any{"bolt_timeout": lockWait})
	var system syscall.Errno
	switch {
	case err == nil:
		return b, nil
	case errors.Is(err, bolterrors.ErrTimeout):
		return nil, ErrInUse
	case errors.As(err, &system) && !errors.Is(err, fs.ErrNotExist):
		return nil, err // no permission, too many open files: the index may be sound
	}
	return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
}

// checkRoot returns an error that is ErrDamaged if a Bolt file is shorter than
// it says: it would open, and fault when the index is first written to. Such a
// file begins with two pages that tell of it, of which one may be half written:
//
//	page header   16 bytes
//	magic, version, page size, flags   4 bytes each
//	root bucket   16 bytes
//	free list, number of pages   8 bytes each
func checkRoot(name string) error {
	const (
		magic     = 0xED0CDAED
		firstPage = 16
		metaBytes = 48
	)
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // it was only read
	info, err := f.Stat()
	if err != nil {
		return err
	}
	meta := make([]byte, metaBytes)
	pageSize := int64(os.Getpagesize())
	for page := range int64(2) {
		if _, err := f.ReadAt(meta, page*pageSize+firstPage); err != nil {
			return fmt.Errorf("%w: root.bolt: %w", ErrDamaged, err)
		}
		if binary.NativeEndian.Uint32(meta) != magic {
			continue
		}
		size := int64(binary.NativeEndian.Uint32(meta[8:]))
		pages := binary.NativeEndian.Uint64(meta[40:])
		if size == 0 || pages > uint64(info.Size()/size) {
			return fmt.Errorf("%w: root.bolt is cut short", ErrDamaged)
		}
	}
	return nil
}
