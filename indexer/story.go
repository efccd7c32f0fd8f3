package indexer

import "dateline/indexer/cite"

// A Story is a claim with where it came from, and who else says it.
type Story struct {
	Claim    ClaimView `json:"claim"`
	Path     []Step    `json:"path"`     // from the claim's article to the earliest page that its words lead to, in order; empty if it cites nothing
	Circular bool      `json:"circular"` // the path comes back to a page that it passed: circular reporting
	Cluster  Cluster   `json:"cluster"`  // everybody who says the same, this claim included
}

// A Step is one citation on the way to where words came from.
type Step struct {
	From   ArticleRef  `json:"from"`   // the article that cites
	To     *ArticleRef `json:"to"`     // the page that it cites; null if it is not held
	URL    string      `json:"url"`    // of that page; empty if only words name it
	Outlet string      `json:"outlet"` // that is named; may be empty
	Medium string      `json:"medium"` // "op-ed", "interview", "post"…; may be empty
	Words  string      `json:"words"`  // of the article that cite it
	State  cite.State  `json:"state"`
	Reason string      `json:"reason"` // why that page is taken for it, in words
}

// A Cluster is claims of several articles that assert the same.
type Cluster struct {
	ID        string     `json:"id"`
	Claims    []Repeated `json:"claims"`    // by date of publication
	Articles  int        `json:"articles"`  // how many articles they stand in
	Outlets   int        `json:"outlets"`   // of how many outlets
	Origins   []Origin   `json:"origins"`   // how many of these are there is how many independent sources say it
	Conflicts []Conflict `json:"conflicts"` // dates that cannot both be
	Reviews   []Review   `json:"reviews"`   // what others found of it
}

// A Repeated is a claim of a cluster, and why it belongs there.
type Repeated struct {
	Claim  ClaimView `json:"claim"`
	Tier   cite.Tier `json:"tier"`   // "same words", "same claim"
	Reason string    `json:"reason"` // in words; empty for the earliest
	Origin int       `json:"origin"` // place in Origins; -1 if its speaker is unclear: it is not counted
}

// An Origin is articles that have a claim from one place: copies, or pages that
// cite the same.
type Origin struct {
	First    ArticleRef   `json:"first"`    // the earliest page that is held
	Articles []ArticleRef `json:"articles"` // all, First included
	Reasons  []string     `json:"reasons"`  // why each join was made, in words
}

// A Conflict is two dates of one claim that cannot both be.
type Conflict struct {
	Says []DateSaid `json:"says"` // two or more
}

// A DateSaid is a date with those who say it.
type DateSaid struct {
	Label   string   `json:"label"`   // "1998"
	EDTF    string   `json:"edtf"`    // empty if it is only known in words
	Origins int      `json:"origins"` // how many independent sources say it
	Claims  []string `json:"claims"`  // ids
}

// A Review is what a fact-check says of a claim: somebody's finding, not ours.
type Review struct {
	Article ArticleRef `json:"article"`
	Claim   string     `json:"claim"`  // in the review's words
	Rating  string     `json:"rating"` // in the review's words
	Reason  string     `json:"reason"` // why it is taken to be about this claim
}

// A SpeakerView is what is known of somebody who speaks.
type SpeakerView struct {
	ID      string       `json:"id"`      // "alnur-mussayev"
	Name    string       `json:"name"`    // the fullest
	Names   []string     `json:"names"`   // every spelling that was seen
	Roles   []string     `json:"roles"`   // as articles give them
	Outlets []FacetCount `json:"outlets"` // how many of their articles report it
	First   string       `json:"first"`   // day of publication of the earliest article; empty if unknown
	Last    string       `json:"last"`
	Claims  []ClaimView  `json:"claims"` // the newest first, at most 500
	Total   int          `json:"total"`  // claims
	Joined  []string     `json:"joined"` // why spellings were taken for one person, in words
}

// A Graph is who cites whom, around an article or a claim.
type Graph struct {
	Nodes []GraphNode `json:"nodes"`
	Edges []GraphEdge `json:"edges"`
}

// A GraphNode is a page.
type GraphNode struct {
	ID      string      `json:"id"`
	URL     string      `json:"url"`
	Outlet  string      `json:"outlet"`
	Article *ArticleRef `json:"article"` // null if it is not held
}

// A GraphEdge is a citation or a copy.
type GraphEdge struct {
	From   string     `json:"from"` // node
	To     string     `json:"to"`
	Kind   string     `json:"kind"` // "cites", "copies"
	State  cite.State `json:"state"`
	Reason string     `json:"reason"`
	Words  string     `json:"words"`
}

// Changes are what became of an article's claims from one revision to another.
type Changes struct {
	Article ArticleRef    `json:"article"`
	From    int           `json:"from"`
	To      int           `json:"to"`
	Claims  []ClaimChange `json:"claims"`
	Note    string        `json:"note"` // of correction, that the newer revision holds and the older does not; empty: no note found
}

// A ClaimChange is what became of one claim.
type ClaimChange struct {
	Kind   string     `json:"kind"`   // "added", "removed", "reworded", "number", "date", "speaker"
	Before *ClaimView `json:"before"` // null if added
	After  *ClaimView `json:"after"`  // null if removed
	Says   string     `json:"says"`   // what differs, in words: "Yuri Shivets became Yuri Shvets"
}
