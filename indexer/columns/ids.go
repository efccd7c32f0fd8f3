package columns

import "slices"

// The id of a claim is c and fifteen letters of base 32: eight of them are its name, by which
// it has its place, and seven its tail. An id of another form is kept as it is.
const (
	nameLetters = 8
	tailLetters = 7
	oddTail     = 0x80
)

// oddIDs are ids of another form, in the order of their rows.
type oddIDs struct {
	rows []uint32
	ids  []string
}

// digit returns what a letter of an id stands for, as ids sort.
func digit(c byte) (uint64, bool) {
	switch {
	case c >= '2' && c <= '7':
		return uint64(c - '2'), true
	case c >= 'a' && c <= 'z':
		return uint64(c-'a') + 6, true
	}
	return 0, false
}

// idTail returns the letters of an id behind its name, five bits each; false if it has
// another form.
func idTail(id string) (tail uint64, ok bool) {
	if len(id) != 1+nameLetters+tailLetters || id[0] != 'c' {
		return 0, false
	}
	for i := 1; i < len(id); i++ {
		d, ok := digit(id[i])
		if !ok {
			return 0, false
		}
		tail = (tail<<5 | d) & (1<<(5*tailLetters) - 1)
	}
	return tail, true
}

// addTail appends the rest of the id of a claim.
func (b *block) addTail(row uint32, id string) {
	tail, ok := idTail(id)
	b.cTail, b.cTail2 = append(b.cTail, uint32(tail>>3)), append(b.cTail2, uint8(tail&7)) //nolint:gosec // 35 bits, in two parts
	if !ok {
		b.cTail2[row] = oddTail
		b.oddIDs.rows, b.oddIDs.ids = append(b.oddIDs.rows, row), append(b.oddIDs.ids, id)
	}
}

// copyTail appends the rest of the id of a claim of another block.
func (b *block) copyTail(from *block, c uint32) {
	if from.cTail2[c] == oddTail {
		b.oddIDs.rows, b.oddIDs.ids = append(b.oddIDs.rows, uint32(len(b.cTail))), append(b.oddIDs.ids, from.idOf(c)) //nolint:gosec // rows fit
	}
	b.cTail, b.cTail2 = append(b.cTail, from.cTail[c]), append(b.cTail2, from.cTail2[c])
}

// idOf returns the id of a claim.
func (b *block) idOf(c uint32) string {
	if b.cTail2[c] == oddTail {
		i, _ := slices.BinarySearch(b.oddIDs.rows, c) // it is there: see oddTail
		return b.oddIDs.ids[i]
	}
	const letters = "234567abcdefghijklmnopqrstuvwxyz"
	var id [1 + nameLetters + tailLetters]byte
	id[0] = 'c'
	put := func(key uint64, first, n int) {
		for i := first + n - 1; i >= first; i-- {
			id[i] = letters[key&31]
			key >>= 5
		}
	}
	put(uint64(b.cName[c])<<8|uint64(b.cName2[c]), 1, nameLetters)
	put(uint64(b.cTail[c])<<3|uint64(b.cTail2[c]), 1+nameLetters, tailLetters)
	return string(id[:])
}
