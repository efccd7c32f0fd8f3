package timex

// TIMEX3 returns mentions as the annotation of TimeML marks them: a preposition such as
// "by" stands outside, a range is its two ends, ages and names of events are not marked,
// but dates in such names are. "Two days after the vote" is the duration "two days", except in
// a history, where it is the day, as WikiWars has it. Nothing else is changed; the values are those of the mentions.
func TIMEX3(mentions []Mention) []Mention {
	tags := make([]Mention, 0, len(mentions))
	for _, m := range mentions {
		switch {
		case m.Age:
		case m.Type == EventType, m.Inner != nil:
			tags = append(tags, m.Inner...)
		case m.Ends != nil && m.Ends[0].Start != m.Ends[1].Start:
			tags = append(tags, m.Ends...)
		default:
			tags = append(tags, m.bare())
		}
	}
	return tags
}

// bare returns m without the words in front of those that name the time.
func (m Mention) bare() Mention {
	for i := range m.Text {
		if m.Start == m.Named {
			m.Text, m.Bytes[0] = m.Text[i:], m.Bytes[0]+i
			break
		}
		m.Start++
	}
	return m
}
