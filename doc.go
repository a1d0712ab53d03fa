// Package licheng is the front page of Licheng 里程, a mileage and expense
// reimbursement service that checks trips by their GPS traces.
//
// The rooms, from the ground up:
//
//	geo        roads and positions; no people, no money
//	trips      uploaded bytes become trips with evidence; no money
//	reimburse  money and decisions: rules, claims, ledger, audit
//	web        browsers, phones and tokens
//	cmd        flags, files and wiring
//
// Imports point down that list only. This root package holds the three things
// the rooms share: the kinds of failure (fault.go), the database (database.go)
// and this page. ARCHITECTURE.md tells the rest in five minutes.
package licheng
