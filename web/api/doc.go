// Package api is /api/v1: one file a resource. A handler decodes, calls one
// method of a service and encodes; it holds no SQL, no arithmetic and no
// rights: who may call what stands in the route table of web/server.
//
// The interfaces here are what the resources need of the rooms below, no more.
// Every error becomes application/problem+json in problem.go.
package api
