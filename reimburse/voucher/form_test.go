package voucher_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"licheng/reimburse/claim"
	"licheng/reimburse/money"
	"licheng/reimburse/voucher"
)

// TestClaimFormFields: every field a 报销单 needs stands on the page, with the
// values of the story, worked out by hand beside it.
func TestClaimFormFields(t *testing.T) {
	forms, err := voucher.ClaimForm(story())
	if err != nil {
		t.Fatal(err)
	}
	text := words(t, pdf(t, forms...))
	for _, want := range []string{
		"单位：青石县青石镇人民政府", "填报日期：2026-10-31", "八级职员", "送报防汛物资台账；走访脱贫户",
		"青石镇→青石县城", "云A12345", "68.0", "0.80", "54.40", "24.70", "79.10", "-5.10", "120.00",
		"人民币壹佰贰拾元整", "¥120.00", "青石农村商业银行", "6222020000001234567", "2张",
		"报销人", "证明人/同行人", "部门负责人", "分管领导", "财务审核", "单位负责人", "审批日期", "wangl2026-10-31", "caiwu12026-11-02",
		"停车费", "住宿费", "预借", "应退", "应补金额", "核算说明", "第六条第一款", "超过每月封顶120.00元，未补5.10元",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not on the form", want)
		}
	}
}

// TestAdvance: 200.00 were drawn beforehand, 120.00 are due: 80.00 go back.
func TestAdvance(t *testing.T) {
	c := story()
	c.Advance = 20_000
	forms, err := voucher.ClaimForm(c)
	if err != nil {
		t.Fatal(err)
	}
	if text := words(t, pdf(t, forms[0])); !strings.Contains(text, "预借200.00应退80.00") {
		t.Errorf("advance: %s", text)
	}
}

// TestADraftSaysSo: a form of a claim nobody handed in is not taken for one.
func TestADraftSaysSo(t *testing.T) {
	c := story()
	c.Steps = nil
	forms, err := voucher.ClaimForm(c)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(forms[0].Middle, "草稿") {
		t.Errorf("%q", forms[0].Middle)
	}
}

// TestColumnsAddUp: whatever the lines are, the form's columns come to the
// claim's total, so that nothing paid or cut falls between two columns.
func TestColumnsAddUp(t *testing.T) {
	codes := []claim.Code{
		claim.Mileage, claim.PerTrip, claim.PerDay, claim.TollCode, claim.Energy, claim.Allowance, claim.CoveredByAllowance,
		claim.UnitVehicle, claim.OverTripCap, claim.OverMonthlyCap, claim.OverYearlyCap, claim.NoPrice, "PARKING", "LODGING", claim.Meals, claim.LocalTransport, claim.PerMonth, claim.TollEstimate, claim.Provided, claim.OverLimit, "SOMETHING_NEW",
	}
	rapid.Check(t, func(t *rapid.T) {
		var lines []claim.Line
		for range rapid.IntRange(0, 30).Draw(t, "lines") {
			lines = append(lines, claim.Line{
				Code:   rapid.SampledFrom(codes).Draw(t, "code"),
				Amount: money.Amount(rapid.Int64Range(-1e9, 1e9).Draw(t, "fen")),
			})
		}
		sums, err := voucher.SumLines(lines)
		if err != nil {
			t.Fatal(err)
		}
		together, err := money.Sum(sums.Fare, sums.Tolls, sums.Parking, sums.Lodging, sums.Meals, sums.Local, sums.Other)
		if err != nil {
			t.Fatal(err)
		}
		want, err := claim.Total(lines)
		if err != nil || together != want {
			t.Fatalf("columns make %s, lines %s, %v", together, want, err)
		}
	})
}

// TestPublicList: amounts, trips and kilometres of everybody, nobody's routes.
func TestPublicList(t *testing.T) {
	l := list()
	l.Masked = true
	p, err := voucher.PublicList(l)
	if err != nil {
		t.Fatal(err)
	}
	text := words(t, pdf(t, p))
	for _, want := range []string{"2026年10月公务交通费用公示表", "欧***", "1409.50", "1609.50", "壹仟陆佰零玖元伍角", "公示期：2026-11-03至2026-11-10", "0851-0000000"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not on the list", want)
		}
	}
	if strings.Contains(text, "建国") || strings.Contains(text, "→") {
		t.Error("a masked name or a route is on the list")
	}
}

func TestMaskName(t *testing.T) {
	for name, want := range map[string]string{"张三": "张*", "欧阳建国": "欧***", "𠮷": "𠮷", "": ""} {
		if got := voucher.MaskName(name); got != want {
			t.Errorf("%s became %s, want %s", name, got, want)
		}
	}
}

// TestEmergencySlip: a slip asked for after the trip says so.
func TestEmergencySlip(t *testing.T) {
	r := request()
	r.Emergency = true
	text := words(t, pdf(t, voucher.RequestSlip(r)))
	for _, want := range []string{"紧急出行，事后补批", "㵲阳村、龙塘坳", "2人（同行：李二）", "46km", "¥36.80", "同意"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not on the slip", want)
		}
	}
}

func workbook(t *testing.T, file []byte) *excelize.File {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { book.Close() })
	return book
}

// TestXLSX: amounts are numbers, everything else text; a name that a
// spreadsheet would run as a formula stays a name.
func TestXLSX(t *testing.T) {
	l := list()
	l.Entries[0].Person = "=HYPERLINK(\"http://x\")"
	l.Entries[1].Person = "+86"
	l.Entries[2].Person = "@a\x01b"
	p, err := voucher.PublicList(l)
	if err != nil {
		t.Fatal(err)
	}
	file, err := voucher.XLSX(p)
	if err != nil {
		t.Fatal(err)
	}
	book := workbook(t, file)
	name := book.GetSheetName(0)
	for cell, want := range map[string]string{"A1": "2026年10月公务交通费用公示表", "B4": "=HYPERLINK(\"http://x\")", "B5": "+86", "B6": "@a b", "G4": "120.00", "G6": "1409.50", "G7": "1609.50", "E7": "26"} {
		if got, err := book.GetCellValue(name, cell); err != nil || got != want {
			t.Errorf("%s is %q, %v; want %q", cell, got, err, want)
		}
		if formula, err := book.GetCellFormula(name, cell); err != nil || formula != "" {
			t.Errorf("%s is the formula %q", cell, formula)
		}
	}
	for cell, want := range map[string]excelize.CellType{"B4": excelize.CellTypeSharedString, "G4": excelize.CellTypeUnset, "F4": excelize.CellTypeSharedString} {
		if got, err := book.GetCellType(name, cell); err != nil || got != want {
			t.Errorf("%s has type %v, %v; want %v", cell, got, err, want)
		}
	}
}

// TestSheetNames: two papers of one title are two sheets, and characters a
// sheet's name may not have are gone.
func TestSheetNames(t *testing.T) {
	p := voucher.Paper{Title: "台账[10/26]:很长很长很长很长很长很长很长很长很长", Widths: []float64{20}}
	file, err := voucher.XLSX(p, p, voucher.Paper{Widths: []float64{20}})
	if err != nil {
		t.Fatal(err)
	}
	names := workbook(t, file).GetSheetList()
	if len(names) != 3 || names[0] == names[1] {
		t.Errorf("sheets %q", names)
	}
}
