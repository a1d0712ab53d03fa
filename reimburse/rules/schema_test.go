package rules_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"licheng/reimburse/rules"
)

func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	made, err := jsonschema.NewCompiler().Compile(filepath.Join("..", "..", "docs", "rules.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func validate(t *testing.T, s *jsonschema.Schema, text string) error {
	t.Helper()
	var value any
	if err := yaml.Unmarshal([]byte(text), &value); err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(instance)
}

// The schema and the reader agree on every example, and on what a schema can see.
func TestSchemaAgreesWithParse(t *testing.T) {
	s := schema(t)
	files, err := filepath.Glob(filepath.Join("..", "..", "rules", "*.yaml"))
	if err != nil || len(files) < 3 {
		t.Fatalf("%d examples, %v", len(files), err)
	}
	texts := map[string]string{"good": good}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		texts[file] = string(data)
	}
	for name, text := range texts {
		if err := validate(t, s, text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := rules.Parse([]byte(text), name); err != nil {
			t.Error(err)
		}
	}
	for _, name := range []string{
		"unknown key", "unknown key deep inside", "not a number", "no number at all", "id with capitals", "title in one language",
		"county of five digits", "another currency", "area without rings", "ring of two corners", "corner of three figures", "item id",
		"no clause", "no kind", "two kinds", "staff class", "vehicle class", "energy kind", "empty purpose", "no rates", "negative rate",
		"persons below zero", "no bands", "too slow", "price of noon", "rate left out", "rounding of ETC", "rounding left out", "allowance without a mode",
		"allowance without sums", "cap per week", "condition that is empty", "tiers in leagues", "year from a month", "method nobody knows",
		"no tier rates", "no steps", "month without a sum", "meals both ways", "two meals of three", "meals that vanish", "lodging proof by word",
		"a forfeited half day", "local transport without a sum", "voucher of nothing", "voucher of gifts", "voucher per week", "deduction of nothing",
		"refusal of everything", "refusal without a reason", "fare and sum", "fare from nowhere", "kilometres of a crow", "bands of a crow", "estimate of one class",
		"zone of no division", "consumption of nothing", "cold without a factor", "cold in month 13", "cold in no month",
	} {
		for _, test := range spoiled {
			if test.name == name && validate(t, s, strings.Replace(good, test.old, test.new, 1)) == nil {
				t.Errorf("the schema lets through: %s", name)
			}
		}
	}
}
