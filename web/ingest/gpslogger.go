package ingest

import (
	"net/url"

	"licheng/trips/trace"
)

// gpsLoggerFixes reads GPSLogger's custom address with the parameters the app
// shows: lat, lon (or longitude), time (or epoch). It sends what it could not
// send again and again; fixes of one moment are kept once.
// https://gpslogger.app/#usingthecustomurlfeature
func gpsLoggerFixes(query url.Values, _ string, body []byte) ([]trace.Fix, error) {
	if len(body) > 0 {
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return nil, errPayload(err)
		}
		for name, values := range form {
			query[name] = values
		}
	}
	if query.Get("lon") == "" {
		query.Set("lon", query.Get("longitude"))
	}
	if query.Get("time") == "" {
		query.Set("time", query.Get("epoch"))
	}
	return parameterFixes(query, "lat", "lon", "time")
}
