-- +goose Up
-- What a decision on a matter brought beside its state: of an appeal found right
-- the sum and the claim that pays it. Empty: nothing.
ALTER TABLE matters ADD COLUMN outcome TEXT NOT NULL DEFAULT ''; -- JSON

-- +goose Down
ALTER TABLE matters DROP COLUMN outcome;
