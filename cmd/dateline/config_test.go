package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestConfigTemplateIsTheDefault(t *testing.T) {
	c, err := parseConfig("template.toml", []byte(configTemplate))
	if err != nil {
		t.Fatal(err)
	}
	if d := defaults(); c.Crawl.Delay != d.Crawl.Delay || c.Crawl.Depth != d.Crawl.Depth || c.Server.Listen != d.Server.Listen || c.Server.Rate != d.Server.Rate || c.Server.Burst != d.Server.Burst {
		t.Errorf("the template says %+v, the defaults are %+v", c, d)
	}
	// Every key that the template shows is one that is known.
	var shown []string
	for _, line := range strings.Split(configTemplate, "\n") {
		line = strings.TrimPrefix(line, "# ")
		if key, _, ok := strings.Cut(line, " = "); ok && !strings.Contains(key, " ") || strings.HasPrefix(line, "[") {
			shown = append(shown, line)
		}
	}
	c, err = parseConfig("shown.toml", []byte(strings.Join(shown, "\n")))
	if err != nil {
		t.Fatalf("%v in\n%s", err, strings.Join(shown, "\n"))
	}
	if len(c.outlets) != 1 || c.outlets[0].Every != 30*time.Minute || c.outlets[0].Pages[0] != "https://dailyrecord.example/politics/" || c.outlets[0].Zone == nil {
		t.Errorf("the example outlet is %+v", c.outlets)
	}
}

func TestConfigErrorsNameFileAndLine(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"contact = \"x\"\n\n[crawl]\ndepht = 2\n", `x.toml:4: unknown key "crawl.depht"`},
		{"[crawl]\ndepth = \"two\"", "x.toml:2: crawl.depth: here stands a string where a whole number belongs"},
		{"data = 5", "x.toml:1: data: here stands an integer where a string"},
		{"[[outlet]]\nname = \"A\"\nhome = \"https://a.example\"\npages = \"/x\"", "x.toml:4: outlet.pages: here stands a string where a list of strings"},
		{"[crawl]\ndelay = 2", "x.toml:2: crawl.delay: "},
		{"[crawl]\nheed = [\"nofollow\"]", "x.toml:2: crawl.heed: \"nofollow\" is neither"},
		{"data = \"\"", "x.toml:1: data: is empty"},
		{"[crawl]\nallow_private = [\"10.1.0.0/99\"]", "x.toml:2: crawl.allow_private: \"10.1.0.0/99\" is no host"},
		{"[server]\nlisten = \"127.0.0.1:99999\"", "x.toml:2: server.listen"},
		{"[outlet]\nname = \"A\"\nhome = \"https://a.example\"", "x.toml:1: [outlet] has to be [[outlet]]"},
		{"[crawl]\n\ndepth = 9", "x.toml:3: crawl.depth: 9 is not between 0 and 5"},
		{"[crawl]\ndelay = \"soon\"", "x.toml:2: "},
		{"[crawl]\ndelay = \"-2s\"", "x.toml:2: "},
		{"[crawl]\ncited = \"some\"", `x.toml:2: crawl.cited: "some" is neither "any" nor "listed"`},
		{"[crawl]\nworkers = 0", "x.toml:2: crawl.workers"},
		{"[crawl]\ntimeout = \"5ms\"", "x.toml:2: crawl.timeout"},
		{"contact = \"nobody\"", "x.toml:1: contact"},
		{"[server]\nlisten = \"8080\"", "x.toml:2: server.listen"},
		{"[server]\nrate = -1", "x.toml:2: server.rate: -1 is not between"},
		{"[server]\nburst = 0", "x.toml:2: server.burst: 0 is not between"},
		{"[server]\ncors = [\"https://a.example\", \"*\"]", "x.toml:2: server.cors: \"*\" is no origin"},
		{"[server]\nembed = [\"https://a.example/page\"]", "x.toml:2: server.embed: \"https://a.example/page\" is no origin"},
		{"[server]\ncors = \"https://a.example\"", "x.toml:2: server.cors: here stands a string where a list"},
		{"[search]\nsynonyms = [\"UK\"]", "x.toml:2: search.synonyms"},
		{"[search]\nsynonyms = [[\"UK\", \"Britain\"], [\"Britain\", \"the isles\"]]", "x.toml:2: search.synonyms: group 2: \"Britain\" stands in group 1"},
		{"[alerts]\nallow_private = [\"10.1.0.0/99\"]", "x.toml:2: alerts.allow_private: \"10.1.0.0/99\" is no host"},
		{"[warc]\naddress = \"/mnt/warc\"", "x.toml:2: warc.address: \"/mnt/warc\" is no address of a bucket"},
		{"[database]\naddress = \"dateline.db\"", "x.toml:2: database.address: \"dateline.db\" is no address of a PostgreSQL server"},
		{"[database]\naddress = \"postgres://dateline:secret@db.example/x\"", "x.toml:2: database.address: it holds a password: leave that out"},
		{"[database]\naddress = \"postgres://db.example/x?password=secret\"", "x.toml:2: database.address: it holds a password: leave that out"},
		{"[database]\naddress = \"postgres://db.example:port/x\"", "x.toml:2: database.address: it cannot be read"},
		{"[mail]\nfrom = \"a@b.example\"", "x.toml:1: mail.server: is missing"},
		{"[mail]\nserver = \"smtp.example\"", "x.toml:2: mail.server: \"smtp.example\" is no host:port"},
		{"\n[mail]\nserver = \"smtp.example:587\"", "x.toml:2: mail.from: \"\" is no mail address"},
		{"[mail]\nserver = \"smtp.example:587\"\nfrom = \"a@b.example\"\ntls = \"maybe\"", "x.toml:4: mail.tls: \"maybe\""},
		{"[mail]\nserver = \"smtp.example:587\"\nfrom = \"a@b.example\"\nevery = \"soon\"", "x.toml:4: mail.every: \"soon\""},
		{"[[outlet]]\nname = \"A\"", "x.toml:1: home of outlet \"A\": is missing"},
		{"[[outlet]]\nhome = \"https://a.example\"", "x.toml:1: name of outlet"},
		{"[[outlet]]\nname = \"A\"\nhome = \"a.example\"", "x.toml:3: home of outlet \"A\": \"a.example\" is no http(s) address"},
		{"[[outlet]]\nname = \"A\"\nhome = \"https://a.example\"\nfeeds = [\"ftp://x\"]", "x.toml:4: feeds of outlet \"A\""},
		{"[[outlet]]\nname = \"A\"\nhome = \"https://a.example\"\nzone = \"Mars/Base\"", "x.toml:4: zone of outlet \"A\""},
		{"[[outlet]]\nname = \"A\"\nhome = \"https://a.example\"\nevery = \"5s\"", "x.toml:4: every of outlet \"A\""},
		{"[[outlet]]\nname = \"A\"\nhome = \"https://a.example\"\nopinion = [\"opinion\"]", "x.toml:4: opinion of outlet \"A\""},
		{"[[outlet]]\nname = \"A\"\nhome = \"https://a.example\"\n[[outlet]]\nname = \"a\"\nhome = \"https://b.example\"", "x.toml:5: outlet \"a\" stands here twice"},
		{"[[outlet]]\nname = \"A\"\nhome = \"https://a.example\"\n[[outlet]]\nname = \"B\"\nhome = \"https://www.a.example/b\"", "x.toml:6: outlet \"B\" has the same host as \"A\""},
		{"[[outlet]]\nname = \"A\"\nhome = \"https://a.example\"\nfeed = []", `x.toml:4: unknown key "outlet.feed"`},
		{"[[outlet]]\nname = \"A\"\nhome = \"https://a.example\"\nbody = \"div[\"", "x.toml:4: body of outlet \"A\": \"div[\" is no CSS selector"},
		{"[[outlet]]\nname = \"A\"\nhome = \"https://a.example\"\nleave = [\".promo\", \"\"]", "x.toml:4: leave of outlet \"A\""},
		{"this is no toml", "x.toml:1: "},
		{"data = \"a\"\ndata = \"b\"", "x.toml"},
	} {
		_, err := parseConfig("x.toml", []byte(tt.text))
		if err == nil || !strings.HasPrefix(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q\n gives %v\n want %s…", tt.text, err, tt.want)
		}
	}
}

func TestNoConfigIsAConfig(t *testing.T) {
	t.Chdir(t.TempDir())
	c, err := loadConfig("")
	if err != nil || c.Crawl.Depth != 2 || len(c.outlets) != 0 {
		t.Errorf("loadConfig = %+v, %v", c, err)
	}
	if _, err := loadConfig("missing.toml"); err == nil || !strings.Contains(err.Error(), "missing.toml") {
		t.Errorf("a file that is named and is not there: %v", err)
	}
	if err := os.WriteFile(defaultConfig, []byte("[crawl]\ndepth = 1"), 0o600); err != nil {
		t.Fatal(err)
	}
	if c, err := loadConfig(""); err != nil || c.Crawl.Depth != 1 {
		t.Errorf("dateline.toml in the current folder: %+v, %v", c, err)
	}
}

func TestDataFolder(t *testing.T) {
	t.Setenv("DATELINE_DATA", "")
	a := &app{cfg: &config{path: filepath.Join("conf", "x.toml"), Data: "store"}}
	if got := a.dataFolder(); got != filepath.Join("conf", "store") {
		t.Errorf("a relative folder is %s, want beside the file", got)
	}
	t.Setenv("DATELINE_DATA", "env")
	if got := a.dataFolder(); got != "env" {
		t.Errorf("with the variable: %s", got)
	}
	a.dataFlag = "flag"
	if got := a.dataFolder(); got != "flag" {
		t.Errorf("with the flag: %s", got)
	}
	t.Setenv("DATELINE_DATA", "")
	if got := (&app{cfg: defaults()}).dataFolder(); got != "dateline-data" {
		t.Errorf("with nothing said: %s", got)
	}
}
