package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"
)

func (a *app) compactCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "compact",
		Short: "Give the room of what was deleted back to the disk",
		Long: `Compact writes index and database anew without the room of what was deleted or
replaced, and says what each part of the data folder takes before and after. It needs
as much room again while it works. Stopped half way, it leaves all as it was. A database
on a server ([database] in dateline.toml) is vacuumed: its room is used again there, and
what the files of the server, its log and its backups hold is for the server to see to.

A server that owns the data folder must be stopped first.`,
		Example: "  dateline compact",
		Args:    arguments(cobra.NoArgs, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := a.begun(); err != nil {
				return err
			}
			return a.ownQueueLeft(cmd.Context(), func(w *work) error { return a.compact(cmd.Context(), w) })
		},
	}
}

func (a *app) compact(ctx context.Context, w *work) error {
	before, err := w.folder.use(ctx)
	if err != nil {
		return err
	}
	tell := newProgress(a.err)
	defer tell.done()
	tell.pass("writing the index anew")
	if err := w.folder.index.renew(ctx); err != nil {
		return err
	}
	tell.pass("writing the database anew")
	if err := w.folder.db.Compact(ctx); err != nil {
		return err
	}
	tell.done()
	after, err := w.folder.use(ctx)
	if err != nil {
		return err
	}
	for i, was := range before.parts() {
		fmt.Fprintf(a.out, "%-10s %10s before, %10s now\n", was.name, inBytes(was.bytes), inBytes(after.parts()[i].bytes))
	}
	return nil
}
