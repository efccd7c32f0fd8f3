package ui

import (
	"bytes"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"dateline/indexer"
	"dateline/indexer/desk"
)

// Somebody sets right what a page shows, sees it there, and takes it back.
func TestCorrections(t *testing.T) {
	k, h := newsroom(t, true)
	says := teller(t, h)
	says("GET", "/c/c1", nil, 200, `<a href="/c/c1/correct">Correct it</a>`)
	says("GET", "/a/acrack", nil, 200, `<a href="/c/c1/correct">Correct</a>`)
	says("GET", "/corrections", nil, 200, "0 corrections", "Nobody has set anything right", `/api/v1/corrections.jsonl`)
	says("GET", "/c/c1/correct", nil, 200, `value="date 1 in 1987"`, `value="date 1 late 1980s"`, "shown as: late 1980s", `value="not-a-claim"`)

	date := url.Values{"what": {"date 1 in 1987"}, "value": {"1988-05"}, "by": {"Ida" + hostile}, "note": {"the log" + hostile}}
	with := func(name, value string) url.Values {
		form := url.Values{}
		for k, v := range date {
			form[k] = v
		}
		form.Set(name, value)
		return form
	}
	says("POST", "/c/c1/correct", with("value", "May 4"), 400, `role="alert"`, "<b>What it is:</b>", `value="May 4"`, `value="date 1 in 1987" required checked`)
	says("POST", "/c/c1/correct", with("by", " "), 400, "<b>Your name:</b>")
	says("POST", "/c/c1/correct", with("what", ""), 400, "<b>What is wrong:</b> choose it")
	says("POST", "/c/c1/correct", with("what", "not-the-same gone"), 404)
	says("POST", "/c/gone/correct", date, 404)
	if at := says("POST", "/c/c1/correct", date, 303); at != "/c/c1#corrections" {
		t.Errorf("corrected, it leads to %s", at)
	}
	says("GET", "/c/c1", nil, 200, "<h3>May 1988</h3>", "Set right by Ida&lt;script", "it was read as: sometime in 1987", "“in 1987” is May 1988")
	says("GET", "/a/acrack", nil, 200, "<h3>May 1988</h3>", "Set right by Ida&lt;script")
	says("POST", "/c/c1/correct", url.Values{"what": {"speaker"}, "by": {"Bo"}}, 303)
	says("GET", "/c/c1", nil, 200, "whom it is from cannot be told", "<b>speaker unclear</b>", "Set right by Bo")
	says("GET", "/corrections?kind=speaker&by=bo&state=stands", nil, 200, "1 correction", `value="speaker" selected`, `value="stands" selected`, `value="bo"`)
	says("GET", "/corrections?kind=mood", nil, 400)

	says("POST", "/c/c2/correct", url.Values{"what": {"not-a-claim"}, "by": {"Bo"}, "note": {"a heading"}}, 303)
	says("GET", "/a/acrack", nil, 200, "<del>The bridge was closed</del>", "it is no claim", "a heading")
	says("GET", "/c/c2", nil, 200, "<h1>Not a claim</h1>", "<del>The bridge was closed</del>", "a heading", "Undo")
	says("GET", "/c/c3", nil, 404)

	_, list := ask(t, h, "GET", "/corrections", nil)
	undo := regexp.MustCompile(`action="(/corrections/k[a-z0-9]+/undo)"`).FindAllStringSubmatch(list, -1)
	if len(undo) != 3 {
		t.Fatalf("%d corrections can be undone, want 3", len(undo))
	}
	all, err := k.Corrections(t.Context(), desk.CorrectionQuery{Kind: indexer.NotAClaim})
	if err != nil || len(all.Corrections) != 1 {
		t.Fatalf("%+v, %v", all, err)
	}
	refused := "/corrections/" + all.Corrections[0].ID + "/undo"
	says("POST", refused, url.Values{"by": {""}}, 400)
	if at := says("POST", refused, url.Values{"by": {"Ida"}}, 303); at != "/c/c2#corrections" {
		t.Errorf("undone, it leads to %s", at)
	}
	says("GET", "/c/c2", nil, 200, "undone by Ida", "it is no claim")
	if at := says("POST", refused, url.Values{"by": {"Ida"}, "list": {"yes"}}, 303); at != "/corrections" {
		t.Errorf("undone in the list, it leads to %s", at)
	}
	says("POST", "/corrections/knone/undo", url.Values{"by": {"Ida"}}, 404)
}

// The name of whoever corrects stands in the next form.
func TestNameIsRemembered(t *testing.T) {
	_, h := newsroom(t, true)
	resp, _ := ask(t, h, "POST", "/c/c2/correct", url.Values{"what": {"speaker"}, "value": {"Bo Reed"}, "by": {`Ida; "Moss"`}})
	cookies := resp.Cookies()
	if len(cookies) != 1 || !cookies[0].HttpOnly || cookies[0].SameSite != http.SameSiteStrictMode {
		t.Fatalf("cookies are %v", cookies)
	}
	if _, page := ask(t, h, "GET", "/c/c2/correct", nil, "Cookie", cookies[0].Name+"="+cookies[0].Value); !strings.Contains(page, `name="by" value="Ida; &#34;Moss&#34;"`) {
		t.Error("the next form does not hold it")
	}
	if _, page := ask(t, h, "GET", "/c/c2/correct", nil, "Cookie", cookies[0].Name+"=%zz"); !strings.Contains(page, `name="by" value=""`) {
		t.Error("a cookie that cannot be read is shown")
	}
}

func TestOnlyThisSiteCorrects(t *testing.T) {
	k, h := newsroom(t, true)
	form := url.Values{"what": {"not-a-claim"}, "by": {"Ida"}}
	if resp, _ := ask(t, h, "POST", "/c/c1/correct", form, "Sec-Fetch-Site", "cross-site"); resp.StatusCode != http.StatusForbidden {
		t.Errorf("from another site: status %d", resp.StatusCode)
	}
	_, shut := newsroom(t, false)
	for _, addr := range []string{"/c/c1/correct", "/corrections/k1/undo", "/corrections"} {
		if resp, _ := ask(t, shut, "POST", addr, form); resp.StatusCode != http.StatusForbidden {
			t.Errorf("%s where pages only show: status %d", addr, resp.StatusCode)
		}
	}
	if resp, _ := ask(t, shut, "GET", "/c/c1/correct", nil); resp.StatusCode != http.StatusForbidden {
		t.Errorf("the form where pages only show: status %d", resp.StatusCode)
	}
	for _, addr := range []string{"/c/c1", "/a/acrack", "/corrections"} {
		if _, page := ask(t, shut, "GET", addr, nil); strings.Contains(page, "/correct\"") || strings.Contains(page, `method="post"`) {
			t.Errorf("%s leads to a form though pages only show", addr)
		}
	}
	if page, err := k.Corrections(t.Context(), desk.CorrectionQuery{}); err != nil || page.Total > 0 {
		t.Errorf("corrected all the same: %+v, %v", page, err)
	}
}

// A file of corrections is taken in by a form.
func TestImportForm(t *testing.T) {
	k, _ := newsroom(t, true)
	if _, err := k.Correct(t.Context(), desk.CorrectionDraft{Kind: indexer.NotAClaim, Claim: "c1", By: "Ida"}); err != nil {
		t.Fatal(err)
	}
	var lines bytes.Buffer
	if _, err := k.ExportCorrections(t.Context(), &lines); err != nil {
		t.Fatal(err)
	}
	altered := strings.Replace(lines.String(), "Ida", "<script>", 1)
	other, into := newsroom(t, true)
	if status, page := upload(t, into, "/corrections", "lines", []byte(lines.String()+altered)); status != 200 || !strings.Contains(page, "1 new, 0 known, 1 refused") || !strings.Contains(page, "Line 2: its id is not that of what it says") {
		t.Errorf("import: status %d\n%s", status, page)
	}
	if page, err := other.Corrections(t.Context(), desk.CorrectionQuery{}); err != nil || page.Total != 1 {
		t.Errorf("imported are %+v, %v", page, err)
	}
	if status, page := upload(t, into, "/corrections", "file", []byte("")); status != 400 || !strings.Contains(page, `role="alert"`) {
		t.Errorf("a form without the file: status %d", status)
	}
	if status, page := upload(t, into, "/corrections", "lines", []byte(strings.Repeat("x", 1<<16))); status != 400 || !strings.Contains(page, `role="alert"`) {
		t.Errorf("a line too long: status %d", status)
	}
	if status, _ := upload(t, into, "/corrections", "lines", []byte(strings.Repeat("{}\n", desk.MaxImport/2))); status != 400 {
		t.Errorf("a form too large: status %d", status)
	}
}
