package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"dateline/scraper"
)

// table returns an outlet as one writes it into dateline.toml: name, home, feeds,
// sitemaps and pages.
func table(o scraper.Outlet) string {
	var out strings.Builder
	fmt.Fprintf(&out, "[[outlet]]\nname = %s\nhome = %s\n", quote(o.Name), quote(o.Home))
	for _, list := range []struct {
		key  string
		urls []string
	}{{"feeds", o.Feeds}, {"sitemaps", o.Sitemaps}, {"pages", o.Pages}} {
		switch len(list.urls) {
		case 0:
		case 1:
			fmt.Fprintf(&out, "%s = [%s]\n", list.key, quote(list.urls[0]))
		default:
			fmt.Fprintf(&out, "%s = [\n", list.key)
			for _, u := range list.urls {
				fmt.Fprintf(&out, "    %s,\n", quote(u))
			}
			out.WriteString("]\n")
		}
	}
	return out.String()
}

// quote returns a TOML string that holds s, made plain.
func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(plain(s)) + `"`
}

// addTables adds outlets to the end of the configuration file at path, or begins
// one. What stands there stays as it is, byte by byte: the text with the tables
// is read as a configuration first, and then takes the place of the file at once.
func addTables(path string, list []scraper.Outlet) error {
	target := path
	if real, err := filepath.EvalSymlinks(path); err == nil {
		target = real // the link stays one
	}
	before, err := os.ReadFile(target)
	begins := errors.Is(err, fs.ErrNotExist)
	switch {
	case begins:
		before = []byte(configTemplate)
	case err != nil:
		return err
	}
	after := withTables(before, list)
	if _, err := parseConfig(path, after); err != nil {
		return fmt.Errorf("the tables do not go with what is there, and nothing was written: %w", err)
	}
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(target); err == nil {
		mode = info.Mode().Perm()
	}
	if err := replaceFile(target, after, mode, func() error {
		now, err := os.ReadFile(target)
		if begins && errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil && (begins || !bytes.Equal(now, before)) {
			err = errors.New("it was changed meanwhile: run the command again")
		}
		return err
	}); err != nil {
		return err
	}
	_, err = loadConfig(path)
	return err
}

// withTables returns the text of a configuration with outlets at its end, its
// lines ended as the others are.
func withTables(text []byte, list []scraper.Outlet) []byte {
	var tables strings.Builder
	for _, o := range list {
		tables.WriteString("\n" + table(o))
	}
	added := tables.String()
	if len(text) > 0 && text[len(text)-1] != '\n' {
		added = "\n" + added
	}
	if bytes.Contains(text, []byte("\r\n")) {
		added = strings.ReplaceAll(added, "\n", "\r\n")
	}
	return append(bytes.Clone(text), added...)
}

// replaceFile puts data in place of the file at path, all or nothing, unless last,
// which is called just before, returns an error.
func replaceFile(path string, data []byte, mode fs.FileMode, last func() error) (err error) {
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(file.Name()))
		}
	}()
	_, err = file.Write(data)
	if err = errors.Join(err, file.Chmod(mode), file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := last(); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}

// configPath returns where the configuration is, or would be.
func (a *app) configPath() string { return cmp.Or(a.cfg.path, a.configFlag, defaultConfig) }
