package api

import (
	"context"

	"licheng/reimburse"
	"licheng/reimburse/rules"
	"licheng/trips"
)

// Delegations is what this file needs of reimburse.
type Delegations interface {
	Delegate(ctx context.Context, actor trips.Actor, ask reimburse.DelegationAsk) (reimburse.Delegation, error)
	EndDelegation(ctx context.Context, actor trips.Actor, id reimburse.MatterID, version int64) (reimburse.Delegation, error)
	Delegations(ctx context.Context, actor trips.Actor) ([]reimburse.Delegation, error)
}

// DelegationTerms is who decides in one's place, and when.
type DelegationTerms struct {
	To     string `json:"to" minLength:"1" maxLength:"100" doc:"Login of the account"`
	From   string `json:"from" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$" patternDescription:"2026-10-09" doc:"First day"`
	Until  string `json:"until" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$" patternDescription:"2026-10-09" doc:"Last day"`
	Reason string `json:"reason,omitempty" maxLength:"2000"`
}

// Delegation is a delegation with where it stands.
type Delegation struct {
	Matter
	DelegationTerms
	Deputy Signer `json:"deputy" doc:"Who To is"`
}

// DelegationOutput answers with a delegation.
type DelegationOutput struct{ Body Delegation }

// GiveDelegationInput gives a delegation.
type GiveDelegationInput struct {
	Key
	Body DelegationTerms
}

// GiveDelegation lets another account decide in one's place for some days.
func (a *API) GiveDelegation(ctx context.Context, in *GiveDelegationInput) (*DelegationOutput, error) {
	b := in.Body
	return a.signers(ctx).delegationOutput(a.Delegations.Delegate(ctx, actor(ctx), reimburse.DelegationAsk{
		To: b.To, From: rules.Date(b.From), Until: rules.Date(b.Until), Reason: b.Reason,
	}))
}

// EndDelegationInput ends a delegation.
type EndDelegationInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Version int64 `json:"version"`
	}
}

// EndDelegation ends a delegation one gave.
func (a *API) EndDelegation(ctx context.Context, in *EndDelegationInput) (*DelegationOutput, error) {
	return a.signers(ctx).delegationOutput(a.Delegations.EndDelegation(ctx, actor(ctx), reimburse.MatterID(in.ID), in.Body.Version))
}

// ListDelegations answers the delegations one gave or was given; all of the
// county's for auditors.
func (a *API) ListDelegations(ctx context.Context, _ *struct{}) (*struct{ Body []Delegation }, error) {
	found, err := a.Delegations.Delegations(ctx, actor(ctx))
	if err != nil {
		return nil, err
	}
	s := a.signers(ctx)
	return &struct{ Body []Delegation }{listOf(found, s.delegationOf)}, s.err
}

func (s *signers) delegationOutput(d reimburse.Delegation, err error) (*DelegationOutput, error) {
	if err != nil {
		return nil, err
	}
	return &DelegationOutput{Body: s.delegationOf(d)}, s.err
}

func (s *signers) delegationOf(d reimburse.Delegation) Delegation {
	return Delegation{Matter: s.matterOf(d.Matter), Deputy: s.of(d.To.Login), DelegationTerms: DelegationTerms{
		To: d.To.Login, From: string(d.From), Until: string(d.Until), Reason: d.Reason,
	}}
}
