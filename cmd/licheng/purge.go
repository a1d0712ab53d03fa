package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"licheng/trips"
)

// purgeLogin stands in the book where the service purges by itself.
const purgeLogin = "system"

// purgeCommand is licheng purge.
func purgeCommand() *cobra.Command {
	var config string
	var dryRun bool
	c := &cobra.Command{
		Use:   "purge [--dry-run]",
		Short: "删除到期轨迹点：purge raw points of trips settled long enough ago",
		Long: `Removes the raw points of every trace whose claims are settled for as long as
the county says (keep_points_days of import approval, 180 without), or that nobody
handed in (keep_unclaimed_days after the drive, 365 without): the fixes, and the
stored file. Paths, lengths, findings and both sums of the file stay; the
book gains an event for each trace. licheng serve does the same once an hour, as
long as its clock did not leap: then it waits for this command, once.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withApp(cmd, config, func(ctx context.Context, a *app) error {
				report, err := a.trips.PurgeDue(ctx, trips.County(a.config.County), purgeLogin, dryRun)
				printPurge(cmd.OutOrStdout(), report)
				if err == nil && !dryRun { // whoever types it has looked at the clock
					err = noteClock(filepath.Join(a.config.DataDir, clockName), time.Now())
				}
				return err
			})
		},
	}
	c.Flags().BoolVar(&dryRun, "dry-run", false, "say what would be purged; change nothing")
	configFlag(c, &config)
	return c
}

// keptWords says why points stay.
var keptWords = map[trips.Keeping]string{
	trips.KeptUnclaimed: "a trip was not handed in yet 尚未报销",
	trips.KeptClaim:     "a claim of the month is open 报销未结清",
	trips.KeptAppeal:    "an appeal waits for its answer 申诉未答复",
	trips.KeptPeriod:    "settled, not long enough ago 保存期未满",
	trips.KeptAltered:   "a trip is not what its claim sealed: look at it 行程与封存不符",
}

func printPurge(out io.Writer, r trips.PurgeReport) {
	verb := "purged 已删除"
	if r.DryRun {
		verb = "to purge 待删除"
	}
	for _, p := range r.Purged {
		fixes := fmt.Sprintf("%d fixes", p.Fixes)
		if p.MergedInto != "" {
			fixes = "merged into trace " + string(p.MergedInto)
		}
		fmt.Fprintf(out, "%s: trace %s of %s, %s, %s, file %s\n", verb, p.Trace, p.Person, fixes, purgedSince(p.Settlement), p.SHA256)
	}
	kept := make([]trips.Keeping, 0, len(r.Kept))
	for why := range r.Kept {
		kept = append(kept, why)
	}
	slices.Sort(kept)
	for _, why := range kept {
		fmt.Fprintf(out, "kept 保留: %d, %s\n", r.Kept[why], keptWords[why])
	}
	for _, id := range r.Altered {
		fmt.Fprintf(out, "look at trace %s; licheng ledger verify\n", id)
	}
	fmt.Fprintf(out, "%s: %d traces; points are kept for %d days after settlement, for %d after a drive that nobody hands in\n",
		verb, len(r.Purged), r.KeptDays.Settled, r.KeptDays.Unclaimed)
}

// purgedSince says what the days of keeping were counted from.
func purgedSince(s trips.Settlement) string {
	if !s.Unclaimed.IsZero() {
		return "not handed in since 未报销 " + s.Unclaimed.In(trips.Shanghai).Format(time.DateOnly)
	}
	return "settled 结清 " + s.At.In(trips.Shanghai).Format(time.DateOnly)
}

// purgeDue purges what is due, and logs what was done. By a clock that cannot be
// believed it purges nothing.
func (a *app) purgeDue(ctx context.Context) error {
	if err := a.believeClock(ctx, time.Now()); err != nil {
		return err
	}
	report, err := a.trips.PurgeDue(ctx, trips.County(a.config.County), purgeLogin, false)
	if len(report.Purged) > 0 {
		a.log.InfoContext(ctx, "raw points purged", "traces", len(report.Purged), "kept_days", report.KeptDays.Settled, "unclaimed_days", report.KeptDays.Unclaimed)
	}
	if len(report.Altered) > 0 {
		a.log.WarnContext(ctx, "points were kept since trips are not what their claims sealed; run licheng ledger verify", "traces", report.Altered)
	}
	return err
}
