package main

import "github.com/spf13/cobra"

// benchCommand measures what this machine does of the work that matters, each
// kind of work by a command of its own.
func benchCommand() *cobra.Command {
	root := &cobra.Command{Use: "bench", Short: "测速：measure what this machine does"}
	root.AddCommand(benchMatchCommand(), benchVerifyCommand())
	return root
}
