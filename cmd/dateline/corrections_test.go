package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"dateline/indexer"
	newsdesk "dateline/indexer/desk"
)

// millPage is a page of an outlet that reports the sale of a mill.
func millPage(host, day, words string) string {
	return fmt.Sprintf(`<html lang=en><head><title>The mill</title><link rel=canonical href="http://%s.example/mill"><meta property=og:type content=article>
<meta property=article:published_time content=2025-05-%sT09:00:00Z></head><body><article><h1>The mill at Corrow in the %s</h1><p>%s</p>
<p>The county keeps the books of the %s mill in its archive, and nobody has asked for them in all the years since then.</p></article></body></html>`, host, day, host, words, host)
}

const saleOf = "Ann Vale said that the mill at Corrow was sold to a stranger by the county council in %s."

// millDesk has crawled what four outlets say of the mill; at the second visit one says otherwise.
func millDesk(t *testing.T) *desk {
	t.Helper()
	var pages []webPage
	conf := "[crawl]\ndelay = \"0s\"\n"
	for i, host := range []string{"ledger", "courier", "weir"} {
		address := "http://" + host + ".example/"
		pages = append(pages, webPage{URL: address + "feed", Body: rss(address + "mill"), Headers: map[string]string{"Content-Type": "application/rss+xml"}},
			webPage{URL: address + "mill", Body: millPage(host, fmt.Sprintf("%02d", i+2), fmt.Sprintf(saleOf, "1962"))})
		conf += fmt.Sprintf("[[outlet]]\nname = %q\nhome = %q\nfeeds = [%q]\n", host, address, address+"feed")
	}
	pages = append(pages,
		webPage{URL: "http://weir.example/mill", Epoch: 2, Body: millPage("weir", "04", fmt.Sprintf(saleOf, "the spring of 1964")+" It stands in ruins.")})
	d := newDesk(t, smallWeb(t, pages...), conf)
	d.must(exitOK, "crawl", "--once")
	return d
}

// sale returns the claim of an outlet that the mill was sold, nil if there is none.
func (d *desk) sale(host string) (found *indexer.ClaimView) {
	d.t.Helper()
	for _, e := range d.timeline().Entries {
		if e.Article.Outlet == host && strings.Contains(e.Claim.Text, "sold to a stranger") {
			found = &indexer.ClaimView{ClaimRef: e.Claim, Article: e.Article, Entries: []indexer.Entry{e}}
		}
	}
	return found
}

func (d *desk) correct(draft newsdesk.CorrectionDraft) (c *newsdesk.Corrected) {
	d.t.Helper()
	d.inside(func(w *work) {
		var err error
		if c, err = w.folder.desk.Correct(d.t.Context(), draft); err != nil {
			d.t.Fatal(err)
		}
	}) // the process ends before the index is told
	return c
}

func (d *desk) undo(c *newsdesk.Corrected) {
	d.t.Helper()
	d.inside(func(w *work) {
		if _, err := w.folder.desk.UndoCorrection(d.t.Context(), c.ID, "Bo", ""); err != nil {
			d.t.Fatal(err)
		}
	})
}

// What a person sets right is on the timeline though the process ended in between, stays
// when the index is made anew, and goes when it is undone.
func TestCorrections(t *testing.T) {
	d := millDesk(t)
	sale := d.sale("ledger")
	if sale == nil || sale.Origins != 1 || d.sale("weir").Cluster != sale.Cluster || d.sale("courier").Cluster != sale.Cluster {
		t.Fatalf("before, the claim is %+v", sale)
	}
	undated := d.timeline().Undated
	date := d.correct(newsdesk.CorrectionDraft{Kind: indexer.WrongDate, Claim: sale.ID, Value: "1963-05", By: "Ida", Note: "the deed says so"})
	speaker := d.correct(newsdesk.CorrectionDraft{Kind: indexer.WrongSpeaker, Claim: sale.ID, Value: "Bo Reed", By: "Ida"})
	for range 2 {
		v := d.sale("ledger")
		if v.Entries[0].EDTF != "1963-05" || v.Entries[0].Date.Corrected == nil || v.Entries[0].Date.Corrected.Was != "sometime in 1962" || v.Speaker.Name != "Bo Reed" || v.Speaker.Corrected == nil {
			t.Errorf("corrected, it is %+v at %+v", v.ClaimRef, v.Entries)
		}
		if found := d.timeline("--speaker", "Bo Reed", "--event", "1963"); found.Total != 1 {
			t.Errorf("%d entries are from Bo Reed, want 1", found.Total)
		}
		if found := d.timeline("--event", "1962"); found.Total != 2 {
			t.Errorf("%d entries are of 1962, want 2", found.Total)
		}
		d.must(exitOK, "check")
		d.must(exitOK, "reindex")
	}
	if v := d.sale("weir"); v.Origins != 2 || !v.Conflict || v.Cluster != sale.Cluster {
		t.Errorf("beside it, others are %+v, want two origins whose dates differ", v)
	}
	d.undo(speaker)
	d.undo(date)
	if v := d.sale("ledger"); v.Entries[0].EDTF != "1962" || v.Entries[0].Date.Corrected != nil || v.Speaker.Name != "Ann Vale" || v.Cluster != sale.Cluster {
		t.Errorf("undone, it is %+v", v)
	}

	none := d.correct(newsdesk.CorrectionDraft{Kind: indexer.WrongDate, Claim: sale.ID, Value: indexer.None, By: "Ida"})
	if now := d.timeline(); d.sale("ledger") != nil || now.Undated != undated+1 {
		t.Errorf("without a date it is on the timeline, or not among %d undated", now.Undated)
	}
	d.undo(none)
	refused := d.correct(newsdesk.CorrectionDraft{Kind: indexer.NotAClaim, Claim: sale.ID, By: "Ida"})
	if now := d.timeline(); d.sale("ledger") != nil || now.Undated != undated {
		t.Errorf("what is no claim is on the timeline, or among %d undated", now.Undated)
	}
	d.must(exitOK, "check")
	d.undo(refused)
	if v := d.sale("ledger"); v == nil || v.ID != sale.ID {
		t.Errorf("undone, it is %+v", v)
	}
}

// A pair that is kept apart is in no cluster, whatever a third claim is like.
func TestNotTheSame(t *testing.T) {
	d := millDesk(t)
	ledger, weir := d.sale("ledger"), d.sale("weir")
	c := d.correct(newsdesk.CorrectionDraft{Kind: indexer.NotTheSame, Claim: weir.ID, Other: ledger.ID, By: "Ida"})
	for _, command := range []string{"reindex", "check"} {
		if a, b := d.sale("ledger"), d.sale("weir"); a.Cluster == b.Cluster || a.Cluster == "" {
			t.Errorf("they are in the clusters %s and %s", a.Cluster, b.Cluster)
		}
		d.must(exitOK, command)
	}
	d.undo(c)
	if a, b := d.sale("ledger"), d.sale("weir"); a.Cluster != b.Cluster {
		t.Errorf("undone, they are in the clusters %s and %s", a.Cluster, b.Cluster)
	}
}

// A correction is laid over a new revision in which the claim is kept. What that does not
// hold is missed, and the correction stays.
func TestCorrectionsOutliveRevisions(t *testing.T) {
	d := millDesk(t)
	sale := d.sale("weir")
	d.correct(newsdesk.CorrectionDraft{Kind: indexer.WrongDate, Claim: sale.ID, Value: "1961", By: "Ida"})
	d.correct(newsdesk.CorrectionDraft{Kind: indexer.WrongSpeaker, Claim: sale.ID, Value: "Bo Reed", By: "Ida"})
	if v := d.sale("weir"); v.Entries[0].EDTF != "1961" {
		t.Errorf("corrected, it is at %+v", v.Entries)
	}
	d.web.SetEpoch(2)
	d.must(exitOK, "crawl", "--once", "--now")
	v := d.sale("weir")
	if v == nil || v.ID != sale.ID || v.Article.Revision != 2 || v.Speaker.Name != "Bo Reed" || v.Entries[0].Date.Corrected != nil || v.Entries[0].EDTF == "1961" {
		t.Errorf("in the new revision it is %+v", v)
	}
	d.inside(func(w *work) {
		page, err := w.folder.desk.Corrections(t.Context(), newsdesk.CorrectionQuery{Article: sale.Article.ID})
		if err != nil {
			t.Fatal(err)
		}
		var states []string
		for _, c := range page.Corrections {
			states = append(states, string(c.Kind)+" "+string(c.State))
		}
		if !slices.Equal(states, []string{"speaker stands", "date missed"}) {
			t.Errorf("states are %q", states)
		}
		changes, err := w.library.Changes(t.Context(), sale.Article.ID, 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, change := range changes.Claims {
			if strings.Contains(change.Says, "1961") || strings.Contains(change.Says, "Bo Reed") {
				t.Errorf("the outlet changed what a person has: %s", change.Says)
			}
		}
	})
}

// What is set right in an article is forgotten with it. A check tells of what the index was
// not told of yet, and of corrections that nothing holds.
func TestForgetCorrected(t *testing.T) {
	d := millDesk(t)
	ledger, weir := d.sale("ledger"), d.sale("weir")
	d.correct(newsdesk.CorrectionDraft{Kind: indexer.WrongSpeaker, Claim: ledger.ID, Value: "Zebulon Quux", By: "Ida"})
	if says := d.checkSays(); !strings.Contains(says, "what was set right in 1 article") {
		t.Errorf("before the index is told, check says %s", says)
	}
	d.correct(newsdesk.CorrectionDraft{Kind: indexer.NotTheSame, Claim: weir.ID, Other: ledger.ID, By: "Ida"})
	lines := d.must(exitOK, "corrections", "export")
	d.must(exitOK, "forget", "--yes", "http://ledger.example/mill")
	if files := d.holding("Zebulon Quux"); files != nil {
		t.Errorf("the speaker stands in %v", files)
	}
	if out := d.must(exitOK, "corrections", "list"); out != "" {
		t.Errorf("left are %s", out)
	}
	if says := d.checkSays(); strings.Contains(says, "note") {
		t.Errorf("check says %s", says)
	}
	for _, tt := range []struct {
		status int
		says   string
	}{{exitSome, "0 new, 0 known, 2 refused\n"}, {exitOK, "2 new, 0 known, 0 refused\n"}} {
		d.in = strings.NewReader(lines)
		if out := d.must(tt.status, "corrections", "import", "-"); out != tt.says {
			t.Errorf("import says %s, want %s", out, tt.says)
		}
		d.run("forget", "--undo", "http://ledger.example/mill") // then it may be spoken of again
	}
	if says := d.checkSays(); !strings.Contains(says, "corrections speak of 1 claim that no article holds") {
		t.Errorf("of corrections that nothing holds, check says %s", says)
	}
}

// checkSays returns what a check says.
func (d *desk) checkSays() string {
	d.t.Helper()
	status, out, errs := d.run("check")
	if status != exitOK {
		d.t.Errorf("check: exit status %d, says %s%s", status, out, errs)
	}
	return out + errs
}

// Corrections are made, listed, undone and exchanged by commands, in the folder and
// through its server.
func TestCorrectionCommands(t *testing.T) {
	d := millDesk(t)
	other := millDesk(t)
	sale := d.sale("ledger")
	for _, tt := range []struct {
		args   []string
		status int
		says   string
	}{
		{[]string{"frobnicate"}, exitUsage, "list, add, undo"},
		{[]string{"add"}, exitUsage, "the id of a claim"},
		{[]string{"add", sale.ID}, exitUsage, "say one of"},
		{[]string{"add", sale.ID, "--date", "1963", "--not-a-claim"}, exitUsage, "say one of"},
		{[]string{"add", sale.ID, "--date", "May"}, exitFailed, "value: "},
		{[]string{"add", sale.ID, "--date", "1963", "--by", " "}, exitFailed, "by: is empty"},
		{[]string{"add", "cnone", "--date", "1963"}, exitFailed, "no claim has the id"},
		{[]string{"undo", "knone"}, exitFailed, "no correction has the id"},
		{[]string{"list", "--kind", "mood"}, exitFailed, "kind: "},
		{[]string{"import", "/nowhere"}, exitFailed, "no file"},
	} {
		if status, _, errs := d.run(append([]string{"corrections"}, tt.args...)...); status != tt.status || !strings.Contains(errs, tt.says) {
			t.Errorf("corrections %q: %d, %s; want %d and %q", tt.args, status, errs, tt.status, tt.says)
		}
	}
	d.must(exitOK, "corrections", "add", sale.ID, "--date", "1963-05", "--by", "Ida \x1b[31mMoss", "--note", "the deed")
	out := d.must(exitOK, "corrections", "list", "--by", "ida [31mmoss")
	if !strings.Contains(out, `wrong date: "1962" was read as sometime in 1962, it is 1963-05`) || strings.Contains(out, "\x1b") {
		t.Errorf("list says %s", out)
	}
	id, _, _ := strings.Cut(out, " ")
	if v := d.sale("ledger"); v.Entries[0].EDTF != "1963-05" {
		t.Errorf("it is at %+v", v.Entries)
	}
	lines := d.must(exitOK, "corrections", "export")
	other.in = strings.NewReader(lines + strings.Replace(lines, "1963-05", "1999", 1))
	if status, out, errs := other.run("corrections", "import", "-"); status != exitSome || out != "1 new, 0 known, 1 refused\n" || !strings.Contains(errs, "line 2: its id is not that of what it says") {
		t.Errorf("import: %d, %s%s", status, out, errs)
	}
	if v := other.sale("ledger"); v.Entries[0].EDTF != "1963-05" || v.Entries[0].Date.Corrected.Note != "the deed" {
		t.Errorf("imported, it is at %+v", v.Entries)
	}

	server, _, ended := d.serving("")
	d.web = nil // the folder is the server's
	if out := d.must(exitOK, "corrections", "undo", id, "--by", "Bo"); !strings.Contains(out, "undone by Bo") {
		t.Errorf("undo says %s", out)
	}
	if v := d.sale("ledger"); v.Entries[0].EDTF != "1962" {
		t.Errorf("undone through the server, it is at %+v", v.Entries)
	}
	d.must(exitOK, "corrections", "add", sale.ID, "--not-a-claim")
	if v := d.sale("ledger"); v != nil {
		t.Errorf("refused through the server, it is %+v", v)
	}
	if lines := d.must(exitOK, "corrections", "export"); strings.Count(lines, "\n") != 3 {
		t.Errorf("the server exports %s", lines)
	}
	d.in = strings.NewReader(lines)
	if out := d.must(exitOK, "corrections", "import", "-"); out != "0 new, 1 known, 0 refused\n" {
		t.Errorf("imported where it is from: %s", out)
	}
	if err := server.Process.Signal(os.Interrupt); err != nil {
		t.Error(err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
