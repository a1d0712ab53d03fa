package verify

import (
	"math"
	"slices"
)

// The limits of laying one drive over another.
const (
	nearM      = 60.0 // fixes farther off belong to another road
	stepM      = 12.0 // fixes nearer together than this say nothing new
	passGapM   = 150.0
	passesMost = 6    // times a track passes the same place that are tried
	skipMost   = 4    // fixes in a row that may lie elsewhere
	stepsMost  = 1200 // fixes compared; of longer drives, so many spread over them
)

// pair is a fix of one drive and where the other was at that place.
type pair struct {
	foot
	nth    int     // which fix of the first, of those that were looked at
	goneM  float64 // way of the first
	atS    float64 // time of the first
	beside beside  // where on its segment the foot lies; known of the pairs of a chain
}

// overlay finds the longest stretch of b that runs along a, in a's direction
// and against it, looking at some of b's fixes, and returns the pairs along each in the order of b, the longer
// first. The shorter is nil unless it is nearly as long: a drive there and back
// by one road lies on another as well the other way round, and which of the two
// it is only the times tell.
func overlay(a grid, b *track, looked []int) (pairs [2][]pair, reversed [2]bool) {
	const nearly = 0.6
	rows := a.feet(b, looked)
	forward, forwardScore := chain(rows, 1)
	backward, backwardScore := chain(rows, -1)
	if backwardScore > forwardScore {
		forward, backward, forwardScore, backwardScore = backward, forward, backwardScore, forwardScore
		reversed[0] = true
	}
	if backwardScore < nearly*forwardScore {
		backward = nil
	}
	for _, chained := range [...][]pair{forward, backward} {
		for i := range chained {
			chained[i].scale = a.of.noiseScale(chained[i].foot)
			chained[i].beside = a.of.beside(chained[i].foot)
		}
	}
	return [2][]pair{forward, backward}, [2]bool{reversed[0], !reversed[0]}
}

// meets reports whether some fixes of b lie near the track, of two hundred
// spread over it.
func (g grid) meets(b *track) bool {
	const tried, enough = 200, 5
	step := max(1, len(b.at)/tried)
	near := 0
	for i := 0; i < len(b.at); i += step {
		if len(g.cells[cellOf(b.at[i])]) > 0 {
			near++
		}
	}
	return near >= min(enough, len(b.at))
}

// spread returns which fixes of a track are worth looking at: those at least
// stepM apart, or so many spread over it.
func (t *track) spread() []int {
	var out []int
	last := math.Inf(-1)
	apartM := max(stepM, t.gone[len(t.gone)-1]/stepsMost)
	for i, goneM := range t.gone {
		if goneM-last >= apartM {
			last, out = goneM, append(out, i)
		}
	}
	return out
}

// feet returns for the fixes of b looked at the places of a they may belong to:
// one for each time a passes by.
func (g grid) feet(b *track, looked []int) [][]pair {
	var rows [][]pair
	var near []int32
	for nth, i := range looked {
		near = g.around(near[:0], b.at[i])
		if row := g.passes(near, b.at[i]); row != nil {
			for k := range row {
				row[k].nth, row[k].goneM, row[k].atS = nth, b.gone[i], b.atS[i]
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// around appends the segments in the cells about a point, ascending.
func (g grid) around(out []int32, p [2]float64) []int32 {
	c := cellOf(p)
	for dx := int32(-1); dx <= 1; dx++ {
		for dy := int32(-1); dy <= 1; dy++ {
			out = append(out, g.cells[[2]int32{c[0] + dx, c[1] + dy}]...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// passes returns the nearest foot of each pass along the segments, the nearest
// passes when there are many.
func (g grid) passes(segments []int32, p [2]float64) []pair {
	var out []pair
	end := math.Inf(-1)
	for _, i := range segments {
		if !g.of.isNear(int(i), p) {
			continue
		}
		f := g.of.foot(int(i), p)
		if len(out) > 0 && f.goneM-end < passGapM && along(f, out[len(out)-1].foot) {
			if best := &out[len(out)-1]; math.Abs(f.offM) < math.Abs(best.offM) {
				best.foot = f
			}
		} else {
			out = append(out, pair{foot: f})
		}
		end = f.goneM
	}
	if len(out) > passesMost {
		slices.SortFunc(out, func(x, y pair) int {
			return int(math.Copysign(1, math.Abs(x.offM)-math.Abs(y.offM)))
		})
		out = out[:passesMost]
	}
	return out
}

// along reports whether two feet lie on segments of about the same direction:
// where a track turns round, the way there and the way back are two passes.
func along(f, g foot) bool { return f.dir[0]*g.dir[0]+f.dir[1]*g.dir[1] >= 0 }

// link is a pair on its way into a chain.
type link struct {
	pair
	score    float64
	row, col int // of the one before; -1 for none
}

// chain picks of each row at most one pair, so that both drives go on together:
// in the same direction (way 1) or against each other (-1). It returns the best
// such chain and what it scores: a point a fix, less the farther off it lies.
func chain(rows [][]pair, way float64) ([]pair, float64) {
	links := make([][]link, len(rows))
	best, at := 0.0, [2]int{-1, -1}
	for r, row := range rows {
		links[r] = make([]link, len(row))
		for c, p := range row {
			l := link{pair: p, score: worth(p), row: -1}
			for back := 1; back <= 1+skipMost && back <= r; back++ {
				for k := range links[r-back] {
					from := &links[r-back][k]
					if score := from.score + worth(p); score > l.score && follows(from.pair, p, way) {
						l.score, l.row, l.col = score, r-back, k
					}
				}
			}
			links[r][c] = l
			if l.score > best {
				best, at = l.score, [2]int{r, c}
			}
		}
	}
	var out []pair
	for at[0] >= 0 {
		l := links[at[0]][at[1]]
		out = append(out, l.pair)
		at = [2]int{l.row, l.col}
	}
	slices.Reverse(out)
	return out, best
}

func worth(p pair) float64 { return 1 - 0.8*math.Abs(p.offM)/nearM }

// follows reports whether both drives go on from p to q by about the same way.
func follows(p, q pair, way float64) bool {
	mine := q.goneM - p.goneM
	theirs := way * (q.foot.goneM - p.foot.goneM)
	const slackM = 60
	return theirs >= -0.2*slackM && theirs <= 2*mine+slackM && mine <= 2*theirs+slackM && mine < 3000
}
