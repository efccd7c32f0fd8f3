//go:build !peers

package main

// peers returns readers that are measured where the program is built with the
// tag peers: they cost every start too much to be part of it.
func (b *crawlBench) peers() []measure { return nil }
