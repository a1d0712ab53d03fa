package ingest

import (
	"encoding/json"
	"net/url"

	"licheng/trips/trace"
)

// ownTracksFixes reads a message of OwnTracks in HTTP mode. Only those of type
// location are fixes: a waypoint or a transition names a place, not where the
// phone is, and would be a phantom jump. Encrypted ones are refused: the app then
// shows that it is not heard, and keeps what it could not deliver.
// https://owntracks.org/booklet/tech/json/
func ownTracksFixes(_ url.Values, _ string, body []byte) ([]trace.Fix, error) {
	var message struct {
		Type string   `json:"_type"`
		Lat  *float64 `json:"lat"`
		Lon  *float64 `json:"lon"`
		Tst  float64  `json:"tst"` // Unix seconds, of the fix
		Acc  *float64 `json:"acc"` // metres
		Alt  *float64 `json:"alt"` // metres
	}
	if err := json.Unmarshal(body, &message); err != nil {
		return nil, errPayload(err)
	}
	switch {
	case message.Type == "":
		return nil, ErrPayload
	case message.Type == "encrypted":
		return nil, ErrEncrypted
	case message.Type != "location":
		return nil, nil
	case message.Lat == nil || message.Lon == nil:
		return nil, ErrPayload
	}
	f, ok := newFix(unixTime(message.Tst), *message.Lon, *message.Lat)
	if !ok {
		return nil, ErrPayload
	}
	setIfGiven(&f.AccuracyM, message.Acc)
	setIfGiven(&f.ElevationM, message.Alt)
	return []trace.Fix{f}, nil
}
