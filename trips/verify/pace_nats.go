package verify

// What the two explanations of the times allow, and how often each is so before
// anything is seen. The least of honestRates tells them apart: two drives of one
// road differ by two and a half per cent of their speed, changing after half a
// minute or more, or by more. Few people are as even, but who is one day is every
// day, so that they count for a quarter.
var (
	whitesS     = evenly(0.25, 0.12, 0.5, 0.06, 1)              // seconds, at usualMPS and above; the likely ones first
	copySlowsS  = []weighted{{0, 0.4}, {0.15, 0.3}, {0.4, 0.3}} // seconds; a receiver's wandering, a clock cut to whole seconds
	honestRates = []weighted{{0.025, 0.25}, {0.05, 0.25}, {0.1, 0.2}, {0.2, 0.2}, {0.5, 0.1}}
)

// How long a wandering lasts, and a difference of speeds, seconds.
const (
	shortS  = 30.0
	copyS   = 120.0 // or as long as this
	honestS = 90.0
)

// grossTimeP is the density of a gross error of a time: it lies within some
// three minutes.
const grossTimeP = 1.0 / 200

// grossSpanS is about how long a gross error lasts, seconds: a reflection off a
// rock face spoils all fixes while the car passes it.
const grossSpanS = 10.0

// paceNats returns how much better one driving explains the differences of time
// along the road than two do, as the natural logarithm of a ratio of
// likelihoods: positive speaks for a copy. What a driver gains or loses stays
// gained or lost, while what was added to a copy comes and goes. Between two
// drives speeds differ smoothly, for some hundred metres at a time: however many
// fixes lie there, they tell one thing. Below the evidence from, the figure is only
// the most it can be, as with lineNats.
func paceNats(theirs []series, from float64) float64 {
	for k := range theirs {
		theirs[k].lasts = theirs[k].keeps(grossSpanS)
	}
	short, long := keepsOf(theirs, shortS), keepsOf(theirs, honestS)
	copied := copiedPaceLn(theirs, short)
	var anew mixture
	for _, rate := range honestRates {
		for _, white := range whitesS {
			share := rate.share * white.share / 2
			anew.add(share, drivenAnewLn(theirs, short, white.of, rate.of, shortS))
			anew.add(share, drivenAnewLn(theirs, long, white.of, rate.of, honestS))
			if nats := copied - anew.ln(); nats < from {
				return nats
			}
		}
	}
	return copied - anew.ln()
}

// copiedPaceLn is ln p of the times under a copy: white noise, and a wandering of
// which short is left after each gap, or that lasts longer.
func copiedPaceLn(theirs []series, short [][]float64) float64 {
	var m mixture
	long := keepsOf(theirs, copyS)
	for _, white := range whitesS {
		for _, slow := range copySlowsS {
			share := white.share * slow.share
			if slow.of == 0 { // no wandering lasts no time
				m.add(share, copiedLn(theirs, short, white.of, 0))
				continue
			}
			m.add(share/2, copiedLn(theirs, short, white.of, slow.of))
			m.add(share/2, copiedLn(theirs, long, white.of, slow.of))
		}
	}
	return m.ln()
}
