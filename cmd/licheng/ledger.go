package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"licheng/reimburse/ledger"
	"licheng/trips"
)

// ledgerCommand is licheng ledger: prove that nothing was altered.
func ledgerCommand() *cobra.Command {
	root := &cobra.Command{Use: "ledger", Short: "账本：verify the chain of decisions, export it"}
	root.AddCommand(ledgerVerifyCommand(), ledgerExportCommand(), ledgerAnchorCommand())
	return root
}

func ledgerVerifyCommand() *cobra.Command {
	var config, key string
	c := &cobra.Command{
		Use:   "verify [BUNDLE] [--key HEX]",
		Short: "验证账本：recompute the hash chain and hold every claim against it, or check an exported bundle offline",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				return verifyBundle(cmd.OutOrStdout(), args[0], key)
			}
			if key != "" {
				return fmt.Errorf("%w: --key is for a bundle; the service's own key stands in its data folder", errUsage)
			}
			return withBooks(cmd, config, func(ctx context.Context, a *app) error {
				return a.verifyLedger(ctx, cmd.OutOrStdout())
			})
		},
	}
	c.Flags().StringVar(&key, "key", "", "the key the bundle's anchors must be signed by, as ledger anchor printed it")
	configFlag(c, &config)
	return c
}

// ledgerAnchorCommand is licheng ledger anchor.
func ledgerAnchorCommand() *cobra.Command {
	var config string
	c := &cobra.Command{
		Use:   "anchor",
		Short: "签发锚点：sign where the book stands now; keep the line that is printed away from this machine",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withBooks(cmd, config, func(ctx context.Context, a *app) error {
				made, err := a.money.Anchor(ctx, trips.County(a.config.County))
				if err != nil {
					return err
				}
				return json.NewEncoder(cmd.OutOrStdout()).Encode(made)
			})
		},
	}
	configFlag(c, &config)
	return c
}

// verifyLedger verifies the book of every county in the database.
func (a *app) verifyLedger(ctx context.Context, out io.Writer) error {
	counties, err := a.money.LedgerCounties(ctx)
	if err != nil {
		return err
	}
	for _, county := range counties {
		report, err := a.money.VerifyLedger(ctx, county)
		if err != nil {
			return fmt.Errorf("county %s: %w", county, err)
		}
		if !report.OK {
			return fmt.Errorf("county %s: altered 账本与数据不符: %w", county, report.Altered)
		}
		fmt.Fprintf(out, "county %s: %d events and %d claims as they were written 完好; %d anchors fit; head %s\n",
			county, report.Events, report.Claims, report.Anchors, report.Head)
	}
	if len(counties) == 0 {
		fmt.Fprintln(out, "the ledger is empty 账本为空")
	}
	return nil
}

func verifyBundle(out io.Writer, path, key string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("%w: %w", errUsage, err)
	}
	defer f.Close()
	summary, err := ledger.CheckBundle(f, key)
	var altered *ledger.Altered
	switch {
	case errors.As(err, &altered):
		return fmt.Errorf("%s: altered 账本被改动: %w", path, err)
	case err != nil:
		return fmt.Errorf("%w: %s: %w", errUsage, path, err)
	}
	fmt.Fprintf(out, "county %s: %d events as they were written 完好; %d claims, %s yuan paid; head %s\n",
		summary.County, summary.Events, len(summary.Book.Claims), summary.Book.PaidFen, summary.Head.Hash)
	switch {
	case key != "":
		fmt.Fprintf(out, "%d anchors signed by the key given fit 锚点相符\n", summary.Anchors)
	case summary.Anchors > 0:
		fmt.Fprintf(out, "%d anchors fit; hold their keys against the one you know: %s\n", summary.Anchors, strings.Join(summary.Keys, " "))
	}
	return nil
}

func ledgerExportCommand() *cobra.Command {
	var config string
	c := &cobra.Command{
		Use:   "export FILE",
		Short: "导出账本：write the county's book as a bundle that verify checks without the database; - is the output",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withBooks(cmd, config, func(ctx context.Context, a *app) error {
				if args[0] == "-" {
					_, err := a.money.ExportLedger(ctx, trips.County(a.config.County), cmd.OutOrStdout())
					return err
				}
				head, err := a.exportLedger(ctx, args[0])
				if err != nil {
					return err
				}
				fmt.Fprintf(cmd.OutOrStdout(), "%s: %d events; head %s\n", args[0], head.Seq, head.Hash)
				return nil
			})
		},
	}
	configFlag(c, &config)
	return c
}

// exportLedger writes the bundle to a file that is not there yet: a proof is
// not to be overwritten.
func (a *app) exportLedger(ctx context.Context, path string) (head ledger.Head, err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return head, fmt.Errorf("%w: %w", errUsage, err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := bufio.NewWriter(f)
	if head, err = a.money.ExportLedger(ctx, trips.County(a.config.County), w); err != nil {
		return head, err
	}
	if err := w.Flush(); err != nil {
		return head, fmt.Errorf("write %s: %w", path, err)
	}
	return head, f.Sync()
}
