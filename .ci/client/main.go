// The client asks a running Dateline by way of the code that is generated from its
// document, and says what is not as the document promises.
//
//	go run . http://127.0.0.1:8080
package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"time"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: client ADDRESS")
		os.Exit(2)
	}
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	if err := run(ctx, os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, address string) error {
	c, err := NewClientWithResponses(address)
	if err != nil {
		return err
	}
	for _, step := range []func(context.Context, *ClientWithResponses) error{search, pages, wrong} {
		if err := step(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// search finds articles and reads the first; asked again with its tag, it is not sent.
func search(ctx context.Context, c *ClientWithResponses) error {
	found, err := c.SearchWithResponse(ctx, &SearchParams{Q: new("bridge"), Outlet: new([]string{"The Tamber Courier"}), Limit: new(3)})
	if err != nil {
		return fmt.Errorf("search: %w", err)
	}
	if found.JSON200 == nil || len(found.JSON200.Hits) == 0 {
		return fmt.Errorf("search: %s: %s", found.Status(), found.Body)
	}
	ref := found.JSON200.Hits[0].Article
	read, err := c.ArticleWithResponse(ctx, ref.Id, &ArticleParams{})
	if err != nil {
		return fmt.Errorf("article %s: %w", ref.Id, err)
	}
	if read.JSON200 == nil || read.JSON200.Article.Url != ref.Url || read.JSON200.Text == "" {
		return fmt.Errorf("article %s: %s: %s", ref.Id, read.Status(), read.Body)
	}
	again, err := c.ArticleWithResponse(ctx, ref.Id, &ArticleParams{IfNoneMatch: new(read.HTTPResponse.Header.Get("ETag"))})
	if err != nil {
		return fmt.Errorf("article %s again: %w", ref.Id, err)
	}
	if again.StatusCode() != http.StatusNotModified {
		return fmt.Errorf("article %s again: %s, want 304", ref.Id, again.Status())
	}
	fmt.Printf("search: %d found; the first is %q\n", found.JSON200.Total, read.JSON200.Article.Headline)
	return nil
}

// pages reads the whole timeline, page by page, in its order.
func pages(ctx context.Context, c *ClientWithResponses) error {
	seen := map[string]bool{}
	total, cursor := 0, ""
	for {
		page, err := c.TimelineWithResponse(ctx, &TimelineParams{Limit: new(100), Cursor: &cursor})
		if err != nil {
			return fmt.Errorf("timeline: %w", err)
		}
		if page.JSON200 == nil {
			return fmt.Errorf("timeline: %s: %s", page.Status(), page.Body)
		}
		for _, e := range page.JSON200.Entries {
			if seen[e.Id] || e.Claim.Text == "" || e.Article.Url == "" {
				return fmt.Errorf("timeline: entry %q stands there twice, or is empty", e.Id)
			}
			seen[e.Id] = true
		}
		total, cursor = page.JSON200.Total, page.JSON200.Next
		if cursor == "" {
			break
		}
	}
	if total == 0 || len(seen) != total {
		return fmt.Errorf("timeline: %d entries on its pages, %d in all", len(seen), total)
	}
	fmt.Printf("timeline: %d entries\n", total)
	return nil
}

// wrong asks what cannot be answered, and is told why.
func wrong(ctx context.Context, c *ClientWithResponses) error {
	refused, err := c.TimelineWithResponse(ctx, &TimelineParams{Event: new("whenever")})
	if err != nil {
		return fmt.Errorf("a wrong date: %w", err)
	}
	p := refused.ApplicationproblemJSON400
	if p == nil || p.Field == nil || *p.Field != "event" || p.Detail == "" {
		return fmt.Errorf("a wrong date: %s: %s", refused.Status(), refused.Body)
	}
	fmt.Printf("a wrong date is refused: %s\n", p.Detail)
	return nil
}
