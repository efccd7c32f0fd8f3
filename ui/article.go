package ui

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"dateline/indexer"
	"dateline/indexer/timex"
	"dateline/scraper"
)

// An articleBody is one revision of an article with what was read from it.
type articleBody struct {
	articleLine
	KindEvidence  []string
	PublishedFrom string
	PublishedSure string // in words, where we are not; empty otherwise
	PublishedNot  []otherDate
	Modified      stamp
	ModifiedFrom  string
	ModifiedNot   []otherDate
	Tags          []string
	Partial       string // why the text is only a part; empty if it seems whole
	FactChecks    []verdict
	Copies        []copied // the articles with the same text, the earliest first, without this one
	CopyOf        bool     // the first of them is earlier than this one
	Alike         []alike  // the most like it first
	Fetched       stamp
	Section       string
	Filed         []placeName
	Lang          string // of the text; empty if unknown
	Text          []passage
	Claims        []claimItem
	Refused       []claimLine // what was read as claims, and a person says is none
	Correct       bool        // claims can be set right
	Dates         []mention
	Citations     []citation
	Ties          ties
	Revisions     []revision
	Number        int
	Newer         string // address of the newest revision; empty if this is it
	ClaimCount    string
	Foreign       bool // its text is not in English, and nothing is read of it
	DateCount     string
	EntryCount    string // claims at their dates: what Hit.Entries counts
}

// An alike is an article that is like another, and the words by which it was found.
type alike struct {
	articleLine
	Words string
}

// mostAlike is how many articles that are like one stand on its page.
const mostAlike = 5

// alike returns the articles that are most like one; none of what the index has not taken
// in yet.
func (s *site) alike(ctx context.Context, articleID string) (list []alike, err error) {
	found, err := s.search.Similar(ctx, articleID, mostAlike)
	if errors.Is(err, indexer.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for _, one := range found.Articles {
		list = append(list, alike{newArticleLine(one.Article), strings.Join(one.Words[:min(len(one.Words), mostAlikeWords)], ", ")})
	}
	return list, nil
}

// mostAlikeWords is how many words are shown by which an article was found.
const mostAlikeWords = 8

// An otherDate is what the page says of its date elsewhere.
type otherDate struct {
	stamp
	From string
}

// A verdict is what a fact-check says of a claim.
type verdict struct{ Claim, Claimant, Rating, Outside string }

// A copied is an article with the same text.
type copied struct {
	articleLine
	Reason string
}

// A passage is one or more blocks of one kind: a list has several.
type passage struct {
	Kind   scraper.BlockKind
	Cite   string
	Blocks [][]token
}

// A claimItem is a claim in the list beside the text.
type claimItem struct {
	claimLine
	Dates []mentionRef
}

// A mentionRef leads to a date in the list of dates.
type mentionRef struct{ Label, Href string }

// A mention is a time expression of the text, and how it was read.
type mention struct {
	dateLine
	ID         string
	Label      string
	Grain      string
	EDTF       string
	NotEvent   string
	Unresolved string
}

// A citation leads to another page, and to our copy of it.
type citation struct {
	Anchor, Sentence, Address, Original, Held string
}

// A revision is one entry of the switch between revisions.
type revision struct {
	Number  int
	Href    string
	Fetched stamp
	Current bool
	Before  int    // the number of the revision before it; 0 if it is the first
	Changes string // what became of the claims since that one; empty if it is the first
}

func (s *site) articlePage(r *http.Request) (*view, error) {
	id, number, err := parseArticle(r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	rd, err := s.library.Reading(r.Context(), id, number)
	if err != nil {
		return nil, err
	}
	body, err := s.article(r.Context(), rd)
	if err != nil {
		return nil, err
	}
	return &view{Template: "article", Title: body.Headline, Body: body}, nil
}

// parseArticle reads the end of an article's address: an id, or an id and a
// revision with "@" between. Number 0 is the newest.
func parseArticle(s string) (id string, number int, err error) {
	id, digits, pinned := strings.Cut(s, "@")
	if !pinned {
		return id, 0, nil
	}
	number, err = strconv.Atoi(digits)
	if err != nil || number < 1 || strconv.Itoa(number) != digits {
		return "", 0, indexer.ErrNotFound
	}
	return id, number, nil
}

func (s *site) article(ctx context.Context, rd *indexer.Reading) (articleBody, error) {
	rev, now := rd.Revision, s.now()
	b := articleBody{
		articleLine:   newArticleLine(rd.ArticleRef()),
		KindEvidence:  rev.KindEvidence,
		PublishedFrom: rev.Published.From,
		PublishedSure: sureWords(rev.Published),
		PublishedNot:  otherDates(rev.Published.Against),
		ModifiedNot:   otherDates(rev.Modified.Against),
		Tags:          rev.Tags,
		Partial:       rev.Partial,
		Modified:      published(rev.Modified.String()),
		ModifiedFrom:  rev.Modified.From,
		Fetched:       ago(now, rev.Fetched),
		Section:       rev.Section,
		Filed:         newPlaces(indexer.PlaceRefs(rd.Filed)),
		Lang:          lang(rev.Language),
		Text:          passages(rd),
		Claims:        claimItems(rd),
		Dates:         mentions(rd),
		Number:        rev.Number,
		ClaimCount:    count(len(rd.Claims), "claim"),
		Foreign:       !indexer.InEnglish(&rd.Revision),
	}
	for _, v := range rd.RefusedViews() {
		b.Refused = append(b.Refused, newClaimLine(v.ClaimRef))
	}
	b.Correct = s.desk != nil && s.writes
	b.Bylines = rev.Bylines
	b.DateCount = count(len(b.Dates), "date")
	entries := 0
	for _, c := range b.Claims {
		entries += len(c.Dates)
	}
	b.EntryCount = count(entries, "entry")
	for _, v := range rev.FactChecks {
		b.FactChecks = append(b.FactChecks, verdict{v.Claim, v.Claimant, v.Rating, outside(v.URL)})
	}
	copies, err := s.library.Copies(ctx, rev.ArticleID)
	if err != nil {
		return b, err
	}
	b.Copies, b.CopyOf = copiesOf(rev.ArticleID, copies)
	if b.Citations, err = s.citations(ctx, rev.Citations); err != nil {
		return b, err
	}
	if b.Alike, err = s.alike(ctx, rev.ArticleID); err != nil {
		return b, err
	}
	graph, err := s.library.Graph(ctx, rev.ArticleID)
	switch {
	case errors.Is(err, indexer.ErrNotFound):
	case err != nil:
		return b, err
	default:
		b.Ties = newTies(rev.ArticleID, graph)
	}
	infos, err := s.library.Revisions(ctx, rev.ArticleID)
	if err != nil {
		return b, err
	}
	for i, info := range infos {
		line := revision{
			Number: info.Number, Href: b.Href + "@" + strconv.Itoa(info.Number),
			Fetched: ago(now, info.Fetched), Current: info.Number == rev.Number,
		}
		if i > 0 {
			line.Before = infos[i-1].Number
			line.Changes = changesHref(b.Href, line.Before, line.Number)
		}
		b.Revisions = append(b.Revisions, line)
	}
	if n := len(infos); n > 0 && infos[n-1].Number > rev.Number {
		b.Newer = b.Href
	}
	return b, nil
}

// changesHref returns the address of what changed in an article between two revisions.
func changesHref(article string, from, to int) string {
	return article + "/changes?from=" + strconv.Itoa(from) + "&to=" + strconv.Itoa(to)
}

// sureWords says how sure the day of a date is, where it is not quite.
func sureWords(d scraper.Date) string {
	if d.Time.IsZero() || d.Confidence == 0 || d.Confidence >= 0.9 {
		return ""
	}
	return fmt.Sprintf("%.0f%% sure", 100*d.Confidence)
}

func otherDates(list []scraper.Date) (out []otherDate) {
	for _, d := range list {
		out = append(out, otherDate{published(d.String()), d.From})
	}
	return out
}

// copiesOf returns the other articles with the text of one, the earliest first,
// and whether that is earlier than the article itself.
func copiesOf(id string, c *indexer.Copies) (list []copied, isCopy bool) {
	if c == nil {
		return nil, false
	}
	why := ""
	for _, other := range c.Others {
		if other.Article.ID == id {
			why = other.Reason
		}
	}
	if c.First.ID != id {
		list = append(list, copied{newArticleLine(c.First), why})
	}
	for _, other := range c.Others {
		if other.Article.ID != id {
			list = append(list, copied{newArticleLine(other.Article), other.Reason})
		}
	}
	return list, c.First.ID != id
}

func (s *site) citations(ctx context.Context, all []scraper.Citation) ([]citation, error) {
	if len(all) == 0 {
		return nil, nil
	}
	urls := make([]string, len(all))
	for i, c := range all {
		urls[i] = c.URL
	}
	held, err := s.library.ArticleAt(ctx, urls)
	if err != nil {
		return nil, err
	}
	out := make([]citation, len(all))
	for i, c := range all {
		out[i] = citation{Anchor: c.Anchor, Sentence: c.Sentence, Address: c.URL, Original: outside(c.URL)}
		if id := held[c.URL]; id != "" {
			out[i].Held = "/a/" + id
		}
	}
	return out, nil
}

// passages returns the text in its blocks, claims and dates marked.
func passages(rd *indexer.Reading) []passage {
	text := []rune(rd.Revision.Text)
	marks := textMarks(rd)
	named := map[string]bool{}
	var out []passage
	for _, b := range blocks(rd.Revision.Article) {
		from, to := max(b.Start, 0), min(b.End, len(text))
		if from >= to {
			continue
		}
		for len(marks) > 0 && marks[0].End <= from { // blocks stand in order: these are done
			marks = marks[1:]
		}
		var here []mark
		for _, m := range marks {
			if m.Start >= to {
				break
			}
			if m.End <= from {
				continue
			}
			if named[m.ID] { // a quotation over several paragraphs has its name in the first
				m.ID = ""
			}
			if m.ID != "" {
				named[m.ID] = true
			}
			m.Start, m.End = m.Start-from, m.End-from
			here = append(here, m)
		}
		tokens := weave(text[from:to], here)
		if n := len(out); b.Kind == scraper.ListItem && n > 0 && out[n-1].Kind == scraper.ListItem {
			out[n-1].Blocks = append(out[n-1].Blocks, tokens)
			continue
		}
		out = append(out, passage{Kind: b.Kind, Cite: outside(b.Cite), Blocks: [][]token{tokens}})
	}
	return out
}

// blocks returns the blocks of an article, or its lines if it has none.
func blocks(a scraper.Article) []scraper.Block {
	if len(a.Blocks) > 0 {
		return a.Blocks
	}
	return scraper.Lines(a.Text)
}

// textMarks returns the claims and dates of a text, by start.
func textMarks(rd *indexer.Reading) []mark {
	var all []mark
	for _, c := range rd.Claims {
		for _, part := range c.Parts {
			all = append(all, mark{
				Start: part.Start, End: part.End,
				Class: "claim " + claimClass(c.Kind), ID: "c-" + c.ID,
			})
		}
	}
	for i, m := range rd.Mentions {
		if shown(m) {
			all = append(all, mark{Start: m.Start, End: m.End, Class: "date", Href: "#" + mentionID(i), Title: dateTitle(m)})
		}
	}
	slices.SortStableFunc(all, func(a, b mark) int { return a.Start - b.Start })
	return all
}

// shown reports whether a mention is a date, read or not: how long something
// took is none.
func shown(m timex.Mention) bool { return m.Placed() || m.Unresolved != "" || m.NotEvent != "" }

func mentionID(i int) string { return "d-" + strconv.Itoa(i+1) }

func dateTitle(m timex.Mention) string {
	switch {
	case m.NotEvent != "":
		return m.Label + ", and no event: " + m.NotEvent
	case m.Placed():
		return m.Label
	}
	return "Not resolved: " + m.Unresolved
}

func mentions(rd *indexer.Reading) []mention {
	var out []mention
	for i, m := range rd.Mentions {
		if !shown(m) {
			continue
		}
		line := mention{
			dateLine: newDateLine(indexer.DateRef{Phrase: m.Text, Confidence: m.Confidence, Anchor: m.Anchor.Words, Steps: m.Steps, Corrected: rd.Redated[i]}),
			ID:       mentionID(i), Label: upperFirst(m.Label), Grain: grainWords(m.Grain), EDTF: m.EDTF, NotEvent: m.NotEvent, Unresolved: m.Unresolved,
		}
		if m.Unresolved != "" {
			line.Grain = ""
		}
		out = append(out, line)
	}
	return out
}

func claimItems(rd *indexer.Reading) []claimItem {
	views := rd.ClaimViews()
	out := make([]claimItem, len(views))
	for i, v := range views {
		out[i].claimLine = newClaimLine(v.ClaimRef)
		if i >= len(rd.Claims) {
			continue
		}
		// As in Reading.Entries: a claim that names one date twice has it once.
		type stretch struct{ start, end int64 }
		placed := map[stretch]bool{}
		for _, t := range rd.Claims[i].Times {
			if t < 0 || t >= len(rd.Mentions) || !rd.Mentions[t].Placed() {
				continue
			}
			m := rd.Mentions[t]
			at := stretch{m.Interval.Start.Unix(), m.Interval.End.Unix()}
			if placed[at] {
				continue
			}
			placed[at] = true
			out[i].Dates = append(out[i].Dates, mentionRef{m.Label, "#" + mentionID(t)})
		}
	}
	return out
}
