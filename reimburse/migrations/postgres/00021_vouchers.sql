-- +goose Up
-- A voucher that the rule pays only once it is approved is asked about like
-- leave for a trip. hands is who gave the first of two approvals, and in whose
-- place. A voucher has one answer at a time.
ALTER TABLE matters DROP CONSTRAINT matters_kind_check;
ALTER TABLE matters ADD CONSTRAINT matters_kind_check CHECK (kind IN ('request', 'delegation', 'appeal', 'complaint', 'voucher'));
ALTER TABLE matters ADD COLUMN hands TEXT NOT NULL DEFAULT '[]'; -- JSON, []matter.Who
CREATE UNIQUE INDEX matters_voucher_once ON matters (county, person_id, subject) WHERE kind = 'voucher' AND state IN ('asked', 'approved');

-- +goose Down
DROP INDEX matters_voucher_once;
ALTER TABLE matters DROP COLUMN hands;
ALTER TABLE matters DROP CONSTRAINT matters_kind_check;
ALTER TABLE matters ADD CONSTRAINT matters_kind_check CHECK (kind IN ('request', 'delegation', 'appeal', 'complaint'));
