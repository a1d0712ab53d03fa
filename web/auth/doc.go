// Package auth knows who is asking: accounts with their roles, sessions of
// browsers, tokens of programs, and the answers already given under an
// Idempotency-Key. It holds no rights of its own; the route table of
// web/server says which role may do what.
package auth
