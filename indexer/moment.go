package indexer

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// String returns the moment as YYYY-MM-DD, or RFC 3339 where the time of day is
// meant; "" if open.
func (m Moment) String() string {
	switch {
	case m.Time.IsZero():
		return ""
	case m.Clock:
		return m.Time.UTC().Format(time.RFC3339)
	}
	return m.Time.UTC().Format(time.DateOnly)
}

// MarshalJSON returns the moment as a string, or null if open.
func (m Moment) MarshalJSON() ([]byte, error) {
	if m.Time.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(m.String())
}

// UnmarshalJSON reads what MarshalJSON writes.
func (m *Moment) UnmarshalJSON(data []byte) error {
	var s *string
	if err := json.Unmarshal(data, &s); err != nil {
		return err
	}
	*m = Moment{}
	if s == nil {
		return nil
	}
	t, err := parseYears(time.DateOnly, *s)
	if err == nil {
		m.Time = t
		return nil
	}
	if t, err = parseYears(time.RFC3339, *s); err != nil {
		return fmt.Errorf("moment %q: neither YYYY-MM-DD nor RFC 3339", *s)
	}
	*m = Moment{Time: t.UTC(), Clock: true}
	return nil
}

// parseYears is time.Parse, but reads years before our era, too: -0489 is 490 BC.
func parseYears(layout, s string) (time.Time, error) {
	after, before := strings.CutPrefix(s, "-")
	t, err := time.Parse(layout, after)
	if err != nil || !before {
		return t, err
	}
	return time.Date(-t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, t.Location()), nil
}
