package frontier

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"
)

// A model says how articles change: it returns the ages at which one does, in
// order, none beyond a month.
//
// What is known: NewsEdits (Spangher et al., NAACL 2022) holds 1,278,804 articles
// of 22 outlets in 4,609,430 versions, 2.6 changes an article, most of them soon
// after publication. How soon, and how the changes are spread over articles, we
// have not measured; so several models stand here that differ in just that, and
// one in which age says nothing. The model by which Next plans is not among them.
type model struct {
	name  string
	least float64 // times quicker than fixed intervals of the same cost
	ages  func(r *rand.Rand) []time.Duration
}

var models = []model{
	// Half of the articles never change; the others a few times, each at a
	// log-normal age: median 2 hours, a sixth of them later than 9.
	{"burst", 2, func(r *rand.Rand) (ages []time.Duration) {
		if r.Float64() < 0.5 {
			return nil
		}
		for {
			ages = append(ages, time.Duration(float64(2*time.Hour)*math.Exp(1.5*r.NormFloat64())))
			if r.Float64() < 0.2 {
				return ages
			}
		}
	}},
	// A rate that falls as one over age, as aftershocks do: as much between one
	// hour and two as between one week and two. Articles differ, by a gamma factor.
	{"slow decay", 2, func(r *rand.Rand) (ages []time.Duration) {
		factor := 0.35 * (r.ExpFloat64() + r.ExpFloat64()) / 2
		at := 0.25 // hours; the integral of factor/age is factor × log age
		for {
			at *= math.Exp(r.ExpFloat64() / factor)
			if at > 720 || math.IsInf(at, 1) {
				return ages
			}
			ages = append(ages, time.Duration((at-0.25)*float64(time.Hour)))
		}
	}},
	// One in thirty is a live blog, changed every ten minutes for half a day; of
	// the others a third are corrected once, in a day or so.
	{"live blogs and corrections", 2, func(r *rand.Rand) (ages []time.Duration) {
		if r.IntN(30) == 0 {
			end := time.Duration((4 + 8*r.Float64()) * float64(time.Hour))
			for at := time.Duration(0); at < end; at += time.Duration(r.ExpFloat64() * float64(10*time.Minute)) {
				ages = append(ages, at)
			}
			return ages
		}
		if r.IntN(3) == 0 {
			return []time.Duration{time.Duration(r.ExpFloat64() * float64(day))}
		}
		return nil
	}},
	// A desk that works from 8 to 20 h: updates while it is there on the first
	// day, and corrections on the following days, half as many each day.
	{"office hours", 2, func(r *rand.Rand) (ages []time.Duration) {
		published := time.Duration((8 + 12*r.Float64()) * float64(time.Hour)) // time of day
		for d, mean := 0, 1.4; d < 10; d, mean = d+1, mean/2 {
			for n := poisson(r, mean); n > 0; n-- {
				at := time.Duration(d)*day + time.Duration((8+12*r.Float64())*float64(time.Hour))
				if at > published {
					ages = append(ages, at-published)
				}
			}
		}
		return ages
	}},
	// Against us: age says nothing. A fifth of the articles change for ever at a rate
	// of their own, once in two days on average; the others never do. Only what was
	// seen of an article can tell it from the others.
	{"no decay", 1.5, func(r *rand.Rand) (ages []time.Duration) {
		if r.IntN(5) > 0 {
			return nil
		}
		mean := float64(2*day) / (r.ExpFloat64() + 0.1)
		for at := r.ExpFloat64() * mean; at < float64(30*day); at += r.ExpFloat64() * mean {
			ages = append(ages, time.Duration(at))
		}
		return ages
	}},
}

func poisson(r *rand.Rand, mean float64) (n int) {
	for at := r.ExpFloat64(); at < mean; at += r.ExpFloat64() {
		n++
	}
	return n
}

const (
	simulated = 30 * day
	stories   = 10_000
)

// A story is an article of the simulation. Times count from its beginning.
type story struct {
	url       string
	published time.Duration
	found     time.Duration // by a feed, read every half hour
	changes   []time.Duration
}

// write returns stories that are published evenly over the time simulated.
func (m model) write(seed uint64) []story {
	r := rand.New(rand.NewPCG(seed, 2025)) //nolint:gosec // it is to be the same every time
	list := make([]story, stories)
	for i := range list {
		at := time.Duration(r.Float64() * float64(simulated))
		list[i] = story{url: "https://a.example/" + strconv.Itoa(i), published: at, found: at + time.Duration(r.Float64()*float64(30*time.Minute))}
		for _, age := range m.ages(r) {
			// What changed before the first visit is no revision to us.
			if at+age > list[i].found && at+age < simulated {
				list[i].changes = append(list[i].changes, at+age)
			}
		}
		slices.Sort(list[i].changes)
	}
	return list
}

// A score says what a schedule cost, and how soon it saw the changes.
type score struct {
	requests int
	delays   []time.Duration // from each change to the visit that saw it; the longest there is if none did
}

const unseen = time.Duration(math.MaxInt64)

func (s *score) median() time.Duration {
	slices.Sort(s.delays)
	return s.delays[len(s.delays)/2]
}

func (s *score) share(within time.Duration) float64 {
	n, _ := slices.BinarySearch(s.delays, within)
	return float64(n) / float64(len(s.delays))
}

// see notes the visits of one story, in order.
func (s *score) see(st story, visits []time.Duration) {
	s.requests += len(visits)
	for _, change := range st.changes {
		i, _ := slices.BinarySearch(visits, change)
		if i == len(visits) {
			s.delays = append(s.delays, unseen)
		} else {
			s.delays = append(s.delays, visits[i]-change)
		}
	}
}

// fixed visits every story when it is found, and then after every pause.
func fixed(list []story, pause time.Duration) (s score) {
	for _, st := range list {
		var visits []time.Duration
		for at := st.found; at < simulated; at += pause {
			visits = append(visits, at)
		}
		s.see(st, visits)
	}
	return s
}

// planned visits every story as Next says. The page gives its date, as nearly
// all do, and nothing else.
func planned(list []story) (s score) {
	start := time.Date(2025, time.March, 1, 0, 0, 0, 0, time.UTC)
	for _, st := range list {
		var visits []time.Duration
		v := Visit{Address: Address{URL: st.url, Form: PageForm}, History: History{Found: start.Add(st.found)}}
		o := Outcome{Result: New, Published: start.Add(st.published)}
		for at := st.found; at < simulated; {
			visits = append(visits, at)
			now := start.Add(at)
			pause := Next(&v, o, now)
			v.History, v.Visited, v.Every = v.after(o, now), now, pause
			i, _ := slices.BinarySearch(st.changes, at)
			j, _ := slices.BinarySearch(st.changes, at+pause)
			o.Result = Unchanged
			if j > i {
				o.Result = Revised
			}
			at += pause
		}
		s.see(st, visits)
	}
	return s
}

// sameCost returns the fixed schedule whose requests are just not fewer than n.
func sameCost(list []story, n int) (score, time.Duration) {
	low, high := time.Minute, simulated
	for high-low > time.Minute {
		if middle := (low + high) / 2; fixed(list, middle).requests >= n {
			low = middle
		} else {
			high = middle
		}
	}
	return fixed(list, low), low
}

func TestPlannedVisitsAreQuicker(t *testing.T) {
	for _, m := range models {
		for seed := range uint64(2) {
			list := m.write(seed)
			plan := planned(list)
			other, pause := sameCost(list, plan.requests)
			times := float64(other.median()) / float64(plan.median())
			t.Logf("%-26s seed %d: %d changes; %d requests, %.1f an article; median delay %s, %.0f%% within an hour; every %s (%d requests): %s, %.0f%%; %.1f times quicker",
				m.name, seed, len(plan.delays), plan.requests, float64(plan.requests)/stories,
				plan.median().Round(time.Minute), 100*plan.share(time.Hour),
				pause.Round(time.Minute), other.requests, other.median().Round(time.Minute), 100*other.share(time.Hour), times)
			if times < m.least {
				t.Errorf("%s, seed %d: %.2f times quicker than fixed intervals of the same cost, want %.1f", m.name, seed, times, m.least)
			}
		}
	}
}
