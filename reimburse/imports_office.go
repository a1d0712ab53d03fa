package reimburse

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"

	"licheng/reimburse/claim"
	"licheng/reimburse/voucher"
	"licheng/trips"
)

// officeDocuments are the texts an office sets down for its work, with what
// reads each and says what is wrong with it.
var officeDocuments = map[ImportKind]func(text []byte) error{
	ImportBankLayout: func(text []byte) error { _, err := voucher.ParseLayout(text); return err },
	ImportApproval:   func(text []byte) error { _, err := claim.ParsePolicy(text); return err },
	ImportAccounts:   func(text []byte) error { _, err := voucher.ParseAccounts(text); return err },
}

// importOffice takes in an office document; from then on it is the one in
// force of its kind.
func (s *Service) importOffice(ctx context.Context, actor trips.Actor, report ImportReport, data []byte, check func([]byte) error) (ImportReport, error) {
	if err := check(data); err != nil {
		return report, fmt.Errorf("%s: %w: %w", report.File, err, ErrOffice)
	}
	if report.Kind == ImportApproval {
		policy, err := claim.ParsePolicy(data)
		if err == nil {
			err = s.enoughFor(ctx, actor.County, policy)
		}
		if err != nil {
			return report, fmt.Errorf("%s: %w", report.File, err)
		}
	}
	report.Rows = 1
	if report.DryRun {
		return report, nil
	}
	err := s.store.db.InTx(ctx, func(tx *sqlx.Tx) error {
		if err := s.recordImport(ctx, tx, actor, report); err != nil {
			return err
		}
		return s.store.addOfficeDocument(ctx, tx, actor.County, report.Kind, RuleDocument{
			Body: string(data), SHA256: report.SHA256, ImportedAt: s.now(), ImportedBy: actor.Login,
		})
	})
	report.Written = err == nil
	return report, err
}
