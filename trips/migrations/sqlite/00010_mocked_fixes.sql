-- +goose Up
-- Whether the phone flagged a fix as given by another app than its receiver.
ALTER TABLE recorded_fixes ADD COLUMN mocked BOOLEAN NOT NULL DEFAULT FALSE;

-- +goose Down
ALTER TABLE recorded_fixes DROP COLUMN mocked;
