package api

import (
	"context"
	"time"

	"licheng/lang"
	"licheng/reimburse"
	"licheng/reimburse/money"
	"licheng/reimburse/voucher"
	"licheng/trips"
)

// Invoices is what this file needs of reimburse.
type Invoices interface {
	AddInvoice(ctx context.Context, actor trips.Actor, id reimburse.ClaimID, i reimburse.Invoice, file []byte) (reimburse.Invoice, error)
	RemoveInvoice(ctx context.Context, actor trips.Actor, id reimburse.ClaimID, invoice reimburse.InvoiceID) error
	Invoices(ctx context.Context, actor trips.Actor, id reimburse.ClaimID) ([]reimburse.Invoice, error)
	FindInvoices(ctx context.Context, actor trips.Actor, number string) ([]reimburse.Invoice, error)
	InvoiceFile(ctx context.Context, actor trips.Actor, id reimburse.ClaimID, invoice reimburse.InvoiceID) (reimburse.Printed, error)
}

// InvoiceTerms is what is said of an invoice when it is handed in.
type InvoiceTerms struct {
	Kind      string `json:"kind" enum:"toll,toll-topup,parking,lodging,other"`
	Code      string `json:"code,omitempty" maxLength:"12" doc:"发票代码 of the older kinds, 10 or 12 digits"`
	Number    string `json:"number" maxLength:"20" doc:"20 digits, or 8 beside a code"`
	Buyer     string `json:"buyer" maxLength:"200"`
	Seller    string `json:"seller" maxLength:"200"`
	IssuedOn  string `json:"issued_on" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$" patternDescription:"2026-10-09"`
	AmountFen int64  `json:"amount_fen"`
	FileName  string `json:"file_name" minLength:"1" maxLength:"200"`
	Tax       string `json:"tax,omitempty" enum:"taxed,untaxed" doc:"Of a toll invoice: 征税发票 (of a ride) or 不征税发票 (of a ride or of a top-up)"`
	Summary   string `json:"summary,omitempty" maxLength:"50" doc:"汇总单号 of a toll invoice; a top-up has none"`
	Ride      *Ride  `json:"ride,omitempty" doc:"Of a toll invoice: it is held against the drives"`
}

// Ride is what a toll invoice says of the ride it is for.
type Ride struct {
	Plate   string    `json:"plate" minLength:"1" maxLength:"20"`
	Entry   string    `json:"entry" minLength:"1" maxLength:"100" doc:"Station"`
	Exit    string    `json:"exit" minLength:"1" maxLength:"100"`
	EntryAt time.Time `json:"entry_at"`
	ExitAt  time.Time `json:"exit_at"`
}

// Invoice is an invoice handed in with a claim.
type Invoice struct {
	ID    string `json:"id"`
	Claim string `json:"claim"`
	InvoiceTerms
	SHA256   string           `json:"sha256" doc:"Of its file"`
	AddedAt  time.Time        `json:"added_at"`
	AddedBy  Signer           `json:"added_by"`
	Findings []InvoiceFinding `json:"findings" doc:"What a person should look at; none decides anything"`
}

// InvoiceFinding is something odd about an invoice.
type InvoiceFinding struct {
	Rule    string    `json:"rule"`
	Serious bool      `json:"serious"`
	Text    lang.Text `json:"text"`
}

// InvoicesOutput answers with invoices.
type InvoicesOutput struct{ Body []Invoice }

// InvoiceOutput answers with an invoice.
type InvoiceOutput struct{ Body Invoice }

// AddInvoiceInput hands in an invoice with its file.
type AddInvoiceInput struct {
	Key
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		InvoiceTerms
		File []byte `json:"file" doc:"Base64: the XML, OFD or PDF as it was issued, up to 4 MB"`
	}
}

// AddInvoice attaches an invoice to one's own claim.
func (a *API) AddInvoice(ctx context.Context, in *AddInvoiceInput) (*InvoiceOutput, error) {
	t := in.Body.InvoiceTerms
	made, err := a.Invoices.AddInvoice(ctx, actor(ctx), reimburse.ClaimID(in.ID), reimburse.Invoice{
		Kind: t.Kind, Code: t.Code, Number: t.Number, Buyer: t.Buyer, Seller: t.Seller, IssuedOn: t.IssuedOn,
		Amount: money.Amount(t.AmountFen), FileName: t.FileName, Ride: (*reimburse.Ride)(t.Ride), Tax: voucher.Tax(t.Tax), Summary: t.Summary,
	}, in.Body.File)
	if err != nil {
		return nil, err
	}
	s := a.signers(ctx)
	return &InvoiceOutput{Body: s.invoiceOf(made)}, s.err
}

// InvoiceInput names an invoice of a claim.
type InvoiceInput struct {
	ID      string `path:"id" maxLength:"64"`
	Invoice string `path:"invoice" maxLength:"64"`
}

// RemoveInvoice takes an invoice off one's own claim.
func (a *API) RemoveInvoice(ctx context.Context, in *InvoiceInput) (*struct{}, error) {
	return nil, a.Invoices.RemoveInvoice(ctx, actor(ctx), reimburse.ClaimID(in.ID), reimburse.InvoiceID(in.Invoice))
}

// ListInvoices answers the invoices of a claim.
func (a *API) ListInvoices(ctx context.Context, in *struct {
	ID string `path:"id" maxLength:"64"`
},
) (*InvoicesOutput, error) {
	return a.signers(ctx).invoicesOutput(a.Invoices.Invoices(ctx, actor(ctx), reimburse.ClaimID(in.ID)))
}

// FindInvoices looks for an invoice in the whole county.
func (a *API) FindInvoices(ctx context.Context, in *struct {
	Number string `query:"number" required:"true" minLength:"4" maxLength:"20" doc:"The number or its end"`
},
) (*InvoicesOutput, error) {
	return a.signers(ctx).invoicesOutput(a.Invoices.FindInvoices(ctx, actor(ctx), in.Number))
}

// ReadInvoiceFile answers an invoice's file as it was handed in.
func (a *API) ReadInvoiceFile(ctx context.Context, in *InvoiceInput) (*FileOutput, error) {
	return fileOf(a.Invoices.InvoiceFile(ctx, actor(ctx), reimburse.ClaimID(in.ID), reimburse.InvoiceID(in.Invoice)))
}

func (s *signers) invoicesOutput(found []reimburse.Invoice, err error) (*InvoicesOutput, error) {
	if err != nil {
		return nil, err
	}
	return &InvoicesOutput{Body: listOf(found, s.invoiceOf)}, s.err
}

func (s *signers) invoiceOf(i reimburse.Invoice) Invoice {
	return Invoice{
		ID: string(i.ID), Claim: string(i.Claim), SHA256: i.SHA256, AddedAt: i.AddedAt.UTC(), AddedBy: s.of(i.AddedBy),
		InvoiceTerms: InvoiceTerms{
			Kind: i.Kind, Code: i.Code, Number: i.Number, Buyer: i.Buyer, Seller: i.Seller, IssuedOn: i.IssuedOn,
			AmountFen: int64(i.Amount), FileName: i.FileName, Ride: (*Ride)(i.Ride), Tax: string(i.Tax), Summary: i.Summary,
		},
		Findings: listOf(i.Findings, func(f voucher.Finding) InvoiceFinding { return InvoiceFinding(f) }),
	}
}
