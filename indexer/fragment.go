package indexer

import (
	"net/url"
	"strings"
)

// fragmentWords is how many words at each end of a sentence find it on a page.
const fragmentWords = 6

// AtSentence returns the address of a page such that browsers scroll to a
// sentence of it. It returns addr as it is if that is empty or the sentence is.
func AtSentence(addr, sentence string) string {
	words := strings.Fields(sentence)
	if addr == "" || len(words) == 0 {
		return addr
	}
	page, _, _ := strings.Cut(addr, "#")
	if len(words) <= 2*fragmentWords {
		return page + "#:~:text=" + escapeFragment(words)
	}
	return page + "#:~:text=" + escapeFragment(words[:fragmentWords]) + "," + escapeFragment(words[len(words)-fragmentWords:])
}

// directiveSigns have a meaning in a text directive.
var directiveSigns = strings.NewReplacer("-", "%2D", ",", "%2C", "&", "%26")

// escapeFragment joins words; what has a meaning in a text directive is escaped, too.
func escapeFragment(words []string) string {
	return directiveSigns.Replace(url.PathEscape(strings.Join(words, " ")))
}
