package timex

import (
	"testing"
)

// What a bound on the end or the beginning of a stretch comes to, and is called.
func TestBoundsOnTheEdgesOfAStretch(t *testing.T) {
	for _, tt := range []struct{ text, edtf, label, value string }{
		{"The wells must be dug before the end of the year.", "../2024", "before the end of 2024", "2024"},
		{"She wants the keys back before the end of the month.", "../2024-03", "before the end of March 2024", "2024-03"},
		{"The ferry will run by the end of the year.", "../2024", "by the end of 2024", "2024"},
		{"The ferry will run by year-end.", "../2024", "by the end of 2024", "2024"},
		{"Nobody crossed after the end of March 1962.", "1962-04/..", "after the end of March 1962", "1962-03"},
		{"The mill was dark before the end of the 1970s.", "../197X", "before the end of the 1970s", "197"},
		{"The mill was dark by the end of the 19th century.", "../18XX", "by the end of the 19th century", "18"},
		{"Rain has fallen since the end of last year.", "2023-09/2024-03-13", "since the end of 2023", "2023"},
		{"Nobody crossed after the beginning of 1962.", "1962/..", "after the beginning of 1962", "1962"},
		{"Nobody crossed before the start of 1962.", "../1961", "before the beginning of 1962", "1962"},
		{"The mill was dark by late 1971.", "../1971", "by late 1971", "1971"},
		{"The mill was dark before late 1971.", "../1971-08", "before late 1971", "1971"},
	} {
		m := Find(tt.text, published)
		if len(m) != 1 || m[0].EDTF != tt.edtf || m[0].Label != tt.label || m[0].Value != tt.value {
			t.Errorf("Find(%q) = %+v, want %s, %q, %s", tt.text, m, tt.edtf, tt.label, tt.value)
		}
	}
}

// A stretch without a name is that of the story in a clause of the past.
func TestTheYearOfTheStory(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"In 1962 the ferry carried forty carts. By the end of the decade it had sunk.", "1962=1962; By the end of the decade=../196X"},
		{"In the early 1960s the ferry carried carts. By the end of the decade it had sunk.", "the early 1960s=1960/1963; By the end of the decade=../196X"},
		{"In May 1962 the ferry was new. By the end of the year it was gone.", "May 1962=1962-05; By the end of the year=../1962"},
		{"In May 1962 the ferry was new. It will be back by the end of the year.", "May 1962=1962-05; by the end of the year=../2024"},
		{"The ferry is old. By the end of the decade it had carried a thousand carts.", "By the end of the decade=?"},
		{"The ferry was bought on Monday. It ran for hire at the end of the month.", "Monday=2024-03-11; the end of the month=2024-03-21/2024-03-31"},
	} {
		if got := format(Find(tt.text, published)); got != tt.want {
			t.Errorf("Find(%q)\n got %q\nwant %q", tt.text, got, tt.want)
		}
	}
}

// When something was told, and what a thing is dated, are not when it happened.
func TestTheDateOfTheTelling(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"She asked for a map from June 1962 that the Herald described in January. It shows the ferry of that year.", "June 1962=1962-06; January=2024-01; that year=1962"},
		{"There is a diary of 1962, which the Herald printed in January.", "1962=1962; January=2024-01"},
		{"In 1962 she wrote a diary, and printed it in November.", "1962=1962; November=1962-11"},
		{"The ferry sank in June 1962. In November it was raised.", "June 1962=1962-06; November=1962-11"},
		{"It sank in 1962. Ann Example told the Herald in 2018 that there was no ferry that year.", "1962=1962; 2018=2018; that year=1962"},
		{"Ann Example told the Herald in 2018 that there was no ferry that year.", "2018=2018; that year=?"},
		{"Ann Example said in 2018 that it sank. She sold it that year.", "2018=2018; that year=2018"},
		{"He was mayor from 1980 to 1994. There was no ferry that year.", "from 1980 to 1994=1980/1994; that year=?"},
		{"It sank in 1962. Ann Example wrote in 2018 that it was raised two years later.", "1962=1962; 2018=2018; two years later=1964"},
		{"It sank in 1962. It had been sold two years earlier to a miller.", "1962=1962; two years earlier=1960"},
		{"It sank in 1962. It had been sold two years prior to the flood.", "1962=1962; two years=?"},
		{"It sank in the winter of 1962. There was no ferry that year.", "the winter of 1962=1962-24; that year=1962"},
	} {
		if got := format(Find(tt.text, published)); got != tt.want {
			t.Errorf("Find(%q)\n got %q\nwant %q", tt.text, got, tt.want)
		}
	}
}

// Words quoted from a dated document count from its date.
func TestWordsOfADocument(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"The letter is dated 3 May 1962. “The ferry sank today,” she wrote. “It will be raised tomorrow.”", "3 May 1962=1962-05-03; today=1962-05-03; tomorrow=1962-05-04"},
		{"The letter is dated 3 May 1962. “The ferry sank today,” Ann Example said.", "3 May 1962=1962-05-03; today=2024-03-13"},
		{"The letter is dated 3 May 1962, and today nobody reads it.", "3 May 1962=1962-05-03; today=2024-03-13"},
		{"The diary entry for 3 May 1962 says: “Last week I bought a cart.”", "3 May 1962=1962-05-03; Last week=1962-04-23/1962-04-29"},
		{"In a report of May 1962 the clerk wrote: “The ferry sank today. Last year it did not.”", "May 1962=1962-05; today=?; Last year=1961"},
		{"The ferry sank on 3 May 1962. “It is shut today,” the clerk wrote on the wall.", "3 May 1962=1962-05-03; today=2024-03-13"},
		{"A letter dated 3 May 1962 is there. \"Since 1950 we have paid,\" it reads, the last letter says.", "3 May 1962=1962-05-03; Since 1950=1950/1962-05-03"},
		{"“The ferry sank today,” the clerk wrote.", "today=2024-03-13"},
	} {
		if got := format(Find(tt.text, published)); got != tt.want {
			t.Errorf("Find(%q)\n got %q\nwant %q", tt.text, got, tt.want)
		}
	}
}

// "Today" in a quotation is the day on which it was said, where that is told.
func TestTheDayOfSaying(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"“The ferry sank today,” Ann Example said on Monday.", "today=2024-03-11; Monday=2024-03-11"},
		{"Ann Example told reporters on Monday: “The ferry sank yesterday.”", "Monday=2024-03-11; yesterday=2024-03-10"},
		{"“The ferry sank two days ago,” Ann Example said on March 8.", "two days ago=2024-03-06; March 8=2024-03-08"},
		{"“The ferry sank today,” Ann Example said.", "today=2024-03-13"},
		{"“The ferry sank in 1962,” Ann Example said on Monday.", "1962=1962; Monday=2024-03-11"},
		{"In a recent Facebook post, Ann Example told of the ferry.\n“Today it sank,” she wrote.", "Today=?"},
		{"The ferry sank today, said Ann Example, who said on Monday that it would not.", "today=2024-03-13; Monday=2024-03-11"},
	} {
		if got := format(Find(tt.text, published)); got != tt.want {
			t.Errorf("Find(%q)\n got %q\nwant %q", tt.text, got, tt.want)
		}
	}
	m := Find("“The ferry sank today,” Ann Example said on Monday.", published)
	if len(m) == 0 || m[0].Anchor.Kind != Said || !m[0].Quoted || m[0].Steps[0] != "“today” counts from the day on which it was said (“Monday”), 11 March 2024" {
		t.Errorf("what was said on Monday is read as %+v", m)
	}
}

// Somebody who is quoted goes on with the story of the paragraph before.
func TestAQuotationGoesOn(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"In May 1962 the ferry sank.\n“They came after the flood, and then after Christmas, and then not at all.”", "May 1962=1962-05; after Christmas=1962-12-26/.."},
		{"The ferry sank.\n“They came after the flood, and then after Christmas, and then not at all.”", "after Christmas=2023-12-26/.."},
		{"In May 1962 the ferry sank.\nThey met again after Christmas.", "May 1962=1962-05; after Christmas=2023-12-26/.."},
		{"In May 1962 the ferry sank.\n“They will meet after Christmas,” he said.", "May 1962=1962-05; after Christmas=2024-12-26/.."},
		{"The ferry sank on Monday.\n“They met in November,” he said.", "Monday=2024-03-11; November=2023-11"},
	} {
		if got := format(Find(tt.text, published)); got != tt.want {
			t.Errorf("Find(%q)\n got %q\nwant %q", tt.text, got, tt.want)
		}
	}
}
