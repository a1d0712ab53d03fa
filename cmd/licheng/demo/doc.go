// Package demo invents a mountain county: terrain, roads, places, staff,
// vehicles, price tables and a month of recorded trips whose truth is known.
// 虚构演示县：地形、道路、村镇、人员、车辆、价格表和一个月已知真值的行程。
//
// Nothing in it exists. The county code 999999 is not assigned, the place
// names are ordinary place words, the persons are numbered labels. It lies
// inside the bounding box of mainland China so that the GCJ-02 shift and the
// Chinese toll rule apply to it as they would to a real county.
//
// Everything is computed from one seed and from nothing else: no clock, no
// network, no database. The same seed gives the same bytes.
//
// The order of making, one file each: terrain and erosion, sites (where people
// live), survey (where a road can climb), smooth (curves and hairpins), lay
// (joining roads into a network), streets, expressway, network (the finished
// ways), route and drive (the drivers), record (what a phone makes of it), and
// the files written for the importers.
package demo
