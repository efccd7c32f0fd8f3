//go:build peers

package main

import (
	"bytes"
	"context"
	"net/url"

	"github.com/markusmobius/go-trafilatura"
)

// peers returns readers that are measured beside ours, and are no part of the
// program else: this one would take a tenth of a second and 60 MB at every start.
func (b *crawlBench) peers() []measure {
	return []measure{{"read by trafilatura, without its fallback", func(_ context.Context, i int) error {
		at, err := url.Parse(b.pages[i].URL)
		if err != nil {
			return err
		}
		_, _ = trafilatura.Extract(bytes.NewReader(b.pages[i].Body), trafilatura.Options{OriginalURL: at}) // whatever comes of it
		return nil
	}}}
}
