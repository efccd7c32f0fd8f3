package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"dateline/indexer/claim"
)

func (a *app) trainCommand() *cobra.Command {
	var out string
	var seed uint64
	cmd := &cobra.Command{
		Use:   "train NAME",
		Short: "Learn who says what from texts that you have marked",
		Long: `Train makes the weights by which claims are found from marked texts, NAME.docs.jsonl
and NAME.gold.jsonl, as 'dateline eval attribution --help' describes them, and writes
them to a file. They take the place of indexer/claim/model.bin when the program is
built: see indexer/claim/MODEL.md. The same texts and seed give the same weights on
machines of one kind. A thousand articles take some minutes and 2 GB.`,
		Example: `  dateline train claims/polnear-train --out indexer/claim/model.bin`,
		Args:    arguments(cobra.ExactArgs(1), "the name of the texts"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if out == "" {
				return usageError{errors.New("--out names no file for the weights")}
			}
			return a.train(cmd.Context(), args[0], out, seed)
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "the `file` that the weights are written to")
	cmd.Flags().Uint64Var(&seed, "seed", 1, "decides the order in which texts are learned from")
	return cmd
}

// train learns from marked texts, and writes the weights.
func (a *app) train(ctx context.Context, name, out string, seed uint64) error {
	name = strings.TrimSuffix(filepath.Clean(name), ".docs.jsonl")
	docs, err := readMarked(name+".docs.jsonl", name+".gold.jsonl")
	if err != nil {
		return err
	}
	texts := make([]claim.MarkedText, len(docs))
	for i, d := range docs {
		texts[i] = d.learned()
	}
	weights, err := claim.Learn(ctx, texts, seed, func(says string) { _, _ = fmt.Fprintln(a.err, says) })
	if err != nil {
		return fmt.Errorf("learn from %s: %w", name, err)
	}
	if err := os.WriteFile(out, weights, 0o644); err != nil { //nolint:gosec // weights are no secret
		return err
	}
	_, err = fmt.Fprintf(a.out, "%s: %d bytes, from %d texts\n", out, len(weights), len(texts))
	return err
}
