package reimburse

import (
	"bytes"
	"context"
	"fmt"

	"licheng/reimburse/ledger"
	"licheng/trips"
)

// verifyMatters holds every request, delegation, appeal and complaint, and which
// request each trip was driven under, against the event that sealed it last.
func (s *Service) verifyMatters(ctx context.Context, q querier, county trips.County, book *ledger.Book) error {
	rows, err := s.store.matters(ctx, q, county, matterFilter{})
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, row := range rows {
		standing, known := book.Matters[string(row.ID)]
		if !known {
			return &ledger.Altered{Subject: fmt.Sprintf("%s %s (in no event)", row.Kind, row.ID), Reason: "no event made it so"}
		}
		seen[string(row.ID)] = true
		sealed, _, err := row.sealed()
		if err != nil {
			return matterAltered(standing, "the stored row cannot be read: %v", err)
		}
		if want, err := ledger.Canonical(standing.Last.Row); err != nil || !bytes.Equal(sealed, want) {
			return matterAltered(standing, "the stored row is not the one the event sealed")
		}
	}
	for id, standing := range book.Matters {
		if !seen[id] {
			return matterAltered(standing, "the stored row is gone")
		}
	}
	return s.verifyLinks(ctx, q, county, book)
}

func matterAltered(st ledger.MatterStanding, format string, args ...any) *ledger.Altered {
	return &ledger.Altered{Seq: st.Seq, Type: st.Type, Subject: st.Last.Matter, Reason: fmt.Sprintf(format, args...)}
}

// verifyLinks holds the stored requests of trips against the events.
func (s *Service) verifyLinks(ctx context.Context, q querier, county trips.County, book *ledger.Book) error {
	var rows []linkRow
	if err := list(ctx, q, &rows, `SELECT county, trip_id, request_id, person_id, by_hand, linked_at, linked_by FROM trip_requests
		WHERE county = ? ORDER BY trip_id`, county); err != nil {
		return fmt.Errorf("requests of trips: %w", err)
	}
	for _, r := range rows {
		link, known := book.Links[string(r.Trip)]
		if !known || link.Request != string(r.Request) || link.ByHand != r.ByHand {
			return &ledger.Altered{
				Subject: "trip " + string(r.Trip),
				Reason:  fmt.Sprintf("it stands under request %q, the events say %q", r.Request, link.Request),
			}
		}
	}
	if len(rows) != len(book.Links) {
		return &ledger.Altered{Subject: "requests of trips", Reason: fmt.Sprintf("%d are stored, the events say %d", len(rows), len(book.Links))}
	}
	return nil
}
