package opensearch

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"golang.org/x/sync/errgroup"
)

// The bounds of what is written in one request. Small ones cost time, large ones memory on
// both sides.
const (
	maxBulkBytes = 4 << 20
	maxBulkItems = 2000
	bulkWriters  = 2 // requests at one time
)

// An item is a document to be written, or one to be deleted.
type item struct {
	index, id string
	document  any // nil to delete
}

// A bulk gathers items into requests.
type bulk struct {
	cluster *Cluster
	version uint64
	ctx     context.Context
	work    *errgroup.Group
	body    bytes.Buffer
	items   int
}

// bulk writes items, in any order: each may be written twice. All are written, or the error
// says of which one it is and why. It is errOutdone if one is there of a later version.
func (c *Cluster) bulk(ctx context.Context, version uint64, items []item) error {
	work, ctx := errgroup.WithContext(ctx)
	work.SetLimit(bulkWriters)
	b := &bulk{cluster: c, version: version, ctx: ctx, work: work}
	for _, i := range items {
		if err := b.add(i); err != nil {
			return errors.Join(err, work.Wait())
		}
	}
	b.flush()
	return work.Wait()
}

func (b *bulk) add(i item) error {
	line, err := i.lines(b.version)
	if err != nil {
		return fmt.Errorf("document %s: %w", i.id, err)
	}
	if b.items == maxBulkItems || b.items > 0 && b.body.Len()+len(line) > maxBulkBytes {
		b.flush()
	}
	b.body.Write(line)
	b.items++
	return nil
}

func (i item) lines(version uint64) ([]byte, error) {
	verb := "index"
	if i.document == nil {
		verb = "delete"
	}
	head, err := json.Marshal(object{verb: object{"_index": i.index, "_id": i.id, "version": version, "version_type": "external_gte"}})
	if err != nil {
		return nil, err
	}
	head = append(head, '\n')
	if i.document == nil {
		return head, nil
	}
	data, err := json.Marshal(i.document)
	if err != nil {
		return nil, err
	}
	return slices.Concat(head, data, []byte{'\n'}), nil
}

// flush sends what was gathered, and waits only if too much is under way.
func (b *bulk) flush() {
	if b.items == 0 {
		return
	}
	body := bytes.Clone(b.body.Bytes())
	b.body.Reset()
	b.items = 0
	b.work.Go(func() error { return b.cluster.writeBulk(b.ctx, body) })
}

// writeBulk sends one request. Items that the cluster is too busy for are sent again, and
// those alone.
func (c *Cluster) writeBulk(ctx context.Context, body []byte) error {
	return c.persist(ctx, func() error {
		var answer struct {
			Errors bool                     `json:"errors"`
			Items  []map[string]writtenItem `json:"items"`
		}
		err := c.once(ctx, http.MethodPost, "/_bulk", "application/x-ndjson", body, &answer)
		if err != nil || !answer.Errors {
			return err
		}
		left, err := unwritten(body, answer.Items)
		body = left
		return err
	})
}

// A writtenItem is what became of an item.
type writtenItem struct {
	ID     string `json:"_id"`
	Status int    `json:"status"`
	Error  *cause `json:"error"`
}

// unwritten returns those lines of a request that are to be sent again, with an error that
// passes; or one that does not, for what will never be written.
func unwritten(body []byte, items []map[string]writtenItem) (left []byte, err error) {
	lines := bytes.SplitAfter(body, []byte{'\n'})
	for _, one := range items {
		for verb, w := range one {
			n := 2
			if verb == "delete" {
				n = 1
			}
			if len(lines) < n {
				return nil, errors.New("the search cluster answers of more documents than were written")
			}
			own := lines[:n]
			lines = lines[n:]
			if w.Error == nil { // what was to be deleted may not be there
				continue
			}
			if w.Error.Type == conflict {
				return nil, errOutdone
			}
			failed := w.Error.refusal(w.Status)
			if !passing(failed) {
				return nil, fmt.Errorf("document %.100s is not written: %w", w.ID, failed)
			}
			left, err = append(left, bytes.Join(own, nil)...), failed
		}
	}
	return left, err
}
