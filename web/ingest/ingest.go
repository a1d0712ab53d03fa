// Package ingest takes the fixes that tracker apps of phones send by
// themselves: Traccar Client and others of the OsmAnd protocol, OwnTracks over
// HTTP, Overland, GPSLogger. Each protocol is a file that turns a request into
// fixes; what is kept of them, and when, trips decides.
package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net/http"
	"net/url"
	"time"

	"github.com/paulmach/orb"
	"github.com/prometheus/client_golang/prometheus"

	"licheng"
	"licheng/lang"
	"licheng/trips"
	"licheng/trips/trace"
)

// Recorder keeps fixes that lie within the actor's recordings.
type Recorder interface {
	Record(ctx context.Context, actor trips.Actor, device string, fixes []trace.Fix) (kept int, err error)
}

// ErrPayload answers what is not a message of the protocol. Trackers do not
// show it; whoever sets one up does.
var ErrPayload = &licheng.Fault{
	Kind: licheng.Invalid, Slug: "tracker-payload",
	Title: lang.Say("看不懂这条定位消息，请检查定位软件里选的协议和地址。",
		"This is no message of the protocol: check the app's protocol and address."),
}

// ErrEncrypted answers a message that nobody here can read.
var ErrEncrypted = &licheng.Fault{
	Kind: licheng.Unprocessable, Slug: "tracker-encrypted",
	Title: lang.Say("OwnTracks 的消息加了密，这里读不出来：请在 OwnTracks 的设置里清空加密密钥。",
		"OwnTracks encrypts its messages, and they cannot be read here: clear the encryption key in its settings."),
}

// fixesMax is how many fixes one request may carry: Overland sends a thousand
// at once when it is back in the net.
const fixesMax = 10_000

// Protocol is one way trackers speak.
type Protocol struct {
	Name string // as in /ingest/{name}
	// fixes reads the fixes of a request; messages that are none (a battery
	// report, a waypoint) give no fix. body is read whole before.
	fixes func(query url.Values, contentType string, body []byte) ([]trace.Fix, error)
	// answer is what the app takes for success.
	answer      string
	contentType string
}

// Protocols are all of them.
func Protocols() []Protocol {
	return []Protocol{
		{"osmand", osmAndFixes, "", "text/plain; charset=utf-8"},
		{"owntracks", ownTracksFixes, "[]", "application/json"},
		{"overland", overlandFixes, `{"result":"ok"}`, "application/json"},
		{"gpslogger", gpsLoggerFixes, "", "text/plain; charset=utf-8"},
	}
}

// Counter counts fixes by protocol and by what became of them; it names nobody.
func Counter() *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "licheng_ingest_fixes_total",
		Help: "Fixes sent by phones' trackers, by protocol and outcome: kept, or forgotten because no recording was open.",
	}, []string{"protocol", "outcome"})
}

// Handler takes the messages of one protocol. actorOf tells who sent a request
// that has passed the door; fail answers one that cannot be used. A fix outside
// of every recording is answered as one inside is: the app must not send it for
// ever, and nobody must learn from the answer whether a recording is open.
func Handler(p Protocol, recorder Recorder, counted *prometheus.CounterVec,
	actorOf func(context.Context) trips.Actor, fail func(http.ResponseWriter, *http.Request, error),
) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			fail(w, r, err)
			return
		}
		query := r.URL.Query()
		device := deviceOf(r, p.Name, query, body)
		fixes, err := p.fixes(query, r.Header.Get("Content-Type"), body)
		if err == nil && len(fixes) > fixesMax {
			err = fmt.Errorf("%d fixes at once: %w", len(fixes), ErrPayload)
		}
		if err != nil {
			fail(w, r, err)
			return
		}
		kept, err := recorder.Record(r.Context(), actorOf(r.Context()), device, fixes)
		if err != nil {
			fail(w, r, err)
			return
		}
		counted.WithLabelValues(p.Name, "kept").Add(float64(kept))
		counted.WithLabelValues(p.Name, "forgotten").Add(float64(len(fixes) - kept))
		w.Header().Set("Content-Type", p.contentType)
		if _, err := io.WriteString(w, p.answer); err != nil {
			slog.DebugContext(r.Context(), "answer not delivered", "error", err)
		}
	}
}

// newFix makes a fix of what every protocol gives; ok is false when a place or
// a time is missing or cannot be.
func newFix(at time.Time, lon, lat float64) (f trace.Fix, ok bool) {
	none := math.NaN()
	f = trace.Fix{At: at.UTC(), Point: orb.Point{lon, lat}, ElevationM: none, AccuracyM: none, SpeedMPS: none, HeadingDeg: none}
	sound := !at.IsZero() && math.Abs(lon) <= 180 && math.Abs(lat) <= 90
	return f, sound
}

// errPayload says what of a message is wrong.
func errPayload(err error) error { return errors.Join(ErrPayload, err) }
