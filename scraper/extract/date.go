package extract

import (
	"strconv"
	"strings"
	"time"

	"dateline/scraper"
)

// Machine-readable forms of a date, with and without a zone.
var (
	zonedForms = []string{
		time.RFC3339Nano, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05.999Z0700", "2006-01-02T15:04Z0700", "2006-01-02T15:04:05Z07",
		"2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 Z07:00", "2006-01-02 15:04:05 Z0700", "2006-01-02 15:04:05Z0700",
		time.RFC1123Z, "Mon, 2 Jan 2006 15:04:05 -0700", "Mon Jan 2 15:04:05 -0700 2006", "20060102T150405Z0700", "2006-01-02 15:04Z07:00", "2006-01-02 15:04 Z07:00",
	}
	localForms = []string{
		"2006-01-02T15:04:05.999", "2006-01-02T15:04", "2006-01-02 15:04:05.999", "2006-01-02 15:04", "2006/01/02 15:04:05", "2006/01/02 15:04", "20060102150405",
	}
	dayForms = []string{time.DateOnly, "2006/01/02", "20060102", "2006-1-2"}
)

// parseDate returns the date that s, written for machines or people, names; zero
// if it names none. Clock times without a zone are taken to be in zone;
// where that is nil, only their day is kept.
func parseDate(s, from string, zone *time.Location) scraper.Date {
	return dateReader{zone: zone}.parse(s, from)
}

// parse returns the date that s, written for machines or people, names.
func (r dateReader) parse(s, from string) scraper.Date {
	s = collapse(s)
	if len(s) < 8 || len(s) > 80 {
		return scraper.Date{}
	}
	d := scraper.Date{From: from, Raw: s}
	for _, form := range zonedForms {
		if t, err := time.Parse(form, s); err == nil {
			return made(d, t, false)
		}
	}
	for _, form := range localForms {
		if t, err := time.Parse(form, s); err == nil {
			return local(d, t, r.zone)
		}
	}
	for _, form := range dayForms {
		if t, err := time.Parse(form, s); err == nil {
			return made(d, t, true)
		}
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil { // seconds or milliseconds since 1970
		if len(s) == 13 {
			n /= 1000
		} else if len(s) != 10 {
			return scraper.Date{}
		}
		return made(d, time.Unix(n, 0).UTC(), false)
	}
	if found, _, ok := r.find(s); ok {
		found.From, found.Raw = from, s
		return found
	}
	return scraper.Date{}
}

// made returns d at t, or no date if t is outside the years that a page can have
// been published in.
func made(d scraper.Date, t time.Time, day bool) scraper.Date {
	if t.Year() < 1750 || t.Year() > 2100 {
		return scraper.Date{}
	}
	if day {
		t = time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	}
	d.Time, d.Day = t, day
	return d
}

// local returns d at the clock time t in zone; its day alone if zone is nil.
func local(d scraper.Date, t time.Time, zone *time.Location) scraper.Date {
	if zone == nil {
		return made(d, t, true)
	}
	return made(d, time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, zone), false)
}

// atClock adds the time of day to the day t.
func atClock(d scraper.Date, t time.Time, hour, minute, half, name string, zone *time.Location) scraper.Date {
	if hour == "" {
		return made(d, t, true)
	}
	h, m := number(hour), number(minute)
	switch strings.ToLower(strings.ReplaceAll(half, ".", "")) {
	case "pm":
		if h < 12 {
			h += 12
		}
	case "am":
		if h == 12 {
			h = 0
		}
	}
	if h > 23 || m > 59 {
		return made(d, t, true)
	}
	t = t.Add(time.Duration(h)*time.Hour + time.Duration(m)*time.Minute)
	if name == "" {
		return local(d, t, zone)
	}
	return local(d, t, zoneOf(strings.ToUpper(name), t))
}

// zoneOf returns the zone that a name in a byline stands for at the clock time t.
// Names that only say "Eastern" follow the American summer.
func zoneOf(name string, t time.Time) *time.Location {
	hours := map[string]float64{
		"UTC": 0, "GMT": 0, "Z": 0, "BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "IST": 5.5,
		"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
	}
	if len(name) == 2 {
		half := "S"
		if americanSummer(t) {
			half = "D"
		}
		name = name[:1] + half + "T"
	}
	h := hours[name]
	if h == 0 {
		return time.UTC
	}
	return time.FixedZone(name, int(h*3600))
}

// americanSummer reports whether the clock time t is in daylight saving time as the
// United States keep it: second Sunday of March to first Sunday of November, 2 a.m.
func americanSummer(t time.Time) bool {
	sunday := func(m time.Month, first int) time.Time {
		d := time.Date(t.Year(), m, first, 2, 0, 0, 0, time.UTC)
		return d.AddDate(0, 0, (7-int(d.Weekday()))%7)
	}
	return !t.Before(sunday(time.March, 8)) && t.Before(sunday(time.November, 1))
}

// number returns the number that the digits name.
func number(digits string) int {
	n, _ := strconv.Atoi(digits) // the patterns admit digits only
	return n
}
