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
				at := open.timeAt(doneM + point.OffsetM - fromM)
				dst = append(dst, Passage{TollPoint: point, At: at})
			}
		}
		doneM += toM - fromM
	}
	return dst
}

// timeAt interpolates the time m metres into the leg; zero without times.
func (l *openLeg) timeAt(m float64) time.Time {
	for i := 1; i < len(l.anchors); i++ {
		a, b := l.anchors[i-1], l.anchors[i]
		if m > b.m {
			continue
		}
		if a.at.IsZero() || b.at.IsZero() || b.m <= a.m {
			return b.at
		}
		share := max((m-a.m)/(b.m-a.m), 0)
		return a.at.Add(time.Duration(share * float64(b.at.Sub(a.at))))
	}
	if n := len(l.anchors); n > 0 {
		return l.anchors[n-1].at
	}
	return time.Time{}
}
