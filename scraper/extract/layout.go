package extract

import "golang.org/x/net/html"

// around returns the n elements with text that come before and after the
// headline, those after it first; only leaves of the page's layout.
func around(h1 *html.Node, n int) []*html.Node {
	var after, before []*html.Node
	for at := next(h1, true); at != nil && len(after) < n; at = next(at, false) {
		if !leaf(at) {
			continue
		}
		if len(textOf(at, 400)) > 200 {
			break // the story has begun
		}
		after = append(after, at)
	}
	for at := previous(h1); at != nil && len(before) < n/3; at = previous(at) {
		if leaf(at) {
			before = append(before, at)
		}
	}
	return append(after, before...)
}

// leaf reports an element with text that holds no block with text below it.
func leaf(n *html.Node) bool {
	if n.Type != html.ElementNode || unread(n.DataAtom) || !isBlock(n.DataAtom) && n.Data != "span" && n.Data != "time" {
		return false
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && isBlock(c.DataAtom) {
			return false
		}
	}
	return n.FirstChild != nil
}

// next returns the node after n in the page's order; below n unless over.
func next(n *html.Node, over bool) *html.Node {
	if !over && n.FirstChild != nil {
		return n.FirstChild
	}
	for ; n != nil; n = n.Parent {
		if n.NextSibling != nil {
			return n.NextSibling
		}
	}
	return nil
}

// previous returns the node before n in the page's order.
func previous(n *html.Node) *html.Node {
	if n.PrevSibling == nil {
		return n.Parent
	}
	n = n.PrevSibling
	for n.LastChild != nil {
		n = n.LastChild
	}
	return n
}
