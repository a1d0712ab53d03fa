package licheng_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The tests of this file execute the plan of the house, so that it cannot
// drift from the code.

// storeys are the rooms from the ground up: a package may import packages of
// its own storey or of a lower one.
var storeys = []string{"lang", "geo", "sheet", ".", "queue", "dbtest", "trips", "reimburse", "web", "cmd"}

// roots are the packages that remember: they own a service and a store, and
// are the only ones below web that touch SQL.
var roots = []string{".", "queue", "dbtest", "trips", "reimburse", "web/auth"}

// sqlImports are the packages that speak to databases.
var sqlImports = []string{"database/sql", "github.com/jmoiron/sqlx", "github.com/jackc/pgx/v5"}

// webImports are the packages that speak HTTP; only web and cmd may.
var webImports = []string{"net/http", "github.com/gin-gonic/gin", "github.com/danielgtaylor/huma/v2"}

// source is one parsed Go file of the project.
type source struct {
	path string // slash-separated, from the module's root
	dir  string // "." for the root
	file *ast.File
	fset *token.FileSet
}

func (s source) test() bool { return strings.HasSuffix(s.path, "_test.go") }

func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	err := filepath.WalkDir(".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && (name == "node_modules" || name == "testdata" || (strings.HasPrefix(name, ".") && name != ".")) {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") {
			return nil
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, p, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		slash := filepath.ToSlash(p)
		all = append(all, source{path: slash, dir: path.Dir(slash), file: file, fset: fset})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 20 {
		t.Fatalf("found %d Go files: the walk is broken", len(all))
	}
	return all
}

func imports(s source) []string {
	var out []string
	for _, spec := range s.file.Imports {
		out = append(out, strings.Trim(spec.Path.Value, `"`))
	}
	return out
}

// room returns the storey a directory of the project belongs to.
func room(dir string) string {
	if dir == "." {
		return "."
	}
	return strings.SplitN(dir, "/", 2)[0]
}

func TestArrowsPointDown(t *testing.T) {
	for _, s := range sources(t) {
		own := slices.Index(storeys, room(s.dir))
		if own < 0 {
			t.Errorf("%s stands in no room: give it one in design and in this test", s.path)
			continue
		}
		for _, imported := range imports(s) {
			dir, ours := projectDir(imported)
			if !ours || s.test() && room(dir) == "dbtest" {
				continue
			}
			if slices.Index(storeys, room(dir)) > own {
				t.Errorf("%s imports %s: arrows point down", s.path, imported)
			}
		}
	}
}

func TestLeavesComputeRootsRemember(t *testing.T) {
	for _, s := range sources(t) {
		if s.test() || slices.Contains([]string{"web", "cmd"}, room(s.dir)) && s.dir != "web/auth" {
			continue
		}
		remembers := slices.Contains(roots, s.dir)
		for _, imported := range imports(s) {
			dir, ours := projectDir(imported)
			if ours && !remembers && slices.Contains(roots, dir) {
				t.Errorf("%s imports the root package %s: leaves are pure", s.path, imported)
			}
			if !remembers && within(imported, sqlImports) {
				t.Errorf("%s imports %s: only the rooms that remember speak SQL", s.path, imported)
			}
			if s.dir != "web/auth" && within(imported, webImports) {
				t.Errorf("%s imports %s: HTTP stays in web", s.path, imported)
			}
		}
	}
}

func TestServersSpeakNoSQL(t *testing.T) {
	for _, s := range sources(t) {
		if s.test() || room(s.dir) != "web" || s.dir == "web/auth" {
			continue
		}
		for _, imported := range imports(s) {
			if within(imported, sqlImports) {
				t.Errorf("%s imports %s: handlers decode, call one service, encode", s.path, imported)
			}
		}
	}
}

// The clock is a parameter or a service's own now; only cmd reads it.
func TestOnlyCommandsReadTheClock(t *testing.T) {
	for _, s := range sources(t) {
		if s.test() || room(s.dir) == "cmd" {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			pkg, ok := sel.X.(*ast.Ident)
			if ok && pkg.Name == "time" && (sel.Sel.Name == "Now" || sel.Sel.Name == "Since") {
				t.Errorf("%s reads the clock: take the time as a parameter", s.fset.Position(n.Pos()))
			}
			return true
		})
	}
}

func TestEveryPackageIsIntroduced(t *testing.T) {
	introduced := map[string]bool{}
	for _, s := range sources(t) {
		if s.test() {
			continue
		}
		if _, seen := introduced[s.dir]; !seen {
			introduced[s.dir] = false
		}
		if s.file.Doc != nil && len(s.file.Doc.Text()) > 40 {
			introduced[s.dir] = true
		}
	}
	for dir, ok := range introduced {
		if !ok {
			t.Errorf("%s has no package comment: say what the room is for", dir)
		}
	}
}

func TestNoRoomWithoutACaption(t *testing.T) {
	for _, s := range sources(t) {
		switch path.Base(s.dir) {
		case "util", "utils", "common", "helper", "helpers", "model", "models", "manager", "misc", "types":
			t.Errorf("%s: a folder is one idea; name the idea", s.path)
		}
	}
}

// linesMax is where a file stops being a page one can read.
const linesMax = 520

func TestFilesStayReadable(t *testing.T) {
	for _, s := range sources(t) {
		lines := s.fset.Position(s.file.End()).Line
		if lines > linesMax && !s.test() {
			t.Errorf("%s has %d lines, more than %d: it holds more than one idea", s.path, lines, linesMax)
		}
	}
}

// projectDir returns the directory of a package of the project.
func projectDir(imported string) (dir string, ours bool) {
	if imported == "licheng" {
		return ".", true
	}
	return strings.CutPrefix(imported, "licheng/")
}

// within reports whether the import path is one of the roots or below one.
func within(imported string, prefixes []string) bool {
	for _, p := range prefixes {
		if imported == p || strings.HasPrefix(imported, p+"/") {
			return true
		}
	}
	return false
}
