package api

import (
	"context"
	"net/http"
	"time"

	"licheng/trips"
	"licheng/trips/trace"
)

// Recordings is what this file and web/ingest need of trips.
type Recordings interface {
	StartRecording(ctx context.Context, actor trips.Actor, vehicle trips.VehicleID, purpose string, lasts time.Duration) (trips.Recording, error)
	EndRecording(ctx context.Context, actor trips.Actor, id trips.RecordingID) (trips.Recording, error)
	Recordings(ctx context.Context, actor trips.Actor) ([]trips.Recording, error)
	Record(ctx context.Context, actor trips.Actor, device string, fixes []trace.Fix) (kept int, err error)
}

// Trackers is what this file needs of auth.
type Trackers interface {
	// IssueTrackerToken makes a token that a phone's tracker app may send fixes
	// with, and nothing else.
	IssueTrackerToken(ctx context.Context, actor trips.Actor) (token string, expires time.Time, err error)
}

// Recording is a stretch of time in which a phone's tracker may send fixes.
type Recording struct {
	ID        string     `json:"id"`
	VehicleID string     `json:"vehicle_id"`
	Purpose   string     `json:"purpose"`
	StartedAt time.Time  `json:"started_at"`
	Until     time.Time  `json:"until" doc:"When it is over by itself"`
	EndedAt   *time.Time `json:"ended_at,omitempty"`
	TraceID   string     `json:"trace_id,omitempty" doc:"What was handed in; absent while it is open, and when no fix came"`
	Fixes     int        `json:"fixes" doc:"Kept so far"`
	Devices   int        `json:"devices" doc:"Phones or apps they came from; of several the drive is that of the one that went farthest"`
}

// RecordingOutput answers with a recording.
type RecordingOutput struct{ Body Recording }

// RecordingsOutput answers with the newest recordings.
type RecordingsOutput struct{ Body []Recording }

// StartRecordingInput opens a recording.
type StartRecordingInput struct {
	Body struct {
		VehicleID string `json:"vehicle_id,omitempty" maxLength:"64"`
		Purpose   string `json:"purpose,omitempty" maxLength:"500"`
		Minutes   int    `json:"minutes,omitempty" minimum:"1" maximum:"1440" default:"720" doc:"How long it lasts unless it is ended before"`
	}
}

// StartRecording opens a recording: from now on the cadre's tracker is listened to.
func (a *API) StartRecording(ctx context.Context, in *StartRecordingInput) (*RecordingOutput, error) {
	r, err := a.Recordings.StartRecording(ctx, actor(ctx), trips.VehicleID(in.Body.VehicleID), in.Body.Purpose,
		time.Duration(in.Body.Minutes)*time.Minute)
	if err != nil {
		return nil, err
	}
	return &RecordingOutput{Body: recordingOf(r)}, nil
}

// EndRecording ends a recording and hands its fixes in.
func (a *API) EndRecording(ctx context.Context, in *struct {
	ID string `path:"id" maxLength:"64"`
},
) (*RecordingOutput, error) {
	r, err := a.Recordings.EndRecording(ctx, actor(ctx), trips.RecordingID(in.ID))
	if err != nil {
		return nil, err
	}
	return &RecordingOutput{Body: recordingOf(r)}, nil
}

// ListRecordings answers the actor's newest recordings.
func (a *API) ListRecordings(ctx context.Context, _ *struct{}) (*RecordingsOutput, error) {
	found, err := a.Recordings.Recordings(ctx, actor(ctx))
	if err != nil {
		return nil, err
	}
	return &RecordingsOutput{Body: listOf(found, recordingOf)}, nil
}

func recordingOf(r trips.Recording) Recording {
	return Recording{
		ID: string(r.ID), VehicleID: string(r.Vehicle), Purpose: r.Purpose, StartedAt: r.StartedAt, Until: r.Until,
		EndedAt: optionalTime(r.EndedAt), TraceID: string(r.Trace), Fixes: r.Fixes, Devices: r.Devices,
	}
}

// Tracker is what a tracker app is set up with. It is shown once.
type Tracker struct {
	Token   string       `json:"token"`
	Expires time.Time    `json:"expires"`
	Apps    []TrackerApp `json:"apps"`
}

// TrackerApp is how one app is set up.
type TrackerApp struct {
	Protocol string `json:"protocol" enum:"osmand,owntracks,overland,gpslogger"`
	URL      string `json:"url" doc:"The address to enter, token included"`
	QR       string `json:"qr" doc:"The same as a QR code: an SVG image"`
}

// TrackerOutput answers with a tracker's set-up.
type TrackerOutput struct {
	Status int
	Body   Tracker
}

// TrackerInput says at which address the phone reaches the service.
type TrackerInput struct {
	Body struct {
		Origin string `json:"origin" pattern:"^https?://[^/?#\\s]+$" maxLength:"200" patternDescription:"https://licheng.example.cn" doc:"As in the browser's address bar, without a path"`
	}
}

// MakeTracker makes a personal token for tracker apps.
func (a *API) MakeTracker(ctx context.Context, in *TrackerInput) (*TrackerOutput, error) {
	token, expires, err := a.Trackers.IssueTrackerToken(ctx, actor(ctx))
	if err != nil {
		return nil, err
	}
	out := &TrackerOutput{Status: http.StatusCreated, Body: Tracker{Token: token, Expires: expires.UTC()}}
	for _, protocol := range []string{"osmand", "owntracks", "overland", "gpslogger"} {
		address := in.Body.Origin + "/ingest/" + protocol + "?token=" + token
		if protocol == "gpslogger" { // it fills in what stands after %
			address += "&id=%AID&lat=%LAT&lon=%LON&time=%TIME&alt=%ALT&acc=%ACC"
		}
		code, err := qrSVG(address)
		if err != nil {
			return nil, err
		}
		out.Body.Apps = append(out.Body.Apps, TrackerApp{Protocol: protocol, URL: address, QR: code})
	}
	return out, nil
}
