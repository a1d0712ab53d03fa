package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"licheng/reimburse/rules"
)

// errPlan reports a plan that does not meet its conditions.
var errPlan = errors.New("the plan does not hold 计划不符合条件")

func rulesFAVRCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "favr PLAN.yaml",
		Short: "固定加变动计划：does a fixed-and-variable plan meet the conditions of Rev. Proc. 2019-46",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, files []string) error {
			plan, err := readYAML(files[0], rules.ParseFAVR)
			if err != nil {
				return err
			}
			found := plan.Check()
			for _, f := range found {
				who := f.Employee
				if who == "" {
					who = "plan"
				}
				fmt.Fprintf(cmd.OutOrStdout(), "%s: %s: %s\n", who, f.Rule, f.Text)
			}
			if len(found) > 0 {
				return fmt.Errorf("%s: %d conditions are not met: %w", files[0], len(found), errPlan)
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s: %d employees, every condition is met 全部符合\n", files[0], len(plan.Employees))
			return nil
		},
	}
}
