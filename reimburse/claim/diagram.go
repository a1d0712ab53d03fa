package claim

import (
	"fmt"
	"strings"
)

// Diagram returns the transition table as a Mermaid state diagram, the one that
// docs/claim-states.md holds.
func Diagram() string {
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n    [*] --> draft\n")
	for _, t := range transitions {
		fmt.Fprintf(&b, "    %s --> %s : %s (%s)\n", t.From, t.To, t.Do, t.By)
	}
	for _, s := range States() {
		if s.Final() {
			fmt.Fprintf(&b, "    %s --> [*]\n", s)
		}
	}
	return b.String()
}
