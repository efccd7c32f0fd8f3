package bleve

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"sync"

	gojson "github.com/goccy/go-json"
	"github.com/klauspost/compress/zstd"

	"dateline/indexer"
)

// dictionary is what many articles have in common: how lines begin, and words of news. It
// makes short articles shorter. What was packed with one cannot be unpacked with another:
// whoever changes it raises the schema.
//
//go:embed dictionary.txt
var dictionary []byte

const dictionaryID = 1

// codec packs and unpacks. Both ends are safe for concurrent use.
var codec = sync.OnceValues(func() (*struct {
	*zstd.Encoder
	*zstd.Decoder
}, error) {
	in, err := zstd.NewWriter(nil, zstd.WithEncoderDictRaw(dictionaryID, dictionary), zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithEncoderConcurrency(2), zstd.WithEncoderCRC(true))
	if err != nil {
		return nil, err
	}
	out, err := zstd.NewReader(nil, zstd.WithDecoderDictRaw(dictionaryID, dictionary), zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(mostPacked))
	return &struct {
		*zstd.Encoder
		*zstd.Decoder
	}{in, out}, err
})

// mostPacked bounds what one article is unpacked to, in bytes: a damaged file may claim
// anything.
const mostPacked = 1 << 30

// pack returns what the document of an article keeps, and how long it was before it was
// packed, in bytes: lines of JSON, the article and each of its claims, and behind them the
// text as it is, in one frame of Zstandard. Claims repeat the text and one another, so that
// beside it they take next to nothing.
func pack(a *article, claims []storedClaim) (packed string, size int, err error) {
	c, err := codec()
	if err != nil {
		return "", 0, err
	}
	var lines bytes.Buffer
	lines.Grow(len(a.text) + 1<<10*(1+len(claims)))
	to := json.NewEncoder(&lines)
	to.SetEscapeHTML(false) // as the text has it
	if err := to.Encode(a); err != nil {
		return "", 0, fmt.Errorf("document of article %s: %w", a.Ref.ID, err)
	}
	for i := range claims {
		if err := to.Encode(&claims[i]); err != nil {
			return "", 0, fmt.Errorf("claim %s: %w", claims[i].ID, err)
		}
	}
	lines.WriteString(a.text)
	return string(c.EncodeAll(lines.Bytes(), nil)), lines.Len(), nil
}

// An unpacked is what the document of an article keeps: see pack.
type unpacked struct{ lines []byte }

func unpack(packed []byte) (unpacked, error) {
	c, err := codec()
	if err != nil {
		return unpacked{}, err
	}
	lines, err := c.DecodeAll(packed, nil)
	if err != nil {
		return unpacked{}, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return unpacked{lines}, nil
}

// behind returns what stands behind the first n lines.
func (u unpacked) behind(n int) []byte {
	rest := u.lines
	for range n {
		end := bytes.IndexByte(rest, '\n')
		if end < 0 {
			return nil
		}
		rest = rest[end+1:]
	}
	return rest
}

// article returns the article, with its text.
func (u unpacked) article() (*article, error) {
	a := &article{}
	if err := u.decode(0, a); err != nil {
		return nil, err
	}
	a.text = string(u.behind(1 + a.Claims))
	return a, nil
}

// claim returns a claim by its place among those of the article.
func (u unpacked) claim(nth int, of indexer.ArticleRef) (*indexer.ClaimView, error) {
	var stored storedClaim
	if err := u.decode(1+nth, &stored); err != nil {
		return nil, err
	}
	c := stored.view(of)
	return &c, nil
}

// decode reads a line. It is ours, and a page of answers decodes fifty: the library that
// Gin brings along takes a third of the standard library's time.
func (u unpacked) decode(line int, into any) error {
	data, _, ok := bytes.Cut(u.behind(line), []byte{'\n'})
	if !ok {
		return fmt.Errorf("%w: a document lacks line %d", ErrDamaged, line+1)
	}
	return gojson.Unmarshal(data, into)
}

// A storedClaim is a claim as it is kept: what it shares with its article is not, and
// what its entries share with it is kept once.
type storedClaim struct {
	indexer.ClaimView
	Article *struct{}     `json:"article,omitempty"` // in the place of the view's, nothing
	Entries []storedEntry `json:"entries"`           // in the place of the view's
}

// A storedEntry is what an entry has of its own.
type storedEntry struct {
	indexer.Entry
	At *[2]int `json:"at"` // Offsets.Date

	// In the place of what it shares, nothing.
	Claim    *struct{} `json:"claim,omitempty"`
	Article  *struct{} `json:"article,omitempty"`
	Sentence *struct{} `json:"sentence,omitempty"`
	Offsets  *struct{} `json:"offsets,omitempty"`
}

func storeClaim(v indexer.ClaimView) storedClaim {
	c := storedClaim{ClaimView: v, Entries: make([]storedEntry, len(v.Entries))}
	for i, e := range v.Entries {
		c.Entries[i] = storedEntry{Entry: e, At: e.Offsets.Date}
	}
	return c
}

// view returns the claim as answers give it.
func (c *storedClaim) view(of indexer.ArticleRef) indexer.ClaimView {
	v := c.ClaimView
	v.Article = of
	v.Entries = make([]indexer.Entry, len(c.Entries))
	for i, stored := range c.Entries {
		e := stored.Entry
		e.Claim, e.Article, e.Sentence, e.Offsets = v.ClaimRef, v.Article, v.Sentence, v.Offsets
		e.Offsets.Date = stored.At
		if e.Date.Steps == nil {
			e.Date.Steps = []string{}
		}
		v.Entries[i] = e
	}
	return v
}
