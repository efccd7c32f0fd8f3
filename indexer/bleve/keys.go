package bleve

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"dateline/indexer"
	"dateline/indexer/timex"
)

// The index sorts and compares times as text: eight letters and digits that
// sort as the seconds they stand for, from 17,000 years before 1970 to 17,000 after.
const (
	keyDigits = "0123456789abcdefghijklmnopqrstuv"
	keyLen    = 8
	keyLimit  = 1<<(5*keyLen) - 1
	openStart = "00000000" // before any time
	openEnd   = "vvvvvvvv" // after any time
)

func secondsKey(n int64) string {
	var key [keyLen]byte
	for i := keyLen - 1; i >= 0; i-- {
		key[i] = keyDigits[n&31]
		n >>= 5
	}
	return string(key[:])
}

// timeKey returns the key of a moment that is not open.
func timeKey(t time.Time) string {
	return secondsKey(min(max(t.Unix()+keyLimit/2, 1), keyLimit-1))
}

// placeKey returns the key by which an interval is ordered: by start, then the
// narrower. One with an open start stands at its end; an open one is wide.
func placeKey(start, end time.Time) string {
	switch {
	case start.IsZero() && end.IsZero():
		return openEnd + openEnd
	case start.IsZero():
		return timeKey(end) + openEnd
	case end.IsZero():
		return timeKey(start) + openEnd
	}
	return timeKey(start) + secondsKey(min(max(end.Unix()-start.Unix(), 0), keyLimit-1))
}

// order returns the key that sorts entries on a timeline. No two have the same.
func order(e indexer.Entry) string { return placeKey(e.Start.Time, e.End.Time) + e.ID }

// extent returns the interval and grain of an entry in one key, start, end and
// grain behind each other: one key is one entry's, so that an article matches
// an event by a single entry. See overlap.
func extent(start, end time.Time, g timex.Grain) string {
	from, to := openStart, openEnd
	if !start.IsZero() {
		from = timeKey(start)
	}
	if !end.IsZero() {
		to = timeKey(end)
	}
	return from + to + string(g)
}

// published returns what an article's date sorts and filters by: the clock of
// the page itself, as a reader sees it, whatever its zone. It reports whether
// there is a date.
func published(ref indexer.ArticleRef) (time.Time, bool) {
	if t, err := time.Parse(time.DateOnly, ref.Published); err == nil {
		return t, true
	}
	t, err := time.Parse(time.RFC3339, ref.Published)
	if err != nil {
		return time.Time{}, false
	}
	_, offset := t.Zone()
	return t.UTC().Add(time.Duration(offset) * time.Second), true
}

// newest returns the key that sorts articles from new to old, those without a
// date last. No two have the same.
func newest(ref indexer.ArticleRef) string {
	t, ok := published(ref)
	if !ok {
		return openEnd + ref.ID
	}
	return secondsKey(min(max(keyLimit/2-t.Unix(), 1), keyLimit-1)) + ref.ID
}

// newestClaim returns the key that sorts claims as newest does their articles, and those
// of one article as they stand there. No two have the same.
func newestClaim(c indexer.ClaimView) string {
	place := 0
	if c.Offsets.Claim != nil {
		place = c.Offsets.Claim[0]
	}
	return fmt.Sprintf("%s/%09d/%s", newest(c.Article), place, c.ID)
}

// bucketKey returns the key of the bucket that counts an entry: of its calendar
// year, or of its own extent and grain if it is in no single year. It sorts as
// the buckets do, and readBucket reads it.
func bucketKey(e indexer.Entry) string {
	start, end, grain := e.Start, e.End, e.Grain
	if year, ok := yearOf(e); ok {
		start.Time = time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC)
		end.Time = start.Time.AddDate(1, 0, 0)
		start.Clock, end.Clock, grain = false, false, timex.Year
	}
	return placeKey(start.Time, end.Time) + momentText(start) + "/" + momentText(end) + "/" + string(grain)
}

// yearOf returns the calendar year that an entry lies in, and whether it is
// told as finely as that.
func yearOf(e indexer.Entry) (int, bool) {
	start, end := e.Start.Time.UTC(), e.End.Time.UTC()
	if e.Start.Time.IsZero() || e.End.Time.IsZero() || !start.Before(end) {
		return 0, false
	}
	fine := slices.Index(timex.Grains, e.Grain) <= slices.Index(timex.Grains, timex.Year)
	return start.Year(), fine && end.Add(-1).Year() == start.Year()
}

func momentText(m indexer.Moment) string {
	switch {
	case m.Time.IsZero():
		return ""
	case m.Clock:
		return "t" + strconv.FormatInt(m.Time.Unix(), 10)
	}
	return "d" + strconv.FormatInt(m.Time.Unix(), 10)
}

func readMoment(s string) (indexer.Moment, error) {
	if s == "" {
		return indexer.Moment{}, nil
	}
	n, err := strconv.ParseInt(s[1:], 10, 64)
	return indexer.Moment{Time: time.Unix(n, 0).UTC(), Clock: s[0] == 't'}, err
}

func readBucket(key string, count int) (indexer.Bucket, error) {
	if len(key) < 2*keyLen {
		return indexer.Bucket{}, fmt.Errorf("bucket %q: too short", key)
	}
	parts := strings.SplitN(key[2*keyLen:], "/", 3)
	if len(parts) != 3 {
		return indexer.Bucket{}, fmt.Errorf("bucket %q: no extent", key)
	}
	start, err := readMoment(parts[0])
	end, err2 := readMoment(parts[1])
	if err := errors.Join(err, err2); err != nil {
		return indexer.Bucket{}, fmt.Errorf("bucket %q: %w", key, err)
	}
	return indexer.Bucket{Start: start, End: end, Grain: timex.Grain(parts[2]), Count: count}, nil
}
