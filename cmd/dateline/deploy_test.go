package main

import (
	"encoding/json"
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
