package claim

// What stands in a time that a cue is told with, beside the hours.
var (
	leadsTime = set("last this next earlier late early only just again on in the a an past few several couple of one two three four five six seven eight nine ten twelve twenty")
	endsTime  = set("ago later earlier before night morning evening afternoon")
	// what begins reported words behind a time, where "that" is left out.
	subjects = set("he she it they we i you there the his her its their our my nobody everybody no")
)

// behindTime returns the place behind a time that tells only when something was said,
// and behind "that" if it follows: "said last year that it fell", "wrote two weeks ago
// that". It returns k if none stands there, or what follows may be part of the content:
// "said last year was bad".
func (f *finder) behindTime(p *paragraph, k, end int, c taking) int {
	timed := false
	i := k
	for ; i < end && i < k+7 && p.Tokens[i].Quote == 0; i++ {
		t := p.Tokens[i]
		switch {
		case hours[t.Low], endsTime[t.Low] && i > k:
			timed = true
		case t.Number && !timed, leadsTime[t.Low] && !timed:
		case t.Number && timed && p.Tokens[i-1].Word && hours[p.Tokens[i-1].Low]: // "in March 1990", "on June 3"
		default:
			if !timed || i == k {
				return k
			}
			if t.Low == "that" {
				return i + 1
			}
			if c == free && subjects[t.Low] && !isTime(p.Low(k)) {
				return i
			}
			return k
		}
	}
	return k
}

// onlyTime reports whether the tokens from k to end are a time and nothing else:
// "on Tuesday.", "last week."
func onlyTime(p *paragraph, k, end int) bool {
	timed := false
	for i := k; i < end; i++ {
		t := p.Tokens[i]
		switch {
		case t.Quote > 0:
			return false
		case hours[t.Low], endsTime[t.Low] && i > k:
			timed = true
		case t.Number, leadsTime[t.Low], t.Text == "." && i >= end-2:
		default:
			return false
		}
	}
	return timed
}

// behindDate returns the place behind a date with a number that the tokens from a to b
// begin with; a if they begin with none, or are nothing else.
func (p *paragraph) behindDate(a, b int) int {
	i := a
	if low := p.Low(i); low == "on" || low == "in" || low == "by" {
		i++
	}
	named, numbered := false, false
	for ; i < b && (p.Tokens[i].Number || hours[p.Tokens[i].Low] || p.Tokens[i].Text == ","); i++ {
		named, numbered = named || hours[p.Tokens[i].Low], numbered || p.Tokens[i].Number
	}
	if !named || !numbered || i == b {
		return a
	}
	return i
}

// onlyPlace reports whether the tokens from k to end say only where or on what
// occasion it was said: "in her book.", "during a visit to the works."
func onlyPlace(p *paragraph, k, end int) bool {
	if k >= end || end-k > 10 || !leadsIn[p.Low(k)] && p.Low(k) != "at" && p.Low(k) != "after" {
		return false
	}
	for i := k; i < end; i++ {
		t := p.Tokens[i]
		if t.Quote > 0 || t.Low == "that" || isCue(t.Low) && media[t.Low] == UnknownMedium || !t.Word && !t.Number && !(t.Text == "." && i >= end-2) {
			return false
		}
	}
	return true
}
