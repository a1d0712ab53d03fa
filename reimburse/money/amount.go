// Package money counts in whole fen. No float touches an amount.
package money

// Amount is a sum in minor units: fen for CNY. Which currency is a property
// of the rule document, the same for all lines of a claim.
type Amount int64
