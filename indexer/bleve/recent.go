package bleve

import (
	"sync"
	"sync/atomic"
)

// A recent keeps what was decoded lately, by ordinal. When it is full, what comes takes the
// place of something that was not asked for since it was last looked at for that: to ask
// takes no more than a look, whoever else does.
//
// It is safe for concurrent use.
type recent[T any] struct {
	mu     sync.RWMutex
	places map[uint32]int // by ordinal
	kept   []keptOne[T]
	next   int // the place that is looked at next
}

type keptOne[T any] struct {
	ordinal uint32
	value   *T // nil if the place is free
	asked   atomic.Bool
}

// newRecent returns one that keeps so many at most.
func newRecent[T any](most int) *recent[T] {
	return &recent[T]{places: map[uint32]int{}, kept: make([]keptOne[T], most)}
}

// get returns what is kept under an ordinal.
func (r *recent[T]) get(ordinal uint32) (*T, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	i, ok := r.places[ordinal]
	if !ok {
		return nil, false
	}
	one := &r.kept[i]
	if !one.asked.Load() {
		one.asked.Store(true)
	}
	return one.value, true
}

// add keeps a value under an ordinal.
func (r *recent[T]) add(ordinal uint32, value *T) {
	r.mu.Lock()
	defer r.mu.Unlock()
	i, ok := r.places[ordinal]
	for !ok {
		i = r.next
		r.next = (r.next + 1) % len(r.kept)
		if one := &r.kept[i]; !one.asked.Swap(false) {
			if one.value != nil {
				delete(r.places, one.ordinal)
			}
			ok = true
		}
	}
	r.kept[i].ordinal, r.kept[i].value = ordinal, value
	r.places[ordinal] = i
}
