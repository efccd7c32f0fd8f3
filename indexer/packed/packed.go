// Package packed keeps lists of numbers in as few bits as they need.
//
// A [Numbers] is appended to, sealed, and then read at any place in a few nanoseconds. What
// lies close together takes little: numbers that rise, repeat, or have a narrow range.
package packed

import (
	"encoding/binary"
	"fmt"
	"io"
	"math/bits"
	"slices"
	"unsafe"
)

// A Number is of one of the types that lists have.
type Number interface {
	~uint8 | ~uint16 | ~uint32 | ~uint64 | ~int32 | ~int64
}

// Numbers are a list of numbers. The zero Numbers are empty. Once sealed, they never
// change, and are safe for concurrent use.
//
// They stand in frames, each as what it is more than the least of its frame, in as many
// bits as the most of them needs:
//
//	frames  least, where its bits begin, how many bits a number has
//	bits    of all frames, one behind another; 8 bytes of nothing at the end
type Numbers[T Number] struct {
	n      int
	frames []frame
	bits   []byte
	tail   []T // appended, but in no frame yet
}

type frame struct {
	least uint64
	at    uint32 // in units of a bit a number: see frameSize
	width uint8
}

// frameSize is how many numbers a frame has; the last may have fewer. A bit for each of
// them is unit bytes.
const (
	frameSize = 256
	unit      = frameSize / 8
)

// spare is read behind the last number, and not looked at.
const spare = 8

// Of returns sealed Numbers of some values.
func Of[T Number](values []T) Numbers[T] {
	var p Numbers[T]
	for _, v := range values {
		p.Append(v)
	}
	p.Seal()
	return p
}

// Len returns how many numbers there are.
func (p *Numbers[T]) Len() int { return p.n }

// At returns the number at a place, which must be one. The list must be sealed.
func (p *Numbers[T]) At(i uint32) T {
	f := &p.frames[i/frameSize]
	bit := i % frameSize * uint32(f.width)
	word := binary.LittleEndian.Uint64(p.bits[int(f.at)*unit+int(bit/8):])
	return T(f.least + word>>(bit%8)&(1<<f.width-1))
}

// Read reads numbers from a place on into all of some room, which takes less time than to
// ask for one after another. There must be as many; the list must be sealed.
func (p *Numbers[T]) Read(from uint32, into []T) {
	for len(into) > 0 {
		f := &p.frames[from/frameSize]
		width, mask := uint32(f.width), uint64(1)<<f.width-1
		bits, bit := p.bits[int(f.at)*unit:], from%frameSize*width
		n := min(len(into), int(frameSize-from%frameSize))
		for i := range into[:n] {
			into[i] = T(f.least + binary.LittleEndian.Uint64(bits[bit/8:])>>(bit%8)&mask)
			bit += width
		}
		from, into = from+uint32(n), into[n:] //nolint:gosec // at most a frame
	}
}

// Append adds a number to a list that is not sealed.
func (p *Numbers[T]) Append(v T) {
	p.tail = append(p.tail, v)
	p.n++
	if len(p.tail) == frameSize {
		p.pack()
	}
}

// Seal ends the list. It does nothing to an empty one, or to one that is sealed.
func (p *Numbers[T]) Seal() {
	if p.tail == nil {
		return
	}
	if len(p.tail) > 0 {
		p.pack()
	}
	bits := make([]byte, len(p.bits)+spare) // no more than is needed: it is kept for long
	copy(bits, p.bits)
	p.bits, p.frames, p.tail = bits, slices.Clone(p.frames), nil
}

// widthOf returns how many bits numbers up to one have: so many that one read of eight
// bytes holds them, wherever they begin.
func widthOf(most uint64) uint8 {
	if n := bits.Len64(most); n <= 64-7 {
		return uint8(n) //nolint:gosec // at most 64
	}
	return 64
}

// pack makes the tail a frame.
func (p *Numbers[T]) pack() {
	least, most := slices.Min(p.tail), slices.Max(p.tail)
	width := widthOf(uint64(most) - uint64(least))                                       //nolint:gosec // bits
	p.frames = append(p.frames, frame{uint64(least), uint32(len(p.bits) / unit), width}) //nolint:gosec // bits; a list has fewer
	var word uint64
	filled := uint8(0)
	for _, v := range p.tail {
		more := uint64(v) - uint64(least) //nolint:gosec // bits
		word |= more << filled
		if filled += width; filled >= 64 {
			p.bits = binary.LittleEndian.AppendUint64(p.bits, word)
			filled -= 64
			word = more >> (width - filled)
		}
	}
	for ; filled > 0; filled -= min(filled, 8) {
		p.bits = append(p.bits, byte(word))
		word >>= 8
	}
	p.tail = p.tail[:0]
}

// Search returns the first place from one up to another whose number is not below v; the
// second, if there is none. The numbers there must be in order.
func (p *Numbers[T]) Search(from, to uint32, v T) uint32 {
	for from < to {
		if mid := from + (to-from)/2; p.At(mid) < v {
			from = mid + 1
		} else {
			to = mid
		}
	}
	return from
}

// Size returns how many bytes of memory the numbers take.
func (p *Numbers[T]) Size() int { return cap(p.bits) + cap(p.frames)*int(unsafe.Sizeof(frame{})) }

// AppendBinary appends sealed numbers to data, little-endian: how many there are, 8 bytes;
// of every frame the least, 8 bytes, and the bits of a number, 1 byte; and the bits.
func (p *Numbers[T]) AppendBinary(data []byte) ([]byte, error) {
	data = binary.LittleEndian.AppendUint64(data, uint64(p.n)) //nolint:gosec // a length
	for _, f := range p.frames {
		data = append(binary.LittleEndian.AppendUint64(data, f.least), f.width)
	}
	return append(data, p.bits...), nil
}

// UnmarshalBinary reads what AppendBinary has appended, all of data, of which it keeps what
// it needs. Its error is io.ErrUnexpectedEOF if data has another length than it tells; the
// numbers are as before then.
func (p *Numbers[T]) UnmarshalBinary(data []byte) error {
	const head, each = 8, 9
	if len(data) < head {
		return io.ErrUnexpectedEOF
	}
	n := binary.LittleEndian.Uint64(data)
	data = data[head:]
	if n > uint64(len(data))/each*frameSize {
		return io.ErrUnexpectedEOF
	}
	read := Numbers[T]{n: int(n), frames: make([]frame, (n+frameSize-1)/frameSize)} //nolint:gosec // bounded
	at, size := uint32(0), 0
	for i := range read.frames {
		f := frame{binary.LittleEndian.Uint64(data), at, data[head]}
		if f.width > 64 {
			return fmt.Errorf("numbers of %d bits", f.width)
		}
		read.frames[i], data = f, data[each:]
		at += uint32(f.width)
		size += (min(frameSize, read.n-i*frameSize)*int(f.width) + 7) / 8
	}
	if n > 0 {
		size += spare
	}
	if len(data) != size {
		return io.ErrUnexpectedEOF
	}
	read.bits = data
	*p = read
	return nil
}
