package register

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"dateline/indexer"
	"dateline/indexer/cite"
	"dateline/indexer/claim"
	"dateline/indexer/timex"
	"dateline/scraper"
	"dateline/scraper/db"
)

// What claims have to do with one another is kept in these tables, all derived:
// reading the archive anew makes them again.
//
//	told         one claim of the newest revision: who says it, how it is shown, and what
//	             its cluster is
//	told_assertion what a claim asserts, as it is compared with others
//	told_article the article it stands in, as leads are followed to it
//	told_key     what candidates for the same claim are found by, see cite.ClaimKeys
//	told_match   two claims that assert the same, and why
//	told_source  where a claim may be from, in order, and how sure that is
//	told_review  what a fact-check found of a claim
//	told_touched claims that may belong to another cluster, until that is found out
//	told_stale   articles whose claims came into another cluster, or that are copies of
//	             another article now: the index has to be told
//	told_apart   two claims that a person says do not assert the same
//	told_alias   two ids of one speaker, and the article that has both names
//	told_named   one row: up to where the archive's addresses were looked through, see Named
var storySteps = []string{
	`CREATE TABLE told_article (
		article   TEXT PRIMARY KEY,
		url       TEXT NOT NULL,
		outlet    TEXT NOT NULL, -- folded, see cite.FoldOutlet
		published INTEGER NOT NULL,
		ref       TEXT NOT NULL  -- JSON, as answers carry it
	)`,
	`CREATE INDEX told_article_outlet ON told_article (outlet, published)`,
	`CREATE TABLE told (
		claim    TEXT PRIMARY KEY,
		article  TEXT NOT NULL,
		speaker  TEXT NOT NULL,    -- key of the speaker; empty if unclear
		counted  INTEGER NOT NULL, -- 1: it is sure enough to be counted
		view     TEXT NOT NULL,    -- JSON, as answers carry it
		asserted TEXT NOT NULL,    -- JSON, see assertion
		cluster  TEXT NOT NULL,    -- id of its earliest claim; its own if it stands alone
		origins  INTEGER NOT NULL,
		conflict INTEGER NOT NULL
	)`,
	`CREATE INDEX told_by_article ON told (article)`,
	`CREATE INDEX told_by_speaker ON told (speaker)`,
	`CREATE INDEX told_by_cluster ON told (cluster)`,
	`CREATE TABLE told_key (
		key   INTEGER NOT NULL,
		claim TEXT NOT NULL,
		PRIMARY KEY (key, claim)
	) WITHOUT ROWID`,
	`CREATE INDEX told_key_claim ON told_key (claim)`,
	`CREATE TABLE told_match (
		a        TEXT NOT NULL,
		b        TEXT NOT NULL, -- a < b
		tier     TEXT NOT NULL,
		score    REAL NOT NULL,
		reason   TEXT NOT NULL,
		conflict TEXT NOT NULL, -- the dates that cannot both be
		PRIMARY KEY (a, b)
	) WITHOUT ROWID`,
	`CREATE INDEX told_match_b ON told_match (b)`,
	`CREATE TABLE told_source (
		claim  TEXT NOT NULL,
		place  INTEGER NOT NULL,
		url    TEXT NOT NULL,
		page   TEXT NOT NULL, -- id of the article that it is, or would be; empty if words alone lead there
		outlet TEXT NOT NULL, -- as it is named
		folded TEXT NOT NULL,
		medium TEXT NOT NULL,
		words  TEXT NOT NULL,
		beside INTEGER NOT NULL, -- 1: the link stands in the sentence
		state  TEXT NOT NULL,
		reason TEXT NOT NULL,
		PRIMARY KEY (claim, place)
	) WITHOUT ROWID`,
	`CREATE INDEX told_source_page ON told_source (page)`,
	`CREATE INDEX told_source_outlet ON told_source (folded, state)`,
	`CREATE TABLE told_review (
		article  TEXT NOT NULL,
		place    INTEGER NOT NULL,
		says     TEXT NOT NULL,
		claimant TEXT NOT NULL,
		rating   TEXT NOT NULL,
		PRIMARY KEY (article, place)
	) WITHOUT ROWID`,
	`CREATE TABLE told_review_key (
		key     INTEGER NOT NULL,
		article TEXT NOT NULL,
		place   INTEGER NOT NULL,
		PRIMARY KEY (key, article, place)
	) WITHOUT ROWID`,
	`CREATE TABLE told_stale (article TEXT PRIMARY KEY) WITHOUT ROWID`,
	`CREATE INDEX told_source_url ON told_source (url)`,
	`CREATE TABLE told_named (last INTEGER NOT NULL)`,
	// A claim is compared with what a thousand keys lead to: they are kept as numbers, and
	// what claims assert apart from how they are shown.
	`DROP TABLE told_key`,
	`ALTER TABLE told DROP COLUMN asserted`,
	`CREATE TABLE told_key (
		key     INTEGER PRIMARY KEY,
		numbers BLOB NOT NULL -- of the claims that have it, see claimNumber; some, if many have
	)`,
	`CREATE TABLE told_assertion (
		number   INTEGER PRIMARY KEY,
		claim    TEXT NOT NULL,
		article  TEXT NOT NULL,
		asserted TEXT NOT NULL, -- JSON, see assertion
		keys     BLOB NOT NULL
	)`,
	`CREATE TABLE told_alias (
		a       TEXT NOT NULL,
		b       TEXT NOT NULL, -- a < b
		article TEXT NOT NULL,
		PRIMARY KEY (a, b, article)
	) WITHOUT ROWID`,
	`CREATE INDEX told_alias_b ON told_alias (b)`,
	`CREATE INDEX told_alias_article ON told_alias (article)`,
	`CREATE TABLE told_apart (
		a TEXT NOT NULL,
		b TEXT NOT NULL, -- a < b
		PRIMARY KEY (a, b)
	) WITHOUT ROWID`,
	`CREATE INDEX told_apart_b ON told_apart (b)`,
	`CREATE TABLE told_touched (
		claim  TEXT PRIMARY KEY,
		beside INTEGER NOT NULL DEFAULT 0 -- 1: another claim matches it, and has its own line, or does so no more
	) WITHOUT ROWID`,
	`ALTER TABLE told_article ADD COLUMN compared TEXT NOT NULL DEFAULT ''`, // how, see Uncompared; empty: it has to be again
	// Which claims stand at the center of clusters is kept: all are found out, the next time that claims are compared.
	`ALTER TABLE told ADD COLUMN center TEXT NOT NULL DEFAULT ''`,
	`ALTER TABLE told ADD COLUMN near INTEGER NOT NULL DEFAULT 0`,
	`UPDATE told SET center = claim`,
	`CREATE INDEX told_by_center ON told (center)`,
	`INSERT INTO told_touched (claim) SELECT a FROM told_match WHERE true UNION SELECT b FROM told_match WHERE true ON CONFLICT DO NOTHING`,
}

// The bounds of what one claim costs, however many say something like it.
const (
	mostPerClaimKey    = 150  // claims that are looked at
	mostClaimChoices   = 32   // that are compared with a claim
	mostOfArticle      = 2000 // claims of one article that are compared
	mostComparedAtOnce = 100  // that are compared on one core at a time
	mostRelatedAtOnce  = 300  // of several articles, that are written in one transaction
	mostInCluster      = 500  // claims that go together for the quotations that they share
	mostSettled        = 500  // claims that are put into clusters in one transaction
	mostSources        = 8    // of a claim
	mostOutletPages    = 50   // of an outlet that words without a link may lead to
	mostOpenCitations  = 500  // that are tried again when a page arrives
)

// Holdings brings what is held of the articles.
type Holdings interface {
	// Text returns the newest revision of an article, nil if it is not held.
	Text(ctx context.Context, articleID string) (*cite.Text, error)
	// ArticleAt returns the ids of the articles held at addresses, by address.
	ArticleAt(ctx context.Context, urls []string) (map[string]string, error)
}

// An assertion is what is kept of a claim to compare it with others.
type assertion struct {
	Speaker  string           `json:"speaker"`
	Text     string           `json:"text"`
	Sentence string           `json:"sentence"`
	Quoted   bool             `json:"quoted"`
	When     []timex.Interval `json:"when"`
}

func (a *assertion) of(claimID, articleID string) *cite.Assertion {
	return cite.Assert(cite.Assertion{Claim: claimID, Article: articleID, Speaker: a.Speaker, Text: a.Text, Sentence: a.Sentence, Quoted: a.Quoted, When: a.When})
}

// Relate finds what the claims of some articles, each of which is another, have to do with all
// others, in place of what was found before: where they are from, who says the same, and how many
// origins that makes. Their copies must be known. Articles whose claims came into another
// cluster by it, and are not among the given, are noted as stale. What a crash left between
// comparing claims and putting them into clusters is done, too, even if none are given.
func (r *Register) Relate(ctx context.Context, held Holdings, readings ...*indexer.Reading) error {
	given := map[string]bool{}
	for _, reading := range readings {
		given[reading.Revision.ArticleID] = true
	}
	if err := r.relate(ctx, held, readings); err != nil {
		return err
	}
	if err := r.settle(ctx, given); err != nil {
		return fmt.Errorf("clusters of claims: %w", err)
	}
	return nil
}

// relate relates articles, a few at a time: what is found of some is written while those behind
// them are compared.
func (r *Register) relate(ctx context.Context, held Holdings, readings []*indexer.Reading) error {
	var last []*relator // perhaps not written yet
	var writing errgroup.Group
	for len(readings) > 0 {
		n := atOnce(readings)
		next, err := r.look(ctx, held, last, readings[:n])
		if err := errors.Join(writing.Wait(), err); err != nil {
			return err
		}
		writing.Go(func() error { return r.keep(ctx, next) })
		last, readings = next, readings[n:]
	}
	return writing.Wait()
}

// look finds what articles have to do with all that is kept, and with last, which came before them.
func (r *Register) look(ctx context.Context, held Holdings, last []*relator, readings []*indexer.Reading) ([]*relator, error) {
	relators := make([]*relator, len(readings))
	for i, reading := range readings {
		s := newRelator(writing{ctx: ctx}, held)
		s.reading = reading
		relators[i] = s
		var err error
		if s.as, err = r.comparedAs(reading); err != nil {
			return nil, err
		}
		if err := s.follow(); err != nil {
			return nil, fmt.Errorf("sources of %s: %w", reading.Revision.ArticleID, err)
		}
	}
	if err := r.compare(ctx, last, relators); err != nil {
		return nil, fmt.Errorf("claims like those of %s: %w", named(relators), err)
	}
	return relators, nil
}

// keep writes what was found of articles, in one transaction.
func (r *Register) keep(ctx context.Context, relators []*relator) error {
	err := r.write(ctx, func(w writing) error {
		for _, s := range relators {
			s.writing = w
			if err := s.relate(); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("keep claims of %s: %w", named(relators), err)
	}
	return nil
}

// named returns which articles an error is of.
func named(relators []*relator) string {
	first := relators[0].reading.Revision.ArticleID
	if n := len(relators) - 1; n > 0 {
		return fmt.Sprintf("%s and %d more", first, n)
	}
	return first
}

// A relator relates one article.
type relator struct {
	writing
	held    Holdings
	reading *indexer.Reading
	as      string  // how it is compared, see Uncompared
	kept    []int64 // numbers of the claims that were kept of it
	views   []indexer.ClaimView
	sources [][]source       // of each claim
	like    []likeness       // of each claim
	touched map[string]touch // claims whose cluster may be another now
	pages   map[string]*cite.Page
}

// A touch says what a claim's cluster may be another for.
type touch int

// The touches.
const (
	changed touch = iota // for what it says, or where it is from
	beside               // for another claim, which was touched itself, matches it, or does so no more
)

func newRelator(w writing, held Holdings) *relator {
	return &relator{writing: w, held: held, touched: map[string]touch{}, pages: map[string]*cite.Page{}}
}

// A source is where a claim may be from.
type source struct {
	cite.Lead
	page   string // article id
	state  cite.State
	reason string
}

// follow finds where the claims of an article may be from, as far as links lead.
func (s *relator) follow() error {
	reading := s.reading
	rev := &reading.Revision
	s.views = reading.ClaimViews()
	s.sources = make([][]source, len(s.views))
	var urls []string
	for _, c := range rev.Citations {
		urls = append(urls, c.URL)
	}
	at, err := s.held.ArticleAt(s.ctx, urls)
	if err != nil {
		return err
	}
	for i := range reading.Claims {
		c := &reading.Claims[i].Claim
		place := cite.Place{Sentence: [2]int{c.Sentence.Start, c.Sentence.End}, Paragraph: block(rev.Blocks, c.Span().Start), Medium: string(c.Via.Medium), Outlet: c.Via.Outlet}
		if v := c.Via.Span; !v.Empty() {
			place.Words = string([]rune(rev.Text)[v.Start:v.End])
		}
		for _, lead := range cite.Leads(rev.Citations, place) {
			if len(s.sources[i]) == mostSources {
				break
			}
			// "told the Courier", in the Courier: it is its own reporting.
			if lead.URL == "" && strings.HasSuffix(cite.FoldOutlet(rev.Outlet), cite.FoldOutlet(lead.Outlet)) {
				continue
			}
			found := source{Lead: lead, state: cite.Open, reason: "no page of " + lead.Outlet + " that is held fits"}
			if lead.URL != "" {
				found.page = at[lead.URL]
				if found.page == "" {
					found.page = scraper.ArticleID(lead.URL)
				}
				if found.page == rev.ArticleID {
					continue
				}
				if err := s.judge(&found, c.Text, c.Speaker.Name); err != nil {
					return err
				}
			}
			s.sources[i] = append(s.sources[i], found)
		}
	}
	return nil
}

// judge says how sure a linked source is.
func (s *relator) judge(found *source, text, speaker string) error {
	page, err := s.page(found.page)
	if err != nil {
		return err
	}
	found.state, found.reason = found.Follow(text, speaker, page)
	return nil
}

// page returns an article as leads are followed to it, nil if it is not held. It is read
// once for all the claims that lead there.
func (s *relator) page(id string) (*cite.Page, error) {
	if p, ok := s.pages[id]; ok {
		return p, nil
	}
	t, err := s.held.Text(s.ctx, id)
	if err != nil {
		return nil, err
	}
	var p *cite.Page
	if t != nil {
		p = &cite.Page{Article: id, URL: t.URL, Outlet: t.Outlet, Authors: t.Authors, Published: t.Published.Time, Text: t.Words}
	}
	s.pages[id] = p
	return p, nil
}

// block returns the block that holds a place.
func block(blocks []scraper.Block, at int) [2]int {
	for _, b := range blocks {
		if b.Start <= at && at < b.End {
			return [2]int{b.Start, b.End}
		}
	}
	return [2]int{}
}

// part takes the claims that are kept of an article from those that had to do with them,
// which it touches, and returns the keys that they are still found by.
func (s *relator) part(articleID string) (map[string][]uint64, error) {
	claims, err := s.texts(`SELECT claim FROM told WHERE article = ?`, articleID)
	if err != nil {
		return nil, err
	}
	keys, err := s.keysOf(claims)
	if err != nil {
		return nil, err
	}
	for _, c := range claims {
		near, err := s.texts(`SELECT b FROM told_match WHERE a = ?1 UNION SELECT a FROM told_match WHERE b = ?1`, c)
		if err != nil {
			return nil, err
		}
		for _, n := range near {
			s.touched[n] = changed
		}
		if err := errors.Join(
			s.exec(`DELETE FROM told_assertion WHERE number = ?`, claimNumber(c)),
			s.exec(`DELETE FROM told_match WHERE a = ? OR b = ?`, c, c),
			s.exec(`DELETE FROM told_apart WHERE a = ? OR b = ?`, c, c),
			s.exec(`DELETE FROM told_source WHERE claim = ?`, c),
		); err != nil {
			return nil, err
		}
	}
	return keys, nil
}

// relate writes what was found of an article, and which claims it touches.
func (s *relator) relate() error {
	reading := s.reading
	id := reading.Revision.ArticleID
	keys, err := s.part(id)
	if err != nil {
		return err
	}
	ref, err := json.Marshal(reading.ArticleRef())
	if err != nil {
		return err
	}
	rev := &reading.Revision
	if err := errors.Join(
		s.exec(`DELETE FROM told WHERE article = ?`, id),
		s.exec(`DELETE FROM told_stale WHERE article = ?`, id),
		s.exec(`DELETE FROM told_review WHERE article = ?`, id),
		s.exec(`DELETE FROM told_review_key WHERE article = ?`, id),
		s.exec(`INSERT INTO told_article (article, url, outlet, published, ref, compared) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (article) DO UPDATE SET url = excluded.url, outlet = excluded.outlet, published = excluded.published, ref = excluded.ref, compared = excluded.compared`,
			id, rev.URL, cite.FoldOutlet(rev.Outlet), db.Micros(rev.Published.Time), string(ref), s.as),
	); err != nil {
		return err
	}
	now := map[string][]uint64{}
	for i := range s.views {
		now[s.views[i].ID] = s.like[i].keys
	}
	for claimID, before := range keys { // first, for it makes room
		if err := s.unkey(claimID, before, now[claimID]); err != nil {
			return err
		}
	}
	for i := range s.views {
		if err := s.put(i); err != nil {
			return err
		}
		if err := s.key(s.views[i].ID, s.like[i].keys); err != nil {
			return err
		}
	}
	if err := s.aliases(id); err != nil {
		return err
	}
	if err := s.reviews(rev); err != nil {
		return err
	}
	if err := s.retry(rev); err != nil {
		return err
	}
	var whole, ends []string
	for c, t := range s.touched {
		if t == beside {
			ends = append(ends, c)
		} else {
			whole = append(whole, c)
		}
	}
	return errors.Join(
		s.exec(`INSERT INTO told_touched (claim, beside) SELECT value, 0 FROM json_each(?) WHERE true ON CONFLICT (claim) DO UPDATE SET beside = 0`, db.List(whole)),
		s.exec(`INSERT INTO told_touched (claim, beside) SELECT value, 1 FROM json_each(?) WHERE true ON CONFLICT DO NOTHING`, db.List(ends)),
	)
}

// put writes a claim, with who says the same.
func (s *relator) put(i int) error {
	reading := s.reading
	v, c := &s.views[i], &reading.Claims[i].Claim
	asserted, err := json.Marshal(s.like[i].assertion)
	if err != nil {
		return err
	}
	view, err := json.Marshal(v)
	if err != nil {
		return err
	}
	counted := v.Speaker.Name != "" && v.Confidence >= claim.Probable
	speaker := v.Speaker.ID
	if c.Kind == claim.Author && v.Speaker.Name == "" { // nobody signed it: the outlet says so
		speaker, counted = "outlet "+cite.FoldOutlet(v.Article.Outlet), true
	}
	if err := s.exec(`INSERT INTO told (claim, article, speaker, counted, view, cluster, origins, conflict, center) VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)`,
		v.ID, reading.Revision.ArticleID, speaker, counted, string(view), v.ID, counted, v.ID); err != nil {
		return err
	}
	if err := s.exec(`INSERT INTO told_assertion (number, claim, article, asserted, keys) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (number) DO UPDATE SET claim = excluded.claim, article = excluded.article, asserted = excluded.asserted, keys = excluded.keys`,
		claimNumber(v.ID), v.ID, reading.Revision.ArticleID, string(asserted), packed(s.like[i].keys)); err != nil {
		return err
	}
	s.touched[v.ID] = changed
	for _, other := range reading.Claims[i].Apart {
		if err := s.exec(`INSERT INTO told_apart (a, b) VALUES (?, ?) ON CONFLICT DO NOTHING`, min(v.ID, other), max(v.ID, other)); err != nil {
			return err
		}
	}
	for n := range s.sources[i] {
		if err := s.keepSource(v.ID, n, &s.sources[i][n]); err != nil {
			return err
		}
	}
	for _, same := range s.like[i].same {
		for _, c := range []string{same.A, same.B} {
			if _, ok := s.touched[c]; !ok {
				s.touched[c] = beside
			}
		}
		if err := s.exec(`INSERT INTO told_match (a, b, tier, score, reason, conflict) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (a, b) DO UPDATE SET tier = excluded.tier, score = excluded.score, reason = excluded.reason, conflict = excluded.conflict`,
			same.A, same.B, string(same.Tier), same.Score, strings.Join(same.Reasons, "; "), same.Conflict); err != nil {
			return err
		}
	}
	return nil
}

// own returns the words of a claim. What an author's sentence reports of others is left
// out: it is a claim of theirs.
func own(reading *indexer.Reading, c *claim.Claim) string {
	if c.Kind != claim.Author {
		return c.Text
	}
	text := []rune(reading.Revision.Text)
	span := c.Span()
	var words strings.Builder
	at := span.Start
	for i := range reading.Claims {
		d := &reading.Claims[i].Claim
		if d.Kind == claim.Author {
			continue
		}
		for _, p := range d.Parts {
			if p.End > at && p.End <= span.End { // perhaps it begins where one before it did
				words.WriteString(string(text[at:max(at, p.Start)]) + " ")
				at = p.End
			}
		}
	}
	words.WriteString(string(text[at:span.End]))
	return words.String()
}

func (s *relator) keepSource(claimID string, n int, f *source) error {
	return s.exec(`INSERT INTO told_source (claim, place, url, page, outlet, folded, medium, words, beside, state, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (claim, place) DO UPDATE SET url = excluded.url, page = excluded.page, outlet = excluded.outlet, folded = excluded.folded,
			medium = excluded.medium, words = excluded.words, beside = excluded.beside, state = excluded.state, reason = excluded.reason`,
		claimID, n, f.URL, f.page, f.Outlet, cite.FoldOutlet(f.Outlet), f.Medium, f.Words, f.Beside, string(f.state), f.reason)
}

// reviews keeps what a fact-check found of others' claims.
func (s *relator) reviews(rev *scraper.Revision) error {
	for n, v := range rev.FactChecks {
		if err := s.exec(`INSERT INTO told_review (article, place, says, claimant, rating) VALUES (?, ?, ?, ?, ?)`, rev.ArticleID, n, v.Claim, v.Claimant, v.Rating); err != nil {
			return err
		}
		for _, k := range cite.ClaimKeys(v.Claim) {
			if err := s.exec(`INSERT INTO told_review_key (key, article, place) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, int64(k), rev.ArticleID, n); err != nil { //nolint:gosec // the bits are kept
				return err
			}
		}
	}
	return nil
}

// retry follows anew the citations that may lead to the article that has arrived: links
// to it, and words that name its outlet; and of its own claims the words without a link,
// and the links to pages where their speaker may speak.
func (s *relator) retry(rev *scraper.Revision) error {
	list, err := s.texts(`SELECT claim FROM told_source WHERE page = ?1
		UNION SELECT claim FROM told_source WHERE folded = ?2 AND url = '' AND state <> 'confirmed'
		UNION SELECT told_source.claim FROM told_source JOIN told USING (claim) WHERE told.article = ?1 AND (url = '' OR state = 'candidate') LIMIT ?3`,
		rev.ArticleID, cite.FoldOutlet(rev.Outlet), mostOpenCitations)
	if err != nil {
		return err
	}
	for _, c := range list {
		if err := s.again(c); err != nil {
			return err
		}
	}
	return nil
}

// again judges the sources of one claim anew.
func (s *relator) again(claimID string) error {
	var view indexer.ClaimView
	if err := s.view(claimID, &view); err != nil {
		return err
	}
	all, err := sourcesOf(s.ctx, s, claimID)
	if err != nil {
		return err
	}
	sources := all[claimID]
	for n := range sources {
		f := &sources[n]
		before := f.state
		if f.URL != "" {
			if err := s.judge(f, view.Text, view.Speaker.Name); err != nil {
				return err
			}
			if err := s.hear(f, &view); err != nil {
				return err
			}
		} else {
			pages, err := s.pagesOf(f.Outlet, view.Article.ID)
			if err != nil {
				return err
			}
			published := dateOf(view.Article.Published)
			page, state, reason := f.Seek(view.Text, view.Speaker.Name, published.Time, pages)
			f.page, f.state, f.reason = "", state, reason
			if page != nil {
				f.page = page.Article
			}
		}
		if err := s.keepSource(claimID, n, f); err != nil {
			return err
		}
		if f.state != before {
			s.touched[claimID] = changed
		}
	}
	return nil
}

// hear makes a linked page that may be the source likely if the speaker speaks there.
func (s *relator) hear(f *source, v *indexer.ClaimView) error {
	if f.state != cite.Candidate || v.Speaker.ID == "" {
		return nil
	}
	there, err := s.texts(`SELECT claim FROM told WHERE speaker = ? AND article = ? LIMIT 1`, v.Speaker.ID, f.page)
	if len(there) > 0 {
		f.state, f.reason = cite.Likely, "it is linked in the paragraph, and "+v.Speaker.Name+" speaks there"
	}
	return err
}

func (s *relator) view(claimID string, to *indexer.ClaimView) error {
	return s.each(func(row db.Row) error {
		var text string
		if err := row.Scan(&text); err != nil {
			return err
		}
		return json.Unmarshal([]byte(text), to)
	}, `SELECT view FROM told WHERE claim = ?`, claimID)
}

// sourcesOf returns where claims may be from, by claim, each in order.
func sourcesOf(ctx context.Context, from db.Reader, claims ...string) (map[string][]source, error) {
	list := map[string][]source{}
	err := db.Each(ctx, from, func(row db.Row) error {
		var f source
		var id string
		err := row.Scan(&id, &f.URL, &f.page, &f.Outlet, &f.Medium, &f.Words, &f.Beside, &f.state, &f.reason)
		list[id] = append(list[id], f)
		return err
	}, `SELECT claim, url, page, outlet, medium, words, beside, state, reason FROM told_source
		WHERE claim IN (SELECT value FROM json_each(?)) ORDER BY claim, place`, db.List(claims))
	return list, err
}

// pagesOf returns what is held of an outlet, the newest first, without one article.
func (s *relator) pagesOf(outlet, without string) (list []*cite.Page, err error) {
	ids, err := s.texts(`SELECT article FROM told_article WHERE outlet = ? AND article <> ? ORDER BY published DESC, article LIMIT ?`, cite.FoldOutlet(outlet), without, mostOutletPages)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		p, err := s.page(id)
		if err != nil {
			return nil, err
		}
		if p != nil {
			list = append(list, p)
		}
	}
	return list, nil
}

// Fresh notes that the index need be told of articles no more.
func (r *Register) Fresh(ctx context.Context, ids ...string) error {
	if len(ids) == 0 {
		return nil
	}
	return r.write(ctx, func(w writing) error {
		return w.exec(`DELETE FROM told_stale WHERE article IN (SELECT value FROM json_each(?))`, db.List(ids))
	})
}

// Told notes that the index was told of articles, with what readings have of their clusters and
// copies. If another program has changed that since, the index is still to be told.
func (r *Register) Told(ctx context.Context, readings ...*indexer.Reading) error {
	ids := make([]string, len(readings))
	for i, reading := range readings {
		ids[i] = reading.Revision.ArticleID
	}
	stale, err := db.Texts(ctx, r.db.Read(), `SELECT article FROM told_stale WHERE article IN (SELECT value FROM json_each(?))`, db.List(ids))
	if err != nil || len(stale) == 0 {
		return err
	}
	return r.write(ctx, func(w writing) error {
		for _, reading := range readings {
			id := reading.Revision.ArticleID
			if !slices.Contains(stale, id) {
				continue
			}
			facts, err := factsOf(ctx, w, id)
			if err != nil {
				return err
			}
			first, err := firstTold(ctx, w, id)
			if err != nil {
				return err
			}
			if first != reading.CopiesOf || !maps.Equal(facts, reading.Facts) {
				continue
			}
			if err := w.exec(`DELETE FROM told_stale WHERE article = ?`, id); err != nil {
				return err
			}
		}
		return nil
	})
}
