package cite

import (
	"cmp"
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
