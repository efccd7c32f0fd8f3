package main

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/api"
	"dateline/indexer"
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

// crawling begins a crawl, and returns when it is well under way; the channel tells how it
// ended.
func crawling(ctx context.Context, w *work) <-chan error {
	begun, crawled := make(chan bool, 1), make(chan error, 1)
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
	return crawled
}

// While another owns the data folder and writes, the copy is of one moment.
func TestBackupWhileWriting(t *testing.T) {
	d := demoDesk(t)
	dir := filepath.Join(d.dir, "backup")
	d.inside(func(w *work) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		crawled := crawling(ctx, w)
		if out := d.must(exitOK, "backup", dir); !strings.Contains(out, "without the index") {
			t.Errorf("backup says %q", out)
		}
		if err := <-crawled; err != nil {
			t.Error(err)
		}
	})
	if m, err := readManifest(dir); err != nil || m.Index || len(m.Files) < 2 {
		t.Errorf("the manifest is %+v, %v", m, err)
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

// A server that owns the data folder copies index and database while it writes to both.
func TestBackupBesideAServer(t *testing.T) {
	d := demoDesk(t)
	refused, early, late := filepath.Join(d.dir, "refused"), filepath.Join(d.dir, "early"), filepath.Join(d.dir, "late")
	d.inside(func(w *work) {
		gate := &gate{next: w.handler(api.New(api.Options{
			Searcher: w.folder.index, Library: w.library, Crawler: w.crawler, Backup: w.folder.backup, Token: "secret",
		}), http.NotFoundHandler(), http.NotFoundHandler())}
		server := httptest.NewServer(gate)
		defer server.Close()
		if err := w.light(beacon{Address: server.URL, Token: "secret"}); err != nil {
			t.Fatal(err)
		}
		if out := d.must(exitOK, "backup", refused); !strings.Contains(out, "without the index") || !strings.Contains(out, "brought up to the archive") {
			t.Errorf("backup while the index is built says %q", out)
		}
		gate.open.Store(true)
		d.checkRefusedCopies(w.folder)

		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		crawled := crawling(ctx, w)
		for _, dir := range []string{early, late} {
			if out := d.must(exitOK, "backup", dir); strings.Contains(out, "without") {
				t.Errorf("backup beside the server says %q", out)
			}
			if dir == early {
				if err := <-crawled; err != nil {
					t.Error(err)
				}
			}
		}
		if err := w.douse(); err != nil {
			t.Error(err)
		}
	})
	e := *d
	e.data = filepath.Join(d.dir, "restored")
	e.must(exitOK, "restore", late)
	if out := e.must(exitOK, "check"); strings.Contains(out, "note") {
		t.Errorf("check says %q", out)
	}
	if got, want := e.claims(), d.claims(); !slices.Equal(got, want) {
		t.Errorf("restored are other claims:\n%s", differing(got, want))
	}
	e.data = filepath.Join(d.dir, "restored early")
	e.must(exitOK, "restore", early)
	e.must(exitOK, "check")
	e.checkAhead(late)
}

// checkRefusedCopies holds that a server writes into an empty folder, and leaves nothing
// of a copy that was stopped.
func (d *desk) checkRefusedCopies(f *folder) {
	d.t.Helper()
	full, empty := filepath.Join(d.dir, "full"), filepath.Join(d.dir, "empty")
	for _, dir := range []string{full, empty} {
		if err := os.Mkdir(dir, 0o755); err != nil {
			d.t.Fatal(err)
		}
	}
	own := filepath.Join(full, "story.txt")
	if err := os.WriteFile(own, []byte("mine"), 0o600); err != nil {
		d.t.Fatal(err)
	}
	for dir, says := range map[string]string{
		full: "not empty", filepath.Join(d.dir, "none"): "no such file", own: "not a directory",
		filepath.Join(f.dir, "backup"): "lie in one another", d.dir: "lie in one another",
	} {
		var wrong *indexer.QueryError
		if err := f.backup(d.t.Context(), dir); !errors.As(err, &wrong) || !strings.Contains(err.Error(), says) {
			d.t.Errorf("backup to %s: %v, want %q", dir, err, says)
		}
	}
	stopped, stop := context.WithCancel(d.t.Context())
	stop()
	if err := f.backup(stopped, empty); !errors.Is(err, context.Canceled) {
		d.t.Errorf("a stopped backup: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(empty, "*")); left != nil {
		d.t.Errorf("a stopped backup leaves %v", left)
	}
	if left, _ := filepath.Glob(filepath.Join(full, "*")); len(left) != 1 {
		d.t.Errorf("a refused backup leaves %v", left)
	}
}

// checkAhead puts the index of a later backup into the desk's folder: the next command
// builds one anew that holds what the archive does, and takes in what is still to come.
func (d *desk) checkAhead(later string) {
	d.t.Helper()
	before, at := d.claims(), filepath.Join(d.data, "index")
	if err := os.RemoveAll(at); err != nil {
		d.t.Fatal(err)
	}
	if err := os.CopyFS(at, os.DirFS(filepath.Join(later, "index"))); err != nil {
		d.t.Fatal(err)
	}
	if status, out, _ := d.run("check"); status != exitFailed || !strings.Contains(out, "the database is older than the index") {
		d.t.Errorf("check of an index that is ahead: exit status %d, says %q", status, out)
	}
	if got := d.claims(); len(got) == 0 || !slices.Equal(got, before) {
		d.t.Errorf("an index that was ahead has other claims:\n%s", differing(got, before))
	}
	if out := d.must(exitOK, "check"); strings.Contains(out, "note") {
		d.t.Errorf("check says %q", out)
	}
}
