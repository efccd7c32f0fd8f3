package indextest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
	"unicode/utf8"

	"dateline/indexer"
	"dateline/indexer/claim"
	named "dateline/indexer/people"
	"dateline/indexer/timex"
	"dateline/scraper"
)

// Corpus returns n readings of invented articles, the same for the same seed
// and n. They tell of one town over fifty years: every kind of article and of
// claim, dates of every grain, open ends, claims without a date, articles
// without one, curly quotes and letters beyond ASCII.
func Corpus(seed uint64, n int) []*indexer.Reading {
	g := &generator{rand.New(rand.NewPCG(seed, 0))}
	all := make([]*indexer.Reading, n)
	for i := range all {
		all[i] = g.reading(i)
	}
	return all
}

var (
	outlets = []scraper.Outlet{
		{Name: "The Harbour Post", Home: "https://www.harbourpost.example/"},
		{Name: "Vale Courier", Home: "https://valecourier.example/"},
		{Name: "Söderby Nytt", Home: "https://nytt.soderby.example/"},
		{Name: "Ledger & Lamp, Ltd.", Home: "https://ledgerlamp.example/"},
		{Name: "Quay Radio", Home: "https://quayradio.example/news"},
	}
	people = []string{
		"Ida Moss", "Tomasz Wielgórski", "Agnès Delorme", "Percival Oduya", "Lena Achterberg",
		"Nils Ångström Falk", "Rosalind Quill", "Bartholomew Stint", "Mei-Ling Harrow", "Yusuf Tarn",
	}
	places = []string{"Vienna", "New York", "Zürich", "Zurich", "United States", "São Paulo"}
	topics = []string{
		"aqueduct", "ferry", "ledger", "lighthouse", "quarry", "tramway", "orchard", "observatory",
		"cannery", "theatre", "viaduct", "hospital", "archive", "customs house", "swing bridge",
	}
	deeds = []string{
		"was sold to a stranger", "lost its roof", "cost twice what the council had voted", "stood empty",
		"was paid for with a missing fund", "employed four hundred hands", "burned to the ground",
		"belonged to nobody", "was opened by the wrong mayor", "leaked from the first day",
	}
	fillers = []string{
		"The minutes of the council fill eleven boxes.", "Nobody answered the door at the old address.",
		"A café now stands on the corner – façade and all.", "The figures could not be verified.",
		"It rained, as it does there.", "Letters to the editor followed for weeks.",
	}
	kinds = []scraper.Kind{scraper.News, scraper.News, scraper.News, scraper.Opinion, scraper.Analysis, scraper.Unknown}
)

type generator struct{ *rand.Rand }

func pick[T any](g *generator, from []T) T { return from[g.IntN(len(from))] }

func (g *generator) reading(i int) *indexer.Reading {
	outlet := pick(g, outlets)
	topic := pick(g, topics)
	address := fmt.Sprintf("%s%s-%d", strings.TrimSuffix(outlet.Home, "/")+"/", strings.ReplaceAll(topic, " ", "-"), i)
	w := &article{id: scraper.ArticleID(address)}
	published := scraper.Date{
		Time: time.Date(1995+g.IntN(30), time.Month(1+g.IntN(12)), 1+g.IntN(28), g.IntN(24), g.IntN(60), 0, 0, time.FixedZone("", 3600*(g.IntN(5)-2))),
		Day:  g.IntN(3) == 0,
		From: "JSON-LD datePublished",
	}
	if g.IntN(20) == 0 {
		published = scraper.Date{}
	}
	byline := pick(g, people)
	for range 4 + g.IntN(8) {
		w.paragraph(g, topic, byline)
	}
	facts := map[string]indexer.ClaimFacts{}
	for k := range w.claims {
		c := &w.claims[k]
		if n := (i + k) % (len(claim.Media) + 4); n < len(claim.Media) && c.Kind != claim.Author {
			c.Via.Medium = claim.Media[n]
		}
		for n := range (i + k) % 4 {
			p := places[(i+2*k+n)%len(places)]
			c.Places = append(c.Places, named.Place{Name: p, Start: c.Sentence.Start + n, End: c.Sentence.Start + n + 1})
		}
		facts[c.ID] = indexer.ClaimFacts{Cluster: c.ID, Origins: (i*3 + k) % 4, Conflict: (i+k)%7 == 0}
	}
	var filed []named.Place
	for n := range i % 3 {
		filed = append(filed, named.Place{Name: places[(i+5*n)%len(places)], Start: n, End: n + 1})
	}
	return &indexer.Reading{
		Revision: scraper.Revision{
			Article: scraper.Article{
				URL:       address,
				Headline:  fmt.Sprintf("The %s, a question of “%s”", topic, pick(g, []string{"money", "memory", "möbel", "trust"})),
				Bylines:   []string{byline, people[i%len(people)]}[:1+i%2],
				SiteName:  outlet.Name,
				Published: published,
				Kind:      pick(g, kinds),
				Section:   []string{"Politics", "City", ""}[i%3],
				Language:  []string{"en", "en-GB", "sv", ""}[i%4],
				Text:      w.text.String(),
				Blocks:    w.blocks,
				Citations: []scraper.Citation{{URL: []string{"https://www.archive.example/a", "https://ledger.example/b", address}[i%3]}},
				Captions:  []string{"The " + topic + " at dusk. Photograph: " + pick(g, people)},
			},
			ArticleID: w.id,
			Outlet:    outlet.Name,
			Number:    1 + i%5/3,
			Seq:       uint64(i + 1),
			Fetched:   time.Date(2025, time.January, 1, 0, 0, i, 0, time.UTC),
			PageURL:   address,
		},
		Mentions: w.mentions,
		Claims:   w.claims,
		Facts:    facts,
		Filed:    filed,
	}
}

// An article is a text that is being written, with what it holds and where.
type article struct {
	id       string
	text     strings.Builder
	runes    int
	blocks   []scraper.Block
	mentions []timex.Mention
	claims   []indexer.DatedClaim
}

func (w *article) write(s string) claim.Span {
	w.text.WriteString(s)
	start := w.runes
	w.runes += utf8.RuneCountInString(s)
	return claim.Span{Start: start, End: w.runes}
}

// claimID returns the id of the n-th claim of an article, in the form of those that are given;
// those of some articles have another.
func claimID(article string, n int) string {
	if article[15] == 'a' {
		return fmt.Sprintf("c%s%02d", article[1:], n)
	}
	return "c" + article[2:] + string(rune('a'+n))
}

// paragraph writes a claim, and at times a sentence that claims nothing.
func (w *article) paragraph(g *generator, topic, byline string) {
	if w.runes > 0 {
		w.write("\n")
	}
	start := w.runes
	c := claim.Claim{ID: claimID(w.id, len(w.claims)), Confidence: 0.5 + float64(g.IntN(50))/100}
	name := pick(g, people)
	surface := name[strings.LastIndex(name, " ")+1:]
	var times []int
	switch g.IntN(3) {
	case 0:
		w.write("“")
		times = w.clause(g, topic, &c, "the ")
		w.write(",” ")
		c.Kind, c.Cue = claim.Direct, "said"
		c.CueSpan = w.write("said")
		w.write(" ")
		c.Speaker = claim.Speaker{Name: name, Surface: name, Span: w.write(name)}
	case 1:
		c.Speaker = claim.Speaker{Name: name, Surface: surface, Span: w.write(surface)}
		w.write(" ")
		c.Kind, c.Cue = claim.Indirect, "claimed"
		c.CueSpan = w.write("claimed")
		w.write(" that ")
		times = w.clause(g, topic, &c, "the ")
	case 2:
		times = w.clause(g, topic, &c, "The ")
		c.Kind, c.Speaker = claim.Author, claim.Speaker{Name: byline}
	}
	c.Sentence = claim.Span{Start: start, End: w.write(".").End}
	w.claims = append(w.claims, indexer.DatedClaim{Claim: c, Times: times})
	if g.IntN(2) == 0 {
		w.write(" " + pick(g, fillers))
	}
	w.blocks = append(w.blocks, scraper.Block{Kind: scraper.Paragraph, Start: start, End: w.runes})
}

// clause writes the words of a claim with one date, two or none.
func (w *article) clause(g *generator, topic string, c *claim.Claim, article string) (times []int) {
	from, start := w.text.Len(), w.runes
	w.write(article + topic + " " + pick(g, deeds))
	for range min(2, g.IntN(5)) {
		m := g.mention()
		w.write(" ")
		span := w.write(m.Text)
		m.Start, m.End = span.Start, span.End
		times = append(times, len(w.mentions))
		w.mentions = append(w.mentions, m)
	}
	c.Text = w.text.String()[from:]
	c.Parts = []claim.Span{{Start: start, End: w.runes}}
	return times
}

// mention returns a time, not yet in its place.
func (g *generator) mention() timex.Mention {
	y := 1970 + g.IntN(55)
	month := time.Month(1 + g.IntN(12))
	first := time.Date(y, time.January, 1, 0, 0, 0, 0, time.UTC)
	day := time.Date(y, month, 1+g.IntN(28), 0, 0, 0, 0, time.UTC)
	decade := time.Date(y-y%10, time.January, 1, 0, 0, 0, 0, time.UTC)
	m := timex.Mention{Type: timex.DateType, Confidence: 0.9, Steps: []string{"as written"}, Anchor: timex.Anchor{Kind: timex.NoAnchor, Mention: -1}}
	set := func(text, edtf string, start, end time.Time, grain timex.Grain) {
		m.Text, m.EDTF, m.Label = text, edtf, text
		m.Interval = timex.Interval{Start: start, End: end, Grain: grain}
	}
	switch g.IntN(11) {
	case 0, 1:
		if y%4 == 0 {
			set(first.Format("around 2006"), first.Format("2006~"), first, first.AddDate(1, 0, 0), timex.Year)
			m.Interval.Approx = true
			break
		}
		if y%4 == 1 {
			last := first.AddDate(1+y%7, 0, 0)
			set(first.Format("from 2006 to ")+last.Format("2006"), first.Format("2006/")+last.Format("2006"), first, last.AddDate(1, 0, 0), timex.Year)
			m.Lasts = true
			break
		}
		set(first.Format("in 2006"), first.Format("2006"), first, first.AddDate(1, 0, 0), timex.Year)
	case 2:
		start := day.AddDate(0, 0, 1-day.Day())
		set(start.Format("in January 2006"), start.Format("2006-01"), start, start.AddDate(0, 1, 0), timex.Month)
	case 3:
		set(day.Format("on 2 January 2006"), day.Format(time.DateOnly), day, day.AddDate(0, 0, 1), timex.Day)
	case 4:
		set(decade.Format("in the 2006s"), decade.Format("2006")[:3]+"X", decade, decade.AddDate(10, 0, 0), timex.Decade)
	case 5:
		late := decade.AddDate(7, 0, 0)
		set(decade.Format("in the late 2006s"), late.Format("2006/")+late.AddDate(2, 0, 0).Format("2006"), late, late.AddDate(3, 0, 0), timex.Decade)
	case 6:
		set(first.Format("by 2006"), first.Format("../2006"), time.Time{}, first.AddDate(1, 0, 0), timex.Year)
	case 7:
		set(first.Format("since 2006"), first.Format("2006/.."), first, time.Time{}, timex.Year)
	case 8:
		winter := time.Date(y, time.December, 1, 0, 0, 0, 0, time.UTC)
		set(winter.Format("in the winter of 2006"), winter.Format("2006-24"), winter, winter.AddDate(0, 3, 0), timex.Season)
	case 9:
		hour := day.Add(time.Duration(g.IntN(24)) * time.Hour)
		m.Type = timex.TimeType
		set(hour.Format("at 15:04 on 2 January 2006"), hour.Format("2006-01-02T15"), hour, hour.Add(time.Hour), timex.Hour)
	case 10:
		m.Type, m.Text, m.Value = timex.DurationType, "for twelve years", "P12Y" // no place on a timeline
	}
	return m
}
