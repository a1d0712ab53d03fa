package reimburse_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"licheng"
	"licheng/reimburse"
	"licheng/trips"
)

// cellsOf returns every cell of a workbook, a line a row.
func cellsOf(t *testing.T, file []byte) string {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	var text strings.Builder
	for _, name := range book.GetSheetList() {
		rows, err := book.GetRows(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			text.WriteString(strings.Join(row, "|") + "\n")
		}
	}
	return text.String()
}

// TestClaimForm: 10.0 km and 7.5 km at 0.80: 8.00 + 6.00 = 14.00, paid.
func TestClaimForm(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.drove("p1", "t2", 15, 7.5, func(t *trips.Trip) { t.Via, t.Purpose = []string{"龙塘坳"}, "防汛" })
		f.drove("p1", "t1", 12, 10)
		view := f.paid("p1")
		got, err := f.ClaimForm(t.Context(), clerk, view.ID, reimburse.XLSX)
		if err != nil {
			t.Fatal(err)
		}
		text := cellsOf(t, got.Bytes)
		for _, want := range []string{
			"单位：青石镇政府", "张一", "走访；防汛", "青石镇 → 县城", "青石镇 → 龙塘坳 → 县城", "自驾 轿车\n云A00001",
			"人民币壹拾肆元整", "¥14.00", "6222020000001234", "login-p1 2026-11-02", "clerk 2026-11-02", "核算说明",
		} {
			if !strings.Contains(text, want) {
				t.Errorf("%q is not on the form:\n%s", want, text)
			}
		}
		if strings.Index(text, "青石镇 → 县城") > strings.Index(text, "龙塘坳") {
			t.Error("the trips are not in the order they were driven")
		}
		digest := sha256.Sum256(got.Bytes)
		if got.SHA256 != hex.EncodeToString(digest[:]) || !strings.HasSuffix(got.Name, ".xlsx") {
			t.Errorf("file %s, digest %s", got.Name, got.SHA256)
		}
		for who, want := range map[string]struct {
			actor trips.Actor
			sees  string
		}{"own": {cadre("p1"), "6222020000001234"}, "auditor": {auditor, "************1234"}} {
			got, err := f.ClaimForm(t.Context(), want.actor, view.ID, reimburse.XLSX)
			if err != nil || !strings.Contains(cellsOf(t, got.Bytes), want.sees) {
				t.Errorf("%s: %v, want %s on it", who, err, want.sees)
			}
		}
		_, err = f.ClaimForm(t.Context(), cadre("p2"), view.ID, reimburse.XLSX)
		wantFault(t, err, reimburse.ErrNoClaim)
		_, err = f.ClaimForm(t.Context(), admin, view.ID, reimburse.XLSX)
		wantFault(t, err, reimburse.ErrClaimsDenied)
		_, err = f.ClaimForm(t.Context(), clerk, view.ID, "docx")
		wantFault(t, err, reimburse.ErrFormat)
	})
}

// TestLists: p1 paid 8.00, p4 approved 40.00, p5 handed in only.
func TestLists(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.drove("p1", "t1", 12, 10)
		f.drove("p4", "t4", 12, 50)
		f.drove("p5", "t5", 12, 20)
		f.paid("p1")
		p4 := f.submitted("p4")
		f.must(f.Approve(t.Context(), clerk, p4.ID, p4.Version, ""))
		f.submitted("p5")
		read := func(kind reimburse.ListKind, format reimburse.Format) string {
			t.Helper()
			got, err := f.List(t.Context(), auditor, reimburse.ListRequest{Kind: kind, Month: "2026-10", Format: format})
			if err != nil {
				t.Fatal(err)
			}
			if format == reimburse.CSV {
				return string(got.Bytes)
			}
			return cellsOf(t, got.Bytes)
		}
		public := read(reimburse.PublicList, reimburse.XLSX)
		if !strings.Contains(public, "人民币肆拾捌元整") || strings.Contains(public, "钱五") || !strings.Contains(public, "2026-11-02 至 2026-11-09") {
			t.Errorf("public list:\n%s", public)
		}
		month := read(reimburse.MonthList, reimburse.XLSX)
		for _, want := range []string{"钱五", "已提交", "已支付", "B-1"} {
			if !strings.Contains(month, want) {
				t.Errorf("%s is not in the ledger:\n%s", want, month)
			}
		}
		entries := read(reimburse.Entries, reimburse.CSV)
		want := "\ufeff日期,凭证号,摘要,科目编码,科目名称,借方金额,贷方金额,单位,报销单号\r\n" +
			"2026-11-02,,2026年10月公务交通费 张一,30239,其他交通费用,8.00,,青石镇政府,ID\r\n" +
			"2026-11-02,,2026年10月公务交通费 张一,2307,其他应付款,,8.00,青石镇政府,ID\r\n" +
			"2026-11-02,B-1,支付2026年10月公务交通费 张一,2307,其他应付款,8.00,,青石镇政府,ID\r\n" +
			"2026-11-02,B-1,支付2026年10月公务交通费 张一,1011,零余额账户用款额度,,8.00,青石镇政府,ID\r\n" +
			"2026-11-02,,2026年10月公务交通费 赵四,30239,其他交通费用,40.00,,白水乡政府,ID\r\n" +
			"2026-11-02,,2026年10月公务交通费 赵四,2307,其他应付款,,40.00,白水乡政府,ID\r\n"
		if got := withoutIDs(entries); got != want {
			t.Errorf("entries:\n%s\nwant:\n%s", got, want)
		}
		_, err := f.List(t.Context(), cadre("p1"), reimburse.ListRequest{Kind: reimburse.PublicList, Month: "2026-10", Format: reimburse.XLSX})
		wantFault(t, err, reimburse.ErrAuditDenied)
		_, err = f.List(t.Context(), clerk, reimburse.ListRequest{Kind: reimburse.PublicList, Month: "2026-09", Format: reimburse.XLSX})
		wantFault(t, err, reimburse.ErrNothingToPrint)
		_, err = f.List(t.Context(), clerk, reimburse.ListRequest{Kind: reimburse.PublicList, Month: "October", Format: reimburse.XLSX})
		wantFault(t, err, reimburse.ErrMonth)
		_, err = f.List(t.Context(), clerk, reimburse.ListRequest{Kind: reimburse.Entries, Month: "2026-10", Format: reimburse.PDF})
		wantFault(t, err, reimburse.ErrFormat)
		_, err = f.List(t.Context(), clerk, reimburse.ListRequest{Kind: "ranking", Month: "2026-10", Format: reimburse.PDF})
		wantFault(t, err, reimburse.ErrFormat)
	})
}

// withoutIDs replaces the last cell of every row below the heading.
func withoutIDs(csv string) string {
	rows := strings.Split(csv, "\r\n")
	for i, row := range rows {
		if i > 0 && row != "" {
			rows[i] = row[:strings.LastIndex(row, ",")] + ",ID"
		}
	}
	return strings.Join(rows, "\r\n")
}
