package db

import (
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// giveUp has the system take a connection for lost when what was sent on it has not arrived for
// a while. By itself it would try for a quarter of an hour, in which whoever sent it waits.
func giveUp(network, _ string, c syscall.RawConn) error {
	if !strings.HasPrefix(network, "tcp") {
		return nil
	}
	var failed error
	err := c.Control(func(fd uintptr) {
		failed = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int(silence.Milliseconds())) //nolint:gosec // it is a small number
	})
	if err != nil {
		return err
	}
	return failed
}
