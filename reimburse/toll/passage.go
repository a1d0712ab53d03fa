// Package toll prices the tolls of a drive from its passages: booths and
// gantries driven through → charging intervals → integer fen by vehicle class,
// with the network's rounding modes and the free days. It looks amounts up and
// never guesses one. Rules and vectors: docs/rules.md.
package toll

import "time"

// Kind says what was driven through.
type Kind string

// The kinds of toll point.
const (
	Booth  Kind = "booth"  // a station's lane: entry or exit
	Gantry Kind = "gantry" // opens a charging interval 收费单元
)

// Passage is one toll point driven through.
type Passage struct {
	Kind Kind      `json:"kind" yaml:"kind"`
	Ref  string    `json:"ref" yaml:"ref"` // station or charging interval code
	Name string    `json:"name,omitempty" yaml:"name"`
	At   time.Time `json:"at" yaml:"at"`
}
