package api

import (
	"context"

	"licheng/reimburse"
	"licheng/trips"
)

// Vehicles is what this file needs of reimburse: a cadre's own vehicles, all
// of the county for finance and auditors.
type Vehicles interface {
	Vehicles(ctx context.Context, actor trips.Actor) ([]reimburse.Vehicle, error)
}

// Vehicle is a car or motorcycle trips are driven with.
type Vehicle struct {
	ID                  string `json:"id"`
	Plate               string `json:"plate"`
	Class               string `json:"class" doc:"car, suv, pickup, minivan, mpv, bus, motorcycle, bicycle"`
	Energy              string `json:"energy" doc:"petrol, diesel, electric, hybrid"`
	Grade               string `json:"grade" doc:"Of the fuel, e.g. 92; empty: the usual one"`
	Seats               int    `json:"seats"`
	DeclaredConsumption string `json:"declared_consumption" doc:"Per 100 km: L, or kWh for electric; decimal"`
	PersonID            string `json:"person_id"`
	Unit                bool   `json:"unit" doc:"Belongs to the unit, not to a person"`
}

// VehiclesOutput answers with vehicles.
type VehiclesOutput struct{ Body []Vehicle }

// ListVehicles answers the actor's vehicles.
func (a *API) ListVehicles(ctx context.Context, _ *struct{}) (*VehiclesOutput, error) {
	vehicles, err := a.Vehicles.Vehicles(ctx, actor(ctx))
	if err != nil {
		return nil, err
	}
	return &VehiclesOutput{Body: listOf(vehicles, vehicleOf)}, nil
}

func vehicleOf(v reimburse.Vehicle) Vehicle {
	return Vehicle{
		ID: string(v.ID), Plate: v.Plate, Class: string(v.Class), Energy: string(v.Energy), Grade: v.Grade,
		Seats: v.Seats, DeclaredConsumption: v.Declared, PersonID: string(v.Person), Unit: v.Unit,
	}
}
