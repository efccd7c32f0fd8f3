package archive

import "time"

// A RevisionInfo is a revision without its text, for lists.
type RevisionInfo struct {
	ArticleID string    `json:"article"`
	Number    int       `json:"number"`
	Headline  string    `json:"headline"`
	Published string    `json:"published"` // as scraper.Date prints it; empty if unknown
	Modified  string    `json:"modified"`
	Fetched   time.Time `json:"fetched"` // when this revision was first seen
	PageURL   string    `json:"page_url"`
	Digest    string    `json:"digest"`
	Length    int       `json:"length"` // of the text, in code points
}
