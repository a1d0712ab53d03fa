package sheet

import (
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"licheng/lang"
)

// templateRows is how many rows of a template are made ready to be filled in.
const templateRows = 2000

// Template writes an empty workbook to be filled in: the columns' first words
// as headings (a star: must be there), a note at each on what it takes with an
// example, codes set to text so that no digit is lost, and days, numbers and
// choices held to by Excel itself. A second sheet tells the same to read. What
// Template writes, Read reads.
func Template(w io.Writer, name string, columns []Column) error {
	book := excelize.NewFile()
	defer book.Close() //nolint:errcheck // in memory
	if err := book.SetSheetName("Sheet1", name); err != nil {
		return fmt.Errorf("template %s: %w", name, err)
	}
	for i, c := range columns {
		if err := templateColumn(book, name, i+1, c); err != nil {
			return fmt.Errorf("template %s, column %s: %w", name, c.Key, err)
		}
	}
	if err := book.SetPanes(name, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return fmt.Errorf("template %s: %w", name, err)
	}
	if err := templateNotes(book, columns); err != nil {
		return fmt.Errorf("template %s: %w", name, err)
	}
	if err := book.Write(w); err != nil {
		return fmt.Errorf("template %s: %w", name, err)
	}
	return nil
}

// heading is the word over a column.
func (c Column) heading() string {
	word := c.Key
	if len(c.Aliases) > 0 {
		word = c.Aliases[0]
	}
	if c.Required {
		word += "*"
	}
	return word
}

// takes says what a cell of the column may be.
func (c Column) takes() lang.Text {
	if len(c.Choices) > 0 {
		words := strings.Join(c.Choices, "、")
		return lang.Say("只填："+words, "one of "+words)
	}
	switch c.Holds {
	case Code:
		return lang.Say("编码，按文本填写", "a code, written as text")
	case Day:
		return lang.Say("日期", "a day")
	case Time:
		return lang.Say("日期或时刻", "a day or a time of it")
	case Number:
		return lang.Say("数字", "a number")
	case Whole:
		return lang.Say("整数", "a whole number")
	}
	return lang.Say("文字", "words")
}

// note is the comment at a heading.
func (c Column) note() string {
	takes := c.takes()
	must := lang.Say("可不填", "may be left out")
	if c.Required {
		must = lang.Say("必须有", "must be there")
	}
	note := fmt.Sprintf("%s (%s)\n%s；%s\n%s; %s", c.heading(), c.Key, takes.ZH, must.ZH, takes.EN, must.EN)
	if c.Example != "" {
		note += "\n例 e.g. " + c.Example
	}
	return note
}

// templateColumn writes the heading of a column, its note, its format and what
// Excel holds its cells to.
func templateColumn(book *excelize.File, name string, number int, c Column) error {
	letter, err := excelize.ColumnNumberToName(number)
	if err != nil {
		return err
	}
	head := letter + "1"
	if err := book.SetCellStr(name, head, c.heading()); err != nil {
		return err
	}
	comment := excelize.Comment{Cell: head, Author: "Licheng", Text: c.note(), Width: 260, Height: 110}
	if err := book.AddComment(name, comment); err != nil {
		return err
	}
	if err := book.SetColWidth(name, letter, letter, 16); err != nil {
		return err
	}
	style := excelize.Style{}
	switch c.Holds {
	case Code:
		style.NumFmt = 49 // @, text
	case Day:
		style.CustomNumFmt = new("yyyy-mm-dd")
	case Time:
		style.CustomNumFmt = new("yyyy-mm-dd hh:mm")
	}
	cells, err := book.NewStyle(&style)
	if err != nil {
		return err
	}
	bold, err := book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8EFE6"}}})
	if err != nil {
		return err
	}
	if err := book.SetColStyle(name, letter, cells); err != nil {
		return err
	}
	if err := book.SetCellStyle(name, head, head, bold); err != nil {
		return err
	}
	return templateRule(book, name, letter, c)
}

// templateRule has Excel refuse what the import would refuse.
func templateRule(book *excelize.File, name, letter string, c Column) error {
	rule := excelize.NewDataValidation(true)
	rule.Sqref = fmt.Sprintf("%s2:%s%d", letter, letter, templateRows)
	takes := c.takes()
	rule.SetError(excelize.DataValidationErrorStyleStop, c.heading(), takes.ZH+"\n"+takes.EN)
	var err error
	switch {
	case len(c.Choices) > 0:
		err = rule.SetDropList(c.Choices)
	case c.Holds == Day, c.Holds == Time:
		err = rule.SetRange("=DATE(1949,10,1)", "=DATE(2199,12,31)", excelize.DataValidationTypeDate, excelize.DataValidationOperatorBetween)
	case c.Holds == Number:
		err = rule.SetRange(-1e9, 1e9, excelize.DataValidationTypeDecimal, excelize.DataValidationOperatorBetween)
	case c.Holds == Whole:
		err = rule.SetRange(0, 1_000_000_000, excelize.DataValidationTypeWhole, excelize.DataValidationOperatorBetween)
	default:
		return nil
	}
	if err != nil {
		return err
	}
	return book.AddDataValidation(name, rule)
}

// templateNotes writes the sheet that tells the columns.
func templateNotes(book *excelize.File, columns []Column) error {
	const notes = "填表说明"
	if _, err := book.NewSheet(notes); err != nil {
		return err
	}
	rows := [][]string{{"列名", "英文列名", "是否必须", "填写内容", "举例"}}
	for _, c := range columns {
		must := ""
		if c.Required {
			must = "必须有"
		}
		rows = append(rows, []string{c.heading(), c.Key, must, c.takes().ZH + " / " + c.takes().EN, c.Example})
	}
	for i, row := range rows {
		for j, text := range row {
			cell, err := excelize.CoordinatesToCellName(j+1, i+1)
			if err != nil {
				return err
			}
			if err := book.SetCellStr(notes, cell, text); err != nil {
				return err
			}
		}
	}
	return book.SetColWidth(notes, "A", "E", 24)
}
