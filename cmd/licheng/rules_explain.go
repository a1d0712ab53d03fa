package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"licheng/reimburse"
	"licheng/trips"
)

func rulesExplainCommand() *cobra.Command {
	var config string
	c := &cobra.Command{
		Use:   "explain CLAIM|FILE",
		Short: "解释金额：every line's arithmetic, clause and sources, of a claim by its id or of a file from quote --json",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if _, err := os.Stat(args[0]); !errors.Is(err, fs.ErrNotExist) {
				data, err := readQuoteFile(args[0])
				if err != nil {
					return err
				}
				return explainLines(cmd.OutOrStdout(), data)
			}
			if !looksLikeClaim(args[0]) {
				return fmt.Errorf("%w: there is no file %q, and it is not the id of a claim", errUsage, args[0])
			}
			return withApp(cmd, config, func(ctx context.Context, a *app) error {
				return a.explainClaim(ctx, cmd.OutOrStdout(), reimburse.ClaimID(args[0]))
			})
		},
	}
	configFlag(c, &config)
	return c
}

// looksLikeClaim reports whether the text is written like the id of a claim.
func looksLikeClaim(text string) bool {
	const uuidLen = 36
	return len(text) == uuidLen && text[8] == '-' && text[13] == '-'
}

// explainClaim tells every line of a claim of the database.
func (a *app) explainClaim(ctx context.Context, out io.Writer, id reimburse.ClaimID) error {
	view, err := a.money.Claim(ctx, commandActor(a.config, trips.Auditor), id)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s %s\n", view.Month, view.ID)
	for _, l := range view.Lines {
		tellLine(out, l.No, l.Line)
	}
	return nil
}
