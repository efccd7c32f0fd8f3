package main

import (
	"fmt"
	"testing"
)

func TestZZ(t *testing.T) {
	d := seedDesk(t)
	d.must(exitSome, "crawl", "--once")
	d.must(exitOK, "add", seedPortal)
	d.must(exitOK, "crawl", "--once")
	tl := d.timeline("--limit", "1000")
	d.inside(func(w *work) {
	f := w.folder
	ctx := t.Context()
	seen := map[string]bool{}
	for _, e := range tl.Entries {
		if seen[e.Claim.Cluster] {
			continue
		}
		seen[e.Claim.Cluster] = true
		s, err := f.register.Story(ctx, e.Claim.ID)
		if err != nil {
			t.Fatal(err)
		}
		if len(s.Cluster.Claims) < 2 && len(s.Path) == 0 && len(s.Cluster.Reviews) == 0 {
			continue
		}
		fmt.Println("##", s.Cluster.Articles, "articles", s.Cluster.Outlets, "outlets", len(s.Cluster.Origins), "origins", len(s.Cluster.Conflicts))
		for _, c := range s.Cluster.Claims {
			fmt.Println("  -", c.Claim.Article.Outlet, "|", c.Claim.Speaker.Name, c.Claim.Confidence, "|", c.Claim.Text, "|", c.Reason, c.Origin)
		}
		for _, o := range s.Cluster.Origins {
			fmt.Println("  o", o.First.Outlet, len(o.Articles), o.Reasons)
		}
		for _, c := range s.Cluster.Conflicts {
			fmt.Println("  x", c.Says)
		}
		for _, c := range s.Cluster.Reviews {
			fmt.Println("  r", c)
		}
		for _, p := range s.Path {
			fmt.Println("  >", p.From.Outlet, "->", p.To, p.URL, p.State, p.Reason, p.Words)
		}
	}
	for _, id := range []string{"alnur-mussayev", "sergei-zhyrnov", "alexander-j-motyl", "alexander-motyl", "yuri-shvets", "yuri-shivets", "craig-unger"} {
		s, err := f.register.Speaker(ctx, id)
		if err == nil {
			fmt.Println("SPEAKER", s.ID, s.Name, s.Names, s.Roles, s.Outlets, s.Total, s.Joined)
		} else {
			fmt.Println("SPEAKER", id, err)
		}
	}
})
}
