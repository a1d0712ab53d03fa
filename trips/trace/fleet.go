package trace

// maxVehicles bounds the vehicles or devices told apart in one file.
const maxVehicles = 1000

// fleet tells apart the vehicles, terminals or phones of one file: the fixes
// of each go on in its own trace however they are mixed.
type fleet struct {
	traces map[string]int // name → index of its trace
	now    string
}

// turnTo continues the trace of a vehicle, or begins it. Past maxVehicles the
// present trace goes on.
func (f *fleet) turnTo(c *collector, name string) {
	if len(f.traces) > 0 && f.now == name {
		return
	}
	i, known := f.traces[name]
	switch {
	case known:
		c.cur = &c.traces[i]
	case len(f.traces) >= maxVehicles:
		return
	default:
		if f.traces == nil {
			f.traces = map[string]int{}
		}
		c.startTrace(name)
		c.cur.Vehicle = name
		f.traces[name] = len(c.traces) - 1
	}
	f.now = name
}
