package api

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"dateline/indexer"
	"dateline/scraper"
	"dateline/scraper/archive"
	"dateline/scraper/canon"
	"dateline/scraper/change"
)

// A Diff is what changed between two revisions of an article, what matters first.
// An article of which one revision is kept is compared with itself.
type Diff struct {
	Article    indexer.ArticleRef `json:"article"` // as revision To has it
	Kept       []int              `json:"kept"`    // numbers of all revisions that are kept
	From       DiffSide           `json:"from"`
	To         DiffSide           `json:"to"`
	Changes    []Change           `json:"changes"`
	Omitted    int                `json:"omitted"` // changes that are not listed, the least of them
	Headline   []Piece            `json:"headline"`
	Paragraphs []Paragraph        `json:"paragraphs"` // of both texts, in the order of the new one
}

// A DiffSide is one of two revisions that are compared.
type DiffSide struct {
	Revision  int       `json:"revision"`
	Headline  string    `json:"headline"`
	Published string    `json:"published"` // YYYY-MM-DD or RFC 3339; empty if the page does not say
	Modified  string    `json:"modified"`
	Fetched   time.Time `json:"fetched"` // when this revision was first seen
}

// A Change is one difference. Its offsets are code points into the headline or
// the text of the two revisions, and null where it is in neither.
type Change struct {
	Kind   change.Kind  `json:"kind"`
	Field  change.Field `json:"field"` // what it is in: "text", "headline", "bylines"
	Old    string       `json:"old"`   // the words as they were; may be empty
	New    string       `json:"new"`
	OldAt  *[2]int      `json:"old_offsets"`
	NewAt  *[2]int      `json:"new_offsets"`
	Before string       `json:"before"` // words that stand before it
	After  string       `json:"after"`
	Quoted bool         `json:"quoted"` // it stands inside a quotation
}

// A Paragraph is a block of one text or of both, with its words.
type Paragraph struct {
	State  change.State      `json:"state"`
	Moved  bool              `json:"moved"`
	Kind   scraper.BlockKind `json:"kind"`
	OldAt  [2]int            `json:"old_offsets"` // empty where it is not
	NewAt  [2]int            `json:"new_offsets"`
	Pieces []Piece           `json:"pieces"`
}

// A Piece is a run of words that were kept, removed or added.
type Piece struct {
	Op    change.Op `json:"op"`
	Text  string    `json:"text"`
	OldAt [2]int    `json:"old_offsets"` // empty for what was added
	NewAt [2]int    `json:"new_offsets"` // empty for what was removed
}

// An ArticleID is the id of the article that we hold at an address.
type ArticleID struct {
	URL     string `json:"url"` // as it was asked for
	Article string `json:"article"`
}

// diff answers GET /api/v1/articles/{id}/diff.
func (s *server) diff(c *gin.Context) error {
	from, to, err := revisionNumbers(c.Request.URL.Query())
	if err != nil {
		return err
	}
	d, err := Compare(c.Request.Context(), s.Library, c.Param("id"), from, to)
	if err != nil {
		return err
	}
	return tagged(c, d)
}

// revisionNumbers returns which two revisions are asked for, each 0 if it is left open.
func revisionNumbers(values url.Values) (from, to int, err error) {
	if from, err = revisionNumber(values, "from", "the one before"); err != nil {
		return 0, 0, err
	}
	to, err = revisionNumber(values, "to", "the newest")
	return from, to, err
}

// articleAt answers GET /api/v1/articles.
func (s *server) articleAt(c *gin.Context) error {
	asked := c.Request.URL.Query()["url"]
	if len(asked) != 1 || asked[0] == "" {
		return wrong("url", "give one address of an article")
	}
	id, err := Locate(c.Request.Context(), s.Library, asked[0])
	if err != nil {
		return err
	}
	return tagged(c, ArticleID{asked[0], id})
}

// Locate returns the id of the article that l holds at an address: the one that
// was visited, or the article's own. If there is none, the error is
// indexer.ErrNotFound, in words.
func Locate(ctx context.Context, l Library, address string) (string, error) {
	u, err := canon.URL(address, "")
	if err != nil {
		return "", wrong("url", "%q is no http(s) address: %v", brief(address), err)
	}
	held, err := l.ArticleAt(ctx, []string{u})
	if err != nil {
		return "", err
	}
	if id, ok := held[u]; ok {
		return id, nil
	}
	id := scraper.ArticleID(u)
	_, err = l.Revisions(ctx, id)
	return id, missing(err, "No article is held at %s. Search gives the addresses of articles.", brief(u))
}

// Compare returns what changed between two revisions of an article, as [Sides] names them.
func Compare(ctx context.Context, l Library, id string, from, to int) (*Diff, error) {
	kept, before, after, err := Sides(ctx, l, id, from, to)
	if err != nil {
		return nil, err
	}
	return newDiff(kept, before, after), nil
}

// Sides returns two revisions of an article, and the numbers of all that are kept. From
// 0 is the one before to, and to 0 the newest. What is not there is indexer.ErrNotFound,
// in words that say what is.
func Sides(ctx context.Context, l Library, id string, from, to int) (kept []int, before, after *indexer.Reading, err error) {
	infos, err := lookup(id, func() ([]archive.RevisionInfo, error) { return l.Revisions(ctx, id) })
	if err == nil && len(infos) == 0 {
		err = indexer.ErrNotFound
	}
	if err != nil {
		return nil, nil, nil, noArticle(err, id)
	}
	kept = make([]int, len(infos))
	for i, r := range infos {
		kept[i] = r.Number
	}
	slices.Sort(kept)
	if to == 0 {
		to = kept[len(kept)-1]
	}
	if from == 0 {
		at, _ := slices.BinarySearch(kept, to)
		from = kept[max(0, min(at, len(kept))-1)]
	}
	for _, n := range []int{from, to} {
		if !slices.Contains(kept, n) {
			return nil, nil, nil, noRevision(n, id, kept)
		}
	}
	var sides [2]*indexer.Reading
	for i, n := range []int{from, to} {
		if sides[i], err = l.Reading(ctx, id, n); errors.Is(err, indexer.ErrNotFound) {
			return nil, nil, nil, noRevision(n, id, kept)
		} else if err != nil {
			return nil, nil, nil, err
		}
	}
	return kept, sides[0], sides[1], nil
}

func noRevision(n int, id string, kept []int) error {
	return tell(indexer.ErrNotFound, "There is no revision %d of the article %s; kept %s.", n, brief(id), Numbers(kept))
}

// Numbers says in words which revisions are kept: "are 1 to 3". They are in order.
func Numbers(kept []int) string {
	first, last := kept[0], kept[len(kept)-1]
	switch {
	case len(kept) == 1:
		return fmt.Sprintf("is only %d", first)
	case last-first == len(kept)-1 && len(kept) > 2:
		return fmt.Sprintf("are %d to %d", first, last)
	}
	var list []string
	for _, n := range kept[max(0, len(kept)-20):] {
		list = append(list, strconv.Itoa(n))
	}
	if len(kept) > 20 {
		list[0] = "…"
	}
	return "are " + strings.Join(list, ", ")
}

func newDiff(kept []int, from, to *indexer.Reading) *Diff {
	found := change.Compare(&from.Revision, &to.Revision)
	d := &Diff{
		Article: to.ArticleRef(), Kept: kept, From: newSide(from), To: newSide(to),
		Changes: make([]Change, len(found.Changes)), Omitted: found.Omitted,
		Headline: newPieces(found.Headline), Paragraphs: make([]Paragraph, len(found.Paragraphs)),
	}
	for i, c := range found.Changes {
		d.Changes[i] = Change{Kind: c.Kind, Field: c.Field, Old: c.Old, New: c.New, Before: c.Before, After: c.After, Quoted: c.Quoted}
		if c.Field == change.Text || c.Field == change.Headline {
			d.Changes[i].OldAt, d.Changes[i].NewAt = new(offsets(c.OldAt)), new(offsets(c.NewAt))
		}
	}
	for i, p := range found.Paragraphs {
		d.Paragraphs[i] = Paragraph{State: p.State, Moved: p.Moved, Kind: p.Block, OldAt: offsets(p.Old), NewAt: offsets(p.New), Pieces: newPieces(p.Pieces)}
	}
	return d
}

func newSide(r *indexer.Reading) DiffSide {
	v := &r.Revision
	return DiffSide{Revision: v.Number, Headline: v.Headline, Published: v.Published.String(), Modified: v.Modified.String(), Fetched: v.Fetched.UTC()}
}

func newPieces(pieces []change.Piece) []Piece {
	out := make([]Piece, len(pieces))
	for i, p := range pieces {
		out[i] = Piece{Op: p.Op, Text: p.Text, OldAt: offsets(p.Old), NewAt: offsets(p.New)}
	}
	return out
}

func offsets(s change.Span) [2]int { return [2]int{s.Start, s.End} }

// Diff returns what changed between two revisions of an article, as [Compare] does.
func (c *Client) Diff(ctx context.Context, id string, from, to int) (*Diff, error) {
	params := url.Values{}
	for name, n := range map[string]int{"from": from, "to": to} {
		if n != 0 {
			params.Set(name, strconv.Itoa(n))
		}
	}
	return get[Diff](ctx, c, "/api/v1/articles/"+url.PathEscape(id)+"/diff", params)
}

// Locate returns the id of the article that is held at an address, or an error
// that is indexer.ErrNotFound.
func (c *Client) Locate(ctx context.Context, address string) (string, error) {
	found, err := get[ArticleID](ctx, c, "/api/v1/articles", url.Values{"url": {address}})
	if err != nil {
		return "", err
	}
	return found.Article, nil
}
