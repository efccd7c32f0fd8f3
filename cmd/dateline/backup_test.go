package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/api"
)

// A backup gives back what was there, and nothing else passes for one.
func TestBackup(t *testing.T) {
	d := demoDesk(t)
	d.must(exitSome, "crawl", "--once")
	before, held := d.claims(), d.held()
	dir := filepath.Join(d.dir, "backup")
	if out := d.must(exitOK, "backup", dir); !strings.HasPrefix(out, "backed up ") || strings.Contains(out, "without the index") {
		t.Errorf("backup says %q", out)
	}
	if status, _, errs := d.run("backup", dir); status != exitFailed || !strings.Contains(errs, "is not empty") {
		t.Errorf("over another: exit status %d, says %q", status, errs)
	}
	if status, _, errs := d.run("backup", filepath.Join(d.data, "backup")); status != exitFailed || !strings.Contains(errs, "lie in one another") {
		t.Errorf("into the data folder: exit status %d, says %q", status, errs)
	}
	if status, _, errs := d.run("restore", dir); status != exitFailed || !strings.Contains(errs, "is not empty") {
		t.Errorf("restore over an archive: exit status %d, says %q", status, errs)
	}
	// The archive goes on; the backup does not.
	d.must(exitOK, "forget", "--yes", interview)

	e := *d
	e.data = filepath.Join(d.dir, "restored")
	if out := e.must(exitOK, "restore", dir); !strings.HasPrefix(out, "restored ") {
		t.Errorf("restore says %q", out)
	}
	if out := e.must(exitOK, "check"); strings.Contains(out, "note") {
		t.Errorf("check says %q", out)
	}
	if got := e.claims(); !slices.Equal(got, before) {
		t.Errorf("restored are other claims:\n%s", differing(got, before))
	}
	if got := e.held(); !slices.Equal(got, held) {
		t.Errorf("restored are:\n%s", differing(got, held))
	}
	e.must(exitSome, "crawl", "--once", "--now")
	e.must(exitOK, "check")
	d.must(exitOK, "check")
	d.checkDamagedBackups(dir)
}

// checkDamagedBackups damages a backup in all ways, and restores none of them.
func (d *desk) checkDamagedBackups(dir string) {
	d.t.Helper()
	e := *d
	e.data = filepath.Join(d.dir, "damaged")
	manifest := filepath.Join(dir, manifestName)
	text, err := os.ReadFile(manifest)
	if err != nil {
		d.t.Fatal(err)
	}
	database := filepath.Join(dir, "dateline.db")
	data, err := os.ReadFile(database)
	if err != nil {
		d.t.Fatal(err)
	}
	flipped := slices.Clone(data)
	flipped[len(data)/3] ^= 1
	for _, tt := range []struct {
		file string
		now  []byte // nil: it is gone
		says string
	}{
		{database, flipped, "dateline.db is not as it was written"},
		{database, data[:len(data)-1], "dateline.db is not as it was written"},
		{database, nil, "dateline.db is missing"},
		{manifest, nil, "not finished"},
		{manifest, text[:len(text)/2], "is damaged"},
		{manifest, []byte(strings.Replace(string(text), `"dateline.db"`, `"../dateline.db"`, 1)), "is damaged"},
		{manifest, []byte(`{"format":1,"files":[]}`), "names no database"},
		{manifest, []byte(`{"format":9,"dateline":"9.0"}`), "Dateline 9.0"},
	} {
		if tt.now == nil {
			err = os.Remove(tt.file)
		} else {
			err = os.WriteFile(tt.file, tt.now, 0o600)
		}
		if err != nil {
			d.t.Fatal(err)
		}
		if status, _, errs := e.run("restore", dir); status != exitFailed || !strings.Contains(errs, tt.says) {
			d.t.Errorf("%s damaged: exit status %d, says %q, want %q", filepath.Base(tt.file), status, errs, tt.says)
		}
		if left, _ := filepath.Glob(filepath.Join(e.data+"*", "*")); left != nil {
			d.t.Errorf("%s damaged: %v is left", filepath.Base(tt.file), left)
		}
		if err := os.WriteFile(database, data, 0o600); err != nil {
			d.t.Fatal(err)
		}
		if err := os.WriteFile(manifest, text, 0o600); err != nil {
			d.t.Fatal(err)
		}
	}
	e.must(exitOK, "restore", dir)
}

// While another owns the data folder and writes, the copy is of one moment.
func TestBackupWhileWriting(t *testing.T) {
	d := demoDesk(t)
	dir := filepath.Join(d.dir, "backup")
	d.inside(func(w *work) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		crawled := make(chan error, 1)
		begun := make(chan bool, 1)
		go func() {
			n := 0
			_, err := w.Crawl(ctx, false, func(api.Visited) {
				if n++; n == 8 {
					begun <- true
				}
			})
			crawled <- err
		}()
		<-begun
		if out := d.must(exitOK, "backup", dir); !strings.Contains(out, "without the index") {
			t.Errorf("backup says %q", out)
		}
		if err := <-crawled; err != nil {
			t.Error(err)
		}
	})
	text, err := os.ReadFile(filepath.Join(dir, manifestName))
	if err != nil {
		t.Fatal(err)
	}
	var m manifest
	if err := json.Unmarshal(text, &m); err != nil || m.Index || len(m.Files) < 2 {
		t.Errorf("the manifest is %s, %v", text, err)
	}
	e := *d
	e.data = filepath.Join(d.dir, "restored")
	e.must(exitOK, "restore", dir)
	if n := len(e.held()); n < 8 {
		t.Errorf("restored are %d things", n)
	}
	e.must(exitOK, "check")
	e.must(exitSome, "crawl", "--once")
	e.must(exitOK, "check")
	if got, want := e.claims(), d.claims(); len(got) != len(want) {
		t.Errorf("the restored archive comes to %d claims, the other to %d", len(got), len(want))
	}
}
