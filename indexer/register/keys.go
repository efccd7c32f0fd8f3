package register

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/goccy/go-json"

	"dateline/indexer/cite"
	"dateline/scraper/db"
)

// claimNumber returns the number that a claim is compared by. Of ten million claims two
// have the same with a chance of one in some hundred thousand; the later is then compared
// in the place of the earlier.
func claimNumber(id string) int64 {
	sum := sha256.Sum256([]byte(id))
	return int64(binary.LittleEndian.Uint64(sum[:])) //nolint:gosec // the bits are kept
}

const numberSize = 8 // bytes

// packed returns numbers as a blob.
func packed[N int64 | uint64](list []N) []byte {
	blob := make([]byte, 0, numberSize*len(list))
	for _, n := range list {
		blob = binary.LittleEndian.AppendUint64(blob, uint64(n))
	}
	return blob
}

// unpacked returns the numbers of a blob.
func unpacked[N int64 | uint64](blob []byte) []N {
	list := make([]N, len(blob)/numberSize)
	for i := range list {
		list[i] = N(binary.LittleEndian.Uint64(blob[numberSize*i:]))
	}
	return list
}

// keysOf returns the keys that claims are found by.
func (s *relator) keysOf(claims []string) (map[string][]uint64, error) {
	keys := map[string][]uint64{}
	for _, c := range claims {
		err := s.each(func(row db.Row) error {
			var blob []byte
			err := row.Scan(&blob)
			keys[c] = unpacked[uint64](blob)
			return err
		}, `SELECT keys FROM told_assertion WHERE number = ?`, claimNumber(c))
		if err != nil {
			return nil, err
		}
	}
	return keys, nil
}

// key has a claim found by keys. Of a story that everybody tells some claims are enough:
// whoever comes after them belongs to them, too. Where one of those is gone, the next
// that comes, or is read anew, takes its place.
func (s *relator) key(claimID string, keys []uint64) error {
	return s.exec(`INSERT INTO told_key (key, numbers) SELECT DISTINCT CAST(value AS INTEGER), CAST(?2 AS BLOB) FROM json_each(?1) WHERE true
		ON CONFLICT (key) DO UPDATE SET numbers = CAST(told_key.numbers || ?2 AS BLOB)
			WHERE length(told_key.numbers) < ?3 AND instr(told_key.numbers, ?2) = 0`,
		keyList(keys), packed([]int64{claimNumber(claimID)}), numberSize*mostPerClaimKey)
}

// unkey has a claim found no more by the keys that it had and has no longer.
func (s *relator) unkey(claimID string, before, now []uint64) error {
	number := claimNumber(claimID)
	for _, k := range before {
		if slices.Contains(now, k) {
			continue
		}
		key := int64(k) //nolint:gosec // the bits are kept
		var left []int64
		err := s.each(func(row db.Row) error {
			var blob []byte
			err := row.Scan(&blob)
			left = slices.DeleteFunc(unpacked[int64](blob), func(n int64) bool { return n == number })
			return err
		}, `SELECT numbers FROM told_key WHERE key = ?`, key)
		if err == nil && len(left) == 0 {
			err = s.exec(`DELETE FROM told_key WHERE key = ?`, key)
		} else if err == nil {
			err = s.exec(`UPDATE told_key SET numbers = ? WHERE key = ?`, packed(left), key)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// having returns which claims have keys, by key.
func having(ctx context.Context, from db.Reader, keys []uint64) (map[uint64][]int64, error) {
	numbers := map[uint64][]int64{}
	err := db.Each(ctx, from, func(row db.Row) error {
		var key int64
		var blob []byte
		err := row.Scan(&key, &blob)
		numbers[uint64(key)] = unpacked[int64](blob) //nolint:gosec // the bits are kept
		return err
	}, `SELECT told_key.key, numbers FROM json_each(?) wanted CROSS JOIN told_key WHERE told_key.key = CAST(wanted.value AS INTEGER)`, keyList(keys))
	return numbers, err
}

// toldClaims returns claims by their numbers, as they are compared.
func toldClaims(ctx context.Context, from db.Reader, numbers []int64) (map[int64]*cite.Assertion, error) {
	told := make(map[int64]*cite.Assertion, len(numbers))
	err := db.Each(ctx, from, func(row db.Row) error {
		var n int64
		var id, article, asserted string
		if err := row.Scan(&n, &id, &article, &asserted); err != nil {
			return err
		}
		var a assertion
		if err := json.Unmarshal([]byte(asserted), &a); err != nil {
			return fmt.Errorf("claim %s: %w", id, err)
		}
		told[n] = a.of(id, article)
		return nil
	}, `SELECT number, claim, article, asserted FROM json_each(?) wanted CROSS JOIN told_assertion WHERE number = CAST(wanted.value AS INTEGER)`, db.List(numbers))
	return told, err
}
