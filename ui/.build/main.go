// Build bundles the scripts of the pages: each becomes ../dist/NAME.js, minified, of
// ../src/NAME.ts and what that imports. It is a module of its own, so that esbuild is no part
// of Dateline; "go generate ./ui" runs it.
//
// With -test FOLDER it bundles the tests beside the sources into that folder instead, for
// "node --test".
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/evanw/esbuild/pkg/api"
)

// islands are the scripts that pages name.
var islands = []string{"keys", "live", "timeline"}

func main() {
	test := flag.String("test", "", "bundle the tests into this `folder`")
	flag.Parse()
	if err := build(*test); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func build(tests string) error {
	opt := api.BuildOptions{
		Bundle: true, Write: true, Format: api.FormatESModule, Target: api.ES2022, Charset: api.CharsetUTF8,
		LegalComments: api.LegalCommentsNone, LogLevel: api.LogLevelWarning,
	}
	if tests == "" {
		for _, name := range islands {
			opt.EntryPoints = append(opt.EntryPoints, filepath.Join("..", "src", name+".ts"))
		}
		opt.Outdir = filepath.Join("..", "dist")
		opt.MinifyWhitespace, opt.MinifyIdentifiers, opt.MinifySyntax = true, true, true
	} else {
		files, err := filepath.Glob(filepath.Join("..", "src", "*.test.ts"))
		if err != nil {
			return err
		}
		opt.EntryPoints, opt.Outdir, opt.Platform = files, tests, api.PlatformNode
		opt.OutExtension = map[string]string{".js": ".mjs"}
	}
	if got := api.Build(opt); len(got.Errors) > 0 {
		return fmt.Errorf("bundle the scripts: %d errors, the first: %s", len(got.Errors), got.Errors[0].Text)
	}
	return nil
}
