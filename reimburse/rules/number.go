package rules

import (
	"fmt"

	"github.com/goccy/go-yaml/ast"
	"github.com/govalues/decimal"
)

// Number is an exact decimal of a document, kept as it was written: 0.80 stays
// 0.80. It may stand with or without quotes.
type Number struct {
	decimal.Decimal
	written bool // false where the document leaves the number out
}

// Num makes a Number of a decimal text, for tests and tables written in code.
// It returns an error for a text that is not a decimal of at most 19 digits.
func Num(text string) (Number, error) {
	d, err := decimal.Parse(text)
	if err != nil {
		return Number{}, fmt.Errorf("%q is not a decimal number", text)
	}
	return Number{Decimal: d, written: true}, nil
}

// UnmarshalYAML reads the text of the node itself, so that no digit passes
// through a float.
func (n *Number) UnmarshalYAML(node ast.Node) error {
	if _, scalar := node.(ast.ScalarNode); !scalar || node.Type() == ast.NullType {
		return problem{line: lineOf(node), cause: "expected a decimal number such as 0.80"}
	}
	parsed, err := Num(node.GetToken().Value)
	if err != nil {
		return problem{line: lineOf(node), cause: err.Error()}
	}
	*n = parsed
	return nil
}

// or returns n, or other where the document leaves n out.
func (n Number) or(other decimal.Decimal) decimal.Decimal {
	if n.written {
		return n.Decimal
	}
	return other
}
