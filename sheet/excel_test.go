package sheet_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"licheng/sheet"
)

var office = []sheet.Column{
	{Key: "id", Aliases: []string{"编号"}, Required: true, Holds: sheet.Code, Example: "520123199001011234"},
	{Key: "township", Aliases: []string{"乡镇"}, Required: true},
	{Key: "since", Aliases: []string{"起始日期"}, Holds: sheet.Day, Example: "2026-10-01"},
	{Key: "yuan", Aliases: []string{"金额"}, Holds: sheet.Number, Example: "1234.50"},
	{Key: "seats", Aliases: []string{"座位"}, Holds: sheet.Whole},
	{Key: "etc", Aliases: []string{"ETC"}, Choices: []string{"是", "否"}},
}

// saved is a workbook as an office saves it, with the sheets it was given.
type saved struct {
	*testing.T
	book *excelize.File
}

func newBook(t *testing.T) saved {
	t.Helper()
	return saved{t, excelize.NewFile()}
}

func (s saved) rows(name string, rows ...[]any) {
	s.Helper()
	if _, err := s.book.NewSheet(name); err != nil {
		s.Fatal(err)
	}
	for i, cells := range rows {
		if err := s.book.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &cells); err != nil {
			s.Fatal(err)
		}
	}
}

func (s saved) merge(name, from, to string) {
	s.Helper()
	if err := s.book.MergeCell(name, from, to); err != nil {
		s.Fatal(err)
	}
}

func (s saved) bytes() []byte {
	s.Helper()
	var out bytes.Buffer
	if err := s.book.Write(&out); err != nil {
		s.Fatal(err)
	}
	return out.Bytes()
}

func (s saved) read() *sheet.Table {
	s.Helper()
	table, err := sheet.Read(bytes.NewReader(s.bytes()), "book.xlsx", office)
	if err != nil {
		s.Fatal(err)
	}
	return table
}

// told lists the rows of a table and its problems.
func told(table *sheet.Table) (rows, problems []string) {
	for _, r := range table.Rows {
		since, err := r.Date("since", time.UTC)
		day := ""
		if err != nil {
			day = "!"
		} else if !since.IsZero() {
			day = since.Format(time.DateOnly)
		}
		yuan, err := r.Figure("yuan")
		if err != nil {
			yuan = "!"
		}
		rows = append(rows, fmt.Sprintf("%d %s %s %s %s", r.Line, r.Get("id"), r.Get("township"), day, yuan))
	}
	for _, p := range table.Problems {
		problems = append(problems, fmt.Sprintf("%d %s", p.Line, p.Column))
	}
	return rows, problems
}

func wantTold(t *testing.T, table *sheet.Table, wantRows, wantProblems []string) {
	t.Helper()
	rows, problems := told(table)
	if diff := cmp.Diff(wantRows, rows); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(wantProblems, problems); diff != "" {
		t.Error(diff, table.Problems)
	}
	for _, p := range table.Problems {
		if p.Text.ZH == "" || p.Text.EN == "" || strings.Contains(p.Text.ZH+p.Text.EN, "%!") {
			t.Errorf("line %d is refused badly: %s", p.Line, p.Text)
		}
	}
}

// A workbook as offices make them: a merged title, a line on who filled it in,
// a township merged down over its people, a date as a serial number and one as
// text, numbers as text with full-width digits and commas, blank rows and
// columns behind, and an empty second sheet.
func TestAWorkbookAsOfficesSaveIt(t *testing.T) {
	s := newBook(t)
	s.rows("Sheet1",
		[]any{"青石县二〇二六年人员情况表"},
		[]any{"填报单位：县财政局", "", "", "填表人：张三"},
		[]any{"编号", "乡镇", "起始日期", "金额", "", ""},
		[]any{"A1", "青石镇", 46296, "１，２３４．５０", "", ""},
		[]any{"A2", "", "２０２６年１０月２日", 0.1 + 0.2, "", nil},
		[]any{"A3", "", "2026/10/3", "-5", "", ""},
		[]any{"", "", "", ""},
		[]any{"A4", "白水乡", nil, "12,5", "", ""},
		[]any{"", " ", "　", ""},
	)
	s.merge("Sheet1", "A1", "F1")
	s.merge("Sheet1", "B4", "B6")
	s.rows("Sheet2")
	wantTold(t, s.read(), []string{
		"4 A1 青石镇 2026-10-01 1234.50", "5 A2 青石镇 2026-10-02 0.3", "6 A3 青石镇 2026-10-03 -5", "8 A4 白水乡  !",
	}, nil)
}

// Headings over two rows, those over both merged; and the heading once more in
// the middle, as for print.
func TestHeadingsOfTwoRowsAndOnEachPage(t *testing.T) {
	s := newBook(t)
	s.rows("Sheet1",
		[]any{"编号", "乡镇", "起始日期", "费用", ""},
		[]any{"", "", "", "金额", "备注"},
		[]any{"A1", "青石镇", "2026-10-01", 5},
		[]any{"编号", "乡镇", "起始日期", "金额", "备注"},
		[]any{"A2", "白水乡", "2026-10-02", 6},
	)
	for _, column := range []string{"A", "B", "C"} {
		s.merge("Sheet1", column+"1", column+"2")
	}
	s.merge("Sheet1", "D1", "E1")
	wantTold(t, s.read(), []string{"3 A1 青石镇 2026-10-01 5", "5 A2 白水乡 2026-10-02 6"}, nil)
}

func TestCellsThatExcelSpoilt(t *testing.T) {
	s := newBook(t)
	s.rows("Sheet1",
		[]any{"编号", "乡镇", "金额", "备注"},
		[]any{"4.3E+17", "青石镇", 1, ""},
		[]any{520123199001011234, "青石镇", 1, ""},
		[]any{"A1", "#N/A", 1, ""},
		[]any{"A2", "青石镇", "#DIV/0!", ""},
		[]any{"A3", "青石镇", "########", ""},
		[]any{"A4", "青石镇", "1E+3", "#REF!"}, // a number may be written so; the remark is nobody's
		[]any{"#1", "青石镇", 7, ""},
	)
	wantTold(t, s.read(), []string{
		"3 520123199001011234 青石镇  1", "7 A4 青石镇  1E+3", "8 #1 青石镇  7",
	}, []string{"2 id", "4 township", "5 yuan", "6 yuan"})
}

// A note on how to fill it in stands before the table.
func TestTheTableStandsOnTheSecondSheet(t *testing.T) {
	s := newBook(t)
	s.rows("Sheet1", []any{"说明"}, []any{"请于 10 月 31 日前报送"})
	s.rows("人员", []any{"编号", "乡镇"}, []any{"A1", "青石镇"})
	wantTold(t, s.read(), []string{"2 A1 青石镇  "}, nil)
}

// Two sheets with the table: the rows of one would be lost without a word.
func TestTwoSheetsWithTheTable(t *testing.T) {
	s := newBook(t)
	s.rows("Sheet1", []any{"编号", "乡镇"}, []any{"A1", "青石镇"})
	s.rows("九月", []any{"编号", "乡镇"}, []any{"A2", "白水乡"})
	wantTold(t, s.read(), []string{"2 A1 青石镇  "}, []string{"0 "})
}

func TestAWorkbookWithNothing(t *testing.T) {
	s := newBook(t)
	_, err := sheet.Read(bytes.NewReader(s.bytes()), "book.xlsx", office)
	if !errors.Is(err, sheet.ErrHeader) || !strings.Contains(err.Error(), "empty") {
		t.Errorf("%v, want ErrHeader", err)
	}
	s.rows("Sheet1", []any{"说明"})
	_, err = sheet.Read(bytes.NewReader(s.bytes()), "book.xlsx", office)
	if !errors.Is(err, sheet.ErrHeader) || !strings.Contains(err.Error(), "编号 (id), 乡镇 (township)") || strings.Count(err.Error(), "book.xlsx") != 1 {
		t.Errorf("%v, want both missing columns and the file once", err)
	}
}

// A merge far below the rows costs nothing, and one over too many is refused.
func TestMergesAreBounded(t *testing.T) {
	s := newBook(t)
	s.rows("Sheet1", []any{"编号", "乡镇"}, []any{"A1", "青石镇"})
	s.merge("Sheet1", "B2", "B1048576")
	if _, err := sheet.Read(bytes.NewReader(s.bytes()), "book.xlsx", office); !errors.Is(err, sheet.ErrTooLarge) {
		t.Errorf("%v, want ErrTooLarge", err)
	}
}

// GBK without a mark, semicolons, and what Excel left in it.
func TestACSVAsExcelSavesIt(t *testing.T) {
	in := gb18030(t, "青石县人员表;;;\r\n编号;乡镇;起始日期;金额\r\nA1;青石镇;2026/10/1;\"1,234.50\"\r\n4.3E+17;青石镇;2026/10/1;1\r\nA2;#N/A;;\r\n;;;\r\n")
	table, err := sheet.Read(strings.NewReader(in), "p.csv", office)
	if err != nil {
		t.Fatal(err)
	}
	wantTold(t, table, []string{"3 A1 青石镇 2026-10-01 1234.50"}, []string{"4 id", "5 township"})
}

func TestFigure(t *testing.T) {
	tests := []struct{ in, want string }{
		{"12.5", "12.5"},
		{"１２．５", "12.5"},
		{"1,234,567.80", "1234567.80"},
		{"１，２３４", "1234"},
		{" 1 234 ", "1234"},
		{"-5", "-5"},
		{"1e3", "1e3"},
		{"", ""},
		{"12,5", "!"},
		{"1,23", "!"},
		{"1,2345", "!"},
		{"1234,567", "!"},
		{",5", "!"},
		{"12元", "!"},
		{"0x10", "!"},
	}
	for _, tt := range tests {
		table, err := sheet.Read(strings.NewReader("id\ttownship\tyuan\nA\tB\t"+tt.in+"\n"), "f", office)
		if err != nil {
			t.Fatal(err)
		}
		got, err := table.Rows[0].Figure("yuan")
		if errors.Is(err, sheet.ErrCell) {
			got = "!"
		}
		if got != tt.want {
			t.Errorf("%q is %q, %v; want %q", tt.in, got, err, tt.want)
		}
	}
}

// A template has a heading and a note for each column, is empty as it comes,
// keeps codes as text, and is read with what was filled in.
func TestTemplate(t *testing.T) {
	var out bytes.Buffer
	if err := sheet.Template(&out, "人员", office); err != nil {
		t.Fatal(err)
	}
	table, err := sheet.Read(bytes.NewReader(out.Bytes()), "t.xlsx", office)
	if err != nil || len(table.Rows)+len(table.Problems)+len(table.Unknown) != 0 {
		t.Fatalf("%v, rows %v, problems %v, unknown %v", err, table.Rows, table.Problems, table.Unknown)
	}
	book, err := excelize.OpenReader(bytes.NewReader(out.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	notes, err := book.GetComments("人员")
	if err != nil || len(notes) != len(office) {
		t.Fatalf("%d notes, %v", len(notes), err)
	}
	if !strings.Contains(notes[0].Text, "编码") || !strings.Contains(notes[0].Text, "520123199001011234") || !strings.Contains(notes[0].Text, "must be there") {
		t.Errorf("the note says %q", notes[0].Text)
	}
	rules, err := book.GetDataValidations("人员")
	if err != nil || len(rules) != 4 { // a day, a number, a whole number and a choice
		t.Errorf("%d rules, %v; want 4", len(rules), err)
	}
	for i, want := range []string{"编号*", "乡镇*", "起始日期", "金额", "座位", "ETC"} {
		cell, _ := excelize.CoordinatesToCellName(i+1, 1)
		if got, err := book.GetCellValue("人员", cell); got != want || err != nil {
			t.Errorf("heading %s is %q, %v; want %q", cell, got, err, want)
		}
	}
	style, err := book.GetCellStyle("人员", "A2")
	if err != nil {
		t.Fatal(err)
	}
	if format, err := book.GetStyle(style); err != nil || format.NumFmt != 49 {
		t.Errorf("codes have the format %+v, %v; want text", format, err)
	}
	if err := book.SetSheetRow("人员", "A2", &[]any{"520123199001011234", "青石镇", time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC), 12.5}); err != nil {
		t.Fatal(err)
	}
	wantTold(t, saved{t, book}.read(), []string{"2 520123199001011234 青石镇 2026-10-01 12.5"}, nil)
}
