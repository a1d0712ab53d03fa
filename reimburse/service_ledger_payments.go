package reimburse

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"

	"licheng/reimburse/ledger"
	"licheng/trips"
)

// sealed is the transfer as the event of its batch seals it.
func (t Transfer) sealed() ledger.Transfer {
	sealed := ledger.Transfer{No: t.No, Person: string(t.Person), AmountFen: t.AmountFen, Claims: make([]string, len(t.Claims))}
	for i, id := range t.Claims {
		sealed.Claims[i] = string(id)
	}
	return sealed
}

// verifyBatches holds every stored batch, its file and its transfers against the
// events: what was sent, and what the bank said of each transfer last.
func (s *Service) verifyBatches(ctx context.Context, q querier, county trips.County, book *ledger.Book) error {
	stored, err := s.store.batches(ctx, q, county, math.MaxInt32)
	if err != nil {
		return fmt.Errorf("batches of %s: %w", county, err)
	}
	have := map[string]Batch{}
	for _, b := range stored {
		if _, known := book.Batches[b.Number]; !known {
			return &ledger.Altered{Subject: "batch " + b.Number + " (in no event)", Reason: "no event made it so"}
		}
		have[b.Number] = b
	}
	for _, number := range slices.Sorted(maps.Keys(book.Batches)) {
		standing := book.Batches[number]
		b, there := have[number]
		if !there {
			return batchAltered(standing, "the stored batch is gone")
		}
		if err := s.verifyBatch(ctx, q, county, b, standing); err != nil {
			return err
		}
	}
	return nil
}

func batchAltered(st ledger.BatchStanding, format string, args ...any) *ledger.Altered {
	return &ledger.Altered{Seq: st.Seq, Type: ledger.BatchType, Subject: st.Number, Reason: fmt.Sprintf(format, args...)}
}

func (s *Service) verifyBatch(ctx context.Context, q querier, county trips.County, b Batch, st ledger.BatchStanding) error {
	file, err := s.store.batchFile(ctx, q, county, b.ID)
	switch {
	case err != nil:
		return fmt.Errorf("file of batch %s: %w", b.Number, err)
	case string(b.ID) != st.Batch.Batch || b.TotalFen != st.TotalFen || b.Transfers != len(st.Transfers) || b.Layout != st.Layout:
		return batchAltered(st, "the stored batch is not the one the event sealed: it is of %s, the event of %s", b.TotalFen, st.TotalFen)
	case hashOf(string(file)) != st.SHA256 || b.SHA256 != st.SHA256:
		return batchAltered(st, "the stored bank file is not the one that was sent")
	}
	items, err := s.store.transfers(ctx, q, county, b.ID)
	if err != nil {
		return err
	}
	for i, want := range st.Transfers {
		if i >= len(items) {
			return batchAltered(st, "the stored transfer %d is gone", want.No)
		}
		if err := verifyTransfer(items[i], want, st); err != nil {
			return err
		}
	}
	if len(items) > len(st.Transfers) {
		return batchAltered(st, "the stored transfer %d was put in afterwards", items[len(st.Transfers)].No)
	}
	return nil
}

// verifyTransfer holds one stored transfer against what was sent and answered.
func verifyTransfer(have Transfer, want ledger.Transfer, st ledger.BatchStanding) error {
	if have.AmountFen != want.AmountFen {
		return batchAltered(st, "the stored transfer %d is of %s, the event sealed %s", want.No, have.AmountFen, want.AmountFen)
	}
	sealed := have.sealed()
	slices.Sort(sealed.Claims)
	want.Claims = slices.Sorted(slices.Values(want.Claims))
	stored, err := ledger.Canonical(sealed)
	if err != nil {
		return err
	}
	if sent, err := ledger.Canonical(want); err != nil || !bytes.Equal(stored, sent) {
		return batchAltered(st, "the stored transfer %d pays other people or claims than the event sealed", want.No)
	}
	state, reason := TransferSent, ""
	switch said, answered := st.Replies[want.No]; {
	case answered && said.Arrived:
		state = TransferArrived
	case answered:
		state, reason = TransferFailed, said.Reason
	}
	if have.State != state || have.Reason != reason {
		return batchAltered(st, "the stored transfer %d stands %q %s, the bank's answers make it %q %s", want.No, have.State, have.Reason, state, reason)
	}
	return nil
}
