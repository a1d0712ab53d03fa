package sheet

import (
	"regexp"
	"slices"
	"strings"

	"licheng/lang"
)

// formulaErrors are what Excel shows in a cell whose formula failed.
var formulaErrors = []string{"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA"}

// scientific is a number as Excel writes a long code it took for one: the
// digits behind are lost.
var scientific = regexp.MustCompile(`^[0-9](\.[0-9]+)?[eE]\+[0-9]{2,3}$`)

// spoilt names the cells of the row that Excel spoilt, of the columns asked
// for: errors of formulas, and codes turned into numbers.
func spoilt(l line, columns []Column, index map[string]int) []Problem {
	var wrong []Problem
	for _, c := range columns {
		at, has := index[c.Key]
		if !has || at >= len(l.cells) {
			continue
		}
		cell := l.cells[at]
		switch {
		case slices.Contains(formulaErrors, strings.ToUpper(cell)) || strings.Trim(cell, "#") == "" && len(cell) > 2:
			wrong = append(wrong, Problem{Line: l.number, Column: c.Key, Text: lang.Sayf(
				"“%[1]s”是公式出错，请改成实际的值", "%[1]q is an error of a formula: write the value itself.", cell)})
		case c.Holds == Code && scientific.MatchString(halfWidth(cell)):
			wrong = append(wrong, Problem{Line: l.number, Column: c.Key, Text: lang.Sayf(
				"“%[1]s”被 Excel 改成了科学计数法，后面的数字已经丢失：请把这一列设为“文本”，再重新填写",
				"%[1]q was turned into scientific notation and has lost digits: set the column to text and write it again.", cell)})
		}
	}
	return wrong
}

// sameCells reports whether the row is the header once more.
func sameCells(cells, header []string) bool {
	if len(cells) > len(header) {
		return false
	}
	for i, word := range header {
		if i >= len(cells) && word == "" {
			continue
		}
		if i >= len(cells) || fold(cells[i]) != fold(word) {
			return false
		}
	}
	return true
}
