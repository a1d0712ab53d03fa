package clean

import (
	"math"
	"math/rand"
	"testing"
	"time"

	"licheng/trips/trace"
)

// hairpins are the fixes, one a second with a metre or two of noise, of a drive up
// so many arms of 120 m, each 12 m above the one before, at 5 m/s: 1,320 m for ten.
func hairpins(arms int, rng *rand.Rand) []trace.Fix {
	const armM, riseM, mps = 120.0, 12.0, 5.0
	var fixes []trace.Fix
	for s := 0.0; ; s++ {
		arm, along := math.Modf(s * mps / (armM + riseM))
		along *= armM + riseM
		if int(arm) >= arms {
			return fixes
		}
		eastM, northM := min(along, armM), arm*riseM+max(along-armM, 0)
		if int(arm)%2 == 1 {
			eastM = armM - eastM
		}
		fixes = append(fixes, east(at(s, northM+rng.NormFloat64()*2), eastM-armM/2+rng.NormFloat64()*2))
	}
}

// stand adds fixes at the place of the last one, one a second, sigmaM off.
func stand(fixes []trace.Fix, forS int, sigmaM float64, rng *rand.Rand) []trace.Fix {
	last := fixes[len(fixes)-1]
	for s := range forS {
		f := east(last, rng.NormFloat64()*sigmaM)
		f.Point[1] += rng.NormFloat64() * sigmaM * degM
		f.At = last.At.Add(time.Duration(s+1) * time.Second)
		fixes = append(fixes, f)
	}
	return fixes
}

// Twelve arms lie within 100 m of their middle and take five minutes and a
// quarter: that is a drive, and no stay.
func TestStays_hairpinsAreNone(t *testing.T) {
	fixes := hairpins(12, rand.New(rand.NewSource(1)))
	if took := fixes[len(fixes)-1].At.Sub(fixes[0].At); took < 5*time.Minute {
		t.Fatalf("the drive takes %v: the test says nothing", took)
	}
	if stays := Stays(fixes, StayOptions{RadiusM: 100}); len(stays) != 0 {
		t.Errorf("stays %+v", stays)
	}
}

// The house is at the top, below which the road winds: the stay begins when the
// car stands there, to a glimpse of ten seconds, and ends when it leaves, however
// near the arms are and however much a receiver jumps about.
func TestStays_beginsAtTheTopOfTheHairpins(t *testing.T) {
	for seed := range int64(5) {
		rng := rand.New(rand.NewSource(seed))
		up := hairpins(8, rng)
		fixes := stand(up, 900, 12, rng)
		left := fixes[len(fixes)-1].At
		for i := len(up) - 1; i >= 0; i-- { // and down again
			down := up[i]
			down.At = left.Add(time.Duration(len(up)-i) * time.Second)
			fixes = append(fixes, down)
		}
		for _, radiusM := range []float64{50, 100} {
			stays := Stays(fixes, StayOptions{RadiusM: radiusM})
			if len(stays) != 1 {
				t.Fatalf("seed %d, %.0f m: stays %+v", seed, radiusM, stays)
			}
			arrived, gone := stays[0].Arrived.Sub(up[len(up)-1].At), stays[0].Left.Sub(left)
			if arrived.Abs() > 20*time.Second || gone.Abs() > 20*time.Second {
				t.Errorf("seed %d, %.0f m: begins %v after the car stands, ends %v after it leaves", seed, radiusM, arrived, gone)
			}
		}
	}
}

// A receiver that drifts 60 m and back in a minute, at either end of the stay,
// as indoors, makes no drive of it: the whole time counts as stood.
func TestStays_driftAtTheEndsIsNoDrive(t *testing.T) {
	rng := rand.New(rand.NewSource(1))
	fixes := stand(drive(60, 10, 1), 900, 3, rng)
	from, to := 60, len(fixes)-60
	for i := range 60 {
		awayM := 60 * math.Sin(float64(i)/59*math.Pi)
		fixes[from+i], fixes[to+i] = east(fixes[from+i], awayM), east(fixes[to+i], -awayM)
	}
	stays := Stays(fixes, StayOptions{RadiusM: 100})
	if len(stays) != 1 || stays[0].Left.Sub(stays[0].Arrived) < 890*time.Second {
		t.Errorf("stays %+v", stays)
	}
}

// A receiver that goes round and round for an hour, 20 m from the car at 3 m/s,
// makes no drive of it either.
func TestStays_aReceiverThatNeverRests(t *testing.T) {
	fixes := drive(60, 10, 1)
	for s := range 3600 {
		angle := float64(s) * 3 / 20
		fixes = append(fixes, east(at(float64(60+s), 590+20*math.Sin(angle)), 20*math.Cos(angle)))
	}
	stays := Stays(fixes, StayOptions{})
	if len(stays) != 1 || stays[0].Left.Sub(stays[0].Arrived) < time.Hour {
		t.Errorf("stays %+v", stays)
	}
}
