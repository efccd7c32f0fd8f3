package people

import "testing"

// BenchmarkLists reads the lists, which every program that finds names does once.
func BenchmarkLists(b *testing.B) {
	for b.Loop() {
		readLists()
	}
}
