package timex

// A count is a number as words tell it.
type count struct {
	n     int
	vague bool // "several": n is only a guess
	fuzzy bool // "two or three", "a dozen or so"
	half  bool // "two and a half"
}

// number reads a count: digits, words up to ninety-nine, "a few", "a couple of".
func (r *reader) number(i int) (c count, next int, ok bool) {
	t := r.tok(i)
	switch {
	case t.num >= 0:
		return r.digits(i)
	case r.is(i, "a") && r.is(i+1, "number") && r.is(i+2, "of") && r.unitAt(i+3):
		return count{n: 3, vague: true}, i + 3, true
	case r.is(i, "a") && r.is(i+1, "few", "couple", "dozen", "hundred", "thousand", "handful"):
		return r.number(i + 1)
	case r.is(i, "couple"):
		return count{n: 2, fuzzy: true}, r.skip(i+1, "of"), true
	case r.is(i, "handful"):
		return count{n: 5, vague: true}, r.skip(i+1, "of"), true
	case r.is(i, "dozen"):
		return count{n: 12}, i + 1, true
	case r.is(i, "hundred"):
		return count{n: 100}, i + 1, true
	case vague[t.low]:
		if r.is(i, "some") && !r.unitAt(i+1) {
			return count{}, i, false
		}
		return count{n: 3, vague: true}, r.skip(i+1, "of"), true
	}
	n, found := numbers[t.low]
	if !found {
		return count{}, i, false
	}
	next = i + 1
	if n >= 20 && n < 100 {
		j := next
		if r.is(j, "-") && r.tok(j).glued {
			j++
		}
		if u, is := numbers[r.low(j)]; is && u < 10 && len(r.low(j)) > 2 && r.together(j) {
			n, next = n+u, j+1
		}
	}
	if r.is(next, "hundred", "thousand") && r.together(next) {
		n *= map[bool]int{true: 100, false: 1000}[r.is(next, "hundred")]
		next++
	}
	return count{n: n}, next, true
}

// digits reads "13", "2,000", "3 1/2".
func (r *reader) digits(i int) (c count, next int, ok bool) {
	t := r.tok(i)
	if t.suffix != "" || t.digits > 4 {
		return c, i, false
	}
	c.n, next = t.num, i+1
	if r.is(next, ",") && r.tok(next).glued && r.tok(next+1).glued && r.tok(next+1).digits == 3 && t.digits <= 3 {
		c.n, next = c.n*1000+r.tok(next+1).num, next+2
	}
	if r.is(next+1, "/") && r.tok(next).num == 1 && r.tok(next+2).num == 2 && r.tok(next+2).glued {
		c.half, next = true, next+3
	}
	if r.is(next, ",", ".", ":", "/") && r.tok(next).glued && r.tok(next+1).glued && r.tok(next+1).num >= 0 {
		return count{}, i, false
	}
	return c, next, true
}

// counted reads a number with what may stand around it: "two or three", "12 to
// 18", "two and a half".
func (r *reader) counted(i int) (c count, next int, ok bool) {
	c, next, ok = r.number(i)
	if !ok {
		return c, next, ok
	}
	if r.is(next, "or", "to", "-", "–") {
		if d, after, ok := r.number(next + 1); ok && d.n > c.n && (r.unitAt(after) || r.is(after, "-") && r.unitAt(after+1)) && r.together(next+1) {
			d.fuzzy = true
			return d, after, true
		}
	}
	if r.is(next, "and") && r.is(next+1, "a") && r.is(next+2, "half") {
		c.half, next = true, next+3
	}
	return c, next, true
}

// unitAt reports whether a unit stands at i.
func (r *reader) unitAt(i int) bool {
	_, ok := units[r.low(i)]
	return ok
}

// approximately reads "about", "almost", "more than", and returns its TIMEX3 mod.
func (r *reader) approximately(i int) (mod string, next int) {
	switch {
	case r.is(i, "just", "well", "slightly") && r.is(i+1, "over", "under", "before", "after"):
		i++
	case r.is(i, "a") && r.is(i+1, "little") && r.is(i+2, "over", "under"), r.is(i, "just", "slightly", "little") && r.is(i+1, "more", "less"):
		i += map[bool]int{true: 2, false: 1}[r.is(i, "a")]
	case r.is(i, "exactly", "precisely"):
		return "", i + 1
	}
	switch {
	case r.is(i, "almost", "nearly", "under") && !r.is(i+1, "the"):
		return "LESS_THAN", i + 1
	case r.is(i, "some") && r.unitAt(i+1):
		return "", i
	case r.is(i, "about", "around", "roughly", "approximately", "circa", "some"):
		return "APPROX", i + 1
	case r.is(i, "over") && !r.is(i+1, "the"):
		return "MORE_THAN", i + 1
	case r.is(i, "more", "less", "fewer") && r.is(i+1, "than"):
		return map[bool]string{true: "MORE_THAN", false: "LESS_THAN"}[r.is(i, "more")], i + 2
	case r.is(i, "no", "not") && r.is(i+1, "more") && r.is(i+2, "than"):
		return "EQUAL_OR_LESS", i + 3
	case r.is(i, "at") && r.is(i+1, "least"):
		return "EQUAL_OR_MORE", i + 2
	case r.is(i, "at") && r.is(i+1, "most"), r.is(i, "up") && r.is(i+1, "to"):
		return "EQUAL_OR_LESS", i + 2
	}
	return "", i
}
