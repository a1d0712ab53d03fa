package match

import "math"

// Version names the matching algorithm. It changes whenever the same trace on
// the same network may come out differently.
const Version = "8"

// Params are the knobs of the model. The zero value of a field is not a
// default: start from Defaults. Costs are in nats, that is negative natural
// logarithms of probability. docs/matching.md tells each one's meaning and
// source.
type Params struct {
	SigmaMinM, SigmaMaxM float64 // bounds of the noise estimated from the trace
	TailSigmas           float64 // beyond this many sigmas the emission's tail is exponential
	RadiusSigmas         float64 // candidates are sought within RadiusM + RadiusSigmas·sigma
	RadiusM              float64
	MaxSegments          int // at most so many candidate segments an observation

	PassM    float64 // places of one segment are candidates of their own when this far apart along it
	DriftM   float64 // after this many metres noise has forgotten two thirds of what it was
	JumpNats float64 // cost of noise starting anew at once
	JitterM  float64 // noise that fixes do not have in common with the one before

	BetaM       float64 // scale of |road − straight| at no distance
	BetaShare   float64 // what a metre of distance adds to that scale
	OnwardShare float64 // of that cost, along one edge
	TurnNats    float64 // cost of turning right back onto another road, half for a square turn
	UTurnNats   float64 // cost of turning round where there is another way on

	HasteNats float64 // cost of a sight where the car drove more than twice as fast as the road lets it, less below

	SpaceSigmas  float64 // observations are thinned to this many sigmas apart
	SpaceM       float64 // and to at least this many metres,
	StraightM    float64 // on a line that misses none by more than this …
	WidestM      float64 // … no farther than this apart
	StopRadiusM  float64 // fixes within this radius of each other …
	StopS        float64 // … for this many seconds are one stop
	StayRadiusM  float64 // the same for a long stay: parked, in a yard, in a building
	StayS        float64
	ExcursionS   float64 // a long stay goes on when drift is back within this time
	WalkMPS      float64 // and through a walk, no faster than this …
	WalkM        float64 // … and no farther away …
	StrideS      float64 // … but for jumps of the receiver, this long in all
	StopSigmaM   float64 // noise of a stop's centre, at least
	ApartM       float64 // fixes this far apart err independently; nearer ones weigh less …
	WeightMin    float64 // … but not less than this
	MaxSpeedMPS  float64 // no car drives faster on average between two observations
	MaxBridgeM   float64 // longest gap, straight, that is bridged along the road
	DetourFactor float64 // without times a bridge may be this many times the straight line
	InferS       float64 // a step longer than this in time and InferM in space is inferred
	InferM       float64

	OffRoadSigmas float64 // an observation off the road costs like one this many sigmas …
	OffRoadM      float64 // … or this many metres from a road, whichever is more
	LeaveNats     float64 // cost of leaving the road, and of returning to it
	OffRoadStepM  float64 // longest straight step off the road
	BendShare     float64 // of what the road costs for its bends, a straight way off it costs too
	SpikeNats     float64 // a sight that the path saves more than this by passing over is a spike …
	SpikeNatsPerS float64 // … and this much more for each second that the car had to go there at its pace

	BeamNats  float64 // states this much worse than the best are not followed
	DoubtNats float64 // nor ways this much worse than the best to the same state
	MaxSkip   int     // observations that may be passed over as outliers in a row
	Temper    float64 // costs are divided by this for posteriors: neighbouring errors are alike
}

// Defaults are the parameters every command uses.
func Defaults() Params {
	return Params{
		SigmaMinM: 7, SigmaMaxM: 25, TailSigmas: 3,
		RadiusM: 40, RadiusSigmas: 3, MaxSegments: 8, PassM: 30,
		DriftM: 500, JumpNats: 5, JitterM: 2,
		BetaM: 6, BetaShare: 0.03, OnwardShare: 0.5, UTurnNats: 8, TurnNats: 6, HasteNats: 1,
		SpaceSigmas: 2, SpaceM: 12, StraightM: 2, WidestM: 60, StopRadiusM: 20, StopS: 60, StayRadiusM: 50, StayS: 600, ExcursionS: 120, WalkMPS: 2, WalkM: 500, StrideS: 30, StopSigmaM: 15,
		ApartM: 50, WeightMin: 0.25,
		MaxSpeedMPS: 55, MaxBridgeM: 30_000, DetourFactor: 3,
		InferS: 75, InferM: 250,
		OffRoadSigmas: 4.5, OffRoadM: 60, LeaveNats: 16, OffRoadStepM: 600, BendShare: 0.5, SpikeNats: 12, SpikeNatsPerS: 1,
		BeamNats: 20, DoubtNats: 8, MaxSkip: 4, Temper: 1.5,
	}
}

// emission returns the cost of an observation zSigmas sigmas from the road: the
// square of a normal density, with an exponential tail, so that one stray fix
// cannot outweigh ten good ones (after Huber).
func (p *Params) emission(zSigmas float64) float64 {
	if zSigmas <= p.TailSigmas {
		return zSigmas * zSigmas / 2
	}
	return p.TailSigmas * (zSigmas - p.TailSigmas/2)
}

// transition returns the cost of driving roadM metres between observations
// straightM apart, after Newson & Krumm (2009), but with a scale that grows
// with the distance that the car may have driven: at one fix in thirty seconds
// the road between is less like the straight line than at one a second.
func (p *Params) transition(roadM, straightM, reachM float64) float64 {
	scaleM := p.BetaM + p.BetaShare*max(straightM, min(roadM, reachM))
	diffM := roadM - straightM
	if diffM < 0 {
		diffM = -diffM
	}
	return diffM / scaleM
}

// onward returns the cost of driving roadM metres on along one edge. There the
// road leaves no choice, so its bends are no detour: as long as either explains the
// length, the straight line or the car's pace over the time, OnwardShare of the
// nearer one's difference is all it costs. Between hairpins whose arms lie within
// the noise of each other the pace is what tells them apart.
func (p *Params) onward(roadM, straightM, reachM float64) float64 {
	if roadM <= straightM || reachM <= straightM {
		return p.transition(roadM, straightM, reachM)
	}
	scaleM := p.BetaM + p.BetaShare*max(straightM, min(roadM, reachM))
	if roadM > reachM {
		return (roadM - reachM) / scaleM
	}
	return p.OnwardShare * min(roadM-straightM, reachM-roadM) / scaleM
}

// Who is in a hurry drives at half as much again as the speed that a road is
// built for, and the map may be wrong by hasteFreeKMH. Off the road nobody
// drives faster than on a lane.
const (
	hasteFactor  = 1.5
	hasteFreeKMH = 20
	offRoadKMH   = 20
)

// hasteCost returns the cost of a car being on a road of plausible speed roadKMH
// when it drove kmh.
func (p *Params) hasteCost(kmh, roadKMH float64) float64 {
	most := hasteFactor*roadKMH + hasteFreeKMH
	if kmh <= most {
		return 0
	}
	return p.HasteNats * min(kmh/most-1, 1)
}

// drift returns the cost of the noise at b given the noise at a: it drifts
// slowly, for neighbouring fixes err alike (a first-order Gauss-Markov
// process, seen square to the road at either place), and now and then it
// starts anew.
func (p *Params) drift(a, b *state, s *step, sigmaM float64) float64 {
	r := s.memory * (a.east*b.east + a.north*b.north)
	offM := b.strayM - r*a.strayM
	if offM < 0 {
		offM = -offM
	}
	varM2 := sigmaM*sigmaM*(1-r*r) + p.JitterM*p.JitterM
	return min(p.emission(offM/math.Sqrt(varM2)), p.JumpNats+b.emit)
}
