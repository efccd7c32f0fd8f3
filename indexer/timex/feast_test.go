package timex

import (
	"testing"
	"time"
)

func TestFeasts(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"It was shut in Ramadan 2019.", "Ramadan 2019=2019-05-06/2019-06-03"},
		{"They met on Eid al-Fitr 2023.", "Eid al-Fitr 2023=2023-04-21"},
		{"They met on Eid al-Adha 2024.", "Eid al-Adha 2024=2024-06-16"},
		{"They met on Lunar New Year 2023.", "Lunar New Year 2023=2023-01-22"},
		{"They met on Chinese New Year.", "Chinese New Year=2024-02-10"},
		{"They fasted on Yom Kippur 1973.", "Yom Kippur 1973=1973-10-06"},
		{"They fasted on Rosh Hashanah 2023.", "Rosh Hashanah 2023=2023-09-16/2023-09-17"},
		{"It was shut over Passover 2024.", "Passover 2024=2024-04-23/2024-04-29"},
		{"They sang at Orthodox Easter 2021.", "Orthodox Easter 2021=2021-05-02"},
		{"They danced on Mardi Gras 2020.", "Mardi Gras 2020=2020-02-25"},
		{"They marched on Bastille Day 1998.", "Bastille Day 1998=1998-07-14"},
		{"They met in Ramadan 1790.", "Ramadan 1790=?"},
		{"They will meet on Good Friday.", "Good Friday=2024-03-29"},
		{"They met on Thanksgiving.", "Thanksgiving=2023-11-23"},
		{"They met on Election Day 2016.", "Election Day 2016=2016-11-08"},
	} {
		if got := format(Find(tt.text, published)); got != tt.want {
			t.Errorf("Find(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
	if got := orthodoxEaster(2024); !got.Equal(time.Date(2024, 5, 5, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("Orthodox Easter of 2024 was %v", got)
	}
}
