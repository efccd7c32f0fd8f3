package indexer

// Distance returns how many letters to add, drop, change or swap make a into b.
func Distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	// Three rows of the usual table: before last, last and present.
	two, one, row := make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range row {
		row[j] = j
	}
	for i := range s {
		two, one, row = one, row, two
		row[0] = i + 1
		for j := range t {
			change := one[j]
			if s[i] != t[j] {
				change++
			}
			row[j+1] = min(one[j+1]+1, row[j]+1, change)
			if i > 0 && j > 0 && s[i] == t[j-1] && s[i-1] == t[j] {
				row[j+1] = min(row[j+1], two[j-1]+1)
			}
		}
	}
	return row[len(t)]
}
