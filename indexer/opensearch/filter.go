package opensearch

import (
	"slices"
	"time"

	"dateline/indexer"
	"dateline/indexer/columns"
	"dateline/indexer/lang"
	"dateline/indexer/timex"
)

// filters return what a query asks for, but for its text and dates of events. An article
// need only have for each demand a claim that meets it.
func filters(q *indexer.Query) (list []object) {
	add := func(f object) { list = append(list, f) }
	if len(q.Outlets) > 0 {
		add(anyOf(oneOf("outlet_is", columns.FoldHost, q.Outlets), oneOf("host", columns.FoldHost, q.Outlets)))
	}
	if len(q.Kinds) > 0 {
		add(object{"terms": object{"kind": q.Kinds}})
	}
	if len(q.Sections) > 0 {
		add(oneOf("section_is", columns.Fold, q.Sections))
	}
	if len(q.Languages) > 0 {
		within := []object{oneOf("lang", columns.Fold, q.Languages)}
		for _, l := range q.Languages {
			within = append(within, object{"prefix": object{"lang": columns.Fold(l) + "-"}})
		}
		add(anyOf(within...))
	}
	if len(q.Authors) > 0 {
		add(oneOf("author_is", columns.Fold, q.Authors))
	}
	if len(q.Speakers) > 0 {
		add(object{"terms": object{"speaker_is": folded(columns.Fold, q.Speakers)}})
	}
	if len(q.Media) > 0 {
		add(oneOf("medium", columns.Fold, q.Media))
	}
	if len(q.Places) > 0 {
		add(oneOf("place_is", columns.FoldPlace, q.Places))
	}
	if q.Origins > 1 {
		add(object{"range": object{"origins": object{"gte": q.Origins}}})
	}
	if q.Conflict {
		add(is("clash", "yes"))
	}
	if !q.Published.IsZero() {
		add(between("pub", q.Published))
	}
	return list
}

// oneOf asks that a field has one of some values, as filters compare them. An empty one asks
// that it has none.
func oneOf(field string, fold func(string) string, values []string) object {
	list := folded(fold, values)
	some := []object{{"terms": object{field: list}}}
	if slices.Contains(list, "") {
		some = append(some, not(has(field)))
	}
	return anyOf(some...)
}

func folded(fold func(string) string, values []string) []string {
	list := make([]string, len(values))
	for i, v := range values {
		list[i] = fold(v)
	}
	return list
}

// between asks that a moment is in an interval.
func between(field string, v timex.Interval) object {
	return object{"range": object{field: window(v)}}
}

// window returns an interval in seconds since 1970.
func window(v timex.Interval) object {
	r := object{}
	if !v.Start.IsZero() {
		r["gte"] = v.Start.Unix()
	}
	if !v.End.IsZero() {
		r["lt"] = v.End.Unix()
	}
	return r
}

// dated reports whether a query asks for dates of events.
func dated(q *indexer.Query) bool { return len(q.Grains) > 0 || !q.Event.IsZero() }

// whens ask for an event with dates as a query asks for: of one grain or another.
func whens(q *indexer.Query) object {
	grains := q.Grains
	if len(grains) == 0 {
		grains = timex.Grains
	}
	var some []object
	for _, g := range grains {
		if q.Event.IsZero() {
			some = append(some, is("grain", string(g)))
			continue
		}
		r := window(q.Event)
		r["relation"] = "intersects"
		if q.Inside {
			r["relation"] = "within"
		}
		some = append(some, object{"range": object{whenField(g): r}})
	}
	return anyOf(some...)
}

// condition returns what a text with fields asks of rows.
func condition(languages []*lang.Language, t indexer.Text, prose []proseField, now time.Time) (object, error) {
	switch {
	case t.Op == indexer.Field:
		k, err := t.Condition(now)
		if err != nil {
			return nil, err
		}
		return field(&k), nil
	case t.HasFields():
		parts := make([]object, len(t.Parts))
		for i, part := range t.Parts {
			var err error
			if parts[i], err = condition(languages, part, prose, now); err != nil {
				return nil, err
			}
		}
		switch t.Op {
		case indexer.Or, indexer.Same:
			return anyOf(parts...), nil
		case indexer.Not:
			return not(parts[0]), nil
		}
		return all(parts...), nil
	}
	return inAll(languages, t, prose, false, false)
}

// field returns what a field asks for.
func field(k *indexer.Condition) object {
	list := filters(&k.Query)
	if dated(&k.Query) {
		list = append(list, whens(&k.Query))
	}
	if k.Cites != "" {
		list = append(list, is("cites", columns.FoldHost(k.Cites)))
	}
	if !k.Seen.IsZero() {
		list = append(list, between("seen", k.Seen))
	}
	if !k.Changed.IsZero() {
		list = append(list, between("seen", k.Changed), is("changed", true))
	}
	if k.Sure > 0 {
		list = append(list, object{"range": object{"sure": object{"gt": int(10_000*k.Sure + 0.5)}}})
	}
	if k.Undated {
		list = append(list, is("undated", true))
	}
	return all(list...)
}
