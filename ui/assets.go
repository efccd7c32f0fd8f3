package ui

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"
)

//go:embed assets templates templates/_*.html
var files embed.FS

// assets are the files that pages refer to. Their address holds a digest of
// their content, so that a browser may keep them for ever.
type assets struct {
	paths map[string]string // by name: "dateline.css" → "/assets/dateline-1f0c….css"
	named map[string]string // the other way: last part of the address → name
}

func readAssets() *assets {
	a := &assets{paths: map[string]string{}, named: map[string]string{}}
	entries, err := fs.ReadDir(files, "assets")
	if err != nil {
		panic(err) // unreachable: the folder is embedded
	}
	for _, e := range entries {
		sum := sha256.Sum256(a.content(e.Name()))
		ext := path.Ext(e.Name())
		hashed := strings.TrimSuffix(e.Name(), ext) + "-" + hex.EncodeToString(sum[:6]) + ext
		a.paths[e.Name()], a.named[hashed] = "/assets/"+hashed, e.Name()
	}
	return a
}

// path returns the address of the asset with that name.
func (a *assets) path(name string) string { return a.paths[name] }

func (a *assets) content(name string) []byte {
	b, err := files.ReadFile("assets/" + name)
	if err != nil {
		panic(err) // unreachable: names come from the embedded folder
	}
	return b
}

func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, ok := a.named[r.PathValue("name")]
	if !ok {
		http.Error(w, "There is no such file. Load the page anew.", http.StatusNotFound)
		return
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(a.content(name)))
}

// readPages parses each page's template together with the frame and the parts
// that pages share, whose files begin with "_".
func readPages() map[string]*template.Template {
	shared := template.Must(template.New("").ParseFS(files, "templates/_*.html"))
	pages := map[string]*template.Template{}
	entries, err := fs.ReadDir(files, "templates")
	if err != nil {
		panic(err) // unreachable: the folder is embedded
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), "_") || path.Ext(e.Name()) != ".html" {
			continue
		}
		t := template.Must(template.Must(shared.Clone()).ParseFS(files, "templates/"+e.Name()))
		pages[strings.TrimSuffix(e.Name(), ".html")] = t
	}
	return pages
}
