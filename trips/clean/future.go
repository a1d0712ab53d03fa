package clean

// markFuture marks fixes that claim to be later than the upload, beyond what a
// badly set clock or time zone explains.
func (s *sheet) markFuture(opt Options) {
	if opt.ReceivedAt.IsZero() {
		return
	}
	limit := opt.ReceivedAt.Add(opt.FutureSlack)
	for _, i := range s.live() {
		if s.fixes[i].At.After(limit) {
			s.mark(i, Future)
		}
	}
}
