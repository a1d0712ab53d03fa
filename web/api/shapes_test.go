package api

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"licheng/lang"
	"licheng/reimburse"
	"licheng/reimburse/claim"
	"licheng/trips"
	"licheng/trips/trace"
)

// asJSON turns a value into what a client reads.
func asJSON(t *testing.T, value any) any {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return parsed(t, string(text))
}

func parsed(t *testing.T, text string) any {
	t.Helper()
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatal(err)
	}
	return value
}

var noon = time.Date(2026, 10, 12, 12, 0, 0, 0, time.FixedZone("Asia/Shanghai", 8*3600))

func TestTripOf(t *testing.T) {
	got := tripOf(trips.Trip{
		ID: "t1", Trace: "u1", Person: "p1", Vehicle: "v1", Purpose: "入户", Month: "2026-10", StartedAt: noon, EndedAt: noon.Add(time.Hour),
		From: "石桥镇", Via: []string{"桐花村", "旧村"}, DistanceM: 12000, DistanceLowM: 11900, DistanceHighM: 12100, Confidence: 0.9,
		Fixes: 10, Kept: 9, Datum: "wgs84", RoadsVersion: "r", MatchVersion: "1",
		Path:     orb.MultiLineString{{{107, 26}, {107.1, 26}}},
		Passages: []trips.Passage{{Kind: "booth", Ref: "G1", Name: "石桥", At: noon, Lon: 107, Lat: 26}},
		Breaks:   []trips.Break{{At: noon, Reason: "gap"}},
		Findings: []trips.Finding{{Rule: "impossible-speed", Severity: "serious", At: noon}, {Severity: "note", At: noon}},
		Late:     []trips.LateFinding{{Finding: trips.Finding{Rule: "road-closed", Severity: "note"}, FoundAt: noon.UTC(), Gone: true}},
	})
	want := parsed(t, `{"id":"t1","trace_id":"u1","person_id":"p1","vehicle_id":"v1","purpose":"入户","month":"2026-10",
		"started_at":"2026-10-12T04:00:00Z","ended_at":"2026-10-12T05:00:00Z","from":"石桥镇","via":["桐花村","旧村"],"to":"",
		"distance_m":12000,"distance_low_m":11900,"distance_high_m":12100,"trace_length_m":0,"tolled_m":0,
		"off_road_m":0,"climb_m":0,"descent_m":0,"confidence":0.9,"findings_serious":1,"evidence":{"kind":"trace","grade":"A","text":{"zh":"轨迹","en":"trace"},"rests_on":null},"findings_note":1,
		"fixes":10,"kept":9,"datum":"wgs84","roads_version":"r","match_version":"1",
		"path":{"type":"MultiLineString","coordinates":[[[107,26],[107.1,26]]]},
		"off_road":{"type":"MultiLineString","coordinates":[]},
		"passages":[{"kind":"booth","ref":"G1","name":"石桥","at":"2026-10-12T04:00:00Z","lon":107,"lat":26}],
		"breaks":[{"at":"2026-10-12T04:00:00Z","reason":"gap"}],"dropped":[],"late_findings":[
			{"rule":"road-closed","severity":"note","text":{"zh":"","en":""},"measured":0,"threshold":0,"unit":"",
			 "at":null,"clears":{"zh":"","en":""},"found_at":"2026-10-12T04:00:00Z","gone":true}],"findings":[
			{"rule":"impossible-speed","severity":"serious","text":{"zh":"","en":""},"measured":0,"threshold":0,"unit":"",
			 "at":"2026-10-12T04:00:00Z","clears":{"zh":"","en":""}},
			{"rule":"","severity":"note","text":{"zh":"","en":""},"measured":0,"threshold":0,"unit":"",
			 "at":"2026-10-12T04:00:00Z","clears":{"zh":"","en":""}}]}`)
	if diff := cmp.Diff(want, asJSON(t, got)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// A trace without times makes a trip whose times are null, not of the year 1.
// A trip told without a trace says what its length rests on.
func TestTripOf_toldWithoutATrace(t *testing.T) {
	rests := lang.Say("常走", "usual")
	got := asJSON(t, tripOf(trips.Trip{Evidence: trips.ByUsualRoute, RestsOn: &rests})).(map[string]any)
	want := parsed(t, `{"kind":"usual-route","grade":"D","text":{"zh":"常走路线","en":"usual route"},"rests_on":{"zh":"常走","en":"usual"}}`)
	if diff := cmp.Diff(want, got["evidence"]); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestTripOf_withoutTimes(t *testing.T) {
	got := asJSON(t, tripOf(trips.Trip{
		ID: "t1", Month: "2026-10", Passages: []trips.Passage{{}}, Breaks: []trips.Break{{}}, Findings: []trips.Finding{{}},
	})).(map[string]any)
	for _, name := range []string{"started_at", "ended_at"} {
		if at, present := got[name]; !present || at != nil {
			t.Errorf("%s is %v, present %v; want null", name, at, present)
		}
	}
	for _, list := range []string{"passages", "breaks", "findings"} {
		first := got[list].([]any)[0].(map[string]any)
		if at, present := first["at"]; !present || at != nil {
			t.Errorf("%s: at %v, present %v; want null", list, at, present)
		}
	}
	if via, is := got["via"].([]any); !is || len(via) != 0 || got["month"] != "2026-10" {
		t.Errorf("via %v, month %v; want an empty list and 2026-10", got["via"], got["month"])
	}
}

// What keeps an upload from being read, and what to do, reaches its cadre.
func TestTraceOf_problem(t *testing.T) {
	problem := lang.Say("稍后再试", "later")
	got := asJSON(t, traceOf(trips.Upload{ID: "u1", State: trips.TraceReceived, Problem: &problem}, nil)).(map[string]any)
	if diff := cmp.Diff(map[string]any{"zh": "稍后再试", "en": "later"}, got["problem"]); diff != "" {
		t.Error(diff)
	}
}

func TestTraceOf(t *testing.T) {
	refusal := lang.Say("空", "empty")
	got := traceOf(trips.Upload{
		ID: "u1", Kind: trips.KindTrace, FileName: "a.gpx", SHA256: "ab", KeptSHA256: "cd", Bytes: 3, Datum: "auto", State: trips.TraceRefused, Refusal: &refusal,
		Report:     &trace.Report{Format: "gpx", Fixes: 1, Dropped: []trace.Drop{{Reason: "bad-time", First: 2, Last: 2, Fixes: 1}}},
		ReceivedAt: noon,
	}, nil)
	want := parsed(t, `{"id":"u1","kind":"trace","file_name":"a.gpx","sha256":"ab","kept_sha256":"cd","edited":false,"bytes":3,"vehicle_id":"","purpose":"","datum":"auto",
		"state":"refused","refusal":{"zh":"空","en":"empty"},
		"report":{"format":"gpx","fixes":1,"kept":0,"notes":[],
			"dropped":[{"reason":"bad-time","first":2,"last":2,"fixes":1,"text":{"zh":"","en":""}}]},
		"received_at":"2026-10-12T04:00:00Z","trips":[]}`)
	if diff := cmp.Diff(want, asJSON(t, got)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestClaimOf(t *testing.T) {
	s := signers{known: map[string]Signer{
		"finance": {Login: "finance"}, "cadre": {Login: "cadre", Name: "青石", Office: &lang.Text{ZH: "石桥镇", EN: "石桥镇"}},
	}}
	got := s.claimOf(reimburse.ClaimView{
		ClaimSummary: reimburse.ClaimSummary{
			ID: "c1", Month: "2026-10", Sequence: 1, Kind: "month", State: claim.Submitted, Version: 3, Trips: 2, DistanceM: 1.5,
			TotalFen: 960, CutFen: 40, SubmittedAt: &noon,
			Person: reimburse.PersonView{ID: "p1", Name: "青石", StaffClass: "institution", Township: "T1", TownshipName: "石桥镇"},
		},
		RuleDocument: "d", RuleTitle: lang.Say("办法", "rule"), RuleVersion: "1", RuleHash: "ff",
		Lines: []reimburse.LineView{{
			No: 1,
			Line: claim.Line{
				Code: claim.Mileage, Trip: "t1", Quantity: "12.000", Unit: "km", Rate: "0.80", Amount: 960, On: noon,
				Rule:   claim.Rule{Document: "d", Version: "1", Clause: "第五条"},
				Inputs: []claim.Input{{Value: "suv", From: "d 1 第五条"}},
			},
			Comments: []reimburse.CommentView{
				{By: "finance", At: noon, Text: "?"},
			},
		}},
		Events:  []reimburse.EventView{{Seq: 4, At: noon, By: "cadre", Action: claim.Submit, Hash: "aa"}},
		Allowed: []claim.Action{claim.Return, claim.Approve},
	})
	want := parsed(t, `{"id":"c1","month":"2026-10","sequence":1,"kind":"month","state":"submitted","version":3,"trips":2,"distance_m":1.5,
		"total_fen":960,"cut_fen":40,"findings_serious":0,"findings_note":0,"submitted_at":"2026-10-12T12:00:00+08:00",
		"person":{"id":"p1","name":"青石","staff_class":"institution",
			"staff_class_name":{"zh":"事业编","en":"Public institution staff"},
			"township_code":"T1","township":"石桥镇","unit":""},
		"rule_document":"d","rule_title":{"zh":"办法","en":"rule"},"rule_version":"1","rule_hash":"ff","roads_versions":[],"match_versions":[],"trip_ids":[],
		"lines":[{"no":1,"code":"MILEAGE","trip":"t1","quantity":"12.000","unit":"km","rate":"0.80","amount_fen":960,
			"rule":{"id":"","clause":"第五条","document":"d","version":"1","in_force":"","title":{"zh":"办法","en":"rule"}},"text":{"zh":"","en":""},
			"inputs":[{"name":{"zh":"","en":""},"value":"suv","value_text":{"zh":"越野车","en":"SUV"},
				"from":"d 1 第五条","from_text":{"zh":"《办法》第五条","en":"rule 第五条"}}],
			"on":"2026-10-12T04:00:00Z","comments":[{"by":{"login":"finance"},"at":"2026-10-12T12:00:00+08:00","text":"?"}]}],
		"events":[{"seq":4,"at":"2026-10-12T04:00:00Z","by":{"login":"cadre","name":"青石","office":{"zh":"石桥镇","en":"石桥镇"}},"action":"submit","comment":"","hash":"aa","on_behalf_of":[]}],
		"allowed":["return","approve"]}`)
	if diff := cmp.Diff(want, asJSON(t, got)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
