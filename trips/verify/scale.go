package verify

import "math"

// Speeds by which noise of a position moves a time, m/s.
const (
	movingMPS  = 1.5  // below it a car passes a place at no moment that could be compared
	slowestMPS = 0.5  // bounds how much longer noise takes beside a place where a car stood
	usualMPS   = 10.0 // from it on noise hardly moves a time
)

// jointM is how near to a fix noise may lay a foot on the segment before it or the
// one after, metres.
const jointM = 15.0

// noiseScale is how much longer the track takes over a metre of noise at a foot
// than at a usual speed, there or on a slower segment beside it; 0 where it stood
// or has no times.
func (t *track) noiseScale(f foot) float32 {
	i := int(f.seg)
	mps := t.speed(i)
	if !(mps >= movingMPS) { // also NaN
		return 0
	}
	if i > 0 && f.goneM-t.gone[i] < jointM {
		mps = min(mps, t.speed(i-1))
	}
	if i+2 < len(t.at) && t.gone[i+1]-f.goneM < jointM {
		mps = min(mps, t.speed(i+1))
	}
	if math.IsNaN(mps) { // beside a fix without a time
		return 0
	}
	return float32(max(1, usualMPS/max(slowestMPS, mps)))
}

// speed is that of a segment, m/s; 0 of one without a length.
func (t *track) speed(i int) float64 {
	if t.ahead[i].lengthM == 0 {
		return 0
	}
	return t.ahead[i].lengthM / (t.atS[i+1] - t.atS[i])
}
