package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"licheng"
	"licheng/geo/datum"
	"licheng/geo/roads"
	"licheng/lang"
	"licheng/reimburse/claim"
	"licheng/reimburse/money"
	"licheng/reimburse/rules"
)

// errQuoteInput reports a rule document, a person, a vehicle or a table that a
// quote cannot be made from.
var errQuoteInput = &licheng.Fault{
	Kind: licheng.Unprocessable, Slug: "quote-input-unusable",
	Title: lang.Say("不能据此计算", "no quote can be made from this"),
}

// quoteFlags are the files a quote is made from.
type quoteFlags struct {
	roads, datum, on       string
	rules, person, vehicle string
	tolls, fuel            string
	purpose                string
	persons                int
	month                  string   // facts of a month instead of traces
	holidays               string   // calendar for conditions on workdays
	allowances             []string // sums to hold against the total
	asJSON                 bool
}

// quoteCommand prices traces by a rule document, without a database.
func quoteCommand() *cobra.Command {
	var f quoteFlags
	cmd := &cobra.Command{
		Use:   "quote --roads F --rules R.yaml [--person P.yaml] [--vehicle V.yaml] [--tolls T.csv] [--fuel-prices P.csv] [--json] TRACE...\n  licheng quote --rules R.yaml --month M.yaml [--tolls T.csv] [--fuel-prices P.csv] [--json]",
		Short: "费用测算：the explained lines of a claim for traces, without a database",
		Args: func(cmd *cobra.Command, files []string) error {
			if f.month != "" {
				return cobra.NoArgs(cmd, files)
			}
			return cobra.MinimumNArgs(1)(cmd, files)
		},
		RunE: func(cmd *cobra.Command, files []string) error {
			if f.month != "" {
				return quoteMonth(cmd, f)
			}
			return quote(cmd, f, files)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.roads, "roads", "", "road file, from licheng roads build")
	flags.StringVar(&f.rules, "rules", "", "rule document (YAML, docs/rules.md)")
	flags.StringVar(&f.person, "person", "", "facts about the person (YAML); else somebody without allowance")
	flags.StringVar(&f.vehicle, "vehicle", "", "facts about the vehicle (YAML); else a usual petrol car")
	flags.StringVar(&f.tolls, "tolls", "", "toll table (CSV or XLSX): interval, name, class1_fen … class4_fen, valid_from; or free_from, free_to, name")
	flags.StringVar(&f.fuel, "fuel-prices", "", "price table (CSV or XLSX): zone, grade, valid_from, yuan_per_unit, source")
	flags.StringVar(&f.datum, "datum", "auto", "what the positions are in: auto, wgs84, gcj02 or bd09")
	flags.StringVar(&f.on, "on", "", "day (2006-01-02) of traces that have no times")
	flags.StringVar(&f.purpose, "purpose", "", "what the trips were for")
	flags.IntVar(&f.persons, "persons", 1, "how many persons rode, the claimant included")
	flags.StringVar(&f.month, "month", "", "facts of a month (YAML, docs/rules.md) instead of traces: nothing is matched")
	flags.StringVar(&f.holidays, "holidays", "", "calendar (CSV or XLSX): day, kind (off, worked), name, year; for conditions on workdays")
	flags.StringArrayVar(&f.allowances, "allowance", nil, "a sum in yuan, several times: tell what share of the total it covers")
	flags.BoolVar(&f.asJSON, "json", false, "one JSON object a line, one a month")
	return cmd
}

// quote reads the tables, the traces, and shows what each month comes to.
func quote(cmd *cobra.Command, f quoteFlags, files []string) error {
	if f.roads == "" || f.rules == "" {
		return fmt.Errorf("%w: quote needs --roads and --rules; see licheng quote --help", errUsage)
	}
	terms, err := readTerms(f)
	if err != nil {
		return err
	}
	for _, assumed := range terms.assumed {
		fmt.Fprintln(cmd.ErrOrStderr(), "licheng: "+assumed)
	}
	declared, err := datum.Parse(f.datum)
	if err != nil {
		return fmt.Errorf("%w: %w", errDatumName, err)
	}
	network, err := roads.Open(f.roads)
	if err != nil {
		return fmt.Errorf("%w: %w", errRoadFile, err)
	}
	defer func() { _ = network.Close() }() // only read from
	run := &quoteRun{
		matchRun: newMatchRun(network, declared, false).byRoad(),
		terms:    terms, log: cmd.ErrOrStderr(),
	}
	var bases []rules.Basis
	for _, file := range files {
		found, err := run.file(cmd.Context(), file)
		if err != nil {
			return err
		}
		bases = append(bases, found...)
	}
	quotes, err := priceMonths(terms, bases)
	if err != nil {
		return fmt.Errorf("%w: %w", errQuoteInput, err)
	}
	return showQuotes(cmd.OutOrStdout(), f, quotes)
}

// showQuotes writes quotes as the flags ask.
func showQuotes(out io.Writer, f quoteFlags, quotes []quoted) error {
	allowances, err := parseAllowances(f.allowances)
	if err != nil {
		return err
	}
	show := showQuote
	if f.asJSON {
		show = func(out io.Writer, q quoted) error { return json.NewEncoder(out).Encode(q) }
	}
	for _, q := range quotes {
		q.hold(allowances)
		if err := show(out, q); err != nil {
			return err
		}
	}
	return nil
}

// quoted is what one month's trips come to.
type quoted struct {
	Month        string       `json:"month"`
	RuleDocument string       `json:"rule_document"` // its id
	RuleTitle    lang.Text    `json:"rule_title"`
	RuleVersion  string       `json:"rule_version"`
	Trips        []quotedTrip `json:"trips"`
	Lines        []claim.Line `json:"lines"`
	Total        money.Amount `json:"total_fen"`
	Cut          money.Amount `json:"cut_fen"`
	Uppercase    string       `json:"total_uppercase,omitempty"` // of CNY only
	Covered      []covered    `json:"covered,omitempty"`
	money        lang.Text
}

// quotedTrip is one trip a quote is made of.
type quotedTrip struct {
	ID            string    `json:"id"`
	StartedAt     time.Time `json:"started_at"`
	EndedAt       time.Time `json:"ended_at"`
	DistanceM     float64   `json:"distance_m"`
	DistanceLowM  float64   `json:"distance_low_m"`
	DistanceHighM float64   `json:"distance_high_m"`
	TolledM       float64   `json:"tolled_m"`
	OffRoadM      float64   `json:"off_road_m"`
	ClimbM        float64   `json:"climb_m"`
	DescentM      float64   `json:"descent_m"`
}

// priceMonths prices the trips month by month, in order; what earlier months of
// the year came to counts towards caps per year.
func priceMonths(t terms, bases []rules.Basis) ([]quoted, error) {
	byMonth := map[string][]rules.Basis{}
	for _, b := range bases {
		month := b.StartedAt.In(rules.Shanghai()).Format("2006-01")
		byMonth[month] = append(byMonth[month], b)
	}
	months := make([]string, 0, len(byMonth))
	for month := range byMonth {
		months = append(months, month)
	}
	slices.Sort(months)
	quotes := make([]quoted, 0, len(months))
	paid := map[string]money.Amount{} // by year
	counted := map[string]int64{}
	for _, month := range months {
		year := month[:len("2006")]
		for _, counter := range t.document.Counters() {
			counted[counter] += 0 // the year's first trips are those handed in here
		}
		var lines []claim.Line
		var err error
		lines, counted, err = rules.PriceAndCount(t.document, t.tables, rules.Month{
			Month: month, Person: t.person, Vehicles: []rules.Vehicle{t.vehicle}, Bases: byMonth[month], PaidThisYear: paid[year], CountedM: counted,
		})
		if err != nil {
			return nil, err
		}
		q, err := newQuoted(t.document, month, byMonth[month], lines)
		if err != nil {
			return nil, err
		}
		quotes, paid[year] = append(quotes, q), paid[year]+q.Total
	}
	return quotes, nil
}

func newQuoted(doc rules.Document, month string, bases []rules.Basis, lines []claim.Line) (quoted, error) {
	q := quoted{Month: month, RuleDocument: doc.ID, RuleTitle: doc.Title, RuleVersion: doc.Version, Lines: lines}
	var err error
	if q.Total, err = claim.Total(lines); err != nil {
		return quoted{}, err
	}
	if q.Cut, err = claim.Cut(lines); err != nil {
		return quoted{}, err
	}
	if q.money = doc.Money(); doc.Currency == "CNY" {
		q.Uppercase = q.Total.Uppercase()
	}
	for _, b := range bases {
		q.Trips = append(q.Trips, quotedTrip{
			ID: b.TripID, StartedAt: b.StartedAt, EndedAt: b.EndedAt,
			DistanceM: roundM(b.DistanceM), DistanceLowM: roundM(b.DistanceLowM), DistanceHighM: roundM(b.DistanceHighM),
			TolledM: roundM(b.TolledM), OffRoadM: roundM(b.OffRoadM), ClimbM: roundM(b.ClimbM), DescentM: roundM(b.DescentM),
		})
	}
	return q, nil
}

// showQuote writes a month's lines for people, Chinese first, and their sum.
func showQuote(out io.Writer, q quoted) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s (%s) %s\n", q.Month, q.RuleTitle.ZH, q.RuleTitle.EN, q.RuleVersion)
	for i, l := range q.Lines {
		fmt.Fprintf(&b, "%3d  %-22s %12s %s\n     %s\n     %s\n", i+1, l.Code, l.Amount, q.money.ZH, l.Text.ZH, l.Text.EN)
	}
	fmt.Fprintf(&b, "合计 total %s %s", q.Total, q.money.ZH)
	if q.Uppercase != "" {
		fmt.Fprintf(&b, " (%s)", q.Uppercase)
	}
	b.WriteString("\n")
	if q.Cut > 0 {
		fmt.Fprintf(&b, "超上限未付 cut by caps %s %s\n", q.Cut, q.money.ZH)
	}
	for _, c := range q.Covered {
		fmt.Fprintf(&b, "补贴 an allowance of %s 占合计 covers %s %%\n", c.Allowance, c.Percent)
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// readQuoteFile reads a file a quote is made from, up to a stated size.
func readQuoteFile(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errQuoteInput, err)
	}
	defer func() { _ = file.Close() }() // only read from
	const maxBytes = 8 << 20
	data, err := io.ReadAll(io.LimitReader(file, maxBytes+1))
	if err == nil && len(data) > maxBytes {
		err = fmt.Errorf("%s: over %d MiB", path, maxBytes>>20)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errQuoteInput, err)
	}
	return data, nil
}
