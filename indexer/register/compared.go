package register

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"dateline/indexer"
	"dateline/indexer/claim"
	"dateline/scraper"
	"dateline/scraper/db"
)

// Uncompared returns those of readings, whose claims have their ids, that have to be compared
// with all others: they were not by this program, or they read otherwise now. Claims that have
// come since were compared with theirs when they came.
//
// Whether two claims of a much told story are compared depends on what came before them
// (see mostPerClaimKey): to leave alone what is as it was keeps its clusters as they are.
func (r *Register) Uncompared(ctx context.Context, readings ...*indexer.Reading) (list []*indexer.Reading, err error) {
	for _, reading := range readings {
		as, err := r.comparedAs(reading)
		if err != nil {
			return nil, err
		}
		was, err := db.Texts(ctx, r.db.Read(), `SELECT compared FROM told_article WHERE article = ?`, reading.Revision.ArticleID)
		if err != nil {
			return nil, fmt.Errorf("how %s was compared: %w", reading.Revision.ArticleID, err)
		}
		if as == "" || strings.Join(was, "") != as {
			list = append(list, reading)
			continue
		}
		kept, err := db.Texts(ctx, r.db.Read(), `SELECT claim FROM told WHERE article = ?`, reading.Revision.ArticleID)
		if err != nil {
			return nil, fmt.Errorf("claims of %s: %w", reading.Revision.ArticleID, err)
		}
		if !sameClaims(kept, reading.Claims) {
			list = append(list, reading)
		}
	}
	return list, nil
}

// sameClaims reports whether ids, in any order, are those of claims.
func sameClaims(ids []string, claims []indexer.DatedClaim) bool {
	want := make([]string, len(claims))
	for i := range claims {
		want[i] = claims[i].ID
	}
	slices.Sort(want)
	slices.Sort(ids)
	return slices.Equal(ids, want)
}

// comparedAs returns a digest of the program and of all that it compares an article by; empty
// if the program is not known.
func (r *Register) comparedAs(reading *indexer.Reading) (string, error) {
	build := r.build()
	if build == "" {
		return "", nil
	}
	by := struct {
		Build    string
		Revision scraper.Revision
		Views    []indexer.ClaimView
		Claims   []claim.Claim
		Apart    [][]string
	}{Build: build, Revision: reading.Revision}
	by.Revision.Seq = 0 // another after every reading of the page
	bare := *reading
	bare.Facts = nil // what comparing it tells
	by.Views = bare.ClaimViews()
	for i := range reading.Claims {
		by.Claims = append(by.Claims, reading.Claims[i].Claim)
		by.Apart = append(by.Apart, reading.Claims[i].Apart)
	}
	text, err := json.Marshal(by)
	if err != nil {
		return "", fmt.Errorf("how %s is compared: %w", reading.Revision.ArticleID, err)
	}
	sum := sha256.Sum256(text)
	return base64.RawURLEncoding.EncodeToString(sum[:]), nil
}
