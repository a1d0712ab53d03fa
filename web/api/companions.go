package api

import (
	"context"
	"time"

	"licheng/trips"
)

// Companions is what this file needs of trips.
type Companions interface {
	CompanionAsks(ctx context.Context, actor trips.Actor) ([]trips.CompanionAsk, error)
	SayCompanion(ctx context.Context, actor trips.Actor, id trips.TripID, rode bool) error
}

// CompanionAsk is a colleague's trip that names the actor as having come along.
type CompanionAsk struct {
	TripID    string     `json:"trip_id"`
	Name      string     `json:"name" doc:"Of the colleague who told of it"`
	StartedAt *time.Time `json:"started_at"`
	From      string     `json:"from"`
	Via       []string   `json:"via"`
	To        string     `json:"to"`
	Rode      *bool      `json:"rode" doc:"What the actor said; null: nothing yet"`
}

// ListCompanionAsks answers the trips that name the actor as having come along.
func (a *API) ListCompanionAsks(ctx context.Context, _ *struct{}) (*struct{ Body []CompanionAsk }, error) {
	who := actor(ctx)
	found, err := a.Companions.CompanionAsks(ctx, who)
	if err != nil {
		return nil, err
	}
	asks := make([]CompanionAsk, len(found))
	for i, f := range found {
		teller, err := a.People.Person(ctx, who.County, f.Trip.Person)
		if err != nil {
			return nil, err
		}
		asks[i] = CompanionAsk{
			TripID: string(f.Trip.ID), Name: teller.Name, StartedAt: optionalTime(f.Trip.StartedAt),
			From: f.Trip.From, Via: append([]string{}, f.Trip.Via...), To: f.Trip.To, Rode: f.Rode,
		}
	}
	return &struct{ Body []CompanionAsk }{asks}, nil
}

// CompanionWordInput says whether the actor came along.
type CompanionWordInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Rode bool `json:"rode"`
	}
}

// SayCompanion says whether the actor came along on a colleague's trip.
func (a *API) SayCompanion(ctx context.Context, in *CompanionWordInput) (*struct{ Body []CompanionAsk }, error) {
	if err := a.Companions.SayCompanion(ctx, actor(ctx), trips.TripID(in.ID), in.Body.Rode); err != nil {
		return nil, err
	}
	return a.ListCompanionAsks(ctx, nil)
}
