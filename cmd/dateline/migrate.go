package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofrs/flock"

	newsdesk "dateline/indexer/desk"
	"dateline/indexer/register"
	"dateline/scraper/archive"
	"dateline/scraper/db"
	"dateline/scraper/frontier"
)

// A home is where an archive is kept: a data folder, which the configuration may say has its
// database elsewhere.
type home struct {
	name     string // for people
	dir      string
	database string // file, or address
	pages    string // folder of WARC files, or address of a bucket
}

// homeOf returns the home that somebody named: a data folder, or the configuration of a
// deployment; the one in use if it is empty.
func (a *app) homeOf(name string) (home, error) {
	switch is, err := os.Stat(name); {
	case name == "":
		dir := a.dataFolder()
		return homeIn(dir, dir, a.cfg), nil
	case isAddress(name):
		return home{}, usageError{fmt.Errorf("%s says where a part of an archive is: name a configuration file, which says where all of it is: see 'dateline migrate --help'", name)}
	case err == nil && is.Mode().IsRegular(), strings.HasSuffix(name, ".toml"):
		cfg, err := loadConfig(name)
		if err != nil {
			return home{}, err
		}
		return homeIn(name, cfg.dataFolder(), cfg), nil
	}
	return homeIn(name, name, defaults()), nil
}

func homeIn(name, dir string, cfg *config) home {
	return home{
		name: name, dir: dir, database: cmp.Or(cfg.Database.Address, filepath.Join(dir, "dateline.db")),
		pages: cmp.Or(cfg.WARC.Address, filepath.Join(dir, "warc")),
	}
}

// source returns what a copy of it is known to be one of, wherever the command is run.
func (h home) source() (string, error) {
	if isAddress(h.database) {
		return h.database, nil
	}
	return filepath.Abs(h.dir)
}

// An openHome is a home that this process alone uses, but for a database that is shared.
type openHome struct {
	home
	lock *flock.Flock
	db   *db.DB
}

// open opens a home; one that is not there yet is made if begin is set.
func (h home) open(ctx context.Context, begin bool) (o *openHome, err error) {
	o = &openHome{home: h, lock: flock.New(filepath.Join(h.dir, "lock"))}
	defer func() {
		if err != nil {
			err = errors.Join(err, o.close())
		}
	}()
	if begin {
		err = h.begin()
	} else if !isAddress(h.database) {
		err = h.begun()
	}
	if err != nil {
		return o, err
	}
	if begin || !isAddress(h.database) {
		owned, err := o.lock.TryLock()
		if err != nil {
			return o, folderError(h.dir, err)
		}
		if !owned {
			return o, fmt.Errorf("the data folder %s is in use by another dateline: stop that first", h.dir)
		}
	}
	if o.db, err = db.Open(ctx, h.database); err != nil {
		return o, fmt.Errorf("%s: %w", h.name, err)
	}
	return o, allTables(ctx, o.db)
}

// begin makes the folders of a home.
func (h home) begin() error {
	if err := foreign(h.dir); err != nil {
		return err
	}
	folders := []string{h.dir}
	if !isAddress(h.pages) {
		folders = append(folders, h.pages)
	}
	if own := filepath.Join(h.dir, "dateline.db"); isAddress(h.database) {
		if _, err := os.Stat(own); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("the data folder %s has an archive of its own: name another with data in %s", h.dir, h.name)
		}
	}
	for _, dir := range folders {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return folderError(h.dir, err)
		}
	}
	return nil
}

// isAddress reports whether a part of an archive is on a server, and no file or folder.
func isAddress(at string) bool { return strings.Contains(at, "://") }

// begun returns an error if there is no archive in a home.
func (h home) begun() error {
	_, err := os.Stat(h.database)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no archive in %s", h.name)
	}
	return err
}

// clear removes an index that was left in the folder: it is of another archive.
func (h home) clear() error { return os.RemoveAll(filepath.Join(h.dir, "index")) }

func (o *openHome) close() error {
	var err error
	if o.db != nil {
		err = o.db.Close()
	}
	return errors.Join(err, o.lock.Close())
}

// allTables makes all tables that are kept in a database, or brings them up to date.
func allTables(ctx context.Context, d *db.DB) error {
	return errors.Join(archive.Tables(ctx, d), frontier.Tables(ctx, d), register.Tables(ctx, d), newsdesk.Tables(ctx, d))
}

// emptyDatabase calls do with a database that holds nothing, and is in a folder of a home for
// as long: whoever was killed before has left one there.
func (o *openHome) emptyDatabase(ctx context.Context, do func(*db.View) error) (err error) {
	dir := filepath.Join(o.dir, ".empty")
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o755); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	d, err := db.Open(ctx, filepath.Join(dir, "dateline.db"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if err := allTables(ctx, d); err != nil {
		return err
	}
	v, err := d.View(ctx)
	if err != nil {
		return err
	}
	defer v.Close()
	return do(v)
}
