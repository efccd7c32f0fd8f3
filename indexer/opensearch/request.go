package opensearch

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"dateline/indexer"
)

// A request is one question to the indices of a kind.
type request struct {
	kind   string
	body   object
	scored bool // by what is known of all shards
}

// An answer is what the cluster says to one.
type answer struct {
	Hits struct {
		Total struct{ Value int }
		Hits  []found
	}
	Aggs     map[string]json.RawMessage `json:"aggregations"`
	Suggest  map[string]json.RawMessage `json:"suggest"`
	TimedOut bool                       `json:"timed_out"`
	Shards   struct{ Failed int }       `json:"_shards"`
	Error    *cause                     `json:"error"`
	Status   int                        `json:"status"`
}

// A found is a document that was found.
type found struct {
	ID     string                     `json:"_id"`
	Score  *float64                   `json:"_score"`
	Sort   json.RawMessage            `json:"sort"`
	Fields map[string]json.RawMessage `json:"fields"`
	Source struct {
		Stored json.RawMessage `json:"stored"`
	} `json:"_source"`
}

// field returns the first value of a field that was asked for; "" if it has none.
func (f *found) field(name string) string {
	list := f.values(name)
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// values returns the values of a field that was asked for.
func (f *found) values(name string) (list []string) {
	var values []text
	if json.Unmarshal(f.Fields[name], &values) != nil {
		return nil
	}
	for _, v := range values {
		list = append(list, v.String())
	}
	return list
}

// agg reads what was counted under a name.
func (a *answer) agg(name string, into any) error {
	if err := json.Unmarshal(a.Aggs[name], into); err != nil {
		return fmt.Errorf("read %s in an answer of the search cluster: %w", name, err)
	}
	return nil
}

// errPartial reports an answer that is not of all documents.
var errPartial error = &indexer.UnavailableError{
	Says: "the search cluster that the index is on answers for a part of it only",
	Err:  errors.New("the search cluster answered for some of its shards only: see that all its nodes run"),
}

// search asks several questions at once. Each answer is of all documents: where a part of
// the cluster does not answer, there is an error.
func (x *Index) search(ctx context.Context, requests ...request) ([]answer, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var body bytes.Buffer
	write := json.NewEncoder(&body)
	pinned, _ := ctx.Value(pointsKey{}).(points)
	for _, r := range requests {
		head := object{"allow_partial_search_results": false}
		if point := pinned[r.kind]; point != "" {
			r.body = joined(r.body, object{"pit": object{"id": point, "keep_alive": keepPoint}})
		} else {
			head["index"] = x.of(r.kind)
		}
		if r.scored {
			head["search_type"] = "dfs_query_then_fetch"
		}
		if err := errors.Join(write.Encode(head), write.Encode(r.body)); err != nil {
			return nil, err
		}
	}
	var all []answer
	err := x.cluster.retry(ctx, func() error {
		var answers struct{ Responses []answer } // nothing of the try before is in it
		err := x.cluster.once(ctx, http.MethodPost, "/_msearch", "application/x-ndjson", body.Bytes(), &answers)
		if err != nil {
			return err
		}
		all = answers.Responses
		return complete(all, len(requests))
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// complete returns an error unless there are so many answers, each of all documents.
func complete(answers []answer, n int) error {
	if len(answers) != n {
		return fmt.Errorf("the search cluster gives %d answers to %d questions", len(answers), n)
	}
	for i := range answers {
		switch a := &answers[i]; {
		case a.Error != nil && a.Error.Type == noIndex:
			return ErrGone
		case a.Error != nil:
			return a.Error.refusal(a.Status)
		case a.TimedOut || a.Shards.Failed > 0:
			return errPartial
		}
	}
	return nil
}

// terms are values with how many documents have each.
type terms struct {
	Most    int      `json:"doc_count_error_upper_bound"` // that a value may have which is not told
	Buckets []bucket `json:"buckets"`
}

// A bucket is one of them.
type bucket struct {
	Key   text `json:"key"`
	Count int  `json:"doc_count"`
	Short int  `json:"doc_count_error_upper_bound"` // that may be missing in the count
}

// topHits are the first documents of a bucket.
type topHits struct {
	Hits struct{ Hits []found }
}

// A filtered is what was counted of the documents that meet a filter.
type filtered struct {
	Count int
	parts map[string]json.RawMessage
}

// UnmarshalJSON reads the count, and keeps the rest to be read by name.
func (f *filtered) UnmarshalJSON(data []byte) error {
	if err := json.Unmarshal(data, &f.parts); err != nil {
		return err
	}
	return json.Unmarshal(f.parts["doc_count"], &f.Count)
}

// agg reads what was counted under a name.
func (f *filtered) agg(name string, into any) error {
	if err := json.Unmarshal(f.parts[name], into); err != nil {
		return fmt.Errorf("read %s in an answer of the search cluster: %w", name, err)
	}
	return nil
}

// all, any and not make filters.
func all(parts ...object) object { return object{"bool": object{"filter": parts}} }

func anyOf(parts ...object) object {
	if len(parts) == 1 {
		return parts[0]
	}
	return object{"bool": object{"should": parts, "minimum_should_match": 1}}
}

func not(part object) object { return object{"bool": object{"must_not": []object{part}}} }

func is(field string, value any) object { return object{"term": object{field: value}} }

func has(field string) object { return object{"exists": object{"field": field}} }
