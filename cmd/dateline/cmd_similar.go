package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"dateline/indexer"
	"dateline/indexer/export"
)

func (a *app) similarCommand() *cobra.Command {
	var limit int
	f := textFormat("text")
	cmd := &cobra.Command{
		Use:   "similar ARTICLE|CLAIM",
		Short: "Find the articles or claims that are most like one",
		Long: `Similar finds articles that have in common with one what tells it from others: the words
that stand in it often and in few others. It says which words those are, and which of
them each article has. The article itself and its copies are left out.

Of a claim it finds the claims that have its telling words and assert something else. Who
asserts the same is left out, for the page of the claim has them; so are the other claims of
its article and of copies.

ARTICLE is an address or an id, CLAIM an id or the address of its page.`,
		Example: `  dateline similar https://news.example/2024/bridge-inquiry
  dateline similar a4c7ttqyd6h2nfu5 --limit 3 --format json
  dateline similar c2v5kq7hzj3mr6ta`,
		Args: arguments(cobra.ExactArgs(1), "an article or a claim, by its address or id"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if limit < 1 || limit > indexer.MaxSimilar {
				return usageError{fmt.Errorf("--limit %d: give a number from 1 to %d", limit, indexer.MaxSimilar)}
			}
			return a.ask(cmd.Context(), func(s service) error {
				if id := claimID(args[0]); id != "" {
					return a.similarClaims(cmd.Context(), s, id, limit, f)
				}
				id, err := articleID(cmd.Context(), s, args[0])
				if err != nil {
					return err
				}
				found, err := s.Similar(cmd.Context(), id, limit)
				if errors.Is(err, indexer.ErrNotFound) {
					return fmt.Errorf("there is no article with the id %q: 'dateline search --format json' tells ids, and an address will do as well", args[0])
				}
				if err != nil {
					return err
				}
				if f == "json" {
					return writeJSON(a.out, found)
				}
				a.showSimilar(found)
				return nil
			})
		},
	}
	cmd.Flags().IntVar(&limit, "limit", indexer.DefaultSimilar, "at most `n` articles or claims")
	cmd.Flags().Var(&f, "format", "text or json")
	return cmd
}

// claimName is how a claim is named: by its id, alone or at the end of the address of its page.
var claimName = regexp.MustCompile(`^(?:\S+/c/)?(c[a-z2-7]{15})$`)

// claimID returns the id of the claim that is named, empty if it is none's.
func claimID(name string) string {
	if m := claimName.FindStringSubmatch(name); m != nil {
		return m[1]
	}
	return ""
}

// similarClaims shows the claims that are most like one.
func (a *app) similarClaims(ctx context.Context, s service, id string, limit int, f textFormat) error {
	found, err := s.SimilarClaims(ctx, id, limit)
	if errors.Is(err, indexer.ErrNotFound) {
		return fmt.Errorf("there is no claim with the id %q: 'dateline claims --format json' tells ids", id)
	}
	if err != nil {
		return err
	}
	if f == "json" {
		return writeJSON(a.out, found)
	}
	columns := width(a.out)
	for _, one := range found.Claims {
		c := &one.Claim
		about := []string{orUnknown(c.Article.Published, "undated"), c.Article.Outlet, c.ID}
		fmt.Fprintln(a.out, cut(export.SpeakerOf(c.ClaimRef)+": "+export.Quoted(c.ClaimRef), columns))
		fmt.Fprintln(a.out, "  "+cut(strings.Join(about, " · "), columns-2))
		fmt.Fprintln(a.out, "  "+cut("has "+strings.Join(one.Words, ", "), columns-2))
		fmt.Fprintln(a.out, "  "+plain(c.Article.URL))
	}
	if len(found.Claims) == 0 {
		fmt.Fprintln(a.err, "nothing that is held here is like it without asserting the same")
		return nil
	}
	fmt.Fprintln(a.err, plain("found by "+strings.Join(found.Words, ", ")))
	return nil
}

func (a *app) showSimilar(s *indexer.Similar) {
	columns := width(a.out)
	for _, one := range s.Articles {
		about := []string{orUnknown(one.Article.Published, "undated"), one.Article.Outlet, one.Article.Kind}
		fmt.Fprintln(a.out, cut(one.Article.Headline, columns))
		fmt.Fprintln(a.out, "  "+cut(strings.Join(about, " · "), columns-2))
		fmt.Fprintln(a.out, "  "+cut("has "+strings.Join(one.Words, ", "), columns-2))
		fmt.Fprintln(a.out, "  "+plain(one.Article.URL))
	}
	if len(s.Articles) == 0 {
		fmt.Fprintln(a.err, "nothing that is held here is like it")
		return
	}
	fmt.Fprintln(a.err, plain("found by "+strings.Join(s.Words, ", ")))
}
