package claim

import "testing"

// A surname that two people bear goes to the one whom the text speaks of.
func TestSurnameOfTwo(t *testing.T) {
	for _, tt := range []struct {
		text, want string
		sure       float64
	}{
		{"Walter Example built the mill, and Martha Example sold it.\nOne night he wrote it all down. “The mill is not safe,” Example wrote.", "Walter Example", sureInherited},
		{"Walter Example built the mill, and Martha Example sold it.\nOne night she wrote it all down. “The mill is not safe,” Example wrote.", "Martha Example", sureInherited},
		{"“It was old,” Martha Example said. Walter Example had built it.\nThe mill is shut. “The mill is not safe,” Example said.", "Martha Example", sureInherited},
		{"Walter Example built the mill, and Martha Example sold it.\nThe mill is shut. “The mill is not safe,” Example said.", "Example", sureShared},
		{"Walter Example built the mill, and Martha Example sold it.\nMartha Example came back. “The mill is not safe,” Example said.", "Martha Example", sureInherited},
		{"Walter Example built the mill.\n“The mill is not safe,” Example said.", "Walter Example", sureDirect},
	} {
		claims := Find(article(tt.text), Options{RulesOnly: true})
		got := claims[len(claims)-1]
		if got.Speaker.Name != tt.want || got.Confidence != tt.sure || got.Speaker.Surface != "Example" {
			t.Errorf("%q is of %+v, %.2f; want %s, %.2f", tt.text, got.Speaker, got.Confidence, tt.want, tt.sure)
		}
	}
}
