package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The folders are the pipeline: imports point back along it, never forward.
// The files are read here, since the build's own answer could be a cached one.
func TestImportsFollowThePipeline(t *testing.T) {
	stage := []string{"dateline/scraper", "dateline/indexer", "dateline/api", "dateline/ui", "dateline/cmd"}
	// What a package may import besides the stages before its own. A stage's
	// root package holds its types, so all below it may import that.
	within := map[string][]string{
		"dateline/scraper/archive":     {"dateline/scraper/db", "dateline/scraper/warc"},
		"dateline/scraper/extract":     {"dateline/scraper/canon"},
		"dateline/scraper/feed":        {"dateline/scraper/canon"},
		"dateline/scraper/fetch":       {"dateline/scraper/canon", "dateline/scraper/robots"},
		"dateline/scraper/pdf":         {"dateline/scraper/canon"},
		"dateline/scraper/frontier":    {"dateline/scraper/db", "dateline/scraper/fetch"},
		"dateline/scraper/scout":       {"dateline/scraper/canon", "dateline/scraper/extract", "dateline/scraper/feed", "dateline/scraper/fetch", "dateline/scraper/robots"},
		"dateline/indexer":             {"dateline/indexer/cite", "dateline/indexer/claim", "dateline/indexer/people", "dateline/indexer/timex"},
		"dateline/indexer/prose":       {},
		"dateline/indexer/tagger":      {},
		"dateline/indexer/claim":       {"dateline/indexer/prose", "dateline/indexer/people", "dateline/indexer/tagger"},
		"dateline/indexer/claim/score": {"dateline/indexer/claim"},
		"dateline/indexer/people":      {"dateline/indexer/prose"},
		"dateline/indexer/timex":       {},
		"dateline/indexer/timex/score": {"dateline/indexer/timex"},
		"dateline/indexer/keydates":    {"dateline/indexer/timex"},
		"dateline/indexer/match":       {},
		"dateline/indexer/cite":        {"dateline/indexer/match", "dateline/indexer/timex"},
		"dateline/indexer/register":    {"dateline/indexer", "dateline/indexer/claim", "dateline/indexer/cite", "dateline/indexer/timex"},
		"dateline/indexer/columns":     {"dateline/indexer", "dateline/indexer/claim", "dateline/indexer/people", "dateline/indexer/timex", "dateline/indexer/packed"},
		"dateline/indexer/lang":        {"dateline/indexer"},
		"dateline/indexer/bleve":       {"dateline/indexer", "dateline/indexer/columns", "dateline/indexer/lang", "dateline/indexer/packed"},
		"dateline/indexer/opensearch":  {"dateline/indexer", "dateline/indexer/columns", "dateline/indexer/lang", "dateline/indexer/timex"},
		"dateline/indexer/export":      {"dateline/indexer", "dateline/indexer/claim", "dateline/indexer/timex"},
		"dateline/indexer/desk":        {"dateline/indexer", "dateline/indexer/bleve", "dateline/indexer/lang", "dateline/indexer/timex"},
		"dateline/indexer/indextest":   {"dateline/indexer", "dateline/indexer/claim", "dateline/indexer/people", "dateline/indexer/timex"},
	}
	// Libraries that one package alone wraps, or two. What is measured beside us wraps nothing.
	const beside = "dateline/cmd/dateline/peer"
	only := map[string][]string{
		"github.com/blevesearch/bleve":      {"dateline/indexer/bleve", "dateline/indexer/lang"},
		"github.com/blevesearch/snowball":   {"dateline/indexer/match"},
		"github.com/PuerkitoBio/goquery":    {"dateline/scraper/extract"},
		"github.com/aymanbagabas/go-udiff":  {"dateline/scraper/change"},
		"github.com/gin-gonic/gin":          {"dateline/api"},
		"modernc.org/sqlite":                {"dateline/scraper/db"},
		"github.com/jackc/pgx":              {"dateline/scraper/db"},
		"github.com/mmcdole/gofeed":         {"dateline/scraper/feed"},
		"github.com/klippa-app/go-pdfium":   {"dateline/scraper/pdf"},
		"github.com/wneessen/go-mail":       {"dateline/indexer/desk"},
		"gocloud.dev":                       {"dateline/scraper/archive"},
		"github.com/aws/":                   {"dateline/scraper/archive"},
		"github.com/johannesboyne/gofakes3": {"dateline/scraper/archive/buckettest"},
		"go.opentelemetry.io":               {"dateline/cmd/dateline"},
	}
	// The pure middle: no file, no socket, no clock to wait for.
	pure := []string{
		"dateline/scraper/robots", "dateline/scraper/feed", "dateline/scraper/canon", "dateline/scraper/extract",
		"dateline/scraper/warc", "dateline/scraper/change", "dateline/indexer/timex", "dateline/indexer/timex/score", "dateline/indexer/keydates", "dateline/indexer/prose", "dateline/indexer/tagger", "dateline/indexer/people", "dateline/indexer/claim", "dateline/indexer/claim/score", "dateline/indexer/match", "dateline/indexer/cite", "dateline/indexer/export", "dateline/indexer/lang", "dateline/indexer",
	}
	worldly := []string{"os", "net", "net/http/httptest", "database/sql", "os/exec", "math/rand", "math/rand/v2", "log", "log/slog"}

	place := func(pkg string) int {
		return slices.IndexFunc(stage, func(s string) bool { return pkg == s || strings.HasPrefix(pkg, s+"/") })
	}
	files := 0
	eachFile(t, func(pkg, file string, imports []string) {
		files++
		for _, path := range imports {
			for prefix, owners := range only {
				if strings.HasPrefix(path, prefix) && !slices.Contains(owners, pkg) && pkg != beside {
					t.Errorf("%s imports %s, which only %v may", file, path, owners)
				}
			}
			if slices.Contains(pure, pkg) && slices.Contains(worldly, path) {
				t.Errorf("%s imports %s, but %s is pure: values in, values out", file, path, pkg)
			}
			from, to := place(pkg), place(path)
			switch {
			case to < 0 || stage[from] == "dateline/cmd":
			case to > from:
				t.Errorf("%s imports %s, which is a later stage", file, path)
			case to == from && path != stage[from] && !slices.Contains(within[pkg], path):
				t.Errorf("%s imports %s, which stands beside it", file, path)
			case to == from && path == stage[from] && stage[from] == "dateline/indexer" && (pkg == "dateline/indexer/claim" || pkg == "dateline/indexer/timex"):
				t.Errorf("%s imports %s, which is made of it", file, path)
			}
		}
	})
	if files < 20 {
		t.Errorf("only %d files were read: the test looks in the wrong place", files)
	}
}

// eachFile calls do with every Go file of the module that is no test.
func eachFile(t *testing.T, do func(pkg, file string, imports []string)) {
	t.Helper()
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "node_modules") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		dir, err := filepath.Rel(root, filepath.Dir(path))
		if err != nil {
			return err
		}
		var imports []string
		for _, spec := range file.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			imports = append(imports, name)
		}
		do("dateline/"+filepath.ToSlash(dir), path, imports)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// The top level is fixed: a folder more, and the map in the README is wrong.
func TestTopLevelIsFixed(t *testing.T) {
	want := []string{"LICENSE", "README.md", "api", "cmd", "go.mod", "go.sum", "indexer", "scraper", "ui"}
	entries, err := filepath.Glob(filepath.Join("..", "..", "*"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		if name := filepath.Base(e); !strings.HasPrefix(name, ".") {
			got = append(got, name)
		}
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("the top level holds %v, want %v", got, want)
	}
}
