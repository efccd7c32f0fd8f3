package register

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"dateline/indexer"
	"dateline/indexer/cite"
	"dateline/indexer/claim"
	"dateline/indexer/timex"
	"dateline/scraper"
	"dateline/scraper/db"
)

// dateOf returns a date as an answer carries it, zero if it is unknown.
func dateOf(s string) scraper.Date {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return scraper.Date{Time: t}
	}
	t, err := time.Parse(time.DateOnly, s)
	return scraper.Date{Time: t, Day: err == nil}
}

// settle puts the claims that are noted as touched into clusters anew, some at a time. Those of
// a story that many articles of one batch tell come into theirs once.
func (r *Register) settle(ctx context.Context, given map[string]bool) error {
	for {
		starts := map[string]touch{}
		err := db.Each(ctx, r.db.Read(), func(row db.Row) error {
			var c string
			var t touch
			err := row.Scan(&c, &t)
			starts[c] = t
			return err
		}, `SELECT claim, beside FROM told_touched ORDER BY claim LIMIT ?`, mostSettled)
		if err != nil || len(starts) == 0 {
			return err
		}
		err = r.write(ctx, func(w writing) error {
			s := newRelator(w, nil)
			s.touched = starts
			if err := s.settle(given); err != nil {
				return err
			}
			return s.exec(`DELETE FROM told_touched WHERE claim IN (SELECT value FROM json_each(?))`, db.List(slices.Collect(maps.Keys(starts))))
		})
		if err != nil {
			return err
		}
	}
}

// settle puts the claims that were touched, and those whom that changes, into clusters anew.
// Articles whose claims came into another one are noted as stale, but for those that are given.
func (s *relator) settle(given map[string]bool) error {
	centers, err := s.centers()
	if err != nil {
		return err
	}
	members := map[string][]string{} // by center, which comes first
	var all []string
	err = s.each(func(row db.Row) error {
		var claim, center string
		err := row.Scan(&claim, &center)
		members[center] = append(members[center], claim)
		all = append(all, claim)
		return err
	}, `SELECT claim, center FROM told WHERE center IN (SELECT value FROM json_each(?)) ORDER BY claim <> center, claim`, db.List(centers))
	if err != nil {
		return err
	}
	apart, err := s.apart(all)
	if err != nil {
		return err
	}
	var groups [][]string
	var lone []string
	for _, center := range centers {
		together, rest := keepApart(members[center], apart)
		if len(together) > 1 {
			groups = append(groups, together)
		} else {
			lone = append(lone, together...)
		}
		lone = append(lone, rest...)
	}
	if err := s.alone(given, lone); err != nil {
		return err
	}
	return s.group(given, groups)
}

// keepApart takes out of the claims of one center those that a person keeps apart from one
// before them.
func keepApart(claims []string, apart map[[2]string]bool) (together, rest []string) {
	for _, c := range claims {
		if slices.ContainsFunc(together, func(other string) bool { return apart[[2]string{min(c, other), max(c, other)}] }) {
			rest = append(rest, c)
		} else {
			together = append(together, c)
		}
	}
	return together, rest
}

// apart returns the pairs of claims that a person says do not assert the same, the smaller
// id first.
func (s *relator) apart(claims []string) (map[[2]string]bool, error) {
	pairs := map[[2]string]bool{}
	err := s.each(func(row db.Row) error {
		var p [2]string
		err := row.Scan(&p[0], &p[1])
		pairs[p] = true
		return err
	}, `SELECT a, b FROM told_apart WHERE a IN (SELECT value FROM json_each(?))`, db.List(claims))
	return pairs, err
}

// group writes what claims of one cluster have in common, for each of some clusters.
func (s *relator) group(given map[string]bool, groups [][]string) error {
	clusters, err := readClusters(s.ctx, s, groups, inShort)
	if err != nil {
		return err
	}
	for _, c := range clusters {
		if len(c.members) == 0 {
			continue
		}
		id := c.members[0].view.ID
		conflict := len(c.conflicts) > 0
		for i := range c.members {
			m := &c.members[i]
			if m.cluster == id && m.origins == len(c.origins) && m.conflict == conflict {
				continue
			}
			if err := s.exec(`UPDATE told SET cluster = ?, origins = ?, conflict = ? WHERE claim = ?`, id, len(c.origins), conflict, m.view.ID); err != nil {
				return err
			}
			if err := s.stale(given, m.view.Article.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// stale notes that the index has to be told anew of an article, unless it is one of those given.
func (s *relator) stale(given map[string]bool, articleID string) error {
	if given[articleID] {
		return nil
	}
	return s.exec(`INSERT INTO told_stale (article) VALUES (?) ON CONFLICT DO NOTHING`, articleID)
}

// alone writes that nobody says the same as some claims: whoever says one is its one origin.
func (s *relator) alone(given map[string]bool, claims []string) error {
	changed, err := s.texts(`UPDATE told SET cluster = claim, origins = counted, conflict = 0
		WHERE claim IN (SELECT value FROM json_each(?)) AND (cluster <> claim OR origins <> counted OR conflict <> 0) RETURNING article`, db.List(claims))
	if err != nil {
		return err
	}
	for _, articleID := range changed {
		if err := s.stale(given, articleID); err != nil {
			return err
		}
	}
	return nil
}

// A member is a claim of a cluster.
type member struct {
	view     indexer.ClaimView
	counted  bool
	speaker  string
	cluster  string
	origins  int
	conflict bool
	copyOf   string
	copyWhy  string
}

// A cluster is claims that assert the same, by date of publication, with what follows.
type cluster struct {
	members   []member
	origins   []cite.Group
	conflicts [][2]string // claims whose dates cannot both be
	why       map[[2]string]match
}

type match struct {
	tier             cite.Tier
	reason, conflict string
}

// How much of its claims a cluster is read with.
const (
	whole   = true
	inShort = false // who says each, where and when it was published
)

// A short is of a claim what tells its origin.
type short struct {
	ID      string             `json:"id"`
	Speaker indexer.SpeakerRef `json:"speaker"`
	Article indexer.ArticleRef `json:"article"`
}

// read reads what is shown of a claim, or that of it which tells its origin.
func (m *member) read(view string, all bool) error {
	if all {
		return json.Unmarshal([]byte(view), &m.view)
	}
	var v short
	err := json.Unmarshal([]byte(view), &v)
	m.view.ID, m.view.Speaker, m.view.Article = v.ID, v.Speaker, v.Article
	return err
}

// readClusters reads claims as clusters, each list as one. All that they need is asked for
// at once.
func readClusters(ctx context.Context, from db.Reader, groups [][]string, all bool) ([]*cluster, error) {
	clusters := make([]*cluster, len(groups))
	of := map[string]*cluster{} // by claim
	for i, g := range groups {
		clusters[i] = &cluster{why: map[[2]string]match{}}
		for _, c := range g {
			of[c] = clusters[i]
		}
	}
	claims := slices.Sorted(maps.Keys(of))
	ids := db.List(claims)
	speakers := map[string]bool{}
	err := db.Each(ctx, from, func(row db.Row) error {
		var m member
		var id, view string
		if err := row.Scan(&id, &view, &m.counted, &m.speaker, &m.cluster, &m.origins, &m.conflict, &m.copyOf, &m.copyWhy); err != nil {
			return err
		}
		if err := m.read(view, all); err != nil {
			return fmt.Errorf("claim %s: %w", id, err)
		}
		of[id].members = append(of[id].members, m)
		speakers[m.speaker] = true
		return nil
	}, `SELECT claim, view, counted, speaker, cluster, origins, conflict, coalesce(copy.first, ''), coalesce(copy.reason, '')
		FROM told LEFT JOIN copy ON copy.article = told.article WHERE claim IN (SELECT value FROM json_each(?)) ORDER BY claim`, ids)
	if err != nil {
		return nil, err
	}
	sources, err := sourcesOf(ctx, from, claims...)
	if err != nil {
		return nil, err
	}
	one, err := known(ctx, from, speakers)
	if err != nil {
		return nil, err
	}
	for _, c := range clusters {
		c.sort()
		c.origins = cite.Origins(c.witnesses(sources, one))
	}
	clash := map[string][]string{} // of a claim, with which others, in order
	err = db.Each(ctx, from, func(row db.Row) error {
		var a, b string
		var k match
		err := row.Scan(&a, &b, &k.tier, &k.reason, &k.conflict)
		if c := of[a]; c == of[b] { // others are of no cluster here, or met and are held apart
			c.why[[2]string{a, b}], c.why[[2]string{b, a}] = k, k
			if k.conflict != "" {
				clash[a] = append(clash[a], b)
			}
		}
		return err
	}, `SELECT a, b, tier, reason, conflict FROM told_match WHERE a IN (SELECT value FROM json_each(?)) ORDER BY a, b`, ids)
	if err != nil {
		return nil, err
	}
	for _, c := range clusters {
		for _, m := range c.members {
			for _, b := range clash[m.view.ID] {
				c.conflicts = append(c.conflicts, [2]string{m.view.ID, b})
			}
		}
	}
	return clusters, nil
}

// sort puts the claims in order, the earliest first.
func (c *cluster) sort() {
	slices.SortFunc(c.members, func(a, b member) int {
		if a.view.Article.Published == b.view.Article.Published && (a.copyOf == "") != (b.copyOf == "") {
			if a.copyOf == "" {
				return -1
			}
			return 1
		}
		return earlierView(&a.view, &b.view)
	})
}

// witnesses returns the claims as their origins are counted by. One holds one id for each
// speaker of whom several are known.
func (c *cluster) witnesses(sources map[string][]source, one map[string]string) (list []cite.Witness) {
	for i := range c.members {
		m := &c.members[i]
		var cites []string
		for _, f := range sources[m.view.ID] {
			// What is linked in the sentence would be likely if it were held: who may not
			// be visited is still one origin.
			if f.page != "" && (f.state.Counts() || f.state == cite.Open && f.Beside) {
				cites = append(cites, f.page)
			}
		}
		w := cite.Witness{
			Claim: m.view.ID, Article: m.view.Article.ID, Outlet: m.view.Article.Outlet, Shown: m.view.Speaker.Name,
			Published: dateOf(m.view.Article.Published), CopyOf: m.copyOf, CopyWhy: m.copyWhy, Cites: cites,
		}
		if m.counted {
			w.Speaker, w.Shown = cmp.Or(one[m.speaker], m.speaker), cmp.Or(w.Shown, w.Outlet)
		}
		list = append(list, w)
	}
	return list
}

// earlierView orders claims by the publication of their articles, those without a date
// last, and by their ids.
func earlierView(a, b *indexer.ClaimView) int {
	x, y := a.Article.Published, b.Article.Published
	switch {
	case x == y:
		return strings.Compare(a.ID, b.ID)
	case x == "":
		return 1
	case y == "":
		return -1
	}
	if len(x) >= 10 && len(y) >= 10 && x[:10] != y[:10] {
		return strings.Compare(x[:10], y[:10])
	}
	if c := dateOf(x).Time.Compare(dateOf(y).Time); c != 0 {
		return c
	}
	return strings.Compare(a.ID, b.ID)
}

// Facts returns what the clusters of an article's claims are, by claim.
func (r *Register) Facts(ctx context.Context, articleID string) (map[string]indexer.ClaimFacts, error) {
	return factsOf(ctx, r.db.Read(), articleID)
}

func factsOf(ctx context.Context, from db.Reader, articleID string) (map[string]indexer.ClaimFacts, error) {
	facts := map[string]indexer.ClaimFacts{}
	err := db.Each(ctx, from, func(row db.Row) error {
		var id string
		var f indexer.ClaimFacts
		err := row.Scan(&id, &f.Cluster, &f.Origins, &f.Conflict)
		facts[id] = f
		return err
	}, `SELECT claim, cluster, origins, conflict FROM told WHERE article = ?`, articleID)
	if err != nil {
		return nil, fmt.Errorf("clusters of %s: %w", articleID, err)
	}
	return facts, nil
}

// Stale returns articles, at most so many, that the index has to be told of anew.
func (r *Register) Stale(ctx context.Context, most int) ([]string, error) {
	return db.Texts(ctx, r.db.Read(), `SELECT article FROM told_stale ORDER BY article LIMIT ?`, most)
}

// Story returns a claim with where it came from and who says the same, or
// indexer.ErrNotFound.
func (r *Register) Story(ctx context.Context, claimID string) (*indexer.Story, error) {
	from := r.db.Read()
	claims, err := db.Texts(ctx, from, `SELECT claim FROM told WHERE cluster = (SELECT cluster FROM told WHERE claim = ?1)`, claimID)
	if err != nil {
		return nil, err
	}
	if len(claims) == 0 {
		return nil, fmt.Errorf("claim %s: %w", claimID, indexer.ErrNotFound)
	}
	clusters, err := readClusters(ctx, from, [][]string{claims}, whole)
	if err != nil {
		return nil, fmt.Errorf("claims like %s: %w", claimID, err)
	}
	c := clusters[0]
	cluster := c.members[0].view.ID
	story := &indexer.Story{Path: []indexer.Step{}, Cluster: indexer.Cluster{ID: cluster, Claims: []indexer.Repeated{}, Origins: []indexer.Origin{}, Conflicts: []indexer.Conflict{}, Reviews: []indexer.Review{}}}
	refs := map[string]indexer.ArticleRef{}
	articles, outlets := map[string]bool{}, map[string]bool{} // of what is counted
	originOf := map[string]int{}
	for n, g := range c.origins {
		for _, id := range g.Claims {
			originOf[id] = n
		}
	}
	for i := range c.members {
		m := &c.members[i]
		v := m.view
		v.Cluster, v.Origins, v.Conflict = cluster, len(c.origins), len(c.conflicts) > 0
		refs[v.Article.ID] = v.Article
		if v.ID == claimID {
			story.Claim = v
		}
		n, ok := originOf[v.ID]
		if ok {
			articles[v.Article.ID], outlets[v.Article.Outlet] = true, true
		} else {
			n = -1
		}
		again := indexer.Repeated{Claim: v, Tier: cite.SameTold, Origin: n}
		if i > 0 {
			again.Tier, again.Reason = c.reason(i)
		}
		story.Cluster.Claims = append(story.Cluster.Claims, again)
	}
	story.Cluster.Articles, story.Cluster.Outlets = len(articles), len(outlets)
	for _, g := range c.origins {
		o := indexer.Origin{First: refs[g.First], Articles: []indexer.ArticleRef{}, Reasons: g.Reasons}
		for _, id := range g.Articles {
			o.Articles = append(o.Articles, refs[id])
		}
		if o.Reasons == nil {
			o.Reasons = []string{}
		}
		story.Cluster.Origins = append(story.Cluster.Origins, o)
	}
	story.Cluster.Conflicts = c.clashes(originOf)
	if story.Cluster.Reviews, err = r.reviewsOf(ctx, &story.Claim); err != nil {
		return nil, err
	}
	if story.Path, story.Circular, err = r.path(ctx, &story.Claim, c); err != nil {
		return nil, err
	}
	return story, nil
}

// reason says why the member at a place belongs to the cluster: its nearest match
// among those before it, else any.
func (c *cluster) reason(i int) (tier cite.Tier, reason string) {
	id := c.members[i].view.ID
	for _, others := range [][]member{c.members[:i], c.members[i:]} {
		for _, o := range others {
			if k, ok := c.why[[2]string{id, o.view.ID}]; ok {
				return k.tier, k.reason
			}
		}
	}
	return cite.SameTold, ""
}

// clashes returns the dates of a cluster that cannot both be.
func (c *cluster) clashes(originOf map[string]int) []indexer.Conflict {
	list := []indexer.Conflict{}
	said := map[string]*indexer.DateSaid{}
	origins := map[string]map[int]bool{}
	var order []string
	add := func(v *indexer.ClaimView, words string) {
		d := said[words]
		if d == nil {
			d = &indexer.DateSaid{Label: words, EDTF: edtfOf(v, words), Claims: []string{}}
			said[words], origins[words] = d, map[int]bool{}
			order = append(order, words)
		}
		if !slices.Contains(d.Claims, v.ID) {
			d.Claims = append(d.Claims, v.ID)
		}
		if n, ok := originOf[v.ID]; ok {
			origins[words][n] = true
		}
		d.Origins = len(origins[words])
	}
	views := map[string]*indexer.ClaimView{}
	for i := range c.members {
		views[c.members[i].view.ID] = &c.members[i].view
	}
	for _, pair := range c.conflicts {
		first, second, _ := strings.Cut(c.why[pair].conflict, ", ")
		add(views[pair[0]], first)
		add(views[pair[1]], second)
	}
	if len(order) < 2 {
		return list
	}
	conflict := indexer.Conflict{}
	slices.SortStableFunc(order, func(a, b string) int { return said[b].Origins - said[a].Origins })
	for _, words := range order {
		conflict.Says = append(conflict.Says, *said[words])
	}
	return append(list, conflict)
}

// edtfOf returns the date of a claim that is told in these words; empty if it has none such.
func edtfOf(v *indexer.ClaimView, words string) string {
	for i, when := range intervals(v) {
		if cite.Told(when) == words {
			return v.Entries[i].EDTF
		}
	}
	return ""
}

func intervals(v *indexer.ClaimView) (list []timex.Interval) {
	for _, e := range v.Entries {
		list = append(list, timex.Interval{Start: e.Start.Time, End: e.End.Time, Grain: e.Grain, Approx: strings.Contains(e.EDTF, "~")})
	}
	return list
}

// reviewsOf returns what fact-checks found of a claim.
func (r *Register) reviewsOf(ctx context.Context, v *indexer.ClaimView) ([]indexer.Review, error) {
	list := []indexer.Review{}
	mine := cite.Assert(cite.Assertion{Claim: v.ID, Article: v.Article.ID, Speaker: v.Speaker.Name, Text: v.Text, Sentence: v.Sentence, Quoted: v.Kind == claim.Direct, When: intervals(v)})
	type found struct {
		article, says, claimant, rating, ref string
	}
	seen := map[string]bool{}
	for _, k := range mine.Keys() {
		var hits []found
		err := db.Each(ctx, r.db.Read(), func(row db.Row) error {
			var f found
			err := row.Scan(&f.article, &f.says, &f.claimant, &f.rating, &f.ref)
			hits = append(hits, f)
			return err
		}, `SELECT article, says, claimant, rating, told_article.ref FROM told_review_key JOIN told_review USING (article, place) JOIN told_article USING (article)
			WHERE key = ? LIMIT 50`, int64(k)) //nolint:gosec // the bits are kept
		if err != nil {
			return nil, err
		}
		for _, f := range hits {
			if seen[f.article+f.says] {
				continue
			}
			seen[f.article+f.says] = true
			same, ok := cite.Same(mine, cite.Assert(cite.Assertion{Claim: "review", Article: "review of " + f.article, Speaker: f.claimant, Text: f.says}), nil)
			if !ok {
				continue
			}
			review := indexer.Review{Claim: f.says, Rating: f.rating, Reason: strings.Join(same.Reasons, "; ")}
			if err := json.Unmarshal([]byte(f.ref), &review.Article); err != nil {
				return nil, err
			}
			list = append(list, review)
		}
	}
	return list, nil
}

// mostSteps is how far citations are followed to where a claim is from.
const mostSteps = 12

// path follows the surest citation of a claim from article to article, to the earliest
// page that is held. It reports whether the way comes back to a page that it passed.
func (r *Register) path(ctx context.Context, start *indexer.ClaimView, c *cluster) (steps []indexer.Step, circular bool, err error) {
	steps = []indexer.Step{}
	at, claimID := start.Article, start.ID
	passed := map[string]bool{at.ID: true}
	for claimID != "" && len(steps) < mostSteps {
		all, err := sourcesOf(ctx, r.db.Read(), claimID)
		if err != nil {
			return nil, false, err
		}
		sources := all[claimID]
		if len(sources) == 0 {
			break
		}
		f := slices.MinFunc(sources, func(a, b source) int { return a.state.Compare(b.state) })
		step := indexer.Step{From: at, URL: f.URL, Outlet: f.Outlet, Medium: f.Medium, Words: f.Words, State: f.state, Reason: f.reason}
		if f.page != "" && f.state != cite.Open {
			ref, err := r.articleRef(ctx, f.page)
			if err != nil {
				return nil, false, err
			}
			step.To = ref
		}
		steps = append(steps, step)
		if step.To == nil || f.state == cite.Candidate {
			break
		}
		if passed[step.To.ID] {
			return steps, true, nil
		}
		passed[step.To.ID] = true
		at = *step.To
		claimID = ""
		for _, m := range c.members { // the same claim there
			if m.view.Article.ID == at.ID {
				claimID = m.view.ID
				break
			}
		}
	}
	return steps, false, nil
}

// articleRef returns an article as answers carry it, nil if it is not held.
func (r *Register) articleRef(ctx context.Context, id string) (*indexer.ArticleRef, error) {
	list, err := db.Texts(ctx, r.db.Read(), `SELECT ref FROM told_article WHERE article = ?`, id)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	ref := &indexer.ArticleRef{}
	return ref, json.Unmarshal([]byte(list[0]), ref)
}

// mostShown is how many claims of a speaker are shown.
const mostShown = 500

// Speaker returns what is known of somebody who speaks, or indexer.ErrNotFound.
func (r *Register) Speaker(ctx context.Context, key string) (*indexer.SpeakerView, error) {
	s := &indexer.SpeakerView{ID: key, Names: []string{}, Roles: []string{}, Outlets: []indexer.FacetCount{}, Claims: []indexer.ClaimView{}, Joined: []string{}}
	if key == "" {
		return nil, fmt.Errorf("speaker: %w", indexer.ErrNotFound)
	}
	ids, err := oneSpeaker(ctx, r.db.Read(), key)
	if err != nil {
		return nil, fmt.Errorf("speaker %s: %w", key, err)
	}
	views, err := db.Texts(ctx, r.db.Read(), `SELECT view FROM told WHERE speaker IN (SELECT value FROM json_each(?))`, db.List(ids))
	if err != nil {
		return nil, fmt.Errorf("speaker %s: %w", key, err)
	}
	counts := map[string]int{}
	articles := map[string]bool{}
	for _, text := range views {
		var v indexer.ClaimView
		if err := json.Unmarshal([]byte(text), &v); err != nil {
			return nil, err
		}
		s.Claims = append(s.Claims, v)
		if len(v.Speaker.Name) > len(s.Name) {
			s.Name = v.Speaker.Name
		}
		for _, name := range append([]string{v.Speaker.Name}, v.Speaker.Names...) {
			if name != "" && !slices.Contains(s.Names, name) {
				s.Names = append(s.Names, name)
			}
		}
		for _, name := range fullNames(v.Speaker.Names) {
			if says := fmt.Sprintf("%s is called %s in %s", v.Speaker.Name, name, v.Article.Outlet); name != v.Speaker.Name && !slices.Contains(s.Joined, says) {
				s.Joined = append(s.Joined, says)
			}
		}
		if v.Speaker.Role != "" && !slices.Contains(s.Roles, v.Speaker.Role) {
			s.Roles = append(s.Roles, v.Speaker.Role)
		}
		if !articles[v.Article.ID] {
			articles[v.Article.ID] = true
			counts[v.Article.Outlet]++
		}
		if day := v.Article.Published; day != "" {
			if s.First == "" || day < s.First {
				s.First = day
			}
			if day > s.Last {
				s.Last = day
			}
		}
	}
	if len(views) == 0 {
		return nil, fmt.Errorf("speaker %s: %w", key, indexer.ErrNotFound)
	}
	slices.SortFunc(s.Claims, func(a, b indexer.ClaimView) int { return earlierView(&b, &a) })
	slices.Sort(s.Names)
	slices.Sort(s.Roles)
	slices.Sort(s.Joined)
	for outlet, n := range counts {
		s.Outlets = append(s.Outlets, indexer.FacetCount{Value: outlet, Count: n})
	}
	slices.SortFunc(s.Outlets, func(a, b indexer.FacetCount) int {
		if a.Count != b.Count {
			return b.Count - a.Count
		}
		return strings.Compare(a.Value, b.Value)
	})
	s.Total = len(s.Claims)
	s.Claims = s.Claims[:min(len(s.Claims), mostShown)]
	return s, nil
}

// Graph returns who cites whom around an article, or around the article of a claim:
// what it cites, what cites it, and its copies.
func (r *Register) Graph(ctx context.Context, id string) (*indexer.Graph, error) {
	if list, err := db.Texts(ctx, r.db.Read(), `SELECT article FROM told WHERE claim = ?`, id); err != nil {
		return nil, err
	} else if len(list) > 0 {
		id = list[0]
	}
	g := &indexer.Graph{Nodes: []indexer.GraphNode{}, Edges: []indexer.GraphEdge{}}
	seen := map[string]bool{}
	node := func(page, url, outlet string) error {
		if seen[page] {
			return nil
		}
		seen[page] = true
		ref, err := r.articleRef(ctx, page)
		n := indexer.GraphNode{ID: page, URL: url, Outlet: outlet, Article: ref}
		if ref != nil {
			n.URL, n.Outlet = ref.URL, ref.Outlet
		}
		g.Nodes = append(g.Nodes, n)
		return err
	}
	if ref, err := r.articleRef(ctx, id); err != nil || ref == nil {
		return nil, errors.Join(err, fmt.Errorf("%s: %w", id, indexer.ErrNotFound))
	}
	if err := node(id, "", ""); err != nil {
		return nil, err
	}
	type edge struct {
		from, page, url, outlet, words, reason string
		state                                  cite.State
	}
	var edges []edge
	err := db.Each(ctx, r.db.Read(), func(row db.Row) error {
		var e edge
		err := row.Scan(&e.from, &e.page, &e.url, &e.outlet, &e.words, &e.state, &e.reason)
		edges = append(edges, e)
		return err
	}, `SELECT told.article, page, url, outlet, words, state, reason FROM told_source JOIN told USING (claim)
		WHERE page <> '' AND (told.article = ?1 OR page = ?1) AND told.article <> page ORDER BY told.article, claim, place LIMIT 1000`, id)
	if err != nil {
		return nil, fmt.Errorf("citations around %s: %w", id, err)
	}
	at := map[[2]string]int{}
	for _, e := range edges {
		if err := errors.Join(node(e.from, "", ""), node(e.page, e.url, e.outlet)); err != nil {
			return nil, err
		}
		k := [2]string{e.from, e.page}
		if n, ok := at[k]; ok { // the surest stands for all between two pages
			if e.state.Compare(g.Edges[n].State) < 0 {
				g.Edges[n].State, g.Edges[n].Reason, g.Edges[n].Words = e.state, e.reason, e.words
			}
			continue
		}
		at[k] = len(g.Edges)
		g.Edges = append(g.Edges, indexer.GraphEdge{From: e.from, To: e.page, Kind: "cites", State: e.state, Reason: e.reason, Words: e.words})
	}
	first, copies, err := r.Copies(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, c := range copies {
		if err := errors.Join(node(first, "", ""), node(c.Article, "", "")); err != nil {
			return nil, err
		}
		g.Edges = append(g.Edges, indexer.GraphEdge{From: c.Article, To: first, Kind: "copies", State: cite.Confirmed, Reason: c.Reason})
	}
	return g, nil
}
