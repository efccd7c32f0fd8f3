package claim

import "testing"

// A speaker that is no person has one name, wherever it stands in a sentence.
func TestSpeakersThatAreNoPersons(t *testing.T) {
	for _, tt := range []struct{ text, name, surface string }{
		{"The Courier said that the mill was shut.", "Courier", "Courier"},
		{"The mill was shut, according to the Courier.", "Courier", "the Courier"},
		{"The mill was shut, according to the Mill Hill Gazette.", "Mill Hill Gazette", "the Mill Hill Gazette"},
		{"The company said that the mill was shut.", "the company", "The company"},
		{"“We shut the mill in time,” the company said.", "the company", "the company"},
		{"The mill was shut, according to the company.", "the company", "the company"},
		{"A spokesman for the bank said that the mill was shut.", "a spokesman for the bank", "A spokesman for the bank"},
		{"Auditors said that the mill was shut.", "auditors", "Auditors"},
		{"The mill was shut, auditors said.", "auditors", "auditors"},
		{"The two-page report says that the mill was shut.", "the two-page report", "The two-page report"},
		{"Example & Daughters said that the mill was shut.", "Example & Daughters", "Example & Daughters"},
		{"The Ministry of Mills said that the mill was shut.", "Ministry of Mills", "Ministry of Mills"},
	} {
		claims := Find(article(tt.text), Options{})
		got := claims[len(claims)-1].Speaker
		if got.Name != tt.name || got.Surface != tt.surface {
			t.Errorf("%q is said by %q, which stands as %q; want %q, %q", tt.text, got.Name, got.Surface, tt.name, tt.surface)
		}
	}
}
