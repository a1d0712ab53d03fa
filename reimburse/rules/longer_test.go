package rules_test

import (
	"strings"
	"testing"

	"licheng/reimburse/rules"
)

const itemByRoad = `
  - id: km
    clause: 第三条
    title: {zh: 里程, en: mileage}
    per_km: {distance: usual_road, longer_way: {with_reason: true}, rates: [{yuan_per_km: 0.80}]}
`

// The line says how far was driven, how long the road is, over how many stops,
// and what can be done.
func TestLongerWaySaysWhatAndWhy(t *testing.T) {
	doc := document(t, itemByRoad)
	trip := drive("t1", 92)
	trip.DistanceLowM, trip.UsualRoadM, trip.RouteStops = 91_000, 80_000, 2
	lines := price(t, doc, rules.Tables{}, october(trip))
	wantStory(t, lines, "MILEAGE 80.000 km 0.80 64.00", "LONGER_WAY 12.000 km 0.00 0.00")
	if got := lines[1].Text.ZH; got != "10月12日青石镇→县城：行驶 92.000 公里，依次经过 2 处停留点的通常道路 80.000 公里，多走的 12.000 公里未计；确有原因的，写明后按实际里程计（第三条）" {
		t.Error(got)
	}
	if got := lines[1].Text.EN; got != "12 Oct, 青石镇 → 县城: driven 92.000 km, and over its 2 stops in order the road usually taken is 80.000 km; the 12.000 km beyond do not count: say why, and the drive counts as it was (mileage)" {
		t.Error(got)
	}
	if in := lines[0].Inputs[3]; in.Name.EN != "road usually taken over the stops" || in.Value != "80.000" {
		t.Errorf("the road is told as %+v", in)
	}
	trip.LongerWhy = "接送专家"
	if got := price(t, doc, rules.Tables{}, october(trip))[0].Text.ZH; !strings.HasSuffix(got, "73.60 元（第三条）；比道路里程多走的原因：接送专家") {
		t.Error(got)
	}
	trip.RouteClosed = "坪上桥（塌方）"
	if got := price(t, doc, rules.Tables{}, october(trip))[0].Text.EN; !strings.HasSuffix(got, "; 坪上桥（塌方） was closed at that time, so the drive counts as it was") {
		t.Error(got)
	}
	if !doc.Asks().Longer || document(t, itemKM).Asks().Longer {
		t.Error("a reason is asked for where it counts, and only there")
	}
}
