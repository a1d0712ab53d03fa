package demo

import (
	"fmt"
	"math/rand/v2"
	"time"

	"licheng/geo/datum"
)

// Person is a member of staff: a numbered label, nobody.
type Person struct {
	ID            string
	Name          string
	StaffClass    string // civil_servant, institution, village_team, temporary, village_cadre
	Township      string // code
	TownshipName  string
	Unit          string
	AllowanceFrom string // 2006-01-02; empty for the most, who draw none
	Login         string

	seat  int // number of the township
	phone phone
	pace  float64
	eager int // working days out of ten with a trip
}

// Clerk is somebody of the county's offices: they decide and drive nowhere.
type Clerk struct {
	ID, Name, Login, Unit string
}

// Clerks lists them; they are no names of anybody.
func Clerks() []Clerk {
	return []Clerk{{"K01", "演示财务01", "finance", "财政局"}, {"K02", "演示财务02", "finance2", "财政局"}, {"K03", "演示审计01", "auditor", "审计局"}}
}

// phone is the recorder a person uses all month.
type phone struct {
	every  time.Duration
	sigmaM float64
	datum  datum.Datum
	format string // gpx, csv, kml, geojson
	rests  bool
}

// Vehicle is a vehicle somebody drives on duty.
type Vehicle struct {
	ID       string
	Person   string
	Plate    string
	Class    string // car, suv, pickup, minivan
	Energy   string // petrol, diesel, electric, hybrid
	Grade    string
	Declared string // L or kWh per 100 km
	Seats    int
	LengthMM int
	ETC      bool
}

// staffing says how many people each township has, and of which classes: five
// or more in five of them, so that these can be shown, fewer in the rest.
var staffing = [][]string{
	{"civil_servant", "institution", "institution", "village_team", "temporary"},
	{"civil_servant", "institution", "village_team", "temporary", "village_cadre"},
	{"institution", "institution", "village_team", "temporary", "village_cadre"},
	{"civil_servant", "institution"},
	{"institution", "village_team"},
	{"institution"},
	{"civil_servant", "institution", "institution", "temporary", "village_cadre"},
	{"institution", "institution", "village_team", "temporary", "village_cadre"},
}

// recorderEvery are the logging intervals, one taken a person in turn.
var recorderEvery = []int{5, 10, 2, 5, 30, 10, 5, 1, 15, 5, 10, 3, 5, 10, 3, 30, 5, 10, 15, 5, 5, 10, 5, 1, 30, 10, 5, 15, 10, 5}

var vehicleKinds = []Vehicle{
	{Class: "car", Energy: "petrol", Grade: "92", Declared: "6.2", Seats: 5, LengthMM: 4600},
	{Class: "suv", Energy: "petrol", Grade: "92", Declared: "7.6", Seats: 5, LengthMM: 4650},
	{Class: "minivan", Energy: "petrol", Grade: "92", Declared: "7.1", Seats: 7, LengthMM: 4400},
	{Class: "pickup", Energy: "diesel", Grade: "0", Declared: "8.6", Seats: 5, LengthMM: 5300},
	{Class: "car", Energy: "electric", Declared: "13.2", Seats: 5, LengthMM: 4300},
	{Class: "suv", Energy: "petrol", Grade: "95", Declared: "8.4", Seats: 5, LengthMM: 4700},
	{Class: "car", Energy: "hybrid", Grade: "92", Declared: "4.8", Seats: 5, LengthMM: 4700},
}

// staff invents the people and gives each a vehicle of their own.
func (c *County) staff() {
	r := chance(c.Seed, "people")
	for seat, classes := range staffing {
		for _, class := range classes {
			c.addPerson(seat, class, r)
		}
	}
}

func (c *County) addPerson(seat int, class string, r *rand.Rand) {
	i := len(c.People)
	p := Person{
		ID: fmt.Sprintf("P%02d", i+1), Name: fmt.Sprintf("演示干部%02d", i+1), StaffClass: class,
		Township: fmt.Sprintf("%s%03d", Code, 100+seat), TownshipName: townshipNames[seat],
		Unit: townshipNames[seat] + "人民政府", Login: fmt.Sprintf("cadre%02d", i+1),
		seat: seat, pace: 0.86 + 0.26*r.Float64(), eager: 5 + r.IntN(4),
	}
	if class == "civil_servant" {
		p.AllowanceFrom = "2024-01-01"
	}
	p.phone = phone{
		every: time.Duration(recorderEvery[i%len(recorderEvery)]) * time.Second, sigmaM: 3 + 4.5*r.Float64(),
		datum: datum.WGS84, format: "gpx", rests: r.IntN(3) > 0,
	}
	if i%6 == 4 {
		p.phone.datum = datum.GCJ02
	}
	switch i % 8 {
	case 2:
		p.phone.format = "csv"
	case 5:
		p.phone.format = "kml"
	case 7:
		p.phone.format = "geojson"
	}
	v := vehicleKinds[i%len(vehicleKinds)]
	v.ID, v.Person, v.Plate = fmt.Sprintf("V%02d", i+1), p.ID, fmt.Sprintf("演A·%05d", i+1)
	v.ETC = i%5 != 3
	c.People, c.Vehicles = append(c.People, p), append(c.Vehicles, v)
}
