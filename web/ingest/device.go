package ingest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
)

// deviceOf tells the phones of one person apart: a short digest of the token, the
// protocol and what the app calls itself, so that none of them is kept. Two phones
// set up from one code whose app gives no name of its own are one.
func deviceOf(r *http.Request, protocol string, query url.Values, body []byte) string {
	name := appName(r.Header, query, body)
	sum := sha256.Sum256([]byte(strings.Join([]string{query.Get("token"), r.Header.Get("Authorization"), protocol, name}, "\x00")))
	return hex.EncodeToString(sum[:6])
}

// appName is what an app calls itself: OsmAnd's id, OwnTracks' topic or tracker id,
// Overland's device_id, GPSLogger's id where the address asks for it.
func appName(header http.Header, query url.Values, body []byte) string {
	var message struct {
		Device    string `json:"device_id"`
		Topic     string `json:"topic"`
		Tracker   string `json:"tid"`
		Locations []struct {
			Properties struct {
				Device string `json:"device_id"`
			} `json:"properties"`
		} `json:"locations"`
	}
	form := url.Values{}
	if err := json.Unmarshal(body, &message); err != nil { // parameters, then
		form, _ = url.ParseQuery(string(body)) // none of them: it has no name
	}
	names := []string{
		query.Get("id"), query.Get("deviceid"), form.Get("id"), form.Get("deviceid"),
		message.Device, message.Topic, header.Get("X-Limit-D"), message.Tracker,
	}
	if len(message.Locations) > 0 {
		names = append(names, message.Locations[0].Properties.Device)
	}
	return strings.Join(names, "\x00")
}
