package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"
)

// migrateCommand is licheng migrate: bring the database's tables up to date.
func migrateCommand() *cobra.Command {
	var config string
	c := &cobra.Command{
		Use:   "migrate [--config F]",
		Short: "更新数据库：bring the tables up to date; serve does so too",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			ctx := cmd.Context()
			settings, err := loadConfig(config, os.Environ())
			if err != nil {
				return err
			}
			a, err := openApp(ctx, settings, newLog(settings, cmd.ErrOrStderr()))
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, a.close(context.WithoutCancel(ctx))) }()
			fmt.Fprintln(cmd.OutOrStdout(), "every table is up to date")
			return nil
		},
	}
	configFlag(c, &config)
	return c
}
