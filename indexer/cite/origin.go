package cite

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"dateline/scraper"
)

// A Witness is a claim of a cluster as its origins are counted by.
type Witness struct {
	Claim     string
	Article   string // id
	Outlet    string
	Speaker   string       // who says it, folded; empty if unclear: then it is not counted
	Shown     string       // the speaker, as shown
	Published scraper.Date // of the article
	Fetched   time.Time
	CopyOf    string   // the earliest article of the same text; empty if it is nobody's copy
	CopyWhy   string   // why it is taken for one
	Cites     []string // articles that its words are from: confirmed, likely, or linked in the sentence and not held
	Owner     string   // of the outlet, where it is known
}

// A Group is articles that have a claim from one place: one origin.
type Group struct {
	First    string   // the earliest article that is held
	Articles []string // all, by date
	Claims   []string // of them, that are counted
	Reasons  []string // why they are one, each once
}

// Origins parts the claims of a cluster into origins: articles that are copies of one
// text, that cite the same page or one another, that have it from the same speaker, or
// whose outlets have one owner. How many there are is how many independent sources say
// it. The order of the list makes no difference.
func Origins(list []Witness) []Group {
	list = slices.SortedFunc(slices.Values(list), func(a, b Witness) int {
		x, y := a.text(), b.text()
		if day(x.Published).Equal(day(y.Published)) {
			if c := yesFirst(a.CopyOf == "", b.CopyOf == ""); c != 0 {
				return c
			}
		}
		return cmp.Or(earlier(x, y), strings.Compare(a.Claim, b.Claim))
	})
	list = slices.DeleteFunc(list, func(w Witness) bool { return w.Speaker == "" })
	u := newUnion(len(list))
	seen := map[string]int{} // what claims may have in common, to the first that has it
	together := func(i int, what, reason string) {
		if k, ok := seen[what]; ok {
			u.join(k, i, reason)
			return
		}
		seen[what] = i
	}
	for i := range list {
		w := &list[i]
		together(i, "article "+w.Article, "")
		together(i, "text "+w.Article, "")
		if w.CopyOf != "" {
			if k, ok := seen["article "+w.CopyOf]; ok {
				u.join(k, i, w.Outlet+" has a copy: "+w.CopyWhy)
			}
			together(i, "text "+w.CopyOf, w.Outlet+" has a copy: "+w.CopyWhy)
		}
		together(i, "speaker "+w.Speaker, "they have it from "+w.Shown)
		if w.Owner != "" {
			together(i, "owner "+w.Owner, "their outlets belong to "+w.Owner)
		}
	}
	// What is cited may stand behind who cites it.
	for i := range list {
		for _, page := range list[i].Cites {
			if k, ok := seen["article "+page]; ok {
				u.join(k, i, list[i].Outlet+" cites it")
			}
			together(i, "page "+page, "they cite the same page")
		}
	}
	groups := map[int]*Group{}
	var order []*Group
	for i, w := range list {
		root := u.find(i)
		g := groups[root]
		if g == nil {
			g = &Group{First: w.Article}
			groups[root] = g
			order = append(order, g)
		}
		if !slices.Contains(g.Articles, w.Article) {
			g.Articles = append(g.Articles, w.Article)
		}
		g.Claims = append(g.Claims, w.Claim)
		for _, reason := range u.reasons[i] {
			if reason != "" && !slices.Contains(g.Reasons, reason) {
				g.Reasons = append(g.Reasons, reason)
			}
		}
	}
	all := make([]Group, len(order))
	for i, g := range order {
		all[i] = *g
	}
	return all
}

func (w *Witness) text() *Text {
	return &Text{Article: w.Article, Published: w.Published, Fetched: w.Fetched}
}

// A union keeps which of some things are one, and why.
type union struct {
	to      []int
	reasons [][]string // of each, why it joined another
}

func newUnion(n int) *union {
	u := &union{to: make([]int, n), reasons: make([][]string, n)}
	for i := range u.to {
		u.to[i] = i
	}
	return u
}

func (u *union) find(i int) int {
	for u.to[i] != i {
		u.to[i] = u.to[u.to[i]]
		i = u.to[i]
	}
	return i
}

// join makes two things one; the earlier stands for both.
func (u *union) join(a, b int, reason string) {
	x, y := u.find(a), u.find(b)
	if x == y {
		return
	}
	u.reasons[b] = append(u.reasons[b], reason)
	u.to[max(x, y)] = min(x, y)
}

// A Match is two claims that assert the same.
type Match struct {
	A, B  string // claims
	Quote bool   // they share the words of a quotation: near proof
	Score float64
}

// Groups parts claims that matches lead to into clusters. To be the same as one that is
// the same as a third is not enough but for quotations: a claim belongs to the cluster
// whose central claim, the one with the most matches, it matches itself. Claims that are
// apart, as a person says of a pair, are never in one cluster.
func Groups(matches []Match, apart [][2]string) [][]string {
	never := map[[2]string]bool{}
	for _, p := range apart {
		never[p], never[[2]string{p[1], p[0]}] = true, true
	}
	near := map[string]map[string]bool{}
	link := func(a, b string) {
		if near[a] == nil {
			near[a] = map[string]bool{}
		}
		near[a][b] = true
	}
	var claims []string
	index := map[string]int{}
	for _, m := range matches {
		link(m.A, m.B)
		link(m.B, m.A)
		for _, c := range []string{m.A, m.B} {
			if _, ok := index[c]; !ok {
				index[c] = 0
				claims = append(claims, c)
			}
		}
	}
	slices.Sort(claims)
	for i, c := range claims {
		index[c] = i
	}
	quotes := newUnion(len(claims))
	for _, m := range matches {
		if m.Quote {
			quotes.join(index[m.A], index[m.B], "")
		}
	}
	alike := map[int][]string{} // those that quotations join, by their root
	for i, c := range claims {
		alike[quotes.find(i)] = append(alike[quotes.find(i)], c)
	}
	order := slices.SortedStableFunc(slices.Values(claims), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(near[b]), len(near[a])), strings.Compare(a, b))
	})
	placed := map[string]bool{}
	var list [][]string
	for _, center := range order {
		if placed[center] {
			continue
		}
		group := []string{}
		fits := func(c string) bool {
			return !slices.ContainsFunc(group, func(member string) bool { return never[[2]string{c, member}] })
		}
		take := func(c string) {
			for _, other := range alike[quotes.find(index[c])] { // whoever shares its words comes along
				if !placed[other] && fits(other) {
					placed[other] = true
					group = append(group, other)
				}
			}
		}
		take(center)
		for _, other := range slices.Sorted(maps.Keys(near[center])) {
			if !placed[other] {
				take(other)
			}
		}
		if len(group) > 1 {
			slices.Sort(group)
			list = append(list, group)
		}
	}
	return list
}
