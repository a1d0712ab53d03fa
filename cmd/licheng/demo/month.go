package demo

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// beijing is the zone of all local times: China has had no summer time since
// 1991, so a fixed offset is exact.
var beijing = time.FixedZone("UTC+8", 8*3600)

// The month of the trips.
const (
	Year  = 2026
	Month = time.October
)

// villagePurposes are what people go to villages for, with the kinds of
// errand that 2026 has.
var villagePurposes = []string{"走访脱贫户", "防火巡查", "核查低保", "调解纠纷", "查看水渠", "产业验收", "入户登记", "道路隐患排查"}

var townPurposes = []string{"县里开会", "送报表", "领取物资", "参加培训", "到局里办事"}

// month records everybody's October and returns the recordings behind
// c.Trips, one each.
func (c *County) month() []recording {
	var kept []recording
	for i := range c.People {
		who := &c.People[i]
		r := chance(c.Seed, "month "+who.ID)
		for day := 1; day <= 31; day++ {
			date := time.Date(Year, Month, day, 0, 0, 0, 0, beijing)
			if worksOn(date, r) && r.IntN(10) < who.eager {
				if rec, ok := c.outOn(who, &c.Vehicles[i], date, r); ok {
					kept = append(kept, rec)
				}
			}
		}
	}
	return kept
}

// worksOn says whether somebody is on duty: on working days of 2026, with
// 10 October made up for the holiday; few on the other days.
func worksOn(date time.Time, r *rand.Rand) bool {
	day, weekday := date.Day(), date.Weekday()
	free := day <= 7 || (weekday == time.Saturday || weekday == time.Sunday) && day != 10
	return !free || r.IntN(6) == 0
}

// outOn sends a person out on one day and keeps the file. It reports false
// when there is nowhere to go.
func (c *County) outOn(who *Person, v *Vehicle, date time.Time, r *rand.Rand) (recording, bool) {
	o, ok := c.dayOut(who, date, r)
	if !ok {
		return recording{}, false
	}
	startAt := date.Add(time.Duration(7*3600+1800+r.IntN(2*3600)) * time.Second)
	rec := &recorder{every: who.phone.every, sigmaM: who.phone.sigmaM, datum: who.phone.datum, rests: who.phone.rests, chance: r}
	out, ok := c.travel(o, c.seatNode(who.seat), who, startAt, rec)
	if ok {
		c.keep(who, v, o.purpose, out)
	}
	return out, ok
}

func (c *County) seatNode(seat int) int { return c.network.joints[c.plan.seatJoint[seat]] }

// dayOut chooses where a person goes on a day: to villages of the township, or
// to the county town.
func (c *County) dayOut(who *Person, date time.Time, r *rand.Rand) (outing, bool) {
	if r.IntN(10) < 3 {
		stay := time.Duration(70+r.IntN(130)) * time.Minute
		holiday := date.Day() <= 7 // toll free
		return outing{
			stops: []int{c.Places[0].node}, stay: []time.Duration{stay},
			purpose: townPurposes[r.IntN(len(townPurposes))], expressway: holiday || r.IntN(4) == 0,
		}, true
	}
	near := c.villagesOf(who)
	if len(near) == 0 {
		return outing{}, false
	}
	o := outing{purpose: villagePurposes[r.IntN(len(villagePurposes))]}
	for _, k := range r.Perm(len(near))[:min(1+r.IntN(3), len(near))] {
		o.stops = append(o.stops, near[k].node)
		o.stay = append(o.stay, time.Duration(25+r.IntN(55))*time.Minute)
	}
	return o, true
}

// villagesOf lists the villages a person is responsible for: those of the
// township that can be reached, or the nearest few where it has none.
func (c *County) villagesOf(who *Person) []Place {
	var own, all []Place
	for _, p := range c.Places {
		if p.Kind != "village" || p.node < 0 {
			continue
		}
		all = append(all, p)
		if p.Township == who.Township {
			own = append(own, p)
		}
	}
	if len(own) > 0 {
		return own
	}
	seat := c.plan.seats[who.seat]
	slices.SortStableFunc(all, func(a, b Place) int {
		return cmp.Compare(onPlane(a.Point).to(seat), onPlane(b.Point).to(seat))
	})
	return all[:min(4, len(all))]
}

// keep writes a recording in the format of the person's phone.
func (c *County) keep(who *Person, v *Vehicle, purpose string, rec recording) {
	stamp := rec.truth.StartedAt.Format("20060102-1504")
	t := Trip{
		Person: who.ID, Vehicle: v.ID, Purpose: purpose, Datum: who.phone.datum, Format: who.phone.format,
		Fixes: len(rec.fixes), Truth: rec.truth,
		FileName: fmt.Sprintf("%s-%s.%s", who.Login, stamp, who.phone.format),
	}
	t.Bytes = encode(who.phone.format, fmt.Sprintf("%s %s", who.TownshipName, stamp), rec)
	c.Trips = append(c.Trips, t)
}
