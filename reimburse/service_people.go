package reimburse

import (
	"context"
	"fmt"

	"licheng/trips"
)

// Person returns what a claim shows of a person of the county. ErrNoPerson
// when there is none.
func (s *Service) Person(ctx context.Context, county trips.County, id trips.PersonID) (PersonView, error) {
	p, err := s.store.person(ctx, s.store.db, county, id)
	return p.view(), err
}

// People lists the county's people with masked bank accounts, for finance,
// auditors and administrators; everybody else gets their own entry.
func (s *Service) People(ctx context.Context, actor trips.Actor) ([]Person, error) {
	people, err := s.store.persons(ctx, s.store.db, actor.County)
	if err != nil {
		return nil, fmt.Errorf("people: %w", err)
	}
	seen := []Person{}
	for _, p := range people {
		if !oversees(actor) && !actor.Has(trips.Admin) && p.ID != actor.Person {
			continue
		}
		p.BankAccount = MaskAccount(p.BankAccount)
		seen = append(seen, p)
	}
	return seen, nil
}

// Vehicles lists the actor's own vehicles; for finance, auditors and
// administrators all of the county.
func (s *Service) Vehicles(ctx context.Context, actor trips.Actor) ([]Vehicle, error) {
	if oversees(actor) || actor.Has(trips.Admin) {
		return s.store.vehicles(ctx, s.store.db, actor.County, "")
	}
	if actor.Person == "" {
		return []Vehicle{}, nil
	}
	return s.store.vehicles(ctx, s.store.db, actor.County, actor.Person)
}

// MayDrive reports whether the person may name the vehicle in a claim: their
// own, or one of a unit.
func (s *Service) MayDrive(ctx context.Context, county trips.County, person trips.PersonID, vehicle trips.VehicleID) (bool, error) {
	v, found, err := s.store.vehicle(ctx, s.store.db, county, vehicle)
	if err != nil {
		return false, fmt.Errorf("vehicle %s: %w", vehicle, err)
	}
	return found && (v.Person == person || v.Unit), nil
}

// RuleDocuments lists the county's rule documents, the latest to come in force
// first.
func (s *Service) RuleDocuments(ctx context.Context, county trips.County) ([]RuleDocument, error) {
	return s.store.ruleDocuments(ctx, s.store.db, county)
}
