package rules

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common"
	celast "cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"github.com/goccy/go-yaml/ast"
)

// Condition is a yes-or-no question in CEL about a trip, a person and a
// vehicle, such as: persons > 1 && !workday. The empty Condition is always
// true. It is typed and checked when the document is read, has no loops, no
// fractions and a bounded cost; money is never computed in it.
type Condition struct {
	text    string
	line    int
	program cel.Program
}

// Bounds of a condition: its length in bytes, how deep it may nest, and what
// one answer may cost in CEL's own unit.
const (
	maxConditionBytes = 1000
	maxConditionDepth = 50
	maxConditionCost  = 5_000
)

// UnmarshalYAML keeps the text; compile reads it once the kind of the item is
// known.
func (c *Condition) UnmarshalYAML(node ast.Node) error {
	if _, scalar := node.(ast.ScalarNode); !scalar || node.Type() == ast.NullType {
		return problem{line: lineOf(node), cause: `expected a condition such as "persons > 1"`}
	}
	text := node.GetToken().Value
	if literal, ok := node.(*ast.LiteralNode); ok {
		text = literal.Value.Value
	}
	*c = Condition{text: strings.TrimSpace(text), line: lineOf(node)}
	return nil
}

func (c Condition) empty() bool { return c.text == "" }

// String returns the condition as written.
func (c Condition) String() string { return c.text }

// fact is one name a condition may use.
type fact struct {
	name string
	kind *cel.Type
}

// The facts of a condition. Metres are whole; there are no fractions, so that
// no float decides about money.
var (
	personFacts = []fact{
		{"staff", cel.StringType},                               // staff class, e.g. "institution"
		{"marks", cel.ListType(cel.StringType)},                 // what the county attests of the person
		{"counted_m", cel.MapType(cel.StringType, cel.IntType)}, // metres of the policy year by counter, the month's own included
		{"month_m", cel.IntType},                                // metres driven in the month
		{"month_trips", cel.IntType},                            // trips of the month
		{"township_years", cel.IntType},                         // whole years of service in townships, by months, the first one included; 0 where none counts
		{"in_township", cel.BoolType},                           // the month lies in that service, the months of arrival and of leaving included
		{"stay_days", cel.IntType},                              // days of the longest stay away that touches the month
		{"draws_allowance", cel.BoolType},                       // on the day of the trip; of a month: on any day
	}
	tripFacts = []fact{
		{"vehicle", cel.StringType},                           // vehicle class, "" for none
		{"energy", cel.StringType},                            // petrol, diesel, electric, hybrid
		{"engine_cc", cel.IntType},                            // 0: unknown
		{"fiscal_hp", cel.IntType},                            // 0: unknown
		{"seats", cel.IntType},                                // the driver's included
		{"unit_car", cel.BoolType},                            // the unit's own car
		{"passenger", cel.BoolType},                           // rode along, did not drive
		{"persons", cel.IntType},                              // in the vehicle, the claimant included
		{"driven_m", cel.IntType},                             // metres driven
		{"one_way_m", cel.IntType},                            // metres to the farthest point, 0: not measured
		{"over_shortest_m", cel.IntType},                      // metres driven beyond the shortest road over the stops; 0 where it is not known
		{"over_usual_m", cel.IntType},                         // metres driven beyond the road usually taken over them; 0 where it is not known
		{"leaves", cel.MapType(cel.StringType, cel.BoolType)}, // by area: start, end or farthest point outside
		{"inside_m", cel.MapType(cel.StringType, cel.IntType)},
		{"from", cel.StringType},
		{"to", cel.StringType},
		{"purpose", cel.StringType},
		{"approved", cel.BoolType},   // a request approved the trip
		{"evidence", cel.StringType}, // what shows the trip: trace, toll-record, request, dispatch-slip, companion, usual-route, own-word
		{"grade", cel.StringType},    // how far that carries: "A" measured … "E" one's own word
		{"from_home", cel.BoolType},  // began or ended at the person's home
		{"day", cel.StringType},      // 2026-10-12, Asia/Shanghai
		{"weekday", cel.IntType},     // 1 Monday … 7 Sunday
		{"hour", cel.IntType},        // of the start, 0 … 23
		{"minutes", cel.IntType},     // from start to end
		{"claim_days", cel.IntType},  // days from the trip's end to the hand-in, 0: not handed in
		{"workday", cel.BoolType},    // by the calendar of public holidays; an unknown year is an error
	}
)

// scopes are the two environments: what may be asked of a trip, and of a
// person's month.
type scope struct {
	env  *cel.Env
	what string
}

func newScope(what string, facts ...[]fact) scope {
	options := []cel.EnvOption{
		cel.StdLib(), cel.ClearMacros(), cel.ParserRecursionLimit(maxConditionDepth),
		cel.ParserExpressionSizeLimit(maxConditionBytes),
	}
	for _, group := range facts {
		for _, f := range group {
			options = append(options, cel.Variable(f.name, f.kind))
		}
	}
	env, err := cel.NewCustomEnv(options...)
	if err != nil {
		panic(err) // the facts above are ours
	}
	return scope{env: env, what: what}
}

var (
	tripScope  = newScope("a trip", personFacts, tripFacts)
	monthScope = newScope("a person's month", personFacts)
)

// compile reads the condition in the scope. Errors name the column.
func (c *Condition) compile(in scope) error {
	if c.text == "" {
		return errors.New("an empty condition; leave it out")
	}
	if len(c.text) > maxConditionBytes {
		return fmt.Errorf("a condition of %d bytes; at most %d", len(c.text), maxConditionBytes)
	}
	checked, issues := in.env.Compile(c.text)
	if issues.Err() != nil {
		first := issues.Errors()[0]
		return fmt.Errorf("condition, line %d, column %d, about %s: %s", first.Location.Line(), first.Location.Column()+1, in.what, first.Message)
	}
	if checked.OutputType() != cel.BoolType {
		return fmt.Errorf("condition: it comes to %s, not to true or false", checked.OutputType())
	}
	rep := checked.NativeRep()
	if at := firstFraction(rep); at != nil {
		return fmt.Errorf("condition, line %d, column %d: fractions are not allowed; ask in whole metres", at.Line(), at.Column()+1)
	}
	var err error
	c.program, err = in.env.Program(checked, cel.CostLimit(maxConditionCost), cel.EvalOptions(cel.OptOptimize))
	return err
}

// firstFraction returns where the first fraction of a condition stands; nil when
// there is none.
func firstFraction(rep *celast.AST) common.Location {
	var first common.Location
	for id, kind := range rep.TypeMap() {
		if kind.Kind() != types.DoubleKind {
			continue
		}
		at := rep.SourceInfo().GetStartLocation(id)
		if first == nil || cmp.Or(cmp.Compare(at.Line(), first.Line()), cmp.Compare(at.Column(), first.Column())) < 0 {
			first = at
		}
	}
	return first
}

// holds answers the condition from the facts. It returns ErrFacts where a fact
// it needs is not known.
func (c Condition) holds(facts factSource) (bool, error) {
	if c.text == "" {
		return true, nil
	}
	if c.program == nil {
		return false, fmt.Errorf("%w: condition %q was not read by Parse", ErrFacts, c.text)
	}
	answer, _, err := c.program.Eval(facts)
	if err != nil {
		return false, fmt.Errorf("%w: condition %q: %w", ErrFacts, c.text, err)
	}
	return answer.Value() == true, nil
}
