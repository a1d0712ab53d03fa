package rules

import (
	"time"

	"licheng/reimburse/money"
	"licheng/reimburse/toll"
)

// Month is everything one month's claim of one person is priced from.
type Month struct {
	Month        string // 2006-01, Asia/Shanghai
	Person       Person
	Vehicles     []Vehicle    // every vehicle the bases name
	Bases        []Basis      // one a trip, any order
	PaidThisYear money.Amount // what claims of other months of the same year came to, for yearly caps

	// CountedM holds, by counter of tiers, the metres counted from the first
	// day of the policy year to the end of the month before; see Document.Count.
	// A document with tiers is not priced in the middle of a year without it.
	CountedM map[string]int64
	HandedIn Date       // the day the month is handed in; empty: not yet
	Stays    []Stay     // days away from the station that no trip shows
	Arranged []Arranged // meals the host gave
	Hosted   []Hosted   // half days driven by the host
	Expenses []Expense  // vouchers handed in
	Benefits []Benefit  // what the person got in kind
}

// StaffClass is the kind of post a person holds; it decides who draws an
// allowance and who is paid for which drive.
type StaffClass string

// The staff classes.
const (
	CivilServant StaffClass = "civil_servant" // 公务员、参公: draws the flat allowance
	Institution  StaffClass = "institution"   // 事业编
	VillageTeam  StaffClass = "village_team"  // 驻村工作队
	Temporary    StaffClass = "temporary"     // 临聘
	VillageCadre StaffClass = "village_cadre" // 村干部
)

// StaffClasses lists every staff class.
func StaffClasses() []StaffClass {
	return []StaffClass{CivilServant, Institution, VillageTeam, Temporary, VillageCadre}
}

// Person holds the facts about a claimant that a price depends on.
type Person struct {
	ID            string     `yaml:"id"`
	StaffClass    StaffClass `yaml:"staff_class"`
	AllowanceFrom Date       `yaml:"allowance_from"` // first day the person draws the allowance; empty: never
	AllowanceTo   Date       `yaml:"allowance_to"`   // last day; empty: open
	Division      string     `yaml:"division"`       // of the station, GB/T 2260 and its 9 or 12 digits; chooses the price zone
	Marks         []string   `yaml:"marks"`          // what the county attests of the person, for conditions
	TownshipFrom  Date       `yaml:"township_from"`  // first day of the service in townships that counts; empty: none
	TownshipTo    Date       `yaml:"township_to"`    // last day of it; empty: open
}

// VehicleClass is the kind of vehicle a rate is written for.
type VehicleClass string

// The vehicle classes.
const (
	Car        VehicleClass = "car"        // 轿车
	SUV        VehicleClass = "suv"        // 越野车
	Pickup     VehicleClass = "pickup"     // 皮卡
	Minivan    VehicleClass = "minivan"    // 微型面包车
	MPV        VehicleClass = "mpv"        // 多用途乘用车
	Bus        VehicleClass = "bus"        // 客车
	Motorcycle VehicleClass = "motorcycle" // 摩托车
	Bicycle    VehicleClass = "bicycle"    // 自行车、电动自行车
)

// VehicleClasses lists every vehicle class.
func VehicleClasses() []VehicleClass {
	return []VehicleClass{Car, SUV, Pickup, Minivan, MPV, Bus, Motorcycle, Bicycle}
}

// EnergyKind is what a vehicle runs on.
type EnergyKind string

// The kinds of energy. A hybrid that is not plugged in counts as hybrid and
// burns petrol.
const (
	Petrol   EnergyKind = "petrol"
	Diesel   EnergyKind = "diesel"
	Electric EnergyKind = "electric"
	Hybrid   EnergyKind = "hybrid"
	NoEnergy EnergyKind = "none" // a bicycle without a motor
)

// EnergyKinds lists every kind of energy.
func EnergyKinds() []EnergyKind { return []EnergyKind{Petrol, Diesel, Electric, Hybrid, NoEnergy} }

// Vehicle holds the facts about a vehicle that a price depends on.
type Vehicle struct {
	ID       string       `yaml:"id"`
	Class    VehicleClass `yaml:"class"`
	Energy   EnergyKind   `yaml:"energy"`
	Grade    string       `yaml:"grade"`                // 92, 95, 98, 0, -10; empty: 92, 0 or electric by Energy
	Declared string       `yaml:"declared_consumption"` // decimal, litres or kWh per 100 km, as registered
	Seats    int          `yaml:"seats"`                // driver included
	LengthMM int          `yaml:"length_mm"`            // 0: unknown
	ETC      bool         `yaml:"etc"`                  // pays tolls by ETC
	Unit     bool         `yaml:"unit"`                 // belongs to the unit: transport is not paid again
	EngineCC int          `yaml:"engine_cc"`            // displacement, 0: unknown
	FiscalHP int          `yaml:"fiscal_hp"`            // fiscal horsepower where tax law has it, 0: unknown
}

// Basis is the few figures of one trip that its price depends on. Distances
// are metres, never negative; DistanceM is the best estimate and is what is paid.
type Basis struct {
	TripID             string
	VehicleID          string
	StartedAt, EndedAt time.Time
	DistanceM          float64
	DistanceLowM       float64
	DistanceHighM      float64
	TolledM            float64
	OffRoadM           float64
	ClimbM             float64
	DescentM           float64
	Persons            int // in the vehicle, claimant included; 0 counts as 1
	Passages           []toll.Passage
	From, To, Purpose  string
	Via                []string // places in between, in order; none when it went straight

	OneWayM   float64 // driven from the start to the farthest point; 0: not measured. See OneWay
	ShortestM float64 // shortest road from the start to the farthest point; 0: not known
	FromHome  bool    // began or ended at the person's home
	OfficeM   float64 // the road usually taken for the same errand from the office; 0: not known

	// MidnightM is what was driven before the first midnight after the start,
	// for a price that changes there; 0: not known.
	MidnightM float64

	// The way by road over the trip's stops in order, 0: not known. The usual
	// way is the longest of the shortest road, the fastest and the fastest
	// without a toll: nobody is held to a short cut or an expressway.
	ShortestRoadM, UsualRoadM float64
	RouteStops                int    // places in between that the trip stopped or turned at
	RouteClosed               string // a stretch of that way that was closed at the time, as people call it
	LongerWhy                 string // why the trip was longer, as the person said

	// What is known of its tolls beside its track: the passes of its vehicle that
	// ETC statements tell of, those that are paid with another trip, and how many
	// records the vehicle has on the days of the trip, of whatever drive.
	Records        []toll.Record
	TollsTaken     []toll.Taken
	RecordsThatDay int

	Evidence string // what shows the trip, "request"; empty: a trace
	Grade    string // how far that carries, "A" to "E"; empty: A

	Approved  bool // a request approved the trip
	Passenger bool // the claimant rode along: the driver is paid

	// InsideM holds, by coverage area id, the metres driven inside the area.
	InsideM map[string]float64
	// Outside holds, by coverage area id, whether the trip's start, end or
	// farthest point lies outside the area. See Measure.
	Outside map[string]bool
}

// Date is a calendar day of Asia/Shanghai, written 2006-01-02; it compares as
// text. Empty means open.
type Date string

// Shanghai is the time zone all days, months and prices are told in. China
// has kept UTC+8 without summer time since 1992.
func Shanghai() *time.Location { return time.FixedZone("Asia/Shanghai", 8*60*60) }

// DateOf returns the day of the instant in Asia/Shanghai.
func DateOf(at time.Time) Date { return Date(at.In(Shanghai()).Format(time.DateOnly)) }

// Covers reports whether day lies in from … to, both included; an empty to is open.
func covers(from, to, day Date) bool { return from <= day && (to == "" || day <= to) }

// Valid reports whether the date is a day of the calendar.
func (d Date) Valid() bool {
	_, err := time.Parse(time.DateOnly, string(d))
	return err == nil
}

// DrawsAllowance reports whether the person draws the flat allowance on the day.
func (p Person) DrawsAllowance(day Date) bool {
	return p.AllowanceFrom != "" && covers(p.AllowanceFrom, p.AllowanceTo, day)
}
