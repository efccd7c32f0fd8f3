package bleve

import (
	"sync"
	"testing"
)

// What is asked for again and again stays, whatever else comes; no more are kept than fit.
func TestRecent(t *testing.T) {
	const most = 8
	r := newRecent[uint32](most)
	put := func(n uint32) { r.add(n, &n) }
	put(0)
	for n := range uint32(1000) {
		put(1 + n)
		if v, ok := r.get(0); !ok || *v != 0 {
			t.Fatalf("after %d: get(0) = %v, %t", n, v, ok)
		}
	}
	held := 0
	for n := range uint32(1001) {
		if v, ok := r.get(n); ok {
			held++
			if *v != n {
				t.Errorf("get(%d) = %d", n, *v)
			}
		}
	}
	if held != most {
		t.Errorf("%d are kept, want %d", held, most)
	}
	again := uint32(0)
	r.add(0, &again)
	if v, _ := r.get(0); v != &again {
		t.Error("put again, the value from before is kept")
	}
	var all sync.WaitGroup
	for from := range uint32(4) {
		all.Go(func() {
			for n := range uint32(500) {
				put(from + n%20)
				if v, ok := r.get(n % 20); ok && *v != n%20 {
					t.Errorf("get(%d) = %d", n%20, *v)
				}
			}
		})
	}
	all.Wait()
}
