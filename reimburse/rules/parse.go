package rules

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"licheng/reimburse/yamlfile"
)

// ErrDocument reports a rule document that cannot be used. Its message names
// file, line and cause of every problem found.
var ErrDocument = errors.New("unusable rule document")

// Parse reads a rule document in YAML; name is what errors call the file.
// Unknown and repeated keys, aliases and anything the language does not allow
// are refused: the error wraps ErrDocument and names "name: line N:
// cause" for every problem.
func Parse(data []byte, name string) (Document, error) {
	var doc Document
	found := decode(data, &doc, func(at lines) []problem { return check(&doc, at) })
	if len(found) > 0 {
		return Document{}, refuse(name, found)
	}
	return doc, nil
}

// decode reads one strict YAML document into value, then runs check over it.
func decode(data []byte, value any, check func(at lines) []problem) (found []problem) {
	err := yamlfile.Guard(data, func() error {
		file, err := parser.ParseBytes(data, 0)
		if err != nil {
			return problemOf(err)
		}
		if found = shape(file); len(found) > 0 {
			return nil
		}
		if err := yaml.NewDecoder(bytes.NewReader(data), yaml.Strict()).Decode(value); err != nil {
			return problemOf(err)
		}
		found = check(lines{file})
		return nil
	})
	if err != nil {
		return []problem{problemOf(err)}
	}
	return found
}

// problem is one thing wrong with a document.
type problem struct {
	line  int
	cause string
}

// Error returns "line N: cause".
func (p problem) Error() string { return fmt.Sprintf("line %d: %s", p.line, p.cause) }

func refuse(name string, found []problem) error {
	texts := make([]string, len(found))
	for i, p := range found {
		texts[i] = name + ": " + p.Error()
	}
	return fmt.Errorf("%w: %s", ErrDocument, strings.Join(texts, "; "))
}

// problemOf finds line and cause in an error of the YAML library.
func problemOf(err error) problem {
	var ours problem
	if errors.As(err, &ours) {
		return ours
	}
	var unread yamlfile.Fault
	if errors.As(err, &unread) {
		return problem{line: unread.Line, cause: unread.Cause}
	}
	var theirs yaml.Error
	if errors.As(err, &theirs) {
		line := 1
		if token := theirs.GetToken(); token != nil {
			line = token.Position.Line
		}
		return problem{line: line, cause: strings.TrimSpace(theirs.GetMessage())}
	}
	return problem{line: 1, cause: err.Error()}
}

// shape refuses what the language does not have: several documents in one
// file, an empty one, anchors and aliases.
func shape(file *ast.File) []problem {
	if len(file.Docs) == 0 || file.Docs[0].Body == nil {
		return []problem{{line: 1, cause: "the document is empty"}}
	}
	if len(file.Docs) > 1 {
		return []problem{{line: lineOf(file.Docs[1]), cause: "a second document begins here; one file holds one"}}
	}
	var seen references
	ast.Walk(&seen, file.Docs[0].Body)
	return seen.found
}

// references collects anchors and aliases.
type references struct{ found []problem }

// Visit implements ast.Visitor.
func (r *references) Visit(node ast.Node) ast.Visitor {
	switch node.Type() {
	case ast.AnchorType, ast.AliasType, ast.MergeKeyType, ast.TagType:
		r.found = append(r.found, problem{line: lineOf(node), cause: "anchors, aliases and tags are not part of the language; write the value out"})
		return nil
	}
	return r
}

func lineOf(node ast.Node) int {
	if node == nil || node.GetToken() == nil || node.GetToken().Position == nil {
		return 1
	}
	return node.GetToken().Position.Line
}

// lines finds the line of a place in the document.
type lines struct{ file *ast.File }

// of returns the line of the YAML path, or of the nearest place above it that
// is written.
func (l lines) of(path string) int {
	for path != "$" {
		if at, err := yaml.PathString(path); err == nil {
			if node, err := at.FilterFile(l.file); err == nil && node != nil {
				return lineOf(node)
			}
		}
		path = path[:max(1, strings.LastIndexAny(path, ".["))]
	}
	return 1
}
