package claim

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"dateline/indexer/prose"
	"dateline/indexer/tagger"
)

type goldClaim struct {
	Start, End                                     int
	Spans                                          [][2]int
	Speaker_start, Speaker_end, Cue_start, Cue_end *int
	Speech                                         bool
}

func load(t testing.TB, name string) (list []MarkedText, docs []string, speech [][]bool) {
	dir := filepath.Join(os.Getenv("DATELINE_CORPORA"), "claims")
	read := func(file string, do func([]byte)) {
		f, err := os.Open(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		sc := bufio.NewScanner(f)
		sc.Buffer(nil, 16<<20)
		for sc.Scan() {
			do(sc.Bytes())
		}
	}
	texts := map[string]string{}
	read(name+".docs.jsonl", func(b []byte) {
		var d struct{ Doc, Text string }
		json.Unmarshal(b, &d)
		texts[d.Doc] = d.Text
	})
	read(name+".gold.jsonl", func(b []byte) {
		var d struct {
			Doc    string
			Claims []goldClaim
		}
		if err := json.Unmarshal(b, &d); err != nil {
			t.Fatal(err)
		}
		m := MarkedText{Article: blocks(texts[d.Doc])}
		var sp []bool
		for _, c := range d.Claims {
			mc := MarkedClaim{Silent: !c.Speech}
			if os.Getenv("SPEECH") != "" && !c.Speech && name == "polnear-train" {
				continue
			}
			if len(c.Spans) == 0 {
				c.Spans = [][2]int{{c.Start, c.End}}
			}
			for _, s := range c.Spans {
				mc.Parts = append(mc.Parts, Span{s[0], s[1]})
			}
			if c.Speaker_start != nil {
				mc.Speaker = Span{*c.Speaker_start, *c.Speaker_end}
			}
			if c.Cue_start != nil {
				mc.Cue = Span{*c.Cue_start, *c.Cue_end}
			}
			m.Claims = append(m.Claims, mc)
			sp = append(sp, c.Speech)
		}
		list = append(list, m)
		docs = append(docs, d.Doc)
		speech = append(speech, sp)
	})
	return
}

func TestTrain(t *testing.T) {
	if os.Getenv("DATELINE_CORPORA") == "" {
		t.Skip()
	}
	train, _, _ := load(t, "polnear-train")
	dev, _, _ := load(t, "polnear-dev")
	s := &spotter{}
	var seqs []tagger.Marked
	start := time.Now()
	for _, m := range train {
		seqs = append(seqs, mark(m, s)...)
	}
	var dseqs []tagger.Marked
	n := 0
	for _, m := range dev {
		dseqs = append(dseqs, mark(m, s)...)
	}
	for _, q := range dseqs {
		n += q.Tokens
	}
	fmt.Println("features", time.Since(start))
	m := tagger.Train(seqs, labels, tagger.Training{Epochs: 8, Bits: 19, Least: 4, Report: func(e, w, n int) { fmt.Println(e, w, n, time.Since(start)) }})
	d := tagger.NewDecoder(m)
	start = time.Now()
	var tp, np, ng [4]int
	for _, q := range dseqs {
		got, _ := d.Label(&q.Sequence)
		type sp struct{ a, b, k int }
		spans := func(y []uint8) map[sp]bool {
			m := map[sp]bool{}
			for i := 0; i < len(y); {
				if y[i] == 0 {
					i++
					continue
				}
				j := i + 1
				k := int(y[i]+1) / 2
				for j < len(y) && int(y[j]) == 2*k {
					j++
				}
				m[sp{i, j, k}] = true
				i = j
			}
			return m
		}
		g, p := spans(q.Labels), spans(got)
		for x := range g {
			ng[x.k]++
			if p[x] {
				tp[x.k]++
			}
		}
		for x := range p {
			np[x.k]++
		}
	}
	fmt.Println("decode", n, "tokens", time.Since(start))
	for k := 1; k < 4; k++ {
		p, r := float64(tp[k])/float64(np[k]), float64(tp[k])/float64(ng[k])
		fmt.Printf("%d P %.1f R %.1f F %.1f\n", k, 100*p, 100*r, 200*p*r/(p+r))
	}
}

func TestLink(t *testing.T) {
	if os.Getenv("DATELINE_CORPORA") == "" {
		t.Skip()
	}
	train, _, _ := load(t, "polnear-train")
	dev, _, _ := load(t, "polnear-dev")
	s := &spotter{}
	var a, b []choice
	for _, m := range train {
		x, y := choices(m, s)
		a, b = append(a, x...), append(b, y...)
	}
	r1, r2 := trainRanker(a, 10, 1), trainRanker(b, 10, 1)
	var da, db []choice
	for _, m := range dev {
		x, y := choices(m, s)
		da, db = append(da, x...), append(db, y...)
	}
	for i, z := range []struct {
		r *ranker
		l []choice
	}{{r1, a}, {r1, da}, {r2, b}, {r2, db}} {
		ok := 0
		for _, c := range z.l {
			if g, _ := z.r.best(c.features); g == c.right {
				ok++
			}
		}
		fmt.Printf("%d: %d of %d %.1f\n", i, ok, len(z.l), 100*float64(ok)/float64(len(z.l)))
	}
}

type pred struct {
	Doc    string           `json:"doc"`
	Claims []map[string]any `json:"claims"`
}

func predict(a *MarkedText, r *reader, least float64) []map[string]any {
	out := []map[string]any{}
	text := prose.Read(a.Article)
	for _, f := range r.readAll(text, places(ruled(a.Article), len(text.Runes))) {
		if f.sure < least {
			continue
		}
		p := text.Paragraphs[f.paragraph]
		span := func(r [2]int) (int, int) {
			if r[0] == r[1] {
				return 0, 0
			}
			return p.Tokens[r[0]].Start, p.Tokens[r[1]-1].End
		}
		var spans [][2]int
		for _, k := range f.parts {
			x, y := span(k)
			spans = append(spans, [2]int{x, y})
		}
		out = append(out, map[string]any{"spans": spans, "start": spans[0][0], "end": spans[len(spans)-1][1],
			"speaker": text.Slice(span(f.source)), "cue": text.Slice(span(f.cue)), "kind": "direct", "sure": f.sure})
	}
	return out
}

func abs(n int) int { return max(n, -n) }

func score(name string, preds []pred) {
	f, _ := os.Create(os.Getenv("PRED"))
	e := json.NewEncoder(f)
	for _, p := range preds {
		e.Encode(p)
	}
	f.Close()
	dir := os.Getenv("DATELINE_CORPORA") + "/claims/"
	for _, flag := range []string{"--speech"} {
		b, err := exec.Command("python3", "/work/shared/tools/score_attribution.py", dir+name+".docs.jsonl", dir+name+".gold.jsonl", os.Getenv("PRED"), flag).CombinedOutput()
		if err != nil {
			fmt.Println(err)
		}
		fmt.Println(string(b))
	}
}

func TestEnd(t *testing.T) {
	if os.Getenv("DATELINE_CORPORA") == "" {
		t.Skip()
	}
	train, _, _ := load(t, "polnear-train")
	dev, docs, _ := load(t, "polnear-dev")
	bias = int32(env("BIAS", 0))
	m := learn(train, tagger.Training{Epochs: env("EPOCHS", 8), Bits: env("BITS", 19), Least: env("LEAST", 4), Margin: env("MARGIN", 5), Seed: uint64(env("SEED", 0))}, env("FOLDS", 4), func(s string) { fmt.Println(s) })
	if out := os.Getenv("MODEL"); out != "" {
		f, _ := os.Create(out)
		if err := m.write(f); err != nil {
			t.Fatal(err)
		}
		f.Close()
	}
	var preds []pred
	for i := range dev {
		preds = append(preds, pred{docs[i], full(find(dev[i].Article, newReader(m)))})
	}
	fmt.Println("FULL")
	score("polnear-dev", preds)
}

func env(name string, or int) int {
	if v, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return v
	}
	return or
}

func full(claims []Claim) []map[string]any {
	out := []map[string]any{}
	for _, c := range claims {
		if c.Kind == Author {
			continue
		}
		var spans [][2]int
		for _, p := range c.Parts {
			spans = append(spans, [2]int{p.Start, p.End})
		}
		out = append(out, map[string]any{"spans": spans, "start": spans[0][0], "end": spans[len(spans)-1][1], "speaker": c.Speaker.Surface, "cue": c.Cue, "kind": c.Kind, "sure": c.Confidence})
	}
	return out
}
