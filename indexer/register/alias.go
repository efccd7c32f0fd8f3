package register

import (
	"context"
	"maps"
	"slices"
	"strings"

	"dateline/indexer"
	"dateline/scraper/db"
)

// mostAliases is how many ids of one speaker are followed.
const mostAliases = 50

// aliases notes which names an article has for one person: "Yuri Shavets" in one article
// and "Yuri Shvets" in another are one speaker only if a third, or one of them, holds both.
// Clusters that hold claims of two who become one, or two, are judged anew.
func (s *relator) aliases(articleID string) error {
	before, err := s.pairs(articleID)
	if err != nil {
		return err
	}
	now := map[[2]string]bool{}
	for i := range s.views {
		who := &s.views[i].Speaker
		for _, name := range fullNames(who.Names) {
			if other := indexer.SpeakerID(name); who.ID != "" && other != "" && other != who.ID {
				now[[2]string{min(who.ID, other), max(who.ID, other)}] = true
			}
		}
	}
	// One after the other: each is judged by those that stand then.
	for _, p := range sorted(before) {
		if !now[p] {
			if err := s.exec(`DELETE FROM told_alias WHERE a = ? AND b = ? AND article = ?`, p[0], p[1], articleID); err != nil {
				return err
			}
			if err := s.sides(p); err != nil {
				return err
			}
		}
	}
	for _, p := range sorted(now) {
		if !before[p] {
			if err := s.sides(p); err != nil {
				return err
			}
			if err := s.exec(`INSERT INTO told_alias (a, b, article) VALUES (?, ?, ?)`, p[0], p[1], articleID); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *relator) pairs(articleID string) (map[[2]string]bool, error) {
	list := map[[2]string]bool{}
	err := s.each(func(row db.Row) error {
		var p [2]string
		err := row.Scan(&p[0], &p[1])
		list[p] = true
		return err
	}, `SELECT a, b FROM told_alias WHERE article = ?`, articleID)
	return list, err
}

func sorted(pairs map[[2]string]bool) [][2]string {
	return slices.SortedFunc(maps.Keys(pairs), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) })
}

// sides touches the clusters that hold claims of both of two ids, and of all who are one
// with them, unless the two are one without their pair.
func (s *relator) sides(p [2]string) error {
	one, err := oneSpeaker(s.ctx, s, p[0])
	if err != nil || slices.Contains(one, p[1]) {
		return err
	}
	other, err := oneSpeaker(s.ctx, s, p[1])
	if err != nil {
		return err
	}
	claims, err := s.texts(`SELECT min(told.claim) FROM told JOIN told beside USING (cluster)
		WHERE told.speaker IN (SELECT value FROM json_each(?1)) AND beside.speaker IN (SELECT value FROM json_each(?2)) GROUP BY told.cluster`,
		db.List(one), db.List(other))
	for _, c := range claims {
		s.touched[c] = changed
	}
	return err
}

// fullNames returns the names that are no surname of another: neither "Shvets" nor "von
// der Leyen" says who it is.
func fullNames(names []string) []string {
	words := func(name string) []string { return strings.Split(indexer.SpeakerID(name), "-") }
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		short := words(name)
		return len(short) < 2 || slices.ContainsFunc(names, func(other string) bool {
			long := words(other)
			return len(long) > len(short) && slices.Equal(long[len(long)-len(short):], short)
		})
	})
}

// oneSpeaker returns the ids that are held to be one speaker's, the given first.
func oneSpeaker(ctx context.Context, from db.Reader, id string) ([]string, error) {
	list := []string{id}
	for i := 0; i < len(list) && len(list) < mostAliases; i++ {
		near, err := db.Texts(ctx, from, `SELECT b FROM told_alias WHERE a = ?1 UNION SELECT a FROM told_alias WHERE b = ?1`, list[i])
		if err != nil {
			return nil, err
		}
		list = addNew(list, near)
	}
	return list, nil
}

// known returns one id for each of some speakers, the same for those who are one.
func known(ctx context.Context, from db.Reader, ids map[string]bool) (map[string]string, error) {
	one := map[string]string{}
	aliased, err := db.Texts(ctx, from, `SELECT a FROM told_alias WHERE a IN (SELECT value FROM json_each(?1))
		UNION SELECT b FROM told_alias WHERE b IN (SELECT value FROM json_each(?1))`, db.List(slices.Sorted(maps.Keys(ids))))
	if err != nil {
		return nil, err
	}
	for _, id := range aliased {
		if one[id] != "" {
			continue
		}
		all, err := oneSpeaker(ctx, from, id)
		if err != nil {
			return nil, err
		}
		for _, other := range all {
			one[other] = slices.Min(all)
		}
	}
	return one, nil
}
