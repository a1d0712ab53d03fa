// Package verify looks at a trip and says what a person should look at before
// deciding. Each finding names its rule, what was measured, the threshold and
// what would clear it; none decides anything. A false accusation is worse than
// a missed yuan, so every rule stays silent when it is not sure. All functions
// are pure.
package verify

import (
	"time"

	"licheng/lang"
)

// The severities of a finding.
const (
	Note    = "note"    // worth knowing, no reason for doubt by itself
	Serious = "serious" // somebody has to look before the money moves
)

// SharedRide is the rule of the finding that two people most likely sat in one
// car, whose costs are paid once.
const SharedRide = "shared-ride"

// Finding is something a person should look at before deciding. It never
// decides anything itself.
type Finding struct {
	Rule      string    `json:"rule"`     // impossible-speed, frozen-fixes, …
	Severity  string    `json:"severity"` // note or serious
	Text      lang.Text `json:"text"`     // with the numbers, in plain words
	Measured  float64   `json:"measured"`
	Threshold float64   `json:"threshold"`
	Unit      string    `json:"unit"` // km/h, fixes, …
	At        time.Time `json:"at"`   // when in the trip; zero when it is the trip as a whole
	Clears    lang.Text `json:"clears"`

	// About is the other trip it speaks of, for whoever keeps findings; empty
	// for none. It is not told: the claimant reads findings too.
	About string `json:"-"`
}
