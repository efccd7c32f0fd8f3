package fetch

import (
	"context"
	"sync"
)

// Turns let one at a time do a thing under a name. The zero turns are ready.
type turns struct {
	mu    sync.Mutex
	names map[string]*turn
}

// A turn is taken while its channel is full.
type turn struct {
	taken chan struct{}
	users int // who has it or waits for it; the last one clears it away
}

// take waits for the turn under name, and returns what gives it back.
func (t *turns) take(ctx context.Context, name string) (give func(), err error) {
	t.mu.Lock()
	if t.names == nil {
		t.names = map[string]*turn{}
	}
	one := t.names[name]
	if one == nil {
		one = &turn{taken: make(chan struct{}, 1)}
		t.names[name] = one
	}
	one.users++
	t.mu.Unlock()
	leave := func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		if one.users--; one.users == 0 {
			delete(t.names, name)
		}
	}
	select {
	case one.taken <- struct{}{}:
		return func() { <-one.taken; leave() }, nil
	case <-ctx.Done():
		leave()
		return nil, ctx.Err()
	}
}
