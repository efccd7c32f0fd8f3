package frontier

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Fresh returns how long a server calls its answer fresh, from Cache-Control or
// else Expires (RFC 9111, section 4.2), less the time that it lay in caches on the
// way. It is zero if the server does not say, or wants to be asked every time.
func Fresh(h http.Header) time.Duration {
	said := false
	var fresh time.Duration
	for _, line := range h.Values("Cache-Control") {
		for directive := range strings.SplitSeq(line, ",") {
			name, value, _ := strings.Cut(strings.TrimSpace(directive), "=")
			switch strings.ToLower(name) {
			case "no-cache", "no-store":
				return 0
			case "max-age":
				if !said {
					said, fresh = true, seconds(strings.Trim(value, `"`))
				}
			}
		}
	}
	if !said {
		date, err := http.ParseTime(h.Get("Date"))
		if err != nil {
			return 0
		}
		expires, err := http.ParseTime(h.Get("Expires"))
		if err != nil {
			return 0 // "0" is common, and means that it is stale
		}
		fresh = expires.Sub(date)
	}
	return max(fresh-seconds(h.Get("Age")), 0)
}

// seconds reads a number of seconds; what is none is zero, and more than ten years are ten.
func seconds(s string) time.Duration {
	const ten = 10 * 365 * 24 * 60 * 60
	n, err := strconv.ParseUint(strings.TrimSpace(s), 10, 32)
	if err != nil {
		return 0
	}
	return time.Duration(min(n, ten)) * time.Second
}
