package api

import (
	"context"

	"licheng/lang"
	"licheng/reimburse"
	"licheng/reimburse/matter"
	"licheng/trips"
)

// Approvals is what this file needs of reimburse.
type Approvals interface {
	AskVoucher(ctx context.Context, actor trips.Actor, month, voucher, reason string) (reimburse.VoucherApproval, error)
	DecideVoucher(ctx context.Context, actor trips.Actor, id reimburse.MatterID, d reimburse.MatterDecision) (reimburse.VoucherApproval, error)
	VoucherApprovals(ctx context.Context, actor trips.Actor, state matter.State) ([]reimburse.VoucherApproval, error)
	VoucherInvoice(ctx context.Context, actor trips.Actor, id reimburse.MatterID, invoice reimburse.InvoiceID) (reimburse.Printed, error)
}

// VoucherApproval is the office's approval of a voucher that the rule pays only
// then, asked or given.
type VoucherApproval struct {
	Matter
	Month      string       `json:"month"`
	Voucher    VoucherFacts `json:"voucher" doc:"As it stood when it was asked: changed, it is another"`
	Reason     string       `json:"reason"`
	Why        lang.Text    `json:"why" doc:"The claim's line about it"`
	Claim      string       `json:"claim"`
	EndorsedBy *Signer      `json:"endorsed_by,omitempty" doc:"Who gave the first of two approvals; somebody else gives the second"`
	Invoices   []Invoice    `json:"invoices" doc:"Attached to the claim, of its kind"`
}

// VoucherApprovalOutput answers with one of them.
type VoucherApprovalOutput struct{ Body VoucherApproval }

// AskVoucherInput asks about a voucher of one's own month.
type AskVoucherInput struct {
	Key
	FactsInput
	Voucher string `path:"voucher" maxLength:"64"`
	Body    struct {
		Reason string `json:"reason" minLength:"1" maxLength:"2000"`
	}
}

// AskVoucher asks the office to approve a voucher.
func (a *API) AskVoucher(ctx context.Context, in *AskVoucherInput) (*VoucherApprovalOutput, error) {
	return a.signers(ctx).approvalOutput(a.Approvals.AskVoucher(ctx, actor(ctx), in.Month, in.Voucher, in.Body.Reason))
}

// DecideVoucherInput answers what was asked of a voucher, or withdraws it.
type DecideVoucherInput struct {
	Key
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Action  string `json:"action" enum:"approve,reject,withdraw"`
		Version int64  `json:"version"`
		Comment string `json:"comment,omitempty" maxLength:"2000" doc:"Required to reject"`
	}
}

// DecideVoucher answers what was asked of a voucher, or withdraws it.
func (a *API) DecideVoucher(ctx context.Context, in *DecideVoucherInput) (*VoucherApprovalOutput, error) {
	b := in.Body
	return a.signers(ctx).approvalOutput(a.Approvals.DecideVoucher(ctx, actor(ctx), reimburse.MatterID(in.ID), reimburse.MatterDecision{
		Action: matter.Action(b.Action), Version: b.Version, Comment: b.Comment,
	}))
}

// ListVoucherApprovals answers what was asked of vouchers, the latest first.
func (a *API) ListVoucherApprovals(ctx context.Context, in *struct {
	State string `query:"state" enum:"asked,approved,rejected,withdrawn"`
},
) (*struct{ Body []VoucherApproval }, error) {
	found, err := a.Approvals.VoucherApprovals(ctx, actor(ctx), matter.State(in.State))
	if err != nil {
		return nil, err
	}
	s := a.signers(ctx)
	return &struct{ Body []VoucherApproval }{listOf(found, s.approvalOf)}, s.err
}

// ReadVoucherInvoice answers the file of an invoice an approval rests on.
func (a *API) ReadVoucherInvoice(ctx context.Context, in *InvoiceInput) (*FileOutput, error) {
	return fileOf(a.Approvals.VoucherInvoice(ctx, actor(ctx), reimburse.MatterID(in.ID), reimburse.InvoiceID(in.Invoice)))
}

func (s *signers) approvalOutput(v reimburse.VoucherApproval, err error) (*VoucherApprovalOutput, error) {
	if err != nil {
		return nil, err
	}
	return &VoucherApprovalOutput{Body: s.approvalOf(v)}, s.err
}

func (s *signers) approvalOf(v reimburse.VoucherApproval) VoucherApproval {
	return VoucherApproval{
		Matter: s.matterOf(v.Matter), Month: v.Month, Voucher: voucherFactsOf(v.Voucher), Reason: v.Reason, Why: v.Why, Claim: string(v.Claim),
		EndorsedBy: s.orNil(v.EndorsedBy), Invoices: listOf(v.Invoices, s.invoiceOf),
	}
}
