-- +goose Up
-- A record that a cadre handed in is kept as long as it is of a trip; one that
-- the office handed in stays.
ALTER TABLE toll_records ADD COLUMN own BOOLEAN NOT NULL DEFAULT false;

-- +goose Down
ALTER TABLE toll_records DROP COLUMN own;
