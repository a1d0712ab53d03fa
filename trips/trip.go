// Package trips turns uploaded bytes into trips with evidence. Its root owns
// the service and the store; the sub-packages are pure functions of values.
// It knows no money.
package trips

import (
	"time"

	"github.com/paulmach/orb"

	"licheng/lang"
	"licheng/trips/trace"
	"licheng/trips/verify"
)

// Ids are UUIDv7 strings: they sort by time and need no sequence, so that many
// servers and many counties can write at once.
type (
	// TraceID names one upload.
	TraceID string
	// TripID names one trip.
	TripID string
	// PersonID names a member of staff; reimburse owns the people.
	PersonID string
	// VehicleID names a vehicle; reimburse owns the vehicles.
	VehicleID string
	// County is the six-digit GB/T 2260 code every key leads with.
	County string
)

// Actor is who asks: the account behind a request, or the system itself.
type Actor struct {
	County County
	Login  string   // account name, for the records
	Person PersonID // empty for accounts that are nobody's
	Roles  []Role
}

// Role is what an account may do.
type Role string

// The roles.
const (
	Cadre    Role = "cadre"    // hands in trips and claims of their own
	Township Role = "township" // answers requests and checks claims of the people of their own township
	Finance  Role = "finance"  // sees claims of others, decides and pays
	Auditor  Role = "auditor"  // sees figures and proofs, decides nothing
	Admin    Role = "admin"    // loads people, roads, rules; sees no tracks
)

// Has reports whether the actor holds the role.
func (a Actor) Has(r Role) bool {
	for _, have := range a.Roles {
		if have == r {
			return true
		}
	}
	return false
}

// TraceState is where an uploaded trace stands.
type TraceState string

// The states of an uploaded trace.
const (
	TraceReceived TraceState = "received" // durable, waiting to be read
	TraceRead     TraceState = "read"     // its trips are there
	TraceRefused  TraceState = "refused"  // nothing usable in it; the report says why
)

// UploadKind says what was handed in.
type UploadKind string

// The kinds of upload.
const (
	KindTrace     UploadKind = "trace"     // a file of fixes
	KindStatement UploadKind = "statement" // a trip told without a trace
)

// Upload is what was handed in: a trace file, or a statement.
type Upload struct {
	ID         TraceID
	Kind       UploadKind
	County     County
	Person     PersonID
	Vehicle    VehicleID
	Purpose    string // what the trip was for, as the cadre typed it
	FileName   string // as sent; never used as a path
	SHA256     string // hex, of the file as it was on the cadre's device
	KeptSHA256 string // of the bytes that are stored; another one when private stretches were cut before
	Bytes      int64  // of what is stored
	Datum      string // auto, wgs84, gcj02, bd09: as declared
	State      TraceState
	Report     *trace.Report // nil until read
	Refusal    *lang.Text    // why, when refused
	Problem    *lang.Text    // why it is still unread and what to do; nil when nothing is wrong
	Edited     bool          // its owner split, cropped or merged trips of it
	MergedInto TraceID       // the trace that has the trips of this one, since trips of both were merged; empty: its own
	ReceivedAt time.Time
	ReadAt     time.Time // zero until read
	Purged     *Purged   // nil while its points are there
}

// Trip is one drive between two stays, with what matching found.
type Trip struct {
	ID        TripID
	County    County
	Trace     TraceID
	Person    PersonID
	Vehicle   VehicleID
	Purpose   string
	Month     string    // calendar month it counts to in Asia/Shanghai, 2026-10: of StartedAt, or of the hand-in when the trace has no times
	StartedAt time.Time // zero when the trace has no times
	EndedAt   time.Time
	From, To  string // nearest places, e.g. 青石镇; empty when none is near
	// Via is where it went in between: the places it stopped at in order or,
	// when it came back without a stop, the place it turned round at. No name
	// stands twice in a row. Left out of the JSON when empty, so that a claim
	// sealed before trips had it keeps its digest.
	Via []string `json:",omitempty"`
	// Evidence is what shows that it was driven, RestsOn what its length rests
	// on where that is no trace; both empty with one.
	Evidence Evidence   `json:",omitempty"`
	RestsOn  *lang.Text `json:",omitempty"`
	// Proof is what a trip without a trace named in its support, and what was found
	// of it; nil when it named nothing that is looked up.
	Proof  *Proof  `json:",omitempty"`
	ByRoad *ByRoad `json:",omitempty"` // nil where the map leads over its places in no way; see ByRoad

	DistanceM     float64
	DistanceLowM  float64
	DistanceHighM float64
	TraceLengthM  float64 // fix-to-fix length of the kept fixes
	TolledM       float64
	OffRoadM      float64
	ClimbM        float64
	DescentM      float64
	Confidence    float64

	Fixes, Kept  int     // of this trip's part of the trace
	Datum        string  // the datum the fixes were in: wgs84, gcj02, bd09
	DatumSure    float64 // 0 to 1; 1 when the datum was declared
	RoadsVersion string  // of the road file that was matched against
	MatchVersion string  // of the matching algorithm

	Path     orb.MultiLineString // driven line, WGS-84, one part a path
	OffRoad  orb.MultiLineString // of it, the stretches the map does not have
	Passages []Passage           // toll points driven through, in order
	Breaks   []Break
	Dropped  []Dropped
	Findings []Finding

	// Late is what was learnt of it after its claim was handed in, oldest first. It
	// is no part of what a claim seals.
	Late []LateFinding `json:"-"`

	// Purged says that its raw points are gone; nil while they are there. A trip
	// by itself has it, one in a list has not. It is no part of what a claim seals.
	Purged *Purged `json:"-"`
}

// Passage is a toll booth or gantry driven through.
type Passage struct {
	Kind string    `json:"kind"` // booth or gantry
	Ref  string    `json:"ref"`  // station or charging interval code
	Name string    `json:"name"`
	At   time.Time `json:"at"`
	Lon  float64   `json:"lon"`
	Lat  float64   `json:"lat"`
}

// Break is a gap in the path that no plausible drive explains.
type Break struct {
	At     time.Time `json:"at"`
	Reason string    `json:"reason"` // gap, too_fast, no_route
}

// Dropped counts the fixes one cleaning rule set aside.
type Dropped struct {
	Reason string    `json:"reason"`
	Fixes  int       `json:"fixes"`
	Text   lang.Text `json:"text"`
}

// Finding is something a person should look at before deciding. It never
// decides anything itself; verify makes them.
type Finding = verify.Finding
