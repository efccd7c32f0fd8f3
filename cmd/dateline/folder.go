package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/gofrs/flock"

	"dateline/indexer"
	"dateline/indexer/claim"
	newsdesk "dateline/indexer/desk"
	"dateline/indexer/register"
	"dateline/scraper/archive"
	"dateline/scraper/db"
	"dateline/scraper/frontier"
)

// A folder is an open data folder. One process owns it at a time:
//
//	dateline.db   pages, revisions, addresses, claim ids, saved searches, corrections (SQLite; open it
//	              with your own tools), unless the configuration names a database on a server
//	warc/         raw pages, unless they are in a bucket
//	index/        the full-text index, unless it is on a cluster; can be rebuilt from the rest
//	lock          held by the owner
//	server.json   where the owner serves, if it does, and the token for writing
//	crawler       who the owner is to the others that share a database on a server
type folder struct {
	dir      string
	lock     *flock.Flock
	db       *db.DB
	archive  *archive.Archive
	front    *frontier.Frontier
	register *register.Register
	desk     *newsdesk.Desk
	index    *indexStore
	claims   claim.Options // how claims are found
	turn     sync.Mutex    // see follower
	meter    *meter
	keeper   *keeper
}

// An inUseError reports a data folder that another process owns.
type inUseError struct{ dir string }

func (e inUseError) Error() string {
	return fmt.Sprintf("the data folder %s is in use by another dateline that serves no answers: wait for it, stop it, or name another folder with --data", e.dir)
}

// openFolder opens the data folder, and makes it if it is not there.
func (a *app) openFolder(ctx context.Context) (f *folder, err error) {
	dir := a.dataFolder()
	if err := foreign(dir); err != nil {
		return nil, err
	}
	for _, d := range []string{dir, filepath.Join(dir, "index")} {
		if err := os.MkdirAll(d, 0o755); err != nil {
			return nil, folderError(dir, err)
		}
	}
	a.opened = true
	tracer, err := newSpanTracer(ctx, a.log)
	if err != nil {
		return nil, err
	}
	f = &folder{dir: dir, lock: flock.New(filepath.Join(dir, "lock")), claims: a.claimOptions(), meter: newMeter(tracer)}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.close())
			f = nil
		}
	}()
	owned, err := f.lock.TryLock()
	if err != nil {
		return f, folderError(dir, err)
	}
	if !owned {
		f.lock = nil
		return f, inUseError{dir}
	}
	if f.db, err = db.Open(ctx, cmp.Or(a.cfg.Database.Address, filepath.Join(dir, "dateline.db"))); err != nil {
		return f, err
	}
	f.db.Observe(f.meter.databaseTook)
	if f.archive, err = archive.OpenWith(ctx, f.db, cmp.Or(a.cfg.WARC.Address, filepath.Join(dir, "warc")), archive.Options{Software: "Dateline/" + version, Elsewhere: !a.pages, Loose: mostLoose(a.cfg.Crawl.Workers)}); err != nil {
		return f, err
	}
	var crawler string
	if f.db.Shared() {
		if crawler, err = crawlerID(dir); err != nil {
			return f, folderError(dir, err)
		}
	}
	if f.front, err = frontier.Open(ctx, f.db, frontier.Options{Owner: crawler}); err != nil {
		return f, err
	}
	if f.register, err = register.Open(ctx, f.db, build); err != nil {
		return f, err
	}
	if f.desk, err = a.openDesk(ctx, f); err != nil {
		return f, err
	}
	in := filepath.Join(dir, "index")
	engine, err := a.newEngine(ctx, in, f.archive)
	if err != nil {
		return f, err
	}
	f.index = newIndexStore(in, a.log, engine)
	f.keeper = newKeeper(f.db, f.index, a.command, a.takes)
	if err := f.keeper.open(ctx); err != nil {
		return f, fmt.Errorf("open the index: %w", err)
	}
	return f, nil
}

// mostLoose returns how many records are left by visits that never ended, and by an import: with
// its request each page of all articles that are visited at one time.
func mostLoose(workers int) int { return batch + workers*2*(1+mostParts) }

// claimOptions returns how the configuration wants claims to be found.
func (a *app) claimOptions() claim.Options { return claim.Options{RulesOnly: a.cfg.Claims.RulesOnly} }

// crawlerID returns the id of the crawler that a folder belongs to, which it is given when
// it is first asked for.
func crawlerID(dir string) (string, error) {
	path := filepath.Join(dir, "crawler")
	text, err := os.ReadFile(path)
	if id := strings.TrimSpace(string(text)); id != "" {
		return id, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	host, _ := os.Hostname() // for people who look at the leases
	id := strings.TrimPrefix(host+"-"+strings.ToLower(rand.Text()[:8]), "-")
	return id, os.WriteFile(path, []byte(id+"\n"), 0o644)
}

// foreign returns an error if a folder holds other things and no archive: who
// mistyped its name does not want ours among them.
func foreign(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return folderError(dir, err)
	}
	other := ""
	for _, e := range entries {
		switch name := e.Name(); {
		case name == "dateline.db", name == "lock":
			return nil
		case name == "warc", name == "index", name == "lost+found", strings.HasPrefix(name, "."):
		default:
			other = name
		}
	}
	if other != "" {
		return fmt.Errorf("the folder %s holds other things, such as %s, and no archive: name an empty or a new folder", dir, other)
	}
	return nil
}

// folderError says what a person can do about a folder that cannot be written.
func folderError(dir string, err error) error {
	if errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("the data folder %s is not writable: change its permissions, or name another with --data: %w", dir, err)
	}
	return fmt.Errorf("the data folder %s cannot be used: name another with --data: %w", dir, err)
}

// close closes all that is open, and gives the folder up.
func (f *folder) close() error {
	var errs []error
	if f.index != nil {
		errs = append(errs, f.index.close())
	}
	if f.archive != nil {
		errs = append(errs, f.archive.Close())
	}
	if f.db != nil {
		errs = append(errs, f.db.Close())
	}
	if f.lock != nil {
		errs = append(errs, f.lock.Close())
	}
	f.meter.tracer.close(context.Background())
	return errors.Join(errs...)
}

// newFollower returns what makes an index follow the archive of f.
func newFollower(f *folder) follower {
	return follower{f.db, f.archive, f.register, f.desk, f.claims, &f.turn, f.meter}
}

// catchUp brings the index up to the archive, unless another process keeps it.
func (f *folder) catchUp(ctx context.Context, report func(done, of uint64)) error {
	err := f.keeper.keep(ctx, db.Lock{}, func(ctx context.Context) error {
		err := newFollower(f).catchUp(ctx, f.index, report)
		if err == nil {
			f.index.tend(ctx)
		}
		return err
	})
	if _, ok := errors.AsType[*db.HeldError](err); ok {
		return nil
	}
	return err
}

var _ indexer.Index = (*indexStore)(nil)

// A beacon is what server.json tells: where the owner of a folder answers.
type beacon struct {
	Address string `json:"address"` // http://127.0.0.1:8080
	Token   string `json:"token"`
	PID     int    `json:"pid"`
}

func beaconPath(dir string) string { return filepath.Join(dir, "server.json") }

// light writes server.json, readable by its owner alone: the token is in it.
func (f *folder) light(b beacon) error {
	data, err := json.Marshal(b)
	if err != nil {
		return err
	}
	next := beaconPath(f.dir) + ".new"
	if err := os.WriteFile(next, data, 0o600); err != nil {
		return folderError(f.dir, err)
	}
	return os.Rename(next, beaconPath(f.dir))
}

// douse removes server.json.
func (f *folder) douse() error {
	err := os.Remove(beaconPath(f.dir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// readBeacon returns where the owner of a folder answers, nil if it says nothing.
func readBeacon(dir string) *beacon {
	data, err := os.ReadFile(beaconPath(dir))
	if err != nil {
		return nil
	}
	var b beacon
	if json.Unmarshal(data, &b) != nil || b.Address == "" {
		return nil
	}
	return &b
}

// secret returns what writes to the API must show: DATELINE_TOKEN, or a new secret.
func secret() string {
	if t := os.Getenv("DATELINE_TOKEN"); t != "" {
		return t
	}
	return rand.Text()
}
