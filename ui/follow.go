package ui

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"time"

	"dateline/indexer"
	"dateline/indexer/desk"
	"dateline/scraper/frontier"
	"dateline/scraper/scout"
)

// A Roster is the outlets that are followed, as far as pages can change that.
type Roster interface {
	// Survey says what following a site would bring: the outlet as it could be followed, and
	// what was found out about it. It asks the site, which may take a minute. An error that
	// is a *indexer.QueryError says why nothing can be found out.
	Survey(ctx context.Context, address string) (desk.OutletDraft, *scout.Checkup, error)
	// Follow has an outlet visited from now on. An error that is a *desk.FollowedError or a
	// *indexer.QueryError says why not.
	Follow(ctx context.Context, d desk.OutletDraft) (*desk.Outlet, error)
	// FollowOPML has the outlets of an OPML visited from now on, and says of each what became
	// of it. What is no OPML is a *indexer.QueryError.
	FollowOPML(ctx context.Context, body []byte) ([]Added, error)
	// Outdone returns the outlets that were added, and that the configuration names as well,
	// which counts.
	Outdone() []desk.Outlet
	// Unfollow has the outlet at a host visited no more, or returns indexer.ErrNotFound. One
	// that the configuration names is a *indexer.QueryError.
	Unfollow(ctx context.Context, host string) error
}

const (
	surveyWithin = 3 * time.Minute // for a page that looks at a site, whose host has its own pace
	maxOPML      = 1 << 20         // bytes of an OPML file that a form sends
)

// A following is the forms by which outlets are followed, and what came of what was sent.
type following struct {
	Address string   // that somebody wants to be looked at
	Found   *finding // what was found out about it; nil if nothing was
	Lines   []Added  // what became of the outlets of a file
	Outdone []desk.Outlet
	Problem *problem
}

// Wrong reports whether a field is the one that is wrong.
func (f following) Wrong(field string) bool { return f.Problem != nil && f.Problem.Field == field }

// A finding is what was found out about a site.
type finding struct {
	Name, Home string
	Robots     string
	Lists      []foundList
	Article    *foundArticle // nil if none could be read
	Problems   []string
	Notes      []string
	Follows    bool // it can be followed
}

// A foundList is a feed, a sitemap or a page that was looked at.
type foundList struct {
	namedList
	From, Items string
	Newest      stamp
	Problem     string
	Field       string // of the form; empty if it is of no use
}

// A namedList is a feed, a sitemap or a page that is read regularly.
type namedList struct{ What, URL, Out string }

// A foundArticle is one of the newest articles of a site.
type foundArticle struct {
	Headline, Out, By, Length string
	Published                 stamp
}

// surveySite looks at a site that somebody wants to follow.
func (s *site) surveySite(r *http.Request) (*view, error) {
	sent := &following{Address: r.PostForm.Get("url")}
	if sent.Address == "" {
		sent.Problem = &problem{Field: "url", Name: "Address", Says: "give that of a site or of a feed, such as outlet.example"}
		return s.rosterView(r, sent)
	}
	draft, found, err := s.roster.Survey(r.Context(), sent.Address)
	if err != nil {
		return s.refused(r, sent, err)
	}
	sent.Found = newFinding(s.now(), draft, found)
	return s.rosterView(r, sent)
}

// followOutlet follows what was found, as far as its form says.
func (s *site) followOutlet(r *http.Request) (*view, error) {
	f := r.PostForm
	kept, err := s.roster.Follow(r.Context(), desk.OutletDraft{
		Name: f.Get("name"), Home: f.Get("home"), Feeds: f["feeds"], Sitemaps: f["sitemaps"], Pages: f["pages"],
	})
	if err != nil {
		return s.refused(r, &following{Address: f.Get("home")}, err)
	}
	return &view{Redirect: "/outlets#" + outletID(kept.Host)}, nil
}

// followFile follows the outlets of an OPML file.
func (s *site) followFile(r *http.Request) (*view, error) {
	sent := &following{}
	file, _, err := r.FormFile("opml")
	if err != nil {
		sent.Problem = &problem{Field: "opml", Name: "OPML file", Says: "choose one of at most 1 MiB"}
		return s.rosterView(r, sent)
	}
	body, err := io.ReadAll(file)
	if err = errors.Join(err, file.Close()); err != nil {
		return nil, err
	}
	if sent.Lines, err = s.roster.FollowOPML(r.Context(), body); err != nil {
		return s.refused(r, sent, err)
	}
	return s.rosterView(r, sent)
}

// unfollowOutlet follows an outlet no more.
func (s *site) unfollowOutlet(r *http.Request) (*view, error) {
	err := s.roster.Unfollow(r.Context(), r.PostForm.Get("host"))
	if err != nil && !errors.Is(err, indexer.ErrNotFound) { // twice is once
		return s.refused(r, &following{}, err)
	}
	return &view{Redirect: "/outlets#followed"}, nil
}

// refused shows why what was sent cannot be done; an error of another kind is ours.
func (s *site) refused(r *http.Request, sent *following, err error) (*view, error) {
	wrong, isWrong := errors.AsType[*indexer.QueryError](err)
	followed, isFollowed := errors.AsType[*desk.FollowedError](err)
	switch {
	case isFollowed:
		sent.Problem = &problem{Field: "url", Name: "Outlet", Says: followed.Error()}
	case isWrong:
		names := map[string]string{"url": "Address", "home": "Front page", "feeds": "Feeds", "sitemaps": "Sitemaps", "pages": "Pages", "opml": "OPML file", "host": "Outlet"}
		sent.Problem = &problem{Field: wrong.Field, Name: names[wrong.Field], Says: wrong.Says}
	default:
		return nil, err
	}
	return s.rosterView(r, sent)
}

func (s *site) rosterView(r *http.Request, sent *following) (*view, error) {
	v, err := s.outletsView(r, &adding{}, sent)
	if err == nil && sent.Problem != nil {
		v.Status = http.StatusBadRequest
	}
	return v, err
}

func newFinding(now time.Time, d desk.OutletDraft, c *scout.Checkup) *finding {
	f := &finding{
		Name: d.Name, Home: d.Home, Robots: c.Robots.Says(), Problems: c.Problems, Notes: c.Notes,
		Follows: len(d.Feeds)+len(d.Sitemaps)+len(d.Pages) > 0,
	}
	for _, p := range c.Lists {
		address := cmp.Or(p.Moved, p.URL)
		l := foundList{namedList: namedList{p.Form, address, outside(address)}, From: p.From, Items: count(p.Items, "item"), Problem: p.Problem}
		if p.Newest != nil {
			l.Newest = ago(now, *p.Newest)
		}
		for field, urls := range map[string][]string{"feeds": d.Feeds, "sitemaps": d.Sitemaps, "pages": d.Pages} {
			if slices.Contains(urls, address) {
				l.Field = field
			}
		}
		f.Lists = append(f.Lists, l)
	}
	if a := c.Article; a != nil {
		f.Article = &foundArticle{Headline: cmp.Or(a.Headline, "without a headline"), Out: outside(a.URL), Length: count(a.Characters, "character")}
		if len(a.Bylines) > 0 {
			f.Article.By = a.Bylines[0]
		}
		if a.Published != nil {
			f.Article.Published = ago(now, *a.Published)
		}
	}
	return f
}

// outletID returns where an outlet stands on the page.
func outletID(host string) string { return "outlet-" + host }

// namedLists returns what is read regularly of an outlet.
func namedLists(o frontier.OutletStatus) (list []namedList) {
	for _, of := range []struct {
		what string
		urls []string
	}{{"feed", o.Feeds}, {"sitemap", o.Sitemaps}, {"page", o.Pages}} {
		for _, u := range of.urls {
			list = append(list, namedList{of.what, u, outside(u)})
		}
	}
	return list
}
