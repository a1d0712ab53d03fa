package main

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"licheng/cmd/licheng/demo"
)

// benchVerifyOptions are the flags of licheng bench verify.
type benchVerifyOptions struct {
	seed   uint64
	honest int
	forged int
	json   bool
}

func benchVerifyCommand() *cobra.Command {
	var o benchVerifyOptions
	c := &cobra.Command{
		Use:   "verify",
		Short: "查假：detection and false alarms for each kind of honest and false trip",
		Long: `Makes honest trips and each kind of falsification of them from the demo county,
hands them in one after the other, and prints how many of each kind were found
and how many were flagged as serious. The same seed gives the same table.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.honest < 8 || o.forged < 0 {
				return fmt.Errorf("%w: --honest needs 8 or more, --false 0 or more", errUsage)
			}
			report := rehearse(o, cmd.ErrOrStderr())
			if o.json {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(report)
			}
			return report.print(cmd.OutOrStdout())
		},
	}
	c.Flags().Uint64Var(&o.seed, "seed", 1, "of the trips; the county is always the same")
	c.Flags().IntVar(&o.honest, "honest", 4000, "how many honest trips, about")
	c.Flags().IntVar(&o.forged, "false", 150, "how many of each kind of false trip, about")
	c.Flags().BoolVar(&o.json, "json", false, "one JSON object instead of a table")
	return c
}

// verifyReport is what licheng bench verify found.
type verifyReport struct {
	Seed  uint64       `json:"seed"`
	Kinds []verifyKind `json:"kinds"` // honest ones first
	Sums  verifySums   `json:"sums"`
}

// verifyKind counts one kind of trip.
type verifyKind struct {
	Kind    demo.Kind      `json:"kind"`
	Honest  bool           `json:"honest"`
	Trips   int            `json:"trips"`
	Found   int            `json:"found"`   // told for what they are: false ones flagged as serious, shared rides noted
	Serious int            `json:"serious"` // flagged as serious
	Rules   map[string]int `json:"rules"`   // trips a rule spoke on, notes too
}

// verifySums are the figures the goals are set for, shares of 1.
type verifySums struct {
	Copies        int     `json:"copies"`
	CopiesFound   float64 `json:"copies_found"`
	Others        int     `json:"others"`
	OthersFound   float64 `json:"others_found"`
	Honest        int     `json:"honest"`
	HonestSerious float64 `json:"honest_serious"`
	DailySerious  int     `json:"daily_serious"` // trips of people who drive one route every day
}

// sum fills in the sums.
func (r *verifyReport) sum() {
	s, copied, other, serious := &r.Sums, 0, 0, 0
	for _, k := range r.Kinds {
		switch {
		case k.Honest:
			s.Honest, serious = s.Honest+k.Trips, serious+k.Serious
			if k.Kind == demo.Commute || k.Kind == demo.Clockwork {
				s.DailySerious += k.Serious
			}
		case k.copied():
			s.Copies, copied = s.Copies+k.Trips, copied+k.Found
		default:
			s.Others, other = s.Others+k.Trips, other+k.Found
		}
	}
	s.CopiesFound, s.OthersFound = shareOf(copied, s.Copies), shareOf(other, s.Others)
	s.HonestSerious = shareOf(serious, s.Honest)
}

func (k verifyKind) copied() bool {
	for _, c := range demo.CopyKinds {
		if c == k.Kind {
			return true
		}
	}
	return false
}

func shareOf(n, all int) float64 {
	if all == 0 {
		return 0
	}
	return float64(n) / float64(all)
}

// print writes the table.
func (r verifyReport) print(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "seed %d\ntrips\tkind\tfound\tserious\trules\n", r.Seed)
	for _, k := range r.Kinds {
		found := fmt.Sprintf("%.1f %%", 100*shareOf(k.Found, k.Trips))
		if k.Honest && k.Kind != demo.SharedRide && k.Kind != demo.ClockAway {
			found = ""
		}
		fmt.Fprintf(w, "%d\t%s\t%s\t%d\t%s\n", k.Trips, k.Kind, found, k.Serious, rulesOf(k.Rules))
	}
	s := r.Sums
	fmt.Fprintf(w, "\n%d\tcopies\t%.2f %%\t\tgoal 99 %%\n", s.Copies, 100*s.CopiesFound)
	fmt.Fprintf(w, "%d\tother false trips\t%.2f %%\t\tgoal 95 %%\n", s.Others, 100*s.OthersFound)
	fmt.Fprintf(w, "%d\thonest trips\t\t%.2f %%\tgoal 0.10 %% at most\n", s.Honest, 100*s.HonestSerious)
	fmt.Fprintf(w, "\thonest daily routes\t\t%d\tgoal 0\n", s.DailySerious)
	return w.Flush()
}
