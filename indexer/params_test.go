package indexer

import (
	"errors"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"dateline/indexer/timex"
)

func TestParseQuery(t *testing.T) {
	for _, tt := range []struct{ address, canonical string }{
		{"", ""},
		{"q=+missing+fund+", "q=missing+fund"},
		{"kind=News&kind=opinion,analysis", "kind=news&kind=opinion&kind=analysis"},
		{"grain=Year,+month&grain=day", "grain=year&grain=month&grain=day"},
		{"outlet=The+Harbour+Post,post.example,", "outlet=The+Harbour+Post&outlet=post.example"},
		{`speaker="King, Jr.",Ida+Moss`, `speaker=%22King%2C+Jr.%22&speaker=Ida+Moss`},
		{`speaker=Ann+"Nan"+Lee`, `speaker=Ann+%22Nan%22+Lee`},
		{`speaker="""Nan"", as they say"`, `speaker=%22%22%22Nan%22%22%2C+as+they+say%22`},
		{`speaker="King, Jr`, `speaker=%22King%2C+Jr%22`},
		{"limit=50&event=&pub=+&outlet=", ""},
		{"order=best&inside=may&buckets=&lanes=&copies=folded&boosts=on", ""},
		{"copies=ALL", "copies=all"},
		{"marks=500", "marks=500"},
		{"boosts=OFF", "boosts=off"},
		{"order=Newest&facets=outlet,kind&buckets=60&lanes=Speaker", "order=newest&facets=outlet&facets=kind&buckets=60&lanes=speaker"},
		{"event=1987&inside=must&facets=none", "event=1987&inside=must&facets=none"},
		{`section=City,"Arts, Books"&lang=en-GB&author=Ida+Moss`, `section=City&section=%22Arts%2C+Books%22&lang=en-GB&author=Ida+Moss`},
		{"limit=7", "limit=7"},
		{"cursor=abc&colour=red", "cursor=abc"},
		{"event=1987", "event=1987"},
		{"event=1987-03", "event=1987-03"},
		{"event=1987-03-12", "event=1987-03-12"},
		{"event=198X", "event=1980%2F1989"},
		{"event=1985/1991", "event=1985%2F1991"},
		{"event=1985-02/1991-11", "event=1985-02%2F1991-11"},
		{"event=1985-12-31/1987-01-01", "event=1985-12-31%2F1987-01-01"},
		{"event=../1987", "event=..%2F1987"},
		{"pub=2020-02/..", "pub=2020-02%2F.."},
	} {
		v, err := url.ParseQuery(tt.address)
		if err != nil {
			t.Fatal(err)
		}
		q, err := ParseQuery(v)
		if err != nil {
			t.Errorf("ParseQuery(%q): %v", tt.address, err)
			continue
		}
		want, _ := url.ParseQuery(tt.canonical)
		if got := q.Values(); !reflect.DeepEqual(got, want) {
			t.Errorf("ParseQuery(%q) has the address %q, want %q", tt.address, got.Encode(), tt.canonical)
		}
		again, err := ParseQuery(q.Values())
		if err != nil || again.Values().Encode() != q.Values().Encode() {
			t.Errorf("ParseQuery(%q), printed and read again, is %q, %v", tt.address, again.Values().Encode(), err)
		}
	}
}

func TestParseQueryErrors(t *testing.T) {
	for _, tt := range []struct{ address, field, says string }{
		{"q=(a", "q", "not closed"},
		{"q=a&q=b", "q", "given 2 times"},
		{"kind=gossip", "kind", "news, analysis, opinion, editorial, review, interview, press-release, fact-check, live-blog, unknown"},
		{"grain=fortnight", "grain", "minute, hour, day"},
		{"limit=0", "limit", "1 to 1000"},
		{"limit=1001", "limit", "1 to 1000"},
		{"limit=ten", "limit", "1 to 1000"},
		{"inside=must", "inside", "write event as well"},
		{"inside=surely&event=1987", "inside", "may, must"},
		{"order=random", "order", "best, newest, oldest"},
		{"boosts=more", "boosts", "on, off"},
		{"copies=some", "copies", "folded, all"},
		{"buckets=2001", "buckets", "1 to 2000"},
		{"lanes=kind", "lanes", "speaker, outlet, cluster"},
		{"facets=outlet,none", "facets", "none alone"},
		{"event=soon", "event", "write "},
		{"event=1987-13", "event", "write "},
		{"pub=../..", "pub", "write "},
		{"event=1990/1980", "event", "event: "},
		{"event=" + strings.Repeat("9", 500), "event", "write "},
		{"outlet=" + strings.Repeat("a,", 101), "outlet", "at most 100"},
		{"speaker=" + strings.Repeat("a", 301), "speaker", "at most 300"},
	} {
		v, err := url.ParseQuery(tt.address)
		if err != nil {
			t.Fatal(err)
		}
		_, err = ParseQuery(v)
		var wrong *QueryError
		if !errors.As(err, &wrong) || wrong.Field != tt.field || !strings.Contains(wrong.Error(), tt.says) {
			t.Errorf("ParseQuery(%.40q) = %v, want a QueryError about %s with %q", tt.address, err, tt.field, tt.says)
		}
	}
}

func TestQueryValidate(t *testing.T) {
	day := time.Date(2020, time.May, 1, 0, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		q     Query
		field string // "" if it is right
	}{
		{Query{}, ""},
		{Query{Limit: MaxLimit}, ""},
		{Query{Limit: -1}, "limit"},
		{Query{Event: timex.Interval{Start: day, End: day}}, "event"},
		{Query{Published: timex.Interval{Start: day}}, ""},
		{Query{Kinds: []string{"News"}}, "kind"},
	} {
		err := tt.q.Validate()
		var wrong *QueryError
		if errors.As(err, &wrong); (wrong == nil) != (tt.field == "") || (wrong != nil && wrong.Field != tt.field) {
			t.Errorf("%+v.Validate() = %v, want a QueryError about %q", tt.q, err, tt.field)
		}
	}
}

func FuzzParseQuery(f *testing.F) {
	for _, s := range []string{"q=a&outlet=x,y&event=198X", `speaker="a, ""b""",c`, "limit=3&cursor=x", "pub=../2020-01", "outlet=%22%22%22"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, address string) {
		v, err := url.ParseQuery(address)
		if err != nil {
			return
		}
		q, err := ParseQuery(v)
		if err != nil {
			var wrong *QueryError
			if !errors.As(err, &wrong) {
				t.Fatalf("ParseQuery(%q): %v is no QueryError", address, err)
			}
			return
		}
		again, err := ParseQuery(q.Values())
		if err != nil {
			t.Fatalf("ParseQuery(%q) has the address %q: %v", address, q.Values().Encode(), err)
		}
		if got, want := again.Values().Encode(), q.Values().Encode(); got != want {
			t.Fatalf("ParseQuery(%q) has the address %q, read again %q", address, want, got)
		}
	})
}
