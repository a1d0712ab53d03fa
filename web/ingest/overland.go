package ingest

import (
	"encoding/json"
	"net/url"

	"licheng/trips/trace"
)

// overlandFixes reads a batch of Overland: GeoJSON points, oldest first. A
// feature that is no point, or has no time, is passed over: Overland also
// sends trips and notes, and keeps a batch until it is accepted whole.
// https://github.com/aaronpk/Overland-iOS#api
func overlandFixes(_ url.Values, _ string, body []byte) ([]trace.Fix, error) {
	var batch struct {
		Locations []struct {
			Geometry struct {
				Type        string          `json:"type"`
				Coordinates json.RawMessage `json:"coordinates"`
			} `json:"geometry"`
			Properties struct {
				Timestamp string   `json:"timestamp"`
				Altitude  *float64 `json:"altitude"`            // metres
				Accuracy  *float64 `json:"horizontal_accuracy"` // metres; negative: unknown
			} `json:"properties"`
		} `json:"locations"`
	}
	if err := json.Unmarshal(body, &batch); err != nil {
		return nil, errPayload(err)
	}
	if batch.Locations == nil {
		return nil, ErrPayload
	}
	var fixes []trace.Fix
	for _, l := range batch.Locations {
		var at []float64
		if l.Geometry.Type != "Point" || json.Unmarshal(l.Geometry.Coordinates, &at) != nil || len(at) < 2 {
			continue
		}
		f, ok := newFix(moment(l.Properties.Timestamp), at[0], at[1])
		if !ok {
			continue
		}
		setIfGiven(&f.ElevationM, l.Properties.Altitude)
		setIfGiven(&f.AccuracyM, l.Properties.Accuracy)
		fixes = append(fixes, f)
	}
	return fixes, nil
}
