// Package peer answers the questions of newsrooms in the ways that are at hand without
// Dateline: with plain Bleve, and with SQLite. They are what the bench commands measure
// beside the index, and no part of the program else.
//
// [NewBleve] and [NewSQLite] make one, or open what they made before. A [System] is
// filled with [System.Put], and asked.
package peer

import (
	"context"
	"errors"
	"time"
)

// ErrNone reports a question that a system has no way to answer.
var ErrNone = errors.New("there is no way to ask this")

// An Article is what all systems are given of one.
type Article struct {
	ID, URL, Outlet, Kind, Author, Headline, Text string
	Published                                     time.Time
	Claims                                        []Claim
}

// A Claim is what all systems are given of one. It has one date.
type Claim struct {
	ID, Text, Speaker, Medium, Grain string
	Origins                          int
	Conflict                         bool
	Start                            time.Time
}

// A Question asks for articles, or for events: claims by their dates. Its zero fields
// ask for everything.
type Question struct {
	Words           []string // all must occur
	Phrase          string   // these words together
	Speaker, Outlet string
	From, To        time.Time // of the events, half open
	Newest          bool      // articles in order of publication, else the best first
	Facets          bool      // articles are counted by the values of eight fields
	Highlight       bool      // the words are marked in what is shown
	Years           [2]int    // events are counted by these years, the second exclusive
	Skip, Limit     int       // what is shown of all that is found
}

// A System answers questions.
type System interface {
	Name() string
	// Put takes in articles with their claims, each once.
	Put(ctx context.Context, list []*Article) error
	// Search shows articles, and returns how many there are; -1 if it does not learn that.
	Search(ctx context.Context, q Question) (total int, err error)
	// Timeline shows events, the earliest first, and returns how many there are.
	Timeline(ctx context.Context, q Question) (total int, err error)
	// Count returns how many articles, or events, a question finds.
	Count(ctx context.Context, q Question, events bool) (int, error)
	Close() error
}

// prose returns what an event is found by: the words of the claim, who said it, and the
// headline above it.
func prose(a *Article, c *Claim) []string { return []string{c.Text, c.Speaker, a.Headline} }
