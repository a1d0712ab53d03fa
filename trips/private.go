package trips

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"

	"github.com/jmoiron/sqlx"
	"github.com/paulmach/orb"

	"licheng"
	"licheng/geo/datum"
	"licheng/lang"
	"licheng/trips/segment"
	"licheng/trips/trace"
)

// PrivateArea is a circle on the map its owner keeps to themselves: what a
// trace holds inside of it is cut before anything is stored. Nobody but the
// owner can ask for it. An app had better not send where the home is but a
// circle that holds it, its centre moved by chance: the edges of many cut trips
// give the centre away (Hassan et al., USENIX Security 2018).
type PrivateArea struct {
	ID      string  `db:"id"`   // chosen by the owner's device; the same id again changes the area
	Kind    string  `db:"kind"` // home or other
	Name    string  `db:"name"`
	Lon     float64 `db:"lon"` // of the centre, WGS-84
	Lat     float64 `db:"lat"`
	RadiusM float64 `db:"radius_m"`
}

// The limits of private areas. A circle smaller than 100 m is within what
// receivers err; one of more than 5 km would cut whole trips.
const (
	privateAreasMax   = 20
	privateRadiusMinM = 100
	privateRadiusMaxM = 5000
)

var privateAreaID = regexp.MustCompile(`^[A-Za-z0-9-]{1,64}$`)

// PrivateAreas returns the actor's own areas.
//
// Faults: ErrNotOwn for an account that is nobody's.
func (s *Service) PrivateAreas(ctx context.Context, actor Actor) ([]PrivateArea, error) {
	if actor.Person == "" {
		return nil, fmt.Errorf("account %s: %w", actor.Login, ErrNotOwn)
	}
	return listPrivateAreas(ctx, s.db, actor.County, actor.Person)
}

// SetPrivateArea adds an area of the actor's own, or changes the one of that
// id. It holds for what is handed in from now on, and with it for what a phone
// has recorded of a recording that goes on.
//
// Faults: ErrNotOwn, ErrPrivateArea, ErrPrivateAreas.
func (s *Service) SetPrivateArea(ctx context.Context, actor Actor, area PrivateArea) error {
	if actor.Person == "" || !actor.Has(Cadre) {
		return fmt.Errorf("account %s: %w", actor.Login, ErrNotOwn)
	}
	area.Name = plainText(area.Name, 50)
	onEarth := math.Abs(area.Lon) <= 180 && math.Abs(area.Lat) <= 90 // NaN is not
	sized := area.RadiusM >= privateRadiusMinM && area.RadiusM <= privateRadiusMaxM
	if !onEarth || !sized || !privateAreaID.MatchString(area.ID) || area.Kind != "home" && area.Kind != "other" {
		return ErrPrivateArea
	}
	if err := putPrivateArea(ctx, s.db, actor.County, actor.Person, area); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx *sqlx.Tx) error {
		return forgetRecorded(ctx, s.db.Dialect, tx, actor.County, actor.Person, area.area())
	})
}

// RemovePrivateArea takes an area of the actor's own away; one that is not
// there is gone already.
//
// Faults: ErrNotOwn.
func (s *Service) RemovePrivateArea(ctx context.Context, actor Actor, id string) error {
	if actor.Person == "" {
		return fmt.Errorf("account %s: %w", actor.Login, ErrNotOwn)
	}
	return deletePrivateArea(ctx, s.db, actor.County, actor.Person, id)
}

// privateOf is what a person keeps to themselves of a file they hand in.
func (s *Service) privateOf(ctx context.Context, upload Upload, in HandIn) (segment.Private, error) {
	private := segment.Private{Spans: in.Private, Working: in.Working}
	for _, span := range append([]segment.Span{in.Working}, in.Private...) {
		if !span.To.IsZero() && !span.From.Before(span.To) {
			return private, fmt.Errorf("from %s to %s: %w", span.From, span.To, ErrPrivateSpan)
		}
	}
	areas, err := listPrivateAreas(ctx, s.db, upload.County, upload.Person)
	for _, a := range areas {
		private.Areas = append(private.Areas, a.area())
	}
	return private, err
}

func (a PrivateArea) area() segment.Area {
	return segment.Area{Center: orb.Point{a.Lon, a.Lat}, RadiusM: a.RadiusM}
}

// inAny reports whether a WGS-84 point lies in one of the areas.
func inAny(areas []PrivateArea, p orb.Point) bool {
	return slices.ContainsFunc(areas, func(a PrivateArea) bool { return a.area().Holds(p) })
}

// kept is what is stored of a file.
type kept struct {
	*spool
	report *trace.Report // on the file as sent; nil when it is stored as it is
}

// remains decides what is stored of a file. Without anything private that is
// the file itself. Else it is written anew out of what is left after the cut,
// though nothing was cut: in the bytes of the file a private place may stand
// where no fix is read, as a waypoint or in the bounds. A file that cannot be
// read is not stored then.
//
// Faults: ErrAllPrivate, ErrUntimedPrivate, or that of a refused file.
func (s *Service) remains(upload Upload, sent *spool, private segment.Private) (kept, error) {
	if private.Nothing() {
		return kept{spool: sent}, nil
	}
	if _, err := sent.Seek(0, io.SeekStart); err != nil {
		return kept{}, err
	}
	traces, report, err := trace.Decode(sent, upload.FileName, s.config.Limits.Trace)
	var refusal *trace.Refusal
	if errors.As(err, &refusal) && refusal.Reason != trace.RefusedUnread {
		return kept{}, refusedUnstored(refusal)
	} else if err != nil {
		return kept{}, err
	}
	private.Places = s.mayLie(traces, datum.Datum(upload.Datum))
	left, hidden, err := segment.Cut(traces, private)
	if errors.Is(err, segment.ErrUntimed) {
		return kept{}, ErrUntimedPrivate
	} else if err != nil {
		return kept{}, err
	}
	if len(left) == 0 {
		return kept{}, ErrAllPrivate
	}
	report.Hide(hidden)
	var anew bytes.Buffer
	if err := trace.WriteGPX(&anew, left); err != nil {
		return kept{}, err
	}
	out, err := spoolBody(&anew, int64(anew.Len()))
	return kept{out, &report}, err
}

// refusedUnstored is the fault of a file that nothing was read from, and that
// is not stored for people to look at either, since nobody can tell what
// private places are in it. It says why it was refused.
func refusedUnstored(r *trace.Refusal) *licheng.Fault {
	why := r.Said()
	return &licheng.Fault{Kind: licheng.Unprocessable, Slug: "trace-unreadable", Title: lang.Text{
		ZH: "文件读不出来：" + why.ZH + " 因为您设了私密范围，读不出的文件没有保存。",
		EN: "The file could not be read: " + why.EN + " Nothing of it was stored, since you keep private areas or times.",
	}}
}

// mayLie returns where in WGS-84 a point of the traces may lie: in the datum
// that was declared or that the roads are sure of, else in each there is.
func (s *Service) mayLie(traces []trace.Trace, declared datum.Datum) func(orb.Point) []orb.Point {
	in := []datum.Datum{declared}
	if declared == datum.Auto {
		in = []datum.Datum{datum.WGS84, datum.GCJ02, datum.BD09}
		if s.config.Roads != nil {
			if v := datum.Detect(positions(traces), s.config.Roads.Near); v.Sure {
				in = []datum.Datum{v.Datum}
			}
		}
	}
	return func(p orb.Point) []orb.Point {
		places := make([]orb.Point, len(in))
		for i, d := range in {
			places[i] = d.ToWGS84(p)
		}
		return places
	}
}
