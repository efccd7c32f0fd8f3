package claim

import (
	"slices"
	"strings"
)

// refer returns the person that he or she stands for: the last whom this
// paragraph named, else who spoke last, else the last named before.
func (f *finder) refer(pronoun string) string {
	candidates := slices.Clone(f.mentioned)
	if f.last.Person && f.lastAt >= f.at-3 {
		candidates = append(candidates, f.last.Name)
	}
	for _, name := range slices.Backward(append(candidates, f.here...)) {
		if f.known.agrees(pronoun, name) {
			f.known.note(pronoun, name)
			return name
		}
	}
	return ""
}

// bearer returns who of several people of one surname is meant by it at token i: the
// only one whom this paragraph named, else the only one of whom it says he or she, else
// the only one who has spoken so far, else the only one named before; "" if that is
// not clear.
func (f *finder) bearer(p *paragraph, i int, surname string) string {
	said := map[string]bool{}
	for _, w := range []string{"he", "she"} {
		said[w] = f.speaksOf(p, i, w)
	}
	agrees := func(name string) bool {
		return said["he"] == said["she"] || said["he"] && f.known.agrees("he", name) || said["she"] && f.known.agrees("she", name)
	}
	spoke := func(name string) bool { return f.spoke[name] }
	everybody := func(string) bool { return true }
	for _, try := range []struct {
		names []string
		fits  func(string) bool
	}{{f.here, everybody}, {f.known.bearers(surname), agrees}, {f.known.bearers(surname), spoke}, {f.mentioned, everybody}} {
		found := ""
		for _, name := range try.names {
			if !strings.HasSuffix(name, " "+surname) || name == found || !try.fits(name) {
				continue
			}
			if found != "" {
				found = ""
				break
			}
			found = name
		}
		if found != "" {
			return found
		}
	}
	return ""
}

// speaksOf reports whether the paragraph says that pronoun before token i, outside quotations.
func (f *finder) speaksOf(p *paragraph, i int, pronoun string) bool {
	for k := range min(i, len(p.Tokens)) {
		if p.Tokens[k].Quote == 0 && p.Tokens[k].Low == pronoun {
			return true
		}
	}
	return false
}
