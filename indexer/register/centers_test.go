package register

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"dateline/indexer/cite"
	"dateline/scraper/db"
	"dateline/scraper/db/dbtest"
)

// A world is claims that match one another by chance, in a register.
type world struct {
	*shelf
	matches map[[2]string]bool // quote or not
}

func newWorld(t *testing.T, claims int) *world {
	t.Helper()
	w := &world{newShelf(t), map[[2]string]bool{}}
	for n := range claims {
		id := fmt.Sprintf("c%03d", n)
		w.write(`INSERT INTO told (claim, article, speaker, counted, view, cluster, origins, conflict, center) VALUES (?1, ?1, '', 1, ?2, ?1, 1, 0, ?1)`,
			id, fmt.Sprintf(`{"id": %q, "article": {"id": %q}}`, id, id))
	}
	return w
}

func (w *world) write(query string, args ...any) {
	w.t.Helper()
	if err := w.register.write(w.t.Context(), func(wr writing) error { return wr.exec(query, args...) }); err != nil {
		w.t.Fatal(err)
	}
}

// match makes two claims match, or match no more.
func (w *world) match(a, b string, quote, does bool) {
	w.t.Helper()
	p := [2]string{min(a, b), max(a, b)}
	w.write(`DELETE FROM told_match WHERE a = ? AND b = ?`, p[0], p[1])
	delete(w.matches, p)
	if does {
		tier := cite.SameTold
		if quote {
			tier = cite.SameWords
		}
		w.matches[p] = quote
		w.write(`INSERT INTO told_match (a, b, tier, score, reason, conflict) VALUES (?, ?, ?, 1, '', '')`, p[0], p[1], string(tier))
	}
	for _, c := range p {
		w.write(`INSERT INTO told_touched (claim, beside) VALUES (?, ?) ON CONFLICT DO NOTHING`, c, 1)
	}
}

// clusters returns those of several claims, as the register has them.
func (w *world) clusters() []string {
	w.t.Helper()
	if err := w.register.Relate(w.t.Context(), w.shelf); err != nil {
		w.t.Fatal(err)
	}
	of := map[string][]string{}
	err := db.Each(w.t.Context(), w.register.db.Read(), func(row db.Row) error {
		var claim, cluster string
		err := row.Scan(&claim, &cluster)
		of[cluster] = append(of[cluster], claim)
		return err
	}, `SELECT claim, cluster FROM told ORDER BY claim`)
	if err != nil {
		w.t.Fatal(err)
	}
	return spelled(slices.Collect(maps.Values(of)))
}

// expected returns the clusters of all claims looked at together.
func (w *world) expected() []string {
	near, quotes := map[string][]string{}, map[string][]string{}
	for p, quote := range w.matches {
		for _, e := range [][2]string{p, {p[1], p[0]}} {
			near[e[0]] = append(near[e[0]], e[1])
			if quote {
				quotes[e[0]] = append(quotes[e[0]], e[1])
			}
		}
	}
	var groups [][]string
	placed := map[string]bool{}
	var take func(claim string) []string // with those that share its words
	take = func(claim string) (list []string) {
		if placed[claim] {
			return nil
		}
		placed[claim] = true
		list = []string{claim}
		for _, q := range quotes[claim] {
			list = append(list, take(q)...)
		}
		return list
	}
	for _, center := range slices.SortedFunc(maps.Keys(near), func(a, b string) int {
		return cmp.Or(len(near[b])-len(near[a]), strings.Compare(a, b))
	}) {
		group := take(center)
		if len(group) == 0 {
			continue
		}
		for _, n := range near[center] {
			group = append(group, take(n)...)
		}
		groups = append(groups, group)
	}
	return spelled(groups)
}

func spelled(groups [][]string) (list []string) {
	for _, g := range groups {
		if len(g) > 1 {
			slices.Sort(g)
			list = append(list, strings.Join(g, " "))
		}
	}
	slices.Sort(list)
	return list
}

// Claims that come one after the other, and matches that come and go, lead to the clusters
// that all at once would have.
func TestCentersAsOfAllAtOnce(t *testing.T) { dbtest.Run(t, testCentersAsOfAllAtOnce) }

func testCentersAsOfAllAtOnce(t *testing.T) {
	seeds := 12
	if testing.Short() {
		seeds = 2
	}
	for seed := range seeds {
		r := rand.New(rand.NewPCG(uint64(seed), 1)) //nolint:gosec // invented
		claims := 20 + r.IntN(60)
		w := newWorld(t, claims)
		quotes := r.Float64() * 0.4
		for round := range 12 {
			for range 1 + r.IntN(12) {
				a, b := r.IntN(claims), r.IntN(claims)
				if a != b {
					w.match(fmt.Sprintf("c%03d", a), fmt.Sprintf("c%03d", b), r.Float64() < quotes, r.Float64() < 0.75)
				}
			}
			if got, want := w.clusters(), w.expected(); !slices.Equal(got, want) {
				t.Fatalf("world %d, round %d: clusters are\n%q, want\n%q", seed, round, got, want)
			}
		}
	}
}

// A chain of likenesses is no cluster; shared words are; and a person keeps claims apart.
func TestClusters(t *testing.T) { dbtest.Run(t, testClusters) }

func testClusters(t *testing.T) {
	for _, tt := range []struct{ matches, apart, want string }{
		{"", "", ""},
		{"0-1", "", "0 1"},
		{"0-1 1-2", "", "0 1 2"},        // both are like 1
		{"0-1 1-2 2-3", "", "0 1 2"},    // 3 is only like 2
		{"0-1 1-2 2=3", "", "0 1 2 3"},  // and has its words
		{"0-1 2-3", "", "0 1, 2 3"},     //
		{"0-1 1-2", "0-2", "0 1"},       // both are like 1, and a person keeps them apart
		{"0=1 1=2", "0-2", "0 1"},       // whatever words they share
		{"0-1 1-2 2-3", "0-1", "1 2"},   // 0 is left alone
		{"0-1 1-2 2-3", "0-3", "0 1 2"}, // they were not together
		{"0-1 0-2 0-3 0-4 4-3", "", "0 1 2 3 4"},
	} {
		pairs := strings.Fields(tt.matches)
		for range 2 {
			w := newWorld(t, 5)
			id := func(n byte) string { return "c00" + string(n) }
			for _, p := range strings.Fields(tt.apart) {
				w.write(`INSERT INTO told_apart (a, b) VALUES (?, ?)`, id(p[0]), id(p[2]))
			}
			for _, p := range pairs {
				w.match(id(p[0]), id(p[2]), p[1] == '=', true)
				w.clusters()
			}
			if got := strings.ReplaceAll(strings.Join(w.clusters(), ", "), "c00", ""); got != tt.want {
				t.Errorf("%s, apart %s: %q, want %q", tt.matches, tt.apart, got, tt.want)
			}
			slices.Reverse(pairs)
		}
	}
}
