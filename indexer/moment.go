package indexer

import (
	"encoding/json"
	"fmt"
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
	if t, err := time.Parse(time.DateOnly, *s); err == nil {
		m.Time = t
		return nil
	}
	t, err := time.Parse(time.RFC3339, *s)
	if err != nil {
		return fmt.Errorf("moment %q: neither YYYY-MM-DD nor RFC 3339", *s)
	}
	*m = Moment{Time: t.UTC(), Clock: true}
	return nil
}
