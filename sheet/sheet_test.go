package sheet_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"licheng/sheet"
)

var columns = []sheet.Column{
	{Key: "code", Aliases: []string{"代码", "编号"}, Required: true},
	{Key: "name", Aliases: []string{"名称"}, Required: true},
	{Key: "lon", Aliases: []string{"经度"}},
	{Key: "since", Aliases: []string{"起始日期"}},
}

// row is what the tests look at of a sheet.Row.
type row struct {
	Line            int
	Code, Name, Lon string
}

func rowsOf(t *sheet.Table) []row {
	var rows []row
	for _, r := range t.Rows {
		rows = append(rows, row{r.Line, r.Get("code"), r.Get("name"), r.Get("lon")})
	}
	return rows
}

func gb18030(t *testing.T, s string) string {
	t.Helper()
	out, err := simplifiedchinese.GB18030.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func utf16le(t *testing.T, s string) string {
	t.Helper()
	out, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestReadCSV(t *testing.T) {
	village := []row{{2, "C1", "青石镇", "106.5"}}
	tests := []struct {
		name, in, charset string
		want              []row
	}{
		{"plain", "code,name,lon\nC1,青石镇,106.5\n", "utf-8", village},
		{"byte order mark", "\ufeffcode,name,lon\nC1,青石镇,106.5\n", "utf-8", village},
		{"Chinese header in GB18030", gb18030(t, "代码,名称,经度\r\nC1,青石镇,106.5\r\n"), "gb18030", village},
		{"tabs in UTF-16, as Excel saves text", utf16le(t, "代码\t名称\t经度\r\nC1\t青石镇\t106.5\r\n"), "utf-16", village},
		{"semicolons", "编号;名称;经度\nC1;青石镇;106.5\n", "utf-8", village},
		{"header words folded", "CODE , Name*,经度(°)\nC1,青石镇,106.5\n", "utf-8", village},
		{"another order", "经度,名称,代码\n106.5,青石镇,C1\n", "utf-8", village},
		{"title above the header, blank rows between", "青石县地名表\n\n代码,名称\n,\nC1,青石镇\n", "utf-8", []row{{5, "C1", "青石镇", ""}}},
		{"spaces around cells, full-width too", "code,name\n C1 ,　青石镇　\n", "utf-8", []row{{2, "C1", "青石镇", ""}}},
		{"a quoted cell over two lines keeps line numbers", "code,name,lon\nC1,\"青石\n镇\",106.5\nC2,白水\n", "utf-8", []row{{2, "C1", "青石\n镇", "106.5"}, {4, "C2", "白水", ""}}},
		{"header only", "code,name\n", "utf-8", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			table, err := sheet.Read(strings.NewReader(tt.in), "places.csv", columns)
			if err != nil {
				t.Fatal(err)
			}
			if table.Charset != tt.charset || table.Format != "csv" {
				t.Errorf("read as %s in %s, want csv in %s", table.Format, table.Charset, tt.charset)
			}
			if diff := cmp.Diff(tt.want, rowsOf(table)); diff != "" {
				t.Error(diff)
			}
			if len(table.Problems) > 0 {
				t.Errorf("problems: %v", table.Problems)
			}
		})
	}
}

func TestReadRefuses(t *testing.T) {
	tests := []struct {
		name, in string
		want     error
		says     string
	}{
		{"no file content", "", sheet.ErrHeader, "empty"},
		{"a required column missing, named in both languages", "code,lon\nC1,106\n", sheet.ErrHeader, "名称 (name)"},
		{"a picture", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", sheet.ErrFormat, ""},
		{"a zip that is no workbook", "PK\x03\x04 and nothing more", sheet.ErrFormat, ""},
		{"text in no charset", "code,name\nC1,\xff\xff\xff\n", sheet.ErrFormat, "line 2"},
		{"too many columns", "code,name" + strings.Repeat(",x", 300) + "\n", sheet.ErrTooLarge, "256"},
		{"too many rows", "code,name\n" + strings.Repeat("a,b\n", sheet.MaxRows+1), sheet.ErrTooLarge, "200000"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := sheet.Read(strings.NewReader(tt.in), "f.csv", columns)
			if !errors.Is(err, tt.want) || !strings.Contains(err.Error(), tt.says) || !strings.HasPrefix(err.Error(), "f.csv: ") {
				t.Errorf("got %v, want %v saying %q", err, tt.want, tt.says)
			}
		})
	}
}

func TestBrokenRowsAreNamedAndTheOthersKept(t *testing.T) {
	in := "code,name,extra\nC1,青石镇,\nC2,\"白\"水,\nC3,红岩,,surplus\nC4,黑山,\n"
	table, err := sheet.Read(strings.NewReader(in), "f.csv", columns)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]row{{2, "C1", "青石镇", ""}, {5, "C4", "黑山", ""}}, rowsOf(table)); diff != "" {
		t.Error(diff)
	}
	var lines []int
	for _, p := range table.Problems {
		lines = append(lines, p.Line)
		if p.Text.ZH == "" || p.Text.EN == "" {
			t.Errorf("line %d: said in one language only: %v", p.Line, p.Text)
		}
	}
	if diff := cmp.Diff([]int{3, 4}, lines); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"extra"}, table.Unknown); diff != "" {
		t.Error(diff)
	}
}

// workbook builds an XLSX whose first sheet is empty and whose second holds
// the rows.
func workbook(t *testing.T, rows [][]any) []byte {
	t.Helper()
	book := excelize.NewFile()
	if _, err := book.NewSheet("地名"); err != nil {
		t.Fatal(err)
	}
	for i, cells := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			t.Fatal(err)
		}
		if err := book.SetSheetRow("地名", cell, &cells); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestReadXLSX(t *testing.T) {
	day := time.Date(2026, time.October, 1, 0, 0, 0, 0, time.UTC)
	book := workbook(t, [][]any{
		{"青石县地名表"},
		{"代码", "名称", "经度", "起始日期"},
		{"C1", "青石镇", 106.5, day},
		{},
		{"520123456789012345", "白水村", 0.1 + 0.2, "2026年10月1日"},
	})
	table, err := sheet.Read(bytes.NewReader(book), "places.xlsx", columns)
	if err != nil {
		t.Fatal(err)
	}
	want := []row{{3, "C1", "青石镇", "106.5"}, {5, "520123456789012345", "白水村", "0.3"}}
	if diff := cmp.Diff(want, rowsOf(table)); diff != "" {
		t.Error(diff)
	}
	for _, r := range table.Rows {
		if got, err := r.Date("since", time.UTC); err != nil || !got.Equal(day) {
			t.Errorf("line %d: date %v, %v, want %v", r.Line, got, err, day)
		}
	}
}

func TestRowDate(t *testing.T) {
	shanghai := time.FixedZone("CST", 8*3600)
	tests := []struct {
		in   string
		want string // day, empty for an empty cell, ! for refused
	}{
		{"2026-10-01", "2026-10-01"},
		{"2026/10/1", "2026-10-01"},
		{"2026.10.1", "2026-10-01"},
		{"２０２６年１０月１日", "2026-10-01"},
		{"20261001", "2026-10-01"},
		{"2026-10-01 00:00:00", "2026-10-01"},
		{"", ""},
		{"2026-02-30", "!"},
		{"46296", "!"}, // a serial number means nothing in a CSV file
		{"soon", "!"},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			table, err := sheet.Read(strings.NewReader("code,name,since\nC,N,"+tt.in+"\n"), "f.csv", columns)
			if err != nil {
				t.Fatal(err)
			}
			got, err := table.Rows[0].Date("since", shanghai)
			text := ""
			switch {
			case err != nil:
				text = "!"
			case !got.IsZero():
				text = got.Format(time.DateOnly)
				if got.Location() != shanghai || got.Hour() != 0 {
					t.Errorf("not the start of a day in the zone asked for: %v", got)
				}
			}
			if text != tt.want {
				t.Errorf("got %q (%v), want %q", text, err, tt.want)
			}
		})
	}
}

func TestRowFloat(t *testing.T) {
	tests := []struct {
		in   string
		want float64
		ok   bool
	}{
		{"106.5", 106.5, true},
		{"-1e3", -1000, true},
		{"１２．５", 12.5, true},
		{`"1,234.5"`, 1234.5, true},
		{"", 0, false},
		{"NaN", 0, false},
		{"Inf", 0, false},
		{"12km", 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			table, err := sheet.Read(strings.NewReader("code,name,lon\nC,N,"+tt.in+"\n"), "f.csv", columns)
			if err != nil {
				t.Fatal(err)
			}
			got, err := table.Rows[0].Float("lon")
			if (err == nil) != tt.ok || got != tt.want {
				t.Errorf("got %v, %v, want %v", got, err, tt.want)
			}
		})
	}
}

// FuzzRead holds that no bytes make Read panic, and that every row it gives
// has a line number above the one before.
func FuzzRead(f *testing.F) {
	f.Add([]byte("code,name\nC1,青石镇\n"))
	f.Add([]byte("代码;名称\n\"C1\";\"青\"\"石\"\n"))
	f.Add([]byte("PK\x03\x04"))
	f.Add([]byte("\xff\xfec\x00o\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		table, err := sheet.Read(bytes.NewReader(data), "f", columns)
		if err != nil {
			return
		}
		last := 0
		for _, r := range table.Rows {
			if r.Line <= last {
				t.Fatalf("line %d after %d", r.Line, last)
			}
			last = r.Line
			_ = r.Get("code")
		}
	})
}

// A time of a day is read however statements write it; a day alone is none.
func TestMoment(t *testing.T) {
	shanghai := time.FixedZone("", 8*60*60)
	want := time.Date(2026, 10, 12, 8, 49, 30, 0, shanghai)
	table := func(cell string) sheet.Row {
		got, err := sheet.Read(strings.NewReader("出口时间,实收金额（分）\n\""+cell+"\",2280\n"), "x.csv", []sheet.Column{{Key: "at", Aliases: []string{"出口时间"}}, {Key: "real", Aliases: []string{"实收金额"}}})
		if err != nil || len(got.Rows) != 1 {
			t.Fatal(err)
		}
		return got.Rows[0]
	}
	for _, cell := range []string{
		"2026-10-12 08:49:30", "2026/10/12 8:49:30", "2026.10.12 08:49:30", "2026年10月12日 08:49:30", "2026年10月12日 08时49分30秒",
		"20261012084930", "2026-10-12T08:49:30", "2026-10-12T00:49:30Z", "２０２６－１０－１２　０８：４９：３０",
	} {
		if at, err := table(cell).Moment("at", shanghai); err != nil || !at.Equal(want) {
			t.Errorf("%s: %v, %v", cell, at, err)
		}
	}
	for _, cell := range []string{"2026-10-12", "08:49", "soon", "46307.367708"} {
		if at, err := table(cell).Moment("at", shanghai); !errors.Is(err, sheet.ErrCell) {
			t.Errorf("%s: %v, %v", cell, at, err)
		}
	}
	// 46307 is 12 October 2026: 46023 is 1 January (Excel's own figure), and 284 days more.
	book := excelize.NewFile()
	for cell, value := range map[string]any{"A1": "出口时间", "A2": 46307.367708333} {
		if err := book.SetCellValue("Sheet1", cell, value); err != nil {
			t.Fatal(err)
		}
	}
	data, err := book.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	workbook, err := sheet.Read(data, "x.xlsx", []sheet.Column{{Key: "at", Aliases: []string{"出口时间"}}})
	if err != nil || len(workbook.Rows) != 1 {
		t.Fatal(err)
	}
	if at, err := workbook.Rows[0].Moment("at", shanghai); err != nil || !at.Equal(want) {
		t.Errorf("a workbook's number: %v, %v", at, err)
	}
	if head := table("2026-10-12 08:49:30").Head("real"); head != "实收金额（分）" {
		t.Errorf("heading %q", head)
	}
	if head := workbook.Rows[0].Head("none"); head != "" {
		t.Errorf("heading %q of no column", head)
	}
}
