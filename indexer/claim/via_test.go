package claim

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// reported returns the claim that somebody reports in a text, the first.
func reported(t *testing.T, text string) Claim {
	t.Helper()
	for _, c := range Find(article(text), Options{RulesOnly: true}) {
		if c.Kind != Author {
			return c
		}
	}
	t.Fatalf("nobody says anything in %q", text)
	return Claim{}
}

func TestVia(t *testing.T) {
	for _, tt := range []struct{ text, medium, outlet, title, words string }{
		{"In a recent Facebook post, Ann Vale said that the mill was sold.", "post", "Facebook", "", "In a recent Facebook post"},
		{"Ann Vale told the Courier on Monday that the mill was sold.", "interview", "Courier", "", "the Courier"},
		{"Ann Vale told a Ruritanian journalist that the mill was sold.", "interview", "a Ruritanian journalist", "", "a Ruritanian journalist"},
		{"Ann Vale told reporters that the mill was sold.", "statement", "", "", "reporters"},
		{"Ann Vale told Bo Lund that the mill was sold.", "", "", "", ""},
		{"In her 2018 book The Long Mill, Ann Vale wrote that the mill was sold.", "book", "", "The Long Mill", "In her 2018 book The Long Mill"},
		{"In a 2018 book, “The Long Mill,” Ann Vale wrote that the mill was sold.", "book", "", "The Long Mill", "In a 2018 book, “The Long Mill,"},
		{"In an opinion piece for The Ledger, Ann Vale says that the mill was sold.", "op-ed", "The Ledger", "", "In an opinion piece for The Ledger"},
		{"Ann Vale said in court papers that the mill was sold.", "filing", "", "", "in court papers"},
		{"The report says that the mill was sold.", "report", "", "", "The report"},
		{"Ann Vale said in a radio interview that the mill was sold.", "broadcast", "", "", "in a radio interview"},
		{"Ann Vale said that the mill was sold in a letter.", "", "", "", ""}, // part of what was said
		{"Ann Vale said that the mill was sold.", "", "", "", ""},
	} {
		c := reported(t, tt.text)
		if string(c.Via.Medium) != tt.medium || c.Via.Outlet != tt.outlet || c.Via.Title != tt.title {
			t.Errorf("%q is made in %+v, want %s, %q, %q", tt.text, c.Via, tt.medium, tt.outlet, tt.title)
		}
		if words := string([]rune(tt.text)[c.Via.Span.Start:c.Via.Span.End]); words != tt.words {
			t.Errorf("%q: the words that say so are %q, want %q", tt.text, words, tt.words)
		}
	}
	if c := reported(t, "In her 2018 book The Long Mill, Ann Vale wrote that the mill was sold."); c.Via.Year != 2018 {
		t.Errorf("the book is of %d, want 2018", c.Via.Year)
	}
}

func TestWhatIsHeldBack(t *testing.T) {
	for _, tt := range []struct {
		text   string
		class  Class
		denied bool
		hedge  string
	}{
		{"Ann Vale said that the mill was sold.", Neutral, false, ""},
		{"Ann Vale said that the mill was never sold.", Neutral, true, ""},
		{"Ann Vale denied that the mill was sold.", Deny, true, ""},
		{"Ann Vale denied that the mill was not sold.", Deny, false, ""},
		{"Ann Vale claimed that the mill may have been sold.", Assert, false, "may"},
		{"Ann Vale said that the mill was sold in May.", Neutral, false, ""},
		{"Ann Vale reportedly said that the mill was sold.", Neutral, false, "reportedly"},
		{"Ann Vale confirmed that the mill was sold.", Factive, false, ""},
		{"Ann Vale promised that the mill would be sold.", Commit, false, ""},
		{"The mill was sold, according to Ann Vale.", Neutral, false, ""},
	} {
		c := reported(t, tt.text)
		if c.Class != tt.class || c.Denied != tt.denied || c.Hedge != tt.hedge {
			t.Errorf("%q: class %s, denied %v, hedge %q; want %s, %v, %q", tt.text, c.Class, c.Denied, c.Hedge, tt.class, tt.denied, tt.hedge)
		}
	}
}

// A block quotation in which others are reported is a chain.
func TestChain(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"In an opinion piece for The Ledger, Bo Lund says:\n> According to Ann Vale, the mill was sold.", "Ann Vale through Bo Lund"},
		{"Ann Vale was quoted by the Courier as saying that the mill was sold.", "Ann Vale through Courier"},
		{"Ann Vale, quoted by the Courier, said that the mill was sold.", "Ann Vale through Courier"},
		{"Ann Vale said that the mill was sold.", "Ann Vale"},
	} {
		claims := Find(article(tt.text), Options{RulesOnly: true})
		c := claims[len(claims)-1]
		got := []string{c.Speaker.Name}
		for _, h := range c.Chain {
			got = append(got, h.Name)
		}
		if strings.Join(got, " through ") != tt.want {
			t.Errorf("%q is of %s, want %s", tt.text, strings.Join(got, " through "), tt.want)
		}
	}
	claims := Find(article("In an opinion piece for The Ledger, Bo Lund says:\n> The mill was sold."), Options{RulesOnly: true})
	if c := claims[len(claims)-1]; c.Via.Medium != OpEd || c.Via.Outlet != "The Ledger" || c.Speaker.Name != "Bo Lund" {
		t.Errorf("the block quotation is %+v", c)
	}
}

// The weights that are built in can be read; others are refused in words.
func TestReadModel(t *testing.T) {
	m, err := readModel(bytes.NewReader(weights))
	if err != nil {
		t.Fatal(err)
	}
	var again bytes.Buffer
	if err := m.write(&again); err != nil || !bytes.Equal(again.Bytes(), weights) {
		t.Errorf("what was read is written in %d bytes, not in %d: %v", again.Len(), len(weights), err)
	}
	for _, broken := range [][]byte{nil, []byte("no weights"), weights[:1000], weights[:len(weights)-200]} {
		if _, err := readModel(bytes.NewReader(broken)); err == nil || !strings.Contains(fmt.Sprint(err), "model") {
			t.Errorf("weights of %d bytes are read: %v", len(broken), err)
		}
	}
}
