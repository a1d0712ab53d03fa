package api

import (
	"context"

	"licheng/lang"
	"licheng/reimburse"
	"licheng/trips"
)

// People is what session.go needs of reimburse.
type People interface {
	Person(ctx context.Context, county trips.County, id trips.PersonID) (reimburse.PersonView, error)
}

// Person is a member of staff, as far as a claim shows it.
type Person struct {
	ID             string    `json:"id"`
	Name           string    `json:"name"`
	StaffClass     string    `json:"staff_class" doc:"Code: civil_servant, institution, village_team, temporary, village_cadre"`
	StaffClassName lang.Text `json:"staff_class_name"`
	TownshipCode   string    `json:"township_code"`
	Township       string    `json:"township" doc:"Name"`
	Unit           string    `json:"unit" doc:"单位, as on the voucher"`
}

// personOf shows a person without the bank account.
func personOf(p reimburse.PersonView) Person {
	return Person{
		ID: string(p.ID), Name: p.Name,
		StaffClass: string(p.StaffClass), StaffClassName: reimburse.StaffClassName(p.StaffClass),
		TownshipCode: p.Township, Township: p.TownshipName, Unit: p.Unit,
	}
}
