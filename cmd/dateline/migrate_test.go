package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/scraper/archive/buckettest"
	"dateline/scraper/db"
	"dateline/scraper/db/dbtest"
)

// at returns a desk like d at another data folder.
func (d *desk) at(dir string) *desk {
	e := *d
	e.data = dir
	return &e
}

// fresh returns the path of a folder that is not there.
func (d *desk) fresh() string { return filepath.Join(d.t.TempDir(), "data") }

// filled returns a desk with all that people and crawls leave.
func filled(t *testing.T) *desk {
	d := demoDesk(t)
	d.fill()
	return d
}

func (d *desk) fill() {
	d.t.Helper()
	d.must(exitSome, "crawl", "--once")
	d.must(exitOK, "searches", "save", "Bridge", "bridge")
	d.must(exitOK, "forget", "--yes", interview)
}

// sums returns what migrate says that tables come to.
func sums(out string) (lines []string) {
	for line := range strings.Lines(out) {
		if f := strings.Fields(line); len(f) >= 3 && len(f[len(f)-1]) == 64 {
			lines = append(lines, strings.Join(f, " "))
		}
	}
	return lines
}

// checkCopy holds that there is in e what is in d, that check finds it whole, and that it can
// be worked with.
func (d *desk) checkCopy(e *desk) {
	d.t.Helper()
	if out := e.must(exitOK, "check"); !strings.Contains(out, "all agrees: ") {
		d.t.Errorf("check says %q", out)
	}
	if got, want := e.claims(), d.claims(); !slices.Equal(got, want) {
		d.t.Errorf("the copy has other claims:\n%s", differing(got, want))
	}
	if got, want := e.held(), d.held(); !slices.Equal(got, want) {
		d.t.Errorf("the copy holds:\n%s", differing(got, want))
	}
	if got, want := e.must(exitOK, "searches"), d.must(exitOK, "searches"); got != want {
		d.t.Errorf("saved searches %q, want %q", got, want)
	}
	if status, out, _ := e.run("add", interview); status != exitFailed || !strings.Contains(out, "refused") {
		d.t.Errorf("what was forgotten is added: %q", out)
	}
}

// A copy in another folder is all that was copied.
func TestMigrate(t *testing.T) {
	d := filled(t)
	e := d.at(d.fresh())
	first := d.must(exitOK, "migrate", "--to", e.data)
	if got := sums(first); len(got) < 30 || !strings.Contains(first, "found both equal") {
		t.Errorf("migrate says %q", first)
	}
	if again := d.must(exitOK, "migrate", "--to", e.data); !strings.Contains(again, "nothing was done") {
		t.Errorf("again, it says %q", again)
	}
	third := d.fresh()
	if second := e.must(exitOK, "migrate", "--to", third); !slices.Equal(sums(second), sums(first)) {
		t.Errorf("a copy of the copy comes to other sums:\n%s", differing(sums(second), sums(first)))
	}
	d.checkCopy(e)
	e.must(exitSome, "crawl", "--once", "--now") // raw pages are appended
	e.must(exitOK, "check")
	d.checkRefused(e)
}

// An index that another archive left where a copy is made is not taken for its own.
func TestMigrateBesideAnOldIndex(t *testing.T) {
	other := demoDesk(t)
	other.must(exitSome, "crawl", "--once")
	if err := os.Remove(filepath.Join(other.data, "dateline.db")); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(other.data, "warc")); err != nil {
		t.Fatal(err)
	}
	d := filled(t)
	d.must(exitOK, "migrate", "--to", other.data)
	d.checkCopy(other)
}

// checkRefused names homes that nothing is copied to, or from.
func (d *desk) checkRefused(full *desk) {
	d.t.Helper()
	other := d.t.TempDir()
	if err := os.WriteFile(filepath.Join(other, "letter.txt"), nil, 0o600); err != nil {
		d.t.Fatal(err)
	}
	for _, tt := range []struct {
		args   []string
		status int
		says   string
	}{
		{[]string{"--to", other}, exitFailed, "holds other things, such as letter.txt"},
		{[]string{"--from", full.data, "--to", d.data}, exitFailed, "there is something already"},
		{[]string{"--to", d.data}, exitUsage, "the same home"},
		{[]string{"--to", filepath.Join(d.data, "copy")}, exitFailed, "lie in one another"},
		{[]string{"--from", other, "--to", d.fresh()}, exitFailed, "there is no archive in"},
		{[]string{"--to", "postgres://db.example/dateline"}, exitUsage, "name a configuration file"},
		{[]string{"--to", "no.toml"}, exitFailed, "read the configuration"},
		{[]string{"--from", full.data}, exitUsage, "needs --to"},
	} {
		if status, _, errs := d.run(append([]string{"migrate"}, tt.args...)...); status != tt.status || !strings.Contains(errs, tt.says) {
			d.t.Errorf("migrate %q: exit status %d, says %q; want %d, %q", tt.args, status, errs, tt.status, tt.says)
		}
	}
	d.inside(func(*work) {
		if status, _, errs := d.run("migrate", "--to", d.fresh()); status != exitFailed || !strings.Contains(errs, "is in use") {
			d.t.Errorf("of a folder in use: exit status %d, says %q", status, errs)
		}
	})
}

// To a server and back, it is the same archive.
func TestMigrateToPostgres(t *testing.T) {
	dbtest.OnPostgres(t, func(t *testing.T) {
		d := filled(t)
		server := newDesk(t, d.web, fmt.Sprintf("[database]\naddress = %q\n", dbtest.Postgres(t))+demoConfig())
		server.named()
		back := d.at(d.fresh())
		there := d.must(exitOK, "migrate", "--to", server.config())
		home := d.must(exitOK, "migrate", "--from", server.config(), "--to", back.data)
		if got, want := sums(home), sums(there); !slices.Equal(got, want) || len(got) < 30 {
			t.Errorf("back again, it comes to other sums:\n%s", differing(got, want))
		}
		d.checkCopy(server)
		d.checkCopy(back)
		if err := os.WriteFile(filepath.Join(server.data, "dateline.db"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if status, _, errs := d.run("migrate", "--to", server.config()); status != exitFailed || !strings.Contains(errs, "has an archive of its own") {
			t.Errorf("into a folder with an archive: exit status %d, says %q", status, errs)
		}
		if err := os.Remove(filepath.Join(server.data, "dateline.db")); err != nil {
			t.Fatal(err)
		}
		if status, _, errs := d.run("migrate", "--from", back.data, "--to", server.config()); status != exitFailed || !strings.Contains(errs, "there is something already") {
			t.Errorf("over an archive: exit status %d, says %q", status, errs)
		}
		// What is numbered goes on where it was.
		server.must(exitSome, "crawl", "--once", "--now")
		server.must(exitOK, "check")
	})
}

// Raw pages are put together on their way from a bucket to a folder, and every record is
// where its row says; on the way there, and from one bucket to another, they stay as they are.
func TestMigrateBuckets(t *testing.T) {
	bucket := func() (*desk, *buckettest.Server) {
		b := demoDesk(t)
		server := b.inBucket()
		b.named()
		return b, server
	}
	d, small := bucket()
	d.fill()
	folder := demoDesk(t)
	d.must(exitOK, "migrate", "--to", folder.data)
	d.checkCopy(folder)
	files, err := filepath.Glob(filepath.Join(folder.data, "warc", "*.warc.gz"))
	if err != nil || len(files) != 1 || len(small.Files()) < 10 {
		t.Errorf("%d files were put together in %d, %v; want one", len(small.Files()), len(files), err)
	}
	folder.must(exitSome, "crawl", "--once", "--now")

	back, large := bucket()
	folder.must(exitOK, "migrate", "--to", back.config())
	folder.checkCopy(back)
	if n := len(large.Files()); n > 2 {
		t.Errorf("of %d files, there are %d in the bucket", len(files), n)
	}
	back.must(exitSome, "crawl", "--once", "--now")
	back.must(exitOK, "forget", "--yes", opEd)
	other, _ := bucket()
	back.must(exitOK, "migrate", "--to", other.config())
	back.checkCopy(other)
	last := folder.at(d.fresh())
	other.must(exitOK, "migrate", "--to", last.data)
	other.checkCopy(last)
}

// named has the configuration of a desk name its data folder.
func (d *desk) named() {
	d.t.Helper()
	text, err := os.ReadFile(d.config())
	if err == nil {
		err = os.WriteFile(d.config(), fmt.Appendf(nil, "data = %q\n%s", d.data, text), 0o600)
	}
	if err != nil {
		d.t.Fatal(err)
	}
}

// A copy that is killed at any moment goes on where it was.
func TestKilledMigrateGoesOn(t *testing.T) {
	killedMigrate(t, func(d *desk) string { return d.fresh() })
}

func TestKilledMigrateToPostgresGoesOn(t *testing.T) {
	dbtest.OnPostgres(t, func(t *testing.T) {
		killedMigrate(t, func(d *desk) string {
			server := newDesk(t, d.web, fmt.Sprintf("[database]\naddress = %q\n", dbtest.Postgres(t))+demoConfig())
			server.named()
			return server.config()
		})
	})
}

// killedMigrate kills a copy to a home until one ends, and holds that it is that of a copy
// in one go.
func killedMigrate(t *testing.T, home func(*desk) string) {
	t.Helper()
	if testing.Short() {
		t.Skip("short: it kills the program several times")
	}
	d := filled(t)
	to := home(d)
	want := sums(d.must(exitOK, "migrate", "--to", d.fresh()))
	seed := uint64(time.Now().UnixNano())     //nolint:gosec // any moment will do
	moments := rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // no secret
	t.Logf("the moments come from the seed %d", seed)
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	kills := 0
	for ; ; kills++ {
		ended, err := runFor(d.program("", "migrate", "--to", to), time.Duration(20+moments.IntN(100+50*kills))*time.Millisecond)
		if ended && err != nil || kills == 100 {
			t.Fatalf("after %d kills, migrate ended with %v", kills, err)
		}
		if ended {
			break
		}
	}
	t.Logf("killed %d times", kills)
	left, err := filepath.Glob(filepath.Join(temporary, "*"))
	if more, _ := filepath.Glob(filepath.Join(to, ".*")); err != nil || len(left)+len(more) > 0 {
		t.Errorf("left over are %v and %v, %v", left, more, err)
	}
	if got := sums(d.must(exitOK, "migrate", "--from", to, "--to", d.fresh())); !slices.Equal(got, want) {
		t.Errorf("it comes to other sums:\n%s", differing(got, want))
	}
}

// stopped begins a copy, and stops it when what it is doing begins so.
func (d *desk) stopped(to string, when string) {
	d.t.Helper()
	a := &app{terminal: terminal{out: d.t.Output(), err: d.t.Output()}}
	ctx, stop := context.WithCancel(d.t.Context())
	defer stop()
	from, err := homeIn(d.data, d.data, defaults()).open(ctx, false)
	if err != nil {
		d.t.Fatal(err)
	}
	target, err := homeIn(to, to, defaults()).open(ctx, true)
	if err != nil {
		d.t.Fatal(err)
	}
	stage := func(doing string, _, _ int64) {
		if strings.HasPrefix(doing, when) {
			stop()
		}
	}
	if _, err := a.copyHome(ctx, from, target, stage); !errors.Is(err, context.Canceled) {
		d.t.Fatalf("a copy that is stopped when it is %s ended with %v", when, err)
	}
	if err := errors.Join(from.close(), target.close()); err != nil {
		d.t.Fatal(err)
	}
}

// A copy that was not finished is not worked with, nor copied.
func TestHalfACopyIsNone(t *testing.T) {
	d := filled(t)
	e := d.at(d.fresh())
	d.stopped(e.data, "copying the table revision")
	for _, args := range [][]string{{"search", "bridge"}, {"crawl", "--once"}, {"migrate", "--to", d.fresh()}} {
		if status, _, errs := e.run(args...); status != exitFailed || !strings.Contains(errs, "was not finished") {
			t.Errorf("%q on half a copy: exit status %d, says %q", args, status, errs)
		}
	}
	third := d.at(d.fresh())
	third.must(exitSome, "crawl", "--once")
	if status, _, errs := third.run("migrate", "--to", e.data); status != exitFailed || !strings.Contains(errs, "a copy of "+d.data+" that was not finished") {
		t.Errorf("another archive on half a copy: exit status %d, says %q", status, errs)
	}
	d.must(exitOK, "migrate", "--to", e.data)
	e.must(exitOK, "check")
}

// What was used between a stop and going on is copied as it is then.
func TestMigrateAfterAChange(t *testing.T) {
	for _, when := range []string{"copying raw pages", "copying the table citation", "comparing"} {
		t.Run(when, func(t *testing.T) {
			d := filled(t)
			e := d.at(d.fresh())
			d.stopped(e.data, when)
			d.must(exitOK, "forget", "--yes", opEd) // another WARC file takes the place of the first
			d.must(exitOK, "searches", "save", "Pier", "pier")
			d.must(exitSome, "crawl", "--once", "--now")
			d.must(exitOK, "migrate", "--to", e.data)
			e.must(exitOK, "check")
			if got, want := e.held(), d.held(); !slices.Equal(got, want) {
				t.Errorf("the copy holds:\n%s", differing(got, want))
			}
			if out := e.must(exitOK, "searches"); !strings.Contains(out, "Pier") {
				t.Errorf("saved searches are %q", out)
			}
			if files, _ := filepath.Glob(filepath.Join(e.data, "warc", "*.warc.gz")); len(files) != 1 {
				t.Errorf("the copy has the files %v, want one", files)
			}
		})
	}
}

// What is damaged in a copy is copied anew; what cannot be made equal is told.
func TestMigrateFindsDamage(t *testing.T) {
	d := filled(t)
	e := d.at(d.fresh())
	d.stopped(e.data, "comparing")
	file := d.damaged(e.data)
	d.must(exitOK, "migrate", "--to", e.data)
	e.must(exitOK, "check")

	spoilt := d.at(d.fresh())
	d.stopped(spoilt.data, "copying raw pages")
	spoilt.spoil(`CREATE TRIGGER spoil AFTER INSERT ON citation BEGIN UPDATE citation SET anchor = 'x' WHERE id = NEW.id; END`)
	for range 2 {
		status, out, errs := d.run("migrate", "--to", spoilt.data)
		if status != exitFailed || !strings.Contains(out, "differs: table citation") || !strings.Contains(errs, "is not equal") {
			t.Fatalf("exit status %d, says %q and %q", status, out, errs)
		}
	}
	spoilt.spoil(`DROP TRIGGER spoil`)
	d.must(exitOK, "migrate", "--to", spoilt.data)
	spoilt.must(exitOK, "check")

	// What is damaged where it comes from is copied as it is.
	d.damaged(d.data)
	same := d.at(d.fresh())
	d.must(exitOK, "migrate", "--to", same.data)
	_, was, _ := d.run("check")
	if status, out, _ := same.run("check"); status != exitFailed || !strings.HasPrefix(out, was) || !strings.Contains(out, "damaged WARC record") {
		t.Errorf("check of a damaged copy: exit status %d, says %q, and of what it was made of %q", status, out, was)
	}
	if err := os.Remove(filepath.Join(d.data, "warc", file)); err != nil {
		t.Fatal(err)
	}
	if status, _, errs := d.run("migrate", "--to", d.fresh()); status != exitFailed || !strings.Contains(errs, "copy raw pages: "+file) {
		t.Errorf("without raw pages: exit status %d, says %q", status, errs)
	}
}

// damaged changes a byte in the middle of a WARC file, and returns its name.
func (d *desk) damaged(dir string) string {
	d.t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "warc", "*.warc.gz"))
	if err != nil || len(files) != 1 {
		d.t.Fatalf("WARC files %v, %v", files, err)
	}
	data, err := os.ReadFile(files[0])
	if err != nil {
		d.t.Fatal(err)
	}
	data[len(data)/2] ^= 1
	if err := os.WriteFile(files[0], data, 0o600); err != nil {
		d.t.Fatal(err)
	}
	return filepath.Base(files[0])
}

// spoil runs a statement in the database of a desk that nobody else uses.
func (d *desk) spoil(statement string) {
	d.t.Helper()
	x, err := db.Open(d.t.Context(), filepath.Join(d.data, "dateline.db"))
	if err != nil {
		d.t.Fatal(err)
	}
	if err := errors.Join(x.Migrate(d.t.Context(), statement, []string{statement}), x.Close()); err != nil {
		d.t.Fatal(err)
	}
}
