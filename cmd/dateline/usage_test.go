package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestDiskUse(t *testing.T) {
	dir := t.TempDir()
	for name, size := range map[string]int{"dateline.db": 3, "dateline.db-wal": 4, "warc/a": 20, "index/x/scorch/y": 100, "lock": 9} {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, make([]byte, size), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if u, err := diskUse(dir); u != (usage{7, 20, 100}) || err != nil {
		t.Errorf("%+v, %v", u, err)
	}
	if _, err := diskUse(filepath.Join(dir, "none")); err != nil {
		t.Errorf("a folder that is not there: %v", err)
	}
}

func TestInBytes(t *testing.T) {
	for n, want := range map[int64]string{
		0: "0 bytes", 1: "1 byte", 999: "999 bytes", 1000: "1.0 kB", 9_949: "9.9 kB", 9_950: "10 kB",
		999_499: "999 kB", 999_500: "1.0 MB", 12_345_678: "12 MB", 7e9: "7.0 GB", 5e15: "5000 TB",
	} {
		if got := inBytes(n); got != want {
			t.Errorf("inBytes(%d) = %q, want %q", n, got, want)
		}
	}
}

// Compact makes it smaller, and changes no answer.
func TestCompact(t *testing.T) {
	d := demoDesk(t)
	d.must(exitSome, "crawl", "--once")
	d.inside(func(w *work) {
		w.sql(t, `CREATE TABLE waste (x)`, `INSERT INTO waste SELECT randomblob(5000000)`, `DROP TABLE waste`)
	})
	claims := d.claims()
	before, err := diskUse(d.data)
	if err != nil {
		t.Fatal(err)
	}
	if out := d.must(exitOK, "compact"); strings.Count(out, " before, ") != 3 {
		t.Errorf("compact says %s", out)
	}
	after, err := diskUse(d.data)
	if err != nil || after.Database > before.Database-4_900_000 || after.Index > before.Index || after.Pages != before.Pages {
		t.Errorf("%+v before, %+v after, %v", before, after, err)
	}
	if got := d.claims(); !slices.Equal(got, claims) {
		t.Errorf("other claims:\n%s", differing(got, claims))
	}
	d.must(exitOK, "check")
}
