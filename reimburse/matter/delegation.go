package matter

import (
	"slices"
	"time"
)

// Who is somebody who decides: an account and, where it is somebody's, its
// person.
type Who struct {
	Login  string `json:"login"`
	Person string `json:"person,omitempty"`
}

// Is reports whether both are one and the same: the same account, or two
// accounts of one person.
func (w Who) Is(other Who) bool {
	return (w.Login != "" && w.Login == other.Login) || (w.Person != "" && w.Person == other.Person)
}

// Deputy is a delegation: To decides in the place of Of, from From until before
// Until.
type Deputy struct {
	Of, To      Who
	From, Until time.Time
}

// at reports whether the delegation is in force at the instant.
func (d Deputy) at(when time.Time) bool { return !when.Before(d.From) && when.Before(d.Until) }

// Chains returns the ways in which actor may act at the instant in the place of
// others: one, the shortest, for each whose power reaches the actor. A chain
// begins with the one whose power it is and ends with the actor; each was
// deputised by the one before.
//
// No chain touches anybody of without: a claimant must not have their claim
// decided by a power that is theirs or went through their hands. An actor who is
// among them has no chain at all.
func Chains(given []Deputy, actor Who, when time.Time, without ...Who) [][]Who {
	barred := func(w Who) bool { return slices.ContainsFunc(without, w.Is) }
	if barred(actor) {
		return nil
	}
	var found [][]Who
	seen := []Who{actor}
	for reached := [][]Who{{actor}}; len(reached) > 0; reached = reached[1:] {
		chain := reached[0]
		for _, d := range given {
			if !d.at(when) || !d.To.Is(chain[0]) || barred(d.Of) || slices.ContainsFunc(seen, d.Of.Is) {
				continue
			}
			seen = append(seen, d.Of)
			longer := append([]Who{d.Of}, chain...)
			found, reached = append(found, longer), append(reached, longer)
		}
	}
	return found
}
