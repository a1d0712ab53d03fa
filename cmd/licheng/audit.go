package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"licheng/reimburse"
	"licheng/reimburse/audit"
	"licheng/trips"
)

// auditCommand is licheng audit: the auditor's figures.
func auditCommand() *cobra.Command {
	root := &cobra.Command{Use: "audit", Short: "审计：does the money people receive cover what their trips cost"}
	root.AddCommand(adequacyCommand())
	return root
}

// adequacyFormats writes a report, by the word of --format.
var adequacyFormats = map[string]func(io.Writer, reimburse.AdequacyReport) error{
	"table": adequacyTable,
	"csv":   adequacyCSV,
	"json":  adequacyJSON,
}

func adequacyCommand() *cobra.Command {
	var config, from, to, by, format string
	c := &cobra.Command{
		Use:   "adequacy --from D --to D [--by township|staff-class|month] [--format table|csv|json]",
		Short: "补贴覆盖率：money received against marginal cost, for the whole months the days touch",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			write, known := adequacyFormats[format]
			if !known {
				return fmt.Errorf("%w: --format %q: table, csv or json", errUsage, format)
			}
			if from == "" || to == "" {
				return fmt.Errorf("%w: --from and --to are needed, such as --from 2026-10-01 --to 2026-10-31", errUsage)
			}
			return withApp(cmd, config, func(ctx context.Context, a *app) error {
				report, err := a.money.Adequacy(ctx, commandActor(a.config, trips.Auditor), from, to, audit.By(by))
				if err != nil {
					return err
				}
				return write(cmd.OutOrStdout(), report)
			})
		},
	}
	configFlag(c, &config)
	c.Flags().StringVar(&from, "from", "", "first day, 2026-10-01")
	c.Flags().StringVar(&to, "to", "", "last day, 2026-10-31")
	c.Flags().StringVar(&by, "by", string(audit.ByTownship), "township, staff-class or month")
	c.Flags().StringVar(&format, "format", "table", "table, csv or json")
	return c
}

// adequacyColumns are the columns of table and CSV, amounts in fen.
var adequacyColumns = []string{
	"key", "name", "persons", "person_months", "trips", "trips_unpriced", "distance_m",
	"cost_fen", "received_fen", "waiting_fen", "coverage", "out_of_pocket_fen", "persons_out_of_pocket",
}

// adequacyCells returns a row's cells; those of a suppressed row are empty.
func adequacyCells(r audit.Row) []string {
	if r.Suppressed {
		return append([]string{r.Key, r.Name}, make([]string, len(adequacyColumns)-2)...)
	}
	coverage := ""
	if r.Coverage != nil {
		coverage = strconv.FormatFloat(*r.Coverage, 'f', 4, 64)
	}
	return []string{
		r.Key, r.Name, strconv.Itoa(r.Persons), strconv.Itoa(r.PersonMonths), strconv.Itoa(r.Trips), strconv.Itoa(r.Unpriced),
		strconv.FormatFloat(r.DistanceM, 'f', 0, 64), fen(int64(r.CostFen)), fen(int64(r.ReceivedFen)),
		fen(int64(r.WaitingFen)), coverage, fen(int64(r.OutOfPocketFen)), strconv.Itoa(r.PersonsOutOfPocket),
	}
}

func fen(amount int64) string { return strconv.FormatInt(amount, 10) }

func adequacyCSV(out io.Writer, report reimburse.AdequacyReport) error {
	w := csv.NewWriter(out)
	if err := w.Write(adequacyColumns); err != nil {
		return err
	}
	for _, row := range append(slices.Clone(report.Rows), report.Total) {
		if err := w.Write(adequacyCells(row)); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

func adequacyJSON(out io.Writer, report reimburse.AdequacyReport) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(report)
}

func adequacyTable(out io.Writer, report reimburse.AdequacyReport) error {
	fmt.Fprintf(out, "%s … %s, marginal cost 边际成本: energy + tolls + wear; yuan 元\n\n", report.From, report.To)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "persons 人数\ttrips 次\tkm\tcost 成本\treceived 所得\twaiting 待批\tcoverage 覆盖\tout of pocket 自掏\tpersons 自掏人数\t\t")
	for _, row := range append(slices.Clone(report.Rows), report.Total) {
		fmt.Fprintln(w, adequacyLine(row))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if report.Suppressed > 0 {
		fmt.Fprintf(out, "\n%d rows are not shown: they are about fewer than %d people, or would let such a row be worked out 人数过少，不予显示\n",
			report.Suppressed, audit.K)
	}
	if report.Total.Unpriced > 0 {
		fmt.Fprintf(out, "%d trips are not in the cost: a table has no price for them 有行程缺少价格，未计入成本\n", report.Total.Unpriced)
	}
	return nil
}

// adequacyLine is a row of the table, its name last so that the figures align
// whatever the width of its characters.
func adequacyLine(r audit.Row) string {
	if r.Suppressed {
		return fmt.Sprintf("<%d\t\t\t\t\t\t\t\t\t  %s\t", audit.K, nameOf(r))
	}
	coverage := "–"
	if r.Coverage != nil {
		coverage = fmt.Sprintf("%.1f %%", 100**r.Coverage)
	}
	return fmt.Sprintf("%d\t%d\t%.1f\t%s\t%s\t%s\t%s\t%s\t%d\t  %s\t", r.Persons, r.Trips, r.DistanceM/1000, r.CostFen, r.ReceivedFen,
		r.WaitingFen, coverage, r.OutOfPocketFen, r.PersonsOutOfPocket, nameOf(r))
}

func nameOf(r audit.Row) string {
	if r.Name == "" || r.Name == r.Key {
		return r.Key
	}
	return r.Name + " " + r.Key
}
