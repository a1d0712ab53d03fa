package demo

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// falsify adds the few files that do not tell what happened: two of each kind.
// They are taken from honest recordings, so they look as good as those.
func (c *County) falsify(kept []recording) {
	n, r := len(kept), chance(c.Seed, "false")
	c.falseFile(Replayed, c.replay(kept, n/5, 3), n/5)
	c.falseFile(Replayed, c.replay(kept, n*3/5, 5), n*3/5)
	fast := c.onExpressway(n)
	for _, k := range fast[:min(1, len(fast))] {
		c.falseFile(TooFast, squeeze(kept[k], r), k)
	}
	for _, k := range fast[max(1, len(fast)-1):] {
		c.falseFile(TooFast, squeeze(kept[k], r), k)
	}
	for _, k := range []int{n / 3, n * 2 / 3} { // the phone's fault: the file itself is replaced
		rec := freeze(kept[k])
		t := &c.Trips[k]
		t.Bytes, t.Fixes, t.Truth.False = encode(t.Format, "", rec), len(rec.fixes), Frozen
	}
}

// falseFile adds a false file beside the honest one it was made from: a replay
// is handed in by the next person of the list, the rest by the same person.
func (c *County) falseFile(kind Falsehood, rec recording, from int) {
	t := c.Trips[from]
	who := slices.IndexFunc(c.People, func(p Person) bool { return p.ID == t.Person })
	if kind == Replayed {
		who = (who + 1) % len(c.People)
	}
	p, v := &c.People[who], &c.Vehicles[who]
	at := rec.fixes[0].At.In(beijing)
	rec.truth = Truth{StartedAt: at, EndedAt: rec.fixes[len(rec.fixes)-1].At, Every: t.Truth.Every, False: kind}
	c.Trips = append(c.Trips, Trip{
		FileName: fmt.Sprintf("%s-%s.gpx", p.Login, at.Format("20060102-1504")), Bytes: encodeGPX("", rec),
		Person: p.ID, Vehicle: v.ID, Purpose: t.Purpose, Datum: t.Datum, Format: "gpx", Fixes: len(rec.fixes), Truth: rec.truth,
	})
}

// replay is a drive of somebody else, some days later in the month or, at its
// end, earlier, with the first fixes cut off.
func (c *County) replay(kept []recording, k, days int) recording {
	rec := kept[k]
	shift := time.Duration(days)*24*time.Hour + 17*time.Minute
	if rec.truth.StartedAt.Day()+days > 31 {
		shift -= time.Duration(2*days) * 24 * time.Hour
	}
	out := recording{fixes: slices.Clone(rec.fixes[8:])}
	for i := range out.fixes {
		out.fixes[i].At = out.fixes[i].At.Add(shift)
	}
	return out
}

// onExpressway lists the first n trips that took the expressway.
func (c *County) onExpressway(n int) []int {
	var out []int
	for k, t := range c.Trips[:n] {
		if len(t.Truth.Passings) > 0 {
			out = append(out, k)
		}
	}
	return out
}

// squeeze is the same way on another day with the clock running fast: some
// 220 km/h on the expressway. No position is the same as before.
func squeeze(rec recording, r *rand.Rand) recording {
	day := 24 * time.Hour
	if rec.truth.StartedAt.Day() > 29 {
		day = -day
	}
	out := recording{fixes: slices.Clone(rec.fixes)}
	first := out.fixes[0].At
	for i := range out.fixes {
		f := &out.fixes[i]
		f.At = first.Add(day + f.At.Sub(first)*10/24)
		f.Point = onPlane(f.Point).add(vec{2.5 * r.NormFloat64(), 2.5 * r.NormFloat64()}).lonLat()
	}
	return out
}

// freeze is the recording of a phone that, over most of the drive, sends the
// place it started at again after every true position.
func freeze(rec recording) recording {
	out := recording{truth: rec.truth}
	cached := rec.fixes[len(rec.fixes)/20]
	for i, f := range rec.fixes {
		if slices.Contains(rec.gaps, i) {
			out.gaps = append(out.gaps, len(out.fixes))
		}
		out.fixes = append(out.fixes, f)
		if far := distanceM(f.Point, cached.Point) > 900; far && i+1 < len(rec.fixes) && rec.fixes[i+1].At.Sub(f.At) > time.Second {
			again := cached
			again.At = f.At.Add(rec.fixes[i+1].At.Sub(f.At) / 2).Truncate(time.Second)
			if again.At.After(f.At) && again.At.Sub(f.At) < time.Minute {
				out.fixes = append(out.fixes, again)
			}
		}
	}
	return out
}
