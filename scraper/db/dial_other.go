//go:build !linux

package db

import "syscall"

// giveUp leaves it to the system how long it tries to bring over what was sent.
func giveUp(string, string, syscall.RawConn) error { return nil }
