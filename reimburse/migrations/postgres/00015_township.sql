-- +goose Up
-- A claim may be checked by the township before finance decides. hands is
-- everybody who had a hand in the decision, and in whose place, so that nobody
-- gives two of its approvals and somebody else answers an appeal.
ALTER TABLE claims DROP CONSTRAINT claims_state_check;
ALTER TABLE claims ADD CONSTRAINT claims_state_check CHECK (state IN ('draft', 'submitted', 'checked', 'returned', 'approved', 'rejected', 'paid'));
ALTER TABLE claims ADD COLUMN hands TEXT NOT NULL DEFAULT '[]'; -- JSON, []matter.Who

-- +goose Down
ALTER TABLE claims DROP COLUMN hands;
ALTER TABLE claims DROP CONSTRAINT claims_state_check;
ALTER TABLE claims ADD CONSTRAINT claims_state_check CHECK (state IN ('draft', 'submitted', 'returned', 'approved', 'rejected', 'paid'));
