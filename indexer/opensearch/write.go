package opensearch

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"runtime"
	"slices"
	"time"

	"dateline/indexer"

	"golang.org/x/sync/errgroup"
)

// putAtOnce is how many articles are written at one time: what they replace is held
// meanwhile.
const putAtOnce = 500

// Put replaces what the index holds of the articles in rs, and moves its Seq to seq; an
// index that has read further stays where it is. Of several readings of one article the
// last counts.
//
// None of it is seen before all is written. After a crash half way, some may be seen when
// the index is opened again, and Seq is as it was: putting all of rs again mends that.
func (x *Index) Put(ctx context.Context, seq uint64, rs ...*indexer.Reading) error {
	x.writing.Lock()
	defer x.writing.Unlock()
	return x.write(ctx, "put", seq, func() error {
		for some := range slices.Chunk(indexer.LastOf(rs), putAtOnce) {
			if err := x.put(ctx, some); err != nil {
				return err
			}
		}
		return nil
	})
}

// Delete forgets the articles with these ids, and moves Seq as Put does. An id that the
// index does not know makes no difference.
func (x *Index) Delete(ctx context.Context, seq uint64, ids ...string) error {
	x.writing.Lock()
	defer x.writing.Unlock()
	return x.write(ctx, "delete", seq, func() error {
		for some := range slices.Chunk(ids, putAtOnce) {
			if err := x.delete(ctx, some); err != nil {
				return err
			}
		}
		return nil
	})
}

// Outdo raises the generation above that of an index in whose place this one comes: who
// asked that one is not told that nothing has changed. It does nothing if it is above.
func (x *Index) Outdo(ctx context.Context, generation uint64) error {
	x.writing.Lock()
	defer x.writing.Unlock()
	s, err := x.state(ctx)
	if err == nil && s.generation <= generation {
		s.generation = generation + 1
		err = x.setState(ctx, s)
	}
	if err != nil {
		return fmt.Errorf("raise the generation: %w", err)
	}
	return nil
}

// write has do write, and lets all that it wrote be seen.
func (x *Index) write(ctx context.Context, what string, seq uint64, do func() error) error {
	var s *state
	err := x.cluster.persist(ctx, func() (err error) {
		s, err = x.state(ctx)
		return err
	})
	if err == nil {
		err = x.takeTurn(ctx, s)
	}
	if err == nil {
		err = do()
	}
	if err == nil {
		err = x.show(ctx, s, seq)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// takeTurn has x be who writes. Who wrote before may still have requests on their way when it
// hangs or is cut off: they are of an earlier turn, and change nothing that is written in this one.
// Turns are counted in seconds since 1970, for a program that knows none of them would forget how many there were.
func (x *Index) takeTurn(ctx context.Context, s *state) error {
	if s.writer != x.writer {
		s.writer, s.turn = x.writer, max(s.turn+1, uint64(time.Now().Unix())) //nolint:gosec // it is after 1970
		if err := x.setState(ctx, s); err != nil {
			return err
		}
	}
	x.turn = s.turn
	return nil
}

// documentVersion returns the version of documents that are written in a turn. It is above all that the cluster
// counted by itself, which indexes of older programs have.
func documentVersion(turn uint64) uint64 { return turn << 20 }

// show lets what was written be seen, and moves Seq. Whoever asks meanwhile waits.
func (x *Index) show(ctx context.Context, s *state, seq uint64) error {
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), mostChanging) // half done, it would keep them waiting
	defer stop()
	s.changing = time.Now()
	err := x.setState(ctx, s)
	if err == nil {
		err = x.cluster.write(ctx, http.MethodPost, "/"+x.all()+"/_refresh", nil, nil)
	}
	if err == nil {
		s.changing, s.generation, s.seq = time.Time{}, s.generation+1, max(s.seq, seq)
		err = x.setState(ctx, s)
	}
	if err != nil && ctx.Err() != nil { // the time was up, and not because we are told to stop
		return &UnavailableError{x.cluster.cfg.Addresses, err}
	}
	return err
}

// put writes the documents of some articles, each of which is another.
//
// An article's own document lists those that go with it. So that none is left behind that
// no list names, whenever this is broken off: first come articles with a list of all that
// there are and will be, then what is listed, and last the lists without what is gone.
func (x *Index) put(ctx context.Context, rs []*indexer.Reading) error {
	ids := make([]string, len(rs))
	for i, r := range rs {
		ids[i] = r.ArticleRef().ID
	}
	held, err := x.held(ctx, ids)
	if err != nil {
		return err
	}
	all := make([]*told, len(rs))
	var work errgroup.Group
	work.SetLimit(runtime.GOMAXPROCS(0))
	for i, r := range rs {
		work.Go(func() (err error) {
			all[i], err = tell(r)
			return err
		})
	}
	if err := work.Wait(); err != nil {
		return err
	}
	var first, then, last []item
	for _, t := range all {
		id := t.article.Ref.ID
		if t.leftOut > 0 {
			x.log.Warn("left out entries with years that no JSON date can tell", "article", id, "count", t.leftOut)
		}
		own := item{x.of(articlesKind), id, t.document(t.article.Claims, t.article.Entries)}
		claims, entries := without(held[id].Claims, t.article.Claims), without(held[id].Entries, t.article.Entries)
		if len(claims)+len(entries) == 0 {
			first = append(first, own)
		} else {
			both := t.document(slices.Concat(t.article.Claims, claims), slices.Concat(t.article.Entries, entries))
			first, last = append(first, item{own.index, id, both}), append(last, own)
		}
		then = append(then, x.gone(claims, entries)...)
		for _, d := range t.others {
			then = append(then, item{x.of(d.kind), d.id, d.fields})
		}
	}
	return x.inTurn(ctx, first, then, last)
}

// delete takes out some articles, their own documents last.
func (x *Index) delete(ctx context.Context, ids []string) error {
	held, err := x.held(ctx, ids)
	if err != nil {
		return err
	}
	var first, last []item
	for id, a := range held {
		first = append(first, x.gone(a.Claims, a.Entries)...)
		last = append(last, item{x.of(articlesKind), id, nil})
	}
	return x.inTurn(ctx, first, last)
}

func (x *Index) inTurn(ctx context.Context, steps ...[]item) error {
	for _, items := range steps {
		if err := x.cluster.bulk(ctx, documentVersion(x.turn), items); err != nil {
			return err
		}
	}
	return nil
}

// gone returns what deletes documents.
func (x *Index) gone(claims, entries []string) (items []item) {
	for _, id := range claims {
		items = append(items, item{x.of(claimsKind), id, nil})
	}
	for _, id := range entries {
		items = append(items, item{x.of(entriesKind), id, nil})
	}
	return items
}

// A listed is which documents go with an article.
type listed struct {
	Claims  []string `json:"claims"`
	Entries []string `json:"entries"`
}

// held returns what goes with those of some articles that the index holds, as it was
// written last, seen or not.
func (x *Index) held(ctx context.Context, ids []string) (map[string]listed, error) {
	docs := []object{}
	for _, id := range ids {
		if possible(id) {
			docs = append(docs, object{"_index": x.of(articlesKind), "_id": id, "_source": []string{"stored.claims", "stored.entries"}})
		}
	}
	all := map[string]listed{}
	if len(docs) == 0 {
		return all, nil
	}
	// Where indices were removed, what is written would make others, with nothing of what we say of their fields.
	for _, kind := range []string{claimsKind, entriesKind} {
		docs = append(docs, object{"_index": x.of(kind), "_id": "is it there", "_source": false})
	}
	var answer struct {
		Docs []struct {
			ID     string `json:"_id"`
			Found  bool   `json:"found"`
			Error  *cause `json:"error"`
			Source struct {
				Stored json.RawMessage `json:"stored"`
			} `json:"_source"`
		} `json:"docs"`
	}
	if err := x.cluster.write(ctx, http.MethodPost, "/_mget", object{"docs": docs}, &answer); err != nil {
		return nil, err
	}
	for _, d := range answer.Docs {
		switch {
		case d.Error != nil && d.Error.Type == noIndex:
			return nil, ErrGone
		case d.Error != nil:
			return nil, &refusedError{http.StatusServiceUnavailable, d.Error.Type, d.Error.String()}
		case d.Found:
			l, err := decode[listed](d.Source.Stored)
			if err != nil {
				return nil, err
			}
			all[d.ID] = *l
		}
	}
	return all, nil
}

// without returns the values of a list that are not in another.
func without(list, others []string) (left []string) {
	in := make(map[string]bool, len(others))
	for _, o := range others {
		in[o] = true
	}
	for _, v := range list {
		if !in[v] {
			left = append(left, v)
		}
	}
	return left
}

// possible reports whether a document may have an id.
func possible(id string) bool { return id != "" && len(id) <= 512 }
