package timex

import "sync"

// A workspace is what it takes to read a text, besides what is returned: the next text can
// use it again.
type workspace struct {
	reader   reader
	resolver resolver
}

var workspaces = sync.Pool{New: func() any { return new(workspace) }}

// mostKept is how many tokens a workspace keeps room for: those of a long article. What a
// longer text took is given back.
const mostKept = 1 << 15

// take scans a text, and returns who reads and who resolves it.
func (w *workspace) take(text string) (*reader, *resolver) {
	r, s := &w.reader, &w.resolver
	*r = reader{text: text, t: scan(text, r.t), exprs: r.exprs}
	*s = resolver{r: r, seen: s.seen[:0], quotes: s.quotes[:0], scratch: s.scratch[:0]}
	return r, s
}

// leave gives the workspace to the next text, without a word of this one.
func (w *workspace) leave() {
	r, s := &w.reader, &w.resolver
	if cap(r.t) > mostKept {
		return
	}
	clear(r.t)
	clear(s.seen)
	*r = reader{t: r.t, exprs: r.exprs}
	*s = resolver{seen: s.seen, quotes: s.quotes, scratch: s.scratch}
	workspaces.Put(w)
}
