-- +goose Up
-- A correction is a claim without trips: what a rule or price corrected
-- backwards adds to a month that was handed in, or takes back.
ALTER TABLE claims ADD COLUMN kind TEXT NOT NULL DEFAULT 'month' CHECK (kind IN ('month', 'correction'));

-- +goose Down
ALTER TABLE claims DROP COLUMN kind;
