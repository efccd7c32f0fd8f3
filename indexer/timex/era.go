package timex

// era reads "BC", "B.C.", "BCE", "AD" or "CE" at i, and whether it is before ours.
func (r *reader) era(i int) (before bool, next int, ok bool) {
	if !r.together(i) || !r.tok(i).upper {
		return false, i, false
	}
	switch {
	case r.is(i, "bc", "bce"):
		return true, i + 1, true
	case r.is(i, "ad", "ce") && r.tok(i).text != "Ad" && r.tok(i).text != "Ce":
		return false, i + 1, true
	case r.is(i, "b", "a", "c") && r.is(i+1, ".") && r.tok(i+2).glued && r.tok(i+2).upper:
		letters := r.low(i) + r.low(i+2)
		next = i + 3
		if r.is(next, ".") && r.tok(next).glued {
			next++
		}
		if letters == "bc" && r.is(next, "e") && r.tok(next).glued {
			next = r.skip(next+1, ".")
		}
		return letters == "bc", next, letters == "bc" || letters == "ad" || letters == "ce"
	}
	return false, i, false
}

// eraYear reads a year with its era: "490 BC", "AD 69". One before our era is negative; 0
// if none is there.
func (r *reader) eraYear(i int) (y, next int) {
	if before, at, ok := r.era(i); ok && !before && r.is(i, "ad", "a") && r.tok(at).digits > 0 && r.tok(at).digits < 5 && r.tok(at).suffix == "" && r.together(at) {
		return r.tok(at).num, at + 1
	}
	t := r.tok(i)
	if t.digits == 0 || t.digits > 4 || t.num == 0 || t.suffix != "" || t.glued && r.is(i-1, ".", ",", "$") {
		return 0, i
	}
	before, next, ok := r.era(i + 1)
	switch {
	case !ok:
		return 0, i
	case before:
		return -t.num, next
	}
	return t.num, next
}

// ancientYear returns the year of two or three digits at i in a text that counts years by
// eras, before ours if it has none of its own and the last one read was; 0 if none is there.
func (r *reader) ancientYear(i int) int {
	t := r.tok(i)
	if r.ancient == 0 || t.digits < 2 || t.digits > 3 || t.suffix != "" ||
		r.is(i+1, ",", ".", "-", "/", ":") && r.tok(i+2).glued && r.tok(i+2).num >= 0 || counted[r.low(i+1)] || r.is(i+1, "%") {
		return 0
	}
	if r.before {
		return -t.num
	}
	return t.num
}

// findEras notes whether the text counts years by eras, and whether before ours.
func (r *reader) findEras() {
	for i := range r.t {
		if t := &r.t[i]; t.num > 0 && t.digits < 5 {
			if y, _ := r.eraYear(i); y < 0 {
				r.ancient++
				r.before = true
			} else if y > 0 && y < 1000 {
				r.ancient++
				r.before = false
			}
		} else if t.low == "ad" && t.upper {
			if y, _ := r.eraYear(i); y > 0 && y < 1000 {
				r.ancient++
				r.before = false
			}
		}
	}
}
