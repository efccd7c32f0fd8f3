package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"dateline/indexer"
	"dateline/indexer/desk"
)

// A fakeDesk has one saved search, or fails.
type fakeDesk struct{ err error }

func (f *fakeDesk) one(id string) (*desk.Search, error) {
	if f.err != nil {
		return nil, f.err
	}
	if id != "bridge-fund" {
		return nil, fmt.Errorf("row of the inside: %w", indexer.ErrNotFound)
	}
	return &desk.Search{
		ID: id, Name: "Bridge fund", Query: "q=bridge", Created: noon, Active: true, Found: 2, New: 1, Last: 120,
		Webhook: "https://hooks.newsroom.example/", Deliveries: []desk.Delivery{{Way: "webhook", Tries: 1, Tried: &noon, Answer: "503"}},
	}, nil
}

func (f *fakeDesk) Searches(context.Context) ([]desk.Search, error) {
	s, err := f.one("bridge-fund")
	if err != nil {
		return nil, err
	}
	return []desk.Search{*s}, nil
}

func (f *fakeDesk) Saved(_ context.Context, id string) (*desk.Search, error) { return f.one(id) }

func (f *fakeDesk) Save(_ context.Context, d desk.Draft) (*desk.Search, error) {
	switch d.Name {
	case "":
		return nil, &indexer.QueryError{Field: "name", Says: "is empty"}
	case "Taken":
		return nil, fmt.Errorf("save search of the inside: %w", &desk.TakenError{Name: d.Name, ID: "taken"})
	}
	s, err := f.one("bridge-fund")
	if err == nil {
		s.Secret = "a-secret-that-was-made"
	}
	return s, err
}

func (f *fakeDesk) Change(ctx context.Context, id string, c desk.Change) (*desk.Search, error) {
	if c.Name != nil {
		return f.Save(ctx, desk.Draft{Name: *c.Name})
	}
	return f.one(id)
}

func (f *fakeDesk) Remove(_ context.Context, id string) error {
	_, err := f.one(id)
	return err
}

func (f *fakeDesk) Unseen(_ context.Context, id string, limit int, cursor string) (*desk.Matches, error) {
	s, err := f.one(id)
	if err != nil {
		return nil, err
	}
	return &desk.Matches{Search: *s, Total: 1, Matches: aMatch(), Next: fmt.Sprint(limit, cursor)}, nil
}

func (f *fakeDesk) Seen(_ context.Context, id string, upTo int64) (*desk.Search, error) {
	s, err := f.one(id)
	if err == nil {
		s.Last = upTo
	}
	return s, err
}

func (f *fakeDesk) Latest(_ context.Context, id string, _ int) (*desk.Search, []desk.Match, error) {
	s, err := f.one(id)
	return s, aMatch(), err
}

func aMatch() []desk.Match {
	return []desk.Match{{Position: 120, Found: noon, Article: anArticle, Claims: 1, Entries: 1, First: []indexer.Entry{anEntry}}}
}

// A feed has an entity tag, and says where it is.
func TestFeedTags(t *testing.T) {
	h := New(options())
	for _, name := range []string{"feed.atom", "feed.rss", "feed.json"} {
		target := "/api/v1/searches/bridge-fund/" + name
		w := do(t, h, "GET", target, "")
		tag := w.Header().Get("ETag")
		if w.Code != http.StatusOK || tag == "" || !strings.Contains(w.Body.String(), target) {
			t.Errorf("%s: %d, tag %q: %s", target, w.Code, tag, w.Body)
		}
		if w := do(t, h, "GET", target, "", "If-None-Match: "+tag); w.Code != http.StatusNotModified || w.Body.Len() > 0 {
			t.Errorf("%s asked for again: %d", target, w.Code)
		}
		// Another process gives the same tag: a reader asks for weeks.
		if w := do(t, New(options()), "GET", target, "", "If-None-Match: "+tag); w.Code != http.StatusNotModified {
			t.Errorf("%s asked of another process: %d", target, w.Code)
		}
	}
}

func TestClientSearches(t *testing.T) {
	ctx := t.Context()
	s := serve(t, New(options()))
	c := NewClient(s.URL, testToken)
	list, err := c.Searches(ctx)
	if err != nil || len(list) != 1 || list[0].Deliveries[0].Answer != "503" {
		t.Errorf("Searches = %+v, %v", list, err)
	}
	saved, err := c.Save(ctx, desk.Draft{Name: "Bridge fund", Query: "q=bridge"})
	if err != nil || saved.ID != "bridge-fund" || saved.Secret == "" {
		t.Errorf("Save = %+v, %v", saved, err)
	}
	if _, err := c.Save(ctx, desk.Draft{Name: "Taken"}); err == nil || !strings.Contains(err.Error(), "its id is taken") {
		t.Errorf("Save of a name that is taken: %v", err)
	}
	off := false
	if got, err := c.Change(ctx, "bridge-fund", desk.Change{Active: &off}); err != nil || got.ID != "bridge-fund" {
		t.Errorf("Change = %+v, %v", got, err)
	}
	if got, err := c.Unseen(ctx, "bridge-fund", 3, "c"); err != nil || len(got.Matches) != 1 || got.Next != "3c" {
		t.Errorf("Unseen = %+v, %v", got, err)
	}
	if got, err := c.Seen(ctx, "bridge-fund", 7); err != nil || got.Last != 7 {
		t.Errorf("Seen = %+v, %v", got, err)
	}
	if err := c.Remove(ctx, "bridge-fund"); err != nil {
		t.Errorf("Remove: %v", err)
	}
	for _, err := range []error{c.Remove(ctx, "nobody"), second(c.Saved(ctx, "nobody")), second(c.Seen(ctx, "what?c", 0))} {
		if !errors.Is(err, indexer.ErrNotFound) {
			t.Errorf("a search that is not there: %v", err)
		}
	}
	if _, err := NewClient(s.URL, "wrong").Save(ctx, desk.Draft{Name: "A"}); err == nil {
		t.Error("Save without the token succeeded")
	}
}

func second[T any](_ T, err error) error { return err }
