package trips

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"licheng/lang"
)

// Records knows what a trip without a trace may name in its support: requests,
// dispatch slips, toll records, colleagues, and the township somebody works in.
type Records interface {
	// Named looks up what a trip names; of a usual route, whether it begins or
	// ends in the person's own township.
	Named(ctx context.Context, county County, n Naming) (Looked, error)
}

// Naming is what a trip names in its support, and the trip.
type Naming struct {
	Person   PersonID
	Evidence Evidence
	Ref      string // id or number of the record; of a companion the person's id; of a toll record plate and minute of the exit. May be empty: whichever fits
	Vehicle  VehicleID
	From, To time.Time
	Places   []Place // in order
}

// Looked is what looking a record up came to.
type Looked struct {
	Found     bool
	Text      lang.Text // what was found, or what is missing and what to do about it
	Companion PersonID  // who was named, when it was a colleague
	Name      string    // the colleague's
}

// Proof is what a trip named in its support and what was found of it. Where
// nothing was found the trip rests on its person's own word.
type Proof struct {
	Named     Evidence  `json:"named"`
	Ref       string    `json:"ref,omitempty"`
	Found     bool      `json:"found"`
	Text      lang.Text `json:"text"`
	Companion PersonID  `json:"companion,omitempty"`
}

// prove looks up what a statement names, and grades the trip by what is found.
func (s *Service) prove(ctx context.Context, t *Trip, told statementFile, places []Place, way statedWay) error {
	if told.Evidence == ByOwnWord {
		return nil
	}
	proof := Proof{Named: told.Evidence, Ref: told.Ref}
	looked, err := s.lookUp(ctx, *t, told, places)
	if err != nil {
		return err
	}
	proof.Found, proof.Text, proof.Companion = looked.Found, looked.Text, looked.Companion
	switch {
	case told.Evidence == ByCompanion && looked.Found:
		if proof.Found, proof.Text, err = s.rodeAlong(ctx, *t, looked); err != nil {
			return err
		}
	case told.Evidence == ByUsualRoute && looked.Found:
		proof.Found, proof.Text = way.known()
	}
	if !proof.Found {
		t.Evidence = ByOwnWord
	}
	t.Proof = &proof
	return nil
}

// lookUp asks for what a statement names. Nobody to ask, nothing is found.
func (s *Service) lookUp(ctx context.Context, t Trip, told statementFile, places []Place) (Looked, error) {
	if s.config.Records == nil {
		return Looked{Found: told.Evidence == ByUsualRoute, Text: lang.Say(
			"这里没有可核对的台账，按本人说明计。", "There are no records here to look it up in: it counts as one's own word.")}, nil
	}
	looked, err := s.config.Records.Named(ctx, t.County, Naming{
		Person: t.Person, Evidence: told.Evidence, Ref: told.Ref, Vehicle: t.Vehicle, From: t.StartedAt, To: t.EndedAt, Places: places,
	})
	if err != nil {
		return looked, fmt.Errorf("what the statement names: %w", err)
	}
	return looked, nil
}

// known says whether every leg of the way is a usual route, and which is not.
func (w statedWay) known() (bool, lang.Text) {
	if w.usual == w.legs {
		return true, lang.Sayf("常走路线：近一年同一路线有 %d 次有轨迹的行程。", "A usual route: %d drives of it with a trace within a year.", w.drives)
	}
	return false, lang.Sayf(
		"“%[1]s”还不是常走路线：近一年只有 %[2]d 次有轨迹的行程，满 %[4]d 次才算。这次按本人说明计；带轨迹再走几次，或改用审批单、同行人证明。",
		"%[1]s is not a usual route yet: it was driven with a trace %[3]s within a year, and it takes %[4]d. This trip counts as one's own word; record a few more drives, or name a request or a companion.",
		w.unknown, w.unknownDrives, times(w.unknownDrives), usualDrivesMin)
}

func times(n int) string {
	switch n {
	case 0:
		return "never"
	case 1:
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

// companionSlack is how much earlier or later a colleague's own trip may run: a
// drive is begun and ended by whoever drives.
const companionSlack = 30 * time.Minute

// rodeAlong says whether a colleague that was named came along: by their word or
// else by a trip of their own at that time to a place of this one.
func (s *Service) rodeAlong(ctx context.Context, t Trip, looked Looked) (bool, lang.Text, error) {
	rode, said, err := companionWord(ctx, s.db, t.County, t.Trace, looked.Companion)
	switch {
	case err != nil:
		return false, lang.Text{}, err
	case said && rode:
		return true, lang.Sayf("%[1]s 已确认同行。", "%[1]s confirmed having come along.", looked.Name), nil
	case said:
		return false, lang.Sayf("%[1]s 说没有同行，按本人说明计。如是误会，请与对方核对后重报。",
			"%[1]s says not to have come along: it counts as one's own word. If that is a mistake, sort it out with them and tell the trip anew.", looked.Name), nil
	}
	place, err := companionTrip(ctx, s.db, t, looked.Companion)
	if err != nil {
		return false, lang.Text{}, err
	}
	if place != "" {
		return true, lang.Sayf("%[1]s 同一时间也有去 %[2]s 的行程。", "%[1]s has a trip to %[2]s at the same time.", looked.Name, place), nil
	}
	return false, lang.Sayf("%[1]s 还没有确认同行，暂按本人说明计；请 %[1]s 在“交行程”页的“同行确认”里点一下。",
		"%[1]s has not confirmed yet, so for now it counts as one's own word; ask them to answer under “Came along” on the page to hand in.", looked.Name), nil
}

// ruleEvidence is the finding, learnt late, that what a trip named was found, or
// is found no more.
const ruleEvidence = "evidence-learnt"

// JobNamed is the kind of the job that looks up once more what trips name in
// their support; its id is the person and the month, "P1/2026-10".
const JobNamed = "trips.named"

// noteProof writes what changed about the proof of a trip in a claim handed in.
func (s *Service) noteProof(ctx context.Context, tx *sqlx.Tx, t Trip, fresh Proof) error {
	var stands []late
	if t.Proof == nil || fresh.Found != t.Proof.Found {
		stands = []late{{Finding: Finding{Rule: ruleEvidence, Severity: "note", Text: fresh.Text}}}
	}
	news := t.learnt([]string{ruleEvidence}, stands, s.now())
	if len(news) == 0 {
		return nil
	}
	return s.keepLate(ctx, tx, t, news)
}
