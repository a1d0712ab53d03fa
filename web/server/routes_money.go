package server

import "licheng/web/api"

// moneyRoutes are what the service answers about money beside the claims
// themselves: payments, budgets, corrections, what a month is priced from, invoices
// and proofs.
func (s *Server) moneyRoutes() []Route {
	a := s.api
	return []Route{
		{post, v1 + "/batches", deciders, mB, keyRequired, ok, "make-batch", "Pay approved claims in one go", api.Handle(a.MakeBatch), nil},
		{get, v1 + "/batches", staff, 0, keyIgnored, ok, "list-batches", "The latest payment batches", api.Handle(a.ListBatches), nil},
		{get, v1 + "/batches/{id}", staff, 0, keyIgnored, ok, "read-batch", "A payment batch and what the bank said", api.Handle(a.ReadBatch), nil},
		{get, v1 + "/batches/{id}/file", deciders, 0, keyIgnored, ok, "read-batch-file", "The bank's file of a batch", api.File(a.ReadBatchFile, api.TypeXLSX, api.TypeCSV), nil},
		{post, v1 + "/batches/{id}/answer-file", deciders, 3 * mB, keyIgnored, ok, "read-answers", "Read the bank's answer from its file, before it is entered", api.Handle(a.ReadAnswers), nil},
		{post, v1 + "/batches/{id}/answers", deciders, mB, keyWelcome, ok, "answer-batch", "What the bank said of a batch's transfers", api.Handle(a.AnswerBatch), nil},

		{get, v1 + "/budgets", auditor, 0, keyIgnored, ok, "list-budgets", "What each unit may spend in a year, and what became of it", api.Handle(a.ListBudgets), nil},
		{get, v1 + "/claims/{id}/budget", auditor, 0, keyIgnored, ok, "read-claim-budget", "The budget a claim draws on", api.Handle(a.ReadClaimBudget), nil},

		{get, v1 + "/corrections", staff, 0, keyIgnored, ok, "read-corrections", "What a rule or price corrected backwards adds or takes back", api.Handle(a.ReadCorrections), nil},
		{post, v1 + "/corrections", deciders, 8 * kB, keyRequired, ok, "post-corrections", "Make claims of the corrections shown", api.Handle(a.PostCorrections), nil},

		{get, v1 + "/months/{month}/facts", cadre, 0, keyIgnored, ok, "read-facts", "What one said of one's own month beside its traces, and what the rule asks", api.Handle(a.ReadFacts), nil},
		{post, v1 + "/months/{month}/facts", cadre, 256 * kB, keyWelcome, ok, "say-facts", "Say the facts of one's own month; its open claim is priced anew", api.Handle(a.SayFacts), nil},
		{get, v1 + "/claims/{id}/facts", readers, 0, keyIgnored, ok, "read-claim-facts", "What was said of a claim's month", api.Handle(a.ReadClaimFacts), nil},

		{post, v1 + "/claims/{id}/invoices", cadre, 6 * mB, keyRequired, ok, "add-invoice", "Attach an invoice to one's own claim", api.Handle(a.AddInvoice), nil},
		{get, v1 + "/claims/{id}/invoices", readers, 0, keyIgnored, ok, "list-invoices", "The invoices of a claim, and what is odd about each", api.Handle(a.ListInvoices), nil},
		{get, v1 + "/claims/{id}/invoices/{invoice}/file", readers, 0, keyIgnored, ok, "read-invoice-file", "An invoice's file as it was handed in", api.File(a.ReadInvoiceFile, "application/octet-stream"), nil},
		{del, v1 + "/claims/{id}/invoices/{invoice}", cadre, 0, keyIgnored, done, "remove-invoice", "Take an invoice off one's own claim", api.Handle(a.RemoveInvoice), nil},
		{post, v1 + "/months/{month}/vouchers/{voucher}/approval", cadre, 16 * kB, keyRequired, ok, "ask-voucher-approval", "Ask the office to approve a voucher of one's own month", api.Handle(a.AskVoucher), nil},
		{get, v1 + "/voucher-approvals", staff, 0, keyIgnored, ok, "list-voucher-approvals", "What was asked of vouchers, the latest first", api.Handle(a.ListVoucherApprovals), nil},
		{post, v1 + "/voucher-approvals/{id}/decision", deciders, 16 * kB, keyWelcome, ok, "decide-voucher-approval", "Approve or refuse a voucher, or withdraw what one asked", api.Handle(a.DecideVoucher), nil},
		{get, v1 + "/voucher-approvals/{id}/invoices/{invoice}/file", staff, 0, keyIgnored, ok, "read-voucher-invoice", "The file of an invoice that a voucher's approval rests on", api.File(a.ReadVoucherInvoice, "application/octet-stream"), nil},
		{get, v1 + "/invoices", auditor, 0, keyIgnored, ok, "find-invoices", "Look for an invoice in the whole county", api.Handle(a.FindInvoices), nil},

		{get, v1 + "/toll-records", readers, 0, keyIgnored, ok, "list-toll-records", "The toll records of a month: of one's own vehicles, for finance and auditors of the county", api.Handle(a.ListTollRecords), nil},
		{post, v1 + "/toll-records", cadre, 6 * mB, keyRequired, ok, "import-toll-records", "Hand in an ETC statement of one's own vehicles; what is of one's trips is kept", api.Handle(a.ImportTollRecords), nil},

		{get, v1 + "/audit/adequacy", auditor, 0, keyIgnored, ok, "read-adequacy", "What was received of what trips cost", api.Handle(a.ReadAdequacy), nil},
		{get, v1 + "/ledger/verify", proof, 0, keyIgnored, ok, "verify-ledger", "Recompute the hash chain of all decisions", api.Handle(a.VerifyLedger), nil},
	}
}
