// Package golden compares what a test has worked out with what stands in a file beside
// it, so that a change that moves it shows so in its diff. Only tests import it.
package golden

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "rewrite golden files")

// Check compares got with the file of that name in the folder testdata. With -update it
// writes the file instead.
func Check(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := errors.Join(os.MkdirAll("testdata", 0o755), os.WriteFile(path, []byte(got), 0o644)); err != nil { //nolint:gosec // it is no secret
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path) //nolint:gosec // a test names it
	if err != nil {
		t.Fatalf("%v: run the test with -update, and review what it wrote", err)
	}
	if got != string(want) {
		t.Errorf("%s would change; run the test with -update, and review the diff. Now:\n%s", path, got)
	}
}
