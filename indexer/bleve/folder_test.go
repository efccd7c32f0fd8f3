package bleve_test

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"dateline/indexer/bleve"
	"dateline/indexer/indextest"
)

// made returns the directory of a closed index that holds something.
func made(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	x := open(t, dir)
	for i, r := range indextest.Corpus(1, 6) {
		if err := x.Put(t.Context(), uint64(i+1), r); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestOpenRefuses(t *testing.T) {
	write := func(name, data string) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	remove := func(name string) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	cut := func(pattern string, size int64) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			names, err := filepath.Glob(filepath.Join(dir, pattern))
			if err != nil || len(names) == 0 {
				t.Fatalf("no %s in %s", pattern, dir)
			}
			for _, name := range names {
				if err := os.Truncate(name, size); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	for _, tt := range []struct {
		name string
		harm func(*testing.T, string)
		want error
	}{
		{"another schema", write("scorch/dateline.json", `{"schema":0,"bleve":"v2.6.3"}`), bleve.ErrStale},
		{"another library", write("scorch/dateline.json", `{"schema":2,"bleve":"v2.5.0"}`), bleve.ErrStale},
		{"version not JSON", write("scorch/dateline.json", "\x00\x00"), bleve.ErrDamaged},
		{"no version", remove("scorch/dateline.json"), bleve.ErrDamaged},
		{"no meta", remove("scorch/index_meta.json"), bleve.ErrDamaged},
		{"meta not JSON", write("scorch/index_meta.json", "{"), bleve.ErrDamaged},
		{"no store", remove("scorch/store"), bleve.ErrDamaged},
		{"no root", remove("scorch/store/root.bolt"), bleve.ErrDamaged},
		{"root of noise", write("scorch/store/root.bolt", strings.Repeat("noise", 9999)), bleve.ErrDamaged},
		{"root empty", cut("scorch/store/root.bolt", 0), bleve.ErrDamaged},
		{"root cut in its head", cut("scorch/store/root.bolt", 5000), bleve.ErrDamaged},
		{"root cut", cut("scorch/store/root.bolt", 9000), bleve.ErrDamaged},
		{"root cut later", cut("scorch/store/root.bolt", 20000), bleve.ErrDamaged},
		{"segments cut", cut("scorch/store/*.zap", 100), bleve.ErrDamaged},
		{"segments empty", cut("scorch/store/*.zap", 0), bleve.ErrDamaged},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := made(t)
			tt.harm(t, dir)
			x, err := bleve.Open(dir, slog.New(slog.DiscardHandler), bleve.Options{})
			if !errors.Is(err, tt.want) {
				t.Errorf("Open = %v, want %v", err, tt.want)
			}
			if x != nil {
				if err := x.Close(); err != nil {
					t.Error(err)
				}
			}
			if err != nil && !strings.Contains(err.Error(), dir) {
				t.Errorf("%v does not say which index", err)
			}
		})
	}
}

func TestOpenInUse(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := open(t, dir)
	if _, err := bleve.Open(dir, slog.New(slog.DiscardHandler), bleve.Options{}); !errors.Is(err, bleve.ErrInUse) {
		t.Errorf("second Open = %v, want ErrInUse", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if err := open(t, dir).Close(); err != nil { // the refusal left no lock behind
		t.Fatal(err)
	}
}

func TestOpenAmongOtherFiles(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "thesis.txt")
	if err := os.WriteFile(name, []byte("years of work"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := bleve.Open(dir, slog.New(slog.DiscardHandler), bleve.Options{})
	if err == nil || errors.Is(err, bleve.ErrDamaged) || errors.Is(err, bleve.ErrStale) {
		t.Errorf("Open among other files = %v, want an error that asks for no rebuild", err)
	}
	if _, err := os.Stat(name); err != nil {
		t.Error(err)
	}
}

func TestOpenAfterCrashWhileMaking(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "building", "store"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := open(t, dir).Close(); err != nil {
		t.Fatal(err)
	}
}

// The version that an index tells must be the one in go.mod.
func TestBleveVersion(t *testing.T) {
	_, file, _, _ := runtime.Caller(0)
	dir := filepath.Dir(file)
	mod, err := os.ReadFile(filepath.Join(dir, "..", "..", "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile(filepath.Join(dir, "folder.go"))
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(mod), "github.com/blevesearch/bleve/v2 ")
	want := strings.Fields(after + " ?")[0]
	if !strings.Contains(string(source), `bleveVersion = "`+want+`"`) {
		t.Errorf("go.mod has Bleve %s: set bleveVersion in folder.go to it", want)
	}
}
