package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"go.yaml.in/yaml/v3"
)

// exported returns the names of all our metrics, with their labels.
func exported(t *testing.T) map[string]string {
	t.Helper()
	all := append(newMeter(nil).collectors(), &gauges{})
	found := map[string]string{}
	name := regexp.MustCompile(`^Desc{fqName: "(dateline_[a-z_]+)".*variableLabels: {([a-z,]*)}}$`)
	for _, c := range all {
		descs := make(chan *prometheus.Desc, 100)
		c.Describe(descs)
		close(descs)
		for d := range descs {
			m := name.FindStringSubmatch(d.String())
			if m == nil {
				t.Fatalf("a metric is not named as ours are: %s", d)
			}
			found[m[1]] = m[2]
		}
	}
	if len(found) < 30 {
		t.Fatalf("%d metrics are exported, want those of meter and gauges", len(found))
	}
	return found
}

// What is documented is what is exported.
func TestMetricsAreDocumented(t *testing.T) {
	d := newDesk(t, nil, "")
	documented := map[string]string{}
	row := regexp.MustCompile("(?m)^\\| `(dateline_[a-z_]+)(?:{([a-z,]+)})?` \\| [^|]+ \\| [^|]+ \\|")
	for _, m := range row.FindAllStringSubmatch(d.must(exitOK, "deploy", "metrics"), -1) {
		documented[m[1]] = m[2]
	}
	for name, labels := range exported(t) {
		if got, ok := documented[name]; !ok || got != labels {
			t.Errorf("%s{%s} is documented as {%s}, %t", name, labels, got, ok)
		}
		delete(documented, name)
	}
	for name := range documented {
		t.Errorf("%s is documented, and not exported", name)
	}
}

// asked returns the names of our metrics that an expression asks for.
func asked(expr string) (list []string) {
	suffix := regexp.MustCompile(`_(bucket|count|sum)$`)
	for _, name := range regexp.MustCompile(`\bdateline_[a-z_]+`).FindAllString(expr, -1) {
		list = append(list, suffix.ReplaceAllString(name, ""))
	}
	return list
}

// The dashboard is one, asks for what is exported, and shows nearly all of it.
func TestDashboard(t *testing.T) {
	var board struct {
		Title, UID    string
		SchemaVersion int
		Panels        []struct {
			ID          int
			Type, Title string
			GridPos     struct{ H, W, X, Y int }
			Targets     []struct{ Expr string }
		}
	}
	text := newDesk(t, nil, "").must(exitOK, "deploy", "dashboard")
	if err := json.Unmarshal([]byte(text), &board); err != nil {
		t.Fatal(err)
	}
	if board.Title == "" || board.UID == "" || board.SchemaVersion == 0 || len(board.Panels) < 20 {
		t.Errorf("no dashboard: %q %q, version %d, %d panels", board.Title, board.UID, board.SchemaVersion, len(board.Panels))
	}
	ours, shown, ids := exported(t), map[string]bool{}, map[int]bool{}
	for _, p := range board.Panels {
		if ids[p.ID] || p.Title == "" || p.GridPos.W == 0 || p.GridPos.X+p.GridPos.W > 24 {
			t.Errorf("panel %d, %q, has no place of its own: %+v", p.ID, p.Title, p.GridPos)
		}
		ids[p.ID] = true
		if (p.Type == "row") != (len(p.Targets) == 0) {
			t.Errorf("panel %q asks for nothing", p.Title)
		}
		for _, target := range p.Targets {
			for _, name := range asked(target.Expr) {
				shown[name] = true
			}
		}
	}
	for name := range shown {
		if _, ok := ours[name]; !ok {
			t.Errorf("the dashboard asks for %s, which is not exported", name)
		}
	}
	hidden := []string{ // the total of what it shows otherwise, or what a table of outlets says better
		"dateline_addresses", "dateline_addresses_disallowed", "dateline_revisions", "dateline_outlet_addresses",
		"dateline_outlet_addresses_due", "dateline_outlet_addresses_failing", "dateline_outlet_articles", "dateline_outlet_week_visits",
	}
	for name := range ours {
		if shown[name] == slices.Contains(hidden, name) {
			t.Errorf("%s: the dashboard shows it: %t", name, shown[name])
		}
	}
}

func TestAlerts(t *testing.T) {
	var rules struct {
		Groups []struct {
			Rules []struct {
				Alert, Expr, For    string
				Labels, Annotations map[string]string
			}
		}
	}
	if err := yaml.Unmarshal([]byte(newDesk(t, nil, "").must(exitOK, "deploy", "alerts")), &rules); err != nil {
		t.Fatal(err)
	}
	ours, n := exported(t), 0
	for _, g := range rules.Groups {
		for _, r := range g.Rules {
			n++
			if r.Alert == "" || r.For == "" || r.Labels["severity"] == "" || r.Annotations["summary"] == "" || r.Annotations["description"] == "" {
				t.Errorf("the rule %q lacks something: %+v", r.Alert, r)
			}
			if strings.Count(r.Expr, "(") != strings.Count(r.Expr, ")") {
				t.Errorf("the rule %q is no expression: %s", r.Alert, r.Expr)
			}
			for _, name := range asked(r.Expr) {
				if _, ok := ours[name]; !ok {
					t.Errorf("the rule %q asks for %s, which is not exported", r.Alert, name)
				}
			}
		}
	}
	if n < 5 {
		t.Errorf("%d rules", n)
	}
}

func TestDeployNamesWhatThereIs(t *testing.T) {
	status, _, errs := newDesk(t, nil, "").run("deploy", "metricks")
	if status != exitUsage || !strings.Contains(errs, `did you mean "metrics"?`) {
		t.Errorf("deploy metricks: status %d, %s", status, errs)
	}
}

// The units are ones to systemd, and start commands that there are.
func TestUnits(t *testing.T) {
	verify, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Log("systemd-analyze is not here: the units are looked at by us alone")
	}
	d, dir := newDesk(t, nil, ""), t.TempDir()
	for name, file := range map[string]string{"unit": "dateline.service", "crawler-unit": "dateline-crawler@9464.service", "indexer-unit": "dateline-indexer.service"} {
		unit := d.must(exitOK, "deploy", name)
		m := regexp.MustCompile(`(?m)^ExecStart=/usr/local/bin/dateline (.*)$`).FindStringSubmatch(unit)
		if m == nil {
			t.Errorf("%s starts nothing", file)
			continue
		}
		checkCommand(t, file, strings.Fields(strings.ReplaceAll(m[1], "%i", "9464")))
		for _, want := range []string{"User=dateline", "StateDirectory=dateline", "WantedBy=multi-user.target", "NoNewPrivileges=yes"} {
			if !strings.Contains(unit, "\n"+want) {
				t.Errorf("%s lacks %s", file, want)
			}
		}
		if verify == "" {
			continue
		}
		self, err := os.Executable() // the program is not installed where tests run
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, file)
		if err := os.WriteFile(path, []byte(strings.ReplaceAll(unit, "/usr/local/bin/dateline", self)), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.CommandContext(t.Context(), verify, "verify", path).CombinedOutput(); err != nil || strings.Contains(string(out), file) {
			t.Errorf("systemd-analyze verify %s: %v\n%s", file, err, out)
		}
	}
}

// checkCommand holds that a command line names a command with flags that it has.
func checkCommand(t *testing.T, where string, args []string) {
	t.Helper()
	cmd, rest, err := (&app{}).root().Find(args)
	if err == nil {
		err = cmd.ParseFlags(rest)
	}
	if err != nil || cmd.Name() != "serve" && cmd.Name() != "crawl" {
		t.Errorf("%s starts %q: %v", where, args, err)
	}
}

// The containers start commands that there are, from the image that is built.
func TestCompose(t *testing.T) {
	var compose struct {
		Services map[string]struct {
			Image, Build string
			Command      []string
			Environment  map[string]string
			Volumes      []string
			EnvFile      string `yaml:"env_file"`
		}
		Volumes map[string]any
	}
	d := newDesk(t, nil, "")
	if err := yaml.Unmarshal([]byte(d.must(exitOK, "deploy", "compose")), &compose); err != nil {
		t.Fatal(err)
	}
	built := 0
	for name, s := range compose.Services {
		for _, v := range s.Volumes {
			source, _, mounted := strings.Cut(v, ":")
			if _, ok := compose.Volumes[source]; mounted && !strings.HasPrefix(source, ".") && !ok {
				t.Errorf("%s mounts %s, which is not there", name, v)
			}
		}
		if s.Build == "" {
			continue
		}
		built++
		checkCommand(t, name, s.Command)
		if s.EnvFile != "environment" {
			t.Errorf("%s does not read the environment, but %q", name, s.EnvFile)
		}
	}
	if built != 2 || compose.Services["database"].Image == "" {
		t.Errorf("%d services of ours, want a server and a crawler, and the database: %v", built, compose.Services)
	}
	image := d.must(exitOK, "deploy", "dockerfile")
	for _, want := range []string{"FROM golang:1.26 ", "./cmd/dateline", `ENTRYPOINT ["/usr/local/bin/dateline"]`} {
		if !strings.Contains(image, want) {
			t.Errorf("the Dockerfile lacks %q", want)
		}
	}
	checkCommand(t, "the image", strings.Fields(strings.NewReplacer(`"`, "", ",", "").Replace(regexp.MustCompile(`CMD \[(.*)\]`).FindStringSubmatch(image)[1])))
}

// The environment names variables that the program or its libraries know, and no secret.
func TestEnvironment(t *testing.T) {
	d := newDesk(t, nil, "")
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(d.must(exitOK, "deploy", "environment")) {
		m := regexp.MustCompile(`^#?([A-Z_]+)=(.*)\n$`).FindStringSubmatch(line)
		if m == nil {
			continue
		}
		if m[1] != "OTEL_TRACES_SAMPLER_ARG" && !strings.Contains(string(readme), "`"+m[1]+"`") { // which goes with the one before
			t.Errorf("the README does not tell of %s", m[1])
		}
		if !strings.HasPrefix(line, "#") && m[2] != "" {
			t.Errorf("%s has a value", m[1])
		}
	}
}

// Whatever the guide has printed is there.
func TestGuide(t *testing.T) {
	d := newDesk(t, nil, "")
	guide := d.must(exitOK, "deploy", "guide")
	for _, m := range regexp.MustCompile("dateline deploy ([a-z-]+)").FindAllStringSubmatch(guide, -1) {
		d.must(exitOK, "deploy", m[1])
	}
	for _, m := range regexp.MustCompile("`(dateline_[a-z_]+)`").FindAllStringSubmatch(guide, -1) {
		if _, ok := exported(t)[m[1]]; !ok {
			t.Errorf("the guide names %s, which is not exported", m[1])
		}
	}
	for _, part := range []string{"One machine", "Several machines", "Moving", "Sizing", "Backup and restore", "Upgrade", "What to watch"} {
		if !strings.Contains(guide, "\n## "+part+"\n") {
			t.Errorf("the guide has nothing of: %s", part)
		}
	}
}
