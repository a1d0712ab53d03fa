package licheng

import (
	"errors"

	"licheng/lang"
)

// Kind is the family a failure belongs to. The web turns a Kind into an HTTP
// status in one function, the command line turns it into an exit code.
type Kind int

// The kinds of failure, with the HTTP status each becomes.
const (
	Internal        Kind = iota // 500: ours; the user sees no particulars
	Invalid                     // 400: the request makes no sense
	Unauthenticated             // 401: nobody is logged in
	Denied                      // 403: somebody is, who may not do this
	NotFound                    // 404: not there, or not the actor's to see
	Gone                        // 410: it was there and was taken away for good
	Conflict                    // 409: somebody else was faster, or the state forbids it
	TooLarge                    // 413: over a stated limit
	Unprocessable               // 422: understood, but the content cannot be used
	TooMany                     // 429: over the rate limit
	Unavailable                 // 503: try again later
)

// Fault is a failure a user can read and act on: what happened, and a stable
// slug for programs. Faults are package-level values; wrap them with the
// particulars: fmt.Errorf("claim %s: %w", id, ErrNoClaim).
type Fault struct {
	Kind  Kind
	Slug  string    // stable, kebab-case; the last part of the problem type URI
	Title lang.Text // one sentence a claimant can read
}

// Error returns the English sentence.
func (f *Fault) Error() string { return f.Title.EN }

// FaultOf returns the Fault wrapped in err, or the one that a failure of the
// database or the disk amounts to. It reports false for an error that is neither,
// which is to be shown as Internal.
func FaultOf(err error) (*Fault, bool) {
	var f *Fault
	if errors.As(err, &f) {
		return f, true
	}
	return faultFromBelow(err)
}

// KindOf returns the kind of err: Internal unless it wraps a Fault.
func KindOf(err error) Kind {
	if f, ok := FaultOf(err); ok {
		return f.Kind
	}
	return Internal
}
