package extract

import (
	"regexp"
	"strings"
	"time"

	"dateline/scraper"
)

var (
	// publishedBefore and updatedBefore are what stands before a date that is the
	// day of publication, or is not.
	publishedBefore = mustWords(`\b(published|posted|publish date|first published|released?|issued|created|written|submitted|filed|added|uploaded|date|dated|veröffentlicht|publiziert|erstellt|erschienen|eingestellt|geschrieben|verfasst|datum|vom|publié|publiée|posté|mis en ligne|paru|créé|publicado|publicada|creado|fecha|pubblicato|postato|inserito|publicado em|postado|geplaatst|gepubliceerd|opublikowano|dodano|data|опубликовано|дата|опубліковано|publicerad|publicerat|yayınlanma|yayın tarihi|giriş)\W{0,4}([\p{L}\d:.]+\W{1,3}){0,4}$`)
	updatedBefore   = mustWords(`\b(updated?|modified|edited|amended|revised|changed|reviewed|last update|last change|aktualisiert|geändert|letzte änderung|bearbeitet|überarbeitet|stand|mis à jour|modifié|actualisé|mise à jour|actualizado|actualización|modificado|aggiornato|ultima modifica|ultimo aggiornamento|atualizado|bijgewerkt|aktualizacja|zaktualizowano|обновлено|изменено|оновлено|uppdaterad|ändrad|güncelleme|güncellenme)\W{0,4}([\p{L}\d:.]+\W{1,3}){0,4}$`)
	otherBefore     = mustWords(`\b(retrieved|accessed|expires?|valid|until|deadline|due|born|died|event|events|since|from|between|copyright|©|\(c\)|founded|joined|registered|registriert|dabei seit|beiträge|bis|ab|seit|geboren|termin|abgerufen|né le|nacido|today is|it is now|heute ist|heute|member since|join date|release date|in theaters|starts?|begins?|opens?|ends?|next|read more|archiv\w*)\W{0,4}(\p{L}+\W{1,3}){0,2}$`)

	// storyOpens is what stands before the date of a story's dateline, storyGoes
	// what stands after it: "LOWER MILL, March 5, 2014 —".
	storyOpens = regexp.MustCompile(`^[\p{Lu} ,.()/’'–—-]{0,60}$|^\(?(\p{Lu}[\p{L}.’-]+[ ,/]*){1,5}[(–—-]?\s*$`)
	storyGoes  = regexp.MustCompile(`^[.,)]?\s*(\([^)]{1,30}\)|/[\w-]{2,15}/)?\s*[)/]?\s*[–—:-]`)
)

// visibleDates are those in lines that readers see: by the headline, at the
// story's end, in its first words.
func (m *meta) visibleDates(lines []line) []evidence {
	head, text, firstText := -1, 0, -1
	for i, l := range lines {
		if l.headline {
			head = i // the last of its lines
		}
		if len(l.text) > longLine && !l.furniture && firstText < 0 && (head >= 0 || m.h1 == nil) {
			firstText = i
		}
	}
	var out []evidence
	seen, far, first := 0, map[time.Time]bool{}, time.Time{}
	for i, l := range lines {
		if head < 0 || i > head {
			if len(l.text) > longLine && !l.furniture {
				text++
			}
		}
		s := l.text
		if next := joined(lines, i); next != "" {
			s = next
		}
		if len(s) > longLine {
			if i == firstText && text == 1 {
				if date, span, ok := m.reader.find(s[:headOfStory]); ok && storyOpens.MatchString(s[:span[0]]) && storyGoes.MatchString(s[span[1]:]) {
					out = append(out, evidence{Date: date, family: visible, trust: .6, close: true})
				}
			}
			continue
		}
		for from, tries := 0, 0; tries < 4; tries++ {
			date, span, ok := m.reader.find(s[from:])
			if !ok {
				break
			}
			before, after := s[from:from+span[0]], s[from+span[1]:]
			from += span[1]
			e := m.judgeLine(l, date, before, after, place{i, head, firstText, text, seen})
			if e.trust == 0 {
				continue
			}
			if !e.changed {
				seen++
			}
			switch {
			case !e.close || e.changed || i < head:
			case first.IsZero():
				first = dayOf(date)
			case !first.Equal(dayOf(date)):
				e.trust *= .8 // the day nearest the headline is likelier the story's
			}
			if !e.changed && !e.close {
				far[dayOf(date)] = true
			}
			out = append(out, e)
		}
		if len(out) > 60 {
			break
		}
	}
	for i := range out {
		if !out[i].close && !out[i].changed && len(far) > 2 {
			out[i].trust *= .6 // a list of other articles
		}
	}
	return out
}

// A place says where a line stands on the page.
type place struct {
	line, head, firstText int // lines; -1 if there is none
	text                  int // paragraphs of the story before it
	seen                  int // dates before it
}

// judgeLine returns what a date in a line says, without trust if nothing.
func (m *meta) judgeLine(l line, date scraper.Date, before, after string, at place) evidence {
	e := evidence{Date: date, family: visible}
	last := before
	if len(last) > 60 {
		last = last[len(last)-60:]
	}
	bare := len(before)+len(after) < 60 && !strings.HasSuffix(after, ".")
	if l.comment || date.Time.Year() < 1990 {
		return e
	}
	labelled, updated := labels(last)
	switch {
	case updated:
		e.changed, e.family, e.trust = true, change, .45
		return e
	case otherBefore.MatchString(last) && !labelled:
		return e
	case l.inPost:
		l.furniture = !labelled && !l.marked
	}
	if l.furniture {
		switch {
		case labelled && l.marked:
			e.trust = .3
		case labelled || l.marked:
			e.trust = .12
		default:
			e.trust = .05
		}
		return e
	}
	near := at.head >= 0 && at.line >= at.head-4 && at.line <= at.head+10 && at.text == 0
	if at.head < 0 {
		near = at.text == 0 && at.firstText >= 0 && at.line < at.firstText && at.line > at.firstText-12
	}
	e.close = near
	switch {
	case near && (labelled || l.marked):
		e.trust = .9
	case near && (bare || dateline(l.text, strings.TrimSpace(before))):
		e.trust = .85
	case near:
		e.trust = .4
	case labelled && l.marked:
		e.trust = .72
	case labelled && bare, l.marked && bare:
		e.trust = .62
	case labelled:
		e.trust = .5
	case bare:
		e.trust = .38
	case strings.HasSuffix(l.text, ".") || len(strings.Fields(l.text)) > 14:
		e.trust = .09 // a sentence
	default:
		e.trust = .2
	}
	if at.head >= 0 && at.line < at.head && e.trust > .5 {
		e.trust -= .1 // mastheads show the day of the visit
	}
	if at.seen > 3 && !near {
		e.trust *= .5 // a list of dates
	}
	return e
}

// labels reports whether the words before a date call it the day of publication,
// or of change; of two labels the nearer counts.
func labels(before string) (published, updated bool) {
	p, u := publishedBefore.FindStringIndex(before), updatedBefore.FindStringIndex(before)
	switch {
	case u == nil:
		return p != nil, false
	case p == nil:
		return false, true
	}
	return p[0] > u[0], u[0] >= p[0]
}

// joined returns a date that is written in pieces, each a line of its own, from
// line i on: "12", "Mar", "2015". Empty if there is none.
func joined(lines []line, i int) string {
	if len(lines[i].text) > 12 || i+1 >= len(lines) {
		return ""
	}
	s := lines[i].text
	for j := i + 1; j < len(lines) && j < i+4 && len(lines[j].text) <= 12; j++ {
		s += " " + lines[j].text
	}
	if len(s) == len(lines[i].text) || !piece.MatchString(s) {
		return ""
	}
	return s
}

// piece is a date's day and month, in either order, and perhaps its year.
var piece = regexp.MustCompile(`^(\p{L}{3,9}\.?,? )?(\d{1,2}(st|nd|rd|th|\.)?,? \p{L}{3,10}|\p{L}{3,10}\.? \d{1,2}(st|nd|rd|th)?\b,?)( ['’]?\d{2,4})?`)

var datelineWords = mustWords(`^(by |published|posted|first published|publicado|on\b|[a-z]{3,9}day\b|updated|created|date)|[•·|–—-]\s*$`)

// dateline reports whether a line with a date, and rest before it, is a byline or
// a date on its own, and no sentence of the story.
func dateline(s, rest string) bool {
	if rest == "" || datelineWords.MatchString(rest) {
		return true
	}
	return len(strings.Fields(s)) < 14 && !strings.HasSuffix(s, ".")
}

// yearless are the forms of a date that leaves out its year.
var yearless = []*regexp.Regexp{
	regexp.MustCompile(`^(?:\p{L}{2,12},? )?(?P<d>\d{1,2})(?:st|nd|rd|th|\.)? (?:de )?(?P<w>\p{L}{3,12})\b`),
	regexp.MustCompile(`^(?:\p{L}{2,12},? )?(?P<w>\p{L}{3,12})\.? (?P<d>\d{1,2})(?:st|nd|rd|th)?\b`),
}

// completed returns the day that a line without a year names, in the month that
// the address names: how many blogs show their dates.
func (m *meta) completed(lines []line, month time.Time) []evidence {
	for i, l := range lines {
		s := l.text
		if next := joined(lines, i); next != "" {
			s = next
		}
		if len(s) > 60 || l.comment || l.furniture {
			continue
		}
		for _, form := range yearless {
			hit := form.FindStringSubmatch(s)
			if hit == nil || monthOf(hit[form.SubexpIndex("w")]) != int(month.Month()) {
				continue
			}
			day := number(hit[form.SubexpIndex("d")])
			if t := time.Date(month.Year(), month.Month(), day, 0, 0, 0, 0, time.UTC); day > 0 && t.Month() == month.Month() {
				return []evidence{{Date: scraper.Date{Time: t, Day: true, From: "text and address", Raw: hit[0]}, family: visible, trust: .85}}
			}
		}
	}
	return nil
}
