package demo

import "fmt"

// namePlaces lists the county town, the townships and the villages, with codes
// of the customary lengths.
func (c *County) namePlaces() []Place {
	p := c.plan
	n := c.network
	out := []Place{{Code: Code + "000", Name: "演示县城", Kind: "county", Point: p.town.lonLat(), node: n.joints[p.townJoint]}}
	for i, s := range p.seats {
		code := fmt.Sprintf("%s%03d", Code, 100+i)
		out = append(out, Place{Code: code, Name: townshipNames[i], Kind: "township", Township: code, Point: s.lonLat(), node: n.joints[p.seatJoint[i]]})
	}
	names := villageNames(len(p.villages), chance(c.Seed, "names"))
	for i, v := range p.villages {
		seat := p.seatOf[i]
		township, prefix := "", Code+"000" // around the county town they belong to no township
		if seat < len(p.seats) {
			township = fmt.Sprintf("%s%03d", Code, 100+seat)
			prefix = township
		}
		pl := Place{Code: fmt.Sprintf("%s%03d", prefix, 201+i), Name: names[i], Kind: "village", Township: township, Point: v.lonLat(), node: -1}
		if j := p.village[i]; j >= 0 {
			pl.node = n.joints[j]
		}
		pl.hidden = p.lanes[i] != nil && p.lanes[i].unmapped
		out = append(out, pl)
	}
	return out
}
