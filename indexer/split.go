package indexer

// Split returns the words of a text that must occur, and what is asked beside: fields, and
// words in one bracket with them.
func (t Text) Split() (must, rest Text) {
	if !t.HasFields() {
		return t, rest
	}
	if t.Op != And {
		return must, t
	}
	var words, others []Text
	for _, part := range t.Parts {
		if part.HasFields() {
			others = append(others, part)
		} else {
			words = append(words, part)
		}
	}
	return together(words), together(others)
}

func together(parts []Text) Text {
	switch len(parts) {
	case 0:
		return Text{}
	case 1:
		return parts[0]
	}
	return Text{Op: And, Parts: parts}
}
