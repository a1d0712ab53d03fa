package main

import (
	"testing"
	"time"
)

// TestDemoClock: it goes where it is turned to, runs on, and never goes back.
func TestDemoClock(t *testing.T) {
	var c demoClock
	first := demoDay(9, 8)
	c.turn(first)
	before := c.now()
	if before.Before(first) {
		t.Errorf("%v, turned to %v", before, first)
	}
	c.turn(first.Add(-time.Hour))
	if after := c.now(); after.Before(before) {
		t.Errorf("it went back from %v to %v", before, after)
	}
	c.turn(first.AddDate(0, 0, 1))
	if after := c.now(); after.Before(first.AddDate(0, 0, 1)) {
		t.Errorf("%v after a day", after)
	}
}
