package demo

import "math"

const (
	surveyM     = 120.0 // spacing of the grid roads are searched on, metres
	gradeWanted = 0.06  // up to here a grade costs little
	gradeLimit  = 0.08  // beyond it every step is a last resort
)

// survey searches lines a road can take: it knows the height of a fine grid
// and which cells a road already uses.
type survey struct {
	cols, rows int
	heightM    []float64
	wetM       []float64 // extra cost of building over a river here
	moves      []move
}

type move struct {
	dc, dr  int
	lengthM float64
	heading float64 // radians
}

func newSurvey(t *Terrain) *survey {
	s := &survey{cols: int(math.Round(2*countyHalfX/surveyM)) + 1, rows: int(math.Round(2*countyHalfY/surveyM)) + 1}
	s.heightM = make([]float64, s.cols*s.rows)
	s.wetM = make([]float64, s.cols*s.rows)
	for i := range s.heightM {
		p := s.point(int32(i))
		s.heightM[i] = t.heightAt(p)
		if t.drainAt(p) > 40e6 {
			s.wetM[i] = 200
		}
	}
	for dr := -3; dr <= 3; dr++ {
		for dc := -3; dc <= 3; dc++ {
			if gcd(abs(dc), abs(dr)) == 1 {
				s.moves = append(s.moves, move{dc, dr, surveyM * math.Hypot(float64(dc), float64(dr)), math.Atan2(float64(dr), float64(dc))})
			}
		}
	}
	return s
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

func abs(a int) int { return max(a, -a) }

func (s *survey) point(cell int32) vec {
	return vec{float64(int(cell)%s.cols)*surveyM - countyHalfX, float64(int(cell)/s.cols)*surveyM - countyHalfY}
}

// cellOf is the cell nearest to p, held inside the county.
func (s *survey) cellOf(p vec) int32 {
	c := int(clamp(math.Round((p.x+countyHalfX)/surveyM), 0, float64(s.cols-1)))
	r := int(clamp(math.Round((p.y+countyHalfY)/surveyM), 0, float64(s.rows-1)))
	return int32(r*s.cols + c)
}

// start is a cell a search begins at, with what it has cost to get there.
type start struct {
	cell int32
	cost float64
}

// reach is what a search found: the cost of every cell reached and where the
// way to it came from.
type reach struct {
	cost   []float64
	parent []int32
}

// search is Dijkstra over the grid, cheapest first, from all starts at once.
// It ends when goal is reached; a goal below zero lets it run everywhere.
// repel, if given, multiplies the cost of a step into a cell.
// Turning is charged by the way that was best so far, which keeps lines
// straight enough without searching every heading.
func (s *survey) search(starts []start, goal int32, repel []float32) *reach {
	n := len(s.heightM)
	r := &reach{make([]float64, n), make([]int32, n)}
	done := make([]bool, n)
	came := make([]int8, n)
	for i := range r.cost {
		r.cost[i], r.parent[i], came[i] = math.Inf(1), -1, -1
	}
	q := &queue{}
	for _, st := range starts {
		if st.cost < r.cost[st.cell] {
			r.cost[st.cell] = st.cost
			q.push(queued{st.cost, st.cell})
		}
	}
	for len(*q) > 0 {
		i := q.pop().cell
		if done[i] {
			continue
		}
		done[i] = true
		if i == goal {
			break
		}
		s.relax(i, r, came, done, repel, q)
	}
	return r
}

func (s *survey) relax(i int32, r *reach, came []int8, done []bool, repel []float32, q *queue) {
	col, row := int(i)%s.cols, int(i)/s.cols
	for k, m := range s.moves {
		c, w := col+m.dc, row+m.dr
		if c < 0 || w < 0 || c >= s.cols || w >= s.rows {
			continue
		}
		j := int32(w*s.cols + c)
		if done[j] {
			continue
		}
		cost := s.stepCost(i, j, m)
		if repel != nil {
			cost *= float64(repel[j])
		}
		if from := came[i]; from >= 0 {
			cost += turnCost(s.moves[from].heading, m.heading)
		}
		if cost += r.cost[i]; cost < r.cost[j] {
			r.cost[j], r.parent[j], came[j] = cost, i, int8(k)
			q.push(queued{cost, j})
		}
	}
}

// stepCost is the length of a step, made dearer by its grade and by water. A
// step over several cells counts as steep as the steeper of its halves.
func (s *survey) stepCost(i, j int32, m move) float64 {
	mid := s.heightM[int(i)+(m.dr/2)*s.cols+m.dc/2]
	rest := s.heightM[int(j)-(m.dr/2)*s.cols-m.dc/2]
	mid = (mid + rest) / 2
	grade := math.Max(math.Abs(mid-s.heightM[i]), math.Abs(s.heightM[j]-mid)) * 2 / m.lengthM
	cost := m.lengthM * (1 + 0.4*(grade/gradeWanted)*(grade/gradeWanted))
	if over := grade - gradeLimit; over > 0 {
		cost += m.lengthM * (2 + 1200*over)
	}
	return cost + s.wetM[j]
}

func turnCost(a, b float64) float64 {
	turn := math.Abs(math.Remainder(a-b, 2*math.Pi))
	return 16*turn*turn + 60*math.Max(0, turn-math.Pi/2)
}

// trace returns the way to a cell, from its start, as points on the plane.
func (s *survey) trace(r *reach, to int32) []vec {
	var back []vec
	for i := to; i >= 0; i = r.parent[i] {
		back = append(back, s.point(i))
	}
	for i, j := 0, len(back)-1; i < j; i, j = i+1, j-1 {
		back[i], back[j] = back[j], back[i]
	}
	return back
}
