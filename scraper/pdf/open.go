package pdf

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"sync"
	"time"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/responses"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// A file is what was read of a PDF.
type file struct {
	count int // pages that it has
	pages [][]line
	meta  map[string]string
	size  float64 // of most of its letters, in points
	left  string  // why not all of it was read; empty if it was
}

// A line is a line of a page.
type line struct {
	text        string
	left, right float64 // points from the page's left edge
	middle      float64 // points from its lower edge
	size        float64 // of the letters; zero behind the first pages
}

// engine returns the pool of PDFium instances, made when the first file comes: it
// takes a second or two.
var engine = sync.OnceValues(func() (pdfium.Pool, error) {
	return webassembly.Init(webassembly.Config{
		MinIdle: 0, MaxIdle: 0, MaxTotal: 1, // one file at a time: each may take all of the memory below
		FSConfig: wazero.NewFSConfig(), // it sees no file but the one that it is given
		Stdout:   io.Discard, Stderr: io.Discard,
		RuntimeConfig: wazero.NewRuntimeConfig().
			WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
			WithMemoryLimitPages(3 << 10). // 192 MiB
			WithCloseOnContextDone(true),
	})
})

// open reads a file, within its bounds.
func open(body []byte) (f *file, err error) {
	pool, err := engine()
	if err != nil {
		return nil, fmt.Errorf("PDFium does not start: %w", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	instance, err := pool.GetInstanceWithContext(ctx)
	if err != nil {
		return nil, fmt.Errorf("PDFium is busy: %w", err)
	}
	// It is killed when its time is over, in whatever it does; then it is not closed.
	late := time.AfterFunc(2*mostTime, func() { _ = instance.Kill() })
	defer func() {
		if r := recover(); r != nil {
			f, err = nil, fmt.Errorf("PDFium gave up: %v", r)
		}
		if late.Stop() {
			_ = instance.Close()
		} else {
			f, err = nil, errors.New("it takes too long to read")
		}
	}()
	doc, err := instance.OpenDocument(&requests.OpenDocument{File: &body})
	if err != nil {
		return nil, fmt.Errorf("it cannot be opened: %w", err)
	}
	count, err := instance.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: doc.Document})
	if err != nil {
		return nil, err
	}
	f = &file{count: count.PageCount, meta: map[string]string{}}
	if meta, err := instance.GetMetaData(&requests.GetMetaData{Document: doc.Document}); err == nil {
		for _, tag := range meta.Tags {
			f.meta[tag.Tag] = tag.Value
		}
	}
	f.read(instance, doc.Document)
	return f, nil
}

// read reads the lines of page after page, until the time is over.
func (f *file) read(instance pdfium.Pdfium, doc references.FPDF_DOCUMENT) {
	began, size := time.Now(), 0
	weight := map[float64]int{}
	for i := range f.count {
		if i == mostPages || time.Since(began) > mostTime || size > mostText {
			f.left = fmt.Sprintf("only %d of its %d pages were read", i, f.count)
			break
		}
		page, err := instance.GetPageTextStructured(&requests.GetPageTextStructured{
			Page:                   requests.Page{ByIndex: &requests.PageByIndex{Document: doc, Index: i}},
			Mode:                   requests.GetPageTextStructuredModeChars,
			CollectFontInformation: i < withFonts, // which takes ten times as long
		})
		if err != nil {
			f.left = fmt.Sprintf("page %d of %d cannot be read", i+1, f.count)
			continue
		}
		lines := linesOf(page.Chars)
		for _, l := range lines {
			size += len(l.text)
			if l.size == 0 {
				continue
			}
			weight[math.Round(l.size*2)/2] += len(l.text)
		}
		f.pages = append(f.pages, lines)
	}
	most := 0
	for s, n := range weight {
		if n > most || n == most && s < f.size {
			f.size, most = s, n
		}
	}
}

// linesOf returns the lines that the letters of a page stand on, in PDFium's order.
func linesOf(chars []*responses.GetPageTextStructuredChar) (lines []line) {
	var l line
	var text strings.Builder
	end := func() {
		l.text = text.String()
		if head, ok := strings.CutSuffix(l.text, "\u00ad"); ok {
			l.text = strings.ReplaceAll(head, "\u00ad", "") + "\u00ad"
		} else {
			l.text = strings.ReplaceAll(l.text, "\u00ad", "")
		}
		if tidy(l.text) != "" {
			lines = append(lines, l)
		}
		l = line{}
		text.Reset()
	}
	for _, c := range chars {
		switch c.Text {
		case "\r", "\n":
			end()
			continue
		case "\x02", "\ufffe": // a hyphen that parts a word at the end of a line
			text.WriteRune('\u00ad')
			continue
		}
		text.WriteString(c.Text)
		at := c.PointPosition
		if strings.TrimSpace(c.Text) == "" || at.Right <= at.Left {
			continue
		}
		if c.FontInformation != nil {
			l.size = max(l.size, c.FontInformation.RenderedSize)
		}
		if l.right == 0 {
			l.left, l.middle = at.Left, (at.Top+at.Bottom)/2
		}
		l.left, l.right = min(l.left, at.Left), max(l.right, at.Right)
	}
	end()
	return lines
}
