package claim

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"licheng/reimburse/money"
	"licheng/reimburse/yamlfile"
)

// Policy is what a county sets down about who approves what, and within how many
// days. The zero Policy lets one member of the finance office approve any claim.
type Policy struct {
	Levels []Level // by From; the last that has begun holds

	EmergencyDays    int // within which an emergency is asked for after the trip
	AppealDays       int // within which a decision may be appealed against
	AppealAnswerDays int // within which an appeal is to be answered
	AnswerDays       int // within which a complaint is to be answered
	KeepPointsDays   int // raw points of a trip stay after its claim is settled; at least as long as an appeal may come
	// KeepUnclaimedDays is how long those of a trip stay that nobody hands in, after
	// the drive; at least KeepPointsDays.
	KeepUnclaimedDays int
}

// Level is who has to look at a claim of what size. A clawback counts by its
// size. Which level holds for a claim is chosen by the day it was handed in.
type Level struct {
	From string // first day, 2006-01-02; empty: ever since
	// TownshipAbove is the amount above which the township checks a claim before
	// finance does; nil: it checks none.
	TownshipAbove *money.Amount
	// TownshipFinalTo is the amount up to which the township's check decides; nil:
	// it never does.
	TownshipFinalTo *money.Amount
	// FourEyesAbove is the amount above which two different people of the office
	// approve a claim; nil: one is enough for any.
	FourEyesAbove *money.Amount
}

// ErrPolicy reports a policy that cannot be used.
var ErrPolicy = errors.New("the approval policy cannot be used")

// DefaultPolicy is that of a county that set nothing down: one approves, and the
// days are those many counties write. Nobody wrote the days that raw points stay:
// half a year lets a quarter's audit see them, and a year lets whoever was ill or
// away hand a trip in.
func DefaultPolicy() Policy {
	return Policy{EmergencyDays: 3, AppealDays: 30, AppealAnswerDays: 15, AnswerDays: 10, KeepPointsDays: 180, KeepUnclaimedDays: 365}
}

type writtenLevel struct {
	From            string `yaml:"from"`
	TownshipAbove   string `yaml:"township_above"`
	TownshipFinalTo string `yaml:"township_final_to"`
	FourEyesAbove   string `yaml:"four_eyes_above"`
}

// ParsePolicy reads a policy from YAML: four_eyes_above, in yuan, or levels with
// the days they begin; and the days. Its error wraps ErrPolicy and names the
// place.
func ParsePolicy(text []byte) (Policy, error) {
	var written struct {
		FourEyesAbove    string         `yaml:"four_eyes_above"`
		Levels           []writtenLevel `yaml:"levels"`
		EmergencyDays    *int           `yaml:"emergency_days"`
		AppealDays       *int           `yaml:"appeal_days"`
		AppealAnswerDays *int           `yaml:"appeal_answer_days"`
		AnswerDays       *int           `yaml:"complaint_answer_days"`
		KeepPointsDays   *int           `yaml:"keep_points_days"`
		KeepUnclaimed    *int           `yaml:"keep_unclaimed_days"`
	}
	if err := yamlfile.Unmarshal(text, &written); err != nil {
		return Policy{}, fmt.Errorf("%w: %w", ErrPolicy, err)
	}
	p := DefaultPolicy()
	days := []struct {
		name string
		from *int
		to   *int
		most int
	}{
		{"emergency_days", written.EmergencyDays, &p.EmergencyDays, 366},
		{"appeal_days", written.AppealDays, &p.AppealDays, 366},
		{"appeal_answer_days", written.AppealAnswerDays, &p.AppealAnswerDays, 366},
		{"complaint_answer_days", written.AnswerDays, &p.AnswerDays, 366},
		{"keep_points_days", written.KeepPointsDays, &p.KeepPointsDays, 3660},
		{"keep_unclaimed_days", written.KeepUnclaimed, &p.KeepUnclaimedDays, 3660},
	}
	said := false
	for _, d := range days {
		if d.from == nil {
			continue
		}
		if *d.from < 1 || *d.from > d.most {
			return Policy{}, fmt.Errorf("%w: %s: %d is no number of days from 1 to %d", ErrPolicy, d.name, *d.from, d.most)
		}
		*d.to, said = *d.from, true
	}
	if written.KeepPointsDays == nil {
		p.KeepPointsDays = max(p.KeepPointsDays, p.AppealDays)
	}
	if written.KeepUnclaimed == nil {
		p.KeepUnclaimedDays = max(p.KeepUnclaimedDays, p.KeepPointsDays)
	}
	switch {
	case p.KeepPointsDays < p.AppealDays:
		return Policy{}, fmt.Errorf("%w: keep_points_days: %d is shorter than the %d days in which an appeal may come", ErrPolicy, p.KeepPointsDays, p.AppealDays)
	case p.KeepUnclaimedDays < p.KeepPointsDays:
		return Policy{}, fmt.Errorf("%w: keep_unclaimed_days: %d is shorter than the %d days that points of a settled trip are kept", ErrPolicy, p.KeepUnclaimedDays, p.KeepPointsDays)
	}
	switch {
	case written.FourEyesAbove != "" && len(written.Levels) > 0:
		return Policy{}, fmt.Errorf("%w: four_eyes_above stands beside levels: write it into each level", ErrPolicy)
	case written.FourEyesAbove != "":
		written.Levels = []writtenLevel{{FourEyesAbove: written.FourEyesAbove}}
	case len(written.Levels) == 0 && !said:
		return Policy{}, fmt.Errorf("%w: four_eyes_above or levels is missing", ErrPolicy)
	}
	var err error
	p.Levels, err = parseLevels(written.Levels)
	return p, err
}

func parseLevels(written []writtenLevel) ([]Level, error) {
	levels := make([]Level, len(written))
	for i, w := range written {
		l := Level{From: w.From}
		place := fmt.Sprintf("levels[%d].", i)
		if len(written) == 1 && w.From == "" {
			place = ""
		}
		if _, err := time.Parse(time.DateOnly, w.From); err != nil && (w.From != "" || i > 0) {
			return nil, fmt.Errorf("%w: %sfrom: %q is no day like 2026-01-01", ErrPolicy, place, w.From)
		}
		if i > 0 && w.From <= levels[i-1].From {
			return nil, fmt.Errorf("%w: %sfrom: %s does not come after %s", ErrPolicy, place, w.From, levels[i-1].From)
		}
		for _, limit := range []struct {
			name, from string
			to         **money.Amount
		}{
			{"township_above", w.TownshipAbove, &l.TownshipAbove},
			{"township_final_to", w.TownshipFinalTo, &l.TownshipFinalTo},
			{"four_eyes_above", w.FourEyesAbove, &l.FourEyesAbove},
		} {
			if limit.from == "" {
				continue
			}
			amount, err := money.Parse(limit.from)
			if err != nil || amount < 0 {
				return nil, fmt.Errorf("%w: %s%s: %q is no amount in yuan", ErrPolicy, place, limit.name, limit.from)
			}
			*limit.to = &amount
		}
		if l.TownshipFinalTo != nil && l.TownshipAbove == nil {
			return nil, fmt.Errorf("%w: %stownship_final_to needs township_above: the township decides on what it checks", ErrPolicy, place)
		}
		levels[i] = l
	}
	return levels, nil
}

// On returns the level that holds on a day, 2006-01-02; the zero Level before the
// first.
func (p Policy) On(day string) Level {
	for _, l := range slices.Backward(p.Levels) {
		if l.From <= day {
			return l
		}
	}
	return Level{}
}

// NeedsTwo reports whether two people have to approve a claim of this total.
func (l Level) NeedsTwo(total money.Amount) bool { return above(total, l.FourEyesAbove) }

// NeedsTownship reports whether the township checks a claim of this total first.
func (l Level) NeedsTownship(total money.Amount) bool { return above(total, l.TownshipAbove) }

// TownshipDecides reports whether the township's check of a claim of this total
// is the decision.
func (l Level) TownshipDecides(total money.Amount) bool {
	return l.NeedsTownship(total) && l.TownshipFinalTo != nil && !above(total, l.TownshipFinalTo) && !l.NeedsTwo(total)
}

func above(total money.Amount, limit *money.Amount) bool {
	return limit != nil && (total > *limit || -total > *limit)
}
