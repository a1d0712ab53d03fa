package api

import (
	"context"

	"licheng/trips"
)

// Vehicles is what this file needs of reimburse: a cadre's own vehicles, all
// of the county for finance.
type Vehicles interface {
	Vehicles(ctx context.Context, actor trips.Actor) ([]Vehicle, error)
}

// Vehicle is a car or motorcycle trips are driven with.
type Vehicle struct {
	ID                  string `json:"id"`
	Plate               string `json:"plate"`
	Class               string `json:"class" doc:"JT/T 489-2019 or motorcycle"`
	Energy              string `json:"energy" doc:"petrol92, petrol95, diesel0, electric, …"`
	Seats               int    `json:"seats"`
	DeclaredConsumption string `json:"declared_consumption" doc:"Per 100 km: L, or kWh for electric; decimal"`
	PersonID            string `json:"person_id"`
}

// VehiclesOutput answers with vehicles.
type VehiclesOutput struct{ Body []Vehicle }

// ListVehicles answers the actor's vehicles.
func (a *API) ListVehicles(ctx context.Context, _ *struct{}) (*VehiclesOutput, error) {
	vehicles, err := a.Vehicles.Vehicles(ctx, actor(ctx))
	if err != nil {
		return nil, err
	}
	return &VehiclesOutput{Body: vehicles}, nil
}
