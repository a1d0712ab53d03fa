package clean

// markDuplicates marks fixes that repeat the one before in time and place. Of
// untimed fixes, repetitions of the place are duplicates too: they say nothing.
func (s *sheet) markDuplicates() {
	last := -1
	for _, i := range s.live() {
		if last >= 0 && s.fixes[i].At.Equal(s.fixes[last].At) && s.fixes[i].Point == s.fixes[last].Point {
			s.mark(i, Duplicate)
			continue
		}
		last = i
	}
}
