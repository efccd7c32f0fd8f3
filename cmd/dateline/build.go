package main

import (
	"crypto/sha256"
	"encoding/base64"
	"io"
	"os"
	"sync"
)

// running is where Linux has the program that runs, even if another was put in its place.
const running = "/proc/self/exe"

// build returns a digest of the program that runs: what another build made may differ, what
// this one made does not. It is empty if the program cannot be read.
var build = sync.OnceValue(func() string {
	f, err := os.Open(running)
	if err != nil {
		path, err := os.Executable()
		if err != nil {
			return ""
		}
		if f, err = os.Open(path); err != nil { //nolint:gosec // it is this program
			return ""
		}
	}
	defer f.Close() //nolint:errcheck // it was only read
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
})
