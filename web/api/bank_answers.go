package api

import (
	"context"

	"licheng/lang"
	"licheng/reimburse"
	"licheng/sheet"
	"licheng/trips"
)

// BankAnswers is what this file needs of reimburse.
type BankAnswers interface {
	ReadAnswers(ctx context.Context, actor trips.Actor, id reimburse.BatchID, name string, data []byte) (reimburse.AnswersRead, error)
}

// ReadAnswersInput holds the bank's file.
type ReadAnswersInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		FileName string `json:"file_name" minLength:"1" maxLength:"200"`
		File     []byte `json:"file" doc:"Base64: CSV or XLSX"`
	}
}

// AnswersRead is what the file says; nothing is entered yet.
type AnswersRead struct {
	Answers  []BankAnswer  `json:"answers"`
	Problems []CellProblem `json:"problems" doc:"With any the file is not to be used"`
	Unknown  []string      `json:"unknown_columns"`
}

// CellProblem is a row, or a cell of it, that cannot be used.
type CellProblem struct {
	Line   int       `json:"line"`
	Column string    `json:"column,omitempty"`
	Text   lang.Text `json:"text"`
}

// ReadAnswers reads the bank's answer to a batch; it is entered by AnswerBatch
// after somebody looked at it.
func (a *API) ReadAnswers(ctx context.Context, in *ReadAnswersInput) (*struct{ Body AnswersRead }, error) {
	read, err := a.BankAnswers.ReadAnswers(ctx, actor(ctx), reimburse.BatchID(in.ID), in.Body.FileName, in.Body.File)
	if err != nil {
		return nil, err
	}
	return &struct{ Body AnswersRead }{AnswersRead{
		Answers: listOf(read.Answers, func(b reimburse.Answer) BankAnswer { return BankAnswer(b) }), Unknown: read.Unknown,
		Problems: listOf(read.Problems, func(p sheet.Problem) CellProblem { return CellProblem(p) }),
	}}, nil
}
