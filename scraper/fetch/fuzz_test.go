package fetch

import (
	"bytes"
	"net/http"
	"testing"
)

// Whatever a body claims to be, no more of it is taken than is allowed.
func FuzzRead(f *testing.F) {
	f.Add("gzip", packed([]byte("page")))
	f.Add("deflate", deflated([]byte("page")))
	f.Add("gzip, deflate", deflated(packed([]byte("page"))))
	f.Add("identity", []byte("page"))
	f.Add("gzip", packed([]byte("page"))[:12])
	f.Add("gzip", append(packed([]byte("page")), packed([]byte("page"))...))
	f.Add("gzip", append(packed(make([]byte, 4096)), "\x1f\x8b and no more"...))
	f.Add("deflate", []byte{0x78, 0xbb, 0, 0, 0, 0}) // asks for a dictionary
	f.Add("deflate,, utf-8", bytes.Repeat([]byte{0, 0, 0, 0xff, 0xff}, 300))
	f.Add("gzip, gzip", packed(packed(make([]byte, 1<<20))))
	f.Fuzz(func(t *testing.T, encoding string, body []byte) {
		r := &http.Response{ContentLength: -1, Header: http.Header{"Content-Encoding": {encoding}}}
		for _, lim := range []limit{{1 << 10, false}, {1 << 10, true}} {
			if data, _ := read(r, bytes.NewReader(body), lim); int64(len(data)) > lim.bytes {
				t.Errorf("%d bytes came through a limit of %d", len(data), lim.bytes)
			}
		}
	})
}

// An address that the gate lets through is the one that is asked for.
func FuzzCheck(f *testing.F) {
	for _, s := range []string{"http://a.example/", "http://\uff11\uff12\uff17.0.0.1/", "http://[::1%25x]:80/", "HTTPS://a.example:0443"} {
		f.Add(s)
	}
	g := newGate(nil)
	f.Fuzz(func(t *testing.T, raw string) {
		u, err := address(raw)
		if err != nil || g.check(u) != nil {
			return
		}
		again, err := address(u.String())
		if err != nil || *again != *u {
			t.Errorf("%q is judged as %s, and asked for as %v, %v", raw, u, again, err)
		}
	})
}
