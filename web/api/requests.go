package api

import (
	"context"
	"time"

	"licheng/lang"
	"licheng/reimburse"
	"licheng/reimburse/matter"
	"licheng/trips"
)

// Requests is what this file needs of reimburse.
type Requests interface {
	AskRequest(ctx context.Context, actor trips.Actor, terms reimburse.RequestTerms) (reimburse.Request, error)
	Requests(ctx context.Context, actor trips.Actor, f reimburse.RequestFilter) ([]reimburse.Request, error)
	Request(ctx context.Context, actor trips.Actor, id reimburse.MatterID) (reimburse.Request, error)
	DecideRequest(ctx context.Context, actor trips.Actor, id reimburse.MatterID, d reimburse.MatterDecision) (reimburse.Request, error)
	RequestSlip(ctx context.Context, actor trips.Actor, id reimburse.MatterID, format reimburse.Format) (reimburse.Printed, error)
	TripRequest(ctx context.Context, actor trips.Actor, t trips.Trip) (reimburse.TripRequest, error)
	LinkTrip(ctx context.Context, actor trips.Actor, t trips.Trip, request reimburse.MatterID) error
	Colleagues(ctx context.Context, actor trips.Actor) ([]reimburse.PersonView, error)
}

// Matter is what requests, delegations, appeals and complaints show alike.
type Matter struct {
	ID         string     `json:"id"`
	State      string     `json:"state" enum:"asked,approved,rejected,withdrawn,given,ended,answered"`
	StateName  lang.Text  `json:"state_name"`
	Version    int64      `json:"version" doc:"Send it back with every action; a stale one is refused with 409"`
	Person     *Person    `json:"person,omitempty" doc:"Who asked; absent for accounts that are nobody's and for the unnamed"`
	AskedAt    time.Time  `json:"asked_at"`
	AskedBy    *Signer    `json:"asked_by,omitempty" doc:"Absent for the unnamed"`
	DueAt      *time.Time `json:"due_at,omitempty" doc:"By when an answer is owed"`
	DecidedAt  *time.Time `json:"decided_at,omitempty"`
	DecidedBy  *Signer    `json:"decided_by,omitempty"`
	OnBehalfOf []Signer   `json:"on_behalf_of" doc:"In whose place it was decided, whose power it is first"`
	Comment    string     `json:"comment,omitempty" doc:"Of who decided"`
	Allowed    []string   `json:"allowed" enum:"approve,reject,withdraw,end,answer" doc:"What the actor may do now"`
}

// RequestPlace is where a trip is asked to go.
type RequestPlace struct {
	Code string `json:"code,omitempty" maxLength:"32" doc:"Of the county's places; without one the name is taken as typed"`
	Name string `json:"name" maxLength:"100"`
}

// RequestTerms is what somebody asks leave for.
type RequestTerms struct {
	Purpose    string         `json:"purpose" minLength:"1" maxLength:"2000"`
	Places     []RequestPlace `json:"places" minItems:"1" maxItems:"20" doc:"Where to, in order"`
	From       time.Time      `json:"from"`
	Until      time.Time      `json:"until"`
	Vehicle    string         `json:"vehicle,omitempty" maxLength:"64" doc:"Absent: by bus, or with somebody"`
	Companions []string       `json:"companions,omitempty" maxItems:"20" doc:"Person ids of who rides along"`
	Emergency  bool           `json:"emergency,omitempty" doc:"Asked after the trip began"`
	Reason     string         `json:"reason,omitempty" maxLength:"2000" doc:"Of the emergency"`
}

// Request is a request with what came of it.
type Request struct {
	Matter
	RequestTerms
	Plate string   `json:"plate,omitempty"`
	With  []Person `json:"with" doc:"The companions"`
	Trips []string `json:"trips" doc:"Driven under it"`
}

// RequestOutput answers with a request.
type RequestOutput struct{ Body Request }

// RequestsOutput answers with requests.
type RequestsOutput struct{ Body []Request }

// AskRequestInput asks leave for a trip.
type AskRequestInput struct {
	Key
	Body RequestTerms
}

// AskRequest asks leave for a trip of one's own.
func (a *API) AskRequest(ctx context.Context, in *AskRequestInput) (*RequestOutput, error) {
	b := in.Body
	return a.signers(ctx).requestOutput(a.Requests.AskRequest(ctx, actor(ctx), reimburse.RequestTerms{
		Purpose: b.Purpose, From: b.From, Until: b.Until, Vehicle: trips.VehicleID(b.Vehicle), Emergency: b.Emergency, Reason: b.Reason,
		Places:     listOf(b.Places, func(p RequestPlace) matter.Place { return matter.Place{Code: p.Code, Name: p.Name} }),
		Companions: listOf(b.Companions, func(id string) trips.PersonID { return trips.PersonID(id) }),
	}))
}

// ListRequests answers the requests the actor may see, the latest first.
func (a *API) ListRequests(ctx context.Context, in *struct {
	State string `query:"state" enum:"asked,approved,rejected,withdrawn"`
	Own   bool   `query:"own" doc:"Only those one asked or rides along on"`
	Limit int    `query:"limit" minimum:"1" maximum:"500" default:"100"`
},
) (*RequestsOutput, error) {
	found, err := a.Requests.Requests(ctx, actor(ctx), reimburse.RequestFilter{State: matter.State(in.State), Own: in.Own, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	s := a.signers(ctx)
	return &RequestsOutput{Body: listOf(found, s.requestOf)}, s.err
}

// ReadRequest answers one request.
func (a *API) ReadRequest(ctx context.Context, in *struct {
	ID string `path:"id" maxLength:"64"`
},
) (*RequestOutput, error) {
	return a.signers(ctx).requestOutput(a.Requests.Request(ctx, actor(ctx), reimburse.MatterID(in.ID)))
}

// DecideRequestInput approves, rejects or withdraws a request.
type DecideRequestInput struct {
	Key
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Action  string `json:"action" enum:"approve,reject,withdraw"`
		Version int64  `json:"version"`
		Comment string `json:"comment,omitempty" maxLength:"2000" doc:"Required to reject"`
	}
}

// DecideRequest approves, rejects or withdraws a request.
func (a *API) DecideRequest(ctx context.Context, in *DecideRequestInput) (*RequestOutput, error) {
	return a.signers(ctx).requestOutput(a.Requests.DecideRequest(ctx, actor(ctx), reimburse.MatterID(in.ID), reimburse.MatterDecision{
		Action: matter.Action(in.Body.Action), Version: in.Body.Version, Comment: in.Body.Comment,
	}))
}

// ReadRequestSlip answers the 公务出行审批单 of a request.
func (a *API) ReadRequestSlip(ctx context.Context, in *ClaimFormInput) (*FileOutput, error) {
	return fileOf(a.Requests.RequestSlip(ctx, actor(ctx), reimburse.MatterID(in.ID), reimburse.Format(in.Format)))
}

// TripRequest is the request a trip was driven under.
type TripRequest struct {
	Request *Request  `json:"request,omitempty" doc:"Absent: none, or nothing was said yet"`
	Said    bool      `json:"said" doc:"Time and place, or somebody, said so, be it that there is none"`
	ByHand  bool      `json:"by_hand"`
	Could   []Request `json:"could" doc:"Approved ones of the same time, best first"`
}

// TripRequestOutput answers with the request of a trip.
type TripRequestOutput struct{ Body TripRequest }

// ReadTripRequest answers the request a trip was driven under.
func (a *API) ReadTripRequest(ctx context.Context, in *struct {
	ID string `path:"id" maxLength:"64"`
},
) (*TripRequestOutput, error) {
	trip, err := a.Trips.Trip(ctx, actor(ctx), trips.TripID(in.ID))
	if err != nil {
		return nil, err
	}
	return a.tripRequest(ctx, trip)
}

// LinkTripInput says which request a trip was driven under.
type LinkTripInput struct {
	Key
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Request string `json:"request" maxLength:"64" doc:"Its id; empty: none"`
	}
}

// LinkTrip says which request a trip of one's own was driven under.
func (a *API) LinkTrip(ctx context.Context, in *LinkTripInput) (*TripRequestOutput, error) {
	trip, err := a.Trips.Trip(ctx, actor(ctx), trips.TripID(in.ID))
	if err != nil {
		return nil, err
	}
	if err := a.Requests.LinkTrip(ctx, actor(ctx), trip, reimburse.MatterID(in.Body.Request)); err != nil {
		return nil, err
	}
	return a.tripRequest(ctx, trip)
}

func (a *API) tripRequest(ctx context.Context, trip trips.Trip) (*TripRequestOutput, error) {
	found, err := a.Requests.TripRequest(ctx, actor(ctx), trip)
	if err != nil {
		return nil, err
	}
	s := a.signers(ctx)
	out := TripRequest{Said: found.Said, ByHand: found.ByHand, Could: listOf(found.Could, s.requestOf)}
	if found.Request != nil {
		shown := s.requestOf(*found.Request)
		out.Request = &shown
	}
	return &TripRequestOutput{Body: out}, s.err
}

// ListColleagues answers who one may take along: the people of one's township.
func (a *API) ListColleagues(ctx context.Context, _ *struct{}) (*struct{ Body []Person }, error) {
	found, err := a.Requests.Colleagues(ctx, actor(ctx))
	if err != nil {
		return nil, err
	}
	return &struct{ Body []Person }{listOf(found, personOf)}, nil
}

func (s *signers) requestOutput(r reimburse.Request, err error) (*RequestOutput, error) {
	if err != nil {
		return nil, err
	}
	return &RequestOutput{Body: s.requestOf(r)}, s.err
}

func (s *signers) requestOf(r reimburse.Request) Request {
	return Request{
		Matter: s.matterOf(r.Matter), Plate: r.Plate, With: listOf(r.With, personOf),
		Trips: listOf(r.Trips, func(id trips.TripID) string { return string(id) }),
		RequestTerms: RequestTerms{
			Purpose: r.Purpose, From: r.From.UTC(), Until: r.Until.UTC(), Vehicle: string(r.Vehicle), Emergency: r.Emergency, Reason: r.Reason,
			Places:     listOf(r.Places, func(p matter.Place) RequestPlace { return RequestPlace{Code: p.Code, Name: p.Name} }),
			Companions: listOf(r.Companions, func(id trips.PersonID) string { return string(id) }),
		},
	}
}

func (s *signers) matterOf(m reimburse.Matter) Matter {
	shown := Matter{
		ID: string(m.ID), State: string(m.State), StateName: m.State.Name(), Version: m.Version, AskedAt: m.AskedAt, AskedBy: s.orNil(m.AskedBy),
		DueAt: m.DueAt, DecidedAt: m.DecidedAt, DecidedBy: s.orNil(m.DecidedBy), Comment: m.Comment,
		OnBehalfOf: s.all(m.OnBehalfOf),
		Allowed:    listOf(m.Allowed, func(a matter.Action) string { return string(a) }),
	}
	if m.Person.ID != "" {
		person := personOf(m.Person)
		shown.Person = &person
	}
	return shown
}
