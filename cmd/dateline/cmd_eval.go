package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"

	"github.com/spf13/cobra"

	"dateline/scraper"
)

func (a *app) evalCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "eval",
		Short: "Measure how well pages and dates are read, on data that you have",
		Long: `Eval measures how well Dateline reads. It reads what you give it, stores nothing
and needs no data folder.`,
		Example: `  dateline eval extract --truth article-extraction
  dateline eval timex < docs.jsonl > found.jsonl`,
		Args: noSuch("'dateline eval --help' lists what can be measured"),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.evalExtractCommand(), a.evalTimexCommand(), a.evalDatesCommand(), a.evalAttributionCommand(), a.evalPeopleCommand(), a.evalMatchCommand())
	return cmd
}

func (a *app) evalExtractCommand() *cobra.Command {
	var truth string
	cmd := &cobra.Command{
		Use:   "extract",
		Short: "Read pages, and say what was read or how right it is",
		Long: `Without --truth, lines {"id","url","file"} are read from standard input; a file
holds a page as it was sent, and may be packed with gzip. For each line one is
written: {"id","title","authors","published","published_source",
"published_confidence","modified","kind","language","canonical","text","says"}.
"says" is why a page was found to hold no article; what was read of it stands
there all the same.

With --truth, a folder that holds ground-truth.json and html/ID.html.gz, as the
article extraction benchmark has them, is read and scored: precision and recall
are means over the pages, of the runs of four words that text and truth share.`,
		Example: `  dateline eval extract --truth article-extraction
  dateline eval extract < pages.jsonl > read.jsonl`,
		Args: arguments(cobra.NoArgs, "no arguments"),
		RunE: func(*cobra.Command, []string) error {
			if truth != "" {
				score, err := scoreExtract(truth)
				if err != nil {
					return err
				}
				_, err = fmt.Fprint(a.out, score)
				return err
			}
			return a.evalExtract(a.in)
		},
	}
	cmd.Flags().StringVar(&truth, "truth", "", "the `folder` of pages with their true text")
	return cmd
}

// A pageRead is what eval extract says of a page.
type pageRead struct {
	ID         string   `json:"id"`
	Title      string   `json:"title"`
	Authors    []string `json:"authors"`
	Published  string   `json:"published"`
	Source     string   `json:"published_source"`
	Confidence float64  `json:"published_confidence"`
	Modified   string   `json:"modified"`
	Kind       string   `json:"kind"`
	Language   string   `json:"language"`
	Canonical  string   `json:"canonical"`
	Text       string   `json:"text"`
	Says       string   `json:"says,omitempty"`
}

// evalExtract reads the pages that lines name, and writes what was read.
func (a *app) evalExtract(lines io.Reader) error {
	write := json.NewEncoder(a.out)
	write.SetEscapeHTML(false)
	return eachLine(lines, func(line []byte) error {
		var row struct{ ID, URL, File string }
		if err := json.Unmarshal(line, &row); err != nil {
			return err
		}
		if row.File == "" {
			return errors.New(`it names no file: write {"id","url","file"}`)
		}
		page, err := pageFile(row.File, row.URL)
		if err != nil {
			return err
		}
		article, says := readArticle(page, nil)
		if article == nil {
			article = &scraper.Article{}
		}
		read := pageRead{
			ID: row.ID, Title: article.Headline, Authors: orEmpty(article.Bylines), Published: article.Published.String(),
			Source: article.Published.From, Confidence: article.Published.Confidence, Modified: article.Modified.String(),
			Kind: article.Kind.String(), Language: article.Language, Canonical: article.URL, Text: article.Text,
		}
		if says != nil {
			read.Says = oneLine(says)
		}
		return write.Encode(read)
	})
}

// orEmpty returns a list that JSON shows as [].
func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// maxPageFile is the largest page that is read from a file, unpacked.
const maxPageFile = 64 << 20

// pageFile returns the page that a file holds, gzip undone, as the answer of an address.
func pageFile(name, address string) (*scraper.Page, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // only read
	in := bufio.NewReader(file)
	var from io.Reader = in
	if magic, _ := in.Peek(2); string(magic) == "\x1f\x8b" {
		if from, err = gzip.NewReader(in); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	body, err := io.ReadAll(io.LimitReader(from, maxPageFile+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(body) > maxPageFile {
		return nil, fmt.Errorf("%s: larger than %d MiB", name, maxPageFile>>20)
	}
	if address == "" {
		address = "http://file.example/page"
	}
	return &scraper.Page{URL: address, FinalURL: address, Status: http.StatusOK, Header: http.Header{}, Body: body}, nil
}

var errNoTruth = errors.New("no pages with their true text: it needs ground-truth.json and html/")
