package export_test

import (
	"fmt"
	"os"

	"dateline/indexer"
	"dateline/indexer/export"
)

func ExampleNew() {
	sheet, _ := export.Named("csv")
	w, err := export.New(os.Stdout, sheet, export.Articles, export.Meta{})
	if err != nil {
		fmt.Println(err)
		return
	}
	hit := indexer.Hit{
		Article: indexer.ArticleRef{
			ID: "a1", URL: "https://quayradio.example/1", Headline: "The bridge that cost twice", Outlet: "Quay Radio",
			Kind: "news", Published: "2024-05-12", Revision: 1,
		},
		Bylines: []string{"Ada Quill"}, Claims: 3, Entries: 2,
	}
	if err := w.Write(export.Item{Article: &hit}); err != nil {
		fmt.Println(err)
	}
	if err := w.Close(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// article,url,headline,outlet,kind,published,bylines,revision,claims,entries,filed
	// a1,https://quayradio.example/1,The bridge that cost twice,Quay Radio,news,2024-05-12,Ada Quill,1,3,2,
}
