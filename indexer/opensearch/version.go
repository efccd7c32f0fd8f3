package opensearch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"dateline/indexer"
	"dateline/scraper"
)

// Name returns the name of the index.
func (x *Index) Name() string { return x.name }

// ErrGone reports that an index is not on the cluster any more: another is in its place.
var ErrGone error = &indexer.UnavailableError{
	Says: "the index was removed on its search cluster, and is built anew",
	Err:  errors.New("the index is not on the cluster any more"),
}

// kinds are those of the indices of an index.
var kinds = []string{articlesKind, claimsKind, entriesKind, stateKind}

// versions is how the names of all indexes that this program can read begin: what another
// version wrote is built anew.
func (c *Cluster) versions() string { return fmt.Sprintf("%s-v%d-", c.cfg.Prefix, schema) }

// NewName returns a name for an index.
func (c *Cluster) NewName() string {
	return c.versions() + time.Now().UTC().Format("20060102t150405.000000")
}

// Reads reports whether the name of an index says that it is as this version of the program
// makes them.
func (c *Cluster) Reads(name string) bool { return strings.HasPrefix(name, c.versions()) }

// ours returns what the names of the indices of all indexes match, whichever version made them:
// the name of the index, and the kind. A longer prefix is another's.
func (c *Cluster) ours() *regexp.Regexp {
	return regexp.MustCompile(`^(` + regexp.QuoteMeta(c.cfg.Prefix) + `-v\d+-\d{8}(?:t\d{6}\.\d{6})?)-(?:` + strings.Join(kinds, "|") + `)$`)
}

// alias is the name under which the state of the index in use is found.
func (c *Cluster) alias() string { return c.cfg.Prefix + "-" + stateKind }

// Current returns the name of the index in use; empty if there is none that this program
// can read.
func (c *Cluster) Current(ctx context.Context) (string, error) {
	var found map[string]json.RawMessage
	err := c.soon(ctx, "/_alias/"+c.alias(), &found)
	var refused *refusedError
	if errors.As(err, &refused) && refused.status == http.StatusNotFound {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("look for the index in use: %w", err)
	}
	for name := range found {
		if of, ok := strings.CutSuffix(name, "-"+stateKind); ok && c.Reads(of) {
			return of, nil
		}
	}
	return "", nil
}

// Use makes an index the one in use, in one step: the aliases dateline-articles,
// dateline-claims, dateline-entries and dateline-state are names of its indices.
func (c *Cluster) Use(ctx context.Context, name string) error {
	actions := []object{}
	for _, kind := range kinds {
		alias := c.cfg.Prefix + "-" + kind
		actions = append(actions,
			object{"remove": object{"index": c.cfg.Prefix + "-v*", "alias": alias, "must_exist": false}},
			object{"add": object{"index": name + "-" + kind, "alias": alias}})
	}
	if err := c.write(ctx, http.MethodPost, "/_aliases", object{"actions": actions}, nil); err != nil {
		return fmt.Errorf("bring the index %s into use: %w", name, err)
	}
	return nil
}

// Copy has the cluster keep copies of the shards of an index from now on, as many as it is
// configured to. Until then it keeps none: each would have every document indexed once more.
func (c *Cluster) Copy(ctx context.Context, name string) error {
	var held map[string]struct {
		Settings struct {
			Index struct {
				Replicas string `json:"number_of_replicas"`
			}
		}
	}
	if err := c.read(ctx, "/"+name+"-*/_settings/index.number_of_replicas", &held); err != nil {
		return fmt.Errorf("copies of the index %s: %w", name, err)
	}
	differs := false
	for _, of := range held {
		differs = differs || of.Settings.Index.Replicas != strconv.Itoa(c.cfg.Replicas)
	}
	if !differs {
		return nil
	}
	replicas := object{"index": object{"number_of_replicas": c.cfg.Replicas}}
	if err := c.write(ctx, http.MethodPut, "/"+name+"-*/_settings", replicas, nil); err != nil {
		return fmt.Errorf("copy the index %s: %w", name, err)
	}
	return nil
}

// Copied waits while the cluster makes copies of an index, and reports whether it has made all:
// one with too few nodes, or too full disks, does not. It is waited for no longer when it has
// made none for a time.
func (c *Cluster) Copied(ctx context.Context, name string, idle time.Duration) (bool, error) {
	for busy := time.Now(); ; {
		var health struct {
			Status       string
			Initializing int `json:"initializing_shards"`
		}
		if err := c.read(ctx, "/_cluster/health/"+name+"-*", &health); err != nil {
			return false, fmt.Errorf("copies of the index %s: %w", name, err)
		}
		switch {
		case health.Status == "green":
			return true, nil
		case health.Initializing > 0:
			busy = time.Now()
		case time.Since(busy) > idle:
			return false, nil
		}
		if err := scraper.Sleep(ctx, time.Second); err != nil {
			return false, err
		}
	}
}

// ForgetAnswers has the cluster work out anew what it is asked of an index: it keeps answers until
// something is written.
func (c *Cluster) ForgetAnswers(ctx context.Context, name string) error {
	if err := c.write(ctx, http.MethodPost, "/"+name+"-*/_cache/clear?request=true", nil, nil); err != nil {
		return fmt.Errorf("forget answers of the index %s: %w", name, err)
	}
	return nil
}

// RemoveOthers removes all indexes but those with names, also what is left of some, and those
// of other versions of this program.
func (c *Cluster) RemoveOthers(ctx context.Context, names ...string) error {
	var held map[string]json.RawMessage
	if err := c.read(ctx, "/_alias?expand_wildcards=open", &held); err != nil {
		return fmt.Errorf("look for old indexes: %w", err)
	}
	done := slices.Clone(names)
	for index := range held {
		name := c.ours().FindStringSubmatch(index)
		if name == nil || slices.Contains(done, name[1]) {
			continue
		}
		if err := c.Remove(ctx, name[1]); err != nil {
			return err
		}
		done = append(done, name[1])
	}
	return nil
}

// Remove removes the index with a name, if it is there.
func (c *Cluster) Remove(ctx context.Context, name string) error {
	for _, kind := range kinds { // what says that there is one goes last
		if err := c.write(ctx, http.MethodDelete, "/"+name+"-"+kind+"?ignore_unavailable=true", nil, nil); err != nil {
			return fmt.Errorf("remove the index %s: %w", name, err)
		}
	}
	return nil
}

// Compact has the cluster let go of what was deleted, for good.
func (x *Index) Compact(ctx context.Context) error {
	if err := x.cluster.write(ctx, http.MethodPost, "/"+x.all()+"/_forcemerge?only_expunge_deletes=true", nil, nil); err != nil {
		return fmt.Errorf("compact the index: %w", err)
	}
	return nil
}

// checkedAtOnce is how many articles are checked at one time.
const checkedAtOnce = 500

// Check reads which articles the index holds, calls do with each, in the order of their ids,
// and returns what does not agree inside it. Its error is what kept it from being read.
func (x *Index) Check(ctx context.Context, do func(indexer.Held) error) (*indexer.Check, error) {
	c := &checking{Index: x, found: &indexer.Check{}, do: do}
	for {
		last, err := c.some(ctx)
		if err != nil {
			return nil, fmt.Errorf("check index: %w", err)
		}
		if last {
			break
		}
	}
	for kind, listed := range map[string]int{claimsKind: c.claims, entriesKind: c.entries} {
		answers, err := x.search(ctx, request{kind: kind, body: object{"size": 0, "track_total_hits": true}})
		if err != nil {
			return nil, fmt.Errorf("check index: %w", err)
		}
		if held := answers[0].Hits.Total.Value; held != listed {
			c.found.Documents = append(c.found.Documents, fmt.Sprintf("it holds %d %s, and articles of %d", held, kind, listed))
		}
	}
	return c.found, nil
}

// A checking is a Check under way.
type checking struct {
	*Index
	found           *indexer.Check
	do              func(indexer.Held) error
	after           json.RawMessage
	claims, entries int // that articles list
}

// some checks the next articles, and reports whether they were the last.
func (c *checking) some(ctx context.Context) (last bool, err error) {
	body := object{"size": checkedAtOnce, "sort": []string{"id"}, "track_total_hits": false, "_source": []string{"stored.ref", "stored.claims", "stored.entries"}}
	if c.after != nil {
		body["search_after"] = c.after
	}
	answers, err := c.search(ctx, request{kind: articlesKind, body: body})
	if err != nil || len(answers[0].Hits.Hits) == 0 {
		return true, err
	}
	rows := answers[0].Hits.Hits
	ids := make([]string, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
	}
	held := map[string]map[string]int{}
	for _, kind := range []string{claimsKind, entriesKind} {
		counts, err := c.search(ctx, request{kind: kind, body: object{
			"size": 0, "track_total_hits": false, "query": object{"terms": object{"article": ids}},
			"aggs": object{"of": object{"terms": object{"field": "article", "size": len(ids), "shard_size": len(ids)}}},
		}})
		if err != nil {
			return false, err
		}
		var of terms
		if err := counts[0].agg("of", &of); err != nil {
			return false, err
		}
		held[kind] = map[string]int{}
		for _, b := range of.Buckets {
			held[kind][b.Key.String()] = b.Count
		}
	}
	for i := range rows {
		a, err := decode[keptArticle](rows[i].Source.Stored)
		if err != nil {
			return false, err
		}
		c.claims, c.entries = c.claims+len(a.Claims), c.entries+len(a.Entries)
		if n, m := held[claimsKind][a.Ref.ID], held[entriesKind][a.Ref.ID]; n != len(a.Claims) || m != len(a.Entries) {
			c.found.Documents = append(c.found.Documents, fmt.Sprintf("of article %s it holds %d claims and %d entries, and should %d and %d", a.Ref.ID, n, m, len(a.Claims), len(a.Entries)))
			continue
		}
		if err := c.do(indexer.Held{ID: a.Ref.ID, Revision: a.Ref.Revision, Claims: a.Claims}); err != nil {
			return false, err
		}
	}
	c.after = rows[len(rows)-1].Sort
	return len(rows) < checkedAtOnce, nil
}
