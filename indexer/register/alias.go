package register

import (
	"context"
	"maps"
	"slices"
	"strings"

	"dateline/indexer"
	"dateline/scraper/db"
)

// The bounds of what one name costs.
const (
	mostAliases = 50  // ids of one speaker
	mostTouched = 500 // claims that are judged anew when two ids turn out to be one
)

// aliases notes which names an article has for one person: "Yuri Shavets" in one article
// and "Yuri Shvets" in another are one speaker only if a third, or one of them, holds both.
// What two ids have said is judged anew where that is news.
func (s *relator) aliases(articleID string) error {
	before, err := s.pairs(`SELECT a, b FROM told_alias WHERE article = ?`, articleID)
	if err != nil {
		return err
	}
	now := map[[2]string]bool{}
	for i := range s.views {
		who := &s.views[i].Speaker
		for _, name := range who.Names {
			other := indexer.SpeakerID(name)
			// A surname alone is no proof.
			if who.ID == "" || other == "" || other == who.ID || !strings.Contains(name, " ") {
				continue
			}
			now[[2]string{min(who.ID, other), max(who.ID, other)}] = true
		}
	}
	if maps.Equal(before, now) {
		return nil
	}
	if err := s.exec(`DELETE FROM told_alias WHERE article = ?`, articleID); err != nil {
		return err
	}
	for p := range now {
		if err := s.exec(`INSERT INTO told_alias (a, b, article) VALUES (?, ?, ?)`, p[0], p[1], articleID); err != nil {
			return err
		}
	}
	for p := range now {
		delete(before, p)
	}
	maps.Copy(before, now)
	for p := range before {
		claims, err := s.texts(`SELECT claim FROM told WHERE speaker IN (?1, ?2) LIMIT ?3`, p[0], p[1], mostTouched)
		if err != nil {
			return err
		}
		for _, c := range claims {
			s.touched[c] = true
		}
	}
	return nil
}

func (s *relator) pairs(query string, args ...any) (map[[2]string]bool, error) {
	list := map[[2]string]bool{}
	err := s.each(func(row db.Row) error {
		var p [2]string
		err := row.Scan(&p[0], &p[1])
		list[p] = true
		return err
	}, query, args...)
	return list, err
}

// oneSpeaker returns the ids that are held to be one speaker's, the given first.
func oneSpeaker(ctx context.Context, from db.Reader, id string) ([]string, error) {
	list := []string{id}
	for i := 0; i < len(list) && len(list) < mostAliases; i++ {
		near, err := texts(ctx, from, `SELECT b FROM told_alias WHERE a = ?1 UNION SELECT a FROM told_alias WHERE b = ?1`, list[i])
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
	aliased, err := texts(ctx, from, `SELECT a FROM told_alias WHERE a IN (SELECT value FROM json_each(?1))
		UNION SELECT b FROM told_alias WHERE b IN (SELECT value FROM json_each(?1))`, among(slices.Sorted(maps.Keys(ids))))
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
