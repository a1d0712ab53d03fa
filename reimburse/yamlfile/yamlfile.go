// Package yamlfile reads the small YAML files a finance office writes: rules,
// policies, account maps, layouts of bank files. Unknown keys are refused, and
// whatever the bytes are, what comes back is an error and never a panic: the
// YAML library has panicked on tags without a value.
package yamlfile

import (
	"errors"
	"fmt"

	"github.com/goccy/go-yaml"
)

// MaxBytes and maxDepth bound what the library is given: it takes time that
// grows with the square of the depth.
const (
	MaxBytes = 1 << 20
	maxDepth = 32
)

// Fault is what is wrong with a file before its meaning is looked at.
type Fault struct {
	Line  int // from 1
	Cause string
}

// Error returns "line N: cause".
func (f Fault) Error() string { return fmt.Sprintf("line %d: %s", f.Line, f.Cause) }

// Unmarshal reads one document into a value, strictly. Its error tells the line.
func Unmarshal(data []byte, into any) error {
	return Guard(data, func() error {
		if err := yaml.UnmarshalWithOptions(data, into, yaml.Strict()); err != nil {
			return errors.New(yaml.FormatError(err, false, false))
		}
		return nil
	})
}

// Guard runs what reads data with the YAML library: it returns a Fault where
// the data are too much for the library or the library breaks over them, else
// what read returns.
func Guard(data []byte, read func() error) (err error) {
	if err := withinLimits(data); err != nil {
		return err
	}
	defer func() {
		if broken := recover(); broken != nil {
			err = Fault{Line: 1, Cause: fmt.Sprintf("not readable as YAML (%v)", broken)}
		}
	}()
	return read()
}

// withinLimits refuses what would cost the YAML library too much.
func withinLimits(data []byte) error {
	if len(data) > MaxBytes {
		return Fault{Line: 1, Cause: fmt.Sprintf("%d bytes; a file has at most %d", len(data), MaxBytes)}
	}
	line, depth, marks := 1, 0, 0
	for i, c := range data {
		switch c {
		case '[', '{':
			depth++
		case ']', '}':
			depth = max(0, depth-1)
		case '-', '?':
			if i+1 < len(data) && data[i+1] == ' ' {
				marks++
			}
		case '\n':
			line, marks = line+1, 0
		}
		if depth > maxDepth || marks > maxDepth {
			return Fault{Line: line, Cause: fmt.Sprintf("nested deeper than %d levels", maxDepth)}
		}
	}
	return nil
}
