package reimburse

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"licheng/reimburse/claim"
	"licheng/reimburse/ledger"
	"licheng/reimburse/money"
	"licheng/trips"
)

// LedgerReport is what verifying a county's book found.
type LedgerReport struct {
	County  trips.County    `json:"county"`
	OK      bool            `json:"ok"`
	Events  int64           `json:"events"`  // seals that fit
	Claims  int             `json:"claims"`  // claims held against their events
	Head    string          `json:"head"`    // the last seal
	Anchors int             `json:"anchors"` // signed anchors that fit
	Key     string          `json:"key"`     // that signs them now, hex; empty: none
	Problem string          `json:"problem,omitempty"`
	Altered *ledger.Altered `json:"-"`
}

// LedgerCounties lists the counties that have a book.
func (s *Service) LedgerCounties(ctx context.Context) ([]trips.County, error) {
	return s.store.ledgerCounties(ctx, s.store.db)
}

// VerifyLedger recomputes the county's hash chain, replays its events and
// holds every claim, line and rule document against what the events sealed. An
// alteration is in the report, not in the error: the first event whose seal
// does not fit, else the first event that a stored row contradicts.
func (s *Service) VerifyLedger(ctx context.Context, county trips.County) (LedgerReport, error) {
	report := LedgerReport{County: county, Key: s.key()}
	err := s.store.snapshot(ctx, func(q querier) error {
		book, err := s.verifyChain(ctx, q, county, &report)
		if err != nil {
			return err
		}
		return s.verifyRows(ctx, q, county, book, &report)
	})
	var altered *ledger.Altered
	if errors.As(err, &altered) {
		report.Problem, report.Altered = altered.Error(), altered
		return report, nil
	}
	report.OK = err == nil
	return report, err
}

// verifyChain checks every seal and replays the events.
func (s *Service) verifyChain(ctx context.Context, q querier, county trips.County, report *LedgerReport) (*ledger.Book, error) {
	anchors, err := s.store.anchors(ctx, q, county)
	if err != nil {
		return nil, err
	}
	anchored, err := ledger.NewAnchored(string(county), "", anchors)
	if err != nil {
		return nil, err
	}
	verifier, book := ledger.NewVerifier(string(county)), ledger.NewBook()
	err = s.store.eachEvent(ctx, q, county, func(e ledger.Event) error {
		if err := verifier.Next(e); err != nil {
			return err
		}
		report.Events, report.Head = e.Seq, e.Hash
		if err := anchored.Next(e); err != nil {
			return err
		}
		return book.Apply(e)
	})
	if err != nil {
		return nil, err
	}
	report.Anchors = anchored.Found
	if err := anchored.Ends(); err != nil {
		return nil, err
	}
	head, err := s.store.head(ctx, q, county)
	if err != nil {
		return nil, err
	}
	return book, verifier.Ends(head)
}

// verifyRows holds the stored claims against the book, in the order of the
// events that sealed them; then those no event speaks of, which must be drafts.
func (s *Service) verifyRows(ctx context.Context, q querier, county trips.County, book *ledger.Book, report *LedgerReport) error {
	ids := make([]string, 0, len(book.Claims))
	for id := range book.Claims {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b string) int { return int(book.Claims[a].Seq - book.Claims[b].Seq) })
	hashes := map[string]string{}
	for _, id := range ids {
		standing := book.Claims[id]
		if err := s.verifyClaim(ctx, q, county, standing); err != nil {
			return err
		}
		if err := s.verifyRules(ctx, q, county, standing, hashes); err != nil {
			return err
		}
		report.Claims++
	}
	if err := s.verifyDrafts(ctx, q, county, book, report); err != nil {
		return err
	}
	if err := s.verifyMatters(ctx, q, county, book); err != nil {
		return err
	}
	if err := s.verifyPayments(ctx, q, county, book); err != nil {
		return err
	}
	if err := s.verifyFacts(ctx, q, county, book); err != nil {
		return err
	}
	if err := s.verifyBudgets(ctx, q, county, book); err != nil {
		return err
	}
	if err := s.verifyPurges(ctx, county, book); err != nil {
		return err
	}
	return s.verifyLate(ctx, county, book)
}

// verifyPayments holds the batches against the events that made and answered
// them, and the transfers against the claims: who is in a transfer that has not
// failed is paid, and what the book owes is what the approved claims come to.
func (s *Service) verifyPayments(ctx context.Context, q querier, county trips.County, book *ledger.Book) error {
	if err := s.verifyBatches(ctx, q, county, book); err != nil {
		return err
	}
	var live []struct {
		Claim string `db:"claim_id"`
		Batch string `db:"number"`
	}
	if err := list(ctx, q, &live, `SELECT c.claim_id, b.number FROM payment_claims c
		JOIN payment_batches b ON b.county = c.county AND b.id = c.batch_id
		WHERE c.county = ? AND NOT c.failed ORDER BY b.number, c.claim_id`, county); err != nil {
		return fmt.Errorf("payments of %s: %w", county, err)
	}
	for _, l := range live {
		standing, known := book.Claims[l.Claim]
		if !known || claim.State(standing.Last.To) != claim.Paid || standing.Last.Reference != l.Batch {
			return sealedBy(standing, 0, "batch %s pays claim %s, but no event of that batch does", l.Batch, l.Claim)
		}
	}
	var balance money.Amount
	for _, fen := range book.Balance {
		balance += fen
	}
	if balance != 0 || book.Balance[ledger.Payable] != -book.Owed() {
		return sealedBy(ledger.Standing{}, 0, "the accounts do not balance: off by %s, owed %s, approved %s", balance, -book.Balance[ledger.Payable], book.Owed())
	}
	return nil
}

// sealedBy returns an Altered that names the event that sealed the row.
func sealedBy(st ledger.Standing, line int, format string, args ...any) *ledger.Altered {
	return &ledger.Altered{Seq: st.Seq, Type: st.Type, Subject: st.Last.Claim, Line: line, Reason: fmt.Sprintf(format, args...)}
}

func (s *Service) verifyClaim(ctx context.Context, q querier, county trips.County, st ledger.Standing) error {
	row, err := s.store.claim(ctx, q, county, ClaimID(st.Last.Claim))
	switch {
	case errors.Is(err, ErrNoClaim):
		return sealedBy(st, 0, "the stored claim is gone")
	case err != nil:
		return err
	case string(row.State) != st.Last.To:
		return sealedBy(st, 0, "the stored state is %q, the event left it %q", row.State, st.Last.To)
	case row.Reference != st.Last.Reference:
		return sealedBy(st, 0, "the stored payment reference is %q, the event sealed %q", row.Reference, st.Last.Reference)
	case string(row.Person) != st.Last.Person || row.Month != st.Last.Month || row.Sequence != st.Last.Sequence:
		return sealedBy(st, 0, "the stored person, month or sequence is another")
	}
	if row.State == claim.Returned { // follows its trips again: held like a draft
		return s.verifyOpen(ctx, q, row, st)
	}
	if row.Version != st.Last.Version {
		return sealedBy(st, 0, "the stored version is %d, the event left it %d", row.Version, st.Last.Version)
	}
	if err := s.verifyLines(ctx, q, row, st.Last.Lines, st); err != nil {
		return err
	}
	if row.TotalFen != st.Last.TotalFen || row.CutFen != st.Last.CutFen {
		return sealedBy(st, 0, "the stored total is %s (cut %s), the event sealed %s (cut %s)",
			row.TotalFen, row.CutFen, st.Last.TotalFen, st.Last.CutFen)
	}
	marks, err := s.store.claimTrips(ctx, q, county, row.ID)
	if err == nil && !slices.Equal(marks, st.Last.Trips) {
		err = sealedBy(st, 0, "the stored trips of the claim are not those the event sealed")
	}
	return err
}

// verifyLines holds the stored lines against sealed ones and names the first
// that differs.
func (s *Service) verifyLines(ctx context.Context, q querier, row claimRow, want []ledger.LineMark, st ledger.Standing) error {
	rows, err := s.store.lineRows(ctx, q, row.County, row.ID)
	if err != nil {
		return err
	}
	for i, mark := range want {
		if i >= len(rows) || rows[i].No != mark.No {
			return sealedBy(st, mark.No, "the stored line is gone")
		}
		line, err := rows[i].line()
		if err != nil {
			return sealedBy(st, mark.No, "the stored line cannot be read: %v", err)
		}
		have, err := markLine(rows[i].No, line)
		if err != nil {
			return err
		}
		if have.AmountFen != mark.AmountFen {
			return sealedBy(st, mark.No, "the stored amount is %s, the event sealed %s", have.AmountFen, mark.AmountFen)
		}
		if have != mark {
			return sealedBy(st, mark.No, "the stored line is not the one the event sealed")
		}
	}
	if len(rows) > len(want) {
		return sealedBy(st, rows[len(want)].No, "the stored line was put in afterwards")
	}
	return nil
}

// verifyOpen holds a claim that still follows its trips against the digests it
// was saved with: no event has sealed its present lines yet.
func (s *Service) verifyOpen(ctx context.Context, q querier, row claimRow, st ledger.Standing) error {
	rows, err := s.store.lineRows(ctx, q, row.County, row.ID)
	if err != nil {
		return err
	}
	lines := make([]claim.Line, len(rows))
	for i, r := range rows {
		if lines[i], err = r.line(); err != nil {
			return sealedBy(st, r.No, "the stored line cannot be read: %v", err)
		}
		mark, err := markLine(r.No, lines[i])
		if err != nil {
			return err
		}
		if mark.Digest != r.Digest {
			return sealedBy(st, r.No, "the line does not fit the digest it was saved with")
		}
	}
	total, err := claim.Total(lines)
	if err != nil {
		return err
	}
	_, digest, err := markLines(lines)
	switch {
	case err != nil:
		return err
	case digest != row.LinesDigest:
		return sealedBy(st, 0, "its lines do not fit the digest they were saved with")
	case total != row.TotalFen:
		return sealedBy(st, 0, "its lines make %s, the stored total is %s", total, row.TotalFen)
	}
	return nil
}

// verifyRules holds the rule document a claim was priced by against the hash
// the event sealed. hashes remembers the documents seen.
func (s *Service) verifyRules(ctx context.Context, q querier, county trips.County, st ledger.Standing, hashes map[string]string) error {
	pins := st.Last.Pins
	key := pins.RuleDocument + "\x00" + pins.RuleVersion
	hash, seen := hashes[key]
	if !seen {
		document, found, err := s.store.ruleDocument(ctx, q, county, pins.RuleDocument, pins.RuleVersion)
		if err != nil {
			return err
		}
		if found {
			hash = hashOf(document.Body)
		}
		hashes[key] = hash
	}
	if hash != pins.RuleHash {
		return sealedBy(st, 0, "the stored rule document %s %s is not the one the claim was priced by", pins.RuleDocument, pins.RuleVersion)
	}
	return nil
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// verifyDrafts checks the claims that no event speaks of.
func (s *Service) verifyDrafts(ctx context.Context, q querier, county trips.County, book *ledger.Book, report *LedgerReport) error {
	rows := []claimRow{}
	if err := list(ctx, q, &rows, `SELECT `+strings.Join(claimColumns, ", ")+` FROM claims WHERE county = ? ORDER BY id`, county); err != nil {
		return fmt.Errorf("claims of %s: %w", county, err)
	}
	for _, row := range rows {
		if _, known := book.Claims[string(row.ID)]; known {
			continue
		}
		unknown := ledger.Standing{Last: ledger.Move{Claim: fmt.Sprintf("claim %s (%s, in no event)", row.ID, row.State)}}
		if row.State != claim.Draft {
			return sealedBy(unknown, 0, "no event made it so")
		}
		if err := s.verifyOpen(ctx, q, row, unknown); err != nil {
			return err
		}
		report.Claims++
	}
	return nil
}

// ExportLedger writes the county's book as a bundle that ledger.ReadBundle
// checks without a database.
func (s *Service) ExportLedger(ctx context.Context, county trips.County, w io.Writer) (ledger.Head, error) {
	var head ledger.Head
	err := s.store.snapshot(ctx, func(q querier) error {
		var err error
		if head, err = s.store.head(ctx, q, county); err != nil {
			return err
		}
		anchors, err := s.store.anchors(ctx, q, county)
		if err != nil {
			return err
		}
		bundle, err := ledger.NewBundleWriter(w, string(county), head, anchors...)
		if err != nil {
			return err
		}
		return s.store.eachEvent(ctx, q, county, bundle.Write)
	})
	return head, err
}
