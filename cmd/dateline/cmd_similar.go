package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"dateline/indexer"
)

func (a *app) similarCommand() *cobra.Command {
	var limit int
	f := textFormat("text")
	cmd := &cobra.Command{
		Use:   "similar ARTICLE",
		Short: "Find the articles that are most like one",
		Long: `Similar finds articles that have in common with one what tells it from others: the words
that stand in it often and in few others. It says which words those are, and which of
them each article has. The article itself and its copies are left out.

ARTICLE is an address or an id.`,
		Example: `  dateline similar https://news.example/2024/bridge-inquiry
  dateline similar a4c7ttqyd6h2nfu5 --limit 3 --format json`,
		Args: arguments(cobra.ExactArgs(1), "an article, by its address or id"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if limit < 1 || limit > indexer.MaxSimilar {
				return usageError{fmt.Errorf("--limit %d: give a number of articles from 1 to %d", limit, indexer.MaxSimilar)}
			}
			return a.ask(cmd.Context(), func(s service) error {
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
	cmd.Flags().IntVar(&limit, "limit", indexer.DefaultSimilar, "at most `n` articles")
	cmd.Flags().Var(&f, "format", "text or json")
	return cmd
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
