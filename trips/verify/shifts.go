package verify

import (
	"github.com/paulmach/orb"

	"licheng/geo/datum"
)

// shift is a way the positions of a copy may have been moved as a whole.
type shift struct {
	name string                    // "" for not at all
	move func(orb.Point) orb.Point // back; nil for not at all
}

// shifts are the ways between the three datums in use in China, one of them
// read as another: gcj02 means that positions of GCJ-02 were read as WGS-84.
var shifts = [...]shift{
	{},
	{"gcj02", datum.GCJ02.ToWGS84},
	{"bd09", datum.BD09.ToWGS84},
	{"not-gcj02", datum.GCJ02.FromWGS84},
	{"not-bd09", datum.BD09.FromWGS84},
}
