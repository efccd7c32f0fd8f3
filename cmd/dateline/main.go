// Dateline reads coverage that spans decades: it crawls articles and the pages
// they cite, works out who claims what about which dates, and serves search and
// a timeline of attributed claims. It reports claims; it never says that one is true.
//
// This package wires the stages together. Begin with ingest.go, which is the pipeline.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := run(ctx, os.Args[1:], terminal{in: os.Stdin, out: os.Stdout, err: os.Stderr})
	stop()
	os.Exit(status)
}
