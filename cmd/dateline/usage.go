package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
)

// A usage is how much room the parts of a data folder take on the disk, in bytes.
type usage struct {
	Database int64
	Pages    int64 // raw pages; negative if they are in a bucket
	Index    int64 // negative if it is on a cluster
}

// A part is what one part of a data folder takes.
type part struct {
	name  string
	bytes int64
}

func (u usage) parts() []part {
	list := []part{{"database", u.Database}, {"raw pages", u.Pages}, {"index", u.Index}}
	return slices.DeleteFunc(list, func(p part) bool { return p.bytes < 0 })
}

// line says all of it.
func (u usage) line() string {
	var text []string
	for _, p := range u.parts() {
		text = append(text, p.name+" "+inBytes(p.bytes))
	}
	return strings.Join(text, ", ")
}

// diskUse measures a data folder. What is removed meanwhile takes no room.
func diskUse(dir string) (u usage, err error) {
	err = filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		path, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		switch part, _, _ := strings.Cut(filepath.ToSlash(path), "/"); {
		case part == "warc":
			u.Pages += info.Size()
		case part == "index":
			u.Index += info.Size()
		case strings.HasPrefix(part, "dateline.db"):
			u.Database += info.Size()
		}
		return nil
	})
	if err != nil {
		return u, fmt.Errorf("measure %s: %w", dir, err)
	}
	return u, nil
}

// use measures what f takes, also on the server that its database is on.
func (f *folder) use(ctx context.Context) (usage, error) {
	u, err := diskUse(f.dir)
	if err == nil && f.db.Shared() {
		u.Database, err = f.db.Size(ctx)
	}
	if f.archive.InBucket() { // which has figures of its own
		u.Pages = -1
	}
	if f.index.engine.shared() { // likewise
		u.Index = -1
	}
	return u, err
}

// inBytes returns a number of bytes in words: "17 bytes", "4.2 MB".
func inBytes(n int64) string {
	if n < 1000 {
		return plural(int(n), "byte")
	}
	size, unit := float64(n)/1000, 0
	for size >= 999.5 && unit < len(units)-1 {
		size /= 1000
		unit++
	}
	if size < 9.95 {
		return fmt.Sprintf("%.1f %s", size, units[unit])
	}
	return fmt.Sprintf("%.0f %s", size, units[unit])
}

var units = []string{"kB", "MB", "GB", "TB"}
