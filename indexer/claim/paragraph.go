package claim

import "dateline/indexer/prose"

// A paragraph is one block of the text, cut up.
type paragraph struct {
	*prose.Paragraph
	place int // among the paragraphs of the article
}
