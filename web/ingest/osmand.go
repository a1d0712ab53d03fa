package ingest

import (
	"encoding/json"
	"mime"
	"net/url"
	"strconv"
	"strings"

	"licheng/trips/trace"
)

// osmAndFixes reads the OsmAnd protocol as Traccar Client speaks it: parameters
// in the address or in a form, or, since version 9, JSON with one location.
// https://www.traccar.org/osmand/
func osmAndFixes(query url.Values, contentType string, body []byte) ([]trace.Fix, error) {
	media, _, _ := mime.ParseMediaType(contentType) // none: parameters in the address
	switch {
	case media == "application/json" || len(body) > 0 && body[0] == '{':
		return locationFixes(body)
	case len(body) > 0:
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return nil, errPayload(err)
		}
		for name, values := range form {
			query[name] = values
		}
	}
	return parameterFixes(query, "lat", "lon", "timestamp")
}

// parameterFixes reads one fix out of parameters. A message without a place
// (cells and networks only) is no fix.
func parameterFixes(query url.Values, latName, lonName, timeName string) ([]trace.Fix, error) {
	latText, lonText := query.Get(latName), query.Get(lonName)
	if both := query.Get("location"); latText == "" && both != "" {
		latText, lonText, _ = strings.Cut(both, ",")
	}
	if latText == "" && lonText == "" {
		if query.Get(timeName) == "" {
			return nil, ErrPayload
		}
		return nil, nil
	}
	lat, latErr := strconv.ParseFloat(latText, 64)
	lon, lonErr := strconv.ParseFloat(lonText, 64)
	f, ok := newFix(moment(query.Get(timeName)), lon, lat)
	if latErr != nil || lonErr != nil || !ok {
		return nil, ErrPayload
	}
	for name, figure := range map[string]*float64{"altitude": &f.ElevationM, "alt": &f.ElevationM, "accuracy": &f.AccuracyM, "acc": &f.AccuracyM} {
		if v, err := strconv.ParseFloat(query.Get(name), 64); err == nil {
			*figure = v
		}
	}
	f.Mocked = query.Get("mock") == "true" || query.Get("mock") == "1"
	return []trace.Fix{f}, nil
}

// location is what newer Traccar Clients post.
type location struct {
	Timestamp string `json:"timestamp"`
	Mock      bool   `json:"mock"`
	Coords    *struct {
		Latitude  float64  `json:"latitude"`
		Longitude float64  `json:"longitude"`
		Accuracy  *float64 `json:"accuracy"`
		Altitude  *float64 `json:"altitude"`
	} `json:"coords"`
}

func locationFixes(body []byte) ([]trace.Fix, error) {
	var message struct {
		Location json.RawMessage `json:"location"`
	}
	if err := json.Unmarshal(body, &message); err != nil {
		return nil, errPayload(err)
	}
	var several []location
	if err := json.Unmarshal(message.Location, &several); err != nil { // one, not a batch
		var one location
		if err := json.Unmarshal(message.Location, &one); err != nil {
			return nil, errPayload(err)
		}
		several = []location{one}
	}
	var fixes []trace.Fix
	for _, l := range several {
		if l.Coords == nil {
			continue
		}
		f, ok := newFix(moment(l.Timestamp), l.Coords.Longitude, l.Coords.Latitude)
		if !ok {
			return nil, ErrPayload
		}
		f.Mocked = l.Mock
		setIfGiven(&f.AccuracyM, l.Coords.Accuracy)
		setIfGiven(&f.ElevationM, l.Coords.Altitude)
		fixes = append(fixes, f)
	}
	return fixes, nil
}

// setIfGiven takes a figure that is there.
func setIfGiven(to, from *float64) {
	if from != nil {
		*to = *from
	}
}
