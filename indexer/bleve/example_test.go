package bleve_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"dateline/indexer"
	"dateline/indexer/bleve"
	"dateline/scraper"
)

func ExampleOpen() {
	dir, err := os.MkdirTemp("", "index")
	if err != nil {
		fmt.Println(err)
		return
	}
	x, err := bleve.Open(dir, slog.New(slog.DiscardHandler), bleve.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	err = x.Put(ctx, 1, &indexer.Reading{Revision: scraper.Revision{
		Article:   scraper.Article{URL: "https://quayradio.example/1", Headline: "The bridge that cost twice", Text: "Nobody paid for the bridge."},
		ArticleID: "a1", Outlet: "Quay Radio", Number: 1,
	}})
	if err != nil {
		fmt.Println(err)
		return
	}
	res, err := x.Search(ctx, indexer.Query{Text: "bridges -tunnel"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, h := range res.Hits {
		fmt.Println(h.Article.Outlet, h.Highlights[0].Text, h.Highlights[0].Marks)
	}
	if err := errors.Join(x.Close(), os.RemoveAll(dir)); err != nil {
		fmt.Println(err)
	}
	// Output: Quay Radio The bridge that cost twice [[4 10]]
}
