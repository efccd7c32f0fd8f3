package warc

import (
	"cmp"
	"container/list"
	"strings"

	"dateline/scraper"
)

// An Earlier keeps pages that a later revisit may refer to: the newest of each
// address, as many as fit. It is used by one Reader at a time.
type Earlier struct {
	maxBytes, bytes int64
	order           *list.List // of *earlier, the oldest first
	at              map[string]*list.Element
}

type earlier struct {
	page   *scraper.Page
	digest string
}

// NewEarlier returns an Earlier that keeps at most maxBytes of pages; 64 MiB if
// that is 0.
func NewEarlier(maxBytes int64) *Earlier {
	return &Earlier{maxBytes: cmp.Or(maxBytes, 64<<20), order: list.New(), at: map[string]*list.Element{}}
}

// put keeps a page, whose payload digest was stated so, or not at all.
func (e *Earlier) put(p *scraper.Page, stated string) {
	e.drop(e.at[p.FinalURL])
	e.at[p.FinalURL] = e.order.PushBack(&earlier{p, cmp.Or(stated, digest(p.Body))})
	e.bytes += size(p)
	for e.bytes > e.maxBytes {
		e.drop(e.order.Front())
	}
}

func (e *Earlier) drop(old *list.Element) {
	if old == nil {
		return
	}
	was := e.order.Remove(old).(*earlier)
	e.bytes -= size(was.page)
	delete(e.at, was.page.FinalURL)
}

// size is about what a page takes.
func size(p *scraper.Page) int64 { return int64(len(p.Body)+len(p.FinalURL)) + 4<<10 }

// get returns the page at an address, if its payload digest is that; nil if it
// is not kept, or is another. An empty digest is that of any page.
func (e *Earlier) get(url, stated string) *scraper.Page {
	found := e.at[url]
	if found == nil {
		return nil
	}
	held := found.Value.(*earlier)
	name, value, _ := strings.Cut(stated, ":")
	algorithm, own, _ := strings.Cut(held.digest, ":")
	if stated != "" && strings.EqualFold(name, algorithm) && len(value) == len(own) && !strings.EqualFold(value, own) {
		return nil
	}
	return held.page
}
