package people

// enough is the least score that makes a candidate a name of a kind. A place needs the
// least: titles of books and brands look like persons and firms, seldom like places.
var enough = [...]float32{per: 1.8, org: 2, loc: 1}

// decide settles what each candidate is: by its own words and place, by what the
// same words are elsewhere in the article, and by the full names that hold it.
func (p *page) decide(list []candidate) {
	p.pair(list)
	together(list)
	heads, tails, firms := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for i := range list {
		c := &list[i]
		c.kind = c.best()
		if c.count < 2 || c.kind < 0 {
			continue
		}
		switch {
		case c.kind == per && c.scores[per] >= 2:
			heads[c.head], tails[c.tail] = true, true
		case c.kind == org && c.scores[org] >= 2:
			firms[c.head] = true
		}
	}
	for i := range list {
		c := &list[i]
		if c.count != 1 || tails[c.key] || heads[c.key] || c.best() == loc || len(tails) > manyPersons {
			continue
		}
		if d := p.misspells(c.key, tails); d > 0 {
			c.scores[per] += 3 - float32(d)*0.5
			c.kind = c.best()
		}
	}
	for i := range list {
		c := &list[i]
		if c.count != 1 {
			continue
		}
		switch {
		case tails[c.key]:
			c.scores[per] += 3.2
		case heads[c.key]:
			c.scores[per] += 2
		case firms[c.key]:
			c.scores[org] += 1.5
		}
		c.kind = c.best()
	}
}

// misspells returns by how many letters a word that is no usual one differs
// from a surname that the article holds, 0 if it is no likeness of any.
func (p *page) misspells(w string, tails map[string]bool) int {
	is := p.lists.words[w]
	if len(w) < 5 || is&^surname != 0 {
		return 0
	}
	least := 0
	for t := range tails {
		switch {
		case p.lists.near(t, w):
			return 1
		case is == 0 && len(t) >= 5 && t[0] == w[0] && distance(t, w) == 2 && !endings(t, w):
			least = 2
		}
	}
	return least
}

// best returns the kind of the highest score, -1 if none is enough.
func (c *candidate) best() int {
	best := -1
	for k, v := range c.scores {
		if v >= enough[k] && (best < 0 || v > c.scores[best]) {
			best = k
		}
	}
	return best
}

// together lets the mentions of the same words speak for each other.
func together(list []candidate) {
	type sum struct {
		scores [3]float32
		count  float32
	}
	sums := make(map[string]sum, len(list))
	for i := range list {
		s := sums[list[i].key]
		for k, v := range list[i].scores {
			s.scores[k] += min(max(v, -3), 6)
		}
		s.count++
		sums[list[i].key] = s
	}
	for i := range list {
		c := &list[i]
		s := sums[c.key]
		if s.count < 2 {
			continue
		}
		for k := range c.scores {
			c.scores[k] = 0.4*c.scores[k] + 0.6*s.scores[k]/s.count + min(0.15*s.count, 0.6)*sign(s.scores[k])
		}
	}
}

func sign(v float32) float32 {
	if v < 0 {
		return 0
	}
	return 1
}

// pair finds names with their abbreviation: "Sexual Minorities Uganda (SMUG)".
func (p *page) pair(list []candidate) {
	for i := 1; i < len(list); i++ {
		full, short := &list[i-1], &list[i]
		if full.paragraph != short.paragraph || short.from != full.to+1 || short.count != 1 || full.count < 2 {
			continue
		}
		ws := p.words[full.paragraph]
		if at(ws, full.to).low != "(" || at(ws, short.to).low != ")" || !ws[short.from].caps || !abbreviates(short.key, full.key) {
			continue
		}
		if full.scores[loc] > 4 {
			short.scores[loc] += 3
			continue
		}
		full.scores[org] += 3
		short.scores[org] += 3
	}
}
