package register

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"dateline/indexer"
	"dateline/indexer/cite"
	"dateline/indexer/claim"
	"dateline/scraper"
	"dateline/scraper/db"
	"dateline/scraper/db/dbtest"
)

// invented returns a claim of a large world: some thousand people and places, some
// hundred deeds, a date.
func invented(r *rand.Rand) (text, speaker string) {
	syllable := []string{"ka", "ro", "vel", "tis", "mar", "on", "bri", "dal", "esk", "ur", "lin", "gor", "pa", "sto", "wen", "ith"}
	name := func(n int) string {
		var b strings.Builder
		for range 2 + n {
			b.WriteString(syllable[r.IntN(len(syllable))])
		}
		s := b.String()
		return strings.ToUpper(s[:1]) + s[1:]
	}
	deeds := strings.Fields("sold bought closed opened burned flooded audited leased mortgaged rebuilt surveyed dredged fenced paved inspected")
	things := strings.Fields("mill bridge quarry tramway cannery theatre viaduct hospital archive ferry lighthouse orchard observatory granary brewery")
	deed, thing := deeds[r.IntN(len(deeds))], things[r.IntN(len(things))]
	speaker = name(0) + " " + name(1)
	return fmt.Sprintf("%s %s %s the %s at %s for %d crowns in %d, after the %s had failed", name(0), name(1), deed, thing, name(1), 100+r.IntN(90000), 1900+r.IntN(125), things[r.IntN(len(things))]), speaker
}

// BenchmarkRelate takes an article of ten claims into a register of DATELINE_ARTICLES
// articles, 100,000 if it is not set, of three claims each. Beyond 512 rounds the articles
// that it takes in are new revisions.
func BenchmarkRelate(b *testing.B) {
	articles := 100_000
	if s := os.Getenv("DATELINE_ARTICLES"); s != "" {
		var err error
		if articles, err = strconv.Atoi(s); err != nil {
			b.Fatalf("DATELINE_ARTICLES: %v", err)
		}
	}
	ctx := context.Background()
	d, err := db.Open(ctx, dbtest.Address(b))
	if err != nil {
		b.Fatal(err)
	}
	defer d.Close() //nolint:errcheck // the benchmark is over
	r, err := Open(ctx, d, nil)
	if err != nil {
		b.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // invented
	for from := 0; from < articles; from += 2000 {
		err := d.Update(ctx, func(tx *sql.Tx) error {
			told, err := tx.PrepareContext(ctx, `INSERT INTO told (claim, article, speaker, counted, view, cluster, origins, conflict, center) VALUES (?1, ?2, ?3, 1, ?4, ?1, 1, 0, ?1)`)
			if err != nil {
				return err
			}
			defer told.Close() //nolint:errcheck // it goes with the transaction
			said, err := tx.PrepareContext(ctx, `INSERT INTO told_assertion (number, claim, article, asserted, keys) VALUES (?, ?, ?, ?, ?)`)
			if err != nil {
				return err
			}
			defer said.Close() //nolint:errcheck // it goes with the transaction
			key, err := tx.PrepareContext(ctx, `INSERT INTO told_key (key, numbers) VALUES (?1, ?2)
				ON CONFLICT (key) DO UPDATE SET numbers = CAST(numbers || ?2 AS BLOB) WHERE length(numbers) < ?3`)
			if err != nil {
				return err
			}
			defer key.Close() //nolint:errcheck // it goes with the transaction
			for n := from; n < min(from+2000, articles); n++ {
				for k := range 3 {
					text, speaker := invented(random)
					id, article := fmt.Sprintf("c%d.%d", n, k), fmt.Sprintf("a%d", n)
					asserted, _ := json.Marshal(assertion{Speaker: speaker, Text: text})
					view, _ := json.Marshal(indexer.ClaimView{ClaimRef: indexer.ClaimRef{ID: id, Text: text, Speaker: indexer.SpeakerRef{ID: speaker, Name: speaker}}, Article: indexer.ArticleRef{ID: article, Outlet: "Outlet " + strconv.Itoa(n%50)}})
					if _, err := told.ExecContext(ctx, id, article, speaker, string(view)); err != nil {
						return err
					}
					if _, err := said.ExecContext(ctx, claimNumber(id), id, article, string(asserted), packed(cite.ClaimKeys(text))); err != nil {
						return err
					}
					for _, x := range cite.ClaimKeys(text) {
						if _, err := key.ExecContext(ctx, int64(x), packed([]int64{claimNumber(id)}), numberSize*mostPerClaimKey); err != nil { //nolint:gosec // the bits are kept
							return err
						}
					}
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	readings := make([]*indexer.Reading, 512)
	for n := range readings {
		var text strings.Builder
		rev := scraper.Revision{ArticleID: fmt.Sprintf("new%d", n), Outlet: "The Ledger", Number: 1}
		rev.URL, rev.Published = "https://ledger.example/"+strconv.Itoa(n), scraper.Date{Time: time.Date(2025, time.May, 1, 0, 0, 0, 0, time.UTC), Day: true}
		for range 10 {
			claimed, speaker := invented(random)
			fmt.Fprintf(&text, "%s said that %s. ", speaker, claimed)
		}
		rev.Text = text.String()
		rev.Blocks = scraper.Lines(rev.Text)
		readings[n] = indexer.Read(rev, claim.Options{RulesOnly: true})
		readings[n].Keep(nil)
	}
	held := &shelf{held: map[string]*scraper.Revision{}}
	n := 0
	for b.Loop() {
		if err := r.Relate(ctx, held, readings[n%len(readings)]); err != nil {
			b.Fatal(err)
		}
		n++
	}
	b.ReportMetric(float64(articles), "articles")
}
