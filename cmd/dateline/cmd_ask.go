package main

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"dateline/indexer"
	"dateline/indexer/export"
)

// A question is what search, claims and timeline are asked on the command line: the
// same parameters as the API and the pages take.
type question struct {
	format format
	limit  int
	flags  map[string]*[]string
}

// questionFlags gives cmd the flags of a question that is answered on the spot.
func questionFlags(cmd *cobra.Command, q *question) {
	q.format = tableFormat
	filterFlags(cmd, q)
	cmd.Flags().IntVar(&q.limit, "limit", 0, "at most `n` rows (default: 50 in a table, else all)")
	cmd.Flags().Var(&q.format, "format", "table, json, jsonl or csv")
}

// filterFlags gives cmd the flags of a question that say what is wanted.
func filterFlags(cmd *cobra.Command, q *question) {
	q.flags = map[string]*[]string{}
	flags := cmd.Flags()
	for _, f := range []struct{ name, usage string }{
		{"outlet", "only this outlet, by `name` or host; may be repeated"},
		{"kind", "only articles of this `kind`: " + strings.Join(indexer.Kinds, ", ")},
		{"speaker", "only claims of this speaker, by the whole `name` in any case"},
		{"medium", "only claims made in this `medium`: interview, op-ed, post, ..."},
		{"section", "only articles of this `section`, as their outlet names it"},
		{"author", "only articles by this author, by the whole `name` in any case"},
		{"place", "only claims that name this place, and articles that hold one or were filed there, by the whole `name` in any case"},
		{"lang", "only articles in this `language`: en, de-AT"},
		{"origins", "only claims that at least this `number` of independent sources make"},
		{"conflict", "yes: only claims that others make with dates that cannot both be"},
		{"grain", "only dates this finely told: day, month, year, decade, ..."},
		{"event", "dates that may fall into this `interval`, EDTF: 1987, 198X, 1985..1991, ../1990"},
		{"inside", "must: dates that lie inside --event whole, not those that only may"},
		{"pub", "articles published inside this `interval`: 2025-02, 2024.."},
	} {
		q.flags[f.name] = flags.StringSlice(f.name, nil, f.usage)
	}
}

// orderFlags gives cmd the flags of what is listed by fit or by age.
func orderFlags(cmd *cobra.Command, q *question) {
	q.flags["order"] = cmd.Flags().StringSlice("order", nil, "best, newest or oldest `first`")
	q.flags["boosts"] = cmd.Flags().StringSlice("boosts", nil, "`off`: best by the words alone, wherever and in what form they stand, and however old")
}

// values returns what is asked, with the words in args, as addresses spell it. A limit
// is among it if it is given.
func (q *question) values(args []string) (url.Values, error) {
	v := url.Values{}
	if len(args) > 0 {
		v.Set("q", strings.Join(args, " "))
	}
	for name, values := range q.flags {
		for _, value := range *values {
			v.Add(name, value)
		}
	}
	if q.limit < 0 {
		return nil, usageError{fmt.Errorf("--limit %d: give a number of rows, or leave it out", q.limit)}
	}
	if q.limit > 0 {
		v.Set("limit", strconv.Itoa(q.limit))
	}
	return v, nil
}

// query returns what is asked, with the words in args. Its limit is left to whoever
// gathers the answer.
func (q *question) query(args []string) (indexer.Query, error) {
	v, err := q.values(args)
	if err != nil {
		return indexer.Query{}, err
	}
	v.Del("limit")
	if q.limit == 0 && q.format == tableFormat {
		q.limit = 50
	}
	query, err := indexer.ParseQuery(v)
	if err != nil {
		return query, usageError{err}
	}
	return query, nil
}

// most is how many rows one answer brings.
const most = 1000

// gather asks for page after page until limit rows came, or all if limit is 0. It returns
// the last answer with the rows of all. Page tells where an answer has its rows, and the
// cursor of the next.
func gather[A, R any](ctx context.Context, q indexer.Query, limit int, ask func(context.Context, indexer.Query) (*A, error),
	page func(*A) (rows *[]R, next string),
) (*A, error) {
	all := []R{}
	for {
		q.Limit = most
		if limit > 0 {
			q.Limit = min(most, limit-len(all))
		}
		answer, err := ask(ctx, q)
		if err != nil {
			return nil, err
		}
		rows, next := page(answer)
		all = append(all, *rows...)
		if *rows = all; next == "" || limit > 0 && len(all) >= limit {
			return answer, nil
		}
		q.Cursor = next
	}
}

// copiesFlag gives cmd the flag of what articles with one text may be folded in.
func copiesFlag(cmd *cobra.Command, q *question) {
	q.flags["copies"] = cmd.Flags().StringSlice("copies", nil, "folded: list once what several articles have with their text; all: list `each` (default folded)")
}

func (a *app) searchCommand() *cobra.Command {
	var q question
	cmd := &cobra.Command{
		Use:   "search [QUERY]",
		Short: "Find articles by their words",
		Long: `Search finds articles, best first. Every word must occur; "words in quotes" must
stand together, OR joins alternatives, a minus leaves out, and parentheses group.
Word* finds what begins so, word~1 what differs by a letter, and "two words"~5 words near
one another, with at most five others among them. Fields may stand anywhere:
speaker:"Ann Example", outlet:, kind:, section:, author:, lang:, medium:, grain:,
place:"New York" (claims that name it, articles that hold one or were filed there),
event:198X, pub:2024.., origins:>1, conflict:yes, conf:>0.8, date:none,
cites:ledger.example (links there), seen:7d (first seen in the last seven days) and
changed:7d (revised since). Without words it lists the newest articles.

A text that several articles have, as agencies' copy does, is listed once, with the outlets
that have it as well; --copies all lists each of them.`,
		Example: `  dateline search krasnov
  dateline search '"moon landing" (hoax OR fake) -film' --kind opinion
  dateline search 'bridge (speaker:"Ann Example" OR outlet:ledger.example) -kind:opinion'
  dateline search inquiry --event 1985..1991 --format jsonl`,
		RunE: func(cmd *cobra.Command, args []string) error {
			query, err := q.query(args)
			if err != nil {
				return err
			}
			return a.ask(cmd.Context(), func(s service) error {
				all, err := gather(cmd.Context(), query, q.limit, s.Search,
					func(a *indexer.Results) (*[]indexer.Hit, string) { return &a.Hits, a.Next })
				if err != nil {
					return err
				}
				if all.Total == 0 && q.format == tableFormat {
					return a.nothing(cmd.Context(), s, query)
				}
				if err := a.showResults(all, q.format); err != nil {
					return err
				}
				a.tellChanged(all.Changed)
				if all.Folded > 0 {
					fmt.Fprintf(a.err, "%s with the text of one of these; --copies all lists them as well\n", plural(all.Folded, "more article"))
				}
				return nil
			})
		},
	}
	questionFlags(cmd, &q)
	orderFlags(cmd, &q)
	copiesFlag(cmd, &q)
	return cmd
}

// tellChanged says that the pages of an answer may not fit together.
func (a *app) tellChanged(changed bool) {
	if changed {
		fmt.Fprintln(a.err, "the index has changed meanwhile: something may be missing or be there twice; ask again, or with --order newest")
	}
}

func (a *app) showResults(r *indexer.Results, f format) error {
	switch f {
	case jsonFormat:
		return writeJSON(a.out, r)
	case jsonlFormat, csvFormat:
		return writeItems(a.out, f, export.Articles, r.Hits, func(h *indexer.Hit) export.Item { return export.Item{Article: h} })
	}
	columns, on, off := width(a.out), "*", "*"
	if isTerminal(a.out) {
		on, off = "\x1b[1m", "\x1b[0m" // bold
	}
	for _, h := range r.Hits {
		about := []string{orUnknown(h.Article.Published, "undated"), h.Article.Outlet, h.Article.Kind}
		if len(h.Bylines) > 0 {
			about = append(about, strings.Join(h.Bylines, ", "))
		}
		about = append(about, plural(h.Claims, "claim"), plural(h.Entries, "date"))
		fmt.Fprintln(a.out, cut(h.Article.Headline, columns))
		fmt.Fprintln(a.out, cut("  "+strings.Join(about, " · "), columns))
		for _, high := range h.Highlights {
			if high.Field != "headline" {
				fmt.Fprintln(a.out, "  "+marked(high, columns-2, on, off))
			}
		}
		fmt.Fprintln(a.out, "  "+plain(h.Article.URL))
		if says := alsoIn(h.Copies); says != "" {
			fmt.Fprintln(a.out, "  "+cut(says, columns-2))
		}
	}
	a.tellTotal(len(r.Hits), r.Total, "article")
	return nil
}

// alsoIn says where else the text of a hit stands; "" for nowhere.
func alsoIn(c indexer.CopiesFound) string {
	if c.Articles == 0 {
		return ""
	}
	if c.Outlets == 0 {
		return "also in " + plural(c.Articles, "article") + " of this outlet"
	}
	var names []string
	for _, other := range c.List {
		if !slices.Contains(names, other.Outlet) {
			names = append(names, other.Outlet)
		}
	}
	return "also in " + plural(c.Outlets, "outlet") + ": " + plain(strings.Join(names, ", "))
}

// nothing says why a question found nothing, as far as that can be told: the
// archive is empty, or it holds no such speaker or outlet.
func (a *app) nothing(ctx context.Context, s service, q indexer.Query) error {
	all, err := s.Search(ctx, indexer.Query{Limit: 1})
	if err != nil {
		return err
	}
	if all.Total == 0 {
		fmt.Fprintln(a.err, "nothing is held yet: name outlets in dateline.toml ('dateline init' writes one) or 'dateline add' an address, then 'dateline crawl --once'")
		return nil
	}
	for _, filter := range []struct {
		facet  string
		values []string
	}{{"speaker", q.Speakers}, {"outlet", q.Outlets}} {
		for _, value := range filter.values {
			var near []string
			for _, c := range all.Facets[filter.facet] {
				if strings.EqualFold(c.Value, value) {
					near = nil
					break
				}
				if strings.Contains(strings.ToLower(c.Value), strings.ToLower(value)) {
					near = append(near, strconv.Quote(c.Value))
				}
			}
			if len(near) > 0 {
				fmt.Fprintf(a.err, "no %s is called just %q: did you mean %s?\n", filter.facet, value, strings.Join(near[:min(len(near), 3)], " or "))
				return nil
			}
		}
	}
	if found, err := s.Search(ctx, indexer.Query{Text: q.Text, Limit: 1}); err == nil && found.Suggestion != "" {
		fmt.Fprintf(a.err, "nothing found: did you mean %s?\n", plain(found.Suggestion))
		return nil
	}
	fmt.Fprintln(a.err, "nothing found: try fewer words or filters, or 'dateline outlets' to see what was crawled")
	return nil
}

// tellTotal says how much of the whole is shown.
func (a *app) tellTotal(shown, total int, what string) {
	if shown < total {
		fmt.Fprintf(a.err, "%d of %s; --limit %d shows all\n", shown, plural(total, what), total)
		return
	}
	fmt.Fprintln(a.err, plural(total, what))
}

func orUnknown(s, unknown string) string {
	if s == "" {
		return unknown
	}
	return s
}

func (a *app) claimsCommand() *cobra.Command {
	var q question
	cmd := &cobra.Command{
		Use:   "claims [QUERY]",
		Short: "Find who claims what, dated or not",
		Long: `Claims lists the claims that a query finds, best first: those whose own words,
sentence, speaker and headline meet it. Without words it lists those of the newest articles. Each
is shown with how many independent sources say the same, and its dates if it has any.

What articles with one text have of one another is listed once; --copies all lists each.`,
		Example: `  dateline claims bridge --speaker "Ann Example"
  dateline claims --origins 2 --medium interview
  dateline claims '"closed the bridge"' --format jsonl`,
		RunE: func(cmd *cobra.Command, args []string) error {
			query, err := q.query(args)
			if err != nil {
				return err
			}
			return a.ask(cmd.Context(), func(s service) error {
				copies := map[string]indexer.CopiesFound{} // of all pages
				all, err := gather(cmd.Context(), query, q.limit, s.Claims, func(a *indexer.Claims) (*[]indexer.ClaimView, string) {
					maps.Copy(copies, a.Copies)
					a.Copies = copies
					return &a.Claims, a.Next
				})
				if err != nil {
					return err
				}
				if all.Total == 0 && q.format == tableFormat {
					return a.nothing(cmd.Context(), s, query)
				}
				a.tellChanged(all.Changed)
				if err := a.showClaims(all, q.format); err != nil {
					return err
				}
				if all.Folded > 0 {
					fmt.Fprintf(a.err, "%s, the same in articles with the same text; --copies all lists them as well\n", plural(all.Folded, "more claim"))
				}
				return nil
			})
		},
	}
	questionFlags(cmd, &q)
	orderFlags(cmd, &q)
	copiesFlag(cmd, &q)
	return cmd
}

func (a *app) showClaims(c *indexer.Claims, f format) error {
	switch f {
	case jsonFormat:
		return writeJSON(a.out, c)
	case jsonlFormat, csvFormat:
		return writeItems(a.out, f, export.Claims, c.Claims, func(v *indexer.ClaimView) export.Item { return export.Item{Claim: v} })
	}
	var rows [][]string
	for _, v := range c.Claims {
		rows = append(rows, []string{export.SpeakerOf(v.ClaimRef), export.Quoted(v.ClaimRef), orUnknown(export.Labels(v.Entries), "undated"), strconv.Itoa(v.Origins), v.Article.Outlet})
	}
	if len(rows) > 0 {
		if err := writeTable(a.out, width(a.out), []column{
			{head: "SPEAKER", most: 24}, {head: "CLAIM"}, {head: "DATES", most: 24, spare: true}, {head: "ORIGINS"}, {head: "OUTLET", most: 20},
		}, rows); err != nil {
			return err
		}
	}
	a.tellTotal(len(c.Claims), c.Total, "claim")
	return nil
}

func (a *app) timelineCommand() *cobra.Command {
	var q question
	cmd := &cobra.Command{
		Use:   "timeline [QUERY]",
		Short: "Show what is claimed to have happened when, in order of date",
		Long: `Timeline lists claims in order of the dates that they speak of, each with its
speaker and its outlet. The date is as finely told as the words allow: "1980s"
is ten years, and never 1 January 1980. Claims without a date are counted, not placed.`,
		Example: `  dateline timeline
  dateline timeline bridge --event 1985..1991 --speaker "Ann Example"
  dateline timeline --format csv > timeline.csv`,
		RunE: func(cmd *cobra.Command, args []string) error {
			query, err := q.query(args)
			if err != nil {
				return err
			}
			return a.ask(cmd.Context(), func(s service) error {
				all, err := gather(cmd.Context(), query, q.limit, s.Timeline,
					func(a *indexer.Timeline) (*[]indexer.Entry, string) { return &a.Entries, a.Next })
				if err != nil {
					return err
				}
				if all.Total == 0 && q.format == tableFormat {
					if err := a.nothing(cmd.Context(), s, query); err != nil {
						return err
					}
				}
				return a.showTimeline(all, q.format)
			})
		},
	}
	questionFlags(cmd, &q)
	q.flags["marks"] = cmd.Flags().StringSlice("marks", nil, "in --format json, a mark for every dated claim if there are at most `n`")
	return cmd
}

func (a *app) showTimeline(t *indexer.Timeline, f format) error {
	switch f {
	case jsonFormat:
		return writeJSON(a.out, t)
	case jsonlFormat, csvFormat:
		return writeItems(a.out, f, export.Entries, t.Entries, func(e *indexer.Entry) export.Item { return export.Item{Entry: e} })
	}
	var rows [][]string
	for _, e := range t.Entries {
		rows = append(rows, []string{e.Label, export.SpeakerOf(e.Claim), export.Quoted(e.Claim), e.Article.Outlet})
	}
	if len(rows) > 0 {
		if err := writeTable(a.out, width(a.out), []column{
			{head: "DATE", most: 24}, {head: "SPEAKER", most: 24}, {head: "CLAIM"}, {head: "OUTLET", most: 20},
		}, rows); err != nil {
			return err
		}
	}
	a.tellTotal(len(t.Entries), t.Total, "dated claim")
	if t.Undated > 0 {
		fmt.Fprintf(a.err, "%s without a date\n", plural(t.Undated, "more claim"))
	}
	if t.Excluded > 0 {
		fmt.Fprintf(a.err, "%s left out: %d by --event, %d by --grain\n", plural(t.Excluded, "more dated claim"), t.ExcludedBy.Event, t.ExcludedBy.Grain)
	}
	return nil
}
