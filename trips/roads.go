package trips

import (
	"github.com/paulmach/orb"

	"licheng/geo/roads"
)

// network makes a road file the Roads of this room.
type network struct{ *roads.Network }

// OnNetwork makes an open road file the Roads of a Service. The file must stay
// open as long as the service reads.
func OnNetwork(n *roads.Network) Roads { return network{n} }

// Near implements Roads.
func (n network) Near(p orb.Point, radiusM float64) (distanceM float64, found bool) {
	return n.NearestM(p, radiusM)
}

// Elevated implements Roads.
func (n network) Elevated() bool { return n.Info().Elevation }
