package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"licheng/reimburse/claim"
	"licheng/reimburse/rules"
)

// rulesCommand is licheng rules: read, compare and explain rule documents.
func rulesCommand() *cobra.Command {
	root := &cobra.Command{Use: "rules", Short: "规则文件：check a rule document, compare two, explain a claim's lines"}
	root.AddCommand(rulesCheckCommand(), rulesDiffCommand(), rulesExplainCommand(), rulesFAVRCommand())
	return root
}

func rulesCheckCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "check R.yaml...",
		Short: "检查规则：every mistake with its line; who is paid by which clause, by none, or by two",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, files []string) error {
			for _, file := range files {
				doc, err := readYAML(file, rules.Parse)
				if err != nil {
					return err
				}
				if err := checkRules(cmd.OutOrStdout(), file, doc); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// checkRules tells what a document holds, and whom it pays by no clause or by
// two: often meant so, and worth a look.
func checkRules(out io.Writer, file string, doc rules.Document) error {
	to := doc.InForce.To
	if to == "" {
		to = "…"
	}
	fmt.Fprintf(out, "%s: %s %s, %s – %s, %d 条 clauses: usable 可用\n", file, doc.ID, doc.Version, doc.InForce.From, to, len(doc.Items))
	unpaid, twice := groups{}, groups{}
	for _, s := range rules.Samples() {
		if s.KM != rules.SampleKM()[1] {
			continue
		}
		o, err := s.Try(doc, rules.Tables{}, doc.InForce.From)
		if err != nil {
			return err
		}
		if slices.Contains(o.Codes, claim.NoRule) {
			unpaid.add("", s)
		}
		if len(o.Paid) > 1 {
			twice.add(strings.Join(o.Paid, " + "), s)
		}
	}
	unpaid.tell(out, func(string) string { return "无适用条款 no clause pays" })
	twice.tell(out, func(clauses string) string { return "同一里程由多条支付 kilometres paid by " + clauses })
	return nil
}

func rulesDiffCommand() *cobra.Command {
	var fuel string
	c := &cobra.Command{
		Use:   "diff A.yaml B.yaml",
		Short: "比较规则：what changes for whom, in words and in figures",
		Args:  cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, files []string) error {
			before, err := readYAML(files[0], rules.Parse)
			if err != nil {
				return err
			}
			after, err := readYAML(files[1], rules.Parse)
			if err != nil {
				return err
			}
			var tables rules.Tables
			if fuel != "" {
				if tables.FuelPrice, err = readPriceTable(fuel); err != nil {
					return fmt.Errorf("%w: %w", errQuoteInput, err)
				}
			}
			return diffRules(cmd.OutOrStdout(), before, after, tables)
		},
	}
	c.Flags().StringVar(&fuel, "fuel-prices", "", "price table (CSV or XLSX) for clauses that compute energy")
	return c
}

// diffRules tells the changed clauses, then what they mean for each kind of
// person and vehicle on usual trips.
func diffRules(out io.Writer, before, after rules.Document, tables rules.Tables) error {
	fmt.Fprintf(out, "%s %s → %s %s\n", before.ID, before.Version, after.ID, after.Version)
	changes := rules.Diff(before, after)
	if len(changes) == 0 {
		fmt.Fprintln(out, "没有差别 no difference")
	}
	last := "\x00"
	for _, c := range changes {
		if c.Item != last {
			last = c.Item
			fmt.Fprintf(out, "%s %s / %s（%s / %s）\n", c.Clause, c.Title.ZH, c.Title.EN, c.Who.ZH, c.Who.EN)
		}
		switch {
		case c.Path != "":
			fmt.Fprintf(out, "    %s: %s → %s\n", c.Path, orNothing(c.From), orNothing(c.To))
		case c.From == "":
			fmt.Fprintln(out, "    新增条款 new clause")
		default:
			fmt.Fprintln(out, "    删除条款 clause dropped")
		}
	}
	return diffFigures(out, before, after, tables)
}

// diffFigures tells what usual trips come to under both documents.
func diffFigures(out io.Writer, before, after rules.Document, tables rules.Tables) error {
	differences, day, err := rules.Differences(before, after, tables)
	if err != nil {
		return fmt.Errorf("%w: %w", errQuoteInput, err)
	}
	if len(differences) == 0 {
		fmt.Fprintf(out, "%s 起：常见行程的金额不变 usual trips come to the same\n", day)
		return nil
	}
	fmt.Fprintf(out, "%s 起，一次往返与一月 20 次 from that day, a trip and a month of 20:\n", day)
	found := groups{}
	for _, d := range differences {
		found.add(fmt.Sprintf("%4d km  %10s → %10s   %10s → %10s", d.KM, orUnknown(d.Before, d.Before.Trip.String()), orUnknown(d.After, d.After.Trip.String()),
			orUnknown(d.Before, d.Before.Month.String()), orUnknown(d.After, d.After.Month.String())), d.Sample)
	}
	found.tell(out, func(figures string) string { return figures })
	return nil
}

// orUnknown is an amount, or a mark where the document cannot be tried.
func orUnknown(o rules.Outcome, amount string) string {
	if o.Error != "" {
		return "?"
	}
	return amount
}

func orNothing(text string) string {
	if text == "" {
		return "–"
	}
	return text
}

// groups gathers samples that have the same thing said of them.
type groups map[string][]rules.Sample

func (g groups) add(key string, s rules.Sample) { g[key] = append(g[key], s) }

// tell writes each group with the people and vehicles in it.
func (g groups) tell(out io.Writer, say func(key string) string) {
	keys := make([]string, 0, len(g))
	for key := range g {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		byVehicle := map[string][]string{} // staff classes by the vehicles they share
		var order []string
		for _, staff := range rules.StaffClasses() {
			which := vehiclesOf(g[key], staff)
			if which == "" {
				continue
			}
			if byVehicle[which] == nil {
				order = append(order, which)
			}
			byVehicle[which] = append(byVehicle[which], string(staff))
		}
		for _, which := range order {
			fmt.Fprintf(out, "  %s: %s; %s\n", say(key), everyOr(byVehicle[which], len(rules.StaffClasses()), "所有人员 everybody"), which)
		}
	}
}

// vehiclesOf tells the vehicles and energies of one staff class in a group.
func vehiclesOf(samples []rules.Sample, staff rules.StaffClass) string {
	byEnergies := map[string][]string{}
	var order []string
	for _, vehicle := range rules.VehicleClasses() {
		var energies []string
		for _, s := range samples {
			if s.Staff == staff && s.Vehicle == vehicle && !slices.Contains(energies, string(s.Energy)) {
				energies = append(energies, string(s.Energy))
			}
		}
		if len(energies) == 0 {
			continue
		}
		key := everyOr(energies, len(vehicle.Energies()), "")
		if byEnergies[key] == nil {
			order = append(order, key)
		}
		byEnergies[key] = append(byEnergies[key], string(vehicle))
	}
	var parts []string
	for _, key := range order {
		parts = append(parts, strings.TrimSpace(everyOr(byEnergies[key], len(rules.VehicleClasses()), "所有车辆 every vehicle")+" "+key))
	}
	return strings.Join(parts, "; ")
}

// everyOr lists the values, or says all where none is left out.
func everyOr(values []string, all int, word string) string {
	if len(values) == all {
		return word
	}
	return strings.Join(values, ", ")
}

// quotedLines is what explain reads: of quote --json, or a claim of the API.
type quotedLines struct {
	Month string       `json:"month"`
	Lines []claim.Line `json:"lines"`
}

// explainLines tells every line of every object step by step.
func explainLines(out io.Writer, data []byte) error {
	decoder := json.NewDecoder(strings.NewReader(string(data)))
	found := false
	for decoder.More() {
		var q quotedLines
		if err := decoder.Decode(&q); err != nil {
			return fmt.Errorf("%w: not JSON of licheng quote --json or of a claim: %w", errQuoteInput, err)
		}
		fmt.Fprintln(out, q.Month)
		for i, l := range q.Lines {
			found = true
			tellLine(out, i+1, l)
		}
	}
	if !found {
		return fmt.Errorf("%w: there are no lines in it", errQuoteInput)
	}
	return nil
}

// tellLine writes one line and its steps, Chinese first.
func tellLine(out io.Writer, no int, l claim.Line) {
	fmt.Fprintf(out, "%3d  %-22s %12s\n", no, l.Code, l.Amount)
	for _, step := range rules.Explain(l) {
		fmt.Fprintf(out, "     %s\n     %s\n", step.ZH, step.EN)
	}
}
