package packed_test

import (
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"dateline/indexer/packed"
)

func Example() {
	var days packed.Numbers[int32]
	for day := range int32(1000) {
		days.Append(20_000 + day/10)
	}
	days.Seal()
	fmt.Println(days.At(0), days.At(999), days.Search(0, 1000, 20_050), days.Size() < 1000)
	// Output: 20000 20099 500 true
}

// drawn returns up to some numbers of up to so many bits, which may be negative.
func drawn(r *rand.Rand, most int, bits uint) []int64 {
	list := make([]int64, r.IntN(most))
	base := r.Int64() >> r.UintN(64)
	for i := range list {
		list[i] = base + int64(r.Uint64()&(1<<bits-1)) //nolint:gosec // any bits
	}
	return list
}

func check[T packed.Number](t *testing.T, values []T) {
	t.Helper()
	p := packed.Of(values)
	data, err := p.AppendBinary([]byte("x"))
	var again packed.Numbers[T]
	if err := errors.Join(err, again.UnmarshalBinary(data[1:])); err != nil {
		t.Fatal(err)
	}
	for _, p := range []*packed.Numbers[T]{&p, &again} {
		if p.Len() != len(values) {
			t.Fatalf("%d numbers of %d", p.Len(), len(values))
		}
		for i, want := range values {
			if got := p.At(uint32(i)); got != want { //nolint:gosec // few
				t.Fatalf("number %d of %d is %d, want %d", i, len(values), got, want)
			}
		}
	}
	for from := 0; from < len(values); from += 1 + len(values)/7 {
		some := make([]T, (len(values)-from+1)/2)
		p.Read(uint32(from), some) //nolint:gosec // few
		if want := values[from : from+len(some)]; !slices.Equal(some, want) {
			t.Fatalf("%d numbers of %d from %d are %v, want %v", len(some), len(values), from, some, want)
		}
	}
	for n := range 20 {
		if err := again.UnmarshalBinary(data[1 : 1+len(data[1:])*n/20]); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Fatalf("numbers cut short: %v", err)
		}
	}
}

func TestNumbers(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // numbers, no secret
	for bits := range uint(65) {
		for range 4 {
			list := drawn(r, 1200, bits)
			check(t, list)
			as := make([]uint32, len(list))
			for i, v := range list {
				as[i] = uint32(v) //nolint:gosec // any bits
			}
			check(t, as)
		}
	}
	check(t, []int64{math.MinInt64, math.MaxInt64, 0, -1})
	check(t, []uint8{255, 0})
	check(t, []uint64{math.MaxUint64})
	check(t, []int32(nil))
}

func TestSearch(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4)) //nolint:gosec // numbers, no secret
	for range 300 {
		list := drawn(r, 900, r.UintN(11))
		slices.Sort(list)
		p := packed.Of(list)
		from := r.IntN(len(list) + 1)
		v := int64(0)
		if len(list) > 0 {
			v = list[r.IntN(len(list))] + r.Int64N(3) - 1
		}
		at, _ := slices.BinarySearch(list[from:], v)
		if got := p.Search(uint32(from), uint32(len(list)), v); int(got) != from+at { //nolint:gosec // few
			t.Errorf("Search(%d, %d, %d) = %d, want %d", from, len(list), v, got, from+at)
		}
	}
}

// What has been damaged is no list, or one that can be read.
func FuzzUnmarshalBinary(f *testing.F) {
	p := packed.Of([]uint32{5, 7, 900})
	data, err := p.AppendBinary(nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Fuzz(func(_ *testing.T, data []byte) {
		var p packed.Numbers[uint32]
		if p.UnmarshalBinary(data) != nil {
			return
		}
		for i := range p.Len() {
			p.At(uint32(i)) //nolint:gosec // bounded by the data
		}
	})
}

func BenchmarkAt(b *testing.B) {
	list := make([]uint32, 1<<20)
	for i := range list {
		list[i] = uint32(i * 7919 % (1 << 20)) //nolint:gosec // bounded
	}
	p := packed.Of(list)
	sum := uint32(0)
	for i := uint32(0); b.Loop(); i++ {
		sum += p.At(i * 4099 % (1 << 20))
	}
	b.ReportMetric(float64(8*p.Size())/float64(p.Len()), "bits/number")
	_ = sum
}
