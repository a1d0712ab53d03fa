package api

import (
	"context"
	"time"

	"licheng/lang"
	"licheng/reimburse"
	"licheng/sheet"
	"licheng/trips"
)

// TollRecords is what this file needs of reimburse.
type TollRecords interface {
	ImportOwnStatement(ctx context.Context, actor trips.Actor, name string, data []byte, dryRun bool) (reimburse.OwnStatement, error)
	TollRecords(ctx context.Context, actor trips.Actor, filter reimburse.RecordFilter) ([]reimburse.RecordView, error)
}

// TollRecord is one pass as an ETC statement tells it, and what became of it.
type TollRecord struct {
	Plate       string     `json:"plate"`
	Entry       string     `json:"entry,omitempty" doc:"Station; left out where the statement does not tell it"`
	EntryAt     *time.Time `json:"entry_at,omitempty"`
	Exit        string     `json:"exit"`
	ExitAt      time.Time  `json:"exit_at"`
	PayFen      int64      `json:"pay_fen"`
	DiscountFen int64      `json:"discount_fen"`
	RealFen     int64      `json:"real_fen" doc:"What was charged: pay less discount"`
	SHA256      string     `json:"sha256" doc:"Of the statement's file"`
	Row         int        `json:"row" doc:"In it, from 1"`
	Person      string     `json:"person" doc:"Whom the vehicle is registered to"`
	PersonName  string     `json:"person_name"`
	Trip        string     `json:"trip,omitempty" doc:"The trip it is of; left out: none that was handed in"`
	Claim       string     `json:"claim,omitempty" doc:"The claim that pays it"`
	Held        bool       `json:"held" doc:"That claim was handed in"`
}

// TollRecordsOutput answers with records.
type TollRecordsOutput struct{ Body []TollRecord }

// ListTollRecords answers the toll records of a month.
func (a *API) ListTollRecords(ctx context.Context, in *struct {
	Month       string `query:"month" required:"true" pattern:"^[0-9]{4}-(0[1-9]|1[0-2])$" patternDescription:"2026-10"`
	WithoutTrip bool   `query:"without_trip" doc:"Only those of no trip that was handed in"`
},
) (*TollRecordsOutput, error) {
	found, err := a.TollRecords.TollRecords(ctx, actor(ctx), reimburse.RecordFilter{Month: in.Month, WithoutTrip: in.WithoutTrip})
	if err != nil {
		return nil, err
	}
	return &TollRecordsOutput{Body: listOf(found, func(r reimburse.RecordView) TollRecord {
		return TollRecord{
			Plate: r.Plate, Entry: r.Entry, EntryAt: optionalTime(r.EntryAt), Exit: r.Exit, ExitAt: r.ExitAt.UTC(),
			PayFen: int64(r.Fee.Pay), DiscountFen: int64(r.Fee.Discount), RealFen: int64(r.Fee.Real), SHA256: r.SHA256, Row: r.Row,
			Person: string(r.Person.ID), PersonName: r.Person.Name, Trip: string(r.Trip), Claim: string(r.Claim), Held: r.Held,
		}
	})}, nil
}

// ImportTollRecordsInput hands in an ETC statement of one's own vehicles.
type ImportTollRecordsInput struct {
	Key
	Body struct {
		FileName string `json:"file_name" minLength:"1" maxLength:"200"`
		File     []byte `json:"file" doc:"Base64: CSV or XLSX as the ETC service exports it, up to 4 MB"`
		DryRun   bool   `json:"dry_run,omitempty" doc:"Check everything, keep nothing"`
	}
}

// RowNote is what is to be said of one row of a table.
type RowNote struct {
	Line   int       `json:"line" doc:"From 1; 0 for the table as a whole"`
	Column string    `json:"column,omitempty"`
	Text   lang.Text `json:"text"`
}

// TollRecordsReport says what came of a statement.
type TollRecordsReport struct {
	Rows     int       `json:"rows"`
	Kept     int       `json:"kept" doc:"Passes of trips that were handed in"`
	Written  bool      `json:"written"`
	Problems []RowNote `json:"problems" doc:"What stands in the way; nothing was kept then"`
	LeftOut  []RowNote `json:"left_out" doc:"Passes of no trip; nothing of them is kept"`
	Unknown  []string  `json:"unknown_columns"`
}

// TollRecordsReportOutput answers with what came of a statement.
type TollRecordsReportOutput struct{ Body TollRecordsReport }

// ImportTollRecords keeps the passes of one's own trips out of an ETC statement.
func (a *API) ImportTollRecords(ctx context.Context, in *ImportTollRecordsInput) (*TollRecordsReportOutput, error) {
	done, err := a.TollRecords.ImportOwnStatement(ctx, actor(ctx), in.Body.FileName, in.Body.File, in.Body.DryRun)
	if err != nil {
		return nil, err
	}
	note := func(p sheet.Problem) RowNote { return RowNote{Line: p.Line, Column: p.Column, Text: p.Text} }
	return &TollRecordsReportOutput{Body: TollRecordsReport{
		Rows: done.Rows, Kept: done.Kept, Written: done.Written, Unknown: done.Unknown,
		Problems: listOf(done.Problems, note), LeftOut: listOf(done.LeftOut, note),
	}}, nil
}
