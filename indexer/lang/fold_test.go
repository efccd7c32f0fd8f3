package lang

import "testing"

func TestFoldAccents(t *testing.T) {
	for _, tt := range []struct{ word, want string }{
		{"", ""},
		{"bridge", "bridge"},
		{"wielgórski", "wielgorski"},
		{"ångström", "angstrom"},
		{"e\u0301clair", "eclair"}, // a letter with its mark behind it
		{"łódź", "lodz"},
		{"smørrebrød", "smorrebrod"},
		{"đakovica", "dakovica"},
		{"ﬁsh", "fish"},
		{"한국", "한국"}, // its letters are no marks
		{"ёлка", "елка"},
		{"東京", "東京"},
		{"ガス", "ガス"},         // without its mark it is another sound
		{"हिन्दी", "हिन्दी"}, // its vowels are marks
		{"שָׁלוֹם", "שלום"},
	} {
		if got := string(foldAccents([]byte(tt.word))); got != tt.want {
			t.Errorf("foldAccents(%q) = %q, want %q", tt.word, got, tt.want)
		}
	}
}

// BenchmarkFoldAccents tells what a word with accents costs: most have none, and cost nothing.
func BenchmarkFoldAccents(b *testing.B) {
	for b.Loop() {
		foldAccents([]byte("wielgórski"))
	}
}
