package match

import "time"

// appendPassages appends the toll points that a leg drives through, in order,
// with the time at which the car was there.
func (s *stitcher) appendPassages(dst []Passage, open *openLeg) []Passage {
	l := &open.leg
	doneM := 0.0
	for i, e := range l.Edges {
		fromM, toM := l.span(i, s.m.net.LengthM(e))
		for _, point := range s.m.net.TollPoints(e) {
			// Half open: a point at the joint of two legs counts once.
			if fromM < point.OffsetM && point.OffsetM <= toM {
				at := timeAt(s.w.anchors, doneM+point.OffsetM-fromM)
				dst = append(dst, Passage{TollPoint: point, At: at})
			}
		}
		doneM += toM - fromM
	}
	return dst
}

// timeAt interpolates the time m metres into a leg; zero without times.
func timeAt(anchors []anchor, m float64) time.Time {
	for i := 1; i < len(anchors); i++ {
		a, b := anchors[i-1], anchors[i]
		if m > b.m {
			continue
		}
		if a.at.IsZero() || b.at.IsZero() || b.m <= a.m {
			return b.at
		}
		share := max((m-a.m)/(b.m-a.m), 0)
		return a.at.Add(time.Duration(share * float64(b.at.Sub(a.at))))
	}
	if n := len(anchors); n > 0 {
		return anchors[n-1].at
	}
	return time.Time{}
}
