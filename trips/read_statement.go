package trips

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/paulmach/orb"

	"licheng/lang"
	"licheng/trips/trace"
	"licheng/trips/verify"
)

// StatedVersion names how the length of a trip without a trace is found; it
// stands where other trips have the version of matching.
const StatedVersion = "stated-1"

// readStatement makes a trip of a statement. Its length is what a usual route
// is known to be, of the whole trip or leg by leg, and elsewhere that of the way
// by road; never the kilometres that were typed.
func (s *Service) readStatement(ctx context.Context, row traceRow) (reading, error) {
	told, err := s.openStatement(ctx, row)
	if err != nil {
		return reading{}, err
	}
	places, err := s.statedPlaces(ctx, row.County, told.Places, told.DepartedAt)
	if errors.Is(err, ErrStatedPlace) { // taken off the table since
		return refused(trace.Report{Format: "statement"}, ErrStatedPlace.Title), nil
	} else if err != nil {
		return reading{}, err
	}
	t := Trip{
		County: row.County, Trace: row.ID, Person: row.Person, Vehicle: row.Vehicle, Purpose: row.Purpose,
		Month: monthOf(told.DepartedAt, row.ReceivedAt), StartedAt: told.DepartedAt.UTC(),
		From: places[0].Name, To: places[len(places)-1].Name, Via: namesOf(places[1 : len(places)-1]),
		Evidence: told.Evidence, Datum: "wgs84", DatumSure: 1,
		RoadsVersion: s.config.Roads.Version(), MatchVersion: StatedVersion,
	}
	way, err := s.statedWay(ctx, row.County, places, told.DepartedAt)
	if err != nil {
		return reading{}, err
	}
	if way.lengthM <= 0 {
		return refused(trace.Report{Format: "statement"}, lang.Say(
			"这些地点之间没有已知的常走路线，路网上也没有路相通，算不出里程。请换一个地点，或请管理员补路网、地名坐标。",
			"Between these places neither a usual route nor a road on the map is known, so there is no distance. Choose another place, or have the map or the place's position put right.")), nil
	}
	way.fill(&t)
	if err := s.prove(ctx, &t, told, places, way); err != nil {
		return reading{}, err
	}
	t.Findings = append(statedFindings(t, told, row.SHA256), t.Findings...)
	return reading{outcome: outcome{state: TraceRead, report: trace.Report{Format: "statement"}}, stated: &stated{t, boxOf(places)}}, nil
}

// openStatement reads the document as it was handed in.
func (s *Service) openStatement(ctx context.Context, row traceRow) (told statementFile, err error) {
	body, err := s.blobs.open(ctx, row.BlobKey)
	if err != nil {
		return told, err
	}
	defer body.Close()
	content, err := io.ReadAll(body)
	if err != nil {
		return told, fmt.Errorf("statement: %w", err)
	}
	if err := json.Unmarshal(content, &told); err != nil || told.Statement != 1 {
		return told, fmt.Errorf("statement of version %d: %w", told.Statement, errors.Join(err, errors.ErrUnsupported))
	}
	return told, nil
}

// stated is a trip without a trace, with the box around its places.
type stated struct {
	Trip
	box orb.Bound
}

func boxOf(places []Place) orb.Bound {
	box := orb.Point{places[0].Lon, places[0].Lat}.Bound()
	for _, p := range places {
		box = box.Extend(orb.Point{p.Lon, p.Lat})
	}
	return box
}

// statedWay is the way of a statement.
type statedWay struct {
	lengthM, lowM, highM float64
	durationS            float64
	climbM, descentM     float64
	lines                orb.MultiLineString
	byRoad               ByRoad
	roads                int // legs the map has a way for
	usual, drives        int // legs that are usual routes; drives they were learnt from, of the least known
	legs                 int
	unknown              string // the first stretch that is no usual route
	unknownDrives        int    // of it, with a trace
}

// statedWay finds the way over places: the whole as a usual route, or each leg
// as one, or by road. The line is always the road's: it is drawn, not paid.
func (s *Service) statedWay(ctx context.Context, county County, places []Place, at time.Time) (statedWay, error) {
	whole, known, err := usualRoute(ctx, s.db, county, namesOf(places), at)
	if err != nil {
		return statedWay{}, err
	}
	way := statedWay{legs: len(places) - 1}
	for i := 1; i < len(places); i++ {
		leg, isUsual := UsualRoute{}, false
		if !known && len(places) == 2 {
			leg = whole
		} else if !known {
			if leg, isUsual, err = usualRoute(ctx, s.db, county, namesOf(places[i-1:i+1]), at); err != nil {
				return statedWay{}, err
			}
		}
		road, found, err := s.byRoad(places[i-1], places[i])
		if err != nil {
			return statedWay{}, err
		}
		if !known && !isUsual && !found {
			return statedWay{}, nil
		}
		way.add(road, leg, isUsual)
	}
	if known {
		way.lengthM, way.lowM, way.highM = whole.MedianM, whole.LowM, whole.HighM
		way.usual, way.drives = way.legs, whole.Drives
	}
	return way, nil
}

// byRoad is the way by road between two places.
func (s *Service) byRoad(from, to Place) (Way, bool, error) {
	if s.config.Ways == nil {
		return Way{}, false, nil
	}
	return s.config.Ways.Way(orb.Point{from.Lon, from.Lat}, orb.Point{to.Lon, to.Lat})
}

// add adds a leg: its length as usual, or by road.
func (w *statedWay) add(road Way, leg UsualRoute, isUsual bool) {
	if len(road.Line) > 1 {
		w.lines = append(w.lines, road.Line)
	}
	if road.LengthM > 0 {
		w.roads++
		w.byRoad.ShortestM, w.byRoad.UsualM = w.byRoad.ShortestM+road.LowM, w.byRoad.UsualM+road.UsualM
	}
	w.durationS += road.DurationS
	w.climbM += road.ClimbM
	w.descentM += road.DescentM
	if !isUsual {
		if w.unknown == "" {
			w.unknown, w.unknownDrives = leg.name(), leg.Drives
		}
		w.lengthM, w.lowM, w.highM = w.lengthM+road.LengthM, w.lowM+road.LowM, w.highM+road.HighM
		return
	}
	w.lengthM, w.lowM, w.highM = w.lengthM+leg.MedianM, w.lowM+leg.LowM, w.highM+leg.HighM
	if w.usual == 0 || leg.Drives < w.drives {
		w.drives = leg.Drives
	}
	w.usual++
}

// fill puts the way into the trip, with what its length rests on.
func (w *statedWay) fill(t *Trip) {
	t.DistanceM, t.DistanceLowM, t.DistanceHighM = w.lengthM, w.lowM, w.highM
	t.ClimbM, t.DescentM, t.Path = w.climbM, w.descentM, w.lines
	if w.roads == w.legs {
		way := w.byRoad
		way.Stops, way.UsualM = w.legs-1, max(way.UsualM, w.lengthM) // what is usual is known from drives
		t.ByRoad = &way
	}
	t.EndedAt = t.StartedAt.Add(time.Duration(w.durationS) * time.Second)
	text := lang.Sayf("无轨迹；里程按路网上不走收费路的最快路线，%.1f 至 %.1f 公里",
		"no trace; the length is that of the fastest way by road without tolls, %.1f to %.1f km", w.lowM/1000, w.highM/1000)
	switch {
	case w.usual == w.legs:
		text = lang.Sayf("无轨迹；里程取近一年同一路线 %d 次有轨迹行程的中位数，多在 %.1f 至 %.1f 公里之间",
			"no trace; the length is the median of %d drives of this route with a trace within a year, mostly %.1f to %.1f km", w.drives, w.lowM/1000, w.highM/1000)
	case w.usual > 0:
		text = lang.Sayf("无轨迹；%d 段中 %d 段取有轨迹行程的中位数，其余按路网最快路线，%.1f 至 %.1f 公里",
			"no trace; of %d legs %d are medians of drives with a trace, the rest the fastest ways by road, %.1f to %.1f km", w.legs, w.usual, w.lowM/1000, w.highM/1000)
	}
	t.RestsOn = &text
}

func namesOf(places []Place) []string {
	var names []string
	for _, p := range places {
		names = append(names, p.Name)
	}
	return names
}

// drawnOf256 is how many of 256 stated trips are drawn for a check: one in ten.
const drawnOf256 = 26

// statedFindings is what a statement shows by itself: more kilometres claimed
// than the way has, and whether it was drawn for a check. The lot falls by the
// document's hash, so that nobody chooses, and anybody can draw it again.
func statedFindings(t Trip, told statementFile, sha256Hex string) []Finding {
	found := verify.ClaimedDistance(told.ClaimedM, t.DistanceM, t.DistanceHighM)
	lot := sha256.Sum256([]byte("drawn for a check " + sha256Hex))
	if t.Evidence.Grade() >= "C" && lot[0] < drawnOf256 {
		found = append(found, Finding{
			Rule: "drawn-for-check", Severity: verify.Note, Measured: float64(lot[0]), Threshold: drawnOf256, Unit: "1/256",
			Text: lang.Say("这是没有轨迹的行程，抽到核对（约十抽一，由系统按文件摘要抽取，与个人无关）。",
				"This trip has no trace and was drawn for a check: about one in ten is, by the hash of the document, whoever drove."),
			Clears: lang.Say("一句话核实即可：村里的签字、会议照片、同行人或通话都行。",
				"A word is enough: the village's signature, the meeting's record, a companion or a call."),
		})
	}
	return found
}

// Why two trips can be compared by their times alone.
var (
	noTrace      = lang.Say("其中一个没有轨迹", "one of the two has no trace")
	pointsPurged = lang.Say("其中一个的轨迹点已按期删除", "the points of one of the two were purged when their time was over")
)

// atOnce reports that a trip and another, which can be compared by their times
// alone, were under way at the same time: by one person that is one trip twice,
// with one vehicle most likely a shared ride.
func atOnce(t Trip, other otherTrip, why lang.Text) []Finding {
	own := other.Person == t.Person
	if t.StartedAt.IsZero() || !other.StartedAt.Valid || !other.EndedAt.Valid || !own && (t.Vehicle == "" || other.Vehicle != t.Vehicle) {
		return nil
	}
	from, until := other.StartedAt.Time, other.EndedAt.Time
	if t.StartedAt.After(from) {
		from = t.StartedAt
	}
	if t.EndedAt.Before(until) {
		until = t.EndedAt
	}
	minutes := until.Sub(from).Minutes()
	if minutes <= 0 {
		return nil
	}
	f := Finding{
		Rule: "same-car-at-once", Severity: verify.Note, Measured: float64(int(minutes + 0.5)), Unit: "min", At: from.UTC(),
		Text: lang.Sayf("与同一辆车的另一行程（%[2]s）有 %.0[1]f 分钟同时在路上，多半是同车出行；%[3]s。",
			"For %.0[1]f minutes under way together with another trip of the same car (%[2]s), most likely a shared ride; %[4]s.", minutes, other.name(), why.ZH, why.EN),
		Clears: lang.Say("同车的油费、通行费只报一次；如不是同一辆车，改正车辆即可。",
			"Fuel and toll of one car are paid once; if it was another car, put the vehicle right."),
	}
	if own {
		f.Rule, f.Severity = "person-at-once", verify.Serious
		f.Text = lang.Sayf("与本人的另一行程（%[2]s）有 %.0[1]f 分钟同时在路上；%[3]s，可能是同一趟报了两次。",
			"For %.0[1]f minutes under way at the same time as another trip of the same person (%[2]s); %[4]s, and they may be one trip twice.", minutes, other.name(), why.ZH, why.EN)
		f.Clears = lang.Say("如是同一趟，只留一条；如是两趟，改正时间。",
			"If they are one, take one of them out; if two, put the times right.")
	}
	return []Finding{f}
}

// insertStated holds a stated trip against those under way at the same time, and
// writes its rows.
func insertStated(ctx context.Context, tx *sqlx.Tx, t *stated) error {
	others, err := tripsAtOnce(ctx, tx, t.Trip)
	if err != nil {
		return err
	}
	for _, other := range others {
		t.Findings = append(t.Findings, atOnce(t.Trip, other, noTrace)...)
	}
	row, err := tripRowOf(t.Trip, 1, t.box)
	if err != nil {
		return err
	}
	if err := insertTrip(ctx, tx, row); err != nil {
		return err
	}
	if err := insertFixes(ctx, tx, t.County, t.ID, nil); err != nil {
		return err
	}
	return insertFindings(ctx, tx, t.Trip)
}
