package reimburse

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/govalues/decimal"
	"github.com/jmoiron/sqlx"

	"licheng/lang"
	"licheng/reimburse/rules"
	"licheng/reimburse/toll"
	"licheng/sheet"
	"licheng/trips"
)

var peopleColumns = []sheet.Column{
	{Key: "id", Aliases: []string{"编号", "工号", "人员编号"}, Required: true, Holds: sheet.Code, Example: "p001"},
	{Key: "name", Aliases: []string{"姓名"}, Required: true, Example: "张三"},
	{Key: "staff_class", Aliases: []string{"人员类别", "身份", "编制"}, Required: true, Example: "事业编", Choices: []string{"公务员", "事业编", "驻村工作队", "临聘", "村干部"}},
	{Key: "township", Aliases: []string{"乡镇代码", "township_code"}, Required: true, Holds: sheet.Code, Example: "529901101"},
	{Key: "township_name", Aliases: []string{"乡镇", "乡镇名称"}, Example: "青石镇"},
	{Key: "unit", Aliases: []string{"单位"}, Example: "青石镇人民政府"},
	{Key: "allowance_from", Aliases: []string{"补贴起", "补贴起始日"}, Holds: sheet.Day, Example: "2026-01-01"},
	{Key: "allowance_to", Aliases: []string{"补贴止", "补贴截止日"}, Holds: sheet.Day, Example: "2026-12-31"},
	{Key: "bank_name", Aliases: []string{"开户行"}, Example: "农村信用社"},
	{Key: "bank_account", Aliases: []string{"银行账号", "账号", "卡号"}, Holds: sheet.Code, Example: "6222020000001234567"},
	{Key: "marks", Aliases: []string{"标记", "职级标记"}, Example: "副科、艰苦乡镇"},
	{Key: "township_from", Aliases: []string{"乡镇工作起", "到乡镇日期"}, Holds: sheet.Day, Example: "2016-03-15"},
	{Key: "township_to", Aliases: []string{"乡镇工作止", "离乡镇日期"}, Holds: sheet.Day, Example: "2026-12-31"},
}

// classWords are the words a table may use for a staff class beside its code.
var classWords = map[string]rules.StaffClass{
	"公务员": rules.CivilServant, "参公": rules.CivilServant, "公务员（含参公）": rules.CivilServant,
	"事业编": rules.Institution, "事业": rules.Institution, "public_institution": rules.Institution,
	"驻村工作队": rules.VillageTeam, "驻村": rules.VillageTeam,
	"临聘": rules.Temporary, "contract": rules.Temporary,
	"村干部": rules.VillageCadre, "village_official": rules.VillageCadre,
}

func readPeople(_ context.Context, s *Service, county trips.County, t *sheet.Table, refuse refuser) (func(context.Context, *sqlx.Tx) error, error) {
	people := make([]Person, 0, len(t.Rows))
	lines := map[trips.PersonID]int{}
	for _, row := range t.Rows {
		p := Person{
			ID: trips.PersonID(row.Get("id")), Name: row.Get("name"), Township: row.Get("township"),
			TownshipName: row.Get("township_name"), Unit: row.Get("unit"),
			BankName: row.Get("bank_name"), BankAccount: strings.ReplaceAll(row.Get("bank_account"), " ", ""),
		}
		requireCells(row, refuse, "id", "name", "township")
		if first, twice := lines[p.ID]; twice && p.ID != "" {
			refuseTwice(refuse, row.Line, "id", string(p.ID), first)
		}
		lines[p.ID] = row.Line
		var err error
		if p.StaffClass, err = oneOf(row.Get("staff_class"), classWords, rules.StaffClasses()); err != nil {
			refuseCell(refuse, row.Line, "staff_class", err)
		}
		p.AllowanceFrom = day(row, "allowance_from", refuse)
		p.AllowanceTo = day(row, "allowance_to", refuse)
		if p.AllowanceTo != "" && p.AllowanceTo < p.AllowanceFrom {
			refuse(row.Line, "allowance_to", lang.Say("补贴截止日早于起始日", "the allowance ends before it begins"))
		}
		p.Marks = strings.Join(strings.FieldsFunc(row.Get("marks"), betweenWords), " ")
		p.TownshipFrom, p.TownshipTo = day(row, "township_from", refuse), day(row, "township_to", refuse)
		if p.TownshipTo != "" && p.TownshipTo < p.TownshipFrom {
			refuse(row.Line, "township_to", lang.Say("乡镇工作止早于起", "the service in townships ends before it begins"))
		}
		people = append(people, p)
	}
	return func(ctx context.Context, tx *sqlx.Tx) error {
		for _, p := range people {
			if err := s.store.savePerson(ctx, tx, county, p); err != nil {
				return err
			}
		}
		return nil
	}, nil
}

// betweenWords reports what stands between the words of a cell.
func betweenWords(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",，;；、|", r) }

var vehicleTableColumns = []sheet.Column{
	{Key: "id", Aliases: []string{"编号", "车辆编号"}, Required: true, Holds: sheet.Code, Example: "v001"},
	{Key: "person_id", Aliases: []string{"人员编号", "工号", "person"}, Required: true, Holds: sheet.Code, Example: "p001"},
	{Key: "plate", Aliases: []string{"车牌", "车牌号", "号牌号码"}, Required: true, Example: "云A12345"},
	{Key: "class", Aliases: []string{"车型", "vehicle_class"}, Required: true, Example: "轿车", Choices: []string{"轿车", "越野车", "皮卡", "微型面包车", "多用途乘用车", "客车", "摩托车", "自行车"}},
	{Key: "energy", Aliases: []string{"燃料", "能源", "燃料类型"}, Required: true, Example: "汽油", Choices: []string{"汽油", "柴油", "纯电", "混动", "无"}},
	{Key: "grade", Aliases: []string{"标号", "油品"}, Example: "92"},
	{Key: "declared_consumption", Aliases: []string{"公告油耗", "百公里油耗", "百公里能耗", "declared"}, Required: true, Holds: sheet.Number, Example: "7.2"},
	{Key: "seats", Aliases: []string{"座位数", "核定载客"}, Required: true, Holds: sheet.Whole, Example: "5"},
	{Key: "length_mm", Aliases: []string{"车长", "车长毫米"}, Holds: sheet.Whole, Example: "4650"},
	{Key: "etc", Aliases: []string{"ETC"}, Example: "是", Choices: []string{"是", "否"}},
	{Key: "unit", Aliases: []string{"公车", "单位车辆"}, Example: "否", Choices: []string{"是", "否"}},
	{Key: "engine_cc", Aliases: []string{"排量", "排量毫升"}, Holds: sheet.Whole, Example: "1499"},
	{Key: "toll_code", Aliases: []string{"收费车型", "车型编码", "ETC车型"}, Example: "0x01"},
}

var vehicleWords = map[string]rules.VehicleClass{
	"轿车": rules.Car, "越野车": rules.SUV, "皮卡": rules.Pickup, "微型面包车": rules.Minivan, "面包车": rules.Minivan,
	"多用途乘用车": rules.MPV, "mpv": rules.MPV, "客车": rules.Bus, "摩托车": rules.Motorcycle, "自行车": rules.Bicycle, "电动自行车": rules.Bicycle,
}

// fuel is an energy and, where the word says so, its grade.
type fuel struct {
	energy rules.EnergyKind
	grade  string
}

var energyWords = map[string]fuel{
	"petrol": {rules.Petrol, ""}, "汽油": {rules.Petrol, ""}, "petrol92": {rules.Petrol, "92"}, "petrol95": {rules.Petrol, "95"},
	"92号汽油": {rules.Petrol, "92"}, "95号汽油": {rules.Petrol, "95"},
	"diesel": {rules.Diesel, ""}, "柴油": {rules.Diesel, ""}, "diesel0": {rules.Diesel, "0"}, "0号柴油": {rules.Diesel, "0"},
	"electric": {rules.Electric, ""}, "纯电": {rules.Electric, ""}, "电": {rules.Electric, ""}, "纯电动": {rules.Electric, ""},
	"hybrid": {rules.Hybrid, ""}, "混动": {rules.Hybrid, ""}, "混合动力": {rules.Hybrid, ""},
	"none": {rules.NoEnergy, ""}, "无": {rules.NoEnergy, ""}, "人力": {rules.NoEnergy, ""},
}

func readVehicles(ctx context.Context, s *Service, county trips.County, t *sheet.Table, refuse refuser) (func(context.Context, *sqlx.Tx) error, error) {
	people, err := s.store.persons(ctx, s.store.db, county)
	if err != nil {
		return nil, fmt.Errorf("people: %w", err)
	}
	known := map[trips.PersonID]bool{}
	for _, p := range people {
		known[p.ID] = true
	}
	have, err := s.store.vehicles(ctx, s.store.db, county, "")
	if err != nil {
		return nil, fmt.Errorf("vehicles: %w", err)
	}
	plates := map[string]trips.VehicleID{}
	for _, v := range have {
		plates[toll.PlateKey(v.Plate)] = v.ID
	}
	lines := map[trips.VehicleID]int{}
	vehicles := make([]Vehicle, 0, len(t.Rows))
	for _, row := range t.Rows {
		v := readVehicle(row, refuse)
		if v.Person != "" && !known[v.Person] {
			refuse(row.Line, "person_id", lang.Sayf("人员名单里没有 %[1]s，请先导入人员", "%[1]s is not on the list of people: import people first", v.Person))
		}
		if first, twice := lines[v.ID]; twice && v.ID != "" {
			refuseTwice(refuse, row.Line, "id", string(v.ID), first)
		}
		lines[v.ID] = row.Line
		if other, taken := plates[toll.PlateKey(v.Plate)]; taken && other != v.ID && v.Plate != "" {
			refuse(row.Line, "plate", lang.Sayf("车牌 %[1]s 已登记给车辆 %[2]s", "plate %[1]s is registered to vehicle %[2]s", v.Plate, other))
		}
		plates[toll.PlateKey(v.Plate)] = v.ID
		vehicles = append(vehicles, v)
	}
	return func(ctx context.Context, tx *sqlx.Tx) error {
		for _, v := range vehicles {
			if err := s.store.saveVehicle(ctx, tx, county, v); err != nil {
				return err
			}
		}
		return nil
	}, nil
}

func readVehicle(row sheet.Row, refuse refuser) Vehicle {
	requireCells(row, refuse, "id", "person_id", "plate")
	v := Vehicle{ID: trips.VehicleID(row.Get("id")), Person: trips.PersonID(row.Get("person_id")), Plate: strings.Join(strings.Fields(row.Get("plate")), ""), Grade: strings.TrimSuffix(row.Get("grade"), "#")}
	var err error
	if v.Class, err = oneOf(row.Get("class"), vehicleWords, rules.VehicleClasses()); err != nil {
		refuseCell(refuse, row.Line, "class", err)
	}
	energy, known := energyWords[strings.ToLower(row.Get("energy"))]
	if !known {
		refuse(row.Line, "energy", lang.Sayf("“%[1]s”不是燃料类型：汽油、柴油、纯电、混动、无", "%[1]q is no kind of energy: petrol, diesel, electric, hybrid, none", row.Get("energy")))
	}
	if v.Energy = energy.energy; v.Grade == "" {
		v.Grade = energy.grade
	}
	v.Declared = declaredOf(row, refuse)
	v.Seats = whole(row, "seats", 1, 100, refuse)
	if row.Get("length_mm") != "" {
		v.LengthMM = whole(row, "length_mm", 1000, 30000, refuse)
	}
	if row.Get("engine_cc") != "" {
		v.EngineCC = whole(row, "engine_cc", 1, 20000, refuse)
	}
	v.ETC, v.Unit = yes(row, "etc", refuse), yes(row, "unit", refuse)
	checkTollCode(row, v, refuse)
	return v
}

// checkTollCode holds what the ETC device says of the vehicle against its seats
// and length: of another class, its tolls would be priced wrongly. A pickup may
// be written as a goods vehicle.
func checkTollCode(row sheet.Row, v Vehicle, refuse refuser) {
	cell := row.Get("toll_code")
	if cell == "" {
		return
	}
	n, errNumber := strconv.ParseUint(cell, 0, 8)
	kind, class, err := toll.VehicleCode(n).Read()
	if errNumber != nil || err != nil {
		refuse(row.Line, "toll_code", lang.Sayf("“%[1]s”应是收费车型编码：客车 0x01–0x04，货车 0x0B–0x10，专项作业车 0x15–0x1A", "%[1]q must be a vehicle code: 0x01–0x04 passenger, 0x0B–0x10 goods, 0x15–0x1A special vehicles", cell))
		return
	}
	lengthMM := v.LengthMM
	if lengthMM == 0 && v.Class != rules.Bus {
		lengthMM = 1 // any below 6 m
	}
	by, err := toll.ClassOf(lengthMM, v.Seats)
	switch {
	case kind == toll.GoodsKind && v.Class == rules.Pickup, err != nil: // nothing to hold it against
	case kind != toll.Passenger || class != int(by):
		refuse(row.Line, "toll_code", lang.Sayf("收费车型 %[1]s 与座位、车长得出的 %[2]d 类客车不符，请核对行驶证", "the code %[1]s is not that of a passenger vehicle of class %[2]d, which seats and length make it; look at the licence", cell, by))
	}
}

// declaredOf reads the consumption per 100 km; an empty cell is one nobody
// knows, for which the rule may take what is usual.
func declaredOf(row sheet.Row, refuse refuser) string {
	cell := row.Get("declared_consumption")
	if cell == "" {
		return ""
	}
	declared, err := decimal.Parse(figure(row, "declared_consumption"))
	if err != nil || !declared.IsPos() || declared.Cmp(decimal.Hundred) > 0 {
		refuse(row.Line, "declared_consumption", lang.Say("百公里油耗（电耗）应是大于 0、不超过 100 的数，如 7.2；不知道可留空", "the consumption per 100 km must be a number above 0 and up to 100, such as 7.2; leave it empty where it is not known"))
		return ""
	}
	return declared.String()
}

// requireCells refuses the row for each of the cells that is empty.
func requireCells(row sheet.Row, refuse refuser, columns ...string) {
	for _, column := range columns {
		if row.Get(column) == "" {
			refuse(row.Line, column, lang.Say("不能为空", "must not be empty"))
		}
	}
}

func refuseTwice(refuse refuser, line int, column, value string, first int) {
	refuse(line, column, lang.Sayf("%[1]s 与第 %[2]d 行重复", "%[1]s stands in line %[2]d too", value, first))
}

// oneOf reads a code, or a word that stands for one.
func oneOf[T ~string](cell string, words map[string]T, codes []T) (T, error) {
	lower := strings.ToLower(cell)
	all := make([]string, len(codes))
	for i, code := range codes {
		if lower == string(code) {
			return code, nil
		}
		all[i] = string(code)
	}
	if code, ok := words[lower]; ok {
		return code, nil
	}
	return "", errCell{lang.Sayf("“%[1]s”不在可选值里：%[2]s", "%[1]q is none of %[2]s", cell, strings.Join(all, ", "))}
}

// day reads a calendar day; an empty cell is the empty date.
func day(row sheet.Row, column string, refuse refuser) rules.Date {
	at, err := row.Date(column, rules.Shanghai())
	if err != nil {
		refuse(row.Line, column, lang.Sayf("“%[1]s”不是日期，请写成 2026-10-01", "%[1]q is no day; write 2026-10-01", row.Get(column)))
		return ""
	}
	if at.IsZero() {
		return ""
	}
	return rules.DateOf(at)
}

// whole reads a whole number from … to.
func whole(row sheet.Row, column string, from, to int, refuse refuser) int {
	n, err := strconv.Atoi(figure(row, column))
	if err != nil || n < from || n > to {
		refuse(row.Line, column, lang.Sayf("“%[1]s”应是 %[2]d 到 %[3]d 的整数", "%[1]q must be a whole number from %[2]d to %[3]d", row.Get(column), from, to))
	}
	return n
}

// figure returns the cell as the plain text of a number; a cell that is none as
// it stands, for the reader to refuse.
func figure(row sheet.Row, column string) string {
	text, err := row.Figure(column)
	if err != nil {
		return row.Get(column)
	}
	return text
}

// yes reads a yes or no; an empty cell is no.
func yes(row sheet.Row, column string, refuse refuser) bool {
	switch strings.ToLower(row.Get(column)) {
	case "是", "有", "1", "true", "yes", "y":
		return true
	case "", "否", "无", "0", "false", "no", "n":
		return false
	}
	refuse(row.Line, column, lang.Sayf("“%[1]s”应是“是”或“否”", "%[1]q must be yes or no", row.Get(column)))
	return false
}
