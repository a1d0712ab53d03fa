package rules_test

import (
	"os"
	"path/filepath"
	"strings"
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

// Every document that ships is read, and has a story with its vectors.
func TestExamplesHaveStories(t *testing.T) {
	stories, err := filepath.Glob(filepath.Join("testdata", "stories", "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	told := ""
	for _, file := range stories {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		told += string(data)
	}
	names := exampleNames(t)
	if len(names) < 9 {
		t.Fatalf("%d examples", len(names))
	}
	for _, name := range names {
		if doc := example(t, name); len(doc.Items) == 0 {
			t.Errorf("%s has no clauses", name)
		}
		if !strings.Contains(told, "\nrules "+name+"\n") {
			t.Errorf("no story is told of rules/%s", name)
		}
	}
}
