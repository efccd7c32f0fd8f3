package timex

import "testing"

// The first and the last day that words mean, both inclusive; "" is open.
func TestDays(t *testing.T) {
	for _, tt := range []struct{ text, earliest, latest string }{
		{"on Tuesday", "2024-03-12", "2024-03-12"},
		{"in 1987", "1987-01-01", "1987-12-31"},
		{"in May 1987", "1987-05-01", "1987-05-31"},
		{"in February 2024", "2024-02-01", "2024-02-29"},
		{"on 12 May 1987", "1987-05-12", "1987-05-12"},
		{"last week", "2024-03-04", "2024-03-10"},
		{"last month", "2024-02-01", "2024-02-29"},
		{"the past year", "2023-03-13", "2024-03-13"},
		{"in the spring of 1987", "1987-03-01", "1987-05-31"},
		{"in the winter of 1986-87", "1986-12-01", "1987-02-28"},
		{"in the third quarter of 1998", "1998-07-01", "1998-09-30"},
		{"in the first half of 1941", "1941-01-01", "1941-06-30"},
		{"in the 1980s", "1980-01-01", "1989-12-31"},
		{"in the late 1980s", "1987-01-01", "1989-12-31"},
		{"in the mid-1980s", "1984-01-01", "1986-12-31"},
		{"in the early 1980s", "1980-01-01", "1983-12-31"},
		{"in the 19th century", "1800-01-01", "1899-12-31"},
		{"in late 1987", "1987-09-01", "1987-12-31"},
		{"by 1987", "", "1987-12-31"},
		{"before 1987", "", "1986-12-31"},
		{"after May 1987", "1987-06-01", ""},
		{"since 1987", "1987-01-01", "2024-03-13"},
		{"since Monday", "2024-03-11", "2024-03-13"},
		{"from 1985 to 1991", "1985-01-01", "1991-12-31"},
		{"between May 1986 and June 1987", "1986-05-01", "1987-06-30"},
		{"June 3-5, 1987", "1987-06-03", "1987-06-05"},
		{"in about 1987", "1986-01-01", "1988-12-31"},
		{"almost 40 years ago", "1980-01-01", "1988-12-31"},
		{"in 490 BC", "-0489-01-01", "-0489-12-31"},
		{"in the 5th century BC", "-0499-01-01", "-0400-12-31"},
		{"in AD 69", "0069-01-01", "0069-12-31"},
		{"two weeks after the fall of the Berlin Wall", "1989-11-23", "1989-11-23"},
		{"in Ramadan 2019", "2019-05-06", "2019-06-03"},
		{"for two years", "", ""},
		{"every Monday", "", ""},
	} {
		m := Find("It was so "+tt.text+".", published)
		if len(m) != 1 {
			t.Errorf("%q is %d mentions: %+v", tt.text, len(m), m)
			continue
		}
		if earliest, latest := m[0].Days(); earliest != tt.earliest || latest != tt.latest {
			t.Errorf("%q is %q to %q, want %q to %q", tt.text, earliest, latest, tt.earliest, tt.latest)
		}
	}
	// Without a day of publication, what depends on it stays open.
	for _, text := range []string{"on Tuesday", "last week", "two years ago", "in May", "since Monday"} {
		m := Find("It was so "+text+".", (Interval{}).Start)
		if len(m) != 1 || m[0].Unresolved == "" || m[0].Placed() {
			t.Errorf("%q is placed without a day of publication: %+v", text, m)
		}
	}
}
