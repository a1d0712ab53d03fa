package main

import "testing"

// The memory loop comes back to its first line after all the others.
func TestMemoryLoop_goesRoundAllLines(t *testing.T) {
	const lines = 1000
	loop := newMemoryLoop(lines)
	seen := make([]bool, lines)
	at := uint32(0)
	for i := range lines {
		if seen[at] {
			t.Fatalf("back at line %d after %d steps", at, i)
		}
		seen[at] = true
		at = loop[at].next
	}
	if at != 0 {
		t.Errorf("after %d steps at line %d, want 0", lines, at)
	}
}
