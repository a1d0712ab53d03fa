package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"licheng"
	"licheng/lang"
)

// diagnosis is one thing the doctor looked at; trouble says what is wrong and
// what to do, and is nil when all is well.
type diagnosis struct {
	name    lang.Text
	found   lang.Text
	trouble error
}

// advice is what is wrong and what to do, in both languages, with what the machine
// said of it where it said something.
type advice struct {
	text  lang.Text
	cause error // may be nil
}

func (a *advice) Error() string {
	if a.cause == nil {
		return a.text.String()
	}
	return fmt.Sprintf("%s (%s)", a.text, a.cause)
}

func (a *advice) Unwrap() error { return a.cause }

// advise makes an advice of a Chinese and an English format.
func advise(cause error, zh, en string, args ...any) error {
	return &advice{text: lang.Sayf(zh, en, args...), cause: cause}
}

// doctorCommand is licheng doctor: looks at all the service needs, and changes nothing.
func doctorCommand() *cobra.Command {
	var config string
	c := &cobra.Command{
		Use:   "doctor [--config F]",
		Short: "体检：检查服务所需的一切并说明如何处理，不作任何改动；look at all the service needs and say what to do; changes nothing",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			settings, err := loadConfig(config, os.Environ())
			if err != nil {
				return err
			}
			ill := 0
			for _, d := range examine(cmd.Context(), settings, time.Now()) {
				mark, says := "ok  ", d.found.String()
				if d.trouble != nil {
					ill++
					mark, says = "BAD ", oneLine(d.trouble)
				}
				fmt.Fprintf(cmd.OutOrStdout(), "%s %s: %s\n", mark, d.name, says)
			}
			if ill > 0 {
				return fmt.Errorf("%d 项检查未通过 / %[1]d of the checks failed", ill)
			}
			return nil
		},
	}
	configFlag(c, &config)
	return c
}

// examine looks at everything, also after the first trouble.
func examine(ctx context.Context, config Config, now time.Time) []diagnosis {
	all := []diagnosis{examineFolder(config), examineRoads(config), examineClock(config, now)}
	database := diagnosis{name: lang.Say("数据库", "database")}
	if !databaseThere(config) {
		database.trouble = advise(nil, "还没有 %s：请运行 licheng migrate", "%s is not there yet: run licheng migrate", config.Database)
		return append(all, database)
	}
	db, err := licheng.OpenDatabase(ctx, config.Database)
	if err != nil {
		database.trouble = advise(err, "连不上：请检查配置 database，并确认数据库服务已启动", "cannot be reached: check the key database and that the server runs")
		return append(all, database)
	}
	database.found = lang.Sayf("%s 正常", "%s answers", db.Dialect)
	tables := examineTables(ctx, db)
	all = append(all, database, tables)
	if tables.trouble == nil {
		all = append(all, examineFiles(ctx, db, config), examineKey(ctx, db, config), examineRules(ctx, db, config, now), examineDatabaseClock(ctx, db, now))
		all = append(all, examineClaims(ctx, db, config)...)
	}
	if err := db.Close(); err != nil {
		database.trouble = advise(err, "无法关闭", "cannot be closed")
		all = append(all, database)
	}
	return all
}

// databaseThere reports whether looking would not make an empty file.
func databaseThere(config Config) bool {
	if _, err := os.Stat(config.Database); err == nil {
		return true
	}
	return isPostgres(config.Database)
}
