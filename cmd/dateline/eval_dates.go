package main

import (
	"encoding/json"
	"errors"
	"io"
	"time"

	"github.com/spf13/cobra"

	"dateline/indexer/keydates"
)

func (a *app) evalDatesCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "dates",
		Short: "Rank the days that the articles of a topic tell of",
		Long: `Lines {"topic","doc","dct","text"} are read from standard input, each an article of a
topic; dct is the day of publication, YYYY-MM-DD, or empty if it is not known. For
each topic, in the order of their first articles, a line is written: {"topic",
"dates":["YYYY-MM-DD",...]}, the most important day first.

A day weighs by what articles say of it, more where they come back to it later, and
where the sentence has words that set the topic apart from the others that were
read. The day of publication weighs a little on its own.`,
		Example: `  dateline eval dates < articles.jsonl > ranked.jsonl`,
		Args:    arguments(cobra.NoArgs, "no arguments"),
		RunE:    func(*cobra.Command, []string) error { return a.evalDates(a.in) },
	}
}

// evalDates ranks the days of the topics whose articles lines hold.
func (a *app) evalDates(lines io.Reader) error {
	var topics []string
	var background keydates.Background
	articles := map[string][]keydates.Article{}
	err := eachLine(lines, func(line []byte) error {
		var row struct {
			Topic, Doc, DCT string
			Text            *string
		}
		if err := readLine(line, &row); err != nil {
			return err
		}
		if row.Topic == "" {
			return errors.New(`it names no topic: write {"topic","doc","dct","text"}`)
		}
		if row.Text == nil {
			return errors.New(`it has no text: write {"topic","doc","dct","text"}`)
		}
		published, err := creationDay(row.DCT)
		if err != nil {
			return err
		}
		article := keydates.Article{Published: published, Text: *row.Text}
		if articles[row.Topic] == nil {
			topics = append(topics, row.Topic)
		}
		articles[row.Topic] = append(articles[row.Topic], article)
		background.Add(row.Topic, article)
		return nil
	})
	if err != nil {
		return err
	}
	write := json.NewEncoder(a.out)
	write.SetEscapeHTML(false)
	for _, topic := range topics {
		ranked := struct {
			Topic string   `json:"topic"`
			Dates []string `json:"dates"`
		}{Topic: topic, Dates: []string{}}
		for _, day := range keydates.Rank(articles[topic], background.Words(topic)) {
			ranked.Dates = append(ranked.Dates, day.Format(time.DateOnly))
		}
		if err := write.Encode(ranked); err != nil {
			return err
		}
	}
	return nil
}
