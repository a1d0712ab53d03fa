package reimburse_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"licheng"
	"licheng/reimburse"
	"licheng/sheet"
)

// excelBook is a workbook as an office saves it: a merged title, the table, and
// blank rows and an empty sheet behind it.
func excelBook(t *testing.T, rows ...[]any) []byte {
	t.Helper()
	book := excelize.NewFile()
	rows = append([][]any{{"青石县报送表"}}, rows...)
	rows = append(rows, []any{"", ""}, []any{nil, " "})
	for i, cells := range rows {
		if err := book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &cells); err != nil {
			t.Fatal(err)
		}
	}
	if err := book.MergeCell("Sheet1", "A1", "H1"); err != nil {
		t.Fatal(err)
	}
	if _, err := book.NewSheet("Sheet2"); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// excelTables are one table of each kind as clerks make them, and a row that is
// refused with the column at fault. 46296 is 1 October 2026 in Excel's calendar.
func excelTables(t *testing.T) map[reimburse.ImportKind]struct {
	good []byte
	bad  []byte
	want string // line and column of what is refused in bad
} {
	t.Helper()
	type pair = struct {
		good []byte
		bad  []byte
		want string
	}
	make := func(header []any, good, bad []any, want string) pair {
		return pair{excelBook(t, header, good), excelBook(t, header, good, bad), want}
	}
	return map[reimburse.ImportKind]pair{
		reimburse.ImportPeople: make([]any{"编号", "姓名", "人员类别", "乡镇代码", "补贴起", "银行账号", "备注"},
			[]any{"q1", "王𠮷", "公务员", "529901101", 46296, "6222020000001234567", ""},
			[]any{"q2", "李四", "事业编", "529901101", "", "6.22202E+18", ""}, "4 bank_account"),
		reimburse.ImportVehicles: make([]any{"编号", "人员编号", "车牌", "车型", "燃料", "百公里油耗", "座位数", "车长"},
			[]any{"q1", "p1", "云A 9 9999", "轿车", "汽油", "７．２", "５", "4,650"},
			[]any{"q2", "p1", "云a·99999", "轿车", "汽油", 7.2, 5, ""}, "4 plate"),
		reimburse.ImportFuelPrices: make([]any{"价区", "标号", "生效时间", "单价"},
			[]any{529900, "92#", 46296.5, 7.83},
			[]any{529900, "95#", 46297, "#N/A"}, "4 yuan_per_unit"),
		reimburse.ImportTolls: make([]any{"收费单元", "名称", "一类", "二类", "三类", "四类", "生效时间"},
			[]any{"G1", "东段", "１，２３０", 1850, "2,460", 3690, 46296},
			[]any{"G2", "西段", "12,3", 1850, 2460, 3690, 46296}, "4 class1_fen"),
		reimburse.ImportHolidays: make([]any{"日期", "休班", "节日", "年度"},
			[]any{46296, "休", "国庆节", "２０２６"},
			[]any{"#REF!", "休", "国庆节", 2026}, "4 day"),
		reimburse.ImportBudgets: make([]any{"单位", "年度", "预算", "统筹", "超支"},
			[]any{"青石镇政府", 2026, "５０，０００．００", "", "提示"},
			[]any{"青石镇政府", 2027, "5万", "", "提示"}, "4 yuan"),
		reimburse.ImportSlips: make([]any{"派车单号", "用车日期", "用车人编号", "目的地", "附件校验值"},
			[]any{"2026-0012", 46308, "p1", "上村", ""},
			[]any{"2026-0013", "#REF!", "p1", "上村", ""}, "4 day"),
		reimburse.ImportRecords: make([]any{"车牌号", "入口站", "入口时间", "出口站", "出口时间", "实收金额（元）"},
			[]any{"云A 00001", "青石", 46307.34, "县城", 46307.367, "24.70"},
			[]any{"云A00001", "青石", 46308.34, "县城", "#VALUE!", "24.70"}, "4 exit_at"),
	}
}

// TestTablesAsClerksMakeThem: each kind is read as Excel saves it; a dry run
// writes nothing; with one bad row nothing of the table is written and the row
// is named; the same table by itself is written.
func TestTablesAsClerksMakeThem(t *testing.T) {
	tables := excelTables(t)
	for kind := range reimburse.TemplateColumns() {
		t.Run(string(kind), func(t *testing.T) {
			migrated.Run(t, func(t *testing.T, db *licheng.Database) {
				f, table := newFixture(t, db), tables[kind]
				before := f.events()
				bring := func(data []byte, dry bool) reimburse.ImportReport {
					t.Helper()
					report, err := f.Import(t.Context(), admin, kind, "表.xlsx", bytes.NewReader(data), dry)
					if err != nil {
						t.Fatal(err)
					}
					return report
				}
				if r := bring(table.good, true); len(r.Problems) > 0 || r.Rows != 1 || r.Written || f.events() != before {
					t.Errorf("dry run: %+v", r)
				}
				r := bring(table.bad, false)
				var got []string
				for _, p := range r.Problems {
					got = append(got, fmt.Sprintf("%d %s", p.Line, p.Column))
				}
				if diff := cmp.Diff([]string{table.want}, got); diff != "" || r.Written || f.events() != before {
					t.Errorf("a bad row: written %v, %s %v", r.Written, diff, r.Problems)
				}
				if r := bring(table.good, false); len(r.Problems) > 0 || !r.Written || f.events() == before {
					t.Errorf("%+v", r)
				}
			})
		})
	}
}

// TestWhatExcelWroteIsWhatIsKept: figures, days and moments as they were meant.
func TestWhatExcelWroteIsWhatIsKept(t *testing.T) {
	f := newFixture(t, migrated.SQLite(t))
	for _, kind := range []reimburse.ImportKind{reimburse.ImportPeople, reimburse.ImportVehicles, reimburse.ImportFuelPrices} {
		if r, err := f.Import(t.Context(), admin, kind, "表.xlsx", bytes.NewReader(excelTables(t)[kind].good), false); err != nil || !r.Written {
			t.Fatal(err, r)
		}
	}
	people, err := f.People(t.Context(), admin)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range people {
		if p.ID == "q1" && (p.Name != "王𠮷" || p.AllowanceFrom != "2026-10-01" || !strings.HasSuffix(p.BankAccount, "4567")) {
			t.Errorf("%+v", p)
		}
	}
	vehicles, err := f.Vehicles(t.Context(), cadre("p1"))
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range vehicles {
		if v.ID == "q1" && (v.Plate != "云A99999" || v.Declared != "7.2" || v.Seats != 5 || v.LengthMM != 4650) {
			t.Errorf("%+v", v)
		}
	}
	var from string
	if err := f.db.Get(&from, `SELECT CAST(valid_from AS TEXT) FROM fuel_prices WHERE yuan = '7.83'`); err != nil || !strings.HasPrefix(from, "2026-10-01 04:00:00") {
		t.Errorf("valid from %q, %v; want noon of 1 October in China", from, err)
	}
}

// TestACSVOfTheOffice: GBK without a mark, semicolons, the file named once.
func TestACSVOfTheOffice(t *testing.T) {
	f := newFixture(t, migrated.SQLite(t))
	gbk, err := simplifiedchinese.GBK.NewEncoder().String("人员表;;;\r\n编号;姓名;身份;乡镇代码\r\nq7;张三;参公;529901101\r\n;;;\r\n")
	if err != nil {
		t.Fatal(err)
	}
	r, err := f.Import(t.Context(), admin, reimburse.ImportPeople, "人员.csv", strings.NewReader(gbk), true)
	if err != nil || len(r.Problems) > 0 || r.Rows != 1 {
		t.Errorf("%+v, %v", r, err)
	}
	_, err = f.Import(t.Context(), admin, reimburse.ImportPeople, "p.csv", strings.NewReader("a,b\n1,2\n"), true)
	if err == nil || strings.Count(err.Error(), "p.csv") != 1 {
		t.Errorf("%v, want the file named once", err)
	}
}

// TestTemplates: each kind's template is empty as it comes, and its examples
// are what the import takes.
func TestTemplates(t *testing.T) {
	f := newFixture(t, migrated.SQLite(t))
	for kind, columns := range reimburse.TemplateColumns() {
		t.Run(string(kind), func(t *testing.T) {
			var out bytes.Buffer
			if err := sheet.Template(&out, "表", columns); err != nil {
				t.Fatal(err)
			}
			r, err := f.Import(t.Context(), admin, kind, "t.xlsx", bytes.NewReader(out.Bytes()), true)
			if err != nil || len(r.Problems)+len(r.Unknown)+r.Rows != 0 {
				t.Fatalf("%+v, %v", r, err)
			}
			book, err := excelize.OpenReader(bytes.NewReader(out.Bytes()))
			if err != nil {
				t.Fatal(err)
			}
			var row []any
			for _, c := range columns {
				if c.Required && c.Example == "" {
					t.Errorf("column %s must be there and has no example", c.Key)
				}
				row = append(row, fill[string(kind)+" "+c.Key].or(c.Example))
			}
			if err := book.SetSheetRow("表", "A2", &row); err != nil {
				t.Fatal(err)
			}
			out.Reset()
			if err := book.Write(&out); err != nil {
				t.Fatal(err)
			}
			r, err = f.Import(t.Context(), admin, kind, "t.xlsx", bytes.NewReader(out.Bytes()), true)
			if err != nil || len(r.Problems) > 0 || r.Rows != 1 {
				t.Errorf("the examples are refused: %+v, %v", r.Problems, err)
			}
		})
	}
}

// fill is what a test's county has where an example names another, and what
// cannot stand in one row with the rest.
var fill = map[string]cell{
	"vehicles person_id": "p1", "dispatch-slips person_id": "p1", "budgets unit": "青石镇政府", "toll-records plate": "云A00001",
	"tolls free_from": "-", "tolls free_to": "-", "tolls free_seats": "-", "tolls version": "-",
}

type cell string

// or returns the cell, the example where there is none, and nothing for a dash.
func (c cell) or(example string) string {
	switch c {
	case "":
		return example
	case "-":
		return ""
	}
	return string(c)
}
