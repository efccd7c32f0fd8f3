package api

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"dateline/indexer"
)

const (
	maxAddress = 8 << 10 // bytes of the address that is asked, with its parameters
	maxParams  = 200     // in it
)

// knownParams returns a QueryError about the first parameter of a query string
// that is none of known, naming the nearest that is. A parameter that is passed
// over would look like a filter that worked.
func knownParams(raw string, known []string) error {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return wrong("query", "the parameters cannot be read: write & between them, and %%25, %%26, %%3B and %%2B for the signs %%, &, ; and + inside one")
	}
	given := 0
	var unknown []string
	for name, all := range values {
		given += len(all)
		if !slices.Contains(known, name) {
			unknown = append(unknown, name)
		}
	}
	if given > maxParams {
		return wrong("query", "these are %d parameters, and at most %d are taken: several values of one can stand in it with commas between", given, maxParams)
	}
	if len(unknown) == 0 {
		return nil
	}
	slices.Sort(unknown)
	name := unknown[0]
	field := cmp.Or(brief(name), "query") // "?=1" has no name
	if len(known) == 0 {
		return wrong(field, "no such parameter: this address takes none")
	}
	says := "no such parameter; "
	if k, ok := Nearest(name, known); ok {
		says += fmt.Sprintf("did you mean %q? ", k)
	}
	return wrong(field, "%sKnown are %s", says, strings.Join(known, ", "))
}

// revisionNumber returns the revision that a parameter asks for; 0 if it is not
// given, which stands for the one that without names.
func revisionNumber(values url.Values, param, without string) (int, error) {
	asked, ok := values[param]
	if !ok {
		return 0, nil
	}
	n, err := strconv.Atoi(asked[0])
	if len(asked) > 1 || err != nil || n < 1 {
		return 0, wrong(param, "give one revision as a whole number from 1 on, or none for %s; /revisions lists them", without)
	}
	return n, nil
}

// similarLimit returns how many similar articles or claims are wanted; 0 if nothing is said.
func similarLimit(values url.Values) (int, error) {
	asked, ok := values["limit"]
	if !ok {
		return 0, nil
	}
	n, err := strconv.Atoi(asked[0])
	if len(asked) > 1 || err != nil || n < 1 || n > indexer.MaxSimilar {
		return 0, wrong("limit", "give one number from 1 to %d, or none for %d", indexer.MaxSimilar, indexer.DefaultSimilar)
	}
	return n, nil
}

// Nearest returns the one of known with the fewest letters to add, drop, change
// or swap, the first of several, if it is near enough to be meant.
func Nearest(name string, known []string) (best string, ok bool) {
	name = strings.ToLower(name)
	least := 3 // letters: more make another word
	if len(name) < 5 {
		least = 2
	}
	for _, k := range known {
		d := indexer.Distance(brief(name), k)
		if strings.HasPrefix(name, k) || strings.HasPrefix(k, name) {
			d = min(d, 1) // "published" is "pub", "out" is "outlet"
		}
		if d < least {
			best, least = k, d
		}
	}
	return best, best != ""
}
