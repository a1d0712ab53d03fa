package reimburse

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"

	"licheng/trips"
)

const personColumns = `id, name, staff_class, township, township_name, unit, allowance_from, allowance_to, bank_name, bank_account,
	marks, township_from, township_to`

const vehicleColumns = `id, person_id, plate, class, energy, grade, declared, seats, length_mm, etc, unit, engine_cc`

func (s *store) person(ctx context.Context, q querier, county trips.County, id trips.PersonID) (Person, error) {
	var p Person
	found, err := get(ctx, q, &p, `SELECT `+personColumns+` FROM persons WHERE county = ? AND id = ?`, county, id)
	if err != nil {
		return p, fmt.Errorf("person %s: %w", id, err)
	}
	if !found {
		return p, fmt.Errorf("person %s: %w", id, ErrNoPerson)
	}
	return p, nil
}

func (s *store) persons(ctx context.Context, q querier, county trips.County) ([]Person, error) {
	people := []Person{}
	err := list(ctx, q, &people, `SELECT `+personColumns+` FROM persons WHERE county = ? ORDER BY id`, county)
	return people, err
}

// vehicles returns the vehicles of one person, or of everybody when person is
// empty.
func (s *store) vehicles(ctx context.Context, q querier, county trips.County, person trips.PersonID) ([]Vehicle, error) {
	vehicles := []Vehicle{}
	err := list(ctx, q, &vehicles, `SELECT `+vehicleColumns+` FROM vehicles
		WHERE county = ? AND (person_id = ? OR ? = '') ORDER BY id`, county, person, person)
	return vehicles, err
}

func (s *store) savePerson(ctx context.Context, tx *sqlx.Tx, county trips.County, p Person) error {
	_, err := exec(ctx, tx, `INSERT INTO persons (county, `+personColumns+`)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (county, id) DO UPDATE SET name = excluded.name, staff_class = excluded.staff_class,
			township = excluded.township, township_name = excluded.township_name, unit = excluded.unit,
			allowance_from = excluded.allowance_from, allowance_to = excluded.allowance_to,
			bank_name = excluded.bank_name, bank_account = excluded.bank_account,
			marks = excluded.marks, township_from = excluded.township_from, township_to = excluded.township_to`,
		county, p.ID, p.Name, p.StaffClass, p.Township, p.TownshipName, p.Unit, p.AllowanceFrom, p.AllowanceTo, p.BankName, p.BankAccount,
		p.Marks, p.TownshipFrom, p.TownshipTo)
	if err != nil {
		return fmt.Errorf("save person %s: %w", p.ID, err)
	}
	return nil
}

func (s *store) saveVehicle(ctx context.Context, tx *sqlx.Tx, county trips.County, v Vehicle) error {
	_, err := exec(ctx, tx, `INSERT INTO vehicles (county, `+vehicleColumns+`)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (county, id) DO UPDATE SET person_id = excluded.person_id, plate = excluded.plate,
			class = excluded.class, energy = excluded.energy, grade = excluded.grade, declared = excluded.declared,
			seats = excluded.seats, length_mm = excluded.length_mm, etc = excluded.etc, unit = excluded.unit, engine_cc = excluded.engine_cc`,
		county, v.ID, v.Person, v.Plate, v.Class, v.Energy, v.Grade, v.Declared, v.Seats, v.LengthMM, v.ETC, v.Unit, v.EngineCC)
	if err != nil {
		return fmt.Errorf("save vehicle %s: %w", v.ID, err)
	}
	return nil
}

// vehicle returns one vehicle; it reports false when there is none.
func (s *store) vehicle(ctx context.Context, q querier, county trips.County, id trips.VehicleID) (Vehicle, bool, error) {
	var v Vehicle
	found, err := get(ctx, q, &v, `SELECT `+vehicleColumns+` FROM vehicles WHERE county = ? AND id = ?`, county, id)
	return v, found, err
}

// drafts returns how often a person's months were priced.
func (s *store) drafts(ctx context.Context, q querier, county trips.County, person trips.PersonID) (int64, error) {
	var drafts int64
	found, err := get(ctx, q, &drafts, `SELECT drafts FROM persons WHERE county = ? AND id = ?`, county, person)
	if err == nil && !found {
		err = ErrNoPerson
	}
	if err != nil {
		return 0, fmt.Errorf("person %s: %w", person, err)
	}
	return drafts, nil
}

// countDraft counts one more pricing after so many before. It reports false
// when another pricing came between; else the person's row is held until the
// transaction ends, so that pricings follow each other.
func (s *store) countDraft(ctx context.Context, tx *sqlx.Tx, county trips.County, person trips.PersonID, before int64) (bool, error) {
	n, err := exec(ctx, tx, `UPDATE persons SET drafts = drafts + 1 WHERE county = ? AND id = ? AND drafts = ?`, county, person, before)
	if err != nil {
		return false, fmt.Errorf("count a pricing of %s: %w", person, err)
	}
	return n == 1, nil
}
