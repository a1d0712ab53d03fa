package reimburse

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"licheng/lang"
	"licheng/reimburse/money"
	"licheng/reimburse/rules"
	"licheng/reimburse/toll"
	"licheng/sheet"
	"licheng/trips"
)

// recordTableColumns are the headings under which ETC services export passes:
// the statement of trips and invoices, a bank's list of debits with the exit
// alone, and a lane system's transactions with their intervals. What else a
// statement holds (card, account, invoice codes) is not read.
var recordTableColumns = []sheet.Column{
	{Key: "plate", Aliases: []string{"车牌号", "车牌", "车牌号码", "号牌号码", "车辆号牌", "车辆车牌", "通行车辆"}, Required: true, Example: "云A12345"},
	{Key: "entry", Aliases: []string{"入口站", "入口收费站", "入口站名", "入口名称", "入口站名称", "入口收费站名称", "入站"}, Example: "青石"},
	{Key: "entry_at", Aliases: []string{"入口时间", "入站时间", "进站时间", "驶入时间", "入口通行时间"}, Holds: sheet.Time, Example: "2026-10-12 08:10:00"},
	{Key: "exit", Aliases: []string{"出口站", "出口收费站", "出口站名", "出口名称", "出口站名称", "出口收费站名称", "出站", "收费站"}, Required: true, Example: "县城"},
	{Key: "exit_at", Aliases: []string{"出口时间", "出站时间", "驶出时间", "出口通行时间", "交易时间", "通行时间", "扣费时间"}, Required: true, Holds: sheet.Time, Example: "2026-10-12 08:49:00"},
	{Key: "pay", Aliases: []string{"应收金额", "应收", "应收通行费", "通行费", "原价", "应付金额"}, Holds: sheet.Number, Example: "26.00"},
	{Key: "discount", Aliases: []string{"优惠金额", "优惠", "折扣金额", "减免金额"}, Holds: sheet.Number, Example: "1.30"},
	{Key: "real", Aliases: []string{"实收金额", "实收", "实付金额", "交易金额", "扣费金额", "通行金额", "实收通行费", "金额"}, Required: true, Holds: sheet.Number, Example: "24.70"},
	{Key: "intervals", Aliases: []string{"收费单元", "收费单元组合", "收费单元编号组合", "收费单元编号"}, Holds: sheet.Code},
}

// recordTable is the table of an ETC statement of all vehicles, as the office
// gets it.
func recordTable(by, sha256 string) table {
	return table{recordTableColumns, func(ctx context.Context, s *Service, county trips.County, t *sheet.Table, refuse refuser) (func(context.Context, *sqlx.Tx) error, error) {
		return s.readTollRecords(ctx, county, by, sha256, t, refuse)
	}}
}

// readTollRecords reads the passes of a statement for the whole county.
func (s *Service) readTollRecords(ctx context.Context, county trips.County, by, sha256 string, t *sheet.Table, refuse refuser) (func(context.Context, *sqlx.Tx) error, error) {
	vehicles, err := s.store.vehicles(ctx, s.store.db, county, "")
	if err != nil {
		return nil, fmt.Errorf("vehicles: %w", err)
	}
	records, err := s.statement(ctx, county, t, vehicles, lang.Say("不在车辆表里，请先导入车辆", "is on no list of vehicles: import vehicles first"), refuse)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, tx *sqlx.Tx) error {
		return s.saveStatement(ctx, tx, county, by, sha256, false, records, vehicles)
	}, nil
}

// stated is a record with the line it stands in.
type stated struct {
	toll.Record
	line int
}

// statement reads the passes of a statement and refuses what cannot be one: a
// plate that is not among the vehicles, figures that contradict themselves, a
// car on two roads at once.
func (s *Service) statement(ctx context.Context, county trips.County, t *sheet.Table, vehicles []Vehicle, notOurs lang.Text, refuse refuser) ([]stated, error) {
	plates := map[string]bool{}
	for _, v := range vehicles {
		plates[toll.PlateKey(v.Plate)] = true
	}
	var records []stated
	for _, row := range t.Rows {
		if isSum(row) {
			continue
		}
		r, ok := readTollRecord(row, refuse)
		if !ok {
			continue
		}
		if !plates[r.Plate] {
			refuse(row.Line, "plate", lang.Say("车牌 "+row.Get("plate")+" "+notOurs.ZH, "plate "+row.Get("plate")+" "+notOurs.EN))
			continue
		}
		if at := overlapping(r, records); at >= 0 {
			refuseTwice(refuse, row.Line, "exit_at", row.Get("exit_at"), records[at].line)
			continue
		}
		records = append(records, stated{r, row.Line})
	}
	return records, s.fitStored(ctx, county, records, refuse)
}

// isSum reports whether the row is the sum under a statement, and no pass.
func isSum(row sheet.Row) bool {
	plate := row.Get("plate")
	return plate == "" && row.Get("exit_at") == "" && row.Get("exit") == "" || plate == "合计" || plate == "总计" || plate == "小计"
}

// readTollRecord reads one pass; false when a cell was refused.
func readTollRecord(row sheet.Row, refuse refuser) (toll.Record, bool) {
	good := true
	noted := func(line int, column string, text lang.Text) {
		good = false
		refuse(line, column, text)
	}
	requireCells(row, noted, "plate", "exit", "exit_at", "real")
	if !good {
		return toll.Record{}, false
	}
	r := toll.Record{
		Plate: toll.PlateKey(row.Get("plate")), Entry: cut(row.Get("entry")), Exit: cut(row.Get("exit")),
		ExitAt: moment(row, "exit_at", noted), Row: row.Line,
	}
	if row.Get("entry_at") != "" {
		r.EntryAt = moment(row, "entry_at", noted)
	}
	var err error
	if strings.Contains(row.Get("real"), "|") {
		_, r.Fee, err = toll.ParseRecord(row.Get("intervals"), row.Get("pay"), row.Get("discount"), row.Get("real"))
	} else {
		r.Fee, err = feeOf(row)
	}
	if err == nil && good {
		err = r.Check()
	}
	var cell errCell
	switch {
	case errors.As(err, &cell):
		noted(row.Line, "real", cell.text)
	case err != nil:
		noted(row.Line, "real", lang.Say("记录自相矛盾："+err.Error(), "the record contradicts itself: "+err.Error()))
	}
	return r, good
}

// cut keeps a station's name within bounds.
func cut(name string) string {
	const most = 60
	if runes := []rune(name); len(runes) > most {
		return string(runes[:most])
	}
	return name
}

// feeOf reads the sums of a pass; what a statement does not tell follows from
// the others, and without any discount told there is none.
func feeOf(row sheet.Row) (toll.Fee, error) {
	realFen, err := sumOf(row, "real")
	if err != nil {
		return toll.Fee{}, err
	}
	fee := toll.Fee{Pay: realFen, Real: realFen}
	hasPay, hasDiscount := row.Get("pay") != "", row.Get("discount") != ""
	if hasPay {
		if fee.Pay, err = sumOf(row, "pay"); err != nil {
			return fee, err
		}
		fee.Discount = fee.Pay - fee.Real
	}
	if hasDiscount {
		if fee.Discount, err = sumOf(row, "discount"); err != nil {
			return fee, err
		}
		if !hasPay {
			fee.Pay = fee.Real + fee.Discount
		}
	}
	return fee, nil
}

// sumOf reads a sum in yuan, or in fen where the heading says so.
func sumOf(row sheet.Row, column string) (money.Amount, error) {
	cell := strings.NewReplacer("¥", "", "￥", "", ",", "", "元", "", " ", "").Replace(row.Get(column))
	head := strings.TrimRight(row.Head(column), ")）] ")
	var sum money.Amount
	var err error
	if strings.HasSuffix(head, "分") || strings.HasSuffix(head, "_fen") {
		var fen int64
		fen, err = strconv.ParseInt(cell, 10, 64)
		sum = money.Amount(fen)
	} else {
		sum, err = money.Parse(cell)
	}
	if err != nil || sum < 0 || sum > toll.MostFen {
		return 0, errCell{lang.Sayf("“%[1]s”不是一次通行的金额（%[2]s）；退费的记录不是通行，请删去此行",
			"%[1]q is no sum of a pass (%[2]s); a refund is no pass, leave its row out", row.Get(column), row.Head(column))}
	}
	return sum, nil
}

// moment reads the time of a passing; a day alone says nothing of a pass.
func moment(row sheet.Row, column string, refuse refuser) time.Time {
	at, err := row.Moment(column, rules.Shanghai())
	if err != nil {
		refuse(row.Line, column, lang.Sayf("“%[1]s”不是时刻，请写成 2026-10-12 08:49:00", "%[1]q is no time of a day; write 2026-10-12 08:49:00", row.Get(column)))
	}
	return at.UTC().Truncate(time.Second)
}

// overlapping returns a record of the same car that is at the same time, or −1.
func overlapping(r toll.Record, among []stated) int {
	for i, o := range among {
		if o.Plate == r.Plate && (samePass(r, o.Record) || atOnce(r, o.Record)) {
			return i
		}
	}
	return -1
}

// samePass reports whether both records are of one pass, told twice: out of one
// station within the minute, because one statement gives seconds and the other
// does not.
func samePass(a, b toll.Record) bool {
	return toll.SameStation(toll.Station(a.Exit), toll.Station(b.Exit)) && a.ExitAt.Sub(b.ExitAt).Abs() < time.Minute
}

// atOnce reports whether both records have the car on tolled roads at the same
// time, for longer than clocks differ.
func atOnce(a, b toll.Record) bool {
	if a.EntryAt.IsZero() || b.EntryAt.IsZero() {
		return false
	}
	return a.EntryAt.Add(toll.TogetherTime).Before(b.ExitAt) && b.EntryAt.Add(toll.TogetherTime).Before(a.ExitAt)
}

// fitStored gives records of passes that are stored already the moment they are
// stored under, and refuses those that have a car on another road meanwhile.
func (s *Service) fitStored(ctx context.Context, county trips.County, records []stated, refuse refuser) error {
	have := map[string][]recordRow{}
	for i := range records {
		r := &records[i]
		if _, asked := have[r.Plate]; !asked {
			from, until := spanOf(records, r.Plate)
			rows, err := s.store.tollRecords(ctx, s.store.db, county, r.Plate, from, until)
			if err != nil {
				return err
			}
			have[r.Plate] = rows
		}
		for _, row := range have[r.Plate] {
			old := row.record()
			switch {
			case samePass(r.Record, old):
				r.ExitAt, r.Exit = old.ExitAt, old.Exit
			case atOnce(r.Record, old):
				refuse(r.line, "exit_at", lang.Sayf("此时该车已有另一条记录（%[1]s 驶出 %[2]s），两条不可能同时成立",
					"another record has the car on the road at the time (it left %[2]s at %[1]s); both cannot be", old.ExitAt.In(rules.Shanghai()).Format("2006-01-02 15:04"), old.Exit))
			}
		}
	}
	return nil
}

// spanOf is the time a plate's records reach over, a day and more around it.
func spanOf(records []stated, plate string) (from, until time.Time) {
	for _, r := range records {
		if r.Plate != plate {
			continue
		}
		if from.IsZero() || r.ExitAt.Before(from) {
			from = r.ExitAt
		}
		if r.ExitAt.After(until) {
			until = r.ExitAt
		}
	}
	return from.AddDate(0, 0, -3), until.AddDate(0, 0, 3)
}

// saveStatement writes the records of a statement and has the months they are of
// priced anew; whoever named one of them before it was there has it looked up.
func (s *Service) saveStatement(ctx context.Context, tx *sqlx.Tx, county trips.County, by, sha256 string, own bool, records []stated, vehicles []Vehicle) error {
	type month struct {
		person trips.PersonID
		month  string
	}
	owners := map[string]trips.PersonID{}
	for _, v := range vehicles {
		owners[toll.PlateKey(v.Plate)] = v.Person
	}
	months := map[month]bool{}
	for _, r := range records {
		r.SHA256 = sha256
		if err := s.store.saveTollRecord(ctx, tx, county, r.Record, s.now(), by, own); err != nil {
			return err
		}
		for _, at := range []time.Time{r.ExitAt, r.ExitAt.Add(-24 * time.Hour)} { // of a trip that began the day before
			months[month{owners[r.Plate], monthOf(at)}] = true
		}
	}
	for m := range months {
		if err := s.enqueueDraft(ctx, tx, county, m.person, m.month); err != nil {
			return err
		}
		if err := s.queue.Enqueue(ctx, tx, trips.NamedJob(county, m.person, m.month)); err != nil {
			return fmt.Errorf("look up what %s named: %w", m.person, err)
		}
	}
	return nil
}
