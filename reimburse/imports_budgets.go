package reimburse

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/govalues/decimal"
	"github.com/jmoiron/sqlx"

	"licheng/lang"
	"licheng/reimburse/ledger"
	"licheng/reimburse/money"
	"licheng/sheet"
	"licheng/trips"
)

// budgetColumns are those of the budgets: a row a unit and year. if_exceeded
// says whether what is more is shown only, or not approved.
var budgetColumns = []sheet.Column{
	{Key: "unit", Aliases: []string{"单位", "预算单位"}, Required: true, Example: "青石镇人民政府"},
	{Key: "year", Aliases: []string{"年度", "年份"}, Required: true, Holds: sheet.Whole, Example: "2026"},
	{Key: "yuan", Aliases: []string{"预算", "预算金额", "金额"}, Required: true, Holds: sheet.Number, Example: "50000"},
	{Key: "pooled_yuan", Aliases: []string{"统筹", "统筹金额"}, Holds: sheet.Number, Example: "5000"},
	{Key: "if_exceeded", Aliases: []string{"超支", "超支处理"}, Example: "提示", Choices: []string{"提示", "不得审批"}},
}

// exceededWords say whether a budget blocks.
var exceededWords = map[string]bool{
	"": false, "show": false, "提示": false, "block": true, "不得审批": true, "停批": true,
}

// budgetTable reads budgets as the actor's: they are sealed whole in the book,
// so that replaying it shows what each unit had when.
func budgetTable(actor trips.Actor) table {
	read := func(ctx context.Context, s *Service, county trips.County, t *sheet.Table, refuse refuser) (func(context.Context, *sqlx.Tx) error, error) {
		units, err := s.store.units(ctx, s.store.db, county)
		if err != nil {
			return nil, err
		}
		grants := readBudgets(t, units, refuse)
		return func(ctx context.Context, tx *sqlx.Tx) error { return s.setBudgets(ctx, tx, actor, grants) }, nil
	}
	return table{budgetColumns, read}
}

// readBudgets reads the rows; a unit nobody belongs to is refused, because the
// claims meant would draw on nothing.
func readBudgets(t *sheet.Table, units map[string]bool, refuse refuser) []ledger.Grant {
	grants := make([]ledger.Grant, 0, len(t.Rows))
	seen := map[ledger.BudgetKey]int{}
	for _, row := range t.Rows {
		requireCells(row, refuse, "unit", "yuan")
		g := ledger.Grant{BudgetKey: ledger.BudgetKey{Unit: row.Get("unit")}, GrantedFen: yuanCell(row, "yuan", refuse), PooledFen: yuanCell(row, "pooled_yuan", refuse)}
		if g.Unit != "" && !units[g.Unit] {
			refuse(row.Line, "unit", lang.Sayf("没有人属于单位“%[1]s”，请核对单位名称，或先导入人员", "nobody belongs to the unit %[1]q: look at its name, or import the people first", g.Unit))
		}
		var err error
		if g.Year, err = strconv.Atoi(figure(row, "year")); err != nil || g.Year < budgetYearMin || g.Year > budgetYearMax {
			refuse(row.Line, "year", lang.Sayf("“%[1]s”应是年份，如 2026", "%[1]q must be a year such as 2026", row.Get("year")))
		}
		blocks, known := exceededWords[strings.ToLower(row.Get("if_exceeded"))]
		if g.Blocks = blocks; !known {
			refuse(row.Line, "if_exceeded", lang.Sayf("“%[1]s”应是“提示”或“不得审批”", "%[1]q must be show or block", row.Get("if_exceeded")))
		}
		if first, twice := seen[g.BudgetKey]; twice {
			refuseTwice(refuse, row.Line, "unit", g.Unit, first)
		}
		seen[g.BudgetKey] = row.Line
		grants = append(grants, g)
	}
	return grants
}

// yuanCell reads an amount in yuan, empty as nothing.
func yuanCell(row sheet.Row, column string, refuse refuser) money.Amount {
	cell := figure(row, column)
	if cell == "" {
		return 0
	}
	yuan, err := decimal.Parse(cell)
	fen := money.Amount(0)
	if err == nil && yuan.Scale() > 2 {
		yuan = yuan.Trim(2)
	}
	if err == nil {
		fen, err = money.FromYuan(yuan)
	}
	if err != nil || fen < 0 || yuan.Scale() > 2 {
		refuse(row.Line, column, lang.Sayf("“%[1]s”应是不小于 0 的金额（元），最多两位小数，如 50000", "%[1]q must be an amount of yuan, not below 0 and with two decimals at most, such as 50000", row.Get(column)))
		return 0
	}
	return fen
}

// setBudgets seals the budgets in the county's book and writes them.
func (s *Service) setBudgets(ctx context.Context, tx *sqlx.Tx, actor trips.Actor, grants []ledger.Grant) error {
	for _, g := range grants {
		if err := s.store.saveBudget(ctx, tx, actor.County, g, s.now(), actor.Login); err != nil {
			return err
		}
	}
	_, err := s.store.appendEvent(ctx, tx, ledger.Entry{
		County: string(actor.County), At: s.now(), Actor: actor.Login,
		Type: ledger.BudgetType, Subject: fmt.Sprintf("%d budgets", len(grants)), Payload: ledger.BudgetsSet{Budgets: grants},
	})
	return err
}
