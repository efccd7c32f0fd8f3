package indexer

import "slices"

// Respelt returns a text in which words and what fields ask for are changed to what other
// returns of each, unless that is empty, and reports whether any is. What must not occur need
// not be known, and stays as it is.
func (t Text) Respelt(other func(Text) (string, error)) (out Text, changed bool, err error) {
	switch t.Op {
	case Word, Field:
		words, err := other(t)
		if err == nil && words != "" {
			t.Words, changed = words, true
		}
		return t, changed, err
	case Not:
		return t, false, nil
	}
	t.Parts = slices.Clone(t.Parts)
	for i := range t.Parts {
		part, differs, err := t.Parts[i].Respelt(other)
		if err != nil {
			return t, false, err
		}
		t.Parts[i], changed = part, changed || differs
	}
	return t, changed, nil
}
