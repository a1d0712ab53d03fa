package verify

import "math"

// gains is what is known of how a second clock runs against a first, while
// their difference is followed along a road: the difference itself, how fast it
// grows all along, and what changes.
type gains struct {
	mean   [3]float64
	spread [3][3]float64 // covariance
	gross  float64       // probability that the value before was a gross error
}

// What is known of a difference before it is seen, standard deviations. A clock's
// rate and the difference in the middle were taken out before, and for having
// been chosen to fit they are paid for by this width.
const (
	startS   = 3.0
	rateWide = 0.05
)

// gainsOf is what is known at the start of a stretch, of a change of variance v.
func gainsOf(v float64) gains {
	return gains{spread: [3][3]float64{{startS * startS, 0, 0}, {0, rateWide * rateWide, 0}, {0, 0, v}}}
}

// onward moves the state over a gap: the change c keeps the share keep, the
// difference grows by the constant rate and by reach times the change.
func (g *gains) onward(gap, keep, reach float64) {
	m, p := &g.mean, &g.spread
	m[0] += gap*m[1] + reach*m[2]
	m[2] *= keep
	var row [3]float64 // the first of F P, of P = F P Fᵀ with F = [1 gap reach; 0 1 0; 0 0 keep]
	for k := range 3 {
		row[k] = p[0][k] + gap*p[1][k] + reach*p[2][k]
	}
	xx := row[0] + gap*row[1] + reach*row[2]
	xv, xw := row[1], keep*row[2]
	vv, vw, ww := p[1][1], keep*p[1][2], keep*keep*p[2][2]
	*p = [3][3]float64{{xx, xv, xw}, {xv, vv, vw}, {xw, vw, ww}}
}

// weigh takes in one value, the difference and share times the change with the
// given variance of its noise, and returns its density. A value that looks like
// a gross error hardly moves the state.
func (g *gains) weigh(x, share, noise, grossP, lasts float64) float64 {
	m, p := &g.mean, &g.spread
	wrong := grossShare + (1-grossShare)*g.gross*lasts
	var ph [3]float64
	for k := range 3 {
		ph[k] = p[k][0] + share*p[k][2]
	}
	total := ph[0] + share*ph[2] + noise
	off := x - m[0] - share*m[2]
	fine := (1 - wrong) * math.Exp(-0.5*off*off/total) / math.Sqrt(2*math.Pi*total)
	all := fine + wrong*grossP
	right := fine / all
	g.gross = 1 - right
	trust := right / total
	less := trust * (1 - g.gross*off*off/total) // of variance: what is learnt, less what it is not known whether it is so
	for i := range 3 {
		m[i] += trust * ph[i] * off
		for k := range 3 {
			p[i][k] -= less * ph[i] * ph[k]
		}
	}
	return all
}

// copiedLn returns ln p of the differences of time between a drive and a copy of
// it, stretch by stretch: white noise, and a wandering of standard deviation
// slow, seconds, of which keeps is left after each gap.
func copiedLn(stretches []series, keeps [][]float64, white, slow float64) float64 {
	v := slow * slow
	return summed(stretches, keeps, func(s series, keeps []float64) float64 {
		g, sum := gainsOf(v), logs{product: 1}
		for i, x := range s.value {
			if i > 0 {
				keep := keeps[i]
				g.onward(s.gap[i], keep, 0)
				g.spread[2][2] += v * (1 - keep*keep)
			}
			noise := white * s.scale[i]
			sum.add(g.weigh(x, 1, noise*noise, s.grossP, s.lasts[i]))
		}
		return sum.total()
	})
}

// drivenAnewLn returns ln p of the differences of time between two drives: the
// one is faster than the other by a share of standard deviation sigma that lasts
// spanS, of which keeps is left after each gap, and is then another; what it gains
// stays gained.
func drivenAnewLn(stretches []series, keeps [][]float64, white, sigma, spanS float64) float64 {
	v := sigma * sigma
	return summed(stretches, keeps, func(s series, keeps []float64) float64 {
		g, sum := gainsOf(v), logs{product: 1}
		for i, x := range s.value {
			if gap := s.gap[i]; i > 0 {
				keep := keeps[i]
				g.onward(gap, keep, spanS*(1-keep))
				g.drive(v, gap, keep, spanS)
			}
			noise := white * s.scale[i]
			sum.add(g.weigh(x, 0, noise*noise, s.grossP, s.lasts[i]))
		}
		return sum.total()
	})
}

// drive adds what a changing speed may add over a gap: the variances of an
// Ornstein-Uhlenbeck process of variance v that lasts spanS, and of its integral.
func (g *gains) drive(v, gap, keep, spanS float64) {
	g.spread[0][0] += v * max(0, 2*spanS*gap-spanS*spanS*(3-4*keep+keep*keep))
	both := v * spanS * (1 - keep) * (1 - keep)
	g.spread[0][2], g.spread[2][0] = g.spread[0][2]+both, g.spread[2][0]+both
	g.spread[2][2] += v * (1 - keep*keep)
}
