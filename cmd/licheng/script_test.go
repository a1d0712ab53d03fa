package main

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"licheng": func() { os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr)) },
	})
}

// TestScript plays the command lines of testdata/script as a user types them.
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script", RequireExplicitExec: true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"wronguse": wrongUse, "claimed": claimed},
	})
}

// wrongUse is the script command wronguse: the command line must end with 2 and
// one sentence on the error stream, and print nothing else.
func wrongUse(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: wronguse licheng ARGS...")
	}
	program, err := exec.LookPath(args[0])
	ts.Check(err)
	cmd := exec.Command(program, args[1:]...)
	var out, errOut strings.Builder
	cmd.Dir, cmd.Stdout, cmd.Stderr = ts.Getenv("WORK"), &out, &errOut
	cmd.Env = append(os.Environ(), "HOME="+ts.Getenv("WORK"))
	_ = cmd.Run() // the exit code tells
	said := errOut.String()
	if code := cmd.ProcessState.ExitCode(); code != exitWrongUse {
		ts.Fatalf("%v: exit %d, want %d\n%s", args, code, exitWrongUse, said)
	}
	if strings.Count(said, "\n") != 1 || !strings.HasPrefix(said, "licheng: ") || out.Len() > 0 {
		ts.Fatalf("%v: said %q, printed %q; want one sentence", args, said, out.String())
	}
}

// Every command of the program has its rows in usage.txtar.
func TestEveryCommandIsTriedOut(t *testing.T) {
	script, err := os.ReadFile("testdata/script/usage.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range everyCommand(rootCommand()) {
		if c.Hidden || strings.Contains(c.CommandPath(), "completion") || c.Name() == "help" {
			continue
		}
		if !strings.Contains(string(script), "\nwronguse "+c.CommandPath()+" ") {
			t.Errorf("usage.txtar does not try %s", c.CommandPath())
		}
	}
}
