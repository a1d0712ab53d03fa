package trace

import "licheng/lang"

// maxVehicles bounds the vehicles or devices told apart in one file.
const maxVehicles = 1000

// fleet tells apart the vehicles, terminals or phones of one file: the fixes
// of each go on in its own trace however they are mixed.
type fleet struct {
	traces map[string]int // name → index of its trace
	now    string
}

// turnTo continues the trace of a vehicle, or begins it. It fails past
// maxVehicles: to mix the rest into one trace would be a drive nobody made.
func (f *fleet) turnTo(c *collector, name string, where int) error {
	if len(f.traces) > 0 && f.now == name {
		return nil
	}
	i, known := f.traces[name]
	switch {
	case known:
		c.cur = &c.traces[i]
	case len(f.traces) >= maxVehicles:
		return &Refusal{Reason: RefusedTooLarge, Format: c.report.Format, Line: where, Unit: c.unit, Text: lang.Sayf(
			"文件里的车辆或设备超过上限 %d 个；请按车辆分开导出。",
			"the file holds more than the limit of %d vehicles or devices; export it by vehicle.", maxVehicles)}
	default:
		if f.traces == nil {
			f.traces = map[string]int{}
		}
		c.startTrace(name)
		c.cur.Vehicle = name
		f.traces[name] = len(c.traces) - 1
	}
	f.now = name
	return nil
}
