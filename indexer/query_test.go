package indexer

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"dateline/indexer/timex"
)

// tree writes a Text so that its shape shows.
func tree(t Text) string {
	names := map[Op]string{Nothing: "nothing", And: "and", Or: "or", Not: "not"}
	switch t.Op {
	case Word:
		return t.Words
	case Prefix:
		return "prefix " + t.Words
	case Fuzzy:
		return fmt.Sprintf("fuzzy %d %s", t.Distance, t.Words)
	case Near:
		return fmt.Sprintf("near %d %s", t.Distance, t.Words)
	case Field:
		return fmt.Sprintf("%s=%q", t.Name, t.Words)
	case Phrase:
		return fmt.Sprintf("%q", t.Words)
	}
	parts := make([]string, len(t.Parts))
	for i, p := range t.Parts {
		parts[i] = tree(p)
	}
	return names[t.Op] + "(" + strings.Join(parts, ", ") + ")"
}

func TestParseText(t *testing.T) {
	for _, tt := range []struct{ text, want, prints string }{
		{"", "nothing()", ""},
		{"  \t\x00", "nothing()", ""},
		{"bridge", "bridge", "bridge"},
		{"bridge fund", "and(bridge, fund)", "bridge fund"},
		{"bridge AND fund", "and(bridge, fund)", "bridge fund"},
		{"bridge OR tunnel", "or(bridge, tunnel)", "bridge OR tunnel"},
		{"a b OR c d", "or(and(a, b), and(c, d))", "a b OR c d"},
		{"a (b OR c)", "and(a, or(b, c))", "a (b OR c)"},
		{"a OR (b OR c)", "or(a, b, c)", "a OR b OR c"},
		{"(a b) c", "and(a, b, c)", "a b c"},
		{"bridge -tunnel", "and(bridge, not(tunnel))", "bridge -tunnel"},
		{"bridge NOT tunnel", "and(bridge, not(tunnel))", "bridge -tunnel"},
		{"-tunnel", "not(tunnel)", "-tunnel"},
		{"--tunnel", "tunnel", "tunnel"},
		{"-(-a)", "a", "a"},
		{"-(a b)", "not(and(a, b))", "-(a b)"},
		{"-(a OR b)", "not(or(a, b))", "-(a OR b)"},
		{`"missing fund"`, `"missing fund"`, `"missing fund"`},
		{"“missing  fund” x", `and("missing fund", x)`, `"missing fund" x`},
		{`-"missing fund"`, `not("missing fund")`, `-"missing fund"`},
		{`a"b c"d`, `and(a, "b c", d)`, `a "b c" d`},
		{"covid-19", "covid-19", "covid-19"},
		{"Harbour - Bridge", "and(Harbour, Bridge)", "Harbour Bridge"},
		{"Harbour – Bridge & co.", "and(Harbour, Bridge, co.)", "Harbour Bridge co."},
		{`"" a`, "a", "a"},
		{"() a", "a", "a"},
		{"-() a", "a", "a"},
		{"-& a", "a", "a"},
		{`"OR"`, `"OR"`, `"OR"`},
		{"ORDER ANDES NOTE", "and(ORDER, ANDES, NOTE)", "ORDER ANDES NOTE"},
		{"or and not", "and(or, and, not)", "or and not"},
		{"Łódź München", "and(Łódź, München)", "Łódź München"},
		{"a\xffb", "a\ufffdb", "a\ufffdb"},
		{"recruit* -bank*", "and(prefix recruit, not(prefix bank))", "recruit* -bank*"},
		{"Zhyrnov~ Motyl~2", "and(fuzzy 1 Zhyrnov, fuzzy 2 Motyl)", "Zhyrnov~1 Motyl~2"},
		{`"missing fund"~5 -“a b c”~50`, "and(near 5 missing fund, not(near 50 a b c))", `"missing fund"~5 -"a b c"~50`},
		{`"fund"~5 ""~3`, `"fund"`, `"fund"`}, // one word is near itself
		{`"missing fund" ~5`, `and("missing fund", ~5)`, `"missing fund" ~5`},
		{`place:Vienna -place:"New York"`, `and(place="Vienna", not(place="New York"))`, `place:Vienna -place:"New York"`},
		{`section:City author:"Ida Moss" lang:en-GB cites:ledger.example`, `and(section="City", author="Ida Moss", lang="en-GB", cites="ledger.example")`, `section:City author:"Ida Moss" lang:en-GB cites:ledger.example`},
		{`seen:2024-05 changed:7d pub:"last month"`, `and(seen="2024-05", changed="7d", pub="last month")`, `seen:2024-05 changed:7d pub:"last month"`},
		{"* ~ a*b", "a*b", "a*b"}, // a word without a letter asks for nothing
		{`speaker:"Ann  Vale" OR outlet:ledger.example`, `or(speaker="Ann Vale", outlet="ledger.example")`, `speaker:"Ann Vale" OR outlet:ledger.example`},
		{"speaker:moss,vale bridge", `and(speaker="moss,vale", bridge)`, "speaker:moss,vale bridge"},
		{"-(kind:opinion event:198X)", `not(and(kind="opinion", event="198X"))`, "-(kind:opinion event:198X)"},
		{"https://outlet.example/ re:x 12:30 when: says:no", `and(https://outlet.example/, re:x, 12:30, when:, says:no)`, "https://outlet.example/ re:x 12:30 when: says:no"},
		{"origins:>1 conf:>0.8 date:none conflict:yes pub:2024-01..", `and(origins=">1", conf=">0.8", date="none", conflict="yes", pub="2024-01..")`, "origins:>1 conf:>0.8 date:none conflict:yes pub:2024-01.."},
		{"https://a.example/x 12:30 Re:invent", "and(https://a.example/x, 12:30, Re:invent)", "https://a.example/x 12:30 Re:invent"},
	} {
		got, err := ParseText(tt.text)
		if err != nil {
			t.Errorf("ParseText(%q): %v", tt.text, err)
			continue
		}
		if tree(got) != tt.want {
			t.Errorf("ParseText(%q) = %s, want %s", tt.text, tree(got), tt.want)
		}
		if got.String() != tt.prints {
			t.Errorf("ParseText(%q) prints %q, want %q", tt.text, got.String(), tt.prints)
		}
	}
}

func TestParseTextErrors(t *testing.T) {
	for _, tt := range []struct{ text, says string }{
		{`the "missing fund`, "at character 5: this quotation mark"},
		{"a (b", "at character 3: this bracket is not closed"},
		{"a be*", "at character 3: be* begins too many words: write 3 letters or more"},
		{"the br*dge", "at character 5: a * stands for letters at the end"},
		{"*ridge", "at character 1: a * stands for letters at the end"},
		{"Motyl~7", "at character 1: write ~1 or ~2"},
		{"a speaker:", "at character 3: speaker: needs a value"},
		{`speaker:"Ann`, "at character 9: this quotation mark"},
		{"kind:gossip", "at character 1: kind: \"gossip\" is none"},
		{"event:sometime", "at character 1: event:"},
		{"conf:0.5", "write conf:>0.8"},
		{`a "b c"~51`, "at character 8: write ~1 to ~50 behind a phrase"},
		{`"b c"~`, "at character 6: write ~1"},
		{`"b c"~two`, "at character 6: write ~1"},
		{"cites:ledger", "at character 1: cites:ledger is no host"},
		{"seen:yesterday-ish", "at character 1: seen: "},
		{"changed:soon", "write a year, month or day"},
		{"date:1987", "write date:none for claims without a date"},
		{"bridge speker:Ann", "at character 8: there is no field speker: did you mean speaker:?"},
		{"Speaker:Ann", "did you mean speaker:?"},
		{`who:"Ann Vale"`, "did you mean speaker:?"},
		{"-headline:bridge", "words are looked for in headlines as well"},
		{"event:1990..1987", "ends before it starts"},
		{"conf:<0.8", "below it is -conf:>0.8"},
		{"x -conflict:no", "at character 4: conflict: write conflict:yes"},
		{"origins:>none", "at character 1: origins:"},
		{"a b) c", "at character 4: this bracket closes nothing"},
		{"OR a", "at character 1: OR needs"},
		{"a OR", "OR needs"},
		{"a OR OR b", "OR needs"},
		{"(a OR )", "OR needs"},
		{"a NOT", "NOT needs"},
		{"NOT OR a", "NOT needs"},
		{"(NOT) a", "NOT needs"},
		{strings.Repeat("(", 40) + "a" + strings.Repeat(")", 40), "more than 16 deep"},
		{strings.Repeat("a ", 65), "more than 64 words"},
		{strings.Repeat("x", 2001), "is 2001 characters long"},
	} {
		_, err := ParseText(tt.text)
		var wrong *QueryError
		if !errors.As(err, &wrong) || wrong.Field != "q" || !strings.Contains(wrong.Says, tt.says) {
			t.Errorf("ParseText(%.40q) = %v, want a QueryError with %q", tt.text, err, tt.says)
		}
	}
}

// Of what is wrong, what could be understood.
func TestUnderstood(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"bridge  fund", "bridge fund"},
		{`the "missing fund`, "the missing fund"},
		{"a (b c", "a b c"},
		{"a b) c", "a b c"},
		{"be* bridge", "be bridge"},
		{"Motyl~7", "Motyl 7"},
		{"bridge kind:gossip", "bridge"},
		{`speaker:"Ann bridge`, "Ann bridge"},
		{"bridge OR", "bridge"},
		{"OR bridge", "bridge"},
		{"bridge OR OR tunnel", "bridge OR tunnel"},
		{"bridge NOT", "bridge"},
		{"(bridge OR )", "bridge"},
		{"(NOT) bridge", "bridge"},
		{`"b c"~99 d`, `"b c" 99 d`},
		{"kind:gossip", ""},
		{strings.Repeat("(", 40) + "a", "a"},
		{strings.Repeat("a ", 65), strings.TrimSpace(strings.Repeat("a ", 64))},
		{strings.Repeat("x", 2001), strings.Repeat("x", 2000)},
	} {
		if got := Understood(tt.text); got != tt.want {
			t.Errorf("Understood(%.40q) = %.60q, want %.60q", tt.text, got, tt.want)
		}
		_, err := ParseText(tt.text)
		if wrong := (*QueryError)(nil); errors.As(err, &wrong) && wrong.Understood != tt.want {
			t.Errorf("ParseText(%.40q) understands %.60q, want %.60q", tt.text, wrong.Understood, tt.want)
		}
	}
}

func FuzzParseText(f *testing.F) {
	for _, s := range []string{`a "b c" -d (e OR f)`, `"a b"~5 cites:a.example changed:7d pub:"last month"`, `speaker:"Ann Vale" -kind:opinion`, `place:"São Paulo" OR place:U.S.`, "recruit* Zhyrnov~2", "event:198X OR conf:>0.8 origins:>1", "-(-(a b))", "NOT NOT a AND b", "“x” OR -y", "((((", "\x00\xff-"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		text, err := ParseText(s)
		if err != nil {
			var wrong *QueryError
			if !errors.As(err, &wrong) {
				t.Fatalf("ParseText(%q): %v is no QueryError", s, err)
			}
			if _, err := ParseText(wrong.Understood); err != nil {
				t.Fatalf("ParseText(%q) understands %q: %v", s, wrong.Understood, err)
			}
			return
		}
		again, err := ParseText(text.String())
		if err != nil {
			// Joining can make the text longer than it was, by a little.
			if len([]rune(text.String())) > maxTextRunes {
				return
			}
			t.Fatalf("ParseText(%q) prints %q: %v", s, text.String(), err)
		}
		if !reflect.DeepEqual(text, again) {
			t.Fatalf("ParseText(%q) = %s, printed and read again %s", s, tree(text), tree(again))
		}
	})
}

func TestFrozen(t *testing.T) {
	now := time.Date(2026, 11, 29, 15, 4, 5, 0, time.UTC)
	for _, tt := range []struct{ text, want string }{
		{`bridge pub:7d`, `bridge pub:2026-11-22/2026-11-29`},
		{`pub:"last month" OR -(changed:1y fund)`, `pub:2026-10 OR -(changed:2025-11-29/2026-11-29 fund)`},
		{`bridge event:1987..1989 pub:2024 pub:"May 1987"`, ""},
		{`"last month" speaker:7d`, ""},
		{``, ""},
	} {
		text, err := ParseText(tt.text)
		if err != nil {
			t.Fatal(err)
		}
		frozen, moved := text.Frozen(now)
		if tt.want == "" {
			if moved || frozen.String() != text.String() {
				t.Errorf("%s does not move with the day, and is frozen as %s", tt.text, frozen)
			}
			continue
		}
		if !moved || frozen.String() != tt.want {
			t.Errorf("%s is frozen as %s, want %s", tt.text, frozen, tt.want)
		}
		if text.String() == frozen.String() {
			t.Errorf("%s was changed itself", tt.text)
		}
	}
}

func ExampleParseText() {
	text, err := ParseText(`harbour AND ("missing fund" OR audit) -football`)
	fmt.Println(text, err)
	_, err = ParseText(`harbour (fund`)
	fmt.Println(err)
	// Output:
	// harbour ("missing fund" OR audit) -football <nil>
	// q: at character 9: this bracket is not closed: add one behind its last word
}

// Dates in fields: EDTF, so many days back, and words, counted from a day.
func TestFieldDates(t *testing.T) {
	now := time.Date(2024, time.March, 13, 15, 0, 0, 0, time.UTC)
	for _, tt := range []struct{ text, from, to string }{
		{"pub:2023-05", "2023-05-01", "2023-06-01"},
		{"pub:198X", "1980-01-01", "1990-01-01"},
		{"pub:7d", "2024-03-06", "2024-03-14"},
		{"pub:2w", "2024-02-28", "2024-03-14"},
		{"pub:1m", "2024-02-13", "2024-03-14"},
		{"pub:1y", "2023-03-13", "2024-03-14"},
		{`pub:"last month"`, "2024-02-01", "2024-03-01"},
		{`pub:yesterday`, "2024-03-12", "2024-03-13"},
		{`pub:"last year"`, "2023-01-01", "2024-01-01"},
	} {
		text, err := ParseText(tt.text)
		if err != nil {
			t.Errorf("ParseText(%q): %v", tt.text, err)
			continue
		}
		k, err := text.Condition(now)
		if got := k.Published; err != nil || got.Start.Format(time.DateOnly) != tt.from || got.End.Format(time.DateOnly) != tt.to {
			t.Errorf("%s on %s is %s to %s, %v; want %s to %s", tt.text, now.Format(time.DateOnly), got.Start, got.End, err, tt.from, tt.to)
		}
	}
	for name, of := range map[string]func(Condition) timex.Interval{
		"event": func(k Condition) timex.Interval { return k.Event }, "seen": func(k Condition) timex.Interval { return k.Seen },
		"changed": func(k Condition) timex.Interval { return k.Changed },
	} {
		k, err := Text{Op: Field, Name: name, Words: "2024-03-01"}.Condition(now)
		if got := of(k); err != nil || got.Start.Day() != 1 || got.End.Day() != 2 {
			t.Errorf("%s:2024-03-01 = %+v, %v", name, k, err)
		}
	}
}
