package route

import "licheng/geo/roads"

// allowed reports whether an arrival that turn restrictions bind may go on over
// e, over one junction or several.
func (s *Search) allowed(l *label, e roads.EdgeID) bool {
	if !s.net.TurnAllowed(l.via[0], e) {
		return false
	}
	if l.progress == 0 {
		return true
	}
	_, allowed := s.net.Proceed(l.progress, e)
	return allowed
}

// progress is how far into restrictions over several junctions a drive is that
// goes on from the arrival prev over e. The first edge of a search begins with
// none: where the drive came from before is not known.
func (s *Search) progress(prev int32, e roads.EdgeID) roads.Progress {
	var at roads.Progress
	if prev >= 0 {
		at = s.table.labels[prev>>1].progress
	}
	next, _ := s.net.Proceed(at, e)
	return next
}
