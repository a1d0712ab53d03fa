// Package osm reads OpenStreetMap files, XML or PBF, plain or compressed, with
// their objects in any order, and says which of the ways are roads, who may
// drive them which way and how fast, and where toll is taken. One family of
// tags stands in one file. Import gives roads.Input; what a tag means is
// decided here, what a network looks like in geo/roads.
//
// The PBF reader is our own: it takes only what roads need, needs no C library,
// and answers a damaged file with an error where a panic in another goroutine
// would end the service.
package osm
