package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"strings"
	"time"

	"dateline/indexer/opensearch"
)

// A clusterBench is the index of a bench on a search cluster. Its name there stands in a
// file, so that what was left there by a run that did not end is removed by the next.
type clusterBench struct {
	cluster *opensearch.Cluster
	name    string
	index   *opensearch.Index
}

// copyIdle is how long a bench waits for copies while the cluster makes none.
const copyIdle = 30 * time.Second

// openCluster opens the index that a file names. The error is opensearch.ErrGone if it is not
// there, or one of another version of the program.
func openCluster(ctx context.Context, cfg opensearch.Config, file string) (*clusterBench, error) {
	name, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	c := &clusterBench{name: strings.TrimSpace(string(name))}
	if c.cluster, err = opensearch.Connect(ctx, cfg); err != nil {
		return nil, err
	}
	if !c.cluster.Reads(c.name) {
		return nil, fmt.Errorf("the index %s: %w", c.name, opensearch.ErrGone)
	}
	if c.index, err = c.cluster.Open(ctx, c.name, slog.New(slog.DiscardHandler), opensearch.Options{Begun: true}); err != nil {
		return nil, err
	}
	return c, nil
}

// beginCluster makes an empty index in place of the one that a file names, if there is one.
func beginCluster(ctx context.Context, cfg opensearch.Config, file string) (*clusterBench, error) {
	if err := removeCluster(ctx, cfg, file); err != nil {
		return nil, err
	}
	cluster, err := opensearch.Connect(ctx, cfg)
	if err != nil {
		return nil, err
	}
	c := &clusterBench{cluster: cluster, name: cluster.NewName()}
	if err := os.WriteFile(file, []byte(c.name+"\n"), 0o644); err != nil {
		return nil, err
	}
	if c.index, err = c.cluster.Open(ctx, c.name, slog.New(slog.DiscardHandler), opensearch.Options{}); err != nil {
		return nil, err
	}
	return c, nil
}

// removeCluster removes the index that a file names from the cluster, and the file.
func removeCluster(ctx context.Context, cfg opensearch.Config, file string) error {
	name, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	cluster, err := opensearch.Connect(ctx, cfg)
	if err != nil {
		return err
	}
	if err := cluster.Remove(ctx, strings.TrimSpace(string(name))); err != nil {
		return err
	}
	return os.Remove(file)
}

// afresh has the cluster forget its answers: who asks the same again would measure them.
func (c *clusterBench) afresh(ctx context.Context) error { return c.cluster.ForgetAnswers(ctx, c.name) }

// finish waits until all that was put in is copied, and tells whether it is.
func (c *clusterBench) finish(ctx context.Context) (copied bool, err error) {
	if err := c.cluster.Copy(ctx, c.name); err != nil {
		return false, err
	}
	return c.cluster.Copied(ctx, c.name, copyIdle)
}
