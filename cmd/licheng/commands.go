package main

import "github.com/spf13/cobra"

// commands lists every command below licheng, one file each.
func commands() []*cobra.Command {
	return []*cobra.Command{
		roadsCommand(),
		matchCommand(),
		routeCommand(),
		inspectCommand(),
		quoteCommand(),
		rulesCommand(),
		serveCommand(),
		migrateCommand(),
		doctorCommand(),
		backupCommand(),
		restoreCommand(),
		userCommand(),
		importCommand(),
		auditCommand(),
		ledgerCommand(),
		purgeCommand(),
		benchCommand(),
		demoCommand(),
	}
}
