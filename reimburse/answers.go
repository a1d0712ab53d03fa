package reimburse

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"strings"

	"licheng/lang"
	"licheng/sheet"
	"licheng/trips"
)

// answerColumns are those of a bank's answer to a batch: the batch's own table
// with a result, as banks give it back. A row is known by its number, or else
// by account and amount.
var answerColumns = []sheet.Column{
	{Key: "no", Aliases: []string{"序号", "笔号", "编号", "明细序号"}},
	{Key: "account", Aliases: []string{"收款人账号", "账号", "收款账号", "卡号"}},
	{Key: "yuan", Aliases: []string{"金额", "交易金额", "付款金额"}},
	{Key: "result", Aliases: []string{"结果", "处理结果", "状态", "交易状态", "处理状态", "回单结果"}, Required: true},
	{Key: "reason", Aliases: []string{"原因", "失败原因", "退回原因", "退票原因", "备注", "摘要"}},
}

// answerWords are the words banks use for a transfer that arrived, and for one
// that came back.
var answerWords = map[string]bool{
	"成功": true, "交易成功": true, "付款成功": true, "已入账": true, "已到账": true, "处理成功": true, "success": true, "arrived": true, "paid": true,
	"失败": false, "交易失败": false, "付款失败": false, "退回": false, "退票": false, "已退汇": false, "退汇": false, "处理失败": false, "failed": false, "returned": false,
}

// AnswersRead is what a bank's file says of a batch, before anybody enters it.
// With Problems it is not to be used.
type AnswersRead struct {
	Answers  []Answer
	Problems []sheet.Problem
	Unknown  []string // header words that mean nothing here
}

// ReadAnswers reads the bank's answer to a batch from its CSV or XLSX file.
// Nothing is written: what it returns is looked at and then given to
// AnswerBatch. A row that is no transfer of the batch, differs from it in
// account or amount, stands twice, or whose result is no known word is a
// problem with its line. Faults: ErrClaimsDenied, ErrNoBatch, ErrTable.
func (s *Service) ReadAnswers(ctx context.Context, actor trips.Actor, id BatchID, name string, data []byte) (AnswersRead, error) {
	if _, err := s.financeWardrobe(ctx, actor); err != nil {
		return AnswersRead{}, err
	}
	batch, err := s.batchView(ctx, s.store.db, actor.County, id)
	if err != nil {
		return AnswersRead{}, err
	}
	t, err := sheet.Read(bytes.NewReader(data), name, answerColumns)
	if err != nil {
		return AnswersRead{}, fmt.Errorf("%w: %w", err, ErrTable)
	}
	read := AnswersRead{Answers: []Answer{}, Problems: append([]sheet.Problem{}, t.Problems...), Unknown: append([]string{}, t.Unknown...)}
	refuse := func(line int, column string, text lang.Text) {
		read.Problems = append(read.Problems, sheet.Problem{Line: line, Column: column, Text: text})
	}
	seen := map[int]int{}
	for _, row := range t.Rows {
		transfer, found := transferOfRow(batch.Items, row, refuse)
		if !found {
			continue
		}
		if first, twice := seen[transfer.No]; twice {
			refuseTwice(refuse, row.Line, "no", strconv.Itoa(transfer.No), first)
		}
		seen[transfer.No] = row.Line
		if answer, said := answerOfRow(transfer, row, refuse); said && newAnswer(transfer, answer, row, refuse) {
			read.Answers = append(read.Answers, answer)
		}
	}
	return read, nil
}

// newAnswer reports whether the answer says more than is known of the transfer:
// the first answer, or that what arrived came back. That what came back arrived
// after all cannot be entered, and is told.
func newAnswer(t Transfer, a Answer, row sheet.Row, refuse refuser) bool {
	switch {
	case t.State == TransferFailed && a.Arrived:
		refuse(row.Line, "result", lang.Sayf(
			"第 %[1]d 笔（%[2]s）已登记为退回，可能已重新付款，回单却是成功：请先向银行核实，删去这一行再导入",
			"transfer %[1]d to %[2]s is recorded as come back and may have been paid again, yet the file says it arrived: ask the bank, and leave the row out", t.No, t.Name))
		return false
	case t.State == TransferArrived:
		return !a.Arrived
	}
	return t.State == TransferSent
}

// transferOfRow finds the transfer a row is about.
func transferOfRow(items []Transfer, row sheet.Row, refuse refuser) (Transfer, bool) {
	cell := row.Get("no")
	if cell == "" {
		return transferByAccount(items, row, refuse)
	}
	no, err := strconv.Atoi(cell)
	if err != nil || no < 1 || no > len(items) {
		refuse(row.Line, "no", lang.Sayf("本批次没有第“%[1]s”笔", "the batch has no transfer %[1]q", cell))
		return Transfer{}, false
	}
	t := items[no-1]
	if !t.isOf(row.Get("account")) {
		refuse(row.Line, "account", lang.Sayf("第 %[1]d 笔付给 %[2]s，账号与回单不同", "transfer %[1]d goes to %[2]s, whose account is another", no, t.Name))
		return Transfer{}, false
	}
	if row.Get("yuan") != "" && yuanCell(row, "yuan", refuse) != t.AmountFen {
		refuse(row.Line, "yuan", lang.Sayf("第 %[1]d 笔是 %[2]s 元，与回单不同", "transfer %[1]d is of %[2]s yuan, not of what the file says", no, t.AmountFen))
		return Transfer{}, false
	}
	return t, true
}

// transferByAccount finds the one transfer of an account and amount.
func transferByAccount(items []Transfer, row sheet.Row, refuse refuser) (Transfer, bool) {
	var found []Transfer
	if row.Get("account") != "" && row.Get("yuan") != "" {
		fen := yuanCell(row, "yuan", refuse)
		for _, t := range items {
			if t.isOf(row.Get("account")) && t.AmountFen == fen {
				found = append(found, t)
			}
		}
	}
	if len(found) != 1 {
		refuse(row.Line, "account", lang.Say("无法确定是哪一笔：需要序号，或唯一的账号加金额", "which transfer it is cannot be told: give its number, or an account and amount that only one has"))
		return Transfer{}, false
	}
	return found[0], true
}

// isOf reports whether the transfer goes to the account as a file writes it:
// without spaces, or with stars for what is hidden. An empty cell fits all.
func (t Transfer) isOf(account string) bool {
	plain := strings.NewReplacer(" ", "", "\t", "", "'", "").Replace(account)
	if stars := strings.LastIndexByte(plain, '*'); stars >= 0 {
		plain = plain[stars+1:]
		return plain != "" && strings.HasSuffix(t.Account, plain)
	}
	return plain == "" || plain == t.Account
}

// answerOfRow reads what the bank says; an empty result is no answer yet.
func answerOfRow(t Transfer, row sheet.Row, refuse refuser) (Answer, bool) {
	cell := strings.ToLower(row.Get("result"))
	if cell == "" {
		return Answer{}, false
	}
	arrived, known := answerWords[cell]
	if !known {
		refuse(row.Line, "result", lang.Sayf("“%[1]s”应是“成功”或“失败”", "%[1]q must be a word such as success or failed", row.Get("result")))
		return Answer{}, false
	}
	a := Answer{No: t.No, Arrived: arrived}
	if !arrived {
		if a.Reason = strings.TrimSpace(row.Get("reason")); a.Reason == "" {
			a.Reason = "银行未说明原因"
		}
	}
	return a, true
}
