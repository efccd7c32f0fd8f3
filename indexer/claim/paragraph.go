package claim

import "dateline/indexer/prose"

// A paragraph is one block of the text, cut up.
type paragraph struct {
	*prose.Paragraph
	place int // among the paragraphs of the article
}

// span returns the span of the tokens from a to b, an empty one if there are none.
func (p *paragraph) span(a, b int) Span { return spanOf(p.Paragraph, a, b) }

func spanOf(p *prose.Paragraph, a, b int) Span {
	if a >= b {
		return Span{}
	}
	return Span{p.Tokens[a].Start, p.Tokens[b-1].End}
}
