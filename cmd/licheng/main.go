// Command licheng is the one binary of Licheng 里程: the service, the road
// builder, the matcher and the auditor's tools.
//
// It exits with 0 when done, 1 when it could not, and 2 on wrong use or
// unusable input, with one plain sentence on the error stream.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"licheng"
)

// Exit codes, as the package comment tells.
const (
	exitDone = iota
	exitCouldNot
	exitWrongUse
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run carries out one command line and returns the exit code.
func run(ctx context.Context, args []string, out, errOut io.Writer) int {
	root := rootCommand()
	root.SetArgs(args)
	root.SetOut(out)
	root.SetErr(errOut)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitDone
	}
	fmt.Fprintln(errOut, "licheng: "+sentence(err))
	return exitCode(err)
}

// sentence is what is said of an error: in English, as scripts read it, and where it
// is a Fault in Chinese too.
func sentence(err error) string {
	if f, ok := licheng.FaultOf(err); ok {
		return oneLine(err) + " " + f.Title.ZH
	}
	return oneLine(err)
}

// errUsage marks wrong use of the command line itself.
var errUsage = errors.New("wrong use")

// rootCommand builds the tree of commands.
func rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:           "licheng",
		Short:         "里程 Licheng: trips to roads, roads to yuan, every yuan explained",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return fmt.Errorf("%w: there is no command %q; see licheng --help", errUsage, args[0])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return fmt.Errorf("%w: %w; see %s --help", errUsage, err, cmd.CommandPath())
	})
	root.AddCommand(commands()...)
	root.InitDefaultCompletionCmd()
	for _, c := range everyCommand(root) {
		if c.HasSubCommands() && !c.Runnable() {
			group(c)
		}
		c.Args = usage(c)
	}
	return root
}

// everyCommand returns the command and all below it.
func everyCommand(c *cobra.Command) []*cobra.Command {
	all := []*cobra.Command{c}
	for _, sub := range c.Commands() {
		all = append(all, everyCommand(sub)...)
	}
	return all
}

// usage checks a command's arguments so that a refusal counts as wrong use, says
// plainly what is wrong and where help is.
func usage(c *cobra.Command) cobra.PositionalArgs {
	check := c.Args
	if check == nil {
		check = cobra.NoArgs
	}
	return func(cmd *cobra.Command, args []string) error {
		err := check(cmd, args)
		if err == nil || errors.Is(err, errUsage) {
			return err
		}
		named := cmd.Use[len(cmd.Name()):]
		if len(args) == 0 {
			return fmt.Errorf("%w: %s needs something to work on; it takes%s; see %[2]s --help", errUsage, cmd.CommandPath(), named)
		}
		return fmt.Errorf("%w: %s cannot use %q; it takes%s; see %[2]s --help", errUsage, cmd.CommandPath(), args[len(args)-1], cmp.Or(named, " nothing"))
	}
}

// group makes a command that only holds others ask for one of them.
func group(c *cobra.Command) {
	c.Args = cobra.ArbitraryArgs
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return fmt.Errorf("%w: there is no command %q in %s; see %[3]s --help", errUsage, args[0], cmd.CommandPath())
		}
		var names []string
		for _, sub := range cmd.Commands() {
			if sub.IsAvailableCommand() {
				names = append(names, sub.Name())
			}
		}
		return fmt.Errorf("%w: %s needs one of %s; see %[2]s --help", errUsage, cmd.CommandPath(), strings.Join(names, ", "))
	}
}

// exitCode tells unusable input from what could not be done.
func exitCode(err error) int {
	if errors.Is(err, errUsage) {
		return exitWrongUse
	}
	switch licheng.KindOf(err) {
	case licheng.Invalid, licheng.Unprocessable, licheng.NotFound, licheng.TooLarge:
		return exitWrongUse
	default:
		return exitCouldNot
	}
}

// oneLine keeps an error to one line, as the error stream promises.
func oneLine(err error) string {
	return strings.Join(strings.Fields(strings.TrimPrefix(err.Error(), errUsage.Error()+": ")), " ")
}
