package api

import (
	"context"
	"net/url"

	"licheng/reimburse"
	"licheng/trips"
)

// Vouchers is what this file needs of reimburse.
type Vouchers interface {
	ClaimForm(ctx context.Context, actor trips.Actor, id reimburse.ClaimID, format reimburse.Format) (reimburse.Printed, error)
	List(ctx context.Context, actor trips.Actor, ask reimburse.ListRequest) (reimburse.Printed, error)
}

// The media types of files.
const (
	TypePDF  = "application/pdf"
	TypeXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	TypeCSV  = "text/csv"
)

// FileOutput answers with a file to keep.
type FileOutput struct {
	Type        string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition" doc:"Its name"`
	Digest      string `header:"X-Content-SHA256" doc:"Hex SHA-256 of the file"`
	Body        []byte
}

// fileOf answers with a printed file.
func fileOf(p reimburse.Printed, err error) (*FileOutput, error) {
	if err != nil {
		return nil, err
	}
	return &FileOutput{
		Type: p.Type, Digest: p.SHA256, Body: p.Bytes,
		Disposition: "attachment; filename*=UTF-8''" + url.PathEscape(p.Name),
	}, nil
}

// ClaimFormInput names a claim and a format.
type ClaimFormInput struct {
	ID     string `path:"id" maxLength:"64"`
	Format string `query:"format" enum:"pdf,xlsx" default:"pdf"`
}

// ReadClaimForm answers the 报销单 of a claim.
func (a *API) ReadClaimForm(ctx context.Context, in *ClaimFormInput) (*FileOutput, error) {
	return fileOf(a.Vouchers.ClaimForm(ctx, actor(ctx), reimburse.ClaimID(in.ID), reimburse.Format(in.Format)))
}

// ListFileInput asks for a list of a month.
type ListFileInput struct {
	Month  string `path:"month" pattern:"^[0-9]{4}-(0[1-9]|1[0-2])$" patternDescription:"2026-10"`
	Kind   string `path:"kind" enum:"public,month,forms,entries" doc:"public: the list that hangs out; month: the ledger of all handed in; forms: the forms of all decided; entries: accounting entries, CSV"`
	Format string `query:"format" enum:"pdf,xlsx,csv" default:"pdf"`
	Masked bool   `query:"masked" doc:"Of the public list: only the first character of each name"`
	Days   int    `query:"days" minimum:"1" maximum:"365" default:"7" doc:"Of the public list: how many days it hangs out"`
}

// ReadList answers a list of a month's claims as a file.
func (a *API) ReadList(ctx context.Context, in *ListFileInput) (*FileOutput, error) {
	return fileOf(a.Vouchers.List(ctx, actor(ctx), reimburse.ListRequest{
		Kind: reimburse.ListKind(in.Kind), Month: in.Month, Format: reimburse.Format(in.Format), Masked: in.Masked, Days: in.Days,
	}))
}
