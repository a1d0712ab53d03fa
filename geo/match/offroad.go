package match

import "github.com/paulmach/orb"

// smooth evens out the noise of a stretch off the road: a point nearer than
// three sigmas to both its neighbours moves to the mean of itself (twice) and
// them, two times over. Points farther apart tell of bends, not of noise. The
// ends stay, so that the stretch still meets the road where the car did.
func smooth(line orb.LineString, sigmaM float64) orb.LineString {
	for range 2 {
		before := orb.Point{}
		for i := 1; i < len(line)-1; i++ {
			if i == 1 {
				before = line[0]
			}
			here := line[i]
			if distM(before, here) < 3*sigmaM && distM(here, line[i+1]) < 3*sigmaM {
				line[i] = orb.Point{
					(before[0] + 2*here[0] + line[i+1][0]) / 4,
					(before[1] + 2*here[1] + line[i+1][1]) / 4,
				}
			}
			before = here
		}
	}
	return line
}
