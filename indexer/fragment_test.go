package indexer

import "testing"

func TestAtSentence(t *testing.T) {
	const page = "https://ferry.example/crack"
	for _, tt := range []struct{ addr, sentence, want string }{
		{page, "The bridge was closed.", page + "#:~:text=The%20bridge%20was%20closed."},
		{page + "#top", "A well-known fact, & more.", page + "#:~:text=A%20well%2Dknown%20fact%2C%20%26%20more."},
		{page, "one two three four five six seven eight nine ten eleven twelve thirteen",
			page + "#:~:text=one%20two%20three%20four%20five%20six,eight%20nine%20ten%20eleven%20twelve%20thirteen"},
		{page, "“Über”", page + "#:~:text=%E2%80%9C%C3%9Cber%E2%80%9D"},
		{page, " ", page},
		{"", "The bridge.", ""},
	} {
		if got := AtSentence(tt.addr, tt.sentence); got != tt.want {
			t.Errorf("AtSentence(%q, %q) = %q, want %q", tt.addr, tt.sentence, got, tt.want)
		}
	}
}
