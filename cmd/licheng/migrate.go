package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"
)

// migrateCommand is licheng migrate: bring the database's tables up to date.
func migrateCommand() *cobra.Command {
	var config string
	c := &cobra.Command{
		Use:   "migrate [--config F]",
		Short: "更新数据库：bring the tables up to date; serve does so too",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withBooks(cmd, config, func(context.Context, *app) error {
				fmt.Fprintln(cmd.OutOrStdout(), "every table is up to date 各表已是最新")
				return nil
			})
		},
	}
	configFlag(c, &config)
	return c
}
