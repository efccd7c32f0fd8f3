package extract_test

import (
	"strings"
	"testing"

	"dateline/scraper/extract"
)

// TestReadNotes reads corrections and editor's notes wherever on the page they stand.
func TestReadNotes(t *testing.T) {
	const note = "Correction: An earlier version of this story gave the wrong name of the miller."
	story := "<article><h1>Weir opens</h1><p>" + prose + "</p><p>" + more + "</p>"
	for _, tt := range []struct{ name, page, want string }{
		{"in the text", story + "<p>" + note + "</p></article>", note},
		{"below the story, by its class", story + `</article><div class="story-correction"><p>` + note[12:] + `</p></div>`, note[12:]},
		{"in the footer of the story", story + `<footer><div><p><em>` + note + `</em></p></div></footer></article>`, note},
		{"above the story", `<div class=top><p>Editor’s note: This story tells of a flood in which people died.</p></div><main>` + story + `</article></main>`, "Editor’s note: This story tells of a flood in which people died."},
		{"both within and beside", story + "<p>" + note + "</p></article><div class=correction>" + note + "</div>", note},
		{"German", story + `</article><aside><p>Korrektur: In einer früheren Fassung stand ein falscher Name.</p></aside>`, "Korrektur: In einer früheren Fassung stand ein falscher Name."},
		{"French", story + `</article><aside><p>Rectificatif : une version précédente donnait un autre nom au meunier.</p></aside>`, "Rectificatif : une version précédente donnait un autre nom au meunier."},
		{"a list of them", story + `</article><ul><li><a href="/a">Correction: the story of the flood had the wrong name of the miller</a></li></ul>`, ""},
		{"a hidden one", story + `</article><div hidden><p>` + note + `</p></div>`, ""},
		{"one among comments", story + `</article><div id=comments><p>` + note + `</p></div>`, ""},
		{"a form to tell of one", story + `</article><form class=correction><p>Tell us of an error that we made in this story, and we will see.</p></form>`, ""},
	} {
		a, err := extract.Read(page("<title>Weir opens</title>"+tt.page), nil)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		checkWhole(t, a)
		var notes []string
		runes := []rune(a.Text)
		for _, b := range a.Blocks {
			if b.Kind == "note" {
				notes = append(notes, string(runes[b.Start:b.End]))
			}
		}
		if got := strings.Join(notes, "\n"); got != tt.want {
			t.Errorf("%s: notes %q, want %q", tt.name, got, tt.want)
		}
	}
}
