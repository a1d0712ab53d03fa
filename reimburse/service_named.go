package reimburse

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jmoiron/sqlx"
	"github.com/paulmach/orb"

	"licheng/lang"
	"licheng/reimburse/matter"
	"licheng/reimburse/rules"
	"licheng/trips"
)

// Named looks up what a trip without a trace names in its support: an approved
// request of the person's own or one they ride along on, that covers its time and
// a place of it; a dispatch slip of the unit's book, by number or by the SHA-256
// of the scanned slip; a toll record of its car; a colleague; of a usual route, whether it begins or ends
// in the person's own township.
func (s *Service) Named(ctx context.Context, county trips.County, n trips.Naming) (trips.Looked, error) {
	switch n.Evidence {
	case trips.ByRequest:
		return s.namedRequest(ctx, county, n)
	case trips.ByDispatchSlip:
		return s.namedSlip(ctx, county, n)
	case trips.ByTollRecord:
		return s.namedRecord(ctx, county, n)
	case trips.ByCompanion:
		return s.namedCompanion(ctx, county, n)
	case trips.ByUsualRoute:
		return s.ownTownship(ctx, county, n)
	}
	return missing(lang.Say("这类凭证没有可核对的台账。", "There are no records of this kind to look it up in."), lang.Text{}), nil
}

// missing is a record that was not found: what is wrong, and what to do.
func missing(what, ask lang.Text) trips.Looked {
	own := lang.Say("暂按本人说明计。", " It counts as one's own word for now.")
	return trips.Looked{Text: lang.Say(what.ZH+own.ZH+ask.ZH, strings.TrimSpace(what.EN+own.EN+" "+ask.EN))}
}

// driveNamed is what a request is held against.
func driveNamed(n trips.Naming) matter.Drive {
	d := matter.Drive{Start: n.From, End: n.To}
	for _, p := range n.Places {
		at := orb.Point{p.Lon, p.Lat}
		d.Names, d.Line = append(d.Names, p.Name), append(d.Line, orb.LineString{at, at})
	}
	return d
}

// askAgain is what to do where no request was found.
var askAgain = lang.Say("请选择对应的审批单；补批以后系统会自动更正。", "Choose the request it was; once one is approved this is put right by itself.")

// namedRequest looks a request up: the one named, or whichever fits.
func (s *Service) namedRequest(ctx context.Context, county trips.County, n trips.Naming) (trips.Looked, error) {
	drive := driveNamed(n)
	if n.Ref == "" {
		leaves, err := s.leaves(ctx, s.store.db, county, n.Person, []trips.Trip{{StartedAt: n.From, EndedAt: n.To}})
		if err != nil {
			return trips.Looked{}, err
		}
		leaves = slices.DeleteFunc(leaves, func(l matter.Leave) bool { when, where := l.Covers(drive); return !when || !where })
		if len(leaves) == 0 {
			return missing(lang.Say("没有找到这个时间、去这里的已批准审批单。", "No approved request of that time to that place was found."), askAgain), nil
		}
		n.Ref = leaves[0].ID
	}
	row, err := s.store.matter(ctx, s.store.db, county, matter.Request, MatterID(n.Ref))
	switch {
	case errors.Is(err, ErrNoMatter):
		return missing(lang.Say("没有这张审批单。", "There is no such request."), askAgain), nil
	case err != nil:
		return trips.Looked{}, err
	case row.Person != n.Person && !slices.Contains(row.companions(), n.Person):
		return missing(lang.Say("这张审批单不是本人的，也没有把本人列为同行人。", "The request is another's, and does not name the person as a companion."), askAgain), nil
	case row.State != matter.Approved:
		return missing(lang.Sayf("这张审批单%[1]s，还不是“已批准”。", "The request is “%[2]s”, not approved.", row.State.Name().ZH, row.State.Name().EN), askAgain), nil
	}
	var terms RequestTerms
	if err := fromJSON(row.Terms, &terms); err != nil {
		return trips.Looked{}, err
	}
	from, until := row.FromAt.In(rules.Shanghai()), row.UntilAt.In(rules.Shanghai())
	const minute = "2006-01-02 15:04"
	when, where := matter.Leave{From: from, Until: until, Places: terms.Places}.Covers(drive)
	switch {
	case !when:
		return missing(lang.Sayf("这张审批单批准的是 %[1]s 至 %[2]s，不是这个时间。", "The request approves %[1]s to %[2]s, another time.", from.Format(minute), until.Format(minute)), askAgain), nil
	case !where:
		return missing(lang.Sayf("这张审批单批准去%[1]s，不是这里。", "The request approves %[1]s, another place.", placeNames(terms.Places)), askAgain), nil
	}
	return trips.Looked{Found: true, Text: lang.Sayf("审批单“%[1]s”（%[2]s 至 %[3]s，去%[4]s）已批准，人、时间、地点相符。",
		"The request “%[1]s” (%[2]s to %[3]s, to %[4]s) is approved and fits in person, time and place.",
		terms.Purpose, from.Format(minute), until.Format(minute), placeNames(terms.Places))}, nil
}

func placeNames(places []matter.Place) string {
	names := make([]string, len(places))
	for i, p := range places {
		names[i] = p.Name
	}
	return strings.Join(names, "、")
}

// namedSlip looks a dispatch slip up.
func (s *Service) namedSlip(ctx context.Context, county trips.County, n trips.Naming) (trips.Looked, error) {
	day := rules.DateOf(n.From)
	slips, err := s.store.slips(ctx, s.store.db, county, n.Ref, n.Person, day)
	if err != nil {
		return trips.Looked{}, err
	}
	ask := lang.Say("请核对单号，或请管派车的同事补登，补登后系统会自动更正。", "Check the number, or have the slip entered in the book: this is put right by itself then.")
	wrong := lang.Say("派车台账里没有这张派车单。", "The book of dispatch slips has no such slip.")
	for _, slip := range slips {
		switch {
		case slip.Person != n.Person:
			wrong = lang.Sayf("派车单 %[1]s 是派给别人的。", "Dispatch slip %[1]s is another's.", slip.Number)
		case slip.Day != day:
			wrong = lang.Sayf("派车单 %[1]s 是 %[2]s 的，不是这一天。", "Dispatch slip %[1]s is of %[2]s, another day.", slip.Number, slip.Day)
		case slip.Place != "" && !slices.ContainsFunc(n.Places, func(p trips.Place) bool {
			return strings.Contains(slip.Place, p.Name) || strings.Contains(p.Name, slip.Place)
		}):
			wrong = lang.Sayf("派车单 %[1]s 去%[2]s，不是这里。", "Dispatch slip %[1]s is to %[2]s, another place.", slip.Number, slip.Place)
		default:
			return trips.Looked{Found: true, Text: lang.Sayf("派车单 %[1]s 在台账里，人、日期、地点相符。",
				"Dispatch slip %[1]s is in the book and fits in person, day and place.", slip.Number)}, nil
		}
	}
	return missing(wrong, ask), nil
}

// namedCompanion finds the colleague by id, or by a name nobody else has.
func (s *Service) namedCompanion(ctx context.Context, county trips.County, n trips.Naming) (trips.Looked, error) {
	ask := lang.Say("请从同事名单里选择同行人。", "Choose the companion from the list of colleagues.")
	if n.Ref == "" {
		return missing(lang.Say("没有写明同行人是谁。", "It is not said who came along."), ask), nil
	}
	found := []Person{}
	if err := list(ctx, s.store.db, &found, `SELECT `+personColumns+` FROM persons WHERE county = ? AND (id = ? OR name = ?) ORDER BY id`, county, n.Ref, n.Ref); err != nil {
		return trips.Looked{}, fmt.Errorf("companion %q: %w", n.Ref, err)
	}
	if at := slices.IndexFunc(found, func(p Person) bool { return p.ID == trips.PersonID(n.Ref) }); at >= 0 {
		found = found[at : at+1]
	}
	switch {
	case len(found) == 0:
		return missing(lang.Sayf("名册里没有“%[1]s”。", "Nobody on the roll is called %[1]s.", n.Ref), ask), nil
	case len(found) > 1:
		return missing(lang.Sayf("名册里有 %[2]d 个“%[1]s”。", "%[2]d people on the roll are called %[1]s.", n.Ref, len(found)), ask), nil
	case found[0].ID == n.Person:
		return missing(lang.Say("同行人不能是本人。", "Nobody is their own companion."), ask), nil
	}
	return trips.Looked{Found: true, Companion: found[0].ID, Name: found[0].Name}, nil
}

// ownTownship reports whether a usual route begins or ends in the township the
// person works in: what others drive elsewhere is no route of theirs.
func (s *Service) ownTownship(ctx context.Context, county trips.County, n trips.Naming) (trips.Looked, error) {
	p, err := s.store.person(ctx, s.store.db, county, n.Person)
	if err != nil && !errors.Is(err, ErrNoPerson) {
		return trips.Looked{}, err
	}
	ends := []trips.Place{n.Places[0], n.Places[len(n.Places)-1]}
	if p.Township == "" || slices.ContainsFunc(ends, func(e trips.Place) bool { return e.Code == p.Township || e.Township == p.Township }) {
		return trips.Looked{Found: true}, nil
	}
	return missing(
		lang.Sayf("常走路线从本人所在的%[1]s算起，这条路线两端都不在那里。", "A usual route begins or ends in one's own township, %[1]s; this one does neither.", p.TownshipName),
		lang.Say("请改用审批单、派车单或同行人证明。", "Name a request, a dispatch slip or a companion.")), nil
}

// lookUpNamed has what the parties of a request named in support of their trips
// looked up once more: it was decided.
func (s *Service) lookUpNamed(ctx context.Context, tx *sqlx.Tx, row matterRow) error {
	if row.Kind != matter.Request || row.FromAt == nil {
		return nil
	}
	for _, person := range append([]trips.PersonID{row.Person}, row.companions()...) {
		months := []string{monthOf(*row.FromAt)}
		if last := monthOf(*row.UntilAt); last != months[0] {
			months = append(months, last)
		}
		for _, month := range months {
			if err := s.queue.Enqueue(ctx, tx, trips.NamedJob(row.County, person, month)); err != nil {
				return fmt.Errorf("look up what %s named: %w", person, err)
			}
		}
	}
	return nil
}

var _ trips.Records = (*Service)(nil)
