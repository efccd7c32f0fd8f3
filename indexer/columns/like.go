package columns

import (
	"slices"
	"strings"
)

// Like returns the name, of those that a field asks for, that most is held of and that
// holds some words whole: of speakers "Ines Hallorand" for "hallorand". It is empty if one
// is called by those words alone, and where fields ask for no names.
func (s *Snapshot) Like(field, words string) string {
	var names *dict
	var held func(p *part, code uint32) int
	switch field {
	case "speaker":
		names = s.dicts.speaker
		held = func(p *part, code uint32) int { return len(p.bySpeaker.of(code)) + len(p.undatedBy.of(code)) }
	case "outlet":
		names = s.dicts.outlet
		held = func(p *part, code uint32) (n int) {
			for _, site := range p.sites.byOutlet.of(code) {
				n += len(p.bySite.of(site))
			}
			return n
		}
	default:
		return ""
	}
	wanted := strings.Fields(Fold(words))
	best, most := "", 0
	for code, name := range names.values() {
		has := strings.Fields(names.fold(name))
		if slices.ContainsFunc(wanted, func(w string) bool { return !slices.Contains(has, w) }) {
			continue
		}
		n := 0
		for i := range s.parts {
			n += held(&s.parts[i], uint32(code)) //nolint:gosec // values fit
		}
		switch {
		case n > 0 && slices.Equal(has, wanted):
			return ""
		case n > most:
			best, most = name, n
		}
	}
	return best
}
