package register

import (
	"cmp"
	"container/heap"
	"maps"
	"slices"
	"strings"

	"dateline/indexer/cite"
	"dateline/scraper/db"
)

// Claims that matches lead to are put into clusters by who stands at their center: to be the same
// as one that is the same as a third is not enough but for quotations. Claims that share a
// quotation go together, and the one with the most matches leads them. Leaders take their
// turns, those with the most matches first, and by their ids: one that no center before it
// matches is a center itself, and takes all that it matches and nobody took before, with
// those that go together with them.
//
// So whether a claim is a center depends on those before it alone, and a claim that changes
// matters to what it matches and comes behind it, if it is, or was, a center. This goes from
// claim to claim as far as something changes, which is not far, however many claims
// matches lead to in the end.

// A standing is where a claim stands among those that match it.
type standing struct {
	id     string
	near   int      // matches
	center string   // of its cluster; its own id if it is one
	quotes []string // claims whose quotation it shares
	others []string // that it matches otherwise
}

// before reports whether a claim takes its turn before another.
func (s *standing) before(o *standing) bool {
	return cmp.Or(cmp.Compare(o.near, s.near), strings.Compare(s.id, o.id)) < 0
}

// A centering finds the centers of claims anew.
type centering struct {
	*relator
	known   map[string]*standing
	whole   map[string]bool     // claims whose matches are known
	was     map[string]standing // of claims that stand otherwise now, as they did
	turns   turns
	waiting map[string]bool // leaders that have a turn coming
}

// turns are leaders whose turn is coming, as container/heap wants them.
type turns []*standing

func (t turns) Len() int           { return len(t) }
func (t turns) Less(i, j int) bool { return t[i].before(t[j]) }
func (t turns) Swap(i, j int)      { t[i], t[j] = t[j], t[i] }
func (t *turns) Push(x any)        { *t = append(*t, x.(*standing)) } //nolint:forcetypeassert // only heap.Push calls it
func (t *turns) Pop() any {
	last := (*t)[len(*t)-1]
	*t = (*t)[:len(*t)-1]
	return last
}

// centers finds anew which claims stand at the center of those that were touched, and of all
// whom that changes, writes it, and returns the centers whose clusters have others in them, or
// may have.
func (s *relator) centers() ([]string, error) {
	c := &centering{relator: s, known: map[string]*standing{}, whole: map[string]bool{}, was: map[string]standing{}, waiting: map[string]bool{}}
	touched := slices.Sorted(maps.Keys(s.touched))
	if err := c.load(touched); err != nil {
		return nil, err
	}
	affected := map[string]bool{}
	for _, id := range touched {
		k := c.known[id]
		if k == nil {
			continue // it is there no more
		}
		if s.touched[id] == changed {
			affected[k.center] = true
		}
		if n := len(k.quotes) + len(k.others); n != k.near {
			c.note(k)
			k.near = n
		}
	}
	for _, id := range touched {
		if err := c.wait(id); err != nil {
			return nil, err
		}
	}
	for len(c.turns) > 0 {
		leader := heap.Pop(&c.turns).(*standing) //nolint:forcetypeassert // nothing else is in it
		delete(c.waiting, leader.id)
		if err := c.turn(leader, affected); err != nil {
			return nil, err
		}
	}
	for _, id := range slices.Sorted(maps.Keys(c.was)) {
		k := c.known[id]
		if was := c.was[id]; was.near == k.near && was.center == k.center {
			continue
		}
		if err := s.exec(`UPDATE told SET center = ?, near = ? WHERE claim = ?`, k.center, k.near, id); err != nil {
			return nil, err
		}
	}
	return slices.Sorted(maps.Keys(affected)), nil
}

// note remembers how a claim stood before it is changed.
func (c *centering) note(k *standing) {
	if _, ok := c.was[k.id]; !ok {
		c.was[k.id] = *k
	}
}

// load reads how claims stand, what they match, and how that stands.
func (c *centering) load(ids []string) error {
	var want []string
	for _, id := range ids {
		if !c.whole[id] {
			c.whole[id] = true
			want = append(want, id)
		}
	}
	if len(want) == 0 {
		return nil
	}
	type edge struct {
		from, to string
		quote    bool
	}
	var edges []edge
	err := c.each(func(row db.Row) error {
		var e edge
		var tier cite.Tier
		err := row.Scan(&e.from, &e.to, &tier)
		e.quote = tier == cite.SameWords
		edges = append(edges, e)
		return err
	}, `SELECT a, b, tier FROM told_match WHERE a IN (SELECT value FROM json_each(?1))
		UNION ALL SELECT b, a, tier FROM told_match WHERE b IN (SELECT value FROM json_each(?1)) ORDER BY 1, 2`, db.List(want))
	if err != nil {
		return err
	}
	strange := slices.Clone(want)
	for _, e := range edges {
		strange = append(strange, e.to)
	}
	slices.Sort(strange)
	strange = slices.DeleteFunc(slices.Compact(strange), func(id string) bool { return c.known[id] != nil })
	err = c.each(func(row db.Row) error {
		k := &standing{}
		err := row.Scan(&k.id, &k.center, &k.near)
		c.known[k.id] = k
		return err
	}, `SELECT claim, center, near FROM told WHERE claim IN (SELECT value FROM json_each(?))`, db.List(strange))
	if err != nil {
		return err
	}
	for _, e := range edges {
		switch k := c.known[e.from]; {
		case k == nil || c.known[e.to] == nil: // it is there no more
		case e.quote:
			k.quotes = append(k.quotes, e.to)
		default:
			k.others = append(k.others, e.to)
		}
	}
	return nil
}

// together returns the claims that go together with one for the quotations that they share,
// itself included, with what they match. Of a quotation that everybody repeats some are enough.
func (c *centering) together(id string) ([]*standing, error) {
	seen := map[string]bool{id: true}
	var list []*standing
	for next := []string{id}; len(next) > 0 && len(list) < mostInCluster; {
		if err := c.load(next); err != nil {
			return nil, err
		}
		var more []string
		for _, n := range next {
			k := c.known[n]
			if k == nil {
				continue
			}
			list = append(list, k)
			for _, q := range k.quotes {
				if !seen[q] {
					seen[q] = true
					more = append(more, q)
				}
			}
		}
		next = more
	}
	return list, nil
}

// leads returns which of claims that go together leads them.
func leads(claims []*standing) *standing {
	return slices.MinFunc(claims, func(a, b *standing) int {
		if a.before(b) {
			return -1
		}
		return 1
	})
}

// wait gives the claims that go together with one a turn.
func (c *centering) wait(id string) error {
	claims, err := c.together(id)
	if err != nil || len(claims) == 0 {
		return err
	}
	if leader := leads(claims); !c.waiting[leader.id] {
		c.waiting[leader.id] = true
		heap.Push(&c.turns, leader)
	}
	return nil
}

// turn finds the center of the claims that go together with their leader. If centers among
// them come or go, or were touched, those behind them that they match get a turn as well.
func (c *centering) turn(leader *standing, affected map[string]bool) error {
	claims, err := c.together(leader.id)
	if err != nil {
		return err
	}
	center := leader
	mine := map[string]bool{}
	for _, k := range claims {
		mine[k.id] = true
	}
	for _, k := range claims {
		for _, id := range k.others {
			if o := c.known[id]; !mine[id] && o.center == id && o.before(center) {
				center = o
			}
		}
	}
	heard := map[string]*standing{} // centers that those behind them have to hear of
	for _, k := range claims {
		was, is := k.center == k.id, center == k
		if _, touched := c.touched[k.id]; (was || is) && (was != is || touched) {
			heard[k.id] = k
		}
		if k.center == center.id {
			continue
		}
		c.note(k)
		affected[k.center], affected[center.id] = true, true
		k.center = center.id
	}
	var behind []string
	for _, id := range slices.Sorted(maps.Keys(heard)) {
		for _, o := range c.known[id].others {
			if !mine[o] {
				behind = append(behind, o)
			}
		}
	}
	if err := c.load(behind); err != nil {
		return err
	}
	for _, id := range behind {
		others, err := c.together(id)
		if err != nil {
			return err
		}
		// One before it that it took has to hear of it, too, where it has lost matches since.
		if o := leads(others); (leader.before(o) || heard[o.center] != nil) && !c.waiting[o.id] {
			c.waiting[o.id] = true
			heap.Push(&c.turns, o)
		}
	}
	return nil
}
