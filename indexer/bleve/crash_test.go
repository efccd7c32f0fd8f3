package bleve_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"dateline/indexer"
	"dateline/indexer/bleve"
	"dateline/indexer/indextest"
)

// crashDir tells a copy of this test, in a process of its own, to fill the
// index there until it is killed.
const crashDir = "DATELINE_TEST_CRASH_DIR"

const (
	crashPuts = 200 // more than any of them lives to see
	crashEach = 4   // articles in a Put
)

func crashCorpus() []*indexer.Reading { return indextest.Corpus(99, crashPuts*crashEach) }

// fillUntilKilled puts articles in the order of their Seq, a few at a time, and
// says so each time. Every Put replaces the articles of the one before, too.
func fillUntilKilled(t *testing.T, dir string) {
	rs := crashCorpus()
	x := open(t, dir)
	done, err := x.Seq(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i := int(done); i < crashPuts; i++ {
		from := max(i-1, 0) * crashEach
		if err := x.Put(t.Context(), uint64(i+1), rs[from:(i+1)*crashEach]...); err != nil {
			t.Fatal(err)
		}
		fmt.Println("put", i+1)
	}
}

// TestKill: whatever the moment of a kill -9, what was acknowledged is there,
// and Seq and the documents agree. DATELINE_KILLS says how often it is killed.
func TestKill(t *testing.T) {
	if dir := os.Getenv(crashDir); dir != "" {
		fillUntilKilled(t, dir)
		return
	}
	kills := 6
	if s := os.Getenv("DATELINE_KILLS"); s != "" {
		var err error
		if kills, err = strconv.Atoi(s); err != nil {
			t.Fatalf("DATELINE_KILLS: %v", err)
		}
	}
	seed := uint64(time.Now().UnixNano())     //nolint:gosec // any moment will do
	moments := rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // no secret
	t.Logf("the moments come from the seed %d", seed)
	rs, dir, seq := crashCorpus(), t.TempDir(), uint64(0)
	for round := range kills {
		if seq > crashPuts/2 { // before a child can be done
			dir = t.TempDir()
		}
		acked := fillAndKill(t, dir, 1+moments.IntN(3), time.Duration(moments.IntN(60))*time.Millisecond)
		x := open(t, dir)
		var err error
		if seq, err = x.Seq(t.Context()); err != nil || int(seq) < acked {
			t.Errorf("round %d: Seq = %d, %v; %d was acknowledged", round, seq, err, acked)
		}
		checkHolds(t, x, rs[:int(seq)*crashEach])
		if err := x.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// fillAndKill runs a child until it has put so many times, waits, kills it, and
// returns the last Seq that it told.
func fillAndKill(t *testing.T, dir string, puts int, wait time.Duration) int {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKill$")
	child.Env = append(os.Environ(), crashDir+"="+dir)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	acked := 0
	for lines := bufio.NewScanner(out); lines.Scan(); {
		var n int
		if _, err := fmt.Sscanf(lines.Text(), "put %d", &n); err != nil {
			t.Errorf("child: %s", lines.Text())
			continue
		}
		acked = n
		if puts--; puts == 0 {
			time.AfterFunc(wait, func() { _ = child.Process.Kill() }) // SIGKILL; an error is told by Wait
		}
	}
	if err := child.Wait(); err == nil {
		t.Error("the child was done before it was killed")
	}
	return acked
}

// checkHolds checks that x holds these articles, with their entries, and no others.
func checkHolds(t *testing.T, x *bleve.Index, rs []*indexer.Reading) {
	t.Helper()
	entries := 0
	for _, r := range rs {
		entries += len(r.Entries())
	}
	res, err := x.Search(t.Context(), indexer.Query{})
	if err != nil {
		t.Fatal(err)
	}
	tl, err := x.Timeline(t.Context(), indexer.Query{})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := strconv.Itoa(res.Total)+"/"+strconv.Itoa(tl.Total), strconv.Itoa(len(rs))+"/"+strconv.Itoa(entries); got != want {
		t.Errorf("holds %s articles/entries, want %s", got, want)
	}
}
