package route

import (
	"errors"

	"licheng/geo/roads"
)

// Drive is a path with what is tolled on it. It says that a stretch is tolled,
// never what it costs.
type Drive struct {
	Path
	TolledM float64   // of LengthM
	Tolled  []Stretch // in driving order; stretches that touch are one
	Points  []Passed  // booths and gantries driven through, in driving order
}

// Stretch is a part of a drive, in metres from its start.
type Stretch struct{ FromM, ToM float64 }

// Passed is a toll point that a drive goes through.
type Passed struct {
	roads.TollPoint
	AtM float64 // metres from the start of the drive
}

// Alternatives are the two ways between two places that an audit compares: was
// the expressway worth its toll, and how far is it without.
type Alternatives struct {
	AnyRoad  Drive  // the best over any road, tolled ones too
	TollFree *Drive // the best without any tolled road; nil when there is none
}

// FindAlternatives returns the best way from one place to another under a policy
// and the best toll-free one, which are the same when the best is free. It fails
// with ErrNoRoute when the network does not connect the two at all.
func FindAlternatives(net *roads.Network, policy Policy, from, to Place) (Alternatives, error) {
	best, err := find(net, policy, from, to)
	if err != nil {
		return Alternatives{}, err
	}
	both := Alternatives{AnyRoad: NewDrive(net, best)}
	if both.AnyRoad.TolledM == 0 {
		both.TollFree = &both.AnyRoad
		return both, nil
	}
	free, err := find(net, policy.WithoutTolls(), from, to)
	switch {
	case errors.Is(err, ErrNoRoute):
		return both, nil
	case err != nil:
		return Alternatives{}, err
	}
	drive := NewDrive(net, free)
	both.TollFree = &drive
	return both, nil
}

// NewDrive finds the tolled stretches and toll points of a path.
func NewDrive(net *roads.Network, path Path) Drive {
	d := Drive{Path: path}
	doneM := 0.0
	for i, e := range path.Edges {
		fromM, toM := path.span(i, net.LengthM(e))
		if net.Flags(e).Has(roads.Toll) && toM > fromM {
			d.addTolled(doneM, doneM+toM-fromM)
		}
		for _, p := range net.TollPoints(e) {
			// Half open: a point at the start was met by the drive before.
			if fromM < p.OffsetM && p.OffsetM <= toM {
				d.Points = append(d.Points, Passed{p, doneM + p.OffsetM - fromM})
			}
		}
		doneM += toM - fromM
	}
	return d
}

// addTolled adds a tolled stretch, or lengthens the last when they touch.
func (d *Drive) addTolled(fromM, toM float64) {
	d.TolledM += toM - fromM
	if n := len(d.Tolled); n > 0 && d.Tolled[n-1].ToM == fromM {
		d.Tolled[n-1].ToM = toM
		return
	}
	d.Tolled = append(d.Tolled, Stretch{fromM, toM})
}

// span returns which part of its i-th edge, lengthM long, a path drives.
func (p *Path) span(i int, lengthM float64) (fromM, toM float64) {
	toM = lengthM
	if i == 0 {
		fromM = p.StartOffsetM
	}
	if i == len(p.Edges)-1 {
		toM = p.EndOffsetM
	}
	return fromM, toM
}
