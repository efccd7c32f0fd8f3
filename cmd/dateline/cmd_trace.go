package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/rivo/uniseg"
	"github.com/spf13/cobra"

	"dateline/indexer"
	"dateline/indexer/claim"
	"dateline/indexer/export"
	"dateline/indexer/timex"
	"dateline/scraper"
	"dateline/scraper/archive"
	"dateline/scraper/canon"
	"dateline/scraper/fetch"
)

func (a *app) traceCommand() *cobra.Command {
	var address string
	cmd := &cobra.Command{
		Use:   "trace URL|FILE|-",
		Short: "Show what each stage makes of one page, and store nothing",
		Long: `Trace reads one page, from the web or from a file, and shows what each stage makes
of it: the response, the article with where everything was read, every date with
the steps that led to it and every number that was not taken for one, and every
claim with its speaker. It stores nothing and needs no data folder; robots.txt
is obeyed.`,
		Example: `  dateline trace https://news.example/2024/bridge-inquiry
  dateline trace page.html
  dateline trace page.html --url https://news.example/2024/bridge-inquiry`,
		Args: arguments(cobra.ExactArgs(1), "one address or file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			page, err := a.tracePage(cmd.Context(), args[0], address)
			if err != nil {
				return err
			}
			if page.URL == unknownAddress {
				// A saved page says where it comes from.
				if article, _ := readArticle(page, nil); article != nil && article.Original != "" {
					page.URL, page.FinalURL = article.Original, article.Original
				}
			}
			return a.trace(page)
		},
	}
	cmd.Flags().StringVar(&address, "url", "", "the `address` that a file came from (default: what the page says, and else unknown)")
	return cmd
}

// unknownAddress stands for that of a file, as long as the page says none.
const unknownAddress = "http://file.example/page"

// tracePage gets the page at an address, in a file, or on standard input.
func (a *app) tracePage(ctx context.Context, source, address string) (*scraper.Page, error) {
	if strings.HasPrefix(source, "http://") || strings.HasPrefix(source, "https://") {
		u, err := canon.URL(source, "")
		if err != nil {
			return nil, err
		}
		client := fetch.New(userAgent(a.cfg.Contact), &memory{}, a.log, a.fetchOptions())
		return client.Get(ctx, fetch.Request{URL: u})
	}
	most := int64(a.cfg.Crawl.MaxMB) << 20
	body, err := a.readFile(source, most)
	if err != nil {
		return nil, err
	}
	if int64(len(body)) > most {
		return nil, fmt.Errorf("%s is larger than %d MiB: raise crawl.max_mb in dateline.toml", source, a.cfg.Crawl.MaxMB)
	}
	address = cmp.Or(address, unknownAddress)
	if address, err = canon.URL(address, ""); err != nil {
		return nil, fmt.Errorf("--url: %w", err)
	}
	return &scraper.Page{
		URL: address, FinalURL: address, Status: http.StatusOK, Body: body,
		Header: http.Header{"Content-Type": {"text/html"}},
	}, nil
}

// readFile returns the content of a file, or of standard input for "-", up to a
// byte more than most.
func (a *app) readFile(name string, most int64) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(io.LimitReader(a.in, most+1))
	}
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist) && strings.Contains(name, "://"):
		return nil, fmt.Errorf("%q is no http(s) address", name)
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("there is no file %s: give an http(s) address or a file", name)
	case err != nil:
		return nil, fmt.Errorf("%w: give an http(s) address or a file", err)
	case info.IsDir():
		return nil, fmt.Errorf("%s is a folder: give an http(s) address or a file", name)
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(io.LimitReader(file, most+1))
	return body, errors.Join(err, file.Close())
}

// trace writes what each stage makes of a page.
func (a *app) trace(page *scraper.Page) error {
	t := tracer{w: a.out, columns: width(a.out)}
	t.page(page)
	outlets := outlets(a.cfg.outlets)
	article, err := readArticle(page, outlets.at(page.FinalURL))
	if err != nil {
		t.head("ARTICLE")
		t.line("none: %v", err)
		if article == nil {
			return t.err
		}
		t.line("What was read all the same, and would not be stored:")
		t.article(article)
		return t.err
	}
	t.head("ARTICLE")
	t.article(article)
	reading := indexer.Read(scraper.Revision{
		Article: *article, ArticleID: scraper.ArticleID(article.URL), Number: 1,
		Outlet: outlets.name(article.URL, article.SiteName), Fetched: page.Fetched, PageURL: page.URL, Digest: archive.Digest(article),
	}, a.claimOptions())
	reading.Keep(nil)
	t.mentions(article, reading)
	t.claims(reading)
	return t.err
}

// A tracer writes a trace. It keeps the first error.
type tracer struct {
	w       io.Writer
	columns int
	err     error
}

func (t *tracer) head(s string) { t.raw("\n" + s) }

func (t *tracer) line(format string, args ...any) {
	t.raw("  " + shorten(tidy(format, args), t.columns-2))
}

// whole is a line that nothing is cut from: it goes on below, deeper in.
func (t *tracer) whole(format string, args ...any) {
	const lead, hang = "  ", "            "
	line, margin := lead, lead
	for i, word := range strings.SplitAfter(tidy(format, args), " ") {
		if i > 0 && line != margin && uniseg.StringWidth(line+strings.TrimRight(word, " ")) > t.columns {
			t.raw(strings.TrimRight(line, " "))
			line, margin = hang, hang
		}
		line += word
	}
	t.raw(strings.TrimRight(line, " "))
}

// tidy formats args, each made plain: the columns of the format stay.
func tidy(format string, args []any) string {
	for i, arg := range args {
		switch v := arg.(type) {
		case string:
			args[i] = plain(v)
		case error:
			args[i] = plain(v.Error())
		}
	}
	return fmt.Sprintf(format, args...)
}

// more is a line that belongs to the one before.
func (t *tracer) more(format string, args ...any) {
	t.raw("          " + shorten(tidy(format, args), t.columns-10))
}

func (t *tracer) raw(s string) {
	if t.err == nil {
		_, t.err = fmt.Fprintln(t.w, s)
	}
}

func (t *tracer) page(p *scraper.Page) {
	t.raw("PAGE")
	t.line("%s", p.URL)
	for _, hop := range p.Redirects {
		t.line("redirected (%d) to %s", hop.Status, hop.To)
	}
	t.line("status %d, %s, %d bytes", p.Status, orUnknown(p.Header.Get("Content-Type"), "no content type"), len(p.Body))
}

func (t *tracer) article(a *scraper.Article) {
	t.line("address    %s", a.URL)
	t.line("headline   %s", a.Headline)
	t.line("bylines    %s", orUnknown(strings.Join(a.Bylines, ", "), "none"))
	t.line("site       %s", orUnknown(a.SiteName, "unnamed"))
	for _, d := range []struct {
		name string
		date scraper.Date
	}{{"published", a.Published}, {"modified", a.Modified}} {
		if d.date.Time.IsZero() {
			t.line("%-10s unknown", d.name)
			continue
		}
		t.line("%-10s %s, read in %s: %s (confidence %.2f)", d.name, d.date, d.date.From, d.date.Raw, d.date.Confidence)
		for _, other := range d.date.Against {
			t.more("but %s in %s (confidence %.2f)", other, other.From, other.Confidence)
		}
	}
	t.line("kind       %s", a.Kind)
	for _, reason := range a.KindEvidence {
		t.more("because: %s", reason)
	}
	t.line("section    %s", orUnknown(a.Section, "unnamed"))
	t.line("language   %s", orUnknown(a.Language, "unknown"))
	for _, more := range []struct{ name, value string }{
		{"tags", strings.Join(a.Tags, ", ")}, {"partial", a.Partial}, {"goes on", a.Next}, {"original", a.Original},
		{"asks for", strings.Join(a.Asks, ", ")},
	} {
		if more.value != "" {
			t.line("%-10s %s", more.name, more.value)
		}
	}
	for _, v := range a.FactChecks {
		t.line("checks     “%s” (%s): %s", v.Claim, orUnknown(v.Claimant, "by nobody named"), v.Rating)
	}
	t.head(fmt.Sprintf("TEXT: %s", plural(len(a.Blocks), "block")))
	text := []rune(a.Text)
	for _, b := range a.Blocks {
		t.line("%6d  %-10s %s", b.Start, b.Kind, string(text[b.Start:b.End]))
	}
	t.head(fmt.Sprintf("CITATIONS: %d", len(a.Citations)))
	for _, c := range a.Citations {
		t.line("%6d  “%s” → %s", c.Start, c.Anchor, c.URL)
	}
}

func (t *tracer) mentions(a *scraper.Article, r *indexer.Reading) {
	t.head(fmt.Sprintf("DATES: %d", len(r.Mentions)))
	for _, m := range r.Mentions {
		switch {
		case m.NotEvent != "":
			t.whole("%6d  “%s” = %s, and no event: %s", m.Start, m.Text, m.Label, m.NotEvent)
		case m.Placed():
			t.whole("%6d  “%s” = %s (%s, %s; confidence %.2f%s)", m.Start, m.Text, m.Label, m.EDTF, m.Grain, m.Confidence, quotedWords(m))
		case m.Unresolved != "":
			t.whole("%6d  “%s” not resolved: %s", m.Start, m.Text, m.Unresolved)
		default:
			t.whole("%6d  “%s” is a %s (%s): no place on a timeline", m.Start, m.Text, strings.ToLower(string(m.Type)), m.Value)
		}
		for _, step := range m.Steps {
			t.whole("        %s", step)
		}
	}
	_, rejected := timex.Trace(a.Text, a.Published.Time)
	t.head(fmt.Sprintf("NOT DATES: %d", len(rejected)))
	for _, no := range rejected {
		t.whole("%6d  “%s”: %s", no.Start, no.Text, no.Reason)
	}
}

// quotedWords says that a mention stands in a quotation, if it does.
func quotedWords(m timex.Mention) string {
	if m.Quoted {
		return ", quoted"
	}
	return ""
}

func (t *tracer) claims(r *indexer.Reading) {
	views := r.ClaimViews()
	t.head(fmt.Sprintf("CLAIMS: %d", len(views)))
	if !indexer.InEnglish(&r.Revision) {
		t.line("Claims and dates are read in English alone, and this text is not in English.")
	}
	for _, p := range r.Filed {
		t.line("%6d  filed from %s", p.Start, p.Name)
	}
	for i, v := range views {
		t.line("%6d  %-8s %s: %s", v.Offsets.Claim[0], v.Kind, export.SpeakerOf(v.ClaimRef), export.Quoted(v.ClaimRef))
		if v.Cue != "" {
			t.more("cue “%s”, speaker stands as “%s”, confidence %.2f: %s", v.Cue, v.Speaker.Surface, v.Confidence, tier(v.Confidence))
		}
		for _, p := range v.Places {
			t.more("names %s at %d", p.Name, p.Offsets[0])
		}
		if says := evidence(&r.Claims[i].Claim); says != "" {
			t.more("%s", says)
		}
		for _, e := range v.Entries {
			t.more("→ %s (“%s”)", e.Label, e.Date.Phrase)
		}
	}
}

// A memory is a ledger that forgets with the process: trace stores nothing.
type memory struct {
	mu     sync.Mutex
	next   map[string]time.Time
	robots map[string]fetch.RobotsFile
}

// Turn waits until host may be asked, and returns now.
func (m *memory) Turn(ctx context.Context, host string, delay time.Duration) (time.Time, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	at := time.Now()
	if m.next[host].After(at) {
		at = m.next[host]
	}
	if m.next == nil {
		m.next = map[string]time.Time{}
	}
	m.next[host] = at.Add(delay)
	return at, ctx.Err()
}

// Hold keeps host from being asked before until.
func (m *memory) Hold(_ context.Context, host string, until time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.next == nil {
		m.next = map[string]time.Time{}
	}
	if until.After(m.next[host]) {
		m.next[host] = until
	}
	return nil
}

// Robots returns the kept robots.txt of an origin, nil if none is.
func (m *memory) Robots(_ context.Context, origin string) (*fetch.RobotsFile, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if f, ok := m.robots[origin]; ok {
		return &f, nil
	}
	return nil, nil
}

// KeepRobots keeps the robots.txt of an origin.
func (m *memory) KeepRobots(_ context.Context, origin string, f fetch.RobotsFile) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.robots == nil {
		m.robots = map[string]fetch.RobotsFile{}
	}
	m.robots[origin] = f
	return nil
}

// tier says in words how a claim of some confidence is shown.
func tier(confidence float64) string {
	switch {
	case confidence >= claim.Plain:
		return "shown plainly"
	case confidence >= claim.Probable:
		return "shown as probable"
	}
	return "speaker unclear, never counted"
}

// evidence says where a claim was made, through whose report, and what it holds back.
func evidence(c *claim.Claim) string {
	var list []string
	if c.Kind != claim.Author && c.Speaker.Role != "" {
		list = append(list, "the speaker is called "+c.Speaker.Role)
	}
	if len(c.Speaker.Maybe) > 0 {
		list = append(list, "the name may mean "+strings.Join(c.Speaker.Maybe, " or "))
	}
	if v := c.Via; v.Medium != claim.UnknownMedium {
		says := "made in: " + string(v.Medium)
		if v.Title != "" {
			says += " “" + v.Title + "”"
		}
		if v.Outlet != "" {
			says += ", " + v.Outlet
		}
		if v.Year != 0 {
			says += fmt.Sprintf(", %d", v.Year)
		}
		list = append(list, says)
	}
	for _, h := range c.Chain {
		list = append(list, "through "+h.Name)
	}
	if c.Denied {
		list = append(list, "it denies")
	}
	if c.Hedge != "" {
		list = append(list, "held back by “"+c.Hedge+"”")
	}
	return strings.Join(list, "; ")
}
