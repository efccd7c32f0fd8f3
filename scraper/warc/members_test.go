package warc

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/scraper"
)

func TestMembers(t *testing.T) {
	at := time.Date(2025, time.March, 4, 5, 6, 7, 0, time.UTC)
	x := Exchange{
		Page:    &scraper.Page{FinalURL: "https://a.example/1?" + strings.Repeat("q", 5000), Fetched: at, Status: 200, Body: bytes.Repeat([]byte("word "), 50_000)},
		Request: http.Header{"User-Agent": {"Dateline"}},
	}
	file := slices.Concat(Info("Dateline", "a.warc.gz", at), Request(x, false), Response(x))
	for _, tt := range []struct {
		name string
		file []byte
		want int // members before the end
		ok   bool
	}{
		{"empty", nil, 0, true},
		{"whole", file, 3, true},
		{"cut off", file[:len(file)-9], 2, false},
		{"garbage behind", append(slices.Clone(file), "garbage garbage"...), 3, false},
		{"garbage", []byte("<html>"), 0, false},
	} {
		var got []Member
		end := int64(0)
		err := Members(bytes.NewReader(tt.file), func(m Member) error {
			if m.Offset != end {
				t.Errorf("%s: a member at %d, want %d", tt.name, m.Offset, end)
			}
			end += m.Length
			got = append(got, m)
			return nil
		})
		if len(got) != tt.want || (err == nil) != tt.ok || err != nil && !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %d members, %v; want %d", tt.name, len(got), err, tt.want)
		}
		if tt.want == 3 {
			if says := fmt.Sprint(got[0].Type, got[1].Type, got[2].Type); says != "warcinforequestresponse" || got[2].Target != x.Page.FinalURL {
				t.Errorf("%s: %+v", tt.name, got)
			}
		}
	}
	stop := errors.New("stop")
	if err := Members(bytes.NewReader(file), func(Member) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("stopped with %v", err)
	}
}
