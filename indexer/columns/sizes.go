package columns

import "unsafe"

// A Size is how much memory a part of the columns takes, in bytes.
type Size struct {
	Of    string
	Bytes int
}

// Sizes returns what the columns take, by what it is of.
func (s *Snapshot) Sizes() []Size {
	var list []Size
	places := map[string]int{}
	add := func(of string, bytes int) {
		at, ok := places[of]
		if !ok {
			at = len(list)
			places[of], list = at, append(list, Size{Of: of})
		}
		list[at].Bytes += bytes
	}
	for i := range s.parts {
		p := &s.parts[i]
		for _, g := range p.groups() {
			for _, c := range g.columns {
				add(g.name, c.Size())
			}
		}
		add("articles", len(p.aID.all))
		add("ids of claims", len(p.cIDs.odd.all))
		add("runs of events", cap(p.runs)*int(unsafe.Sizeof(run{})))
		for _, s := range p.strands {
			add("runs of events", int(unsafe.Sizeof(s))+cap(s.years)*int(unsafe.Sizeof(yearRow{})))
		}
		add("deleted", 8*cap(p.deleted)+4*cap(p.gone))
	}
	add("names of speakers", s.dicts.speaker.size())
	for _, d := range s.dicts.each() {
		if *d != s.dicts.speaker {
			add("other values", (*d).size())
		}
	}
	return list
}

// size returns how many bytes of memory a dict takes.
func (d *dict) size() int {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return cap(d.all) + 4*cap(d.ends) + 4*cap(d.slots) + cap(d.marks)
}
