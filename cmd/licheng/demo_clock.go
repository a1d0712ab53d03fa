package main

import (
	"sync"
	"time"
)

// demoClock is what the money side of the demo takes for the present: the days on
// which the county's month is asked for, handed in and decided, one after the
// other. Between two days it runs like any clock; it is never set back.
type demoClock struct {
	mu    sync.Mutex
	shown time.Time // what it showed when it was set
	set   time.Time // by the machine's clock
}

// now is the present of the demo.
func (c *demoClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.shown.Add(time.Since(c.set))
}

// turn sets it on to a later instant; one that is over leaves it as it is.
func (c *demoClock) turn(to time.Time) {
	now := c.now()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.set.IsZero() || to.After(now) {
		c.shown, c.set = to, time.Now()
	}
}
