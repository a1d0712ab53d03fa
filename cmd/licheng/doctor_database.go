package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"licheng"
	"licheng/lang"
	"licheng/reimburse"
	"licheng/reimburse/ledger"
	"licheng/trips"
	"licheng/web/auth"
)

// clockSkewMax is how far this machine's clock and the database's may differ.
const clockSkewMax = time.Minute

// examineFiles looks whether every raw file that a row speaks of is there.
func examineFiles(ctx context.Context, db *licheng.Database, config Config) diagnosis {
	d := diagnosis{name: lang.Say("原始文件", "raw files"), found: lang.Say("数据库提到的都在", "each that the database speaks of is there")}
	missing, err := trips.MissingFiles(ctx, db, config.blobDir())
	switch {
	case err != nil:
		d.trouble = err
	case len(missing) > 0:
		d.trouble = advise(nil, "缺少 %d 个，第一个是 %s：请从当时的备份中找回",
			"%d are not there, the first is %s: put them back from a backup made when they were",
			len(missing), filepath.Join(config.blobDir(), filepath.FromSlash(missing[0])))
	}
	return d
}

// examineKey holds the ledger's key against the one that the book was anchored with:
// another, as after a restore by hand that left ledger.key out or beside a second
// process with a folder of its own, signs what no auditor can check.
func examineKey(ctx context.Context, db *licheng.Database, config Config) diagnosis {
	d := diagnosis{name: lang.Say("账本密钥", "ledger key"), found: lang.Say("与锚点所用一致", "is the one that the anchors are signed with")}
	service := reimburse.NewService(reimburse.Config{DB: db, Now: time.Now})
	anchors, err := service.Anchors(ctx, trips.County(config.County))
	if err != nil {
		d.trouble = err
		return d
	}
	if _, err := os.Stat(filepath.Join(config.DataDir, anchorKeyName)); errors.Is(err, fs.ErrNotExist) && len(anchors) == 0 {
		d.found = lang.Say("首次启动时生成", "is made at the first start")
		return d
	} else if err != nil {
		d.trouble = advise(err, "账本已签发过锚点，而密钥文件不在：请从备份中放回", "the book is anchored and the key is not there: put it back from a backup")
		return d
	}
	key, err := config.anchorKey()
	if err != nil {
		d.trouble = err
		return d
	}
	for _, anchor := range anchors {
		newest := anchor.Head.Seq == anchors[len(anchors)-1].Head.Seq
		if newest && anchor.Key != ledger.KeyText(key) {
			d.trouble = advise(nil, "最新的锚点（%[1]s）是用另一把密钥签发的：请从备份中放回原来的 %[2]s；多个进程须共用一个数据文件夹",
				"the newest anchor, of %[1]s, was signed by another key: put the first %[2]s back from a backup; several processes share one data folder",
				anchor.At.In(trips.Shanghai).Format(time.DateOnly), anchorKeyName)
			return d
		}
	}
	return d
}

func examineTables(ctx context.Context, db *licheng.Database) diagnosis {
	d := diagnosis{name: lang.Say("数据表", "tables"), found: lang.Say("各表已是最新", "every table is up to date")}
	for _, r := range rooms() {
		migrated, err := db.Migrated(ctx, r.name, r.migrations)
		if err != nil {
			d.trouble = err
			return d
		}
		if !migrated {
			d.trouble = advise(nil, "%s 的表不是最新：请运行 licheng migrate", "those of %s are not up to date: run licheng migrate", r.name)
			return d
		}
	}
	return d
}

func examineRules(ctx context.Context, db *licheng.Database, config Config, now time.Time) diagnosis {
	d := diagnosis{name: lang.Say("规则", "rules")}
	service := reimburse.NewService(reimburse.Config{DB: db, Now: time.Now})
	documents, err := service.RuleDocuments(ctx, trips.County(config.County))
	if err != nil {
		d.trouble = err
		return d
	}
	today := now.In(trips.Shanghai).Format(time.DateOnly)
	for _, document := range documents {
		if string(document.From) <= today && (document.To == "" || today <= string(document.To)) {
			d.found = lang.Sayf("%s %s 正在施行", "%s %s is in force", document.ID, document.Version)
			return d
		}
	}
	d.trouble = advise(nil, "县 %s 在 %s 没有施行的规则文件：请用 licheng import rules 导入",
		"no rule document is in force in county %s on %s: import one with licheng import rules", config.County, today)
	return d
}

// examineClaims names each claim handed in that nobody can decide on.
func examineClaims(ctx context.Context, db *licheng.Database, config Config) []diagnosis {
	name := lang.Say("报销单", "claims")
	accounts, err := auth.New(db, auth.Options{Now: time.Now})
	if err != nil {
		return []diagnosis{{name: name, trouble: err}}
	}
	service := reimburse.NewService(reimburse.Config{DB: db, Now: time.Now})
	service.WireAccounts(accounts)
	stuck, err := service.Stuck(ctx, trips.County(config.County))
	if err != nil {
		return []diagnosis{{name: name, trouble: err}}
	}
	if len(stuck) == 0 {
		return []diagnosis{{name: name, found: lang.Say("已交的都有人能审批", "somebody can decide on each that was handed in")}}
	}
	all := make([]diagnosis, len(stuck))
	for i, c := range stuck {
		missing := c.Waiting.Missing
		all[i] = diagnosis{name: name, trouble: advise(nil,
			"%[1]s，%[2]s，%[3]s，%[4]s 元，已交：%[5]s：可用 licheng user add --role finance 账号 增加一人",
			"%[1]s of %[2]s, %[3]s, %[4]s yuan, handed in: %[6]s: licheng user add --role finance LOGIN adds one",
			c.ID, c.Person.Name, c.Month, c.TotalFen, strings.TrimSuffix(missing.ZH, "。"), strings.TrimSuffix(missing.EN, "."))}
	}
	return all
}

func examineDatabaseClock(ctx context.Context, db *licheng.Database, now time.Time) diagnosis {
	d := diagnosis{name: lang.Say("数据库时钟", "database clock"), found: lang.Say("与本机一致", "agrees with this machine's")}
	if db.Dialect == licheng.SQLite {
		d.found = lang.Say("就是本机的", "is this machine's")
		return d
	}
	var theirs time.Time
	if err := db.GetContext(ctx, &theirs, `SELECT CURRENT_TIMESTAMP`); err != nil {
		d.trouble = err
		return d
	}
	if skew := theirs.Sub(now).Abs(); skew > clockSkewMax {
		d.trouble = advise(nil, "与本机相差 %s：请用 NTP 校准两者", "it differs from this machine's by %s: set both by NTP", skew.Round(time.Second))
	}
	return d
}
