package api

import (
	"context"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"dateline/indexer/desk"
	"dateline/scraper/scout"
)

// A Roster is the outlets that are followed, as far as that can be changed from here. A
// [Client] is one but for OPML.
type Roster interface {
	// Survey says what following a site would bring, given its address or that of a feed.
	// It asks the site, which may take a minute. An error that is a *indexer.QueryError says
	// why nothing can be found out.
	Survey(ctx context.Context, address string) (*Survey, error)
	// Follow has an outlet visited from now on. An error that is a *desk.FollowedError or a
	// *indexer.QueryError says why not.
	Follow(ctx context.Context, d desk.OutletDraft) (*desk.Outlet, error)
	// FollowOPML has the outlets that an OPML lists visited from now on, and says of each
	// what became of it, and what is no outlet. What is no OPML is a *indexer.QueryError.
	FollowOPML(ctx context.Context, body []byte) ([]Added, error)
	// Unfollow has the outlet at a host visited no more, or returns indexer.ErrNotFound. One
	// that the configuration names is a *indexer.QueryError.
	Unfollow(ctx context.Context, host string) error
	// OPML returns the outlets that are followed as OPML.
	OPML() []byte
}

// A Survey says what following a site would bring: the outlet as it could be followed, and
// what was found out about it.
type Survey struct {
	Outlet  desk.OutletDraft `json:"outlet"`
	Checkup *scout.Checkup   `json:"checkup"`
}

// A Site is to be looked at.
type Site struct {
	URL string `json:"url"`
}

// rosterRoutes lists what is asked of the outlets that are followed.
func (s *server) rosterRoutes() []route {
	const get, post = http.MethodGet, http.MethodPost
	return []route{
		{post, "/api/v1/outlets", nil, write, s.follow},
		{http.MethodDelete, "/api/v1/outlets", []string{"host"}, write, s.unfollow},
		{post, "/api/v1/outlets/survey", nil, pass, s.survey},
		{get, "/api/v1/outlets/opml", nil, read, s.opml},
		{post, "/api/v1/outlets/opml", nil, write, s.followOPML},
	}
}

func noRoster() error {
	return tell(errRoute, "This server cannot change which outlets are followed.")
}

// survey answers POST /api/v1/outlets/survey. It lasts as long as the site takes, at its pace.
func (s *server) survey(c *gin.Context) error {
	if s.Roster == nil {
		return noRoster()
	}
	var site Site
	if err := body(c, &site, `{"url": "heron.example"}`); err != nil {
		return err
	}
	if site.URL == "" {
		return wrong("url", `give the address of a site or a feed: {"url": "heron.example"}`)
	}
	found, err := s.Roster.Survey(c.Request.Context(), site.URL)
	if err != nil {
		return err
	}
	rc := http.NewResponseController(c.Writer)
	_ = rc.SetWriteDeadline(time.Now().Add(lineTime)) // the server's own may be over; a test's writer knows none
	return answer(c, http.StatusOK, found)
}

// follow answers POST /api/v1/outlets.
func (s *server) follow(c *gin.Context) error {
	if s.Roster == nil {
		return noRoster()
	}
	var d desk.OutletDraft
	if err := body(c, &d, `{"name": "The Heron", "home": "https://heron.example/"}`); err != nil {
		return err
	}
	kept, err := s.Roster.Follow(c.Request.Context(), d)
	if err != nil {
		return err
	}
	return answer(c, http.StatusCreated, kept)
}

// unfollow answers DELETE /api/v1/outlets?host=.
func (s *server) unfollow(c *gin.Context) error {
	if s.Roster == nil {
		return noRoster()
	}
	host := c.Query("host")
	if host == "" {
		return wrong("host", "give the host of an outlet, such as host=heron.example")
	}
	if err := s.Roster.Unfollow(c.Request.Context(), host); err != nil {
		return missing(err, "No outlet at %q was added. /api/v1/outlets lists those that are followed.", brief(host))
	}
	c.Status(http.StatusNoContent)
	return nil
}

// opml answers GET /api/v1/outlets/opml.
func (s *server) opml(c *gin.Context) error {
	if s.Roster == nil {
		return noRoster()
	}
	c.Header("Content-Disposition", `attachment; filename="outlets.opml"`)
	sendTagged(c, opmlMedia, s.Roster.OPML())
	return nil
}

const opmlMedia = "text/x-opml"

// followOPML answers POST /api/v1/outlets/opml, whose body is the file itself.
func (s *server) followOPML(c *gin.Context) error {
	if s.Roster == nil {
		return noRoster()
	}
	media, _, _ := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if !slices.Contains([]string{opmlMedia, "text/xml", "application/xml"}, media) {
		return tell(errMedia, "Send the OPML file, and the header “Content-Type: text/x-opml” with it.")
	}
	data, err := whole(c)
	if err != nil {
		return err
	}
	told, err := s.Roster.FollowOPML(c.Request.Context(), data)
	if err != nil {
		return err
	}
	return answer(c, http.StatusOK, AddedAll{list(told)})
}

// Survey says what following a site would bring.
func (c *Client) Survey(ctx context.Context, address string) (*Survey, error) {
	resp, err := c.write(ctx, http.MethodPost, "/api/v1/outlets/survey", Site{address})
	if err != nil {
		return nil, err
	}
	defer closeBody(resp)
	found := new(Survey)
	return found, c.decode(resp, found)
}

// Follow has an outlet visited from now on.
func (c *Client) Follow(ctx context.Context, d desk.OutletDraft) (*desk.Outlet, error) {
	return tellServer[desk.Outlet](ctx, c, http.MethodPost, "/api/v1/outlets", d)
}

// Unfollow has the outlet at a host visited no more.
func (c *Client) Unfollow(ctx context.Context, host string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	resp, err := c.write(ctx, http.MethodDelete, "/api/v1/outlets?"+url.Values{"host": {host}}.Encode(), nil)
	if err == nil {
		closeBody(resp)
	}
	return err
}
