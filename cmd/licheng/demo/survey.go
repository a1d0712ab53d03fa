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

// search finds the cheapest ways from all starts at once to every goal; with a
// single goal the straight distance to it leads the way (A*).
// repel, if given, multiplies the cost of a step into a cell, by 1 or more.
// Turning is charged by the way that was best so far, which keeps lines
// straight enough without searching every heading.
func (s *survey) search(starts []start, goals []int32, repel []float32) *reach {
	n := len(s.heightM)
	r := &reach{make([]float64, n), make([]int32, n)}
	h := &hunt{s, r, make([]bool, n), make([]int8, n), repel, nil, nil}
	if len(goals) == 1 {
		to := s.point(goals[0])
		h.toGo = &to
	}
	for i := range r.cost {
		r.cost[i], r.parent[i], h.came[i] = math.Inf(1), -1, -1
	}
	for _, st := range starts {
		if st.cost < r.cost[st.cell] {
			r.cost[st.cell] = st.cost
			h.push(st.cell)
		}
	}
	wanted := map[int32]bool{}
	for _, g := range goals {
		wanted[g] = true
	}
	for len(h.queue) > 0 && len(wanted) > 0 {
		i := h.queue.pop().cell
		if h.done[i] {
			continue
		}
		h.done[i] = true
		delete(wanted, i)
		h.relax(i)
	}
	return r
}

// hunt is a search at work.
type hunt struct {
	*survey
	found *reach
	done  []bool
	came  []int8 // the move that led to each cell, -1 for none
	repel []float32
	toGo  *vec // the single goal, or nil
	queue queue
}

func (h *hunt) push(cell int32) {
	key := h.found.cost[cell]
	if h.toGo != nil {
		key += h.point(cell).to(*h.toGo)
	}
	h.queue.push(queued{key, cell})
}

func (h *hunt) relax(i int32) {
	col, row := int(i)%h.cols, int(i)/h.cols
	for k, m := range h.moves {
		c, w := col+m.dc, row+m.dr
		if c < 0 || w < 0 || c >= h.cols || w >= h.rows {
			continue
		}
		j := int32(w*h.cols + c)
		if h.done[j] {
			continue
		}
		cost := h.stepCost(i, j, m)
		if h.repel != nil {
			cost *= float64(h.repel[j])
		}
		if from := h.came[i]; from >= 0 {
			cost += turnCost(h.moves[from].heading, m.heading)
		}
		if cost += h.found.cost[i]; cost < h.found.cost[j] {
			h.found.cost[j], h.found.parent[j], h.came[j] = cost, i, int8(k)
			h.push(j)
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
