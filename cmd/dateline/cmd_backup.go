package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"dateline/api"
)

func (a *app) backupCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "backup DIR",
		Short: "Copy the data folder, also while it is in use",
		Long: `Backup makes a copy of all that is stored, as it is at one moment, in a folder that
is empty or not there yet. A server or a crawl that owns the data folder goes on
meanwhile. Files of raw pages that do not grow any more are linked where the folder is on
the same disk, and take no room there. backup.json is written last, with the digest of
every file: without it a backup was not finished.

The index is part of it: a server that owns the data folder is asked for a copy. If that
cannot make one, as while it builds the index, or if another command owns the folder,
backup says so, and the first command after 'dateline restore' builds the index from the
rest. dateline.toml is no part of it.

A database on a server ([database] in dateline.toml) is copied by 'pg_dump', and the raw
pages after it. Raw pages in a bucket ([warc] there) are no part of it: copy them after it
with the tools of the store, such as 'aws s3 sync', or let it keep a copy of itself.`,
		Example: `  dateline backup /mnt/backup/2025-03-01`,
		Args:    arguments(cobra.ExactArgs(1), "the folder to copy to"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := a.begun(); err != nil {
				return err
			}
			return a.backup(cmd.Context(), args[0])
		},
	}
}

// backup copies the data folder.
func (a *app) backup(ctx context.Context, dir string) error {
	if a.cfg.Database.Address != "" {
		return fmt.Errorf("backup: %w", errOnServer)
	}
	if err := apart(a.dataFolder(), dir); err != nil {
		return err
	}
	if err := emptyFolder(dir); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	m := &manifest{Format: backupFormat, Dateline: version, Made: time.Now().UTC(), Bucket: a.cfg.WARC.Address}
	tell := newProgress(a.err)
	defer tell.done()
	tell.pass("copying    the index and the database")
	err := a.ownFolder(ctx, func(f *folder) error { return f.copyTo(ctx, dir) }, func(c *api.Client) error { return serverCopies(ctx, c, dir) })
	var without withoutIndexError
	var inUse inUseError
	if errors.As(err, &inUse) {
		err = withoutIndexError{errors.New("another command uses the data folder")}
	}
	if errors.As(err, &without) {
		tell.pass("copying    the database")
		err = copyDatabase(ctx, a.dataFolder(), dir)
	}
	if err == nil && m.Bucket == "" {
		err = linkPages(ctx, a.dataFolder(), dir, tell)
	}
	if err == nil {
		err = writeManifest(ctx, dir, m, tell)
	}
	if err != nil {
		return fmt.Errorf("backup to %s was not finished: %w", dir, err)
	}
	tell.done()
	line := fmt.Sprintf("backed up %s in %s to %s", plural(len(m.Files), "file"), inBytes(m.total), dir)
	if !m.Index {
		line += ", without the index, which the first command after a restore builds: " + oneLine(without)
	}
	fmt.Fprintln(a.out, line)
	if m.Bucket != "" {
		fmt.Fprintf(a.out, "the raw pages are no part of it: copy %s, too, now or later\n", m.Bucket)
	}
	return nil
}

// A withoutIndexError says why a backup has no index.
type withoutIndexError struct{ why error }

func (e withoutIndexError) Error() string { return e.why.Error() }

// serverCopies has the server that owns the data folder copy index and database. What it
// refuses is a withoutIndexError.
func serverCopies(ctx context.Context, c *api.Client, dir string) error {
	at, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	err = c.Backup(ctx, at)
	if refused := (*api.Problem)(nil); errors.As(err, &refused) {
		return withoutIndexError{fmt.Errorf("the server does not copy it: %w", refused)}
	}
	return err
}

// apart returns an error if one of two folders lies in the other.
func apart(data, dir string) error {
	for _, pair := range [][2]string{{data, dir}, {dir, data}} {
		in, err := filepath.Abs(pair[0])
		if err != nil {
			return err
		}
		of, err := filepath.Abs(pair[1])
		if err != nil {
			return err
		}
		if rel, err := filepath.Rel(in, of); err == nil && filepath.IsLocal(rel) {
			return fmt.Errorf("the folder %s and the data folder %s lie in one another: name another", dir, data)
		}
	}
	return nil
}

func (a *app) restoreCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "restore DIR",
		Short: "Make a data folder from a backup",
		Long: `Restore copies a backup that 'dateline backup' has made into the data folder, which
must be empty or not there yet. Every file is held against its digest; the data folder is
there when all are right, and not before. The backup stays as it is.`,
		Example: `  dateline --data /srv/dateline restore /mnt/backup/2025-03-01
  dateline --data /srv/dateline check`,
		Args: arguments(cobra.ExactArgs(1), "the folder of a backup"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.restore(cmd.Context(), args[0])
		},
	}
}

// restore makes the data folder from a backup.
func (a *app) restore(ctx context.Context, dir string) (err error) {
	if a.cfg.Database.Address != "" {
		return fmt.Errorf("restore: %w", errOnServer)
	}
	m, err := readManifest(dir)
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	data := filepath.Clean(a.dataFolder())
	if err := apart(data, dir); err != nil {
		return err
	}
	if err := emptyFolder(data); err != nil {
		return fmt.Errorf("restore: %w: name an empty or a new folder with --data", err)
	}
	// Whoever is stopped leaves no data folder that looks whole.
	building := data + ".restoring"
	if err := os.Mkdir(building, 0o755); err != nil {
		return fmt.Errorf("restore: %w: if a restore was stopped, remove that folder", err)
	}
	tell := newProgress(a.err)
	defer tell.done()
	err = restoreFiles(ctx, dir, building, m, tell)
	if err == nil {
		err = os.Remove(data) // it is empty
	}
	if err == nil {
		err = os.Rename(building, data)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("restore: %w", err), os.RemoveAll(building))
	}
	tell.done()
	line := fmt.Sprintf("restored %s in %s, as of %s", plural(len(m.Files), "file"), inBytes(m.total), m.Made.Format(time.DateTime))
	if !m.Index {
		line += "; the next command builds the index"
	}
	fmt.Fprintln(a.out, line)
	if m.Bucket != "" {
		fmt.Fprintf(a.out, "its raw pages are in a bucket: set [warc] address = %q, or where you have copied that to\n", m.Bucket)
	}
	return nil
}
