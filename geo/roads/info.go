package roads

// Info tells what a road file holds and what it was built from.
type Info struct {
	Version      string        `json:"version"` // short hash of the content
	Format       int           `json:"format"`
	Bytes        int64         `json:"bytes"`
	Sources      []string      `json:"sources,omitempty"` // file names, no folders
	Bound        [4]float64    `json:"bound"`             // west, south, east, north in degrees
	Nodes        int           `json:"nodes"`
	Segments     int           `json:"segments"`
	Edges        int           `json:"edges"` // directed, drivable
	Ways         int           `json:"ways"`
	LengthKM     float64       `json:"length_km"` // each segment counted once
	TolledTagKM  float64       `json:"tolled_by_tag_km"`
	TolledRuleKM float64       `json:"tolled_by_rule_km"`
	TollRule     string        `json:"toll_rule,omitempty"`
	Booths       int           `json:"toll_booths"`
	Gantries     int           `json:"toll_gantries"`
	TollsOffRoad int           `json:"tolls_off_road"` // toll points on no road, left out
	Tunnels      int           `json:"tunnels"`        // segments
	TunnelKM     float64       `json:"tunnel_km"`
	Bridges      int           `json:"bridges"` // segments
	Restrictions Turns         `json:"restrictions"`
	Elevation    bool          `json:"elevation"`
	MissingNodes int           `json:"missing_nodes"` // way nodes the files do not hold; roads end there
	ClassKM      []ClassLength `json:"class_km"`
	Notes        []string      `json:"notes,omitempty"`
}

// Turns counts what became of the turn restrictions.
type Turns struct {
	Given     int `json:"given"`
	Used      int `json:"used"`
	Unused    int `json:"unused"`    // members missing from the map, or not joined
	Pairs     int `json:"pairs"`     // forbidden pairs of edges
	Sequences int `json:"sequences"` // forbidden sequences over more than one junction
}

// ClassLength is the length of the roads of one class.
type ClassLength struct {
	Class string  `json:"class"`
	KM    float64 `json:"km"`
}

// Info tells what the network holds.
func (n *Network) Info() Info { return n.info }

// Version returns a short hash of the network's content: the same roads give
// the same version, in whatever order the objects stood in the input.
func (n *Network) Version() string { return n.info.Version }

var classNames = [NumClasses]string{
	"motorway", "trunk", "primary", "secondary", "tertiary", "unclassified",
	"residential", "living_street", "service", "track", "ferry",
}

// String returns the class's name in the map, such as "trunk".
func (c Class) String() string {
	if c >= NumClasses {
		return "unknown"
	}
	return classNames[c]
}

// defaultSpeedKMH are plausible free-flow speeds where no limit is tagged.
var defaultSpeedKMH = [NumClasses]uint8{110, 80, 65, 55, 45, 35, 30, 15, 15, 15, 15}

// defaultLinkKMH are those of the ramps of a class.
var defaultLinkKMH = [NumClasses]uint8{50, 45, 40, 35, 30, 30, 30, 15, 15, 15, 15}

// DefaultSpeedKMH returns the speed assumed for a class without a tagged limit.
func DefaultSpeedKMH(c Class, link bool) uint8 {
	switch {
	case c >= NumClasses:
		return defaultSpeedKMH[Service]
	case link:
		return defaultLinkKMH[c]
	default:
		return defaultSpeedKMH[c]
	}
}
