package ui

import (
	"net/http"
	"net/url"
	"slices"

	"dateline/indexer"
)

// A speakerBody is what is known of somebody who speaks.
type speakerBody struct {
	Name        string
	Names       []string // the other spellings
	Joined      []string
	Roles       []string
	Outlets     []outletLine
	First, Last stamp
	Count       string // "31 claims"
	Claims      []spoken
	Shown       string // how many of the claims are listed, if not all; else empty
	Articles    []spokenIn
	ArticleOf   string // how many articles the listed claims are from
	Timeline    string
	Every       string // where all their claims are
	Search      string
}

// An outletLine is an outlet that reports what somebody said.
type outletLine struct{ Name, Count, Search, Timeline string }

// A spoken is a claim of a speaker.
type spoken struct {
	claimLine
	Dates   []string
	Article articleLine
}

// A spokenIn is an article that reports what somebody said, and how many claims.
type spokenIn struct {
	articleLine
	Claims string
}

// speakerHref returns the address of a speaker's page.
func speakerHref(id string) string { return "/s/" + url.PathEscape(id) }

func (s *site) speakerPage(r *http.Request) (*view, error) {
	v, err := s.library.Speaker(r.Context(), r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	return &view{Template: "speaker", Title: v.Name, Body: newSpeaker(v)}, nil
}

func newSpeaker(v *indexer.SpeakerView) speakerBody {
	spellings := []string{v.Name}
	for _, name := range v.Names {
		if !containsFold(spellings, name) {
			spellings = append(spellings, name)
		}
	}
	said := indexer.Query{Speakers: spellings}
	b := speakerBody{
		Name: v.Name, Names: spellings[1:], Joined: v.Joined, Roles: v.Roles,
		First: published(v.First), Last: published(v.Last), Count: count(v.Total, "claim"),
		Timeline: link("/timeline", said), Every: link("/claims", indexer.Query{Speakers: spellings, Copies: indexer.AllCopies}), Search: link("/search", said),
	}
	for _, o := range v.Outlets {
		in := said
		in.Outlets = []string{o.Value}
		b.Outlets = append(b.Outlets, outletLine{o.Value, count(o.Count, "article"), link("/search", in), link("/timeline", in)})
	}
	if len(v.Claims) < v.Total {
		b.Shown = thousands(len(v.Claims))
	}
	claims := map[string]int{}
	for _, c := range v.Claims {
		line := spoken{newClaimLine(c.ClaimRef), labels(c), newArticleLine(c.Article)}
		b.Claims = append(b.Claims, line)
		claims[c.Article.ID]++
		if !slices.ContainsFunc(b.Articles, func(a spokenIn) bool { return a.ID == c.Article.ID }) {
			b.Articles = append(b.Articles, spokenIn{articleLine: line.Article})
		}
	}
	for i := range b.Articles {
		b.Articles[i].Claims = count(claims[b.Articles[i].ID], "claim")
	}
	b.ArticleOf = count(len(b.Articles), "article")
	return b
}
