package opensearch

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"dateline/indexer"
	"dateline/scraper"
)

// Config says where a cluster is, and how it is spoken to.
type Config struct {
	Addresses []string // of its nodes, "https://search.newsroom.example:9200"; any will do
	Username  string   // with Password; empty for none
	Password  string
	APIKey    string // in place of both
	CA        []byte // certificates in PEM that are trusted besides those of the system; nil for none
	Prefix    string // how the names of its indices begin; "dateline" if empty
	Archive   string // id of the archive that they are of: indexes of others are refused; empty: none is
	Shards    int    // of every index; 1 if 0
	Replicas  int    // of every shard
}

// A Cluster is where indexes are. It is safe for concurrent use.
type Cluster struct {
	cfg   Config
	http  *http.Client
	first atomic.Uint32 // the address that is tried first
}

// The bounds of a conversation.
const (
	connectTime = 5 * time.Second
	answerTime  = 2 * time.Minute // of one request
	soonTime    = 2 * time.Second // of one that is answered at once, if at all, until another address is tried
	maxAnswer   = 256 << 20       // bytes
	readTries   = 3               // of a question, each at all addresses
	firstPause  = 100 * time.Millisecond
	mostPause   = 5 * time.Second
	writeTime   = 30 * time.Second // how long a write is tried again that the cluster is too busy for
)

// An UnavailableError reports that no node of the cluster could be asked.
type UnavailableError struct {
	Addresses []string
	Err       error // of the last that was tried
}

func (e *UnavailableError) Error() string {
	return fmt.Sprintf("the search cluster at %s does not answer: see that it runs, and that [index] addresses name it: %v", strings.Join(e.Addresses, ", "), e.Err)
}

func (e *UnavailableError) Unwrap() error { return e.Err }

// As has the error be an indexer.UnavailableError, which does not name addresses.
func (e *UnavailableError) As(target any) bool {
	return unavailable(target, e, "the search cluster that the index is on does not answer")
}

// unavailable makes the target of errors.As what says of err that the index cannot be asked.
func unavailable(target any, err error, says string) bool {
	to, ok := target.(**indexer.UnavailableError)
	if ok {
		*to = &indexer.UnavailableError{Says: says, Err: err}
	}
	return ok
}

// A refusedError is an answer of the cluster that says what is wrong.
type refusedError struct {
	status int
	kind   string // "index_not_found_exception"
	reason string
}

func (e *refusedError) Error() string {
	switch e.status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return fmt.Sprintf("the search cluster does not let us in (%d): check DATELINE_INDEX_USER and DATELINE_INDEX_PASSWORD, or DATELINE_INDEX_KEY: %s", e.status, e.reason)
	}
	return fmt.Sprintf("the search cluster answers %d: %s: %s", e.status, e.kind, e.reason)
}

// As has an answer that is no fault of the question be an indexer.UnavailableError.
func (e *refusedError) As(target any) bool {
	switch {
	case e.passes():
		return unavailable(target, e, "the search cluster that the index is on is too busy, or a part of it is away")
	case e.status == http.StatusUnauthorized, e.status == http.StatusForbidden:
		return unavailable(target, e, "the search cluster that the index is on does not let this server in")
	}
	return false
}

// elasticTagline is what Elasticsearch says of itself.
const elasticTagline = "You Know, for Search"

// CheckAddress returns an error if an address is none of a node, or holds a password.
func CheckAddress(address string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
		return fmt.Errorf("%q is no address of a search cluster: write it as https://search.newsroom.example:9200", address)
	case u.User != nil:
		return fmt.Errorf("the address %s holds a name or a password: take them out, and set DATELINE_INDEX_USER and DATELINE_INDEX_PASSWORD", u.Redacted())
	}
	return nil
}

// Connect returns the cluster, once it has answered: it must be OpenSearch 2 or later.
func Connect(ctx context.Context, cfg Config) (*Cluster, error) {
	if len(cfg.Addresses) == 0 {
		return nil, errors.New("no address of a search cluster is given")
	}
	for i, a := range cfg.Addresses {
		if err := CheckAddress(a); err != nil {
			return nil, err
		}
		cfg.Addresses[i] = strings.TrimSuffix(a, "/")
	}
	if cfg.Prefix == "" {
		cfg.Prefix = "dateline"
	}
	cfg.Shards = max(cfg.Shards, 1)
	transport := http.DefaultTransport.(*http.Transport).Clone() //nolint:forcetypeassert // it is one
	transport.MaxIdleConnsPerHost = 16
	transport.ResponseHeaderTimeout = answerTime
	transport.Proxy = nil // what is ours is not asked through a proxy of the web
	if cfg.CA != nil {
		pool, err := x509.SystemCertPool()
		if err != nil {
			pool = x509.NewCertPool()
		}
		if !pool.AppendCertsFromPEM(cfg.CA) {
			return nil, errors.New("the certificates of [index] ca are not in PEM")
		}
		transport.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	}
	c := &Cluster{cfg: cfg, http: &http.Client{Transport: transport, Timeout: answerTime}}
	var about struct {
		Version struct{ Number, Distribution string }
		Tagline string
	}
	if err := c.read(ctx, "/", &about); err != nil {
		return nil, c.stranger(err)
	}
	if v := about.Version; v.Distribution != "opensearch" || strings.HasPrefix(v.Number, "1.") {
		name := v.Distribution
		switch {
		case about.Tagline == elasticTagline:
			name = "Elasticsearch"
		case name == "":
			name = "something else"
		}
		return nil, fmt.Errorf("the search cluster at %s is %s %s: Dateline works with OpenSearch 2 and later alone", cfg.Addresses[c.first.Load()], name, v.Number)
	}
	return c, nil
}

// stranger returns an error of what a server says of itself, with the address if it is no cluster.
func (c *Cluster) stranger(err error) error {
	e, refused := errors.AsType[*refusedError](err)
	if passing(err) && !refused || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if refused && (passing(err) || e.status == http.StatusUnauthorized || e.status == http.StatusForbidden) {
		return fmt.Errorf("%s: %w", c.cfg.Addresses[c.first.Load()], err)
	}
	return fmt.Errorf("what answers at %s is no OpenSearch: see that [index] addresses name nodes of a search cluster: %w", c.cfg.Addresses[c.first.Load()], err)
}

// read asks something that changes nothing.
func (c *Cluster) read(ctx context.Context, path string, into any) error {
	return c.retry(ctx, func() error { return c.once(ctx, http.MethodGet, path, "application/json", nil, into) })
}

// soon is read for what is answered at once if at all. It finds out which address does answer
// for what is asked next: a node that hangs takes connections, and says nothing.
func (c *Cluster) soon(ctx context.Context, path string, into any) error {
	return c.retry(ctx, func() error {
		return c.try(ctx, soonTime, http.MethodGet, path, "application/json", nil, into)
	})
}

// retry asks a question again that fails by what passes: a few times, for a person waits.
func (c *Cluster) retry(ctx context.Context, ask func() error) error {
	pause := firstPause
	var last error
	for try := 1; ; try++ {
		err := ask()
		if last != nil && ctx.Err() != nil { // there is more to say than that the time was up
			return last
		}
		if err == nil || !passing(err) || ctx.Err() != nil || try >= readTries {
			return err
		}
		c.another()
		if last = err; scraper.Sleep(ctx, pause) != nil {
			return err
		}
		pause *= 2
	}
}

// write asks for something that may be asked twice, for as long as the cluster is only too
// busy.
func (c *Cluster) write(ctx context.Context, method, path string, body, into any) error {
	data, err := encode(body)
	if err != nil {
		return err
	}
	return c.persist(ctx, func() error { return c.once(ctx, method, path, "application/json", data, into) })
}

// persist does something again while it fails by what passes, for a while.
func (c *Cluster) persist(ctx context.Context, do func() error) error {
	began, pause := time.Now(), firstPause
	for {
		err := do()
		if err == nil || !passing(err) || ctx.Err() != nil || time.Since(began) > writeTime {
			return err
		}
		c.another()
		if stopped := scraper.Sleep(ctx, pause/2+rand.N(pause)); stopped != nil { //nolint:gosec // no secret
			return errors.Join(stopped, err) // there is more to say than that the time was up
		}
		pause = min(2*pause, mostPause)
	}
}

// another has the next address asked first: its node may have less to do.
func (c *Cluster) another() {
	c.first.Store((c.first.Load() + 1) % uint32(len(c.cfg.Addresses))) //nolint:gosec // addresses are few
}

func encode(body any) ([]byte, error) {
	if body == nil {
		return nil, nil
	}
	return json.Marshal(body)
}

// passing reports whether what went wrong may be right in a moment, or on another node.
func passing(err error) bool {
	var away *UnavailableError
	if errors.As(err, &away) || errors.Is(err, errPartial) {
		return true
	}
	var refused *refusedError
	if !errors.As(err, &refused) {
		return false
	}
	return refused.passes()
}

func (e *refusedError) passes() bool {
	switch e.status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// once sends one request, to the first address that takes it.
func (c *Cluster) once(ctx context.Context, method, path, contentType string, body []byte, into any) error {
	return c.try(ctx, answerTime, method, path, contentType, body, into)
}

// try is once, with how long each address is waited for.
func (c *Cluster) try(ctx context.Context, patience time.Duration, method, path, contentType string, body []byte, into any) error {
	var silent error
	first := int(c.first.Load())
	for i := range c.cfg.Addresses {
		at := (first + i) % len(c.cfg.Addresses)
		answered, err := c.ask(ctx, patience, method, c.cfg.Addresses[at]+path, contentType, body, into)
		switch {
		case answered:
			c.first.Store(uint32(at)) //nolint:gosec // addresses are few
			return err
		case ctx.Err() != nil && silent == nil:
			return ctx.Err()
		}
		if silent = err; ctx.Err() != nil {
			break
		}
	}
	return &UnavailableError{c.cfg.Addresses, silent}
}

// ask asks one address, and reports whether that began to answer.
func (c *Cluster) ask(ctx context.Context, patience time.Duration, method, address, contentType string, body []byte, into any) (answered bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	response, err := c.send(ctx, method, address, contentType, body) //nolint:bodyclose // readAnswer does
	if err != nil {
		return false, err
	}
	return true, readAnswer(response, into)
}

func (c *Cluster) send(ctx context.Context, method, address, contentType string, body []byte) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if body != nil {
		request.Header.Set("Content-Type", contentType)
	}
	switch {
	case c.cfg.APIKey != "":
		request.Header.Set("Authorization", "ApiKey "+c.cfg.APIKey)
	case c.cfg.Username != "":
		request.SetBasicAuth(c.cfg.Username, c.cfg.Password)
	}
	return c.http.Do(request)
}

func readAnswer(response *http.Response, into any) (err error) {
	defer func() { err = errors.Join(err, response.Body.Close()) }()
	data, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	switch {
	case err != nil:
		return &UnavailableError{[]string{response.Request.URL.Host}, err}
	case len(data) > maxAnswer:
		return fmt.Errorf("the search cluster answers more than %d bytes", maxAnswer)
	case response.StatusCode >= http.StatusMultipleChoices:
		return refusal(response.StatusCode, data)
	case into == nil:
		return nil
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("read an answer of the search cluster: %w", err)
	}
	return nil
}

// A cause is what the cluster says of an error.
type cause struct {
	Type     string  `json:"type"`
	Reason   string  `json:"reason"`
	Causes   []cause `json:"root_cause"`
	CausedBy *cause  `json:"caused_by"`
}

func (c *cause) String() string {
	for c.CausedBy != nil {
		c = c.CausedBy
	}
	if len(c.Causes) > 0 {
		c = &c.Causes[0]
	}
	return c.Reason
}

// refusal returns the error that a cause is, given the status that the cluster has for it. A part of
// a question that a node has no memory or no place in its queue for is one of several failures of a
// search, which may be told with any status.
func (c *cause) refusal(status int) *refusedError {
	if c.busy() {
		status = http.StatusTooManyRequests
	}
	return &refusedError{status, c.Type, c.String()}
}

// busy reports whether a node has too much to do or is away, and the same may be taken in a moment.
func (c *cause) busy() bool {
	switch {
	case c == nil:
		return false
	case c.Type == "circuit_breaking_exception", c.Type == "rejected_execution_exception":
		return true
	case c.Type == "node_disconnected_exception", c.Type == "node_not_connected_exception", c.Type == "node_closed_exception":
		return true // others have what it has
	}
	return c.CausedBy.busy() || slices.ContainsFunc(c.Causes, func(c cause) bool { return c.busy() })
}

// noIndex is how the cluster calls it that an index is not there.
const noIndex = "index_not_found_exception"

// conflict is how it calls it that a document is not of the version that it should be.
const conflict = "version_conflict_engine_exception"

func refusal(status int, data []byte) error {
	var said struct {
		Error json.RawMessage `json:"error"`
	}
	var why cause
	if json.Unmarshal(data, &said) == nil && json.Unmarshal(said.Error, &why) == nil {
		e := why.refusal(status)
		if e.kind == noIndex {
			return fmt.Errorf("%w: %w", ErrGone, e)
		}
		return e
	}
	return &refusedError{status, http.StatusText(status), strings.TrimSpace(string(data[:min(len(data), 300)]))}
}

// isKind reports whether an error is what the cluster calls so.
func isKind(err error, kind string) bool {
	var refused *refusedError
	return errors.As(err, &refused) && refused.kind == kind
}
