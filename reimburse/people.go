package reimburse

import (
	"strings"

	"licheng/lang"
	"licheng/reimburse/rules"
	"licheng/trips"
)

// Person is a member of staff who may claim.
type Person struct {
	ID            trips.PersonID   `db:"id"`
	Name          string           `db:"name"`
	StaffClass    rules.StaffClass `db:"staff_class"`
	Township      string           `db:"township"` // code
	TownshipName  string           `db:"township_name"`
	Unit          string           `db:"unit"`           // 单位, as on the voucher
	AllowanceFrom rules.Date       `db:"allowance_from"` // first day the flat allowance is drawn; empty: never
	AllowanceTo   rules.Date       `db:"allowance_to"`   // last day; empty: open
	BankName      string           `db:"bank_name"`
	BankAccount   string           `db:"bank_account"` // whole; views show MaskAccount of it
	// Marks is what the county attests of the person, words with a space between
	// them: the rank, a declaration handed in, a hard township.
	Marks        string     `db:"marks"`
	TownshipFrom rules.Date `db:"township_from"` // first day of the service in townships that counts; empty: none
	TownshipTo   rules.Date `db:"township_to"`   // last day; empty: open
}

// Vehicle is a vehicle a person drives on duty.
type Vehicle struct {
	ID       trips.VehicleID    `db:"id"`
	Person   trips.PersonID     `db:"person_id"`
	Plate    string             `db:"plate"`
	Class    rules.VehicleClass `db:"class"`
	Energy   rules.EnergyKind   `db:"energy"`
	Grade    string             `db:"grade"`    // 92, 95, 98, 0, -10; empty: the usual one of Energy
	Declared string             `db:"declared"` // decimal, litres or kWh per 100 km
	Seats    int                `db:"seats"`
	LengthMM int                `db:"length_mm"`
	ETC      bool               `db:"etc"`
	Unit     bool               `db:"unit"`      // belongs to the unit
	EngineCC int                `db:"engine_cc"` // 0: not known
}

// facts returns what a price depends on.
func (p Person) facts() rules.Person {
	return rules.Person{
		ID: string(p.ID), StaffClass: p.StaffClass, AllowanceFrom: p.AllowanceFrom, AllowanceTo: p.AllowanceTo,
		Division: p.Township, Marks: strings.Fields(p.Marks), TownshipFrom: p.TownshipFrom, TownshipTo: p.TownshipTo,
	}
}

// facts returns what a price depends on.
func (v Vehicle) facts() rules.Vehicle {
	return rules.Vehicle{
		ID: string(v.ID), Class: v.Class, Energy: v.Energy, Grade: v.Grade, Declared: v.Declared,
		Seats: v.Seats, LengthMM: v.LengthMM, ETC: v.ETC, Unit: v.Unit, EngineCC: v.EngineCC,
	}
}

// StaffClasses lists the staff classes with the names people know them by.
func StaffClasses() []ClassName {
	return []ClassName{
		{rules.CivilServant, lang.Say("公务员（含参公）", "Civil servant")},
		{rules.Institution, lang.Say("事业编", "Public institution staff")},
		{rules.VillageTeam, lang.Say("驻村工作队", "Village work team")},
		{rules.Temporary, lang.Say("临聘", "Contract staff")},
		{rules.VillageCadre, lang.Say("村干部", "Village official")},
	}
}

// ClassName is a staff class and its name.
type ClassName struct {
	Class rules.StaffClass
	Name  lang.Text
}

// StaffClassName returns the name of a staff class, or its code where there is
// no such class.
func StaffClassName(class rules.StaffClass) lang.Text {
	for _, c := range StaffClasses() {
		if c.Class == class {
			return c.Name
		}
	}
	return lang.Say(string(class), string(class))
}

// MaskAccount shows the last four characters of a bank account and how many
// stand before them: ****1234.
func MaskAccount(account string) string {
	runes := []rune(account)
	if len(runes) <= 4 {
		return account
	}
	masked := make([]rune, len(runes))
	for i := range runes {
		masked[i] = '*'
		if i >= len(runes)-4 {
			masked[i] = runes[i]
		}
	}
	return string(masked)
}
