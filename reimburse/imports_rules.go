package reimburse

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"

	"licheng/reimburse/ledger"
	"licheng/reimburse/rules"
	"licheng/trips"
)

// importRules takes in a rule document. The same bytes again are not an error;
// other bytes under a version that is there are ErrRulesFinal.
func (s *Service) importRules(ctx context.Context, actor trips.Actor, report ImportReport, data []byte) (ImportReport, error) {
	doc, err := rules.Parse(data, report.File)
	if err != nil {
		return report, fmt.Errorf("%w: %w", err, ErrRules)
	}
	if doc.County != string(actor.County) {
		return report, fmt.Errorf("%s: the document is for county %q, this one is %q: %w", report.File, doc.County, actor.County, ErrRules)
	}
	if doc.Currency != "CNY" {
		return report, fmt.Errorf("%s: the document pays in %s; claims, forms and the ledger count fen of CNY: %w", report.File, doc.Currency, ErrRules)
	}
	report.Rows = len(doc.Items)
	row := RuleDocument{
		ID: doc.ID, Version: doc.Version, From: doc.InForce.From, To: doc.InForce.To, Body: string(data),
		SHA256: report.SHA256, ImportedAt: s.now(), ImportedBy: actor.Login,
	}
	err = s.store.db.InTx(ctx, func(tx *sqlx.Tx) error {
		have, found, err := s.store.ruleDocument(ctx, tx, actor.County, doc.ID, doc.Version)
		switch {
		case err != nil:
			return fmt.Errorf("rule document %s %s: %w", doc.ID, doc.Version, err)
		case found && have.SHA256 != row.SHA256:
			return fmt.Errorf("%s: document %s version %s: %w", report.File, doc.ID, doc.Version, ErrRulesFinal)
		case found || report.DryRun:
			return nil
		}
		if err := s.addRules(ctx, tx, actor, row); err != nil {
			return err
		}
		report.Written = true
		return nil
	})
	if err != nil {
		report.Written = false
	}
	return report, err
}

func (s *Service) addRules(ctx context.Context, tx *sqlx.Tx, actor trips.Actor, row RuleDocument) error {
	if _, err := s.store.appendEvent(ctx, tx, ledger.Entry{
		County: string(actor.County), At: s.now(), Actor: actor.Login, Type: "import." + string(ImportRules), Subject: row.ID,
		Payload: map[string]any{"version": row.Version, "in_force_from": row.From, "in_force_to": row.To, "sha256": row.SHA256},
	}); err != nil {
		return err
	}
	if err := s.store.addRuleDocument(ctx, tx, actor.County, row); err != nil {
		return err
	}
	return s.enqueueOpen(ctx, tx, actor.County)
}
