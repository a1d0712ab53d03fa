package geotest

import (
	"math"

	"licheng/geo/roads"
)

// Mountains draws a winding valley road of 12 km with a lane up every side valley:
// some wind on, some climb in hairpins whose arms are 120 m long and 25 m apart.
func Mountains() roads.Input {
	var in roads.Input
	node := func(x, y float64) int64 {
		id := int64(len(in.Nodes) + 1)
		in.Nodes = append(in.Nodes, roads.Node{ID: id, Point: At(x, y)})
		return id
	}
	main := roads.Way{ID: 1, Class: roads.Tertiary}
	for i := range 200 {
		x := float64(i) * 60
		y := 300*math.Sin(x/700) + 60*math.Sin(x/110)
		main.Nodes = append(main.Nodes, node(x, y))
		if i%25 != 12 {
			continue
		}
		lane := roads.Way{ID: int64(10 + i), Class: roads.Unclassified, Nodes: []int64{main.Nodes[i]}}
		for k := 1; k < 40; k++ {
			d := float64(k) * 45
			if i%50 == 12 {
				lane.Nodes = append(lane.Nodes, node(x+90*math.Sin(d/150), y+d))
				continue
			}
			side := [2]float64{-60, 60}[k/2%2]
			lane.Nodes = append(lane.Nodes, node(x+side, y+60+25*float64((k+1)/2)))
		}
		in.Ways = append(in.Ways, lane)
	}
	in.Ways = append(in.Ways, main)
	return in
}
