package verify

import (
	"slices"
	"time"

	"github.com/paulmach/orb"

	"licheng/trips/trace"
)

// Alone is what is known of a trip without looking at any other.
type Alone struct {
	Recorded []trace.Fix // the kept fixes as recorded, in order
	Driven   []trace.Fix // the same, ends of parked stretches in one place
	Fixes    int         // all there were, dropped ones too

	Replays     int       // fixes dropped as replays of a frozen one
	FirstReplay time.Time // when the first was sent
	Mocked      int       // fixes the phone itself flagged as not its own

	Roads     []orb.LineString // the driven line where it lies on roads of the map; nil when not matched
	Breaks    []Break
	DistanceM float64
	OffRoadM  float64
	Datum     string
	DatumSure float64 // 0 to 1
}

// Findings applies every rule that needs nothing but the trip itself.
func (a Alone) Findings() []Finding {
	return slices.Concat(
		ImpossibleSpeed(a.Driven, SpeedLimits{}),
		ImpossibleForce(a.Recorded),
		ImpossibleHurry(a.Recorded),
		MockLocation(a.Mocked, a.Fixes),
		PerfectLine(a.Recorded, a.Roads),
		PerfectPace(a.Recorded),
		Rounds(a.Recorded),
		FrozenFixes(a.Replays, a.Fixes, a.FirstReplay),
		Breaks(a.Breaks),
		OffRoad(a.OffRoadM, a.DistanceM),
		DatumUnsure(a.Datum, a.DatumSure),
	)
}
