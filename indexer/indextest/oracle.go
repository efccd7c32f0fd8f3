package indextest

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"

	"dateline/indexer"
	"dateline/indexer/timex"
	"dateline/scraper"
)

// An oracle answers queries by looking at every reading. It knows of a query's
// text no more than words, phrases and negation, and no stems.
type oracle []*indexer.Reading

// search returns the ids of the articles that q finds, sorted.
func (o oracle) search(q indexer.Query) []string {
	ids := []string{}
	for _, r := range o {
		v := r.Revision
		prose := append([]string{v.Headline, v.Text}, append(slices.Clone(v.Bylines), v.Captions...)...)
		dated := len(q.Grains) == 0 && q.Event.IsZero() || slices.ContainsFunc(r.Entries(), func(e indexer.Entry) bool { return inDates(q, e) })
		spoken := len(q.Speakers) == 0 || slices.ContainsFunc(r.ClaimViews(), func(c indexer.ClaimView) bool { return holds(q.Speakers, c.Speaker.Name) })
		views := r.ClaimViews()
		told := (len(q.Media) == 0 || slices.ContainsFunc(views, func(c indexer.ClaimView) bool { return slices.Contains(q.Media, c.Medium) })) &&
			(q.Origins < 2 || slices.ContainsFunc(views, func(c indexer.ClaimView) bool { return c.Origins >= q.Origins })) &&
			(!q.Conflict || slices.ContainsFunc(views, func(c indexer.ClaimView) bool { return c.Conflict })) &&
			(len(q.Places) == 0 || names(q.Places, indexer.PlaceRefs(r.Filed)) || slices.ContainsFunc(views, func(c indexer.ClaimView) bool { return names(q.Places, c.Places) }))
		field := func(t indexer.Text) bool {
			return slices.ContainsFunc(views, func(c indexer.ClaimView) bool { return fieldOfClaim(t, r, c) }) || fieldOfArticle(t, r)
		}
		if fromArticle(q, r) && dated && spoken && told && says(q.Text, prose, field) {
			ids = append(ids, v.ArticleID)
		}
	}
	slices.Sort(ids)
	return ids
}

// fieldOfArticle reports whether a field that asks nothing of claims is as an article has it.
func fieldOfArticle(t indexer.Text, r *indexer.Reading) bool {
	ofArticles := []string{"outlet", "kind", "section", "author", "lang", "pub", "seen", "changed", "cites"}
	if t.Name == "place" {
		return names([]string{t.Words}, indexer.PlaceRefs(r.Filed))
	}
	return slices.Contains(ofArticles, t.Name) && conditionMet(conditionOf(t), r)
}

// conditionMet reports whether an article is as a field asks.
func conditionMet(k indexer.Condition, r *indexer.Reading) bool {
	v := &r.Revision
	during := func(asked timex.Interval) bool {
		return asked.IsZero() || asked.Overlaps(timex.Interval{Start: v.Fetched, End: v.Fetched.Add(1)})
	}
	cited := k.Cites == "" || slices.ContainsFunc(v.Citations, func(c scraper.Citation) bool {
		return strings.Contains(c.URL, "://"+k.Cites+"/") || strings.Contains(c.URL, "://www."+k.Cites+"/")
	})
	return fromArticle(k.Query, r) && cited && during(k.Seen) && during(k.Changed) && (k.Changed.IsZero() || v.Number > 1)
}

// fieldOfEvent reports whether a field is as a claim has it with one of its entries; nil
// for none.
func fieldOfEvent(t indexer.Text, r *indexer.Reading, c indexer.ClaimView, e *indexer.Entry) bool {
	k := conditionOf(t)
	dated := len(k.Grains) > 0 || !k.Event.IsZero()
	return conditionMet(k, r) && wanted(k.Query, r, c, nil) && (!dated || e != nil && inDates(k.Query, *e)) && (!k.Undated || len(c.Entries) == 0) &&
		(k.Sure == 0 || c.Speaker.Name != "" && c.Confidence > k.Sure)
}

// fieldOfClaim reports whether a field is as a claim has it; one of its entries is enough.
func fieldOfClaim(t indexer.Text, r *indexer.Reading, c indexer.ClaimView) bool {
	return fieldOfEvent(t, r, c, nil) || slices.ContainsFunc(c.Entries, func(e indexer.Entry) bool { return fieldOfEvent(t, r, c, &e) })
}

func conditionOf(t indexer.Text) indexer.Condition {
	k, err := t.Condition(time.Now())
	if err != nil {
		panic(err) // the questions are ours
	}
	return k
}

// wanted reports whether a claim is one that q asks for, but for dates.
func wanted(q indexer.Query, r *indexer.Reading, c indexer.ClaimView, field func(indexer.Text) bool) bool {
	prose := []string{c.Sentence, c.Text, c.Speaker.Name, c.Speaker.Surface, c.Article.Headline}
	return fromArticle(q, r) && says(q.Text, prose, field) && (len(q.Speakers) == 0 || holds(q.Speakers, c.Speaker.Name)) &&
		(len(q.Media) == 0 || slices.Contains(q.Media, c.Medium)) && (q.Origins < 2 || c.Origins >= q.Origins) && (!q.Conflict || c.Conflict) &&
		(len(q.Places) == 0 || names(q.Places, c.Places))
}

// names reports whether one of some places is among those named. The U.S. are the United
// States.
func names(asked []string, named []indexer.PlaceRef) bool {
	return slices.ContainsFunc(asked, func(one string) bool {
		one = wordsOf(strings.ReplaceAll(one, "U.S.", "United States"))
		return slices.ContainsFunc(named, func(p indexer.PlaceRef) bool { return wordsOf(p.Name) == one })
	})
}

// placeNames returns the names of places.
func placeNames(list []indexer.PlaceRef) (all []string) {
	for _, p := range list {
		all = append(all, p.Name)
	}
	return all
}

// claims returns what q finds, the newest first, as if it had no words to be ranked by.
func (o oracle) claims(q indexer.Query) []indexer.ClaimView {
	list := []indexer.ClaimView{}
	for _, r := range o {
		for _, c := range r.ClaimViews() {
			dated := len(q.Grains) == 0 && q.Event.IsZero() || slices.ContainsFunc(c.Entries, func(e indexer.Entry) bool { return inDates(q, e) })
			if dated && wanted(q, r, c, func(t indexer.Text) bool { return fieldOfClaim(t, r, c) }) {
				list = append(list, c)
			}
		}
	}
	shown := func(c indexer.ClaimView) string { // by the clock of the page; without a date, last
		if len(c.Article.Published) == len(time.DateOnly) {
			return c.Article.Published + "T00:00:00"
		}
		return c.Article.Published[:min(len(c.Article.Published), len("2006-01-02T15:04:05"))]
	}
	slices.SortFunc(list, func(a, b indexer.ClaimView) int {
		byAge := cmp.Compare(shown(b), shown(a))
		if q.Order == indexer.Oldest {
			byAge = cmp.Or(cmp.Compare(min(len(shown(b)), 1), min(len(shown(a)), 1)), -byAge)
		}
		return cmp.Or(byAge, cmp.Compare(a.Article.ID, b.Article.ID),
			slices.Compare(a.Offsets.Claim[:], b.Offsets.Claim[:]), cmp.Compare(a.ID, b.ID))
	})
	return list
}

// timeline returns what q finds, in order, on one page, without facets.
func (o oracle) timeline(q indexer.Query) *indexer.Timeline {
	tl := &indexer.Timeline{Entries: []indexer.Entry{}, Buckets: []indexer.Bucket{}}
	for _, r := range o {
		for _, c := range r.ClaimViews() {
			of := func(e *indexer.Entry) func(indexer.Text) bool {
				return func(t indexer.Text) bool { return fieldOfEvent(t, r, c, e) }
			}
			if len(c.Entries) == 0 && wanted(q, r, c, of(nil)) {
				tl.Undated++
			}
			for _, e := range c.Entries {
				if !wanted(q, r, c, of(&e)) {
					continue
				}
				if !inDates(q, e) {
					tl.Excluded++
					if len(q.Grains) > 0 && !slices.Contains(q.Grains, e.Grain) {
						tl.ExcludedBy.Grain++
					} else {
						tl.ExcludedBy.Event++
					}
					continue
				}
				open := e.Start.Time.IsZero() || e.End.Time.IsZero()
				if open {
					tl.Open++
				} else if !q.Event.Start.IsZero() && !q.Event.End.IsZero() && !e.Start.Time.After(q.Event.Start) && !e.End.Time.Before(q.Event.End) {
					tl.Spanning++
				}
				tl.Entries = append(tl.Entries, e)
			}
		}
	}
	slices.SortFunc(tl.Entries, func(a, b indexer.Entry) int {
		return cmp.Or(comparePlace(a.Start, a.End, b.Start, b.End), cmp.Compare(a.ID, b.ID))
	})
	tl.Total = len(tl.Entries)
	for _, e := range tl.Entries {
		b := bucketOf(e)
		i := slices.IndexFunc(tl.Buckets, func(c indexer.Bucket) bool {
			return b.Start == c.Start && b.End == c.End && b.Grain == c.Grain
		})
		if i < 0 {
			i = len(tl.Buckets)
			tl.Buckets = append(tl.Buckets, b)
		}
		tl.Buckets[i].Count++
	}
	slices.SortFunc(tl.Buckets, func(a, b indexer.Bucket) int {
		return cmp.Or(comparePlace(a.Start, a.End, b.Start, b.End), a.Start.Time.Compare(b.Start.Time), cmp.Compare(a.Grain, b.Grain))
	})
	return tl
}

// comparePlace compares by start, an open one standing at the end, then the narrower.
func comparePlace(start, end, start2, end2 indexer.Moment) int {
	at := func(start, end indexer.Moment) (time.Time, time.Duration) {
		switch {
		case start.Time.IsZero():
			return end.Time, 1<<63 - 1
		case end.Time.IsZero():
			return start.Time, 1<<63 - 1
		}
		return start.Time, end.Time.Sub(start.Time)
	}
	t, width := at(start, end)
	t2, width2 := at(start2, end2)
	return cmp.Or(t.Compare(t2), cmp.Compare(width, width2))
}

func bucketOf(e indexer.Entry) indexer.Bucket {
	coarse := e.Grain == timex.Decade || e.Grain == timex.Century
	if e.Start.Time.IsZero() || e.End.Time.IsZero() || coarse || e.Start.Time.Year() != e.End.Time.Add(-1).Year() {
		return indexer.Bucket{Start: e.Start, End: e.End, Grain: e.Grain}
	}
	first := time.Date(e.Start.Time.Year(), time.January, 1, 0, 0, 0, 0, time.UTC)
	return indexer.Bucket{Start: indexer.Moment{Time: first}, End: indexer.Moment{Time: first.AddDate(1, 0, 0)}, Grain: timex.Year}
}

func inDates(q indexer.Query, e indexer.Entry) bool {
	start, end := e.Start.Time, e.End.Time
	if q.Inside && (!q.Event.Start.IsZero() && (start.IsZero() || start.Before(q.Event.Start)) || !q.Event.End.IsZero() && (end.IsZero() || end.After(q.Event.End))) {
		return false
	}
	return (len(q.Grains) == 0 || slices.Contains(q.Grains, e.Grain)) &&
		q.Event.Overlaps(timex.Interval{Start: e.Start.Time, End: e.End.Time})
}

func fromArticle(q indexer.Query, r *indexer.Reading) bool {
	ref, v := r.ArticleRef(), &r.Revision
	u, err := url.Parse(ref.URL)
	lang := func(one string) bool {
		return strings.EqualFold(one, v.Language) || strings.HasPrefix(strings.ToLower(v.Language), strings.ToLower(one)+"-")
	}
	return err == nil &&
		(len(q.Outlets) == 0 || holds(q.Outlets, ref.Outlet) || holds(q.Outlets, scraper.Host(u))) &&
		(len(q.Kinds) == 0 || slices.Contains(q.Kinds, ref.Kind)) &&
		(len(q.Sections) == 0 || holds(q.Sections, v.Section)) &&
		(len(q.Languages) == 0 || slices.ContainsFunc(q.Languages, lang)) &&
		(len(q.Authors) == 0 || slices.ContainsFunc(v.Bylines, func(name string) bool { return holds(q.Authors, name) })) &&
		publishedIn(q.Published, ref.Published)
}

// publishedIn compares by the clock that the page shows.
func publishedIn(v timex.Interval, date string) bool {
	if v.IsZero() {
		return true
	}
	if date == "" {
		return false
	}
	layout := time.DateOnly
	if len(date) > len(layout) {
		date, layout = date[:len("2006-01-02T15:04:05")], "2006-01-02T15:04:05"
	}
	t, err := time.Parse(layout, date)
	return err == nil && (v.Start.IsZero() || !t.Before(v.Start)) && (v.End.IsZero() || t.Before(v.End))
}

func holds(list []string, s string) bool {
	return slices.ContainsFunc(list, func(one string) bool { return strings.EqualFold(one, s) })
}

// says reports whether the parts, taken together, meet the text of a query.
func says(text string, parts []string, field func(indexer.Text) bool) bool {
	t, err := indexer.ParseText(text)
	return err == nil && meets(withSynonyms(t), parts, field)
}

// withSynonyms returns a text that asks for any of Synonyms where it asked for one.
func withSynonyms(t indexer.Text) indexer.Text {
	if t.Op == indexer.Word {
		return synonymsOf(t, t.Words)
	}
	var parts []indexer.Text
	for i := 0; i < len(t.Parts); i++ {
		part := withSynonyms(t.Parts[i])
		if i+1 < len(t.Parts) && t.Op == indexer.And && t.Parts[i].Op == indexer.Word && t.Parts[i+1].Op == indexer.Word {
			both := indexer.Text{Op: indexer.And, Parts: t.Parts[i : i+2]}
			if same := synonymsOf(both, t.Parts[i].Words+" "+t.Parts[i+1].Words); same.Op == indexer.Or {
				part = same
				i++
			}
		}
		parts = append(parts, part)
	}
	t.Parts = parts
	return t
}

// synonymsOf returns what asks for t or for what has the same meaning as some words.
func synonymsOf(t indexer.Text, words string) indexer.Text {
	for _, group := range Synonyms {
		if !slices.ContainsFunc(group, func(one string) bool { return wordsOf(one) == wordsOf(words) }) {
			continue
		}
		any := indexer.Text{Op: indexer.Or, Parts: []indexer.Text{t}}
		for _, one := range group {
			any.Parts = append(any.Parts, indexer.Text{Op: indexer.Phrase, Words: one})
		}
		return any
	}
	return t
}

func meets(t indexer.Text, parts []string, field func(indexer.Text) bool) bool {
	meetsPart := func(part indexer.Text) bool { return meets(part, parts, field) }
	switch t.Op {
	case indexer.Field:
		return field(t)
	case indexer.Near:
		return slices.ContainsFunc(parts, func(s string) bool {
			return nearIn(strings.Fields(wordsOf(s)), strings.Fields(wordsOf(t.Words)), t.Distance)
		})
	case indexer.Prefix:
		want := strings.TrimSuffix(wordsOf(t.Words), " ")
		return slices.ContainsFunc(parts, func(s string) bool { return strings.Contains(wordsOf(s), want) })
	case indexer.Word, indexer.Phrase:
		want := wordsOf(t.Words)
		return slices.ContainsFunc(parts, func(s string) bool { return strings.Contains(wordsOf(s), want) })
	case indexer.And:
		return !slices.ContainsFunc(t.Parts, func(part indexer.Text) bool { return !meetsPart(part) })
	case indexer.Or:
		return slices.ContainsFunc(t.Parts, meetsPart)
	case indexer.Not:
		return !meetsPart(t.Parts[0])
	}
	return true
}

// nearIn reports whether a stretch of words holds all that are wanted, and no more than
// some others.
func nearIn(words, wanted []string, others int) bool {
	for from := range words {
		stretch := words[from:min(len(words), from+len(wanted)+others)]
		if !slices.ContainsFunc(wanted, func(w string) bool { return !slices.Contains(stretch, w) }) {
			return true
		}
	}
	return false
}

// withoutAccents are the letters of the corpus.
var withoutAccents = strings.NewReplacer("ó", "o", "ö", "o", "å", "a", "á", "a", "é", "e", "è", "e", "â", "a", "ł", "l", "ü", "u", "ã", "a")

// wordsOf returns the words of s in lower case, without accents, a blank around each.
func wordsOf(s string) string {
	words := strings.FieldsFunc(withoutAccents.Replace(strings.ToLower(s)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
	return " " + strings.Join(words, " ") + " "
}
