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

//go:embed assets dist templates templates/_*.html
var files embed.FS

//go:generate go -C .build run .

// assets are the files that pages refer to, and the scripts that are made of those in src. Their address holds a digest of
// their content, so that a browser may keep them for ever.
type assets struct {
	paths map[string]string // by name: "dateline.css" → "/assets/dateline-1f0c….css"
	files map[string]string // by the last part of the address: → "assets/dateline.css"
}

func readAssets() *assets {
	a := &assets{paths: map[string]string{}, files: map[string]string{}}
	for _, folder := range []string{"assets", "dist"} {
		entries, err := fs.ReadDir(files, folder)
		if err != nil {
			panic(err) // unreachable: the folder is embedded
		}
		for _, e := range entries {
			file := folder + "/" + e.Name()
			sum := sha256.Sum256(embedded(file))
			ext := path.Ext(e.Name())
			hashed := strings.TrimSuffix(e.Name(), ext) + "-" + hex.EncodeToString(sum[:6]) + ext
			a.paths[e.Name()], a.files[hashed] = "/assets/"+hashed, file
		}
	}
	return a
}

// path returns the address of the asset with that name.
func (a *assets) path(name string) string { return a.paths[name] }

func embedded(file string) []byte {
	b, err := files.ReadFile(file)
	if err != nil {
		panic(err) // unreachable: names come from the embedded folders
	}
	return b
}

func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	file, ok := a.files[r.PathValue("name")]
	if !ok {
		http.Error(w, "There is no such file. Load the page anew.", http.StatusNotFound)
		return
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	http.ServeContent(w, r, file, time.Time{}, bytes.NewReader(embedded(file)))
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
