package indexer

// Held is what an index holds of an article.
type Held struct {
	ID       string
	Revision int
	Claims   []string // ids, in the order of its text
}

// A Check is what is wrong inside an index, in words. All is well if both are empty.
type Check struct {
	Documents []string // of its documents: it has to be built anew
	Columns   []string // of its columns: they have to be made anew from the documents
}
