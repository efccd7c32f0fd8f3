package claim

import (
	"bytes"
	"fmt"
	"os"
	"testing"
)

func TestDebug(t *testing.T) {
	if os.Getenv("MODELFILE") == "" {
		t.Skip()
	}
	b, _ := os.ReadFile(os.Getenv("MODELFILE"))
	m, err := readModel(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	bias = int32(env("BIAS", 0))
	dev, docs, _ := load(t, "polnear-dev")
	for _, leastSure = range []float64{0.05, 0.1} {
		var preds []pred
		for i := range dev {
			preds = append(preds, pred{docs[i], full(find(dev[i].Article, newReader(m)))})
		}
		fmt.Println("FULL", leastSure)
		score("polnear-dev", preds)
	}
}
