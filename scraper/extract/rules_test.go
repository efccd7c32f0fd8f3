package extract_test

import (
	"net/http"
	"strings"
	"testing"

	"dateline/scraper"
	"dateline/scraper/extract"
)

// What an outlet says of its own pages goes before what is found.
func TestRulesOfAnOutlet(t *testing.T) {
	page := `<html><title>Weir opens | The Mill</title><body><h1>Weir opens</h1>
		<div class="wide"><p>` + prose + `</p><p>` + more + `</p><p>` + prose + `</p></div>
		<div class="told"><p>The weir was opened on Monday. ` + more + `</p><p class="promo">Come to the fair of the paper mill on Sunday, and bring everybody.</p><p>` + more + `</p></div></body></html>`
	read := func(o *scraper.Outlet) string {
		t.Helper()
		a, err := extract.Read(&scraper.Page{URL: "https://mill.example/weir", FinalURL: "https://mill.example/weir", Status: 200, Header: http.Header{}, Body: []byte(page)}, o)
		if err != nil {
			t.Fatal(err)
		}
		return a.Text
	}
	for _, tt := range []struct {
		name       string
		outlet     *scraper.Outlet
		has, lacks string
	}{
		{"none", &scraper.Outlet{}, prose[:40], ""},
		{"the text is elsewhere", &scraper.Outlet{Body: ".told"}, "The weir was opened on Monday", prose[:40]},
		{"part of it is none", &scraper.Outlet{Body: ".told", Leave: []string{".promo"}}, "The weir was opened on Monday", "Come to the fair"},
		{"this page is made otherwise", &scraper.Outlet{Body: "#story"}, prose[:40], ""},
		{"too little", &scraper.Outlet{Body: "h1"}, prose[:40], ""},
	} {
		text := read(tt.outlet)
		if !strings.Contains(text, tt.has) || tt.lacks != "" && strings.Contains(text, tt.lacks) {
			t.Errorf("%s: read as\n%s", tt.name, text)
		}
	}
	for selector, ok := range map[string]bool{"div.a > p, #b": true, "": false, "div[": false, "p:nope": false} {
		if err := extract.CheckSelector(selector); (err == nil) != ok {
			t.Errorf("CheckSelector(%q) = %v", selector, err)
		}
	}
}
