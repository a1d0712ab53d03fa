package reimburse

import (
	"context"

	"licheng/reimburse/matter"
	"licheng/reimburse/rules"
	"licheng/reimburse/voucher"
	"licheng/trips"
)

// RequestSlip prints the 公务出行审批单 of a request, for whoever may see it.
// Faults: ErrNoMatter, ErrFormat, ErrNoFont.
func (s *Service) RequestSlip(ctx context.Context, actor trips.Actor, id MatterID, format Format) (Printed, error) {
	r, err := s.Request(ctx, actor, id)
	if err != nil {
		return Printed{}, err
	}
	slip := voucher.Request{
		ID: string(r.ID), Unit: r.Person.Unit, Person: r.Person.Name, Class: StaffClassName(r.Person.StaffClass).ZH,
		Purpose: r.Purpose, From: r.From.In(rules.Shanghai()), To: r.Until.In(rules.Shanghai()), Plate: r.Plate,
		Emergency: r.Emergency, AskedAt: r.AskedAt, State: r.State.Name().ZH, Comment: r.Comment, PrintedAt: s.now(),
	}
	for _, p := range r.Places {
		slip.Places = append(slip.Places, p.Name)
	}
	for _, c := range r.With {
		slip.Companions = append(slip.Companions, c.Name)
	}
	if r.Emergency {
		slip.Purpose += "（紧急：" + r.Reason + "）"
	}
	if slip.Means, err = s.means(ctx, actor.County, r); err != nil {
		return Printed{}, err
	}
	if r.State != matter.Asked {
		slip.DecidedAt = *r.DecidedAt
		if slip.DecidedBy, err = s.signed(ctx, actor.County, r.DecidedBy, r.OnBehalfOf...); err != nil {
			return Printed{}, err
		}
	}
	return printed("审批单-"+string(r.ID), format, voucher.RequestSlip(slip))
}

// means says how somebody travels.
func (s *Service) means(ctx context.Context, county trips.County, r Request) (string, error) {
	if r.Vehicle == "" {
		return "公共交通或搭乘", nil
	}
	v, found, err := s.store.vehicle(ctx, s.store.db, county, r.Vehicle)
	switch {
	case err != nil || !found:
		return "", err
	case v.Unit:
		return "单位车辆", nil
	default:
		return "自驾", nil
	}
}
