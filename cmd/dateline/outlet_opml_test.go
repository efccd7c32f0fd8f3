package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"dateline/scraper/feed"
	"dateline/scraper/scout"
)

const opml = `<opml version="1.0"><head><title>Feeds</title></head><body>
<outline text="Local">
 <outline text="The Mill: News" xmlUrl="http://mill.example/news.xml" htmlUrl="http://mill.example/news/"/>
 <outline text="The Mill: Sport" xmlUrl="http://www.mill.example/sport.xml" htmlUrl="http://mill.example/sport/"/>
 <outline text="The &quot;Old&quot; Weir" xmlUrl="http://weir.example/feed" htmlUrl="http://weir.example/"/>
</outline>
<outline text="No home" xmlUrl="http://bridge.example/feeds/all.xml"/>
<outline text="Burned" xmlUrl="http://feeds.feedburner.com/burned"/>
</body></opml>`

func TestOutletsImportPrintsTables(t *testing.T) {
	d := newDesk(t, nil, "")
	d.in = strings.NewReader(opml)
	status, out, errs := d.run("outlets", "import", "-")
	want := `[[outlet]]
name = "The Mill"
home = "http://mill.example/"
feeds = [
    "http://mill.example/news.xml",
    "http://www.mill.example/sport.xml",
]

[[outlet]]
name = "The \"Old\" Weir"
home = "http://weir.example/"
feeds = ["http://weir.example/feed"]

[[outlet]]
name = "No home"
home = "http://bridge.example/"
feeds = ["http://bridge.example/feeds/all.xml"]
`
	if status != exitOK || out != want {
		t.Errorf("status %d, got\n%s\nwant\n%s", status, out, want)
	}
	if !strings.Contains(errs, "Burned: no htmlUrl") {
		t.Errorf("of the feed that tells no outlet is said: %s", errs)
	}
	if c, err := parseConfig("x", []byte(out)); err != nil || len(c.outlets) != 3 {
		t.Errorf("the tables are read as %+v, %v", c, err)
	}
}

func TestOutletsImportWrites(t *testing.T) {
	file := filepath.Join(t.TempDir(), "feeds.opml")
	if err := os.WriteFile(file, []byte(opml), 0o600); err != nil {
		t.Fatal(err)
	}
	const comment = "# mine\r\n[crawl]\r\ndelay = \"5ms\" # and mine"
	for _, tt := range []struct {
		name, conf, says string
		status, outlets  int
	}{
		{"an empty file", "", "added 3 outlets with 4 feeds", exitOK, 3},
		{"no line end, and those of Windows", comment, "added 3 outlets", exitOK, 3},
		{"the host is there", "[[outlet]]\nname = \"Weir\"\nhome = \"http://www.weir.example/\"\n", "weir.example is there already as \"Weir\"; its table does not name http://weir.example/feed", exitOK, 3},
		{"the name is there", "[[outlet]]\nname = \"the mill\"\nhome = \"http://other.example/\"\n", "an outlet called \"The Mill\" is there already", exitOK, 3},
		{"written as a list", "outlet = [{name = \"Other\", home = \"http://other.example/\"}]\n", "nothing was written", exitFailed, 1},
	} {
		d := newDesk(t, nil, tt.conf)
		status, out, errs := d.run("outlets", "import", "--write", file)
		if status != tt.status || !strings.Contains(out+errs, tt.says) {
			t.Errorf("%s: status %d, want %d and %q\n%s%s", tt.name, status, tt.status, tt.says, out, errs)
		}
		after, err := os.ReadFile(d.config())
		if err != nil || !strings.HasPrefix(string(after), tt.conf) {
			t.Errorf("%s: what was there has changed: %q, %v", tt.name, after, err)
		}
		if tt.status != exitOK && string(after) != tt.conf {
			t.Errorf("%s: the file was changed to %q", tt.name, after)
		}
		c, err := loadConfig(d.config())
		if err != nil || len(c.outlets) != tt.outlets {
			t.Errorf("%s: %d outlets are read, want %d: %v", tt.name, len(c.outlets), tt.outlets, err)
		}
		if strings.Contains(tt.conf, "\r\n") && strings.Count(string(after), "\r\n") != strings.Count(string(after), "\n") {
			t.Errorf("%s: the lines end in two ways: %q", tt.name, after)
		}
		if info, err := os.Stat(d.config()); runtime.GOOS != "windows" && (err != nil || info.Mode().Perm() != 0o600) {
			t.Errorf("%s: the file may be read by others: %v, %v", tt.name, info.Mode(), err)
		}
		if left, err := os.ReadDir(d.dir); err != nil || len(left) != 1 {
			t.Errorf("%s: files are left behind: %v, %v", tt.name, left, err)
		}
		// Once more adds nothing.
		if status, _, errs := d.run("outlets", "import", "--write", file); tt.status == exitOK && (status != exitOK || !strings.Contains(errs, "nothing to add")) {
			t.Errorf("%s, again: status %d\n%s", tt.name, status, errs)
		}
		if again, _ := os.ReadFile(d.config()); string(again) != string(after) {
			t.Errorf("%s: a second import changed the file", tt.name)
		}
	}
}

func TestOutletsImportBeginsAFile(t *testing.T) {
	d := newDesk(t, nil, "")
	t.Chdir(d.dir)
	if err := os.Remove(d.config()); err != nil {
		t.Fatal(err)
	}
	var out, errs strings.Builder
	in := strings.NewReader(opml)
	if status := run(t.Context(), []string{"outlets", "import", "-", "--write"}, terminal{in: in, out: &out, err: &errs}); status != exitOK {
		t.Fatalf("status %d: %s", status, errs.String())
	}
	if c, err := loadConfig(""); err != nil || len(c.outlets) != 3 {
		t.Errorf("read as %+v, %v", c, err)
	}
}

func TestOutletsImportRefuses(t *testing.T) {
	d := newDesk(t, nil, "")
	for _, tt := range []struct{ body, says string }{
		{"<html>", "it looks like an HTML page: export the feeds of your reader"},
		{"", "the body is empty"},
	} {
		d.in = strings.NewReader(tt.body)
		if status, _, errs := d.run("outlets", "import", "-"); status != exitFailed || !strings.Contains(errs, tt.says) {
			t.Errorf("%q: status %d, %s", tt.body, status, errs)
		}
	}
	if status, _, errs := d.run("outlets", "import", "not-there.opml"); status != exitFailed || !strings.Contains(errs, "there is no file") {
		t.Errorf("status %d, %s", status, errs)
	}
}

func TestOutletsExport(t *testing.T) {
	const conf = `[[outlet]]
name = "The Mill"
home = "http://mill.example/"
feeds = ["/a.xml", "/b.xml"]
sitemaps = ["/sitemap.xml"]
[[outlet]]
name = "Weir & Co"
home = "http://weir.example/"
feeds = ["/feed"]
[[outlet]]
name = "Bare"
home = "http://bare.example/"
`
	d := newDesk(t, nil, conf)
	status, out, errs := d.run("outlets", "export")
	if status != exitOK || !strings.Contains(errs, "1 sitemap or section page left out") {
		t.Errorf("status %d: %s", status, errs)
	}
	o, err := feed.ParseOPML([]byte(out))
	if err != nil {
		t.Fatal(err)
	}
	back, skipped := scout.FromOPML(o)
	var got []string
	for _, c := range back {
		got = append(got, fmt.Sprintf("%s|%s|%s", c.Name, c.Home, strings.Join(c.Feeds, " ")))
	}
	want := []string{"The Mill|http://mill.example/|http://mill.example/a.xml http://mill.example/b.xml", "Weir & Co|http://weir.example/|http://weir.example/feed", "Bare|http://bare.example/|"}
	if !slices.Equal(got, want) || len(skipped) > 0 {
		t.Errorf("read again as %q, %q\nwant %q", got, skipped, want)
	}
	file := filepath.Join(d.dir, "out.opml")
	d.must(exitOK, "outlets", "export", file)
	if body, err := os.ReadFile(file); err != nil || string(body) != out {
		t.Errorf("the file holds %q, %v", body, err)
	}
	d.must(exitFailed, "outlets", "export", file)
	if status, _, errs := newDesk(t, nil, "").run("outlets", "export"); status != exitFailed || !strings.Contains(errs, "no outlets are configured") {
		t.Errorf("without outlets: status %d, %s", status, errs)
	}
}
