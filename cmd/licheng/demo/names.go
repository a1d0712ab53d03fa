package demo

import "math/rand/v2"

// Code is the county's division code. GB/T 2260 assigns 999999 to nobody.
const Code = "999999"

// CountyZH and CountyEN are what the county is called, wherever it is shown.
const (
	CountyZH = "虚构演示县"
	CountyEN = "Invented Demo County"
)

// townshipNames are ordinary place words; no township is meant.
var townshipNames = []string{"青石镇", "云岭乡", "柏树镇", "白岩乡", "松溪镇", "石板乡", "梨坪镇", "杉木乡"}

var (
	villageFirst  = []string{"大", "小", "上", "下", "老", "新", "长", "高", "石", "松", "竹", "茶", "桃", "梨", "龙", "水", "沙", "岩", "双", "平"}
	villageSecond = []string{"坪", "湾", "沟", "坡", "寨", "塘", "坝", "岭", "冲", "垭", "溪", "田"}
)

// villageNames returns count different village names.
func villageNames(count int, r *rand.Rand) []string {
	var out []string
	for _, k := range r.Perm(len(villageFirst) * len(villageSecond))[:count] {
		out = append(out, villageFirst[k/len(villageSecond)]+villageSecond[k%len(villageSecond)]+"村")
	}
	return out
}
