package rules_test

import (
	"os"
	"path/filepath"
	"testing"

	"licheng/reimburse/rules"
)

// example reads one of the documents that ship with the house.
func example(t *testing.T, name string) rules.Document {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "rules", name))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := rules.Parse(data, name)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestExamplesAreRead(t *testing.T) {
	for name, items := range map[string]int{"demo-county.yaml": 7, "per-km-county.yaml": 3, "band-town.yaml": 3} {
		if doc := example(t, name); len(doc.Items) != items {
			t.Errorf("%s: %d items, want %d", name, len(doc.Items), items)
		}
	}
}
