package columns

import "dateline/indexer/packed"

// The id of a claim is c and fifteen letters of base 32: eight of them are its name, by which
// it has its place, and seven its tail. An id of another form is kept as it is.
const (
	nameLetters = 8
	tailLetters = 7
	letterBits  = 5
	oddTail     = 1 << (letterBits * tailLetters) // in the place of a tail: the id has another form
)

// letters are those of base 32 as ids sort.
const letters = "234567abcdefghijklmnopqrstuvwxyz"

// ids are those of claims, 75 bits each.
type ids struct {
	names packed.Numbers[uint64]
	tails packed.Numbers[uint64]

	oddRows numbers // of those of another form, in order
	odd     texts
}

func (i *ids) add(id string) {
	tail, ok := idTail(id)
	if !ok {
		tail = oddTail
		i.oddRows.Append(uint32(i.tails.Len())) //nolint:gosec // rows fit
		i.odd.add(id)
	}
	i.names.Append(nameKey(id))
	i.tails.Append(tail)
}

// copy appends the id of a claim of another block.
func (i *ids) copy(from *ids, c uint32) {
	tail := from.tails.At(c)
	if tail == oddTail {
		i.add(from.of(c))
		return
	}
	i.names.Append(from.names.At(c))
	i.tails.Append(tail)
}

// of returns the id of a claim.
func (i *ids) of(c uint32) string {
	tail := i.tails.At(c)
	if tail == oddTail {
		n := uint32(i.oddRows.Len()) //nolint:gosec // rows fit
		return i.odd.at(i.oddRows.Search(0, n, c))
	}
	return idText(i.names.At(c), tail)
}

// idText returns an id of the common form.
func idText(name, tail uint64) string {
	var id [1 + nameLetters + tailLetters]byte
	id[0] = 'c'
	put := func(key uint64, first, n int) {
		for i := first + n - 1; i >= first; i-- {
			id[i] = letters[key%(1<<letterBits)]
			key >>= letterBits
		}
	}
	put(name, 1, nameLetters)
	put(tail, 1+nameLetters, tailLetters)
	return string(id[:])
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

// nameKey returns how a claim's id begins, as ids sort: eight letters behind the c with
// which all begin, five bits each.
func nameKey(id string) (key uint64) {
	for i := 1; i <= nameLetters; i++ {
		letter := uint64(0)
		if i < len(id) {
			switch c := id[i]; { // base 32: figures from 2 to 7, then letters
			case c >= 'a':
				letter = min(uint64(c-'a')+6, 31)
			case c >= '2':
				letter = min(uint64(c-'2'), 5)
			}
		}
		key = key<<letterBits | letter
	}
	return key
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
		tail = (tail<<letterBits | d) % oddTail
	}
	return tail, true
}

// A clusterKey is the id of a cluster, which is that of one of its claims, to compare; the
// zero key is none.
type clusterKey struct{ name, tail uint64 }

// claimsID marks the tail of a clusterKey that is an id of the common form: none is zero.
// One of another form has its number in the dict for a name, and oddTail for a tail.
const claimsID = 2 * oddTail

// clusterOf returns the key of an id.
func (d *dicts) clusterOf(id string) clusterKey {
	if id == "" {
		return clusterKey{}
	}
	if tail, ok := idTail(id); ok {
		return clusterKey{nameKey(id), tail | claimsID}
	}
	return clusterKey{uint64(d.cluster.code(id)), oddTail}
}

// clusterID returns the id of a cluster; empty for none.
func (d *dicts) clusterID(k clusterKey) string {
	switch {
	case k.tail&claimsID != 0:
		return idText(k.name, k.tail-claimsID)
	case k.tail == oddTail:
		return d.cluster.value(uint32(k.name)) //nolint:gosec // a number of the dict
	}
	return ""
}

// clusters are those of some claims. Most are the claim's own id, which is no more than a
// flag of it: see ownFlag. The others stand here.
type clusters struct {
	rows  numbers // in order
	names packed.Numbers[uint64]
	tails packed.Numbers[uint64]
}

func (s *clusters) add(row uint32, k clusterKey) {
	s.rows.Append(row)
	s.names.Append(k.name)
	s.tails.Append(k.tail)
}

// cluster returns that of a claim which several origins make, with a conflict, or of an
// article that has copies; of the others there are as many as claims, and it is zero.
func (b *block) cluster(c uint32) clusterKey {
	switch flags := b.cFlags.At(c); {
	case flags&ownFlag != 0:
		return clusterKey{b.cIDs.names.At(c), b.cIDs.tails.At(c) | claimsID}
	case flags&sharedFlag != 0:
		i := b.cClusters.rows.Search(0, uint32(b.cClusters.rows.Len()), c) //nolint:gosec // rows fit
		return clusterKey{b.cClusters.names.At(i), b.cClusters.tails.At(i)}
	}
	return clusterKey{}
}
