package claim

// Encumbers reports whether a claim in this state holds money of its unit's
// budget that has not gone out: it was handed in, and has neither been given
// back nor rejected nor paid.
func (s State) Encumbers() bool {
	return s.Pinned() && !s.Final()
}
