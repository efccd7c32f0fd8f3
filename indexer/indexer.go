// Package indexer says what the articles mean: which claims they hold and which
// days those claims speak of, and how to ask for them.
//
// [Read] analyses one revision. A [Writer] takes what was read into an index, a
// [Searcher] answers from it; an [Index] is both. The types here are the JSON
// that the API, the command line and the pages all give, under the same names.
package indexer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"dateline/indexer/claim"
	"dateline/indexer/people"
	"dateline/indexer/timex"
	"dateline/scraper"
)

// ErrNotFound reports an id that nothing is known under.
var ErrNotFound = errors.New("not found")

// A Reading is one revision, analysed.
type Reading struct {
	Revision scraper.Revision
	Mentions []timex.Mention       // every time expression of the text, in order
	Claims   []DatedClaim          // in order of the text, as Keep puts them
	Facts    map[string]ClaimFacts // what their clusters are, by claim id; nil if they were not compared yet
	Filed    []people.Place        // from where the article says that it was filed: see people.Filed
	CopiesOf string                // id of the earliest article with its text, which may be its own; empty if no other has it

	// What people have set right, see Correct.
	Refused []DatedClaim       // what a person says is no claim; not among Claims
	Redated map[int]*Corrected // dates, by their places in Mentions
}

// ClaimFacts are what comparing a claim with all others has told.
type ClaimFacts struct {
	Cluster  string // id
	Origins  int    // how many independent sources say the same
	Conflict bool   // there are dates in it that cannot both be
}

// A DatedClaim is a claim with the times that it speaks of.
type DatedClaim struct {
	claim.Claim
	Times []int // its mentions, as places in Reading.Mentions

	// What people have set right, see Reading.Correct.
	Respoken *Corrected // its speaker; nil if nobody did
	Refused  *Corrected // it is no claim; nil if nobody says so
	Apart    []string   // ids of claims that do not assert the same, whatever comparing them says
}

// An Entry is a place on the timeline: one claim at one date.
type Entry struct {
	ID       string      `json:"id"`
	Start    Moment      `json:"start"` // null if open: "by 1987"
	End      Moment      `json:"end"`   // exclusive; null if open: "after 1987"
	Grain    timex.Grain `json:"grain"`
	EDTF     string      `json:"edtf"`
	Lasts    bool        `json:"lasts"` // it went on from start to end, as it is told: "from 1993 to 1997"; else it was some time in between
	Label    string      `json:"label"` // in words: "sometime in 1987", "late 1980s"
	Claim    ClaimRef    `json:"claim"`
	Date     DateRef     `json:"date"`
	Article  ArticleRef  `json:"article"`
	Sentence string      `json:"sentence"`
	Offsets  Offsets     `json:"offsets"`
}

// A ClaimRef is a claim as entries and answers carry it.
type ClaimRef struct {
	ID         string     `json:"id"`
	Text       string     `json:"text"`
	Kind       claim.Kind `json:"kind"`
	Speaker    SpeakerRef `json:"speaker"`
	Cue        string     `json:"cue"` // empty for an author's claim
	Confidence float64    `json:"confidence"`
	Places     []PlaceRef `json:"places"`   // that its sentence surely names, each once, in order
	Medium     string     `json:"medium"`   // in what it was made: "op-ed", "interview"…; empty if the text does not say
	Cluster    string     `json:"cluster"`  // of the claims that assert the same; empty if it was not compared yet
	Origins    int        `json:"origins"`  // how many independent sources say the same; 0 if it was not compared yet
	Conflict   bool       `json:"conflict"` // claims of its cluster have dates that cannot both be

	Refused *Corrected `json:"refused,omitempty"` // a person says that it is no claim; absent if nobody does
}

// A SpeakerRef is who a claim is from.
type SpeakerRef struct {
	ID      string   `json:"id"`      // "alnur-mussayev": see SpeakerView; empty if unclear
	Name    string   `json:"name"`    // empty if unclear
	Surface string   `json:"surface"` // as it stands at the claim; empty for an author's claim
	Role    string   `json:"role"`    // as the article gives it: "the former head of the bank"; may be empty
	Names   []string `json:"names"`   // every spelling that the article has of the name, if there are several

	Corrected *Corrected `json:"corrected,omitempty"` // by a person; absent if it is as it was read
}

// A PlaceRef is a place that a text names, and where.
type PlaceRef struct {
	Name    string `json:"name"`    // as it stands, but for capitals and what is shortened: "Nairobi" of "NAIROBI", "United States" of "U.S."
	Offsets [2]int `json:"offsets"` // of the name as it stands, in code points of the text, half open
}

// A DateRef is how the date of an entry was read.
type DateRef struct {
	Phrase     string   `json:"phrase"` // the words of the text
	Confidence float64  `json:"confidence"`
	Anchor     string   `json:"anchor"` // what it was counted from, in words; empty if the phrase says it all
	Steps      []string `json:"steps"`

	Corrected *Corrected `json:"corrected,omitempty"` // by a person; absent if it is as it was read
}

// An ArticleRef is an article as entries and answers carry it.
type ArticleRef struct {
	ID        string `json:"id"`
	URL       string `json:"url"`
	Headline  string `json:"headline"`
	Outlet    string `json:"outlet"`
	Kind      string `json:"kind"`      // "news", "analysis" …: one of scraper.Kinds
	Published string `json:"published"` // YYYY-MM-DD or RFC 3339, as finely as the page said; empty if unknown
	Revision  int    `json:"revision"`
}

// Offsets are places in the text of the entry's revision, in code points, half
// open. Speaker is null where the text names none.
type Offsets struct {
	Claim   *[2]int `json:"claim"`
	Date    *[2]int `json:"date"`
	Speaker *[2]int `json:"speaker"`
}

// A Moment is one end of an entry's interval: a day, or an hour or minute where
// the grain is that fine. The zero Moment is open.
type Moment struct {
	Time  time.Time // UTC
	Clock bool      // the time of day is meant, too
}

// A Query says what is wanted. The zero Query asks for everything.
type Query struct {
	Text      string         // words (all must occur), "phrases", -not; see ParseText
	Outlets   []string       // any of these, by name or host, in any case
	Kinds     []string       // article kinds: any of these
	Speakers  []string       // any of these names, in any case
	Grains    []timex.Grain  // any of these
	Media     []string       // in what claims were made: any of these
	Sections  []string       // articles of any of these, as their outlets name them, in any case
	Languages []string       // articles in any of these, BCP 47: "en" stands for "en-GB", too
	Authors   []string       // articles by any of these, in any case
	Places    []string       // claims that name any of these places, and articles that hold one or were filed there; in any case, and without accents
	Origins   int            // claims that at least so many independent sources make
	Conflict  bool           // claims whose cluster has dates that cannot both be
	Event     timex.Interval // entries that may overlap it
	Inside    bool           // entries that must lie inside Event whole
	Published timex.Interval // articles published inside it
	Order     Order          // of articles and claims
	Copies    string         // how articles with one text, and their claims, are listed: FoldedCopies or AllCopies
	Boosts    string         // BoostsOff: Best goes by the words alone; empty for not
	Facets    []string       // which facets are counted, see FacetNames; nil for all, NoFacets for none
	Buckets   int            // the timeline is counted in at most so many buckets; 0 for years, see Bucket
	Marks     int            // the timeline has a mark for every entry if there are no more; 0 for none, at most MaxMarks
	Lanes     string         // the timeline is counted by speaker, outlet or cluster, too; empty for not
	Limit     int            // 0 for the default of 50; at most 1000
	Cursor    string         // where the answer before left off; empty for the start
}

// An Order says how articles and claims are put in order.
type Order string

// The orders. Best is what fits the words best; without words it is Newest.
//
// A word that is asked for alone comes first where it stands as it was written, but for
// capitals and accents, in the headline or in the lead of an article, or in the sentence
// of a claim, before other words of its stem: universities before university. It may do
// so for words only that are not their own stems. Of several words each that stands as
// it was written counts for more.
const (
	Best   Order = ""
	Newest Order = "newest" // by the day of publication; what has none comes last
	Oldest Order = "oldest"
)

// How a list of articles shows those that have the same text, or nearly.
const (
	FoldedCopies = ""    // once, as one hit that tells of the others
	AllCopies    = "all" // each as a hit of its own
)

// LeadRunes is how much of an article's text is its lead, in code points.
const LeadRunes = 700

// FacetNames are the facets, by the names of the parameters that ask for their values.
var FacetNames = []string{"outlet", "kind", "speaker", "medium", "section", "lang", "author", "place", "grain", "origins", "conflict"}

// NoFacets is a Query's Facets if none is wanted.
var NoFacets = []string{"none"}

// LaneNames are what a timeline can be counted by.
var LaneNames = []string{"speaker", "outlet", "cluster"}

// Results is one page of the articles that a query finds, best first.
type Results struct {
	Query      string                  `json:"query"`      // the words of the query as they were understood
	Suggestion string                  `json:"suggestion"` // if nothing is found: the words, spelt as articles have them; empty if there is nothing like them
	Total      int                     `json:"total"`      // hits, exact: articles, those of one text counted once if they are folded
	Folded     int                     `json:"folded"`     // articles besides, each with the text of a hit; 0 if all copies are listed
	Hits       []Hit                   `json:"hits"`
	Facets     map[string][]FacetCount `json:"facets"` // by the name of the parameter that asks for it
	Generation uint64                  `json:"generation"`
	Changed    bool                    `json:"changed"` // the index has, since the first page: hits may be missing or come twice
	Next       string                  `json:"next"`    // cursor; empty at the end
}

// A Hit is one article that a query finds.
type Hit struct {
	Article    ArticleRef  `json:"article"`
	Bylines    []string    `json:"bylines"`
	Filed      []PlaceRef  `json:"filed"` // from where its dateline says that it was filed
	Score      float64     `json:"score"`
	Claims     int         `json:"claims"`  // held by the article
	Entries    int         `json:"entries"` // of them, places on the timeline
	Highlights []Highlight `json:"highlights"`
	Copies     CopiesFound `json:"copies"` // folded into this hit
}

// CopiesFound are the articles that a query finds besides a hit, and that have its text; or
// besides a claim, the claims of its cluster in copies of its article.
type CopiesFound struct {
	Articles int         `json:"articles"` // or claims of as many
	Outlets  int         `json:"outlets"`  // that those are of, without the hit's own
	List     []CopyFound `json:"list"`     // of them the first by the order of the answer, at most MostCopies
}

// A CopyFound is an article that has the text of a hit, or a claim in one.
type CopyFound struct {
	ID     string `json:"id"`
	Outlet string `json:"outlet"`
}

// MostCopies is how many articles a hit lists that have its text, at most. All are counted.
const MostCopies = 20

// A Highlight is a piece of an article with the words that were found. It is
// plain text: whoever shows it escapes it and puts the marks in.
type Highlight struct {
	Field string   `json:"field"` // "headline", "text", "bylines" or "captions"
	Start int      `json:"start"` // code points into that field
	Text  string   `json:"text"`
	Marks [][2]int `json:"marks"` // code points into Text, half open, in order
}

// A FacetCount is one value of a facet, and how many articles or entries have it.
type FacetCount struct {
	Value string `json:"value"`
	Count int    `json:"count"`
}

// Claims is one page of the claims that a query finds, dated or not: best first, or
// without words from the newest article to the oldest, and in the order of its text.
type Claims struct {
	Query      string                  `json:"query"`  // the words of the query as they were understood
	Total      int                     `json:"total"`  // claims, exact; what copies of one article have of one another is counted once if it is folded
	Folded     int                     `json:"folded"` // claims besides, each with the cluster of one here and in a copy of its article; 0 if all copies are listed
	Copies     map[string]CopiesFound  `json:"copies"` // folded into claims, by their ids
	Claims     []ClaimView             `json:"claims"`
	Facets     map[string][]FacetCount `json:"facets"` // by the name of the parameter that asks for it
	Generation uint64                  `json:"generation"`
	Changed    bool                    `json:"changed"` // the index has, since the first page: claims may be missing or come twice
	Next       string                  `json:"next"`    // cursor; empty at the end
}

// A Timeline is one page of the entries that a query finds, in order of date:
// by start, then the narrower, then by id. An entry with an open start stands at its end.
type Timeline struct {
	Query      string                  `json:"query"` // the words of the query as they were understood
	Total      int                     `json:"total"` // entries, exact
	Unit       timex.Grain             `json:"unit"`  // how long the buckets are, if so many were asked for; else empty
	Buckets    []Bucket                `json:"buckets"`
	Lanes      []Lane                  `json:"lanes"`    // if asked for, the fullest first
	Marks      []Mark                  `json:"marks"`    // of all entries, in their order, if they were asked for and are no more
	Unmarked   bool                    `json:"unmarked"` // there are more entries than marks were asked for, and so no marks
	Entries    []Entry                 `json:"entries"`
	Open       int                     `json:"open"`     // entries with an open end: "by 1987"
	Spanning   int                     `json:"spanning"` // entries that reach over all of Event, if it has both ends
	Undated    int                     `json:"undated"`  // claims that match but have no resolved date
	Excluded   int                     `json:"excluded"` // entries that match but are left out by their dates
	ExcludedBy ExcludedBy              `json:"excluded_by"`
	Facets     map[string][]FacetCount `json:"facets"` // by the name of the parameter that asks for it
	Generation uint64                  `json:"generation"`
	Next       string                  `json:"next"` // cursor; empty at the end
}

// ExcludedBy says why entries are left out: each is counted once.
type ExcludedBy struct {
	Grain int `json:"grain"` // told more or less finely than Grains ask
	Event int `json:"event"` // outside Event
}

// A Bucket counts the entries of one year. What is known less finely than to a
// year, or spans several, has a bucket of its own extent and is in no year's.
//
// Where a number of buckets is asked for, they are all of one unit and follow on one
// another without a gap. Count is of the entries that are told as finely as the unit and
// lie in the bucket. All others that have two ends are spread evenly over their extent:
// Mass is how much of them falls into the bucket, and each weighs 1 in all.
type Bucket struct {
	Start Moment      `json:"start"`
	End   Moment      `json:"end"`
	Grain timex.Grain `json:"grain"`
	Count int         `json:"count"`
	Mass  float64     `json:"mass"`
}

// A Mark is an entry as a drawing of the timeline needs it: where it stands, and how sure
// that is.
type Mark struct {
	Start    Moment      `json:"start"` // null if open, as those of an Entry
	End      Moment      `json:"end"`
	Grain    timex.Grain `json:"grain"`
	Approx   bool        `json:"approx"` // its words are approximate: "around 1987"
	Lasts    bool        `json:"lasts"`  // it went on all that time, as it is told
	Claim    string      `json:"claim"`  // id
	Kind     claim.Kind  `json:"kind"`
	Origins  int         `json:"origins"`
	Conflict bool        `json:"conflict"`
	Cluster  string      `json:"cluster"` // of the claims whose dates differ from its own; empty without a conflict

	Speaker     string  `json:"speaker"`      // whom the claim is from, as far as Confidence goes; empty if unknown
	Confidence  float64 `json:"confidence"`   // of the claim's speaker, to four places
	ArticleKind string  `json:"article_kind"` // "news", "opinion" …
	Lane        string  `json:"lane"`         // the value of its lane, if lanes were asked for; empty if it is in none
}

// A Lane is the part of a timeline that belongs to one speaker, outlet or cluster.
type Lane struct {
	Value   string   `json:"value"` // what a filter asks for: a name, or the id of a cluster
	Label   string   `json:"label"` // in words: the name, or the earliest claim of the cluster, found or not
	Total   int      `json:"total"`
	Buckets []Bucket `json:"buckets"` // of the timeline's unit; empty if no number of them was asked for
}

// A ClaimView is a claim with all that is known of it.
type ClaimView struct {
	ClaimRef
	Article  ArticleRef `json:"article"`
	Sentence string     `json:"sentence"`
	Offsets  Offsets    `json:"offsets"` // Date is null: see Entries
	Entries  []Entry    `json:"entries"` // its dates
}

// Copies are articles that have the same text, or nearly: one origin, however
// many outlets carry it.
type Copies struct {
	First  ArticleRef `json:"first"`  // the earliest that is known
	Others []Copy     `json:"others"` // the rest
}

// A Copy is an article that repeats another.
type Copy struct {
	Article ArticleRef `json:"article"`
	Reason  string     `json:"reason"` // why it is taken as a copy, in words
}

// Similar are the articles that are most like one.
type Similar struct {
	Article    ArticleRef   `json:"article"`  // the one that was asked for
	Words      []string     `json:"words"`    // of its own, that tell it from others: by them the articles were found
	Articles   []SimilarOne `json:"articles"` // the most like it first, without itself and its copies
	Generation uint64       `json:"generation"`
}

// A SimilarOne is an article that is like another.
type SimilarOne struct {
	Article ArticleRef `json:"article"`
	Score   float64    `json:"score"` // only there to compare those of one answer
	Words   []string   `json:"words"` // which of the words it has
}

// SimilarClaims are the claims that are most like one without asserting the same.
type SimilarClaims struct {
	Claim      ClaimView      `json:"claim"`  // the one that was asked for
	Words      []string       `json:"words"`  // of its own, that tell it from others: by them the claims were found
	Claims     []SimilarClaim `json:"claims"` // the most like it first, one of a cluster, without its own cluster, its article and the copies of that
	Generation uint64         `json:"generation"`
}

// A SimilarClaim is a claim that is like another.
type SimilarClaim struct {
	Claim ClaimView `json:"claim"`
	Score float64   `json:"score"` // only there to compare those of one answer
	Words []string  `json:"words"` // which of the words its sentence has
}

// MaxSimilar is how many articles or claims that are like one are told at most, DefaultSimilar how
// many if nothing is said.
const (
	DefaultSimilar = 10
	MaxSimilar     = 50
)

// SimilarLimit returns how many articles or claims that are like one are told if limit is asked
// for, or a *QueryError.
func SimilarLimit(limit int) (int, error) {
	if limit < 0 || limit > MaxSimilar {
		return 0, &QueryError{Field: "limit", Says: fmt.Sprintf("%d is out of range: write 1 to %d", limit, MaxSimilar)}
	}
	return cmp.Or(limit, DefaultSimilar), nil
}

// LastOf returns some readings, of each article the last.
func LastOf(rs []*Reading) []*Reading {
	last := make(map[string]int, len(rs))
	for i, r := range rs {
		last[r.ArticleRef().ID] = i
	}
	list := make([]*Reading, 0, len(last))
	for i, r := range rs {
		if last[r.ArticleRef().ID] == i {
			list = append(list, r)
		}
	}
	return list
}

// A Searcher answers questions.
type Searcher interface {
	// Search returns the articles that q finds, best first; without words,
	// the newest first. Event and Grains then ask for articles with such an entry.
	Search(ctx context.Context, q Query) (*Results, error)
	// Claims returns the claims that q finds. Event and Grains ask for those with such an
	// entry. Its words are looked for in the claim, its sentence, the speaker and the headline.
	Claims(ctx context.Context, q Query) (*Claims, error)
	// Timeline returns the entries that q finds, in order of date.
	Timeline(ctx context.Context, q Query) (*Timeline, error)
	// Claim returns the claim with that id, or ErrNotFound.
	Claim(ctx context.Context, id string) (*ClaimView, error)
	// Similar returns the articles that are most like the one with that id, at most limit,
	// or DefaultSimilar for 0; ErrNotFound if it is not held. What has one text is told once.
	Similar(ctx context.Context, articleID string, limit int) (*Similar, error)
	// SimilarClaims returns the claims that are most like the one with that id and assert
	// something else, at most limit, or DefaultSimilar for 0; ErrNotFound if it is not held.
	SimilarClaims(ctx context.Context, claimID string, limit int) (*SimilarClaims, error)
	// Generation returns that of the answers: it rises with every change of the index.
	Generation(ctx context.Context) (uint64, error)
}

// A Writer takes in what was read.
type Writer interface {
	// Seq returns how far the index has read the archive.
	Seq(ctx context.Context) (uint64, error)
	// Put replaces what the index holds of the articles in rs, and moves its
	// Seq to seq, in one step: after a crash both happened, or neither. Claims
	// stand in answers as they do in their reading: see Reading.Keep.
	Put(ctx context.Context, seq uint64, rs ...*Reading) error
	// Delete forgets the articles with these ids, and moves Seq, in one step.
	Delete(ctx context.Context, seq uint64, ids ...string) error
}

// An Index is both ends of an index. Its contract is held by package indextest.
type Index interface {
	Searcher
	Writer
	Close() error
}

// An UnavailableError reports an index that cannot be asked now, and can be again.
type UnavailableError struct {
	Says string // why, for whoever asks
	Err  error  // why, and where, for whoever runs it
}

func (e *UnavailableError) Error() string { return e.Err.Error() }

func (e *UnavailableError) Unwrap() error { return e.Err }

// A QueryError reports a query that asks for something impossible, in words for
// whoever wrote it.
type QueryError struct {
	Field      string // "q", "event", "cursor", ...
	Says       string // what is wrong and what to write instead
	Understood string // of "q": what could be understood, as ParseText reads it; may be empty
}

func (e *QueryError) Error() string { return e.Field + ": " + e.Says }
