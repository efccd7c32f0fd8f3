package ui

import "net/http"

// A homeBody says what is held.
type homeBody struct {
	Empty    bool // nothing is stored
	Roster   bool // the page of outlets can follow some
	Running  bool // pages are being visited
	Articles string
	Outlets  string
	Last     stamp // the last visit
	Follows  []string
	News     []savedLine // saved searches that have found something since somebody looked
}

// maxFollows is how many outlets, and saved searches, the home page names.
const maxFollows = 12

func (s *site) home(r *http.Request) (*view, error) {
	status, err := s.library.Status(r.Context())
	if err != nil {
		return nil, err
	}
	outlets, err := s.library.Outlets(r.Context())
	if err != nil {
		return nil, err
	}
	body := homeBody{Empty: status.Articles == 0, Roster: s.roster != nil && s.writes, Running: status.Running, Articles: count(status.Articles, "article")}
	withArticles := 0
	for _, o := range outlets {
		if t := ago(s.now(), o.LastVisit); body.Last.Datetime < t.Datetime {
			body.Last = t
		}
		if o.Articles > 0 {
			withArticles++
			if len(body.Follows) < maxFollows && o.Followed {
				body.Follows = append(body.Follows, o.Outlet)
			}
		}
	}
	body.Outlets = count(withArticles, "outlet")
	if s.desk != nil {
		saved, err := s.desk.Searches(r.Context())
		if err != nil {
			return nil, err
		}
		for i := range saved {
			if saved[i].New > 0 && len(body.News) < maxFollows {
				body.News = append(body.News, newSavedLine(&saved[i]))
			}
		}
	}
	return &view{Template: "home", Section: "home", Body: body}, nil
}
