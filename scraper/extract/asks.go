package extract

import (
	"slices"
	"strings"
)

// robot is the name by which a page may ask something of us alone.
const robot = "dateline"

// asked are the directives for robots that say what may be done with a page.
var asked = []string{"noindex", "noarchive", "nosnippet", "nofollow"}

// asks returns what the page asks of all robots or of ours, in its meta elements
// and in the X-Robots-Tag header, in the order of asked.
func (d *document) asks() []string {
	said := map[string]bool{}
	say := func(list string) {
		for _, word := range strings.Split(strings.ToLower(list), ",") {
			if word = strings.TrimSpace(word); word == "none" {
				said["noindex"], said["nofollow"] = true, true
			}
			said[word] = true
		}
	}
	for _, name := range []string{"robots", robot} {
		for _, content := range d.metas(name) {
			say(content)
		}
	}
	for _, value := range d.header.Values("X-Robots-Tag") {
		ours := true
		for _, part := range strings.Split(value, ",") {
			if name, rest, ok := strings.Cut(part, ":"); ok && !strings.Contains(strings.ToLower(name), "unavailable_after") && !strings.Contains(strings.TrimSpace(name), " ") && !strings.HasPrefix(strings.TrimSpace(strings.ToLower(name)), "max-") {
				ours = strings.EqualFold(strings.TrimSpace(name), robot)
				part = rest
			}
			if ours {
				say(part)
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(asked), func(word string) bool { return !said[word] })
}
