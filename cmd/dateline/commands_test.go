package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"dateline/cmd/dateline/demoweb"
	"dateline/indexer"
	"dateline/indexer/claim"
	"dateline/indexer/export"
)

// What is wrong with a command line, a file or a folder is said in one line that
// names it, and the exit status tells.
func TestWhatGoesWrongIsSaid(t *testing.T) {
	d := newDesk(t, nil, "")
	notFolder := filepath.Join(d.dir, "file")
	if err := os.WriteFile(notFolder, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	wrong := filepath.Join(d.dir, "wrong.toml")
	if err := os.WriteFile(wrong, []byte("[crawl]\ndepht = 1"), 0o600); err != nil {
		t.Fatal(err)
	}
	foreignFolder := filepath.Join(d.dir, "photos")
	if err := os.MkdirAll(filepath.Join(foreignFolder, "2024"), 0o700); err != nil {
		t.Fatal(err)
	}
	damaged := filepath.Join(d.dir, "damaged")
	if err := os.Mkdir(damaged, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(damaged, "dateline.db"), []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	text := filepath.Join(d.dir, "page.txt")
	if err := os.WriteFile(text, []byte("just a line"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		args   string
		status int
		says   string
	}{
		{"timelin bridge", exitUsage, `unknown command "timelin": did you mean "timeline"?`},
		{"frobnicate", exitUsage, `unknown command "frobnicate"`},
		{"search --colour red", exitUsage, "unknown flag: --colour"},
		{"search bridge --format xml", exitUsage, "say table, json, jsonl or csv"},
		{"search bridge --limit -5", exitUsage, "--limit -5"},
		{"search bridge --limit many", exitUsage, "--limit\" flag: give a whole number"},
		{"serch bridge", exitUsage, `unknown command "serch": did you mean "search"?`},
		{"help nosuch", exitUsage, `unknown command "nosuch"`},
		{"completion tcsh", exitUsage, "shells are bash, zsh, fish and powershell"},
		{"serve --listen nowhere", exitUsage, `--listen "nowhere" is no host:port`},
		{"serve --listen 127.0.0.1:99999", exitUsage, "is no host:port"},
		{"--data= outlets", exitUsage, "--data is empty"},
		{"outlets", exitFailed, "there is no archive in " + d.data},
		{"search x", exitFailed, "there is no archive in"},
		{"reindex", exitFailed, "there is no archive in"},
		{"--data " + foreignFolder + " add http://a.example/", exitFailed, "holds other things, such as 2024"},
		{"--data " + damaged + " outlets", exitFailed, "the database is damaged"},
		{"search \"open", exitUsage, "dateline: query: at character 1: "},
		{"timeline --event notadate", exitUsage, "event: "},
		{"timeline --grain eon", exitUsage, "grain: "},
		{"timeline --pub 2025-13", exitUsage, "pub: "},
		{"add", exitUsage, "at least one address"},
		{"add not-an-address", exitFailed, "1 address refused"},
		{"add ftp://a.example/ file:///etc/passwd", exitFailed, "2 addresses refused"},
		{"add http://127.0.0.1/admin", exitFailed, "1 address refused"},
		{"outlets extra", exitUsage, "takes no arguments"},
		{"crawl http://a.example/", exitUsage, "dateline add"},
		{"crawl --metrics 9464", exitUsage, `--metrics "9464" is no host:port`},
		{"crawl --once --metrics 127.0.0.1:9464", exitUsage, "leave out --once"},
		{"--log-level loud outlets", exitUsage, "say debug, info, warn or error"},
		{"--config " + wrong + " outlets", exitFailed, wrong + `:2: unknown key "crawl.depht"`},
		{"--config " + filepath.Join(d.dir, "none.toml") + " outlets", exitFailed, "none.toml"},
		{"--data " + filepath.Join(notFolder, "x") + " add http://a.example/", exitFailed, "cannot be used"},
		{"--data " + filepath.Join(notFolder, "x") + " outlets", exitFailed, "cannot be used"},
		{"trace " + filepath.Join(d.dir, "none.html"), exitFailed, "give an http(s) address or a file"},
		{"trace ftp://a.example/x", exitFailed, "is no http(s) address"},
		{"trace " + d.dir, exitFailed, "is a folder"},
		{"trace http://10.0.0.1/x", exitFailed, "crawl.allow_private"},
	} {
		status, _, errs := d.run(strings.Fields(tt.args)...)
		if status != tt.status || !strings.Contains(errs, tt.says) {
			t.Errorf("dateline %s: exit status %d, says %q; want %d and %q", tt.args, status, errs, tt.status, tt.says)
		}
		if lines := strings.Count(strings.TrimSuffix(errs, "\nTry 'dateline --help', or 'dateline COMMAND --help'.\n"), "\n"); lines > 1 {
			t.Errorf("dateline %s says it in %d lines:\n%s", tt.args, lines, errs)
		}
	}
	if out := d.must(exitOK, "trace", text); !strings.Contains(out, "none: ") {
		t.Errorf("trace of a file that is no article: %s", out)
	}
}

func TestHelpExplainsEveryCommand(t *testing.T) {
	d := newDesk(t, nil, "")
	root := (&app{}).root()
	for _, cmd := range root.Commands() {
		if cmd.Short == "" || cmd.Name() != "version" && cmd.Name() != "help" && cmd.Name() != "completion" && (cmd.Long == "" || cmd.Example == "") {
			t.Errorf("%s has no long help or no example", cmd.Name())
		}
	}
	help := d.must(exitOK, "--help")
	for _, name := range []string{"demo", "init", "add", "crawl", "serve", "search", "claims", "timeline", "searches", "similar", "trace", "outlets", "reindex", "reextract", "version", "completion"} {
		if !strings.Contains(help, "\n  "+name+" ") {
			t.Errorf("the help does not list %s", name)
		}
		d.must(exitOK, name, "--help")
	}
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		if out := d.must(exitOK, "completion", shell); !strings.Contains(out, "dateline") {
			t.Errorf("no completion for %s", shell)
		}
	}
	// The README documents what there is.
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, cmd := range root.Commands() {
		if name := cmd.Name(); name != "help" && !strings.Contains(string(readme), "`dateline "+name) {
			t.Errorf("the README does not tell of dateline %s", name)
		}
	}
}

func TestInitWritesOnce(t *testing.T) {
	t.Chdir(t.TempDir())
	run := func(args ...string) int {
		return (&app{terminal: terminal{in: strings.NewReader(""), out: io.Discard, err: io.Discard}}).run(t.Context(), args)
	}
	if status := run("init"); status != exitOK {
		t.Fatalf("init: exit status %d", status)
	}
	if c, err := loadConfig(""); err != nil || c.path != defaultConfig {
		t.Errorf("what init wrote: %+v, %v", c, err)
	}
	if err := os.WriteFile(defaultConfig, []byte("contact = \"mine@a.example\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if status := run("init", "etc/newsroom/dateline.toml"); status != exitOK {
		t.Errorf("init in a folder that is not there: exit status %d", status)
	}
	if _, err := loadConfig("etc/newsroom/dateline.toml"); err != nil {
		t.Error(err)
	}
	if status := run("init"); status != exitFailed {
		t.Errorf("init over a file: exit status %d", status)
	}
	if data, err := os.ReadFile(defaultConfig); err != nil || !strings.Contains(string(data), "mine@") {
		t.Errorf("init overwrote a configuration: %s, %v", data, err)
	}
}

func TestOneProcessOwnsAFolder(t *testing.T) {
	d := demoDesk(t)
	d.inside(func(*work) {})
	a := &app{terminal: terminal{in: strings.NewReader(""), out: io.Discard, err: io.Discard}}
	a.root()
	a.dataFlag, a.logLevel = d.data, "error"
	if err := a.prepare(a.root()); err != nil {
		t.Fatal(err)
	}
	a.dataFlag = d.data
	f, err := a.openFolder(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer f.close() //nolint:errcheck // the test is over
	start := time.Now()
	for _, args := range [][]string{{"outlets"}, {"search", "x"}, {"crawl", "--once"}, {"reindex"}, {"serve"}} {
		if status, _, errs := d.run(args...); status != exitFailed || !strings.Contains(errs, "in use by another dateline") {
			t.Errorf("dateline %v with the folder in use: exit status %d, says %q", args, status, errs)
		}
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("five refusals took %s: a second opener must not wait", took)
	}
}

func TestFormats(t *testing.T) {
	d := demoDesk(t)
	d.must(exitSome, "crawl", "--once")
	total := d.timeline().Total
	rows, err := csv.NewReader(strings.NewReader(d.must(exitOK, "timeline", "--format", "csv"))).ReadAll()
	if err != nil || len(rows) != total+1 {
		t.Errorf("csv: %d rows for %d entries, %v", len(rows), total, err)
	}
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@") {
				t.Errorf("a spreadsheet takes %q for a formula", cell)
			}
		}
	}
	lines := strings.Split(strings.TrimSpace(d.must(exitOK, "timeline", "--format", "jsonl", "--limit", "7")), "\n")
	if len(lines) != 7 || !json.Valid([]byte(lines[6])) {
		t.Errorf("jsonl: %d lines", len(lines))
	}
	if got := d.timeline("--limit", "5"); len(got.Entries) != 5 || got.Total != total || got.Next == "" {
		t.Errorf("--limit 5 gives %d of %d, next %q", len(got.Entries), got.Total, got.Next)
	}
	var all, some indexer.Claims
	for args, into := range map[string]*indexer.Claims{"": &all, "--origins=2": &some} {
		line := []string{"claims", "--format", "json"}
		if args != "" {
			line = append(line, args)
		}
		if err := json.Unmarshal([]byte(d.must(exitOK, line...)), into); err != nil {
			t.Fatal(err)
		}
	}
	rows, err = csv.NewReader(strings.NewReader(d.must(exitOK, "claims", "--format", "csv"))).ReadAll()
	if err != nil || len(rows) != all.Total+1 || len(all.Claims) != all.Total {
		t.Errorf("claims as csv: %d rows, as json %d, want %d; %v", len(rows), len(all.Claims), all.Total, err)
	}
	checkSpeakers(t, all.Claims)
	checkExports(t, d)
	checkFullDisk(t, d)
	if some.Total == 0 || some.Total >= all.Total || some.Claims[0].Origins < 2 {
		t.Errorf("--origins 2 gives %d claims of %d", some.Total, all.Total)
	}
	if status, _, errs := d.run("claims", "--origins", "many"); status != exitUsage || !strings.Contains(errs, "origins") {
		t.Errorf("--origins many: exit status %d, says %q", status, errs)
	}
	t.Setenv("COLUMNS", "60")
	for _, args := range [][]string{{"timeline"}, {"claims"}, {"search", "bridge"}, {"outlets"}} {
		for _, line := range strings.Split(d.must(exitOK, args...), "\n") {
			if n := len([]rune(line)); n > 60 && !strings.Contains(line, "://") {
				t.Errorf("%v: a line of %d columns on a terminal of 60: %s", args, n, line)
			}
		}
	}
	one := d.timeline("--event", "1985", "--kind", "opinion")
	for _, e := range one.Entries {
		if e.Article.Kind != "opinion" || !e.Start.Time.IsZero() && e.Start.Time.Year() > 1985 {
			t.Errorf("--event 1985 --kind opinion gives %s from %s", e.Label, e.Article.Kind)
		}
	}
	if one.Total == 0 || one.Excluded == 0 {
		t.Errorf("total %d, excluded %d", one.Total, one.Excluded)
	}
	for _, args := range [][]string{{"search", "bridge", "--format", "csv"}, {"search", "bridge", "--format", "jsonl"}, {"outlets", "--format", "json"}, {"outlets", "--format", "csv"}} {
		if out := d.must(exitOK, args...); len(out) < 100 {
			t.Errorf("%v gives %q", args, out)
		}
	}
}

func TestRebuilding(t *testing.T) {
	d := demoDesk(t)
	d.must(exitSome, "crawl", "--once")
	want := d.timeline()
	asked := len(d.web.Requests())
	d.must(exitOK, "reindex")
	if out := d.must(exitOK, "reextract"); !strings.Contains(out, " 0 read otherwise") {
		t.Errorf("reextract of what was just read says %q", out)
	}
	if got := d.timeline(); strings.Join(ids(got), " ") != strings.Join(ids(want), " ") {
		t.Error("the timeline is another after rebuilding")
	}
	// The index is lost, or a crash left half of one: it costs a rebuild.
	if err := os.RemoveAll(filepath.Join(d.data, "index")); err != nil {
		t.Fatal(err)
	}
	if got := d.timeline(); strings.Join(ids(got), " ") != strings.Join(ids(want), " ") {
		t.Error("the timeline is another after the index was lost")
	}
	if len(d.web.Requests()) != asked {
		t.Error("rebuilding asked the web")
	}
}

// While a server owns the folder, commands go through it.
func TestCommandsGoThroughTheServer(t *testing.T) {
	web, err := demoweb.New()
	if err != nil {
		t.Fatal(err)
	}
	d := newDesk(t, nil, "[crawl]\ndelay = \"0s\"\n"+demoConfig())
	p := newProxy(t, web, 0)
	server, _, ended := d.serving(p.URL)
	for { // it answers before its index is brought up to the archive, and says so
		if _, _, errs := d.run("search", "nosuchword"); !strings.Contains(errs, "brought up to the archive") {
			break
		}
	}
	if out := d.must(exitSome, "crawl", "--once"); !strings.Contains(out, "18 new") {
		t.Errorf("crawl --once through the server: %s", out)
	}
	if timeline := d.timeline(); timeline.Total < 100 {
		t.Errorf("%d entries through the server", timeline.Total)
	}
	if found := d.search("bridge", "--limit", "3"); len(found.Hits) != 3 {
		t.Errorf("%d hits through the server", len(found.Hits))
	}
	if out := d.must(exitOK, "add", interview); !strings.Contains(out, "known") {
		t.Errorf("add through the server: %s", out)
	}
	if out := d.must(exitOK, "outlets"); !strings.Contains(out, "The Tamber Courier") {
		t.Errorf("outlets through the server: %s", out)
	}
	if status, out, errs := d.run("outlets", "add", "http://tambercourier.example/"); status != exitFailed || !strings.Contains(out, "robots.txt") || !strings.Contains(errs, "is followed already: it stands in dateline.toml") {
		t.Errorf("outlets add through the server: %d, %s%s", status, out, errs)
	}
	if status, _, errs := d.run("outlets", "remove", "The Tamber Courier"); status != exitFailed || !strings.Contains(errs, "take it out there") {
		t.Errorf("outlets remove through the server: %d, %s", status, errs)
	}
	if out := d.must(exitOK, "searches", "save", "The ferry", "ferry"); !strings.Contains(out, "as the-ferry") {
		t.Errorf("searches save through the server: %s", out)
	}
	if out := d.must(exitOK, "searches"); !strings.Contains(out, "The ferry") {
		t.Errorf("searches through the server: %s", out)
	}
	if out := d.must(exitOK, "reindex"); !strings.Contains(out, "18 articles indexed anew") {
		t.Errorf("reindex through the server: %s", out)
	}
	if timeline := d.timeline(); timeline.Total < 100 {
		t.Errorf("%d entries through the server, whose index was built anew", timeline.Total)
	}
	if status, _, errs := d.run("compact"); status != exitFailed || !strings.Contains(errs, "in use by the server at http://127.0.0.1:") {
		t.Errorf("compact beside the server: %d, %s", status, errs)
	}
	backup := filepath.Join(d.dir, "backup")
	if out := d.must(exitOK, "backup", backup); strings.Contains(out, "without") {
		t.Errorf("backup through the server: %s", out)
	}
	checkExports(t, d)
	checkServer(t, readBeacon(d.data))
	if err := server.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-ended:
		if exit := (*exec.ExitError)(nil); err != nil && exit == nil {
			t.Errorf("the server ended with %v", err)
		}
	case <-time.After(20 * time.Second):
		t.Error("the server does not end")
	}
	if _, err := os.Stat(beaconPath(d.data)); !os.IsNotExist(err) {
		t.Error("server.json is left behind")
	}
	d.must(exitOK, "outlets") // the folder is free
}

// checkExports holds that every format is written whole, to a file or to standard output,
// and that wrong requests leave none.
func checkExports(t *testing.T, d *desk) {
	t.Helper()
	total := d.timeline("bridge").Total
	for _, f := range export.Formats {
		file := filepath.Join(t.TempDir(), "out"+f.Extension)
		if _, out, errs := d.run("export", f.Name, "bridge", "-o", file); out != "" || f.Of[0] == export.Entries && !strings.Contains(errs, fmt.Sprintf("%d dated claims", total)) {
			t.Errorf("export %s -o says %q and %q", f.Name, out, errs)
		}
		got, err := os.ReadFile(file)
		if err != nil || len(got) < 200 || f.Captures && !f.Citations && f.Name != "atom" && !strings.Contains(string(got), "SHA-256 of headline and text") {
			t.Errorf("export %s writes %d bytes, %v", f.Name, len(got), err)
		}
		if f.Citations && strings.Count(string(got), "<edge ") < 3 {
			t.Errorf("few cite anything:\n%s", got)
		}
		if status, _, errs := d.run("export", f.Name, "bridge", "-o", file); status != exitFailed || !strings.Contains(errs, "is there already") {
			t.Errorf("export %s over a file: exit status %d, says %q", f.Name, status, errs)
		}
	}
	rows, err := csv.NewReader(strings.NewReader(d.must(exitOK, "export", "csv", "bridge"))).ReadAll()
	if err != nil || len(rows) != total+1 {
		t.Errorf("export csv: %d rows for %d entries, %v", len(rows), total, err)
	}
	if asked := d.must(exitOK, "export", "jsonl", "--of", "claims", "--limit", "3", "--outlet", "The Tamber Courier"); strings.Count(asked, "\n") != 3 || !strings.Contains(asked, `"outlet":"The Tamber Courier"`) {
		t.Errorf("three claims are %s", asked)
	}
	if _, out, errs := d.run("export", "bibtex", "nosuchword"); out != "" || !strings.Contains(errs, "nothing found") {
		t.Errorf("export of nothing: %q, says %q", out, errs)
	}
	for _, args := range [][]string{
		{"export", "pdf"}, {"export", "csv", "--of", "outlets"}, {"export", "timelinejs", "--event", "whenever"}, {"export", "ris", "--limit", "-1"},
	} {
		if status, _, errs := d.run(args...); status != exitUsage {
			t.Errorf("%v: exit status %d, says %q", args, status, errs)
		}
	}
}

// checkServer holds that the server answers those it should, and nobody else.
func checkServer(t *testing.T, b *beacon) {
	t.Helper()
	if b == nil {
		t.Fatal("the server left no server.json")
	}
	for _, tt := range []struct {
		method, path, host string
		want               int
	}{
		{"GET", "/", "", 200}, {"GET", "/timeline?q=bridge", "", 200}, {"GET", "/api/v1/timeline", "", 200},
		{"GET", "/healthz", "", 200}, {"GET", "/readyz", "", 200}, {"GET", "/api/v1/timeline?event=x", "", 400},
		{"GET", "/nothing", "", 404}, {"GET", "/", "evil.example", 421}, {"GET", "/api/v1/search", "evil.example", 421},
		{"POST", "/api/v1/crawl", "", 401}, {"GET", "/metrics", "", 200}, {"GET", "/metrics", "evil.example", 421},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		req, err := http.NewRequestWithContext(ctx, tt.method, b.Address+tt.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Host = tt.host
		response, err := http.DefaultTransport.RoundTrip(req)
		if err != nil {
			t.Error(err)
			cancel()
			continue
		}
		if _, err := io.Copy(io.Discard, response.Body); err != nil {
			t.Error(err)
		}
		_ = response.Body.Close()
		cancel()
		if response.StatusCode != tt.want {
			t.Errorf("%s %s as %q: %d, want %d", tt.method, tt.path, tt.host, response.StatusCode, tt.want)
		}
	}
}

// A fullDisk takes nothing.
type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, syscall.ENOSPC }

// Whatever cannot be written out is said so: nobody takes an empty file for an answer.
func checkFullDisk(t *testing.T, d *desk) {
	t.Helper()
	for _, args := range [][]string{{"search", "bridge"}, {"claims"}, {"timeline", "--format", "csv"}, {"outlets"}, {"claims", "--format", "json"}, {"version"}, {"claims", "--help"}} {
		var errs strings.Builder
		a := &app{terminal: terminal{in: strings.NewReader(""), out: fullDisk{}, err: &errs}, transport: d.web}
		if status := a.run(t.Context(), append([]string{"--data", d.data, "--config", d.config()}, args...)); status != exitFailed || !strings.Contains(errs.String(), "could not be written out: no space left") {
			t.Errorf("%v: exit status %d, says %q", args, status, errs.String())
		}
	}
}

// A speaker who is unclear is not named, and one who is probable is said to be.
func checkSpeakers(t *testing.T, claims []indexer.ClaimView) {
	t.Helper()
	tiers := map[string]int{}
	for _, c := range claims {
		switch shown := export.SpeakerOf(c.ClaimRef); {
		case c.Kind == claim.Author:
		case c.Confidence < claim.Probable:
			tiers["unclear"]++
			if shown != "speaker unclear" || c.Speaker.Name != "" || c.Speaker.ID != "" {
				t.Errorf("%.2f: %+v is shown as %q", c.Confidence, c.Speaker, shown)
			}
		case c.Confidence < claim.Plain:
			tiers["probable"]++
			if c.Speaker.Name != "" && shown != "probably "+c.Speaker.Name {
				t.Errorf("%.2f: %+v is shown as %q", c.Confidence, c.Speaker, shown)
			}
		}
	}
	if tiers["unclear"] == 0 || tiers["probable"] == 0 {
		t.Errorf("the demo has no such speakers: %v", tiers)
	}
}

// Where nothing is found, a command gives the empty lists that the API does.
func TestEmptyListsAreNotNull(t *testing.T) {
	d := newDesk(t, smallWeb(t), weirOutlet)
	d.must(exitOK, "add", "http://weir.example/story")
	for command, list := range map[string]string{"search": "hits", "claims": "claims", "timeline": "entries", "searches": "searches", "corrections list": "corrections"} {
		out := d.must(exitOK, append(strings.Fields(command), "--format", "json")...)
		if !strings.Contains(out, `"`+list+`": []`) || strings.Contains(out, "null") {
			t.Errorf("%s gives %s", command, out)
		}
	}
}
