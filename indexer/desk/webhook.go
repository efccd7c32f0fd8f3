package desk

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"

	"dateline/scraper/fetch"
)

const (
	hookTime   = 10 * time.Second // for one try
	hookAnswer = 4 << 10          // bytes of an answer that are read
)

// The headers of a call, beside Idempotency-Key.
const (
	SignatureHeader = "Dateline-Signature" // see Signature
	TimestampHeader = "Dateline-Timestamp" // when it was sent, seconds since 1970
)

// PrivateKey is where the configuration names private hosts that webhooks may be at.
const PrivateKey = "alerts.allow_private"

// A webhook tells by a POST.
type webhook struct {
	agent string
	guard *fetch.Guard
	http  *http.Client
	now   func() time.Time
}

func newWebhook(agent string, private []string, now func() time.Time) *webhook {
	guard := fetch.NewGuard(private, PrivateKey)
	return &webhook{agent: agent, guard: guard, now: now, http: &http.Client{
		Transport:     guard,
		Timeout:       hookTime,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// A Call is the body of a webhook's request.
type Call struct {
	ID      string  `json:"id"`   // the same whenever the same is told: whoever has taken it takes it once
	Name    string  `json:"name"` // of the search
	Search  string  `json:"search"`
	Query   string  `json:"query"`
	Matches []Match `json:"matches"` // in the order in which they were found
	More    bool    `json:"more"`    // another call follows at once
}

// Signature returns what the header of a call says: the HMAC, with SHA-256 and the search's
// secret, of the timestamp as its header has it, a full stop, and the body.
func Signature(secret, timestamp string, body []byte) string {
	sum := hmac.New(sha256.New, []byte(secret))
	sum.Write([]byte(timestamp + "."))
	sum.Write(body)
	return "sha256=" + hex.EncodeToString(sum.Sum(nil))
}

func (w *webhook) pause() time.Duration { return 0 }

func (w *webhook) tell(ctx context.Context, p *parcel) (string, error) {
	body, err := json.Marshal(Call{ID: p.id, Name: p.search.name, Search: p.search.id, Query: p.search.query, Matches: p.matches, More: p.more})
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, hookTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.search.webhook, bytes.NewReader(body))
	if err != nil {
		return "", fmt.Errorf("%w: its address cannot be read", errNever)
	}
	timestamp := strconv.FormatInt(w.now().Unix(), 10)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", w.agent)
	req.Header.Set("Idempotency-Key", strconv.Quote(p.id))
	req.Header.Set(TimestampHeader, timestamp)
	req.Header.Set(SignatureHeader, Signature(p.search.secret, timestamp, body))
	resp, err := w.http.Do(req)
	if err != nil {
		return "", hookError(err)
	}
	defer resp.Body.Close() //nolint:errcheck // what it said has been read
	said, err := io.ReadAll(io.LimitReader(resp.Body, hookAnswer))
	answer := strings.TrimSpace(fmt.Sprintf("%d %s", resp.StatusCode, http.StatusText(resp.StatusCode)))
	switch {
	case resp.StatusCode/100 == 3:
		return "", fmt.Errorf("%s: redirects are not followed, give the address that it leads to", answer)
	case resp.StatusCode == http.StatusGone:
		return "", fmt.Errorf("%s: %w", answer, errNever)
	case resp.StatusCode/100 != 2:
		if words := oneLine(said); words != "" {
			answer += ": " + words
		}
		return "", errors.New(answer)
	case err != nil: // they took it, and were slow to say so
		return answer + ", and broke off", nil
	}
	return answer, nil
}

// hookError returns what the network said, without the address: it may hold a password.
func hookError(err error) error {
	var u *url.Error
	if !errors.As(err, &u) {
		return err
	}
	switch {
	case u.Timeout():
		return fmt.Errorf("no answer within %s", hookTime)
	case errors.Is(err, fetch.ErrRefused):
		return fmt.Errorf("a private or special address, or an odd port: name its host in %s if you mean it", PrivateKey)
	}
	return u.Err
}

// oneLine returns what a stranger said, plain and on one line.
func oneLine(said []byte) string {
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(string(said), ""), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
	}), " ")
}
