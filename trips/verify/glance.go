package verify

// A glance is the first look at two drives, at some of the fixes only. Nearly
// every drive a new one is held against is another drive over the same road, and
// a few hundred fixes say so clearly. What they do not settle is looked at whole.
const (
	glanceFixes = 240
	// glanceRun is how many fixes in a row are looked at, before a leap: how a
	// receiver's error is alike from one to the next and another farther on is what
	// tells two receivers from the noise of a copy.
	glanceRun = 4
	// glanceLeast is how many of them have to lie along the other drive.
	glanceLeast = 60
	// otherNats is the evidence that settles the matter for two drives: e^5 is 148
	// to one. sureNats settles it for a copy: the threshold twice over, so that the
	// second look costs no guess.
	otherNats = -5.0
	sureNats  = 2 * (copyNats + shiftedNats)
)

// glanced returns some of the fixes looked at, in runs spread over all of them;
// nil when that would be most of them.
func glanced(looked []int) []int {
	leap := len(looked) / glanceFixes
	if leap < 2 {
		return nil
	}
	out := make([]int, 0, len(looked)/leap+glanceRun)
	for i, fix := range looked {
		if i/glanceRun%leap == 0 {
			out = append(out, fix)
		}
	}
	return out
}

// isOther reports whether a glance settled that the one was not made from the
// other, by line and by pace. Times that hardly differ are always weighed whole:
// that is rare, and noise that wanders may hide a copy from few fixes.
func (l Likeness) isOther() bool {
	line := l.ApartM > 2*copyApartM || l.LineNats < otherNats
	return l.Points >= glanceLeast && line && l.PaceS > 2*copyPaceS
}

// isCopy reports whether a glance settled that it was.
func (l Likeness) isCopy() bool { return l.nats() >= sureNats }
