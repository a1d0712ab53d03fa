package match

import "github.com/paulmach/orb"

// smooth evens out the noise of a stretch off the road: each point but the
// ends moves to the mean of itself (twice) and its neighbours, two times over.
// The ends stay, so that the stretch still meets the road where the car did.
func smooth(line orb.LineString) orb.LineString {
	if len(line) < 4 {
		return line
	}
	for range 2 {
		before := line[0]
		for i := 1; i < len(line)-1; i++ {
			here := line[i]
			line[i] = orb.Point{
				(before[0] + 2*here[0] + line[i+1][0]) / 4,
				(before[1] + 2*here[1] + line[i+1][1]) / 4,
			}
			before = here
		}
	}
	return line
}
